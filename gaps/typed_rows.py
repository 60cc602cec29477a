"""Rows of answers as their types: dataclasses of texts, decimals, dates and flags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from itertools import starmap
from typing import Any, TypeVar, get_args, get_type_hints

Row = TypeVar("Row")


def typed_row(row_type: type[Row], row: Mapping[str, Any]) -> Row:
    """Return the row as its type; 0 and 1 of ``is_`` and ``also_`` columns become bool."""
    names, flags = _columns(row_type)
    values = {name: row[name] for name in names}
    for flag in flags:
        if values[flag] is not None:
            values[flag] = bool(values[flag])
    return row_type(**values)


def typed_arrays(row_type: type[Row], arrays: Sequence[list[Any]]) -> tuple[Row, ...]:
    """Return rows that came as arrays of JSON, in the order of the type's fields.

    Args:
        arrays: decimals as they are, flags as 0 and 1, dates and times as ISO 8601 texts; fields
            that have a default may lack at the end. They are changed in place.
    """
    for place, as_typed in _conversions(row_type):
        for values in arrays:
            if place < len(values) and values[place] is not None:
                values[place] = as_typed(values[place])
    return tuple(starmap(row_type, arrays))


@cache
def _columns(row_type: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the columns of a type, and those of them that are flags."""
    names = tuple(field.name for field in fields(row_type))
    return names, tuple(name for name in names if name.startswith(("is_", "also_")))


@cache
def _conversions(row_type: type) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """Return which fields JSON has no form for, by place, and what makes them."""
    made = {bool: bool, date: date.fromisoformat, datetime: datetime.fromisoformat}
    hints = get_type_hints(row_type)
    return tuple(
        (place, made[kind])
        for place, field in enumerate(fields(row_type))
        for kind in (hints[field.name], *get_args(hints[field.name]))
        if kind in made
    )
