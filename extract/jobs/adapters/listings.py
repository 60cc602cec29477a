"""Boards that show their jobs on numbered pages of cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from extract.jobs.adapters.details import Take
from extract.jobs.fetching import Page
from extract.jobs.outcomes import Kind, Listing, Outcome, of_listing, says_empty
from extract.jobs.sightings import Card, Line, Unread, seen
from extract.jobs.visits import Visit

BEFORE_RETRY = 10.0  # seconds until a page without cards is asked for once more


@dataclass(frozen=True)
class ListingPage:
    """A page of a listing, parsed; ``base`` is the address that its links start from."""

    tree: LexborHTMLParser
    base: str
    text: str


@dataclass(frozen=True)
class Paging:
    """How a listing is read.

    Args:
        path: the path of a page by its number, from 1.
        cards: the jobs on a page, and what of it could not be read (place, reason, text).
        has_next: whether a page names another after it; None where no page does, so that pages
            are read until one has nothing new.
        tries_again: whether a page without cards is asked for once more.
        holds_all: whether the whole listing is every job that is open.
        usual: jobs that a first page is known to have, for a board that was never read before.
    """

    path: Callable[[int], str]
    cards: Callable[[ListingPage], tuple[list[Card], list[tuple[str, str, str]]]]
    has_next: Callable[[ListingPage], bool] | None = None
    tries_again: bool = False
    holds_all: bool = True
    usual: int | None = None


def read_listing(visit: Visit, paging: Paging, take: Take) -> Iterator[Line]:
    """Yield what a listing brings; the visit is whole if it was read to its end.

    Args:
        visit: the visit.
        paging: how the listing is read.
        take: what becomes of each card.

    The end is a page that names none after it, has no job, none that is new, or only closed ones.
    A page after the first without a job may also be one that failed, so nothing is concluded from
    it unless it says that there are none.
    """
    seen_ids: set[str] = set()
    first_cards: int | None = None
    for number in range(1, visit.access.max_pages + 1):
        read = _read(visit, paging, number)
        page, cards = read.page, read.cards
        if page.outcome.kind is not Kind.READ:
            yield seen(page, "listing", number=number)
            return
        listing = Listing(
            page_number=number,
            cards=len(cards),
            usual=(visit.usual or paging.usual) if number == 1 else first_cards,
            has_next=read.has_next is True,
            says_empty=not cards and says_empty(page.text),
        )
        what = of_listing(listing, page.body)
        if number > 1 and what.kind is Kind.EMPTY:
            what = Outcome(Kind.READ, f"page {number:,} says that there is no more")
        if read.is_shown:
            what = replace(what, words=f"{what.words}; {page.outcome.words}")
        yield seen(page, "listing", number=number, cards=len(cards), what=what)
        for place, reason, text in read.unread:
            yield Unread(page.url, page.fetched_at, place, reason, text)
        if number == 1:
            first_cards = visit.first_cards = len(cards)
        new = [card for card in cards if card.external_id not in seen_ids]
        for card in new:
            if card.external_id not in seen_ids:
                seen_ids.add(card.external_id)
                yield from take(visit, card, page)
        if what.kind is not Kind.READ:
            return
        if not new or read.has_next is False or all(card.is_closed for card in cards):
            has_end = bool(cards) or listing.says_empty
            visit.is_whole = paging.holds_all and has_end
            return


@dataclass(frozen=True)
class _Read:
    page: Page
    cards: list[Card]
    unread: list[tuple[str, str, str]]
    has_next: bool | None
    is_shown: bool = False  # in a browser


def _read(visit: Visit, paging: Paging, number: int) -> _Read:
    url = visit.at(paging.path(number))
    found = _ask(visit, paging, url)
    is_empty = found.page.outcome.kind is Kind.READ and not found.cards
    if paging.tries_again and is_empty and not says_empty(found.page.text):
        visit.pause(BEFORE_RETRY)
        found = _ask(visit, paging, url)
    is_empty = found.page.outcome.kind is Kind.READ and not found.cards
    if visit.render is not None and is_empty and not says_empty(found.page.text):
        found = replace(_parsed(visit.render(url), paging), is_shown=True)
    return found


def _ask(visit: Visit, paging: Paging, url: str) -> _Read:
    return _parsed(visit.fetch(url, conditional=False), paging)


def _parsed(page: Page, paging: Paging) -> _Read:
    if page.outcome.kind is not Kind.READ:
        return _Read(page, [], [], None)
    parsed = ListingPage(LexborHTMLParser(page.text), page.final_url, page.text)
    cards, unread = paging.cards(parsed)
    return _Read(page, cards, unread, paging.has_next(parsed) if paging.has_next else None)
