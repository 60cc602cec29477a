"""Greenhouse: the boards of single employers, by its public API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.jobs.adapters.employers import read_employers
from extract.jobs.adapters.json_api import names
from extract.jobs.links import without_tracking
from extract.jobs.sightings import Card, Draft, Line
from extract.jobs.visits import Board, Visit, Way


def read(visit: Visit) -> Iterator[Line]:
    """Yield every job of each employer of the settings."""
    yield from read_employers(
        visit,
        visit.access.greenhouse,
        lambda employer: f"/v1/boards/{employer}/jobs",
        {"content": "true"},
        lambda data: data.get("jobs") if isinstance(data, dict) else None,
        read_row,
    )


def read_row(employer: str, row: dict[str, Any]) -> Card | None:
    """Return a job; ``updated_at`` is no day of posting, but the latest that it can have been."""
    url, title = row.get("absolute_url"), row.get("title")
    if not row.get("id") or not isinstance(url, str) or not isinstance(title, str):
        return None
    draft = Draft().offer(
        "api",
        title=title,
        employer=row.get("company_name") or None,
        place="; ".join(names(row.get("location") or [])),
        posted=row.get("first_published") or None,
        industry=", ".join(names(row.get("departments") or [])),
        language=row.get("language") or None,
        description=row.get("content") or None,
        application_link=url,
    )
    draft.offer("inferred", employer=employer.replace("-", " "), posted=row.get("updated_at"))
    return Card(str(row["id"]), without_tracking(url), draft)


BOARD = Board(
    "greenhouse",
    "Greenhouse",
    (
        Way(
            "https://boards-api.greenhouse.io/",
            "API, the boards of single employers",
            read,
            needs=("SKILLGAP_JOBS_GREENHOUSE",),
            has_needs=lambda access: bool(access.greenhouse),
        ),
    ),
)
