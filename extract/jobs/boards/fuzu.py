"""Fuzu: the unfiltered listing for Kenya, whose cards carry their data in attributes.

Filters by words act only in a browser, so the listing is read whole. What every script applies to
it, ``section.job-content`` and ``p.published``, belongs to the page of a job.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from extract.jobs.adapters.details import DetailPage, Part, with_detail
from extract.jobs.adapters.listings import ListingPage, Paging, read_listing
from extract.jobs.adapters.markup_parts import line_at, text_at
from extract.jobs.json_ld import read_item_lists
from extract.jobs.links import joined, path_of
from extract.jobs.markup import plain_text
from extract.jobs.sightings import Card, Draft, Line
from extract.jobs.visits import Board, Visit, Way

_CLOSED = re.compile(r"closed for applications|^\s*expired\s*$", re.IGNORECASE | re.MULTILINE)
_DATED = re.compile(r"\b(posted|published|closing)\s*:\s*([^\n|]+)", re.IGNORECASE)
_SLUG = re.compile(r"/kenya/jobs/([^/?#]+)/?\Z")


def read(visit: Visit) -> Iterator[Line]:
    """Yield the jobs of all pages of the listing, new ones with what their own pages say."""
    yield from read_listing(visit, PAGING, with_detail(read_detail))


def cards(page: ListingPage) -> tuple[list[Card], list[tuple[str, str, str]]]:
    """Return the jobs of the ``ItemList``, of the cards, and of any other link, put together."""
    found: dict[str, Card] = {}
    listed = read_item_lists(page.text, page.base)
    for url, name in listed.names.items():
        if slug := slug_at(joined(page.base, url)):
            _add(found, slug, page.base, Draft().offer("json_ld", title=name))
    for card in page.tree.css(".b2c-card[slug]"):
        slug = slug_at(card.attributes.get("slug") or "") or (card.attributes.get("slug") or "")
        if slug:
            _add(found, slug, page.base, _card_draft(card), is_closed=_is_closed(card))
    for link in page.tree.css('a[href*="/kenya/jobs/"]'):
        if slug := slug_at(joined(page.base, link.attributes.get("href"))):
            draft = Draft().offer("css", title=line_at(link, "h2", "h3"))
            _add(found, slug, page.base, draft, is_closed=_is_closed(link))
    unread = [(script.place, script.reason, script.text) for script in listed.unread]
    return list(found.values()), unread


def slug_at(url: str) -> str | None:
    """Return the name of a job in its address: ``chemist-tamu-foods``."""
    match = _SLUG.search(path_of(url))
    return unquote(match[1]) if match else None


def _add(
    found: dict[str, Card], slug: str, base: str, draft: Draft, *, is_closed: bool = False
) -> None:
    url = joined(base, f"/kenya/jobs/{slug}")
    known = found.get(slug)
    if known is not None:
        draft.fill_from(known.draft)
        is_closed = is_closed or known.is_closed
    found[slug] = Card(slug, url, draft, is_closed)


def _card_draft(card: LexborNode) -> Draft:
    attributes = card.attributes
    company = (attributes.get("company_slug") or "").replace("-", " ").strip()
    draft = Draft().offer(
        "attribute", place=attributes.get("location"), description=attributes.get("description")
    )
    draft.offer("css", title=line_at(card, "h2", "h3"))
    draft.offer("label", posted=_dated(plain_text(card.html or "")).get("posted"))
    return draft.offer("inferred", employer=company.title())


def _is_closed(node: LexborNode) -> bool:
    return _CLOSED.search(plain_text(node.html or "")) is not None


def _dated(text: str) -> dict[str, str]:
    """Return posted and deadline by their labels, each without its label."""
    found: dict[str, str] = {}
    for label, value in _DATED.findall(text):
        found.setdefault("deadline" if label.lower() == "closing" else "posted", value.strip(" ,"))
    return found


def read_detail(detail: DetailPage) -> list[Part]:
    """Return the job of a page: JSON-LD, else the selectors of the page's old markup."""
    tree = detail.tree
    draft = detail.draft()
    draft.offer(
        "css",
        title=line_at(tree, "section.job-content h1", "h1"),
        employer=line_at(tree, 'a[data-cy="company-name"]'),
        description=text_at(tree, "div.view-summary-content", "section.job-content article"),
    )
    dates = "\n".join(plain_text(node.html or "") for node in tree.css("p.published"))
    draft.offer("css", **_dated(dates))
    content = tree.css_first("section.job-content") or tree.css_first("main")
    return [Part(draft, is_closed=content is not None and _is_closed(content))]


PAGING = Paging(
    path=lambda number: "/kenya/job" if number == 1 else f"/kenya/job?page={number}",
    cards=cards,
    tries_again=True,
)
BOARD = Board(
    "fuzu",
    "Fuzu",
    (Way("https://www.fuzu.com/", "listing for Kenya, then JSON-LD of each job", read),),
)
