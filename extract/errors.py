"""Why a delivery was refused: its files do not have the shape a contract describes."""

from __future__ import annotations

from pipeline.errors import SkillgapError


class RefusedDelivery(SkillgapError):
    """A file or folder cannot be taken as it is; nothing of it is used."""


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
