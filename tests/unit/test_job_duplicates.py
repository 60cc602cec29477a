"""Listings that are one posting are found in any order; what only looks alike is kept apart."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from match.duplicates import Listing, compare, find_postings
from match.listing_words import (
    employer_in_title,
    employer_name,
    levels,
    place_words,
    title_words,
)

TEXT = (
    "Baraka Stores looks for a store clerk who keeps the books of three shops in the town, counts "
    "the stock at the end of each month, answers letters of suppliers and helps the manager with "
    "the yearly report. You have two years of experience in a shop and write well."
)
OTHER_TEXT = (
    "Drive the lorry between the depot and the port by night, keep its papers in order, wash it "
    "every Friday, and load with care. A licence of class C, a clean record and good eyes are a "
    "must; whoever speaks Swahili and English is preferred over others."
)
SEEN = datetime(2026, 11, 10, 2)


def listing(board: str = "a", external_id: str = "1", **fields) -> Listing:
    usual = {
        "title": "Store Clerk",
        "employer": "Baraka Stores Ltd",
        "place": "Nakuru",
        "town": "Nakuru",
        "county": "Nakuru",
        "posted_on": None,
        "first_seen_at": SEEN,
        "last_seen_at": SEEN,
        "deadline_on": None,
        "salary": (None, None, None, None),
        "text": TEXT,
    }
    return Listing(board, external_id, **usual | fields)


ORIGINAL = listing()
SAME = {
    "the same on another board": {},
    "noise in the title": {"title": "URGENT: Store Clerk at Baraka Stores - Nakuru (2 posts)"},
    "employer without its form": {"employer": "BARAKA STORES"},
    "nobody named": {"employer": "Confidential"},
    "an employer in the title alone": {
        "title": "Store Clerk at Baraka Stores",
        "employer": None,
        "text": TEXT[:130],
    },
    "place unknown": {"place": "Kenya", "town": None, "county": None},
    "an excerpt": {"text": TEXT[:130]},
    "another title, the same text": {"title": "Clerk of the store"},
    "a word of the text changed": {"text": TEXT.replace("Friday", "Monday")},
    "posted later": {"posted_on": date(2026, 12, 10)},
    "a deadline two days later": {"deadline_on": date(2026, 12, 2)},
    "no text": {"text": None},
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_one_posting_is_known_again(change):
    one = replace(ORIGINAL, deadline_on=date(2026, 11, 30))
    match = compare(one, replace(one, board="b", **change))
    assert match is not None
    assert not match.is_repost
    assert 0.5 < match.score <= 1
    assert match.reasons


DIFFERENT = {
    "another town": {"place": "Thika", "town": "Thika", "county": "Kiambu"},
    "another town of the county": {"place": "Naivasha", "town": "Naivasha"},
    "another employer, the same text": {"employer": "Pwani Inn"},
    "another job of the template": {"title": "Driver", "text": TEXT.replace("clerk", "driver")},
    "another text": {"text": OTHER_TEXT},
    "another level": {"title": "Senior Store Clerk"},
    "a second grade": {"title": "Store Clerk II"},
    "pay that contradicts": {"salary": (60_000.0, 70_000.0, "KES", "month")},
    "nobody named, and half of the text": {"employer": None, "text": TEXT[:130] + OTHER_TEXT},
    "the same board at the same time": {"board": "a"},
    "no text, and nobody named": {"employer": None, "text": None},
    "no text, and a title that is only alike": {"title": "Store Clerks", "text": None},
}


@pytest.mark.parametrize("change", DIFFERENT.values(), ids=DIFFERENT)
def test_two_postings_are_kept_apart(change):
    one = replace(ORIGINAL, salary=(30_000.0, 40_000.0, "KES", "month"))
    assert compare(one, replace(one, **{"board": "b", "external_id": "2"} | change)) is None


REPOSTED = {
    "more than 30 days later": {"board": "b", "posted_on": date(2026, 12, 11)},
    "with another deadline": {"board": "b", "deadline_on": date(2026, 12, 15)},
    "on its board after it was gone": {
        "external_id": "2",
        "first_seen_at": SEEN + timedelta(days=3),
        "last_seen_at": SEEN + timedelta(days=4),
    },
}


@pytest.mark.parametrize("change", REPOSTED.values(), ids=REPOSTED)
def test_what_is_posted_again_is_another_posting_that_repeats_the_first(change):
    one = replace(ORIGINAL, deadline_on=date(2026, 11, 30))
    again = replace(one, **change)
    match = compare(one, again)
    assert match is not None
    assert match.is_repost
    first, second = find_postings([again, one])
    assert (first.canonical, first.repost_of) == (("a", "1"), None)
    assert second.canonical == second.key
    assert second.repost_of == ("a", "1")
    assert second.repost_reasons == match.reasons


def test_postings_come_out_the_same_in_any_order():
    boards = "abcde"
    listings = [
        listing(board, str(job), title=f"{title} {job}x", text=f"{text} Job {job} of many here.")
        for job, (title, text) in enumerate([("Clerk", TEXT), ("Driver", OTHER_TEXT)] * 4)
        for board in boards
    ]
    found = find_postings(listings)
    assert len({member.canonical for member in found}) == 8
    for seed in range(5):
        shuffled = random.Random(seed).sample(listings, len(listings))
        assert find_postings(shuffled) == found


def test_small_likenesses_make_no_chain():
    """b is like a and like c, which are not alike: c is a posting of its own."""
    half, other_half = TEXT[:140], TEXT[140:]
    a = listing("a", text=f"{half} {OTHER_TEXT[:140]}")
    b = listing("b", text=f"{half} {other_half}")
    c = listing("c", text=f"{other_half} {OTHER_TEXT[140:]}")
    assert compare(a, b)
    assert compare(b, c)
    assert compare(a, c) is None
    groups = {member.key[0]: member.canonical[0] for member in find_postings([a, b, c])}
    assert len(set(groups.values())) == 2
    assert all(compare(x, y) for x, y in ((a, b), (b, c)) if groups[x.board] == groups[y.board])


def test_a_posting_has_one_listing_of_a_board():
    """A board that lists others' jobs may show one twice; both are openings by its word."""
    own = listing("greenhouse", "9")
    twice = [listing("careerjet", "1"), listing("careerjet", "2")]
    members = find_postings([*twice, own])
    assert [member.canonical for member in members] == [
        ("greenhouse", "9"),
        ("careerjet", "2"),
        ("greenhouse", "9"),
    ]


