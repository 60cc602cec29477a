"""What went wrong with an HTTP request, in words that hold no address, no header and no secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol

import requests

USER_AGENT = f"skillgap (python-requests/{requests.__version__})"
HOPELESS = (
    requests.exceptions.SSLError,
    requests.exceptions.TooManyRedirects,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)
"""Errors that another attempt will meet again."""


class HasHeaders(Protocol):
    """An answer of whichever HTTP client; its headers may be asked for in any case."""

    headers: Mapping[str, str]


def retry_after(response: HasHeaders, now: datetime) -> float | None:
    """Return the seconds a server asks us to wait: a number, or a date to wait for; else None."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - now).total_seconds())


def reason(error: requests.RequestException, *, connect_timeout: float, read_timeout: float) -> str:
    """Say what broke; the timeouts (seconds) are those the request was made with."""
    exceptions = requests.exceptions
    if isinstance(error, exceptions.SSLError):
        return "no safe connection: the server's certificate was not accepted, or it speaks no TLS"
    if isinstance(error, exceptions.TooManyRedirects):
        return "the server sends us in a circle (too many redirects)"
    if isinstance(error, HOPELESS):
        return f"the address cannot be used ({type(error).__name__})"
    if isinstance(error, exceptions.ConnectTimeout):
        return f"no connection within {connect_timeout:g} s"
    causes = list(_causes(error))
    if any(isinstance(cause, exceptions.ReadTimeout | TimeoutError) for cause in causes):
        return f"no byte came for {read_timeout:g} s"
    if isinstance(error, exceptions.ProxyError):
        return "the proxy did not let us through"
    for cause in causes:
        if isinstance(cause, OSError) and cause.strerror:
            return f"no connection: {cause.strerror}"
    return "the connection broke"


def answered(status: int) -> str:
    """Return a status with its name, for example ``404 Not Found``."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} (no known status)"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and everything it was raised from or wraps."""
    pending, seen = [error], set()
    while pending:
        cause = pending.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        inner = (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
        pending.extend(item for item in inner if isinstance(item, BaseException))
