"""The page itself: one HTML file that needs nothing beside it.

    html = page(move)

It holds its style and its drawings, loads nothing, and runs nothing; its own content security
policy holds a browser to that. The same figures give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gaps.advised_move import Move, Side
from gaps.read import DOMAINS, ElementGap
from gaps.words import NOUNS, REASONS
from report import figures
from report.chart import (
    TICKS,
    VERDICTS,
    ChartRow,
    chart_rows,
    difference_of,
    margin_of_level,
    pair_of_levels,
)
from report.notes import job_zone_words, notes, reasons, release_line, sources

WEIGHTIEST_IN_WORDS = 5

TEMPLATES = Path(__file__).parent / "templates"
STYLE_SHEETS = (TEMPLATES / "page.css", TEMPLATES / "chart.css")
NAMES = {
    "skill": ("Skills", "Skill"),
    "knowledge": ("Knowledge", "Knowledge"),
    "ability": ("Abilities", "Ability"),
    "work_activity": ("Work activities", "Work activity"),
}


@dataclass(frozen=True)
class Section:
    """What the page shows of one domain.

    Args:
        domain: one of ``gaps.read.DOMAINS``.
        rows: in the order of the answer; with one side alone by its importance.
        chart: the same rows as the chart has them.
        alone: the side that is rated where the other is not; None where both are, or neither.
    """

    domain: str
    rows: tuple[ElementGap, ...]
    chart: tuple[ChartRow, ...]
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
        return bool(self.rows) and self.alone is None

    @property
    def short(self) -> tuple[ChartRow, ...]:
        """What is needed more."""
        return tuple(row for row in self.chart if row.is_short)

    @property
    def enough(self) -> tuple[ChartRow, ...]:
        """What is not needed more."""
        return tuple(row for row in self.chart if not row.is_short)

    @property
    def differences(self) -> set[str]:
        """The kinds of difference that occur."""
        return {row.difference for row in self.chart}

    @property
    def has_unknown_error(self) -> bool:
        """Whether a level has no error."""
        return any(row.has_unknown_error for row in self.chart)

    @property
    def in_words(self) -> str:
        """The chart in a sentence or two, for who does not see it."""
        first = [f"{row.name} ({row.verdict}, {row.certainty})" for row in self.short[:3]]
        counts = f"Of {len(self.chart)} rows {len(self.short)} are needed more"
        return f"{counts}, first {figures.listed(first)}." if first else f"{counts}."


def page(move: Move) -> str:
    """Return a move as one self-contained HTML page.

    Whatever comes from the database is escaped; only the style sheets, files of ours, are not.
    """
    gap, header = move.gap, move.gap.header
    compared = [row for row in gap.rows if row.level_gap is not None]
    style = "".join(path.read_text(encoding="utf-8") for path in STYLE_SHEETS)
    return (
        _environment()
        .get_template("page.html")
        .render(
            style=Markup(style),
            style_hash=_hash_of(style),
            gap=gap,
            header=header,
            origin=move.origin,
            target=move.target,
            compared=len(compared),
            noun=NOUNS[gap.domains[0]] if len(gap.domains) == 1 else "elements",
            beyond_error=[row.element_name for row in gap.gaps if row.is_beyond_error],
            job_zone_step=move.job_zone_step,
            job_zone_words=job_zone_words(move),
            reasons=reasons(move),
            reason_words=REASONS,
            alone={"from_not_rated": move.target, "to_not_rated": move.origin}.get(header.status),
            release_line=release_line(header),
            sections=sections(move),
            weightiest=gap.gaps[:WEIGHTIEST_IN_WORDS],
            has_low_precision=any(row.is_low_precision for row in gap.rows),
            is_rated={
                header.from_code: any(row.from_level is not None for row in gap.rows),
                header.to_code: any(row.to_level is not None for row in gap.rows),
            },
            near_origin=move.near_origin,
            near_target=move.near_target,
            notes=notes(move),
            sources=sources(move),
            ticks=TICKS,
            certainty_of=lambda row: VERDICTS[difference_of(pair_of_levels(row))],
            judgement_of=judgement,
        )
    )


def sections(move: Move) -> tuple[Section, ...]:
    """Return the asked domains, skills first."""
    asked = set(move.gap.domains)
    return tuple(_section(move, domain) for domain in DOMAINS if domain in asked)


def judgement(row: ElementGap) -> str:
    """Return what the table says of a shortfall: yes, no, or that it cannot be known."""
    if not row.level_gap:
        return "not short" if row.level_gap is not None else figures.NOT_RATED
    return {True: "yes", False: "no", None: "not known"}[row.is_beyond_error]


def _section(move: Move, domain: str) -> Section:
    rows = tuple(row for row in move.gap.rows if row.domain == domain)
    alone = None
    if all(row.to_level is None for row in rows):
        alone = move.origin
    elif all(row.from_level is None for row in rows):
        alone = move.target
    return Section(domain, rows, chart_rows(rows), alone if rows else None)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "level": figures.level,
        "margin": figures.margin,
        "own_margin": margin_of_level,
        "signed": figures.signed,
        "weight": figures.weight,
        "similarity": figures.similarity,
        "listed": figures.listed,
    }
    return environment


def _hash_of(style: str) -> str:
    digest = hashlib.sha256(style.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
