"""The two sides of a match: a taxonomy's labels, and the titles of job listings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Taxonomy(StrEnum):
    """What titles are matched to, each from the title itself and never through another."""

    ESCO = "esco"
    KESCO = "kesco"
    ONET = "onet"


@dataclass(frozen=True, order=True)
class Label:
    """One name of an occupation.

    Args:
        occupation: what identifies the occupation in its taxonomy.
        group: its unit group (ISCO-08, four digits) or detailed SOC occupation, as text; the
            first two digits are the two-digit group.
        text: the name as published, or a title as a reviewer saw it.
        is_preferred: whether it is the name the taxonomy prefers.
        source: ``taxonomy``; ``review`` for a title that a person linked; or another list.
    """

    occupation: str
    group: str
    text: str
    is_preferred: bool = False
    source: str = "taxonomy"


REVIEW = "review"


@dataclass(frozen=True, order=True)
class ListedTitle:
    """A title with what its listing says of employer and place; None where it says nothing."""

    title: str | None
    employer: str | None = None
    place: str | None = None
