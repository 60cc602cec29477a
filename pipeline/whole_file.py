"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from pipeline.errors import SkillgapError, UsageError


def writable_place(path: Path) -> Path:
    """Return where a file named ``path`` is to be written: what a link leads to, if it is one.

    Raises:
        UsageError: its folder is not there, or something is that is no file.
    """
    place = path.resolve()
    if not place.parent.is_dir():
        raise UsageError(
            "there is no such folder",
            where=str(place.parent),
            state="nothing was written",
            advice="make it, or name another",
        )
    if place.exists() and not place.is_file():
        raise UsageError(
            "this is no file that could be replaced",
            where=str(path),
            found="a folder" if place.is_dir() else "a device or a pipe",
            state="nothing was written",
            advice="name a file; - writes to standard output",
        )
    return place


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; who reads meanwhile finds the old file or the new one.

    Raises:
        SkillgapError: the folder cannot be written to, or the disk is full or fails.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
    except OSError as error:
        raise SkillgapError(
            "the file could not be written",
            where=str(path),
            found=error.strerror or str(error),
            state="there is no new file; an older one of this name is as it was",
            advice="name a folder that you may write to and that has space",
        ) from error
