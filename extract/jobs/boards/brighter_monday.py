"""BrighterMonday: pages of cards, each job's page with JSON-LD. Jobberman's platform."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from extract.jobs.adapters.details import DetailPage, Part, with_detail
from extract.jobs.adapters.labels import labelled
from extract.jobs.adapters.listings import ListingPage, Paging, read_listing
from extract.jobs.adapters.markup_parts import before, line_at, lines_at, names_next, text_at
from extract.jobs.links import joined, path_of
from extract.jobs.markup import one_line, plain_text
from extract.jobs.salaries import read_salary
from extract.jobs.sightings import Card, Draft, Line
from extract.jobs.visits import Board, Visit, Way

TITLES = (
    'a[data-cy="listing-title-link"]',
    "a.search-result__job-title, .search-result__job-title a",
    'a[href*="/listings/"]',
)
USUAL = 15  # at least; robots may be shown a few featured jobs from the first visit on
MOST_TAGS = 40  # of a page; further down are similar jobs
BADGES = frozenset({"featured", "new", "popular", "easy apply"})
LABELS = {
    "Min Qualification": "education",
    "Minimum Qualification": "education",
    "Experience Level": None,
    "Experience Length": "experience",
    "Working Hours": "employment_type",
    "Applicant Location": None,
    "Job summary": None,
    "Application deadline": "deadline",
    "Deadline": "deadline",
}
_AGE = re.compile(
    r"(?:posted\s+)?(?:today|yesterday|just now"
    r"|\d+\+?\s+(?:minute|hour|day|week|month|year)s?\s+ago"
    r"|an?\s+(?:hour|day|week|month|year)\s+ago)",
    re.IGNORECASE,
)
_PAY = re.compile(r"ksh|kes\b|confidential|\d{2,3},\d{3}", re.IGNORECASE)
_TYPE = re.compile(r"full[\s-]?time|part[\s-]?time|contract|intern|graduate|volunteer", re.I)
_BODY = re.compile(
    r"job descriptions?\s*(?:&|and)\s*requirements?:?(.*?)(?:important safety tips|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ID = re.compile(r"-([A-Za-z0-9]{4,12})/?\Z")


def read(visit: Visit) -> Iterator[Line]:
    """Yield the jobs of all pages of the listing, new ones with what their own pages say."""
    yield from read_listing(visit, PAGING, with_detail(read_detail))


def cards(page: ListingPage) -> tuple[list[Card], list[tuple[str, str, str]]]:
    """Return a card for each link to a job, by the first selector that finds any."""
    for selector in TITLES:
        found: dict[str, Card] = {}
        for link in page.tree.css(selector):
            card = _card(link, page.base)
            if card is not None:
                found.setdefault(card.external_id, card)
        if found:
            return list(found.values()), []
    return [], []


def external_id(url: str) -> str | None:
    """Return the token that ends a job's address: ``7w29kn`` of ``…/chemist-7w29kn``."""
    path = path_of(url)
    match = _ID.search(path) if "/listings/" in path else None
    return match[1] if match else None


def monthly(text: str | None) -> str | None:
    """Return a band of pay with its period, which is the month where the board names none."""
    if text is None:
        return None
    read = read_salary(text)
    has_amount = read.amount_min is not None or read.amount_max is not None
    return f"{text} per month" if has_amount and read.period is None else text


def _card(link: LexborNode, base: str) -> Card | None:
    url = joined(base, link.attributes.get("href"))
    token = external_id(url)
    if token is None:
        return None
    box = _box(link)
    tags = [tag for tag in lines_at(box, "span.rounded") if tag.lower() not in BADGES]
    pay = next((tag for tag in tags if _PAY.search(tag)), None)
    kind = next((tag for tag in tags if tag is not pay and _TYPE.search(tag)), None)
    draft = Draft().offer(
        "css",
        title=link.attributes.get("title") or line_at(link, "p") or one_line(link.html or ""),
        employer=line_at(
            box, 'a[href*="/company/"]', "p.text-blue-700", ".search-result__job-meta"
        ),
        place=next((tag for tag in tags if tag not in (pay, kind)), None)
        or line_at(box, ".search-result__location"),
        employment_type=kind or line_at(box, ".search-result__job-type"),
        salary=monthly(pay or line_at(box, ".search-result__job-salary")),
        industry=line_at(box, "p.text-gray-500"),
        posted=_age(plain_text(box.html or "")),
    )
    return Card(token, url, draft)


def _box(link: LexborNode) -> LexborNode:
    """Return the largest element around a link that leads to no other job."""
    box = link
    while (parent := box.parent) is not None and parent.tag not in ("body", "html", "main"):
        ids = {external_id(each.attributes.get("href") or "") for each in parent.css("a[href]")}
        if len(ids - {None}) > 1:
            break
        box = parent
    return box


def _age(text: str) -> str | None:
    """Return the age that ends a card; the badge New is one only where nothing else is."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    ages = [line for line in lines if _AGE.fullmatch(line)]
    if not ages:
        ages = [match[0] for line in lines for match in [_AGE.search(line)] if match]
    if not ages:
        ages = [line for line in lines if line.lower() == "new"]
    return ages[-1] if ages else None


def read_detail(detail: DetailPage) -> list[Part]:
    """Return the job of a page: JSON-LD, then heading, tags and labels."""
    draft = detail.draft()
    if draft.origins.get("salary") == "json_ld":
        stated = draft["salary"]
        draft = _with_salary(draft, monthly(str(stated)))
    tree = detail.tree
    text = plain_text(tree.body.html or "") if tree.body else ""
    tags = lines_at(tree, "span.rounded, article span, main span")[:MOST_TAGS]
    body = _BODY.search(text)
    draft.offer(
        "css",
        title=line_at(tree, "h1"),
        employer=line_at(tree, "h2 a", "h2"),
        salary=monthly(next((tag for tag in tags if _PAY.search(tag)), None)),
        employment_type=next((tag for tag in tags if _TYPE.fullmatch(tag)), None),
    )
    draft.offer("label", **labelled(before(text, "important safety tips") or "", LABELS))
    draft.offer("label", posted=_age(text), description=body[1].strip() if body else None)
    draft.offer("css", description=text_at(tree, "[data-cy=job-description]"))
    return [Part(draft)]


def _with_salary(draft: Draft, salary: str | None) -> Draft:
    changed = Draft().offer("json_ld", salary=salary)
    return changed.fill_from(draft)


PAGING = Paging(
    path=lambda number: "/jobs" if number == 1 else f"/jobs?page={number}",
    cards=cards,
    has_next=lambda page: names_next(page.tree),
    usual=USUAL,
)
BOARD = Board(
    "brighter_monday",
    "BrighterMonday",
    (Way("https://www.brightermonday.co.ke/", "listing, then JSON-LD of each job", read),),
)
