"""Each account can do its work, and no more."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace

import pymysql
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from pipeline import databases
from pipeline.accounts import passwords, passwords_file, rights
from pipeline.check_up import check_up
from pipeline.console import Console
from pipeline.private_server import PrivateServer
from pipeline.settings import ROLES, Account
from tests.conftest import Installation

DENIED = {1044, 1045, 1142, 1143, 1227, 1410, 1419}


def run(installation: Installation, role: str, *statements: str) -> None:
    """Run statements in which {landing}, {build} … stand for the databases."""
    with installation.server.engine(role, autocommit=True).connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(named(installation, statement))


def named(installation: Installation, statement: str) -> str:
    return statement.format(**vars(installation.settings.databases))


@pytest.fixture(scope="module")
def filled(new_installation: Callable[[], Installation]) -> Installation:
    """An installation with a table ``t`` in each database, which every test leaves there."""
    made = new_installation()
    with made.server.engine("admin", autocommit=True).connect() as connection:
        for name in made.settings.databases.all():
            connection.exec_driver_sql(f"create table `{name}`.t (a int primary key)")
            connection.exec_driver_sql(f"insert into `{name}`.t values (1)")
    return made


WORK = {
    "loader": [
        "create table {landing}.x (a int primary key, b text)",
        "alter table {landing}.x add column c int, add index (c)",
        "insert into {landing}.x (a) values (1)",
        "delete from {landing}.x",
        "drop table {landing}.x",
    ],
    "builder": [
        "create table {build}.x as select a from {landing}.t",
        "create or replace view {build}.v as select a from {build}.x",
        "rename table {build}.x to {build}.y",
        "drop view {build}.v",
        "drop table {build}.y",
        "create table {dev}.x as select t.a from {published}.t join {previous}.t as p using (a)",
        "create temporary table {dev}.x2 as select a from {app}.t",
        "select * from {dev}.x",
        "drop table {dev}.x",
    ],
    "publisher": [
        "analyze table {build}.t",
        "update {build}.t set a = 2",
        "update {build}.t set a = 1",
        "create table {previous}.fresh like {build}.t",
        "rename table {build}.t to {build}.t__new, {previous}.t to {build}.t, "
        "{published}.t to {previous}.t, {build}.t__new to {published}.t",
        "create or replace sql security invoker view {published}.v as select a from {published}.t",
        "create or replace sql security invoker view {published}.v as select a from {published}.t",
        "drop view {published}.v",
        "drop table {previous}.fresh",
        "select count(*) from performance_schema.metadata_locks",
        "select count(*) from information_schema.innodb_trx",
    ],
    "reader": ["select * from {published}.t", "show create table {published}.t"],
    "api": [
        "select * from {published}.t",
        "insert into {app}.t values (2)",
        "update {app}.t set a = 3 where a = 2",
        "delete from {app}.t where a = 3",
        "select * from {landing}.t",
    ],
}

NOT_THEIRS = {
    "loader": [
        "select * from {published}.t",
        "insert into {build}.t values (9)",
        "create table {published}.x (a int)",
        "drop database {build}",
    ],
    "builder": [
        "insert into {landing}.t values (9)",
        "delete from {published}.t",
        "drop table {published}.t",
        "rename table {build}.t to {published}.t9",
        "create view {published}.v as select 1 as a",
        "update {previous}.t set a = 9",
        "insert into {app}.t values (9)",
    ],
    "publisher": [
        "select * from {landing}.t",
        "select * from {dev}.t",
        "insert into {app}.t values (9)",
        "drop database {landing}",
    ],
    "reader": [
        "insert into {published}.t values (9)",
        "select * from {landing}.t",
        "select * from {build}.t",
        "select * from {previous}.t",
        "select * from {app}.t",
        "create table {published}.x (a int)",
        "select user from mysql.user",
    ],
    "api": [
        "insert into {published}.t values (9)",
        "drop table {app}.t",
        "insert into {landing}.t values (9)",
        "create table {app}.x (a int)",
    ],
}


@pytest.mark.parametrize("role", ROLES)
def test_each_account_can_do_its_work(filled: Installation, role: str) -> None:
    run(filled, role, *WORK[role])


@pytest.mark.parametrize(
    ("role", "statement"),
    [(role, statement) for role, statements in NOT_THEIRS.items() for statement in statements],
)
def test_no_account_can_do_more(filled: Installation, role: str, statement: str) -> None:
    with pytest.raises(DBAPIError) as caught:
        run(filled, role, statement)
    assert caught.value.orig.args[0] in DENIED


@pytest.mark.parametrize("role", ROLES)
def test_no_account_may_pass_on_what_it_has_or_make_accounts(
    filled: Installation, role: str
) -> None:
    prefix = filled.settings.prefix
    for statement in (
        f"grant select on {prefix}.* to '{prefix}_reader'@'localhost'",
        f"create user '{prefix}_x'@'localhost'",
        "set global local_infile = 0",
    ):
        with pytest.raises(DBAPIError) as caught:
            run(filled, role, statement)
        assert caught.value.orig.args[0] in DENIED


def test_a_database_that_only_looks_alike_is_not_theirs(filled: Installation) -> None:
    """In a grant ``_`` is a wildcard unless it is escaped."""
    alike = filled.settings.databases.landing.replace("_", "x")
    with filled.server.engine("admin", autocommit=True).connect() as connection:
        connection.exec_driver_sql(f"create database `{alike}`")
        try:
            with pytest.raises(DBAPIError) as caught:
                run(filled, "loader", f"create table `{alike}`.t (a int)")
        finally:
            connection.exec_driver_sql(f"drop database `{alike}`")
    assert caught.value.orig.args[0] in DENIED


def test_builder_may_end_its_own_leftovers(filled: Installation) -> None:
    with filled.server.engine("builder").connect() as left_over:
        number = left_over.exec_driver_sql("select connection_id()").scalar_one()
        run(filled, "builder", f"kill {number}")
        with pytest.raises(OperationalError):
            left_over.exec_driver_sql("select 1")
        left_over.invalidate()


def test_only_the_loader_sends_files(filled: Installation, tmp_path) -> None:
    (tmp_path / "rows").write_text("7\n")
    load = f"load data local infile '{tmp_path}/rows' into table "
    run(filled, "loader", load + "{landing}.t", "delete from {landing}.t where a = 7")
    with pytest.raises(DBAPIError):
        run(filled, "builder", load + "{build}.t")


def test_sessions_compare_bytes_in_utc_and_are_strict(installation: Installation) -> None:
    for role in ROLES:
        with installation.server.engine(role).connect() as connection:
            row = connection.exec_driver_sql(
                "select @@collation_connection, @@character_set_client, @@time_zone, "
                "@@lock_wait_timeout, @@sql_mode"
            ).one()
            assert tuple(row[:4]) == ("utf8mb4_bin", "utf8mb4", "+00:00", 60)
            assert "STRICT_ALL_TABLES" in row[4]


def test_a_reader_leaves_no_transaction_open(filled: Installation) -> None:
    autocommit = {}
    for role in ROLES:
        with filled.server.engine(role).connect() as connection:
            autocommit[role] = connection.exec_driver_sql("select @@autocommit").scalar_one()
    assert autocommit == {"loader": 0, "builder": 0, "publisher": 0, "reader": 1, "api": 0}


def over_tcp(port: int, user: str, password: str) -> str:
    connection = pymysql.connect(
        host="127.0.0.1", port=port, user=user, password=password, connect_timeout=10
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("select current_user()")
        return cursor.fetchone()[0]


def test_over_tcp_every_account_needs_its_password(
    installation: Installation, private_test_server: PrivateServer
) -> None:
    port = private_test_server.answering().port
    for role, password in passwords(installation.settings).items():
        user = f"{installation.settings.prefix}_{role}"
        assert over_tcp(port, user, password) == f"{user}@127.0.0.1"
        for wrong in ("", password[:-1]):
            with pytest.raises(pymysql.err.OperationalError) as caught:
                over_tcp(port, user, wrong)
            assert caught.value.args[0] in (1045, 1698)


def test_root_does_not_come_in_over_tcp(private_test_server: PrivateServer) -> None:
    with pytest.raises(pymysql.err.OperationalError) as caught:
        over_tcp(private_test_server.answering().port, "root", "")
    assert caught.value.args[0] in (1045, 1130, 1698)


def test_passwords_are_kept_for_the_owner_alone(installation: Installation) -> None:
    path = passwords_file(installation.settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = json.loads(path.read_text())
    assert list(kept) == [installation.settings.prefix]
    assert len(set(kept[installation.settings.prefix].values())) == len(ROLES)
    assert min(len(password) for password in kept[installation.settings.prefix].values()) >= 32


def test_making_them_again_changes_nothing(filled: Installation) -> None:
    before = passwords(filled.settings)
    databases.create(filled.server, filled.settings)
    assert passwords(filled.settings) == before
    run(filled, "reader", "select * from {published}.t")


def test_lost_passwords_are_replaced_on_the_server_too(
    installation: Installation, private_test_server: PrivateServer
) -> None:
    before = passwords(installation.settings)["reader"]
    passwords_file(installation.settings).unlink()
    databases.create(installation.server, installation.settings)
    after = passwords(installation.settings)["reader"]
    user, port = f"{installation.settings.prefix}_reader", private_test_server.answering().port
    assert after != before
    assert over_tcp(port, user, after) == f"{user}@127.0.0.1"
    with pytest.raises(pymysql.err.OperationalError):
        over_tcp(port, user, before)


def test_two_installations_share_a_server_without_reaching_each_other(
    filled: Installation, new_installation
) -> None:
    other = new_installation()
    with pytest.raises(DBAPIError) as caught:
        run(other, "builder", f"select * from {filled.settings.databases.published}.t")
    assert caught.value.orig.args[0] in DENIED


def test_the_doctor_finds_nothing_to_mend(installation: Installation) -> None:
    found = {f.check: f.state for f in check_up(installation.settings, Console())}
    assert {found[f"rights of {role}"] for role in ROLES} == {"ok"}
    assert {found[f"database {name}"] for name in installation.settings.databases.all()} == {"ok"}


def test_the_doctor_only_notes_a_right_without_which_the_work_is_done(
    installation: Installation,
) -> None:
    """Whoever has one account for a few databases gets no right on the whole server."""
    prefix = installation.settings.prefix
    with installation.server.engine("admin", autocommit=True).connect() as connection:
        connection.exec_driver_sql(f"revoke process on *.* from '{prefix}_publisher'@'localhost'")
    publisher = {f.check: f for f in check_up(installation.settings, Console())}[
        "rights of publisher"
    ]
    assert publisher.state == "note"
    assert "lacks PROCESS on *.*: who holds up a publish is not named" in publisher.found
    assert "grant PROCESS on *.*" in publisher.advice


def test_the_doctor_names_a_right_that_lacks_and_a_wrong_collation(
    installation: Installation,
) -> None:
    prefix, names = installation.settings.prefix, installation.settings.databases
    with installation.server.engine("admin", autocommit=True).connect() as connection:
        pattern = names.build.replace("_", "\\_")
        connection.exec_driver_sql(
            f"revoke drop on `{pattern}`.* from '{prefix}_publisher'@'localhost'"
        )
        connection.exec_driver_sql(f"alter database `{names.dev}` collate utf8mb4_general_ci")
    findings = {f.check: f for f in check_up(installation.settings, Console())}
    publisher = findings["rights of publisher"]
    assert publisher.state == "mend"
    assert f"lacks DROP on `{pattern}`.*" in publisher.found
    assert f"grant DROP on `{pattern}`.*" in publisher.advice
    assert findings[f"database {names.dev}"].state == "mend"
    assert "alter database" in findings[f"database {names.dev}"].advice
    assert findings["rights of reader"].state == "ok"


def test_one_account_may_serve_every_role_on_a_server_that_is_not_ours(
    filled: Installation,
) -> None:
    prefix, names = filled.settings.prefix, filled.settings.databases
    with filled.server.engine("admin", autocommit=True).connect() as connection:
        connection.exec_driver_sql(f"create user '{prefix}_all'@'localhost' identified by ''")
        for role in ROLES:
            for right in rights(role, names):
                connection.exec_driver_sql(
                    f"grant {', '.join(right.privileges)} on {right.on()} "
                    f"to '{prefix}_all'@'localhost'"
                )
        try:
            settings = replace(filled.settings, role_accounts={}, account=Account(f"{prefix}_all"))
            found = {f.check: f.state for f in check_up(settings, Console())}
        finally:
            connection.exec_driver_sql(f"drop user '{prefix}_all'@'localhost'")
    assert {found[f"rights of {role}"] for role in ROLES} == {"ok"}
