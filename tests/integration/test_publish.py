"""Readers see one whole set of marts or the other, whatever happens to the publisher."""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from types import SimpleNamespace

import pymysql
import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from pipeline import ledger
from pipeline.commands.publish import command
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.leftovers import end_leftover_swaps
from pipeline.mart_set import MARKER_TABLE, MartSet, UnfinishedBuild
from pipeline.patience import Blocked
from pipeline.publish import live_invocation, publish, step_back
from pipeline.rotation import BLANK, INCOMING, SUFFIXES
from pipeline.views import ViewWouldBreak

TABLES = ("mart_01", "mart_02", "mart_03", "published_releases", MARKER_TABLE)
MANY_TABLES = (*(f"mart_{number:02}" for number in range(4, 14)), *TABLES)
READERS = 4
KILLS = 10


@dataclass
class Site:
    """An installation with hand-made builds: every table of build n says n in ``set_number``."""

    server: object
    settings: object
    out: StringIO = field(default_factory=StringIO)
    err: StringIO = field(default_factory=StringIO)

    @property
    def databases(self):
        return self.settings.databases

    def run(self, *statements: str) -> None:
        with self.server.engine("publisher", autocommit=True).connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    def read(self, query: str, **values):
        with self.server.engine("publisher", autocommit=True).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def view(self, *columns: str, tables: tuple[str, str] = ("mart_01", "mart_03")) -> str:
        """Return the SELECT of a view over two tables, written as dbt compiles it."""
        chosen = ", ".join(columns or ("a.code", "a.set_number as set_a", "b.set_number as set_b"))
        first, second = tables
        return (
            f"select {chosen} from `{self.databases.build}`.`{first}` as a\n"
            f"inner join `{self.databases.build}`.`{second}` as b on a.code = b.code"
        )

    def build(
        self,
        number: int,
        tables: tuple[str, ...] = TABLES,
        views: Mapping[str, str] | None = None,
        without: Mapping[str, str] | None = None,
    ) -> MartSet:
        """Build set ``number``; ``without`` names a column that a table has no more."""
        build = self.databases.build
        invocation_id = str(uuid.UUID(int=number))
        statements = []
        for name in tables:
            columns = {
                "code": "char(10) not null primary key",
                "set_number": "int not null",
                "level": "decimal(5,2) null comment 'needed level, 0 to 7'",
            }
            if name == MARKER_TABLE:
                columns["invocation_id"] = "char(36) not null"
            if name == "published_releases":
                columns["published_at"] = "datetime(6) null"
                columns["run_id"] = "int unsigned not null default 0"
            columns.pop((without or {}).get(name, ""), None)
            described = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            rows = ["'one'", "'two'"] if name not in TABLES[-2:] else ["'one'"]
            invocation = ", invocation_id" if name == MARKER_TABLE else ""
            value = f", '{invocation_id}'" if name == MARKER_TABLE else ""
            statements += [
                f"drop table if exists `{build}`.`{name}`",
                f"create table `{build}`.`{name}` ({described})",
                f"insert into `{build}`.`{name}` (code, set_number{invocation}) values "
                + ", ".join(f"({code}, {number}{value})" for code in rows),
            ]
        views = {"gaps": self.view()} if views is None else views
        self.run(*statements)
        return MartSet(invocation_id, tables, views)

    def publish(self, mart_set: MartSet, patience: float = 20.0):
        settings = replace(self.settings, swap_patience=patience)
        run_id = ledger.open_run(
            self.server.engine("loader", self.databases.landing), "publish of a test"
        )
        return publish(mart_set, self.server, settings, run_id, self.console)

    def step_back(self):
        return step_back(self.server, self.settings, self.console)

    @property
    def console(self) -> Console:
        return Console("text", self.out, self.err)

    def kinds(self, database: str) -> dict[str, str]:
        return dict(
            self.read(
                "select table_name, table_type from information_schema.tables "
                "where table_schema = :database",
                database=database,
            )
        )

    def numbers(self, database: str) -> set[int]:
        """Return the set numbers found in the tables of ``database``: one if it is whole."""
        tables = [name for name, kind in self.kinds(database).items() if kind == "BASE TABLE"]
        if not tables:
            return set()
        union = " union ".join(f"select set_number from `{database}`.`{name}`" for name in tables)
        return {number for (number,) in self.read(union)}

    def state(self) -> dict:
        """Return checksums of all tables and the text of all views of live and previous."""
        found = {}
        for database in (self.databases.published, self.databases.previous):
            for name, kind in self.kinds(database).items():
                query = "checksum table" if kind == "BASE TABLE" else "show create view"
                found[database, name] = self.read(f"{query} `{database}`.`{name}`")[0][:2]
        return found

    def recorded(self) -> list[str]:
        """Return the invocation ids in the ledger, oldest publication first."""
        return [
            row[0]
            for row in self.read_ledger("select invocation_id from publications order by run_id")
        ]

    def read_ledger(self, query: str):
        with self.server.engine("loader", self.databases.landing).connect() as connection:
            return connection.execute(text(query)).all()

    def leftovers(self) -> list[str]:
        return [
            f"{database}.{name}"
            for database in (
                self.databases.build,
                self.databases.published,
                self.databases.previous,
            )
            for name in self.kinds(database)
            if name.endswith(SUFFIXES)
        ]


