"""What a run says: aligned lines for people, one JSON object a line for machines.

On a terminal long work shows a progress bar; in a log it shows one plain line
when it ends, so that a night's log has no control characters. No password is said,
whoever hands it in (``pipeline.redaction``).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, Protocol, TextIO

from rich.console import Console as RichConsole
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from pipeline.errors import SkillgapError
from pipeline.redaction import redacted, redacted_value

LogFormat = Literal["text", "json"]
PLAIN_WIDTH = 120


class Bar(Protocol):
    """What ``Console.progress`` hands out: call ``advance`` as the work goes on."""

    def advance(self, steps: int = 1) -> None:
        """Report that ``steps`` more are done."""


class Console:
    """Says things in the chosen format; results on stdout, warnings and errors on stderr."""

    def __init__(
        self,
        log_format: LogFormat = "text",
        out: TextIO | None = None,
        err: TextIO | None = None,
    ) -> None:
        self.log_format = log_format
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._rich_out = _rich(self._out)
        self._rich_err = _rich(self._err)
        self._recorder: Callable[[dict[str, object]], None] | None = None
        self.run_id: int | None = None  # the run at work, for machines' lines

    @contextmanager
    def recorded(self, recorder: Callable[[dict[str, object]], None]) -> Iterator[None]:
        """Hand the record of each line to ``recorder`` too, while the block runs."""
        self._recorder = recorder
        try:
            yield
        finally:
            self._recorder = None

    def record_error(self, error: BaseException) -> None:
        """Record an error that somebody else is going to show."""
        if self._recorder is not None:
            text, fields = _told(error)
            self._recorder(self._record("error", redacted(text), redacted_value(fields)))

    def say(self, text: str, **fields: object) -> None:
        """Print one line; ``fields`` are added to the JSON object of ``--log-format json``."""
        self._emit("info", text, fields, self._out, self._rich_out)

    def skip_line(self) -> None:
        """Leave a line between two things that people read; machines need none."""
        if self.log_format == "text":
            self._rich_out.print()

    def warn(self, text: str, **fields: object) -> None:
        """Print one line that the reader should not overlook, on stderr."""
        self._emit("warning", text, fields, self._err, self._rich_err, f"warning: {text}")

    def error(self, error: SkillgapError) -> None:
        """Print an error whole, on stderr: what, where, found, expected, state, advice."""
        self._emit("error", *_told(error), self._err, self._rich_err, f"error: {error}")

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
        title: str | None = None,
        *,
        may_hold_password: bool = False,
    ) -> None:
        """Print rows as an aligned table, numbers to the right with thousands separated.

        ``may_hold_password`` shows passwords too: only for who has asked for one.
        """
        if not may_hold_password:
            rows = [[redacted_cell(value) for value in row] for row in rows]
        if self.log_format == "json":
            for row in rows:
                self._emit(
                    "info",
                    title or "row",
                    dict(zip(columns, row, strict=True)),
                    self._out,
                    self._rich_out,
                    may_hold_password=may_hold_password,
                )
            return
        table = Table(box=None, pad_edge=False, title=title, title_justify="left")
        for index, name in enumerate(columns):
            is_number = any(isinstance(row[index], int | float | Decimal) for row in rows)
            table.add_column(
                name, justify="right" if is_number else "left", overflow="fold", no_wrap=is_number
            )
        for row in rows:
            table.add_row(*(Text(shown(value)) for value in row))
        self._rich_out.print(table)

    @contextmanager
    def progress(self, label: str, total: int | None = None, unit: str = "rows") -> Iterator[Bar]:
        """Show how far ``label`` has come, while the block runs; ``bytes`` are shown as MB."""
        if self.log_format == "text" and self._rich_err.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                *_amount_columns(unit),
                TimeElapsedColumn(),
            )
            with Progress(*columns, console=self._rich_err, transient=True) as progress:
                task = progress.add_task(label, total=total)

                class TerminalBar:
                    def advance(self, steps: int = 1) -> None:
                        progress.advance(task, steps)

                yield TerminalBar()
        else:
            yield _HeartBeat(self, label, total, unit)

    def _emit(
        self,
        level: str,
        text: str,
        fields: dict,
        stream: TextIO,
        rich_console: RichConsole,
        for_people: str | None = None,
        *,
        may_hold_password: bool = False,
    ) -> None:
        hidden = self._record(level, redacted(text), redacted_value(fields))
        if self._recorder is not None:
            self._recorder(hidden)
        record = self._record(level, text, fields) if may_hold_password else hidden
        if self.log_format == "json":
            stream.write(json.dumps(record, default=str, ensure_ascii=False) + "\n")
            stream.flush()
        else:
            shown_text = for_people or text
            rich_console.print(
                Text(shown_text if may_hold_password else redacted(shown_text)), soft_wrap=True
            )

    def _record(self, level: str, text: str, fields: dict) -> dict[str, object]:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        run = {} if self.run_id is None else {"run": self.run_id}
        return {"time": moment, "level": level, **run, "message": text, **fields}


class _HeartBeat:
    """Progress for a log: a line every ten seconds of work, and nothing for quick work."""

    INTERVAL = 10.0

    def __init__(self, console: Console, label: str, total: int | None, unit: str) -> None:
        self._console = console
        self._label = label
        self._total = total
        self._unit = unit
        self._done = 0
        self._last = time.monotonic()

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        if time.monotonic() - self._last >= self.INTERVAL:
            self._last = time.monotonic()
            done, of_total, unit = f"{self._done:,}", "", self._unit
            if self._unit == "bytes":
                done, unit = f"{self._done / 1e6:.1f}", "MB"
                of_total = f" of {self._total / 1e6:.1f}" if self._total else ""
            elif self._total:
                of_total = f" of {self._total:,}"
            self._console.say(f"{self._label}: {done}{of_total} {unit}")


def _amount_columns(unit: str) -> tuple[ProgressColumn, ...]:
    if unit == "bytes":
        return (DownloadColumn(),)
    return (MofNCompleteColumn(), TextColumn(unit))


def redacted_cell(value: object) -> object:
    """Return a table's cell without passwords; what is no text stays what it is."""
    return redacted(value) if isinstance(value, str) else value


def shown(value: object) -> str:
    """Return how a table shows ``value``: thousands separated, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return str(value)


def _told(error: BaseException) -> tuple[str, dict[str, object]]:
    """Return an error as a message and the fields of its record."""
    if isinstance(error, SkillgapError):
        return error.summary, {**error.details(), "exit_code": error.exit_code}
    return f"{type(error).__name__}: {error}", {}


def _rich(stream: TextIO) -> RichConsole:
    is_terminal = stream.isatty()
    return RichConsole(
        file=stream,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if is_terminal else PLAIN_WIDTH,
        no_color=None if is_terminal else True,
    )
