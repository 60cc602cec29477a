"""``quarantine``: the lines that did not have the shape of their file's contract."""

from __future__ import annotations

import click

from load.schema import alembic_config, lacking_revisions
from pipeline import databases, ledger
from pipeline.server import find_or_start


@click.command("quarantine")
@click.option("--source", help="Only this source, for example onet.")
@click.option("--limit", default=100, show_default=True, help="How many lines to list.")
@click.pass_obj
def command(context, source: str | None, limit: int) -> None:
    """List what was refused while loading, with file, line and reason, newest batch first.

    Rows refused for their meaning (a rating outside its scale, an unknown element) are in
    the tables stg_*_rejected of the build database.
    """
    settings = context.settings
    server = find_or_start(settings, context.console)
    databases.create(server, settings)
    engine = server.engine("loader", settings.databases.landing)
    if lacking_revisions(engine, alembic_config(settings.root))[1] is None:
        context.console.say("nothing was ever run here; start with ./run_pipeline.sh")
        return
    lines = ledger.quarantined_lines(engine, source, limit)
    if not lines:
        context.console.say("nothing is quarantined")
        return
    context.console.table(
        ("source", "release", "batch is", "file", "line", "reason", "detail"), lines
    )
