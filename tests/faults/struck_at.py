"""Runs the command line and strikes its own process at one point; started by the tests.

``python struck_at.py ROOT POINT STRIKE COUNT -- ARGUMENTS`` lets the pipeline of the project
in ROOT run ARGUMENTS. POINT is ``module:name`` of a function or method that is wrapped where
it is used, so that production code knows nothing of this. STRIKE says what happens at its
COUNTth call, or, with ``sent`` and ``answered``, at the COUNTth statement that holds POINT:

    before, after    kill -9 before or after the call
    within           kill -9 once the generator that was called has yielded its first item
    sent, answered   kill -9 once the statement is sent, or once its answer is here
    wait             write the file ``POINT_REACHED`` names, go on when it is gone
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from pymysql.connections import Connection

import pipeline.cli
from pipeline.settings import read_settings


def kill() -> None:
    """End this process as ``kill -9`` does, with all its threads."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)  # the signal comes at once; nothing may be done until then


def wait() -> None:
    """Tell the test that the point is reached, and wait for its leave."""
    reached = Path(os.environ["POINT_REACHED"])
    reached.touch()
    deadline = time.monotonic() + 120
    while reached.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def strike_call(point: str, strike: str, count: int) -> None:
    """Wrap the function at ``point``."""
    module_name, _, path = point.partition(":")
    *owners, name = path.split(".")
    owner = importlib.import_module(module_name)
    for part in owners:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    calls = 0

    def wrapper(*args, **kwargs):
        nonlocal calls
        calls += 1
        is_it = calls == count
        if is_it and strike == "before":
            kill()
        if is_it and strike == "wait":
            wait()
        result = original(*args, **kwargs)
        if is_it and strike == "after":
            kill()
        return killed_after_one(result) if is_it and strike == "within" else result

    setattr(owner, name, wrapper)


def killed_after_one(items):
    """Yield one item of ``items``, then kill."""
    yield next(iter(items))
    kill()


def strike_statement(part: str, strike: str, count: int) -> None:
    """Wrap PyMySQL's sending of statements, or its reading of answers."""
    send, read = Connection._execute_command, Connection._read_query_result
    seen = 0

    def is_it(sql) -> bool:
        nonlocal seen
        words = sql.encode() if isinstance(sql, str) else bytes(sql)
        seen += part.encode() in words.lower()
        return part.encode() in words.lower() and seen == count

    def send_and_strike(connection, command, sql):
        send(connection, command, sql)
        connection.is_struck = is_it(sql)
        if connection.is_struck and strike == "sent":
            kill()

    def read_and_strike(connection, *args, **kwargs):
        result = read(connection, *args, **kwargs)
        if connection.is_struck:
            kill()
        return result

    Connection._execute_command = send_and_strike
    if strike == "answered":
        Connection._read_query_result = read_and_strike


def main() -> None:
    """Arm the strike and run the command line."""
    root, point, strike, count = sys.argv[1:5]
    settings = replace(read_settings(), root=Path(root))
    pipeline.cli.read_settings = lambda: settings
    arm = strike_statement if strike in ("sent", "answered") else strike_call
    arm(point, strike, int(count))
    pipeline.cli.main(sys.argv[sys.argv.index("--") + 1 :])


if __name__ == "__main__":
    main()
