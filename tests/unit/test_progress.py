"""Progress in a log: plain lines that say how much of what is done."""

from __future__ import annotations

import io

import pytest

from pipeline import console as module
from pipeline.console import Console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def said(monkeypatch) -> io.StringIO:
    """What a log holds when a line is due with every step."""
    monkeypatch.setattr(module._HeartBeat, "INTERVAL", 0.0)
    return io.StringIO()


@pytest.mark.parametrize(
    ("unit", "total", "line"),
    [
        ("rows", None, "work: 1,500,000 rows"),
        ("rows", 3_000_000, "work: 1,500,000 of 3,000,000 rows"),
        ("bytes", None, "work: 1.5 MB"),
        ("bytes", 3_000_000, "work: 1.5 of 3.0 MB"),
    ],
)
def test_a_log_says_how_much_is_done(said, unit, total, line):
    with Console(out=said, err=io.StringIO()).progress("work", total, unit) as bar:
        bar.advance(1_500_000)
    assert said.getvalue() == f"{line}\n"


def test_a_terminal_shows_bytes_as_megabytes():
    err = Terminal()
    with Console(out=io.StringIO(), err=err).progress("work", 3_000_000, "bytes") as bar:
        bar.advance(1_500_000)
    assert "1.5/3.0 MB" in err.getvalue()
