"""Reads the text files of an O*NET release: tabs, CRLF, no quotes, ``n/a`` for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

READ_ME = "Read Me.txt"
MONTHS = "January February March April May June July August September October November December"

Cells = dict[str, str]


@dataclass(frozen=True)
class OnetFile:
    """A file as it stands: header and lines, each split at its tabs.

    Args:
        name: of the file.
        header: the cells of its first line.
        lines: the cells of every other line.
    """

    name: str
    header: tuple[str, ...]
    lines: list[list[str]]

    def rows(self) -> Iterator[Cells]:
        """Yield each line as header -> cell."""
        for line in self.lines:
            yield dict(zip(self.header, line, strict=True))


@dataclass(frozen=True)
class OnetRelease:
    """Every table of a release folder."""

    name: str
    released_on: date
    files: tuple[OnetFile, ...]

    def named(self, *names: str) -> Iterator[Cells]:
        """Yield the rows of the files of these names (without ``.txt``), as far as they exist."""
        for file in self.files:
            if file.name.removesuffix(".txt") in names:
                yield from file.rows()

    def having(self, *headers: str, lacking: tuple[str, ...] = ()) -> list[OnetFile]:
        """Return the files whose header has all of ``headers`` and none of ``lacking``."""
        return [
            file
            for file in self.files
            if set(headers) <= set(file.header) and not set(lacking) & set(file.header)
        ]


def read_release(folder: Path) -> OnetRelease:
    """Read every file of a release folder into memory (some 100 MB for a full release)."""
    first, second = (folder / READ_ME).read_text(encoding="utf-8").splitlines()[:2]
    month, year = second.split()[:2]
    return OnetRelease(
        name=re.sub(r"^O\*NET (.*) Database$", r"\1", first.strip()),
        released_on=date(int(year), MONTHS.split().index(month) + 1, 1),
        files=tuple(_read(path) for path in sorted(folder.glob("*.txt")) if path.name != READ_ME),
    )


def _read(path: Path) -> OnetFile:
    header, *lines = [
        line.removesuffix(b"\r").decode("utf-8").split("\t")
        for line in path.read_bytes().split(b"\n")[:-1]
    ]
    return OnetFile(path.name, tuple(header), lines)


def cell_text(cell: str | None) -> str | None:
    """Return a cell's text; None for ``n/a``, for nothing, and for a column that is not there."""
    trimmed = (cell or "").strip(" ")
    return None if trimmed in ("", "n/a") else trimmed


def number(cell: str | None) -> Decimal | None:
    """Return a cell's number, exactly as written."""
    found = cell_text(cell)
    return None if found is None else Decimal(found)


def whole(cell: str | None) -> int | None:
    """Return a cell's whole number."""
    found = cell_text(cell)
    return None if found is None else int(found)


def flag(cell: str | None) -> int | None:
    """Return 1 for ``Y``, 0 for ``N``, None for nothing."""
    found = cell_text(cell)
    return None if found is None else {"Y": 1, "N": 0}[found]


def month(cell: str | None) -> date | None:
    """Return the first day of ``MM/YYYY``."""
    found = cell_text(cell)
    return None if found is None else date(int(found[3:]), int(found[:2]), 1)
