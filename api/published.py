"""Which published set an answer comes from, for ``ETag`` and 304."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, NamedTuple

from fastapi import Depends, Request, Response
from sqlalchemy import text

from api.kept_answers import Kept, address_of
from api.service import Served, Service
from gaps.browsing.questions import question
from gaps.errors import NothingPublished
from gaps.read import published_tables

A_MOMENT = 0.1  # seconds
FORM = "1"  # of the answers; one more where they change their shape, so that no old ETag fits

_PUBLICATION = text("select invocation_id from publication")


class Unchanged(Exception):
    """The client has the answer already."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


async def unchanged(request: Request, error: Unchanged) -> Response:
    """Answer 304."""
    return Response(status_code=304, headers={"ETag": error.etag, "Cache-Control": "no-cache"})


class Mark(NamedTuple):
    """What marks the tables that an answer follows from.

    Fields:
        text: changes with them.
        invocation_id: of the published set; None where the answer follows from more than that.
    """

    text: str
    invocation_id: str | None = None


class Tag(str):
    """The ``ETag`` of an answer; ``is_proven`` where that is known to be whole of what it names."""

    invocation_id: str | None
    is_proven: bool

    def __new__(cls, etag: str, invocation_id: str | None) -> Tag:
        tag = super().__new__(cls, etag)
        tag.invocation_id = invocation_id
        tag.is_proven = False
        return tag

    def prove(self, invocation_id: str | None) -> None:
        """Say that all of the answer was read from one published set, of this invocation."""
        self.is_proven = invocation_id is not None and invocation_id == self.invocation_id


class LatestMark:
    """What was published a moment ago; the memory of one process.

    Whoever asks within that moment after a publish may get an answer of the set before it, whole
    and with its own tag.
    """

    def __init__(self) -> None:
        self._seen: tuple[Mark, float] | None = None

    def recall(self) -> Mark | None:
        """Return the mark, None if it was not asked for just now."""
        seen = self._seen
        return seen[0] if seen and time.monotonic() < seen[1] + A_MOMENT else None

    def confirm(self, mark: Mark, since: float) -> None:
        """Remember that the mark was right after ``since`` (``time.monotonic``)."""
        if self._seen is None or self._seen[1] < since:
            self._seen = mark, since

    def ask(self, mark: Callable[[], Mark]) -> Mark:
        """Return the mark as it is now, and remember it."""
        asked_at = time.monotonic()
        found = mark()
        self._seen = found, asked_at
        return found


class Tagging:
    """Asks for the ``ETag`` of an answer: before it is made, and once more when it is there.

    Args:
        request: what is answered.
        mark: returns what marks the tables that the answer follows from, as they are now.
        latest: remembers the mark between questions; None where it has to be asked for each time.
    """

    def __init__(
        self, request: Request, mark: Callable[[], Mark], latest: LatestMark | None = None
    ) -> None:
        self.request = request
        self._mark = mark
        self._latest = latest
        self._given_mark: Mark | None = None
        self._given_at = 0.0

    def recalled(self) -> Tag | None:
        """Return the tag if it is remembered, without asking the database.

        Raises:
            Unchanged, Kept: as :meth:`given_before_answering`.
        """
        mark = self._latest.recall() if self._latest else None
        return self._given(mark) if mark else None

    def given_before_answering(self) -> Tag:
        """Return the tag.

        Raises:
            Unchanged: the client has this answer, by ``If-None-Match``.
            Kept: it was given before, to somebody else.
            NothingPublished: no publish has been made yet.
        """
        return self._given(self._latest.ask(self._mark) if self._latest else self._mark())

    def confirm(self) -> None:
        """Remember the tag that was given: the answer was read from what it names."""
        if self._latest and self._given_mark:
            self._latest.confirm(self._given_mark, self._given_at)

    def _given(self, mark: Mark) -> Tag:
        self._given_mark, self._given_at = mark, time.monotonic()
        tag = Tag(unless_known(self.request, mark.text), mark.invocation_id)
        self.unless_kept(tag)
        return tag

    def unless_kept(self, tag: Tag) -> None:
        """Do nothing.

        Raises:
            Kept: the answer was given before, to somebody else.
        """
        if kept := self.request.app.state.kept.get(tag, address_of(self.request)):
            raise Kept(kept)

    def now(self) -> str:
        """Return the tag as it is now."""
        return _etag(self._mark().text)


async def of_published_set(request: Request, service: Served) -> Tagging:
    """Tag whatever follows from the published tables alone."""

    def mark() -> Mark:
        found = invocation_id(service)
        return Mark(f"{FORM}-{found}", found)

    return Tagging(request, mark, request.app.state.latest_set)


async def of_published_and_written(request: Request, service: Served) -> Tagging:
    """Tag what follows from the published tables and what people wrote."""
    return Tagging(request, lambda: _published_and_written(service))


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


def _etag(mark: str) -> str:
    return f'W/"{mark}"'


def _published_and_written(service: Service) -> Mark:
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        found = connection.execute(question("published_and_written", service.databases.app)).first()
    if found is None:
        raise _nothing_published()
    changes = int(found.changes)  # MariaDB has it as a decimal
    return Mark(f"{FORM}-{found.invocation_id}-{changes:x}")


# A KeepingRoute hands its function the Tag that the Tagging gives.
PublishedTag = Annotated[Tag, Depends(of_published_set)]
WrittenTag = Annotated[Tag, Depends(of_published_and_written)]
