"""The accounts of an installation: what each may do, and the passwords we made for them.

On a server of our own each role has an account named ``<prefix>_<role>``. Over the
private server's socket it needs no password (only the owner reaches the socket);
over TCP it has a generated one, kept in ``<local>/accounts.json`` for the owner alone.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.redaction import keep_secret
from pipeline.settings import ROLES, Account, Databases, Settings

READ = ("SELECT", "SHOW VIEW")
WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE")
MAKE = (
    *WRITE,
    "CREATE",
    "DROP",
    "ALTER",
    "INDEX",
    "REFERENCES",
    "CREATE TEMPORARY TABLES",
    "LOCK TABLES",
    "CREATE VIEW",
    "SHOW VIEW",
)
# RENAME TABLE asks for ALTER and DROP where a table leaves, CREATE and INSERT where it arrives.
NAMING_BLOCKERS = "who holds up a publish is not named"
MOVE = ("SELECT", "INSERT", "UPDATE", "CREATE", "DROP", "ALTER", "CREATE VIEW", "SHOW VIEW")


@dataclass(frozen=True)
class Right:
    """Privileges on a database, or (``database`` empty) on the whole server.

    ``merely_for`` says what one does without where they are missing; empty: the work itself.
    """

    privileges: tuple[str, ...]
    database: str = ""
    merely_for: str = ""

    def on(self) -> str:
        """Return what ``GRANT`` names it; ``_`` in a database's name is no wildcard here."""
        if not self.database:
            return "*.*"
        escaped = self.database.replace("_", "\\_")
        return f"`{escaped}`.*"


def rights(role: str, databases: Databases) -> tuple[Right, ...]:
    """Return the least rights with which ``role`` can do its work."""
    names = databases
    return {
        # It runs the migrations, of what people write as well as of landing.
        "loader": (Right(MAKE, names.landing), Right(MAKE, names.app)),
        "builder": (
            Right(MAKE, names.build),
            Right(MAKE, names.dev),
            Right(READ, names.landing),
            Right(READ, names.app),
            Right(READ, names.previous),
            Right(READ, names.published),
        ),
        "publisher": (
            Right(MOVE, names.build),
            Right(MOVE, names.previous),
            Right(MOVE, names.published),
            Right(("PROCESS",), merely_for=NAMING_BLOCKERS),
            Right(("SELECT",), "performance_schema", merely_for=NAMING_BLOCKERS),
        ),
        "reader": (Right(READ, names.published),),
        "api": (
            Right(READ, names.published),
            Right(WRITE, names.app),
            Right(("SELECT",), names.landing),  # the ledger: runs, freshness, quarantine
        ),
    }[role]


def quoted_account(user: str, host: str | None = None) -> str:
    """Return an account as a statement names it, whatever characters its name has."""
    parts = (part.replace("\\", "\\\\").replace("'", "''") for part in (user, host) if part)
    return "@".join(f"'{part}'" for part in parts)


def own_accounts(prefix: str) -> dict[str, Account]:
    """Return the accounts of a server of our own as they log in over its socket."""
    return {role: Account(f"{prefix}_{role}") for role in ROLES}


def passwords(settings: Settings) -> dict[str, str]:
    """Return the passwords of this installation's accounts by role, making what is missing."""
    path = passwords_file(settings)
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = {}
    kept = known.get(settings.prefix, {})
    ours = {role: kept.get(role) or secrets.token_urlsafe(24) for role in ROLES}
    for password in ours.values():
        keep_secret(password)
    if ours != kept:
        write_secret(path, json.dumps({**known, settings.prefix: ours}, indent=2) + "\n")
    return ours


def passwords_file(settings: Settings) -> Path:
    """Return where the passwords are."""
    return settings.local / "accounts.json"


def write_secret(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, whole or not at all, readable by the owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    part.replace(path)


def account_statements(
    prefix: str,
    databases: Databases,
    hosts: Iterable[str],
    passwords_by_role: Mapping[str, str],
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the statements, each with its bound values, that make every account or mend it.

    They may be repeated at any time, on MySQL and on MariaDB.

    Args:
        prefix, databases: the installation.
        hosts: the host parts of each account; ``localhost`` (the socket) gets no password.
        passwords_by_role: the passwords of the accounts at the other hosts.
    """
    hosts = tuple(hosts)
    names, values, grants = [], [], []
    for role in ROLES:
        user = f"{prefix}_{role}"
        for host in hosts:
            names.append(f"'{user}'@'{host}' identified by %s")
            values.append("" if host == "localhost" else passwords_by_role[role])
        to = ", ".join(f"'{user}'@'{host}'" for host in hosts)
        grants += [
            (f"grant {', '.join(right.privileges)} on {right.on()} to {to}", ())
            for right in rights(role, databases)
        ]
    users = ", ".join(names)
    return [
        (f"create user if not exists {users}", tuple(values)),
        (f"alter user {users}", tuple(values)),
        *grants,
    ]
