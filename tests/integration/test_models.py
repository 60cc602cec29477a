"""What the models make of rows that other pipelines get wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from pipeline.console import Console
from pipeline.run import Request, run
from tests.release import copy_sample, sample_rows

VALUE, N, ERROR, LOW, HIGH, SUPPRESS, RELEVANT = range(4, 11)


@pytest.fixture(scope="module")
def changed(new_installation, tmp_path_factory):
    """The sample with a rating outside its scale, missing cells and a title that comes twice."""
    ratings = sample_rows("Transferable Skills.txt")
    chemist = [row for row in ratings if row[0] == "19-2031.00" and row[3] == "LV"]
    chemist[0][VALUE] = "9.00"
    for cell in (N, ERROR, LOW, HIGH, SUPPRESS, RELEVANT):
        chemist[1][cell] = "n/a"
    chemist[2][ERROR] = "0.0000"
    titles = sample_rows("Job Titles.txt")
    folder = copy_sample(
        tmp_path_factory.mktemp("changed"),
        changed={
            "Transferable Skills.txt": ratings,
            "Job Titles.txt": [*titles, titles[0]],
        },
    )
    installation = new_installation()
    run(installation.settings, Request((folder,)), Console())
    return installation, [row[1] for row in chemist[:3]], titles[0]


def rows(installation, database: str, query: str, **values) -> list[tuple]:
    name = getattr(installation.settings.databases, database)
    with installation.server.engine("admin", name).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def test_a_rating_outside_its_scale_is_rejected_with_its_reason(changed):
    installation, (element, *_), _ = changed
    assert rows(
        installation,
        "build",
        "select source_file, rejection_reason, onet_soc_code, element_id, data_value "
        "from stg_onet__ratings_rejected",
    ) == [("Transferable Skills.txt", "out_of_scale_range", "19-2031.00", element, "9.00")]
    level = "select level, importance is null from occupation_levels where "
    assert rows(
        installation,
        "published",
        level + "occupation_code = '19-2031.00' and element_id = :element",
        element=element,
    ) == [(None, 0)]


def test_cells_without_a_value_are_null_and_unknown_is_not_no(changed):
    installation, (_, element, _), _ = changed
    assert rows(
        installation,
        "published",
        "select n, standard_error, ci_low, ci_high, recommend_suppress, not_relevant "
        "from occupation_element_ratings where occupation_code = '19-2031.00' "
        "and element_id = :element and scale_id = 'LV'",
        element=element,
    ) == [(None, None, None, None, None, None)]
    (is_beyond,) = {
        beyond
        for (beyond,) in rows(
            installation,
            "published",
            "select is_beyond_error from skill_gaps where from_code = '19-2031.00' "
            "and to_code = '15-1252.00' and element_id = :element",
            element=element,
        )
    }
    assert is_beyond is None


def test_an_error_of_zero_stays_zero(changed):
    installation, (_, _, element), _ = changed
    ((error,),) = rows(
        installation,
        "published",
        "select level_se from occupation_levels where occupation_code = '19-2031.00' "
        "and element_id = :element",
        element=element,
    )
    assert error == Decimal("0.0000")


def test_a_title_that_comes_twice_is_published_once_and_rejected_once(changed):
    installation, _, title = changed
    key = {"code": title[0], "title": title[1]}
    assert rows(
        installation,
        "published",
        "select count(*) from job_titles where occupation_code = :code and job_title = :title",
        **key,
    ) == [(1,)]
    assert rows(
        installation,
        "build",
        "select rejection_reason, source_line from stg_onet__job_titles_rejected",
    ) == [("duplicate_key", 617)]


def test_an_unrated_occupation_has_a_status_and_a_reason(changed):
    installation, *_ = changed
    assert rows(
        installation,
        "published",
        "select occupation_code, ratings_status, not_rated_reason from occupations "
        "where ratings_status = 'not_rated' order by 1",
    ) == [
        ("15-1299.00", "not_rated", "all_other"),
        ("15-2051.00", "not_rated", "not_yet_rated"),
        ("55-1019.00", "not_rated", "military"),
        ("55-3016.00", "not_rated", "military"),
    ]


def test_every_gap_follows_its_formula(changed):
    """Each row of the view, computed again from the levels in exact decimals."""
    installation, *_ = changed
    levels = {
        (code, element): (level, error, importance)
        for code, element, level, error, importance in rows(
            installation,
            "published",
            "select occupation_code, element_id, level, level_se, importance "
            "from occupation_levels where domain = 'skill'",
        )
    }
    gaps = rows(
        installation,
        "published",
        "select from_code, to_code, element_id, level_gap, level_surplus, margin_of_error, "
        "is_beyond_error, is_missing_skill, weighted_gap from skill_gaps where domain = 'skill' "
        "and from_code in ('19-2031.00', '41-9012.00')",
    )
    assert len(gaps) == 2 * 37 * 35
    for from_code, to_code, element, gap, surplus, margin, beyond, missing, weighted in gaps:
        held, held_error, _ = levels[from_code, element]
        needed, needed_error, importance = levels[to_code, element]
        if held is None or needed is None:
            assert gap is None
            continue
        assert gap == max(needed - held, Decimal(0))
        assert surplus == max(held - needed, Decimal(0))
        assert bool(missing) == (needed > 0 and held == 0)
        assert float(weighted) == pytest.approx(float((importance - 1) / 4 * gap / 7), abs=1e-6)
        if held_error is None or needed_error is None:
            assert (margin, beyond) == (None, None)
        else:
            exact = 1.96 * float(held_error**2 + needed_error**2) ** 0.5
            assert float(margin) == pytest.approx(exact, abs=1e-4)
            assert bool(beyond) == (float(gap) > exact)
