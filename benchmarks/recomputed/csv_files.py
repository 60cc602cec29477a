"""Reads CSV tables as they stand, and cells as the taxonomies' tables have them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

Cells = dict[str, str]
BLANKS = " \t\r\n\v\f\u00a0"

csv.field_size_limit(1 << 27)  # one field of ESCO's concept schemes has 627,354 characters


def read_table(path: Path) -> list[Cells]:
    """Return each record of a CSV file as header -> cell."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def count_records(path: Path) -> int:
    """Return the records of a CSV file below its header."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(bool(record) for record in csv.reader(stream)) - 1


def label(cell: str) -> str | None:
    """Return a label without what is no part of it at its ends."""
    return cell.strip(BLANKS) or None


def passage(cell: str | None) -> str | None:
    """Return a text as it stands; None where there are only blanks."""
    return cell if (cell or "").strip(" ") else None


def day(cell: str | None) -> date | None:
    """Return the day that a moment in ISO 8601 begins with."""
    return date.fromisoformat(cell[:10]) if cell else None
