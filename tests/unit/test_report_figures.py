"""Numbers, dates and places of the page of a move, each kind written in one way."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from gaps.read import ElementGap
from report import figures
from report.chart import TICKS, chart_rows
from report.notes import RELEASE_OF_THE_SAMPLE
from tests.release import SAMPLE

NOTHING = ElementGap(**{field.name: None for field in fields(ElementGap)})
PROGRAMMING = replace(
    NOTHING,
    element_name="Programming",
    from_level=Decimal("1.75"),
    to_level=Decimal("3.50"),
    from_level_se=Decimal("0.5000"),
    to_level_se=Decimal("0.2500"),
    level_gap=Decimal("1.75"),
    level_surplus=Decimal("0.00"),
    is_beyond_error=True,
)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Decimal("2.24"), 2, "+2.24"),
        (Decimal("-0.50"), 2, "\N{MINUS SIGN}0.50"),
        (Decimal("0.00"), 2, "0.00"),
        (Decimal("-0.001"), 2, "0.00"),
        (1, 0, "+1"),
        (None, 2, "not rated"),
    ],
)
def test_a_difference_has_its_sign(value, digits, shown):
    assert figures.signed(value, digits) == shown


def test_what_is_unknown_is_said_and_never_zero():
    assert figures.level(None) == figures.weight(None) == "not rated"
    assert figures.margin(None) == figures.day(None) == figures.moment(None) == "not given"
    assert figures.margin(Decimal(0)) == "± 0.00"


def test_days_are_written_out():
    assert figures.moment(datetime(2026, 11, 7, 5, 2)) == "7 November 2026, 05:02 UTC"
    assert figures.month(date(2023, 8, 1)) == "August 2023"


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ([*"abc"], "a, b and c")]
)
def test_lists_end_with_and(items, text):
    assert figures.listed(items) == text


def test_the_scale_runs_from_end_to_end():
    assert [tick.value for tick in TICKS] == list(range(8))
    assert (TICKS[0].place, TICKS[-1].place) == ("0.00%", "100.00%")


def test_marks_stand_where_their_levels_are():
    (row,) = chart_rows([PROGRAMMING])
    assert (row.held.place, row.needed.place) == ("25.00%", "50.00%")
    assert (row.held.low, row.held.high) == ("11.00%", "39.00%")  # 1.75 ± 1.96 · 0.5, of 7
    assert (row.start, row.length) == ("25.00%", "25.00%")


def test_an_interval_ends_with_the_scale():
    (row,) = chart_rows(
        [replace(PROGRAMMING, from_level=Decimal("0.25"), to_level=Decimal("6.90"))]
    )
    assert (row.held.low, row.needed.high) == ("0.00%", "100.00%")


@pytest.mark.parametrize(
    ("changes", "difference", "said"),
    [
        ({}, "shortfall_beyond_error", "; short by 1.75; beyond error"),
        ({"is_beyond_error": False}, "shortfall_within_error", "; short by 1.75; within error"),
        (
            {"is_beyond_error": None, "to_level_se": None},
            "shortfall_of_unknown_error",
            "; short by 1.75; error not given",
        ),
        (
            {"level_gap": Decimal(0), "level_surplus": Decimal("0.50"), "is_beyond_error": False},
            "surplus",
            "; 0.50 to spare",
        ),
        ({"level_gap": Decimal(0), "is_beyond_error": False}, "none", "; no difference"),
    ],
)
def test_a_row_says_what_it_shows(changes, difference, said):
    (row,) = chart_rows([replace(PROGRAMMING, **changes)])
    assert row.difference == difference
    assert row.said("Chemists", "Developers").startswith("Programming: Chemists 1.75 ± 0.98, ")
    assert row.said("Chemists", "Developers").endswith(said)


def test_a_missing_error_has_no_interval_and_is_said():
    (row,) = chart_rows([replace(PROGRAMMING, to_level_se=None, is_beyond_error=None)])
    assert (row.needed.low, row.needed.high) == (None, None)
    assert row.has_unknown_error
    assert "Developers 3.50 (no error given)" in row.said("Chemists", "Developers")


def test_a_side_that_is_not_rated_has_no_mark():
    alone = replace(NOTHING, element_name="Programming", from_level=Decimal("1.75"))
    (row,) = chart_rows([alone])
    assert row.needed is None
    assert (row.start, row.verdict) == (None, "")


def test_the_sample_is_of_the_release_that_the_page_names():
    assert f"O*NET {RELEASE_OF_THE_SAMPLE} Database" in (SAMPLE / "Read Me.txt").read_text("utf-8")
