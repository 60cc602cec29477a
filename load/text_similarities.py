"""Keep how alike a release's occupations are in words, for dbt to read.

Half a million pairs a release: they go in as a file does, by ``LOAD DATA LOCAL``, with the same
mistrust (``load.landing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pymysql.connections import Connection

from extract.delivery import SourceRow
from load.errors import LandingMismatch
from load.landing import ROWS_AN_INSERT, Feeder, takes_local_infile

Pair = tuple[str, str, float | None, float | None, float | None]

_LOAD = (
    "load data local infile '{pipe}' into table occupation_text_similarities "
    "character set utf8mb4 "
    "(batch_id, occupation_code, other_code, @tasks, @activities, @titles) "
    "set tasks = nullif(@tasks, ''), activities = nullif(@activities, ''), "
    "titles = nullif(@titles, ''), texts_version = %s"
)
_INSERT = (
    "insert into occupation_text_similarities "
    "(batch_id, occupation_code, other_code, tasks, activities, titles, texts_version) "
    "values (%s, %s, %s, %s, %s, %s, %s)"
)


def kept(connection: Connection, batch_id: int, version: str) -> bool:
    """Tell whether the pairs of a batch are kept, as found by this version of the rules."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from occupation_text_similarities "
            "where batch_id = %s and texts_version = %s)",
            (batch_id, version),
        )
        (is_kept,) = cursor.fetchone()
    return bool(is_kept)


def drop_others(connection: Connection, batch_id: int | None, version: str) -> None:
    """Delete the pairs of every other batch and version; the caller commits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from occupation_text_similarities "
            "where batch_id <> coalesce(%s, 0) or texts_version <> %s",
            (batch_id, version),
        )


def keep(connection: Connection, batch_id: int, version: str, pairs: Iterable[Pair]) -> int:
    """Store every pair of a batch and return how many there are; the caller commits.

    Args:
        connection: a PyMySQL connection to ``<prefix>_landing``, autocommit off.
        batch_id: the delivery whose occupations were compared.
        version: of the rules that compared them.
        pairs: code, other code, and the cosines of tasks, activities and titles.

    Raises:
        LandingMismatch: the server stored other pairs than were sent.
    """
    sent = 0

    def counted() -> Iterator[Pair]:
        nonlocal sent
        for pair in pairs:
            sent += 1
            yield pair

    if takes_local_infile(connection):
        stored = _load_data(connection, batch_id, version, counted())
    else:
        stored = _insert(connection, batch_id, version, counted())
    if stored != sent:
        raise LandingMismatch(
            "the similarities of texts were not stored whole",
            where=f"table occupation_text_similarities, batch {batch_id}",
            found=f"{stored:,} rows stored",
            expected=f"{sent:,} rows, as many as were sent",
            advice="run again; if it stays, look into the server's error log",
        )
    return stored


def _load_data(connection: Connection, batch_id: int, version: str, pairs: Iterable[Pair]) -> int:
    rows: Iterator[SourceRow] = (
        (batch_id, tuple("" if value is None else str(value) for value in pair)) for pair in pairs
    )
    with Feeder(rows) as feeder, connection.cursor() as cursor:
        try:
            cursor.execute(_LOAD.format(pipe=feeder.path), (version,))
        finally:
            feeder.stop()
        stored = cursor.rowcount
        cursor.execute("show warnings")
        warnings = cursor.fetchall()
    if warnings:
        raise LandingMismatch(
            "the server changed similarities of texts while storing them",
            where=f"table occupation_text_similarities, batch {batch_id}",
            found=f"{len(warnings)} warnings, the first: {warnings[0][2]}",
            expected="every figure as it was sent",
        )
    return stored


def _insert(connection: Connection, batch_id: int, version: str, pairs: Iterable[Pair]) -> int:
    stored = 0
    block: list[tuple] = []
    with connection.cursor() as cursor:
        for pair in pairs:
            block.append((batch_id, *pair, version))
            if len(block) == ROWS_AN_INSERT:
                stored += cursor.executemany(_INSERT, block) or 0
                block.clear()
        if block:
            stored += cursor.executemany(_INSERT, block) or 0
    return stored
