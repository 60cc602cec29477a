"""Boards that tell their newest jobs in a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extract.jobs.feeds import FeedItem, feed_pages
from extract.jobs.fetching import Page
from extract.jobs.outcomes import Kind, Outcome
from extract.jobs.sightings import Card, Line, Sighting, Unread, seen
from extract.jobs.visits import Visit

ReadItem = Callable[[FeedItem], Card | None]


def read_feed(
    visit: Visit,
    path: str,
    read_item: ReadItem,
    *,
    parameter: str = "paged",
    max_pages: int | None = None,
    take: Callable[[Visit, Card, Page], Iterator[Line]] | None = None,
) -> Iterator[Line]:
    """Yield what a feed brings; the visit is never whole by it, for it has the newest jobs only.

    Args:
        visit: the visit.
        path: where the feed is.
        read_item: makes a card of an item; None where it names no job that can be told apart.
        parameter: names the number of a further page.
        max_pages: pages that the feed has at most; the visit's limit counts too.
        take: what becomes of each card; a sighting by itself if nothing is named.
    """
    limit = min(max_pages or visit.access.max_pages, visit.access.max_pages)
    for number, found in enumerate(
        feed_pages(visit, visit.at(path), parameter=parameter, max_pages=limit), start=1
    ):
        page = found.page
        if number > 1 and page.outcome.kind in (Kind.EMPTY, Kind.GONE):
            words = f"{page.outcome.words}: the feed ends before page {number}"
            ended = Outcome(Kind.READ, words)
            yield seen(page, "feed", number=number, cards=0, what=ended)
            return
        yield seen(page, "feed", number=number, cards=len(found.items))
        if not page.outcome.is_good:
            visit.forget(page)
        for item in found.unreadable:
            place = f"item {item.number}"
            text = item.sample.decode("utf-8", "replace")
            yield Unread(page.url, page.fetched_at, place, item.why, text)
        for item in found.items:
            card = read_item(item)
            if card is None:
                reason = "it names no job by an id or an address"
                yield Unread(page.url, page.fetched_at, item.key, reason, item.title or "")
            elif take is None:
                yield Sighting(card, page.url, page.fetched_at)
            else:
                yield from take(visit, card, page)
