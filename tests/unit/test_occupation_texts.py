"""How alike occupations are in words: the same from any order, none where there are no words."""

from __future__ import annotations

import math
import random

import pytest

from match.occupation_texts import OccupationTexts, text_similarities

CHEMIST = OccupationTexts(
    "19-2031.00",
    ("Analyze organic compounds to determine their properties.", "Prepare test solutions."),
    ("4.A.2.a.4.i.3", "4.A.4.b.6.h.4"),
    ("Chemists", "Analytical Chemist"),
)
TECHNICIAN = OccupationTexts(
    "19-4031.00",
    ("Prepare chemical solutions for tests.", "Analyze compounds."),
    ("4.A.2.a.4.i.3",),
    ("Chemical Technicians", "Analytical Technician"),
)
BAKER = OccupationTexts(
    "51-3011.00", ("Knead dough by hand.",), ("4.A.3.a.3.i.1",), ("Bakers", "Pastry Chef")
)
UNWRITTEN = OccupationTexts("55-1019.00", titles=("Military Officers",))
ALL = (CHEMIST, TECHNICIAN, BAKER, UNWRITTEN)


def test_every_pair_comes_once_in_the_order_of_the_codes():
    pairs = [(pair.code, pair.other_code) for pair in text_similarities(ALL)]
    codes = sorted(occupation.code for occupation in ALL)
    assert pairs == [(one, other) for n, one in enumerate(codes) for other in codes[n + 1 :]]


def test_the_order_of_the_input_makes_no_difference():
    shuffled = list(ALL)
    random.Random(7).shuffle(shuffled)
    assert list(text_similarities(shuffled)) == list(text_similarities(ALL))


def test_who_does_the_same_work_is_nearer_than_who_does_not():
    found = {(pair.code, pair.other_code): pair for pair in text_similarities(ALL)}
    near, far = found["19-2031.00", "19-4031.00"], found["19-2031.00", "51-3011.00"]
    assert near.tasks > 0.3 > far.tasks == 0
    assert near.activities > 0 == far.activities
    assert near.titles > 0 == far.titles


def test_what_an_occupation_lacks_is_none_and_not_zero():
    for pair in text_similarities(ALL):
        if UNWRITTEN.code in (pair.code, pair.other_code):
            assert pair.tasks is None
            assert pair.activities is None
            assert pair.titles == 0


def test_equal_texts_are_fully_alike():
    twin = OccupationTexts("99-0000.00", CHEMIST.tasks, CHEMIST.activities, CHEMIST.titles)
    (pair,) = text_similarities([CHEMIST, twin])
    assert (pair.tasks, pair.activities, pair.titles) == (1, 1, 1)


def test_activities_are_compared_by_what_they_are():
    """Two shared of three and two: the formula, by hand.

    Every term counts once in a document, so its weight is its rarity: ln((1 + n) / (1 + df)) + 1.
    """
    one = OccupationTexts("11-0000.00", activities=("a", "b", "c"))
    other = OccupationTexts("12-0000.00", activities=("a", "b"))
    (pair,) = text_similarities([one, other])
    common, rare = 1.0, math.log(3 / 2) + 1
    expected = 2 * common / math.sqrt(2 * common + rare**2) / math.sqrt(2 * common)
    assert pair.activities == pytest.approx(expected, abs=1e-9)
    assert pair.tasks is None


def test_texts_without_a_single_term_compare_nothing():
    empty = [
        OccupationTexts(f"1{n}-0000.00", tasks=("of the", "and"), titles=("",)) for n in (1, 2)
    ]
    (pair,) = text_similarities(empty)
    assert (pair.tasks, pair.activities, pair.titles) == (None, None, None)


@pytest.mark.parametrize("occupations", [[], [CHEMIST]])
def test_fewer_than_two_make_no_pair(occupations):
    assert list(text_similarities(occupations)) == []
