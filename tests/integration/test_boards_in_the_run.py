"""A run visits the boards that are switched on, lands what they show, and names the others."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from extract.jobs.access import JobsAccess
from pipeline.console import Console
from pipeline.run import Request, run
from tests.board_server import CHALLENGE, board_server, page
from tests.board_visits import StandIn
from tests.visits import write_visit


def test_a_run_lands_what_boards_show_and_says_which_kept_us_out(installation, tmp_path, capsys):
    archive = tmp_path / "archive"
    for folder in (archive, tmp_path / "data" / "jobs"):  # copied there, and not moved away
        write_visit(folder, "fuzu", "2026-05-30T02:00:00Z")
    with board_server() as server:
        stand_in = StandIn(server, tmp_path / "data" / "jobs")
        stand_in.serve("/feed/", "job_web_kenya/feed.xml")
        stand_in.answer_all("/jobs", page(CHALLENGE, status=403))
        site = f"http://127.0.0.1:{server.port}/"
        names = ("job_web_kenya", "brighter_monday", "careerjet", "relief_web")
        settings = replace(
            installation.settings,
            data=tmp_path / "data",
            source_places={"jobs": (archive,)},
            jobs=JobsAccess(
                contact="https://example.org/robot",
                boards=names[:2],
                seconds_between=0,
                allow_loopback=True,
                sites=dict.fromkeys(names, site),
            ),
        )
        summary = run(settings, Request(), Console())

    assert summary.exit_code == 4
    assert [failure.delivery for failure in summary.failures] == ["brighter_monday"]
    assert "blocked" in summary.failures[0].error.found
    engine = installation.server.engine("reader", settings.databases.published, autocommit=True)
    with engine.connect() as connection:
        counts = connection.execute(text("select board, count(*) from job_listings group by board"))
        found = dict(map(tuple, counts))
        visits = connection.execute(text("select board, outcome from job_board_visits"))
        outcomes = dict(map(tuple, visits))
        dated = connection.scalar(
            text("select count(*) from job_listings where posted_on is not null")
        )
    assert found == {"job_web_kenya": dated}
    assert dated > 1
    assert outcomes == {"fuzu": "read", "job_web_kenya": "read", "brighter_monday": "blocked"}
