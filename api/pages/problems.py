"""Errors as pages, where a browser asks for a page."""

from __future__ import annotations

import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.site import page
from api.problems import MEDIA_TYPE

NOT_PAGES = ("/api/", "/health", "/ready", "/metrics", "/docs", "/assets/", "/suggestions")
WORDS = {
    404: "There is nothing here",
    409: "That has several meanings",
    422: "That cannot be asked",
    429: "Too many requests",
    500: "This should not have happened",
    503: "Not now",
}


class ProblemPages:
    """ASGI middleware that shows people what programs are told as ``application/problem+json``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a problem waits until all of it is there."""
        if scope["type"] != "http" or not _wants_page(Request(scope)):
            await self._app(scope, receive, send)
            return
        started: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal started, body
            if message["type"] == "http.response.start" and _is_problem(message):
                started = message
            elif started is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _page_of(started, body)(scope, receive, send)

        await self._app(scope, receive, send_page)


def answer_faults_with_pages(app: FastAPI) -> None:
    """Let a fault of ours be a page, too: its answer passes by every middleware."""
    answer = app.exception_handlers[Exception]

    async def fault(request: Request, error: Exception) -> Response:
        told = answer(request, error)
        if not _wants_page(request):
            return told
        start = {"status": told.status_code, "headers": told.raw_headers}
        return _page_of(start, told.body)

    app.add_exception_handler(Exception, fault)


def _wants_page(request: Request) -> bool:
    path = request.scope["path"]  # as request.url has it, which takes long to put together
    return not path.startswith(NOT_PAGES) and "text/html" in request.headers.get("accept", "")


def _is_problem(start: Message) -> bool:
    return dict(start["headers"]).get(b"content-type", b"").startswith(MEDIA_TYPE.encode())


def _page_of(start: Message, body: bytes) -> Response:
    problem = orjson.loads(body)
    status = start["status"]
    shown = page(
        "problem.html", status=status, problem=problem, heading=WORDS.get(status, "An error")
    )
    for name, value in start["headers"]:
        if name in (b"retry-after", b"allow", b"connection"):
            shown.headers[name.decode()] = value.decode()
    return shown
