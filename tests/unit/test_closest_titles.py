"""Suggestions are close, few, and the same every time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gaps.errors import MOST_LISTED, AmbiguousTitle, Candidate, UnknownOccupation
from gaps.occupations import MOST_SUGGESTIONS, closest_titles

OCCUPATIONS = [
    Candidate("11-1021.00", "General and Operations Managers"),
    Candidate("11-9051.00", "Food Service Managers"),
    Candidate("15-1252.00", "Software Developers"),
    Candidate("15-1254.00", "Web Developers"),
    Candidate("15-2051.00", "Data Scientists"),
    Candidate("19-2031.00", "Chemists"),
]


def test_a_slip_of_the_pen_finds_its_title_first():
    assert closest_titles("Sofware Devlopers", OCCUPATIONS)[0].code == "15-1252.00"
    assert closest_titles("chemist", OCCUPATIONS)[0].code == "19-2031.00"


def test_text_without_words_suggests_nothing():
    for text in ("-", "%", "_", "\\", "zzzz", ""):
        assert closest_titles(text, OCCUPATIONS) == []


@given(st.text(max_size=60))
def test_suggestions_are_few_and_repeatable(text):
    found = closest_titles(text, OCCUPATIONS)
    assert len(found) <= MOST_SUGGESTIONS
    assert set(found) <= set(OCCUPATIONS)
    assert closest_titles(text, OCCUPATIONS) == found


def test_an_error_lists_its_candidates_and_counts_the_rest():
    many = [Candidate(f"11-{number:04}.00", f"Title {number}") for number in range(43)]
    told = str(AmbiguousTitle("'x' is a title of 43 occupations", many))
    assert told.count("Title") == MOST_LISTED
    assert f"and {43 - MOST_LISTED} more" in told


def test_an_error_without_candidates_suggests_nothing():
    assert UnknownOccupation("no occupation has the title 'x'").advice is None
