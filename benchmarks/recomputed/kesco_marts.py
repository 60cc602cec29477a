"""The published titles of KeSCO, made anew from the CSV file of its titles and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.recomputed.csv_files import BLANKS, Cells, count_records, read_table
from benchmarks.recomputed.table import Expected, Row

FILE = "kesco_occupations.csv"


@dataclass(frozen=True)
class KescoFile:
    """An edition of KeSCO: its name, its records, and how many there are by file."""

    edition: str
    lines: dict[str, int]
    titles: list[Cells]


def read_kesco(folder: Path, edition: str = "KeSCO 2022") -> KescoFile:
    """Read the CSV file of a folder; a workbook beside it holds the same."""
    path = folder / FILE
    return KescoFile(edition, {FILE: count_records(path)}, read_table(path))


def kesco_marts(kesco: KescoFile) -> list[Expected]:
    """Return the table of titles."""
    return [Expected("kesco_occupations", ("kesco_key",), [*_titles(kesco)])]


def _titles(kesco: KescoFile) -> Iterator[Row]:
    for cells in kesco.titles:
        code = cells["KeSCO Code"].strip(BLANKS)
        title = re.sub(f"[{BLANKS}]+", " ", cells["Occupational Title"]).strip(" ")
        yield {
            "kesco_key": f"{code} {title}",
            "kesco_code": code,
            "title": title,
            "kesco_group": code.partition("-")[0],
            "serial_number": int(cells["S/No"]),
            "edition": kesco.edition,
        }
