"""Finding, starting and stopping the server, and what survives."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path

import pymysql
import pytest
from click import Command
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from pipeline import databases, docker_server
from pipeline.cli import Context
from pipeline.commands.quarantine import command as quarantine_command
from pipeline.commands.server import command
from pipeline.commands.status import command as status_command
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.private_server import PrivateServer, Running, is_free, reachable_socket
from pipeline.server import Server, find_or_start, private_server
from pipeline.settings import ROLES, ROOT, Account, Endpoint, Settings
from tests.conftest import PACKAGES, Installation


@pytest.fixture(autouse=True)
def no_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether an engine answers on this machine must not matter."""
    monkeypatch.setattr(docker_server, "compose_command", lambda: None)


@pytest.fixture(scope="module")
def template(
    private_test_server: PrivateServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PrivateServer]:
    """A private server that lasts, as a user has it, in a deep folder with blanks."""
    folder = tmp_path_factory.mktemp("a folder with blanks") / ("x" * 90) / "and more"
    (folder / ".local").mkdir(parents=True)
    (folder / ".local" / "packages").symlink_to(PACKAGES)
    product = private_test_server.answering().product
    server = PrivateServer(folder / ".local")
    server.start(product, Console())
    yield server
    server.stop()


@pytest.fixture
def private(template: PrivateServer) -> PrivateServer:
    """The same, running at the start of each test."""
    template.start(None, Console())
    return template


def ask(running: Running, sql: str) -> object:
    with pymysql.connect(unix_socket=running.socket, user="root") as connection:
        cursor = connection.cursor()
        cursor.execute(sql)
        connection.commit()
        row = cursor.fetchone()
        return row[0] if row else None


def pid(server: PrivateServer) -> int:
    return int((server.run_folder / "mysqld.pid").read_text())


def settings_of(server: PrivateServer) -> Settings:
    return Settings(local=server.folder, prefix="sg")


def test_the_path_is_longer_than_a_socket_may_be(private: PrivateServer) -> None:
    assert len(os.fsencode(private.socket_file)) > 150
    assert " " in str(private.socket_file)
    with socket.socket(socket.AF_UNIX) as client, pytest.raises(OSError):
        client.connect(str(private.socket_file))
    assert ask(private.answering(), "select 1") == 1


