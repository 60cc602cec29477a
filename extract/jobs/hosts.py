"""Several hosts at once, one request at a time for each, and none waits for another's fault."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")

AT_ONCE = 8  # hosts
AHEAD = 16  # results that may wait to be taken
GRACE = 5.0  # seconds that an end waits for requests that are under way


class Halted(Exception):
    """The work of a host ends because all of it was asked to."""


class Halt:
    """Tells the work of every host to end; waits that go through it end at once.

    ``Patience(pause=halt.pause)`` makes a fetcher's waits such waits.
    """

    def __init__(self) -> None:
        self._is_set = threading.Event()

    def __bool__(self) -> bool:
        return self._is_set.is_set()

    def ask(self) -> None:
        """Ask for the end."""
        self._is_set.set()

    def pause(self, seconds: float) -> None:
        """Wait that many seconds.

        Raises:
            Halted: the end was asked for before or meanwhile.
        """
        if self._is_set.wait(seconds):
            raise Halted


@dataclass(frozen=True)
class Arrived(Generic[Result]):
    """A result of a host's work."""

    host: str
    result: Result


@dataclass(frozen=True)
class HostFailed:
    """A host whose work broke off; what had arrived of it is true. ``error`` says why."""

    host: str
    error: Exception


@dataclass(frozen=True)
class HostDone:
    """A host whose work came to its end."""

    host: str


Event = Arrived[Result] | HostFailed | HostDone
Work = Callable[[Halt], Iterable[Result]]


def in_parallel(
    work: Mapping[str, Work[Result]], *, at_once: int = AT_ONCE, ahead: int = AHEAD
) -> Iterator[Event[Result]]:
    """Do the work of several hosts, each in a thread of its own, and yield what comes as it comes.

    Args:
        work: what to do for each host, by its name. Boards of one host belong into one work,
            which shares one fetcher; it is called with a ``Halt``.
        at_once: hosts that are asked at the same time.
        ahead: results that may wait to be taken; the hosts wait where there are more.

    Each host ends with ``HostDone`` or ``HostFailed``. If the caller stops taking, or is
    interrupted, no further request is started, and those under way have ``GRACE`` seconds.
    """
    halt = Halt()
    waiting = deque(work.items())
    arrived: queue.Queue[Event[Result]] = queue.Queue(maxsize=max(1, ahead))
    threads = [
        threading.Thread(target=_worker, args=(waiting, arrived, halt), daemon=True)
        for _ in range(min(at_once, len(work)))
    ]
    for thread in threads:
        thread.start()
    left = len(work)
    try:
        while left:
            event = arrived.get()
            left -= not isinstance(event, Arrived)
            yield event
    finally:
        halt.ask()
        for thread in threads:
            thread.join(GRACE)


def _worker(
    waiting: deque[tuple[str, Work[Result]]], arrived: queue.Queue[Event[Result]], halt: Halt
) -> None:
    """Do the work of one host after another until none is left."""
    while not halt:
        try:
            host, work = waiting.popleft()
        except IndexError:
            return
        try:
            for result in work(halt):
                _put(arrived, Arrived(host, result), halt)
            end: Event[Result] = HostDone(host)
        except Halted:
            return
        except Exception as error:
            end = HostFailed(host, error)
        try:
            _put(arrived, end, halt)
        except Halted:
            return


def _put(arrived: queue.Queue[Event[Result]], event: Event[Result], halt: Halt) -> None:
    """Hand an event over, waiting for room unless the end is asked for."""
    while not halt:
        try:
            arrived.put(event, timeout=0.1)
        except queue.Full:
            continue
        return
    raise Halted
