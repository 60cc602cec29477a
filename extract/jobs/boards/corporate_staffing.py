"""Corporate Staffing: WordPress, a feed whose texts name employer and salary by labels."""

from __future__ import annotations

from collections.abc import Iterator

from extract.jobs.adapters.feeds import read_feed
from extract.jobs.adapters.wordpress import wordpress_card
from extract.jobs.sightings import Line
from extract.jobs.visits import Board, Visit, Way


def read(visit: Visit) -> Iterator[Line]:
    """Yield what the feed brings."""
    yield from read_feed(visit, "/feed/", wordpress_card, max_pages=5)


BOARD = Board(
    "corporate_staffing",
    "Corporate Staffing",
    (
        Way(
            "https://www.corporatestaffing.co.ke/", "feed of the newest jobs, with their text", read
        ),
    ),
)
