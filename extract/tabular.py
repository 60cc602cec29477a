"""Read tables that other offices publish: CSV text (RFC 4180) and spreadsheets.

A file is recognised by its name and its header. Columns are found by their headers, wherever
they stand; a header may stand below a preamble. Columns that no contract names are kept in
the landing column ``extra``. Quoted fields may hold line ends, so a row is known by the line
its first field stands in. Fields stay text, and nothing of them is trimmed; a spreadsheet's
whole numbers lose the ``.0`` that only its storage adds.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from pathlib import Path

from extract.contract import EXTRA, MOST_BYTES_A_FIELD, FileContract, Layout
from extract.delivery import MalformedLine, Record, SourceFile, SourceRow
from extract.errors import (
    EmptyFile,
    HeaderMismatch,
    MissingFile,
    NotTheFormat,
    Refuse,
    RefusedDelivery,
    TruncatedFile,
    throw,
)

SPREADSHEETS = (".xlsx", ".xls")
SUFFIXES = (".csv", *SPREADSHEETS)
DELIMITERS = (",", ";", "\t")
PREAMBLE_ROWS = 40  # a header stands among the first rows, or there is none
BYTES_A_CHARACTER = 4  # at most, in UTF-8
BYTES_TO_JUDGE = 1 << 10  # by which a page or an archive is told from a table
BEGINNINGS = (
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"PK\x03\x04", "a packed archive or a spreadsheet"),
    (b"\x1f\x8b", "a packed archive or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "a packed archive or a spreadsheet"),  # Excel 97
)
PAGES = (b"<!doctype", b"<html", b"<?xml")
LEFT_BY_PROGRAMS = (".", "~$")  # macOS and spreadsheet programs put these beside a file

csv.field_size_limit(1 << 27)  # ESCO's concept schemes hold fields of 600,000 characters


@dataclass(frozen=True)
class Heading:
    """Where the header stands in a file, and which field of a row goes where.

    Args:
        line: the line of the header.
        width: fields of a row.
        places: for each landing column of the layout the place of its field; None for ``extra``.
        extra: place and name of every column that the contract does not name: its header, with
            its place where another has the same or where it has none.
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
        heading, width = self.heading, self.heading.width
        places = [width if place is None else place for place in heading.places]
        is_in_order = places == list(range(width + 1))  # `extra` is put behind the last field
        in_landing_order = itemgetter(*places, *places[:1])  # a tuple even of one column
        long_places = {
            place
            for place, name in enumerate(file.column_names)
            if any(column.name == name and column.is_long for column in file.contract.columns)
        }
        for line, fields in rows:
            if line <= heading.line:
                continue
            if file.contract.is_ragged and len(fields) < width:
                fields = [*fields, *[""] * (width - len(fields))]
            if len(fields) != width:
                detail = f"{len(fields)} fields, expected {width}"
                yield MalformedLine(line, "wrong_field_count", detail, _shown(fields))
                continue
            text = "".join(fields)
            if "\0" in text:
                detail = "the row holds a NUL byte"
                yield MalformedLine(line, "null_byte", detail, _shown(fields))
                continue
            extra = _extra(heading, fields) if heading.extra else ""
            landing = [*fields, extra]
            most_characters = len(text) + len(extra)
            if not is_in_order:
                landing = list(in_landing_order(landing)[:-1])
            if most_characters * BYTES_A_CHARACTER > MOST_BYTES_A_FIELD and (
                long := _too_long(file, landing, long_places)
            ):
                yield MalformedLine(line, "too_long", long, _shown(fields))
            else:
                yield SourceRow(line, landing)


