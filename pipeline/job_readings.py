"""Read the sightings of jobs that landed: texts into typed values, kept in ``job_readings``.

Dates in words, pay and places are no task for SQL, so they are read here
(``extract.jobs.reading``), and dbt takes them from there. What was read by the same rules is not
read again; better rules read all that ever landed once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice

from sqlalchemy import Connection, Engine, delete, func, insert, select

from extract.jobs.reading import READINGS_VERSION, read_sighting
from extract.jobs.visit_files import SIGHTINGS, SOURCE, VISITS
from load.tables import LANDING_TABLES, PROVENANCE, job_readings
from pipeline.console import Console
from pipeline.ledger import ReadyBatch

VERSION = str(READINGS_VERSION)
ROWS_AN_INSERT = 1_000


def read_sightings(engine: Engine, batches: Iterable[ReadyBatch], console: Console) -> None:
    """Read the sightings of every visit that none of these rules has read; drop those of others.

    Args:
        engine: of the loader on ``<prefix>_landing``.
        batches: what staging reads.
        console: says how many were read.
    """
    visits = {batch.batch_id: batch.rows_landed for batch in batches if batch.source == SOURCE}
    readings = job_readings.c
    with engine.begin() as connection:
        stale = readings.rules_version != VERSION
        if visits:
            stale |= readings.batch_id.not_in(visits)
        connection.execute(delete(job_readings).where(stale))
        known = set(connection.scalars(select(readings.batch_id).distinct()))
        landed = _landed(connection, [batch_id for batch_id in visits if batch_id not in known])
    if not landed:
        return
    with console.progress("reading sightings of jobs", unit="sightings") as bar:
        count = 0
        for batch_id in sorted(landed):
            with engine.begin() as connection:  # a visit whole, or not at all
                rows = _readings(connection, batch_id)
                while block := list(islice(rows, ROWS_AN_INSERT)):
                    connection.execute(insert(job_readings), block)
                    bar.advance(len(block))
                    count += len(block)
    console.say(f"read {count:,} sightings of jobs in {len(landed):,} visits")


def _landed(connection: Connection, batch_ids: list[int]) -> dict[int, int]:
    """Return how many sightings landed with each of the visits, if any did."""
    sightings = LANDING_TABLES[SIGHTINGS.table].c
    query = (
        select(sightings.batch_id, func.count())
        .where(sightings.batch_id.in_(batch_ids))
        .group_by(sightings.batch_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)} if batch_ids else {}


def _readings(connection: Connection, batch_id: int) -> Iterator[dict[str, object]]:
    visits = LANDING_TABLES[VISITS.table].c
    time_zone = connection.scalar(select(visits.time_zone).where(visits.batch_id == batch_id))
    table = LANDING_TABLES[SIGHTINGS.table]
    query = (
        select(table)
        .where(table.c.batch_id == batch_id)
        .order_by(table.c.source_file, table.c.source_line)
    )
    for row in connection.execute(query).mappings():
        reading = read_sighting(dict(row), time_zone=time_zone)
        if reading is not None:
            yield (
                {name: row[name] for name in PROVENANCE}
                | asdict(reading)
                | {"rules_version": VERSION}
            )
