"""Bring the tables of ``<prefix>_landing`` to the state the code expects.

MySQL's DDL is not transactional, so every revision under ``migrations/`` is
one operation that may be repeated: a migration killed half-way runs again.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from load.tables import metadata


def migrate(engine: Engine, config: Config) -> list[str]:
    """Run the revisions that the database lacks and return them, oldest first.

    Args:
        engine: connects to ``<prefix>_landing`` as the loader.
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


def alembic_config(root: str) -> Config:
    """Return Alembic's configuration for the migrations of the project in ``root``."""
    config = Config()
    config.set_main_option("script_location", f"{root}/migrations".replace("%", "%%"))
    config.attributes["metadata"] = metadata
    return config
