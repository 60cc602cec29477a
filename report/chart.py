"""The chart of a gap: where each mark of it stands, and what it says without being seen.

A row is one element: what is held and what is needed on a scale, each with its 95% interval, and
a bar between them. Places are shares of the scale in percent, so that the drawing (``templates/
chart.html``) is as wide as whatever shows it, and its marks and letters keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gaps.read import ElementGap
from report.figures import level, margin

Z_OF_95_PERCENT = Decimal("1.96")

Difference = Literal[
    "shortfall_beyond_error",
    "shortfall_within_error",
    "shortfall_of_unknown_error",
    "surplus",
    "none",
]

VERDICTS: dict[Difference, str] = {
    "shortfall_beyond_error": "beyond error",
    "shortfall_within_error": "within error",
    "shortfall_of_unknown_error": "error not given",
    "surplus": "",
    "none": "",
}


@dataclass(frozen=True)
class Tick:
    """A whole point of the scale."""

    value: int
    place: str


@dataclass(frozen=True)
class Axis:
    """A scale of O*NET's, from its lowest to its highest point."""

    lowest: int
    highest: int

    def place(self, value: Decimal) -> str:
        """Return where a value stands, in percent of the scale's length."""
        return self.length(value - self.lowest)

    def length(self, points: Decimal) -> str:
        """Return how long a stretch of the scale is, in percent of it."""
        return f"{100 * points / (self.highest - self.lowest):.2f}%"

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The whole points."""
        values = range(self.lowest, self.highest + 1)
        return tuple(Tick(value, self.place(Decimal(value))) for value in values)


LEVELS, IMPORTANCES = Axis(0, 7), Axis(1, 5)
TICKS = LEVELS.ticks


@dataclass(frozen=True)
class Pair:
    """What two occupations have of one element on one scale.

    Args:
        held, needed: points of the scale; None on a side that is not rated.
        held_se, needed_se: their standard errors, None where not given.
        gap, surplus: what is needed more, or held more; None unless both sides are rated.
        is_beyond_error: of the gap; None where a standard error is missing.
        is_missing: whether level 0 is held and more is needed.
    """

    name: str
    held: Decimal | None
    held_se: Decimal | None
    needed: Decimal | None
    needed_se: Decimal | None
    gap: Decimal | None
    surplus: Decimal | None
    is_beyond_error: bool | None
    is_low_precision: bool = False
    is_missing: bool = False


@dataclass(frozen=True)
class Mark:
    """A value on the scale.

    Args:
        level: points of the scale.
        margin: half the width of its 95% interval; None where no standard error is given.
        place, low, high: of the level and its interval, in percent of the scale's length; the
            interval ends where the scale does, as O*NET's own do.
    """

    level: Decimal
    margin: Decimal | None
    place: str
    low: str | None
    high: str | None

    @property
    def text(self) -> str:
        """The level with its error."""
        if self.margin is None:
            return f"{level(self.level)} (no error given)"
        return f"{level(self.level)} {margin(self.margin)}"


@dataclass(frozen=True)
class ChartRow:
    """An element: what is held, what is needed, and what lies between.

    A side that is not rated has no mark. ``start`` and ``length`` are those of the bar between
    the marks, in percent; None where there is none.
    """

    name: str
    is_low_precision: bool
    is_missing: bool
    held: Mark | None
    needed: Mark | None
    difference: Difference
    size: Decimal | None
    start: str | None
    length: str | None

    @property
    def is_short(self) -> bool:
        """Whether more is needed than is held."""
        return self.difference.startswith("shortfall")

    @property
    def has_unknown_error(self) -> bool:
        """Whether a level has no error."""
        return any(mark is not None and mark.margin is None for mark in (self.held, self.needed))

    @property
    def verdict(self) -> str:
        """The difference in words."""
        if self.size is None:
            return ""
        if self.difference == "none":
            return "no difference"
        if self.difference == "surplus":
            return f"{level(self.size)} to spare"
        return f"short by {level(self.size)}"

    @property
    def certainty(self) -> str:
        """Whether a shortfall is beyond error, in words; nothing where there is none."""
        return VERDICTS[self.difference]

    def said(self, held_by: str, needed_by: str) -> str:
        """Return the row in a sentence, for who does not see it."""
        sides = [
            f"{title} {mark.text}"
            for title, mark in ((held_by, self.held), (needed_by, self.needed))
            if mark
        ]
        end = "; ".join(part for part in (self.verdict, self.certainty) if part)
        precision = ", low precision" if self.is_low_precision else ""
        return f"{self.name}{precision}: {', '.join(sides)}" + (f"; {end}" if end else "")


def chart_rows(rows: Iterable[ElementGap]) -> tuple[ChartRow, ...]:
    """Return the rows of the chart of levels, in the order given."""
    return tuple(chart_row(pair_of_levels(row), LEVELS) for row in rows)


def margin_of_level(standard_error: Decimal | None) -> Decimal | None:
    """Return half the width of a level's 95% interval, 1.96 standard errors.

    That is how O*NET computes its ``Lower CI Bound`` and ``Upper CI Bound``.
    """
    return None if standard_error is None else Z_OF_95_PERCENT * standard_error


def chart_row(pair: Pair, axis: Axis) -> ChartRow:
    """Return the row of one element."""
    held = _mark(pair.held, pair.held_se, axis)
    needed = _mark(pair.needed, pair.needed_se, axis)
    difference = difference_of(pair)
    start = length = None
    if held and needed and difference != "none":
        start = axis.place(min(held.level, needed.level))
        length = axis.length(abs(needed.level - held.level))
    return ChartRow(
        name=pair.name,
        is_low_precision=pair.is_low_precision,
        is_missing=pair.is_missing,
        held=held,
        needed=needed,
        difference=difference,
        size=pair.surplus if difference == "surplus" else pair.gap,
        start=start,
        length=length,
    )


def pair_of_levels(row: ElementGap) -> Pair:
    """Return the levels of a row, scale LV."""
    return Pair(
        name=row.element_name,
        held=row.from_level,
        held_se=row.from_level_se,
        needed=row.to_level,
        needed_se=row.to_level_se,
        gap=row.level_gap,
        surplus=row.level_surplus,
        is_beyond_error=row.is_beyond_error,
        is_low_precision=bool(row.is_low_precision),
        is_missing=bool(row.is_missing_skill),
    )


def difference_of(pair: Pair) -> Difference:
    """Return of what kind the difference of an element is."""
    if pair.gap:
        if pair.is_beyond_error is None:
            return "shortfall_of_unknown_error"
        return "shortfall_beyond_error" if pair.is_beyond_error else "shortfall_within_error"
    return "surplus" if pair.surplus else "none"


def _mark(value: Decimal | None, standard_error: Decimal | None, axis: Axis) -> Mark | None:
    if value is None:
        return None
    half = margin_of_level(standard_error)
    if half is None:
        return Mark(value, None, axis.place(value), None, None)
    low, high = max(value - half, Decimal(axis.lowest)), min(value + half, Decimal(axis.highest))
    return Mark(value, half, axis.place(value), axis.place(low), axis.place(high))
