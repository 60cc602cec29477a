"""Keys for writing: made once, shown once, kept as a checksum, named, and revocable.

A key is ``sg_<id>_<secret>``: the id finds its row, the secret (256 random bits) is compared by
its SHA-256. A slow hash would protect passwords that people choose; nobody guesses 256 bits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection, Engine, func, select, text, update
from sqlalchemy.exc import IntegrityError

from api.problems import Problem
from api.service import Served
from load.app_tables import api_keys
from pipeline.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._@-]{0,63}")
_KEY = re.compile(r"sg_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_NOW = func.utc_timestamp(6)
_COUNT_WRITE = text(
    "insert into written (id, changes) values (1, 1) on duplicate key update changes = changes + 1"
)

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key for writing: `./run_pipeline.sh api-key create NAME` makes one.",
)


@dataclass(frozen=True)
class KeyRow:
    """What is known of a key; its secret is not. Times are UTC."""

    name: str
    key_id: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def create_key(engine: Engine, name: str) -> str:
    """Make a key for ``name`` and return it; it cannot be read again.

    Args:
        engine: of an account that may write ``<prefix>_app``, its default database.

    Raises:
        UsageError: the name is none, or has a key.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            "this cannot name a key",
            found=repr(name),
            expected="up to 64 letters, digits, blanks, and . _ @ - within",
        )
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    try:
        with engine.begin() as connection:
            connection.execute(
                api_keys.insert().values(
                    key_id=key_id, name=name, secret_sha256=_digest(secret), created_at=_NOW
                )
            )
    except IntegrityError as error:
        raise UsageError(
            f"there is a key named {name}",
            expected="a name that no key has, revoked ones included: what is written keeps it",
            advice="./run_pipeline.sh api-key list    shows the names",
        ) from error
    return f"sg_{key_id}_{secret}"


def revoke_key(engine: Engine, name: str) -> None:
    """Refuse the key of ``name`` from now on.

    Raises:
        UsageError: no key of this name is in use.
    """
    with engine.begin() as connection:
        done = connection.execute(
            update(api_keys)
            .where(api_keys.c.name == name, api_keys.c.revoked_at.is_(None))
            .values(revoked_at=_NOW)
        )
    if not done.rowcount:
        raise UsageError(
            f"no key in use is named {name!r}",
            advice="./run_pipeline.sh api-key list    shows the names",
        )


def all_keys(engine: Engine) -> Sequence[KeyRow]:
    """Return every key, by name."""
    query = select(*(api_keys.c[name] for name in KeyRow.__dataclass_fields__))
    with engine.connect() as connection:
        return [KeyRow(*row) for row in connection.execute(query.order_by(api_keys.c.name))]


def key_name(
    request: Request,
    service: Served,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """Return whose key came with a request that writes.

    Raises:
        Problem: 401: there is none, or it is none of ours; 403: it was revoked; 429: it wrote
            too often, or wrong keys came too often.
    """
    writes = request.app.state.writes
    if given is None:
        raise _unauthorised("writing needs a key")
    told = _KEY.fullmatch(given.credentials)
    row = None
    if told:
        with service.app.connect() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.key_id == told[1])).first()
    if row is None or not hmac.compare_digest(row.secret_sha256, _digest(told[2])):
        writes.take(f"wrong key from {request.client.host if request.client else ''}")
        raise _unauthorised("this key is none of ours")
    if row.revoked_at is not None:
        raise Problem(403, "revoked-key", f"the key of {row.name} was revoked")
    writes.take(row.key_id)
    return row.name


@contextmanager
def writing(service: Served, name: str) -> Iterator[Connection]:
    """Write in one transaction, which is counted and notes that the key of ``name`` was used."""
    with service.app.begin() as connection:
        yield connection
        connection.execute(_COUNT_WRITE)
        connection.execute(
            update(api_keys).where(api_keys.c.name == name).values(last_used_at=_NOW)
        )


def _unauthorised(title: str) -> Problem:
    return Problem(
        401,
        "no-key",
        title,
        "send it as the header Authorization: Bearer KEY; ./run_pipeline.sh api-key create NAME "
        "makes one",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


Writer = Annotated[str, Depends(key_name)]
"""The name of the key that came with a request; a route that asks for it needs one."""
