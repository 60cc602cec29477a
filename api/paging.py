"""Pages by key: a cursor says after which row the next page begins, so that none comes twice.

A cursor is the key of the last row and a mark of the question, in URL-safe base64. It is no
secret and needs no signature: whatever it says is only compared with.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence

from api.problems import bad_field

USUAL_LIMIT = 50
MOST_ROWS = 200
LONGEST_CURSOR = 2_000

Key = tuple[str | int, ...]


def cursor_after(key: Sequence[object], question: Sequence[object]) -> str:
    """Return the cursor of the page after the row ``key``.

    Args:
        key: what the rows are ordered by, of the last row.
        question: what was asked but for the page; its cursor fits no other question.
    """
    told = json.dumps([_mark(question), *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def key_of(cursor: str | None, question: Sequence[object], types: Sequence[type]) -> Key | None:
    """Return the key that ``cursor`` names, None for the first page.

    Args:
        types: of the parts of the key.

    Raises:
        Problem: 422: it is none of ours, or of another question.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        told = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        told = None
    if not isinstance(told, list) or len(told) != len(types) + 1:
        raise bad_field("query.cursor", "this is no cursor: take `next` of the page before")
    mark, *key = told
    if mark != _mark(question):
        raise bad_field(
            "query.cursor", "this cursor is of another question: repeat all parameters with it"
        )
    if not all(type(part) is wanted for part, wanted in zip(key, types, strict=True)):
        raise bad_field("query.cursor", "this is no cursor: take `next` of the page before")
    if any(type(part) is int and not -(2**31) <= part < 2**31 for part in key):
        raise bad_field("query.cursor", "this is no cursor: take `next` of the page before")
    return tuple(key)


def _mark(question: Sequence[object]) -> str:
    return hashlib.sha256(repr(tuple(question)).encode()).hexdigest()[:12]
