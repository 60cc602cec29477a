"""An installation of its own for a benchmark, on our private server, dropped at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from pipeline import databases
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.server import Server, find_or_start
from pipeline.settings import ROLES, Settings, read_settings

PREFIX = "sgbench"


@contextmanager
def thrown_away(console: Console) -> Iterator[tuple[Server, Settings]]:
    """Make empty databases with the prefix ``sgbench``; drop them at the end.

    Raises:
        UsageError: the settings name a server that is not ours.
    """
    settings = replace(read_settings(), prefix=PREFIX)
    server = find_or_start(settings, console)
    if not server.is_ours:
        raise UsageError("the benchmark makes and drops databases, so it wants our own server")
    databases.create(server, settings)
    try:
        with tempfile.TemporaryDirectory() as local:
            yield (
                server,
                replace(
                    settings,
                    local=Path(local),
                    endpoint=server.endpoint,
                    role_accounts={role: server.accounts[role] for role in ROLES},
                ),
            )
    finally:
        with server.engine("admin", autocommit=True).connect() as connection:
            for name in settings.databases.all():
                connection.execute(text(f"drop database if exists `{name}`"))
