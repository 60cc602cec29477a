"""Faults of the machine, told by name: the server went away, or a disk is full.

They are nobody's delivery: a run that meets one fails, and the next one does the work.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pymysql.err import InterfaceError, MySQLError
from sqlalchemy.exc import DBAPIError

from pipeline.errors import SkillgapError
from pipeline.patience import LOST

STATE = "the published tables are as they were, unless the run says above that it published"

# ER_DISK_FULL and ER_RECORD_FILE_FULL; others name the operating system's error number.
_DISK_FULL = frozenset({1021, 1114})
_OUT_OF_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SPACE_WORDS = tuple(f"{word} {number}" for word in ("Errcode:", "error") for number in (28, 122))


class ServerLost(SkillgapError):
    """The connection to the server broke in the middle of the work."""


class DiskFull(SkillgapError):
    """The server, or this process, could not write: no space is left."""


@contextmanager
def named_faults(server: object, local: Path) -> Iterator[None]:
    """Raise faults of the machine by name while the block runs; let everything else pass.

    Args:
        server: where the server listens, for the message.
        local: the folder this process writes to, for the message.

    Raises:
        ServerLost, DiskFull: see each.
    """
    try:
        yield
    except (DBAPIError, MySQLError) as error:
        fault = _of_server(error.orig if isinstance(error, DBAPIError) else error, server)
        if fault is None:
            raise
        raise fault from error
    except OSError as error:
        if error.errno not in _OUT_OF_SPACE:
            raise
        raise DiskFull(
            "no space is left to write to",
            where=str(error.filename or local),
            found=str(error.strerror),
            state=STATE,
            advice="free some space, then run again",
        ) from error


def _of_server(error: BaseException | None, server: object) -> SkillgapError | None:
    code, *words = (*error.args, "")[:2] if error else (0, "")
    said = str(words[0] if words else "")
    if code in _DISK_FULL or any(word in said for word in _SPACE_WORDS):
        return DiskFull(
            "the server has no space left to write to",
            where=str(server),
            found=f"error {code}: {said}",
            state=STATE,
            advice="free some space on the server's disk, then run again; "
            "what was landed halfway is taken out by then",
        )
    if code in LOST or (code == 0 and isinstance(error, InterfaceError)):
        return ServerLost(
            "the connection to the server was lost",
            where=str(server),
            found=f"error {code}: {said}" if said else "the connection is closed",
            state=STATE,
            advice="see whether the server is well (./run_pipeline.sh doctor), then run again",
        )
    return None
