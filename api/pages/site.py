"""How every page is made: templates that escape, and headers that let a browser run ours alone."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from api.middleware import SAFE_HEADERS
from api.pages.assets import HERE, address_of, assets
from api.published import invocation_id, unless_known
from api.service import Served
from report import figures
from report.chart import margin_of_level
from report.page import TEMPLATES as REPORT_TEMPLATES

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(HERE / "templates"),
                PrefixLoader({"report": FileSystemLoader(REPORT_TEMPLATES)}),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": figures.level,
        "margin": figures.margin,
        "own_margin": margin_of_level,
        "signed": figures.signed,
        "weight": figures.weight,
        "similarity": figures.similarity,
        "listed": figures.listed,
        "day": figures.day,
        "moment": figures.moment,
        "query": lambda values: urlencode(values, doseq=True),
    }
    environment.globals["asset"] = address_of
    return environment


def _looks() -> str:
    """Return a mark of all that pages are made with, so that no old page outlives a change."""
    digest = hashlib.sha256()
    for folder in (HERE / "templates", Path(REPORT_TEMPLATES)):
        for path in sorted(folder.glob("*.html")):
            digest.update(path.read_bytes())
    for each in assets().values():
        digest.update(each.digest.encode())
    return digest.hexdigest()[:12]


_SAFE = {name.decode(): value.decode() for name, value in SAFE_HEADERS.items()}
_ENVIRONMENT = _environment()
_LOOKS = _looks()


def page(template: str, *, status: int = 200, etag: str | None = None, **values) -> HTMLResponse:
    """Return a page.

    Args:
        template: its file in ``templates/``.
        status: of HTTP.
        etag: where the page follows from the published tables alone.
        values: what the template needs; text is escaped there.
    """
    kept = {"ETag": etag, "Cache-Control": "no-cache"} if etag else {"Cache-Control": "no-store"}
    return HTMLResponse(
        _ENVIRONMENT.get_template(template).render(**values),
        status_code=status,
        headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY, **_SAFE, **kept},
    )


def page_tag(request: Request, service: Served) -> str:
    """Return the ``ETag`` of a page that follows from the published tables alone.

    Raises:
        Unchanged: the browser has this page.
        NothingPublished: no publish has been made yet.
    """
    return unless_known(request, f"{_LOOKS}-{invocation_id(service)}")