@pytest.fixture
def site(installation) -> Site:
    return Site(installation.server, installation.settings)


@contextmanager
def reading_in_a_transaction(site: Site, name: str = "mart_01"):
    """Hold a reader's transaction open, as a client without autocommit does."""
    with site.server.engine("reader", site.databases.published).connect() as connection:
        connection.exec_driver_sql("start transaction")
        connection.exec_driver_sql(f"select * from `{name}`").all()
        yield connection.exec_driver_sql("select connection_id()").scalar()


def swaps_at_work(site: Site) -> list[int]:
    return [
        row[0]
        for row in site.read(
            "select id from information_schema.processlist "
            "where info like '/* swap of %' and id <> connection_id()"
        )
    ]


def wait_for_a_swap(site: Site) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := swaps_at_work(site):
            return found[0]
        time.sleep(0.02)
    raise AssertionError("no swap came to work")


# -- one set after the other ---------------------------------------------------------------


def test_the_first_publish_shows_the_build_and_leaves_the_build_no_table_short(site):
    mart_set = site.build(1)
    publication = site.publish(mart_set)

    assert (publication.action, publication.replaced) == ("published", None)
    assert live_invocation(site.server, site.settings) == mart_set.invocation_id
    assert site.numbers(site.databases.published) == {1}
    assert site.kinds(site.databases.published) == dict.fromkeys(TABLES, "BASE TABLE") | {
        "gaps": "VIEW"
    }
    assert site.kinds(site.databases.previous) == {}
    assert site.kinds(site.databases.build).keys() == set(TABLES)
    assert site.numbers(site.databases.build) == set()
    assert site.leftovers() == []
    assert site.recorded() == [mart_set.invocation_id]


def test_a_second_publish_keeps_the_first_as_previous(site):
    first = site.build(1)
    site.publish(first)
    second = site.build(2)
    assert site.publish(second).replaced == first.invocation_id
    third = site.build(3)
    site.publish(third)

    assert site.numbers(site.databases.published) == {3}
    assert site.numbers(site.databases.previous) == {2}
    assert site.numbers(site.databases.build) == {1}
    assert site.recorded() == [s.invocation_id for s in (first, second, third)]


def test_keys_and_comments_move_with_a_table_and_it_is_analyzed(site):
    site.publish(site.build(1))
    definition = site.read(f"show create table `{site.databases.published}`.`mart_01`")[0][1]
    assert "PRIMARY KEY (`code`)" in definition
    assert "COMMENT 'needed level, 0 to 7'" in definition


