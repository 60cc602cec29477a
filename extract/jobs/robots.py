"""What a host lets robots read, by its robots.txt (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

ROBOT = "skillgap"
"""The name that a robots.txt may call us by."""

MAX_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read; RFC 9309 asks for that many at least."""


@dataclass(frozen=True)
class Rules:
    """What one host's robots.txt says to us.

    Args:
        seconds_between: seconds it asks for between two requests; 0 if it asks for none.
        words: what was found, for the log.
    """

    seconds_between: float
    words: str
    _parsed: Protego | None = None

    def allow(self, url: str) -> bool:
        """Tell whether we may read an address."""
        return self._parsed is None or self._parsed.can_fetch(url, ROBOT)


def no_rules(words: str) -> Rules:
    """Return the rules of a host that has none."""
    return Rules(0.0, words)


def rules(body: bytes) -> Rules:
    """Read a robots.txt; ``Crawl-delay`` and ``Request-rate`` both name a wait."""
    parsed = Protego.parse(
        body[:MAX_BYTES].decode("utf-8", errors="replace").removeprefix("\ufeff")
    )
    asked = [float(parsed.crawl_delay(ROBOT) or 0)]
    rate = parsed.request_rate(ROBOT)
    if rate is not None and rate.requests:
        asked.append(rate.seconds / rate.requests)
    seconds = max(asked)
    return Rules(
        seconds,
        "robots.txt" + (f" asks for {seconds:g} s between requests" if seconds else ""),
        parsed,
    )
