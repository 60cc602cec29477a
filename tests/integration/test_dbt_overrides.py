"""Each override of dbt-mysql in macros/adapter, held to what it cures.

The small dbt project in tests/probe is built twice with our macros, the second time with
other rows; the tests look at what stands in the database afterwards.
"""

from __future__ import annotations

import re
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pipeline.settings import ROOT
from tests.dbt_calls import dbt, messages, outcomes

PROBE = ROOT / "tests" / "probe"

FAILING_ON_PURPOSE = {
    "contract_of_another_type",
    "contract_of_another_column",
    "of_unknown_strategy",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("probe") / "project"
    shutil.copytree(PROBE, folder)
    shutil.copytree(ROOT / "macros", folder / "macros")
    shutil.copy(ROOT / "profiles.yml", folder)
    return folder


class Probe:
    """The project on an installation of its own."""

    def __init__(self, installation, project: Path) -> None:
        self.installation = installation
        self.project = project
        self.database = installation.settings.databases.dev

    def build(self, number: int, *arguments: str):
        return dbt(
            self.installation,
            "build",
            "--vars",
            f"build: {number}",
            *arguments,
            project=self.project,
            account=self.installation.server.accounts["admin"],
        )

    def read(self, query: str, **values) -> list[tuple]:
        engine = self.installation.server.engine("admin", self.database, autocommit=True)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]


@pytest.fixture(scope="module")
def built(new_installation, project) -> Iterator[tuple[Probe, object, object]]:
    """The project after two builds, and what dbt said of each."""
    probe = Probe(new_installation(), project)
    grantee = f"{probe.installation.settings.prefix}_grantee"
    with probe.installation.server.engine("admin", autocommit=True).connect() as connection:
        connection.exec_driver_sql(f"create user {grantee}")
        try:
            yield probe, probe.build(1), probe.build(2)
        finally:
            connection.exec_driver_sql(f"drop user {grantee}")


def test_everything_builds_twice_but_what_must_not(built):
    _, first, second = built
    failed = {name for name, status in outcomes(first).items() if status == "error"}
    assert failed == FAILING_ON_PURPOSE, messages(first)
    failed = {name for name, status in outcomes(second).items() if status == "error"}
    assert failed == {*FAILING_ON_PURPOSE, "unwidened", "broken_refresh"}, messages(second)


def test_readers_meet_a_whole_table_and_view_through_rebuilds(built):
    probe, *_ = built
    done, problems, seen = threading.Event(), [], Counter()

    def read_on(query: str) -> None:
        engine = probe.installation.server.engine("admin", probe.database, autocommit=True)
        with engine.connect() as connection:
            while not done.is_set():
                try:
                    (row,) = connection.exec_driver_sql(query).all()
                except (DBAPIError, ValueError) as error:
                    problems.append(str(error))
                else:
                    seen[tuple(row)] += 1

    queries = (
        "select min(build), max(build), count(*) from swapped",
        "select build, build, n from swapped_view",
    )
    readers = [threading.Thread(target=read_on, args=(query,)) for query in queries]
    for reader in readers:
        reader.start()
    try:
        for number in (11, 12, 13):
            statuses = outcomes(probe.build(number, "--select", "swapped+")).values()
            assert set(statuses) == {"success"}
    finally:
        done.set()
        for reader in readers:
            reader.join(timeout=30)
    assert problems == []
    assert all(low == high and n == 1000 for low, high, n in seen)
    assert {(11, 11, 1000), (12, 12, 1000), (13, 13, 1000)} <= set(seen)
    assert sum(seen.values()) > 100


