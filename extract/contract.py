"""What a source file must look like: the one definition that everything else follows.

Landing tables (``load.tables``) are derived from contracts, dbt's sources are
held equal to them by a test, and readers refuse a file that none describes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

MOST_BYTES_A_FIELD = 65_535  # what a TEXT column of landing holds, in UTF-8


@dataclass(frozen=True)
class Column:
    """One column of a landing table and the header it carries in the file.

    Args:
        name: the column of the landing table.
        header: what the file calls it.
        also: what other releases call it, where nothing else differs.
        is_long: a field may hold more than :data:`MOST_BYTES_A_FIELD`.
    """

    name: str
    header: str
    also: tuple[str, ...] = ()
    is_long: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header the column may carry."""
        return (self.header, *self.also)


EXTRA = Column("extra", "every column that the contract does not name, as JSON")
"""Takes what a release adds: a JSON object header -> value, or an empty text."""


@dataclass(frozen=True)
class Layout:
    """One way in which releases deliver a contract's rows.

    Args:
        files: the file names that together hold all rows; a delivery has all of
            them or none. ``{language}`` stands for a code such as ``en``, ``*`` for anything.
        releases: the releases known to use this layout, for the reader.
        renamed: column name -> header, where this layout's header differs from
            the column's own.
        absent: columns that this layout does not have; they land as NULL.
        optional: columns that some files of this layout lack; they land as NULL there.
    """

    files: tuple[str, ...]
    releases: str
    renamed: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def takes(self, file_name: str) -> re.Match[str] | None:
        """Match a file's name; the match has the group ``language`` where the name has one."""
        for pattern in self.files:
            if match := _pattern(pattern).fullmatch(file_name):
                return match
        return None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    text = re.escape(name).replace(re.escape("{language}"), "(?P<language>[a-z]{2})")
    return re.compile(text.replace(re.escape("*"), ".*"), re.IGNORECASE)


@dataclass(frozen=True)
class Completeness:
    """Every value of ``per`` comes with every combination of ``of`` that the delivery holds.

    Example: every rated occupation has each of the 35 skills on both scales.
    """

    per: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class KnownException:
    """A value outside its scale that the source gives a meaning of its own.

    Args:
        scale_id: the scale.
        value: the value as the file writes it.
        meaning: what it stands for.
        releases: where it was seen.
        noted_on: when it was added here, for example ``2026-11-25``.
    """

    scale_id: str
    value: str
    meaning: str
    releases: str
    noted_on: str


@dataclass(frozen=True)
class FileContract:
    """The shape of one kind of file, in every release that is known.

    Args:
        name: unique name of the contract.
        source: the source it belongs to, for example ``onet``.
        table: landing table; contracts of one shape may share a table.
        columns: the columns in file order.
        layouts: the file names and headers by release.
        natural_key: columns that name a row.
        on_duplicate: ``refuse`` the delivery, or let staging ``reject`` the row.
        is_required: a delivery without it is refused.
        is_reference: a list other files point into; a single bad row refuses it.
        may_shrink: no comparison of the row count with the release before.
        is_ragged: rows may leave out empty fields at their end.
        stands_for_itself: a row says nothing of the others, so that any share of the lines may be
            malformed; a source of files that tell of themselves how whole they are.
        complete: see :class:`Completeness`.
        known_exceptions: see :class:`KnownException`; staging reads them in
            ``stg_onet__known_exceptions``, which a test holds equal.
    """

    name: str
    source: str
    table: str
    columns: tuple[Column, ...]
    layouts: tuple[Layout, ...]
    natural_key: tuple[str, ...]
    on_duplicate: Literal["refuse", "reject"] = "refuse"
    is_required: bool = False
    is_reference: bool = False
    may_shrink: bool = False
    is_ragged: bool = False
    stands_for_itself: bool = False
    complete: Completeness | None = None
    known_exceptions: tuple[KnownException, ...] = ()

    def columns_of(self, layout: Layout) -> tuple[Column, ...]:
        """Return the columns that files of ``layout`` have, in file order."""
        return tuple(column for column in self.columns if column.name not in layout.absent)

    def header(self, layout: Layout) -> tuple[str, ...]:
        """Return the header line of ``layout``, field by field."""
        return tuple(
            layout.renamed.get(column.name, column.header) for column in self.columns_of(layout)
        )

    def takes(self, file_name: str) -> bool:
        """Tell whether a file of this name can be one of the contract's."""
        return any(layout.takes(file_name) for layout in self.layouts)

    @property
    def file_names(self) -> tuple[str, ...]:
        """All file names of all layouts, each once."""
        return tuple(dict.fromkeys(name for layout in self.layouts for name in layout.files))
