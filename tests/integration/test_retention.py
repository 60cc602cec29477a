"""What is over is thrown away in time; what somebody reads or may step back to stays."""

from __future__ import annotations

import io
import os
import threading
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from load.tables import (
    batches,
    dbt_results,
    deliveries,
    publications,
    quarantine,
    run_steps,
    runs,
)
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.publish import live_invocation
from pipeline.retention import Tidied, tidy
from pipeline.run import Request, run
from pipeline.settings import read_settings

OLD, RECENT = "2020-01-01 02:03:04", "2999-01-01 02:03:04"


@pytest.fixture
def landing(installation):
    return installation.server.engine("loader", installation.settings.databases.landing)


@pytest.fixture
def console() -> Console:
    return Console(out=io.StringIO(), err=io.StringIO())


def add_run(connection, number: int, at: str, status: str = "failed") -> None:
    connection.execute(
        runs.insert(),
        [
            {
                "run_id": number,
                "command": "run",
                "started_at": at,
                "status": status,
                "host": "h",
                "pid": 1,
            }
        ],
    )
    connection.execute(
        run_steps.insert(), [{"run_id": number, "position": 1, "step": "load", "seconds": 1.0}]
    )
    connection.execute(
        dbt_results.insert(),
        [
            {
                "invocation_id": f"build {number}",
                "node": "model.x",
                "run_id": number,
                "name": "x",
                "kind": "model",
                "status": "success",
                "seconds": 1.0,
            }
        ],
    )


def add_batch(connection, number: int, run_id: int, at: str, status: str) -> None:
    """Write a batch with one file, one landed and one quarantined line."""
    connection.execute(
        batches.insert(),
        [
            {
                "batch_id": number,
                "run_id": run_id,
                "source": "onet",
                "release_name": f"{number}.0",
                "is_sample": False,
                "status": status,
                "checksum": "c" * 64,
                "started_at": at,
            }
        ],
    )
    file = {"batch_id": number, "source_file": "f", "table_name": "onet_job_titles"}
    connection.execute(
        deliveries.insert(),
        [
            {
                **file,
                "sha256": "c" * 64,
                "bytes": 1,
                "rows_read": 2,
                "rows_landed": 1,
                "rows_quarantined": 1,
                "seconds": 0.1,
            }
        ],
    )
    connection.execute(
        quarantine.insert(),
        [{**file, "source_line": 2, "reason": "r", "detail": "d", "raw_line": "l"}],
    )
    connection.exec_driver_sql(
        "insert into onet_job_titles (batch_id, source_file, source_line) values (%s, 'f', 3)",
        (number,),
    )


def column(engine, query: str) -> list:
    with engine.connect() as connection:
        return list(connection.scalars(text(query)))


def tidied(installation, console, manifest=None) -> Tidied:
    return tidy(installation.settings, installation.server, manifest, console)


def test_old_runs_go_and_the_last_good_ones_and_those_of_what_is_read_stay(
    installation, landing, console
):
    with landing.begin() as connection:
        for number in (1, 2, 6):
            add_run(connection, number, OLD)
        add_run(connection, 3, OLD, "published")  # not the last that published
        add_run(connection, 4, OLD, "published")
        add_run(connection, 5, OLD, "unchanged")
        add_run(connection, 7, OLD, "running")
        add_run(connection, 8, RECENT)
        add_batch(connection, 1, 2, OLD, "ready")
    outcome = tidied(installation, console)
    assert column(landing, "select run_id from runs order by 1") == [2, 4, 5, 7, 8]
    assert outcome.runs == 3
    for table in ("run_steps", "dbt_results"):
        assert column(landing, f"select run_id from {table} order by 1") == [4, 5, 7, 8]


def test_batches_that_nothing_reads_go_in_three_steps(installation, landing, console):
    """Their landed rows at once, their quarantined lines later, their record last."""
    ages = {"new": RECENT, "quarantine over": None, "all over": OLD}
    with landing.begin() as connection:
        add_run(connection, 1, RECENT)
        connection.exec_driver_sql("set @mid = utc_timestamp(6) - interval 100 day")
        mid = connection.exec_driver_sql("select @mid").scalar()
        number = 0
        for at in (ages["new"], mid, ages["all over"]):
            for status in ("ready", "retired", "refused"):
                number += 1
                add_batch(connection, number, 1, at, status)
    outcome = tidied(installation, console)
    ready = [1, 4, 7]
    assert column(landing, "select batch_id from onet_job_titles order by 1") == ready
    assert column(landing, "select batch_id from quarantine order by 1") == [1, 2, 3, 4, 7]
    assert column(landing, "select batch_id from batches order by 1") == [1, 2, 3, 4, 5, 6, 7]
    assert column(landing, "select batch_id from deliveries order by 1") == [1, 2, 3, 4, 5, 6, 7]
    assert (outcome.batches_emptied, outcome.quarantined_lines, outcome.batches) == (6, 4, 2)
    assert console._out.getvalue() == (
        "tidied away: 6 batches' landed rows, 4 quarantined lines, 2 batches\n"
    )


def test_tidying_again_finds_nothing_and_says_nothing(installation, landing, console):
    with landing.begin() as connection:
        add_run(connection, 1, OLD)
    tidied(installation, console)
    said = console._out.getvalue()
    assert tidied(installation, console) == Tidied()
    assert console._out.getvalue() == said


