"""All boards: each module in ``extract/jobs/boards/`` has one, called ``BOARD``."""

from __future__ import annotations

import importlib
from functools import cache

from extract.jobs import boards
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
