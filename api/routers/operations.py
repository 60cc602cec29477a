"""Whether the service is well, and how the nights went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.answers import as_csv, as_json, as_page
from api.paging import cursor_after, key_of
from api.parameters import WithPages
from api.problems import responses
from api.schemas.operations import Health, Ready, RunsAnswer
from api.service import Served, Service
from pipeline.errors import SkillgapError

router = APIRouter(tags=["operations"])
watchers = APIRouter(tags=["operations"])

_RUNS = text(
    "select run_id, command, started_at, ended_at, status, exit_code, "
    "substring_index(message, '\\n', 1) as message "
    "from runs where (:before is null or run_id < :before) order by run_id desc limit :limit"
)
_HOW_MANY_RUNS = text("select count(*) from runs")
_PUBLISHED = text("select max(published_at) from published_releases")
_REVISION = text("select version_num from alembic_version")


@dataclass(frozen=True)
class RunRow:
    """A run of the pipeline; times are UTC, ``message`` is its first line."""

    run_id: int
    command: str
    started_at: datetime
    ended_at: datetime | None
    status: str
    exit_code: int | None
    message: str | None


@router.get(
    "/runs",
    summary="The runs of the pipeline, newest first",
    response_model=RunsAnswer,
    responses=responses(csv=True),
)
def runs(service: Served, asked: Annotated[WithPages, Query()]) -> Response:
    """List when each run started and ended, and how."""
    key = key_of(asked.cursor, ("runs",), (int,))
    values = {"before": key[0] if key else None, "limit": asked.limit + 1}
    with service.ledger.connect() as connection:
        found = [RunRow(**row) for row in connection.execute(_RUNS, values).mappings()]
        total = connection.scalar(_HOW_MANY_RUNS)
    rows = found[: asked.limit]
    more = cursor_after((rows[-1].run_id,), ("runs",)) if len(found) > asked.limit else None
    if asked.format == "csv":
        return as_csv({}, RunRow, rows, name="runs", next_cursor=more)
    return as_page(rows, total=total, next_cursor=more)


@watchers.get("/health", summary="Whether the process is alive", response_model=Health)
def health() -> Response:
    """Answer at once, and ask no database."""
    return as_json({"status": "alive"})


@watchers.get(
    "/ready",
    summary="Whether it can answer: database, schema, published tables",
    response_model=Ready,
    responses={503: {"model": Ready, "description": "It cannot; the body says what is missing."}},
)
def ready(service: Served) -> Response:
    """Ask the database, and compare the schema of ``<prefix>_app`` with what this version needs."""
    told = _readiness(service)
    return as_json(told, status=200 if told["status"] == "ready" else 503)


@watchers.get("/metrics", summary="Figures for Prometheus", response_class=Response)
def metrics(request: Request, service: Served) -> Response:
    """Give counts and times by route, of all workers, and the age of the published tables."""
    body, media_type = request.app.state.metrics.text(publication_age(service))
    return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})


def publication_age(service: Service) -> float | None:
    """Return the seconds since the last publish, None if there was none or nobody can say."""
    try:
        with service.marts.connect() as connection:
            published_at = connection.scalar(_PUBLISHED)
    except (SQLAlchemyError, SkillgapError):
        return None
    if published_at is None:
        return None
    return (datetime.now(UTC).replace(tzinfo=None) - published_at).total_seconds()


def _readiness(service: Service) -> dict[str, object]:
    lacks = []
    revision = None
    try:
        with service.app.connect() as connection:
            revision = connection.scalar(_REVISION)
    except (SQLAlchemyError, SkillgapError):
        lacks.append("the database does not answer")
    else:
        if revision != service.app_revision:
            lacks.append(
                f"the app tables are of revision {revision}, not {service.app_revision}: "
                "./run_pipeline.sh run brings them up to date"
            )
    age = publication_age(service)
    if age is None and not lacks:
        lacks.append("nothing is published yet: ./run_pipeline.sh builds and publishes")
    return {
        "status": "not ready" if lacks else "ready",
        "database": "answers" if revision is not None else "does not answer",
        "app_revision": revision,
        "publication_age_seconds": None if age is None else round(age, 1),
        "lacks": lacks,
    }
