"""Keep passwords out of whatever leaves the process: one function for all of it.

Every password that an account is made with is noted here (``pipeline.settings.Account``
does it), so none can be in use without being hidden. The terminal, the JSON log, the
ledger, tracebacks and dbt's log pass through :func:`redacted`; only ``server url``
shows a password, because that is what it was asked for.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote, quote_plus

from pymysql.converters import escape_string

HIDDEN = "***"

# A shorter password may be a part of an ordinary word or a table's name. It is hidden where it
# stands by itself, as it does in every message that quotes it.
SHORTEST_INSIDE_WORDS = 8

# A key of the O*NET Web Services v2 is known by its shape, also one that is not ours (yet).
KEY_SHAPE = re.compile(r"\b[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){3}\b")

_secrets: set[str] = set()


def keep_secret(password: str) -> None:
    """Hide ``password`` from now on, in each form that a message may quote it in."""
    if password and password not in _secrets:
        _secrets.add(password)
        _pattern.cache_clear()


def redacted(text: str) -> str:
    """Return ``text`` with every known password, and what looks like a key, as ``***``."""
    known = _pattern().sub(HIDDEN, text) if _secrets else text
    return KEY_SHAPE.sub(HIDDEN, known)


def redacted_value(value: object) -> object:
    """Return ``value`` with the text in it redacted; numbers and the like stay as they are."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {redacted_value(key): redacted_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_value(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redacted(str(value))


def forms(password: str) -> set[str]:
    """Return how messages write ``password``: as it is, or escaped for where it is quoted."""
    backslashed = password.replace("\\", "\\\\")
    return {
        password,
        repr(password)[1:-1],
        ascii(password)[1:-1],
        json.dumps(password)[1:-1],
        json.dumps(password, ensure_ascii=False)[1:-1],
        escape_string(password),
        backslashed.replace("'", "\\'"),
        backslashed.replace('"', '\\"'),
        backslashed.replace("'", "''"),
        password.replace("'", "''"),
        password.replace("%", "%%"),
        quote(password),
        quote(password, safe=""),
        quote_plus(password),
        quote(password, safe=" +"),  # as SQLAlchemy writes it in a URL
    }


def redact_tracebacks() -> None:
    """Redact what Python itself prints of an exception that nobody caught."""

    def show(kind, error, trace) -> None:
        lines = traceback.format_exception(kind, error, trace)
        sys.stderr.write(redacted("".join(lines)))

    sys.excepthook = show
    threading.excepthook = lambda caught: show(
        caught.exc_type, caught.exc_value, caught.exc_traceback
    )


@cache
def _pattern() -> re.Pattern[str]:
    written = {form for password in _secrets for form in forms(password)}
    longest_first = sorted(written, key=lambda form: (-len(form), form))
    return re.compile("|".join(_alone_if_short(form) for form in longest_first))


def _alone_if_short(form: str) -> str:
    if len(form) >= SHORTEST_INSIDE_WORDS:
        return re.escape(form)
    return rf"(?<!\w){re.escape(form)}(?!\w)"
