"""Each of dbt's tests finds the fault it is there for, and none where there is no fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extract.sources import SOURCES
from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import (
    add_batch,
    add_files,
    add_run,
    compare_landed_texts,
    land_deliveries,
    link_landed_titles,
    read_landed_jobs,
)
from tests.release import (
    FURTHER_ELEMENTS,
    FURTHER_SCALES,
    SAMPLE,
    add_missing,
    further_files,
    sample_rows,
)
from tests.taxonomy import (
    skill_uri,
    write_crosswalks,
    write_esco,
    write_kesco,
    write_labour_market,
    write_tabiya,
)
from tests.visits import listing, page, write_visit

# test -> database, and the statements after which it must find something
FAULTS: dict[str, tuple[str, list[str]]] = {
    "assert_one_release_is_current": (
        "dev",
        [
            "insert into int_onet__current_batch"
            " select 'another', 999, run_id, release_name, released_on, is_sample"
            " from int_onet__current_batch"
        ],
    ),
    "assert_read_is_landed_and_quarantined": (
        "landing",
        ["update deliveries set rows_read = rows_read + 1 where source_file = 'Job Zones.txt'"],
    ),
    "assert_landed_is_staged_and_rejected_onet": (
        "dev",
        ["delete from base_onet__ratings order by source_line limit 1"],
    ),
    "assert_landed_is_staged_and_rejected_onet_api": (
        "landing",
        [
            "insert into deliveries select batch_id, 'lost', 'onet_api_ratings', sha256, bytes, 1,"
            " 1, 0, seconds from deliveries limit 1"
        ],
    ),
    "assert_landed_is_staged_and_rejected_language_model": (
        "landing",
        [
            "insert into deliveries select batch_id, 'mute', 'language_model_levels', sha256,"
            " bytes, 1, 1, 0, seconds from deliveries limit 1"
        ],
    ),
    "assert_model_levels_hold_every_staged_level": (
        "dev",
        [
            "insert into model_levels (occupation_code, element_id, model, prompt_version, domain,"
            " level, origin, asked_on, batch_id)"
            " values ('11-1011.00', '2.A.1.a', 'm', 'p', 'skill', 1, 'model', '2026-11-27', 1)"
        ],
    ),
    **{
        f"assert_landed_is_staged_and_rejected_{source}": (
            "landing",
            [f"update deliveries set rows_landed = rows_landed + 7 where table_name = '{table}'"],
        )
        for source, table in (
            ("esco", "esco_skills"),
            ("kesco", "kesco_occupations"),
            ("crosswalks", "crosswalk_isco_soc"),
            ("labour_market", "labour_market_demand"),
            ("jobs", "job_board_pages"),
        )
    },
    "assert_landed_is_staged_and_rejected_app": (
        "landing",
        [
            "insert into deliveries select batch_id, 'unwritten', 'app_occupation_notes', sha256,"
            " bytes, 1, 1, 0, seconds from deliveries limit 1"
        ],
    ),
    "assert_written_rows_are_published_or_rejected": (
        "dev",
        ["insert into custom_occupation_skills values ('a', 'esco', 'b', 'optional')"],
    ),
    "assert_what_is_written_is_published": (
        "dev",
        [
            "insert into written_rejections values"
            " ('custom_occupation_skills', 1, 'custom', 'a', 'esco', 'b', 'unknown_skill')"
        ],
    ),
    "assert_listings_are_matched": (
        "dev",
        ["delete from job_listing_matches where taxonomy = 'esco' limit 1"],
    ),
    "assert_matches_have_their_candidates": (
        "dev",
        [
            "update job_listing_matches set match_level = 'occupation', candidate_key = null "
            "where board = 'a' and external_id = '1' and taxonomy = 'onet'"
        ],
    ),
    "assert_demand_counts_every_posting": (
        "dev",
        ["update demand_by_occupation set postings = postings + 1 limit 1"],
    ),
    "assert_sightings_are_read": ("landing", ["delete from job_readings limit 1"]),
    "assert_job_listings_hold_every_staged_listing": (
        "dev",
        ["delete from job_listings limit 1"],
    ),
    "assert_every_listing_is_of_one_posting": (
        "dev",
        ["update job_postings set listings = listings + 1 limit 1"],
    ),
    "assert_marts_hold_every_staged_row": ("dev", ["delete from job_titles limit 1"]),
    "assert_levels_hold_every_rating": (
        "dev",
        ["update occupation_levels set level = level + 0.01 where level between 3 and 4 limit 1"],
    ),
    "assert_ratings_are_within_their_scale": (
        "dev",
        ["update occupation_element_ratings set value = 5.01 where scale_id = 'IM' limit 1"],
    ),
    "assert_rated_occupations_are_complete": (
        "dev",
        [
            "delete from occupation_element_ratings where domain = 'skill'"
            " order by occupation_code desc limit 1"
        ],
    ),
    "assert_ratings_come_whole_from_one_release": (
        "dev",
        [
            "update occupation_element_ratings set origin = 'onet_api' where domain = 'skill'"
            " order by occupation_code desc limit 1"
        ],
    ),
    "assert_there_are_35_skills": ("dev", ["delete from skills where element_id = '2.A.1.a'"]),
    "assert_levels_have_a_meaning": (
        "dev",
        ["update occupation_levels set level_meaning = null where domain = 'skill' limit 1"],
    ),
    "assert_statuses_agree_with_ratings": (
        "dev",
        [
            "update occupations set not_rated_reason = 'all_other'"
            " where ratings_status = 'rated' limit 1"
        ],
    ),
    "assert_domains_agree_with_ratings": (
        "dev",
        ["update occupation_domains set rated_on = '1998-01-01' where status = 'rated' limit 1"],
    ),
    "assert_no_gap_to_itself": (
        "dev",
        [
            "create or replace view skill_gaps as select occupation_code as from_code,"
            " occupation_code as to_code, element_id, 0.01 as level_gap, 0 as level_surplus,"
            " 0 as importance_gap, 0.01 as level_difference, 0 as margin_of_error,"
            " 0 as is_beyond_error, 1 as importance_weight, importance as to_importance, domain"
            " from occupation_levels"
        ],
    ),
    "assert_wide_rows_have_a_place_for_every_element": (
        "dev",
        [
            "update occupation_levels set element_id = '2.A.9.z' where element_id = '2.A.1.a'"
            " order by occupation_code desc limit 1"
        ],
    ),
    "assert_pairs_agree_with_gaps": ("dev", ["delete from occupation_pairs limit 1"]),
    "assert_nearest_occupations_are_all_there": (
        "dev",
        ["delete from similar_occupations where similarity_rank = 3 limit 1"],
    ),
    "assert_texts_are_compared": ("landing", ["delete from occupation_text_similarities"]),
    "assert_derived_ratings_hold_every_rating": (
        "dev",
        ["update work_styles set impact = impact + 0.01 limit 1"],
    ),
    "assert_category_percentages_add_up": (
        "dev",
        ["delete from occupation_category_ratings where category = 2 limit 1"],
    ),
    "assert_tasks_and_activities_agree": (
        "dev",
        ["update base_onet__tasks_to_dwas set occupation_code = '19-2031.00' limit 1"],
    ),
    "assert_level_zero_is_importance_one": (
        "dev",
        ["update occupation_levels set importance = 1.13 where level = 0 limit 1"],
    ),
    "assert_taxonomy_marts_hold_every_staged_row": (
        "dev",
        ["delete from labour_market_insights limit 1"],
    ),
    "assert_one_esco_model_is_primary": ("dev", ["update int_esco__models set is_primary = 1"]),
    "assert_taxonomy_keys_are_known": (
        "dev",
        ["update esco_skill_relations set required_key = 'nothing' limit 1"],
    ),
    "assert_occupations_stand_in_one_tree": (
        "dev",
        [
            "delete from occupation_hierarchy where concept_kind = 'occupation'"
            " order by depth desc limit 1"
        ],
    ),
    # a skill that stands above itself, and nothing above it
    "assert_skills_reach_a_pillar": (
        "dev",
        [
            "update skill_hierarchy set broader_kind = 'skill', broader_key = concept_key"
            f" where concept_key = '{skill_uri('sql')}'"
        ],
    ),
    # a parent that is put below its child, while a way up to a pillar stays
    "assert_no_skill_stands_above_itself": (
        "dev",
        [
            "update skill_hierarchy set broader_kind = 'skill',"
            f" broader_key = '{skill_uri('debug')}'"
            f" where concept_key = '{skill_uri('code')}'"
        ],
    ),
    "assert_figures_name_known_occupations": (
        "dev",
        ["update base_labour_market__demand set occupation_code = '0000.0' limit 1"],
    ),
    "assert_label_lines_are_kept_or_dropped": (
        "dev",
        ["delete from alternative_labels limit 1"],
    ),
    "assert_every_concept_is_labelled": (
        "dev",
        ["update taxonomy_labels set label = 'another' where label_number = 1 limit 1"],
    ),
    "assert_labels_are_found_by_their_words": (
        "dev",
        [
            "delete from label_words where concept_kind = 'occupation' and taxonomy = 'esco'"
            " and concept_key = (select max(occupation_key) from taxonomy_occupations"
            " where taxonomy = 'esco')"
        ],
    ),
    "assert_crosswalk_shares_add_up": (
        "dev",
        ["update occupation_crosswalk set to_share = to_share / 2 limit 1"],
    ),
    "assert_crosswalk_rows_are_linked_or_named": (
        "dev",
        ["delete from int_crosswalks__esco_onet limit 1"],
    ),
    # two releases of which one element too many is counted
    "assert_release_comparison_adds_up": (
        "dev",
        [
            "insert into release_comparison values ('29.2', '30.3', 'element', '', 'added',"
            " '2025-02-01', '2026-05-01', 1, 0, 1)"
        ],
    ),
    "primary_key_is_esco_skills_model__skill_key": (
        "dev",
        ["alter table esco_skills drop primary key"],
    ),
    "unique_together_stg_kesco__occupations_batch_id__kesco_key": (
        "dev",
        [
            "create temporary table copied_title as select * from base_kesco__occupations limit 1",
            "update copied_title set source_line = 999999",
            "insert into base_kesco__occupations select * from copied_title",
        ],
    ),
    "primary_key_is_scales_scale_id": ("dev", ["alter table scales drop primary key"]),
    "unique_together_stg_onet__ratings_batch_id__occupation_code__element_id__scale_id": (
        "dev",
        [
            "create temporary table copied as select * from base_onet__ratings"
            " order by source_line limit 1",
            "update copied set source_line = 999999",
            "insert into base_onet__ratings select * from copied",
        ],
    ),
}
WARNINGS = {
    "assert_figures_name_known_occupations",
    "assert_level_zero_is_importance_one",
    "assert_what_is_written_is_published",
}


def write_jobs(folder: Path) -> Path:
    """Two boards that show one job, and another."""
    clerk = {"title": "Clerk", "employer": "Baraka Ltd", "place": "Nakuru", "description": TEXT}
    at = "2026-11-20T02:00:00Z"
    lines = [listing("1", **clerk), listing("2", title="Cook"), page("https://a.example")]
    write_visit(folder, "a", at, lines)
    write_visit(folder, "b", at, [listing("1", **clerk)])
    return folder


TEXT = "Keep the books of three shops, answer letters and help with the yearly count of the stock."


@pytest.fixture(scope="module")
def built(new_installation, tmp_path_factory) -> Installation:
    """An installation with the sample and small taxonomies built, untested."""
    made = new_installation()
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        batch_id = add_batch(connection, add_run(connection), "30.3", date(2026, 5, 1))
        names = [path.name for path in SAMPLE.glob("*.txt") if path.name != "Read Me.txt"]
        files = {name: sample_rows(name) for name in names} | further_files()
        elements = [(*element, "Words") for element in FURTHER_ELEMENTS]
        add_missing(files["Content Model Reference.txt"], elements)
        add_missing(files["Scales Reference.txt"], FURTHER_SCALES)
        add_files(connection, batch_id, files)
    folder = tmp_path_factory.mktemp("taxonomies")
    for source, place in (
        ("esco", write_esco(folder / "v1.1.1")),
        ("esco", write_tabiya(folder / "tabiya")),
        ("kesco", write_kesco(folder / "kesco.csv")),
        ("crosswalks", write_crosswalks(folder / "crosswalks")),
        ("labour_market", write_labour_market(folder / "figures")),
        ("jobs", write_jobs(folder / "jobs")),
    ):
        land_deliveries(made, SOURCES[source].find_deliveries(place))
    link_landed_titles(made)
    read_landed_jobs(made)
    compare_landed_texts(made)
    result = dbt(made, "run")
    assert set(outcomes(result).values()) == {"success"}, messages(result)
    return made


@pytest.fixture(scope="module")
def sound(built) -> dict[str, str]:
    """Test name -> outcome, where nothing is wrong."""
    return outcomes(dbt(built, "test"))


@pytest.fixture(scope="module")
def faulty(built, sound) -> dict[str, str]:
    """Test name -> outcome, after every fault was made; what is sound was tested before."""
    for database, statements in FAULTS.values():
        name = getattr(built.settings.databases, database)
        with built.server.engine("admin", name, autocommit=True).connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    return outcomes(dbt(built, "test"))


def test_a_sound_build_passes_every_test(sound):
    assert {name: outcome for name, outcome in sound.items() if outcome != "pass"} == {}
    assert len(sound) > 40


def test_every_test_of_ours_has_a_fault_here(sound):
    singular = {name for name in sound if name.startswith("assert_")}
    assert singular <= set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(faulty, name):
    assert faulty[name] == ("warn" if name in WARNINGS else "fail")
