"""One sighting's texts become typed values; what is not sure is None, with its reason."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from extract.jobs.employment import education_level
from extract.jobs.languages import language_of, stated_language
from extract.jobs.reading import canonical_url, read_sighting

SEEN = {"board": "brightjobs", "external_id": "7", "fetched_at": "2026-11-27T22:30:00Z"}


def read(**texts):
    reading = read_sighting(SEEN | texts)
    assert reading is not None
    return reading


def test_a_whole_sighting_is_read():
    reading = read(
        title="Cook",
        posted="3 days ago",
        deadline="Deadline: 12/12/2026",
        salary="KSh 45,000 - 60,000 per month gross",
        place="Thika, Kiambu (remote possible)",
        employment_type="Full Time, Contract",
        experience="2+ years",
        education="Diploma or degree in catering",
        language="English",
    )
    assert (reading.posted_on, reading.posted_precision) == (date(2026, 11, 24), "day")
    assert reading.deadline_on == date(2026, 12, 12)
    assert (reading.salary_min, reading.salary_max) == (Decimal(45_000), Decimal(60_000))
    assert (reading.salary_currency, reading.salary_period) == ("KES", "month")
    assert reading.salary_basis == "gross"
    assert (reading.town, reading.county, reading.is_remote) == ("Thika", "Kiambu", True)
    assert reading.employment_types == '["full_time", "contract"]'
    assert (reading.experience_years_min, reading.experience_years_max) == (2, None)
    assert (reading.education_level, reading.language) == ("diploma", "en")


def test_what_is_not_said_is_none_and_says_why():
    reading = read(posted="vor 3 Tagen", salary="Competitive", deadline="Not specified")
    assert (reading.posted_on, reading.posted_reason) == (None, "wording not known")
    assert (reading.salary_min, reading.salary_reason) == (None, "no amount: competitive")
    assert (reading.deadline_on, reading.deadline_reason) == (None, "nothing stated")
    assert reading.county is reading.education_level is reading.employment_types is None


def test_today_is_the_day_of_the_boards_zone_which_a_visit_may_name():
    assert read(posted="Today").posted_on == date(2026, 11, 28)
    reading = read_sighting(SEEN | {"posted": "Today"}, time_zone="UTC")
    assert reading is not None
    assert reading.posted_on == date(2026, 11, 27)
    unknown = read_sighting(SEEN | {"posted": "Today"}, time_zone="Kenya/Nowhere")
    assert unknown is not None
    assert unknown.posted_on == date(2026, 11, 28)


def test_a_deadline_that_only_json_ld_has_is_marked():
    assert not read(deadline="2026-12-12", origins='{"deadline": "json_ld"}').deadline_is_stated
    assert read(deadline="2026-12-12", origins='{"deadline": "label"}').deadline_is_stated
    assert read(deadline="2026-12-12", origins="[]").deadline_is_stated


@pytest.mark.parametrize(
    "change",
    [
        {"board": " "},
        {"external_id": ""},
        {"external_id": "n/a"},
        {"fetched_at": ""},
        {"fetched_at": "2026-11-27"},
        {"fetched_at": "2026-11-27T22:30:00"},
        {"fetched_at": "2026-02-30T22:30:00Z"},
        {"fetched_at": "2026-11-27T24:30:00Z"},
    ],
)
def test_a_sighting_of_nothing_or_of_no_moment_is_not_read(change):
    assert read_sighting(SEEN | change) is None


def test_the_moment_is_utc_to_the_microsecond():
    seen = read(fetched_at="2026-11-27T22:30:00.123456Z")
    assert seen.fetched_at == datetime(2026, 11, 27, 22, 30, 0, 123456)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (
            "https://WWW.x.example/jobs/7?utm_source=a&gh_jid=7",
            "https://www.x.example/jobs/7?gh_jid=7",
        ),
        ("HTTPS://x.example:443/A?b=C", "https://x.example/A?b=C"),
        ("https://x.example/jobs/7?trk=home&refId=AbC", "https://x.example/jobs/7?refId=AbC"),
        ("mailto:jobs@x.example", None),
        ("/jobs/7", None),
        ("https://[::1/jobs", None),
        ("https://x.example/" + "a" * 2000, None),
        (None, None),
    ],
)
def test_an_address_loses_what_only_says_how_somebody_came_there(url, canonical):
    assert canonical_url(url) == canonical


def test_the_hash_of_the_content_is_blind_to_the_day_of_posting_and_to_blanks():
    one = read(title="Cook", description="<p>Cook  all\nday</p>", posted="3 days ago")
    same = read(title="Cook", description="Cook all day", posted="4 days ago")
    other = read(title="Cook", description="Cook all night", posted="3 days ago")
    assert one.content_hash == same.content_hash != other.content_hash
    assert one.description_hash == same.description_hash != other.description_hash
    assert one.card_hash == other.card_hash != read(title="Chef").card_hash
    assert read(title="Cook").description_hash is None


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Bachelor's degree in IT", "bachelor"),
        ("BSc. Computer Science", "bachelor"),
        ("Degree", "bachelor"),
        ("Diploma or Degree in Accounting", "diploma"),
        ("Certificate/Diploma", "certificate"),
        ("KCSE certificate", "secondary"),
        ("Master's degree", "master"),
        ("MBA", "master"),
        ("Masters", "master"),
        ("Masters in Education", "master"),
        ("PhD", "doctorate"),
        ("Primary school", "primary"),
        ("Diploma in nursing, a degree is an added advantage", "diploma"),
        ("Degree and Master's", None),
        ("Certificate of good conduct", None),
        ("A craftsman who masters his trade", None),
        ("", None),
        (None, None),
    ],
)
def test_the_level_of_education_is_the_lowest_that_is_enough(text, level):
    assert education_level(text) == level


def test_a_language_is_stated_or_clear_from_the_words():
    assert [stated_language(name) for name in ("English", "en-GB", "sw", "Klingon", None)] == [
        *("en", "en", "sw"),
        *(None, None),
    ]
    english = "You will be in charge of the kitchen and you must have experience with a team. " * 3
    swahili = "Awe na uzoefu wa kazi ya udereva kwa miaka miwili na leseni ya kuendesha gari. " * 3
    assert language_of(english) == "en"
    assert language_of(swahili) == "sw"
    assert language_of("The cook") is None
    assert language_of("Python SQL Docker Linux Bash Java Kotlin Rust Go Perl " * 3) is None
