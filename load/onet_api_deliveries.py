"""What the O*NET Web Services gave, as deliveries that land like those of files.

Every release that answered is a delivery, and each of its whole reads a file of it; a read of
one occupation is left out where the whole table was read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine

from extract.contract import EXTRA, MOST_BYTES_A_FIELD
from extract.delivery import Delivery, MalformedLine, Record, SourceFile, SourceRow
from extract.onet.web_services.contracts import SOURCE, contract_of
from load.onet_api_reads import WHOLE_TABLE, Read, rows_of, whole_reads


@dataclass(frozen=True)
class KeptRead(SourceFile):
    """A read as a file: its lines are the rows that came, from 1."""

    kept: Read

    @property
    def size(self) -> int:
        """Bytes of the pages."""
        return self.kept.bytes

    @property
    def sha256(self) -> str:
        """Checksum over the pages, in hexadecimal."""
        return self.kept.checksum


def deliveries(engine: Engine) -> list[Delivery]:
    """Return a delivery of each release of which something is kept, oldest first.

    Args:
        engine: of an account that may read ``<prefix>_app``, which is its default database.
    """
    with engine.connect() as connection:
        reads = whole_reads(connection)
    found = []
    for release_name, of_release in groupby(reads, key=lambda read: read.release_name):
        kept = [read for read in of_release if read.total and contract_of(read.table_id)]
        whole = {read.table_id for read in kept if read.occupation_code == WHOLE_TABLE}
        files = tuple(
            _as_file(engine, read)
            for read in kept
            if read.occupation_code == WHOLE_TABLE or read.table_id not in whole
        )
        if files:
            found.append(
                Delivery(
                    source=SOURCE,
                    release_name=release_name,
                    released_on=None,
                    is_sample=False,
                    folder=Path(f"{engine.url.database}.onet_api_pages"),
                    files=files,
                    stands_alone=True,
                )
            )
    return found


def _as_file(engine: Engine, read: Read) -> KeptRead:
    contract = contract_of(read.table_id)
    assert contract is not None
    return KeptRead(
        path=Path("O*NET Web Services", read.release_name, read.name),
        contract=contract,
        layout=contract.layouts[0],
        read=partial(_records, engine, read.read_id),
        kept=read,
    )


def _records(engine: Engine, read_id: int, file: SourceFile) -> Iterator[Record]:
    columns = [column.name for column in file.contract.columns if column is not EXTRA]
    with engine.connect() as connection:
        for number, row in enumerate(rows_of(connection, read_id), start=1):
            added = {name: value for name, value in row.items() if name not in columns}
            extra = json.dumps(added, ensure_ascii=False) if added else ""
            fields = [*(row.get(name) or "" for name in columns), extra]
            yield _judged(number, fields, row)


def _judged(number: int, fields: list[str], row: object) -> Record:
    if any("\0" in field for field in fields):
        return MalformedLine(number, "null_byte", "a field holds a null byte", str(row))
    if any(len(field.encode()) > MOST_BYTES_A_FIELD for field in fields):
        detail = f"a field of more than {MOST_BYTES_A_FIELD:,} bytes"
        return MalformedLine(number, "too_long", detail, str(row))
    return SourceRow(number, fields)
