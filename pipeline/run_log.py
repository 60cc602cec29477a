"""The log file of runs: ``<local>/logs/skillgap.log``, JSON lines, whatever the terminal shows.

Only the holder of the run's file lock writes to it, so its lines never mix. It is
rotated by size: ``skillgap.log`` is the newest, ``skillgap.log.1`` the one before.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pipeline.console import Console

LOG_NAME = "skillgap.log"
BYTES_A_FILE = 5_000_000  # about 300 nights
FILES_KEPT = 5  # besides the one that is written to


def log_file(local: Path) -> Path:
    """Return where the log of an installation is."""
    return local / "logs" / LOG_NAME


@contextmanager
def run_log(
    local: Path,
    console: Console,
    bytes_a_file: int = BYTES_A_FILE,
    files_kept: int = FILES_KEPT,
) -> Iterator[None]:
    """Write all that ``console`` says in the block to the log file, and the error that ends it.

    Call it under :func:`pipeline.locks.file_lock`. A log that cannot be written (a full
    disk) is a warning on the terminal and ends no run.
    """
    path = log_file(local)
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = _LogFile(path, maxBytes=bytes_a_file, backupCount=files_kept, encoding="utf-8")

    def write(record: dict[str, object]) -> None:
        line = json.dumps(record, default=str)  # ASCII, so that characters are bytes
        handler.handle(logging.makeLogRecord({"msg": line}))
        if handler.trouble and not handler.was_told:
            handler.was_told = True
            console.warn(f"the log {path} cannot be written: {handler.trouble}")

    try:
        with console.recorded(write):
            try:
                yield
            except BaseException as error:
                console.record_error(error)
                raise
    finally:
        handler.close()


class _LogFile(RotatingFileHandler):
    """A rotating file that keeps the reason when it cannot be written."""

    def __init__(self, path: Path, **options) -> None:
        super().__init__(path, delay=True, **options)
        self.trouble: BaseException | None = None
        self.was_told = False

    def handleError(self, record: logging.LogRecord) -> None:
        self.trouble = sys.exc_info()[1]
