"""Boards that tell their newest jobs in a feed, read from stand-ins over HTTP."""

from __future__ import annotations

import pytest

from tests.board_server import CHALLENGE, board_server, conditional, page
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


def test_job_web_kenya_is_read_from_its_listing_where_the_feed_is_a_web_page(stand_in):
    stand_in.serve("/feed/", "shared/web_page.html")
    stand_in.serve("/jobs/", "job_web_kenya/listing.html")
    stand_in.serve("/jobs/cook-at-pwani-hotel/", "job_web_kenya/detail.html")
    delivered = stand_in.visit("job_web_kenya")
    cook, guard = delivered.listings
    assert (cook["title"], cook["employer"], cook["place"]) == ("Cook", "Pwani Hotel", "Kilifi")
    assert (cook["posted"], cook["salary"]) == ("28 May 2026", "KSh 1,200 per day")
    assert (guard["title"], guard["posted"]) == ("Night Guard", "27 May 2026")
    assert delivered.ending["outcome"] == "markup_changed"
    assert delivered.ending["is_complete"] is False


def test_who_keeps_us_out_of_the_feed_is_not_asked_for_the_listing(stand_in):
    stand_in.server.put("/feed/", page(CHALLENGE, status=403))
    delivered = stand_in.visit("job_web_kenya")
    assert delivered.ending["outcome"] == "blocked"
    assert stand_in.server.paths == ["/robots.txt", "/feed/"]


@pytest.mark.parametrize(
    ("board", "path", "expected"),
    [
        (
            "corporate_staffing",
            "/feed/",
            {
                "external_id": "8801",
                "title": "Accountant Job (70K)",
                "employer": "Our client, a miller",
                "industry": "Manufacturing",
                "salary": "70K gross per month",
                "place": "Eldoret",
                "deadline": "12th June 2026",
                "posted": "Fri, 29 May 2026 06:30:00 +0000",
            },
        ),
        (
            "career_point_kenya",
            "/feed/",
            {
                "external_id": "5501",
                "title": "Tailor",
                "employer": "Nyuzi Ltd",
                "salary": "KSh 28,000 per month",
                "posted": "Fri, 29 May 2026 06:30:00 +0000",
            },
        ),
        (
            "jobs_in_kenya",
            "/wpjobboard/xml/rss/?filter=active",
            {
                "external_id": "mason-jiwe-builders",
                "title": "Mason",
                "employer": "Jiwe Builders",
                "place": "Nakuru",
                "salary": "KSh 1,500 per day",
                "posted": "Thu, 28 May 2026 10:00:00 +0000",
            },
        ),
    ],
)
def test_the_other_feeds_deliver_each_job_with_date_and_salary(stand_in, board, path, expected):
    stand_in.serve(path, f"{board}/feed.xml")
    delivered = stand_in.visit(board)
    (job,) = delivered.listings
    assert {name: job[name] for name in expected} == expected
    assert (delivered.ending["outcome"], delivered.ending["is_complete"]) == ("read", False)


# MyJobMag: feeds, then the page of each job


@pytest.fixture
def my_job_mag(stand_in):
    stand_in.serve("/aggregate_feed.xml", "my_job_mag/aggregate_feed.xml")
    stand_in.serve("/job/laboratory-chemist-tamu-foods", "my_job_mag/single.html")
    stand_in.serve("/job/fresh-jobs-at-mlima-data", "my_job_mag/several.html")
    return stand_in


def test_my_job_mag_gives_each_job_what_its_page_says(my_job_mag):
    job = my_job_mag.visit("my_job_mag").by_id["laboratory-chemist-tamu-foods"]
    assert job["url"] == "https://www.myjobmag.co.ke/job/laboratory-chemist-tamu-foods"
    assert job["salary"] == "KSh 50,000 - 70,000 per month"
    assert job["origins"]["salary"] == "feed"
    assert job["description"] == "Tests raw spices.\n\nKeeps the book of samples."
    assert job["origins"]["description"] == "json_ld"
    assert (job["employment_type"], job["experience"]) == ("Full Time", "3 years")
    assert job["application_link"].endswith("/apply-now/90001")


def test_a_visible_deadline_of_not_specified_beats_one_that_machines_are_told(my_job_mag):
    job = my_job_mag.visit("my_job_mag").by_id["laboratory-chemist-tamu-foods"]
    assert (job["deadline"], job["origins"]["deadline"]) == ("Not specified", "css")


