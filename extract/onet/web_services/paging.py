"""From the first page to the last, believing what came over what was asked.

A page's own ``start``, ``end`` and ``total`` say what it holds; a short page is not the end and
a full one may be. The next page is asked for by our own query; the address that the service
names for it has to be of the same host and to begin where this page ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from extract.onet.web_services.answers import Span, start_of
from extract.onet.web_services.errors import BrokenPaging

AskFrom = Callable[[int, int | None], Span]
"""Asks for the page that begins at a row; the total, where an earlier page has told it."""


def walk(
    ask: AskFrom, address: str, what: str, where: str, start: int = 1, total: int | None = None
) -> Iterator[Span]:
    """Yield the pages from row ``start`` on; at least one.

    Args:
        ask: asks for one page.
        address: where we asked.
        what: what the rows are of, for messages.
        where: the question, for messages.
        start: the first row wanted, from 1.
        total: how many rows an earlier walk was told there are.

    Raises:
        BrokenPaging: the pages do not add up to the total.
    """
    check = _Check(address, what, where)
    while True:
        span = ask(start, total)
        check.page(span, start, total)
        yield span
        if span.end >= span.total:
            return
        start, total = span.end + 1, span.total


class Keys:
    """Sees to it that no row comes twice.

    Args:
        key: the columns that tell rows apart.
    """

    def __init__(self, key: tuple[str, ...], what: str, where: str) -> None:
        self._key = key
        self._seen: set[tuple[str | None, ...]] = set()
        self._what = what
        self._where = where

    def take(self, row: dict[str, str | None]) -> None:
        """Note a row.

        Raises:
            BrokenPaging: it has been there before, or a part of its key is missing.
        """
        key = tuple(row.get(name) for name in self._key)
        if None in key:
            raise _broken(
                f"a row of {self._what} has no key", self._where, self._named(key), "a whole key"
            )
        if key in self._seen:
            raise _broken(
                f"a row of {self._what} came twice", self._where, self._named(key), "each key once"
            )
        self._seen.add(key)

    def _named(self, key: tuple[str | None, ...]) -> str:
        return ", ".join(f"{name}={value}" for name, value in zip(self._key, key, strict=True))


class _Check:
    def __init__(self, address: str, what: str, where: str) -> None:
        self._host = _host(address)
        self._what = what
        self._where = where

    def page(self, span: Span, start: int, total: int | None) -> None:
        """Raise unless ``span`` begins at ``start`` and holds what it says."""
        what = self._what
        held = f"rows {span.start:,} to {span.end:,} of {span.total:,}"
        if total is not None and span.total != total:
            raise self._broken(
                f"the number of rows of {what} changed from page to page",
                found=f"{span.total:,}",
                expected=f"{total:,}, as the page before said",
            )
        if span.total == 0 and not span.rows and span.next_url is None:
            return
        if span.start != start or span.end < start:
            raise self._broken(
                f"the pages of {what} do not advance",
                found=held,
                expected=f"a page that begins at row {start:,}",
            )
        if span.end > span.total or len(span.rows) != span.end - span.start + 1:
            raise self._broken(
                f"a page of {what} does not hold what it says",
                found=f"{len(span.rows):,} rows",
                expected=held,
            )
        self._link(span)

    def _link(self, span: Span) -> None:
        what = self._what
        if span.next_url is None:
            if span.end < span.total:
                raise self._broken(
                    f"{what} came short: the pages end at {span.end} of {span.total}",
                    found="a page that names no next one",
                    expected=f"{span.total:,} rows, as each page said",
                )
            return
        if span.end == span.total:
            raise self._broken(
                f"the pages of {what} go on behind the last row",
                found=f"a next page after row {span.end:,} of {span.total:,}",
                expected="none",
            )
        try:
            host, start = _host(span.next_url), start_of(span.next_url)
        except ValueError:
            host, start = None, None
        if host is None or host != self._host:
            raise self._broken(
                f"the next page of {what} is said to be on another host",
                found=str(host and host[0]),
                expected=str(self._host and self._host[0]),
                advice="the credentials go to the host of the settings alone: "
                "check SKILLGAP_ONET_API_URL",
            )
        if start != str(span.end + 1):
            raise self._broken(
                f"the next page of {what} does not begin where this one ends",
                found=f"start={start}"[:40],
                expected=f"start={span.end + 1}",
            )

    def _broken(
        self, summary: str, *, found: str, expected: str, advice: str | None = None
    ) -> BrokenPaging:
        return _broken(summary, self._where, found, expected, advice)


def _broken(
    summary: str, where: str, found: str, expected: str, advice: str | None = None
) -> BrokenPaging:
    return BrokenPaging(
        summary,
        where=where,
        found=found,
        expected=expected,
        state="the table is not whole, so it is not used; what was kept before stays as it is",
        advice=advice or "run again; if it stays, ask O*NET about the service",
    )


def _host(url: str) -> tuple[str, int | None] | None:
    """Return host and port, the usual ports of the web being no port; None if it names none."""
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    return parts.hostname.lower(), None if parts.port in (80, 443) else parts.port
