"""Which skills are short most often over a set of moves, read from the published marts.

The SQL that answers is in ``analyses/prevalent_gaps.sql`` and the two analyses that it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection

from gaps.analyses import CompiledAnalyses
from gaps.moves import as_variable
from gaps.read import answer_of_one_set, comma_list
from gaps.typed_rows import typed_row

Tier = Literal["Primary-Short", "Primary-Long", "Supplemental"]

TIERS: tuple[Tier, ...] = ("Primary-Short", "Primary-Long", "Supplemental")


@dataclass(frozen=True)
class MovesHeader:
    """How many moves were asked, and how many of them can be compared.

    Fields:
        from_not_rated, to_not_rated, both_not_rated: those that cannot, by the side to blame.
        domains: the asked domains, separated by commas.
        published_at: UTC, without a time zone.
        invocation_id: marks the set of tables that the answer was read from.
    """

    moves: int
    compared: int
    from_not_rated: int
    to_not_rated: int
    both_not_rated: int
    domains: str
    release_name: str | None
    released_on: date | None
    is_sample: bool | None
    published_at: datetime | None
    invocation_id: str | None


@dataclass(frozen=True)
class PrevalentGap:
    """How often one element is short, and by how much.

    Fields:
        moves_without_error: gaps that cannot be judged, for a standard error is missing; the
            shares beyond error are of the moves that can.
        mean_gap, largest_gap: points of scale LV, over the moves with a gap.
        mean_weighted_gap: importance weight times gap over 7, over all moves compared.
    """

    element_id: str
    element_name: str
    domain: str
    moves_asked: int
    moves_compared: int
    moves_with_gap: int
    moves_beyond_error: int
    moves_without_error: int
    moves_important_beyond_error: int
    share_with_gap: Decimal
    share_beyond_error: Decimal | None
    share_important_beyond_error: Decimal | None
    mean_gap: Decimal | None
    largest_gap: Decimal
    mean_weighted_gap: Decimal | None


@dataclass(frozen=True)
class UnratedSide:
    """An occupation without ratings, and how many asked moves lead from it and to it."""

    occupation_code: str
    title: str | None
    reason: str
    moves_from: int
    moves_to: int


@dataclass(frozen=True)
class PrevalentGaps:
    """The answer: an element a row, most often short beyond error first; and who is unrated."""

    header: MovesHeader
    rows: tuple[PrevalentGap, ...]
    not_compared: tuple[UnratedSide, ...]


def prevalent_gaps(
    connection: Connection,
    analyses: CompiledAnalyses,
    from_codes: Sequence[str] | None,
    to_codes: Sequence[str] | None,
    tiers: Sequence[Tier] | None = None,
    domains: Sequence[str] = ("skill",),
    min_importance: Decimal | None = None,
) -> PrevalentGaps:
    """Add up the gaps of all asked moves, by element.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database; in autocommit.
        analyses: those the last publish compiled.
        from_codes: O*NET-SOC codes; None means every occupation.
        to_codes: every pair with them is a move; None means O*NET's related occupations.
        tiers: of the related occupations; None means all.
        domains: one or more of ``DOMAINS``.
        min_importance: from which on an element is important, points of scale IM; None means 3.

    Raises:
        UsageError: an unknown domain, or no domain.
        NothingPublished: the analyses have not been compiled.
        SkillgapError: each attempt met another publish.
    """
    lists = {"from_codes": from_codes, "to_codes": to_codes, "tier": tiers}
    asked = {name: None if each is None else ",".join(each) for name, each in lists.items()}
    asked["domain"] = comma_list(domains)

    def ask() -> tuple[str | None, PrevalentGaps]:
        (row,) = analyses.answer(connection, "prevalent_gaps_header", **asked)
        header = typed_row(MovesHeader, row)
        rows = analyses.answer(
            connection, "prevalent_gaps", **asked, min_importance=as_variable(min_importance)
        )
        unrated = analyses.answer(connection, "moves_not_compared", **asked)
        return header.invocation_id, PrevalentGaps(
            header,
            tuple(typed_row(PrevalentGap, row) for row in rows),
            tuple(typed_row(UnratedSide, row) for row in unrated),
        )

    return answer_of_one_set(connection, ask)
