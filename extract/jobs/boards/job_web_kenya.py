"""JobWebKenya: WordPress, a feed with the whole text of the newest jobs.

Where the feed cannot be read, the newest pages of the listing are: their cards repeat their ids.
The listing keeps jobs for years, so it never says what is still open.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.jobs.adapters.details import DetailPage, Part, with_detail
from extract.jobs.adapters.feeds import read_feed
from extract.jobs.adapters.labels import labelled
from extract.jobs.adapters.listings import ListingPage, Paging, read_listing
from extract.jobs.adapters.markup_parts import line_at, link_at, text_at
from extract.jobs.adapters.wordpress import (
    LABELS,
    slug_of,
    title_parts,
    without_tail,
    wordpress_card,
)
from extract.jobs.outcomes import Kind
from extract.jobs.sightings import Card, Draft, Line, PageSeen
from extract.jobs.visits import Board, Visit, Way

TITLE = "#titlo a"


def read(visit: Visit) -> Iterator[Line]:
    """Yield what the feed brings, or the listing if there is no feed."""
    has_feed = False
    for line in read_feed(visit, "/feed/", wordpress_card, max_pages=5):
        has_feed = has_feed or (isinstance(line, PageSeen) and line.outcome.is_good)
        if isinstance(line, PageSeen) and line.outcome.kind in (Kind.BLOCKED, Kind.UNREACHABLE):
            has_feed = True  # who keeps us out of one page is not asked for another
        yield line
    if not has_feed:
        yield from read_listing(visit, PAGING, with_detail(read_detail))


def cards(page: ListingPage) -> tuple[list[Card], list[tuple[str, str, str]]]:
    """Return the jobs of ``li.job``, ``li.job-alt`` and ``li.job-featured``."""
    found = []
    for item in page.tree.css("li.job, li.job-alt, li.job-featured"):
        link = link_at(item, page.base, TITLE)
        slug = slug_of(link)
        if link is None or slug is None:
            continue
        role, employer, _ = title_parts(line_at(item, TITLE))
        draft = Draft().offer(
            "css",
            title=role,
            employer=employer,
            place=(line_at(item, "#location") or "").partition(":")[2],
            employment_type=line_at(item, "#type-tag .jtype"),
            posted=line_at(item, "#date .year", "#date"),
            description=text_at(item, "#exc", ".lista"),
        )
        found.append(Card(slug, link, draft))
    return found, []


def read_detail(detail: DetailPage) -> list[Part]:
    """Return the job of a page: its JSON-LD if it has some, else its article."""
    draft = detail.draft()
    role, employer, _ = title_parts(line_at(detail.tree, "h1"))
    text = text_at(detail.tree, "article .entry-content", ".entry-content", "article")
    draft.offer("css", title=role, employer=employer, description=without_tail(text or ""))
    draft.offer("label", **labelled(text or "", LABELS))
    return [Part(draft)]


PAGING = Paging(
    path=lambda number: "/jobs/" if number == 1 else f"/jobs/page/{number}/",
    cards=cards,
    holds_all=False,
)
BOARD = Board(
    "job_web_kenya",
    "JobWebKenya",
    (Way("https://jobwebkenya.com/", "feed of the newest jobs; listing where it is gone", read),),
)
