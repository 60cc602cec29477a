"""The style sheet and the scripts of the pages, each at an address that changes with its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

from api.problems import Problem
from report.page import STYLE_SHEETS

HERE = Path(__file__).parent
FOREVER = "public, max-age=31536000, immutable"

_FILES = {
    "pages.css": (*STYLE_SHEETS, HERE / "static" / "pages.css"),
    "pages.js": (HERE / "static" / "pages.js",),
    "chart.js": (HERE / "static" / "vendor" / "chart.umd.min.js",),
    "error-bars.js": (HERE / "static" / "vendor" / "chartjs-chart-error-bars.umd.min.js",),
}
_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """A file as browsers get it; ``digest`` stands for its bytes."""

    body: bytes
    media_type: str
    digest: str


@cache
def assets() -> dict[str, Asset]:
    """Return name -> file; read once, when the process first needs them."""
    found = {}
    for name, paths in _FILES.items():
        body = b"\n".join(path.read_bytes() for path in paths)
        digest = hashlib.sha256(body).hexdigest()[:16]
        found[name] = Asset(body, _MEDIA_TYPES[Path(name).suffix], digest)
    return found


def address_of(name: str) -> str:
    """Return where a file is, for templates."""
    return f"/assets/{assets()[name].digest}/{name}"


@router.get("/assets/{digest}/{name}")
def asset(digest: str, name: str) -> Response:
    """Give a file; under the address of its bytes a browser may keep it for ever."""
    found = assets().get(name)
    if found is None:
        raise Problem(404, "no-such-address", "there is no such file")
    kept = FOREVER if digest == found.digest else "no-cache"
    return Response(found.body, media_type=found.media_type, headers={"Cache-Control": kept})
