"""Ratings that were given to an analysis mean what they will mean in the marts.

An occupation that is rated in the published marts is given once more, in the words of the Web
Services: each level and each gap has to be the one that the marts hold, column by column. The
second set of tables has ratings without errors, which the sample has not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text

from gaps.analyses import CompiledAnalyses
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.run import Request, run
from tests.conftest import Installation
from tests.release import copy_sample, sample_rows
from tests.served_ratings import TABLES, as_kept, as_served, ratings_of

CHEMISTS, DEVELOPERS, EXECUTIVES = "19-2031.00", "15-1252.00", "11-1011.00"
FAST_FOOD, MECHANICS, PSYCHOLOGISTS = "35-2014.00", "49-9071.00", "15-2021.00"
RATED = (CHEMISTS, DEVELOPERS, EXECUTIVES, FAST_FOOD, MECHANICS, PSYCHOLOGISTS)
PAIRS = [(a, b) for a in RATED for b in RATED if a != b]
OTHER_CODE = "19-2031.99"
SKILLS, SCALES = 35, 2


@pytest.fixture(scope="module")
def sample_connection(published) -> Iterator[Connection]:
    with connection_to(published) as connection:
        yield connection


@pytest.fixture(scope="module")
def analyses(published) -> CompiledAnalyses:
    return CompiledAnalyses(analyses_folder(published.settings))


def connection_to(installation: Installation) -> Connection:
    database = installation.settings.databases.published
    return installation.server.engine("reader", database).connect()


def given(*codes: str, **changes: str | None) -> str:
    return json.dumps([row for code in codes for row in as_kept(ratings_of(code, **changes))])


def published_levels(connection: Connection, code: str) -> list[dict]:
    question = text("select * from occupation_levels where occupation_code = :c order by 1, 2")
    return [dict(row) for row in connection.execute(question, {"c": code}).mappings()]


def without_provenance(rows: list[dict]) -> list[dict]:
    """Leave out what is about where a row comes from, not about the occupation."""
    return [{k: v for k, v in r.items() if k not in ("origin", "release_name")} for r in rows]


@pytest.mark.parametrize("code", RATED)
def test_levels_of_given_ratings_are_those_of_the_marts(sample_connection, analyses, code):
    levels = analyses.answer(
        sample_connection, "levels_of_given_ratings", given_ratings=given(code)
    )
    expected = without_provenance(published_levels(sample_connection, code))
    assert len(levels) == SKILLS
    assert levels == expected


def test_the_ratings_that_are_compared_hold_every_kind_of_mark(sample_connection):
    levels = [row for code in RATED for row in published_levels(sample_connection, code)]
    assert {row["is_low_precision"] for row in levels} == {0, 1}
    assert {row["is_not_relevant"] for row in levels} == {0, 1}
    assert any(row["level"] == 0 for row in levels)
    assert any(row["level_meaning"].startswith("below: ") for row in levels)


@pytest.mark.parametrize("scale", ["LV", "IM"])
@pytest.mark.parametrize(
    "which", [slice(0, 1), slice(1, 2), slice(0, 2)], ids=["from", "to", "both"]
)
def test_gaps_of_given_ratings_are_those_of_the_marts(sample_connection, analyses, scale, which):
    for pair in PAIRS:
        asked = {"from_code": pair[0], "to_code": pair[1], "scale": scale}
        expected = analyses.answer(sample_connection, "skill_gap_by_scale", **asked)
        rows = analyses.answer(
            sample_connection,
            "skill_gap_of_given_ratings",
            given_ratings=given(*pair[which]),
            **asked,
        )
        assert len(rows) == SKILLS
        assert rows == expected, pair


def test_an_occupation_that_nobody_published_gets_the_figures_of_its_ratings(
    sample_connection, analyses
):
    """The same ratings under a code that the files do not know: nothing of the code matters."""
    expected = analyses.answer(
        sample_connection, "skill_gap_by_scale", from_code=DEVELOPERS, to_code=CHEMISTS
    )
    rows = analyses.answer(
        sample_connection,
        "skill_gap_of_given_ratings",
        from_code=DEVELOPERS,
        to_code=OTHER_CODE,
        given_ratings=given(CHEMISTS, onetsoc_code=OTHER_CODE),
    )
    assert rows == [{**row, "to_code": OTHER_CODE} for row in expected]


def test_without_errors_given_and_published_ratings_leave_the_same_open(new_installation, tmp_path):
    made = new_installation()
    files = {name: sample_rows(name) for name in TABLES.values()}
    for rows in files.values():
        for row in rows[::3]:
            row[5:9] = ["n/a"] * 4
    folder = copy_sample(tmp_path / "release", changed=files)
    run(made.settings, Request(onet_folders=(folder,)), Console())
    served = [as_served(row) for rows in files.values() for row in rows]
    asked = CompiledAnalyses(analyses_folder(made.settings))
    with connection_to(made) as connection:
        for pair in PAIRS:
            named = {"from_code": pair[0], "to_code": pair[1]}
            rows = as_kept({"": [row for row in served if row["onetsoc_code"] in pair]})
            expected = asked.answer(connection, "skill_gap_by_scale", **named)
            answer = asked.answer(
                connection, "skill_gap_of_given_ratings", given_ratings=json.dumps(rows), **named
            )
            assert answer == expected
            assert {row["is_beyond_error"] for row in answer} > {None}


def test_a_month_counts_whatever_the_form_of_its_date(sample_connection, analyses):
    day, month = (
        analyses.answer(
            sample_connection,
            "given_ratings_by_domain",
            given_ratings=given(CHEMISTS, date_updated=date),
        )[0]
        for date in ("2024-08-31", "08/2024")
    )
    assert day == month
    assert str(day["rated_on"]) == "2024-08-01"


@pytest.mark.parametrize(
    "changes",
    [
        {"date_updated": "2024-13-01"},
        {"date_updated": "2024-02-31"},
        {"date_updated": "20240801"},
        {"data_value": "5,01"},
        {"data_value": None},
        {"data_value": "7.01"},
        {"data_value": "-0.01"},
        {"data_value": "4.125"},
        {"standard_error": "small"},
        {"n": "8.5"},
        {"recommend_suppress": "y"},
        {"not_relevant": "true"},
        {"domain_source": None},
        {"domain_source": "x" * 51},
        {"scale_id": "XX"},
        {"element_id": "2.Z.9"},
        {"lower_ci_bound": "-7"},
    ],
    ids=str,
)
def test_what_the_nightly_run_would_reject_is_no_rating(sample_connection, analyses, changes):
    rows = as_kept(ratings_of(CHEMISTS))
    spoilt = next(row for row in rows if row["scale_id"] == "LV")
    spoilt |= changes
    asked = {"given_ratings": json.dumps(rows)}
    (domain,) = analyses.answer(sample_connection, "given_ratings_by_domain", **asked)
    assert (domain["needed"], domain["usable"]) == (SKILLS * SCALES, SKILLS * SCALES - 1)
    assert domain["is_complete"] == 0
    assert analyses.answer(sample_connection, "levels_of_given_ratings", **asked) == []


def test_an_element_that_the_published_release_does_not_rate_is_not_taken(
    sample_connection, analyses
):
    """All occupations of a domain are rated on the same elements."""
    rows = as_kept(ratings_of(CHEMISTS))
    more = [row | {"element_id": "2.A.1"} for row in rows if row["element_id"] == "2.A.1.a"]
    asked = {"given_ratings": json.dumps(rows + more)}
    levels = analyses.answer(sample_connection, "levels_of_given_ratings", **asked)
    assert levels == without_provenance(published_levels(sample_connection, CHEMISTS))
    known = sample_connection.scalar(
        text("select count(*) from elements where element_id = '2.A.1'")
    )
    assert known == 1


def test_an_occupation_is_replaced_whole_or_not_at_all(sample_connection, analyses):
    """Incomplete ratings do not touch the published ones, row by row least of all."""
    rows = [row | {"data_value": "1"} for row in as_kept(ratings_of(CHEMISTS))]
    pair = {"from_code": CHEMISTS, "to_code": DEVELOPERS}
    published = analyses.answer(sample_connection, "skill_gap_by_scale", **pair)
    incomplete, whole = (
        analyses.answer(
            sample_connection,
            "skill_gap_of_given_ratings",
            given_ratings=json.dumps(part),
            **pair,
        )
        for part in (rows[1:], rows)
    )
    assert incomplete == published
    assert {row["from_level"] for row in whole} == {Decimal(1)}


@pytest.mark.parametrize("nothing", [None, "[]"])
def test_where_nothing_is_given_the_marts_answer(sample_connection, analyses, nothing):
    pair = {"from_code": CHEMISTS, "to_code": DEVELOPERS}
    assert analyses.answer(
        sample_connection, "skill_gap_of_given_ratings", given_ratings=nothing, **pair
    ) == analyses.answer(sample_connection, "skill_gap_by_scale", **pair)
    assert (
        analyses.answer(sample_connection, "given_ratings_by_domain", given_ratings=nothing) == []
    )


def test_numbers_with_and_without_closing_zeros_are_equal(sample_connection, analyses):
    short, long, zeros = (
        analyses.answer(
            sample_connection,
            "levels_of_given_ratings",
            given_ratings=given(CHEMISTS, data_value=value),
        )
        for value in ("5", "5.0000", "5.")
    )
    assert short == long
    assert {row["level"] for row in short} == {5}
    assert zeros == []  # no number at all


def test_a_gap_with_given_ratings_is_compared_and_says_so(sample_connection, analyses):
    pair = {"from_code": CHEMISTS, "to_code": "15-2051.00"}
    (plain,) = analyses.answer(sample_connection, "skill_gap_header", **pair)
    (told,) = analyses.answer(sample_connection, "skill_gap_header", to_given="skill", **pair)
    assert (plain["status"], plain["to_reason"]) == ("to_not_rated", "not_yet_rated")
    assert (told["status"], told["to_reason"]) == ("compared", None)
    assert (plain["to_unrated_domains"], told["to_unrated_domains"]) == ("skill", None)
    assert (plain["from_release_name"], plain["to_release_name"]) == ("sample", None)
