"""Gaps as JSON for programs and as CSV for spreadsheets, every row and column of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal

from gaps.presence import PresenceGap, SkillPresence
from gaps.read import ElementGap, Gap

CONTEXT_COLUMNS = (
    "from_code",
    "from_title",
    "to_code",
    "to_title",
    "release_name",
    "status",
    "from_reason",
    "to_reason",
    "from_origin",
    "to_origin",
    "from_release_name",
    "to_release_name",
    "from_pull_status",
    "to_pull_status",
    "from_asked_at",
    "to_asked_at",
)
ELEMENT_COLUMNS = tuple(field.name for field in fields(ElementGap))
SIDE_COLUMNS = (
    "taxonomy",
    "code",
    "label",
    "status",
    "esco_code",
    "esco_label",
    "method",
    "confidence",
)
PRESENCE_COLUMNS = tuple(field.name for field in fields(SkillPresence))

# A cell that begins with one of these is taken for a formula (OWASP, "CSV Injection"); the last
# four are the full-width forms that East Asian spreadsheets take for the first four.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_json(gap: Gap) -> str:
    """Return ``{"header": {…}, "rows": [{…}, …]}``; figures are numbers, what is unknown null.

    Dates and times are ISO 8601; ``published_at`` is UTC.
    """
    header = {"scale": gap.scale, **asdict(gap.header)}
    return _as_json({"header": header, "rows": [asdict(row) for row in gap.rows]})


def presence_as_json(gap: PresenceGap) -> str:
    """Return ``{"from": {…}, "to": {…}, "rows": [{…}, …]}``; what is unknown is null."""
    rows = [asdict(row) for row in gap.rows]
    return _as_json({"from": asdict(gap.origin), "to": asdict(gap.target), "rows": rows})


def as_csv(gap: Gap) -> str:
    """Return one line of column names and one line a row (RFC 4180); what is unknown is empty.

    Each line repeats who is compared and with what status. Where there are no
    rows one line has that alone, so that an unrated pair never looks like an
    empty answer.
    """
    context = {column: getattr(gap.header, column) for column in CONTEXT_COLUMNS}
    rows = [[getattr(row, column) for column in ELEMENT_COLUMNS] for row in gap.rows]
    return table_as_csv(context, ELEMENT_COLUMNS, rows)


def presence_as_csv(gap: PresenceGap) -> str:
    """Return one line of column names and one line a skill, as :func:`as_csv` does."""
    context = {
        f"{name}_{column}": getattr(side, column)
        for name, side in (("from", gap.origin), ("to", gap.target))
        for column in SIDE_COLUMNS
    }
    rows = [[getattr(row, column) for column in PRESENCE_COLUMNS] for row in gap.rows]
    return table_as_csv(context, PRESENCE_COLUMNS, rows)


def rows_as_json(header: object, rows: Sequence[object], **others: Sequence[object]) -> str:
    """Return ``{"header": {…}, "rows": [{…}, …]}`` of dataclasses; what is unknown is null.

    Args:
        header: what all rows have in common.
        rows: those asked for.
        others: further lists, each under its name.
    """
    lists = {"rows": rows, **others}
    told = {name: [asdict(row) for row in each] for name, each in lists.items()}
    return _as_json({"header": asdict(header), **told})


def list_as_json(rows: Sequence[object]) -> str:
    """Return ``{"rows": [{…}, …]}`` of dataclasses that have nothing in common but their kind."""
    return _as_json({"rows": [asdict(row) for row in rows]})


def rows_as_csv(context: Mapping[str, object], row_type: type, rows: Sequence[object]) -> str:
    """Return one line of column names and one line a row, as :func:`as_csv` does.

    Args:
        context: what each line repeats; alone in one line where there are no rows, unless it is
            empty.
        row_type: the dataclass of the rows, whose fields are the columns.
        rows: in their order.
    """
    columns = tuple(field.name for field in fields(row_type))
    return table_as_csv(
        context, columns, [[getattr(row, name) for name in columns] for row in rows]
    )


def _as_json(answer: dict[str, object]) -> str:
    return json.dumps(answer, default=_json_value, ensure_ascii=False, indent=2)


def table_as_csv(
    context: Mapping[str, object], columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> str:
    """Return one line of column names and one line a row, its cells in the columns' order.

    Args:
        context: as for :func:`rows_as_csv`.
        columns: names of the cells of a row.
        rows: in their order.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*context, *columns])
    nothing = [[None] * len(columns)] if context else []
    for row in rows or nothing:
        writer.writerow([safe_cell(value) for value in (*context.values(), *row)])
    return text.getvalue()


def safe_cell(value: object) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula.

    Text that begins like a formula gets a leading apostrophe; numbers, the
    negative ones too, stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return str(value)


def _json_value(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
