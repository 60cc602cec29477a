"""Gaps between occupations, their levels, and the occupations nearest to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection

from api.answers import as_csv, as_page
from api.gap_questions import GapQuestion
from api.keeping_route import KeepingRoute
from api.parameters import Domains, OccupationName, Printable, WithFormat
from api.problems import bad_field, responses
from api.published import PublishedTag, Tag
from api.schemas.gaps import GapAnswer, LevelsAnswer, ManyTargetsAnswer, SimilarAnswer
from api.service import Served, Service
from gaps.export import CONTEXT_COLUMNS
from gaps.moves import TargetGap, gap_to_many_targets
from gaps.occupations import Occupation, code_in
from gaps.pull import DomainLevels, ElementLevel, find_published_or_pulled, gap_with_pull
from gaps.read import ElementGap, Gap, Pair, Scale
from gaps.similar import Distance, SimilarOccupation, similar_occupations

MOST_TARGETS = 50

router = APIRouter(tags=["gaps"], route_class=KeepingRoute)

Method = Literal["level", "scale", "strict"]
Code = Annotated[OccupationName, Printable, Path()]


class GapParameters(WithFormat):
    """What is compared, and which rows are wanted."""

    from_: Annotated[OccupationName, Printable, Field(alias="from")]
    to: Annotated[
        list[Annotated[OccupationName, Printable]],
        Field(
            min_length=1,
            max_length=MOST_TARGETS,
            description="The target; named several times, each is a row of its own.",
            examples=[["15-1252.00"]],
        ),
    ]
    method: Method = Field(
        default="level",
        description="`level`: rows where the target needs a higher level. `scale`: rows with a gap "
        "on `scale`. `strict`: rows of level 0 here and above 0 in the target.",
    )
    scale: Scale = Field(default="LV", description="Level (LV) or importance (IM).")
    domain: Domains
    min_importance: Decimal | None = Field(
        default=None,
        ge=1,
        le=5,
        max_digits=3,
        description="Only elements of this importance to the target or more (scale IM).",
    )
    rows: Literal["gaps", "all"] = Field(
        default="gaps", description="`all`: also elements without a gap."
    )


class LevelParameters(WithFormat):
    """Which levels are wanted."""

    domain: Domains


class SimilarParameters(WithFormat):
    """By what nearness is measured."""

    distance: Distance | None = Field(
        default=None,
        description="What is compared; `composite` if not named, `tasks_titles` where the "
        "occupation is not rated.",
    )


@dataclass(frozen=True)
class LevelRow:
    """A level with its domain and the release that it is of; fields as in ``ElementLevel``."""

    domain: str
    origin: str | None
    release_name: str | None
    element_id: str
    element_name: str
    level: Decimal | None
    level_se: Decimal | None
    importance: Decimal | None
    importance_se: Decimal | None
    level_standardised: Decimal | None
    importance_standardised: Decimal | None
    is_not_relevant: bool | None
    is_low_precision: bool | None
    level_meaning: str | None

    @classmethod
    def of(cls, domain: DomainLevels, level: ElementLevel) -> LevelRow:
        """Return a level as a row of its own."""
        values = {field.name: getattr(level, field.name) for field in fields(level)}
        return cls(domain.domain, domain.origin, domain.release_name, **values)


@router.get(
    "/skill-gap",
    summary="What a target needs beyond what an occupation has",
    response_model=GapAnswer | ManyTargetsAnswer,
    responses=responses(404, 409, csv=True),
)
async def skill_gap(
    service: Served, etag: PublishedTag, asked: Annotated[GapParameters, Query()]
) -> Response | Callable[[], Response]:
    """Compare two occupations, element by element; or, with several `to`, one row for each target.

    An occupation without ratings is answered with its status and reason: not rated is not zero,
    and its rows are the levels of the side that is rated. With credentials for the O*NET Web
    Services these are asked for what is not published (one `to` only). A gap is beyond error where
    it exceeds its margin. No gap is an empty list.
    """
    if asked.method != "scale" and asked.scale != "LV":
        raise bad_field("query.scale", "`method=scale` compares by importance; others by level")
    if len(asked.to) > 1:
        return partial(_many, service, asked, etag)
    in_a_thread = partial(_by_names, service, asked, etag)
    codes = [code_in(name) for name in (asked.from_, asked.to[0])]
    if None in codes:
        return in_a_thread
    answer = await service.gaps.answer(
        GapQuestion(Pair(*codes), asked.scale, tuple(asked.domain), etag.invocation_id)
    )
    return _answer(answer, asked, etag) if _is_all_published(answer) else in_a_thread


@router.get(
    "/occupations/{code}/levels",
    summary="The levels that an occupation needs, with their errors",
    response_model=LevelsAnswer,
    responses=responses(404, 409, csv=True),
)
def levels(
    code: Code, service: Served, etag: PublishedTag, asked: Annotated[LevelParameters, Query()]
) -> Response:
    """Give level and importance of each element of the asked domains.

    A domain without ratings is in the header, with its status; with credentials the O*NET Web
    Services are asked for it.
    """
    with service.marts.connect() as connection:
        occupation = _found(connection, service, code, asked.domain)
    domains = service.pull.occupation_levels(occupation.code, asked.domain)
    kept = None if any(each.asked_at for each in domains) else etag
    rows = [LevelRow.of(domain, level) for domain in domains for level in domain.levels]
    about = {"occupation_code": occupation.code, "title": occupation.title}
    if asked.format == "csv":
        return as_csv(about, LevelRow, rows, name="levels", etag=kept)
    header = {**about, "domains": [_status(each) for each in domains]}
    return as_page(rows, total=len(rows), etag=kept, header=header)


@router.get(
    "/occupations/{code}/similar",
    summary="The occupations nearest to one, with the gap to each",
    response_model=SimilarAnswer,
    responses=responses(404, 409, csv=True),
)
def similar(
    code: Code, service: Served, etag: PublishedTag, asked: Annotated[SimilarParameters, Query()]
) -> Response:
    """Give up to 20 neighbours by one distance; a distance is the same from either side.

    An occupation without ratings has neighbours by `tasks_titles` alone.
    """
    with service.marts.connect() as connection:
        occupation = _found(connection, service, code, ("skill",))
        answer = similar_occupations(connection, service.analyses, occupation.code, asked.distance)
    if asked.format == "csv":
        shared = ("from_code", "from_title", "status", "reason", "release_name")
        about = {name: getattr(answer.origin, name) for name in shared}
        return as_csv(about, SimilarOccupation, answer.rows, name="similar", etag=etag)
    return as_page(answer.rows, total=len(answer.rows), etag=etag, header=answer.origin)


def _found(
    connection: Connection, service: Service, name: str, domains: list[str] | tuple[str, ...]
) -> Occupation:
    asking = service.pull if service.pull.can_ask else None
    return find_published_or_pulled(connection, asking, name, domains)


def _is_all_published(answer: Gap) -> bool:
    """Tell whether both codes are there, and nothing of them is left to the Web Services."""
    header = answer.header
    return bool(
        header.from_title
        and header.to_title
        and not header.from_unrated_domains
        and not header.to_unrated_domains
    )


def _by_names(service: Service, asked: GapParameters, etag: Tag) -> Response:
    """Answer what may be named by titles, and what may be known to the Web Services alone."""
    with service.marts.connect() as connection:
        codes = [
            _found(connection, service, name, asked.domain).code
            for name in (asked.from_, asked.to[0])
        ]
        answer = gap_with_pull(
            connection, service.analyses, service.pull, *codes, asked.scale, asked.domain
        )
    return _answer(answer, asked, etag)


def _answer(answer: Gap, asked: GapParameters, etag: Tag) -> Response:
    etag.prove(answer.header.invocation_id)
    was_asked = any(each.asked_at for each in answer.pulled)
    kept = None if was_asked else etag  # the service's answer can change between two publishes
    rows = [row for row in answer.rows if _is_wanted(row, answer, asked)]
    if asked.format == "csv":
        context = {"method": asked.method, "scale": asked.scale} | {
            name: getattr(answer.header, name) for name in CONTEXT_COLUMNS
        }
        return as_csv(context, ElementGap, rows, name="skill-gap", etag=kept)
    header = {"method": asked.method, "scale": asked.scale, **vars(answer.header)}
    return as_page(rows, total=len(rows), etag=kept, header=header, summary=_summary(answer))


def _many(service: Service, asked: GapParameters, etag: Tag) -> Response:
    with service.marts.connect() as connection:
        origin = _found(connection, service, asked.from_, asked.domain)
        targets = [_found(connection, service, name, asked.domain) for name in asked.to]
        if asked.method != "level":
            raise bad_field("query.method", "several targets are compared by level")
        codes = list(dict.fromkeys(target.code for target in targets))
        answer = gap_to_many_targets(
            connection, service.analyses, origin.code, codes, asked.domain, asked.min_importance
        )
    if asked.format == "csv":
        shared = ("from_code", "from_title", "release_name")
        about = {name: getattr(answer.origin, name) for name in shared}
        return as_csv(about, TargetGap, answer.rows, name="skill-gaps", etag=etag)
    return as_page(answer.rows, total=len(answer.rows), etag=etag, header=answer.origin)


def _is_wanted(row: ElementGap, answer: Gap, asked: GapParameters) -> bool:
    """Tell whether a row is asked for; those of one rated side are, for nothing is compared."""
    importance = row.to_importance if row.to_importance is not None else row.from_importance
    if asked.min_importance is not None and (
        importance is None or importance < asked.min_importance
    ):
        return False
    if asked.rows == "all" or answer.header.status != "compared":
        return True
    if asked.method == "strict":
        return row.is_missing_skill is True
    return bool(row.gap_on(answer.scale))


def _summary(answer: Gap) -> dict[str, object]:
    return {
        "compared": sum(row.gap_on(answer.scale) is not None for row in answer.rows),
        "gaps": len(answer.gaps),
        "beyond_error": answer.beyond_error,
        "without_error": answer.without_error,
        "missing": answer.missing,
        "low_precision": answer.low_precision,
        "total": answer.total,
    }


def _status(domain: DomainLevels) -> dict[str, str | datetime | None]:
    names = ("domain", "status", "origin", "release_name", "asked_at", "detail")
    return {name: getattr(domain, name) for name in names}
