"""Recognise and read delivery files: what one visit of a job board brought, a JSON object a line.

``data/jobs/<board>/<moment>.jsonl`` holds lines of four kinds (``listing``, ``page``, ``unread``
and, last, ``visit``); each kind lands in a table of its own. A file without its last line is a
visit that was broken off, and nothing of it is used. Each line stands for itself: one that
cannot be read is put aside and takes no other down.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from extract.contract import EXTRA, MOST_BYTES_A_FIELD, Column, FileContract, Layout
from extract.delivery import Delivery, MalformedLine, Record, SourceFile, SourceRow
from extract.errors import EmptyFile, MissingFile, NotTheFormat, Refuse, TruncatedFile, throw

SOURCE = "jobs"
SUFFIX = ".jsonl"
MOST_LINE_BYTES = 8 * 1024 * 1024
MOST_DESCRIPTION_BYTES = 4 * 1024 * 1024
MOST_CHARACTERS = {"board": 40, "external_id": 255, "title": 1000, "employer": 1000, "place": 1000}
"""Characters that a key or a name may have; all else may hold what a TEXT column does."""

MOST_SHOWN_BYTES = 1024 * 1024
"""Of a longer line that cannot land the quarantine keeps the beginning, marked with ``…``."""

_SHOWN_OF_LONG_LINE = 4096
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _contract(
    kind: str, table: str, names: tuple[str, ...], key: tuple[str, ...], long: str = ""
) -> FileContract:
    return FileContract(
        name=f"{kind} lines of a visit",
        source=SOURCE,
        table=table,
        columns=(*(Column(name, name, is_long=name == long) for name in names), EXTRA),
        layouts=(Layout((f"*{SUFFIX} {kind}",), "delivery files of job boards"),),
        natural_key=key,
        on_duplicate="reject",
        may_shrink=True,
        stands_for_itself=True,
    )


SIGHTINGS = _contract(
    "listing",
    "job_sightings",
    (
        *("board", "external_id", "url", "page_url", "fetched_at", "title", "employer", "place"),
        *("posted", "deadline", "employment_type", "salary", "experience", "education"),
        *("application_link", "skills", "language", "industry", "description", "is_closed"),
        "origins",
    ),
    ("board", "external_id", "page_url", "fetched_at"),
    long="description",
)
PAGES = _contract(
    "page",
    "job_board_pages",
    (
        *("board", "url", "fetched_at", "role", "number", "outcome", "words", "cards"),
        "sample",
    ),
    ("board", "url", "fetched_at"),
)
UNREAD = _contract(
    "unread",
    "job_board_unread",
    ("board", "url", "fetched_at", "place", "reason", "text"),
    ("board", "url", "fetched_at", "place"),
    long="text",
)
VISITS = _contract(
    "visit",
    "job_board_visits",
    (
        *("board", "started_at", "ended_at", "outcome", "words", "is_complete", "pages"),
        *("listings", "errors", "seconds", "time_zone"),
    ),
    ("board", "started_at"),
)
CONTRACTS = (SIGHTINGS, PAGES, UNREAD, VISITS)

_BY_KIND = {"listing": SIGHTINGS, "page": PAGES, "unread": UNREAD, "visit": VISITS}
_LISTS = frozenset({"skills"})
_OBJECTS = frozenset({"origins"})
_TRUTHS = frozenset({"is_closed", "is_complete"})
_NUMBERS = frozenset({"number", "cards", "pages", "listings", "errors", "seconds"})
_OPTIONAL = frozenset({"time_zone"})


@dataclass(frozen=True)
class LinesOfOneKind(SourceFile):
    """The lines of one kind in a delivery file; those of no kind are among the listings.

    Args:
        board: the board that the visit's last line names.
        last_line: the number of that line.
        whole_sha256: checksum of the whole file.
    """

    kind: str
    board: str
    last_line: int
    whole_sha256: str

    @property
    def name(self) -> str:
        """The file's name and the kind: ``2026-11-27T020000Z.jsonl listing``."""
        return f"{self.path.name} {self.kind}"

    @property
    def sha256(self) -> str:
        """Checksum of the whole file, in hexadecimal."""
        return self.whole_sha256

    @cached_property
    def size(self) -> int:
        """Bytes of the whole file, told of the listings alone, so that they count once."""
        return self.path.stat().st_size if self.kind == "listing" else 0


