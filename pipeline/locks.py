"""One run at a time: a file lock before any server exists, then the server's own lock.

The file lock stops a second run on this machine at once, without a server. The
server's lock (``GET_LOCK``) stops a run from another machine. A lock dies with
its holder; a statement of a killed run may live on in the server, so whoever
takes the lock ends what such a run left behind (``pipeline/leftovers.py``).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection, Engine, text

from pipeline.errors import LockHeldError, SkillgapError, UsageError


@contextmanager
def file_lock(local: Path) -> Iterator[None]:
    """Hold ``run.lock`` in ``local`` while the block runs.

    Raises:
        LockHeldError: another run on this machine holds it.
        UsageError: the folder is another user's.
    """
    path = local / "run.lock"
    with _opened(path) as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            raise LockHeldError(
                "another run is at work on this machine",
                where=str(path),
                found=f"process {stream.read().strip() or 'unknown'} holds the lock",
                state="nothing was started",
                advice="wait for it, or look at it with ./run_pipeline.sh status",
            ) from None
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+")
    except PermissionError as error:
        raise UsageError(
            "this user may not write into the folder of this installation",
            where=error.filename,
            found=f"user {os.geteuid()}",
            state="nothing was started",
            advice="run as its owner, or name a folder of your own: SKILLGAP_LOCAL=DIR",
        ) from error


class ServerLock:
    """The server's lock of one installation, held by one connection for a whole run."""

    def __init__(self, connection: Connection, prefix: str) -> None:
        self._connection = connection
        self.name = f"{prefix} run"

    def check(self) -> None:
        """Raise SkillgapError if the lock was lost (the connection broke or was ended)."""
        try:
            holder, me = self._connection.execute(
                text("select is_used_lock(:name), connection_id()"), {"name": self.name}
            ).one()
        except Exception as error:
            raise _lost(self.name) from error
        if holder != me:
            raise _lost(self.name)


@contextmanager
def server_lock(engine: Engine, prefix: str) -> Iterator[ServerLock]:
    """Hold the server's lock for ``prefix`` while the block runs.

    Args:
        engine: an engine of the loader.
        prefix: the installation's prefix.

    Raises:
        LockHeldError: another run, here or on another machine, holds it.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("set session wait_timeout = 86400"))
        lock = ServerLock(connection, prefix)
        taken, holder = connection.execute(
            text("select get_lock(:name, 0), is_used_lock(:name)"), {"name": lock.name}
        ).one()
        if not taken:
            raise LockHeldError(
                "another run is at work on this server",
                where=f"lock {lock.name!r}",
                found=f"connection {holder} holds it",
                state="nothing was started",
                advice="wait for it, or look at it with ./run_pipeline.sh status",
            )
        yield lock


def _lost(name: str) -> SkillgapError:
    return SkillgapError(
        "the lock of this run was lost",
        where=f"lock {name!r}",
        found="its connection to the server broke",
        state="nothing was published",
        advice="run again",
    )
