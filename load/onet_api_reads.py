"""What was asked of the O*NET Web Services and what came, kept in ``<prefix>_app``.

A *read* is one question: a table of a release, whole or for one occupation. Its pages are kept
as they come, each in a transaction of its own, so that a read that was broken off goes on where
it stood. Once the last page was checked, the read is whole and takes the place of a former one
of the same question. A whole read without rows is an answer too: the service had nothing.

The nightly run and the pull both read and write here; the run lands whole reads
(``load.onet_api_deliveries``). What is written is committed before a function returns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.exc import IntegrityError

from extract.onet.web_services.answers import Release
from extract.onet.web_services.pages import Page, Place
from load.app_tables import onet_api_pages as pages
from load.app_tables import onet_api_reads as reads

WHOLE_TABLE = ""
"""Stands for no occupation: all of them."""


@dataclass(frozen=True)
class Read:
    """A question that was answered whole.

    Args:
        read_id: its number.
        release_name: the release that answered, for example ``30.3``.
        table_id: the table that was asked.
        occupation_code: the occupation that was asked for, or :data:`WHOLE_TABLE`.
        total: the rows that came; none if the service has nothing.
        bytes: of the pages.
        asked_at: when it was asked, in UTC.
        checksum: sha256 over the pages.
        note: what the service said in place of rows.
    """

    read_id: int
    release_name: str
    table_id: str
    occupation_code: str
    total: int
    bytes: int
    asked_at: datetime
    checksum: str
    note: str | None

    @property
    def name(self) -> str:
        """The table, and the occupation if only one was asked for."""
        return f"{self.table_id} {self.occupation_code}".rstrip()


def whole_reads(connection: Connection, release_name: str | None = None) -> list[Read]:
    """Return the answered questions, of one release or of all, by release, table and occupation."""
    query = _whole().order_by(reads.c.release_name, reads.c.table_id, reads.c.occupation_code)
    if release_name is not None:
        query = query.where(reads.c.release_name == release_name)
    return [_read(row) for row in connection.execute(query)]


def newest_read(connection: Connection, table_id: str, occupation_code: str) -> Read | None:
    """Return the last answer to a question, whichever release it is of; None if there is none."""
    query = (
        _whole()
        .where(reads.c.table_id == table_id, reads.c.occupation_code == occupation_code)
        .order_by(reads.c.asked_at.desc(), reads.c.read_id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _read(row) if row else None


def reads_of(connection: Connection, table_ids: Iterable[str], occupation_code: str) -> list[Read]:
    """Return the answers about an occupation or about all, of some tables, the last asked last."""
    query = (
        _whole()
        .where(
            reads.c.table_id.in_(list(table_ids)),
            reads.c.occupation_code.in_([occupation_code, WHOLE_TABLE]),
        )
        .order_by(reads.c.asked_at, reads.c.read_id)
    )
    return [_read(row) for row in connection.execute(query)]


def rows_of(connection: Connection, read_id: int) -> Iterator[Mapping[str, str | None]]:
    """Yield the rows of a read in their order, a page in memory at a time."""
    starts = connection.scalars(
        select(pages.c.first_row).where(pages.c.read_id == read_id).order_by(pages.c.first_row)
    ).all()
    for start in starts:
        page = connection.scalar(
            select(pages.c.page).where(pages.c.read_id == read_id, pages.c.first_row == start)
        )
        yield from json.loads(page)


def open_read(
    connection: Connection, release: Release, table_id: str, occupation_code: str = WHOLE_TABLE
) -> tuple[int, Place | None]:
    """Begin a read or take up one that was broken off.

    Returns:
        Its number, and where it stands; None at its beginning.
    """
    question = {
        "release_name": release.number,
        "table_id": table_id,
        "occupation_code": occupation_code,
        "status": "reading",
    }
    begun = connection.execute(
        select(reads.c.read_id, reads.c.total, func.max(pages.c.last_row))
        .outerjoin(pages, pages.c.read_id == reads.c.read_id)
        .where(*(reads.c[name] == value for name, value in question.items()))
        .group_by(reads.c.read_id)
    ).one_or_none()
    if begun is None:
        result = connection.execute(
            insert(reads).values(**question, asked_at=func.utc_timestamp(6), about=release.reply)
        )
        connection.commit()
        return result.inserted_primary_key[0], None
    read_id, total, last_row = begun
    if last_row is None:
        return read_id, None
    return read_id, Place(last_row + 1, total, release.name)


def keep_page(connection: Connection, read_id: int, page: Page) -> None:
    """Keep a page; committed at once."""
    document = json.dumps(page.rows, ensure_ascii=False, separators=(",", ":"))
    content = document.encode()
    connection.execute(
        update(reads).where(reads.c.read_id == read_id).values(total=page.total, note=page.note)
    )
    if page.rows:
        kept = {
            "last_row": page.end,
            "page": document,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        connection.execute(
            mysql_insert(pages)
            .values(read_id=read_id, first_row=page.start, **kept)
            .on_duplicate_key_update(**kept)  # a pull and a run may keep the same at once
        )
    connection.commit()


def close_reads(connection: Connection, read_ids: Iterable[int]) -> None:
    """Make reads whole whose pages have all come and were checked; former answers go."""
    for read_id in read_ids:
        _close(connection, read_id)
    connection.commit()


def discard_reads(connection: Connection, read_ids: Iterable[int]) -> None:
    """Forget reads, for what came is not of the release that was asked."""
    connection.execute(delete(reads).where(reads.c.read_id.in_(list(read_ids))))
    connection.commit()


def keep_answer(
    connection: Connection,
    release: Release,
    table_id: str,
    occupation_code: str,
    answer: Iterable[Page],
) -> None:
    """Keep a whole answer; who keeps the same in the meantime is not disturbed.

    Args:
        connection: to ``<prefix>_app``, in no transaction.
        release: the release that answered, asked for before and after.
        table_id: the table.
        occupation_code: the occupation that was asked for.
        answer: all pages, the last one too.
    """
    try:
        read_id, place = open_read(connection, release, table_id, occupation_code)
        for page in answer:
            if place is None or page.start >= place.start:
                keep_page(connection, read_id, page)
        close_reads(connection, [read_id])
    except IntegrityError:
        connection.rollback()  # somebody else keeps the same pages


def drop_unfinished(connection: Connection, release_name: str) -> None:
    """Forget reads that were broken off and cannot go on: those of other releases."""
    connection.execute(
        delete(reads).where(reads.c.status == "reading", reads.c.release_name != release_name)
    )
    connection.commit()


def _close(connection: Connection, read_id: int) -> None:
    """Make a read whole; the former answer to its question goes."""
    question = connection.execute(
        select(reads.c.release_name, reads.c.table_id, reads.c.occupation_code).where(
            reads.c.read_id == read_id
        )
    ).one()
    connection.execute(
        delete(reads).where(
            reads.c.release_name == question.release_name,
            reads.c.table_id == question.table_id,
            reads.c.occupation_code == question.occupation_code,
            reads.c.status == "whole",
            reads.c.read_id != read_id,  # whoever kept the same at once may have closed it
        )
    )
    checksums = connection.scalars(
        select(pages.c.sha256).where(pages.c.read_id == read_id).order_by(pages.c.first_row)
    )
    checksum = hashlib.sha256("\n".join(checksums).encode()).hexdigest()
    connection.execute(
        update(reads).where(reads.c.read_id == read_id).values(status="whole", checksum=checksum)
    )


def _whole() -> Select:
    return (
        select(
            reads.c.read_id,
            reads.c.release_name,
            reads.c.table_id,
            reads.c.occupation_code,
            reads.c.total,
            func.coalesce(func.sum(pages.c.bytes), 0),
            reads.c.asked_at,
            reads.c.checksum,
            reads.c.note,
        )
        .outerjoin(pages, pages.c.read_id == reads.c.read_id)
        .where(reads.c.status == "whole")
        .group_by(reads.c.read_id)
    )


def _read(row: Row) -> Read:
    values = list(row)
    values[5] = int(values[5])
    return Read(*values)
