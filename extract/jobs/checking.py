"""One look at a board: robots.txt, a page of its listing, one job; nothing is written."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, replace

from extract.download import Listener
from extract.jobs import browser
from extract.jobs.access import JobsAccess
from extract.jobs.collecting import Tally, VisitResult, World, open_fetcher
from extract.jobs.sightings import PageSeen, Sighting, Unread
from extract.jobs.visits import Board, Visit, Way

PAGES, DETAILS = 1, 1


@dataclass(frozen=True)
class Look:
    """What a look at a board found.

    Args:
        way: how it was read.
        result: what the look came to, as of a visit.
        pages: the pages that were asked for.
        sighting: the job that most is known of; None if no job was seen.
        unread: parts that could not be read.
    """

    way: Way
    result: VisitResult
    pages: tuple[PageSeen, ...]
    sighting: Sighting | None
    unread: tuple[Unread, ...]


def look_at(board: Board, access: JobsAccess, listener: Listener, world: World) -> Look:
    """Ask a board for one page of its listing and for one job.

    Raises:
        UsageError: there is no contact to tell who runs the board, or no browser though the
            settings want one.
        ValueError: the settings allow no way to read it.
    """
    if (way := board.way(access)) is None:
        raise ValueError(f"{board.name} cannot be read with these settings")
    narrow = replace(access, max_pages=PAGES, max_details=DETAILS)
    pause = world.pause or time.sleep
    fetcher = open_fetcher(way, narrow, listener, world, pause)
    visit = Visit(site=way.site, fetcher=fetcher, access=narrow, pause=pause)
    tally = Tally(board.name, world.now(), world.clock())
    pages, sightings, unread = [], [], []
    with ExitStack() as opened:
        if access.browser:
            browser.check()
            shown = browser.opened_at_need(lambda url: fetcher.fetch(url, conditional=False))
            visit.render = opened.enter_context(shown)
        for line in way.read(visit):
            tally.count(line)
            match line:
                case PageSeen():
                    pages.append(line)
                case Sighting():
                    sightings.append(line)
                case Unread():
                    unread.append(line)
    result = tally.result(world.now(), world.clock(), is_whole=visit.is_whole)
    best = max(sightings, key=lambda each: len(each.card.draft.origins), default=None)
    return Look(way, result, tuple(pages), best, tuple(unread))
