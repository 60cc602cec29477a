"""Tell somebody that a night went wrong: a command, a webhook, or both.

Whatever becomes of the telling, the run ends as it would have: a hook that fails or
hangs is a warning. A webhook's address is a secret (whoever knows it may post), so only
its host is ever shown; the command gets no password of ours in its environment.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import tempfile
import threading
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.redaction import redacted, redacted_value
from pipeline.run_log import log_file
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.run import Summary

PATIENCE = 30.0  # seconds for each hook, all in all
MOST_OUTPUT = 500  # characters of what a failing command said
OUR_SECRETS = ("PASSWORD", "SECRET", "TOKEN", "API_KEY", "NOTIFY_WEBHOOK")


@dataclass(frozen=True)
class Message:
    """What a hook is told; the webhook gets it as JSON, the command on its standard input.

    Args:
        text: one line for people, under the name that chat programs look for.
        status: ``failed``, or how the run ended.
        run_id: None if it failed before it had a number.
        summary: the error in one sentence.
        details: where, found, expected, state, try: as far as they are known; or, of what
            was left out, why.
        log: the log file on ``host``.
        time: UTC.
    """

    text: str
    prefix: str
    host: str
    status: str
    exit_code: int
    run_id: int | None
    summary: str
    details: dict[str, str]
    log: str
    time: str


def tell_failure(settings: Settings, console: Console, error: BaseException) -> None:
    """Tell the hooks that a run failed with ``error``, whether or not it had a number yet."""
    if isinstance(error, SkillgapError):
        tell(settings, console, "failed", error.exit_code, error.summary, error.details())
    else:
        tell(settings, console, "failed", 1, f"{type(error).__name__}: {error}", {})


def tell_left_out(settings: Settings, console: Console, summary: Summary) -> None:
    """Tell the hooks that a run published, or found nothing new, without some deliveries."""
    named = ", ".join(failure.delivery for failure in summary.failures)
    tell(
        settings,
        console,
        summary.status,
        summary.exit_code,
        f"left out {named}; the last good batches serve on",
        {failure.delivery: str(failure.error) for failure in summary.failures},
    )


def tell(
    settings: Settings,
    console: Console,
    status: str,
    exit_code: int,
    summary: str,
    details: dict[str, str],
) -> None:
    """Tell the hooks that the settings name; raises nothing."""
    if not (settings.notify_command or settings.notify_webhook):
        return
    summary, details = redacted(summary), redacted_value(details)
    number = f"run {console.run_id}" if console.run_id is not None else "a run"
    host = socket.gethostname()
    message = Message(  # no password leaves this way either
        text=f"skillgap on {host}: {number} {status}, exit code {exit_code}: {redacted(summary)}",
        prefix=settings.prefix,
        host=host,
        status=status,
        exit_code=exit_code,
        run_id=console.run_id,
        summary=redacted(summary),
        details=redacted_value(details),
        log=str(log_file(settings.local)),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    for name, deliver in (
        ("SKILLGAP_NOTIFY_COMMAND", lambda: _run_command(settings.notify_command, message)),
        ("SKILLGAP_NOTIFY_WEBHOOK", lambda: _post(settings.notify_webhook, message)),
    ):
        trouble = deliver()
        if trouble:
            console.warn(f"nobody was told by {name}: {trouble}")


def _run_command(command: str | None, message: Message) -> str | None:
    """Run the command without a shell; return what went wrong."""
    if not command:
        return None
    environment = {
        name: value
        for name, value in os.environ.items()
        if not any(part in name for part in OUR_SECRETS)
    } | {
        "SKILLGAP_RUN_ID": "" if message.run_id is None else str(message.run_id),
        "SKILLGAP_RUN_STATUS": message.status,
        "SKILLGAP_EXIT_CODE": str(message.exit_code),
    }
    # A file, not a pipe: a child that lives on cannot keep us waiting for its end.
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as told:
        told.write(json.dumps(asdict(message)).encode())
        told.seek(0)
        try:
            process = subprocess.Popen(
                shlex.split(command),
                stdin=told,
                stdout=said,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            return f"it could not be started ({error})"
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return f"it was ended after {PATIENCE:.0f} s"
        if code == 0:
            return None
        said.seek(0)
        output = said.read(4 * MOST_OUTPUT).decode(errors="replace")
        return f"exit code {code}: {' '.join(output.split())[:MOST_OUTPUT]}".rstrip(": ")


def _post(webhook: str | None, message: Message) -> str | None:
    """Post the message; return what went wrong, without the address."""
    if not webhook:
        return None
    host = urlsplit(webhook).hostname
    outcome: list[str | None] = []

    def post() -> None:
        import requests  # only a bad night needs it

        try:
            answer = requests.post(
                webhook, json=asdict(message), timeout=(5, PATIENCE), allow_redirects=False
            )
        except (requests.RequestException, ValueError) as error:
            outcome.append(f"{host} could not be reached ({type(error).__name__})")
        else:
            is_taken = 200 <= answer.status_code < 300
            outcome.append(None if is_taken else f"{host} answered {answer.status_code}")

    # The time-out of requests is for each read; a server that drips would never reach it.
    thread = threading.Thread(target=post, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return outcome[0] if outcome else f"{host} has not answered after {PATIENCE:.0f} s"
