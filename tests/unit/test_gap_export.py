"""A gap leaves the house as CSV and JSON that nobody misreads."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gaps.export import CONTEXT_COLUMNS, ELEMENT_COLUMNS, as_csv, as_json, safe_cell
from gaps.read import ElementGap, Gap, GapHeader

HEADER = replace(
    GapHeader(**{field.name: None for field in fields(GapHeader)}),
    from_code="19-2031.00",
    from_title="Chemists",
    to_code="15-1252.00",
    to_title="Software Developers",
    domains="skill",
    status="compared",
    from_rated_on=date(2023, 8, 1),
    release_name="30.3",
    published_at=datetime(2026, 6, 1, 2, 3, 4),
)
PROGRAMMING = replace(
    ElementGap(**{field.name: None for field in fields(ElementGap)}),
    element_id="2.B.3.e",
    element_name="Programming",
    domain="skill",
    level_difference=Decimal("-0.26"),
    level_gap=Decimal("0.00"),
    is_beyond_error=False,
)
FORMULA_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def answer(*rows: ElementGap) -> Gap:
    return Gap("LV", HEADER, rows)


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.sampled_from(FORMULA_STARTS), st.text())
def test_text_that_begins_like_a_formula_is_disarmed(start, rest):
    assert safe_cell(start + rest) == "'" + start + rest


@given(st.text().filter(lambda text: text[:1] not in FORMULA_STARTS or not text))
def test_other_text_is_left_alone(text):
    assert safe_cell(text) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.integers())
def test_numbers_stay_numbers(number):
    assert Decimal(safe_cell(number)) == number


def test_csv_is_written_nowhere_else():
    """Whoever writes CSV writes it with ``safe_cell``."""
    root = Path(__file__).resolve().parents[2]
    writers = {
        str(path.relative_to(root))
        for folder in ("api", "benchmarks", "explain", "extract", "gaps", "load", "pipeline")
        for path in (root / folder).rglob("*.py")
        if re.search(r"csv\.(writer|DictWriter)|\.to_csv\(", path.read_text(encoding="utf-8"))
    }
    assert writers == {"gaps/export.py"}


def test_unknown_and_yes_and_no_have_cells_of_their_own():
    assert (safe_cell(None), safe_cell(True), safe_cell(False)) == ("", "true", "false")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_survives_the_way_through_csv(meaning):
    names, row = lines(as_csv(answer(replace(PROGRAMMING, to_level_meaning=meaning))))
    cell = row[names.index("to_level_meaning")]
    assert cell.removeprefix("'") == meaning or cell == meaning
    assert not cell.startswith(tuple(FORMULA_STARTS))


def test_csv_has_a_line_of_names_and_a_line_a_row():
    names, first, second = lines(as_csv(answer(PROGRAMMING, PROGRAMMING)))
    assert tuple(names) == CONTEXT_COLUMNS + ELEMENT_COLUMNS
    assert first == second
    row = dict(zip(names, first, strict=True))
    assert (row["from_code"], row["to_code"]) == ("19-2031.00", "15-1252.00")
    assert (row["level_difference"], row["level_gap"]) == ("-0.26", "0.00")
    assert (row["is_beyond_error"], row["is_missing_skill"]) == ("false", "")


def test_csv_without_rows_still_says_the_status():
    names, row = lines(as_csv(answer()))
    assert row[names.index("status")] == "compared"
    assert set(row[len(CONTEXT_COLUMNS) :]) == {""}


def test_json_keeps_numbers_nulls_and_dates():
    told = json.loads(as_json(answer(PROGRAMMING)))
    (row,) = told["rows"]
    assert (row["level_difference"], row["is_beyond_error"]) == (-0.26, False)
    assert row["is_missing_skill"] is None
    assert told["header"]["published_at"] == "2026-06-01T02:03:04"
    assert told["header"]["from_rated_on"] == "2023-08-01"
    assert told["header"]["from_code"] == "19-2031.00"
