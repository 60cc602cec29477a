"""What boards advertise is counted as demand: postings, not adverts, matched or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import text

from gaps.analyses import CompiledAnalyses
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.run import Request, run
from tests.conftest import Installation
from tests.visits import listing, write_visit

AT = "2026-11-20T02:00:00Z"  # a Friday
CLEANER = "Clean the rooms of the guests on four floors, keep the linen store and report damage."
CHEMIST = (
    "Work in the laboratory of the brewery and manage budgets of the department. "
    "Knowledge of analytical chemistry and of the law of the trade."
)
SHOWN_TWICE = {
    "title": "Chemist",
    "employer": "Tembo Brewers Ltd",
    "place": "Nairobi",
    "posted": "16 November 2026",
    "description": CHEMIST,
}
ON_A = [
    listing("1", **SHOWN_TWICE),
    listing("2", title="Chemist", employer="Maji Works", place="Nakuru", description=CHEMIST[:75]),
    listing("3", title="Manager", employer="Maji Works", place="Nakuru", description="Lead us."),
]
ON_B = [
    listing("9", **SHOWN_TWICE),
    listing("10", title="Room cleaner", employer="Hotel Pwani", description=CLEANER),
]


@dataclass(frozen=True)
class Demand:
    """What a night with two boards published."""

    installation: Installation

    def rows(self, query: str) -> list[tuple]:
        databases = self.installation.settings.databases
        engine = self.installation.server.engine("reader", databases.published, autocommit=True)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def ask(self, **variables: str | None) -> list[dict[str, object]]:
        databases = self.installation.settings.databases
        engine = self.installation.server.engine("reader", databases.published, autocommit=True)
        analyses = CompiledAnalyses(analyses_folder(self.installation.settings))
        with engine.connect() as connection:
            return analyses.answer(connection, "demand_against_skills", **variables)


@pytest.fixture(scope="module")
def demand(new_installation, tmp_path_factory) -> Demand:
    made = new_installation()
    folder = tmp_path_factory.mktemp("jobs")
    write_visit(folder, "a", AT, ON_A)
    write_visit(folder, "b", AT, ON_B)
    run(made.settings, Request(source_places={"jobs": (folder,)}), Console())
    return Demand(made)


def test_a_job_on_two_boards_is_one_posting_of_its_week_and_county(demand):
    rows = demand.rows(
        "select week_starts_on, county, postings, open_postings, postings_in_all, share_unmatched "
        "from demand_by_occupation "
        "where taxonomy = 'onet' and target = '19-2031.00' order by county"
    )

    week = date(2026, 11, 16)
    assert rows == [(week, "Nairobi", 1, 1, 1, 0), (week, "Nakuru", 1, 1, 2, rows[1][5])]
    assert float(rows[1][5]) == 0.5


def test_what_was_not_matched_is_counted_as_such(demand):
    rows = demand.rows(
        "select county, postings, mean_confidence from demand_by_occupation "
        "where taxonomy = 'onet' and target = 'unmatched' and match_level = 'unmatched' "
        "and county = 'Nakuru'"
    )

    assert rows == [("Nakuru", 1, None)]


def test_each_taxonomy_counts_every_posting_once(demand):
    ((postings,),) = demand.rows("select count(*) from job_postings")
    rows = demand.rows("select taxonomy, sum(postings) from demand_by_occupation group by taxonomy")

    assert postings == 4
    assert {taxonomy: int(n) for taxonomy, n in rows} == dict.fromkeys(("esco", "kesco", "onet"), 4)


def test_a_posting_without_a_county_is_counted_as_not_stated(demand):
    rows = demand.rows(
        "select distinct board, postings_in_all from demand_by_occupation "
        "where county = 'not stated'"
    )

    assert rows == [("b", 1)]


def test_a_skill_is_counted_once_a_posting(demand):
    rows = demand.rows(
        "select county, postings, sure_postings, postings_in_all, share_without_skills "
        "from demand_by_skill where skill_label = 'manage budgets' order by county"
    )

    assert [(county, n, sure, of) for county, n, sure, of, _ in rows] == [
        ("Nairobi", 1, 1, 1),
        ("Nakuru", 1, 1, 2),
    ]
    assert float(rows[1][4]) == 0.5


def test_matched_postings_stand_beside_delivered_figures(demand):
    rows = demand.rows(
        "select region, region_type, data_collection_period, estimated_job_openings "
        "from labour_demand where delivery = 'job boards' and taxonomy = 'onet' "
        "and occupation_key = '19-2031.00' order by region"
    )

    assert rows == [
        ("Kenya", "national", "2026-11", 2),
        ("Nairobi", "county", "2026-11", 1),
        ("Nakuru", "county", "2026-11", 1),
    ]
    assert demand.rows("select count(*) > 0 from labour_demand where delivery <> 'job boards'") == [
        (1,)
    ]


def test_skills_asked_for_beyond_what_the_occupation_brings_are_a_gap(demand):
    asked = {row["skill_label"]: row for row in demand.ask()}

    budgets = asked["manage budgets"]
    assert budgets["postings"] == 2
    assert float(budgets["share_of_postings"]) == 0.5
    assert budgets["postings_matched"] == 2
    assert budgets["postings_beyond_profile"] == 2
    assert budgets["supplied_by"] is None
    chemistry = asked["analytical chemistry"]
    assert chemistry["postings_beyond_profile"] == 0
    assert chemistry["supplied_by"] == "chemist"


def test_the_analysis_counts_from_a_day_and_in_a_county(demand):
    assert demand.ask(since="2026-11-21") == []
    in_nakuru = demand.ask(county="Nakuru")
    assert {row["postings"] for row in in_nakuru} == {1}
    assert demand.ask(least_postings="3") == []
