"""CSV tables of the samples: read as they are published, written in the same form.

The publishers differ in delimiter, quotes, line ends and byte order mark, and
some tables have a preamble or rows that drop their empty last fields. A table
that is read and written again is the same bytes.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import SkillgapError

csv.field_size_limit(2**24)  # one cell of ESCO's conceptSchemes holds 627,354 characters

Row = dict[str, str]


@dataclass(frozen=True)
class Form:
    """How a publisher writes a table."""

    line_end: str = "\r\n"
    delimiter: str = ","
    quotes_all: bool = False
    byte_order_mark: bool = False
    preamble_lines: int = 0

    @property
    def encoding(self) -> str:
        return "utf-8-sig" if self.byte_order_mark else "utf-8"


@dataclass(frozen=True)
class Table:
    """A table in memory; a row lacks the last fields that its record lacked."""

    form: Form
    header: tuple[str, ...]
    rows: list[Row]
    preamble: list[list[str]] = field(default_factory=list)

    def keeping(self, rows: list[Row]) -> Table:
        """Return the table with these rows in place of its own."""
        return replace(self, rows=rows)

    def encoded(self) -> bytes:
        """Return the bytes of the file."""
        text = io.StringIO(newline="")
        writer = csv.writer(
            text,
            delimiter=self.form.delimiter,
            lineterminator=self.form.line_end,
            quoting=csv.QUOTE_ALL if self.form.quotes_all else csv.QUOTE_MINIMAL,
        )
        writer.writerows([*self.preamble, list(self.header)])
        for row in self.rows:
            writer.writerow([row[name] for name in self.header if name in row])
        return text.getvalue().encode(self.form.encoding)


def read_table(path: Path, form: Form) -> Table:
    """Read a whole file.

    Raises:
        SkillgapError: there is no such file, it is not UTF-8, or it has no header.
    """
    try:
        with path.open(encoding=form.encoding, newline="") as stream:
            records = list(csv.reader(stream, delimiter=form.delimiter, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SkillgapError(
            f"{path.name} cannot be read",
            where=str(path),
            found=str(error),
            expected="a CSV table in UTF-8",
            state="nothing was written",
            advice="name the folder that holds the file as its publisher delivers it",
        ) from error
    if len(records) <= form.preamble_lines:
        raise SkillgapError(
            f"{path.name} has no header",
            where=str(path),
            expected=f"a header in record {form.preamble_lines + 1}",
            state="nothing was written",
        )
    header = tuple(records[form.preamble_lines])
    rows = [
        dict(zip(header, record, strict=False)) for record in records[form.preamble_lines + 1 :]
    ]
    return Table(form, header, rows, records[: form.preamble_lines])
