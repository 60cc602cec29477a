"""The figures of a gap as they are shown: what the model is given, and what it may say.

One module decides both, so that a number of ours is exactly a number that the question held.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gaps.read import ElementGap, Gap

PLACES: Mapping[str, int] = {
    "from_level": 2,
    "to_level": 2,
    "level_gap": 2,
    "margin_of_error": 2,
    "from_importance": 2,
    "to_importance": 2,
    "importance_gap": 2,
    "importance_margin_of_error": 2,
    "weighted_gap": 3,
}
"""The shown figures of an element, each with the decimal places that it is rounded to."""

BOUNDS = (Decimal(0), Decimal(1), Decimal(5), Decimal(7))
"""The ends of the scales: levels run from 0 to 7, importances from 1 to 5."""

INTERVAL = Decimal(95)
"""Per cent of the interval whose margin is shown."""


def shown_figures(row: ElementGap) -> dict[str, Decimal | None]:
    """Return the figures of an element, rounded to the places shown; None where it has none."""
    return {
        name: None if (value := getattr(row, name)) is None else round(value, places)
        for name, places in PLACES.items()
    }


def counts(gap: Gap) -> dict[str, int | Decimal]:
    """Return what is counted and summed over the elements of a gap."""
    return {
        "compared": sum(row.gap_on(gap.scale) is not None for row in gap.rows),
        "needed_more": len(gap.gaps),
        "beyond_error": gap.beyond_error,
        "without_error": gap.without_error,
        "missing_strictly": gap.missing,
        "low_precision": gap.low_precision,
        "points_in_all": round(gap.total, 2),
    }


def numbers_of(row: ElementGap) -> set[Decimal]:
    """Return the numbers that a note about one element may hold."""
    return {abs(each) for each in shown_figures(row).values() if each is not None} | {*BOUNDS}


def numbers_in(gap: Gap) -> set[Decimal]:
    """Return the numbers that a sentence about the whole gap may hold."""
    numbers = {Decimal(each) for each in counts(gap).values()} | {*BOUNDS}
    return numbers.union(*(numbers_of(row) for row in gap.rows))