def test_publishing_twice_only_redoes_the_views(site):
    mart_set = site.build(1)
    site.publish(mart_set)
    before, recorded = site.state(), site.read_ledger("select * from publications")
    site.run(f"drop view `{site.databases.published}`.`gaps`")

    assert site.publish(mart_set).action == "already live"
    assert site.state() == before
    assert site.read_ledger("select * from publications") == recorded
    assert "live already; only its 1 views were redone" in site.out.getvalue()


def test_published_at_is_the_time_of_the_swap(site):
    mart_set = site.build(1)
    before = site.read("select utc_timestamp(6)")[0][0]
    site.publish(mart_set)
    after = site.read("select utc_timestamp(6)")[0][0]
    [(published_at,)] = site.read(
        f"select published_at from `{site.databases.published}`.`published_releases`"
    )
    assert before <= published_at <= after


def test_a_build_with_another_marker_is_refused(site):
    site.publish(site.build(1))
    before = site.state()
    site.build(2)
    other = MartSet(str(uuid.UUID(int=99)), TABLES, {})
    with pytest.raises(UnfinishedBuild, match="does not hold the build") as refused:
        site.publish(other)
    assert str(uuid.UUID(int=2)) in refused.value.found
    assert site.state() == before
    assert MartSet.last_built(site.settings).invocation_id == str(uuid.UUID(int=1))


def test_a_build_without_its_marker_is_refused(site):
    mart_set = site.build(1)
    site.run(f"drop table `{site.databases.build}`.`{MARKER_TABLE}`")
    with pytest.raises(UnfinishedBuild) as refused:
        site.publish(mart_set)
    assert refused.value.found == "no finished build"
    assert site.kinds(site.databases.published) == {}


def test_a_build_that_lacks_a_table_is_refused(site):
    mart_set = site.build(1)
    site.run(f"drop table `{site.databases.build}`.`mart_02`")
    with pytest.raises(UnfinishedBuild) as refused:
        site.publish(mart_set)
    assert refused.value.found == "missing: mart_02"
    assert site.kinds(site.databases.published) == {}


def test_a_mart_that_is_built_no_more_goes_to_previous_and_then_away(site):
    rest = tuple(name for name in TABLES if name != "mart_02")
    site.publish(site.build(1))
    site.publish(site.build(2))
    site.publish(site.build(3, rest))
    assert "mart_02" not in site.kinds(site.databases.published)
    assert site.read(f"select distinct set_number from `{site.databases.previous}`.mart_02") == [
        (2,)
    ]
    site.publish(site.build(4, rest))
    assert "mart_02" not in site.kinds(site.databases.previous)
    assert site.leftovers() == []
    assert site.numbers(site.databases.previous) == {3}


def test_a_new_mart_is_published_and_steps_back_with_its_set(site):
    site.publish(site.build(1))
    site.publish(site.build(2, (*TABLES, "mart_new")))
    assert site.kinds(site.databases.published)["mart_new"] == "BASE TABLE"
    assert "mart_new" in site.kinds(site.databases.build)
    assert "mart_new" not in site.kinds(site.databases.previous)

    site.step_back()
    assert "mart_new" not in site.kinds(site.databases.published)
    assert site.numbers(site.databases.published) == {1}
    site.step_back()
    assert site.numbers(site.databases.published) == {2}
    assert "mart_new" in site.kinds(site.databases.published)


def test_grants_by_name_survive(site):
    """A grant on a table is a grant on its name, so a new table of that name keeps it."""
    published = site.databases.published
    site.publish(site.build(1))
    user = "reader_of_one_mart"
    with site.server.engine("admin", autocommit=True).connect() as admin:
        admin.exec_driver_sql(f"drop user if exists {user}@localhost")
        admin.exec_driver_sql(f"create user {user}@localhost")
        try:
            admin.exec_driver_sql(f"grant select on `{published}`.`mart_01` to {user}@localhost")
            admin.exec_driver_sql(f"grant select on `{published}`.`gaps` to {user}@localhost")
            before = admin.exec_driver_sql(f"show grants for {user}@localhost").all()
            site.publish(site.build(2))
            site.step_back()
            assert admin.exec_driver_sql(f"show grants for {user}@localhost").all() == before
            assert len(before) == 3
        finally:
            admin.exec_driver_sql(f"drop user {user}@localhost")


