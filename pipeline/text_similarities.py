"""Compare what is written of the occupations of the release that is to be published.

Words are no task for SQL, so they are compared here (``match.occupation_texts``), written to the
landing table ``occupation_text_similarities``, and dbt takes them from there. What was compared by
the same rules for the same delivery is not compared again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import pymysql
from sqlalchemy import Connection, Engine, select

from extract.sources import title_of
from load.tables import LANDING_TABLES
from load.text_similarities import drop_others, keep, kept
from match.occupation_texts import TEXTS_VERSION, OccupationTexts, text_similarities
from pipeline.console import Console
from pipeline.ledger import ReadyBatch

VERSION = str(TEXTS_VERSION)

_CODE = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")
_NOTHING = {"", "n/a"}


def compare_texts(
    engine: Engine, batches: Iterable[ReadyBatch], release: str | None, console: Console
) -> None:
    """Compare the occupations of the current release, unless that was done, and drop the others.

    Args:
        engine: of the loader on ``<prefix>_landing``.
        batches: what staging reads.
        release: name of the release to publish; None for the newest.
        console: says what was compared.

    Raises:
        LandingMismatch: the server stored other pairs than were sent.
    """
    current = current_release(batches, release)
    batch_id = current.batch_id if current else None
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, pymysql.connections.Connection)
        drop_others(raw, batch_id, VERSION)
        if current is not None and not kept(raw, current.batch_id, VERSION):
            occupations = list(_occupations(connection, current.batch_id))
            title = title_of(current.source, current.release_name)
            with console.progress(f"comparing the texts of {title}", unit="occupations") as bar:
                pairs = (
                    (pair.code, pair.other_code, pair.tasks, pair.activities, pair.titles)
                    for pair in text_similarities(occupations)
                )
                count = keep(raw, current.batch_id, VERSION, pairs)
                bar.advance(len(occupations))
            console.say(
                f"compared the tasks, activities and titles of {len(occupations):,} occupations "
                f"of {title}: {count:,} pairs"
            )
        raw.commit()


def current_release(batches: Iterable[ReadyBatch], release: str | None) -> ReadyBatch | None:
    """Return the batch that the marts are built of, as the model ``int_onet__current_batch`` does.

    The named release, else the newest; the sample only where there is nothing else.
    """
    candidates = [
        batch
        for batch in batches
        if batch.source == "onet" and (not release or batch.release_name == release)
    ]
    return max(
        candidates,
        key=lambda batch: (not batch.is_sample, batch.released_on or date.min, batch.batch_id),
        default=None,
    )


def _occupations(connection: Connection, batch_id: int) -> Iterator[OccupationTexts]:
    """Yield what landed of each occupation of the delivery that has a well-formed code."""
    tasks, activities, titles = (
        _texts(connection, batch_id, table, column)
        for table, column in (
            ("onet_task_statements", "task"),
            ("onet_tasks_to_dwas", "dwa_element_id"),
            ("onet_job_titles", "job_title"),
        )
    )
    own = _texts(connection, batch_id, "onet_occupation_data", "title")
    for code in filter(_CODE.fullmatch, own):
        yield OccupationTexts(
            code,
            tuple(tasks.get(code, ())),
            tuple(activities.get(code, ())),
            (*own[code], *titles.get(code, ())),
        )


def _texts(connection: Connection, batch_id: int, table: str, column: str) -> dict[str, list[str]]:
    """Return one column of a landed table by occupation code, in the order of the file."""
    landed = LANDING_TABLES[table].c
    query = (
        select(landed.onet_soc_code, landed[column])
        .where(landed.batch_id == batch_id)
        .order_by(landed.source_file, landed.source_line)
    )
    texts: dict[str, list[str]] = defaultdict(list)
    for code, text in connection.execute(query):
        if text.strip() not in _NOTHING:
            texts[code.strip()].append(text.strip())
    return texts
