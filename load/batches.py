"""Batches: a delivery lands whole and becomes visible at once, or not at all.

A batch is ``loading`` while its files land, then ``landed``: whole, and on trial. It is
``ready`` once a set of marts that was built on it is published, which retires the batch
it replaces (the same release of the same source); until then that one is kept. Staging
reads, of each release, the newest batch that is landed or ready.

A batch that fails a check at the load, or a test of the build it was new in, is
``refused``: its rows are taken out, its quarantined lines stay to be looked at, and the
ready batch of its release is read again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from pymysql.connections import Connection
from pymysql.err import InterfaceError, OperationalError

from extract.contract import FileContract
from extract.delivery import Delivery, SourceFile
from extract.sources import CONTRACTS
from load.errors import (
    DuplicateKey,
    IncompleteDelivery,
    LoadError,
    ShrunkenDelivery,
    TooManyBadLines,
)
from load.landing import Landed, land
from load.tables import LANDING_TABLES
from pipeline.redaction import redacted

MOST_BAD_LINES = 0.01
MOST_SHRINKAGE = 0.05
ROWS_A_DELETE = 20_000


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file: ``rows_read = rows_landed + rows_quarantined``."""

    name: str
    table: str
    rows_read: int
    rows_landed: int
    rows_quarantined: int
    seconds: float


def batch_of(connection: Connection, delivery: Delivery) -> int | None:
    """Return the id of the batch that staging reads, if it holds exactly this delivery."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select batch_id, checksum from batches where source = %s and release_name = %s "
            "and status in ('landed', 'ready') order by batch_id desc limit 1",
            (delivery.source, delivery.release_name),
        )
        row = cursor.fetchone()
    return row[0] if row and row[1] == delivery.checksum else None


def load_batch(
    connection: Connection,
    run_id: int,
    delivery: Delivery,
    *,
    accept_shrink: bool = False,
    report: Callable[[FileOutcome], None] = lambda outcome: None,
    advance: Callable[[int], None] = lambda rows: None,
) -> int:
    """Land every file of ``delivery`` as a new batch, which staging reads from then on.

    Args:
        connection: a PyMySQL connection to ``<prefix>_landing``, autocommit off.
        run_id: the run that loads it.
        delivery: the recognised files.
        accept_shrink: take a file that lost more than 5% of its rows.
        report: called as each file has landed.
        advance: called with the number of lines read since the last call.

    Returns:
        The id of the batch, now landed.

    Raises:
        LoadError: a check failed; the batch is refused and its rows are gone.
    """
    batch_id = _open(connection, run_id, delivery)
    try:
        for file in delivery.files:
            report(_load_file(connection, batch_id, file, advance))
        for contract, files in _by_contract(delivery.files):
            _check_keys(connection, batch_id, contract, files)
            _check_completeness(connection, batch_id, contract, files)
        if not accept_shrink:
            _check_shrinkage(connection, batch_id, delivery)
    except BaseException as error:
        with suppress(OperationalError, InterfaceError):  # a lost connection: the next run does it
            connection.rollback()
            _refuse(connection, batch_id, str(error))
        raise
    _finish(connection, batch_id, delivery)
    return batch_id


def files_gone(
    connection: Connection, batch_id: int, delivery: Delivery
) -> tuple[str, list[str]] | None:
    """Return the release before that of a batch, and which of its files have no successor here.

    None if there is no release to compare with, or nothing is gone.

    Args:
        connection: as for :func:`load_batch`.
        batch_id: the batch that ``delivery`` became.
        delivery: what was landed.
    """
    before = _before(connection, batch_id, delivery)
    if before is None:
        return None
    gone = _gone(
        delivery.source,
        _rows_landed(connection, before.batch_id),
        _rows_landed(connection, batch_id),
    )
    return (before.release_name, gone) if gone else None


def discard_unfinished(connection: Connection) -> list[int]:
    """Take out the rows of batches that a killed run left ``loading``; return their ids.

    Call it only while holding the lock of the run: another run's batch would
    look the same.
    """
    with connection.cursor() as cursor:
        cursor.execute("select batch_id from batches where status = 'loading'")
        unfinished = [batch_id for (batch_id,) in cursor.fetchall()]
    for batch_id in unfinished:
        _refuse(connection, batch_id, "the run that loaded it was killed")
    return unfinished


def make_ready(connection: Connection, built_by: int) -> list[int]:
    """Make ready what a published build was the first to read; return the ids of these batches.

    The ready batches that they replace are retired in the same transaction.

    Args:
        connection: as for :func:`load_batch`.
        built_by: the run that made the build; what landed after it is left on trial.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select batch_id, source, release_name from batches "
            "where status = 'landed' and run_id <= %s order by batch_id",
            (built_by,),
        )
        proven = cursor.fetchall()
        for batch_id, source, release_name in proven:
            cursor.execute(
                "update batches set status = 'retired', retired_at = utc_timestamp(6) "
                "where source = %s and release_name = %s and status = 'ready'",
                (source, release_name),
            )
            cursor.execute("update batches set status = 'ready' where batch_id = %s", (batch_id,))
    connection.commit()
    return [batch_id for batch_id, *_ in proven]


