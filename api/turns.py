"""Turns: of many short questions at once a few are worked on, in the order in which they came.

A process works on one thing at a time, whatever the number of its threads. Where all of them take a
bit of it in no order, each question takes as long as all together, and some are passed over again
and again; in turn, most are there sooner and none much later.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # one has the process, another the database
LONGEST_WAIT = 0.1  # seconds; a question that is not short after all holds up nobody for longer


class Turns:
    """Gives turns to threads.

    Args:
        at_once: how many have one.
        longest_wait: seconds; who has waited for so long goes on without one.
    """

    def __init__(self, at_once: int = AT_ONCE, longest_wait: float = LONGEST_WAIT) -> None:
        self._free = at_once
        self._longest_wait = longest_wait
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and give it to the next in line afterwards."""
        is_ours = self._wait()
        try:
            yield
        finally:
            if is_ours:
                self._give_up()

    def _wait(self) -> bool:
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(self._longest_wait):
            return True
        with self._lock:
            if called.is_set():
                return True
            self._waiting.remove(called)
        return False

    def _give_up(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
