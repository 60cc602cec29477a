"""A page that holds nothing until a script has run, shown in a browser that asks through us."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extract.jobs import browser
from pipeline.errors import UsageError
from tests.board_server import board_server, page
from tests.board_visits import StandIn


@pytest.fixture
def scripted(tmp_path):
    if lack := browser.missing():
        pytest.skip(lack)
    with board_server() as server:
        stand_in = StandIn(server, tmp_path / "jobs")
        stand_in.set(browser=True, seconds_between=0.5)
        server.robots("User-agent: *\nDisallow: /private")
        stand_in.serve("/kenya/job", "fuzu/scripted.html")
        script = stand_in.body("fuzu/app.js")
        server.put("/build/app.js", page(script, content_type="text/javascript"))
        jobs = b'[{"slug":"night-guard","title":"Night Guard","note":"Closed for applications"}]'
        server.put("/build/jobs.json", page(jobs, content_type="application/json"))
        yield stand_in


def test_a_page_that_a_script_fills_is_read_and_every_request_of_it_goes_through_us(scripted):
    delivered = scripted.visit("fuzu")
    (job,) = delivered.listings
    assert (job["external_id"], job["title"], job["place"]) == (
        "night-guard",
        "Night Guard",
        "Nakuru",
    )
    assert "as a browser shows it after" in delivered.of("page")[0]["words"]
    asked = scripted.server.requests
    assert {seen.headers["User-Agent"] for seen in asked} == {
        "skillgap/1.0 (+https://example.org/robot)"
    }
    assert set(scripted.server.paths) == {
        *("/robots.txt", "/kenya/job", "/build/app.js", "/build/jobs.json"),
    }
    starts = [seen.at for seen in asked]
    assert all(after - before >= 0.5 for before, after in pairwise(starts))
    assert scripted.server.lookups.count("cdn.example") == 0


def test_without_the_setting_no_browser_is_opened(scripted):
    scripted.set(browser=False)
    assert scripted.visit("fuzu").ending["outcome"] == "markup_changed"
    assert "/build/app.js" not in scripted.server.paths


def test_a_page_that_a_script_leaves_empty_is_told_as_before(scripted):
    scripted.server.put("/build/jobs.json", page(b"[]", content_type="application/json"))
    ending = scripted.visit("fuzu").ending
    assert (ending["outcome"], ending["is_complete"]) == ("markup_changed", False)


def test_a_browser_that_is_not_there_is_told_before_a_board_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(browser, "CHROMIUM", ("no-such-browser",))
    with board_server() as server:
        stand_in = StandIn(server, tmp_path / "jobs")
        stand_in.set(browser=True)
        with pytest.raises(UsageError, match="there is none"):
            stand_in.visits("fuzu")
        assert server.requests == []
