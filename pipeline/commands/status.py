"""``status``: what readers see, what is landed, and how the last runs went."""

from __future__ import annotations

import click
from sqlalchemy import text

from pipeline import ledger
from pipeline.publish import live_invocation
from pipeline.server import find_or_start

RELEASES = (
    "select source, release_name, released_on, is_sample, batch_id, run_id, published_at "
    "from published_releases order by source"
)


@click.command("status")
@click.option("--runs", "limit", default=10, show_default=True, help="How many runs to list.")
@click.pass_obj
def command(context, limit: int) -> None:
    """Show what is published, what is landed, and how the last runs went (times are UTC)."""
    settings, console = context.settings, context.console
    server = find_or_start(settings, console)
    if live_invocation(server, settings) is None:
        console.say("nothing is published yet; start with ./run_pipeline.sh")
        return
    with server.engine("reader", settings.databases.published).connect() as connection:
        releases = [tuple(row) for row in connection.execute(text(RELEASES))]
    console.table(
        ("source", "release", "of", "sample", "batch", "run", "published"),
        [
            (source, name, str(on or ""), bool(sample), batch, run, f"{at:%Y-%m-%d %H:%M}")
            for source, name, on, sample, batch, run, at in releases
        ],
        title="published",
    )
    engine = server.engine("loader", settings.databases.landing)
    console.table(
        ("source", "release", "batch", "rows landed", "quarantined", "ready since"),
        [
            (
                b.source,
                b.release_name,
                b.batch_id,
                b.rows_landed,
                b.rows_quarantined,
                f"{b.ready_at:%Y-%m-%d %H:%M}",
            )
            for b in ledger.ready_batches(engine)
        ],
        title="landed",
    )
    console.table(
        ("run", "started", "seconds", "status", "exit", "message"),
        [
            (
                run.run_id,
                f"{run.started_at:%Y-%m-%d %H:%M:%S}",
                (run.ended_at - run.started_at).total_seconds() if run.ended_at else None,
                run.status,
                run.exit_code,
                (run.message or "").split("\n")[0],
            )
            for run in ledger.last_runs(engine, limit)
        ],
        title="runs",
    )
