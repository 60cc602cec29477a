"""The tables of landing and of the app are built by migrations, and equal what the code says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from load.schema import METADATA, Database, alembic_config, current_revision, migrate
from pipeline import databases
from pipeline.settings import ROOT

CHAINS: tuple[Database, ...] = ("landing", "app")


@dataclass(frozen=True)
class Chain:
    """A database that migrations build, and its revisions, oldest first."""

    database: Database
    engine: Engine

    @property
    def revisions(self) -> list[str]:
        scripts = ScriptDirectory.from_config(alembic_config(ROOT, self.database))
        return [script.revision for script in scripts.walk_revisions()][::-1]

    def migrate(self) -> list[str]:
        return migrate(self.engine, alembic_config(ROOT, self.database))


@pytest.fixture
def chain_of(installation) -> Callable[[Database], Chain]:
    def of(database: Database) -> Chain:
        name = getattr(installation.settings.databases, database)
        return Chain(database, installation.server.engine("loader", name))

    return of


@pytest.fixture(params=CHAINS)
def chain(request, chain_of) -> Chain:
    return chain_of(request.param)


def differences(chain: Chain) -> list:
    with chain.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, METADATA[chain.database])


def downgrade(chain: Chain, revision: str) -> None:
    config = alembic_config(ROOT, chain.database)
    with chain.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def definitions(chain: Chain) -> dict[str, str]:
    with chain.engine.connect() as connection:
        return {
            table: connection.execute(text(f"show create table `{table}`")).one()[1]
            for table in inspect(chain.engine).get_table_names()
        }


def test_migrations_build_what_the_metadata_says(chain):
    assert differences(chain) == []


def test_up_down_up_ends_equal(chain):
    before = definitions(chain)
    downgrade(chain, "base")
    assert inspect(chain.engine).get_table_names() == ["alembic_version"]
    chain.migrate()
    assert definitions(chain) == before


def test_migrating_twice_does_nothing(chain):
    assert chain.migrate() == []


def test_every_revision_runs_again_after_a_kill_before_its_record(chain):
    """MySQL commits each DDL at once: a kill can leave a table without its revision's record."""
    before = definitions(chain)
    with chain.engine.begin() as connection:
        connection.execute(text("delete from alembic_version"))
        assert current_revision(connection) is None
    assert chain.migrate() == chain.revisions
    assert definitions(chain) == before


@pytest.mark.parametrize("database", CHAINS)
def test_a_chain_of_revisions_is_told_in_one_line(installation, chain_of, database):
    chain = chain_of(database)
    with chain.engine.begin() as connection:
        connection.execute(text("delete from alembic_version"))
    told = databases.migrate(installation.server, installation.settings)
    assert told == [
        f"migrated the {database} tables to revision {chain.revisions[-1]}, "
        f"{len(chain.revisions)} steps"
    ]
    assert databases.migrate(installation.server, installation.settings) == []


@pytest.mark.parametrize(
    ("database", "table", "column"),
    [
        ("landing", "onet_ratings", "domain_source"),
        ("app", "occupation_notes", "kenya_notes"),
    ],
)
def test_a_difference_would_be_found(chain_of, database, table, column):
    chain = chain_of(database)
    with chain.engine.begin() as connection:
        connection.execute(text(f"alter table {table} drop column {column}"))
    assert [change[0] for change in differences(chain)] == ["add_column"]