# -- stepping back -------------------------------------------------------------------------


def test_stepping_back_twice_ends_where_it_began_and_leaves_the_build_alone(site):
    first = site.build(1, views={"gaps": site.view("a.code", "a.set_number as set_a")})
    site.publish(first)
    second = site.build(2, views={"gaps": site.view(), "pairs": site.view()})
    site.publish(second)
    rejected = site.build(3)
    before = site.state()

    back = site.step_back()
    assert (back.action, back.invocation_id) == ("stepped back", first.invocation_id)
    assert site.numbers(site.databases.published) == {1}
    assert site.numbers(site.databases.previous) == {2}
    assert site.numbers(site.databases.build) == {3}
    assert site.read(f"select * from `{site.databases.published}`.`gaps` order by code") == [
        ("one", 1),
        ("two", 1),
    ]
    assert "pairs" not in site.kinds(site.databases.published)

    assert site.step_back().invocation_id == second.invocation_id
    assert site.state() == before
    assert site.numbers(site.databases.build) == {3}

    site.step_back()
    assert site.publish(rejected).replaced == first.invocation_id
    assert site.numbers(site.databases.previous) == {1}
    assert site.numbers(site.databases.published) == {3}


@pytest.mark.parametrize("publishes", [0, 1])
def test_stepping_back_without_a_previous_set_is_a_wrong_call(site, publishes):
    for number in range(publishes):
        site.publish(site.build(number + 1))
    before = site.state()
    with pytest.raises(UsageError, match="no previous set"):
        site.step_back()
    assert site.state() == before


def test_a_set_that_was_stepped_back_from_is_not_published_from_the_build(site):
    site.publish(site.build(1))
    second = site.build(2)
    site.publish(second)
    site.step_back()
    before = site.state()
    with pytest.raises(UnfinishedBuild) as refused:
        site.publish(second)
    assert "publish --previous" in refused.value.advice
    assert site.state() == before


# -- the command ---------------------------------------------------------------------------


def call(site: Site, *arguments: str):
    """Call the command ``publish`` as the command line does."""
    context = SimpleNamespace(settings=site.settings, console=site.console)
    return command.main(arguments, obj=context, standalone_mode=False)


def test_the_command_publishes_what_a_reader_had_held_up(site):
    site.publish(site.build(1))
    mart_set = site.build(2)
    with reading_in_a_transaction(site), pytest.raises(Blocked):
        site.publish(mart_set, patience=1)
    call(site)
    assert live_invocation(site.server, site.settings) == mart_set.invocation_id
    assert site.numbers(site.databases.published) == {2}
    call(site)
    assert "live already" in site.out.getvalue()
    call(site, "--previous")
    assert site.numbers(site.databases.published) == {1}
    runs = site.read_ledger(
        "select command, status, exit_code from runs where status <> 'running' order by run_id"
    )
    assert [tuple(run) for run in runs] == [
        ("publish", "published", 0),
        ("publish", "published", 0),
        ("publish --previous", "published", 0),
    ]


@pytest.mark.parametrize("arguments", [(), ("--previous",)])
def test_the_command_says_when_there_is_nothing_to_publish(site, arguments):
    with pytest.raises(UsageError, match=r"there is no (tested build|previous set)"):
        call(site, *arguments)
    [(status, exit_code)] = site.read_ledger(
        "select status, exit_code from runs where command like 'publish%'"
    )
    assert (status, exit_code) == ("failed", 2)


# -- views -----------------------------------------------------------------------------------


