"""Connections that a service keeps: tried after a rest, replaced if closed, not asked for more."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from pipeline import server
from tests.conftest import Installation

TRIED_OR_ROLLED_BACK = ("Com_admin_commands", "Com_rollback")


@pytest.fixture
def kept(installation: Installation) -> Iterator[Engine]:
    """Hand over an engine that keeps two connections."""
    engine = installation.server.pooled_engine(
        "api", installation.settings.databases.published, 2, 10, autocommit=True
    )
    yield engine
    engine.dispose()


def session(connection: Connection) -> int:
    return connection.exec_driver_sql("select connection_id()").scalar_one()


def close(installation: Installation, number: int) -> None:
    with installation.server.engine("admin", autocommit=True).connect() as connection:
        connection.exec_driver_sql(f"kill {number}")


def asked_beside(connection: Connection) -> dict[str, int]:
    """Return how often this session was tried, or told to roll back."""
    rows = connection.exec_driver_sql("show session status").all()
    return {name: int(value) for name, value in rows if name in TRIED_OR_ROLLED_BACK}


def test_questions_one_after_the_other_ask_nothing_else(kept: Engine) -> None:
    with kept.connect() as connection:
        before, first = asked_beside(connection), session(connection)
    for _ in range(5):
        with kept.connect() as connection:
            connection.exec_driver_sql("select 1")
    with kept.connect() as connection:
        assert session(connection) == first
        assert asked_beside(connection) == before
    assert set(before) == set(TRIED_OR_ROLLED_BACK)


def test_connections_closed_while_they_rested_are_replaced(
    kept: Engine, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept.connect() as one, kept.connect() as other:
        closed = {session(one), session(other)}
    for number in closed:
        close(installation, number)
    monkeypatch.setattr(server, "TRUSTED_FOR", 0)
    with kept.connect() as one, kept.connect() as other:
        assert not closed & {session(one), session(other)}


def test_one_closed_between_two_questions_breaks_off_the_next_and_no_more(
    kept: Engine, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept.connect() as connection:
        closed = session(connection)
    close(installation, closed)
    monkeypatch.setattr(server, "TRUSTED_FOR", math.inf)
    with kept.connect() as connection, pytest.raises(OperationalError):
        session(connection)
    with kept.connect() as connection:
        assert session(connection) != closed
