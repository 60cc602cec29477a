"""The page at ``/``: two occupations, the gap between them, and where else one could go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection, text

from api.pages.compared import AXES, chart_data, importance_errors, meaning, sections_of
from api.pages.site import page, page_tag
from api.parameters import Domains, Parameters, Printable
from api.service import Served, Service
from gaps.advised_move import Move, move
from gaps.errors import AmbiguousTitle, Candidate, UnknownOccupation
from gaps.occupations import Occupation
from gaps.pull import find_published_or_pulled, gap_with_pull
from gaps.read import DOMAINS, Gap, Scale, published_tables
from gaps.similar import similar_occupations
from gaps.words import NOUNS, REASONS
from report.notes import job_zone_words, notes, reasons, release_line, sources
from report.page import NAMES, WEIGHTIEST_IN_WORDS

SCALES = {"LV": "Level (0 to 7)", "IM": "Importance (1 to 5)"}

router = APIRouter(include_in_schema=False)

_COVERAGE = text(
    "select releases.release_name, releases.released_on, releases.is_sample, "
    "releases.published_at, count(*) as occupations, "
    "sum(occupations.ratings_status = 'rated') as rated "
    "from published_releases as releases cross join occupations "
    "where releases.source = 'onet' "
    "group by releases.release_name, releases.released_on, releases.is_sample, "
    "releases.published_at"
)

Title = Annotated[str, Printable, Field(max_length=255)]


class Question(Parameters):
    """What the form asks; empty fields are not filled in yet."""

    from_: Title = Field(default="", alias="from")
    to: Title = ""
    domain: Domains
    scale: Scale = "LV"

    def values(self, **others: str) -> dict[str, object]:
        """Return the question as the parameters of a link, with ``others`` in place."""
        asked = {"from": self.from_, "to": self.to, "domain": self.domain, "scale": self.scale}
        asked |= others
        if asked["domain"] == ["skill"]:
            del asked["domain"]
        if asked["scale"] == "LV":
            del asked["scale"]
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class NotFound:
    """A text of the form that names no occupation, or several.

    ``choices`` are the occupations that it may mean, each with the parameters of a link.
    """

    side: str
    summary: str
    status: int
    choices: tuple[tuple[Candidate, dict[str, object]], ...]


@router.get("/")
def comparison(
    request: Request,
    service: Served,
    etag: Annotated[str, Depends(page_tag)],
    question: Annotated[Question, Query()],
) -> Response:
    """Show the form, and below it what the two named occupations need."""
    shown = {
        "question": question,
        "domains": [(domain, NAMES[domain][0]) for domain in DOMAINS],
        "scales": SCALES,
        "move": None,
        "near": {},
        "coverage": None,
        "here": question.values(),
    }
    with service.marts.connect() as connection, published_tables(service.databases.published):
        found, missing = _sides(connection, service, question)
        shown |= {"found": found, "missing": missing}
        if missing:
            status = max(each.status for each in missing)
            return page("comparison.html", status=status, **shown)
        if len(found) < 2:
            beginning = _beginning(connection, service, found)
            return page("comparison.html", etag=etag, **shown | beginning)
        compared = _move(connection, service, found, question)
    was_asked = any(each.asked_at for each in compared.gap.pulled)
    answer = _answer(compared, service, question)
    return page("comparison.html", etag=None if was_asked else etag, **shown | answer)


def _sides(
    connection: Connection, service: Service, question: Question
) -> tuple[dict[str, Occupation], tuple[NotFound, ...]]:
    asking = service.pull if service.pull.can_ask else None
    found, missing = {}, []
    for side, name in (("from", question.from_), ("to", question.to)):
        if not name.strip():
            continue
        try:
            found[side] = find_published_or_pulled(connection, asking, name, question.domain)
        except (UnknownOccupation, AmbiguousTitle) as error:
            missing.append(
                NotFound(
                    side,
                    error.summary,
                    404 if isinstance(error, UnknownOccupation) else 409,
                    tuple(
                        (each, question.values(**{side: each.code})) for each in error.candidates
                    ),
                )
            )
    return found, tuple(missing)


def _beginning(
    connection: Connection, service: Service, found: dict[str, Occupation]
) -> dict[str, object]:
    """Return what is shown before there is anything to compare."""
    near = {
        side: similar_occupations(connection, service.analyses, occupation.code).rows
        for side, occupation in found.items()
    }
    coverage = connection.execute(_COVERAGE).mappings().first()
    return {"near": near, "coverage": coverage}


def _move(
    connection: Connection, service: Service, found: dict[str, Occupation], question: Question
) -> Move:
    def ask() -> Gap:
        return gap_with_pull(
            connection,
            service.analyses,
            service.pull,
            found["from"].code,
            found["to"].code,
            question.scale,
            question.domain,
        )

    return move(connection, service.analyses, ask)


def _answer(compared: Move, service: Service, question: Question) -> dict[str, object]:
    gap, header = compared.gap, compared.gap.header
    errors = ({}, {})
    if gap.scale == "IM":
        errors = tuple(
            importance_errors(service.pull.occupation_levels(code, question.domain))
            for code in (header.from_code, header.to_code)
        )
    sections = sections_of(compared, *errors)
    lines = [line for section in sections for line in section.lines]
    shortfalls = sorted(
        (line for line in lines if line.pair.gap), key=lambda line: gap.rows.index(line.row)
    )
    call = question.values(**{"from": header.from_code, "to": header.to_code})
    return {
        "move": compared,
        "gap": gap,
        "header": header,
        "origin": compared.origin,
        "target": compared.target,
        "sections": sections,
        "charts": {s.domain: chart_data(s, compared) for s in sections if s.lines},
        "ticks": AXES[gap.scale].ticks,
        "compared": sum(line.pair.gap is not None for line in lines),
        "noun": NOUNS[gap.domains[0]] if len(gap.domains) == 1 else "elements",
        "beyond_error": [line.pair.name for line in shortfalls if line.pair.is_beyond_error],
        "weightiest": shortfalls[:WEIGHTIEST_IN_WORDS],
        "others": [line for line in lines if line not in shortfalls[:WEIGHTIEST_IN_WORDS]],
        "job_zone_words": job_zone_words(compared),
        "reasons": reasons(compared),
        "reason_words": REASONS,
        "alone": {"from_not_rated": compared.target, "to_not_rated": compared.origin}.get(
            header.status
        ),
        "release_line": release_line(header),
        "notes": notes(compared),
        "sources": sources(compared),
        "meaning": meaning,
        "call": {**call, "method": "scale", "rows": "all"},
        "here": call,
        "turned": {**call, "from": header.to_code, "to": header.from_code},
    }
