"""One conversation with the O*NET Web Services about one occupation, in as few requests as can be.

A process has one client, and the list of tables and their columns is asked for once; a further
occupation then costs a request a table, and one that sees that the release is still the same.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from extract.download import Bar, Listener, Patience
from extract.onet.web_services.answers import Release
from extract.onet.web_services.client import WebServices
from extract.onet.web_services.contracts import KEY_OF_RATING, OCCUPATIONS
from extract.onet.web_services.credentials import Access
from extract.onet.web_services.errors import ReleaseChanged, UnknownTable
from extract.onet.web_services.pages import Filter, Page
from extract.onet.web_services.transport import utc_now

CODE = "onetsoc_code"

IMPATIENT = Patience(
    connect_timeout=2.0, read_timeout=4.0, attempts=2, first_wait=0.5, longest_wait=2.0
)
"""Somebody waits for the answer: two attempts, and seconds, not minutes, for each of them."""

TABLES_OF_DOMAIN: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "skill": (("essential_skills", "transferable_skills"), ("skills",)),
    "knowledge": (("knowledge",),),
    "ability": (("abilities",),),
    "work_activity": (("work_activities",),),
}
"""Ids of the tables that together rate a domain; those of skills were one before 30.x."""


@dataclass(frozen=True)
class Conversation:
    """What one release answered.

    Args:
        release: that release.
        asked_at: when it was asked, in UTC, without a time zone.
        pages: the pages of each table that was asked, by its id.
    """

    release: Release
    asked_at: datetime
    pages: Mapping[str, tuple[Page, ...]]


class WebService:
    """Asks the database service; safe for several threads, which take turns.

    Args:
        access: where and as whom.
        listener: told of attempts that failed.
        patience: how long an answer is waited for.
    """

    def __init__(self, access: Access, listener: Listener, patience: Patience = IMPATIENT) -> None:
        self._client = WebServices(access, _WithoutProgress(listener), patience)
        self._turn = threading.Lock()
        self._release: Release | None = None
        self._table_ids: frozenset[str] = frozenset()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def ask(self, code: str, domains: Sequence[str], *, asks_whether_listed: bool) -> Conversation:
        """Ask for the ratings of an occupation.

        Args:
            code: its O*NET-SOC code.
            domains: those to ask for.
            asks_whether_listed: ask for its title first, and for nothing more if there is none.

        Raises:
            WebServicesFailed: there was no answer, or none that can be used.
        """
        with self._turn:
            try:
                return self._ask(code, domains, asks_whether_listed)
            except (ReleaseChanged, UnknownTable):
                self._release = None  # what was known of its tables is out of date
                return self._ask(code, domains, asks_whether_listed)

    def _ask(self, code: str, domains: Sequence[str], asks_whether_listed: bool) -> Conversation:
        asked_at = utc_now().replace(tzinfo=None)
        if self._release is None:
            release = self._client.release()
            self._table_ids = frozenset(table.table_id for table in self._client.tables())
            self._release = release
        pages: dict[str, tuple[Page, ...]] = {}
        if asks_whether_listed and OCCUPATIONS in self._table_ids:
            pages[OCCUPATIONS] = self._rows(OCCUPATIONS, (CODE,), code)
        if not is_empty(pages.get(OCCUPATIONS)):
            for table_id in self._tables_of(domains):
                pages[table_id] = self._rows(table_id, KEY_OF_RATING, code)
        self._client.check_release(self._release.name)
        return Conversation(self._release, asked_at, pages)

    def _tables_of(self, domains: Iterable[str]) -> list[str]:
        """Return the tables to ask: the first set of a domain that is there whole, else a part."""
        found: list[str] = []
        for domain in domains:
            there = [
                tuple(table_id for table_id in wanted if table_id in self._table_ids)
                for wanted in TABLES_OF_DOMAIN[domain]
            ]
            whole = [ids for ids in there if ids in TABLES_OF_DOMAIN[domain]]
            found += next(iter(whole or filter(None, there)), ())
        return found

    def _rows(self, table_id: str, key: Sequence[str], code: str) -> tuple[Page, ...]:
        return tuple(self._client.rows(table_id, key=key, filters=[Filter(CODE, code)]))


def is_empty(pages: Iterable[Page] | None) -> bool:
    """Tell whether a table was asked and has nothing."""
    return pages is not None and not any(page.rows for page in pages)


class _WithoutProgress:
    """Passes on what went wrong; of what is over in a second no progress is shown."""

    def __init__(self, listener: Listener) -> None:
        self.say = listener.say
        self.warn = listener.warn

    @contextmanager
    def progress(self, label: str, total: int | None = None, unit: str = "rows") -> Iterator[Bar]:
        """Show nothing."""
        yield self

    def advance(self, steps: int = 1) -> None:
        """Take note of nothing."""
