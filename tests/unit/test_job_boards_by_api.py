"""Boards that answer in JSON, read from stand-ins over HTTP."""

from __future__ import annotations

import base64
import json

import pytest

from tests.board_server import board_server, page
from tests.board_visits import PAGES, StandIn

KEY = "k3y-of-a-publisher"


@pytest.fixture
def stand_in(tmp_path):
    with board_server() as server:
        yield StandIn(server, tmp_path / "jobs")


@pytest.fixture
def careerjet(stand_in):
    stand_in.set(
        careerjet_key=KEY,
        careerjet_ip="197.248.0.1",
        careerjet_referer="https://skills.example/jobs",
    )
    return stand_in


def test_careerjet_delivers_each_job_of_its_api(careerjet):
    careerjet.answer_by(
        "/v4/query",
        "page",
        _1="careerjet/jobs1.json",
        other="careerjet/jobs2.json",
    )
    delivered = careerjet.visit("careerjet")
    jobs = {job["title"]: job for job in delivered.listings}
    chemist, cook = jobs["Laboratory Chemist"], jobs["Cook"]
    assert chemist["posted"] == "Mon, 25 May 2026 01:22:23 GMT"
    assert chemist["salary"] == "KSh45000 - 60000 per month"
    assert chemist["description"] == "Tests raw spices before they are..."
    assert chemist["url"] == "https://jobviewtrack.example/en-ke/job-1a2b.html"
    assert (cook["salary"], cook["employer"]) == ("KES 500 per day", None)
    assert jobs["Night Guard"]["place"] == "Nakuru"
    (part,) = delivered.of("unread")
    assert (part["place"], part["reason"]) == ("job 2", "a job without title or address")
    assert delivered.ending["is_complete"] is False


def test_an_id_that_careerjet_does_not_give_is_the_same_on_each_visit(careerjet):
    careerjet.answer_by("/v4/query", "page", other="careerjet/jobs1.json")
    first, second = careerjet.visit("careerjet"), careerjet.visit("careerjet")
    assert first.by_id.keys() == second.by_id.keys()
    assert len(first.by_id) == 2


def test_pages_that_repeat_end_the_question(careerjet):
    answer = json.loads((PAGES / "careerjet/jobs1.json").read_text()) | {"hits": 900, "pages": 10}
    careerjet.answer_all("/v4/query", page(json.dumps(answer).encode()))
    delivered = careerjet.visit("careerjet")
    assert len(delivered.listings) == 2
    assert [seen["number"] for seen in delivered.of("page")] == [1, 2]
    assert delivered.ending["is_complete"] is False


def test_all_jobs_of_the_api_make_a_complete_visit(careerjet):
    answer = json.loads((PAGES / "careerjet/jobs1.json").read_text()) | {"hits": 2, "pages": 1}
    careerjet.answer_all("/v4/query", page(json.dumps(answer).encode()))
    assert careerjet.visit("careerjet").ending["is_complete"] is True


def test_the_key_goes_to_the_api_alone_and_stands_in_no_file_and_no_line(careerjet):
    careerjet.answer_by("/v4/query", "page", other="careerjet/jobs1.json")
    delivered = careerjet.visit("careerjet")
    asked = [seen for seen in careerjet.server.requests if seen.path.startswith("/v4/")]
    token = base64.b64encode(f"{KEY}:".encode()).decode()
    assert asked[0].headers["Authorization"] == f"Basic {token}"
    assert asked[0].headers["Referer"] == "https://skills.example/jobs"
    assert "user_ip=197.248.0.1" in asked[0].path
    written = b"".join(path.read_bytes() for path in careerjet.folder.rglob("*") if path.is_file())
    said = " ".join(careerjet.told.lines + careerjet.told.warnings)
    for secret in (KEY, token, "197.248.0.1"):
        assert secret.encode() not in written
        assert secret not in said
    assert delivered.of("page")[0]["url"].startswith("https://search.api.careerjet.net/v4/query?")


def test_a_key_that_an_answer_repeats_is_hidden(careerjet):
    body = f'{{"type":"ERROR","message":"{KEY} is unknown"}}'.encode()
    careerjet.answer_all("/v4/query", page(body))
    delivered = careerjet.visit("careerjet")
    assert delivered.ending["outcome"] == "blocked"
    assert KEY not in delivered.result.path.read_text()
    assert "*** is unknown" in delivered.result.path.read_text()


def test_a_place_that_is_not_clear_is_resolved_once(careerjet):
    careerjet.answer_by(
        "/v4/query",
        "location",
        _Kenya="careerjet/locations.json",
        other="careerjet/jobs1.json",
    )
    delivered = careerjet.visit("careerjet")
    assert len(delivered.listings) == 2
    assert "'Kenya, Ontario' is taken" in delivered.of("page")[0]["words"]


def test_a_place_that_stays_unclear_and_an_error_are_told(careerjet):
    careerjet.answer_by("/v4/query", "page", other="careerjet/locations.json")
    assert careerjet.visit("careerjet").ending["outcome"] == "degraded"
    careerjet.answer_by("/v4/query", "page", other="careerjet/error.json")
    ending = careerjet.visit("careerjet").ending
    assert ending["outcome"] == "blocked"
    assert ending["words"] == "the API answered ERROR: Unauthorized access from this IP"


