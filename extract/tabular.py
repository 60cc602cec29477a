"""Read tables that other offices publish: CSV text (RFC 4180) and spreadsheets.

A file is recognised by its name and its header. Columns are found by their headers, wherever
they stand; a header may stand below a preamble. Columns that no contract names are kept in
the landing column ``extra``. Quoted fields may hold line ends, so a row is known by the line
its first field stands in. Fields stay text, and nothing of them is trimmed; a spreadsheet's
whole numbers lose the ``.0`` that only its storage adds.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pandas

from extract.contract import EXTRA, MOST_BYTES_A_FIELD, FileContract, Layout
from extract.delivery import MalformedLine, Record, SourceFile, SourceRow
from extract.errors import (
    EmptyFile,
    HeaderMismatch,
    MissingFile,
    NotTheFormat,
    TruncatedFile,
)

SPREADSHEETS = (".xlsx", ".xls")
SUFFIXES = (".csv", *SPREADSHEETS)
PREAMBLE_ROWS = 40  # a header stands among the first rows, or there is none
BYTES_A_CHARACTER = 4  # at most, in UTF-8
BYTES_A_READ = 1 << 20

csv.field_size_limit(1 << 27)  # ESCO's concept schemes hold fields of 600,000 characters


@dataclass(frozen=True)
class Heading:
    """Where the header stands in a file, and which field of a row goes where.

    Args:
        line: the line of the header.
        width: fields of a row.
        places: for each landing column of the layout the place of its field; None for ``extra``.
        extra: place and header of every column that the contract does not name.
        delimiter: between the fields of a CSV file.
        sheet: of a spreadsheet.
    """

    line: int
    width: int
    places: tuple[int | None, ...]
    extra: tuple[tuple[int, str], ...] = ()
    delimiter: str = ","
    sheet: str = ""


@dataclass(frozen=True)
class TableReader:
    """Yields the rows of a file below its header, each field where its landing column is."""

    heading: Heading

    def __call__(self, file: SourceFile) -> Iterator[Record]:
        """Yield a row, or a malformed line, for each record after the header."""
        if file.path.suffix.lower() in SPREADSHEETS:
            rows = _sheet_rows(file.path, self.heading.sheet)
        else:
            rows = _csv_rows(file.path, self.heading.delimiter)
        heading, is_ragged = self.heading, file.contract.is_ragged
        is_in_order = heading.places == tuple(range(heading.width))
        long_places = {
            place
            for place, name in enumerate(file.column_names)
            if any(column.name == name and column.is_long for column in file.contract.columns)
        }
        for line, fields in rows:
            if line <= heading.line:
                continue
            if is_ragged and len(fields) < heading.width:
                fields = [*fields, *[""] * (heading.width - len(fields))]
            if len(fields) != heading.width:
                detail = f"{len(fields)} fields, expected {heading.width}"
                yield MalformedLine(line, "wrong_field_count", detail, _shown(fields))
                continue
            if not is_in_order:
                extra = _extra(heading, fields) if EXTRA.name in file.column_names else ""
                fields = [extra if place is None else fields[place] for place in heading.places]
            text = "".join(fields)
            if "\0" in text:
                yield MalformedLine(
                    line,
                    "null_byte",
                    "the row holds a NUL byte",
                    _shown(fields).replace("\0", "\\x00"),
                )
            elif len(text) * BYTES_A_CHARACTER > MOST_BYTES_A_FIELD and (
                long := _too_long(file, fields, long_places)
            ):
                yield MalformedLine(line, "too_long", long, _shown(fields))
            else:
                yield SourceRow(line, fields)


def recognise(path: Path, contracts: Iterable[FileContract], module: str) -> SourceFile | None:
    """Match a file to the contract and layout of its name and header; None if its name is none's.

    Args:
        path: a file.
        contracts: those of one source.
        module: where they are written, for the advice of an error.

    Raises:
        EmptyFile: no bytes, or a header and no rows.
        NotTheFormat: no table, or a CSV file that is not UTF-8.
        HeaderMismatch: the name is known, and no layout of that name has this header.
    """
    if path.suffix.lower() not in SUFFIXES:
        return None
    candidates = [
        (contract, layout)
        for contract in contracts
        for layout in contract.layouts
        if layout.takes(path.name)
    ]
    if not candidates:
        return None
    if path.stat().st_size == 0:
        raise EmptyFile(f"{path.name} is empty", where=str(path), found="0 bytes")
    first: Sequence[str] = ()
    for line, fields, delimiter, sheet in _possible_headers(path):
        names = [re.sub(r"\s+", " ", name).strip() for name in fields]
        first = first or names
        for contract, layout in candidates:
            if (places := _places(contract, layout, names)) is not None:
                return _source_file(path, contract, layout, names, places, (line, delimiter, sheet))
    contract, layout = min(candidates, key=lambda one: len(_lacking(*one, first)))
    raise HeaderMismatch(
        f"{path.name} has no header that a contract knows",
        where=f"{path}, line 1",
        found="columns: " + ", ".join(first)[:300],
        expected="a line with these columns, in any order: "
        + ", ".join(_required(contract, layout)),
        advice=f"if the source really changed, change the contract {contract.name!r} in {module}\n"
        "(another header: Column.also or a new Layout; a missing column: Layout.optional)",
    )


def _source_file(
    path: Path,
    contract: FileContract,
    layout: Layout,
    names: list[str],
    places: dict[str, int],
    at: tuple[int, str, str],
) -> SourceFile:
    line, delimiter, sheet = at
    lacking = tuple(name for name in layout.optional if name not in places)
    layout = replace(layout, absent=(*layout.absent, *lacking))
    taken = set(places.values())
    heading = Heading(
        line,
        len(names),
        tuple(places.get(column.name) for column in contract.columns_of(layout)),
        tuple((at, name) for at, name in enumerate(names) if at not in taken and name),
        delimiter,
        sheet,
    )
    file = SourceFile(path, contract, layout, TableReader(heading))
    if next(file.records(), None) is None:
        raise EmptyFile(
            f"{path.name} has no rows",
            where=f"{path}, line {line}",
            found="a header and nothing else",
        )
    return file


@dataclass(frozen=True)
class FoundFiles:
    """What a folder holds of one source.

    Args:
        files: one a contract, in the contracts' order.
        passed_over: names of files that hold less of what one of ``files`` holds.
        unknown: names of tables that no contract knows.
    """

    files: tuple[SourceFile, ...]
    passed_over: tuple[str, ...]
    unknown: tuple[str, ...]


def fullest_files(place: Path, contracts: Sequence[FileContract], module: str) -> FoundFiles:
    """Recognise the tables in a folder, or in one file, by their headers.

    Of several files for one contract the one with the most of its columns is taken; of those,
    CSV before a workbook.

    Raises:
        MissingFile: no file has a header that a contract knows.
        HeaderMismatch: ``place`` is a file, and has none.
        EmptyFile, NotTheFormat: see :func:`recognise`.
    """
    found: dict[str, list[SourceFile]] = {}
    unknown = []
    paths = [place] if place.is_file() else sorted(place.iterdir())
    for path in paths:
        try:
            file = recognise(path, contracts, module)
        except HeaderMismatch:
            if path == place or not _is_for_anything(path, contracts):
                raise
            file = None
        if file is not None:
            found.setdefault(file.contract.name, []).append(file)
        elif path.suffix.lower() in SUFFIXES:
            unknown.append(path.name)
    if not found:
        raise MissingFile(
            "nothing here has a header that a contract knows",
            where=str(place),
            found=", ".join(unknown) or "no CSV file and no workbook",
            expected="; ".join(
                f"{contract.name}: {', '.join(_required(contract, contract.layouts[0]))}"
                for contract in contracts
            ),
            advice="name the folder or file that holds them",
        )
    ranked = {
        name: sorted(
            files,
            key=lambda file: (
                -len(file.column_names),
                SUFFIXES.index(file.path.suffix.lower()),
                file.name,
            ),
        )
        for name, files in found.items()
    }
    return FoundFiles(
        tuple(ranked[contract.name][0] for contract in contracts if contract.name in ranked),
        tuple(sorted(file.name for files in ranked.values() for file in files[1:])),
        tuple(unknown),
    )


def _is_for_anything(path: Path, contracts: Iterable[FileContract]) -> bool:
    """Tell whether only contracts that take files of any name could have taken this one."""
    return all(
        layout.files == ("*",)
        for contract in contracts
        for layout in contract.layouts
        if layout.takes(path.name)
    )


def added_columns(file: SourceFile) -> tuple[str, ...]:
    """Return the headers of a file that its contract does not name; they are kept in ``extra``."""
    read = file.read
    return tuple(name for _, name in read.heading.extra) if isinstance(read, TableReader) else ()


def _headers(contract: FileContract, layout: Layout, name: str) -> tuple[str, ...]:
    column = next(column for column in contract.columns if column.name == name)
    return (layout.renamed[name],) if name in layout.renamed else column.headers


def _required(contract: FileContract, layout: Layout) -> list[str]:
    return [
        _headers(contract, layout, column.name)[0]
        for column in contract.columns_of(layout)
        if column is not EXTRA and column.name not in layout.optional
    ]


def _lacking(contract: FileContract, layout: Layout, names: Sequence[str]) -> list[str]:
    return [name for name in _required(contract, layout) if name not in names]


def _places(contract: FileContract, layout: Layout, names: Sequence[str]) -> dict[str, int] | None:
    """Return where each column of a layout stands among ``names``; None if it is not its header."""
    places: dict[str, int] = {}
    for column in contract.columns_of(layout):
        if column is EXTRA:
            continue
        found = [h for h in _headers(contract, layout, column.name) if h in names]
        if found:
            places[column.name] = names.index(found[0])
        elif column.name not in layout.optional:
            return None
    return places


def _possible_headers(path: Path) -> Iterator[tuple[int, list[str], str, str]]:
    """Yield line, fields, delimiter and sheet of each row that may be the header."""
    if path.suffix.lower() in SPREADSHEETS:
        for sheet in _sheets(path):
            for line, fields in islice(_sheet_rows(path, sheet), PREAMBLE_ROWS):
                yield line, fields, "", sheet
        return
    _check_text(path)
    for delimiter in (",", ";", "\t"):
        with suppress(NotTheFormat, TruncatedFile):  # so it is read with the wrong delimiter
            for line, fields in islice(_csv_rows(path, delimiter), PREAMBLE_ROWS):
                yield line, fields, delimiter, ""


def _check_text(path: Path) -> None:
    """Check that a file is UTF-8 text, and no page or archive."""
    with path.open("rb") as stream:
        start = stream.read(16)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        found = "UTF-16 text"
    elif start.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        found = "a packed archive or a spreadsheet"
    elif start.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        found = "an HTML page"
    else:
        found = _not_utf8(path)
    if found:
        raise NotTheFormat(
            f"{path.name} is not CSV text in UTF-8",
            where=str(path),
            found=found,
            expected="UTF-8, with or without a byte order mark; no other encoding is guessed",
            advice="export it again as UTF-8 (in a spreadsheet program: 'CSV UTF-8')",
        )


def _not_utf8(path: Path) -> str:
    """Say where a file stops being UTF-8, or nothing."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return (
                    f"line {number}, byte {error.start + 1} (0x{line[error.start]:02x}) read as "
                    f"UTF-8: {error.reason}"
                )
    return ""


