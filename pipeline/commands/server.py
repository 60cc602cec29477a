"""``server``: the database server, and what a client needs to reach it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import click

from pipeline import databases, docker_server
from pipeline.accounts import passwords
from pipeline.errors import SkillgapError, UsageError
from pipeline.locks import file_lock
from pipeline.private_server import PrivateServer
from pipeline.server import Server, find_or_start, private_server
from pipeline.settings import ROLES, Account, Endpoint, Settings


@click.group("server")
def command() -> None:
    """The database server: start, stop, status, url, shell.

    \b
    ./run_pipeline.sh server url              what a database client needs
    ./run_pipeline.sh server shell            a client on the published tables
    """


@command.command("start")
@click.pass_obj
def start(context) -> None:
    """Find or start the server, and make its databases and accounts."""
    server = find_or_start(context.settings, context.console)
    databases.create(server, context.settings)
    context.console.say(f"{server.product} {server.version} answers at {server.endpoint}")


@command.command("stop")
@click.pass_obj
def stop(context) -> None:
    """Stop the server that this project started; its tables stay."""
    settings = context.settings
    _check_ours(settings, "stopped")
    with file_lock(settings.local):
        was_running = (
            docker_server.stop(settings)
            if docker_server.is_used(settings)
            else private_server(settings).stop()
        )
    context.console.say("stopped" if was_running else "it was not running")


@command.command("status")
@click.pass_obj
def status(context) -> None:
    """Say which server is used, and whether it runs. Starts nothing."""
    settings = context.settings
    if settings.endpoint is not None:
        server = find_or_start(settings, context.console)
        rows = [
            ("kind", "named by the settings; never started or stopped"),
            ("product", f"{server.product} {server.version}"),
            ("state", "answers"),
            ("endpoint", str(server.endpoint)),
        ]
    elif docker_server.is_used(settings):
        rows = [("kind", "the container of docker-compose.yml"), *_compose_rows(settings)]
    else:
        rows = [("kind", "private"), *_private_rows(private_server(settings))]
    context.console.table(("what", "is"), rows)


@command.command("url")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="reader",
    show_default=True,
    help="The account to show.",
)
@click.pass_obj
def url(context, role: str) -> None:
    """Print what a database client needs, the account's password included."""
    settings = context.settings
    server = find_or_start(settings, context.console)
    databases.create(server, settings)
    endpoint, account = _for_clients(settings, server, role)
    rows = [("product", f"{server.product} {server.version}")]
    if endpoint.socket:
        rows.append(("socket", endpoint.socket))
    else:
        rows += [("host", endpoint.host), ("port", str(endpoint.port))]
    rows += [
        ("user", account.user),
        ("password", account.password or "(none)"),
        ("database", settings.databases.published),
    ]
    context.console.table(("what", "is"), rows, may_hold_password=True)


@command.command("shell")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="reader",
    show_default=True,
    help="The account to use.",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def shell(context, role: str, arguments: tuple[str, ...]) -> None:
    """Open the command-line client on the published tables; ARGUMENTS go to it.

    \b
    ./run_pipeline.sh server shell -- -e 'select count(*) from occupations'
    """
    settings = context.settings
    server = find_or_start(settings, context.console)
    databases.create(server, settings)
    client = _client(settings)
    options = [f"--defaults-extra-file={_option_file(server.endpoint, server.accounts[role])}"]
    if _must_be_told_to_take_commands(client):
        options.append("--commands")
    os.execv(client[0], [*client, *options, settings.databases.published, *arguments])


def _check_ours(settings: Settings, verb: str) -> None:
    if settings.endpoint is not None:
        raise UsageError(
            f"the server that the settings name is never {verb} from here",
            where=str(settings.endpoint),
            advice="unset MYSQL_HOST and MYSQL_SOCKET to mean the private server",
        )


def _for_clients(settings: Settings, server: Server, role: str) -> tuple[Endpoint, Account]:
    """Return the endpoint and account for programs other than this one."""
    account = server.accounts[role]
    if settings.endpoint is not None or server.endpoint.socket is None:
        return server.endpoint, account
    running = private_server(settings).answering()
    if running is None:
        raise SkillgapError("the private server has just stopped", advice="try again")
    over_tcp = Account(account.user, passwords(settings)[role])
    return Endpoint(host="127.0.0.1", port=running.port), over_tcp


def _private_rows(server: PrivateServer) -> list[tuple[str, str]]:
    running, program, data = server.answering(), server.program(), server.data_folder()
    if program is None or data is None:
        return [("state", "not set up yet: ./run_pipeline.sh server start")]
    state = "answers" if running else "starting or stopping" if server.is_alive() else "stopped"
    rows = [("product", f"{program.product} {program.version}"), ("state", state)]
    if running:
        rows.append(("port", f"127.0.0.1:{running.port}"))
    size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
    return [
        *rows,
        ("socket", str(server.socket_file)),
        ("tables", f"{data} ({size / 1e6:.0f} MB)"),
        ("log", str(server.log)),
    ]


def _compose_rows(settings: Settings) -> list[tuple[str, str]]:
    endpoint = docker_server.endpoint(settings)
    state = "answers" if docker_server.answers(settings) else "does not answer"
    return [("state", state), ("endpoint", str(endpoint))]


def _client(settings: Settings) -> list[str]:
    program = None if settings.endpoint is not None else private_server(settings).program()
    client = program.client() if program else None
    if client is None:
        found = shutil.which("mysql") or shutil.which("mariadb")
        client = [found] if found else None
    if client is None:
        raise SkillgapError(
            "there is no command-line client here",
            expected="mysql or mariadb",
            advice="apt-get install default-mysql-client, or use the client you have: "
            "./run_pipeline.sh server url",
        )
    return client


def _must_be_told_to_take_commands(client: list[str]) -> bool:
    """Tell whether the client refuses ``\\G`` and ``source`` by default: MySQL 9.7's does."""
    told = subprocess.run([*client, "--no-defaults", "--help"], capture_output=True, text=True)
    return "--commands " in told.stdout


def _option_file(endpoint: Endpoint, account: Account) -> Path:
    """Return an option file in memory, so that the password is on no command line and no disk."""
    lines = ["[client]", f'user="{account.user}"', "default-character-set=utf8mb4"]
    if account.password:
        escaped = account.password.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'password="{escaped}"')
    if endpoint.socket:
        lines.append(f'socket="{endpoint.socket}"')
    else:
        lines += [f'host="{endpoint.host}"', f"port={endpoint.port}", "protocol=tcp"]
    descriptor = os.memfd_create("client.cnf", 0)
    os.fchmod(descriptor, 0o600)
    os.write(descriptor, ("\n".join(lines) + "\n").encode())
    return Path(f"/proc/self/fd/{descriptor}")
