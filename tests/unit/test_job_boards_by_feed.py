"""Boards that tell their newest jobs in a feed, read from stand-ins over HTTP."""

from __future__ import annotations

import pytest

from tests.board_server import board_server
from tests.board_visits import StandIn


@pytest.fixture
def stand_in(tmp_path):
    with board_server() as server:
        yield StandIn(server, tmp_path / "jobs")


def test_job_web_kenya_delivers_each_job_of_its_feed(stand_in):
    stand_in.serve("/feed/", "job_web_kenya/feed.xml")
    delivered = stand_in.visit("job_web_kenya")
    chemist, developer = delivered.by_id["41207"], delivered.by_id["41190"]
    assert chemist["title"] == "Laboratory Chemist"
    assert chemist["employer"] == "Tamu Foods & Spices Ltd"
    assert chemist["url"] == "https://jobwebkenya.com/jobs/laboratory-chemist-tamu/"
    assert chemist["place"] == "Thika"
    assert chemist["posted"] == "Sat, 30 May 2026 09:15:00 +0000"
    assert chemist["deadline"] == "19th June 2026"
    assert chemist["salary"] == "KSh 85,000 \u2013 110,000 per month"
    assert chemist["description"].endswith("and keeps the book of samples.")
    assert chemist["origins"]["salary"] == "label"
    assert chemist["origins"]["posted"] == "feed"
    assert (developer["title"], developer["employer"]) == ("Backend Developer", "Mlima Data")
    assert delivered.ending["outcome"] == "read"
    assert delivered.ending["is_complete"] is False
    assert (delivered.ending["pages"], delivered.ending["listings"]) == (2, 2)
