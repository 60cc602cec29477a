"""Careerjet: its API where there is a key, else its pages.

The API gives no more than ten pages to a question, and after them the last once more; it lists
the jobs of other boards behind redirects, without an id that stays.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from extract.jobs.access import JobsAccess
from extract.jobs.adapters.details import DetailPage, Part, salary_words, with_detail
from extract.jobs.adapters.json_api import JsonAnswer, amount, ask_json, names
from extract.jobs.adapters.listings import ListingPage, Paging, read_listing
from extract.jobs.adapters.markup_parts import line_at, lines_at, link_at, names_next, text_at
from extract.jobs.links import joined, path_of, without_tracking
from extract.jobs.outcomes import Kind, Outcome, outcome
from extract.jobs.salaries import Salary
from extract.jobs.sightings import Card, Draft, Line, Sighting, Unread, seen
from extract.jobs.visits import Board, Visit, Way

COUNTRY = "Kenya"
MOST_PAGES = 10
PAGE_SIZE = 100
PERIODS = {"Y": "year", "M": "month", "W": "week", "D": "day", "H": "hour"}
NEEDS = (
    "SKILLGAP_JOBS_CAREERJET_KEY",
    "SKILLGAP_JOBS_CAREERJET_IP",
    "SKILLGAP_JOBS_CAREERJET_REFERER",
)


def read_api(visit: Visit) -> Iterator[Line]:
    """Yield what the API brings, for each of the keywords of the settings or for all at once."""
    seen_ids: set[str] = set()
    is_whole = True
    for keywords in visit.access.careerjet_keywords or ("",):
        total, found = 0, 0
        location = COUNTRY
        number, has_resolved = 1, False
        while number <= min(MOST_PAGES, visit.access.max_pages):
            answer = _ask(visit, keywords, location, number)
            what = answer.what
            kind = answer.data.get("type") if isinstance(answer.data, dict) else None
            if kind == "LOCATIONS" and not has_resolved and (place := _resolved(answer.data)):
                words = f"the API asks which {location!r} is meant: {place!r} is taken"
                yield seen(answer.page, "api", url=answer.shown_url, what=Outcome(Kind.READ, words))
                location, has_resolved = place, True
                continue
            what = _judged(answer, number)
            jobs = answer.data.get("jobs") if what.kind is Kind.READ else None
            jobs = jobs if isinstance(jobs, list) else []
            yield seen(
                answer.page,
                "api",
                url=answer.shown_url,
                number=number,
                cards=len(jobs) if what.is_good else None,
                what=what,
            )
            if what.kind is not Kind.READ:
                return
            total = max(total, _count(answer.data.get("hits")))
            new = 0
            for position, job in enumerate(jobs, start=1):
                card = _card(job)
                if card is None:
                    yield _unread(answer, position, job)
                    is_whole = False
                elif card.external_id not in seen_ids:
                    seen_ids.add(card.external_id)
                    new += 1
                    yield Sighting(card, answer.shown_url, answer.page.fetched_at)
            found += new
            pages = _count(answer.data.get("pages")) or MOST_PAGES
            if not new or found >= total or number >= pages:
                break
            number += 1
        is_whole = is_whole and found >= total
    visit.is_whole = is_whole and not visit.access.careerjet_keywords


def _ask(visit: Visit, keywords: str, location: str, number: int) -> JsonAnswer:
    key = base64.b64encode(f"{visit.access.careerjet_key}:".encode()).decode()
    return ask_json(
        visit,
        "/v4/query",
        {
            "locale_code": "en_GB",
            "keywords": keywords,
            "location": location,
            "sort": "date",
            "page": number,
            "page_size": PAGE_SIZE,
            "fragment_size": 2000,
        },
        hidden={
            "user_ip": visit.access.careerjet_ip,
            "user_agent": visit.access.manners.user_agent,
        },
        headers={"Authorization": f"Basic {key}", "Referer": visit.access.careerjet_referer},
    )


def _judged(answer: JsonAnswer, number: int) -> Outcome:
    """Say what an answer is: jobs, none, an error of the API's own, or something else."""
    if answer.what.kind is not Kind.READ:
        return answer.what
    data, body = answer.data, answer.page.body
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "ERROR":
        said = " ".join(str(data.get("message") or data.get("error") or "no reason").split())[:120]
        return outcome(Kind.BLOCKED, f"the API answered ERROR: {said}", body)
    if kind == "LOCATIONS":
        return outcome(Kind.DEGRADED, "the API asks which place is meant, and names none", body)
    if kind != "JOBS" or not isinstance(data.get("jobs"), list):
        return outcome(Kind.MARKUP_CHANGED, f"an answer of the type {kind!r}, not JOBS", body)
    jobs = data["jobs"]
    if not jobs and number == 1:
        return outcome(Kind.EMPTY, "the API has no jobs for the question", body)
    return Outcome(Kind.READ, f"{len(jobs)} of {_count(data.get('hits')):,} jobs")


