"""What the page of a comparison shows of each domain, on the scale that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from gaps.advised_move import Move, Side
from gaps.pull import DomainLevels
from gaps.read import DOMAINS, ElementGap, Scale
from report import figures
from report.chart import (
    IMPORTANCES,
    LEVELS,
    VERDICTS,
    Axis,
    ChartRow,
    Mark,
    Pair,
    chart_row,
    difference_of,
    pair_of_levels,
)
from report.page import NAMES

AXES: dict[Scale, Axis] = {"LV": LEVELS, "IM": IMPORTANCES}

Errors = Mapping[str, Decimal | None]
"""Element id -> standard error of one side's importance."""


@dataclass(frozen=True)
class Line:
    """An element: its row of the gap, and the same on the scale of the page.

    Args:
        row: with everything that the gap says.
        pair: the two values that are compared.
        chart: where they stand in the chart.
        difference, margin: of the two, and the 95% error of the difference; None if not compared.
    """

    row: ElementGap
    pair: Pair
    chart: ChartRow
    difference: Decimal | None
    margin: Decimal | None

    @property
    def judgement(self) -> str:
        """Whether it is short, and beyond error."""
        if not self.pair.gap:
            return "not short" if self.pair.gap is not None else figures.NOT_RATED
        return {True: "yes", False: "no", None: "not known"}[self.pair.is_beyond_error]

    @property
    def certainty(self) -> str:
        """Whether a shortfall is beyond error, in words."""
        return VERDICTS[difference_of(self.pair)]


@dataclass(frozen=True)
class Section:
    """One domain, in the order of the answer.

    Args:
        alone: the side that is rated where the other is not; None where both are.
    """

    domain: str
    lines: tuple[Line, ...]
    alone: Side | None

    @property
    def heading(self) -> str:
        """The domain's name."""
        return NAMES[self.domain][0]

    @property
    def one(self) -> str:
        """What one of its elements is called."""
        return NAMES[self.domain][1]

    @property
    def is_compared(self) -> bool:
        """Whether both sides are rated."""
        return bool(self.lines) and self.alone is None

    @property
    def chart(self) -> tuple[ChartRow, ...]:
        """The rows of the chart."""
        return tuple(line.chart for line in self.lines)

    @property
    def short(self) -> tuple[Line, ...]:
        """What is needed more."""
        return tuple(line for line in self.lines if line.chart.is_short)

    @property
    def differences(self) -> set[str]:
        """The kinds of difference that occur."""
        return {row.difference for row in self.chart}

    @property
    def has_unknown_error(self) -> bool:
        """Whether a value has no error."""
        return any(row.has_unknown_error for row in self.chart)

    @property
    def in_words(self) -> str:
        """The chart in a sentence or two, for who does not see it."""
        if self.alone:
            return f"{len(self.lines)} rows of {self.alone.title} alone."
        first = [f"{line.pair.name} ({line.chart.verdict})" for line in self.short[:3]]
        counts = f"Of {len(self.lines)} rows {len(self.short)} are needed more"
        return f"{counts}, first {figures.listed(first)}." if first else f"{counts}."


def sections_of(
    move: Move, held_errors: Errors | None = None, needed_errors: Errors | None = None
) -> tuple[Section, ...]:
    """Return the asked domains, skills first.

    Args:
        held_errors, needed_errors: of the importances, where the gap is one of importance.
    """
    asked = set(move.gap.domains)
    return tuple(
        _section(move, domain, held_errors or {}, needed_errors or {})
        for domain in DOMAINS
        if domain in asked
    )


def importance_errors(domains: tuple[DomainLevels, ...]) -> Errors:
    """Return the standard errors of an occupation's importances."""
    return {level.element_id: level.importance_se for each in domains for level in each.levels}


def chart_data(section: Section, move: Move) -> dict[str, object]:
    """Return a chart as the script draws it; figures are numbers, texts are ready to be shown."""
    axis = AXES[move.gap.scale]
    held_by, needed_by = move.origin.title, move.target.title
    return {
        "lowest": axis.lowest,
        "highest": axis.highest,
        "heldBy": held_by,
        "neededBy": needed_by,
        "rows": [
            {
                "name": row.name + (" *" if row.is_low_precision else ""),
                "held": _value(row.held, axis),
                "needed": _value(row.needed, axis),
                "difference": row.difference,
                "verdict": row.verdict or (row.held or row.needed).text,
                "certainty": row.certainty,
                "said": row.said(held_by, needed_by),
                "meanings": _meanings(line.row, held_by, needed_by),
            }
            for line in section.lines
            for row in (line.chart,)
        ],
    }


def meaning(text: str | None) -> str:
    """Return the words of a level, as an analysis gives them, for people."""
    if text is None:
        return "not described"
    if text.startswith("below: "):
        return f"below “{text.removeprefix('below: ')}”"
    return f"“{text}”"


def _meanings(row: ElementGap, held_by: str, needed_by: str) -> list[str]:
    sides = (
        (held_by, row.from_level, row.from_level_meaning),
        (needed_by, row.to_level, row.to_level_meaning),
    )
    return [
        f"{title}, level {figures.level(level)}: {meaning(words)}"
        for title, level, words in sides
        if level is not None and words is not None
    ]


def _value(mark: Mark | None, axis: Axis) -> dict[str, float | None] | None:
    if mark is None:
        return None
    if mark.margin is None:
        return {"at": float(mark.level), "low": None, "high": None}
    low, high = mark.level - mark.margin, mark.level + mark.margin
    return {
        "at": float(mark.level),
        "low": max(float(low), axis.lowest),
        "high": min(float(high), axis.highest),
    }


def _section(move: Move, domain: str, held: Errors, needed: Errors) -> Section:
    rows = [row for row in move.gap.rows if row.domain == domain]
    alone = None
    if all(row.to_level is None for row in rows):
        alone = move.origin
    elif all(row.from_level is None for row in rows):
        alone = move.target
    make = _line_of_levels if move.gap.scale == "LV" else _line_of_importances
    lines = tuple(make(row, held, needed) for row in rows)
    return Section(domain, lines, alone if rows else None)


def _line_of_levels(row: ElementGap, held: Errors, needed: Errors) -> Line:
    pair = pair_of_levels(row)
    return Line(row, pair, chart_row(pair, LEVELS), row.level_difference, row.margin_of_error)


def _line_of_importances(row: ElementGap, held: Errors, needed: Errors) -> Line:
    difference, gap = row.importance_difference, row.importance_gap
    pair = Pair(
        name=row.element_name,
        held=row.from_importance,
        held_se=held.get(row.element_id),
        needed=row.to_importance,
        needed_se=needed.get(row.element_id),
        gap=gap,
        surplus=None if difference is None else max(-difference, Decimal(0)),
        is_beyond_error=row.is_importance_beyond_error,
        is_low_precision=bool(row.is_low_precision),
        is_missing=bool(row.is_missing_skill),
    )
    chart = chart_row(pair, IMPORTANCES)
    return Line(row, pair, chart, difference, row.importance_margin_of_error)
