"""Not more requests a second than we allow ourselves, whoever in this process asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

REQUESTS_A_SECOND = 4
"""The service's terms name 5; above that, access may be throttled or suspended."""


class Rate:
    """Spaces requests evenly; safe for several threads.

    Args:
        per_second: requests that may start in a second.
        clock: tells the seconds since some moment, never going back.
        pause: waits that many seconds.
    """

    def __init__(
        self,
        per_second: float = REQUESTS_A_SECOND,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / per_second
        self._clock = clock
        self._pause = pause
        self._free_at = clock()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may start."""
        with self._lock:
            now = self._clock()
            start = max(now, self._free_at)
            self._free_at = start + self._interval
        if start > now:
            self._pause(start - now)


PROCESS_RATE = Rate()
"""The rate that all clients of this process keep together."""
