"""Delivery files: what one visit of a board brought, a JSON object a line, whole or not there.

A file is called by the moment at which the visit began, ``2026-06-01T120000Z.jsonl``. Its last line
says how the visit ended. While it grows it has another name, under which nobody looks for it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.redaction import HIDDEN, forms

PART = ".part"


class DeliveryFile:
    """A file that is being written; ``finish`` gives it its name, else it goes.

    Args:
        folder: the board's folder, made if it is not there.
        started_at: when the visit began.
        secrets: what no line may hold, in whichever form.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """

    def __init__(self, folder: Path, started_at: datetime, secrets: tuple[str, ...] = ()) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = _free_name(folder, started_at)
        self._part = self.path.with_name(f".{self.path.name}.{os.getpid()}{PART}")
        self._hidden = sorted({form for each in secrets for form in forms(each)}, key=len)[::-1]
        self._stream = self._part.open("x", encoding="utf-8", newline="\n")

    def __enter__(self) -> DeliveryFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()
        with contextlib.suppress(FileNotFoundError):
            self._part.unlink()

    def write(self, line: Mapping[str, Any]) -> None:
        """Add a line."""
        text = json.dumps(line, ensure_ascii=False)
        for secret in self._hidden:
            text = text.replace(secret, HIDDEN)
        self._stream.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")

    def finish(self, visit: Mapping[str, Any]) -> Path:
        """Add the line that ends it, and give the file its name."""
        self.write(visit)
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._part.replace(self.path)
        return self.path


def remove_leftovers(folder: Path) -> list[Path]:
    """Remove what visits left that were killed; nobody else may be at work in the folder."""
    left = sorted(folder.glob(f".*.jsonl.*{PART}"))
    for path in left:
        path.unlink(missing_ok=True)
    return left


def _free_name(folder: Path, started_at: datetime) -> Path:
    """Return the name of a moment; one that is taken belongs to a visit of the same second."""
    at = started_at.astimezone(UTC)
    while (path := folder / f"{at:%Y-%m-%dT%H%M%SZ}.jsonl").exists():
        at += timedelta(seconds=1)
    return path
