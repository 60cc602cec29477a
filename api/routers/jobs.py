"""Postings of jobs: lists, one with all that is told of it, counts, and how the boards are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy import Connection

from api.answers import as_csv, as_json, as_page
from api.job_filters import PostingListParameters, PostingParameters, filter_of
from api.keeping_route import KeepingRoute
from api.paging import cursor_after, key_of
from api.parameters import Printable
from api.problems import Problem, responses
from api.published import PublishedTag
from api.schemas.jobs import JobStatsAnswer, PostingAnswer, PostingsAnswer
from api.service import Served, Service
from gaps.browsing.job_counts import board_health, count_postings
from gaps.browsing.postings import (
    NOTHING_COLLECTED,
    POSTING_KEY_TYPES,
    ListedPosting,
    PostingFilter,
    list_postings,
    posting_of,
    was_anything_collected,
)
from gaps.read import published_tables

LONGEST_JOB_ID = 64

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=KeepingRoute)

JobId = Annotated[str, Field(min_length=1, max_length=LONGEST_JOB_ID), Printable, Path()]


@router.get(
    "",
    summary="Search and list postings of jobs",
    response_model=PostingsAnswer,
    responses=responses(404, csv=True),
)
def jobs(
    service: Served, etag: PublishedTag, asked: Annotated[PostingListParameters, Query()]
) -> Response:
    """List postings, the newest first: one for each job, however many boards show it.

    Where nothing was collected the list is empty, and the note says so.
    """
    question = ("jobs", *asked.model_dump(exclude={"cursor", "limit", "format"}).values())
    after = key_of(asked.cursor, question, POSTING_KEY_TYPES)
    with _marts(service) as connection:
        chosen = filter_of(connection, asked)
        page = list_postings(connection, chosen, asked.limit, after)
        header = _header(connection, chosen, page.total)
    more = cursor_after(page.last_key, question) if page.last_key else None
    if asked.format == "csv":
        context = {"note": header["note"]} if header["note"] else {}
        return as_csv(context, ListedPosting, page.rows, name="jobs", etag=etag, next_cursor=more)
    return as_page(page.rows, total=page.total, next_cursor=more, etag=etag, header=header)


@router.get(
    "/stats",
    summary="Count postings, and tell how well the boards were read",
    response_model=JobStatsAnswer,
    responses=responses(404),
)
def stats(
    service: Served, etag: PublishedTag, asked: Annotated[PostingParameters, Query()]
) -> Response:
    """Count postings by week, county and board, with the share whose title is not matched.

    The health of the boards is that of all boards, whatever was asked.
    """
    with _marts(service) as connection:
        chosen = filter_of(connection, asked)
        counts = count_postings(connection, chosen)
        health = board_health(connection)
        header = _header(connection, chosen, counts.totals.postings)
    return as_json({"header": header, **asdict(counts), "board_health": health}, etag)


@router.get(
    "/{job_id}",
    summary="A posting, with its listings, what its title is matched to, and the skills it names",
    response_model=PostingAnswer,
    responses=responses(404),
)
def job(job_id: JobId, service: Served, etag: PublishedTag) -> Response:
    """Give all that is told of one posting; its description is whole."""
    with _marts(service) as connection:
        found = posting_of(connection, job_id)
    if found is None:
        raise Problem(
            404,
            "unknown-job",
            "no posting has this id",
            "/api/v1/jobs lists them; an id may go when more is known of which listings are one",
        )
    return as_json(found, etag)


@contextmanager
def _marts(service: Service) -> Iterator[Connection]:
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        yield connection


def _header(connection: Connection, chosen: PostingFilter, total: int) -> dict[str, object]:
    is_nothing_there = not total and not was_anything_collected(connection)
    return {"taxonomy": chosen.taxonomy, "note": NOTHING_COLLECTED if is_nothing_there else None}
