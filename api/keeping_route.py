"""Routes whose answers carry an ``ETag`` and are kept under it.

A publish in the midst of an answer would pair one set's tag with the other's figures, so the tag is
asked for again before an answer is kept; where it has changed, the answer goes out without one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.kept_answers import address_of
from api.published import Tag, Tagging

Answering = Callable[..., Response]


class KeepingRoute(APIRoute):
    """A route whose answers are kept, if the function that makes them asks for a tag."""

    def __init__(self, path: str, endpoint: Answering, **options) -> None:
        super().__init__(path, _tagged(endpoint), **options)


def _tagged(endpoint: Answering) -> Callable[..., Awaitable[Response]]:
    """Return ``endpoint`` with a tag where it is handed a :class:`Tagging`.

    A kept answer whose tag is remembered is given at once. For all others both questions for the
    tag and the answer are asked in one thread: changing threads for each of them costs as much
    time as the shorter questions do.
    """

    @wraps(endpoint)
    async def answer(**asked) -> Response:
        for name, tagging in asked.items():
            if isinstance(tagging, Tagging):
                tag = tagging.recalled()
                return await run_in_threadpool(_made, endpoint, asked, name, tagging, tag)
        return await run_in_threadpool(endpoint, **asked)

    return answer


def _made(
    endpoint: Answering, asked: dict[str, object], name: str, tagging: Tagging, tag: Tag | None
) -> Response:
    """Return the answer, made by us or by somebody else meanwhile."""
    tag = tag or tagging.given_before_answering()
    request = tagging.request
    with request.app.state.kept.turn(tag, address_of(request)):
        tagging.unless_kept(tag)
        return _kept(endpoint(**{**asked, name: tag}), tag, tagging)


def _kept(answer: Response, tag: Tag, tagging: Tagging) -> Response:
    if answer.headers.get("etag") != tag or answer.status_code != 200:
        return answer
    if tag.is_proven or tagging.now() == tag:
        request = tagging.request
        if request.method == "GET":
            request.app.state.kept.put(tag, address_of(request), answer)
    else:
        del answer.headers["etag"]
        answer.headers["cache-control"] = "no-store"
    return answer
