"""What of a dbt build may be published."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pipeline.mart_set import (
    MARKER_TABLE,
    MartSet,
    UnfinishedBuild,
    check_views_stay_inside,
    in_reading_order,
    read_from,
    replaced,
)
from pipeline.settings import Databases, Settings

DATABASES = Databases.of("skillgap")
ID = "8a3f1c52-0000-4000-8000-000000000001"
GAPS = "select level from `skillgap_build`.`occupation_levels`"


def node(name: str, layer: str = "marts", kind: str = "model", materialized: str = "table"):
    return SimpleNamespace(
        unique_id=f"{kind}.skillgap.{name}",
        name=name,
        alias=name,
        resource_type=kind,
        fqn=["skillgap", layer, "gaps", name],
        config=SimpleNamespace(materialized=materialized),
        compiled_code=f"\n{GAPS};\n" if materialized == "view" else "select 1",
    )


NODES = (
    node("stg_onet__ratings", layer="staging", materialized="view"),
    node("int_levels", layer="intermediate"),
    node("occupation_levels"),
    node("skill_gaps", materialized="view"),
    node(MARKER_TABLE),
    node("levels_are_in_range", kind="test", materialized="test"),
)


def built(nodes=NODES, results_of=None, **status_of: str) -> MartSet:
    manifest = SimpleNamespace(nodes={node.unique_id: node for node in nodes})
    results = [
        SimpleNamespace(
            node=node,
            status=status_of.get(node.name, "pass" if node.resource_type == "test" else "success"),
        )
        for node in (nodes if results_of is None else results_of)
    ]
    return MartSet.from_dbt(manifest, results, ID)


def test_the_marts_of_a_build_are_its_set_and_nothing_else():
    assert built() == MartSet(ID, ("occupation_levels", MARKER_TABLE), {"skill_gaps": GAPS})


def test_a_test_that_only_warns_lets_the_build_pass():
    assert built(levels_are_in_range="warn").tables


@pytest.mark.parametrize("status", ["fail", "error", "skipped"])
@pytest.mark.parametrize("name", ["levels_are_in_range", "stg_onet__ratings", "skill_gaps"])
def test_a_failed_or_skipped_node_stops_the_set(name, status):
    with pytest.raises(UnfinishedBuild) as refused:
        built(**{name: status})
    assert refused.value.found == f"{name}: {status}"


def test_a_mart_that_was_not_selected_stops_the_set():
    """Its table in the build database is that of an earlier night."""
    with pytest.raises(UnfinishedBuild) as refused:
        built(results_of=[node for node in NODES if node.name != "occupation_levels"])
    assert refused.value.found == "occupation_levels: not built"


def test_an_empty_selection_is_no_set():
    with pytest.raises(UnfinishedBuild, match="cannot be published"):
        built(results_of=[])


@pytest.mark.parametrize("materialized", ["incremental", "ephemeral"])
def test_a_mart_that_is_neither_table_nor_view_stops_the_set(materialized):
    with pytest.raises(UnfinishedBuild) as refused:
        built((*NODES, node("job_listings", materialized=materialized)))
    assert refused.value.found == f"job_listings: materialized as {materialized}"


def test_a_set_without_the_marker_is_no_set():
    with pytest.raises(UnfinishedBuild, match="no table publication"):
        MartSet(ID, ("occupation_levels",), {})


@pytest.mark.parametrize("name", ["occupation`levels", "Levels", "levels__new", "a" * 53, ""])
def test_a_name_that_cannot_be_swapped_is_refused(name):
    with pytest.raises(UnfinishedBuild, match="under these names"):
        MartSet(ID, (MARKER_TABLE, name), {})


def test_a_table_and_a_view_of_one_name_are_refused():
    with pytest.raises(UnfinishedBuild) as refused:
        MartSet(ID, (MARKER_TABLE, "skill_gaps"), {"skill_gaps": GAPS})
    assert refused.value.found == "skill_gaps"


def test_the_last_built_set_is_remembered_by_prefix(tmp_path):
    settings = Settings(local=tmp_path / "local", prefix="skillgap")
    assert MartSet.last_built(settings) is None
    mart_set = built()
    mart_set.remember(settings)
    assert MartSet.last_built(settings) == mart_set
    assert MartSet.last_built(Settings(local=tmp_path / "local", prefix="other")) is None


def test_views_come_after_the_views_they_read():
    views = {
        "a_summary": "select 1 from `skillgap_build`.`b_gaps`",
        "b_gaps": "select 1 from `skillgap_build`.`c_levels` join `skillgap_build`.`elements`",
        "c_levels": "select 1 from `skillgap_build`.`elements`",
    }
    assert in_reading_order(views, DATABASES.build) == ["c_levels", "b_gaps", "a_summary"]


def test_views_that_read_each_other_in_a_circle_are_refused():
    views = {
        "a": "select 1 from `skillgap_build`.`b`",
        "b": "select 1 from `skillgap_build`.`a`",
    }
    with pytest.raises(UnfinishedBuild, match="in a circle"):
        in_reading_order(views, DATABASES.build)


@pytest.mark.parametrize(
    "relation",
    [
        "`skillgap_build`.`int_levels`",
        "`skillgap_landing`.`batches`",
        "`skillgap`.`occupation_levels`",
    ],
)
def test_a_view_may_only_read_what_is_published_with_it(relation):
    reads_more = MartSet(ID, (MARKER_TABLE,), {"skill_gaps": f"select 1 from {relation}"})
    with pytest.raises(UnfinishedBuild, match="view skill_gaps reads") as refused:
        check_views_stay_inside(reads_more, DATABASES)
    assert refused.value.found == relation.replace("`", "")


def test_only_relations_of_the_named_database_are_replaced():
    sql = (
        "select `a`.`b` from `skillgap`.`a` join `skillgap_build`.`a` where `skillgap`.`a`.`b` = 1"
    )
    assert replaced(sql, "skillgap", lambda name: f"`x`.`{name}`") == (
        "select `a`.`b` from `x`.`a` join `skillgap_build`.`a` where `x`.`a`.`b` = 1"
    )
    assert read_from(sql, "skillgap_build") == {"a"}
