"""Questions for an explanation of a gap, and answers to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.parameters import Domain, OccupationName, Printable
from api.schemas.gaps import ElementGap, GapHeader
from explain.check import Removed
from explain.form import Explanation
from explain.outcomes import MEANINGS, Outcome


class ExplanationRequest(BaseModel):
    """Which gap is to be explained, and how."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: Annotated[OccupationName, Printable] = Field(alias="from")
    to: Annotated[OccupationName, Printable]
    domain: list[Domain] = Field(
        default=["skill"], min_length=1, max_length=4, description="What is compared."
    )
    scale: Literal["LV", "IM"] = Field(default="LV", description="Level (LV) or importance (IM).")
    language: str = Field(
        default="en",
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        description="BCP 47 tag of the language that the model answers in; the template knows "
        "English alone.",
        examples=["sw"],
    )
    origin: Literal["model", "template"] = Field(
        default="model", description="`template` asks no model."
    )


class ExplainedGapAnswer(BaseModel):
    """A gap with every element of it, and what it means in words."""

    header: GapHeader
    rows: list[ElementGap] = Field(description="Every element, the weightiest gap first.")
    explanation: Explanation | None = Field(description="Null where a side is not rated.")
    origin: Literal["model", "template"] | None = Field(
        description="Who put it into words: the language model, or a template of the level anchors."
    )
    outcome: Outcome = Field(
        description="What came of the model: "
        + "; ".join(f"`{name}`: {meaning}" for name, meaning in MEANINGS.items())
    )
    outcome_reason: str | None = Field(description="The particular.", examples=["SAFETY"])
    removed: Removed = Field(description="What of the model's answer was not of the gap.")
    model: str | None = Field(description="Which model; null by template.")
    prompt_version: str | None = Field(description="What it was asked by; null by template.")
    is_from_store: bool = Field(description="Whether the same question was answered before.")
    asked_at: datetime | None = Field(description="When the model was asked; UTC.")
    tokens_in: int | None = Field(description="Of this call; null where the service said none.")
    tokens_out: int | None = Field(description="Of this call; null where the service said none.")
    cost: float | None = Field(description="Of this call; null where no prices are set.")
