"""Postings of jobs: lists of them, and one with its listings, occupations and skills.

A posting is one job, however many boards show it. Its title is matched to an occupation in each
taxonomy by itself, as sure as it is; what the title says and what was found on the pages stay
beside each other. Every question reads published tables alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection, TextClause, bindparam

from gaps.browsing.concept_ids import ESCO_URI, id_of
from gaps.browsing.label_search import MOST_TERMS, MOST_WORDS, Search
from gaps.browsing.questions import question
from gaps.typed_rows import typed_row

MatchedTaxonomy = Literal["esco", "kesco", "onet"]
PostingStatus = Literal["open", "closed", "expired"]
MatchLevel = Literal["occupation", "unit_group", "two_digit_group", "unmatched"]
PostingKey = tuple[int, str]
POSTING_KEY_TYPES = (int, str)
MATCHED_TAXONOMIES: tuple[MatchedTaxonomy, ...] = ("esco", "kesco", "onet")

NOTHING_COLLECTED = (
    "no visit of a job board is in the published tables: ./run_pipeline.sh jobs collects, and the "
    "next run publishes"
)


@dataclass(frozen=True)
class Posting:
    """A job that is or was offered; what it says is said by the listing that stands for it.

    Fields:
        id: the ``listing_id`` of the listing of it that was seen first.
        status: ``open`` where a listing of it is; ``closed`` where none is and a board says so.
        listed_on: the day it was posted, else the day it was first seen; UTC.
        board: of the listing that stands for it.
        boards, listings, open_listings: how many show it, and how often.
        salary_min, salary_max: in ``salary_currency`` for each ``salary_period``.
        employment_types: separated by commas.
    """

    id: str
    title: str | None
    employer: str | None
    place: str | None
    town: str | None
    county: str | None
    is_remote: bool
    status: PostingStatus
    listed_on: date
    posted_on: date | None
    deadline_on: date | None
    first_seen_at: datetime
    last_seen_at: datetime
    board: str
    url: str | None
    boards: int
    listings: int
    open_listings: int
    salary_min: Decimal | None
    salary_max: Decimal | None
    salary_currency: str | None
    salary_period: str | None
    employment_types: str | None


@dataclass(frozen=True)
class ListedPosting(Posting):
    """A posting in a list, with what its title is matched to in one taxonomy.

    Fields:
        match_taxonomy, match_level: None where its title was not looked at in that taxonomy.
        match_reason: why it is no occupation.
        confidence, group_confidence: how likely occupation and unit group are right, 0 to 1.
    """

    match_taxonomy: MatchedTaxonomy | None
    match_level: MatchLevel | None
    match_reason: str | None
    occupation_id: str | None
    occupation_label: str | None
    confidence: float | None
    unit_group: str | None
    group_confidence: float | None


@dataclass(frozen=True)
class PostingListing:
    """A listing of a posting: where it is in its life, and its fields as found and as read.

    Fields:
        score, reasons: how sure it is that it is of this posting, and what agreed.
        origins: field -> where it came from: ``feed``, ``api``, ``json_ld``, ``attribute``, …;
            None where the visit does not say.
        description_characters: how long its description is.
    """

    board: str
    external_id: str
    listing_id: str
    is_canonical: bool
    score: float
    reasons: list[str] | None
    status: str
    status_reason: str
    status_since: datetime
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime | None
    visits: int
    title: str | None
    employer: str | None
    place: str | None
    town: str | None
    county: str | None
    is_remote: bool
    url: str | None
    application_link: str | None
    posted_on: date | None
    posted_precision: str | None
    posted_not_after: date | None
    posted_text: str | None
    posted_reason: str | None
    deadline_on: date | None
    deadline_text: str | None
    deadline_reason: str | None
    salary_min: Decimal | None
    salary_max: Decimal | None
    salary_currency: str | None
    salary_period: str | None
    salary_basis: str | None
    salary_text: str | None
    salary_reason: str | None
    employment_types: list[str] | None
    employment_type_text: str | None
    experience_years_min: int | None
    experience_years_max: int | None
    experience_text: str | None
    education_level: str | None
    education_text: str | None
    language: str | None
    industry: str | None
    skills: list[str] | None
    description_characters: int | None
    origins: dict[str, str] | None


@dataclass(frozen=True)
class MatchCandidate:
    """An occupation that a title may mean; ``score`` is what they are ordered by, no chance."""

    candidate_rank: int
    occupation_id: str
    occupation_label: str | None
    unit_group: str
    matched_label: str
    method: str
    score: float


@dataclass(frozen=True)
class PostingMatch:
    """What the title of a posting is matched to in a taxonomy, or why it is not.

    Fields:
        confidence, group_confidence, two_digit_confidence: how likely the first candidate, its
            unit group, its two-digit group are right, 0 to 1.
        candidates: five, or all that have the title as a label; the best first.
    """

    taxonomy: MatchedTaxonomy
    match_level: MatchLevel
    match_reason: str | None
    occupation_id: str | None
    occupation_label: str | None
    unit_group: str | None
    two_digit_group: str | None
    matched_label: str | None
    method: str | None
    confidence: float
    group_confidence: float
    two_digit_confidence: float
    core_title: str
    seniority: str | None
    review: str | None
    candidates: tuple[MatchCandidate, ...]


@dataclass(frozen=True)
class PostingSkill:
    """A skill that a posting names, with the sentence, and the listing that says so.

    Fields:
        id: of ESCO's, as ``concept_ids`` has it; ``credential:`` and its name for others.
        sentence: None where the listing only lists it.
    """

    id: str
    taxonomy: str
    label: str | None
    matched_label: str
    method: str
    found_in: str
    written: str
    sentence: str | None
    board: str
    external_id: str


@dataclass(frozen=True)
class PostingDetails(Posting):
    """A posting with all that is told of it.

    Fields:
        description: whole; of the listing ``description_board``, ``description_external_id``.
        repost_of_id, repost_score, repost_reasons: the posting that it repeats.
    """

    experience_years_min: int | None
    experience_years_max: int | None
    education_level: str | None
    language: str | None
    industry: str | None
    description: str | None
    description_board: str
    description_external_id: str
    repost_of_id: str | None
    repost_score: float | None
    repost_reasons: list[str] | None
    shown_by: tuple[PostingListing, ...]
    matches: tuple[PostingMatch, ...]
    skills: tuple[PostingSkill, ...]


@dataclass(frozen=True)
class PostingFilter:
    """Which postings are asked for; None asks for all.

    Args:
        taxonomy: whose occupations the titles are matched to.
        occupation_keys: of occupations of it; None asks for whatever a posting is matched to.
        county: as the table of counties writes it.
        from_day, to_day: bounds of ``listed_on``, both included.
        board: a board that shows it.
        min_confidence: of the match to an occupation.
        status: ``open``, ``closed`` or ``expired``.
        search: what the words of its title begin with.
    """

    taxonomy: MatchedTaxonomy = "esco"
    occupation_keys: tuple[str, ...] | None = None
    county: str | None = None
    from_day: date | None = None
    to_day: date | None = None
    board: str | None = None
    min_confidence: float | None = None
    status: PostingStatus | None = None
    search: Search | None = None

    @property
    def values(self) -> dict[str, object]:
        """What the questions about postings bind."""
        asked = {
            name: getattr(self, name)
            for name in ("taxonomy", "county", "from_day", "to_day", "board", "min_confidence")
        }
        return {
            **asked,
            "status": self.status,
            "posting_id": None,
            "is_any_occupation": self.occupation_keys is None,
            "occupation_keys": list(self.occupation_keys or ()),
            **_words_of(self.search),
        }


@dataclass(frozen=True)
class PostingPage:
    """Postings of a page, how many there are in all, and the key of the last if more follow."""

    rows: tuple[ListedPosting, ...]
    total: int
    last_key: PostingKey | None


def list_postings(
    connection: Connection, asked: PostingFilter, limit: int, after: PostingKey | None = None
) -> PostingPage:
    """Return a page of postings, the newest first.

    Args:
        connection: its default database is the published one; in autocommit.
        asked: which are listed.
        limit: of rows.
        after: day (as the server's ``to_days`` counts it) and id of the row before the page.
    """
    day, posting_id = after or (0, "")
    values = {
        **asked.values,
        "is_first": after is None,
        "after_day": day,
        "after_id": posting_id,
        "limit": limit + 1,
    }
    found = [dict(row) for row in connection.execute(posting_question("page"), values).mappings()]
    if found:
        total = found[0]["total"]
    else:
        total = connection.scalar(posting_question("total"), asked.values)
    rows = found[:limit]
    last = rows[-1] if len(found) > limit else None
    return PostingPage(
        tuple(_typed(ListedPosting, row, row["match_taxonomy"]) for row in rows),
        total,
        (last["listed_day"], last["id"]) if last else None,
    )


def posting_of(connection: Connection, posting_id: str) -> PostingDetails | None:
    """Return the posting that an id names, by one of its listings too; None if there is none."""
    asked = {"posting_id": posting_id}
    row = connection.execute(question("posting"), asked).mappings().first()
    if row is None:
        belongs_to = connection.scalar(question("posting_of_listing"), {"listing_id": posting_id})
        return posting_of(connection, belongs_to) if belongs_to else None
    listings = connection.execute(question("posting_listings"), asked).mappings()
    skills = connection.execute(question("posting_skills"), asked).mappings()
    return _typed(
        PostingDetails,
        {
            **row,
            "repost_reasons": _json(row["repost_reasons"]),
            "shown_by": tuple(_listing(each) for each in listings),
            "matches": _matches(connection, posting_id),
            "skills": tuple(_skill(each) for each in skills),
        },
    )


def occupation_keys(
    connection: Connection, taxonomy: MatchedTaxonomy, key_or_code: str
) -> tuple[str, ...]:
    """Return the keys of the occupations that have a key or a code; none if there is none."""
    asked = question("occupation_keys").bindparams(bindparam("keys", expanding=True))
    keys = [key_or_code, f"{ESCO_URI}occupation/{key_or_code}"][: 2 if taxonomy == "esco" else 1]
    values = {"taxonomy": taxonomy, "keys": keys, "code": key_or_code}
    return tuple(connection.scalars(asked, values))


def counties(connection: Connection) -> tuple[str, ...]:
    """Return the counties that postings are in."""
    return tuple(connection.scalars(question("job_counties")))


def was_anything_collected(connection: Connection) -> bool:
    """Tell whether a visit of any board is published."""
    return bool(connection.scalar(question("was_anything_collected")))


def posting_question(name: str) -> TextClause:
    """Return the question ``postings_<name>``, which binds what a ``PostingFilter`` says."""
    return question(f"postings_{name}").bindparams(bindparam("occupation_keys", expanding=True))


def _words_of(search: Search | None) -> dict[str, str | None]:
    if search is None:
        return {
            **{f"term_{number}": None for number in range(1, MOST_TERMS + 1)},
            **{f"word_{number}": None for number in range(1, MOST_WORDS + 1)},
        }
    found = {}
    for name, pattern in search.values.items():
        if name.startswith("term_"):
            found[name] = pattern
        elif name.startswith("word_"):  # between blanks, as the question has the title's words
            found[name] = pattern and f"% {pattern.removesuffix('%')}" + (
                "%" if pattern.endswith("%") else " %"
            )
    return found


def _typed(row_type: type, row: dict[str, Any], taxonomy: str | None = None) -> Any:
    row = dict(row)
    if row["employment_types"] is not None:
        row["employment_types"] = ", ".join(_json(row["employment_types"]))
    if "occupation_key" in row:
        row["occupation_id"] = _occupation_id(taxonomy, row["occupation_key"])
    return typed_row(row_type, row)


def _listing(row: dict[str, Any]) -> PostingListing:
    told = ("reasons", "employment_types", "skills", "origins")
    return typed_row(PostingListing, {**row, **{name: _json(row[name]) for name in told}})


def _matches(connection: Connection, posting_id: str) -> tuple[PostingMatch, ...]:
    asked = {"posting_id": posting_id}
    candidates: dict[str, list[MatchCandidate]] = {}
    for row in connection.execute(question("posting_candidates"), asked).mappings():
        occupation_id = _occupation_id(row["taxonomy"], row["occupation_key"])
        found = typed_row(MatchCandidate, {**row, "occupation_id": occupation_id})
        candidates.setdefault(row["taxonomy"], []).append(found)
    return tuple(
        typed_row(
            PostingMatch,
            {
                **row,
                "occupation_id": _occupation_id(row["taxonomy"], row["occupation_key"]),
                "candidates": tuple(candidates.get(row["taxonomy"], ())),
            },
        )
        for row in connection.execute(question("posting_matches"), asked).mappings()
    )


def _skill(row: dict[str, Any]) -> PostingSkill:
    skill_id = id_of("skill", row["taxonomy"], row["skill_key"])
    return typed_row(PostingSkill, {**row, "id": skill_id, "label": row["skill_label"]})


def _occupation_id(taxonomy: str | None, key: str | None) -> str | None:
    return id_of("occupation", taxonomy, key) if taxonomy and key else None


def _json(told: str | None) -> Any:
    return None if told is None else json.loads(told)
