"""Answers about gaps, levels and nearest occupations.

The fields are those of the dataclasses of ``gaps``, which tests hold against these; the formulas
are in docs/gap_method.md.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

Level = Field(default=None, description="Scale LV, 0 to 7; null where not rated.", examples=[4.12])
Importance = Field(default=None, description="Scale IM, 1 to 5; null where not rated.")
Reason = Field(
    default=None,
    description="Why it is not rated: `all_other`, `military`, `not_yet_rated`, `not_in_release`, "
    "`unknown_code`; null where it is.",
    examples=["not_yet_rated"],
)
Code = Field(description="O*NET-SOC code.", examples=["15-1252.00"])
Title = Field(default=None, examples=["Software Developers"])
Release = Field(
    default=None, description="O*NET release of the published tables.", examples=["30.3"]
)
PublishedAt = Field(default=None, description="When the tables were published; UTC.")
Invocation = Field(default=None, description="Marks the set of tables the answer was read from.")
Next = Field(default=None, description="Cursor of the next page; null on the last one.")
Total = Field(description="Rows of all pages.", examples=[35])


class GapHeader(BaseModel):
    """Who is compared, whether they can be, and on which figures."""

    method: Literal["strict", "level", "scale"] = Field(description="What the rows were chosen by.")
    scale: Literal["LV", "IM"] = Field(description="LV: level, 0 to 7. IM: importance, 1 to 5.")
    from_code: str = Code
    from_title: str | None = Title
    to_code: str = Code
    to_title: str | None = Title
    domains: str | None = Field(description="The asked domains, separated by commas.")
    status: Literal["compared", "from_not_rated", "to_not_rated", "both_not_rated"] = Field(
        description="`compared`; else the side that no asked domain is rated for: not rated is not "
        "zero."
    )
    from_reason: str | None = Reason
    to_reason: str | None = Reason
    from_unrated_domains: str | None = Field(description="Those that side is not rated in.")
    to_unrated_domains: str | None = Field(description="Those that side is not rated in.")
    from_rated_on: date | None = Field(description="First day of the month of the newest rating.")
    to_rated_on: date | None = Field(description="First day of the month of the newest rating.")
    from_origin: str | None = Field(description="`file`, `onet_api` or both: whence the ratings.")
    to_origin: str | None = Field(description="`file`, `onet_api` or both: whence the ratings.")
    from_release_name: str | None = Field(description="The release its ratings are of.")
    to_release_name: str | None = Field(description="The release its ratings are of.")
    release_name: str | None = Release
    released_on: date | None = None
    is_sample: bool | None = Field(description="Whether the tables hold the sample alone.")
    published_at: datetime | None = PublishedAt
    invocation_id: str | None = Invocation
    from_pull_status: str | None = Field(
        description="What the O*NET Web Services had, where they were asked: `rated`, `not_rated`, "
        "`incomplete`, `unknown_code`, `unreachable`, …"
    )
    to_pull_status: str | None = Field(description="The same of the other side.")
    from_asked_at: datetime | None = Field(description="When they were asked; UTC.")
    to_asked_at: datetime | None = Field(description="When they were asked; UTC.")


class GapSummary(BaseModel):
    """All gaps added up, before `min_importance` chooses rows."""

    compared: int = Field(description="Elements that both are rated on.", examples=[35])
    gaps: int = Field(description="Of these the target needs more.", examples=[12])
    beyond_error: int = Field(description="Gaps that exceed their margin of error.")
    without_error: int = Field(description="Gaps without a margin: a standard error is missing.")
    missing: int = Field(description="Elements at level 0 here and above 0 in the target.")
    low_precision: int = Field(description="Gaps on a rating that O*NET recommends to suppress.")
    total: float = Field(description="All gaps added up, in points of the scale.")


class ElementGap(BaseModel):
    """What two occupations need of one skill or other element."""

    element_id: str = Field(description="Of O*NET's content model.", examples=["2.B.3.e"])
    element_name: str = Field(examples=["Programming"])
    domain: str = Field(examples=["skill"])
    from_level: float | None = Level
    to_level: float | None = Level
    from_level_se: float | None = Field(description="Standard error of the level.")
    to_level_se: float | None = Field(description="Standard error of the level.")
    level_difference: float | None = Field(description="`to_level` less `from_level`.")
    level_gap: float | None = Field(description="The difference where it is above 0, else 0.")
    level_surplus: float | None = Field(description="The difference below 0, without its sign.")
    margin_of_error: float | None = Field(
        description="1.96 times the root of the sum of squared standard errors; points of LV."
    )
    is_beyond_error: bool | None = Field(description="Null where a standard error is missing.")
    is_missing_skill: bool | None = Field(description="Level 0 here, above 0 in the target.")
    from_importance: float | None = Importance
    to_importance: float | None = Importance
    importance_difference: float | None = Field(
        description="`to_importance` less `from_importance`; points of IM."
    )
    importance_gap: float | None = Field(description="The difference where it is above 0, else 0.")
    importance_margin_of_error: float | None = Field(description="As of levels; points of IM.")
    is_importance_beyond_error: bool | None
    importance_weight: float | None = Field(description="(importance to the target - 1) / 4.")
    weighted_gap: float | None = Field(description="Importance weight times gap over 7; 0 to 1.")
    from_level_meaning: str | None = Field(description="The highest anchor not above the level.")
    to_level_meaning: str | None = Field(description="The highest anchor not above the level.")
    is_low_precision: bool | None = Field(description="O*NET recommends to suppress a rating.")


class GapAnswer(BaseModel):
    """The gap to one target, the weightiest first; no gap is an empty list."""

    header: GapHeader
    summary: GapSummary
    rows: list[ElementGap]
    next: str | None = Next
    total: int = Total


class Origin(BaseModel):
    """The occupation that moves lead from, and on which figures."""

    from_code: str = Code
    from_title: str | None = Title
    domains: str
    status: Literal["rated", "not_rated"] = Field(description="In at least one asked domain.")
    reason: str | None = Reason
    job_zone: int | None = Field(description="1 (little preparation) to 5 (extensive).")
    release_name: str | None = Release
    released_on: date | None
    is_sample: bool | None
    published_at: datetime | None = PublishedAt
    invocation_id: str | None = Invocation


class TargetGap(BaseModel):
    """What one of the targets needs beyond what the occupation has, all elements together."""

    to_code: str = Code
    to_title: str | None = Title
    status: Literal["compared", "from_not_rated", "to_not_rated", "both_not_rated"]
    from_reason: str | None = Reason
    to_reason: str | None = Reason
    elements_compared: int | None
    gaps: int | None
    gaps_beyond_error: int | None
    gaps_without_error: int | None
    gaps_of_low_precision: int | None
    important_gaps_beyond_error: int | None = Field(
        description="Of importance `min_importance` (3) or more to the target."
    )
    weighted_shortfall: float | None = Field(description="Ranks, and measures nothing.")
    weighted_surplus: float | None = Field(description="Ranks, and measures nothing.")
    weightiest_gaps: str | None = Field(description="Up to three names, `; ` between.")
    job_zone: int | None
    job_zone_step: int | None


class ManyTargetsAnswer(BaseModel):
    """A row for each target, the easiest move first, what cannot be compared last."""

    header: Origin
    rows: list[TargetGap]
    next: str | None = Next
    total: int = Total


class DomainStatus(BaseModel):
    """Whether the levels of a domain are known, and where they come from."""

    domain: str = Field(examples=["skill"])
    status: str = Field(
        description="`rated`; else what is known of it: `not_rated`, `incomplete`, `unknown_code`, "
        "`not_in_release`, `not_configured` (no credentials for the O*NET Web Services), "
        "`unreachable`, `credentials_refused`, `no_usable_answer`.",
        examples=["rated"],
    )
    origin: Literal["file", "onet_api"] | None
    release_name: str | None = Release
    asked_at: datetime | None = Field(description="When the O*NET Web Services were asked; UTC.")
    detail: str | None = Field(description="What was found, in words.")


class LevelsHeader(BaseModel):
    """Whose levels these are, and what is known of each domain."""

    occupation_code: str = Code
    title: str | None = Title
    domains: list[DomainStatus]


class LevelRow(BaseModel):
    """The level that an occupation needs of one element, and how important it is."""

    domain: str = Field(examples=["skill"])
    origin: Literal["file", "onet_api"] | None
    release_name: str | None = Release
    element_id: str = Field(examples=["2.B.3.e"])
    element_name: str = Field(examples=["Programming"])
    level: float | None = Level
    level_se: float | None = Field(description="Standard error of the level.")
    importance: float | None = Importance
    importance_se: float | None = Field(description="Standard error of the importance.")
    level_standardised: float | None = Field(description="0 to 100.")
    importance_standardised: float | None = Field(description="0 to 100.")
    is_not_relevant: bool | None
    is_low_precision: bool | None = Field(description="O*NET recommends to suppress a rating.")
    level_meaning: str | None = Field(description="The highest anchor not above the level.")


class LevelsAnswer(BaseModel):
    """The levels of an occupation; none where a domain is not rated, and its status says why."""

    header: LevelsHeader
    rows: list[LevelRow]
    next: str | None = Next
    total: int = Total


class SimilarOccupation(BaseModel):
    """An occupation near to another one, and what the way there takes in skills."""

    distance: Literal["skills", "skills_knowledge", "composite", "tasks_titles"]
    similarity_rank: int = Field(description="1 is the nearest.", ge=1, le=20)
    similar_occupation_code: str = Code
    similar_title: str = Field(examples=["Web Developers"])
    similarity: float = Field(description="0 to 1; comparable within one distance.")
    job_zone_step: int | None = Field(description="Job Zone of the near one less the other's.")
    ratings_status: Literal["rated", "not_rated"]
    not_rated_reason: str | None = Reason
    gaps: int | None
    gaps_beyond_error: int | None
    important_gaps_beyond_error: int | None
    weighted_shortfall: float | None = Field(description="Ranks, and measures nothing.")
    weighted_surplus: float | None = Field(description="Ranks, and measures nothing.")
    also_in_onet_related: bool = Field(description="O*NET's own list of related ones has it.")
    related_list: Literal["listed", "not_listed", "not_in_release"] = Field(
        description="Whether O*NET lists related ones of the occupation, in the release at hand."
    )


class SimilarAnswer(BaseModel):
    """The nearest occupations, up to 20; none where the distance cannot compare it."""

    header: Origin
    rows: list[SimilarOccupation]
    next: str | None = Next
    total: int = Total