def test_views_run_with_the_rights_of_their_reader_and_read_published_tables_only(site):
    site.publish(site.build(1))
    [(_, definition, *_)] = site.read(f"show create view `{site.databases.published}`.`gaps`")
    assert "SQL SECURITY INVOKER" in definition
    assert site.databases.build not in definition
    with site.server.engine("reader", site.databases.published).connect() as reader:
        assert reader.exec_driver_sql("select count(*) from gaps").scalar() == 2
        assert reader.exec_driver_sql("explain select * from gaps where code = 'one'").all()


def test_a_view_may_hold_percent_signs_and_colons(site):
    sql = site.view("a.code", "a.code like '%w:o%' as is_like", "'%s :name %(x)s' as said")
    site.publish(site.build(1, views={"gaps": sql}))
    assert site.read(f"select * from `{site.databases.published}`.`gaps` order by code") == [
        ("one", 0, "%s :name %(x)s"),
        ("two", 0, "%s :name %(x)s"),
    ]


def test_views_over_views_are_recreated_in_the_order_they_read_each_other(site):
    build = site.databases.build
    views = {
        "a_summary": f"select code, set_a from `{build}`.`b_gaps`",
        "b_gaps": site.view(),
    }
    site.run(f"create view `{build}`.`b_gaps` as select 1 as code, 2 as set_a")
    site.publish(site.build(1, views=views))
    views["b_gaps"] = site.view("a.code", "b.set_number as set_a", "a.level as added")
    views["a_summary"] = f"select code, set_a, added from `{build}`.`b_gaps`"
    site.run(f"create or replace view `{build}`.`b_gaps` as {site.view()}")
    with pytest.raises(ViewWouldBreak, match="view a_summary of the new build cannot be read"):
        site.publish(site.build(2, views=views))
    site.run(f"create or replace view `{build}`.`b_gaps` as {views['b_gaps']}")
    site.publish(site.build(3, views=views))
    assert site.read(f"select code, set_a, added from `{site.databases.published}`.`a_summary`")[
        0
    ] == ("one", 3, None)


def test_a_view_that_is_built_no_more_is_dropped(site):
    site.publish(site.build(1, views={"gaps": site.view(), "pairs": site.view()}))
    site.publish(site.build(2))
    assert "pairs" not in site.kinds(site.databases.published)
    assert site.kinds(site.databases.published)["gaps"] == "VIEW"


def test_a_column_that_a_published_view_reads_is_dropped_one_publish_after_the_view(site):
    reads_level = {"gaps": site.view("a.code", "a.level")}
    reads_it_no_more = {"gaps": site.view("a.code")}
    site.publish(site.build(1, views=reads_level))
    before = site.state()

    too_soon = site.build(2, views=reads_it_no_more, without={"mart_01": "level"})
    with pytest.raises(ViewWouldBreak, match="view gaps cannot be read") as refused:
        site.publish(too_soon)
    assert "level" in refused.value.found
    assert "only one publish after" in str(refused.value)
    assert site.state() == before
    assert site.recorded() == [str(uuid.UUID(int=1))]

    site.publish(site.build(3, views=reads_it_no_more))
    site.publish(site.build(4, views=reads_it_no_more, without={"mart_01": "level"}))
    assert site.numbers(site.databases.published) == {4}


def test_a_column_read_through_another_view_is_protected_too(site):
    build = site.databases.build
    outer = f"select code, level from `{build}`.`inner_view`"
    site.run(f"create view `{build}`.`inner_view` as select 1 as code, 1 as level")
    views = {"inner_view": site.view("a.code", "a.level"), "outer_view": outer}
    site.publish(site.build(1, views=views))
    views = {"inner_view": site.view("a.code", "b.level"), "outer_view": outer}
    with pytest.raises(ViewWouldBreak, match="inner_view") as refused:
        site.publish(site.build(2, views=views, without={"mart_01": "level"}))
    assert "level" in refused.value.found
    without_inner = {"outer_view": site.view("a.code", "b.level")}
    with pytest.raises(ViewWouldBreak, match="outer_view"):
        site.publish(site.build(3, views=without_inner, without={"mart_01": "level"}))


