"""``serve``: the REST API and the explorer page."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from dataclasses import replace

import click
import uvicorn
from alembic.script import ScriptDirectory
from fastapi import FastAPI

from gaps.analyses import CompiledAnalyses
from gaps.pull import Pull
from load.schema import alembic_config
from pipeline import databases
from pipeline.commands.model_asker import model_asker
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.redaction import redacted
from pipeline.server import Server, find_or_start
from pipeline.settings import Settings, read_settings

LONGEST_START = 120
"""Seconds after which a worker that says nothing is replaced: during a nightly run it may take
far more than uvicorn's five to start, and would be killed at each attempt."""


@click.command("serve")
@click.option("--host", help="Where to listen.  [default: 127.0.0.1, this machine alone]")
@click.option("--port", type=click.IntRange(1, 65_535), help="[default: 8080]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer.  [default: 2]")
@click.pass_obj
def command(context, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the REST API below /api/v1, its documentation at /docs, and the pages at /.

    It reads the published tables, which a nightly publish may change at any time, and writes what
    clients write into <prefix>_app alone. /health, /ready and /metrics are for whoever watches it.
    Settings (.env.example): SKILLGAP_API_HOST, _PORT, _WORKERS, _CONNECTIONS, _QUERY_SECONDS,
    _READS_PER_MINUTE, _WRITES_PER_MINUTE, _CORS_ORIGINS. It speaks plain HTTP: put a proxy with TLS
    before it where others than this machine are to reach it.

    \b
    ./run_pipeline.sh serve
    ./run_pipeline.sh serve --host 0.0.0.0 --port 8000 --workers 4
    """
    settings, console = context.settings, context.console
    chosen = {"host": host, "port": port, "workers": workers}
    api = replace(settings.api, **{name: value for name, value in chosen.items() if value})
    server = find_or_start(settings, console)
    databases.create(server, settings)
    databases.migrate(server, settings)
    server.engine("api")  # says so, if no account is named for it
    console.say(f"http://{api.host}:{api.port}/ has the pages, /docs the REST API; Ctrl-C ends it")
    shared = tempfile.mkdtemp(prefix="skillgap-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
    try:
        uvicorn.run(
            "pipeline.commands.serve:app_of_this_process",
            factory=True,
            host=api.host,
            port=api.port,
            workers=api.workers,
            log_config=log_config(console.log_format == "json"),
            access_log=False,  # /metrics counts, and queries may hold what people look for
            server_header=False,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=10,
            timeout_worker_healthcheck=LONGEST_START,
        )
    finally:
        shutil.rmtree(shared, ignore_errors=True)


class LogLines(logging.Formatter):
    """What the server and its workers say: lines for people, or one JSON object a line.

    Args:
        is_json: which of the two.
    """

    def __init__(self, is_json: bool) -> None:
        super().__init__()
        self._is_json = is_json

    def format(self, record: logging.LogRecord) -> str:
        """Return one record, without secrets."""
        said = redacted(super().format(record))
        if not self._is_json:
            return f"{record.levelname.lower()}: {said}"
        return json.dumps({"level": record.levelname.lower(), "message": said})


def log_config(is_json: bool) -> dict[str, object]:
    """Return how the server and its workers log: to stderr, in the form that was asked for."""
    logger = {"handlers": ["stderr"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {"()": "pipeline.commands.serve.LogLines", "is_json": is_json},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "loggers": {"uvicorn": logger, "skillgap.api": logger},
    }


def app_of_this_process() -> FastAPI:
    """Return the application of one worker, by the settings of its environment."""
    settings = read_settings()
    console = Console()
    return app_of(settings, find_or_start(settings, console), console)


def app_of(settings: Settings, server: Server, console: Console) -> FastAPI:
    """Return the application that answers from ``server``."""
    from api.app import create_app  # prometheus_client asks the environment when it is imported
    from api.service import Service

    analyses = CompiledAnalyses(analyses_folder(settings))
    names, limits = settings.databases, settings.api
    marts, app, ledger = (
        server.pooled_engine(
            "api", name, limits.connections, limits.query_seconds, autocommit=name != names.app
        )
        for name in (names.published, names.app, names.landing)
    )
    revision = ScriptDirectory.from_config(alembic_config(str(settings.root), "app"))
    return create_app(
        Service(
            marts=marts,
            app=app,
            ledger=ledger,
            analyses=analyses,
            databases=names,
            pull=Pull(
                settings.onet_api, marts, app, analyses, console, settings.onet_api_ask_again_days
            ),
            asker=model_asker(settings, app),
            limits=limits,
            app_revision=revision.get_current_head() or "",
        )
    )
