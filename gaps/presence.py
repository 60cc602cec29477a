"""The gap by presence of skills between two occupations of ESCO or of KeSCO.

ESCO says which skills an occupation needs, not at what level. The SQL that answers is in
``analyses/esco_skill_gap_sides.sql`` and ``analyses/esco_skill_gap.sql``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from gaps.analyses import CompiledAnalyses
from gaps.read import answer_of_one_set
from gaps.typed_rows import typed_row

PresenceTaxonomy = Literal["esco", "kesco"]
SideStatus = Literal["with_skills", "without_skills", "not_linked", "unknown"]
SkillGap = Literal[
    "missing_essential", "missing_signalled", "missing_optional", "shared", "surplus"
]

PRESENCE_TAXONOMIES: tuple[PresenceTaxonomy, ...] = ("esco", "kesco")


@dataclass(frozen=True)
class Side:
    """One of the two occupations, and how its skills are known.

    Fields:
        model: the primary ESCO model, whose skills are compared; None if there is none.
        esco_code, esco_label: the ESCO occupation whose skills it has.
        method, confidence: how an occupation of KeSCO was linked to that one, and how often such
            a link is right, 0 to 1; None for ESCO itself.
        invocation_id: marks the set of tables that the answer was read from.
    """

    side: Literal["from", "to"]
    taxonomy: PresenceTaxonomy
    occupation_key: str
    code: str | None
    label: str | None
    status: SideStatus
    model: str | None
    esco_code: str | None
    esco_label: str | None
    method: str | None
    confidence: float | None
    n_skills: int
    n_essential: int
    n_optional: int
    invocation_id: str | None


@dataclass(frozen=True)
class SkillPresence:
    """A skill that either side needs; relations are essential, optional or signalled."""

    skill_key: str
    skill: str
    skill_type: str | None
    reuse_level: str | None
    from_relation: str | None
    to_relation: str | None
    gap: SkillGap
    skill_group_code: str | None
    skill_group: str | None


@dataclass(frozen=True)
class PresenceGap:
    """The answer: both sides, and one row per skill, the missing essential ones first."""

    origin: Side
    target: Side
    rows: tuple[SkillPresence, ...]

    @property
    def is_compared(self) -> bool:
        """Tell whether both sides have skills; else the rows are those of one side, or none."""
        return self.origin.status == self.target.status == "with_skills"

    def of(self, *gaps: SkillGap) -> tuple[SkillPresence, ...]:
        """Return the rows of these kinds, in the answer's order."""
        return tuple(row for row in self.rows if row.gap in gaps)


def presence_gap(
    connection: Connection,
    analyses: CompiledAnalyses,
    taxonomy: PresenceTaxonomy,
    from_key: str,
    to_key: str,
) -> PresenceGap:
    """Compare which skills ``to_key`` needs with those of ``from_key``.

    An occupation without skills or without a link is an answer too: its side's status says so.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database; in autocommit.
        analyses: those the last publish compiled.
        taxonomy: whose occupations the keys name.
        from_key, to_key: keys as ``find_taxonomy_occupation`` returns them.

    Raises:
        NothingPublished: the analyses have not been compiled.
        SkillgapError: each attempt met another publish.
    """
    asked = {"taxonomy": taxonomy, "from_key": from_key, "to_key": to_key}

    def ask() -> tuple[str | None, PresenceGap]:
        sides = analyses.answer(connection, "esco_skill_gap_sides", **asked)
        rows = analyses.answer(connection, "esco_skill_gap", **asked)
        origin, target = (typed_row(Side, side) for side in sides)
        found = tuple(typed_row(SkillPresence, row) for row in rows)
        return origin.invocation_id, PresenceGap(origin, target, found)

    return answer_of_one_set(connection, ask)
