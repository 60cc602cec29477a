"""A visit of a board: what it may ask, how much, and what is known from visits before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urljoin

from extract.jobs.access import JobsAccess
from extract.jobs.fetching import Fetcher, Page
from extract.jobs.sightings import Line

PART = "/"
"""Parts the id of a page from the number of one of the several jobs on it."""


@dataclass
class Visit:
    """One visit of one board.

    Args:
        site: address that the board's paths start from.
        fetcher: asks its host.
        access: settings and limits.
        known: the day on which the page of a job was read at last, by external id.
        usual: jobs on a first page when it was read before; None if it never was.
        pause: waits that many seconds.
        render: shows a page in a browser; None if the settings want none.
        is_whole: set by who reads: every job that the board has open was seen.
        first_cards: set by who reads: jobs on the first page of the listing.
        details: pages of single jobs that were asked for.
        refusals: pages of single jobs in a row that kept us out.
        read_details: external ids whose pages were read on this visit.
        to_remember: pages to be asked for only if changed, once this visit is kept.
    """

    site: str
    fetcher: Fetcher
    access: JobsAccess
    known: Mapping[str, date] = field(default_factory=dict)
    usual: int | None = None
    pause: Callable[[float], None] = lambda seconds: None
    render: Callable[[str], Page] | None = None
    is_whole: bool = False
    first_cards: int | None = None
    details: int = 0
    refusals: int = 0
    read_details: set[str] = field(default_factory=set)
    to_remember: list[Page] = field(default_factory=list)

    def at(self, path: str) -> str:
        """Return the address of a path of the board."""
        return urljoin(self.site, path)

    def fetch(
        self, url: str, *, conditional: bool = True, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Ask for a page; nothing is raised for what the server does."""
        page = self.fetcher.fetch(url, conditional=conditional, headers=headers)
        if conditional and page.validator is not None:
            self.to_remember.append(replace(page, body=b"", decoded=None))
        return page

    def forget(self, page: Page) -> None:
        """Have a page sent whole next time, for it could not be used."""
        self.to_remember = [kept for kept in self.to_remember if kept.url != page.url]

    def parts_known(self, external_id: str) -> list[str]:
        """Return the ids of the several jobs that the page of ``external_id`` was found to hold."""
        return [each for each in self.known if each.startswith(external_id + PART)]

    def wants_detail(self, external_id: str, today: date) -> bool:
        """Tell whether the page of a job is due: never read, or too long ago."""
        days = [self.known[external_id]] if external_id in self.known else []
        days += [self.known[each] for each in self.parts_known(external_id)]
        return not days or today - max(days) >= timedelta(days=self.access.detail_days)

    @property
    def may_ask_detail(self) -> bool:
        """Whether the limit of pages of single jobs leaves room for one more."""
        return self.details < self.access.max_details


@dataclass(frozen=True)
class Way:
    """One way to read a board.

    Args:
        site: address that it starts from.
        words: how it is read, for ``jobs --list``.
        read: yields what a visit brings.
        needs: settings that it cannot do without, by the name of the variable.
        has_needs: whether the settings hold them.
        also: further hosts that redirects may lead to.
    """

    site: str
    words: str
    read: Callable[[Visit], Iterator[Line]]
    needs: tuple[str, ...] = ()
    has_needs: Callable[[JobsAccess], bool] = lambda access: True
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Board:
    """A job board: its name, and the ways to read it, the best first."""

    name: str
    title: str
    ways: tuple[Way, ...]

    def way(self, access: JobsAccess) -> Way | None:
        """Return the best way that the settings allow; None if each lacks something."""
        way = next((way for way in self.ways if way.has_needs(access)), None)
        if way is not None and self.name in access.sites:
            return replace(way, site=access.sites[self.name])
        return way
