"""Which tables move where, in the one statement that swaps a set of marts.

A rotation moves, for every mart at once, the build to the readers, what they
read to previous, and what was previous to the build, where the next build
replaces it. Nothing here talks to a server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.mart_set import qualified
from pipeline.settings import Databases

INCOMING = "__new"  # a mart on its way to the readers
BLANK = "__blank"  # an empty copy, for the build, of a mart that has no previous
OUTGOING = "__gone"  # what is dropped once the swap is done
SUFFIXES = (INCOMING, BLANK, OUTGOING)

Move = tuple[str, str]  # quoted name before, quoted name after


@dataclass(frozen=True)
class Contents:
    """The marts that are where, before a swap."""

    live_tables: frozenset[str]
    live_views: frozenset[str]
    previous_tables: frozenset[str]


def rotation(
    tables: Collection[str], views: Collection[str], now: Contents, databases: Databases
) -> list[Move]:
    """Return the moves that publish a set of ``tables`` and ``views``.

    Every mart without a previous must have an empty copy ``<name>__blank`` in the
    build, and every table that becomes a view the view ``<name>__new`` in live.
    A mart that is no longer in the set moves to previous; one that was in previous
    only moves to ``<name>__gone`` in the build, to be dropped.
    """
    build, live, previous = databases.build, databases.published, databases.previous
    moves: list[Move] = []
    for name in sorted({*tables, *now.live_tables, *now.previous_tables}):
        if name in tables:
            moves.append((qualified(build, name), qualified(build, name + INCOMING)))
            spare = (
                qualified(previous, name)
                if name in now.previous_tables
                else qualified(build, name + BLANK)
            )
            moves.append((spare, qualified(build, name)))
        elif name in now.previous_tables:
            moves.append((qualified(previous, name), qualified(build, name + OUTGOING)))
        if name in now.live_tables:
            moves.append((qualified(live, name), qualified(previous, name)))
        if name in tables:
            if name in now.live_views:
                moves.append((qualified(live, name), qualified(live, name + OUTGOING)))
            moves.append((qualified(build, name + INCOMING), qualified(live, name)))
        elif name in views and name in now.live_tables:
            moves.append((qualified(live, name + INCOMING), qualified(live, name)))
    return moves


def exchange(now: Contents, databases: Databases) -> list[Move]:
    """Return the moves that swap live and previous, leaving the build alone."""
    live, previous = databases.published, databases.previous
    moves: list[Move] = []
    for name in sorted({*now.live_tables, *now.previous_tables}):
        if name in now.live_tables:
            moves.append((qualified(live, name), qualified(previous, name + INCOMING)))
        if name in now.live_views:
            moves.append((qualified(live, name), qualified(live, name + OUTGOING)))
        if name in now.previous_tables:
            moves.append((qualified(previous, name), qualified(live, name)))
        if name in now.live_tables:
            moves.append((qualified(previous, name + INCOMING), qualified(previous, name)))
    return moves


def rename_statement(moves: Iterable[Move], databases: Databases) -> str:
    """Return the one RENAME TABLE that does all ``moves``, marked as ours."""
    return f"{swap_mark(databases)} rename table " + ", ".join(
        f"{before} to {after}" for before, after in moves
    )


def swap_mark(databases: Databases) -> str:
    """Return the comment that a swap's statement starts with, so that it can be found at work."""
    return f"/* swap of {databases.published} */"
