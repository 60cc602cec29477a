"""Parameters that several routes take, each with its bounds; unknown ones are refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from api.answers import Format
from api.paging import LONGEST_CURSOR, MOST_ROWS, USUAL_LIMIT
from gaps.read import DOMAINS

LONGEST_QUESTION = 100
LONGEST_ID = 400


class Parameters(BaseModel):
    """Query parameters; one that no route knows is a mistake, and is said to be one."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class WithFormat(Parameters):
    """What every list takes."""

    format: Format = Field(default="json", description="`csv` is safe for spreadsheets.")


class WithPages(WithFormat):
    """What every list in pages takes."""

    limit: int = Field(
        default=USUAL_LIMIT, ge=1, le=MOST_ROWS, description="Rows of a page, at most."
    )
    cursor: str | None = Field(
        default=None,
        max_length=LONGEST_CURSOR,
        description="`next` of the page before, with all other parameters as they were.",
    )


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("printable text only: no control characters")
    return text


def _named_domains(value: object) -> object:
    """Take ``skill,knowledge`` as well as ``domain=skill&domain=knowledge``."""
    if isinstance(value, list | tuple):
        parts = [part.strip() for each in value for part in str(each).split(",")]
        if unknown := [part for part in parts if part not in DOMAINS]:
            raise ValueError(f"{unknown[0]!r} is none of {', '.join(DOMAINS)}")
        return list(dict.fromkeys(parts))
    return value


Printable = AfterValidator(_printable)
SearchText = Annotated[
    str | None,
    Field(
        default=None,
        max_length=LONGEST_QUESTION,
        description="Words to look for in titles and labels, each from its beginning, without "
        "regard to case and accents; every sign stands for itself.",
        examples=["software dev"],
    ),
]
Domain = Literal["skill", "knowledge", "ability", "work_activity"]
Domains = Annotated[
    list[Domain],
    BeforeValidator(_named_domains),
    Field(
        default=["skill"],
        min_length=1,
        max_length=4,
        description="What is compared: one or more, repeated or separated by commas.",
        examples=[["skill", "knowledge"]],
    ),
]
OccupationName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=255,
        description="O*NET-SOC code, title, or a job title that belongs to one occupation.",
        examples=["15-1252.00"],
    ),
]
