"""Titles that mean the same read the same, and nothing that matters is read away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match.titles import folded, readings, root, turned, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Civil Engineer", "civil  engineer\n"),
        ("Farmer, cereal", "cereal farmer"),
        ("Operator, press: fruit", "fruit-press operator"),
        ("Operator, machine: coating (wire)", "wire coating machine operator"),
        ("Mathematician (pure mathematics)", "pure mathematics mathematician"),
        ("Chief of\nStaff", "chief staff"),
        ("Inspectors of bakeries and churches", "church and bakery inspector"),
        ("Software Developers", "software developer"),
        ("Sr. Software Developer (m/f/d)", "senior software developer"),
        ("Moulder, tyre", "tire molder"),
        ("Anaesthetist, paediatric", "pediatric anesthetist"),
        ("Organiser, labour", "labor organizer"),
        ("Draughtswoman", "draftsman"),
        ("Salespersons", "saleswoman"),
        ("Carpenter's helper", "carpenter helper"),
        ("Worker\u2019s adviser", "worker advisor"),
        ("Décor Designer", "decor designer"),
        ("\ufb01reman", "fireman"),
    ],
)
def test_two_ways_to_write_a_title_have_the_same_words(one, other):
    assert sorted(words(one)) == sorted(words(other)) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C developer", "C++ developer"),
        ("C# developer", "C++ developer"),
        ("Operator, machine: cutting (wood)", "Operator, machine: cutting (diamonds)"),
        ("Glass cutter", "Glasses cutter (gla)"),
        ("Analyst", "Analysis"),
        ("Programmer", "Program"),
        ("Nurse", "Nursery"),
    ],
)
def test_titles_that_differ_in_a_word_that_matters_do_not(one, other):
    assert sorted(words(one)) != sorted(words(other))


def test_an_inverted_title_is_turned_round_at_every_comma_and_colon():
    assert turned("Clerk, filing") == "filing clerk"
    assert turned("Operator, machine: coating (wire)") == "wire coating machine operator"
    assert turned("Accountant") == "accountant"


def test_either_side_of_a_slash_is_a_reading():
    assert readings("Actor/actress") == (("actor", "actress"), ("actor",), ("actress",))
    assert ("waste", "grader") in readings("Sorter/grader, waste")
    assert readings("Accountant") == (("accountant",),)


@pytest.mark.parametrize("text", ["", "   ", "-", "\n", "(/)", ", :", "(m/f/d)"])
def test_text_without_a_word_has_no_words(text):
    assert words(text) == ()
    assert readings(text) == ()


def test_small_words_stay_if_there_are_no_others():
    assert words("Other") == ("other",)
    assert words("Other officers of the court") == ("officer", "court")


def test_kin_have_one_root_and_strangers_have_not():
    assert root("weaver") == root("weaving") == root("weave")
    assert root("librarian") != root("liberation")
    assert root("instrument") != root("instructor")


TEXT = st.text(max_size=40) | st.text("abeginorsuy ,:;()/'-&+#é\nABE", max_size=40)


@given(TEXT)
def test_reading_the_words_again_changes_nothing(text):
    assert words(" ".join(words(text))) == words(text)


@given(TEXT)
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@given(TEXT)
def test_turning_what_was_turned_changes_nothing_more(text):
    assert turned(turned(text)) == turned(text) or any(sign in text for sign in "(),:;")


@given(TEXT, st.from_regex(r"[a-z]{2,12}", fullmatch=True))
def test_a_title_with_a_word_is_never_empty(text, word):
    assert words(f"{text} {word}")
    assert all(readings(f"{text} {word}"))


@given(TEXT)
def test_case_and_blanks_never_count(text):
    assert words(f"  {text.upper().lower()}\n") == words(text.upper().lower())
    assert words(text.swapcase().casefold()) == words(text.casefold())
