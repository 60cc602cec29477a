"""What people decided of titles of job listings: kept in ``<prefix>_app``, read by each run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.mysql import insert

from load.app_tables import reviewed_titles

ACCEPTED = "accepted"
REJECTED = "rejected"


@dataclass(frozen=True, order=True)
class ReviewedTitle:
    """A title that a person linked to an occupation, or to none.

    Args:
        taxonomy: esco, kesco or onet.
        title_key: its words without noise, as the matcher reads it.
        title: as the reviewer gave it.
        occupation_code: of the occupation; None if none of the taxonomy fits.
        proposed_code: what the matcher had proposed first; None if nothing.
    """

    taxonomy: str
    title_key: str
    title: str
    occupation_code: str | None
    proposed_code: str | None

    @property
    def decision(self) -> str:
        """Return ``accepted`` or ``rejected``."""
        return REJECTED if self.occupation_code is None else ACCEPTED

    @property
    def agrees(self) -> bool | None:
        """Tell whether the matcher had proposed what was decided; None if it proposed nothing."""
        return None if self.proposed_code is None else self.proposed_code == self.occupation_code


def keep_review(connection: Connection, review: ReviewedTitle) -> None:
    """Store a decision in place of an earlier one on the same title; the caller commits."""
    values = {
        "taxonomy": review.taxonomy,
        "title_key": review.title_key,
        "title": review.title,
        "decision": review.decision,
        "occupation_code": review.occupation_code,
        "proposed_code": review.proposed_code,
        "reviewed_at": datetime.now(UTC).replace(tzinfo=None),
    }
    replaced = {name: value for name, value in values.items() if name not in _KEY}
    connection.execute(insert(reviewed_titles).values(values).on_duplicate_key_update(replaced))


def all_reviews(connection: Connection) -> list[ReviewedTitle]:
    """Return every decision, in the order of taxonomy and title."""
    columns = reviewed_titles.c
    query = select(
        columns.taxonomy,
        columns.title_key,
        columns.title,
        columns.occupation_code,
        columns.proposed_code,
    ).order_by(columns.taxonomy, columns.title_key)
    return [ReviewedTitle(*row) for row in connection.execute(query)]


_KEY = ("taxonomy", "title_key")
