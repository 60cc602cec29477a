"""What was written through the API, as a delivery that lands like one of files.

Each table is a file of it, and its rows are the lines, in the order of their key. All are read
at one moment, so that no skill is of an occupation that is not there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Boolean, Connection, Engine, Table, select

from extract.contract import EXTRA, FileContract
from extract.delivery import Delivery, Record, SourceFile, SourceRow
from extract.written import CONTRACTS, SOURCE, TITLE
from load import app_tables


@dataclass(frozen=True)
class WrittenTable(SourceFile):
    """A table as a file: its lines are the rows that it held at the moment of the delivery."""

    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def content(self) -> bytes:
        """The rows as JSON, one a line."""
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in self.rows).encode()

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """Checksum of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def deliveries(engine: Engine, *, has_landed: bool) -> list[Delivery]:
    """Return the delivery of what is written now; none where nothing is and nothing ever landed.

    Args:
        engine: of an account that may read ``<prefix>_app``, which is its default database.
        has_landed: a delivery of the source is read by staging. An empty one takes its place
            once all is taken back.
    """
    snapshot = engine.execution_options(isolation_level="REPEATABLE READ")
    with snapshot.connect() as connection:
        files = tuple(_as_file(connection, contract) for contract in CONTRACTS)
    if not has_landed and not any(file.rows for file in files):
        return []
    return [
        Delivery(
            source=SOURCE,
            release_name=TITLE,
            released_on=None,
            is_sample=False,
            folder=Path(str(engine.url.database)),
            files=files,
            stands_alone=True,
        )
    ]


def _as_file(connection: Connection, contract: FileContract) -> WrittenTable:
    (layout,) = contract.layouts
    (name,) = layout.files
    return WrittenTable(
        path=Path(TITLE, name),
        contract=contract,
        layout=layout,
        read=_records,
        rows=tuple(_rows(connection, app_tables.metadata.tables[name], contract)),
    )


def _rows(
    connection: Connection, table: Table, contract: FileContract
) -> Iterator[tuple[str, ...]]:
    columns = [table.c[column.name] for column in contract.columns if column is not EXTRA]
    for row in connection.execute(select(*columns).order_by(*table.primary_key)):
        yield (*map(_as_text, columns, row), "")


def _as_text(column, value: object) -> str:
    """Write a value as a file would have it; NULL as an empty text."""
    if value is None:
        return ""
    if isinstance(column.type, Boolean):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _records(file: SourceFile) -> Iterator[Record]:
    assert isinstance(file, WrittenTable)
    for number, row in enumerate(file.rows, start=1):
        yield SourceRow(number, list(row))
