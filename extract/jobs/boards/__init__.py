"""A module a board: where its jobs are, how they page, which adapter reads them."""

from __future__ import annotations

import pkgutil


def board_names() -> tuple[str, ...]:
    """Return the names of all boards, which are those of the modules here."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
