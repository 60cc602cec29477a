"""Locks on files that die with their holder, and waits for them that end."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.console import Console
from pipeline.errors import SkillgapError

PAUSE = 0.05


@contextmanager
def waiting_lock(path: Path, patience: float, work: str, console: Console) -> Iterator[None]:
    """Hold the lock on ``path`` while the block runs, waiting ``patience`` seconds for it.

    Args:
        path: the lock file; its folder exists.
        patience: seconds to wait.
        work: what the holder does, for the messages, for example "starting the server".
        console: told that another process holds the lock.

    Raises:
        SkillgapError: the other process still holds it.
    """
    with path.open("a") as stream:
        deadline = time.monotonic() + patience
        has_said = False
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise SkillgapError(
                        f"another process has been {work} for {patience:.0f} s",
                        where=str(path),
                        state="nothing was started",
                        advice="look what it does, end it, then try again",
                    ) from None
            if not has_said:
                console.say(f"another process is {work}; waiting for it")
                has_said = True
            time.sleep(PAUSE)
        yield
