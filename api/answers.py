"""How answers look: JSON ``{"rows": […], "next": …, "total": …}`` or CSV, with ``ETag``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import orjson
from pydantic import BaseModel
from starlette.responses import Response

from gaps.export import rows_as_csv

Format = Literal["json", "csv"]


def as_json(body: object, etag: str | None = None, status: int = 200) -> Response:
    """Return JSON; figures are numbers, times ISO 8601 in UTC, what is unknown null."""
    return Response(
        orjson.dumps(body, default=_value, option=orjson.OPT_PASSTHROUGH_DATETIME),
        status_code=status,
        media_type="application/json",
        headers=_cache(etag),
    )


def as_page(
    rows: Sequence[object],
    *,
    total: int,
    next_cursor: str | None = None,
    etag: str | None = None,
    **others: object,
) -> Response:
    """Return ``{"rows": […], "next": …, "total": …}`` and ``others`` before them."""
    return as_json({**others, "rows": rows, "next": next_cursor, "total": total}, etag)


def as_csv(
    context: Mapping[str, object],
    row_type: type,
    rows: Sequence[object],
    *,
    name: str,
    etag: str | None = None,
    next_cursor: str | None = None,
) -> Response:
    """Return rows of a dataclass as CSV (RFC 4180) that no spreadsheet takes for formulas.

    The cursor of the next page is in the header ``X-Next``.
    """
    return csv_response(rows_as_csv(context, row_type, rows), name, etag, next_cursor)


def csv_response(
    text: str, name: str, etag: str | None = None, next_cursor: str | None = None
) -> Response:
    """Return CSV as a file to be saved under ``name``."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', **_cache(etag)}
    if next_cursor:
        headers["X-Next"] = next_cursor
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


def _cache(etag: str | None) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": "no-cache"} if etag else {"Cache-Control": "no-store"}


def _value(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump()
    raise TypeError(f"{type(value).__name__} has no JSON form")
