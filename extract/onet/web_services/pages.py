"""What is asked for page by page, and the pages that come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extract.onet.web_services.answers import Row

DESCENDING = ".descending"


@dataclass(frozen=True)
class Filter:
    """Rows whose text in a column is ``value`` (``eq``) or holds it (``contains``), in any case."""

    column_id: str
    value: str
    operator: Literal["eq", "contains"] = "eq"

    def __post_init__(self) -> None:
        """Refuse what the service does not document: its 422 would pass for no rows."""
        if self.operator not in ("eq", "contains") or not self.value:
            raise ValueError(f"{self.operator!r} with {self.value!r} is not a documented filter")

    def __str__(self) -> str:
        """Return the filter as the service reads it."""
        return f"{self.column_id}.{self.operator}.{self.value}"

    def fits(self, row: Row) -> bool:
        """Tell whether a row is one that was asked for."""
        held, asked = (row.get(self.column_id) or "").casefold(), self.value.casefold()
        return held == asked if self.operator == "eq" else asked in held


@dataclass(frozen=True)
class Question:
    """What is read, from its first row to its last.

    Args:
        path: where, below the address of the service.
        what: what the rows are of, for messages.
        envelope: the field of an answer that holds its rows.
        columns: what a row has.
        key: the columns that tell rows apart.
        order: columns to sort by; none leaves it to the service.
        filters: what all rows have to fit.
        keyword: what is searched for.
    """

    path: str
    what: str
    envelope: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    order: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    keyword: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all rows that there are at ``path`` are asked for."""
        return not self.filters and self.keyword is None

    def query(self, *, ordered: bool = True) -> list[tuple[str, str]]:
        """Return the parameters, those of the page left out."""
        return [
            *([("keyword", self.keyword)] if self.keyword is not None else []),
            *(("filter", str(each)) for each in self.filters),
            *(("sort", name) for name in self.order if ordered),
        ]


@dataclass(frozen=True)
class Place:
    """Where a reader of a table stands, to go on from there, in another process as well.

    Args:
        start: the first row that is still wanted, from 1.
        total: the rows that there are, as the pages before said.
        release: the release that these were of.
    """

    start: int
    total: int
    release: str


@dataclass(frozen=True)
class Page:
    """Rows ``start`` to ``end`` of ``total`` (from 1, inclusive) of one release.

    Args:
        rows: each with a value for every column of the table.
        note: what the service said in place of rows when it has none; else None.
    """

    release: str
    start: int
    end: int
    total: int
    rows: Sequence[Row]
    note: str | None = None

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after this page."""
        return self.end >= self.total

    @property
    def after(self) -> Place:
        """Where a reader goes on who has kept this page."""
        return Place(self.end + 1, self.total, self.release)
