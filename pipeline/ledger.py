"""The record of runs: when each started and ended, with what, and how.

The tables are described in ``load/tables.py``. All functions take an engine
on ``<prefix>_landing`` and commit what they write at once, so that the record
survives whatever happens next.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Engine, func, select, update

from load.tables import batches, dbt_results, deliveries, quarantine, run_steps, runs
from pipeline.redaction import redacted

if TYPE_CHECKING:
    from pipeline.transform import NodeOutcome

utc_now = func.utc_timestamp(6)
GOOD_STATUSES = ("published", "unchanged")
LONGEST_MESSAGE = 2000  # characters of what dbt says of one model or test


@dataclass(frozen=True)
class Run:
    """One finished or running run, as the ledger holds it; times are UTC."""

    run_id: int
    command: str
    started_at: datetime
    ended_at: datetime | None
    status: str
    exit_code: int | None
    input_fingerprint: str | None
    message: str | None


@dataclass(frozen=True)
class ReadyBatch:
    """A batch that staging reads."""

    batch_id: int
    source: str
    release_name: str
    is_sample: bool
    checksum: str
    released_on: date | None
    ready_at: datetime
    rows_landed: int
    rows_quarantined: int


def open_run(engine: Engine, command: str) -> int:
    """Record the start of a run and return its number."""
    with engine.begin() as connection:
        result = connection.execute(
            runs.insert().values(
                command=command,
                started_at=utc_now,
                status="running",
                host=socket.gethostname()[:255],
                pid=os.getpid(),
            )
        )
        return result.inserted_primary_key[0]


def close_run(
    engine: Engine,
    run_id: int,
    status: str,
    exit_code: int,
    *,
    input_fingerprint: str | None = None,
    invocation_id: str | None = None,
    message: str | None = None,
    seconds: Mapping[str, float] | None = None,
) -> None:
    """Record the end of a run: status ``published``, ``unchanged`` or ``failed``.

    Args:
        seconds: how long each step took, in the order they were taken.
    """
    with engine.begin() as connection:
        if seconds:
            connection.execute(
                run_steps.insert(),
                [
                    {"run_id": run_id, "position": position, "step": step, "seconds": taken}
                    for position, (step, taken) in enumerate(seconds.items(), start=1)
                ],
            )
        connection.execute(
            update(runs)
            .where(runs.c.run_id == run_id)
            .values(
                ended_at=utc_now,
                status=status,
                exit_code=exit_code,
                input_fingerprint=input_fingerprint,
                invocation_id=invocation_id,
                message=redacted(message) if message else message,
            )
        )


def record_build(
    engine: Engine, run_id: int, invocation_id: str, outcomes: Iterable[NodeOutcome]
) -> None:
    """Record what became of each model and test of a build, whether it failed or not."""
    rows = [
        {
            "invocation_id": invocation_id,
            "node": outcome.unique_id[:255],
            "run_id": run_id,
            "name": outcome.name[:255],
            "kind": outcome.kind,
            "status": outcome.status,
            "seconds": outcome.seconds,
            "failures": outcome.failures,
            "message": redacted(outcome.message)[:LONGEST_MESSAGE] or None,
        }
        for outcome in outcomes
    ]
    if rows:
        with engine.begin() as connection:
            connection.execute(dbt_results.insert(), rows)


def mark_killed_runs(engine: Engine) -> list[int]:
    """Mark runs that never ended as killed and return their numbers; call it under the lock."""
    with engine.begin() as connection:
        killed = list(connection.scalars(select(runs.c.run_id).where(runs.c.status == "running")))
        connection.execute(
            update(runs)
            .where(runs.c.run_id.in_(killed))
            .values(status="killed", ended_at=utc_now, message="the process ended without a word")
        )
    return killed


def last_runs(engine: Engine, limit: int) -> Sequence[Run]:
    """Return the last runs, newest first."""
    query = (
        select(*(runs.c[name] for name in Run.__dataclass_fields__))
        .order_by(runs.c.run_id.desc())
        .limit(limit)
    )
    with engine.connect() as connection:
        return [Run(*row) for row in connection.execute(query)]


def last_good_run(engine: Engine) -> Run | None:
    """Return the newest run that published or found everything unchanged."""
    query = (
        select(*(runs.c[name] for name in Run.__dataclass_fields__))
        .where(runs.c.status.in_(GOOD_STATUSES))
        .order_by(runs.c.run_id.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    return Run(*row) if row else None


def ready_batches(engine: Engine) -> list[ReadyBatch]:
    """Return the batches that staging reads, by source and release: the newest of each release."""
    newest = (
        select(func.max(batches.c.batch_id))
        .where(batches.c.status.in_(("landed", "ready")))
        .group_by(batches.c.source, batches.c.release_name)
    )
    query = (
        select(
            batches.c.batch_id,
            batches.c.source,
            batches.c.release_name,
            batches.c.is_sample,
            batches.c.checksum,
            batches.c.released_on,
            batches.c.ready_at,
            func.coalesce(func.sum(deliveries.c.rows_landed), 0),
            func.coalesce(func.sum(deliveries.c.rows_quarantined), 0),
        )
        .outerjoin(deliveries, deliveries.c.batch_id == batches.c.batch_id)
        .where(batches.c.batch_id.in_(newest))
        .group_by(batches.c.batch_id)
        .order_by(batches.c.source, batches.c.released_on, batches.c.batch_id)
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    return [ReadyBatch(*row[:-2], int(row[-2]), int(row[-1])) for row in rows]


def quarantined_lines(engine: Engine, source: str | None, limit: int) -> Sequence[Sequence[object]]:
    """Return ``(source, release, status, file, line, reason, detail)``, newest batch first."""
    query = (
        select(
            batches.c.source,
            batches.c.release_name,
            batches.c.status,
            quarantine.c.source_file,
            quarantine.c.source_line,
            quarantine.c.reason,
            quarantine.c.detail,
        )
        .join(batches, batches.c.batch_id == quarantine.c.batch_id)
        .order_by(quarantine.c.batch_id.desc(), quarantine.c.source_file, quarantine.c.source_line)
        .limit(limit)
    )
    if source is not None:
        query = query.where(batches.c.source == source)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]