def _resolved(data: dict[str, Any]) -> str | None:
    """Return the place that is meant, of those that the API offers."""
    for key in ("locations", "solveLocations"):
        offered = names(data.get(key) or [])
        if offered:
            return next((name for name in offered if COUNTRY.lower() in name.lower()), offered[0])
    return None


def _card(job: Any) -> Card | None:
    if not isinstance(job, dict) or not isinstance(job.get("url"), str) or not job.get("title"):
        return None
    place = job.get("locations")
    draft = Draft().offer(
        "api",
        title=_text(job, "title"),
        employer=_text(job, "company"),
        place=place if isinstance(place, str) else ", ".join(names(place or [])),
        posted=_text(job, "date"),
        salary=_text(job, "salary") or _pay(job),
        description=_text(job, "description"),
        application_link=_text(job, "url"),
    )
    return Card(_made_id(draft), without_tracking(job["url"]), draft)


def _made_id(draft: Draft) -> str:
    """Return an id of what does not change between visits, for the API gives none."""
    parts = (str(draft[name] or "").casefold() for name in ("title", "employer", "place"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _pay(job: dict[str, Any]) -> str | None:
    ends = [amount(job.get(name)) for name in ("salary_min", "salary_max")]
    if not any(ends):
        return None
    period = PERIODS.get(str(job.get("salary_type") or "").upper())
    return salary_words(
        Salary("", *ends, currency=_text(job, "salary_currency_code"), period=period)
    )


def _text(job: dict[str, Any], name: str) -> str | None:
    value = job.get(name)
    return value if isinstance(value, str) else None


def _count(value: Any) -> int:
    text = str(value)
    return int(text) if text.isdecimal() else 0


def _unread(answer: JsonAnswer, position: int, job: Any) -> Unread:
    reason = "a job without title or address"
    return Unread(
        answer.shown_url, answer.page.fetched_at, f"job {position}", reason, str(job)[:2000]
    )


def read_pages(visit: Visit) -> Iterator[Line]:
    """Yield the jobs of the pages, new ones with what their own pages say."""
    yield from read_listing(visit, _Following(visit).paging, with_detail(read_detail))


class _Following:
    """Pages by the link to the next, for nothing says how they are numbered."""

    def __init__(self, visit: Visit) -> None:
        self._next = urljoin(visit.site, f"/search/jobs?s=&l={COUNTRY}")
        self.paging = Paging(self._path, self._cards, self._has_next, holds_all=False)

    def _path(self, number: int) -> str:
        return self._next

    def _has_next(self, page: ListingPage) -> bool:
        following = link_at(page.tree, page.base, 'a[rel~="next"]', 'link[rel~="next"]')
        self._next = following or self._next
        return following is not None and names_next(page.tree)

    def _cards(self, page: ListingPage) -> tuple[list[Card], list[tuple[str, str, str]]]:
        return cards(page)


def cards(page: ListingPage) -> tuple[list[Card], list[tuple[str, str, str]]]:
    """Return the jobs of ``article.job``, whose page is named in ``data-url``."""
    found = []
    for item in page.tree.css("article.job"):
        path = item.attributes.get("data-url") or ""
        path = path or link_at(item, page.base, "header h2 a") or ""
        url = joined(page.base, path)
        slug = path_of(url).strip("/").rpartition("/")[2]
        if not path or not slug:
            continue
        draft = Draft().offer(
            "css",
            title=line_at(item, "header h2 a", "header h2"),
            employer=line_at(item, "p.company"),
            place=", ".join(lines_at(item, "ul.location li")),
            salary=line_at(item, "ul.salary li"),
            posted=line_at(item, "ul.tags li span.badge"),
            description=text_at(item, "div.desc"),
        )
        found.append(Card(slug, url, draft))
    return found, []


def read_detail(detail: DetailPage) -> list[Part]:
    """Return the job of a page."""
    tree = detail.tree
    draft = detail.draft().offer(
        "css",
        title=line_at(tree, "header h1", "h1"),
        employer=line_at(tree, "p.company"),
        place=", ".join(lines_at(tree, "#job ul.location li, article ul.location li")),
        salary=line_at(tree, "ul.details li.salary", "ul.salary li"),
        posted=line_at(tree, "ul.tags li span.badge"),
        description=text_at(tree, "section.content", "div.content", "div.desc"),
    )
    return [Part(draft)]


def has_key(access: JobsAccess) -> bool:
    """Tell whether the settings hold what the API asks for."""
    return bool(access.careerjet_key and access.careerjet_ip and access.careerjet_referer)


BOARD = Board(
    "careerjet",
    "Careerjet",
    (
        Way(
            "https://search.api.careerjet.net/",
            "API v4, ten pages to a question",
            read_api,
            needs=NEEDS,
            has_needs=has_key,
        ),
        Way("https://www.careerjet.co.ke/", "pages; the API needs a key", read_pages),
    ),
)
