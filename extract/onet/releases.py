"""Releases of O*NET by name, and the folders that hold them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from extract.errors import UnknownRelease, WrongRelease
from extract.onet.text_files import READ_ME, read_release
from pipeline.errors import UsageError

ONET_CENTER = "https://www.onetcenter.org/dl_files/database/db_{release}_text.zip"


def check_release_name(name: str) -> str:
    """Return ``name`` if it can be the name of a release, for example ``30.3``.

    Raises:
        UsageError: it cannot; nothing was fetched.
    """
    if not re.fullmatch(r"[1-9]\d?\.\d", name, re.ASCII):
        raise UsageError(
            "this is not the name of an O*NET release",
            found=repr(name),
            expected="a number with one decimal, for example 30.3",
            advice="https://www.onetcenter.org/db_releases.html lists the releases",
        )
    return name


def folder_name(release_name: str) -> str:
    """Return what the O*NET Center calls the folder of a release, for example db_30_3_text."""
    return f"db_{release_name.replace('.', '_')}_text"


def held_by(folder: Path) -> str:
    """Return what a folder holds, in words: ``O*NET 30.3``, or what is there instead."""
    try:
        return f"O*NET {read_release(folder)[0]}"
    except UnknownRelease as error:
        return error.found or error.summary


def find_unpacked(release_name: str, downloads: Path) -> Path | None:
    """Return the folder below ``downloads`` that holds a release, or None.

    Raises:
        WrongRelease: the folder that is named for it holds something else.
    """
    own = downloads / folder_name(release_name)
    found = None
    for read_me in sorted(downloads.glob(f"*/{READ_ME}"), key=lambda path: path.parent != own):
        with suppress(UnknownRelease):
            if read_release(read_me.parent)[0] == release_name:
                found = read_me.parent
                break
    if found is None and own.exists():
        raise WrongRelease(
            f"the folder for O*NET {release_name} does not hold it",
            where=str(own),
            found=held_by(own),
            state="nothing was downloaded",
            advice="move the folder away, then run again",
        )
    return found
