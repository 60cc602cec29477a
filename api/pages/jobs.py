"""The pages at ``/jobs``: postings to filter, each of them, and how well the boards were read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from pydantic import Field, model_validator
from sqlalchemy import Connection

from api.job_filters import PostingParameters, filter_of
from api.pages.site import page, page_tag
from api.pages.taxonomy import TAXONOMIES
from api.paging import LONGEST_CURSOR, MOST_ROWS, cursor_after, key_of
from api.parameters import Printable
from api.problems import Problem
from api.routers.jobs import LONGEST_JOB_ID
from api.service import Served, Service
from gaps.browsing.job_counts import board_health
from gaps.browsing.postings import POSTING_KEY_TYPES, counties, list_postings, posting_of
from gaps.read import published_tables
from gaps.words import BOARD_ANSWERED, VISIT_OUTCOMES

MOST_JOBS = 30

router = APIRouter(include_in_schema=False)

PageTag = Annotated[str, Depends(page_tag)]


class Wanted(PostingParameters):
    """Which postings are shown; a form sends the fields that were left open as well."""

    cursor: str | None = Field(default=None, max_length=LONGEST_CURSOR)

    @model_validator(mode="before")
    @classmethod
    def _without_open_fields(cls, told: Any) -> Any:
        if not isinstance(told, dict):
            return told
        return {name: value for name, value in told.items() if value != ""}


@router.get("/jobs")
def jobs(service: Served, etag: PageTag, asked: Annotated[Wanted, Query()]) -> Response:
    """Show a page of postings, with the form that chooses them, and the boards."""
    wanted = asked.model_dump(exclude={"cursor"}, exclude_none=True, by_alias=True, mode="json")
    question = ("page of jobs", *sorted(wanted.items()))
    after = key_of(asked.cursor, question, POSTING_KEY_TYPES)
    with _tables(service) as connection:
        found = list_postings(connection, filter_of(connection, asked), MOST_JOBS, after)
        in_counties = counties(connection)
        boards = board_health(connection)
    more = cursor_after(found.last_key, question) if found.last_key else None
    return page(
        "jobs.html",
        etag=etag,
        asked=asked,
        table={**wanted, "format": "csv", "limit": MOST_ROWS},
        found=found,
        next=more and {**wanted, "cursor": more},
        counties=in_counties,
        boards=boards,
        answered=BOARD_ANSWERED,
        outcomes=VISIT_OUTCOMES,
        taxonomies=TAXONOMIES,
    )


@router.get("/jobs/{job_id}")
def job(
    service: Served,
    etag: PageTag,
    job_id: Annotated[str, Printable, Path(max_length=LONGEST_JOB_ID)],
) -> Response:
    """Show one posting: where it stands, what its title is matched to, the skills it names."""
    with _tables(service) as connection:
        found = posting_of(connection, job_id)
    if found is None:
        raise Problem(404, "unknown-job", "there is no such posting")
    return page("job.html", etag=etag, job=found, taxonomies=TAXONOMIES)


@contextmanager
def _tables(service: Service) -> Iterator[Connection]:
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        yield connection
