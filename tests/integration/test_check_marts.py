"""The check that makes the published tables anew agrees with the sample, and sees each change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text

from benchmarks.check_marts import check_onet, check_taxonomy
from benchmarks.recomputed.esco_marts import esco_marts, read_esco
from benchmarks.recomputed.kesco_marts import kesco_marts, read_kesco
from benchmarks.recomputed.onet_files import OnetRelease, read_release
from benchmarks.recomputed.table import Differences
from pipeline.settings import ROOT

SAMPLES = ROOT / "data" / "sample"
PAIRS = 200
CHEMIST = "occupation_code = '19-2031.00' and element_id = '2.B.3.e'"


@pytest.fixture(scope="module")
def release() -> OnetRelease:
    """The committed sample of O*NET, read by the check."""
    return read_release(SAMPLES / "onet")


@pytest.fixture
def changing(published) -> Iterator[Connection]:
    """A connection whose changes to the published tables and the ledger nobody else ever sees."""
    database = published.settings.databases.published
    with published.server.engine("admin", database).connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def names(published) -> dict[str, str]:
    """The databases that lines are followed through."""
    databases = published.settings.databases
    return {"landing": databases.landing, "build": databases.build}


def differing(compared: list[Differences]) -> dict[str, list[str]]:
    return {each.name: each.first for each in compared if each.count}


def test_every_row_of_the_sample_is_published_as_the_files_say(changing, names, release):
    compared = check_onet(changing, names, release, PAIRS)
    assert differing(compared) == {}
    rows = {each.name: each.compared for each in compared}
    assert rows["occupation_levels"] == 35 * rows["occupation_element_ratings"] // 70 > 1_000
    assert rows[f"skill_gaps of {PAIRS} pairs"] == 35 * PAIRS


def test_every_row_of_the_taxonomies_sample_is_published_as_the_files_say(changing, names):
    esco = read_esco(SAMPLES / "esco", model="sample esco en")
    kesco = read_kesco(SAMPLES / "kesco", edition="sample")
    compared = [
        *check_taxonomy(changing, names, "esco", esco.model, esco.lines, esco_marts(esco)),
        *check_taxonomy(changing, names, "kesco", "sample", kesco.lines, kesco_marts(kesco)),
    ]
    assert differing(compared) == {}
    assert all(each.compared for each in compared)


@pytest.mark.parametrize(
    ("change", "table", "named"),
    [
        (
            f"update occupation_levels set level_se = level_se + 0.0001 where {CHEMIST}",
            "occupation_levels",
            "level_se is ",
        ),
        (
            f"update occupation_levels set level_meaning = null where {CHEMIST}",
            "occupation_levels",
            "level_meaning is None",
        ),
        (
            "update occupations set not_rated_reason = 'military' "
            "where occupation_code = '15-2051.00'",
            "occupations",
            "not_rated_reason is 'military', not 'not_yet_rated'",
        ),
        (
            f"delete from occupation_element_ratings where {CHEMIST} and scale_id = 'IM'",
            "occupation_element_ratings",
            "is in the files and not published",
        ),
        (
            "insert into job_titles values ('19-2031.00', 'Alchemist', '', '08')",
            "job_titles",
            "is published and in no file",
        ),
    ],
    ids=["a rounded error", "a lost meaning", "a wrong reason", "a lost row", "an invented row"],
)
def test_a_change_of_one_value_is_a_difference_that_is_named(
    changing, names, release, change, table, named
):
    changing.execute(text(change))
    found = differing(check_onet(changing, names, release, pairs=1))
    assert named in found[table][0]


def test_a_wrong_level_shows_in_the_gaps_too(changing, names, release):
    changing.execute(text(f"update occupation_levels set level = level + 0.12 where {CHEMIST}"))
    found = differing(check_onet(changing, names, release, pairs=2_000))
    assert "skill_gaps of 2,000 pairs" in found


def test_a_line_that_nobody_accounts_for_is_a_difference(changing, names, release):
    changing.execute(
        text(
            f"delete from `{names['landing']}`.onet_job_titles where source_line = 3 "
            "and batch_id = (select batch_id from published_releases where source = 'onet')"
        )
    )
    found = differing(check_onet(changing, names, release, pairs=1))
    [said] = found["lines of onet sample"]
    assert said.startswith("Job Titles.txt: lines in the file ")