@pytest.mark.parametrize("model", ["swapped", "swapped_view"])
def test_threads_take_turns_at_definitions(built, model):
    """While one swaps a table or replaces a view, another that would do so waits."""
    probe, *_ = built
    column = {"swapped": "build", "swapped_view": "build_of_view"}[model]
    query = f"select max({column}) from {model}"
    before = probe.read(query)
    number = before[0][0] + 1
    engine = probe.installation.server.engine("admin", probe.database, autocommit=True)
    with engine.connect() as other:
        lock = {"name": f"{probe.database} definitions"}
        assert other.scalar(text("select get_lock(:name, 0)"), lock) == 1
        results = []
        builder = threading.Thread(
            target=lambda: results.append(probe.build(number, "--select", model))
        )
        builder.start()
        deadline = time.monotonic() + 60
        waiting = (
            "select id from information_schema.processlist "
            "where info like '%get_lock%definitions%' and id <> connection_id()"
        )
        while not probe.read(waiting):
            assert builder.is_alive(), "it did not wait for its turn"
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert probe.read(query) == before
        assert other.scalar(text("select release_lock(:name)"), lock) == 1
    builder.join(60)
    assert set(outcomes(results[0]).values()) == {"success"}
    assert probe.read(query) == [(number,)]


def test_a_turn_ends_with_its_swap(built):
    """Hooks may take long; the other threads do not wait for them."""
    probe, *_ = built
    assert set(outcomes(probe.build(31, "--select", "turns")).values()) == {"success"}
    assert probe.read("select is_somebodys_turn from turns") == [(0,), (0,)]


def test_a_view_reads_with_the_rights_of_whoever_asks(built):
    probe, *_ = built
    assert probe.read(
        "select table_name, security_type from information_schema.views "
        "where table_schema = :database order by 1",
        database=probe.database,
    ) == [("digits", "INVOKER"), ("swapped_view", "INVOKER")]


def test_a_build_waits_a_minute_for_a_lock_and_casts_strictly(built):
    """Whatever the server's own settings are."""
    probe, *_ = built
    engine = probe.installation.server.engine("admin", autocommit=True)
    with engine.connect() as connection:
        before = connection.exec_driver_sql(
            "select @@global.lock_wait_timeout, @@global.sql_mode"
        ).one()
        change = text("set global lock_wait_timeout = :wait, global sql_mode = :mode")
        connection.execute(change, {"wait": 3600, "mode": ""})
        try:
            result = probe.build(1, "--select", "session")
        finally:
            connection.execute(change, {"wait": before[0], "mode": before[1]})
    assert outcomes(result) == {"session": "success"}
    ((lock_wait, mode),) = probe.read("select lock_wait, mode from session")
    assert lock_wait == 60
    assert "STRICT_TRANS_TABLES" in mode.split(",")


def keys_of(probe: Probe, table: str) -> dict[str, tuple[str, bool]]:
    """Return index name -> columns, and whether it is unique."""
    return {
        name: (columns, not non_unique)
        for name, columns, non_unique in probe.read(
            "select index_name, group_concat(column_name order by seq_in_index), max(non_unique) "
            "from information_schema.statistics "
            "where table_schema = :database and table_name = :table group by index_name",
            database=probe.database,
            table=table,
        )
    }


def test_configured_indexes_exist(built):
    probe, *_ = built
    assert keys_of(probe, "indexed") == {
        "PRIMARY": ("a,b", True),
        "ix_b": ("b", True),
        "ix_c": ("c", False),
        "ix_words_8": ("words", False),
    }


def test_descriptions_become_comments_and_change_no_column(built):
    probe, *_ = built
    comment = 'It\'s 100% \\ "quoted"; été'
    assert probe.read(
        "select table_comment from information_schema.tables "
        "where table_schema = :database and table_name = 'described'",
        database=probe.database,
    ) == [(comment,)]
    assert probe.read(
        "select column_name, column_type, is_nullable, collation_name, column_comment "
        "from information_schema.columns "
        "where table_schema = :database and table_name = 'described' order by ordinal_position",
        database=probe.database,
    ) == [
        ("code", "varchar(3)", "NO", "utf8mb4_bin", comment),
        ("label", "varchar(20)", "YES", "utf8mb4_bin", "A label."),
        ("other", "decimal(2,1)", "NO", None, ""),
    ]


