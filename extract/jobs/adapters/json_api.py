"""Boards that answer in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from extract.jobs.fetching import Page
from extract.jobs.outcomes import Kind, Outcome, outcome
from extract.jobs.visits import Visit

LONGEST_QUOTE = 120


@dataclass(frozen=True)
class JsonAnswer:
    """An answer of an API.

    Args:
        page: the page as it came.
        data: what it says; None where it could not be read.
        what: what the page is, now that it was read as JSON.
        shown_url: the address without what is nobody's business.
    """

    page: Page
    data: Any
    what: Outcome
    shown_url: str


def ask_json(
    visit: Visit,
    path: str,
    parameters: Mapping[str, str | int],
    *,
    hidden: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonAnswer:
    """Ask an API; never conditionally, for its jobs are seen anew on each visit.

    Args:
        visit: the visit.
        path: of the API.
        parameters: of the question.
        hidden: further parameters that are shown nowhere, such as a name or an address.
        headers: of the question, such as a key.
    """
    url = visit.at(path)
    shown = f"{url}?{urlencode(parameters)}" if parameters else url
    all_parameters = {**parameters, **(hidden or {})}
    asked = f"{url}?{urlencode(all_parameters)}" if all_parameters else url
    page = visit.fetch(
        asked, conditional=False, headers={"Accept": "application/json", **(headers or {})}
    )
    what = page.outcome
    if what.kind is not Kind.READ:
        if said := _message(what.sample):
            what = Outcome(what.kind, f"{what.words}: {said}", what.sample)
        return JsonAnswer(page, None, what, shown)
    try:
        return JsonAnswer(page, json.loads(page.text), what, shown)
    except (ValueError, RecursionError) as error:
        words = f"no JSON where an API was asked: {error}"
        return JsonAnswer(page, None, outcome(Kind.MARKUP_CHANGED, words, page.body), shown)


def _message(sample: bytes) -> str | None:
    """Return the reason that an API's refusal gives, if it is JSON and gives one."""
    try:
        data = json.loads(sample)
    except (ValueError, RecursionError):
        return None
    error = data.get("error", data) if isinstance(data, dict) else None
    said = error.get("message") if isinstance(error, dict) else error
    if not isinstance(said, str) or not said.strip():
        return None
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


def amount(value: Any) -> Decimal | None:
    """Return a number above zero that an API gives as a number or a text; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip() or "0")
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None


def names(value: Any) -> list[str]:
    """Return the names in a value of an API: texts, or objects with a name, one or a list."""
    items = value if isinstance(value, list) else [value]
    found = (item.get("name") if isinstance(item, dict) else item for item in items)
    return [text.strip() for text in found if isinstance(text, str) and text.strip()]
