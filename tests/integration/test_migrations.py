"""The landing tables are built by migrations, and equal what the contracts say."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from load.schema import alembic_config, current_revision, migrate
from load.tables import metadata
from pipeline import databases
from pipeline.settings import ROOT


@pytest.fixture
def landing(installation):
    return installation.server.engine("loader", installation.settings.databases.landing)


def differences(engine) -> list:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)


def downgrade(engine, revision: str) -> None:
    config = alembic_config(ROOT)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def definitions(engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {
            table: connection.execute(text(f"show create table `{table}`")).one()[1]
            for table in inspect(engine).get_table_names()
        }


def test_migrations_build_what_the_metadata_says(landing):
    assert differences(landing) == []


def test_up_down_up_ends_equal(landing):
    before = definitions(landing)
    downgrade(landing, "base")
    assert inspect(landing).get_table_names() == ["alembic_version"]
    migrate(landing, alembic_config(ROOT))
    assert definitions(landing) == before


def test_migrating_twice_does_nothing(landing):
    assert migrate(landing, alembic_config(ROOT)) == []


def test_every_revision_runs_again_after_a_kill_before_its_record(landing):
    """MySQL commits each DDL at once: a kill can leave a table without its revision's record."""
    scripts = ScriptDirectory.from_config(alembic_config(ROOT))
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    before = definitions(landing)
    with landing.begin() as connection:
        connection.execute(text("delete from alembic_version"))
        assert current_revision(connection) is None
    assert migrate(landing, alembic_config(ROOT)) == revisions
    assert definitions(landing) == before


def test_a_chain_of_revisions_is_told_in_one_line(installation, landing):
    revisions = [
        each.revision for each in ScriptDirectory.from_config(alembic_config(ROOT)).walk_revisions()
    ]
    with landing.begin() as connection:
        connection.execute(text("delete from alembic_version"))
    told = databases.migrate(installation.server, installation.settings)
    assert told == [
        f"migrated the landing tables to revision {revisions[0]}, {len(revisions)} steps"
    ]
    assert databases.migrate(installation.server, installation.settings) == []


def test_a_difference_would_be_found(landing):
    with landing.begin() as connection:
        connection.execute(text("alter table onet_ratings drop column domain_source"))
    assert [change[0] for change in differences(landing)] == ["add_column"]