def test_the_richest_listing_nearest_to_the_employer_stands_for_the_posting():
    excerpt = listing("a", text=TEXT[:150])
    whole = listing("b")
    relisted = listing("careerjet", text=TEXT + " Apply through us today or tomorrow.")
    assert {member.canonical for member in find_postings([excerpt, relisted, whole])} == {
        ("b", "1")
    }


def test_a_job_under_another_title_by_nobody_is_found_by_its_words():
    """Neither block has both: the employers and the titles differ."""
    hidden = listing("b", title="Clerk, store", employer=None)
    members = find_postings([ORIGINAL, hidden, listing("c", text=OTHER_TEXT, employer="Else")])
    assert [member.canonical for member in members] == [("a", "1"), ("a", "1"), ("c", "1")]


def test_nothing_and_a_single_listing_are_no_trouble():
    assert find_postings([]) == []
    bare = listing(title=None, employer=None, place=None, town=None, county=None, text=None)
    (member,) = find_postings([bare])
    assert member.canonical == member.key == ("a", "1")
    both = find_postings([bare, replace(bare, board="b")])
    assert len({member.canonical for member in both}) == 2


HR_MANAGER = ("human", "resources", "manager")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("URGENT: Asst Cook at Pwani Inn - Malindi (2 posts)", ("assistant", "cook")),
        ("Re-advertisement: Cook, Ref: HR/529/2026", ("cook",)),
        ("Cook | Pwani Inn", ("cook",)),
        ("Sales &amp; HR Mgr (m/f), KES 90,000 per month", ("sales", *HR_MANAGER)),
        ("Very urgent vacancy: Snr Cook x2", ("senior", "cook")),
        ("Grade 4 Teacher", ("grade", "4", "teacher")),
        ("Chargé d'affaires", ("charge", "d", "affaires")),
        ("C++ and C# Developer", ("c++", "c#", "developer")),
        ("Malindi", ("malindi",)),
        ("Vacancy", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_a_title_is_read_without_its_noise(title, words):
    assert title_words(title, employer="Pwani Inn", places=["Malindi", None]) == words


@pytest.mark.parametrize(
    ("title", "employer"),
    [
        ("Cook at Pwani Inn", "Pwani Inn"),
        ("Cook at Pwani Inn - Malindi (2 posts)", "Pwani Inn"),
        ("Look at this: Cook at Pwani Inn", "Pwani Inn"),
        ("Engineer at sea", None),
        ("Advocate at Law", None),
        ("At Pwani Inn", None),
        ("Cook", None),
        (None, None),
    ],
)
def test_an_employer_may_stand_in_the_title(title, employer):
    assert employer_in_title(title) == employer


def test_levels_and_employers_are_told_from_noise():
    assert levels(("senior", "cook", "ii")) == {"senior", "ii"}
    assert employer_name("The Acme (K) Co. Ltd.") == employer_name("ACME Kenya") == "acme"
    assert employer_name("Kenya Ltd") == "kenya"
    assert place_words("Mombasa Office, Kenya") == {"mombasa"}
    assert employer_name("Our Client") == employer_name(None) == employer_name("  ") == ""
