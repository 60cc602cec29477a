"""Which skills an occupation needs, which occupations need a skill; each taxonomy in its own terms.

O*NET rates every occupation on the same elements: what tells them apart is level and importance.
ESCO says which skills are essential or optional, KeSCO inherits them through its links to ESCO,
and whoever adds an occupation of his own says it himself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from gaps.browsing.concept_ids import Taxonomy, id_of
from gaps.browsing.concepts import Found
from gaps.browsing.pages import Page, PageKey, page_of
from gaps.browsing.questions import question

RelationType = Literal["essential", "optional"]
SkillsStatus = Literal["with_skills", "without_skills", "not_rated", "not_linked"]


@dataclass(frozen=True)
class OccupationSkill:
    """A skill that an occupation needs; levels and importances where O*NET rates them.

    Fields:
        relation_type: ``essential``, ``optional``, or another of ESCO's; None for O*NET.
        signalling_value: of Tabiya's models.
        level, importance: points of scale LV (0 to 7) and IM (1 to 5), with standard errors.
        through_id, link_confidence: for KeSCO, the occupation of ESCO whose skill it is, and how
            often such a link is right, 0 to 1.
    """

    id: str
    taxonomy: Taxonomy
    label: str
    skill_type: str | None
    relation_type: str | None
    signalling_value: Decimal | None
    level: Decimal | None
    level_se: Decimal | None
    importance: Decimal | None
    importance_se: Decimal | None
    is_not_relevant: bool | None
    is_low_precision: bool | None
    through_id: str | None
    link_confidence: Decimal | None


@dataclass(frozen=True)
class SkilledOccupation:
    """An occupation that needs a skill; see ``OccupationSkill`` for what it says of it."""

    id: str
    taxonomy: Taxonomy
    code: str
    label: str
    relation_type: str | None
    signalling_value: Decimal | None
    level: Decimal | None
    level_se: Decimal | None
    importance: Decimal | None
    importance_se: Decimal | None
    is_not_relevant: bool | None
    is_low_precision: bool | None
    through_id: str | None
    link_confidence: Decimal | None


@dataclass(frozen=True)
class LinkedOccupation:
    """An occupation of another taxonomy, how it was linked, and how often such a link is right."""

    id: str
    taxonomy: str
    code: str | None
    label: str | None
    method: str
    confidence: float | None


@dataclass(frozen=True)
class OccupationDetails:
    """What is told of one occupation beyond its row in a list.

    Fields:
        group_label: of its group of ISCO-08, in the primary model of ESCO.
        alternative_labels: up to 500, in alphabetical order.
        links: to occupations of other taxonomies, the surest first.
    """

    description: str | None
    group_label: str | None
    alternative_labels: tuple[str, ...]
    links: tuple[LinkedOccupation, ...]


def skills_of_occupation(
    connection: Connection,
    app: str,
    occupation: Found,
    relation_type: RelationType | None,
    limit: int,
    after: PageKey | None = None,
) -> Page:
    """Return a page of ``OccupationSkill``, by label.

    Args:
        connection, app, limit, after: as for ``concepts.list_occupations``.
        occupation: whose skills they are.
        relation_type: None for all.
    """
    return page_of(
        connection,
        app,
        OccupationSkill,
        "skill",
        {"chosen": "related_listed", "related": f"skills_of_{occupation.taxonomy}"},
        {"of_key": occupation.key, "relation_type": relation_type},
        limit,
        after,
    )


def skills_status(occupation: Found, total: int) -> tuple[SkillsStatus, str | None]:
    """Return whether the skills of an occupation are known, and why they are not.

    Args:
        occupation: whose they are.
        total: how many there are.
    """
    row = occupation.row
    if occupation.taxonomy == "onet" and row.ratings_status == "not_rated":
        return "not_rated", row.not_rated_reason
    if occupation.taxonomy == "kesco" and row.esco_id is None:
        return "not_linked", None
    return ("with_skills" if total else "without_skills"), None


def occupations_of_skill(
    connection: Connection,
    app: str,
    skill: Found,
    relation_type: RelationType | None,
    limit: int,
    after: PageKey | None = None,
) -> Page:
    """Return a page of ``SkilledOccupation``, by label; arguments as above."""
    return page_of(
        connection,
        app,
        SkilledOccupation,
        "occupation",
        {"chosen": "related_listed", "related": f"occupations_of_{skill.taxonomy}_skill"},
        {"of_taxonomy": skill.taxonomy, "of_key": skill.key, "relation_type": relation_type},
        limit,
        after,
    )


def details_of_occupation(connection: Connection, app: str, occupation: Found) -> OccupationDetails:
    """Return what is told of one occupation; arguments as above."""
    asked = {"taxonomy": occupation.taxonomy, "key": occupation.key}
    group_code = None if occupation.taxonomy == "onet" else occupation.row.group_code
    links = connection.execute(question("links", app), asked).mappings()
    return OccupationDetails(
        description=connection.scalar(question("description", app), asked),
        group_label=connection.scalar(question("group_label", app), {"code": group_code}),
        alternative_labels=tuple(connection.scalars(question("alternative_labels", app), asked)),
        links=tuple(
            LinkedOccupation(
                id=id_of("occupation", row["taxonomy"], row["concept_key"]),
                **{
                    name: row[name]
                    for name in ("taxonomy", "code", "label", "method", "confidence")
                },
            )
            for row in links
        ),
    )
