"""Time how one ESCO model and KeSCO are landed, linked and normalised; compare with LOAD DATA.

    .venv/bin/python -m benchmarks.taxonomies --esco DIR --kesco kesco_occupations.csv

``--esco``   a folder with the CSV files of one ESCO model, official or in Tabiya's layout
``--kesco``  KeSCO's titles and codes as CSV

Counted are the kinds of records that a classification cannot do without: occupations, skills,
relations of occupations and skills, and KeSCO's titles; the groups that occupations stand in are
taken with them. They are landed as a run does it; KeSCO's
titles are linked to ESCO's occupations; dbt builds and tests what the marts of these kinds need,
in databases of its own on our private server (prefix ``sgbench``), which are dropped at the end.
Then each file is landed and loaded raw, in turn, three times; the ratio is of the seconds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pymysql.connections import Connection
from sqlalchemy import text

from benchmarks.installation import thrown_away
from benchmarks.landing import land_once, load_raw
from extract.delivery import Delivery, SourceFile
from extract.sources import SOURCES
from extract.tabular import TableReader
from load.batches import FileOutcome, load_batch
from load.schema import alembic_config, migrate
from pipeline import ledger, transform
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.server import Server
from pipeline.settings import Settings
from pipeline.title_links import link_titles

ROUNDS = 3
MOST_SECONDS = 30
EXPECTED_RATIO = 0.5
KINDS = (
    "esco_occupations",
    "esco_skills",
    "esco_occupation_skill_relations",
    "kesco_occupations",
)
NEEDED = ("esco_model_info", "esco_occupation_groups")  # without them KINDS are rejected
MART_OF_KIND = {"esco_occupation_skill_relations": "esco_occupation_skills"}
LEAST_KEPT = 0.99  # of a kind's records, in its mart
MARTS = (
    "esco_occupations",
    "esco_skills",
    "esco_occupation_skills",
    "alternative_labels",
    "kesco_occupations",
    "kesco_esco_candidates",
)
STEPS = ("landing", "linking titles", "normalising: dbt build and tests")


def deliveries_of(esco: Path, kesco: Path) -> list[Delivery]:
    """Return the deliveries in these places, with the files of ``KINDS`` and what these need.

    Raises:
        UsageError: a place holds none or more than one, or a file that LOAD DATA cannot read.
    """
    deliveries = []
    for source, place in (("esco", esco), ("kesco", kesco)):
        found = SOURCES[source].find_deliveries(place)
        if len(found) != 1:
            raise UsageError(
                f"the benchmark takes one delivery of {SOURCES[source].title}",
                where=str(place),
                found=", ".join(delivery.release_name for delivery in found) or "none",
                advice="name a folder that holds one model alone",
            )
        files = tuple(file for file in found[0].files if file.contract.table in (*KINDS, *NEEDED))
        deliveries.append(replace(found[0], files=files))
    for file in (file for delivery in deliveries for file in delivery.files):
        if file.path.suffix.lower() != ".csv":
            raise UsageError(
                "LOAD DATA reads text alone, so there is nothing to compare with",
                where=str(file.path),
                advice="name the table as CSV",
            )
    return deliveries


def form_of(path: Path) -> str:
    """Return how fields and lines of a CSV file end, in the words of LOAD DATA."""
    with path.open("rb") as file:
        line_end = r"\r\n" if file.readline().endswith(b"\r\n") else r"\n"
    return (
        "fields terminated by ',' optionally enclosed by '\"' escaped by '' "
        f"lines terminated by '{line_end}'"
    )


def columns_in_file(file: SourceFile) -> list[str | None]:
    """Return the landing column of each field of the file; None for one that has none."""
    assert isinstance(file.read, TableReader)
    heading = file.read.heading
    columns: list[str | None] = [None] * heading.width
    for name, place in zip(file.column_names, heading.places, strict=True):
        if place is not None:
            columns[place] = name
    return columns


def normalise(
    server: Server, settings: Settings, deliveries: list[Delivery], console: Console
) -> tuple[dict[str, int], dict[str, float]]:
    """Land, link and build; return the records landed by table and the seconds of ``STEPS``."""
    loader = server.engine("loader", settings.databases.landing)
    migrate(loader, alembic_config(settings.root))
    run_id = ledger.open_run(loader, "run")
    records = dict.fromkeys(KINDS, 0)
    clock = _Clock()
    with loader.connect() as connection, clock.step(STEPS[0]):
        raw = connection.connection.driver_connection
        for delivery in deliveries:
            outcomes: list[FileOutcome] = []
            load_batch(raw, run_id, delivery, report=outcomes.append)
            for outcome in outcomes:
                if outcome.table in KINDS:
                    records[outcome.table] += outcome.rows_landed
    with clock.step(STEPS[1]):
        link_titles(loader, ledger.ready_batches(loader), console)
    with clock.step(STEPS[2]):
        built = transform.build(settings, server, run_id, select=[f"+{name}" for name in MARTS])
    _check_kept(server, settings, records, console)
    console.say(f"built {built.count('model')} models, {built.count('test')} tests passed")
    slowest = sorted(built.outcomes, key=lambda outcome: -outcome.seconds)[:5]
    console.say(
        "slowest: " + ", ".join(f"{outcome.name} {outcome.seconds:.1f} s" for outcome in slowest)
    )
    return records, clock.seconds


def _check_kept(
    server: Server, settings: Settings, records: dict[str, int], console: Console
) -> None:
    """Say how many records the marts hold; a benchmark of rejected rows would flatter us."""
    with server.engine("builder", settings.databases.build).connect() as connection:
        kept = {
            kind: connection.scalar(
                text(f"select count(*) from `{MART_OF_KIND.get(kind, kind)}`")  # noqa: S608
            )
            for kind in KINDS
        }
    console.say("in the marts: " + ", ".join(f"{kind} {kept[kind]:,}" for kind in KINDS))
    for kind in KINDS:
        if kept[kind] < LEAST_KEPT * records[kind]:
            raise SkillgapError(
                f"most of {kind} was rejected, so there is nothing to time",
                found=f"{kept[kind]:,} of {records[kind]:,} records in the mart",
                advice="name the folder of a whole model",
            )


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - started


def compare(raw: Connection, files: list[SourceFile]) -> list[tuple[int, int, int, float]]:
    """Return round, rows per second of LOAD DATA and of landing, and their ratio."""
    rounds = []
    for number in range(1, ROUNDS + 1):
        rows = alone = ours = 0.0
        for file in files:
            assert isinstance(file.read, TableReader)
            count, seconds = load_raw(
                raw, file, form_of(file.path), columns_in_file(file), file.read.heading.line
            )
            rows, alone = rows + count, alone + seconds
            ours += land_once(raw, file)
        rounds.append((number, int(rows / alone), int(rows / ours), round(alone / ours, 2)))
    return rounds


def lines(records: dict[str, int], seconds: dict[str, float]) -> list[tuple[str, str, str, str]]:
    """Return step, records, seconds and records per second of each step and of the whole."""
    landing, linking, normalising = (seconds[step] for step in STEPS)
    total = sum(records.values())
    rows = (
        (STEPS[0], total, landing),
        (STEPS[1], records["kesco_occupations"], linking),
        (STEPS[2], total, normalising),
        ("landing and normalising", total, landing + normalising),
        ("landing, linking and normalising", total, landing + linking + normalising),
    )
    return [(step, f"{n:,}", f"{taken:.1f}", f"{n / taken:,.0f}") for step, n, taken in rows]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--esco", type=Path, required=True, metavar="DIR")
    parser.add_argument("--kesco", type=Path, required=True, metavar="CSV")
    paths = parser.parse_args(arguments)
    console = Console()
    deliveries = deliveries_of(paths.esco, paths.kesco)
    files = [file for delivery in deliveries for file in delivery.files]
    with thrown_away(console) as (server, settings):
        records, seconds = normalise(server, settings, deliveries, console)
        engine = server.engine("loader", settings.databases.landing)
        with engine.connect() as connection:
            rounds = compare(connection.connection.driver_connection, files)
    console.table(
        ("step", "records", "seconds", "records/s"),
        lines(records, seconds),
        title=" and ".join(delivery.release_name for delivery in deliveries),
    )
    console.table(
        ("round", "LOAD DATA rows/s", "landing rows/s", "ratio"),
        rounds,
        title=f"{len(files)} files, each in turn",
    )
    whole = seconds[STEPS[0]] + seconds[STEPS[2]]
    console.say(
        f"landing and normalising took {whole:.1f} s (under {MOST_SECONDS} is expected); "
        f"median ratio {statistics.median(row[3] for row in rounds):.2f} "
        f"({EXPECTED_RATIO} or more is expected)"
    )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
