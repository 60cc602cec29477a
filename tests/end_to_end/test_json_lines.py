"""With --log-format json every command says one JSON object a line, on both streams, errors too."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest

from pipeline.cli import cli
from pipeline.settings import ROLES, ROOT
from tests.checkout import call, copy_project

PIPELINE = (sys.executable, "-P", "-m", "pipeline", "--log-format", "json")

# Each command of the command line, so that a new one cannot be forgotten.
CALLS = {
    "run": ("run",),
    "gap": ("gap", "19-2031.00", "15-1252.00"),
    "explain": ("explain", "19-2031.00", "15-1252.00"),
    "report": ("report", "19-2031.00", "15-1252.00", "--out", "BACKUP.html"),
    "similar": ("similar", "19-2031.00"),
    "prevalent-gaps": ("prevalent-gaps", "--from", "19-2031.00", "--to", "15-1252.00"),
    "unlocks": ("unlocks", "19-2031.00"),
    "assess-levels": ("assess-levels", "19-2031.00"),
    "api-key create": ("api-key", "create", "json"),
    "api-key list": ("api-key", "list"),
    "api-key revoke": ("api-key", "revoke", "json"),
    "titles review": ("titles", "review"),
    "titles accept": ("titles", "accept", "chemist", "2113.1"),
    "titles reject": ("titles", "reject", "foo"),
    "status": ("status",),
    "quarantine": ("quarantine",),
    "publish": ("publish",),
    "dbt": ("dbt", "ls", "--select", "skills"),
    "docs": ("docs", "--dictionary"),
    "server start": ("server", "start"),
    "server status": ("server", "status"),
    "server url": ("server", "url"),
    "doctor": ("doctor",),
    "schedule": ("schedule",),
    "backup": ("backup", "BACKUP"),
    "restore": ("restore", "--replace", "BACKUP"),
}
NOT_OURS = {
    "server stop": "refused for a server that the settings name: see the errors below",
    "server shell": "another program speaks",
    "jobs check": "it asks a board: tests/unit/test_jobs_command.py reads what it says",
    "serve": "it does not end by itself: tests/end_to_end/test_serve.py reads what it says",
}
ERRORS = {
    "no such command": (2, ("runn",)),
    "no such option": (2, ("status", "--bogus")),
    "a wrong value": (2, ("--log-format=json", "schedule", "--at", "25:00")),
    "a missing argument": (2, ("gap", "19-2031.00")),
    "nobody of that name": (2, ("gap", "Nobody At All", "15-1252.00")),
    "a named server is not stopped": (2, ("server", "stop")),
    "no such backup": (2, ("restore", "/nowhere/at/all.zip")),
    "no such folder": (2, ("run", "--onet-dir", "/nowhere/at/all")),
}


@pytest.fixture(scope="module")
def machine(new_installation, tmp_path_factory):
    """A copy of the project, published on the test server; its settings name that server."""
    installation = new_installation()
    root = copy_project(tmp_path_factory.mktemp("json") / "project")
    variables = {
        "SKILLGAP_PREFIX": installation.settings.prefix,
        "MYSQL_SOCKET": installation.server.endpoint.socket,
        **{
            f"SKILLGAP_{role.upper()}_USER": installation.server.accounts[role].user
            for role in ROLES
        },
    }

    def does(*arguments: str) -> subprocess.CompletedProcess[str]:
        backup = str(root.parent / "backup.zip")
        words = [word.replace("BACKUP", backup) for word in arguments]
        return call(root, *PIPELINE, *words, **variables)

    assert does("run").returncode == 0
    return does


def not_json(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines that are no JSON object."""
    wrong = []
    for line in (done.stdout + "\n" + done.stderr).split("\n"):
        try:
            is_object = not line or isinstance(json.loads(line), dict)
        except ValueError:
            is_object = False
        if not is_object:
            wrong.append(line)
    return wrong


def test_every_command_says_json_lines_and_nothing_else(machine):
    wrong, silent, failed = {}, [], {}
    for name, arguments in CALLS.items():
        done = machine(*arguments)
        if lines := not_json(done):
            wrong[name] = lines[:3]
        if not (done.stdout + done.stderr).strip():
            silent.append(name)
        if done.returncode not in (0, 1 if name == "doctor" else 0):
            failed[name] = done.stdout + done.stderr
    assert (wrong, silent, failed) == ({}, [], {})


def test_every_error_is_json_with_its_exit_code(machine):
    for name, (exit_code, arguments) in ERRORS.items():
        done = machine(*arguments)
        assert (done.returncode, not_json(done)) == (exit_code, []), name
        last = json.loads(done.stderr.strip().split("\n")[-1])
        assert (last["level"], last["exit_code"]) == ("error", exit_code), name
        assert last["message"], name


def test_no_command_was_forgotten():
    names = set()
    for name, command in cli.commands.items():
        is_group = isinstance(command, click.Group)
        names |= {f"{name} {sub}" for sub in command.commands} if is_group else {name}
    assert names == set(CALLS) | set(NOT_OURS)


def test_a_setting_that_is_wrong_is_told_as_json_too(tmp_path):
    done = call(ROOT, *PIPELINE, "status", SKILLGAP_PREFIX="Not A Name", HOME=str(tmp_path))
    assert (done.returncode, not_json(done)) == (2, [])
    assert json.loads(done.stderr)["message"] == "SKILLGAP_PREFIX cannot name a database"
