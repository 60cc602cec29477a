"""Job boards made with WordPress: what an item of their feed says."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote

from extract.jobs.adapters.labels import labelled
from extract.jobs.feeds import FeedItem
from extract.jobs.links import path_of, query_of
from extract.jobs.markup import one_line, plain_text
from extract.jobs.sightings import Card, Draft

LABELS = {
    "Job Title": "title",
    "Position": "title",
    "Job Position": "title",
    "Employer": "employer",
    "Company": "employer",
    "Company Name": "employer",
    "Organization": "employer",
    "Organisation": "employer",
    "Hiring Organization": "employer",
    "Industry": "industry",
    "Sector": "industry",
    "Salary": "salary",
    "Salary Range": "salary",
    "Gross Salary": "salary",
    "Net Salary": "salary",
    "Remuneration": "salary",
    "Location": "place",
    "Job Location": "place",
    "Work Station": "place",
    "Duty Station": "place",
    "Deadline": "deadline",
    "Application Deadline": "deadline",
    "Closing Date": "deadline",
    "Job Type": "employment_type",
    "Employment Type": "employment_type",
    "Contract Type": "employment_type",
    "Experience": "experience",
    "Years of Experience": "experience",
    "Qualification": "education",
    "Education": "education",
    "Reports to": None,
    "Reporting to": None,
    "Department": None,
    "Job Summary": None,
    "Job Purpose": None,
    "Responsibilities": None,
    "Key Responsibilities": None,
    "Requirements": None,
    "How to Apply": None,
}
_TAIL = re.compile(
    r"\s*The post\b(?:(?!\bThe post\b).)*?\bappeared first on\b.*\Z", re.DOTALL | re.IGNORECASE
)
_ARRANGEMENT = re.compile(
    r"\s+\|\s+(?P<words>(?:on[\s-]?site|remote|hybrid|full[\s-]time|part[\s-]time|contract)"
    r"(?:\s*/\s*\w+)*)\s+at\s+",
    re.IGNORECASE,
)


def wordpress_card(item: FeedItem) -> Card | None:
    """Return the job of an item; None if the feed gives it neither number nor address."""
    external_id = post_number(item) or slug_of(item.link)
    if external_id is None:
        return None
    role, employer, arrangement = title_parts(item.title)
    text = without_tail(plain_text(item.text or ""))
    draft = Draft()
    draft.offer("feed", title=role, employer=employer, posted=item.published, description=text)
    draft.offer("feed", **_own_elements(item))
    draft.offer("label", **labelled(text, LABELS))
    draft.offer("inferred", place=arrangement if _is_remote(arrangement) else None)
    draft.offer("inferred", title=one_line(item.title or ""))
    return Card(external_id, item.link or item.id or "", draft)


def post_number(item: FeedItem) -> str | None:
    """Return the number of a post, by its ``guid`` such as ``https://example.org/?p=4711``."""
    for name in ("p", "page_id", "job_id"):
        numbers = parse_qs(query_of(item.id)).get(name, [])
        if numbers and numbers[0].isdecimal():
            return numbers[0]
    return None


def slug_of(url: str | None) -> str | None:
    """Return the last part of an address's path, by which a board calls a job."""
    parts = [part for part in path_of(url).split("/") if part]
    return unquote(parts[-1])[:190] if parts else None


def title_parts(title: str | None) -> tuple[str | None, str | None, str | None]:
    """Return role, employer and arrangement of ``Chemist | On Site at Tamu Foods Ltd``.

    The employer stands behind the last " at "; without one the title is the role.
    """
    text = one_line(title or "")
    if match := _ARRANGEMENT.search(text):
        return text[: match.start()].strip(), text[match.end() :].strip(), match["words"]
    role, at, employer = text.rpartition(" at ")
    if not at:
        return text or None, None, None
    return role.strip(" |-\u2013") or None, employer.strip() or None, None


def without_tail(text: str) -> str:
    """Return a text without WordPress's "The post … appeared first on …"."""
    return _TAIL.sub("", text).strip()


def _own_elements(item: FeedItem) -> dict[str, str]:
    """Return what plugins for job boards add to an item, such as ``job_listing:location``."""
    named = {
        "place": ("location", "joblocation", "job_location", "city"),
        "employer": ("company", "company_name", "companyname", "employer"),
        "employment_type": ("job_type", "jobtype", "type"),
        "salary": ("salary", "job_salary"),
        "deadline": ("expirydate", "expires", "deadline", "job_expires"),
        "industry": ("industry", "category_name"),
    }
    return {
        field: item.fields[name][0]
        for field, names in named.items()
        for name in reversed(names)
        if item.fields.get(name)
    }


def _is_remote(arrangement: str | None) -> bool:
    return bool(arrangement) and "remote" in arrangement.lower()
