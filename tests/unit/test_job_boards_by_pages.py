"""Boards that show their jobs on pages of cards, read from stand-ins over HTTP."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal

import pytest

from extract.jobs.salaries import read_salary
from tests.board_server import CHALLENGE, board_server, page
from tests.board_visits import StandIn

OTHERS = ("tailor-aa11bb", "mason-cc22dd", "driver-ee33ff", "baker-gg44hh")
ON_FIRST_PAGE = {"7w29kn", "q8x4ev", "aa11bb", "cc22dd", "ee33ff", "gg44hh"}


@pytest.fixture
def stand_in(tmp_path):
    with board_server() as server:
        yield StandIn(server, tmp_path / "jobs")


@pytest.fixture
def brighter_monday(stand_in):
    stand_in.serve("/jobs", "brighter_monday/page1.html")
    stand_in.serve("/jobs?page=2", "brighter_monday/page2_old.html")
    stand_in.serve("/listings/laboratory-chemist-7w29kn", "brighter_monday/detail_graph.html")
    for path in ("sales-person-q8x4ev", *OTHERS):
        stand_in.serve(f"/listings/{path}", "brighter_monday/detail_labels.html")
    return stand_in


@pytest.fixture
def fuzu(stand_in):
    stand_in.serve("/kenya/job", "fuzu/page1.html")
    stand_in.serve("/kenya/job?page=2", "fuzu/page2_cards.html")
    stand_in.serve("/kenya/job?page=3", "fuzu/page3_closed.html")
    stand_in.serve("/kenya/jobs/laboratory-chemist-tamu-foods", "fuzu/detail_json_ld.html")
    stand_in.serve("/kenya/jobs/backend-developer-mlima-data", "fuzu/detail_old.html")
    return stand_in


# BrighterMonday


def test_brighter_monday_delivers_each_job_of_new_and_old_markup(brighter_monday):
    delivered = brighter_monday.visit("brighter_monday")
    assert set(delivered.by_id) == ON_FIRST_PAGE | {"m3k9zt", "b7d2fa"}
    guard, cook = delivered.by_id["m3k9zt"], delivered.by_id["b7d2fa"]
    assert (guard["title"], guard["employer"]) == ("Night Guard", "Simba Security")
    assert (guard["place"], guard["salary"]) == ("Rest of Kenya", "Confidential")
    assert (guard["posted"], cook["posted"]) == ("Yesterday", "4 weeks ago")


def test_a_job_takes_the_json_ld_of_its_own_and_not_of_a_similar_one(brighter_monday):
    job = brighter_monday.visit("brighter_monday").by_id["7w29kn"]
    assert job["url"] == "https://www.brightermonday.co.ke/listings/laboratory-chemist-7w29kn"
    assert (job["title"], job["employer"]) == ("Laboratory Chemist", "Tamu Foods Ltd")
    assert (job["posted"], job["origins"]["posted"]) == ("2026-05-29", "json_ld")
    assert job["place"] == "Nairobi, KE"
    assert job["description"] == "Tests raw spices.\n\nKeeps the book of samples."
    assert (job["education"], job["experience"]) == ("Bachelors", "3 years")
    assert job["industry"] == "Quality Control"


def test_a_band_without_a_period_is_handed_on_as_monthly(brighter_monday):
    job = brighter_monday.visit("brighter_monday").by_id["7w29kn"]
    read = read_salary(job["salary"])
    assert (read.amount_min, read.amount_max) == (Decimal(45000), Decimal(60000))
    assert (read.currency, read.period) == ("KES", "month")


def test_labels_in_one_paragraph_and_a_text_up_to_the_boilerplate_are_read(brighter_monday):
    job = brighter_monday.visit("brighter_monday").by_id["q8x4ev"]
    assert (job["education"], job["experience"]) == ("Diploma", "1 year")
    assert job["employer"] is None
    assert (job["employment_type"], job["place"]) == ("Contract", "Mombasa")
    assert (job["posted"], job["origins"]["posted"]) == ("1 week ago", "css")
    assert job["description"] == ("Sells bread to hotels along the coast.\n\nRides a motorcycle.")


def test_a_script_that_is_no_json_is_told_and_takes_nothing_else_down(brighter_monday):
    (part,) = brighter_monday.visit("brighter_monday").of("unread")
    assert part["place"].endswith("laboratory-chemist-7w29kn, script 1 of 2")
    assert part["text"].startswith("{ this is no JSON")


def test_a_listing_read_to_its_end_is_complete_and_details_that_are_gone_do_not_matter(
    brighter_monday,
):
    ending = brighter_monday.visit("brighter_monday").ending
    assert (ending["outcome"], ending["is_complete"]) == ("read", True)


def test_a_listing_cut_by_the_limit_of_pages_is_not_complete(brighter_monday):
    brighter_monday.set(max_pages=1)
    ending = brighter_monday.visit("brighter_monday").ending
    assert (ending["outcome"], ending["is_complete"]) == ("read", False)


def test_a_reduced_page_is_degraded_once_the_usual_one_is_known(brighter_monday):
    cards = b"".join(
        b'<p><a data-cy="listing-title-link" title="Job %d" href="/listings/job-aaaa%02d">x</a></p>'
        % (number, number)
        for number in range(16)
    )
    brighter_monday.server.put("/jobs", page(b"<html><body>" + cards + b"</body></html>"))
    brighter_monday.set(max_details=0)
    assert brighter_monday.visit("brighter_monday").ending["is_complete"] is True
    brighter_monday.serve("/jobs", "brighter_monday/reduced.html")
    reduced = brighter_monday.visit("brighter_monday")
    assert (reduced.ending["outcome"], reduced.ending["is_complete"]) == ("degraded", False)
    assert len(reduced.listings) == 2
    (seen,) = reduced.of("page")
    assert "Sales Person" in seen["sample"]
    again = brighter_monday.visit("brighter_monday")
    assert again.ending["outcome"] == "degraded"  # what is usual is not learnt from it


def test_a_few_featured_jobs_on_the_first_visit_of_all_are_no_listing(brighter_monday):
    brighter_monday.serve("/jobs", "brighter_monday/reduced.html")
    ending = brighter_monday.visit("brighter_monday").ending
    assert (ending["outcome"], ending["is_complete"]) == ("degraded", False)


def test_a_page_of_a_job_that_changed_is_told(brighter_monday):
    for path in ("laboratory-chemist-7w29kn", "sales-person-q8x4ev"):
        brighter_monday.serve(f"/listings/{path}", "brighter_monday/detail_changed.html")
    for path in ("night-guard-m3k9zt", "cook-b7d2fa", *OTHERS):
        brighter_monday.serve(f"/listings/{path}", "brighter_monday/detail_changed.html")
    delivered = brighter_monday.visit("brighter_monday")
    assert delivered.ending["outcome"] == "markup_changed"
    assert delivered.ending["words"].startswith("8 of 8 pages of jobs; the first: no title with")
    assert delivered.ending["is_complete"] is False
    assert delivered.by_id["7w29kn"]["title"] == "Laboratory Chemist"  # by its card


def test_pages_of_jobs_that_keep_us_out_are_not_asked_for_without_end(brighter_monday):
    cards = b"".join(
        b'<p><a data-cy="listing-title-link" title="Job %d" href="/listings/job-aaaa%02d">x</a></p>'
        % (number, number)
        for number in range(9)
    )
    brighter_monday.server.put("/jobs", page(b"<html><body>" + cards + b"</body></html>"))
    for number in range(9):
        path = f"/listings/job-aaaa{number:02}"
        brighter_monday.server.put(path, page(CHALLENGE, status=403))
    delivered = brighter_monday.visit("brighter_monday")
    assert len([each for each in brighter_monday.server.paths if "/listings/" in each]) == 3
    assert len(delivered.listings) == 9
    assert (delivered.ending["outcome"], delivered.ending["is_complete"]) == ("blocked", False)


# Fuzu


def test_fuzu_delivers_each_job_of_lists_cards_and_closed_ones(fuzu):
    delivered = fuzu.visit("fuzu")
    chemist = delivered.by_id["laboratory-chemist-tamu-foods"]
    developer = delivered.by_id["backend-developer-mlima-data"]
    guard = delivered.by_id["night-guard-simba-security"]
    assert (chemist["salary"], chemist["posted"]) == ("KES 90,000 per month", "2026-05-30")
    assert chemist["place"] == "Thika, Kiambu, KE"
    assert chemist["skills"] == ["titration", "bookkeeping"]
    assert chemist["industry"] == "Food"
    assert developer["posted"] == "12.05.2026"
    assert developer["deadline"] == "12.06.2026"
    assert developer["employer"] == "Mlima Data"
    assert "KSh 200,000 per month" in developer["description"]
    assert (guard["place"], guard["posted"]) == ("Nakuru", "May 20, 2026")
    assert (guard["employer"], guard["origins"]["employer"]) == ("Simba Security", "inferred")
    assert guard["origins"]["description"] == "attribute"
    closed = {each for each, job in delivered.by_id.items() if job["is_closed"]}
    assert closed == {"cook-pwani-hotel", "driver-mlima-data"}


def test_fuzu_ends_with_a_page_of_closed_jobs(fuzu):
    ending = fuzu.visit("fuzu").ending
    assert (ending["outcome"], ending["is_complete"]) == ("read", True)
    assert "/kenya/job?page=4" not in fuzu.server.paths
    assert "/kenya/jobs/cook-pwani-hotel" not in fuzu.server.paths


def test_a_page_without_a_list_is_asked_for_once_more_and_later(fuzu):
    fuzu.server.put("/kenya/job", fuzu.page("fuzu/no_cards.html"), fuzu.page("fuzu/page1.html"))
    delivered = fuzu.visit("fuzu")
    assert delivered.ending["outcome"] == "read"
    first, second = fuzu.server.asked("/kenya/job")
    assert second.at - first.at == 10


def test_a_page_that_stays_without_a_list_is_changed_markup_and_no_empty_board(fuzu):
    fuzu.serve("/kenya/job", "fuzu/no_cards.html")
    delivered = fuzu.visit("fuzu")
    assert (delivered.ending["outcome"], delivered.ending["is_complete"]) == (
        "markup_changed",
        False,
    )
    (seen,) = delivered.of("page")
    assert "<footer>Fuzu</footer>" in seen["sample"]
    assert len(fuzu.server.asked("/kenya/job")) == 2


@pytest.mark.parametrize(
    ("end", "is_complete"),
    [(b"<h1>Jobs</h1>", False), (b"<h1>Jobs</h1><p>No jobs found</p>", True)],
)
def test_a_later_page_without_a_list_is_the_end_only_if_it_says_so(fuzu, end, is_complete):
    fuzu.server.put("/kenya/job?page=3", page(b"<html><body>" + end + b"</body></html>"))
    ending = fuzu.visit("fuzu").ending
    assert (ending["outcome"], ending["is_complete"]) == ("read", is_complete)


# Careerjet without a key


def test_careerjet_without_a_key_is_read_from_its_pages(stand_in):
    stand_in.serve("/search/jobs?s=&l=Kenya", "careerjet/page1.html")
    stand_in.serve("/search/jobs?s=&l=Kenya&p=2", "careerjet/page2.html")
    stand_in.serve("/jobad/ke1111aaaa", "careerjet/detail.html")
    delivered = stand_in.visit("careerjet")
    cook, guard = delivered.by_id["ke1111aaaa"], delivered.by_id["ke2222bbbb"]
    assert (cook["salary"], cook["posted"]) == ("KSh 500 per day", "2 days ago")
    assert cook["description"] == "Cooks fish and rice for forty guests."
    assert (guard["employer"], guard["place"]) == ("Simba Security", "Nakuru")
    assert guard["posted"] == "1 month ago"
    assert delivered.ending["is_complete"] is False


# What every board of pages has in common


@pytest.mark.parametrize(("board", "path"), [("brighter_monday", "/jobs"), ("fuzu", "/kenya/job")])
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (page(CHALLENGE, status=403), "blocked"),
        (page(CHALLENGE), "blocked"),
        (page(b"<html><body><h1>Jobs</h1><p>Try later</p></body></html>"), "markup_changed"),
        (page(b"<html><body><h1>Jobs</h1><p>No jobs found</p></body></html>"), "empty"),
        (page(b"gone", status=404), "gone"),
        (page(b"oops", status=500), "unexpected_status"),
        (page(b"busy", status=503), "unreachable"),
        (page(b"slower", status=429, Retry_After="86000"), "blocked"),
    ],
)
def test_a_bad_page_is_told_with_a_sample_and_never_makes_a_complete_visit(
    stand_in, board, path, answer, outcome
):
    stand_in.server.put(path, answer)
    delivered = stand_in.visit(board)
    assert (delivered.ending["outcome"], delivered.ending["is_complete"]) == (outcome, False)
    assert delivered.listings == []
    (seen,) = delivered.of("page")
    assert seen["outcome"] == outcome
    assert seen["sample"]


def test_a_page_that_is_blocked_in_the_middle_keeps_what_was_read_and_is_not_complete(
    brighter_monday,
):
    brighter_monday.server.put("/jobs?page=2", page(CHALLENGE, status=403))
    delivered = brighter_monday.visit("brighter_monday")
    assert set(delivered.by_id) == ON_FIRST_PAGE
    assert (delivered.ending["outcome"], delivered.ending["is_complete"]) == ("blocked", False)


def test_a_wait_that_the_board_asks_for_is_waited(brighter_monday):
    brighter_monday.server.put(
        "/jobs",
        page(b"slower", status=429, Retry_After="30"),
        brighter_monday.page("brighter_monday/page1.html"),
    )
    assert brighter_monday.visit("brighter_monday").ending["outcome"] == "read"
    first, second = brighter_monday.server.asked("/jobs")
    assert second.at - first.at == 30


def test_packed_pages_and_pages_in_windows_1252_are_read(brighter_monday):
    body = brighter_monday.body("brighter_monday/page2_old.html")
    old = body.replace(b"Pwani Hotel", "Caf\u00e9 \u201cPwani\u201d".encode("windows-1252"))
    answer = page(
        gzip.compress(old), content_type="text/html; charset=windows-1252", Content_Encoding="gzip"
    )
    brighter_monday.server.put("/jobs?page=2", answer)
    job = brighter_monday.visit("brighter_monday").by_id["b7d2fa"]
    assert job["employer"] == "Caf\u00e9 \u201cPwani\u201d"


# Cheap nights


def test_the_next_night_asks_for_the_listing_and_for_no_page_of_a_known_job(brighter_monday):
    for path in ("night-guard-m3k9zt", "cook-b7d2fa"):
        brighter_monday.serve(f"/listings/{path}", "brighter_monday/detail_labels.html")
    first = brighter_monday.visit("brighter_monday")
    brighter_monday.server.requests.clear()
    second = brighter_monday.visit("brighter_monday")
    assert brighter_monday.server.paths == ["/robots.txt", "/jobs", "/jobs?page=2"]
    assert second.by_id.keys() == first.by_id.keys()
    assert second.by_id["7w29kn"]["title"] == "Laboratory Chemist"
    assert second.ending["is_complete"] is True


def test_a_known_job_is_sighted_without_an_excerpt_in_place_of_its_text(fuzu):
    first = fuzu.visit("fuzu").by_id["laboratory-chemist-tamu-foods"]
    second = fuzu.visit("fuzu").by_id["laboratory-chemist-tamu-foods"]
    assert first["description"] == "Tests raw spices."
    assert (second["description"], second["title"]) == (None, "Laboratory Chemist")
    assert first["page_url"].endswith("/kenya/jobs/laboratory-chemist-tamu-foods")
    assert second["page_url"].endswith("/kenya/job")


def test_a_job_known_for_long_is_read_again_and_known_may_come_from_elsewhere(brighter_monday):
    today = brighter_monday.server.clock.now().date()
    known = dict.fromkeys(ON_FIRST_PAGE | {"m3k9zt", "b7d2fa"}, today)
    known["q8x4ev"] = date(2026, 1, 1)
    brighter_monday.visit("brighter_monday", known={"brighter_monday": known})
    details = [each for each in brighter_monday.server.paths if "/listings/" in each]
    assert details == ["/listings/sales-person-q8x4ev"]


def test_the_limit_of_details_leaves_the_others_for_the_next_night(brighter_monday):
    brighter_monday.set(max_details=1)
    brighter_monday.visit("brighter_monday")
    brighter_monday.visit("brighter_monday")
    details = [each for each in brighter_monday.server.paths if "/listings/" in each]
    assert details == [
        "/listings/laboratory-chemist-7w29kn",
        "/listings/sales-person-q8x4ev",
    ]