def refuse_landed(
    connection: Connection, reason: str, sources: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """Refuse the batches on trial; return source and release of each, oldest first.

    Args:
        connection: as for :func:`load_batch`.
        reason: why, for the ledger.
        sources: those whose batches are to blame; None stands for all.

    Staging reads the ready batches of their releases again, where there are any. The
    status goes first: killed in between, this leaves rows that nothing reads and
    :func:`discard_retired` takes out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select batch_id, source, release_name from batches where status = 'landed' "
            "order by batch_id"
        )
        landed = [row for row in cursor.fetchall() if sources is None or row[1] in sources]
        cursor.executemany(
            "update batches set status = 'refused', message = %s where batch_id = %s",
            [(reason, batch_id) for batch_id, *_ in landed],
        )
    connection.commit()
    for batch_id, *_ in landed:
        _delete_rows(connection, batch_id)
    return [(source, release_name) for _, source, release_name in landed]


def discard_retired(connection: Connection) -> int:
    """Take the rows that no build reads any more out of landing; return how many batches had any.

    They are those of retired batches, and of refused ones whose removal was cut short.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select batch_id from batches where status in ('loading', 'landed', 'ready')"
        )
        kept = {batch_id for (batch_id,) in cursor.fetchall()}
        stored = set()
        for table in LANDING_TABLES:
            cursor.execute(f"select distinct batch_id from `{table}`")  # noqa: S608
            stored |= {batch_id for (batch_id,) in cursor.fetchall()}
    return sum(1 for batch_id in sorted(stored - kept) if _delete_rows(connection, batch_id))


def _open(connection: Connection, run_id: int, delivery: Delivery) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into batches (run_id, source, release_name, released_on, is_sample, status, "
            "checksum, started_at) values (%s, %s, %s, %s, %s, 'loading', %s, utc_timestamp(6))",
            (
                run_id,
                delivery.source,
                delivery.release_name,
                delivery.released_on,
                delivery.is_sample,
                delivery.checksum,
            ),
        )
        batch_id = cursor.lastrowid
    connection.commit()
    return batch_id


def _load_file(
    connection: Connection, batch_id: int, file: SourceFile, advance: Callable[[int], None]
) -> FileOutcome:
    started = time.monotonic()
    landed = land(connection, file, batch_id, advance)
    seconds = time.monotonic() - started
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into quarantine (batch_id, source_file, source_line, table_name, reason, "
            "detail, raw_line) values (%s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    batch_id,
                    file.name,
                    bad.line,
                    file.contract.table,
                    bad.reason,
                    bad.detail,
                    bad.raw,
                )
                for bad in landed.malformed
            ],
        )
        cursor.execute(
            "insert into deliveries (batch_id, source_file, table_name, sha256, bytes, rows_read, "
            "rows_landed, rows_quarantined, seconds) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                batch_id,
                file.name,
                file.contract.table,
                file.sha256,
                file.size,
                landed.rows_read,
                landed.rows_landed,
                len(landed.malformed),
                seconds,
            ),
        )
    connection.commit()
    _check_bad_lines(file, landed)
    return FileOutcome(
        file.name,
        file.contract.table,
        landed.rows_read,
        landed.rows_landed,
        len(landed.malformed),
        seconds,
    )