def find_deliveries(place: Path, refuse: Refuse = throw) -> list[Delivery]:
    """Recognise each visit whose file lies in a folder or below it, or the one in a file.

    A visit is known by its board and the moment of its start, whatever its file is called; the
    same file found twice is one.

    Args:
        place: the folder or file.
        refuse: told of each file that cannot be used: empty, broken off, not of this form.

    Raises:
        MissingFile: the folder holds no delivery file.
    """
    paths = [place] if place.is_file() else sorted(place.rglob(f"*{SUFFIX}"))
    if not paths:
        raise MissingFile(
            "no delivery file of a job board",
            where=str(place),
            found=f"no file *{SUFFIX}",
            expected="files that ./run_pipeline.sh jobs has written, one a visit",
        )
    found = []
    for path in paths:
        try:
            found.append(_delivery(path))
        except (EmptyFile, TruncatedFile, NotTheFormat) as error:
            refuse(str(path), error)
    return each_visit_once(found, refuse)


def each_visit_once(deliveries: Iterable[Delivery], refuse: Refuse = throw) -> list[Delivery]:
    """Return the first delivery of each visit: copies of files may lie in several places.

    Args:
        deliveries: visits of boards.
        refuse: told of each file that tells a visit otherwise than the first.
    """
    found: dict[str, Delivery] = {}
    for delivery in deliveries:
        known = found.setdefault(delivery.release_name, delivery)
        if known.checksum != delivery.checksum:
            refuse(str(delivery.files[0].path), _two_of_one_visit(known, delivery))
    return list(found.values())


def _delivery(path: Path) -> Delivery:
    lines, last = _last_line(path)
    visit = _visit(path, lines, last)
    checksum = hashlib.file_digest(path.open("rb"), "sha256").hexdigest()
    board, started_at = visit["board"], visit["started_at"]
    return Delivery(
        source=SOURCE,
        release_name=f"{board} {started_at[:19]}Z",
        released_on=datetime.fromisoformat(started_at).date(),
        is_sample=False,
        folder=path.parent,
        files=tuple(
            LinesOfOneKind(
                path=path,
                contract=contract,
                layout=contract.layouts[0],
                read=_records,
                kind=kind,
                board=board,
                last_line=lines,
                whole_sha256=checksum,
            )
            for kind, contract in _BY_KIND.items()
        ),
        stands_alone=True,
    )


def _last_line(path: Path) -> tuple[int, bytes]:
    """Return number and bytes of the last line that is not blank."""
    count, last = 0, b""
    for number, line in _lines(path):
        if line.strip():
            count, last = number, line
    if not last:
        raise EmptyFile("the delivery file is empty", where=str(path))
    return count, last


def _visit(path: Path, lines: int, last: bytes) -> dict[str, str]:
    try:
        entry = json.loads(last)
    except ValueError:
        entry = None
    if not isinstance(entry, dict) or entry.get("kind") != "visit":
        raise _broken_off(path, lines, last)
    board, started_at = entry.get("board"), entry.get("started_at")
    if not (isinstance(board, str) and 0 < len(board.strip()) <= MOST_CHARACTERS["board"]):
        raise _no_visit(path, lines, f"board {board!r}", "the name of a board")
    if not (isinstance(started_at, str) and _is_moment(started_at)):
        raise _no_visit(path, lines, f"started_at {started_at!r}", "a moment such as …T02:00:00Z")
    return entry


def _broken_off(path: Path, lines: int, last: bytes) -> TruncatedFile:
    return TruncatedFile(
        "the visit of a board was broken off",
        where=f"{path}, line {lines:,}",
        found=last[:80].decode(errors="replace"),
        expected='a last line {"kind": "visit", …}',
        state="nothing of the file was used",
        advice="visit the board again: ./run_pipeline.sh jobs --board NAME; then remove the file",
    )


def _no_visit(path: Path, lines: int, found: str, expected: str) -> NotTheFormat:
    return NotTheFormat(
        "the last line of a delivery file says of no board when it was visited",
        where=f"{path}, line {lines:,}",
        found=found,
        expected=expected,
        state="nothing of the file was used",
    )


