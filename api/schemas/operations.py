"""Answers about the service itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.gaps import Next, Total


class Health(BaseModel):
    """The process answers."""

    status: Literal["alive"]


class Ready(BaseModel):
    """Whether requests can be answered."""

    status: Literal["ready", "not ready"]
    database: Literal["answers", "does not answer"]
    app_revision: str | None = Field(description="Of the tables of what people write.")
    publication_age_seconds: float | None = Field(description="Since the last publish.")
    lacks: list[str] = Field(description="What is missing, and what to do.")


class Run(BaseModel):
    """A run of the pipeline."""

    run_id: int = Field(examples=[41])
    command: str = Field(examples=["run"])
    started_at: datetime = Field(description="UTC.")
    ended_at: datetime | None = Field(description="UTC; null while it is at work.")
    status: str = Field(description="`published`, `unchanged`, `failed`, `killed`, `running`, …")
    exit_code: int | None
    message: str | None = Field(description="First line of what went wrong.")


class RunsAnswer(BaseModel):
    """The runs, newest first."""

    rows: list[Run]
    next: str | None = Next
    total: int = Total
