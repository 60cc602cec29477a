"""Ratings of the sample as the database service of the O*NET Web Services has them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tests.onet_api_server import RATING_COLUMNS, OnetApiServer, ServedTable
from tests.release import sample_rows

TABLES = {
    "essential_skills": "Essential Skills.txt",
    "transferable_skills": "Transferable Skills.txt",
}
OCCUPATION_COLUMNS = {"onetsoc_code": "Text", "title": "Text", "description": "Text"}
SCALE_NAMES = {"IM": "Importance", "LV": "Level"}


@functools.cache
def _sample(table_id: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(as_served(fields) for fields in sample_rows(TABLES[table_id]))


def as_served(fields: list[str]) -> dict[str, Any]:
    """A line of a file of ratings as the service says it: numbers, nulls, days."""
    code, element_id, name, scale_id, *figures, date, source = fields
    value, n, error, low, high, suppress, not_relevant = (_null(text) for text in figures)
    month, year = date.split("/")
    texts = {
        "onetsoc_code": code,
        "title": f"Title of {code}",
        "element_id": element_id,
        "element_name": name,
        "scale_id": scale_id,
        "scale_name": SCALE_NAMES[scale_id],
        "recommend_suppress": suppress,
        "not_relevant": not_relevant,
        "date_updated": f"{year}-{month}-17",
        "domain_source": source,
    }
    numbers = {
        "data_value": value,
        "n": n,
        "standard_error": error,
        "lower_ci_bound": low,
        "upper_ci_bound": high,
    }
    # As a database would: 4.1200 is 4.12, or 4.120000.
    written = {k: text and Decimal(text) + Decimal("0.000000") for k, text in numbers.items()}
    row = texts | written | {"n": n and int(n)}
    return {name: row[name] for name in RATING_COLUMNS}


def ratings_of(code: str, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows of an occupation of the sample by table id, ``changes`` made in each of them."""
    return {
        table_id: [{**row, **changes} for row in _sample(table_id) if row["onetsoc_code"] == code]
        for table_id in TABLES
    }


def serve(
    service: OnetApiServer,
    *ratings: Mapping[str, Iterable[dict[str, Any]]],
    titles: Mapping[str, str] | None = None,
) -> None:
    """Let the service have tables of skills with some ratings, and of occupations with titles."""
    for table_id in TABLES:
        table = service.tables.setdefault(table_id, ServedTable(RATING_COLUMNS))
        for each in ratings:
            table.rows.extend(each.get(table_id, ()))
    table = service.tables.setdefault("occupation_data", ServedTable(OCCUPATION_COLUMNS))
    for code, title in (titles or {}).items():
        table.rows.append({"onetsoc_code": code, "title": title, "description": "Words of ours."})


def as_kept(ratings: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[dict[str, str | None]]:
    """Rows as the client gives them: each value the text that the answer had."""
    return [
        {name: None if value is None else str(value) for name, value in row.items()}
        for rows in ratings.values()
        for row in rows
    ]


def _null(text: str) -> str | None:
    return None if text == "n/a" else text
