"""Throw away what nobody needs any more, at the end of a run; never what readers look at.

Landed rows go as soon as no build reads their batch; quarantined lines of refused and
replaced batches after ``quarantine_days``, the record of runs after ``ledger_days``. The
releases that are ready stay, with their quarantine, however old: they can be compared.
In the build database whatever is of no model goes: of models that no longer exist, or
left by a killed dbt.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pymysql
from sqlalchemy import Connection, delete, exists, func, select, text
from sqlalchemy.exc import DBAPIError

from load.batches import discard_retired
from load.tables import (
    batches,
    dbt_results,
    deliveries,
    publications,
    quarantine,
    run_steps,
    runs,
)
from pipeline import ledger
from pipeline.console import Console
from pipeline.publish import live_invocation, previous_invocation
from pipeline.rotation import SUFFIXES
from pipeline.server import Server
from pipeline.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

OVER = ("refused", "retired")  # batches that nothing reads
RELATIONS = ("model", "seed", "snapshot")
DAY = 86_400  # seconds


@dataclass
class Tidied:
    """How much was thrown away."""

    batches_emptied: int = 0
    quarantined_lines: int = 0
    runs: int = 0
    batches: int = 0
    build_leftovers: int = 0
    files: int = 0

    def __str__(self) -> str:
        said = (
            (self.batches_emptied, "batches' landed rows"),
            (self.quarantined_lines, "quarantined lines"),
            (self.runs, "runs"),
            (self.batches, "batches"),
            (self.build_leftovers, "leftovers in the build database"),
            (self.files, "files"),
        )
        return ", ".join(f"{count:,} {what}" for count, what in said if count)


def tidy(settings: Settings, server: Server, manifest: Manifest | None, console: Console) -> Tidied:
    """Throw away what is over; call it under the run's locks.

    What cannot be had now, because somebody holds a lock on it, is left to the next run:
    it is a warning, for the night's work is done by then.

    Args:
        manifest: of the build of this run; without one, the build database is left alone.
    """
    tidied = Tidied()
    loader = server.engine("loader", settings.databases.landing)
    try:
        with loader.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, pymysql.connections.Connection)
            tidied.batches_emptied = discard_retired(raw)
        kept_sets = {live_invocation(server, settings), previous_invocation(server, settings)}
        with loader.begin() as connection:
            tidied.quarantined_lines = _forget_lines(connection, settings.keep_quarantine_days)
            tidied.batches, tidied.runs = _forget_runs(
                connection, settings.keep_ledger_days, {each for each in kept_sets if each}
            )
        if manifest is not None:
            tidied.build_leftovers = _drop_build_leftovers(settings, server, manifest, console)
    except (DBAPIError, pymysql.err.Error) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        console.warn(f"the rest of the tidying is left to the next run: {reason}")
    tidied.files = _remove_old_files(settings)
    if str(tidied):
        console.say(f"tidied away: {tidied}", **vars(tidied))
    return tidied


def _before(days: int):
    return func.date_sub(func.utc_timestamp(6), text(f"interval {int(days)} day"))


def _forget_lines(connection: Connection, days: int) -> int:
    """Delete quarantined lines of batches that are over and older than ``days``."""
    over = select(batches.c.batch_id).where(
        batches.c.status.in_(OVER), batches.c.started_at < _before(days)
    )
    old = connection.scalars(over).all()
    return _delete(connection, quarantine, quarantine.c.batch_id, old)


def _forget_runs(connection: Connection, days: int, kept_sets: Collection[str]) -> tuple[int, int]:
    """Delete the record of runs and batches older than ``days``; return how many of each.

    What stays: the last good run and the last that published, batches that are read, and
    the runs that loaded or published what can be seen or stepped back to.
    """
    good = (
        select(func.max(runs.c.run_id)).where(runs.c.status == status)
        for status in ledger.GOOD_STATUSES
    )
    kept_runs = {run_id for query in good if (run_id := connection.scalar(query))}
    newest_set = connection.scalar(
        select(publications.c.invocation_id).order_by(publications.c.run_id.desc()).limit(1)
    )
    kept_runs |= set(
        connection.scalars(
            select(publications.c.run_id).where(
                publications.c.invocation_id.in_({*kept_sets, newest_set})
            )
        )
    )
    old_runs = connection.scalars(
        select(runs.c.run_id).where(
            runs.c.started_at < _before(days),
            runs.c.status != "running",
            runs.c.run_id.not_in(kept_runs),
        )
    ).all()
    _delete(connection, dbt_results, dbt_results.c.run_id, old_runs)
    _delete(connection, run_steps, run_steps.c.run_id, old_runs)
    connection.execute(
        delete(publications).where(
            publications.c.run_id.in_(old_runs),
            publications.c.invocation_id.not_in({*kept_sets, newest_set}),
        )
    )
    old_batches = connection.scalars(
        select(batches.c.batch_id).where(
            batches.c.status.in_(OVER), batches.c.started_at < _before(days)
        )
    ).all()
    for table in (quarantine, deliveries, batches):
        _delete(connection, table, table.c.batch_id, old_batches)
    unread = [
        run_id
        for run_id in old_runs
        if not connection.scalar(
            select(
                exists().where(batches.c.run_id == run_id)
                | exists().where(publications.c.run_id == run_id)
            )
        )
    ]
    return len(old_batches), _delete(connection, runs, runs.c.run_id, unread)


def _delete(connection: Connection, table, column, values: Collection) -> int:
    if not values:
        return 0
    return connection.execute(delete(table).where(column.in_(values))).rowcount


def _drop_build_leftovers(
    settings: Settings, server: Server, manifest: Manifest, console: Console
) -> int:
    """Drop the tables and views of the build database that are of no model."""
    build = settings.databases.build
    known = {
        node.alias
        for node in manifest.nodes.values()
        if node.resource_type in RELATIONS and node.schema == build
    }
    dropped = 0
    with server.engine("builder", autocommit=True).connect() as connection:
        connection.execute(text("set session lock_wait_timeout = 1"))
        found = connection.execute(
            text(
                "select table_name, table_type from information_schema.tables "
                "where table_schema = :build order by table_type desc, table_name"
            ),
            {"build": build},
        ).all()
        for name, kind in found:
            if name in known or name.endswith(SUFFIXES):  # the latter are the publish step's own
                continue
            what = "view" if kind == "VIEW" else "table"
            quoted = f"`{build}`.`{name.replace('`', '``')}`"  # whatever somebody has called it
            try:
                connection.exec_driver_sql(f"drop {what} {quoted}".replace("%", "%%"))
                dropped += 1
            except DBAPIError as error:
                console.warn(f"{build}.{name} stays until the next run: {error.orig}")
    return dropped


def _remove_old_files(settings: Settings) -> int:
    """Remove what dbt compiled of models that are gone, and parts that a kill left."""
    now = time.time()
    old_parts = (p for p in settings.local.glob("*.part") if now - _written(p) > DAY)
    compiled = (
        path
        for folder in ("compiled", "run")
        for path in (settings.local / "dbt" / folder).rglob("*.sql")
        if now - _written(path) > settings.keep_ledger_days * DAY
    )
    removed = 0
    for path in [*old_parts, *compiled]:
        path.unlink(missing_ok=True)
        removed += 1
    return removed


def _written(path: Path) -> float:
    return path.stat().st_mtime
