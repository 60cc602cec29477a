"""Answers that were given are kept for the next one who asks the same of the same published set.

An answer with an ``ETag`` follows from the set (and what was written) that the tag names, so it
stays right as long as the tag does. The latest are kept, up to a size, in each worker.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from fastapi import Request, Response

MOST_BYTES = 64 * 1024 * 1024

Key = tuple[str, str]
Headers = list[tuple[bytes, bytes]]


class Kept(Exception):
    """The answer was given before; it is raised past the route that would make it anew."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def give_kept(request: Request, kept: Kept) -> Response:
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
    return f"{request.url.path}?{request.url.query}"
