"""A move as an adviser tells it: the gap, the two occupations, and what lies near either.

The SQL that finds the neighbours is in ``analyses/nearest_occupations.sql``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Literal

from sqlalchemy import Connection, text

from gaps.analyses import CompiledAnalyses
from gaps.read import Gap, answer_of_one_set
from gaps.typed_rows import typed_row

MOST_NEAR = 8

_SIDE = text(
    """
    select
        occupations.occupation_code,
        occupations.title,
        occupations.description,
        occupations.job_zone,
        job_zones.job_zone_name,
        job_zones.education,
        job_zones.experience
    from occupations
    left join job_zones on occupations.job_zone = job_zones.job_zone
    where occupations.occupation_code = :code
    """
)


@dataclass(frozen=True)
class Side:
    """An occupation and the preparation that it takes.

    ``job_zone`` runs from 1 (little preparation) to 5 (extensive). What the published release
    does not say is None.
    """

    occupation_code: str
    title: str
    description: str | None = None
    job_zone: int | None = None
    job_zone_name: str | None = None
    education: str | None = None
    experience: str | None = None


@dataclass(frozen=True)
class NearOccupation:
    """An occupation near another, and what a move there takes in skills.

    Fields:
        similarity: 0 to 1, 1 for what cannot be told apart.
        distance: what was compared: ``composite`` (what they need, do and are called), or
            ``tasks_titles`` where the occupation they are near to is not rated.
        not_rated_reason: why O*NET does not rate it, where it does not: a key of ``REASONS``.
        job_zone_step: its job zone less that of the occupation moved from.
        gaps, gaps_beyond_error, important_gaps_beyond_error: number of skills; important are
            those whose importance for it is 3 or more.
        weighted_shortfall: sum of the weighted gaps.

    Step, counts and shortfall belong to the move from where the person is; None where one of
    both is not rated, or has no job zone.
    """

    occupation_code: str
    title: str
    similarity_rank: int
    similarity: float
    distance: Literal["composite", "tasks_titles"]
    not_rated_reason: str | None
    job_zone_step: int | None
    gaps: int | None
    gaps_beyond_error: int | None
    important_gaps_beyond_error: int | None
    weighted_shortfall: float | None


@dataclass(frozen=True)
class Move:
    """A gap with all that an adviser says beside it, read from one published set.

    ``near_origin`` and ``near_target`` are the occupations nearest to either side, the nearest
    first; both tell the move from the origin. An occupation that
    the published release does not list has none.
    """

    gap: Gap
    origin: Side
    target: Side
    near_origin: tuple[NearOccupation, ...]
    near_target: tuple[NearOccupation, ...]

    @property
    def job_zone_step(self) -> int | None:
        """Job zone of the target less that of the origin; None where one is unknown."""
        if self.origin.job_zone is None or self.target.job_zone is None:
            return None
        return self.target.job_zone - self.origin.job_zone


def move(connection: Connection, analyses: CompiledAnalyses, ask: Callable[[], Gap]) -> Move:
    """Return the answer of ``ask`` with both occupations and their neighbours.

    Args:
        connection: of an account that may read the published database, its default database.
        analyses: those the last publish compiled.
        ask: compares the two occupations, as ``gaps.read.gap`` and ``gaps.pull.gap_with_pull``.

    Raises:
        NothingPublished: the analyses have not been compiled.
        SkillgapError: each attempt met another publish, or what ``ask`` raises.
    """

    def ask_all() -> tuple[str | None, Move]:
        answer = ask()
        header = answer.header
        found = Move(
            answer,
            _side(connection, header.from_code, header.from_title),
            _side(connection, header.to_code, header.to_title),
            _near(connection, analyses, header.from_code, header.from_code),
            _near(connection, analyses, header.to_code, header.from_code),
        )
        return header.invocation_id, found

    return answer_of_one_set(connection, ask_all)


def _side(connection: Connection, code: str, title: str | None) -> Side:
    row = connection.execute(_SIDE, {"code": code}).mappings().first()
    return typed_row(Side, dict(row)) if row else Side(code, title or code)


def _near(
    connection: Connection, analyses: CompiledAnalyses, near_code: str, from_code: str
) -> tuple[NearOccupation, ...]:
    rows = analyses.answer(
        connection, "nearest_occupations", occupation_code=near_code, from_code=from_code
    )
    return tuple(_near_occupation(row) for row in rows[:MOST_NEAR])


def _near_occupation(row: dict[str, object]) -> NearOccupation:
    told = {field.name: row[field.name] for field in fields(NearOccupation) if field.name in row}
    told["occupation_code"] = row["similar_occupation_code"]
    told["title"] = row["similar_title"]
    return typed_row(NearOccupation, told)
