"""Let a command or the API ask the language model, if there is a key for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from pipeline.server import Server
from pipeline.settings import Settings

if TYPE_CHECKING:
    from explain.store import Asker


def model_asker(settings: Settings, app: Engine | None) -> Asker | None:
    """Return what asks the model, to be closed after use; None without a key.

    The model's client takes a second to import, so only who has a key pays for it.

    Args:
        settings: with the key.
        app: of the account ``api``, on ``<prefix>_app``; None where there is no such account.
    """
    if settings.gemini is None:
        return None
    from explain.gemini import Gemini, utc_now
    from explain.store import Asker

    return Asker(Gemini(settings.gemini), app, utc_now)


@contextmanager
def asker_of(settings: Settings, server: Server) -> Iterator[Asker | None]:
    """Yield what asks the model while the block runs; None without a key."""
    app = server.engine("api", settings.databases.app) if "api" in server.accounts else None
    asker = model_asker(settings, app)
    try:
        yield asker
    finally:
        if asker:
            asker.close()