def recognise(path: Path, contracts: Iterable[FileContract], module: str) -> SourceFile | None:
    """Match a file to the contract and layout of its name and header; None if its name is none's.

    Args:
        path: a file.
        contracts: those of one source.
        module: where they are written, for the advice of an error.

    Raises:
        EmptyFile: no record, or a header and no rows.
        NotTheFormat: no table, or a CSV file that is not UTF-8.
        TruncatedFile: a quoted field of the header or of the first row does not end.
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
    faults: list[TruncatedFile] = []
    for line, fields, delimiter, sheet in _possible_headers(path, faults):
        names = [re.sub(r"\s+", " ", name).strip() for name in fields]
        first = first or names
        for contract, layout in candidates:
            if (places := _places(contract, layout, names)) is not None:
                return _source_file(path, contract, layout, names, places, (line, delimiter, sheet))
    if faults:
        raise faults[0]
    if not first:
        raise EmptyFile(f"{path.name} is empty", where=str(path), found="no record")
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
        tuple((at, _name_of_extra(names, at)) for at in range(len(names)) if at not in taken),
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


def _name_of_extra(names: Sequence[str], at: int) -> str:
    """Name a column by its header, and by its place where its header names another or none."""
    if names[at] and names.index(names[at]) == at:
        return names[at]
    return f"{names[at]} (column {at + 1})".strip()


def tables_in(folder: Path) -> list[Path]:
    """Return the files of a folder that may be tables, in the order of their names."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES
        and not path.name.startswith(LEFT_BY_PROGRAMS)
        and path.is_file()
    )


@dataclass(frozen=True)
class FoundFiles:
    """What a folder holds of one source.

    Args:
        files: those to land, in the contracts' order.
        passed_over: names of files that hold less of what one of ``files`` holds.
        unknown: names of tables that no contract knows.
    """

    files: tuple[SourceFile, ...]
    passed_over: tuple[str, ...]
    unknown: tuple[str, ...]


def fullest_files(
    place: Path,
    contracts: Sequence[FileContract],
    module: str,
    refuse: Refuse = throw,
    part: Callable[[Path], str] = lambda path: "",
) -> FoundFiles:
    """Recognise the tables in a folder, or in one file, by their headers.

    Of several files for one contract the one with the most of its columns is taken; of those,
    the one with the most rows; of those, CSV before a workbook.

    Args:
        place: the folder or file.
        contracts: those of one source.
        module: where they are written, for the advice of an error.
        refuse: told of each file that :func:`recognise` refuses; the others are found if it
            returns.
        part: names what a file holds, where files of one contract hold different rows, for
            example a year; only those of the same part stand for one another.

    Raises:
        MissingFile: no file has a header that a contract knows, and none was refused.
        RefusedDelivery: what ``refuse`` raises.
    """
    found: dict[tuple[str, str], list[SourceFile]] = {}
    unknown = []
    has_refused = False
    for path in [place] if place.is_file() else tables_in(place):
        try:
            file = recognise(path, contracts, module)
        except RefusedDelivery as error:
            is_stranger = isinstance(error, HeaderMismatch) and path != place
            if not (is_stranger and _is_for_anything(path, contracts)):
                has_refused = True
                refuse(str(path), error)
                continue
            file = None
        if file is None:
            unknown.append(path.name)
        else:
            found.setdefault((file.contract.name, part(path)), []).append(file)
    if not found and not has_refused:
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
    order = [contract.name for contract in contracts]
    taken, passed_over = [], []
    for key in sorted(found, key=lambda key: (order.index(key[0]), key[1])):
        best, *others = _fullest_first(found[key], refuse) or [None]
        taken += [best] if best else []
        passed_over += [file.name for file in others]
    return FoundFiles(tuple(taken), tuple(sorted(passed_over)), tuple(unknown))


def _fullest_first(files: list[SourceFile], refuse: Refuse) -> list[SourceFile]:
    """Sort files that stand for one another; those that cannot be read to their end are refused."""
    if len(files) == 1:
        return files
    ranked = []
    for file in files:
        try:
            rows = sum(isinstance(record, SourceRow) for record in file.records())
        except RefusedDelivery as error:
            refuse(str(file.path), error)
            continue
        suffix = SUFFIXES.index(file.path.suffix.lower())
        ranked.append(((-len(file.column_names), -rows, suffix, file.name), file))
    return [file for _, file in sorted(ranked, key=lambda one: one[0])]