def _check_bad_lines(file: SourceFile, landed: Landed) -> None:
    allowed = 0 if file.contract.is_reference else landed.rows_read * MOST_BAD_LINES
    if file.contract.stands_for_itself or len(landed.malformed) <= allowed:
        return
    first = landed.malformed[0]
    limit = "none, for other files point into it" if file.contract.is_reference else "at most 1%"
    raise TooManyBadLines(
        f"{file.name} has too many malformed lines",
        where=f"{file.path}, line {first.line}",
        found=f"{len(landed.malformed):,} of {landed.rows_read:,} lines; "
        f"the first: {first.reason}, {first.detail}",
        expected=limit,
        advice="see them all with ./run_pipeline.sh quarantine, then fetch the file again",
    )


def _by_contract(
    files: Iterable[SourceFile],
) -> list[tuple[FileContract, list[str]]]:
    names: dict[str, list[str]] = {}
    contracts: dict[str, FileContract] = {}
    for file in files:
        contracts[file.contract.name] = file.contract
        names.setdefault(file.contract.name, []).append(file.name)
    return [(contracts[name], found) for name, found in names.items()]


def _check_keys(
    connection: Connection, batch_id: int, contract: FileContract, files: list[str]
) -> None:
    if contract.on_duplicate != "refuse":
        return
    key = ", ".join(f"`{name}`" for name in contract.natural_key)
    places = ", ".join(["%s"] * len(files))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {key}, count(*), min(source_file), min(source_line) "  # noqa: S608
            f"from `{contract.table}` where batch_id = %s and source_file in ({places}) "
            f"group by {key} having count(*) > 1 order by {key}",
            (batch_id, *files),
        )
        duplicates = cursor.fetchall()
    if duplicates:
        *values, count, source_file, line = duplicates[0]
        named = ", ".join(
            f"{name} {value!r}" for name, value in zip(contract.natural_key, values, strict=True)
        )
        raise DuplicateKey(
            f"{source_file} has {len(duplicates):,} duplicate keys",
            where=f"{source_file}, line {line}",
            found=f"{count} rows with {named}",
            expected="one row a key",
            advice="fetch the file again",
        )


def _check_completeness(
    connection: Connection, batch_id: int, contract: FileContract, files: list[str]
) -> None:
    if contract.complete is None:
        return
    per, of = contract.complete.per, contract.complete.of
    parts = ", ".join(f"`{name}`" for name in of)
    places = ", ".join(["%s"] * len(files))
    rows = f"`{contract.table}` where batch_id = %s and source_file in ({places})"
    with connection.cursor() as cursor:
        cursor.execute(f"select count(distinct {parts}) from {rows}", (batch_id, *files))  # noqa: S608
        (whole,) = cursor.fetchone()
        cursor.execute(
            f"select `{per}`, count(*) from {rows} "  # noqa: S608
            f"group by `{per}` having count(*) < %s order by `{per}`",
            (batch_id, *files, whole),
        )
        incomplete = cursor.fetchall()
        cursor.execute(
            f"select coalesce(sum(rows_quarantined), 0) from deliveries "  # noqa: S608
            f"where batch_id = %s and source_file in ({places})",
            (batch_id, *files),
        )
        (quarantined,) = cursor.fetchone()
    lacking = sum(whole - count for _, count in incomplete)
    if lacking > quarantined:  # a quarantined line is known to be missing, and counted
        first, count = incomplete[0]
        raise IncompleteDelivery(
            f"{' + '.join(files)} lacks rows",
            where=f"{per} {first}",
            found=f"{count} of {whole} combinations of {', '.join(of)}"
            + (f", and {len(incomplete) - 1} more like it" if len(incomplete) > 1 else ""),
            expected=f"all {whole}: whoever is rated is rated on every element and scale",
            advice="the file was probably cut off at a line end; fetch it again",
        )


