"""The newest release of O*NET, found by asking for the names that may come next.

The O*NET Center gives the archive of a release an address that follows from its name, and tells
of no newest one. After 30.3 comes 30.4 or 31.0; what is not there is answered with 404.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extract.download import Listener, Patience
from extract.errors import NoSuchRelease, UnknownRelease
from extract.onet.download import obtain
from extract.onet.text_files import READ_ME, read_release

NEWEST = "newest"
SURELY_THERE = "30.3"  # the newest that this code has read


def obtain_newest(
    downloads: Path, url_pattern: str, listener: Listener, patience: Patience | None = None
) -> Path:
    """Return the folder of the newest release, fetching those that are newer than what is there.

    Args:
        downloads, url_pattern, listener, patience: as for ``extract.onet.download.obtain``.

    Raises:
        NoSuchRelease, DownloadFailed, UnsafeArchive, BrokenArchive, WrongRelease: as ``obtain``.
    """
    name = max((SURELY_THERE, *_unpacked(downloads)), key=_order)
    folder = obtain(name, downloads, url_pattern, listener, patience)
    while True:
        for following in names_after(name):
            try:
                folder = obtain(following, downloads, url_pattern, listener, patience)
            except NoSuchRelease:
                continue
            name = following
            break
        else:
            listener.say(f"O*NET {name}   is the newest: there is no {_or(names_after(name))}")
            return folder


def names_after(name: str) -> tuple[str, ...]:
    """Return the names that the release after ``name`` may have: 30.3 -> 30.4, 31.0."""
    major, minor = _order(name)
    within = (f"{major}.{minor + 1}",) if minor < 9 else ()
    return (*within, f"{major + 1}.0")


def _unpacked(downloads: Path) -> Iterator[str]:
    for read_me in downloads.glob(f"*/{READ_ME}"):
        try:
            yield read_release(read_me.parent)[0]
        except UnknownRelease:  # whatever lies there, it is no release
            continue


def _order(name: str) -> tuple[int, int]:
    major, _, minor = name.partition(".")
    return int(major), int(minor)


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(names)