def _two_of_one_visit(known: Delivery, other: Delivery) -> NotTheFormat:
    return NotTheFormat(
        "two delivery files tell differently of one visit",
        where=f"{known.files[0].path} and {other.files[0].path}",
        found=known.release_name,
        expected="one file a visit",
        state="the first of them is used",
        advice="remove the one that is wrong",
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each line; of one over the limit, what is shown of it.

    Its line end is kept, and its middle is never in memory.
    """
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MOST_LINE_BYTES + 1):
            number += 1
            if len(line) > MOST_LINE_BYTES and not line.endswith(b"\n"):
                size, rest = len(line), line
                while not rest.endswith(b"\n") and (rest := stream.readline(MOST_LINE_BYTES)):
                    size += len(rest)
                line = _TooLong(line[:_SHOWN_OF_LONG_LINE] + (b"\n" if rest else b""), size)
            yield number, line


class _TooLong(bytes):
    """The beginning of a line that is over the limit, and the bytes that it had."""

    size: int

    def __new__(cls, beginning: bytes, size: int) -> _TooLong:
        made = super().__new__(cls, beginning)
        made.size = size
        return made


def _records(file: SourceFile) -> Iterator[Record]:
    assert isinstance(file, LinesOfOneKind)
    for number, line in _lines(file.path):
        if line.strip() and (record := _record(file, number, line)) is not None:
            yield record


def _record(file: LinesOfOneKind, number: int, line: bytes) -> Record | None:
    """Return the row of a line, or what is wrong with it; None if it is another part's."""

    def malformed(reason: str, detail: str) -> MalformedLine:
        return MalformedLine(number, reason, detail, _shown(line))

    entry, fault = _entry(line)
    kind = entry.get("kind") if entry else None
    is_known = kind in _BY_KIND if isinstance(kind, str) else False
    if not is_known or (kind == "visit" and number != file.last_line):
        if file.kind != "listing":
            return None
        if fault:
            return malformed(*fault)
        if kind == "visit":
            return malformed("wrong_kind", "a visit ends with the last line, and this is not it")
        expected = ", ".join(_BY_KIND)
        return malformed("wrong_kind", f"kind is {str(kind)[:40]!r}, which is none of {expected}")
    if kind != file.kind:
        return None
    assert entry is not None
    if entry.get("board") != file.board:
        told = str(entry.get("board"))[:80]
        return malformed("wrong_board", f"board is {told!r} in a visit of {file.board!r}")
    fields = []
    for column in file.contract.columns:
        if column is EXTRA:
            continue
        if column.name not in entry and column.name not in _OPTIONAL:
            return malformed("wrong_field_count", f"there is no field {column.name!r}")
        value = entry.get(column.name)
        text = _text(column.name, value)
        if text is None:
            return malformed("wrong_type", f"{column.name} is {type(value).__name__}")
        if limit := _over(column, text):
            return malformed("too_long", limit)
        fields.append(text)
    known = {column.name for column in file.contract.columns}
    added = {name: value for name, value in entry.items() if name not in known | {"kind"}}
    fields.append(_json(added) if added else "")
    if len(fields[-1].encode()) > MOST_BYTES_A_FIELD:
        size = len(fields[-1].encode())
        return malformed("too_long", f"fields that no contract names hold {size:,} bytes")
    if any("\0" in field for field in fields):
        return malformed("null_byte", "a field holds a null byte")
    return SourceRow(number, fields)


def _entry(line: bytes) -> tuple[dict[str, object] | None, tuple[str, str] | None]:
    """Return the object of a line, or reason and detail of why there is none."""
    if isinstance(line, _TooLong):
        return None, (
            "too_long",
            f"a line of {line.size:,} bytes, at most {MOST_LINE_BYTES:,} can land",
        )
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return None, ("undecodable", f"no UTF-8 at byte {error.start:,}")
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, ("not_json", str(error)[:200])
    if not isinstance(entry, dict):
        return None, ("not_json", f"a {type(entry).__name__} where an object is expected")
    return entry, None


def _text(name: str, value: object) -> str | None:
    """Write a field as landing has it: nothing for null; None where it is of another type.

    Numbers are whole but for seconds, of which three decimals are kept.
    """
    if value is None:
        return ""
    if name in _TRUTHS:
        return ("true" if value else "false") if isinstance(value, bool) else None
    if name in _NUMBERS:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return _json(round(value, 3)) if is_number else None
    if name in _LISTS:
        is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return _json(value) if is_list else None
    if name in _OBJECTS:
        return _json(value) if isinstance(value, dict) else None
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else None


def _json(value: object) -> str:
    return _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False))


def _over(column: Column, text: str) -> str | None:
    """Return what is too long about a field, with its size; None if nothing is."""
    characters = MOST_CHARACTERS.get(column.name)
    if characters is not None and len(text) > characters:
        return (
            f"column {column.name} holds {len(text):,} characters, at most {characters:,} can land"
        )
    limit = MOST_DESCRIPTION_BYTES if column.is_long else MOST_BYTES_A_FIELD
    size = len(text) if len(text) * 4 <= limit else len(text.encode())
    if size > limit:
        return f"column {column.name} holds {size:,} bytes, at most {limit:,} can land"
    return None


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _shown(line: bytes) -> str:
    """Return a line as the quarantine keeps it; undecodable bytes as ``\\xNN``."""
    is_cut = isinstance(line, _TooLong) or len(line) > MOST_SHOWN_BYTES
    shown = line[:_SHOWN_OF_LONG_LINE] if is_cut else line
    text = shown.decode(errors="backslashreplace").rstrip("\r\n").replace("\0", "\\x00")
    return f"{text} … (a line of {_size(line):,} bytes)" if is_cut else text


def _size(line: bytes) -> int:
    return line.size if isinstance(line, _TooLong) else len(line)