def _csv_rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of a CSV file with the line it begins in."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        line = 1
        try:
            for fields in reader:
                if fields:  # an empty line is no record
                    yield line, fields
                line = reader.line_num + 1
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise TruncatedFile(
                    f"{path.name} is cut off",
                    where=f"{path}, line {line}",
                    found="a quoted field that begins there and does not end",
                    advice="fetch the file again",
                ) from error
            raise NotTheFormat(
                f"{path.name} is not CSV text",
                where=f"{path}, line {line}",
                found=f"a record that cannot be read: {error}",
                expected='fields with quotes around them where they hold a comma or a quote, "" '
                "for a quote",
                advice="fetch the file again",
            ) from error


def _sheets(path: Path) -> list[str]:
    try:
        with pandas.ExcelFile(path, engine="calamine") as book:
            return [str(name) for name in book.sheet_names]
    except Exception as error:  # the reader has an exception type of its own for each format
        raise NotTheFormat(
            f"{path.name} is not a spreadsheet",
            where=str(path),
            found=f"{type(error).__name__}: {error}"[:300],
            expected="an .xlsx or .xls workbook",
            advice="fetch the file again",
        ) from error


def _sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a sheet that is not empty, with its number."""
    table = pandas.read_excel(
        path, sheet, header=None, dtype=object, keep_default_na=False, engine="calamine"
    )
    for line, values in enumerate(table.itertuples(index=False, name=None), start=1):
        fields = [_cell(value) for value in values]
        if any(fields):
            yield line, fields


def _cell(value: object) -> str:
    """Write a cell as its sheet shows it: ``5917.0`` is stored for 5917."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _extra(heading: Heading, fields: Sequence[str]) -> str:
    values = {name: fields[place] for place, name in heading.extra if fields[place] != ""}
    return json.dumps(values, ensure_ascii=False) if values else ""


def _too_long(file: SourceFile, fields: Sequence[str], long_places: set[int]) -> str:
    """Name the first field that its landing column cannot hold, its size and the limit."""
    for place, (name, field) in enumerate(zip(file.column_names, fields, strict=True)):
        size = len(field.encode())
        if size > MOST_BYTES_A_FIELD and place not in long_places:
            return f"column {name} holds {size:,} bytes, at most {MOST_BYTES_A_FIELD:,} can land"
    return ""


def _shown(fields: Sequence[str]) -> str:
    return ",".join('"' + field.replace('"', '""') + '"' for field in fields)