def test_a_long_path_is_reached_from_any_folder(
    private: PrivateServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = reachable_socket(private.socket_file)
    monkeypatch.chdir(tmp_path)
    assert len(path) < 108
    assert ask(private.answering(), "select 1") == 1
    assert reachable_socket(private.socket_file) == path


def test_only_the_owner_reaches_the_socket(private: PrivateServer) -> None:
    assert stat.S_IMODE(private.run_folder.stat().st_mode) == 0o700


def test_the_server_is_durable_and_compares_bytes(private: PrivateServer) -> None:
    running = private.answering()
    assert ask(running, "select @@innodb_flush_log_at_trx_commit") == 1
    assert ask(running, "select @@innodb_doublewrite") in (1, "ON")
    assert ask(running, "select @@local_infile") == 1
    assert ask(running, "select @@performance_schema") == 1
    assert ask(running, "select @@global.lock_wait_timeout") == 60
    assert ask(running, "select @@collation_server") == "utf8mb4_bin"
    assert ask(running, "select @@bind_address") == "127.0.0.1"
    enabled = (
        "select enabled from performance_schema.setup_instruments "
        "where name = 'wait/lock/metadata/sql/mdl'"
    )
    assert ask(running, enabled) == "YES"


def test_starting_again_finds_the_same_server(private: PrivateServer) -> None:
    before = pid(private)
    running = private.start(None, Console())
    assert pid(private) == before
    assert running == private.answering()


def test_a_killed_server_starts_again_with_its_tables_and_port(private: PrivateServer) -> None:
    running = private.answering()
    ask(running, "create database if not exists kept")
    ask(running, "create table if not exists kept.t (a int)")
    ask(running, "insert into kept.t values (1)")
    number = ask(running, "select count(*) from kept.t")
    assert private.stop(kill=True) is True
    assert not private.is_alive()
    assert private.socket_file.exists()  # stale, as a kill or a power cut leaves it
    again = private.start(None, Console())
    assert ask(again, "select count(*) from kept.t") == number
    assert again.port == running.port


def test_a_stale_process_number_is_not_believed(private: PrivateServer) -> None:
    private.stop(kill=True)
    (private.run_folder / "mysqld.pid").write_text(str(os.getpid()))
    (private.run_folder / "mysqld.sock.lock").write_text(str(os.getppid()))
    assert private.stop() is False  # and this process was sent no signal
    assert private.start(None, Console()) == private.answering()


def test_two_that_start_at_once_start_one(private: PrivateServer) -> None:
    private.stop(kill=True)
    script = (
        "import sys; from pathlib import Path; from pipeline.console import Console\n"
        "from pipeline.private_server import PrivateServer\n"
        "server = PrivateServer(Path(sys.argv[1])); server.start(None, Console())\n"
        "print((server.run_folder / 'mysqld.pid').read_text().strip())"
    )

    def start(_: int) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script, str(private.folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    with ThreadPoolExecutor(3) as pool:
        pids = set(pool.map(start, range(3)))
    assert pids == {str(pid(private))}


def test_an_interrupted_set_up_is_done_anew(private: PrivateServer, tmp_path: Path) -> None:
    local = tmp_path / "local"
    local.mkdir()
    (local / "packages").symlink_to(PACKAGES)
    product = private.answering().product
    series = private.data_folder().parent.name
    part = local / series / "data.part"
    part.mkdir(parents=True)
    (part / "ibdata1").write_text("half a file")
    server = PrivateServer(local, is_durable=False)
    try:
        running = server.start(product, Console())
        assert ask(running, "select 1") == 1
        assert not part.exists()
    finally:
        server.stop(kill=True)


def test_a_port_that_was_taken_meanwhile_is_replaced(private: PrivateServer) -> None:
    port = private.answering().port
    private.stop()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        assert not is_free(port)
        assert private.start(None, Console()).port != port


def test_a_server_that_cannot_start_says_where_to_read_why(private: PrivateServer) -> None:
    private.stop()
    data = private.data_folder()
    aside = data.with_name("aside")
    data.rename(aside)
    data.mkdir()
    try:
        with pytest.raises(SkillgapError) as caught:
            private.start(None, Console())
    finally:
        for path in sorted(data.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        data.rmdir()
        aside.rename(data)
    assert str(private.log) in caught.value.advice
    assert caught.value.found
    assert not private.is_alive()


def test_another_product_than_the_one_that_runs_is_refused(private: PrivateServer) -> None:
    other = {"mysql": "mariadb", "mariadb": "mysql"}[private.answering().product]
    with pytest.raises(UsageError, match="not " + other):
        private.start(other, Console())
    assert private.answering() is not None


def test_another_users_server_is_left_alone(
    private: PrivateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody_else = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody_else)
    for ask in (lambda: private.start(None, Console()), private.answering):
        with pytest.raises(UsageError, match="another user"):
            ask()


def test_a_throwaway_server_dies_with_the_process_that_started_it(
    private: PrivateServer, tmp_path: Path
) -> None:
    folder = tmp_path / "thrown away"
    script = (
        "import sys, time; from pathlib import Path; from pipeline.console import Console\n"
        "from pipeline.private_server import throwaway_server\n"
        "folder, product, packages = sys.argv[1:]\n"
        "with throwaway_server(Path(folder), product, Path(packages), Console()):\n"
        "    print('up', flush=True); time.sleep(120)\n"
    )
    product = private.answering().product
    starter = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), product, str(PACKAGES)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        while starter.stdout.readline().strip() != "up":
            assert starter.poll() is None
        server = PrivateServer(folder)
        assert server.is_alive()
    finally:
        starter.send_signal(signal.SIGKILL)
        starter.wait(30)
        starter.stdout.close()
    for _ in range(200):
        if not server.is_alive():
            break
        time.sleep(0.05)
    assert not server.is_alive()


def test_find_or_start_gives_a_server_that_every_role_can_use(private: PrivateServer) -> None:
    settings = settings_of(private)
    server = find_or_start(settings, Console())
    assert server.is_ours
    databases.create(server, settings)
    with server.engine("builder", settings.databases.build).connect() as connection:
        user = connection.exec_driver_sql("select current_user()").scalar_one()
    assert user == "sg_builder@localhost"


def test_a_named_server_is_never_started(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, not listening: refuses
        settings = Settings(
            local=tmp_path / "local",
            endpoint=Endpoint(host="127.0.0.1", port=nobody.getsockname()[1]),
            account=Account("u", "hush"),
        )
        with pytest.raises(SkillgapError) as caught:
            find_or_start(settings, Console())
    assert "never started or stopped" in caught.value.state
    assert "hush" not in str(caught.value)
    assert not settings.local.exists()


def test_a_named_server_is_never_stopped(
    installation: Installation, private_test_server: PrivateServer
) -> None:
    context = Context(installation.settings, Console())
    result = CliRunner().invoke(command, ["stop"], obj=context)
    assert isinstance(result.exception, UsageError)
    assert "never stopped" in str(result.exception)
    assert private_test_server.answering() is not None


def test_a_named_server_is_used_as_it_is(installation: Installation) -> None:
    found = find_or_start(installation.settings, Console())
    assert (found.product, found.version) == (
        installation.server.product,
        installation.server.version,
    )
    assert not found.is_ours
    assert not (installation.settings.local / "server.json").exists()


def test_a_wrong_account_is_a_wrong_setting(installation: Installation) -> None:
    settings = replace(
        installation.settings, role_accounts={}, account=Account("nobody_here", "hush")
    )
    with pytest.raises(UsageError) as caught:
        find_or_start(settings, Console())
    assert "MYSQL_USER" in caught.value.advice
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("role", ["builder", "reader"])
def test_a_wrong_password_of_a_later_role_is_a_wrong_setting_too(
    installation: Installation, role: str
) -> None:
    accounts = {**installation.settings.role_accounts, role: Account("nobody_here", "hush")}
    server = find_or_start(replace(installation.settings, role_accounts=accounts), Console())
    with pytest.raises(UsageError) as caught:
        server.engine(role).connect()
    assert caught.value.exit_code == 2
    assert f"role {role}" in caught.value.where
    assert f"SKILLGAP_{role.upper()}_PASSWORD" in caught.value.advice
    assert "hush" not in str(caught.value)
    # a database that the account may not use is no matter of its password
    with pytest.raises(DBAPIError):
        find_or_start(installation.settings, Console()).engine(role, "mysql").connect()


@pytest.mark.parametrize("asked", [status_command, quarantine_command])
def test_what_is_asked_before_the_first_run_says_where_to_start(
    private_test_server: PrivateServer, server: Server, asked: Command, capsys
) -> None:
    settings = Settings(local=private_test_server.folder, prefix=f"early{os.getpid()}")
    try:
        code = asked.main([], obj=Context(settings, Console()), standalone_mode=False)
    finally:
        with server.engine("admin", autocommit=True).connect() as connection:
            for name in settings.databases.all():
                connection.exec_driver_sql(f"drop database if exists `{name}`")
            for role, host in product(ROLES, server.account_hosts):
                connection.exec_driver_sql(
                    f"drop user if exists '{settings.prefix}_{role}'@'{host}'"
                )
    assert code in (0, None)
    assert "nothing was ever run here; start with ./run_pipeline.sh" in capsys.readouterr().out


def test_a_role_without_an_account_is_named(installation: Installation) -> None:
    reader = installation.settings.role_accounts["reader"]
    settings = replace(installation.settings, role_accounts={"reader": reader})
    server = find_or_start(settings, Console())
    server.engine("reader")
    with pytest.raises(UsageError, match="builder") as caught:
        server.engine("builder")
    assert "SKILLGAP_BUILDER_USER" in caught.value.expected


def test_a_missing_database_that_may_not_be_made_comes_with_the_sql_for_it(
    installation: Installation,
) -> None:
    reader = installation.settings.role_accounts["reader"]
    settings = replace(installation.settings, prefix="elsewhere", role_accounts={}, account=reader)
    server = find_or_start(settings, Console())
    with pytest.raises(SkillgapError) as caught:
        databases.create(server, settings)
    assert "create database if not exists `elsewhere_landing`" in caught.value.advice
    assert f"grant SELECT, SHOW VIEW on `elsewhere`.* to '{reader.user}'@'%'" in caught.value.advice


def test_tables_in_docker_are_not_silently_replaced_by_an_empty_server(tmp_path: Path) -> None:
    settings = Settings(local=tmp_path)
    (tmp_path / "docker.env").write_text("MYSQL_ROOT_PASSWORD=x\nSKILLGAP_DOCKER_PORT=1\n")
    with pytest.raises(SkillgapError, match="no Docker engine answers") as caught:
        find_or_start(settings, Console())
    assert "start Docker" in caught.value.advice
    assert private_server(settings).program() is None


def test_what_the_folder_used_before_is_used_again(private: PrivateServer) -> None:
    choice = json.loads((private.folder / "server.json").read_text())
    assert choice["product"] == private.answering().product
    assert find_or_start(settings_of(private), Console()).product == choice["product"]