def test_a_contract_holds_every_type_we_use(built):
    probe, *_ = built
    types = dict(
        probe.read(
            "select column_name, concat_ws(' ', column_type, nullif(is_nullable, 'YES')) "
            "from information_schema.columns "
            "where table_schema = :database and table_name = 'contracted'",
            database=probe.database,
        )
    )
    without_widths = {
        name: re.sub(r"int\((11|20)\)", "int", type_) for name, type_ in types.items()
    }
    assert without_widths == {
        "code": "char(3) NO",
        "label": "varchar(20) NO",
        "long_text": "text",
        "small": "int",
        "large": "bigint",
        "size": "bigint unsigned",
        "is_right": "tinyint(1)",
        "share": "double",
        "points": "decimal(5,2)",
        "seen_on": "date",
        "seen_at": "datetime(6)",
    }
    assert keys_of(probe, "contracted") == {"PRIMARY": ("code", True)}


@pytest.mark.parametrize("name", ["contract_of_another_type", "contract_of_another_column"])
def test_a_contract_that_is_not_kept_fails_the_model(built, name):
    _, first, _ = built
    assert "This model has an enforced contract that failed." in messages(first)[name]


def test_grants_are_given_on_every_build(built):
    probe, *_ = built
    grantee = probe.installation.settings.prefix + "_grantee"
    assert {
        user.split("@")[0].strip("'")
        for (user,) in probe.read(
            "select grantee from information_schema.table_privileges where "
            "table_schema = :database and table_name = 'granted' and privilege_type = 'SELECT'",
            database=probe.database,
        )
    } == {grantee}


def test_an_incremental_model_without_a_key_appends(built):
    probe, *_ = built
    assert probe.read("select build from appended order by 1") == [(1,), (2,)]


def test_an_incremental_model_with_a_key_replaces_rows_of_that_key_even_where_it_is_null(built):
    probe, *_ = built
    assert probe.read("select a, b, build from replaced order by build, a") == [
        (2, 0, 1),
        (1, None, 2),
        (3, 0, 2),
    ]


def test_an_unknown_incremental_strategy_is_refused(built):
    _, first, _ = built
    assert (
        "'merge' is not supported: use append or delete+insert"
        in (messages(first)["of_unknown_strategy"])
    )


def test_on_schema_change_is_obeyed(built):
    probe, _, second = built
    assert probe.read("select build, added from widened order by build") == [(1, None), (2, 7)]
    assert "schemas on this incremental model are out of sync" in messages(second)["unwidened"]
    assert probe.read("select * from unwidened") == [(1,)]


def test_a_failed_full_refresh_leaves_the_old_table(built):
    probe, *_ = built
    result = probe.build(2, "--select", "broken_refresh", "--full-refresh")
    assert outcomes(result) == {"broken_refresh": "error"}
    assert probe.read("select a from broken_refresh") == [(1,)]


def test_a_snapshot_closes_changed_and_deleted_rows_in_utc_with_microseconds(built):
    probe, *_ = built
    assert probe.read(
        "select id, figure, dbt_valid_to is null from history order by id, dbt_valid_from"
    ) == [(1, 1, 0), (1, 2, 1), (2, 0, 1), (3, 0, 0)]
    ((closed, seconds_apart, has_microseconds),) = probe.read(
        "select count(dbt_valid_to), "
        "max(abs(timestampdiff(second, dbt_valid_from, utc_timestamp()))), "
        "max(microsecond(dbt_valid_from) > 0 or microsecond(dbt_valid_to) > 0) from history"
    )
    assert closed == 2
    assert seconds_apart < 600
    assert has_microseconds


def test_every_model_of_a_target_lives_in_its_one_database(built):
    probe, *_ = built
    assert probe.read("select a from in_a_schema_of_its_own") == [(1,)]


def test_cross_database_macros_say_what_they_mean(built):
    probe, *_ = built
    ((joined, hashed, added, days),) = probe.read("select * from cross_database")
    assert joined == "ab"
    assert hashed == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert str(added) == "2027-01-25"
    assert days == 24
