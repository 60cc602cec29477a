"""Hooks are told of a bad night; whatever becomes of the telling, it is a warning at most."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline import notification
from pipeline.cli import Context
from pipeline.commands.run import command as run_command
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.notification import tell_failure
from pipeline.settings import Account, Endpoint, Settings, read_settings

ERROR = SkillgapError("the private server did not start", where="/srv", advice="read its log")


@pytest.fixture
def console() -> Console:
    return Console(out=io.StringIO(), err=io.StringIO())


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def warnings(console: Console) -> str:
    return console._err.getvalue()


class Hook(BaseHTTPRequestHandler):
    """Answers as its path says and keeps what was posted."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.headers["Content-Type"], json.loads(body)))
        if self.path.startswith("/drip"):
            self._drip()
            return
        code = int(self.path.split("/")[1])
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/200/elsewhere")
        self.end_headers()

    def _drip(self) -> None:
        """Send a header line now and then, for ever: no single read takes long."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.is_over.wait(0.05):
            try:
                self.wfile.write(b"X-More: to come\r\n")
                self.wfile.flush()
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.posted, server.is_over = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.is_over.set()
    server.shutdown()
    server.server_close()


def webhook(web, path: str) -> Settings:
    return Settings(notify_webhook=f"http://127.0.0.1:{web.server_port}/{path}")


def script(folder: Path, text: str) -> Settings:
    path = folder / "a hook.py"
    path.write_text(text)
    return Settings(notify_command=f"'{sys.executable}' '{path}' 'two words' $HOME")


def test_the_webhook_gets_the_whole_message(web, console):
    console.run_id = 41
    tell_failure(webhook(web, "200/hook"), console, ERROR)
    [(kind, message)] = web.posted
    assert kind == "application/json"
    assert message["text"].endswith("run 41 failed, exit code 1: the private server did not start")
    assert (message["run_id"], message["status"], message["exit_code"]) == (41, "failed", 1)
    assert message["details"] == {"where": "/srv", "try": "read its log"}
    assert message["log"].endswith("skillgap.log")
    assert warnings(console) == ""


def test_a_failure_before_there_is_a_number_is_told_too(web, console):
    tell_failure(webhook(web, "204/hook"), console, RuntimeError("out of the blue"))
    [(_, message)] = web.posted
    assert message["run_id"] is None
    assert "a run failed, exit code 1: RuntimeError: out of the blue" in message["text"]


@pytest.mark.parametrize("code", [302, 404, 500])
def test_a_refusal_of_the_webhook_is_a_warning_without_its_address(web, console, code):
    tell_failure(webhook(web, f"{code}/s3cret-token"), console, ERROR)
    assert len(web.posted) == 1  # a redirect is not followed
    assert warnings(console) == (
        f"warning: nobody was told by SKILLGAP_NOTIFY_WEBHOOK: 127.0.0.1 answered {code}\n"
    )


def test_a_webhook_that_nobody_serves_is_a_warning_without_its_address(web, console):
    settings = webhook(web, "200/s3cret-token")
    web.shutdown()
    web.server_close()
    tell_failure(settings, console, ERROR)
    assert "127.0.0.1 could not be reached (ConnectionError)" in warnings(console)
    assert "s3cret" not in warnings(console)


def test_a_webhook_that_drips_for_ever_is_given_up(web, console, monkeypatch):
    monkeypatch.setattr(notification, "PATIENCE", 0.5)
    tell_failure(webhook(web, "drip/s3cret-token"), console, ERROR)
    assert "127.0.0.1 has not answered after" in warnings(console)
    assert "s3cret" not in warnings(console)


def test_the_command_gets_the_message_and_no_password(tmp_path, console, monkeypatch):
    monkeypatch.setenv("MYSQL_PASSWORD", "s3cret")
    monkeypatch.setenv("DBT_ENV_SECRET_BUILDER_PASSWORD", "s3cret")
    monkeypatch.setenv("SKILLGAP_ONET_API_KEY", "s3cret")
    monkeypatch.setenv("SKILLGAP_NOTIFY_WEBHOOK", "https://chat/s3cret")
    console.run_id = 41
    settings = script(
        tmp_path,
        "import json, os, sys\n"
        f"out = open({str(tmp_path / 'told')!r}, 'w')\n"
        "json.dump([sys.argv[1:], json.load(sys.stdin), dict(os.environ)], out)\n",
    )
    tell_failure(settings, console, ERROR)
    arguments, message, environment = json.loads((tmp_path / "told").read_text())
    assert arguments == ["two words", "$HOME"]  # no shell has seen them
    assert message["summary"] == "the private server did not start"
    assert environment["SKILLGAP_RUN_ID"] == "41"
    assert environment["SKILLGAP_RUN_STATUS"] == "failed"
    assert environment["SKILLGAP_EXIT_CODE"] == "1"
    assert "s3cret" not in json.dumps(environment)
    assert warnings(console) == ""


def test_a_command_that_fails_is_a_warning_with_what_it_said(tmp_path, console):
    tell_failure(script(tmp_path, "raise SystemExit('no mail server')"), console, ERROR)
    assert "nobody was told by SKILLGAP_NOTIFY_COMMAND: exit code 1: no mail" in warnings(console)


def test_a_command_that_is_not_there_is_a_warning(console):
    tell_failure(Settings(notify_command="/nowhere/at-all"), console, ERROR)
    assert "it could not be started" in warnings(console)


def test_a_command_that_hangs_is_ended_with_all_it_started(tmp_path, console, monkeypatch):
    monkeypatch.setattr(notification, "PATIENCE", 1.0)
    settings = script(
        tmp_path,
        "import subprocess, time\n"
        f"child = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(tmp_path / 'child')!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)\n",
    )
    tell_failure(settings, console, ERROR)
    assert "it was ended after 1 s" in warnings(console)
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not is_alive(child):
            break
        time.sleep(0.05)
    assert not is_alive(child)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_one_hook_that_fails_does_not_keep_the_other_from_being_told(web, console):
    address = f"http://127.0.0.1:{web.server_port}/200/hook"
    tell_failure(Settings(notify_command="false", notify_webhook=address), console, ERROR)
    assert len(web.posted) == 1
    assert "SKILLGAP_NOTIFY_COMMAND: exit code 1" in warnings(console)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SKILLGAP_NOTIFY_COMMAND", "mail 'unfinished", "cannot be split into words"),
        ("SKILLGAP_NOTIFY_WEBHOOK", "chat.example.org/s3cret", "is no web address"),
        ("SKILLGAP_NOTIFY_WEBHOOK", "file:///s3cret", "is no web address"),
    ],
)
def test_settings_that_cannot_work_are_a_wrong_call_and_not_quoted(
    variable, value, message, tmp_path
):
    with pytest.raises(UsageError, match=message) as caught:
        read_settings({variable: value}, root=tmp_path)
    assert "s3cret" not in str(caught.value)


def test_the_address_of_a_webhook_shows_in_no_representation(tmp_path):
    settings = read_settings({"SKILLGAP_NOTIFY_WEBHOOK": "https://h/s3cret"}, root=tmp_path)
    assert settings.notify_webhook == "https://h/s3cret"
    assert "s3cret" not in repr(settings)


def test_a_run_without_a_server_is_told_and_ends_as_it_would_have(tmp_path, capsys):
    """The error comes before the run has a number."""
    told = tmp_path / "told"
    settings = Settings(
        local=tmp_path / "local",
        endpoint=Endpoint(socket=str(tmp_path / "nobody.sock")),
        account=Account("somebody"),
        notify_command=f"tee '{told}'",
    )
    with pytest.raises(SkillgapError, match="does not answer") as caught:
        run_command.main([], obj=Context(settings, Console()), standalone_mode=False)
    assert caught.value.exit_code == 1
    message = json.loads(told.read_text())
    assert (message["run_id"], message["exit_code"]) == (None, 1)
    assert "does not answer" in message["summary"]
