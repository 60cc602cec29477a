"""JobsInKenya: WordPress with WPJobBoard, whose own feed has the jobs that are open."""

from __future__ import annotations

from collections.abc import Iterator

from extract.jobs.adapters.feeds import read_feed
from extract.jobs.adapters.wordpress import wordpress_card
from extract.jobs.sightings import Line
from extract.jobs.visits import Board, Visit, Way


def read(visit: Visit) -> Iterator[Line]:
    """Yield what the feed brings."""
    yield from read_feed(
        visit, "/wpjobboard/xml/rss/?filter=active", wordpress_card, parameter="page", max_pages=5
    )


BOARD = Board(
    "jobs_in_kenya",
    "JobsInKenya",
    (Way("https://www.jobsinkenya.co.ke/", "feed of the newest jobs, with their text", read),),
)
