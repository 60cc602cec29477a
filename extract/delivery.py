"""What an extractor hands over: a delivery of files, and the rows of each as text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from extract.contract import FileContract, Layout


class SourceRow(NamedTuple):
    """One row as it stands in the file: the number of its line (the header is 1) and its fields."""

    line: int
    fields: list[str]


class MalformedLine(NamedTuple):
    """A line that is no row of its contract.

    ``reason`` is one of ``wrong_field_count``, ``undecodable``, ``null_byte``, ``too_long``, and of
    lines of JSON ``not_json``, ``wrong_kind``, ``wrong_board``, ``wrong_type``;
    ``raw`` is the line with undecodable bytes written as ``\\xNN``.
    """

    line: int
    reason: str
    detail: str
    raw: str


Record = SourceRow | MalformedLine


@dataclass(frozen=True)
class SourceFile:
    """A file, the contract and layout it was recognised by, and the way to read it."""

    path: Path
    contract: FileContract
    layout: Layout
    read: Callable[[SourceFile], Iterator[Record]]

    @property
    def name(self) -> str:
        """The file's name, which names it in landing tables and in the ledger."""
        return self.path.name

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the landing columns that a row's fields go into, in order."""
        return tuple(column.name for column in self.contract.columns_of(self.layout))

    @cached_property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """Checksum of the bytes, in hexadecimal."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def records(self) -> Iterator[Record]:
        """Yield every line after the header, once, in file order."""
        return self.read(self)


def is_sample_folder(folder: Path) -> bool:
    """Tell whether a folder is one of the project's samples, ``data/sample/<name>``."""
    return folder.resolve().parent.parts[-2:] == ("data", "sample")


@dataclass(frozen=True)
class Delivery:
    """All files of one release of one source that a contract knows.

    Args:
        source: for example ``onet``.
        release_name: for example ``30.3``.
        released_on: the day, or first day of the month, that the source names; None if none.
        is_sample: it serves only while no other delivery of the source is ready.
        folder: where the files lie.
        files: the recognised files.
        unknown: names of files that no contract knows; they land nowhere.
        passed_over: names of files that hold what a recognised one holds more fully.
        stands_alone: releases of the source stand side by side, so that none is measured by
            another: a delivery is compared with the former one of its own release only.
    """

    source: str
    release_name: str
    released_on: date | None
    is_sample: bool
    folder: Path
    files: tuple[SourceFile, ...]
    unknown: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    stands_alone: bool = False

    @cached_property
    def checksum(self) -> str:
        """Sha256 over the names, checksums and columns of the recognised files.

        It changes when a byte of a file does, and when contracts begin to know
        another file or column, for then there is something new to land.
        """
        digest = hashlib.sha256()
        for file in sorted(self.files, key=lambda file: file.name):
            columns = ",".join(file.column_names)
            line = f"{file.name}\t{file.sha256}\t{file.contract.table}\t{columns}\n"
            digest.update(line.encode())
        return digest.hexdigest()