def _check_shrinkage(connection: Connection, batch_id: int, delivery: Delivery) -> None:
    """Compare each contract's rows with the newest release that is not newer."""
    before = _before(connection, batch_id, delivery)
    if before is None:
        return
    now_counts = _rows_landed(connection, batch_id)
    before_counts = _rows_landed(connection, before.batch_id)
    for contract, files in _by_contract(delivery.files):
        now = sum(now_counts[name] for name in files)
        then = sum(rows for name, rows in before_counts.items() if contract.takes(name))
        if not contract.may_shrink and now < then * (1 - MOST_SHRINKAGE):
            raise ShrunkenDelivery(
                f"{' + '.join(files)} has {1 - now / then:.0%} fewer rows than before",
                where=f"{delivery.source} {delivery.release_name}, {contract.name}",
                found=f"{now:,} rows",
                expected=f"about {then:,}, as in {before.release_name} "
                f"(at most {MOST_SHRINKAGE:.0%} fewer)",
                advice="fetch the file again; if the release really lost these rows,\n"
                "run again with --accept-shrink",
            )
    if before.release_name == delivery.release_name and (
        gone := _gone(delivery.source, before_counts, now_counts)
    ):
        raise ShrunkenDelivery(
            f"{', '.join(gone)} came with {delivery.source} {delivery.release_name} before, "
            "and not now",
            where=str(delivery.folder),
            found="no such file",
            expected=f"the files of batch {before.batch_id}, or their successors",
            advice="fetch the release again; if it really lost the file,\n"
            "run again with --accept-shrink",
        )


class _Before(NamedTuple):
    batch_id: int
    release_name: str


def _before(connection: Connection, batch_id: int, delivery: Delivery) -> _Before | None:
    """Return the batch that ``batch_id`` is measured by: the newest release that is not newer.

    Of a source whose releases stand side by side it is the former delivery of the same one. What
    is on trial, as a killed run may have left it, measures only where nothing was ever ready.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select former.batch_id, former.release_name from batches as former "
            "inner join batches as this on former.source = this.source "
            "and former.is_sample = this.is_sample "
            "and case when %s then former.release_name = this.release_name "
            "else former.released_on <= this.released_on end "
            "where this.batch_id = %s and former.batch_id <> %s "
            "and former.status in ('landed', 'ready') "
            "order by former.status = 'ready' desc, former.released_on desc, former.batch_id desc "
            "limit 1",
            (delivery.stands_alone, batch_id, batch_id),
        )
        row = cursor.fetchone()
    return _Before(*row) if row else None


def _gone(source: str, before: Iterable[str], now: Iterable[str]) -> list[str]:
    """Return the files of ``before`` whose contract has no file in ``now``."""
    now = list(now)
    contracts = [contract for contract in CONTRACTS if contract.source == source]
    return sorted(
        {
            name
            for name in before
            for contract in contracts
            if contract.takes(name) and not any(map(contract.takes, now))
        }
    )


def _rows_landed(connection: Connection, batch_id: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select source_file, rows_landed from deliveries where batch_id = %s", (batch_id,)
        )
        return dict(cursor.fetchall())


def _finish(connection: Connection, batch_id: int, delivery: Delivery) -> None:
    """Let staging read the batch; one of its release that never came to be ready is retired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update batches set status = 'retired', retired_at = utc_timestamp(6) "
            "where source = %s and release_name = %s and status = 'landed'",
            (delivery.source, delivery.release_name),
        )
        cursor.execute(
            "update batches set status = 'landed', ready_at = utc_timestamp(6) "
            "where batch_id = %s and status = 'loading'",
            (batch_id,),
        )
        if cursor.rowcount != 1:
            connection.rollback()
            raise LoadError(
                f"batch {batch_id} is no longer being loaded",
                found="another run changed its status",
                expected="status 'loading'",
                advice="run again",
            )
    connection.commit()


def _refuse(connection: Connection, batch_id: int, message: str) -> None:
    _delete_rows(connection, batch_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "update batches set status = 'refused', message = %s where batch_id = %s",
            (redacted(message), batch_id),
        )
    connection.commit()


def _delete_rows(connection: Connection, batch_id: int) -> bool:
    """Delete a batch's landed rows in portions, so that no transaction grows large."""
    had_rows = False
    with connection.cursor() as cursor:
        for table in LANDING_TABLES:
            while cursor.execute(
                f"delete from `{table}` where batch_id = %s limit {ROWS_A_DELETE}",  # noqa: S608
                (batch_id,),
            ):
                had_rows = True
                connection.commit()
    return had_rows
