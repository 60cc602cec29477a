"""What is compared of the listings of jobs, and which of them were found to be one posting.

A listing is as its fullest sighting says: the newest that has a description, if any has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from load.tables import job_duplicates

ROWS_AN_INSERT = 2_000
ROWS_A_FETCH = 500

_LISTINGS = text(
    """
with seen as (
    select
        readings.*,
        row_number() over (
            partition by board, external_id
            order by description_hash is null, fetched_at desc, batch_id desc, source_line desc
        ) as fullest,
        min(fetched_at) over (partition by board, external_id) as first_seen_at,
        max(fetched_at) over (partition by board, external_id) as last_seen_at,
        min(case when posted_precision in ('day', 'week') then posted_on end) over (
            partition by board, external_id
        ) as first_posted_on
    from job_readings as readings
)
select
    seen.board,
    seen.external_id,
    sightings.title,
    sightings.employer,
    sightings.place,
    seen.town,
    seen.county,
    seen.first_posted_on as posted_on,
    seen.first_seen_at,
    seen.last_seen_at,
    case when seen.deadline_is_stated then seen.deadline_on end as deadline_on,
    seen.salary_min,
    seen.salary_max,
    seen.salary_currency,
    seen.salary_period,
    sightings.description
from seen
inner join job_sightings as sightings
    on
        seen.batch_id = sightings.batch_id
        and seen.source_file = sightings.source_file
        and seen.source_line = sightings.source_line
where seen.fullest = 1
"""
)


def listings(connection: Connection) -> Iterator[Mapping[str, Any]]:
    """Yield what is compared of each listing whose sightings were read, in any order."""
    streamed = connection.execution_options(stream_results=True, max_row_buffer=ROWS_A_FETCH)
    yield from streamed.execute(_LISTINGS).mappings()


def found_in(connection: Connection) -> set[str]:
    """Return by what the kept duplicates were found: one checksum, or none if there are none."""
    return set(connection.scalars(select(job_duplicates.c.found_in).distinct()))


def keep(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> int:
    """Put ``rows`` in the place of all duplicates and return how many there are; no commit."""
    connection.execute(delete(job_duplicates))
    remaining, count = iter(rows), 0
    while block := [dict(row) for row in islice(remaining, ROWS_AN_INSERT)]:
        connection.execute(insert(job_duplicates), block)
        count += len(block)
    return count
