"""Check an installation: Python, server, databases, rights, disk."""

from __future__ import annotations

import re
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from dotenv import dotenv_values
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from load.schema import alembic_config, lacking_revisions
from pipeline import databases
from pipeline.accounts import Right, passwords_file, quoted_account, rights
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.freshness import TROUBLE, freshness
from pipeline.server import Server, find_or_start
from pipeline.settings import ROLES, Settings

GIGABYTE = 1_000_000_000
LEAST_FREE = 2 * GIGABYTE
READ_BY_COMPOSE = ("MYSQL_ROOT_PASSWORD", "SKILLGAP_DOCKER_PORT")


@dataclass(frozen=True)
class Finding:
    """One line of the check-up: ``mend`` must be mended, ``note`` is advice."""

    check: str
    state: Literal["ok", "note", "mend"]
    found: str
    advice: str = ""


def check_up(settings: Settings, console: Console) -> list[Finding]:
    """Check everything and return one finding a check; starts the server if need be."""
    findings = [*_python(settings), _disk(settings), *_secrets(settings), *_names(settings)]
    try:
        server = find_or_start(settings, console)
        if server.is_ours:
            databases.create(server, settings)
    except SkillgapError as error:
        found = "; ".join(part for part in (error.summary, error.found) if part)
        return [*findings, Finding("server", "mend", found, error.advice or "")]
    where = "ours" if server.is_ours else "named by the settings"
    findings.append(
        Finding("server", "ok", f"{server.product} {server.version} at {server.endpoint}, {where}")
    )
    findings += _options(server)
    findings += _databases(server, settings)
    for role in ROLES:
        findings.append(_rights(server, settings, role))
    findings += _freshness(server, settings)
    return findings


def lacking(
    needed: Right, global_rights: set[str], schema_rights: set[tuple[str, str]]
) -> list[str]:
    """Return the privileges of ``needed`` that are not held.

    Args:
        needed: what a role needs.
        global_rights: privileges on the whole server.
        schema_rights: database patterns as in a grant, and privileges.
    """
    held = set(global_rights)
    held |= {kind for pattern, kind in schema_rights if matches(pattern, needed.database)}
    return [privilege for privilege in needed.privileges if privilege not in held]


def matches(pattern: str, database: str) -> bool:
    """Tell whether a grant's database pattern (``%``, ``_``, escaped by ``\\``) names it."""
    regex = "".join(
        {"%": ".*", "_": "."}.get(part, re.escape(part.removeprefix("\\")))
        for part in re.findall(r"\\.|.", pattern)
    )
    return re.fullmatch(regex, database) is not None


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    environment = settings.root / ".venv"
    is_own = environment.exists() and environment.samefile(sys.prefix)
    yield Finding(
        "python",
        "ok" if is_own else "note",
        f"{version} in {sys.prefix}",
        "" if is_own else "call ./run_pipeline.sh, which uses the environment in .venv",
    )
    wrong = []
    for line in (settings.root / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name, is_pin, pinned = line.partition("#")[0].strip().partition("==")
        if not is_pin:
            continue
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "missing"
        if installed != pinned:
            wrong.append(f"{name} {installed}, not {pinned}")
    yield Finding(
        "packages",
        "mend" if wrong else "ok",
        ", ".join(wrong) or "as requirements.txt pins them",
        "delete .venv, then call ./run_pipeline.sh" if wrong else "",
    )


def _disk(settings: Settings) -> Finding:
    folder = settings.local if settings.local.exists() else settings.root
    free = shutil.disk_usage(folder).free
    is_enough = free >= LEAST_FREE
    return Finding(
        "disk",
        "ok" if is_enough else "mend",
        f"{free / GIGABYTE:.1f} GB free in {folder}",
        "" if is_enough else f"free {LEAST_FREE / GIGABYTE:.0f} GB: a build holds three sets",
    )


def _secrets(settings: Settings) -> Iterator[Finding]:
    for path in (passwords_file(settings), settings.local / "docker.env", settings.root / ".env"):
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
            is_closed = not mode & 0o077
            yield Finding(
                f"secrets in {path.name}",
                "ok" if is_closed else "mend",
                f"mode {mode:04o}",
                "" if is_closed else f"chmod 600 '{path}'",
            )


def _names(settings: Settings) -> Iterator[Finding]:
    """Name the lines of ``.env`` that nothing reads: one with a slip in its name does nothing."""
    path = settings.root / ".env"
    if not path.exists():
        return
    example = (settings.root / ".env.example").read_text(encoding="utf-8")
    known = {*re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE), *READ_BY_COMPOSE}
    known |= {
        f"SKILLGAP_{role.upper()}_{what}"
        for role in ROLES
        for what in ("USER", "PASSWORD", "PASSWORD_FILE")
    }
    ours = [
        name
        for name in dotenv_values(path, interpolate=False)
        if name.startswith(("SKILLGAP_", "MYSQL_"))
    ]
    unknown = [name for name in ours if name not in known]
    yield Finding(
        "names in .env",
        "note" if unknown else "ok",
        ", ".join(unknown) or "all are settings",
        "nothing reads them: .env.example has the names" if unknown else "",
    )


