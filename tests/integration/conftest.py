"""The installation that the tests of the REST API ask, and write to."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.keys import create_key
from pipeline.console import Console
from pipeline.run import Request, run
from pipeline.settings import ROOT, ApiSettings
from tests.api_server import served
from tests.conftest import Installation
from tests.posted_jobs import write_month

CASE = ROOT / "tests" / "cases" / "search-wildcards-and-pages"


@pytest.fixture(scope="session")
def catalogue(
    new_installation: Callable[[], Installation], tmp_path_factory: pytest.TempPathFactory
) -> Installation:
    """The sample, the occupations of the case of searches, and a month of jobs, published."""
    made = new_installation()
    notes = tmp_path_factory.mktemp("labour") / "notes"
    jobs = write_month(tmp_path_factory.mktemp("jobs"))
    shutil.copytree(ROOT / "data" / "sample" / "labour_market", notes)
    add_occupations(notes / "occupation_notes.csv")
    places = {"labour_market": (notes,), "jobs": (jobs,)}
    run(made.settings, Request(source_places=places), Console())
    return made


def add_occupations(notes: Path) -> None:
    """Write the occupations of the case into a file of notes, as custom ones."""
    with notes.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with (CASE / "occupations.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows.append(
                dict.fromkeys(rows[0], "")
                | {
                    "taxonomy": "custom",
                    "occupation_code": row["code"],
                    "label": row["title"],
                    "group_code": "2512",
                    "is_relevant_for_kenya": "false",
                    "is_informal_sector": "false",
                    "is_entrepreneurship": "false",
                    "source": "the case",
                }
            )
    with notes.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def api(catalogue: Installation) -> Iterator[str]:
    """The address of the REST API that serves it, without limits: ``http://127.0.0.1:N/api/v1``."""
    unlimited = ApiSettings(reads_per_minute=0, writes_per_minute=0)
    settings = replace(catalogue.settings, api=unlimited)
    with served(replace(catalogue, settings=settings)) as address:
        yield f"{address}/api/v1"


@pytest.fixture(scope="session")
def key(catalogue: Installation) -> str:
    """A key that may write."""
    engine = catalogue.server.engine("api", catalogue.settings.databases.app)
    return create_key(engine, "the tests")
