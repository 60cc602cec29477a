"""Bulk-load records into one landing table.

Rows stream through ``LOAD DATA LOCAL INFILE``: a thread reads and encodes the
file while the server inserts, so memory does not grow with the file. Where the
server has ``local_infile`` off, multi-row INSERTs do the same work, about three
times slower.

``LOAD DATA LOCAL`` turns bad values and duplicate keys into mere warnings, so
the rows stored must equal the rows sent and there must be no warning.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pymysql.connections import Connection
from pymysql.err import OperationalError

from extract.delivery import MalformedLine, Record, SourceFile, SourceRow
from load.errors import LandingMismatch
from load.tables import CHARSET, PROVENANCE

ROWS_A_BLOCK = 2_000
ROWS_AN_INSERT = 5_000
PIPE_BYTES = 1 << 20
SERVER_LOST = 2013  # the client's error number


@dataclass
class Landed:
    """What became of a file's lines: ``rows_read = rows_landed + len(malformed)``."""

    rows_read: int = 0
    rows_landed: int = 0
    malformed: list[MalformedLine] = field(default_factory=list)


def land(
    connection: Connection,
    file: SourceFile,
    batch_id: int,
    advance: Callable[[int], None] = lambda rows: None,
) -> Landed:
    """Load every row of ``file`` into its landing table; the caller commits.

    Args:
        connection: a PyMySQL connection to ``<prefix>_landing``, autocommit off.
        file: the recognised file.
        batch_id: the batch the rows belong to.
        advance: called with the number of lines read since the last call.

    Raises:
        LandingMismatch: the server stored other rows than were sent.
    """
    landed = Landed()
    rows = _well_formed(file.records(), landed, advance)
    if takes_local_infile(connection):
        stored = _load_data(connection, file, batch_id, rows)
    else:
        stored = _insert(connection, file, batch_id, rows)
    landed.rows_landed = landed.rows_read - len(landed.malformed)
    if stored != landed.rows_landed:
        raise LandingMismatch(
            f"{file.name} did not land whole",
            where=f"table {file.contract.table}, batch {batch_id}",
            found=f"{stored:,} rows stored",
            expected=f"{landed.rows_landed:,} rows, as many as were sent",
            advice="run again; if it stays, look into the server's error log",
        )
    return landed


def _well_formed(
    records: Iterator[Record], landed: Landed, advance: Callable[[int], None]
) -> Iterator[SourceRow]:
    """Pass rows on, keep malformed lines aside, and count both."""
    since = 0
    for record in records:
        landed.rows_read += 1
        since += 1
        if since == ROWS_A_BLOCK:
            advance(since)
            since = 0
        if isinstance(record, MalformedLine):
            landed.malformed.append(record)
        else:
            yield record
    advance(since)


def takes_local_infile(connection: Connection) -> bool:
    """Tell whether the server lets a client send it a file."""
    with connection.cursor() as cursor:
        cursor.execute("select @@global.local_infile")
        (value,) = cursor.fetchone()
    return bool(value)


def _load_data(
    connection: Connection,
    file: SourceFile,
    batch_id: int,
    rows: Iterator[SourceRow],
) -> int:
    targets = ", ".join(f"`{name}`" for name in ("source_line", *file.column_names))
    statement = (
        f"load data local infile '{{pipe}}' into table `{file.contract.table}` "
        f"character set {CHARSET} ({targets}) set batch_id = %s, source_file = %s"
    )
    with Feeder(rows) as feeder, connection.cursor() as cursor:
        try:
            cursor.execute(statement.format(pipe=feeder.path), (batch_id, file.name))
        except AttributeError as error:
            # PyMySQL stumbles over a connection that the server closed in the middle of a file.
            if connection.open:
                raise
            raise OperationalError(SERVER_LOST, "lost connection during LOAD DATA") from error
        finally:
            feeder.stop()
        stored = cursor.rowcount
        cursor.execute("show warnings")
        warnings = cursor.fetchall()
    if warnings:
        raise LandingMismatch(
            f"the server changed values of {file.name} while storing them",
            where=f"table {file.contract.table}, batch {batch_id}",
            found=f"{len(warnings)} warnings, the first: {warnings[0][2]}",
            expected="every value as it stands in the file",
        )
    return stored


class Feeder:
    """Writes encoded rows into a pipe that LOAD DATA reads as a file.

    An error while reading the source stops the load and is raised from
    ``stop``; it never passes for the end of the file.
    """

    def __init__(self, rows: Iterator[SourceRow]) -> None:
        self._rows = rows
        self._read_end, self._write_end = os.pipe()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._write, name="landing feeder", daemon=True)
        self.path = f"/dev/fd/{self._read_end}"
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(self._write_end, fcntl.F_SETPIPE_SZ, PIPE_BYTES)

    def __enter__(self) -> Feeder:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._close_read_end()
        self._thread.join()

    def stop(self) -> None:
        """Wait for the writer to end and raise what went wrong in it.

        The read end is closed first: if LOAD DATA gave up early, the writer
        then ends at once instead of waiting for a reader.
        """
        self._close_read_end()
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _close_read_end(self) -> None:
        if self._read_end >= 0:
            os.close(self._read_end)
            self._read_end = -1

    def _write(self) -> None:
        try:
            with os.fdopen(self._write_end, "wb", buffering=0) as pipe:
                for block in encoded_blocks(self._rows):
                    view = memoryview(block)
                    while view:
                        view = view[pipe.write(view) :]
        except BrokenPipeError:
            pass  # the load ended before the rows did; its own error is the one to tell
        except BaseException as error:
            self._error = error


def encoded_blocks(rows: Iterator[SourceRow]) -> Iterator[bytes]:
    """Encode rows for LOAD DATA, ``ROWS_A_BLOCK`` at a time: line number, then the fields."""
    block: list[str] = []
    for line, fields in rows:
        text = "\t".join(fields)
        if "\\" in text or "\n" in text or "\0" in text or text.count("\t") >= len(fields):
            text = "\t".join(map(_escaped, fields))
        block.append(f"{line}\t{text}\n")
        if len(block) == ROWS_A_BLOCK:
            yield "".join(block).encode()
            block.clear()
    if block:
        yield "".join(block).encode()


def _escaped(value: str) -> str:
    """Write a field with the escapes of LOAD DATA's default format; the backslash goes first."""
    return (
        value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\0", "\\0")
    )


def _insert(
    connection: Connection,
    file: SourceFile,
    batch_id: int,
    rows: Iterator[SourceRow],
) -> int:
    names = ", ".join(f"`{name}`" for name in (*PROVENANCE, *file.column_names))
    places = ", ".join(["%s"] * (len(PROVENANCE) + len(file.column_names)))
    statement = f"insert into `{file.contract.table}` ({names}) values ({places})"  # noqa: S608
    stored = 0
    with connection.cursor() as cursor:
        block: list[tuple] = []
        for line, fields in rows:
            block.append((batch_id, file.name, line, *fields))
            if len(block) == ROWS_AN_INSERT:
                stored += cursor.executemany(statement, block) or 0
                block.clear()
        if block:
            stored += cursor.executemany(statement, block) or 0
    return stored
