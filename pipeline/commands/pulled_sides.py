"""Let a command ask the O*NET Web Services for what is not published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from gaps.analyses import CompiledAnalyses
from gaps.pull import Pull
from pipeline.console import Console
from pipeline.server import Server
from pipeline.settings import Settings


@contextmanager
def pull_of(
    settings: Settings, server: Server, analyses: CompiledAnalyses, console: Console
) -> Iterator[Pull | None]:
    """Yield what asks the service, None without credentials; at the end all that came is kept."""
    if settings.onet_api is None:
        yield None
        return
    with Pull(
        settings.onet_api,
        server.engine("reader", settings.databases.published),
        _app_engine(settings, server, console),
        analyses,
        console,
        settings.onet_api_ask_again_days,
    ) as pull:
        yield pull


def _app_engine(settings: Settings, server: Server, console: Console) -> Engine | None:
    if "api" not in server.accounts:
        console.warn(
            "no account is named for the role api, so what the O*NET Web Services say is not kept: "
            "set SKILLGAP_API_USER and SKILLGAP_API_PASSWORD"
        )
        return None
    return server.engine("api", settings.databases.app)
