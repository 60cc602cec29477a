"""What a visit of a board brings: jobs as it shows them, pages, and what could not be read.

Each is a line of a delivery file (``delivery_files.py``). Texts are as found; what they mean is
read later, by ``dates.py``, ``salaries.py`` and ``employment.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from extract.jobs.fetching import Page
from extract.jobs.markup import one_line, plain_text
from extract.jobs.outcomes import SAMPLE_BYTES, Outcome

FIELDS = (
    *("title", "employer", "place", "posted", "deadline", "employment_type", "salary"),
    *("experience", "education", "application_link", "skills", "language", "industry"),
    "description",
)
STRONGEST_FIRST = ("api", "feed", "json_ld", "attribute", "css", "label", "inferred")
VISIBLE_FIRST = ("api", "attribute", "css", "label", "feed", "json_ld", "inferred")
"""For deadlines: what machines are told is often made up by the board's software."""

Text = str | list[str] | tuple[str, ...] | None


class Draft:
    """The fields of a job as they are found, each with where it came from.

    A stronger source replaces a weaker one, whichever came first; a weaker one only fills.
    """

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, str | list[str]]] = {}

    def offer(self, origin: str, **fields: Text) -> Draft:
        """Take what a source says; nothing, and blank texts, are no word about a field."""
        for name, value in fields.items():
            if name not in FIELDS:
                raise ValueError(f"no field of a job: {name}")
            clean = _clean(name, value)
            if clean and self._is_stronger(name, origin):
                self._found[name] = (origin, clean)
        return self

    def fill_from(self, other: Draft) -> Draft:
        """Take what another draft of the same job has and this one lacks, or has more weakly."""
        for name, (origin, value) in other._found.items():
            self.offer(origin, **{name: value})
        return self

    def without(self, name: str) -> Draft:
        """Return a copy that knows nothing of a field."""
        other = Draft()
        other._found = {each: found for each, found in self._found.items() if each != name}
        return other

    def __getitem__(self, name: str) -> str | list[str] | None:
        found = self._found.get(name)
        return found[1] if found else None

    @property
    def origins(self) -> dict[str, str]:
        """Where each field came from."""
        return {name: self._found[name][0] for name in FIELDS if name in self._found}

    @property
    def values(self) -> dict[str, str | list[str] | None]:
        """Every field, None where nothing was found."""
        return {name: self[name] for name in FIELDS}

    def _is_stronger(self, name: str, origin: str) -> bool:
        if name not in self._found:
            return True
        order = VISIBLE_FIRST if name == "deadline" else STRONGEST_FIRST
        return order.index(origin) < order.index(self._found[name][0])


def _clean(name: str, value: Text) -> str | list[str] | None:
    if name == "skills":
        texts = [value] if isinstance(value, str) else list(value or ())
        return [line for text in texts if (line := one_line(text))] or None
    if not isinstance(value, str):
        return None
    if name == "description":
        return plain_text(value).strip() or None
    if name == "application_link":
        return value.strip() or None
    return one_line(value) or None


@dataclass(frozen=True)
class Card:
    """A job as a listing, feed or API shows it.

    Args:
        external_id: the board's own stable id.
        url: the page of the job.
        draft: what is known of it.
        is_closed: whether the board says that it takes no applications any more.
        is_several: whether its page holds several jobs, so that it is none by itself.
    """

    external_id: str
    url: str
    draft: Draft
    is_closed: bool = False
    is_several: bool = False


@dataclass(frozen=True)
class Sighting:
    """A job seen on a page."""

    card: Card
    page_url: str
    fetched_at: datetime

    def line(self, board: str) -> dict[str, Any]:
        """Return the line of a delivery file."""
        return {
            "kind": "listing",
            "board": board,
            "external_id": self.card.external_id,
            "url": self.card.url,
            "page_url": self.page_url,
            "fetched_at": moment(self.fetched_at),
            **self.card.draft.values,
            "is_closed": self.card.is_closed,
            "origins": self.card.draft.origins,
        }


@dataclass(frozen=True)
class PageSeen:
    """A page that was asked for, and what it is.

    ``role`` is listing, detail, feed or api; ``cards`` counts the jobs on it.
    """

    url: str
    fetched_at: datetime
    role: str
    outcome: Outcome
    number: int | None = None
    cards: int | None = None

    def line(self, board: str) -> dict[str, Any]:
        """Return the line of a delivery file, with a sample where the page is not good."""
        sample = None if self.outcome.is_good else self.outcome.sample[:SAMPLE_BYTES]
        return {
            "kind": "page",
            "board": board,
            "url": self.url,
            "fetched_at": moment(self.fetched_at),
            "role": self.role,
            "number": self.number,
            "outcome": self.outcome.kind.value,
            "words": self.outcome.words,
            "cards": self.cards,
            "sample": sample.decode("utf-8", "replace") if sample is not None else None,
        }


@dataclass(frozen=True)
class Unread:
    """A part of a page that could not be read."""

    url: str
    fetched_at: datetime
    place: str
    reason: str
    text: str

    def line(self, board: str) -> dict[str, Any]:
        """Return the line of a delivery file."""
        return {
            "kind": "unread",
            "board": board,
            "url": self.url,
            "fetched_at": moment(self.fetched_at),
            "place": self.place,
            "reason": self.reason,
            "text": self.text[:SAMPLE_BYTES],
        }


Line = Sighting | PageSeen | Unread


def moment(at: datetime) -> str:
    """Return a moment as delivery files write it: ``2026-06-01T12:00:00Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seen(
    page: Page,
    role: str,
    *,
    url: str | None = None,
    number: int | None = None,
    cards: int | None = None,
    what: Outcome | None = None,
) -> PageSeen:
    """Return the record of a page; ``url`` is to be shown in place of one that holds a key."""
    shown = url or page.url
    return PageSeen(shown, page.fetched_at, role, what or page.outcome, number, cards)
