"""Bring the tables of ``<prefix>_landing`` and ``<prefix>_app`` to the state the code expects.

MySQL's DDL is not transactional, so every revision under ``migrations/`` is
one operation that may be repeated: a migration killed half-way runs again.
"""

from __future__ import annotations

from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from load import app_tables, tables

Database = Literal["landing", "app"]

METADATA = {"landing": tables.metadata, "app": app_tables.metadata}
VERSIONS = {"landing": "versions", "app": "app"}  # folders below migrations


def migrate(engine: Engine, config: Config) -> list[str]:
    """Run the revisions that the database lacks and return them, oldest first.

    Args:
        engine: connects as the loader to the database that ``config`` is for.
        config: where the migrations lie; see :func:`alembic_config`.
    """
    lacking, _ = lacking_revisions(engine, config)
    if not lacking:
        return []
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    return lacking


def lacking_revisions(engine: Engine, config: Config) -> tuple[list[str], str | None]:
    """Return the revisions that the database lacks, oldest first, and the one it is at."""
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = current_revision(connection)
    head = scripts.get_current_head()
    if current == head:
        return [], current
    return [script.revision for script in scripts.iterate_revisions(head, current)][::-1], current


def current_revision(connection: Connection) -> str | None:
    """Return the revision the database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def alembic_config(root: str, database: Database = "landing") -> Config:
    """Return Alembic's configuration for the migrations of one database.

    Args:
        root: the project folder.
        database: which of the databases that migrations build.
    """
    migrations = f"{root}/migrations".replace("%", "%%")
    config = Config()
    config.set_main_option("script_location", migrations)
    config.set_main_option("path_separator", "newline")  # of version_locations; no path has one
    config.set_main_option("version_locations", f"{migrations}/{VERSIONS[database]}")
    config.attributes["metadata"] = METADATA[database]
    return config