def _options(server: Server) -> Iterator[Finding]:
    role = "admin" if server.is_ours else "loader"
    try:
        with server.engine(role, autocommit=True).connect() as connection:
            infile, schema = connection.exec_driver_sql(
                "select @@global.local_infile, @@global.performance_schema"
            ).one()
    except (UsageError, DBAPIError) as error:
        yield Finding("server options", "mend", _reason(error), "check the account in .env")
        return
    yield Finding(
        "local_infile",
        "ok" if infile else "note",
        "on" if infile else "off: rows are landed by INSERT, which is slower",
        "" if infile else "set persist local_infile = 1 (MariaDB: in its option file)",
    )
    yield Finding(
        "performance_schema",
        "ok" if schema else "note",
        "on" if schema else "off: who holds up a publish is named by guess",
        "" if schema else "start the server with --performance-schema=ON",
    )


def _databases(server: Server, settings: Settings) -> Iterator[Finding]:
    by_role = {"admin": settings.databases.all()}
    if not server.is_ours:
        by_role = databases.owned_databases(settings.databases)
    for role, names in by_role.items():
        try:
            with server.engine(role, autocommit=True).connect() as connection:
                collations = dict(
                    connection.exec_driver_sql(
                        "select schema_name, default_collation_name "
                        "from information_schema.schemata"
                    ).all()
                )
        except (UsageError, DBAPIError):
            continue  # the line about the role's rights says why
        for name in names:
            yield _database(name, collations.get(name))


def _database(name: str, collation: str | None) -> Finding:
    if collation is None:
        return Finding(
            f"database {name}", "mend", "missing, or not visible", "./run_pipeline.sh server start"
        )
    if collation != databases.COLLATION:
        return Finding(
            f"database {name}",
            "mend",
            collation,
            f"alter database `{name}` character set {databases.CHARACTER_SET} "
            f"collate {databases.COLLATION}",
        )
    return Finding(f"database {name}", "ok", collation)


def _rights(server: Server, settings: Settings, role: str) -> Finding:
    check = f"rights of {role}"
    try:
        with server.engine(role, autocommit=True).connect() as connection:
            missing = {
                right: kinds
                for right in rights(role, settings.databases)
                if (kinds := _lacking(connection, right))
            }
            roles = connection.exec_driver_sql("select current_role()").scalar()
    except (UsageError, DBAPIError) as error:
        return Finding(check, "mend", _reason(error), "set the account in .env")
    user = server.accounts[role].user
    if not missing:
        return Finding(check, "ok", f"{user} has what it needs")
    found = "; ".join(
        f"lacks {', '.join(kinds)} on {right.on()}" for right, kinds in missing.items()
    )
    if roles and roles != "NONE":
        return Finding(check, "note", f"{found} (unless its roles give it: {roles})")
    grants = "; ".join(
        f"grant {', '.join(kinds)} on {right.on()} to {quoted_account(user)}"
        for right, kinds in missing.items()
    )
    without = {right.merely_for for right in missing}
    if "" in without:
        return Finding(check, "mend", f"{user} {found}", f"as administrator: {grants}")
    found = f"{user} {found}: {', '.join(sorted(without))}"
    return Finding(check, "note", found, f"if that matters, as administrator: {grants}")


def _freshness(server: Server, settings: Settings) -> Iterator[Finding]:
    engine = server.engine("loader", settings.databases.landing)
    try:
        lacking, current = lacking_revisions(engine, alembic_config(settings.root))
        if lacking:
            found = f"revision {current or 'none'}, to be brought to {lacking[-1]}"
            yield Finding("landing tables", "note", found, "./run_pipeline.sh run does it")
            return
        fresh = freshness(engine)
    except (UsageError, DBAPIError):
        return  # the line about the loader's rights says why
    for each in fresh:
        found = f"{each.state} {each.newest}".strip()
        if each.newest.startswith(each.state):
            found = each.newest  # "sample: BLS: ISCO-08 to SOC 2010"
        is_well = each.state not in TROUBLE
        yield Finding(each.subject, "ok" if is_well else "note", found, each.advice)


def _lacking(connection: Connection, right: Right) -> list[str]:
    grantee = connection.exec_driver_sql("select current_user()").scalar_one()
    user, _, host = grantee.rpartition("@")
    who = (f"'{user}'@'{host}'",)
    on_server = connection.exec_driver_sql(
        "select privilege_type from information_schema.user_privileges where grantee = %s", who
    ).scalars()
    on_databases = connection.exec_driver_sql(
        "select table_schema, privilege_type from information_schema.schema_privileges "
        "where grantee = %s",
        who,
    )
    return lacking(right, set(on_server), set(on_databases))


def _reason(error: UsageError | DBAPIError) -> str:
    return error.summary if isinstance(error, UsageError) else str(error.orig.args[-1])
