"""Find which listings of jobs are one posting, before dbt counts postings.

Likeness of texts is no task for SQL, so all listings are compared here (``match.duplicates``), the
result goes to the landing table ``job_duplicates``, and dbt takes it from there. What was compared
by the same rules for the same visits is not compared again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine

from extract.jobs.markup import plain_text
from extract.jobs.reading import READINGS_VERSION
from extract.jobs.visit_files import SOURCE
from load.job_duplicates import found_in, keep, listings
from match.duplicates import DUPLICATES_VERSION, Listing, Member, find_postings
from pipeline.console import Console
from pipeline.ledger import ReadyBatch


def find_duplicates(engine: Engine, batches: Iterable[ReadyBatch], console: Console) -> None:
    """Compare all listings, unless that was done; call it after their sightings were read.

    Args:
        engine: of the loader on ``<prefix>_landing``.
        batches: what staging reads.
        console: says what was found.
    """
    visits = [batch for batch in batches if batch.source == SOURCE]
    checksum = _checksum(visits)
    with engine.begin() as connection:
        known = found_in(connection)
        if known == {checksum} or (not visits and not known):
            return
    with console.progress("comparing listings of jobs", unit="listings") as bar:
        with engine.connect() as connection:
            members = find_postings(_listing(row) for row in listings(connection))
        with engine.begin() as connection:
            keep(connection, (_row(member, checksum) for member in members))
        bar.advance(len(members))
    postings = len({member.canonical for member in members})
    console.say(f"compared {len(members):,} listings of jobs: {postings:,} postings")


def _checksum(visits: Iterable[ReadyBatch]) -> str:
    digest = hashlib.sha256(f"{DUPLICATES_VERSION} {READINGS_VERSION}\n".encode())
    for visit in visits:
        digest.update(f"{visit.batch_id} {visit.checksum}\n".encode())
    return digest.hexdigest()


def _listing(row: Mapping[str, Any]) -> Listing:
    named = {
        name: row[name]
        for name in (
            *("board", "external_id", "title", "employer", "place", "town", "county"),
            *("posted_on", "first_seen_at", "last_seen_at", "deadline_on"),
        )
    }
    pay = (row["salary_min"], row["salary_max"], row["salary_currency"], row["salary_period"])
    return Listing(**named, salary=pay, text=plain_text(row["description"] or ""))


def _row(member: Member, checksum: str) -> dict[str, Any]:
    board, external_id = member.key
    canonical_board, canonical_external_id = member.canonical
    repost_board, repost_external_id = member.repost_of or (None, None)
    is_repost = member.repost_of is not None
    return {
        "board": board,
        "external_id": external_id,
        "canonical_board": canonical_board,
        "canonical_external_id": canonical_external_id,
        "score": member.score,
        "reasons": json.dumps(member.reasons),
        "repost_of_board": repost_board,
        "repost_of_external_id": repost_external_id,
        "repost_score": member.repost_score,
        "repost_reasons": json.dumps(member.repost_reasons) if is_repost else None,
        "found_in": checksum,
    }
