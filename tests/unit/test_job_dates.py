"""Days as boards say them: counted from the fetch, believed within reason, else with a reason."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.jobs.dates import StatedDate, read_deadline, read_posted

CASE = Path(__file__).resolve().parents[1] / "cases" / "posted-dates"
NAIROBI = ZoneInfo("Africa/Nairobi")
FETCHED = datetime(2026, 1, 10, 9, tzinfo=NAIROBI)


def rows(name: str) -> list[dict[str, str]]:
    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def posted(text: str | None) -> StatedDate:
    return read_posted(text, fetched_at=FETCHED, time_zone=NAIROBI)


def deadline(text: str | None, **known: date) -> StatedDate:
    return read_deadline(text, fetched_at=FETCHED, time_zone=NAIROBI, **known)


@pytest.mark.parametrize(
    ("listing", "expected"), list(zip(rows("listings.csv"), rows("expected.csv"), strict=True))
)
def test_the_case_comes_out_as_expected(listing, expected):
    stated = read_posted(
        listing["posted_text"],
        fetched_at=datetime.fromisoformat(listing["scraped_at"]),
        time_zone=ZoneInfo(listing["board_time_zone"]),
    )
    assert listing["listing_id"] == expected["listing_id"]
    assert ("" if stated.day is None else str(stated.day)) == expected["posted_on_utc"]
    assert stated.text == listing["posted_text"]
    # Where there is a day, the case only tells its reader what is odd about it.
    assert stated.reason == (None if stated.day else expected["why"])


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("3 days ago", date(2026, 1, 7), "day"),
        ("Posted 3 days ago", date(2026, 1, 7), "day"),
        ("3d ago", date(2026, 1, 7), "day"),
        ("4 weeks ago", date(2025, 12, 13), "week"),
        ("1 month ago", date(2025, 12, 10), "month"),
        ("a month ago", date(2025, 12, 10), "month"),
        ("2 mths ago", date(2025, 11, 10), "month"),
        ("5 mins ago", date(2026, 1, 10), "day"),
        ("05 December", date(2025, 12, 5), "day"),
        ("31 December", date(2025, 12, 31), "day"),
        ("10 January", date(2026, 1, 10), "day"),
        ("05/12/2025", date(2025, 12, 5), "day"),
        ("Posted: Dec 5, 2024", date(2024, 12, 5), "day"),
        ("Date Posted : 5 Dec 2025", date(2025, 12, 5), "day"),
        ("Posted on: 5th of December 2025", date(2025, 12, 5), "day"),
        ("Published: 12.08.2025", date(2025, 8, 12), "day"),
        ("15th March 2025", date(2025, 3, 15), "day"),
        ("05-Dec-2025", date(2025, 12, 5), "day"),
        ("2025-12-05", date(2025, 12, 5), "day"),
        ("Fri, 05 Dec 2025 01:22:23 GMT", date(2025, 12, 5), "day"),
        ("5 Dec 2025 01:22", date(2025, 12, 4), "day"),  # an hour of Nairobi
        ("1765000000", date(2025, 12, 6), "day"),
        ("New", date(2026, 1, 10), "day"),
        ("Just posted", date(2026, 1, 10), "day"),
    ],
)
def test_a_posting_is_as_old_as_it_says(text, day, precision):
    assert posted(text) == StatedDate(text, day, precision)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "nothing stated"),
        ("Not specified", "nothing stated"),
        ("on:", "wording not known"),
        ("Posted on:", "nothing stated"),
        ("8", "wording not known"),
        ("May", "wording not known"),
        ("Dec 2025", "wording not known"),
        ("2 weeks", "wording not known"),
        ("19 hours", "wording not known"),
        ("20241205", "wording not known"),
        ("3 days ago" + " " * 200, "wording not known"),
        ("31/02/2025", "no such day"),
        ("30 February", "no such day"),
        ("2025-03-10T25:00", "no such day"),
        ("2026-01-13", "3 days in the future"),
        ("2023-12-01", "771 days in the past"),
    ],
)
def test_what_is_no_day_has_a_reason(text, reason):
    assert posted(text) == StatedDate(text or "", reason=reason)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("30+ days ago", date(2025, 12, 11)),
        ("over 2 weeks ago", date(2025, 12, 27)),
        ("1 year ago", date(2025, 1, 10)),
    ],
)
def test_at_least_so_long_ago_is_a_bound_and_no_day(text, bound):
    stated = posted(text)
    assert (stated.day, stated.precision, stated.not_after) == (None, "bound", bound)
    assert stated.reason == f"not after {bound}"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Closing: 30 Nov 2025", date(2025, 11, 30)),
        ("Deadline: 12/06/2026", date(2026, 6, 12)),
        ("Application deadline: 10 January", date(2026, 1, 10)),
        ("31 January", date(2026, 1, 31)),
        ("Closes in 3 days", date(2026, 1, 13)),
        ("5 days left", date(2026, 1, 15)),
        ("Tomorrow", date(2026, 1, 11)),
        ("2026-02-01T00:00:00", date(2026, 2, 1)),  # midnight in Nairobi, not the day before
        ("2026-02-01T23:59:59+03:00", date(2026, 2, 1)),
    ],
)
def test_a_deadline_lies_ahead_on_the_boards_calendar(text, day):
    assert deadline(text) == StatedDate(text, day, "day")


def test_a_deadline_without_a_year_follows_its_posting():
    assert deadline("5 January", posted=date(2025, 12, 20)).day == date(2026, 1, 5)
    assert deadline("5 January").day == date(2027, 1, 5)


def test_a_deadline_that_is_none_says_so():
    assert deadline("Not specified").reason == "nothing stated"
    assert deadline("Open until filled").reason == "open until filled"
    assert deadline("2030-01-01").reason == "1452 days in the future"


def test_the_moment_of_the_fetch_must_have_a_zone():
    with pytest.raises(ValueError, match="zone"):
        read_posted("New", fetched_at=datetime(2026, 1, 10), time_zone=NAIROBI)


def test_today_is_the_boards_day_and_hours_are_counted_in_utc():
    late = datetime(2026, 1, 9, 22, 30, tzinfo=UTC)  # half past one on the 10th in Nairobi
    stated = [
        read_posted(text, fetched_at=late, time_zone=NAIROBI).day
        for text in ("Today", "1 hour ago")
    ]
    assert stated == [date(2026, 1, 10), date(2026, 1, 9)]


FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y", "%d-%b-%Y", "%a, %d %b %Y")


@given(st.integers(min_value=-1, max_value=700), st.sampled_from(FORMS), st.booleans())
def test_a_day_that_was_written_out_is_read_back(days, form, labelled):
    day = FETCHED.date() - timedelta(days=days)
    text = f"Posted: {day.strftime(form)}" if labelled else day.strftime(form)
    assert posted(text) == StatedDate(text, day, "day")


@given(st.text() | st.text(alphabet="0123456789-/:. T+agodysMayDecwkmnth"))
def test_no_text_stops_the_file(text):
    for stated in (posted(text), deadline(text)):
        assert stated.text == text
        assert (stated.day is None) == (stated.reason is not None)
        assert (stated.precision is None) == (stated.day is None and stated.not_after is None)
