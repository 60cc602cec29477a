"""What the documents of the O*NET Web Services hold, in either form, as objects of ours.

Where the documents leave the shape open, each shape that was seen is read; any other is an
error, never an empty list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from extract.onet.web_services.errors import UnexpectedAnswer

Row = Mapping[str, str | None]
"""A row by column id, each value the text that came; null and missing are both None."""


@dataclass(frozen=True)
class Release:
    """What ``about`` says: which release of the database the service holds.

    Args:
        name: for example ``O*NET 30.3``.
        api_version: for example ``2.0``.
        taxonomy: for example ``O*NET-SOC 2019``; None if it was not said.
        reply: the whole answer as JSON text, to be kept with what is loaded.
    """

    name: str
    api_version: str | None
    taxonomy: str | None
    reply: str = field(compare=False, repr=False)

    @property
    def number(self) -> str:
        """The release as the text files name it, for example ``30.3``.

        Raises:
            UnexpectedAnswer: the name does not hold it.
        """
        found = re.search(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.])", self.name, re.ASCII)
        if found is None:
            raise unexpected("about", "a release such as O*NET 30.3", found=self.name[:40])
        return found[0]


@dataclass(frozen=True)
class Table:
    """A table of the database service."""

    table_id: str
    title: str | None
    description: str | None


@dataclass(frozen=True)
class Column:
    """A column of a table; ``kind`` is Text, Number or Date."""

    column_id: str
    title: str | None
    kind: str
    format: str | None
    optional: str | None


@dataclass(frozen=True)
class Span:
    """One page as it came: rows ``start`` to ``end`` (from 1, inclusive) of ``total``.

    ``next_url`` is the address that it names for the page after it, None if it names none.
    """

    start: int
    end: int
    total: int
    next_url: str | None
    rows: Sequence[Mapping[str, Any]]


def read_release(document: Any, where: str) -> Release:
    """Read ``about``; ``database`` and ``taxonomy`` are objects with a name, or the name itself."""
    fields = _object(document, where)
    name = _name(fields.get("database"))
    if not name:
        raise unexpected(where, "database.name, the release", found=_keys(fields))
    return Release(
        name=name,
        api_version=_text_or_none(fields.get("api_version")),
        taxonomy=_name(fields.get("taxonomy")),
        reply=json.dumps(document, ensure_ascii=False, sort_keys=True),
    )


def read_tables(document: Any, where: str) -> list[Table]:
    """Read the list of tables: a bare list, or one under ``table``."""
    entries = document if isinstance(document, list) else _list(document, "table", where)
    return [
        Table(
            table_id=_text(_object(entry, where), "table_id", where),
            title=_text_or_none(entry.get("title")),
            description=_text_or_none(entry.get("description")),
        )
        for entry in entries
    ]


def read_columns(document: Any, where: str) -> list[Column]:
    """Read the columns of ``database/info``."""
    columns = [
        Column(
            column_id=_text(_object(entry, where), "column_id", where),
            title=_text_or_none(entry.get("title")),
            kind=_text(entry, "type", where),
            format=_text_or_none(entry.get("format")),
            optional=_text_or_none(entry.get("optional")),
        )
        for entry in _list(document, "column", where)
    ]
    if not columns:
        raise unexpected(where, "the columns of the table", found="an empty list")
    return columns


def read_span(document: Any, envelope: str, where: str) -> Span:
    """Read a page whose rows stand under ``envelope``."""
    fields = _object(document, where)
    total = _count(fields, "total", where)
    if total == 0 and not fields.get(envelope):
        return Span(1, 0, 0, _next_url(fields), [])
    return Span(
        start=_count(fields, "start", where),
        end=_count(fields, "end", where),
        total=total,
        next_url=_next_url(fields),
        rows=[_object(row, where) for row in _list(fields, envelope, where)],
    )


def read_row(
    fields: Mapping[str, Any], columns: Sequence[str], where: str
) -> dict[str, str | None]:
    """Return a row with a value for each column; what no column names comes after these."""
    announced = set(columns)
    names = [*columns, *(name for name in fields if name not in announced)]
    row: dict[str, str | None] = {}
    for name in names:
        value = fields.get(name)
        if isinstance(value, dict | list):
            raise unexpected(where, f"one value in {name}", found="several")
        row[name] = _text_or_none(value)
    return row


def start_of(url: str) -> str | None:
    """Return the row that the address of a page begins with, None if it does not say."""
    return parse_qs(urlsplit(url).query).get("start", [None])[-1]


def unexpected(where: str, expected: str, found: str) -> UnexpectedAnswer:
    """Return the error that an answer has another shape."""
    return UnexpectedAnswer(
        "the answer of the O*NET Web Services has not the shape that is documented",
        where=where,
        found=found,
        expected=expected,
        state="nothing of this answer was used; what was kept before stays as it is",
        advice="see whether the service has changed: https://services.onetcenter.org/reference/",
    )


def _next_url(fields: Mapping[str, Any]) -> str | None:
    """Return v2's ``next``, or the link of v1.9 that is so called: not the first in the list."""
    if isinstance(url := fields.get("next"), str):
        return url
    links = fields.get("link")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next":
            return _text_or_none(link.get("href"))
    return None


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise unexpected(where, "a JSON object", found=type(value).__name__)
    return value


def _list(document: Any, name: str, where: str) -> list[Any]:
    fields = _object(document, where)
    value = fields.get(name)
    if not isinstance(value, list):
        raise unexpected(where, f"a list under {name}", found=_keys(fields))
    return value


def _text(fields: Mapping[str, Any], name: str, where: str) -> str:
    value = _text_or_none(fields.get(name))
    if not value:
        raise unexpected(where, name, found=_keys(fields))
    return value


def _count(fields: Mapping[str, Any], name: str, where: str) -> int:
    value = fields.get(name)
    if not (isinstance(value, str) and value.isascii() and value.isdecimal()):
        raise unexpected(where, f"a number under {name}", found=_keys(fields))
    return int(value)


def _text_or_none(value: Any) -> str | None:
    """Return a value as text; numbers are text already."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _name(value: Any) -> str | None:
    return _text_or_none(value.get("name") if isinstance(value, dict) else value)


def _keys(fields: Mapping[str, Any]) -> str:
    return "an object with " + (", ".join(str(key)[:40] for key in list(fields)[:12]) or "nothing")
