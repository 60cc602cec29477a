"""Writes delivery files of job boards: what a visit brought, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

LISTING_FIELDS = (
    *("url", "page_url", "fetched_at", "title", "employer", "place", "posted", "deadline"),
    *("employment_type", "salary", "experience", "education", "application_link", "skills"),
    *("language", "industry", "description", "is_closed", "origins"),
)
Line = dict[str, Any]


def listing(external_id: str, **fields: Any) -> Line:
    """Return a listing line; board and moment are those of the visit unless they are given."""
    unknown = set(fields) - {*LISTING_FIELDS, "board"}
    assert not unknown, unknown
    return {"kind": "listing", "external_id": external_id, **dict.fromkeys(LISTING_FIELDS)} | fields


def page(url: str, **fields: Any) -> Line:
    """Return a page line, of a listing that was read."""
    usual = {"role": "listing", "number": 1, "outcome": "read", "words": "5 jobs", "cards": 5}
    return {"kind": "page", "url": url, "sample": None} | usual | fields


def unread(url: str, place: str, reason: str, text: str) -> Line:
    """Return the line of a part that could not be read."""
    return {"kind": "unread", "url": url, "place": place, "reason": reason, "text": text}


def visit_lines(board: str, started_at: str, lines: Iterable[Line], **fields: Any) -> list[Line]:
    """Return the lines of a visit that read all that the board has, with its last line."""
    begun = datetime.fromisoformat(started_at)
    fetched_at = _moment(begun + timedelta(minutes=1))
    whole = [
        {"kind": line["kind"], "board": board}
        | line
        | {"fetched_at": line.get("fetched_at") or fetched_at}
        for line in lines
    ]
    last = {
        "kind": "visit",
        "board": board,
        "started_at": started_at,
        "ended_at": _moment(begun + timedelta(minutes=10)),
        "outcome": "read",
        "words": "read whole",
        "is_complete": True,
        "pages": 1,
        "listings": sum(line["kind"] == "listing" for line in whole),
        "errors": 0,
        "seconds": 600.0,
    }
    return [*whole, last | fields]


def write_visit(
    folder: Path, board: str, started_at: str, lines: Iterable[Line] = (), **fields: Any
) -> Path:
    """Write a delivery file below ``folder`` and return its path; ``fields`` are of the visit."""
    path = folder / board / f"{started_at.replace(':', '')}.jsonl"
    return write_lines(path, visit_lines(board, started_at, lines, **fields))


def write_lines(path: Path, lines: Iterable[Line]) -> Path:
    """Write objects, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
