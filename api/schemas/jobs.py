"""Answers about postings of jobs, and about how well the boards were read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.gaps import Next, Total

TaxonomyName = Literal["esco", "kesco", "onet"]
MatchLevel = Literal["occupation", "unit_group", "two_digit_group", "unmatched"]
PostingId = Field(
    description="Of the listing of it that was seen first; that of any of its listings finds it, "
    "too.",
    examples=["9f86d081884c7d65"],
)
Board = Field(examples=["brighter_monday"])
Confidence = Field(description="How likely it is right, 0 to 1, as fitted and measured.")
OccupationId = Field(
    description="As `/taxonomy/occupations` has it; null where no occupation is sure enough.",
    examples=["onet:15-1252.00"],
)
Level = Field(description="The most detailed that is sure enough; `unmatched`: none is.")
NotMatched = Field(
    description="Why it is no occupation: `no_words`, `no_candidate`, `ambiguous`, `unsure`, "
    "`rejected`; null where it is one."
)
UnitGroup = Field(
    description="Of ISCO-08 (ESCO), four digits of KeSCO's code, or SOC without suffix."
)
Note = Field(description="Why there is nothing, for example that nothing was collected; else null.")
Salary = Field(description="In `salary_currency` for each `salary_period`; null: not stated.")
Found = Field(description="As found on the page; null where nothing is.")


class Posting(BaseModel):
    """A job; what it says is said by the listing that stands for it."""

    id: str = PostingId
    title: str | None = Field(examples=["Software Developer"])
    employer: str | None
    place: str | None = Found
    town: str | None
    county: str | None = Field(examples=["Nairobi"])
    is_remote: bool
    status: Literal["open", "closed", "expired"] = Field(
        description="`open` where a listing of it is; else `closed` where a board says so; else "
        "`expired`: its deadline has passed, or a whole visit did not find it."
    )
    listed_on: date = Field(description="The day it was posted, else first seen; UTC.")
    posted_on: date | None = Field(description="Null where no board says, or none surely.")
    deadline_on: date | None
    first_seen_at: datetime
    last_seen_at: datetime
    board: str = Field(
        description="Of the listing that stands for it.", examples=["brighter_monday"]
    )
    url: str | None = Field(description="As found on the board: check it before you follow it.")
    boards: int = Field(description="Boards that show it.")
    listings: int = Field(description="Listings of it.")
    open_listings: int = Field(description="Of these, neither closed nor expired.")
    salary_min: float | None = Salary
    salary_max: float | None = Salary
    salary_currency: str | None
    salary_period: str | None
    employment_types: str | None = Field(
        description="Separated by commas.", examples=["full_time, contract"]
    )


class ListedPosting(Posting):
    """A posting, and what its title is matched to in one taxonomy."""

    match_taxonomy: TaxonomyName | None = Field(
        description="Null where its title was not looked at in the taxonomy that was asked for."
    )
    match_level: MatchLevel | None = Level
    match_reason: str | None = NotMatched
    occupation_id: str | None = OccupationId
    occupation_label: str | None
    confidence: float | None = Confidence
    unit_group: str | None = UnitGroup
    group_confidence: float | None = Confidence


class PostingsHeader(BaseModel):
    """Whose occupations the titles are matched to, and why there may be nothing."""

    taxonomy: TaxonomyName
    note: str | None = Note


class PostingsAnswer(BaseModel):
    """Postings, the newest first."""

    header: PostingsHeader
    rows: list[ListedPosting]
    next: str | None = Next
    total: int = Total


class PostingListing(BaseModel):
    """A listing of the posting: its fields as found (`…_text`) and as read, and their origins."""

    board: str = Board
    external_id: str = Field(description="The board's own id.")
    listing_id: str
    is_canonical: bool = Field(description="It stands for the posting.")
    score: float = Field(description="How sure it is that it is of this posting, 0 to 1.")
    reasons: list[str] | None = Field(description="What agreed.")
    status: Literal["new", "seen_again", "changed", "closed", "expired"]
    status_reason: str
    status_since: datetime
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime | None
    visits: int = Field(description="Visits that found it.")
    title: str | None
    employer: str | None
    place: str | None = Found
    town: str | None
    county: str | None
    is_remote: bool
    url: str | None
    application_link: str | None
    posted_on: date | None
    posted_precision: str | None = Field(description="`day`, `week` or `month`.")
    posted_not_after: date | None
    posted_text: str | None = Found
    posted_reason: str | None = Field(description="Why there is no day.")
    deadline_on: date | None
    deadline_text: str | None = Found
    deadline_reason: str | None = Field(description="Why there is no day.")
    salary_min: float | None = Salary
    salary_max: float | None = Salary
    salary_currency: str | None
    salary_period: str | None
    salary_basis: str | None = Field(description="`gross` or `net`.")
    salary_text: str | None = Found
    salary_reason: str | None = Field(description="Why there is no amount.")
    employment_types: list[str] | None
    employment_type_text: str | None = Found
    experience_years_min: int | None
    experience_years_max: int | None
    experience_text: str | None = Found
    education_level: str | None
    education_text: str | None = Found
    language: str | None
    industry: str | None
    skills: list[str] | None = Field(description="As the board lists them.")
    description_characters: int | None = Field(description="How long its description is.")
    origins: dict[str, str] | None = Field(
        description="Field -> where it came from: `feed`, `api`, `json_ld`, `attribute`, `css`, "
        "`label`, `inferred`; null where the visit does not say."
    )


class MatchCandidate(BaseModel):
    """An occupation that the title may mean."""

    candidate_rank: int = Field(description="1 for the best.")
    occupation_id: str = Field(examples=["onet:15-1252.00"])
    occupation_label: str | None
    unit_group: str = UnitGroup
    matched_label: str = Field(description="The label that the title met.")
    method: str
    score: float = Field(description="What they are ordered by; no chance of being right.")


class PostingMatch(BaseModel):
    """What the title is matched to in one taxonomy, or why it is not."""

    taxonomy: TaxonomyName
    match_level: MatchLevel = Level
    match_reason: str | None = NotMatched
    occupation_id: str | None = OccupationId
    occupation_label: str | None
    unit_group: str | None = UnitGroup
    two_digit_group: str | None
    matched_label: str | None = Field(description="The label that the title met.")
    method: str | None = Field(
        description="`review`, `exact`, `normalised`, `corrected`, `similar` or `meaning`."
    )
    confidence: float = Confidence
    group_confidence: float = Confidence
    two_digit_confidence: float = Confidence
    core_title: str = Field(description="The title without noise, employer and place.")
    seniority: str | None
    review: str | None = Field(description="`accepted` or `rejected` by a person.")
    candidates: list[MatchCandidate] = Field(
        description="Five, or all that have the title as a label; the best first."
    )


class PostingSkill(BaseModel):
    """A skill that the posting names."""

    id: str = Field(
        description="As `/taxonomy/skills` has it, or `credential:` and the name of a licence or "
        "certificate."
    )
    taxonomy: str
    label: str | None
    matched_label: str = Field(description="The label that was found.")
    method: str = Field(
        description="`named`, `label`, `pattern`, `single_word` or `ambiguous`: the last two are "
        "less sure."
    )
    found_in: str = Field(description="`description`, or `skills` where the listing lists it.")
    written: str = Field(description="What stands there.")
    sentence: str | None = Field(description="The sentence it stands in.")
    board: str = Board
    external_id: str


class PostingAnswer(Posting):
    """A posting with its listings, what its title is matched to, and the skills it names."""

    experience_years_min: int | None
    experience_years_max: int | None
    education_level: str | None
    language: str | None
    industry: str | None
    description: str | None = Field(description="Whole, as plain text.")
    description_board: str = Board
    description_external_id: str
    repost_of_id: str | None = Field(description="The posting that this one repeats.")
    repost_score: float | None = Field(
        description="How sure it is that it repeats that one, 0 to 1; null where it repeats none."
    )
    repost_reasons: list[str] | None
    shown_by: list[PostingListing] = Field(
        description="Its listings, the one that stands for it first."
    )
    matches: list[PostingMatch] = Field(description="One for each taxonomy.")
    skills: list[PostingSkill]


class PostingCounts(BaseModel):
    """How many postings, and how many of their titles are matched to what."""

    postings: int
    open_postings: int
    matched_to_occupation: int
    matched_to_group: int = Field(description="To a unit group or a two-digit group alone.")
    unmatched: int
    unmatched_share: float | None = Field(
        description="`unmatched` of `postings`, 0 to 1; null of none."
    )


class WeekCounts(PostingCounts):
    """Postings of a week, by the day they were posted or else first seen."""

    week: date = Field(description="Its Monday.")


class CountyCounts(PostingCounts):
    """Postings of a county."""

    county: str | None = Field(description="Null: the place names none, or several.")


class BoardCounts(PostingCounts):
    """Postings that a board shows; one that several show is counted with each."""

    board: str = Board


class BoardVisit(BaseModel):
    """A visit of a board."""

    started_at: datetime
    ended_at: datetime
    outcome: str = Field(
        description="`read`, or why nothing follows from it: `blocked`, `degraded`, "
        "`markup_changed`, … (docs/job_boards.md)."
    )
    words: str | None
    is_complete: bool = Field(description="It says that it saw all that is open.")
    is_conclusive: bool = Field(description="What it did not find is gone.")
    inconclusive_reason: str | None
    listings_found: int = Field(
        description="What it found; with another outcome than `read` no sign of how many there are."
    )
    listings_new: int
    listings_seen_again: int
    listings_changed: int
    listings_expired: int
    listings_closed: int
    failures: int
    unread_parts: int
    lines_quarantined: int
    rows_rejected: int
    pages: int
    seconds: float = Field(description="How long the visit took, in seconds.")


class BoardHealth(BaseModel):
    """How well a board was read."""

    board: str = Board
    outcome: str = Field(description="Of its newest visit.")
    words: str | None
    visits: int
    last_read_at: datetime | None = Field(
        description="When a visit last went as it should: `read`, `not_modified` or `empty`."
    )
    open_listings: int | None = Field(
        description="Known to be open, whichever visit found them; null where it was never read."
    )
    last_visits: list[BoardVisit] = Field(description="Five at most, the newest first.")


class JobStatsAnswer(BaseModel):
    """Counts of the postings that were asked for, and the health of all boards."""

    header: PostingsHeader
    totals: PostingCounts
    weeks: list[WeekCounts] = Field(description="The newest first; weeks without any are left out.")
    counties: list[CountyCounts]
    boards: list[BoardCounts]
    board_health: list[BoardHealth]
