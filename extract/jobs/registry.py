"""All boards: each module in ``extract/jobs/boards/`` has one, called ``BOARD``."""

from __future__ import annotations

import importlib
from functools import cache

from extract.jobs import boards
from extract.jobs.access import JobsAccess
from extract.jobs.boards import board_names
from extract.jobs.visits import Board


@cache
def all_boards() -> dict[str, Board]:
    """Return every board by name, in the order of the names."""
    package = boards.__name__
    found = {name: importlib.import_module(f"{package}.{name}").BOARD for name in board_names()}
    for name, board in found.items():
        if board.name != name:
            raise ValueError(f"the board in boards/{name}.py calls itself {board.name}")
    return found


def switched_on(access: JobsAccess) -> tuple[list[Board], list[Board]]:
    """Return the boards that the settings switch on: those that can be read, and the others.

    The others lack a setting without which there is no way to read them (``Way.needs``).
    """
    named = [all_boards()[name] for name in access.boards]
    readable = [board for board in named if board.way(access) is not None]
    return readable, [board for board in named if board not in readable]
