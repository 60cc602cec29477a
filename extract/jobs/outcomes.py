"""What became of a page: each kind is told apart, and none of them is "0 jobs".

Only a listing that was read whole lets its reader conclude that what is not on it is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from http import HTTPStatus

from selectolax.lexbor import LexborHTMLParser

from extract.http_failures import answered
from extract.jobs.charsets import decode

SAMPLE_BYTES = 4096
HEAD_CHARACTERS = 100_000  # of a page that are searched for its title and headings
LONGEST_QUOTE = 80
DEGRADED_BELOW = 1 / 3
"""A page with fewer cards than this part of the usual is not the page that readers see."""


class Kind(StrEnum):
    """What a page is."""

    READ = "read"
    NOT_MODIFIED = "not_modified"
    EMPTY = "empty"
    GONE = "gone"
    BLOCKED = "blocked"
    DEGRADED = "degraded"
    MARKUP_CHANGED = "markup_changed"
    UNREACHABLE = "unreachable"
    REFUSED_BY_ROBOTS = "refused_by_robots"
    REFUSED_ADDRESS = "refused_address"
    LED_ELSEWHERE = "led_elsewhere"
    TOO_LARGE = "too_large"
    UNEXPECTED_STATUS = "unexpected_status"


@dataclass(frozen=True)
class Outcome:
    """What a page is, with words for the log and a sample to look at.

    Args:
        kind: what it is.
        words: why, on one line, without a secret.
        sample: the first bytes of the page, ``SAMPLE_BYTES`` at most; none if nothing came.
    """

    kind: Kind
    words: str
    sample: bytes = b""

    @property
    def is_good(self) -> bool:
        """Whether the page is what was asked for: read, or unchanged since it was."""
        return self.kind in (Kind.READ, Kind.NOT_MODIFIED)

    @property
    def shows_what_is_gone(self) -> bool:
        """Whether a job that is not on the page may be taken as no longer offered there."""
        return self.kind is Kind.READ


def outcome(kind: Kind, words: str, body: bytes = b"") -> Outcome:
    """Return an outcome with the beginning of ``body`` as its sample."""
    return Outcome(kind, words, body[:SAMPLE_BYTES])


def of_answer(status: int, headers: Message, body: bytes) -> Outcome:
    """Say what a whole answer is, by its status and by what it calls itself.

    Redirects, and tries that are worth repeating, are over by now.
    """
    said = challenge(status, headers, body)
    if said:
        return outcome(Kind.BLOCKED, f"{answered(status)}, a page called {said!r}", body)
    match status:
        case HTTPStatus.OK | HTTPStatus.NON_AUTHORITATIVE_INFORMATION:
            return outcome(Kind.READ, answered(status))
        case HTTPStatus.NOT_MODIFIED:
            return outcome(Kind.NOT_MODIFIED, answered(status))
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            kind = Kind.GONE
        case (
            HTTPStatus.UNAUTHORIZED
            | HTTPStatus.FORBIDDEN
            | HTTPStatus.TOO_MANY_REQUESTS
            | HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS
        ):
            kind = Kind.BLOCKED
        case HTTPStatus.BAD_GATEWAY | HTTPStatus.SERVICE_UNAVAILABLE | HTTPStatus.GATEWAY_TIMEOUT:
            kind = Kind.UNREACHABLE
        case _:
            kind = Kind.UNEXPECTED_STATUS
    return outcome(kind, f"the server answered {answered(status)}", body)


_CHALLENGE = r"just a moment|attention required|access denied"
_SAYS_ONLY_THAT = re.compile(
    rf"(^|[|:\u2013\u2014-])\s*({_CHALLENGE})\s*($|[^\w\s])", re.IGNORECASE
)
_SAYS_THAT = re.compile(_CHALLENGE, re.IGNORECASE)


def challenge(status: int, headers: Message, body: bytes) -> str | None:
    """Return the title or heading by which a page says that we are kept out, else None.

    On a page with status 200 it must say nothing else, for an advert may say "attention
    required to detail".
    """
    if not _is_html(headers, body):
        return None
    pattern = _SAYS_ONLY_THAT if status == HTTPStatus.OK else _SAYS_THAT
    for text in _titles(decode(body, headers).text):
        if pattern.search(text):
            return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return None


def _titles(page: str) -> Iterator[str]:
    tree = LexborHTMLParser(page[:HEAD_CHARACTERS])
    for selector in ("head > title", "h1", "h2"):
        found = tree.css_first(selector)
        if found is not None:
            yield " ".join(found.text().split())


def _is_html(headers: Message, body: bytes) -> bool:
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type in ("text/html", "application/xhtml+xml"):
        return True
    begin = body[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return begin.startswith((b"<!doctype html", b"<html"))


def of_feed(
    headers: Message, body: bytes, *, items: int, unreadable: int, is_feed: bool, words: str
) -> Outcome:
    """Say what a page is where a feed was asked for.

    Args:
        headers, body: the answer, whose status was good.
        items: items that could be read.
        unreadable: items that could not.
        is_feed: whether it is a whole feed of a form that we know.
        words: what was found wrong or repaired; empty if nothing was.

    A text that is no whole feed and has items that cannot be read is a reduced page.
    """
    if items or unreadable:
        told = f"a feed of {items + unreadable:,} items"
        told += f", {unreadable:,} of them unreadable" if unreadable else ""
        told += f"; {words}" if words else ""
        if unreadable and (not is_feed or not items):
            return outcome(Kind.DEGRADED, told, body)
        return outcome(Kind.READ, told)
    if is_feed:
        return outcome(Kind.EMPTY, "a whole feed without an item", body)
    if _is_html(headers, body):
        return outcome(Kind.MARKUP_CHANGED, "a web page where a feed was asked for", body)
    return outcome(Kind.MARKUP_CHANGED, words or "neither RSS nor Atom", body)


@dataclass(frozen=True)
class Listing:
    """What a board's module counted on a page of its listing.

    Args:
        page_number: 1 is the first.
        cards: jobs on the page.
        usual: jobs that such a page had before; None if none was ever read.
        has_next: whether the page names another one after it.
        says_empty: whether it says in words that there is nothing (``says_empty``).
    """

    page_number: int
    cards: int
    usual: int | None
    has_next: bool = False
    says_empty: bool = False


def of_listing(listing: Listing, body: bytes) -> Outcome:
    """Say what a page of a listing is, by the jobs on it.

    A last page may be short, so only a first page, or one with another after it, can be degraded.
    """
    cards, number = listing.cards, listing.page_number
    if cards == 0 and listing.says_empty:
        return outcome(Kind.EMPTY, "the listing says that it has no jobs", body)
    if cards == 0 and (number == 1 or listing.has_next):
        before = f"where {listing.usual:,} were usual" if listing.usual else "and no word why"
        return outcome(Kind.MARKUP_CHANGED, f"no job found on page {number:,}, {before}", body)
    if cards == 0:
        return outcome(Kind.READ, f"page {number:,} has no job: the listing ends before it")
    is_full = number == 1 or listing.has_next
    if is_full and listing.usual and cards < listing.usual * DEGRADED_BELOW:
        words = f"{cards:,} jobs on page {number:,}, where {listing.usual:,} are usual"
        return outcome(Kind.DEGRADED, words, body)
    return outcome(Kind.READ, f"{cards:,} jobs on page {number:,}")


_NOTHING = re.compile(
    r"\b(no|0|zero)\s+((open|new|matching|current|active|available)\s+)?"
    r"(jobs?|vacanc(y|ies)|results?|listings?|positions?|openings?|opportunities)\b"
    r"(\s+(were|was|are|is|have been))?"
    r"(\s+(found|available|matched|match|listed|posted|at the moment|right now|yet|currently))"
    r"|\bnothing (was )?found\b",
    re.IGNORECASE,
)


def says_empty(page: str) -> bool:
    """Tell whether a page says in words that it lists nothing; ask only where no job was found."""
    tree = LexborHTMLParser(page)
    tree.strip_tags(["script", "style", "template", "noscript"])
    text = " ".join(tree.body.text(separator=" ").split()) if tree.body else ""
    return _NOTHING.search(text) is not None
