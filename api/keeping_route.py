"""Routes whose answers carry an ``ETag`` and are kept under it.

A publish in the midst of an answer would pair one set's tag with the other's figures, so the tag is
asked for again before an answer is kept; where it has changed, the answer goes out without one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from inspect import iscoroutinefunction

from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.kept_answers import address_of
from api.published import Tag, Tagging

Work = Callable[[], Response]
Endpoint = Callable[..., Response | Awaitable[Response | Work]]


class KeepingRoute(APIRoute):
    """A route whose answers are kept, if the function that makes them asks for a tag.

    The function may be asynchronous; it returns the answer then or, where that takes long, the
    work that makes it in a thread.
    """

    def __init__(self, path: str, endpoint: Endpoint, **options) -> None:
        super().__init__(path, _tagged(endpoint), **options)


def _tagged(endpoint: Endpoint) -> Callable[..., Awaitable[Response]]:
    """Return ``endpoint`` with a tag where it is handed a :class:`Tagging`.

    A kept answer whose tag is remembered is given at once. For all others that need a thread both
    questions for the tag and the answer are asked in one: changing threads for each of them costs
    as much time as the shorter questions do.
    """
    is_async = iscoroutinefunction(endpoint)

    @wraps(endpoint)
    async def answer(**asked) -> Response:
        for name, tagging in asked.items():
            if isinstance(tagging, Tagging):
                tag = tagging.recalled()
                if not is_async:
                    return await run_in_threadpool(_asked, endpoint, asked, name, tagging, tag)
                tag = tag or await run_in_threadpool(tagging.given_before_answering)
                made = await endpoint(**{**asked, name: tag})
                if not isinstance(made, Response):
                    return await run_in_threadpool(_made, made, tag, tagging)
                if tag.is_proven:
                    return _kept(made, tag, tagging)
                return await run_in_threadpool(_kept, made, tag, tagging)
        return await run_in_threadpool(endpoint, **asked)

    return answer


def _asked(
    endpoint: Callable[..., Response],
    asked: dict[str, object],
    name: str,
    tagging: Tagging,
    tag: Tag | None,
) -> Response:
    tag = tag or tagging.given_before_answering()
    return _made(partial(endpoint, **{**asked, name: tag}), tag, tagging)


def _made(work: Work, tag: Tag, tagging: Tagging) -> Response:
    """Return the answer, made by us or by somebody else meanwhile."""
    request = tagging.request
    with request.app.state.kept.turn(tag, address_of(request)):
        tagging.unless_kept(tag)
        return _kept(work(), tag, tagging)


def _kept(answer: Response, tag: Tag, tagging: Tagging) -> Response:
    if tag.is_proven:
        tagging.confirm()
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
