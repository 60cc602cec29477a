"""The two sides of a link: a taxonomy's labels, and the titles to be linked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class OccupationLabel:
    """One name of an occupation.

    Args:
        occupation_key: what identifies the occupation in its taxonomy.
        group_code: its ISCO-08 unit group, four digits, as text.
        text: the name as published.
        is_preferred: whether it is the preferred label.
    """

    occupation_key: str
    group_code: str
    text: str
    is_preferred: bool


@dataclass(frozen=True, order=True)
class Title:
    """One title to be linked.

    Args:
        key: what identifies the title; each title of one call has its own.
        text: the title as written.
        group_code: four digits of a national classification; empty if none is known.
    """

    key: str
    text: str
    group_code: str = ""
