"""Statements of a killed run that live on in the server: they are ended, and seen to be gone.

A killed client's lock is free at once, while its statement works on until the server
notices. Whoever goes on must not meet what such a statement still writes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from pipeline.errors import SkillgapError
from pipeline.rotation import swap_mark
from pipeline.settings import Settings

LEFTOVER_WAIT = 30.0  # seconds, for a statement that was killed to end
UNKNOWN_THREAD = 1094

_WRITES = ("alter", "create", "delete", "drop", "insert", "load", "replace", "truncate", "update")


def end_leftover_builds(builder: Connection, settings: Settings) -> list[str]:
    """End what dbt of a killed run has at work; call it under the run's locks.

    dbt's comment in front of each statement names the nightly target; an engineer's own
    builds have another one. The statement names the build database.

    Returns:
        One description a statement that was ended.

    Raises:
        SkillgapError: one does not end.
    """
    build = f"`{settings.databases.build}`"
    return _end(
        builder,
        lambda database, statement: (
            statement.startswith("/* {")
            and '"target_name": "nightly"' in statement
            and build in statement
        ),
    )


def end_leftover_loads(loader: Connection, settings: Settings) -> list[str]:
    """End what the loader of a killed run still writes; call it under the run's locks.

    Returns, raises: as :func:`end_leftover_builds`.
    """
    landing = settings.databases.landing
    return _end(
        loader,
        lambda database, statement: (
            database == landing and statement.lstrip(" (").lower().startswith(_WRITES)
        ),
    )


def end_leftover_swaps(publisher: Connection, settings: Settings) -> list[str]:
    """End swaps of a killed publisher, which would move tables after we looked where they are.

    Returns, raises: as :func:`end_leftover_builds`.
    """
    mark = swap_mark(settings.databases)
    return _end(publisher, lambda database, statement: statement.startswith(mark))


def _end(connection: Connection, is_leftover: Callable[[str | None, str], bool]) -> list[str]:
    ended: dict[int, str] = {}
    deadline = time.monotonic() + LEFTOVER_WAIT
    while leftovers := _at_work(connection, is_leftover):
        for connection_id, description in leftovers.items():
            if time.monotonic() > deadline:
                raise _does_not_end(connection_id, description, "it goes on after the kill")
            try:
                connection.execute(text(f"kill {int(connection_id)}"))
            except DBAPIError as error:
                code, *words = error.orig.args
                if code != UNKNOWN_THREAD:
                    raise _does_not_end(connection_id, description, f"{words}") from error
            ended[connection_id] = description
        time.sleep(0.1)
    return list(ended.values())


def _at_work(
    connection: Connection, is_leftover: Callable[[str | None, str], bool]
) -> dict[int, str]:
    rows = connection.execute(
        text(
            "select id, user, db, info from information_schema.processlist "
            "where info is not null and id <> connection_id()"
        )
    )
    return {
        connection_id: f"connection {connection_id} of {user}: {' '.join(statement.split())[:120]}"
        for connection_id, user, database, statement in rows
        if is_leftover(database, statement)
    }


def _does_not_end(connection_id: int, description: str, why: str) -> SkillgapError:
    return SkillgapError(
        "a statement of a killed run is still at work in the server and does not end",
        where=description,
        found=why,
        state="nothing was changed by this run",
        advice=f"end it as an administrator: kill {connection_id}; then run again",
    )
