"""Boards of single employers on a common service: each by its name there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from extract.jobs.adapters.json_api import ask_json
from extract.jobs.outcomes import Kind, Outcome, outcome
from extract.jobs.sightings import Card, Line, Sighting, Unread, seen
from extract.jobs.visits import Visit

Rows = Callable[[Any], Any]


def read_employers(
    visit: Visit,
    employers: tuple[str, ...],
    path: Callable[[str], str],
    parameters: dict[str, str | int],
    rows: Rows,
    read_row: Callable[[str, dict[str, Any]], Card | None],
) -> Iterator[Line]:
    """Yield every job of each employer; the visit is whole if each job could be told apart.

    Args:
        visit: the visit.
        employers: their names on the service.
        path: of an employer's jobs.
        parameters: of the question.
        rows: the jobs in an answer; None if it is no such answer.
        read_row: makes a card of a job; its id is put behind the employer's name.

    An employer without an open job is no empty board: none of the others is less complete for it.
    """
    is_whole = True
    for number, employer in enumerate(employers, start=1):
        answer = ask_json(visit, path(employer), parameters)
        what = answer.what
        found = rows(answer.data) if what.kind is Kind.READ else None
        found = found if isinstance(found, list) else None
        if what.kind is Kind.READ and found is None:
            words = f"no list of jobs in the answer for {employer}"
            what = outcome(Kind.MARKUP_CHANGED, words, answer.page.body)
        elif what.kind is Kind.READ:
            what = Outcome(Kind.READ, f"{len(found or [])} jobs of {employer}")
        elif what.kind is Kind.GONE:
            what = replace(what, words=f"{what.words}: the service knows no {employer}")
        cards = len(found) if found is not None else None
        yield seen(answer.page, "api", url=answer.shown_url, number=number, cards=cards, what=what)
        for position, row in enumerate(found or [], start=1):
            card = read_row(employer, row) if isinstance(row, dict) else None
            if card is None:
                reason = "a job without id, title or address"
                place, text = f"{employer}, job {position}", str(row)
                yield Unread(answer.shown_url, answer.page.fetched_at, place, reason, text)
                is_whole = False
                continue
            card = replace(card, external_id=f"{employer}:{card.external_id}")
            yield Sighting(card, answer.shown_url, answer.page.fetched_at)
    visit.is_whole = is_whole
