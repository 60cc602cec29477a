"""Answers that were given are kept for the next one who asks the same of the same published set.

An answer with an ``ETag`` follows from the set (and what was written) that the tag names, so it
stays right as long as the tag does. The latest are kept, up to a size, in each worker.

Who asks what is just being answered waits for that a little: after a publish many ask the same at
once, and made anew for each of them a dear answer would take as many times as long.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request, Response

MOST_BYTES = 64 * 1024 * 1024
LONGEST_WAIT = 2.0  # seconds for somebody else's answer

Key = tuple[str, str]
Headers = list[tuple[bytes, bytes]]


class Kept(Exception):
    """The answer was given before; it is raised past the route that would make it anew."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def give_kept(request: Request, kept: Kept) -> Response:
    """Answer what was kept."""
    return kept.response


class KeptAnswers:
    """The latest answers of this process.

    Args:
        most_bytes: of all bodies together.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Key, tuple[bytes, Headers]] = OrderedDict()
        self._lock = threading.Lock()
        self._turns: dict[Key, threading.Lock] = {}
        self._waiting: Counter[Key] = Counter()

    def get(self, etag: str, address: str) -> Response | None:
        """Return a copy of the answer that was given under ``etag``, None if none is kept."""
        with self._lock:
            found = self._answers.get((etag, address))
            if found is None:
                return None
            self._answers.move_to_end((etag, address))
        body, headers = found
        kept = Response(body)
        kept.raw_headers = list(headers)  # a copy, for whatever compresses it changes them
        return kept

    @contextmanager
    def turn(self, etag: str, address: str) -> Iterator[None]:
        """Make an answer while nobody else makes the same one; after two seconds, all the same."""
        key = etag, address
        with self._lock:
            turn = self._turns.setdefault(key, threading.Lock())
            self._waiting[key] += 1
        is_ours = turn.acquire(timeout=LONGEST_WAIT)
        try:
            yield
        finally:
            if is_ours:
                turn.release()
            with self._lock:
                self._waiting[key] -= 1
                if not self._waiting[key]:
                    del self._waiting[key], self._turns[key]

    def put(self, etag: str, address: str, answer: Response) -> None:
        """Keep an answer, and let go of the oldest where there are too many."""
        size = len(answer.body)
        with self._lock:
            if (etag, address) in self._answers or size > self._most_bytes:
                return
            self._answers[etag, address] = answer.body, list(answer.raw_headers)
            self._bytes += size
            while self._bytes > self._most_bytes:
                _, (oldest, _) = self._answers.popitem(last=False)
                self._bytes -= len(oldest)


def address_of(request: Request) -> str:
    """Return what was asked, as it was sent: path and query."""
    return f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"