def test_a_page_of_several_jobs_becomes_several_jobs(my_job_mag):
    delivered = my_job_mag.visit("my_job_mag")
    jobs = {
        each: (job["title"], job["place"], job["salary"], job["description"])
        for each, job in delivered.by_id.items()
        if each.startswith("fresh-jobs")
    }
    assert jobs == {
        "fresh-jobs-at-mlima-data/501": (
            "Backend Developer",
            "Westlands, Nairobi",
            "KSh 150,000 - 200,000 per month",
            "Writes the service.",
        ),
        "fresh-jobs-at-mlima-data/502": (
            "Map Editor",
            "Kisumu",
            "KSh 60,000 per month",
            "Draws roads.",
        ),
        "fresh-jobs-at-mlima-data/503": (
            "Driver",
            "Nakuru",
            "KSh 35,000 per month",
            "Drives the car with the camera.",
        ),
    }
    for job in delivered.listings:
        if job["external_id"] in jobs:
            assert (job["employer"], job["deadline"]) == ("Mlima Data", "Jun 15, 2026")
            assert job["posted"]
    assert len(delivered.listings) == 4


def test_several_jobs_that_are_known_are_sighted_without_asking_for_their_page(my_job_mag):
    first = my_job_mag.visit("my_job_mag")
    my_job_mag.server.requests.clear()
    second = my_job_mag.visit("my_job_mag")
    assert second.by_id.keys() == first.by_id.keys()
    assert my_job_mag.server.paths == ["/robots.txt", "/aggregate_feed.xml"]


def test_several_jobs_that_no_limit_allows_to_read_are_told_and_are_no_job(my_job_mag):
    my_job_mag.set(max_details=0)
    delivered = my_job_mag.visit("my_job_mag")
    assert list(delivered.by_id) == ["laboratory-chemist-tamu-foods"]
    (part,) = delivered.of("unread")
    assert part["reason"] == "a page of several jobs: the limit of pages of jobs is reached"


def test_a_feed_with_a_job_that_could_not_be_read_is_asked_for_whole_again(my_job_mag):
    feed = my_job_mag.body("my_job_mag/aggregate_feed.xml")
    my_job_mag.server.put("/aggregate_feed.xml", conditional(feed, '"v1"'))
    my_job_mag.server.put("/job/fresh-jobs-at-mlima-data", page(b"busy", status=500))
    assert len(my_job_mag.visit("my_job_mag").listings) == 1
    my_job_mag.serve("/job/fresh-jobs-at-mlima-data", "my_job_mag/several.html")
    assert len(my_job_mag.visit("my_job_mag").listings) == 4
    third = my_job_mag.visit("my_job_mag")
    assert third.ending["outcome"] == "not_modified"


def test_a_feed_whose_jobs_a_limit_left_out_is_asked_for_whole_again(my_job_mag):
    feed = my_job_mag.body("my_job_mag/aggregate_feed.xml")
    my_job_mag.server.put("/aggregate_feed.xml", conditional(feed, '"v1"'))
    my_job_mag.set(max_details=1)
    assert len(my_job_mag.visit("my_job_mag").listings) == 1
    assert len(my_job_mag.visit("my_job_mag").listings) == 4


@pytest.mark.parametrize("board", ["corporate_staffing", "career_point_kenya", "job_web_kenya"])
def test_a_web_page_where_a_feed_was_is_told_night_after_night(stand_in, board):
    body = stand_in.body("shared/web_page.html")
    stand_in.server.put("/feed/", conditional(body, '"v1"'))
    for _ in range(2):
        ending = stand_in.visit(board).ending
        assert (ending["outcome"], ending["is_complete"]) == ("markup_changed", False)


def test_my_job_mag_goes_on_with_the_next_feed_and_says_that_the_first_is_gone(my_job_mag):
    my_job_mag.server.put("/aggregate_feed.xml", page(b"no", status=404))
    my_job_mag.serve("/jobsxml_by_categories.xml", "my_job_mag/summary_feed.xml")
    delivered = my_job_mag.visit("my_job_mag")
    (job,) = delivered.listings
    assert (job["title"], job["employer"]) == ("Laboratory Chemist", "Tamu Foods")
    assert job["salary"] == "KSh 50,000 - KSh 75,000 per month"
    assert delivered.ending["outcome"] == "gone"


def test_my_job_mag_is_read_from_its_listing_where_no_feed_is_left(my_job_mag):
    my_job_mag.server.put("/aggregate_feed.xml", page(b"no", status=404))
    my_job_mag.serve("/jobs", "my_job_mag/listing.html")
    delivered = my_job_mag.visit("my_job_mag")
    assert set(delivered.by_id) == {"laboratory-chemist-tamu-foods", "night-guard-simba-security"}
    guard = delivered.by_id["night-guard-simba-security"]
    assert (guard["posted"], guard["employer"]) == ("05 December", "Simba Security")
    assert delivered.ending["is_complete"] is False


# ReliefWeb without a name


def test_relief_web_without_a_name_is_read_from_its_feed(stand_in):
    stand_in.serve("/jobs/rss.xml?search=kenya", "relief_web/feed.xml")
    (job,) = stand_in.visit("relief_web").listings
    assert (job["external_id"], job["employer"]) == ("4170001", "Maji Trust")
    assert (job["place"], job["deadline"]) == ("Garissa, Kenya", "14 Jun 2026")
    assert job["posted"] == "Thu, 28 May 2026 09:00:00 +0000"
    assert "KSh 120,000 per month" in job["description"]
