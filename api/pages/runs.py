"""The page at ``/runs``: how the nights went, how old what readers see is, and what was refused."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.site import page
from api.service import Served, Service
from gaps.errors import NothingPublished
from gaps.read import published_tables
from pipeline import ledger
from pipeline.freshness import freshness
from pipeline.releases import PublishedRelease, published_releases

MOST_RUNS = 20
MOST_REFUSED = 50

router = APIRouter(include_in_schema=False)


@router.get("/runs")
def runs(service: Served) -> Response:
    """Show the last runs, the age of each source, what is published, and the quarantine."""
    return page(
        "runs.html",
        runs=ledger.last_runs(service.ledger, MOST_RUNS),
        ages=freshness(service.ledger),
        releases=_releases(service),
        refused=ledger.quarantined_lines(service.ledger, None, MOST_REFUSED),
        most_refused=MOST_REFUSED,
    )


def _releases(service: Service) -> list[PublishedRelease]:
    """Return what is published; nothing where nothing is yet, for the runs say why."""
    try:
        with (
            published_tables(service.databases.published),
            service.marts.connect() as connection,
        ):
            return published_releases(connection)
    except NothingPublished:
        return []
