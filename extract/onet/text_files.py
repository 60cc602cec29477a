"""Read the text files of an O*NET database release.

The format (measured on releases 29.2 and 30.3): UTF-8, one TAB between fields,
CRLF line ends, every line terminated, nothing quoted. ``"`` and ``\\`` are
letters like any other, and ``n/a`` stands for a missing value; both arrive in
landing as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from extract.contract import MOST_BYTES_A_FIELD, FileContract, Layout
from extract.delivery import Delivery, MalformedLine, Record, SourceFile, SourceRow
from extract.errors import (
    EmptyFile,
    HeaderMismatch,
    MissingFile,
    NotTheFormat,
    Refuse,
    RefusedDelivery,
    TruncatedFile,
    UnknownRelease,
    throw,
)
from extract.onet import contracts
from extract.onet.contracts import CONTRACTS, SOURCE

READ_ME = "Read Me.txt"
SAMPLE_RELEASE = "sample"
CONTRACTS_MODULE = "extract/onet/contracts.py"


def find_deliveries(folder: Path, refuse: Refuse = throw) -> list[Delivery]:
    """Recognise the one release in ``folder``; see :func:`find_delivery`."""
    try:
        return [find_delivery(folder)]
    except RefusedDelivery as error:
        refuse(str(folder), error)
        return []


def find_delivery(folder: Path) -> Delivery:
    """Recognise the release in ``folder`` and each of its files.

    Args:
        folder: a folder with the text files of one release.

    Raises:
        UnknownRelease: ``Read Me.txt`` is missing or names no release.
        RefusedDelivery: a known file has another header, is empty, is cut off
            or is no O*NET text file; or a required file is missing.
    """
    release_name, released_on = read_release(folder)
    files, unknown = [], []
    for path in sorted(folder.glob("*.txt")):
        if path.name == READ_ME:
            continue
        if any(path.name in contract.file_names for contract in CONTRACTS):
            files.append(recognise(path))
        else:
            unknown.append(path.name)
    _check_completeness(folder, release_name, files)
    return Delivery(
        source=SOURCE,
        release_name=release_name,
        released_on=released_on,
        is_sample=release_name == SAMPLE_RELEASE,
        folder=folder,
        files=tuple(files),
        unknown=tuple(unknown),
    )


def read_release(folder: Path) -> tuple[str, date]:
    """Return the release's name and month from the first two lines of ``Read Me.txt``.

    Example: ``O*NET 30.3 Database`` and ``May 2026 Release`` give ``30.3`` and
    2026-05-01.

    Raises:
        UnknownRelease: the file is missing or its first two lines read otherwise.
    """
    path = folder / READ_ME
    expected = "'O*NET 30.3 Database' and 'May 2026 Release' in the first two lines of Read Me.txt"
    if not path.is_file():
        raise UnknownRelease(
            "the folder does not say which O*NET release it holds",
            where=str(folder),
            found="no Read Me.txt",
            expected=expected,
            advice="unpack the whole archive of the release and name that folder",
        )
    with path.open(encoding="utf-8", errors="replace") as stream:
        first, second = stream.readline().strip(), stream.readline().strip()
    name = re.fullmatch(r"O\*NET (\S+) Database", first)
    month = re.fullmatch(r"(\w+ \d{4}) Release", second)
    try:
        if name and month:
            released_on = datetime.strptime(month[1], "%B %Y").replace(tzinfo=UTC).date()
            return name[1], released_on
    except ValueError:
        pass  # no such month: told below, with what was found
    raise UnknownRelease(
        "the folder does not say which O*NET release it holds",
        where=str(path),
        found=f"{first[:80]!r} and {second[:80]!r}",
        expected=expected,
    )


def recognise(path: Path) -> SourceFile:
    """Match a file to the contract and layout that name it, by its name and header.

    Raises:
        EmptyFile, NotTheFormat, TruncatedFile, HeaderMismatch: see each.
    """
    header = _read_header(path)
    candidates = [
        (contract, layout)
        for contract in CONTRACTS
        for layout in contract.layouts
        if path.name in layout.files
    ]
    for contract, layout in candidates:
        if header == contract.header(layout):
            return SourceFile(path, contract, layout, read_rows)
    contract, layout = candidates[0]
    raise _header_mismatch(path, header, contract, layout)


def read_rows(file: SourceFile) -> Iterator[Record]:
    """Yield each line after the header of ``file``: a row, or a malformed line.

    Fields stay text; nothing is trimmed but the line end.
    """
    width = len(file.column_names)
    with file.path.open("rb") as stream:
        next(stream)
        for number, raw in enumerate(stream, start=2):
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError as error:
                detail = f"byte {error.start + 1} of the line is not UTF-8: {error.reason}"
                yield _malformed(number, "undecodable", detail, raw)
                continue
            fields = _fields(text)
            if len(fields) != width:
                detail = f"{len(fields)} fields, expected {width}"
                yield _malformed(number, "wrong_field_count", detail, raw)
            elif "\0" in text:
                yield _malformed(number, "null_byte", "the line holds a NUL byte", raw)
            elif len(raw) > MOST_BYTES_A_FIELD and (long := _too_long(file, fields)):
                yield _malformed(number, "too_long", long, raw)
            else:
                yield SourceRow(number, fields)


def _fields(line: str) -> list[str]:
    """Part a line at its tabs, without its line end: one LF, one CR before it."""
    return line.removesuffix("\n").removesuffix("\r").split("\t")


def _too_long(file: SourceFile, fields: list[str]) -> str:
    """Name the first field that no landing column can hold, its size and the limit, or nothing."""
    sizes = zip(file.column_names, (len(field.encode()) for field in fields), strict=True)
    for name, size in sizes:
        if size > MOST_BYTES_A_FIELD:
            return f"column {name} holds {size:,} bytes, at most {MOST_BYTES_A_FIELD:,} can land"
    return ""


def _malformed(number: int, reason: str, detail: str, raw: bytes) -> MalformedLine:
    shown = raw.rstrip(b"\r\n").replace(b"\0", b"\\x00").decode("utf-8", "backslashreplace")
    return MalformedLine(number, reason, detail, shown)


def _read_header(path: Path) -> tuple[str, ...]:
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile(f"{path.name} is empty", where=str(path), found="0 bytes")
    with path.open("rb") as stream:
        first = stream.readline()
        has_rows = bool(stream.readline())
        stream.seek(size - 1)
        is_terminated = stream.read(1) == b"\n"
    _check_format(path, first)
    if not has_rows:
        raise EmptyFile(
            f"{path.name} has no rows", where=f"{path}, line 1", found="a header and nothing else"
        )
    if not is_terminated:
        raise TruncatedFile(
            f"{path.name} is cut off",
            where=f"{path}, byte {size:,}",
            found="a last line without a line end",
            expected="a line end: every O*NET text file has one",
            advice="fetch the file again",
        )
    return tuple(_fields(first.decode("utf-8")))


def _check_format(path: Path, first: bytes) -> None:
    start = first.lstrip()[:15].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        found = "an HTML page"
    elif first.startswith((b"\xff\xfe", b"\xfe\xff")):
        found = "UTF-16 text"
    elif first.startswith(b"\xef\xbb\xbf"):
        found = "a byte order mark before the header"
    elif first.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        found = "a packed archive"
    else:
        try:
            first.decode("utf-8")
            return
        except UnicodeDecodeError as error:
            found = f"bytes that are not UTF-8 in the header (byte {error.start + 1})"
    raise NotTheFormat(
        f"{path.name} is not an O*NET text file",
        where=f"{path}, line 1",
        found=found,
        expected="UTF-8 text, fields separated by tabs",
        advice="fetch the release's text archive (db_NN_N_text.zip) again",
    )


def _header_mismatch(
    path: Path, header: tuple[str, ...], contract: FileContract, layout: Layout
) -> HeaderMismatch:
    expected = contract.header(layout)
    missing = [name for name in expected if name not in header]
    added = [name for name in header if name not in expected]
    if missing and added:
        change = "renamed columns"
    elif missing:
        change = "missing columns"
    elif added:
        change = "columns that no contract names"
    else:
        change = "columns in another order"
    found = []
    if added:
        found.append("not in the contract: " + ", ".join(repr(name) for name in added))
    if missing:
        found.append("missing: " + ", ".join(repr(name) for name in missing))
    column = next(
        (
            place
            for place, (a, b) in enumerate(zip(header, expected, strict=False), start=1)
            if a != b
        ),
        min(len(header), len(expected)) + 1,
    )
    return HeaderMismatch(
        f"{path.name} has {change}",
        where=f"{path}, line 1, column {column}",
        found="; ".join(found) or "\t".join(header)[:300],
        expected=f"{len(expected)} columns: " + ", ".join(expected),
        advice=f"if the release really changed, change the contract {contract.name!r},\n"
        f"{CONTRACTS_MODULE} line {line_of(contract)} "
        "(a renamed header: a new Layout; a new column: columns),\n"
        "and add the migration of its landing table",
    )


def line_of(contract: FileContract) -> int:
    """Return the line of the contracts module at which ``contract`` is named."""
    first, _, second = contract.name.partition(" to ")
    ways = (f'name="{contract.name}"', f'_element_links("{first}", "{second}"')
    lines = Path(contracts.__file__).read_text(encoding="utf-8").splitlines()
    return next(
        number for number, line in enumerate(lines, start=1) if any(way in line for way in ways)
    )


def _check_completeness(folder: Path, release_name: str, files: list[SourceFile]) -> None:
    """Check that required contracts are there, each with all files of one layout."""
    for contract in CONTRACTS:
        of_contract = [file for file in files if file.contract is contract]
        present = {file.name for file in of_contract}
        layouts = [
            layout
            for layout in contract.layouts
            if any(file.layout is layout for file in of_contract)
        ]
        wanted = " or ".join(" + ".join(layout.files) for layout in contract.layouts)
        if not layouts and contract.is_required:
            raise MissingFile(
                f"O*NET {release_name} lacks a file that every gap needs",
                where=str(folder),
                expected=wanted,
                advice="unpack the whole archive of the release and name that folder",
            )
        if len(layouts) > 1:
            raise RefusedDelivery(
                f"the folder mixes files of two releases for {contract.name!r}",
                where=str(folder),
                found=", ".join(sorted(present)),
                expected=wanted,
            )
        for layout in layouts:
            missing = sorted(set(layout.files) - present)
            if missing:
                raise MissingFile(
                    f"O*NET {release_name} has only a part of {contract.name!r}",
                    where=str(folder),
                    found=", ".join(sorted(present)),
                    expected="also " + ", ".join(missing),
                    advice="unpack the whole archive of the release and name that folder",
                )
