"""Let a command ask the language model, if there is a key for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.server import Server
from pipeline.settings import Settings

if TYPE_CHECKING:
    from explain.store import Asker


@contextmanager
def asker_of(settings: Settings, server: Server) -> Iterator[Asker | None]:
    """Yield what asks the model and keeps what it says; None without a key.

    The model's client takes a second to import, so only who has a key pays for it.
    """
    if settings.gemini is None:
        yield None
        return
    from explain.gemini import Gemini, utc_now
    from explain.store import Asker

    app = server.engine("api", settings.databases.app) if "api" in server.accounts else None
    with Gemini(settings.gemini) as client:
        yield Asker(client, app, utc_now)