def test_keywords_are_swept_over_and_a_job_found_twice_is_one(careerjet):
    careerjet.set(careerjet_keywords=("chemist", "cook"))
    careerjet.answer_by("/v4/query", "page", other="careerjet/jobs1.json")
    delivered = careerjet.visit("careerjet")
    assert len(delivered.listings) == 2
    assert delivered.ending["is_complete"] is False


# ReliefWeb


@pytest.fixture
def relief_web(stand_in):
    stand_in.set(relief_web_app="skills-example-org")
    return stand_in


def test_relief_web_delivers_every_job_and_is_complete(relief_web):
    relief_web.answer_by(
        "/v2/jobs",
        "offset",
        _0="relief_web/jobs1.json",
        other="relief_web/jobs2.json",
    )
    delivered = relief_web.visit("relief_web")
    officer, driver = delivered.by_id["4170001"], delivered.by_id["4170002"]
    assert (officer["employer"], officer["place"]) == ("Maji Trust", "Garissa, Kenya")
    assert (officer["posted"], officer["deadline"]) == (
        "2026-05-28T09:00:00+00:00",
        "2026-06-14T00:00:00+00:00",
    )
    assert officer["application_link"] == "https://maji.example/apply?id=7"
    assert officer["experience"] == "3-4 years"
    assert driver["title"] == "Driver"
    assert (delivered.ending["outcome"], delivered.ending["is_complete"]) == ("read", True)
    assert "skills-example-org" not in delivered.result.path.read_text()


@pytest.mark.parametrize(
    ("status", "name", "outcome", "words"),
    [
        (403, "refused", "blocked", "You are not using an approved appname; is the name"),
        (410, "gone", "gone", "Version 1 is gone"),
    ],
)
def test_relief_web_says_why_it_does_not_answer(relief_web, status, name, outcome, words):
    body = relief_web.body(f"relief_web/{name}.json")
    relief_web.answer_all("/v2/", page(body, status=status))
    ending = relief_web.visit("relief_web").ending
    assert (ending["outcome"], ending["is_complete"]) == (outcome, False)
    assert words in ending["words"]


# Employers on Greenhouse and Lever


def test_greenhouse_delivers_each_job_of_each_employer(stand_in):
    stand_in.set(greenhouse=("shamba-fund",))
    stand_in.serve("/v1/boards/shamba-fund/jobs?content=true", "greenhouse/jobs.json")
    delivered = stand_in.visit("greenhouse")
    officer = delivered.by_id["shamba-fund:5512001"]
    analyst = delivered.by_id["shamba-fund:5512002"]
    assert officer["url"].endswith("/shambafund/jobs/5512001?gh_jid=5512001")
    assert (officer["posted"], officer["employer"]) == ("2026-05-20T10:00:00-04:00", "Shamba Fund")
    assert officer["description"] == "Visits farms. Pay: KES 55,000 per month."
    assert (analyst["posted"], analyst["origins"]["posted"]) == (
        "2026-05-26T10:00:00-04:00",
        "inferred",
    )
    (part,) = delivered.of("unread")
    assert part["place"] == "shamba-fund, job 3"
    assert delivered.ending["is_complete"] is False  # the third may be one that was known


def test_an_employer_that_is_not_known_is_told_and_the_visit_not_complete(stand_in):
    stand_in.set(greenhouse=("shamba-fund", "nobody"))
    stand_in.serve("/v1/boards/shamba-fund/jobs?content=true", "greenhouse/jobs.json")
    ending = stand_in.visit("greenhouse").ending
    assert (ending["outcome"], ending["listings"], ending["is_complete"]) == ("gone", 2, False)
    assert "the service knows no nobody" in ending["words"]


def test_lever_delivers_each_job_with_its_pay(stand_in):
    stand_in.set(lever=("jiko",))
    stand_in.serve("/v0/postings/jiko?mode=json", "lever/postings.json")
    delivered = stand_in.visit("lever")
    job = delivered.by_id["jiko:aa11-bb22"]
    assert job["salary"] == "KES 180,000 to 240,000 per month"
    assert (job["posted"], job["place"]) == ("1779955200000", "Ruiru; Nairobi")
    assert job["description"] == "Draws stoves.\n\nYou bring\nCAD\n\nPatience\n\nWe answer all."
    assert job["url"] == "https://jobs.lever.co/jiko/aa11-bb22"
    assert delivered.ending["is_complete"] is True


@pytest.mark.parametrize(
    ("board", "settings", "path"),
    [
        ("greenhouse", {"greenhouse": ("a",)}, "/v1/boards/a/jobs?content=true"),
        ("lever", {"lever": ("a",)}, "/v0/postings/a?mode=json"),
    ],
)
def test_a_web_page_where_an_api_was_asked_is_told(stand_in, board, settings, path):
    stand_in.set(**settings)
    stand_in.serve(path, "shared/web_page.html")
    ending = stand_in.visit(board).ending
    assert (ending["outcome"], ending["is_complete"]) == ("markup_changed", False)
