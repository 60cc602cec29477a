"""The application: routes below ``/api/v1``, pages below ``/``, the watchers' addresses beside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline
from starlette.middleware.gzip import GZipMiddleware

from api.kept_answers import Kept, KeptAnswers, give_kept
from api.metrics import Metrics
from api.middleware import Border, RateLimit
from api.pages import assets, comparison, runs
from api.pages import jobs as jobs_pages
from api.pages import taxonomy as taxonomy_pages
from api.pages.problems import ProblemPages, answer_faults_with_pages
from api.problems import answer_errors, name_media_types
from api.published import LatestMark, Unchanged, unchanged
from api.routers import explanations, gaps, jobs, operations, taxonomy
from api.service import Service

VERSION = "1"
DESCRIPTION = """
Occupations, skills, the level each occupation needs of each skill, the gaps between them, and jobs
that are offered, from the published tables of skillgap.

* Levels are points of O*NET's scale LV (0 to 7), importances points of IM (1 to 5).
* Lists are `{"rows": […], "next": cursor, "total": n}`; pass `next` as `cursor` for the next page.
  `format=csv` gives the same rows for a spreadsheet.
* Answers carry an `ETag`, which changes with each publish; `If-None-Match` is answered with 304.
* Errors are `application/problem+json` (RFC 9457). 429 and 503 say when to ask again
  (`Retry-After`).
* Reading is free; writing needs a key (`Authorization: Bearer …`), which
  `./run_pipeline.sh api-key create NAME` makes.

O*NET data: [O*NET Resource Center](https://www.onetcenter.org/), CC BY 4.0; ESCO: European
Commission.
"""
TAGS = [
    {"name": "taxonomy", "description": "Occupations and skills of O*NET, ESCO, KeSCO, and yours."},
    {"name": "gaps", "description": "What one occupation needs beyond another."},
    {"name": "jobs", "description": "What is offered on job boards, and how they were read."},
    {"name": "operations", "description": "Whether the service is well, and how the nights went."},
]


def create_app(service: Service) -> FastAPI:
    """Return the application that answers from ``service``, and closes it when it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.close()

    app = FastAPIOffline(
        title="skillgap",
        version=VERSION,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url="/api/v1/openapi.json",
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    make_schema = app.openapi
    app.openapi = lambda: name_media_types(make_schema())
    app.state.service = service
    app.state.metrics = Metrics()
    app.state.kept = KeptAnswers()
    app.state.latest_set = LatestMark()
    app.state.writes = RateLimit(service.limits.writes_per_minute)
    answer_errors(app)
    answer_faults_with_pages(app)
    app.add_exception_handler(Unchanged, unchanged)
    app.add_exception_handler(Kept, give_kept)
    version_1 = APIRouter(prefix="/api/v1")
    for subject in (gaps, taxonomy, explanations, jobs, operations):  # the busiest first
        version_1.include_router(subject.router)
    app.include_router(version_1)
    app.include_router(operations.watchers)
    for pages in (comparison, taxonomy_pages, jobs_pages, runs, assets):
        app.include_router(pages.router)
    app.add_middleware(ProblemPages)  # before anything is compressed
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    if service.limits.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(service.limits.cors_origins),
            allow_methods=["GET", "POST", "PATCH"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "X-Next", "Retry-After"],
        )
    app.add_middleware(
        Border, metrics=app.state.metrics, reads_per_minute=service.limits.reads_per_minute
    )
    app.add_middleware(ProblemPages)  # of what the border refuses
    return app
