"""How many postings there are, where and when, and how well the boards were read.

A count of postings is no count of listings: one job on three boards is one. Beside each count
stands how many of them have a title that was matched to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from gaps.browsing.postings import PostingFilter, posting_question
from gaps.browsing.questions import question
from gaps.typed_rows import typed_row

USUAL_VISITS = 5


@dataclass(frozen=True)
class PostingCounts:
    """How many postings, and what their titles are matched to in one taxonomy.

    ``unmatched_share`` is ``unmatched`` of ``postings``, 0 to 1; None of none.
    """

    postings: int
    open_postings: int
    matched_to_occupation: int
    matched_to_group: int
    unmatched: int
    unmatched_share: float | None


@dataclass(frozen=True)
class WeekCounts(PostingCounts):
    """Of a week, which begins on Monday; by ``listed_on``."""

    week: date


@dataclass(frozen=True)
class CountyCounts(PostingCounts):
    """Of a county; None where the place names none."""

    county: str | None


@dataclass(frozen=True)
class BoardCounts(PostingCounts):
    """Of a board; a posting that several show is counted with each."""

    board: str


@dataclass(frozen=True)
class BoardVisit:
    """A visit of a board: what became of it, and what it found.

    Fields:
        outcome: ``read``, or why nothing follows from it: ``blocked``, ``degraded``, …
        listings_found: what it found; with another outcome no sign of how many there are.
    """

    started_at: datetime
    ended_at: datetime
    outcome: str
    words: str | None
    is_complete: bool
    is_conclusive: bool
    inconclusive_reason: str | None
    listings_found: int
    listings_new: int
    listings_seen_again: int
    listings_changed: int
    listings_expired: int
    listings_closed: int
    failures: int
    unread_parts: int
    lines_quarantined: int
    rows_rejected: int
    pages: int
    seconds: float


@dataclass(frozen=True)
class BoardHealth:
    """How well a board was read.

    Fields:
        outcome: of its newest visit.
        last_read_at: when a visit last went as it should (``read``, ``not_modified``, ``empty``).
        open_listings: listings of it that are known to be open, whichever visit found them; None
            where it was never read and none is known, for that is not 0.
        last_visits: the newest first.
    """

    board: str
    outcome: str
    words: str | None
    visits: int
    last_read_at: datetime | None
    open_listings: int | None
    last_visits: tuple[BoardVisit, ...]


@dataclass(frozen=True)
class JobCounts:
    """Counts of the postings that were asked for: all, by week, by county, by board."""

    totals: PostingCounts
    weeks: tuple[WeekCounts, ...]
    counties: tuple[CountyCounts, ...]
    boards: tuple[BoardCounts, ...]


def count_postings(connection: Connection, asked: PostingFilter) -> JobCounts:
    """Return counts of postings; ``asked`` and ``connection`` as for ``list_postings``."""

    def counted(name: str, row_type: type) -> tuple[Any, ...]:
        rows = connection.execute(posting_question(name), asked.values).mappings()
        return tuple(_counts(row_type, row) for row in rows)

    return JobCounts(
        totals=counted("counted", PostingCounts)[0],
        weeks=counted("by_week", WeekCounts),
        counties=counted("by_county", CountyCounts),
        boards=counted("by_board", BoardCounts),
    )


def board_health(connection: Connection, visits: int = USUAL_VISITS) -> tuple[BoardHealth, ...]:
    """Return each board that was visited, with its newest visits, at most ``visits`` of them."""
    last_visits: dict[str, list[BoardVisit]] = {}
    for row in connection.execute(question("board_visits"), {"visits": visits}).mappings():
        last_visits.setdefault(row["board"], []).append(typed_row(BoardVisit, row))
    return tuple(
        _health(row, tuple(last_visits[row["board"]]))
        for row in connection.execute(question("boards")).mappings()
        if row["board"] in last_visits  # a publish may come between the two questions
    )


def _health(row: Mapping[str, Any], last_visits: tuple[BoardVisit, ...]) -> BoardHealth:
    is_known = row["open_listings"] or row["last_read_at"] is not None
    return BoardHealth(
        board=row["board"],
        outcome=last_visits[0].outcome,
        words=last_visits[0].words,
        visits=row["visits"],
        last_read_at=row["last_read_at"],
        open_listings=row["open_listings"] if is_known else None,
        last_visits=last_visits,
    )


def _counts(row_type: type, row: Mapping[str, Any]) -> Any:
    figures = {
        name: int(value) for name, value in row.items() if name not in ("week", "county", "board")
    }
    share = figures["unmatched"] / figures["postings"] if figures["postings"] else None
    return row_type(**{**row, **figures, "unmatched_share": share})
