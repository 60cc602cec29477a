"""Pages of single jobs: JSON-LD first, then what the board's module finds on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from extract.jobs.fetching import Page
from extract.jobs.json_ld import PagePostings, Place, Posting, is_job_of_page, read_postings
from extract.jobs.links import joined, path_of
from extract.jobs.outcomes import Kind, outcome
from extract.jobs.salaries import Salary
from extract.jobs.sightings import Card, Draft, Line, Sighting, Unread, seen
from extract.jobs.visits import PART, Visit

MOST_REFUSALS = 3
"""Pages of jobs in a row that keep us out, after which the board is left alone with them."""


class DetailPage:
    """The page of a job, parsed once.

    Args:
        page: a page that was read.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.base = page.final_url

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page's elements."""
        return LexborHTMLParser(self.page.text)

    @cached_property
    def json_ld(self) -> PagePostings:
        """What its JSON-LD says."""
        return read_postings(self.page.text, self.page.url)

    @property
    def posting(self) -> Posting | None:
        """The posting that is the page's own; those of similar jobs are none."""
        heading = self.json_ld.heading
        own = [each for each in self.json_ld.postings if is_job_of_page(each.title, heading)]
        here = path_of(self.base).rstrip("/")
        for each in own:
            if each.url and path_of(joined(self.base, each.url)).rstrip("/") == here:
                return each
        elsewhere = [each for each in own if not each.url]
        return next(iter(elsewhere or own), None)

    def draft(self) -> Draft:
        """Return what the page's own posting says."""
        return offer_posting(Draft(), self.posting)


@dataclass(frozen=True)
class Part:
    """A job on a page; ``number`` is its own where the page holds several."""

    draft: Draft
    number: str | None = None
    is_closed: bool = False


ReadDetail = Callable[[DetailPage], list[Part]]
Take = Callable[[Visit, Card, Page], Iterator[Line]]


def with_detail(read: ReadDetail) -> Take:
    """Return what becomes of a card: the page of its job is read where that is due."""

    def take(visit: Visit, card: Card, page: Page) -> Iterator[Line]:
        is_due = visit.wants_detail(card.external_id, page.fetched_at.date())
        if card.is_closed or card.external_id in visit.read_details or not is_due:
            yield from _as_on_listing(visit, card, page)
        elif not visit.may_ask_detail or visit.refusals >= MOST_REFUSALS:
            limit = "the limit of pages of jobs is reached"
            why = limit if not visit.may_ask_detail else "the board keeps us out"
            visit.forget(page)  # so that its jobs are seen again, and read then
            yield from _as_on_listing(visit, card, page, why)
        else:
            yield from _read_detail(visit, card, page, read)

    return take


def _as_on_listing(
    visit: Visit, card: Card, page: Page, why: str = "its page was not read"
) -> Iterator[Line]:
    """Yield what a listing alone shows; of a page of several jobs each that is known."""
    known = visit.parts_known(card.external_id)
    for external_id in known:
        url = f"{card.url}#job{external_id.removeprefix(card.external_id + PART)}"
        part = Card(external_id, url, Draft(), card.is_closed)
        yield Sighting(part, page.url, page.fetched_at)
    if card.is_several and not known:
        reason = f"a page of several jobs: {why}"
        yield Unread(page.url, page.fetched_at, card.url, reason, str(card.draft["title"] or ""))
    elif not known:
        if card.external_id in visit.known or card.external_id in visit.read_details:
            # Its whole text was delivered before; an excerpt must not pass for a newer one.
            card = replace(card, draft=card.draft.without("description"))
        yield Sighting(card, page.url, page.fetched_at)