@pytest.fixture(scope="module")
def story(new_installation):
    """The sample was published."""
    installation = new_installation()
    run(installation.settings, Request(), Console())
    return installation


def relations(installation, database: str) -> set[str]:
    with installation.server.engine("admin").connect() as connection:
        return set(
            connection.scalars(
                text("select table_name from information_schema.tables where table_schema = :d"),
                {"d": database},
            )
        )


def test_what_readers_see_and_its_record_stay_however_old(story, console):
    loader = story.server.engine("loader", story.settings.databases.landing)
    live = live_invocation(story.server, story.settings)
    seen = relations(story, story.settings.databases.published)
    with loader.begin() as connection:
        connection.execute(text("update runs set started_at = '2020-01-01'"))
        connection.execute(text("update batches set started_at = '2020-01-01'"))
        connection.execute(text("update publications set published_at = '2020-01-01'"))
        add_run(connection, 999, OLD, "published")  # another set went live since, and is gone
        connection.execute(
            publications.insert(),
            [{"invocation_id": "x" * 36, "run_id": 999, "published_at": OLD, "views": "{}"}],
        )
    tidied(story, console)
    assert live in column(loader, "select invocation_id from publications")
    assert relations(story, story.settings.databases.published) == seen
    assert column(loader, "select distinct status from batches") == ["ready"]
    assert column(loader, "select count(*) > 1000 from onet_ratings") == [1]


def a_manifest(installation, *names: str):
    build = installation.settings.databases.build
    nodes = {
        name: SimpleNamespace(resource_type="model", alias=name, schema=build) for name in names
    }
    nodes["test"] = SimpleNamespace(resource_type="test", alias="a_test", schema=build)
    return SimpleNamespace(nodes=nodes)


def make_build(installation) -> None:
    build = installation.settings.databases.build
    engine = installation.server.engine("builder", build, autocommit=True)
    with engine.connect() as connection:
        for name in ("kept", "gone", "kept__dbt_tmp", "a_test", "mart__new", "odd ``%%`` one"):
            connection.exec_driver_sql(f"create table `{name}` (id int primary key)")
        connection.exec_driver_sql("create view stg_gone as select id from gone")


def test_the_build_loses_what_is_of_no_model(installation, console):
    make_build(installation)
    outcome = tidied(installation, console, a_manifest(installation, "kept"))
    assert relations(installation, installation.settings.databases.build) == {"kept", "mart__new"}
    assert outcome.build_leftovers == 5


def test_without_a_build_of_this_run_the_build_is_left_alone(installation, console):
    make_build(installation)
    before = relations(installation, installation.settings.databases.build)
    tidied(installation, console, None)
    assert relations(installation, installation.settings.databases.build) == before


def test_a_leftover_that_somebody_reads_stays_until_the_next_run(installation, console):
    make_build(installation)
    build = installation.settings.databases.build
    reader = installation.server.engine("builder", build)
    with reader.connect() as connection:
        connection.exec_driver_sql("select * from gone").all()  # holds its lock till the end
        worker = threading.Thread(
            target=tidied, args=(installation, console, a_manifest(installation, "kept"))
        )
        worker.start()
        worker.join(timeout=30)
        assert not worker.is_alive()
    assert "gone" in relations(installation, build)
    assert f"warning: {build}.gone stays until the next run" in console._err.getvalue()
    tidied(installation, console, a_manifest(installation, "kept"))
    assert "gone" not in relations(installation, build)


def test_a_ledger_that_somebody_locks_is_left_to_the_next_run(installation, landing, console):
    """The night's tables are published by then: a lock on the ledger must not fail the run."""
    with landing.begin() as connection:
        add_run(connection, 1, OLD)
    with installation.server.engine("admin", autocommit=True).connect() as connection:
        wait = connection.exec_driver_sql("select @@global.innodb_lock_wait_timeout").scalar()
        connection.exec_driver_sql("set global innodb_lock_wait_timeout = 1")
        try:
            with landing.begin() as holder:
                holder.exec_driver_sql("select * from runs for update").all()
                tidied(installation, console)
        finally:
            connection.exec_driver_sql(f"set global innodb_lock_wait_timeout = {int(wait)}")
    assert "the rest of the tidying is left to the next run" in console._err.getvalue()
    assert column(landing, "select run_id from runs") == [1]


def test_old_parts_and_compiled_models_go_and_new_ones_stay(installation, console):
    local = installation.settings.local
    folder = local / "dbt" / "compiled" / "skillgap"
    folder.mkdir(parents=True)
    for path in (local / "accounts.json.1.part", folder / "gone.sql"):
        path.touch()
        os.utime(path, (0, 0))
    for path in (local / "accounts.json.2.part", folder / "kept.sql", local / "accounts.json"):
        path.touch()
    os.utime(local / "accounts.json", (0, 0))
    outcome = tidied(installation, console)
    left = {path.name for path in local.rglob("*") if path.is_file()}
    assert left >= {"accounts.json", "accounts.json.2.part", "kept.sql"}
    assert not left & {"accounts.json.1.part", "gone.sql"}
    assert outcome.files == 2


@pytest.mark.parametrize("value", ["0", "-1", "soon", "1.5", "99999"])
def test_days_that_make_no_sense_are_a_wrong_call(value, tmp_path):
    with pytest.raises(UsageError, match="SKILLGAP_KEEP_DAYS is not a number of days"):
        read_settings({"SKILLGAP_KEEP_DAYS": value}, root=tmp_path)
