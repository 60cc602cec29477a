"""Why a delivery was refused: its files do not have the shape a contract describes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from pipeline.errors import SkillgapError


class RefusedDelivery(SkillgapError):
    """A file or folder cannot be taken as it is; nothing of it is used."""


Refuse = Callable[[str, RefusedDelivery], None]
"""Is told of a part that cannot be used, and why; the other parts are used if it returns."""


def throw(part: str, error: RefusedDelivery) -> NoReturn:
    """Refuse the whole because of a part."""
    raise error


class HeaderMismatch(RefusedDelivery):
    """The first line of a file is not a header that any contract names for it."""


class EmptyFile(RefusedDelivery):
    """A file has no bytes, or a header and no rows."""


class TruncatedFile(RefusedDelivery):
    """The last line of a file has no line end: it was cut off."""


class NotTheFormat(RefusedDelivery):
    """A file holds something else: an HTML page, an archive, another encoding."""


class MissingFile(RefusedDelivery):
    """A release lacks a file that its contract requires."""


class UnknownRelease(RefusedDelivery):
    """A folder does not say which release it holds."""


class UnsafeArchive(RefusedDelivery):
    """An archive would write outside its folder, or more than it may; nothing was unpacked."""


class BrokenArchive(RefusedDelivery):
    """An archive is cut off or damaged, or is none at all."""


class WrongRelease(RefusedDelivery):
    """A folder or archive holds another release than the one asked for."""


class DownloadFailed(SkillgapError):
    """A file could not be fetched; what has come of it is kept for the next call."""


class NotThere(DownloadFailed):
    """The server has no file at the address (404, 410)."""


class WebPage(DownloadFailed):
    """The server sent a web page where a file was asked for."""


class NoSuchRelease(DownloadFailed):
    """There is no archive of a release at the address that the settings give."""
