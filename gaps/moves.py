"""The gaps from one occupation to many, read from the published marts.

The SQL that answers is in ``analyses/origin_of_moves.sql`` and
``analyses/gap_to_many_targets.sql``; the formulas are in docs/gap_method.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from gaps.analyses import CompiledAnalyses
from gaps.read import Status, answer_of_one_set, comma_list
from gaps.typed_rows import typed_row


@dataclass(frozen=True)
class Origin:
    """The occupation that moves lead from, and on which figures the answer rests.

    Fields:
        domains: the asked domains, separated by commas.
        status: whether it is rated in at least one of them.
        reason: where it is not: ``all_other``, ``military``, ``not_yet_rated``,
            ``not_in_release``, ``unknown_code``.
        published_at: UTC, without a time zone.
        invocation_id: marks the set of tables that the answer was read from.
    """

    from_code: str
    from_title: str | None
    domains: str
    status: Literal["rated", "not_rated"]
    reason: str | None
    job_zone: int | None
    release_name: str | None
    released_on: date | None
    is_sample: bool | None
    published_at: datetime | None
    invocation_id: str | None


@dataclass(frozen=True)
class TargetGap:
    """What one of the targets needs beyond what the occupation has, all elements together.

    Figures are None where the two cannot be compared; ``status`` and the reasons say why.

    Fields:
        gaps_without_error: those that cannot be judged, for a standard error is missing.
        gaps_of_low_precision: those on a rating that O*NET recommends to suppress.
        weighted_shortfall, weighted_surplus: sums of importance weight times gap or surplus
            over 7; they rank and measure nothing.
        weightiest_gaps: up to three names of elements, ``; `` between.
        job_zone_step: job zone of the target less that of the occupation.
    """

    to_code: str
    to_title: str | None
    status: Status
    from_reason: str | None
    to_reason: str | None
    elements_compared: int | None
    gaps: int | None
    gaps_beyond_error: int | None
    gaps_without_error: int | None
    gaps_of_low_precision: int | None
    important_gaps_beyond_error: int | None
    weighted_shortfall: Decimal | None
    weighted_surplus: Decimal | None
    weightiest_gaps: str | None
    job_zone: int | None
    job_zone_step: int | None


@dataclass(frozen=True)
class ManyTargets:
    """The answer: one row a target, the easiest move first, what cannot be compared last."""

    origin: Origin
    rows: tuple[TargetGap, ...]

    @property
    def compared(self) -> tuple[TargetGap, ...]:
        """The targets that can be compared."""
        return tuple(row for row in self.rows if row.status == "compared")

    @property
    def not_compared(self) -> tuple[TargetGap, ...]:
        """The targets that cannot, each with status and reason."""
        return tuple(row for row in self.rows if row.status != "compared")


def gap_to_many_targets(
    connection: Connection,
    analyses: CompiledAnalyses,
    from_code: str,
    to_codes: Sequence[str] | None,
    domains: Sequence[str] = ("skill",),
    min_importance: Decimal | None = None,
) -> ManyTargets:
    """Compare what each of ``to_codes`` needs with what ``from_code`` needs.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database; in autocommit.
        analyses: those the last publish compiled.
        from_code, to_codes: O*NET-SOC codes; None means every other occupation.
        domains: one or more of ``DOMAINS``.
        min_importance: from which on an element is important, points of scale IM; None means 3.

    Raises:
        UsageError: an unknown domain, or no domain.
        NothingPublished: the analyses have not been compiled.
        SkillgapError: each attempt met another publish.
    """
    asked = {"from_code": from_code, "domain": comma_list(domains)}
    codes = None if to_codes is None else ",".join(to_codes)

    def ask() -> tuple[str | None, ManyTargets]:
        origin = origin_of_moves(connection, analyses, **asked)
        rows = analyses.answer(
            connection,
            "gap_to_many_targets",
            **asked,
            to_codes=codes,
            min_importance=as_variable(min_importance),
        )
        return origin.invocation_id, ManyTargets(
            origin, tuple(typed_row(TargetGap, row) for row in rows)
        )

    return answer_of_one_set(connection, ask)


def origin_of_moves(
    connection: Connection, analyses: CompiledAnalyses, from_code: str, domain: str
) -> Origin:
    """Return the occupation that moves lead from, and the published set."""
    (row,) = analyses.answer(connection, "origin_of_moves", from_code=from_code, domain=domain)
    return typed_row(Origin, row)


def as_variable(number: Decimal | int | None) -> str | None:
    """Return a number as the analyses take it: text, or nothing for their own default."""
    return None if number is None else str(number)
