"""When the next request to a host may start."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Spaces the starts of requests to one host; for one thread at a time.

    Args:
        seconds_between: seconds from the start of a request to that of the next; 0 is no wait.
        clock: tells the seconds since some moment, never going back.
        pause: waits that many seconds.
    """

    def __init__(
        self,
        seconds_between: float,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.seconds_between = seconds_between
        self._clock = clock
        self._pause = pause
        self._started: float | None = None
        self._rests_until = clock()

    def slow_down(self, seconds_between: float) -> None:
        """Leave at least that many seconds from now on, if a host asks for more than we do."""
        self.seconds_between = max(self.seconds_between, seconds_between)

    def rest(self, seconds: float) -> None:
        """Start nothing for that many seconds."""
        self._rests_until = max(self._rests_until, self._clock() + seconds)

    @property
    def resting(self) -> float:
        """Seconds that are left of what the host asked for."""
        return max(0.0, self._rests_until - self._clock())

    def wait(self) -> None:
        """Return when the next request may start; it counts as started."""
        start = self._rests_until
        if self._started is not None:
            start = max(start, self._started + self.seconds_between)
        left = start - self._clock()
        if left > 0:
            self._pause(left)
        self._started = self._clock()
