"""Which published set an answer comes from, for ``ETag`` and 304."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlalchemy import text

from api.kept_answers import Kept, address_of
from api.service import Served, Service
from gaps.browsing.questions import question
from gaps.errors import NothingPublished
from gaps.read import published_tables

FORM = "1"  # of the answers; one more where they change their shape, so that no old ETag fits

_PUBLICATION = text("select invocation_id from publication")


class Unchanged(Exception):
    """The client has the answer already."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def unchanged(request: Request, error: Unchanged) -> Response:
    """Answer 304."""
    return Response(status_code=304, headers={"ETag": error.etag, "Cache-Control": "no-cache"})


def of_published_set(request: Request, service: Served) -> str:
    """Return the ``ETag`` of whatever follows from the published tables alone.

    Raises:
        Unchanged: the client has this answer, by ``If-None-Match``.
        Kept: it was given before, to somebody else.
        NothingPublished: no publish has been made yet.
    """
    return _tag_of(request, lambda: f"{FORM}-{invocation_id(service)}")


def of_published_and_written(request: Request, service: Served) -> str:
    """Return the ``ETag`` of what follows from the published tables and what people wrote.

    Raises:
        Unchanged, Kept, NothingPublished: as :func:`of_published_set`.
    """
    return _tag_of(request, lambda: _published_and_written(service))


def invocation_id(service: Service) -> str:
    """Return what marks the published set.

    Raises:
        NothingPublished: there is none.
    """
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        found = connection.scalar(_PUBLICATION)
    if found is None:
        raise _nothing_published()
    return found


def _nothing_published() -> NothingPublished:
    return NothingPublished(
        "nothing is published yet", advice="./run_pipeline.sh    builds and publishes"
    )


def unless_known(request: Request, mark: str) -> str:
    """Return the ``ETag`` of ``mark``.

    Raises:
        Unchanged: the client has the answer, by ``If-None-Match``.
    """
    etag = _etag(mark)
    asked = request.headers.get("if-none-match", "")
    if etag.removeprefix("W/") in (each.strip().removeprefix("W/") for each in asked.split(",")):
        raise Unchanged(etag)
    return etag


def _tag_of(request: Request, mark: Callable[[], str]) -> str:
    etag = unless_known(request, mark())
    if kept := request.app.state.kept.get(etag, address_of(request)):
        raise Kept(kept)
    request.state.tag_now = lambda: _etag(mark())
    return etag


def _etag(mark: str) -> str:
    return f'W/"{mark}"'


def _published_and_written(service: Service) -> str:
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        found = connection.execute(question("published_and_written", service.databases.app)).first()
    if found is None:
        raise _nothing_published()
    return f"{FORM}-{found.invocation_id}-{int(found.changes):x}"  # MariaDB has it as a decimal


PublishedTag = Annotated[str, Depends(of_published_set)]
WrittenTag = Annotated[str, Depends(of_published_and_written)]
