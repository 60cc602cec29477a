"""Titles of job listings that the matcher is not sure of, and what it proposes for each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, text

from gaps.export import table_as_csv

# One listing stands for all with the same title without noise: its candidates are theirs.
_UNSURE = text(
    "with unsure as ("
    "select core_title, count(*) as listings, max(confidence) as confidence, "
    "min(listing_id) as listing_id from job_listing_matches "
    "where taxonomy = :taxonomy and match_level <> 'occupation' and core_title <> '' "
    "and review is null group by core_title) "
    "select unsure.core_title, unsure.listings, listings.title, matches.match_level, "
    "matches.match_reason as reason, matches.unit_group, matches.confidence, "
    "matches.group_confidence, matches.board, matches.external_id "
    "from unsure inner join job_listing_matches as matches "
    "on matches.listing_id = unsure.listing_id and matches.taxonomy = :taxonomy "
    "inner join job_listings as listings on listings.board = matches.board "
    "and listings.external_id = matches.external_id "
    "order by unsure.listings desc, unsure.core_title limit :most"
)
_CANDIDATES = text(
    "select candidates.candidate_rank, coalesce(occupations.code, candidates.occupation_key), "
    "candidates.occupation_key, candidates.occupation_label, candidates.matched_label, "
    "candidates.method, candidates.score "
    "from job_listing_candidates as candidates left join taxonomy_occupations as occupations "
    "on occupations.taxonomy = candidates.taxonomy "
    "and occupations.occupation_key = candidates.occupation_key "
    "where candidates.board = :board and candidates.external_id = :external_id "
    "and candidates.taxonomy = :taxonomy order by candidates.candidate_rank"
)
_PROPOSED = text(
    "select matches.candidate_key, occupations.code from job_listing_matches as matches "
    "inner join taxonomy_occupations as occupations on occupations.taxonomy = matches.taxonomy "
    "and occupations.occupation_key = matches.candidate_key "
    "where matches.taxonomy = :taxonomy and matches.core_title = :core_title "
    "and matches.review is null order by matches.listing_id limit 1"
)
_LISTINGS = text(
    "select count(*) from job_listing_matches "
    "where taxonomy = :taxonomy and core_title = :core_title"
)


@dataclass(frozen=True)
class TitleCandidate:
    """An occupation that a title may mean, best first by ``rank``."""

    rank: int
    code: str
    occupation_key: str
    label: str
    matched_label: str
    method: str
    score: float


@dataclass(frozen=True)
class UnsureTitle:
    """A title without noise that is not matched to an occupation, and how many listings have it.

    Args:
        title: without noise; ``written`` is how one of the listings has it.
        unit_group: the group that it is matched to all the same; None if not even that is sure.
        confidence, group_confidence: of the first candidate and its unit group, 0 to 1.
    """

    title: str
    written: str
    listings: int
    level: str
    reason: str | None
    unit_group: str | None
    confidence: float
    group_confidence: float
    candidates: tuple[TitleCandidate, ...]


def unsure_titles(connection: Connection, taxonomy: str, most: int) -> list[UnsureTitle]:
    """Return the most frequent titles to review, the most frequent first.

    Args:
        connection: of an account that may read the published database.
        taxonomy: esco, kesco or onet.
        most: how many titles, 1 or more.
    """
    found = []
    for row in connection.execute(_UNSURE, {"taxonomy": taxonomy, "most": most}).all():
        where = {"taxonomy": taxonomy, "board": row.board, "external_id": row.external_id}
        found.append(
            UnsureTitle(
                title=row.core_title,
                written=row.title or "",
                listings=row.listings,
                level=row.match_level,
                reason=row.reason,
                unit_group=row.unit_group,
                confidence=row.confidence,
                group_confidence=row.group_confidence,
                candidates=tuple(
                    TitleCandidate(*each) for each in connection.execute(_CANDIDATES, where)
                ),
            )
        )
    return found


def proposed_code(connection: Connection, taxonomy: str, core_title: str) -> str | None:
    """Return the code (``code_of``) of what is proposed first for a title without noise."""
    asked = {"taxonomy": taxonomy, "core_title": core_title}
    found = connection.execute(_PROPOSED, asked).one_or_none()
    return None if found is None else code_of(taxonomy, found.candidate_key, found.code)


def listings_titled(connection: Connection, taxonomy: str, core_title: str) -> int:
    """Return how many published listings have a title without noise."""
    asked = {"taxonomy": taxonomy, "core_title": core_title}
    return connection.execute(_LISTINGS, asked).scalar_one()


def code_of(taxonomy: str, occupation_key: str, code: str) -> str:
    """Return what a review names an occupation by: it must last when a delivery is replaced.

    Codes do; of KeSCO two stand for two occupations each, so there it is code and title.
    """
    return occupation_key if taxonomy == "kesco" else code


def titles_as_json(titles: Iterable[UnsureTitle]) -> str:
    """Return a list of objects, each with its ``candidates``; what is unknown is null."""
    return json.dumps([asdict(title) for title in titles], ensure_ascii=False, indent=2)


def titles_as_csv(titles: Iterable[UnsureTitle]) -> str:
    """Return a line a candidate (RFC 4180), safe for spreadsheets; a title without has one."""
    own = ("title", "written", "listings", "level", "reason", "unit_group")
    own += ("confidence", "group_confidence")
    its = ("rank", "code", "occupation_key", "label", "matched_label", "method", "score")
    rows = [
        [
            *(getattr(title, name) for name in own),
            *(getattr(candidate, name) if candidate else None for name in its),
        ]
        for title in titles
        for candidate in title.candidates or (None,)
    ]
    return table_as_csv({}, (*own, *its), rows)