def _is_for_anything(path: Path, contracts: Iterable[FileContract]) -> bool:
    """Tell whether only contracts that take files of any name could have taken this one."""
    return all(
        layout.files == ("*",)
        for contract in contracts
        for layout in contract.layouts
        if layout.takes(path.name)
    )


def added_columns(file: SourceFile) -> tuple[str, ...]:
    """Return the names of a file's columns that its contract does not know.

    They are kept in ``extra``; so is what stands in a column without a header, which is not
    named here, for spreadsheets have such columns at their edges.
    """
    if not isinstance(file.read, TableReader):
        return ()
    extra = file.read.heading.extra
    return tuple(name for at, name in extra if name != _name_of_extra([""] * (at + 1), at))


def may_be_cut(file: SourceFile) -> bool:
    """Tell whether a CSV file ends without a line end, as one does that was cut in its last row.

    It is no fault by itself, for some sources leave the last line end out.
    """
    if not isinstance(file.read, TableReader) or file.path.suffix.lower() in SPREADSHEETS:
        return False
    with file.path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) not in b"\r\n"


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


def _possible_headers(
    path: Path, faults: list[TruncatedFile]
) -> Iterator[tuple[int, list[str], str, str]]:
    """Yield line, fields, delimiter and sheet of each row that may be the header.

    Args:
        path: the file.
        faults: gets what is found wrong on the way, for the case that none of them is it.
    """
    if path.suffix.lower() in SPREADSHEETS:
        for sheet in _sheets(path):
            for line, fields in islice(_sheet_rows(path, sheet), PREAMBLE_ROWS):
                yield line, fields, "", sheet
        return
    _check_text(path)
    for delimiter in DELIMITERS:
        try:
            for line, fields in islice(_csv_rows(path, delimiter), PREAMBLE_ROWS):
                yield line, fields, delimiter, ""
        except TruncatedFile as error:
            faults.append(error)
        except NotTheFormat:
            continue  # so it is read with the wrong delimiter


def _check_text(path: Path) -> None:
    """Check that a file is UTF-8 text, and no page or archive."""
    with path.open("rb") as stream:
        start = stream.read(BYTES_TO_JUDGE)
    text = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    found = next((what for begins, what in BEGINNINGS if start.startswith(begins)), "")
    if not found and text.startswith(PAGES):
        found = "an HTML page"
    if not found and b"\0" in (start[:1], start[1:2]):
        found = "NUL bytes between the letters, as UTF-16 has them"
    found = found or _not_utf8(path)
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
    """Return the names of a workbook's sheets."""
    import pandas  # here, for it takes a third of a second, and most calls read no workbook

    with _named_faults(path), pandas.ExcelFile(path, engine="calamine") as book:
        return [str(name) for name in book.sheet_names]


def _sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a sheet that is not empty, with its number.

    pandas hands over 5917 for a number that a sheet stores as ``5917.0``.
    """
    import pandas

    with _named_faults(path):
        table = pandas.read_excel(
            path, sheet, header=None, dtype=object, keep_default_na=False, engine="calamine"
        )
    for line, values in enumerate(table.itertuples(index=False, name=None), start=1):
        fields = [str(value) for value in values]
        if any(fields):
            yield line, fields


@contextmanager
def _named_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the reader has an exception type of its own for each format
        raise NotTheFormat(
            f"{path.name} is not a spreadsheet",
            where=str(path),
            found=f"{type(error).__name__}: {error}"[:300],
            expected="an .xlsx or .xls workbook",
            advice="fetch the file again",
        ) from error


def _extra(heading: Heading, fields: Sequence[str]) -> str:
    """Return what a row holds in columns that the contract does not name, as JSON, or nothing."""
    if not heading.extra:
        return ""
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
    """Write a row as CSV, each field within quotes and NUL bytes as ``\\x00``."""
    quoted = ",".join('"' + field.replace('"', '""') + '"' for field in fields)
    return quoted.replace("\0", "\\x00")
