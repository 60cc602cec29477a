"""Why a batch did not become ready."""

from __future__ import annotations

from pipeline.errors import SkillgapError


class LoadError(SkillgapError):
    """A batch could not be loaded whole; what was landed of it is taken out again."""


class LandingMismatch(LoadError):
    """The server did not store exactly the rows that were sent."""


class DuplicateKey(LoadError):
    """Two rows of a file have the same natural key."""


class TooManyBadLines(LoadError):
    """More lines of a file were quarantined than a delivery may have."""


class IncompleteDelivery(LoadError):
    """A file lacks rows that it should have: it was cut off at a line end."""


class ShrunkenDelivery(LoadError):
    """A file has far fewer rows than in the release before."""
