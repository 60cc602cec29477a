"""ReliefWeb: the API of the United Nations' OCHA, or its feed where no name is approved.

Since November 2025 the API answers only names that ReliefWeb has approved; version 1 is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.jobs.adapters.feeds import read_feed
from extract.jobs.adapters.json_api import JsonAnswer, ask_json, names
from extract.jobs.adapters.labels import labelled
from extract.jobs.adapters.markup_parts import lines_at
from extract.jobs.feeds import FeedItem
from extract.jobs.links import path_of
from extract.jobs.markup import plain_text
from extract.jobs.outcomes import Kind, Outcome, outcome
from extract.jobs.sightings import Card, Draft, Line, Sighting, Unread, seen
from extract.jobs.visits import Board, Visit, Way

ROWS = 100
FIELDS = (
    *("title", "body", "url", "url_alias", "status", "date", "source", "country", "city"),
    *("type", "career_categories", "experience", "theme", "how_to_apply"),
)
_NUMBER = re.compile(r"/job/(\d+)(?:/|\Z)")


def read_api(visit: Visit) -> Iterator[Line]:
    """Yield every open job in Kenya; the visit is whole if all that the API counts have come."""
    found: set[str] = set()
    for number in range(1, visit.access.max_pages + 1):
        answer = _ask(visit, (number - 1) * ROWS)
        what, rows, total = _judged(answer, number)
        yield seen(
            answer.page,
            "api",
            url=answer.shown_url,
            number=number,
            cards=len(rows) if what.is_good else None,
            what=what,
        )
        if what.kind is not Kind.READ:
            return
        new = 0
        for position, row in enumerate(rows, start=1):
            card = _card(row)
            if card is None:
                reason = "a job without number or title"
                place, text = f"row {position}", str(row)
                yield Unread(answer.shown_url, answer.page.fetched_at, place, reason, text)
            elif card.external_id not in found:
                found.add(card.external_id)
                new += 1
                yield Sighting(card, answer.shown_url, answer.page.fetched_at)
        if len(found) >= total:
            visit.is_whole = True
            return
        if not new:
            return


def _ask(visit: Visit, offset: int) -> JsonAnswer:
    parameters: dict[str, str | int] = {
        "filter[operator]": "AND",
        "filter[conditions][0][field]": "country.iso3",
        "filter[conditions][0][value]": "KEN",
        "filter[conditions][1][field]": "status",
        "filter[conditions][1][value]": "published",
        "sort[0]": "date.created:desc",
        "limit": ROWS,
        "offset": offset,
    }
    parameters |= {f"fields[include][{index}]": name for index, name in enumerate(FIELDS)}
    name = visit.access.relief_web_app
    return ask_json(visit, "/v2/jobs", parameters, hidden={"appname": name})


def _judged(answer: JsonAnswer, number: int) -> tuple[Outcome, list[Any], int]:
    """Return what an answer is, its rows, and how many the API has in all."""
    what = answer.what
    if answer.page.status == 403:
        words = f"{what.words}; is the name in SKILLGAP_JOBS_RELIEFWEB_APP approved?"
        what = Outcome(what.kind, words, what.sample)
    if what.kind is not Kind.READ:
        return what, [], 0
    rows = answer.data.get("data") if isinstance(answer.data, dict) else None
    total = answer.data.get("totalCount") if isinstance(answer.data, dict) else None
    if not isinstance(rows, list) or not isinstance(total, int):
        words = "no rows with their count, as the API had"
        return outcome(Kind.MARKUP_CHANGED, words, answer.page.body), [], 0
    if not total and number == 1:
        words = "the API has no job in Kenya"
        return outcome(Kind.EMPTY, words, answer.page.body), [], 0
    return Outcome(Kind.READ, f"{len(rows):,} of {total:,} jobs"), rows, total


def _card(row: Any) -> Card | None:
    fields = row.get("fields") if isinstance(row, dict) else None
    number = str(row.get("id") or "") if isinstance(row, dict) else ""
    if not isinstance(fields, dict) or not number or not fields.get("title"):
        return None
    dates = fields.get("date") if isinstance(fields.get("date"), dict) else {}
    url = fields.get("url_alias") or fields.get("url") or f"https://reliefweb.int/job/{number}"
    draft = Draft().offer(
        "api",
        title=_text(fields.get("title")),
        employer=", ".join(names(fields.get("source") or [])),
        place=_place(names(fields.get("city") or []), names(fields.get("country") or [])),
        posted=_text(dates.get("created")),
        deadline=_text(dates.get("closing")),
        employment_type=", ".join(names(fields.get("type") or [])),
        experience=", ".join(names(fields.get("experience") or [])),
        industry=", ".join(
            names(fields.get("career_categories") or []) + names(fields.get("theme") or [])
        ),
        description=_text(fields.get("body")),
        application_link=_first_link(_text(fields.get("how_to_apply")) or ""),
    )
    return Card(number, str(url), draft, is_closed=fields.get("status") in ("expired", "closed"))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _place(towns: list[str], countries: list[str]) -> str | None:
    return ", ".join([*towns, *countries]) or None


def _first_link(text: str) -> str | None:
    match = re.search(r"https?://[^\s)\"'<>\]]+", text)
    return match[0].rstrip(".,;") if match else None


def read_newest(visit: Visit) -> Iterator[Line]:
    """Yield what the feed of a search for Kenya brings; it also finds jobs that only name it."""
    yield from read_feed(visit, "/jobs/rss.xml?search=kenya", feed_card, max_pages=1)


def feed_card(item: FeedItem) -> Card | None:
    """Return the job of an item, whose text begins with tags of country, source and city."""
    match = _NUMBER.search(path_of(item.link))
    if match is None:
        return None
    tree = LexborHTMLParser(item.text or "")
    tags = {
        name: [tag.partition(":")[2].strip() or tag for tag in lines_at(tree, f"div.tag.{name}")]
        for name in ("country", "source", "city")
    }
    for tag in tree.css("div.tag"):
        tag.decompose()
    text = plain_text(tree.body.html or "") if tree.body else ""
    draft = Draft().offer(
        "feed",
        title=item.title,
        employer=", ".join(tags["source"]),
        place=_place(tags["city"], tags["country"]),
        posted=item.published,
        description=text,
    )
    draft.offer("label", **labelled(text, {"Closing date": "deadline"}))
    return Card(match[1], item.link or "", draft)


BOARD = Board(
    "relief_web",
    "ReliefWeb",
    (
        Way(
            "https://api.reliefweb.int/",
            "API v2, all open jobs in Kenya",
            read_api,
            needs=("SKILLGAP_JOBS_RELIEFWEB_APP",),
            has_needs=lambda access: bool(access.relief_web_app),
        ),
        Way("https://reliefweb.int/", "feed of the newest; the API needs a name", read_newest),
    ),
)
