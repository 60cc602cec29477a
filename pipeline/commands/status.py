"""``status``: what readers see, what is landed, how fresh it is, and how the last runs went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click
from sqlalchemy import Engine

from extract.sources import SOURCES
from load.schema import alembic_config, lacking_revisions
from pipeline import build_history, databases, ledger
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.freshness import TROUBLE, Freshness, freshness
from pipeline.publish import live_invocation
from pipeline.releases import published_releases
from pipeline.server import Server, find_or_start
from pipeline.settings import Settings


@click.command("status")
@click.option("--runs", "limit", default=10, show_default=True, help="How many runs to list.")
@click.option(
    "--durations",
    is_flag=True,
    help="Instead: the slowest models and tests and the steps of the last build, each against "
    "the median of the builds before.",
)
@click.option(
    "--failures", is_flag=True, help="Instead: which models and tests failed in which run."
)
@click.option(
    "--check",
    is_flag=True,
    help="End with 1 if the last run failed or left a source out, or something is late.",
)
@click.pass_obj
def command(context, limit: int, durations: bool, failures: bool, check: bool) -> int:
    """Show what is published, what is landed and how old, and how the last runs went.

    Times are UTC. A source is late when its newest release is older than its rhythm allows,
    the nightly run when no run was good for 30 hours. Models and tests of old builds are in
    the table dbt_results of the landing database, steps in run_steps.

    \b
    ./run_pipeline.sh status --durations       what takes long, and longer than before
    ./run_pipeline.sh status --check           for a monitor: exit 1 asks for a look
    """
    settings, console = context.settings, context.console
    server = find_or_start(settings, console)
    databases.create(server, settings)
    engine = server.engine("loader", settings.databases.landing)
    if not _has_ledger(engine, settings, console):
        return 1 if check else 0
    if durations or failures:
        if durations:
            _show_durations(engine, limit, console)
        if durations and failures:
            console.skip_line()
        if failures:
            _show_failures(engine, limit, console)
        return 0
    _show_published(server, settings, console)
    console.skip_line()
    _show_landed(ledger.ready_batches(engine), console)
    console.skip_line()
    fresh = freshness(engine)
    _show_freshness(fresh, console)
    console.skip_line()
    _show_runs(engine, limit, console)
    return 1 if check and any(each.state in TROUBLE for each in fresh) else 0


def _has_ledger(engine: Engine, settings: Settings, console: Console) -> bool:
    """Tell whether there is a ledger to show.

    Raises:
        SkillgapError: it is of an older version of this project.
    """
    lacking, current = lacking_revisions(engine, alembic_config(settings.root))
    if current is None:
        console.say("nothing was ever run here; start with ./run_pipeline.sh")
        return False
    if lacking:
        raise SkillgapError(
            "the ledger is of an older version of this project",
            where=f"database {settings.databases.landing}",
            found=f"revision {current}",
            expected=f"revision {lacking[-1]}",
            advice="./run_pipeline.sh run brings it up to date",
        )
    return True


def _show_published(server: Server, settings: Settings, console: Console) -> None:
    if live_invocation(server, settings) is None:
        console.say("nothing is published yet; start with ./run_pipeline.sh")
        return
    with server.engine("reader", settings.databases.published).connect() as connection:
        releases = published_releases(connection)
    console.table(
        ("source", "release", "of", "sample", "batch", "run", "published"),
        [
            (
                each.source,
                each.release_name,
                str(each.released_on or ""),
                bool(each.is_sample),
                each.batch_id,
                each.run_id,
                f"{each.published_at:%Y-%m-%d %H:%M}",
            )
            for each in releases
        ],
        title="published",
    )


def _show_landed(batches: list[ledger.ReadyBatch], console: Console) -> None:
    if not batches:
        console.say("nothing is landed yet")
        return
    histories = {name for name, source in SOURCES.items() if source.is_history}
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
            for b in [
                *(batch for batch in batches if batch.source not in histories),
                *(
                    _as_one([batch for batch in batches if batch.source == name])
                    for name in sorted(histories & {batch.source for batch in batches})
                ),
            ]
        ],
        title="landed",
    )


def _as_one(history: list[ledger.ReadyBatch]) -> ledger.ReadyBatch:
    """Show the deliveries of a source that become many as one, the newest with the sums of all."""
    return replace(
        max(history, key=lambda batch: batch.batch_id),
        release_name=f"{len(history):,} deliveries",
        rows_landed=sum(batch.rows_landed for batch in history),
        rows_quarantined=sum(batch.rows_quarantined for batch in history),
    )


def _show_freshness(fresh: list[Freshness], console: Console) -> None:
    console.table(
        ("what", "newest", "of", "landed", "age", "state", "what to do"),
        [
            (
                each.subject,
                each.newest,
                f"{each.since:%Y-%m-%d}" if each.since else "",
                f"{each.arrived:%Y-%m-%d}" if each.arrived else "",
                _age(each),
                each.state,
                each.advice,
            )
            for each in fresh
        ],
        title="freshness",
    )


def _show_runs(engine: Engine, limit: int, console: Console) -> None:
    last = ledger.last_runs(engine, limit)
    steps = build_history.steps_of(engine, [run.run_id for run in last])
    console.table(
        ("run", "command", "started", "seconds", "status", "exit", "steps", "message"),
        [
            (
                run.run_id,
                run.command,
                f"{run.started_at:%Y-%m-%d %H:%M:%S}",
                (run.ended_at - run.started_at).total_seconds() if run.ended_at else None,
                run.status,
                run.exit_code,
                ", ".join(f"{step} {seconds:.1f}" for step, seconds in steps.get(run.run_id, ())),
                (run.message or "").split("\n")[0],
            )
            for run in last
        ],
        title="runs",
    )


def _show_durations(engine: Engine, limit: int, console: Console) -> None:
    title = "steps of the last run that published"
    _show_table_of_durations(title, build_history.step_durations(engine), console)
    console.skip_line()
    title = "slowest of the last build"
    _show_table_of_durations(title, build_history.node_durations(engine, limit), console)


def _show_table_of_durations(
    title: str, found: Sequence[build_history.Duration], console: Console
) -> None:
    console.table(
        ("name", "kind", "seconds", "usual", "times usual", "builds before"),
        [(d.name, d.kind, d.seconds, d.usual, d.ratio, d.times) for d in found],
        title=title,
    )


def _show_failures(engine: Engine, limit: int, console: Console) -> None:
    found = build_history.failed_nodes(engine, limit)
    if not found:
        console.say("no model or test of a recorded build failed")
        return
    console.table(
        ("run", "started", "kind", "name", "rows", "message"),
        [
            (f.run_id, f"{f.started_at:%Y-%m-%d %H:%M}", f.kind, f.name, f.failures, f.message)
            for f in found
        ],
        title="failures",
    )


def _age(each: Freshness) -> str:
    if each.age is None:
        return ""
    hours = each.age.total_seconds() / 3600
    return f"{hours:.0f} h" if abs(hours) < 72 else f"{hours / 24:.0f} days"
