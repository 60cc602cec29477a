"""Lever: the boards of single employers, by its public API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.jobs.adapters.details import salary_words
from extract.jobs.adapters.employers import read_employers
from extract.jobs.adapters.json_api import amount, names
from extract.jobs.links import without_tracking
from extract.jobs.markup import plain_text
from extract.jobs.salaries import Salary, period_of
from extract.jobs.sightings import Card, Draft, Line
from extract.jobs.visits import Board, Visit, Way


def read(visit: Visit) -> Iterator[Line]:
    """Yield every job of each employer of the settings."""
    yield from read_employers(
        visit,
        visit.access.lever,
        lambda employer: f"/v0/postings/{employer}",
        {"mode": "json"},
        lambda data: data if isinstance(data, list) else None,
        read_row,
    )


def read_row(employer: str, row: dict[str, Any]) -> Card | None:
    """Return a job; ``createdAt`` is in milliseconds since 1970."""
    url, title = row.get("hostedUrl"), row.get("text")
    if not row.get("id") or not isinstance(url, str) or not isinstance(title, str):
        return None
    categories = row.get("categories") if isinstance(row.get("categories"), dict) else {}
    places = names(categories.get("allLocations") or categories.get("location") or [])
    places += ["Remote"] if row.get("workplaceType") == "remote" else []
    draft = Draft().offer(
        "api",
        title=title,
        place="; ".join(places),
        posted=str(row["createdAt"]) if row.get("createdAt") else None,
        employment_type=", ".join(names(categories.get("commitment") or [])),
        salary=_pay(row.get("salaryRange")) or row.get("salaryDescriptionPlain") or None,
        industry=", ".join(names(categories.get("team") or categories.get("department") or [])),
        description=_description(row),
        application_link=row.get("applyUrl") or None,
    )
    draft.offer("inferred", employer=employer.replace("-", " "))
    return Card(str(row["id"]), without_tracking(url), draft)


def _description(row: dict[str, Any]) -> str:
    """Return opening, lists and closing of a posting as one text."""
    parts = [row.get("descriptionPlain") or row.get("description") or ""]
    lists = row.get("lists")
    for each in lists if isinstance(lists, list) else []:
        if isinstance(each, dict):
            parts.append(f"{each.get('text') or ''}\n{plain_text(str(each.get('content') or ''))}")
    parts.append(row.get("additionalPlain") or row.get("additional") or "")
    return "\n\n".join(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _pay(stated: Any) -> str | None:
    """Return pay as words: ``{"currency": "KES", "interval": "per-month-salary", …}``."""
    if not isinstance(stated, dict):
        return None
    ends = [amount(stated.get(name)) for name in ("min", "max")]
    interval = str(stated.get("interval") or "").removeprefix("per-").partition("-")[0]
    currency = stated.get("currency") if isinstance(stated.get("currency"), str) else None
    if not any(ends):
        return None
    return salary_words(Salary("", ends[0], ends[1], currency, period_of(interval)))


BOARD = Board(
    "lever",
    "Lever",
    (
        Way(
            "https://api.lever.co/",
            "API, the boards of single employers",
            read,
            needs=("SKILLGAP_JOBS_LEVER",),
            has_needs=lambda access: bool(access.lever),
        ),
    ),
)
