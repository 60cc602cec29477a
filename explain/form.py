"""The form of an explanation: what the model is told to answer in, and what callers are given."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SkillNote(BaseModel):
    """What one skill or other element of a gap is about."""

    element_id: str = Field(description="The element_id of the data, copied exactly.")
    meaning: str = Field(
        description="What the higher level means in practice, in one or two sentences."
    )
    how_to_close: str = Field(
        description="How a person can close the gap, in one or two sentences."
    )


class Explanation(BaseModel):
    """A gap in words."""

    summary: str = Field(description="The gap as a whole, in two to four sentences.")
    notes: list[SkillNote] = Field(description="One note an element, the weightiest first.")
    priorities: list[str] = Field(
        description="The element_ids to begin with, the most pressing first; five at most."
    )
    caveats: list[str] = Field(
        description="What the figures do not say, one sentence each; four at most."
    )
