"""The chart of levels: where each mark of it stands, and what it says without being seen.

A row is one element: the level held and the level needed, each with its 95% interval, and a bar
between them. Places are shares of the scale in percent, so that the drawing (``templates/
chart.html``) is as wide as whatever shows it, and its marks and letters keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gaps.read import ElementGap
from report.figures import level, margin

LOWEST, HIGHEST = 0, 7
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
class Mark:
    """A level on the scale.

    Args:
        level: points of scale LV, 0 to 7.
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


@dataclass(frozen=True)
class Tick:
    """A whole point of the scale."""

    value: int
    place: str


TICKS = tuple(
    Tick(value, f"{100 * (value - LOWEST) / (HIGHEST - LOWEST):.2f}%")
    for value in range(LOWEST, HIGHEST + 1)
)


def chart_rows(rows: Iterable[ElementGap]) -> tuple[ChartRow, ...]:
    """Return the rows of the chart, in the order given."""
    return tuple(_chart_row(row) for row in rows)


def margin_of_level(standard_error: Decimal | None) -> Decimal | None:
    """Return half the width of a level's 95% interval, 1.96 standard errors.

    That is how O*NET computes its ``Lower CI Bound`` and ``Upper CI Bound``.
    """
    return None if standard_error is None else Z_OF_95_PERCENT * standard_error


def _chart_row(row: ElementGap) -> ChartRow:
    held = _mark(row.from_level, row.from_level_se)
    needed = _mark(row.to_level, row.to_level_se)
    difference = difference_of(row)
    start = length = None
    if held and needed and difference != "none":
        start = _place(min(held.level, needed.level))
        length = _percent(abs(needed.level - held.level))
    return ChartRow(
        name=row.element_name,
        is_low_precision=bool(row.is_low_precision),
        is_missing=bool(row.is_missing_skill),
        held=held,
        needed=needed,
        difference=difference,
        size=row.level_surplus if difference == "surplus" else row.level_gap,
        start=start,
        length=length,
    )


def difference_of(row: ElementGap) -> Difference:
    """Return of what kind the difference of a row is."""
    if row.level_gap:
        if row.is_beyond_error is None:
            return "shortfall_of_unknown_error"
        return "shortfall_beyond_error" if row.is_beyond_error else "shortfall_within_error"
    return "surplus" if row.level_surplus else "none"


def _mark(value: Decimal | None, standard_error: Decimal | None) -> Mark | None:
    if value is None:
        return None
    half = margin_of_level(standard_error)
    if half is None:
        return Mark(value, None, _place(value), None, None)
    low, high = max(value - half, Decimal(LOWEST)), min(value + half, Decimal(HIGHEST))
    return Mark(value, half, _place(value), _place(low), _place(high))


def _place(value: Decimal) -> str:
    return _percent(value - LOWEST)


def _percent(points: Decimal) -> str:
    return f"{100 * points / (HIGHEST - LOWEST):.2f}%"
