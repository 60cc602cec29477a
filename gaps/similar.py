"""The occupations nearest to one, read from the published marts.

The SQL that answers is in ``analyses/nearest_occupations.sql``; what each distance compares is in
docs/gap_method.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from gaps.analyses import CompiledAnalyses
from gaps.moves import Origin, origin_of_moves
from gaps.read import answer_of_one_set
from gaps.typed_rows import typed_row

Distance = Literal["skills", "skills_knowledge", "composite", "tasks_titles"]

DISTANCES: tuple[Distance, ...] = ("skills", "skills_knowledge", "composite", "tasks_titles")


@dataclass(frozen=True)
class SimilarOccupation:
    """An occupation near to another one, and what the way there takes in skills.

    The gap is None where one of the two is not rated; ``ratings_status`` and
    ``not_rated_reason`` are those of the near one.

    Fields:
        similarity: 0 to 1, the same from either side; comparable within one distance.
        job_zone_step: job zone of the near occupation less that of the other.
        weighted_shortfall, weighted_surplus: sums of importance weight times gap or surplus
            over 7; they rank and measure nothing.
        related_list: whether O*NET lists related occupations of the other: ``listed``,
            ``not_listed`` (of others alone), ``not_in_release`` (the release has no such list).
    """

    distance: Distance
    similarity_rank: int
    similar_occupation_code: str
    similar_title: str
    similarity: float
    job_zone_step: int | None
    ratings_status: Literal["rated", "not_rated"]
    not_rated_reason: str | None
    gaps: int | None
    gaps_beyond_error: int | None
    important_gaps_beyond_error: int | None
    weighted_shortfall: float | None
    weighted_surplus: float | None
    also_in_onet_related: bool
    related_list: Literal["listed", "not_listed", "not_in_release"]


@dataclass(frozen=True)
class SimilarOccupations:
    """The answer: the nearest first, up to 20; none where the distance cannot compare it."""

    origin: Origin
    rows: tuple[SimilarOccupation, ...]


def similar_occupations(
    connection: Connection,
    analyses: CompiledAnalyses,
    occupation_code: str,
    distance: Distance | None = None,
) -> SimilarOccupations:
    """Return the occupations nearest to ``occupation_code``.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database; in autocommit.
        analyses: those the last publish compiled.
        occupation_code: an O*NET-SOC code.
        distance: what is compared; None means ``composite``, or ``tasks_titles`` where the
            occupation is not rated.

    Raises:
        NothingPublished: the analyses have not been compiled.
        SkillgapError: each attempt met another publish.
    """

    def ask() -> tuple[str | None, SimilarOccupations]:
        origin = origin_of_moves(connection, analyses, occupation_code, "skill")
        rows = analyses.answer(
            connection,
            "nearest_occupations",
            occupation_code=occupation_code,
            distance=distance,
        )
        return origin.invocation_id, SimilarOccupations(
            origin, tuple(typed_row(SimilarOccupation, row) for row in rows)
        )

    return answer_of_one_set(connection, ask)
