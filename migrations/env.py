"""Alembic's entry: runs revisions on the connection it is given.

``./run_pipeline.sh`` hands in a connection. ``alembic revision`` and the other
commands of an engineer read the settings and find the server by themselves; they
are of the landing database, whose revisions lie in ``versions`` (``app`` holds those
of ``<prefix>_app``, each written by hand).
"""

from alembic import context

from load.tables import metadata


def run(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata", metadata),
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_from_the_command_line() -> None:
    from pipeline.console import Console
    from pipeline.server import find_or_start
    from pipeline.settings import read_settings

    settings = read_settings()
    server = find_or_start(settings, Console())
    with server.engine("loader", settings.databases.landing).connect() as connection:
        run(connection)
        connection.commit()


if "connection" in context.config.attributes:
    run(context.config.attributes["connection"])
else:
    run_from_the_command_line()