def test_a_table_that_a_published_view_reads_is_protected_too(site):
    site.publish(site.build(1))
    rest = tuple(name for name in TABLES if name != "mart_03")
    views = {"gaps": site.view(tables=("mart_01", "mart_02"))}
    with pytest.raises(ViewWouldBreak) as refused:
        site.publish(site.build(2, rest, views))
    assert refused.value.found == "no longer there: mart_03"


def test_a_view_that_reads_what_is_not_published_is_refused(site):
    site.publish(site.build(1))
    before = site.state()
    reads_staging = {"gaps": site.view(tables=("mart_01", "int_profiles"))}
    with pytest.raises(UnfinishedBuild, match="reads what is not published") as refused:
        site.publish(site.build(2, views=reads_staging))
    assert refused.value.found == f"{site.databases.build}.int_profiles"
    assert site.state() == before


def test_a_table_may_become_a_view_and_a_view_a_table(site):
    rest = tuple(name for name in TABLES if name != "mart_02")
    site.publish(site.build(1))
    with polling(site, "select count(*), max(set_number) from mart_02") as seen:
        site.publish(
            site.build(2, rest, {"mart_02": site.view("a.code", "a.set_number")}),
        )
        assert site.kinds(site.databases.published)["mart_02"] == "VIEW"
        site.publish(site.build(3, views={}))
        assert site.kinds(site.databases.published)["mart_02"] == "BASE TABLE"
    assert seen.errors == []
    assert {count for count, _ in seen.rows} == {2}
    assert {number for _, number in seen.rows} <= {1, 2, 3}
    assert site.leftovers() == []
    site.step_back()
    assert site.kinds(site.databases.published)["mart_02"] == "VIEW"
    site.step_back()
    assert site.kinds(site.databases.published)["mart_02"] == "BASE TABLE"
    assert site.leftovers() == []


# -- readers ---------------------------------------------------------------------------------


@dataclass
class Seen:
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)


