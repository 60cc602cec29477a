"""What every request goes through: counted, bounded, and answered with safe headers."""

from __future__ import annotations

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import Problem

MOST_BODY_BYTES = 64 * 1024
MOST_READ_BYTES = 1024 * 1024  # of a body that is too large
UNLIMITED = ("/health", "/ready", "/metrics")  # what watches the service must always get through

SAFE_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
}


class RateLimit:
    """How often one name may do a thing in a minute, in this process."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(max(per_minute, 1))

    def take(self, name: str) -> None:
        """Count one more.

        Raises:
            Problem: 429, with ``Retry-After``: it was too often.
        """
        if not self.per_minute or self._window.hit(self._item, name):
            return
        reset = self._window.get_window_stats(self._item, name).reset_time
        wait = max(1, round(reset - time.time()))
        raise Problem(
            429,
            "too-many-requests",
            f"more than {self.per_minute:,} requests a minute",
            f"ask again in {wait} s",
            headers={"Retry-After": str(wait)},
        )


class Border:
    """ASGI middleware around the whole application.

    Args:
        app: what answers.
        metrics: told of each answer, by route.
        reads_per_minute: of one client address; 0 sets no limit.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, reads_per_minute: int) -> None:
        self._app = app
        self._metrics = metrics
        self._limit = RateLimit(reads_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in SAFE_HEADERS.items() if name not in there),
                ]
            await send(message)

        try:
            body = await _whole_body(receive)
            refusal = too_large() if body is None else self._refusal(scope)
            if refusal is not None:
                await refusal.response()(scope, receive, send_safely)
            else:
                await self._app(scope, _once(body, receive), send_safely)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            seconds = time.perf_counter() - started
            self._metrics.count(scope["method"], route, status, seconds)

    def _refusal(self, scope: Scope) -> Problem | None:
        if scope["path"] in UNLIMITED:
            return None
        client = scope.get("client")
        try:
            self._limit.take(client[0] if client else "")
        except Problem as problem:
            return problem
        return None


def too_large() -> Problem:
    """Return what is answered to a body that is too large."""
    return Problem(
        413,
        "too-large",
        f"a body may have {MOST_BODY_BYTES:,} bytes",
        headers={"Connection": "close"},
    )


async def _whole_body(receive: Receive) -> bytes | None:
    """Return the body of a request, None where it is too large.

    Some more of it is read then, and thrown away: a client that still sends would miss the answer.
    """
    body, taken = b"", 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        taken += len(part)
        if taken <= MOST_BODY_BYTES:
            body += part
        if not message.get("more_body") or taken > MOST_READ_BYTES:
            return body if taken <= MOST_BODY_BYTES else None


def _once(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives the body that was read, then what comes after it."""
    waiting = [body]

    async def receive_body() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return receive_body
