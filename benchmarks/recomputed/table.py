"""A published table as it must be, and where the one that is there differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

SHOWN = 3  # differences of a table that are named
FETCHED = 10_000  # rows at a time

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """A table as the files say it must be.

    Args:
        name: of the published table.
        key: the columns that name a row.
        rows: every row, column -> value.
        if_there: columns that are compared only if the table has them.
        not_compared: columns that the files do not determine, for example a batch number.
        only: values of columns that tell the part of the table that ``rows`` speaks of.
    """

    name: str
    key: tuple[str, ...]
    rows: list[Row]
    if_there: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Differences:
    """How a published table differs from the expected one.

    Args:
        name: of the table.
        compared: rows that were compared.
        count: differences.
        first: the first of them, in words.
    """

    name: str
    compared: int = 0
    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, what: str) -> None:
        """Note one."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(what)


def compare(connection: Connection, expected: Expected) -> Differences:
    """Compare every row and column of a published table with what the files say.

    Args:
        connection: to the published tables, as their reader.
        expected: what must be there.
    """
    found = Differences(expected.name, compared=len(expected.rows))
    there = [row[0] for row in connection.execute(text(f"show columns from `{expected.name}`"))]
    columns = _columns(expected, there, found)
    wanted = _by_key(expected, columns, found)
    for values in _published(connection, expected, columns):
        row = dict(zip(columns, values, strict=True))
        key = tuple(row[name] for name in expected.key)
        must_be = wanted.pop(key, None)
        if must_be is None:
            found.add(f"{_named(expected.key, key)} is published and in no file, or twice")
            continue
        for name, value in row.items():
            if not is_same(value, must_be[name]):
                found.add(
                    f"{_named(expected.key, key)}: {name} is {value!r}, not {must_be[name]!r}"
                )
    for key in wanted:
        found.add(f"{_named(expected.key, key)} is in the files and not published")
    return found


def is_same(published: Any, expected: Any) -> bool:
    """Tell whether two values are equal: exactly, and nothing is equal to None but None."""
    if published is None or expected is None:
        return published is expected
    if isinstance(expected, Decimal | int):
        return isinstance(published, Decimal | int) and Decimal(published) == Decimal(expected)
    if isinstance(expected, str | date):
        return type(published) is type(expected) and published == expected
    raise TypeError(f"{expected!r} cannot be compared")


def _columns(expected: Expected, there: Iterable[str], found: Differences) -> list[str]:
    """Return the columns to compare; note those that only one side has."""
    known = list(expected.rows[0]) if expected.rows else list(expected.key)
    columns = []
    for name in there:
        if name in known:
            columns.append(name)
        elif expected.rows and name not in expected.not_compared:
            found.add(f"column {name} is published and not made anew here")
    for name in known:
        if name not in columns and name not in expected.if_there:
            found.add(f"column {name} is not published")
    return columns


def _by_key(
    expected: Expected, columns: list[str], found: Differences
) -> dict[tuple[Any, ...], Row]:
    keys = Counter(tuple(row[name] for name in expected.key) for row in expected.rows)
    for key, times in keys.items():
        if times > 1:
            found.add(f"{_named(expected.key, key)} is {times} times in the files")
    return {tuple(row[name] for name in expected.key): row for row in expected.rows}


def _published(
    connection: Connection, expected: Expected, columns: list[str]
) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(f"`{name}`" for name in columns)
    part = "".join(f" and `{name}` = :{name}" for name in expected.only)
    query = f"select {names} from `{expected.name}` where true{part}"  # noqa: S608
    rows = connection.execution_options(yield_per=FETCHED).execute(text(query), expected.only)
    yield from rows


def _named(names: tuple[str, ...], key: tuple[Any, ...]) -> str:
    return ", ".join(f"{name}={value}" for name, value in zip(names, key, strict=True))
