"""Which occupations come within reach once one skill is raised, read from the published marts.

The SQL that answers is in ``analyses/skills_that_unlock_most.sql`` and
``analyses/what_one_more_skill_unlocks.sql``; docs/gap_method.md says what within reach means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from gaps.analyses import CompiledAnalyses
from gaps.moves import Origin, as_variable, origin_of_moves
from gaps.read import answer_of_one_set, comma_list
from gaps.typed_rows import typed_row


@dataclass(frozen=True)
class SkillUnlocks:
    """How many occupations come within reach once this element alone is raised.

    Levels are points of scale LV, 0 to 7.

    Fields:
        level_for_first, level_for_all: the least level that brings the first of them, and all
            of them, within reach; None where there are none.
        within_reach, out_of_reach, not_compared: occupations before any raise, the same in
            every row; those of the last kind have no ratings.
    """

    element_id: str
    element_name: str
    domain: str
    from_level: Decimal | None
    occupations_unlocked: int
    level_for_first: Decimal | None
    level_for_all: Decimal | None
    within_reach: int
    out_of_reach: int
    not_compared: int


@dataclass(frozen=True)
class Unlocked:
    """An occupation that comes within reach by a raise, or that cannot be compared.

    Fields:
        status: ``unlocked``; else no figure of a level is known, and ``reason`` says why.
        margin_of_error: that of both ratings, before the raise; None where an error is missing.
        level_needed: the least level that takes the gap out of the way.
        raised_to: the asked level, else the one needed.
        level_gap_left: what the element still lacks then, within the error of the target's rating.
        gaps_left, gaps_left_beyond_error, gaps_left_without_error: counts over all elements;
            those beyond error are of less importance, or allowed.
        weightiest_left: up to three names of elements, ``; `` between.
    """

    element_id: str | None
    element_name: str | None
    to_code: str
    to_title: str
    status: Literal["unlocked", "to_not_rated", "both_not_rated"]
    reason: str | None
    from_level: Decimal | None
    to_level: Decimal | None
    to_importance: Decimal | None
    level_gap: Decimal | None
    margin_of_error: Decimal | None
    level_needed: Decimal | None
    raised_to: Decimal | None
    level_gap_left: Decimal | None
    gaps_left: int | None
    gaps_left_beyond_error: int | None
    gaps_left_without_error: int | None
    weighted_shortfall_left: Decimal | None
    weightiest_left: str | None
    job_zone: int | None
    job_zone_step: int | None


@dataclass(frozen=True)
class Unlocks:
    """The answer: the skills, the one that unlocks most first, and the occupations unlocked.

    With an unrated origin there are neither; ``origin`` says why.
    """

    origin: Origin
    skills: tuple[SkillUnlocks, ...]
    rows: tuple[Unlocked, ...]

    @property
    def unlocked(self) -> tuple[Unlocked, ...]:
        """The occupations that come within reach, one for each skill that brings it there."""
        return tuple(row for row in self.rows if row.status == "unlocked")

    @property
    def not_compared(self) -> tuple[Unlocked, ...]:
        """The occupations that have no ratings to compare."""
        return tuple(row for row in self.rows if row.status != "unlocked")


def unlocks(
    connection: Connection,
    analyses: CompiledAnalyses,
    from_code: str,
    element_id: str | None = None,
    level: Decimal | None = None,
    domains: Sequence[str] = ("skill",),
    min_importance: Decimal | None = None,
    gaps_allowed: int | None = None,
) -> Unlocks:
    """Raise one element of ``from_code``, or each in turn, and see who comes within reach.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database; in autocommit.
        analyses: those the last publish compiled.
        from_code: an O*NET-SOC code.
        element_id: the element that is raised; None means each in turn.
        level: to which it is raised, points of scale LV; None means what each occupation needs.
        domains: one or more of ``DOMAINS``.
        min_importance: from which on an element is important, points of scale IM; None means 3.
        gaps_allowed: important gaps that leave an occupation within reach; None means 0.

    Raises:
        UsageError: an unknown domain, or no domain.
        NothingPublished: the analyses have not been compiled.
        SkillgapError: each attempt met another publish.
    """
    asked = {"from_code": from_code, "domain": comma_list(domains)}
    raised = {
        "element_id": element_id,
        "level": as_variable(level),
        "min_importance": as_variable(min_importance),
        "gaps_allowed": as_variable(gaps_allowed),
    }

    def ask() -> tuple[str | None, Unlocks]:
        origin = origin_of_moves(connection, analyses, **asked)
        skills = analyses.answer(connection, "skills_that_unlock_most", **asked, **raised)
        rows = analyses.answer(connection, "what_one_more_skill_unlocks", **asked, **raised)
        return origin.invocation_id, Unlocks(
            origin,
            tuple(typed_row(SkillUnlocks, row) for row in skills),
            tuple(typed_row(Unlocked, row) for row in rows),
        )

    return answer_of_one_set(connection, ask)
