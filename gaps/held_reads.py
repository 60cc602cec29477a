"""What the O*NET Web Services answered earlier about an occupation, kept in ``<prefix>_app``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from extract.onet.web_services.contracts import OCCUPATIONS
from gaps.pulled import Row, release_order
from gaps.web_service import CODE, TABLES_OF_DOMAIN, Conversation, is_empty
from load.onet_api_reads import WHOLE_TABLE, Read, reads_of, rows_of


@dataclass(frozen=True)
class Answer:
    """What the service has of an occupation in a domain, before anybody judged it.

    Args:
        release_name: the release that answered, for example ``30.3``.
        asked_at: when it was asked, in UTC, without a time zone.
        rows: the ratings as they came.
        title: the occupation's title, where the service said it.
        is_listed: whether the service lists the occupation; None if it was not asked.
        note: what it said in place of rows.
    """

    release_name: str
    asked_at: datetime
    rows: tuple[Row, ...]
    title: str | None = None
    is_listed: bool | None = None
    note: str | None = None


def answers_of_conversation(
    conversation: Conversation, code: str, domains: Sequence[str]
) -> dict[str, Answer]:
    """Return what a conversation with the service says of each domain."""
    pages = conversation.pages
    listed = [row for page in pages.get(OCCUPATIONS, ()) for row in page.rows]
    found = {}
    for domain in domains:
        of_domain = [
            page
            for tables in TABLES_OF_DOMAIN[domain]
            for table_id in tables
            for page in pages.get(table_id, ())
        ]
        rows = tuple(row for page in of_domain for row in page.rows)
        found[domain] = Answer(
            release_name=conversation.release.number,
            asked_at=conversation.asked_at,
            rows=rows,
            title=_title([*listed, *rows]),
            is_listed=None if OCCUPATIONS not in pages else not is_empty(pages[OCCUPATIONS]),
            note=next((page.note for page in of_domain if page.note), None),
        )
    return found


def held_answers(
    connection: Connection, code: str, domains: Sequence[str], *, needs_title: bool
) -> dict[str, Answer]:
    """Return the newest answer to each domain that every table of it has given.

    A table may have been asked for this occupation or read whole.

    Args:
        connection: of an account that may read ``<prefix>_app``, its default database.
        code: the occupation.
        domains: those wanted.
        needs_title: an answer counts only where the service was also asked whether it lists
            the occupation.
    """
    ids = [OCCUPATIONS, *(i for d in domains for tables in TABLES_OF_DOMAIN[d] for i in tables)]
    by_release: dict[str, dict[str, Read]] = {}
    for read in reads_of(connection, ids, code):  # the last asked comes last, and stays
        by_release.setdefault(read.release_name, {})[read.table_id] = read
    found: dict[str, Answer] = {}
    for release_name in sorted(by_release, key=release_order, reverse=True):
        reads = by_release[release_name]
        listed = _rows(connection, reads[OCCUPATIONS], code) if OCCUPATIONS in reads else None
        for domain in domains:
            if domain in found:
                continue
            answer = _answer(connection, reads, code, domain, listed)
            if answer and (answer.is_listed is not None or not needs_title):
                found[domain] = answer
    return found


def _answer(
    connection: Connection,
    reads: Mapping[str, Read],
    code: str,
    domain: str,
    listed: tuple[Row, ...] | None,
) -> Answer | None:
    whole = [tables for tables in TABLES_OF_DOMAIN[domain] if set(tables) <= reads.keys()]
    asked = [reads[table_id] for table_id in (whole[0] if whole else ())]
    if not asked and listed == ():
        asked = [reads[OCCUPATIONS]]  # what is not listed was asked for no further
    if not asked:
        return None
    rows = tuple(
        row
        for read in asked
        if read.table_id != OCCUPATIONS
        for row in _rows(connection, read, code)
    )
    return Answer(
        release_name=asked[0].release_name,
        asked_at=min(read.asked_at for read in asked),
        rows=rows,
        title=_title([*(listed or ()), *rows]),
        is_listed=None if listed is None else bool(listed),
        note=next((read.note for read in asked if read.note), None),
    )


def _rows(connection: Connection, read: Read, code: str) -> tuple[Row, ...]:
    return tuple(_of(rows_of(connection, read.read_id), read, code))


def _of(rows: Iterator[Row], read: Read, code: str) -> Iterator[Row]:
    if read.occupation_code != WHOLE_TABLE:
        return rows
    return (row for row in rows if row.get(CODE) == code)


def _title(rows: Sequence[Row]) -> str | None:
    return next((title for row in rows if (title := row.get("title"))), None)
