"""What routes and pages may ask of postings, and the filter that it comes to."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator
from sqlalchemy import Connection

from api.parameters import LONGEST_ID, Parameters, Printable, SearchText, WithPages
from api.problems import Problem, bad_field
from gaps.browsing.label_search import Search
from gaps.browsing.postings import (
    MATCHED_TAXONOMIES,
    MatchedTaxonomy,
    PostingFilter,
    PostingStatus,
    occupation_keys,
)

LONGEST_NAME = 64

Name = Annotated[str | None, Printable, Field(default=None, max_length=LONGEST_NAME)]


class PostingParameters(Parameters):
    """Which postings are asked for."""

    q: Annotated[SearchText, Printable] = None
    occupation: Annotated[str | None, Printable] = Field(
        default=None,
        max_length=LONGEST_ID,
        description="Taxonomy, colon, key or code: only postings that are matched to it.",
        examples=["onet:15-1252.00"],
    )
    taxonomy: MatchedTaxonomy | None = Field(
        default=None,
        description="Whose occupations the titles are matched to: that of `occupation`, or ESCO.",
    )
    min_confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="Only postings matched to an occupation with this confidence or more.",
        examples=[0.8],
    )
    county: Name = Field(default=None, description="Of Kenya.", examples=["Mombasa"])
    board: Name = Field(
        default=None, description="A board that shows it.", examples=["brighter_monday"]
    )
    from_: date | None = Field(
        default=None, alias="from", description="Posted, or else first seen, on this day or later."
    )
    to: date | None = Field(default=None, description="The same, on this day or before.")
    status: PostingStatus | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> PostingParameters:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError("`from` is later than `to`")
        return self


class PostingListParameters(PostingParameters, WithPages):
    """Which postings are listed, and how."""


def filter_of(connection: Connection, asked: PostingParameters) -> PostingFilter:
    """Return the filter that parameters come to.

    Raises:
        Problem: 404: there is no such occupation; 422: it is of another taxonomy, or of none that
            titles are matched to.
    """
    taxonomy, keys = asked.taxonomy or "esco", None
    if asked.occupation is not None:
        taxonomy, keys = _occupation(connection, asked)
    return PostingFilter(
        taxonomy=taxonomy,
        occupation_keys=keys,
        county=asked.county,
        from_day=asked.from_,
        to_day=asked.to,
        board=asked.board,
        min_confidence=asked.min_confidence,
        status=asked.status,
        search=Search.of(asked.q),
    )


def _occupation(
    connection: Connection, asked: PostingParameters
) -> tuple[MatchedTaxonomy, tuple[str, ...]]:
    taxonomy, _, key = asked.occupation.partition(":")
    if taxonomy not in MATCHED_TAXONOMIES or not key:
        raise bad_field(
            "query.occupation",
            f"it is one of {', '.join(MATCHED_TAXONOMIES)}, a colon, and a key or code",
        )
    if asked.taxonomy not in (None, taxonomy):
        raise bad_field("query.taxonomy", f"the occupation is of {taxonomy}: leave this out")
    keys = occupation_keys(connection, taxonomy, key)
    if not keys:
        raise Problem(
            404,
            "unknown-occupation",
            f"{taxonomy} has no occupation with this key or code",
            "ids look like onet:15-1252.00; /api/v1/taxonomy/occupations?q= searches for them",
        )
    return taxonomy, keys
