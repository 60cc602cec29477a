"""The pages at ``/taxonomy``: the tree of occupations, a search through all, and each of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field
from sqlalchemy import Connection, bindparam, text

from api.pages.site import page
from api.parameters import LONGEST_ID, LONGEST_QUESTION, Parameters, Printable
from api.problems import Problem
from api.service import Served, Service
from gaps.browsing.concepts import OccupationFilter, list_occupations, occupation_of
from gaps.browsing.label_search import Search
from gaps.browsing.relations import details_of_occupation, skills_of_occupation, skills_status
from gaps.browsing.tree import tree
from gaps.read import published_tables
from gaps.words import REASONS

TAXONOMIES = {"onet": "O*NET", "esco": "ESCO", "kesco": "KeSCO", "custom": "added here"}
MOST_FOUND = 50
MOST_SKILLS = 200
MOST_SUGGESTED = 10

router = APIRouter(include_in_schema=False)

_LABELS = text(
    "select concept_key, label from taxonomy_labels "
    "where concept_kind = 'occupation' and taxonomy = 'onet' and concept_key in :keys "
    "order by concept_key, label_number"
).bindparams(bindparam("keys", expanding=True))

SearchWords = Annotated[str, Printable, Field(max_length=LONGEST_QUESTION)]
Key = Annotated[str | None, Printable, Field(default=None, max_length=LONGEST_ID)]


class Place(Parameters):
    """Where the tree is open, and what is searched."""

    q: SearchWords = ""
    group: Key
    occupation: Key


@router.get("/taxonomy")
def taxonomy(service: Served, asked: Annotated[Place, Query()]) -> Response:
    """Show the tree, open down to a group or occupation, or what a search finds."""
    search = Search.of(asked.q)
    app = service.databases.app
    found = beneath = None
    with _tables(service) as connection:
        kind = "group" if asked.group else "occupation" if asked.occupation else None
        shown = tree(connection, kind, asked.group or asked.occupation)
        if kind and shown is None:
            raise Problem(404, "no-such-address", f"the tree has no such {kind}")
        if search:
            found = list_occupations(connection, app, OccupationFilter(), search, MOST_FOUND)
        elif kind == "group":
            in_group = OccupationFilter(isco_group=shown.path[-1].code)
            beneath = list_occupations(connection, app, in_group, None, MOST_FOUND)
    return page(
        "taxonomy.html",
        asked=asked,
        tree=shown,
        found=found,
        beneath=beneath,
        taxonomies=TAXONOMIES,
    )


@router.get("/taxonomy/occupations/{occupation_id:path}")
def occupation(
    service: Served,
    occupation_id: Annotated[str, Printable, Path(max_length=LONGEST_ID)],
) -> Response:
    """Show one occupation: its names, skills, notes on Kenya, and links to other taxonomies."""
    app = service.databases.app
    with _tables(service) as connection:
        found = occupation_of(connection, app, occupation_id)
        if found is None:
            raise Problem(404, "unknown-occupation", "there is no such occupation")
        details = details_of_occupation(connection, app, found)
        skills = skills_of_occupation(connection, app, found, None, MOST_SKILLS)
        place = tree(connection, "occupation", found.key) if found.taxonomy == "esco" else None
    status, reason = skills_status(found, skills.total)
    return page(
        "occupation.html",
        occupation=found.row,
        taxonomy=found.taxonomy,
        taxonomies=TAXONOMIES,
        details=details,
        skills=skills,
        known=status,
        reason=REASONS.get(reason or ""),
        path=place.path if place else (),
    )


class Typed(Parameters):
    """What somebody is typing."""

    q: SearchWords = ""


@router.get("/suggestions")
def suggestions(service: Served, asked: Annotated[Typed, Query()]) -> Response:
    """Give the O*NET occupations whose titles and other names go on as what is typed begins."""
    search = Search.of(asked.q)
    if search is None:
        return JSONResponse([])
    with _tables(service) as connection:
        found = list_occupations(
            connection, service.databases.app, OccupationFilter("onet"), search, MOST_SUGGESTED
        )
        names = _names(connection, [row.code for row in found.rows])
    return JSONResponse(
        [
            {
                "code": row.code,
                "title": row.label,
                "name": _fitting(search, row.label, names.get(row.code, ())),
                "rated": row.ratings_status == "rated",
            }
            for row in found.rows
        ]
    )


@contextmanager
def _tables(service: Service) -> Iterator[Connection]:
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        yield connection


def _names(connection: Connection, codes: list[str]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for code, label in connection.execute(_LABELS, {"keys": codes}) if codes else ():
        names.setdefault(code, []).append(label)
    return names


def _fitting(search: Search, title: str, names: Sequence[str]) -> str | None:
    """Return the name that was found, where the title does not show why the occupation was."""
    terms = [re.escape(_folded(term)) for term in search.terms]
    for pattern in (r"(?<!\w){}", "{}"):  # at the beginning of words, or else anywhere
        wanted = [re.compile(pattern.format(term)) for term in terms]
        for name in (title, *names):
            if all(each.search(_folded(name)) for each in wanted):
                return None if name == title else name
    return None


def _folded(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
