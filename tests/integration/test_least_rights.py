"""What each account may do in each database, and that it may do nothing else.

``MAY`` is the design's table of owners and readers, written out. Every account tries every
action in every database: what the table names must work, everything else must be refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from sqlalchemy.exc import DBAPIError

from pipeline.settings import ROLES
from tests.conftest import Installation

# Access denied: to a database, in all, to a command, a column, an account, a routine; not the
# owner of a thread; a privilege is needed.
DENIED = {1044, 1045, 1095, 1142, 1143, 1227, 1370, 1410, 1419}

READ = {"select", "show view"}
WRITE = {"select", "insert", "update", "delete"}
MAKE = {
    *READ,
    *WRITE,
    "create table",
    "temporary table",
    "alter table",
    "index",
    "create view",
    "lock tables",
    "drop table",
    "alter database",  # MySQL has no ALTER for the tables alone
}
MOVE = {*MAKE} - {"delete", "temporary table", "index", "lock tables"}

MAY = {
    ("loader", "landing"): MAKE,
    ("loader", "app"): MAKE,
    ("builder", "build"): MAKE,
    ("builder", "dev"): MAKE,
    ("builder", "landing"): READ,
    ("builder", "app"): READ,
    ("builder", "previous"): READ,
    ("builder", "published"): READ,
    ("publisher", "build"): MOVE,
    ("publisher", "previous"): MOVE,
    ("publisher", "published"): MOVE,
    ("reader", "published"): READ,
    ("api", "landing"): {"select"},
    ("api", "published"): READ,
    ("api", "app"): WRITE,
}

# action -> statement; {db} is the database, {mine} a name that no other role uses in it
ACTIONS = {
    "select": "select * from {db}.t",
    "show view": "show create view {db}.v",
    "insert": "insert into {db}.t values (default)",
    "update": "update {db}.t set a = a where a = 1",
    "delete": "delete from {db}.t where a = -1",
    "create table": "create table {db}.{mine} (a int)",
    "temporary table": "create temporary table {db}.{mine}_passing (a int)",
    "alter table": "alter table {db}.t comment = 'x'",
    "index": "create index {mine} on {db}.t (a)",
    "create view": "create view {db}.{mine}_view as select 1 as a",
    "drop table": "drop table {db}.{mine}_doomed",
    "trigger": "create trigger {db}.{mine} before insert on {db}.t for each row set new.a = 1",
    "event": "create event {db}.{mine} on schedule every 1 day do select 1",
    "routine": "create procedure {db}.{mine}() select 1",
    "grant": "grant select on {db}.* to {other}",
    "lock tables": "lock tables {db}.t read",
    "alter database": "alter database {db} collate utf8mb4_bin",
}
DATABASES = ("landing", "build", "published", "previous", "app", "dev")

ON_THE_SERVER = {
    "read the accounts": "select user from mysql.user",
    "change the accounts": "update mysql.user set user = 'x' where user = 'y'",
    "make an account": "create user '{prefix}_x'@'localhost'",
    "drop an account": "drop user {other}",
    "change a password": "alter user {other} identified by 'x'",
    "write a file on the server": "select 1 into outfile '/tmp/{prefix}_should_not_be'",
    "read a file of the server": "load data infile '/etc/hostname' into table {own}.t",
    "change a setting of the server": "set global local_infile = 0",
    "flush the server": "flush tables",
    "stop the server": "shutdown",
    "make a database": "create database {prefix}x",
    "drop a database that looks alike": "drop database {alike}",
    "write one that looks alike": "create table {alike}.x (a int)",
}
# The publisher names who holds up a swap; nobody else sees what others do.
SEES_OTHERS = {"publisher"}

OWN = {
    "loader": "landing",
    "builder": "build",
    "publisher": "build",
    "reader": "published",
    "api": "app",
}


@pytest.fixture(scope="module")
def filled(new_installation: Callable[[], Installation]) -> Iterator[Installation]:
    """An installation with a table, a view and tables to drop in each database."""
    made = new_installation()
    alike = made.settings.databases.landing.replace("_", "x")
    with made.server.engine("admin", autocommit=True).connect() as connection:
        for name in made.settings.databases.all():
            connection.exec_driver_sql(
                f"create table `{name}`.t (a int auto_increment primary key)"
            )
            connection.exec_driver_sql(f"create view `{name}`.v as select a from `{name}`.t")
            for role in ROLES:
                connection.exec_driver_sql(f"create table `{name}`.of_{role}_doomed (a int)")
        connection.exec_driver_sql(f"create database `{alike}`")
        yield made
        connection.exec_driver_sql(f"drop database `{alike}`")


def refusals(
    installation: Installation, role: str, statements: Mapping[str, str]
) -> dict[str, int | None]:
    """Return the error number with which each statement is refused, None if it runs."""
    numbers: dict[str, int | None] = {}
    with installation.server.engine(role, autocommit=True).connect() as connection:
        for deed, statement in statements.items():
            try:
                connection.exec_driver_sql(statement.replace("%", "%%"))
                numbers[deed] = None
            except DBAPIError as error:
                numbers[deed] = error.orig.args[0]
            connection.exec_driver_sql("unlock tables")
    return numbers


def names(installation: Installation, role: str, database: str) -> dict[str, str]:
    prefix = installation.settings.prefix
    other = "builder" if role == "reader" else "reader"
    databases = vars(installation.settings.databases)
    return {
        "db": f"`{databases[database]}`",
        "own": f"`{databases[OWN[role]]}`",
        "mine": f"of_{role}",
        "prefix": prefix,
        "other": f"'{prefix}_{other}'@'localhost'",
        "alike": f"`{databases['landing'].replace('_', 'x')}`",
    }


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("role", ROLES)
def test_an_account_may_do_what_its_work_needs_and_nothing_else(
    filled: Installation, role: str, database: str
) -> None:
    given = names(filled, role, database)
    statements = {action: sql.format(**given) for action, sql in ACTIONS.items()}
    answers = refusals(filled, role, statements)
    assert {action for action, number in answers.items() if number is None} == MAY.get(
        (role, database), set()
    )
    assert {number for number in answers.values() if number is not None} <= DENIED


@pytest.mark.parametrize("role", ROLES)
def test_no_account_reaches_beyond_the_databases(filled: Installation, role: str) -> None:
    given = names(filled, role, "published")
    statements = {deed: sql.format(**given) for deed, sql in ON_THE_SERVER.items()}
    answers = refusals(filled, role, statements)
    assert {deed: number for deed, number in answers.items() if number not in DENIED} == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_account_reaches_another_installation(
    filled: Installation, role: str, new_installation: Callable[[], Installation]
) -> None:
    stranger = new_installation()
    statements = {
        f"{action} in {database}": ACTIONS[action].format(**names(filled, role, database))
        for database in DATABASES
        for action in ("select", "insert", "create table", "drop table")
    }
    answers = refusals(stranger, role, statements)
    assert {deed: number for deed, number in answers.items() if number not in DENIED} == {}


@pytest.mark.parametrize("role", ROLES)
def test_only_the_publisher_sees_what_others_are_doing(filled: Installation, role: str) -> None:
    with (
        filled.server.engine("admin").connect(),
        filled.server.engine(role).connect() as connection,
    ):
        users = set(
            connection.exec_driver_sql("select user from information_schema.processlist").scalars()
        )
    own = f"{filled.settings.prefix}_{role}"
    assert (users - {own} != set()) == (role in SEES_OTHERS)


@pytest.mark.parametrize("role", ROLES)
def test_no_account_ends_another_ones_connection(filled: Installation, role: str) -> None:
    with filled.server.engine("admin").connect() as at_work:
        number = at_work.exec_driver_sql("select connection_id()").scalar_one()
        assert refusals(filled, role, {"kill": f"kill {number}"})["kill"] in DENIED
        assert at_work.exec_driver_sql("select 1").scalar_one() == 1
