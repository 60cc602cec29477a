"""Terms of a job: one vocabulary of employment, years of experience, counties of Kenya."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.jobs.counties import COUNTIES
from extract.jobs.employment import employment_types, read_experience, read_place


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("FULL_TIME", ("full_time",)),
        ("Full Time, Contractor", ("full_time", "contract")),
        ("Internship & Graduate", ("internship", "graduate")),
        ("PER_DIEM", ("freelance",)),
        ("International", ()),
        (None, ()),
    ],
)
def test_boards_words_become_one_vocabulary(text, types):
    assert employment_types(text) == types


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3 - 5 years", (3, 5)),
        ("2+ years", (2, None)),
        ("Minimum of five (5) years", (5, None)),
        ("less than 2 years", (None, 2)),
        ("No experience", (0, None)),
        ("3 years in sales, 5 years in all", (None, None)),
        ("2025", (None, None)),
        (None, (None, None)),
    ],
)
def test_experience_is_years_where_one_figure_is_stated(text, years):
    read = read_experience(text)
    assert (read.text, read.years_min, read.years_max) == (text or "", *years)


@pytest.mark.parametrize(
    ("text", "town", "county", "is_remote"),
    [
        ("Nairobi", "Nairobi", "Nairobi", False),
        ("Thika, Kiambu, Kenya", "Thika", "Kiambu", False),
        ("Eldoret", "Eldoret", "Uasin Gishu", False),
        ("Nakuru County", None, "Nakuru", False),
        ("Muranga", "Murang'a", "Murang'a", False),
        ("Turkana", None, "Turkana", False),
        ("Nairobi or Mombasa", None, None, False),
        ("Remote (Work From Home)", None, None, True),
        ("Mombasa Road, Nairobi", "Nairobi", "Nairobi", False),
        ("Rest of Kenya", None, None, False),
        ("Lyon", None, None, False),
    ],
)
def test_a_place_is_town_and_county_where_it_names_one(text, town, county, is_remote):
    place = read_place(text)
    assert (place.town, place.county, place.is_remote) == (town, county, is_remote)


def test_there_are_47_counties_and_no_town_stands_in_two():
    towns = [town for of_county in COUNTIES.values() for town in of_county]
    assert len(COUNTIES) == 47
    assert len(towns) == len(set(towns))
    assert not set(towns) & set(COUNTIES)


@pytest.mark.parametrize("county", COUNTIES)
def test_each_county_and_its_towns_lead_to_it(county):
    assert read_place(f"{county} County").county == county
    for town in COUNTIES[county]:
        assert (read_place(town).town, read_place(town).county) == (town, county)


@given(st.text() | st.text(alphabet="0123456789 -+(yearstoone)"))
def test_no_text_stops_the_file(text):
    assert read_experience(text).text == text
    assert read_place(text).text == text
    employment_types(text)
