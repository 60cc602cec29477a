"""MyJobMag: feeds for aggregators, then each job's page; one page may hold several jobs.

The listing is read where none of the feeds can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from extract.jobs.adapters.details import DetailPage, Part, with_detail
from extract.jobs.adapters.feeds import read_feed
from extract.jobs.adapters.listings import ListingPage, Paging, read_listing
from extract.jobs.adapters.markup_parts import before, line_at, link_at, text_at
from extract.jobs.adapters.wordpress import slug_of, title_parts
from extract.jobs.feeds import FeedItem
from extract.jobs.links import path_of
from extract.jobs.markup import one_line, plain_text
from extract.jobs.outcomes import Kind
from extract.jobs.sightings import Card, Draft, Line, PageSeen
from extract.jobs.visits import Board, Visit, Way

FEEDS = ("/aggregate_feed.xml", "/jobsxml_by_categories.xml", "/jobsxml.xml")
KEYS = {
    "job type": "employment_type",
    "qualification": "education",
    "experience": "experience",
    "location": "place",
    "job field": "industry",
    "salary range": "salary",
    "salary": "salary",
}
END = "method of application"
_SEVERAL = re.compile(
    r"^(?:(?:fresh|latest|new|current|ongoing|open|massive|several|various|multiple)\s+)*"
    r"(?:job|jobs|recruitments?|career openings?|careers?|vacanc(?:y|ies)|job vacancies|openings"
    r"|job openings|positions|opportunities)\s+at\s",
    re.IGNORECASE,
)
_KEPT_OUT = frozenset({Kind.BLOCKED, Kind.UNREACHABLE, Kind.REFUSED_BY_ROBOTS})


def read(visit: Visit) -> Iterator[Line]:
    """Yield what the first feed that can be read brings, else what the listing does."""
    take = with_detail(read_detail)
    for path in FEEDS:
        kind = None
        for line in read_feed(visit, path, feed_card, max_pages=1, take=take):
            if isinstance(line, PageSeen) and line.role == "feed":
                kind = line.outcome.kind
            yield line
        if kind in (Kind.READ, Kind.NOT_MODIFIED, *_KEPT_OUT):
            return
    yield from read_listing(visit, PAGING, take)


def feed_card(item: FeedItem) -> Card | None:
    """Return the job of an item, by the name in its address."""
    external_id = slug_of(item.link) if item.link else item.id
    if external_id is None:
        return None
    fields = {name: texts[0] for name, texts in item.fields.items()}
    role, employer, _ = title_parts(item.title)
    draft = Draft().offer(
        "feed",
        title=fields.get("position") or role,
        employer=fields.get("company") or employer,
        place=fields.get("location") or fields.get("region"),
        posted=item.published,
        deadline=fields.get("expirydate"),
        salary=fields.get("salary"),
        industry=fields.get("industry"),
        description=item.text,
    )
    return Card(external_id, item.link or "", draft, is_several=is_several(item.title))


def is_several(title: str | None) -> bool:
    """Tell whether a title announces a page of several jobs: ``Fresh Jobs at Tamu Foods``."""
    return _SEVERAL.match(one_line(title or "")) is not None


def cards(page: ListingPage) -> tuple[list[Card], list[tuple[str, str, str]]]:
    """Return the jobs of ``li.job-list-li``; advertisements among them are none."""
    found = []
    for item in page.tree.css("ul.job-list > li.job-list-li"):
        link = link_at(item, page.base, "li.job-info h2 a", "h2 a")
        if link is None or "/job/" not in path_of(link):
            continue
        url = link
        title = line_at(item, "li.job-info h2 a", "h2 a")
        role, employer, _ = title_parts(title)
        logo = item.css_first("li.job-logo img[alt]")
        draft = Draft().offer(
            "css",
            title=role,
            employer=employer,
            posted=line_at(item, "#job-date", ".job-date"),
            description=text_at(item, "li.job-desc"),
        )
        draft.offer("attribute", employer=logo.attributes.get("alt") if logo else None)
        found.append(Card(slug_of(url) or url, url, draft, is_several=is_several(title)))
    return found, []


def read_detail(detail: DetailPage) -> list[Part]:
    """Return the jobs of a page: one, or each of several."""
    tree = detail.tree
    blocks = _blocks(tree.css_first("#printable") or tree.body)
    shared = Draft().offer(
        "css",
        employer=_employer(line_at(tree, 'li.job-industry a[href^="/jobs-at/"]')),
        posted=_value(line_at(tree, "#posted-date")),
        deadline=_deadline(detail),
        application_link=link_at(
            tree, detail.base, ".application-links a", 'a[href*="/apply-now/"]'
        ),
    )
    if len(blocks) > 1:
        posting = detail.draft()
        for name in ("employer", "posted"):
            shared.offer("json_ld", **{name: posting[name]})
        return [_part(block, number, shared) for number, block in enumerate(blocks, start=1)]
    draft = detail.draft()
    # What is visible of the deadline holds: the one in JSON-LD is made up where nothing is stated.
    draft.fill_from(shared)
    role, employer, _ = title_parts(line_at(tree, "div.read-left-section h1", "h1"))
    draft.offer("css", title=role, employer=employer)
    for block in blocks:
        draft.fill_from(_part(block, 1, Draft()).draft)
    text = text_at(tree, "#printable")
    return [Part(draft.offer("css", description=before(text, END)))]


class _Block:
    """What stands on a page for one job: heading, pairs of key and value, text."""

    def __init__(self, heading: LexborNode | None) -> None:
        self.heading = heading
        self.keys: list[LexborNode] = []
        self.texts: list[LexborNode] = []


def _blocks(container: LexborNode | None) -> list[_Block]:
    """Return the jobs of a page in its order: each ``ul.job-key-info`` begins or has its own."""
    blocks: list[_Block] = []
    heading: LexborNode | None = None
    if container is None:
        return blocks
    for node in container.css("h2, ul.job-key-info, .job-details"):
        classes = (node.attributes.get("class") or "").split()
        identity = node.attributes.get("id") or ""
        if node.tag == "h2" and identity == "application-method":
            break
        if node.tag == "h2" and identity.startswith("job"):
            heading = node
        elif node.tag == "ul" and "job-key-info" in classes:
            blocks.append(_Block(heading))
            blocks[-1].keys.append(node)
            heading = None
        elif "job-details" in classes and blocks:
            blocks[-1].texts.append(node)
    return blocks


def _part(block: _Block, position: int, shared: Draft) -> Part:
    draft = Draft().fill_from(shared)
    pairs: dict[str, str] = {}
    for keys in block.keys:
        for item in keys.css("li"):
            key = (line_at(item, "span.jkey-title") or "").strip(" :").lower()
            value = line_at(item, "span.jkey-info")
            if key and value:
                pairs.setdefault(key, value)
    places = [pairs[key] for key in ("city", "location") if key in pairs]
    named = {field: pairs[key] for key, field in KEYS.items() if key in pairs}
    named["place"] = ", ".join(dict.fromkeys(places))
    draft.offer("css", **named)
    text = "\n".join(plain_text(node.html or "") for node in block.texts)
    draft.offer("css", description=before(text, END))
    number = None
    if block.heading is not None:
        draft.offer(
            "css", title=line_at(block.heading, "a.subjob-title") or line_at(block.heading, "h2")
        )
        number = "".join(re.findall(r"\d+", block.heading.attributes.get("id") or ""))
    return Part(draft, number or str(position))


def _employer(text: str | None) -> str | None:
    """Return the employer of ``View Jobs at Tamu Foods``."""
    return re.sub(r"^view (?:all )?jobs (?:at|in)\s+", "", text, flags=re.I) if text else None


def _value(text: str | None) -> str | None:
    return re.sub(r"^\s*posted\s*:\s*", "", text, flags=re.I) if text else None


def _deadline(detail: DetailPage) -> str | None:
    for node in detail.tree.css(".read-date-sec-li"):
        label, colon, value = one_line(node.html or "").partition(":")
        if colon and label.strip().lower() == "deadline":
            return value.strip()
    return None


PAGING = Paging(
    path=lambda number: "/jobs" if number == 1 else f"/jobs/page/{number}",
    cards=cards,
    holds_all=False,
)
BOARD = Board(
    "my_job_mag",
    "MyJobMag",
    (Way("https://www.myjobmag.co.ke/", "feeds, then the page of each job", read),),
)
