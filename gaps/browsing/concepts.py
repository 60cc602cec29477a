"""Lists of occupations and skills, and the one that an id names."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import Connection

from gaps.browsing.concept_ids import Taxonomy, keys_of
from gaps.browsing.label_search import Search
from gaps.browsing.pages import Page, PageKey, page_of


@dataclass(frozen=True)
class ListedOccupation:
    """An occupation of a taxonomy, as a list shows it.

    Fields:
        id: taxonomy and key, as ``concept_ids`` has it.
        group_code: of ISCO-08; of SOC (two digits) for O*NET.
        ratings_status, not_rated_reason: of O*NET's occupations, whether they have levels.
        esco_id, esco_link_method, esco_link_confidence: the occupation of ESCO that it was linked
            to (KeSCO), how, and how often such a link is right, 0 to 1.
    """

    id: str
    taxonomy: Taxonomy
    code: str
    label: str
    group_code: str | None
    is_localised: bool | None
    ratings_status: str | None
    not_rated_reason: str | None
    esco_id: str | None
    esco_link_method: str | None
    esco_link_confidence: Decimal | None
    is_relevant_for_kenya: bool | None
    is_informal_sector: bool | None
    is_entrepreneurship: bool | None
    kenya_notes: str | None


@dataclass(frozen=True)
class ListedSkill:
    """A skill of O*NET (a rated element) or of ESCO."""

    id: str
    taxonomy: Taxonomy
    label: str
    skill_type: str | None
    reuse_level: str | None
    description: str | None


@dataclass(frozen=True)
class Found:
    """What an id named: its taxonomy, its key in the tables, and its row."""

    taxonomy: Taxonomy
    key: str
    row: ListedOccupation | ListedSkill


@dataclass(frozen=True)
class OccupationFilter:
    """Which occupations are listed; None asks for all.

    Args:
        of_taxonomy, of_key: those of a taxonomy, the one with a key.
        isco_group: a code of ISCO-08 at any level; what lies below it is taken too.
    """

    of_taxonomy: Taxonomy | None = None
    of_key: str | None = None
    isco_group: str | None = None
    is_relevant_for_kenya: bool | None = None
    is_informal_sector: bool | None = None
    is_entrepreneurship: bool | None = None


@dataclass(frozen=True)
class SkillFilter:
    """Which skills are listed; None asks for all."""

    of_taxonomy: Taxonomy | None = None
    of_key: str | None = None
    skill_type: str | None = None


def list_occupations(
    connection: Connection,
    app: str,
    asked: OccupationFilter,
    search: Search | None,
    limit: int,
    after: PageKey | None = None,
) -> Page:
    """Return a page of ``ListedOccupation``: by place if something is searched, then by label.

    Args:
        connection: of an account that may read both databases; its default database is the
            published one; in autocommit.
        app: name of the database that people write to.
        asked: which are listed.
        search: what their labels are searched for.
        limit, after: the page.
    """
    parts, values = _chosen("occupations", asked, search)
    return page_of(connection, app, ListedOccupation, "occupation", parts, values, limit, after)


def occupation_of(connection: Connection, app: str, occupation_id: str) -> Found | None:
    """Return the occupation that an id names, None if there is none."""
    taxonomy, keys = keys_of("occupation", occupation_id) or (None, ())
    for key in keys:
        page = list_occupations(connection, app, OccupationFilter(taxonomy, key), None, 1)
        if page.rows:
            return Found(taxonomy, key, page.rows[0])
    return None


def list_skills(
    connection: Connection,
    app: str,
    asked: SkillFilter,
    search: Search | None,
    limit: int,
    after: PageKey | None = None,
) -> Page:
    """Return a page of ``ListedSkill``; arguments as for :func:`list_occupations`."""
    parts, values = _chosen("skills", asked, search)
    return page_of(connection, app, ListedSkill, "skill", parts, values, limit, after)


def skill_of(connection: Connection, app: str, skill_id: str) -> Found | None:
    """Return the skill that an id names, None if there is none."""
    taxonomy, keys = keys_of("skill", skill_id) or (None, ())
    for key in keys:
        page = list_skills(connection, app, SkillFilter(taxonomy, key), None, 1)
        if page.rows:
            return Found(taxonomy, key, page.rows[0])
    return None


def _chosen(
    what: str, asked: OccupationFilter | SkillFilter, search: Search | None
) -> tuple[dict[str, str], dict[str, object]]:
    if search is None:
        return {"chosen": f"{what}_listed"}, asdict(asked)
    return (
        {"chosen": f"{what}_found", "places": search.places},
        {**asdict(asked), **search.values},
    )
