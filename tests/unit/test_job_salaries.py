"""Pay as people type it: what is stated is read, what is not sure has a reason instead."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.jobs.salaries import CODES, LARGEST, PERIODS, currency_code, period_of, read_salary

CASE = Path(__file__).resolve().parents[1] / "cases" / "salaries"


def rows(name: str) -> list[dict[str, str]]:
    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(text: str) -> tuple[str, ...]:
    salary = read_salary(text)
    fields = (salary.amount_min, salary.amount_max, salary.currency, salary.period)
    return tuple("" if field is None else str(field) for field in fields)


@pytest.mark.parametrize(
    ("stated", "expected"),
    list(zip(rows("salaries.csv"), rows("expected.csv"), strict=True)),
)
def test_the_case_comes_out_as_expected(stated, expected):
    assert stated["listing_id"] == expected.pop("listing_id")
    assert read(stated["salary_text"]) == tuple(expected.values())
    assert read_salary(stated["salary_text"]).text == stated["salary_text"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KSh 45,000 - 60,000", ("45000", "60000", "KES", "")),
        ("Ksh. 50,000/= per month", ("50000", "50000", "KES", "month")),
        ("Kshs 50,000 to Kshs 70,000 p.m.", ("50000", "70000", "KES", "month")),
        ("50,000/= - 70,000/=", ("50000", "70000", "KES", "")),
        ("Sh 500 per day", ("500", "500", "KES", "day")),
        ("KES 1.2m p.a.", ("1200000.0", "1200000.0", "KES", "year")),
        ("50K - 70K", ("50000", "70000", "", "")),
        ("80,000 - 100k", ("80000", "100000", "", "")),
        ("$900 - 1.2k", ("900", "1200.0", "USD", "")),
        ("Less than 15,000", ("", "15000", "", "")),
        ("More than KSh 100,000", ("100000", "", "KES", "")),
        ("up to USD 2,000 monthly", ("", "2000", "USD", "month")),
        ("from 50,000 to 60,000", ("50000", "60000", "", "")),
        ("Monthly pay: KES 30,000", ("30000", "30000", "KES", "month")),
        ("0 - 50,000", ("", "50000", "", "")),
        ("£20,000-£25,000 per annum", ("20000", "25000", "GBP", "year")),
        ("€ 2.500,50 per month", ("2500.50", "2500.50", "EUR", "month")),
        ("KSh 500 per hour, 20 hours per week", ("500", "500", "KES", "hour")),
        ("KSh 60,000, 3 years experience", ("60000", "60000", "KES", "")),
        ("Grade 10, KES 60,000 a month", ("60000", "60000", "KES", "month")),
        ("12 per hour", ("12", "12", "", "hour")),
    ],
)
def test_what_is_stated_is_read(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "nothing stated"),
        ("  ", "nothing stated"),
        ("Confidential", "no amount: confidential"),
        ("Negotiable", "no amount: negotiable"),
        ("Attractive package", "no amount: attractive"),
        ("Not specified", "no amount: not specified"),
        ("2025", "a year, a grade or a count, not pay"),
        ("Group 10", "a year, a grade or a count, not pay"),
        ("5 years experience", "a year, a grade or a count, not pay"),
        ("10", "a number that need not be pay"),
        ("0712345678", "a number that need not be pay"),
        ("$0 - $0", "zero"),
        ("KES 50,000 - USD 500", "two currencies"),
        ("KES 50,000 plus allowance of KES 20,000", "several amounts"),
        ("KES 999999999999999", "not plausible"),
        ("good", "wording not known"),
        ("KES 50,000 " * 100, "longer than 1000 letters"),
    ],
)
def test_what_is_not_sure_has_a_reason(text, reason):
    salary = read_salary(text)
    assert (salary.amount_min, salary.amount_max, salary.reason) == (None, None, reason)
    assert salary.text == (text or "")


@pytest.mark.parametrize(
    ("text", "basis"), [("KES 5,000 gross", "gross"), ("Net KES 5,000", "net"), ("KES 5,000", None)]
)
def test_gross_or_net_is_kept_where_it_is_stated(text, basis):
    assert read_salary(text).basis == basis


def test_a_shilling_is_that_of_the_board():
    assert read_salary("Sh 50,000", shilling="UGX").currency == "UGX"
    assert read_salary("USh 50,000").currency == "UGX"


def test_units_and_signs_of_other_formats_are_known():
    assert [period_of(unit) for unit in ("HOUR", "DAY", "WEEK", "MONTH", "YEAR")] == list(PERIODS)
    assert (period_of("per annum"), period_of("Monthly"), period_of("fee")) == (
        "year",
        "month",
        None,
    )
    assert (currency_code("ksh"), currency_code("€"), currency_code("no")) == ("KES", "EUR", None)


amounts = st.integers(min_value=1000, max_value=int(LARGEST))


@given(amounts, amounts, st.sampled_from(CODES), st.sampled_from(PERIODS))
def test_what_was_written_out_is_read_back(one, other, currency, period):
    salary = read_salary(f"{currency} {one:,} - {other:,} per {period}")
    assert (salary.amount_min, salary.amount_max) == (min(one, other), max(one, other))
    assert (salary.currency, salary.period, salary.reason) == (currency, period, None)


@given(st.text() | st.text(alphabet="0123456789,. -kKm$€/=+ShKESper month"))
def test_no_text_stops_the_file(text):
    salary = read_salary(text)
    assert salary.text == text
    ends = (salary.amount_min, salary.amount_max)
    assert (ends == (None, None)) == (salary.reason is not None)
    assert all(end is None or (isinstance(end, Decimal) and 0 < end <= LARGEST) for end in ends)
    assert None in ends or ends[0] <= ends[1]
