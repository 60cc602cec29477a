"""A run publishes whole sets or nothing: the promises a night rests on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from extract.errors import HeaderMismatch
from load.errors import ShrunkenDelivery
from pipeline.console import Console
from pipeline.errors import LockHeldError, UsageError
from pipeline.locks import file_lock, server_lock
from pipeline.run import Request, Summary, run
from pipeline.transform import BuildFailed
from tests.published import checksums, landing_rows, published_rows
from tests.release import copy_sample, sample_rows


def run_on(installation, *folders: Path, **request) -> Summary:
    return run(installation.settings, Request(onet_folders=folders, **request), Console())


RELEASE = "select release_name, is_sample from published_releases where source = 'onet'"


@pytest.fixture(scope="module")
def story(new_installation, tmp_path_factory):
    """An installation on which the sample and then a small full release were published."""
    installation = new_installation()
    first = run_on(installation)
    sample = published_rows(installation, RELEASE)
    release = copy_sample(tmp_path_factory.mktemp("release"))
    second = run_on(installation, release)
    return installation, first, sample, second, release


def test_the_first_run_publishes_the_sample_and_a_release_takes_its_place(story):
    installation, first, sample, second, _ = story
    assert (first.status, second.status) == ("published", "published")
    assert sample == [("sample", 1)]
    assert published_rows(installation, RELEASE) == [("30.3", 0)]


def test_a_rerun_changes_no_row_and_says_unchanged(story):
    installation, *_, release = story
    before = checksums(installation)
    landed = landing_rows(installation, "select count(*), max(batch_id) from batches")
    summary = run_on(installation, release)
    assert summary.status == "unchanged"
    assert "build" not in summary.seconds
    assert checksums(installation) == before
    assert landing_rows(installation, "select count(*), max(batch_id) from batches") == landed


def test_the_sample_does_not_replace_a_real_release(story):
    installation, *_ = story
    before = checksums(installation)
    assert run_on(installation).status == "unchanged"
    assert checksums(installation) == before
    assert published_rows(installation, RELEASE) == [("30.3", 0)]


def test_a_bad_delivery_leaves_everything_as_it_was(story, tmp_path):
    installation, *_ = story
    before = checksums(installation)
    folder = copy_sample(tmp_path / "headers")
    path = folder / "Job Titles.txt"
    path.write_bytes(path.read_bytes().replace(b"Short Title", b"Brief Title"))
    summary = run_on(installation, folder)
    assert (summary.status, summary.exit_code) == ("unchanged", 4)
    [failure] = summary.failures
    assert isinstance(failure.error, HeaderMismatch)
    assert failure.error.summary == "Job Titles.txt has renamed columns"
    assert checksums(installation) == before
    status, exit_code, message = landing_rows(
        installation, "select status, exit_code, message from runs order by run_id desc limit 1"
    )[0]
    assert (status, exit_code) == ("unchanged", 4)
    assert "Brief Title" in message


def test_a_delivery_cut_at_a_line_end_is_refused_and_the_old_batch_serves_on(story, tmp_path):
    installation, *_ = story
    before = checksums(installation)
    folder = copy_sample(tmp_path, changed={"Job Titles.txt": sample_rows("Job Titles.txt")[:300]})
    summary = run_on(installation, folder)
    [failure] = summary.failures
    assert isinstance(failure.error, ShrunkenDelivery)
    assert "51% fewer rows" in failure.error.summary
    assert summary.exit_code == 4
    assert checksums(installation) == before
    assert run_on(installation).exit_code == 0


def test_a_folder_that_is_not_there_is_a_wrong_call(story, tmp_path):
    installation, *_ = story
    with pytest.raises(UsageError, match="there is no such folder") as caught:
        run_on(installation, tmp_path / "nowhere")
    assert caught.value.exit_code == 2


def test_a_release_that_is_not_landed_cannot_be_published(story):
    installation, *_, release = story
    with pytest.raises(UsageError, match=r"O\*NET 27\.0 is not landed"):
        run_on(installation, release, onet_release="27.0")


def test_a_second_run_on_this_machine_is_turned_away(story):
    installation, *_ = story
    with (
        file_lock(installation.settings.local),
        pytest.raises(LockHeldError, match="on this machine") as caught,
    ):
        run_on(installation)
    assert caught.value.exit_code == 3


def test_a_second_run_from_another_machine_is_turned_away(story, tmp_path):
    installation, *_ = story
    settings = replace(installation.settings, local=tmp_path)
    engine = installation.server.engine("loader", settings.databases.landing)
    with (
        server_lock(engine, settings.prefix),
        pytest.raises(LockHeldError, match="on this server"),
    ):
        run(settings, Request(), Console())


def test_what_a_killed_run_left_is_cleared_by_the_next(story):
    installation, *_ = story
    with installation.server.engine("admin", installation.settings.databases.landing).begin() as c:
        c.execute(
            text(
                "insert into runs (command, started_at, status, host, pid) "
                "values ('run', utc_timestamp(6), 'running', 'gone', 1)"
            )
        )
        c.execute(
            text(
                "insert into batches (run_id, source, release_name, is_sample, status, checksum, "
                "started_at) select max(run_id), 'onet', '99.9', 0, 'loading', '', "
                "utc_timestamp(6) from runs"
            )
        )
    assert run_on(installation).status == "unchanged"
    statuses = landing_rows(
        installation,
        "select status from runs where host = 'gone' union all "
        "select status from batches where release_name = '99.9'",
    )
    assert statuses == [("killed",), ("refused",)]


def test_a_release_whose_tests_fail_is_refused_and_its_predecessor_serves_on(
    new_installation, tmp_path
):
    """A rating of an unknown element is rejected; more than 1% of a file fails the build."""
    installation = new_installation()
    good = copy_sample(tmp_path / "good")
    run_on(installation, good)
    before = checksums(installation)
    rows = sample_rows("Essential Skills.txt")
    rated = sorted({code for code, *_ in rows})
    strangers = [[code, "2.A.9.z", "Unknown", *rows[0][3:]] for code in rated]
    folder = copy_sample(tmp_path / "bad", changed={"Essential Skills.txt": [*rows, *strangers]})
    summary = run_on(installation, folder)
    assert (summary.status, summary.exit_code) == ("unchanged", 4)
    [failure] = summary.failures
    assert failure.delivery == "O*NET 30.3"
    assert isinstance(failure.error, BuildFailed)
    assert "rejected" in str(failure.error)
    assert checksums(installation) == before
    assert landing_rows(
        installation,
        "select status, message like '%rejected%' from batches where source = 'onet' "
        "order by batch_id",
    ) == [("ready", None), ("refused", 1)]
    assert run_on(installation, good).exit_code == 0


def test_every_text_column_compares_by_bytes(published):
    """A view or a cast with another collation would take Polish for polish.

    The words that a search looks up are to be found without regard to case and accents.
    """
    databases = published.settings.databases
    with published.server.engine("admin").connect() as connection:
        others = connection.execute(
            text(
                "select table_schema, table_name, column_name, collation_name "
                "from information_schema.columns "
                "where table_schema in (:build, :live, :landing) "
                "and collation_name <> 'utf8mb4_bin' and table_name <> 'alembic_version' "
                "and not (table_name = 'label_words' and column_name = 'word')"
            ),
            {
                "build": databases.build,
                "live": databases.published,
                "landing": databases.landing,
            },
        ).all()
    assert others == []


def test_every_published_table_has_a_primary_key_and_comments(published):
    with published.server.engine("admin").connect() as connection:
        rows = connection.execute(
            text(
                "select t.table_name, t.table_comment, "
                "(select count(*) from information_schema.statistics as s "
                " where s.table_schema = t.table_schema and s.table_name = t.table_name "
                " and s.index_name = 'PRIMARY') as key_columns, "
                "(select count(*) from information_schema.columns as c "
                " where c.table_schema = t.table_schema and c.table_name = t.table_name "
                " and c.column_comment = '') as silent_columns "
                "from information_schema.tables as t "
                "where t.table_schema = :live and t.table_type = 'BASE TABLE'"
            ),
            {"live": published.settings.databases.published},
        ).all()
    assert len(rows) >= 11
    assert [name for name, comment, keys, silent in rows if not (comment and keys)] == []
    assert [name for name, comment, keys, silent in rows if silent] == []


def test_the_landed_rows_add_up_to_the_published_ones(published):
    landing = published.settings.databases.landing
    live = published.settings.databases.published
    with published.server.engine("admin").connect() as connection:
        landed, quarantined, ratings, rejected = connection.execute(
            text(
                f"select (select sum(rows_landed) from `{landing}`.deliveries "
                f"         where table_name = 'onet_ratings'), "
                f"       (select count(*) from `{landing}`.quarantine), "
                f"       (select count(*) from `{live}`.occupation_element_ratings), "
                f"       (select count(*) from `{published.settings.databases.build}`"
                f"        .stg_onet__ratings_rejected)"
            )
        ).one()
    assert (landed, quarantined, ratings, rejected) == (2590, 0, 2590, 0)
