"""Reads what an installation of a test has published and landed, to compare before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from tests.conftest import Installation


def checksums(installation: Installation) -> dict[str, tuple]:
    """Return name -> (checksum, rows) of every published table."""
    return relation_checksums(installation, installation.settings.databases.published)


def relation_checksums(installation: Installation, database: str) -> dict[str, tuple]:
    """Return name -> (checksum, rows) of every table of a database."""
    with installation.server.engine("admin", database).connect() as connection:
        tables = connection.scalars(
            text(
                "select table_name from information_schema.tables "
                "where table_schema = database() and table_type = 'BASE TABLE'"
            )
        ).all()
        return {
            table: (
                connection.execute(text(f"checksum table `{table}`")).one()[1],
                connection.scalar(text(f"select count(*) from `{table}`")),
            )
            for table in tables
        }


def published_rows(installation: Installation, query: str) -> list[tuple]:
    """Return what a reader of the published tables gets."""
    database = installation.settings.databases.published
    with installation.server.engine("reader", database).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def landing_rows(installation: Installation, query: str) -> list[tuple]:
    """Return rows of the landing tables and the ledger."""
    database = installation.settings.databases.landing
    with installation.server.engine("admin", database).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def rows_read(connection: Connection) -> int:
    """Return how many rows and keys this session has read so far."""
    counters = text(
        "show session status where variable_name in ('Handler_read_first', 'Handler_read_key', "
        "'Handler_read_next', 'Handler_read_rnd_next')"
    )
    return sum(int(count) for _, count in connection.execute(counters))
