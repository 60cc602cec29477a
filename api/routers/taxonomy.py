"""Occupations and skills of every taxonomy, and what people add to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection

from api.answers import as_csv, as_json, as_page
from api.keeping_route import KeepingRoute
from api.keys import Writer, writing
from api.paging import cursor_after, key_of
from api.parameters import LONGEST_ID, Printable, SearchText, WithPages
from api.problems import Problem, responses
from api.published import WrittenTag
from api.schemas.taxonomy import ListedSkill as ListedSkillBody
from api.schemas.taxonomy import (
    NewOccupation,
    OccupationAnswer,
    OccupationNotes,
    OccupationsAnswer,
    OccupationSkillsAnswer,
    SkilledOccupationsAnswer,
    SkillsAnswer,
)
from api.service import Served, Service
from api.writes import add_occupation, note_occupation
from gaps.browsing.concept_ids import Taxonomy
from gaps.browsing.concepts import (
    Found,
    ListedOccupation,
    ListedSkill,
    OccupationFilter,
    SkillFilter,
    list_occupations,
    list_skills,
    occupation_of,
    skill_of,
)
from gaps.browsing.label_search import Search
from gaps.browsing.pages import PAGE_KEY_TYPES, Page
from gaps.browsing.relations import (
    OccupationSkill,
    RelationType,
    SkilledOccupation,
    details_of_occupation,
    occupations_of_skill,
    skills_of_occupation,
    skills_status,
)
from gaps.read import published_tables

router = APIRouter(prefix="/taxonomy", tags=["taxonomy"], route_class=KeepingRoute)

Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID), Printable, Path()]
Relation = Annotated[
    RelationType | None,
    Field(default=None, description="Only skills of this relation; O*NET's have none."),
]


class OccupationParameters(WithPages):
    """Which occupations are listed."""

    q: Annotated[SearchText, Printable] = None
    source: Taxonomy | None = Field(default=None, description="Only those of one taxonomy.")
    isco_group: str | None = Field(
        default=None,
        pattern=r"^[0-9]{1,4}$",
        description="Only those of a group of ISCO-08, at any level, and below it.",
        examples=["25"],
    )
    is_relevant_for_kenya: bool | None = None
    is_informal_sector: bool | None = None
    is_entrepreneurship: bool | None = None


class SkillParameters(WithPages):
    """Which skills are listed."""

    q: Annotated[SearchText, Printable] = None
    source: Literal["onet", "esco"] | None = Field(default=None, description="Of one taxonomy.")
    skill_type: str | None = Field(
        default=None, max_length=32, description="`skill`, `knowledge`, `ability`, …"
    )


class RelationParameters(WithPages):
    """Which skills or occupations are listed."""

    relation_type: Relation = None


@router.get(
    "/occupations",
    summary="Search and list occupations of every taxonomy",
    response_model=OccupationsAnswer,
    responses=responses(csv=True),
)
def occupations(
    service: Served, etag: WrittenTag, asked: Annotated[OccupationParameters, Query()]
) -> Response:
    """List occupations of O*NET, ESCO, KeSCO and those that people added.

    A search looks through all titles and labels, alternative ones too; the preferred label that is
    what was asked comes first, then those that begin with it.
    """
    chosen = OccupationFilter(
        of_taxonomy=asked.source,
        isco_group=asked.isco_group,
        is_relevant_for_kenya=asked.is_relevant_for_kenya,
        is_informal_sector=asked.is_informal_sector,
        is_entrepreneurship=asked.is_entrepreneurship,
    )
    question = ("occupations", asked.q, *asdict(chosen).values())
    after = key_of(asked.cursor, question, PAGE_KEY_TYPES)
    with _marts(service) as connection:
        page = list_occupations(
            connection,
            service.databases.app,
            chosen,
            Search.of(asked.q),
            asked.limit,
            after,
        )
    return _page(page, asked, question, ListedOccupation, "occupations", etag)


@router.post(
    "/occupations",
    status_code=201,
    summary="Add an occupation that no taxonomy has",
    response_model=OccupationAnswer,
    responses=responses(401, 403, 409, 413),
)
def add(service: Served, writer: Writer, new: Annotated[NewOccupation, Body()]) -> Response:
    """Add a custom occupation, with its group of ISCO-08 and links to skills.

    It is in the next answer, and in the table `taxonomy_occupations` from the next night on.
    """
    with _marts(service) as connection:
        with writing(service, writer) as app:
            added = add_occupation(app, connection, service.databases.app, new, writer)
        body = _details(connection, service, added)
    response = as_json(body, status=201)
    response.headers["Location"] = f"/api/v1/taxonomy/occupations/{body['id']}"
    return response


@router.get(
    "/occupations/{occupation_id:path}/skills",
    summary="The skills that an occupation needs",
    response_model=OccupationSkillsAnswer,
    responses=responses(404, csv=True),
)
def skills_of(
    occupation_id: Id,
    service: Served,
    etag: WrittenTag,
    asked: Annotated[RelationParameters, Query()],
) -> Response:
    """List the skills of an occupation in its taxonomy's own terms.

    O*NET: rated elements with level, importance and their errors; ESCO: essential and optional
    skills; KeSCO: those of the occupation of ESCO that it was linked to; custom: what was added.
    """
    question = ("skills of", occupation_id, asked.relation_type)
    after = key_of(asked.cursor, question, PAGE_KEY_TYPES)
    with _marts(service) as connection:
        found = _occupation(connection, service, occupation_id)
        page = skills_of_occupation(
            connection,
            service.databases.app,
            found,
            asked.relation_type,
            asked.limit,
            after,
        )
        status, reason = skills_status(found, page.total)
    header = {
        "id": found.row.id,
        "label": found.row.label,
        "status": status,
        "reason": reason,
    }
    return _page(page, asked, question, OccupationSkill, "occupation-skills", etag, header)


@router.get(
    "/occupations/{occupation_id:path}",
    summary="An occupation, with its labels and its links to other taxonomies",
    response_model=OccupationAnswer,
    responses=responses(404),
)
def occupation(occupation_id: Id, service: Served, etag: WrittenTag) -> Response:
    """Give all that is told of one occupation."""
    with _marts(service) as connection:
        return as_json(_details(connection, service, occupation_id), etag)


@router.patch(
    "/occupations/{occupation_id:path}",
    summary="Say whether an occupation matters in Kenya, is informal, or makes entrepreneurs",
    response_model=OccupationAnswer,
    responses=responses(401, 403, 404, 413),
)
def note(
    occupation_id: Id, service: Served, writer: Writer, notes: Annotated[OccupationNotes, Body()]
) -> Response:
    """Set flags and notes of an occupation; nothing else of a source's row can be changed.

    What is not named stays as it is; null takes back what was said here, so that the source's word
    stands again.
    """
    with _marts(service) as connection:
        found = _occupation(connection, service, occupation_id)
        with writing(service, writer) as app:
            note_occupation(app, found.taxonomy, found.key, notes, writer)
        return as_json(_details(connection, service, found.row.id))


@router.get(
    "/skills",
    summary="Search and list skills",
    response_model=SkillsAnswer,
    responses=responses(csv=True),
)
def skills(
    service: Served, etag: WrittenTag, asked: Annotated[SkillParameters, Query()]
) -> Response:
    """List the rated elements of O*NET and the skills of ESCO."""
    question = ("skills", asked.q, asked.source, asked.skill_type)
    after = key_of(asked.cursor, question, PAGE_KEY_TYPES)
    with _marts(service) as connection:
        page = list_skills(
            connection,
            service.databases.app,
            SkillFilter(of_taxonomy=asked.source, skill_type=asked.skill_type),
            Search.of(asked.q),
            asked.limit,
            after,
        )
    return _page(page, asked, question, ListedSkill, "skills", etag)


@router.get(
    "/skills/{skill_id:path}/occupations",
    summary="The occupations that need a skill",
    response_model=SkilledOccupationsAnswer,
    responses=responses(404, csv=True),
)
def occupations_of(
    skill_id: Id,
    service: Served,
    etag: WrittenTag,
    asked: Annotated[RelationParameters, Query()],
) -> Response:
    """List the occupations that need a skill: O*NET's with their levels, ESCO's by relation.

    O*NET rates every occupation on every element: look at the level, not at the presence.
    """
    question = ("occupations of", skill_id, asked.relation_type)
    after = key_of(asked.cursor, question, PAGE_KEY_TYPES)
    with _marts(service) as connection:
        found = _skill(connection, service, skill_id)
        page = occupations_of_skill(
            connection,
            service.databases.app,
            found,
            asked.relation_type,
            asked.limit,
            after,
        )
    header = {"id": found.row.id, "label": found.row.label}
    return _page(page, asked, question, SkilledOccupation, "skill-occupations", etag, header)


@router.get(
    "/skills/{skill_id:path}",
    summary="A skill",
    response_model=ListedSkillBody,
    responses=responses(404),
)
def skill(skill_id: Id, service: Served, etag: WrittenTag) -> Response:
    """Give what is told of one skill."""
    with _marts(service) as connection:
        return as_json(_skill(connection, service, skill_id).row, etag)


@contextmanager
def _marts(service: Service) -> Iterator[Connection]:
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        yield connection


def _occupation(connection: Connection, service: Service, occupation_id: str) -> Found:
    found = occupation_of(connection, service.databases.app, occupation_id)
    if found is None:
        raise Problem(
            404,
            "unknown-occupation",
            "no occupation has this id",
            "ids look like onet:15-1252.00; /api/v1/taxonomy/occupations?q= searches for them",
        )
    return found


def _skill(connection: Connection, service: Service, skill_id: str) -> Found:
    found = skill_of(connection, service.databases.app, skill_id)
    if found is None:
        raise Problem(
            404,
            "unknown-skill",
            "no skill has this id",
            "ids look like onet:2.B.3.e; /api/v1/taxonomy/skills?q= searches for them",
        )
    return found


def _details(connection: Connection, service: Service, occupation_id: str) -> dict[str, object]:
    found = _occupation(connection, service, occupation_id)
    details = details_of_occupation(connection, service.databases.app, found)
    return {**asdict(found.row), **asdict(details)}


def _page(
    page: Page,
    asked: WithPages,
    question: tuple[object, ...],
    row_type: type,
    name: str,
    etag: str,
    header: dict[str, object] | None = None,
) -> Response:
    more = cursor_after(page.last_key, question) if page.last_key else None
    if asked.format == "csv":
        context = {f"of_{name}": value for name, value in (header or {}).items()}
        return as_csv(context, row_type, page.rows, name=name, etag=etag, next_cursor=more)
    others = {"header": header} if header else {}
    return as_page(page.rows, total=page.total, next_cursor=more, etag=etag, **others)