def _read_detail(visit: Visit, card: Card, listing: Page, read: ReadDetail) -> Iterator[Line]:
    visit.details += 1
    page = visit.fetch(card.url)
    kind = page.outcome.kind
    visit.refusals = visit.refusals + 1 if kind is Kind.BLOCKED else 0
    if kind is not Kind.READ:
        if kind is Kind.NOT_MODIFIED:
            visit.read_details.add(card.external_id)
        else:
            visit.forget(listing)
        yield seen(page, "detail")
        yield from _as_on_listing(visit, card, listing, page.outcome.words)
        return
    detail = DetailPage(page)
    parts = _parts(detail, read)
    if not parts and visit.render is not None:
        shown = visit.render(card.url)
        if shown.outcome.kind is Kind.READ:
            page, detail = shown, DetailPage(shown)
            parts = _parts(detail, read)
    if not parts:
        words = "no title with a description found on the page of a job"
        yield seen(page, "detail", what=outcome(Kind.MARKUP_CHANGED, words, page.body))
        visit.forget(page)
        visit.forget(listing)
    else:
        yield seen(page, "detail", cards=len(parts))
    for script in detail.json_ld.unread:
        yield Unread(page.url, page.fetched_at, script.place, script.reason, script.text)
    if not parts:
        yield from _as_on_listing(visit, card, listing, "nothing was found on it")
        return
    for part in parts:
        whole = _whole(card, part)
        visit.read_details.add(whole.external_id)
        yield Sighting(whole, page.url, page.fetched_at)


def _parts(detail: DetailPage, read: ReadDetail) -> list[Part]:
    """Return the jobs of a page that have a title and a description."""
    return [part for part in read(detail) if part.draft["title"] and part.draft["description"]]


def _whole(card: Card, part: Part) -> Card:
    """Return a card with what its page says; one of several jobs shares only what is of all."""
    is_closed = card.is_closed or part.is_closed
    if part.number is None:
        # What a listing or a feed calls the description is the beginning of the page's.
        draft = Draft().fill_from(part.draft).fill_from(card.draft.without("description"))
        return replace(card, draft=draft, is_closed=is_closed, is_several=False)
    shared = Draft()
    for name in ("employer", "posted", "industry"):
        if name in card.draft.origins:
            shared.offer(card.draft.origins[name], **{name: card.draft[name]})
    return Card(
        f"{card.external_id}{PART}{part.number}",
        f"{card.url}#job{part.number}",
        Draft().fill_from(part.draft).fill_from(shared),
        is_closed,
    )


def offer_posting(draft: Draft, posting: Posting | None) -> Draft:
    """Offer a draft what a posting in JSON-LD says."""
    if posting is None:
        return draft
    return draft.offer(
        "json_ld",
        title=posting.title,
        employer=posting.employer,
        place=place_words(posting.places, is_remote=posting.is_remote),
        posted=posting.posted,
        deadline=posting.valid_through,
        employment_type=", ".join(posting.employment_types),
        salary=salary_words(posting.salary),
        experience=posting.experience,
        education=posting.education,
        skills=posting.skills,
        industry=posting.industry,
        description=posting.description,
    )


def place_words(places: tuple[Place, ...], *, is_remote: bool = False) -> str | None:
    """Return places as a reader writes them: ``Thika, Kiambu, Kenya; Remote``."""
    words = [
        ", ".join(dict.fromkeys(filter(None, (place.town, place.region, place.country))))
        for place in places
    ]
    words += ["Remote"] if is_remote else []
    return "; ".join(words) or None


def salary_words(salary: Salary | None) -> str | None:
    """Return pay as a text that ``read_salary`` reads as the same: ``KES 900 to 1,200 per day``."""
    if salary is None:
        return None
    low, high = salary.amount_min, salary.amount_max
    if low is None and high is None:
        said = (salary.reason or "").partition("no amount: ")[2]
        return said or (None if salary.text.startswith(("{", "[")) else salary.text)
    currency = f"{salary.currency} " if salary.currency else ""
    if low is not None and high is not None and low != high:
        words = f"{currency}{low:,f} to {high:,f}"
    elif low is None:
        words = f"up to {currency}{high:,f}"
    elif high is None:
        words = f"from {currency}{low:,f}"
    else:
        words = f"{currency}{low:,f}"
    words += f" per {salary.period}" if salary.period else ""
    return words + (f" {salary.basis}" if salary.basis else "")