@contextmanager
def polling(site: Site, *queries: str):
    """Poll ``queries`` from four connections of the reader while the block runs."""
    seen, stop = Seen(), threading.Event()

    def poll(turn: int) -> None:
        with site.server.engine("reader", site.databases.published).connect() as connection:
            while not stop.is_set():
                turn += 1
                try:
                    rows = connection.exec_driver_sql(queries[turn % len(queries)]).all()
                except (OperationalError, ProgrammingError) as error:
                    seen.errors.append(error)
                else:
                    seen.rows.extend(tuple(row) for row in rows)

    readers = [threading.Thread(target=poll, args=(turn,)) for turn in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        yield seen
    finally:
        stop.set()
        for reader in readers:
            reader.join(timeout=30)
    assert not any(reader.is_alive() for reader in readers)


def test_readers_polling_through_ten_publishes_see_no_error_and_no_mixed_set(site):
    site.publish(site.build(1, MANY_TABLES))
    queries = (
        "select a.set_number, b.set_number, c.set_number from mart_01 as a "
        "inner join mart_13 as b on a.code = b.code cross join publication as c",
        "select set_a, set_b, c.set_number from gaps cross join publication as c",
    )
    with polling(site, *queries) as seen:
        for number in range(2, 12):
            site.publish(site.build(number, MANY_TABLES))
    assert seen.errors == []
    assert [row for row in seen.rows if len(set(row)) > 1] == []
    assert {row[0] for row in seen.rows} >= set(range(2, 11))


def test_readers_polling_through_steps_back_see_no_error_and_no_mixed_set(site):
    site.publish(site.build(1))
    site.publish(site.build(2))
    query = "select set_a, set_b, c.set_number from gaps cross join publication as c"
    with polling(site, query) as seen:
        for _ in range(6):
            site.step_back()
    assert seen.errors == []
    assert [row for row in seen.rows if len(set(row)) > 1] == []


def test_a_readers_open_transaction_stops_the_swap_in_bounded_time_and_is_named(site):
    site.publish(site.build(1))
    mart_set = site.build(2)
    before, build_before = site.state(), site.numbers(site.databases.build)

    with reading_in_a_transaction(site) as blocker, polling(site, "select 1 from mart_02") as seen:
        started = time.monotonic()
        with pytest.raises(Blocked) as stopped:
            site.publish(mart_set, patience=4)
        waited = time.monotonic() - started
    message = str(stopped.value)
    assert waited < 4 + 5
    assert [b.connection_id for b in stopped.value.blockers] == [blocker]
    assert f"connection {blocker} of {site.server.accounts['reader'].user}@" in message
    assert "idle in a transaction" in message
    assert f"kill {blocker}" in message
    assert "nothing was published" in message
    if site.server.product == "mysql":
        assert "select connection_id()" in message, "its last statement"
    assert f"waits for connection {blocker}" in site.err.getvalue()
    assert seen.errors == [], "other readers wait a second at most, and get their rows"

    assert site.state() == before
    assert site.numbers(site.databases.build) == build_before == {2}
    assert site.recorded() == [str(uuid.UUID(int=1))]
    assert MartSet.last_built(site.settings) == mart_set

    assert site.publish(MartSet.last_built(site.settings)).action == "published"
    assert site.numbers(site.databases.published) == {2}
    assert site.leftovers() == []


def test_a_view_held_by_a_reader_is_renewed_by_publishing_again(site):
    """A transaction that opened a view after the swap lets the tables through, not the view."""
    mart_set = site.build(1, views={"gaps": site.view("a.code", "a.set_number as shown")})
    site.publish(mart_set)
    with reading_in_a_transaction(site, "gaps") as blocker:
        with pytest.raises(Blocked, match="renewal of the views") as stopped:
            site.publish(mart_set, patience=1)
        assert [b.connection_id for b in stopped.value.blockers] == [blocker]
        assert "the tables are published" in stopped.value.state
    assert site.publish(mart_set).action == "already live"


def test_a_step_back_that_is_held_up_says_how_to_try_again(site):
    site.publish(site.build(1))
    site.publish(site.build(2))
    before = site.state()
    settings = replace(site.settings, swap_patience=1)
    with reading_in_a_transaction(site), pytest.raises(Blocked) as stopped:
        step_back(site.server, settings, site.console)
    assert "then: ./run_pipeline.sh publish --previous" in stopped.value.advice
    assert stopped.value.state == "nothing was changed"
    assert site.state() == before


def test_a_swap_comes_through_when_the_reader_ends_its_transaction(site):
    site.publish(site.build(1))
    mart_set = site.build(2)
    holding = threading.Event()

    def hold_through_one_attempt() -> None:
        with reading_in_a_transaction(site):
            holding.set()
            deadline = time.monotonic() + 10
            while "waits for" not in site.err.getvalue() and time.monotonic() < deadline:
                time.sleep(0.05)

    holder = threading.Thread(target=hold_through_one_attempt)
    holder.start()
    holding.wait(10)
    publication = site.publish(mart_set)
    holder.join(10)
    assert publication.attempts == 2
    assert site.numbers(site.databases.published) == {2}


# -- losing the connection, and the publisher ------------------------------------------------


def test_a_connection_killed_in_the_swap_is_replaced_and_the_swap_comes_through(site):
    site.publish(site.build(1))
    mart_set = site.build(2)
    killed = []

    def hold_and_kill() -> None:
        with reading_in_a_transaction(site):
            ready.set()
            killed.append(wait_for_a_swap(site))
            site.run(f"kill {killed[0]}")

    ready = threading.Event()
    holder = threading.Thread(target=hold_and_kill)
    holder.start()
    ready.wait(10)
    publication = site.publish(mart_set)
    holder.join(10)
    assert killed
    assert (publication.action, publication.attempts) == ("published", 2)
    assert site.numbers(site.databases.published) == {2}
    assert site.numbers(site.databases.previous) == {1}


def test_a_swap_whose_answer_was_lost_is_not_done_again(site):
    site.publish(site.build(1))
    mart_set = site.build(2, views={"gaps": site.view("a.code")})
    swaps = []

    def lose_the_answer(connection, cursor, statement, *_) -> None:
        if "rename table" in statement:
            swaps.append(statement)
            lost = pymysql.err.OperationalError(2013, "Lost connection to server during query")
            raise OperationalError(statement, (), lost)

    event.listen(Engine, "after_cursor_execute", lose_the_answer)
    try:
        publication = site.publish(mart_set)
    finally:
        event.remove(Engine, "after_cursor_execute", lose_the_answer)
    assert len(swaps) == 1
    assert publication.attempts == 2
    assert site.numbers(site.databases.published) == {2}
    assert site.numbers(site.databases.previous) == {1}
    assert site.read(f"select * from `{site.databases.published}`.`gaps`") == [("one",), ("two",)]
    assert site.recorded()[-1] == mart_set.invocation_id


def in_another_process(work) -> multiprocessing.Process:
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def kill(process: multiprocessing.Process) -> None:
    process.kill()  # SIGKILL; nothing happens to one that has ended
    process.join(20)
    assert not process.is_alive()


def test_a_publisher_killed_at_any_moment_leaves_one_whole_set_and_the_next_recovers(site):
    """Every other kill comes while the swap is at work, the rest are spread over a publish."""
    published, previous = site.databases.published, site.databases.previous
    first = site.build(1)
    started = time.monotonic()
    site.publish(first)
    takes = time.monotonic() - started
    live = 1
    for kill_number in range(KILLS):
        number = 2 + 2 * kill_number
        mart_set = site.build(number)
        process = in_another_process(lambda mart_set=mart_set: site.publish(mart_set))
        if kill_number % 2:
            deadline = time.monotonic() + 20
            while process.is_alive() and not swaps_at_work(site) and time.monotonic() < deadline:
                time.sleep(0.002)
        else:
            time.sleep(takes * random.uniform(0.1, 1.3))
        kill(process)

        with site.server.engine("publisher", autocommit=True).connect() as connection:
            end_leftover_swaps(connection, site.settings)
        [found] = site.numbers(published)
        assert found in (live, number)
        with site.server.engine("reader", published).connect() as reader:
            seen = {tuple(row) for row in reader.exec_driver_sql("select set_a, set_b from gaps")}
        assert seen == {(found, found)}

        live = number + 1
        site.publish(site.build(live))
        assert site.numbers(published) == {live}
        assert site.numbers(previous) == {found}
        assert site.leftovers() == []
        assert site.recorded()[-2:] == [str(uuid.UUID(int=n)) for n in (found, live)]
    assert site.step_back().invocation_id == str(uuid.UUID(int=found))


def test_a_swap_left_at_work_by_a_killed_publisher_is_ended_before_the_next(site):
    """Else it would move tables after the next publisher has looked where they are."""
    site.publish(site.build(1))
    mart_set = site.build(2)
    with reading_in_a_transaction(site):
        process = in_another_process(lambda: site.publish(mart_set))
        wait_for_a_swap(site)
        kill(process)
        with site.server.engine("publisher", autocommit=True).connect() as connection:
            end_leftover_swaps(connection, site.settings)
        assert swaps_at_work(site) == []
    assert site.numbers(site.databases.published) == {1}
    site.publish(mart_set)
    assert site.numbers(site.databases.published) == {2}


def test_what_a_killed_publish_made_ready_is_thrown_away_by_the_next(site):
    build, published = site.databases.build, site.databases.published
    site.publish(site.build(1))
    mart_set = site.build(2, (*TABLES, "mart_new"))
    site.run(
        f"create table `{build}`.`mart_new{BLANK}` (wrong int)",
        f"create table `{build}`.`mart_01{INCOMING}` (wrong int)",
        f"create view `{published}`.`mart_01{INCOMING}` as select 1 as wrong",
    )
    site.publish(mart_set)
    assert site.leftovers() == []
    assert site.numbers(published) == {2}
    assert site.read(f"select count(code) from `{build}`.`mart_new`") == [(0,)]
