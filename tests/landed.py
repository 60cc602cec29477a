"""Puts rows into landing tables and the ledger by hand, for tests of the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, insert

from extract import written
from extract.delivery import Delivery
from extract.onet.web_services import contracts as onet_api_contracts
from load.batches import load_batch
from load.reviewed_titles import all_reviews
from load.tables import LANDING_TABLES, batches, deliveries, runs
from pipeline.console import Console
from pipeline.job_duplicates import find_duplicates
from pipeline.job_labels import label_deliveries
from pipeline.job_matches import match_titles
from pipeline.job_readings import read_sightings
from pipeline.job_skills import find_skills
from pipeline.ledger import ready_batches
from pipeline.text_similarities import compare_texts
from pipeline.title_links import link_titles
from tests.release import contract_of

if TYPE_CHECKING:
    from tests.conftest import Installation

READY = datetime(2026, 11, 1, 2, 3, 4)
CHECKSUM = "0" * 64


def add_run(connection: Connection) -> int:
    """Write a run that is at work and return its number."""
    values = {"command": "run", "started_at": READY, "status": "running", "host": "h", "pid": 1}
    return connection.execute(insert(runs).values(values)).inserted_primary_key[0]


def add_batch(
    connection: Connection,
    run_id: int,
    release_name: str,
    released_on: date | None,
    *,
    is_sample: bool = False,
    status: str = "ready",
    source: str = "onet",
) -> int:
    """Write a delivery, of O*NET if nothing else is said, into the ledger and return its number."""
    values = {
        "run_id": run_id,
        "source": source,
        "release_name": release_name,
        "released_on": released_on,
        "is_sample": is_sample,
        "status": status,
        "checksum": CHECKSUM,
        "started_at": READY,
        "ready_at": READY if status == "ready" else None,
    }
    return connection.execute(insert(batches).values(values)).inserted_primary_key[0]


def add_files(
    connection: Connection, batch_id: int, files: Mapping[str, Sequence[Sequence[str]]]
) -> None:
    """Land the rows of whole files, line 2 and on, and note each file as delivered."""
    for file_name, rows in files.items():
        contract, layout = contract_of(file_name, width=len(rows[0]) if rows else None)
        table: Table = LANDING_TABLES[contract.table]
        names = [column.name for column in contract.columns_of(layout)]
        landed = [
            dict(zip(names, row, strict=True))
            | {"batch_id": batch_id, "source_file": file_name, "source_line": line}
            for line, row in enumerate(rows, start=2)
        ]
        if landed:
            connection.execute(insert(table), landed)
        _note_delivery(connection, batch_id, file_name, contract.table, len(rows))


def add_api_batch(
    connection: Connection,
    run_id: int,
    release_name: str,
    reads: Mapping[str, Sequence[Mapping[str, str]]],
    *,
    status: str = "ready",
) -> int:
    """Land what the O*NET Web Services sent: what was asked -> the rows, by the service's columns.

    A column that a row leaves out lands as an empty text, like a null.
    """
    batch_id = add_batch(
        connection, run_id, release_name, None, source=onet_api_contracts.SOURCE, status=status
    )
    for asked, rows in reads.items():
        contract = onet_api_contracts.contract_of(asked.split()[0])
        assert contract is not None, f"{asked} names no table that is read"
        names = [column.name for column in contract.columns]
        landed = [
            dict.fromkeys(names, "")
            | dict(row)
            | {"batch_id": batch_id, "source_file": asked, "source_line": line}
            for line, row in enumerate(rows, start=1)
        ]
        connection.execute(insert(LANDING_TABLES[contract.table]), landed)
        _note_delivery(connection, batch_id, asked, contract.table, len(rows))
    return batch_id


def add_written_batch(
    connection: Connection, run_id: int, rows: Mapping[str, Sequence[Mapping[str, str]]]
) -> int:
    """Land what was written through the API: table of the app -> rows, by its columns.

    A column that a row leaves out lands as an empty text, like a NULL.
    """
    batch_id = add_batch(connection, run_id, written.TITLE, None, source=written.SOURCE)
    for name, written_rows in rows.items():
        table = LANDING_TABLES[f"app_{name}"]
        connection.execute(
            insert(table),
            [
                dict.fromkeys(table.c.keys(), "")
                | dict(row)
                | {"batch_id": batch_id, "source_file": name, "source_line": line}
                for line, row in enumerate(written_rows, start=1)
            ],
        )
        _note_delivery(connection, batch_id, name, table.name, len(written_rows))
    return batch_id


def _note_delivery(
    connection: Connection, batch_id: int, source_file: str, table_name: str, rows: int
) -> None:
    delivered = {
        "batch_id": batch_id,
        "source_file": source_file,
        "table_name": table_name,
        "sha256": CHECKSUM,
        "bytes": 1,
        "rows_read": rows,
        "rows_landed": rows,
        "rows_quarantined": 0,
        "seconds": 0.1,
    }
    connection.execute(insert(deliveries).values(delivered))


def land_deliveries(installation: Installation, deliveries: Iterable[Delivery]) -> list[int]:
    """Land files as the pipeline does, on trial, and return the numbers of their batches."""
    engine = installation.server.engine("loader", installation.settings.databases.landing)
    with engine.begin() as connection:
        run_id = add_run(connection)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        return [load_batch(driver, run_id, delivery) for delivery in deliveries]


def link_landed_titles(installation: Installation) -> None:
    """Find the candidates of KeSCO's titles, as a run does before it builds."""
    engine = installation.server.engine("loader", installation.settings.databases.landing)
    link_titles(engine, ready_batches(engine), Console())


def read_landed_jobs(installation: Installation) -> None:
    """Read the sightings of jobs and compare the listings, as a run does before it builds."""
    engine = installation.server.engine("loader", installation.settings.databases.landing)
    read_sightings(engine, ready_batches(engine), Console())
    find_duplicates(engine, ready_batches(engine), Console())
    match_landed_jobs(installation)


def match_landed_jobs(installation: Installation) -> None:
    """Match the titles of job listings and find their skills, as a run does before it builds."""
    server, databases = installation.server, installation.settings.databases
    engine = server.engine("loader", databases.landing)
    with server.engine("loader", databases.app).connect() as connection:
        reviews = all_reviews(connection)
    batches = ready_batches(engine)
    match_titles(engine, label_deliveries(batches, None, None, reviews), Console())
    find_skills(engine, batches, None, Console())


def compare_landed_texts(installation: Installation) -> None:
    """Compare the tasks and titles of the current release, as a run does before it builds."""
    engine = installation.server.engine("loader", installation.settings.databases.landing)
    compare_texts(engine, ready_batches(engine), installation.settings.onet_release, Console())
