"""The dbt project keeps the rules of dbt_project_evaluator that apply to it.

The rules are in ``tests/dbt_rules.py``. Each is also shown a project that breaks it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

from pipeline.settings import ROOT
from tests import dbt_rules
from tests.dbt_rules import RULES


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The project as dbt parses it; no server is asked."""
    folder = tmp_path_factory.mktemp("parsed")
    places = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]
    made = ["--target-path", str(folder), "--log-path", str(folder)]
    result = dbtRunner().invoke(
        ["--quiet", "parse", "--target", "nightly", "--no-partial-parse", *places, *made]
    )
    assert result.success, result.exception
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", RULES, ids=[rule.__name__ for rule in RULES])
def test_the_project_keeps_the_rule(manifest, rule) -> None:
    assert list(rule(manifest)) == []


def landing_read_by(manifest, test: str) -> set[str]:
    """Return the sources of landing that a test reads, directly or through models."""
    above, to_visit = set(), [f"test.skillgap.{test}"]
    while to_visit:
        parents = set(manifest["parent_map"].get(to_visit.pop(), ())) - above
        above |= parents
        to_visit += parents
    names = {
        manifest["sources"][name]["source_name"] for name in above & manifest["sources"].keys()
    }
    return {name for name in names if name.startswith("landing_")}


@pytest.mark.parametrize(
    "source", ["onet", "esco", "kesco", "crosswalks", "labour_market", "app", "jobs"]
)
def test_rows_that_are_rejected_hold_back_the_deliveries_of_their_source_alone(manifest, source):
    test = f"assert_landed_is_staged_and_rejected_{source}"
    assert landing_read_by(manifest, test) == {f"landing_{source}"}


def model(manifest, name: str) -> dict[str, Any]:
    return manifest["nodes"][f"model.skillgap.{name}"]


def reads(name: str, *parents: str) -> Callable[[dict], None]:
    """Return a change after which a model reads nothing but ``parents``."""
    return lambda m: model(m, name)["depends_on"].update(nodes=list(parents))


def sets(name: str, /, **values) -> Callable[[dict], None]:
    """Return a change of a model's entries."""
    return lambda m: model(m, name).update(values)


def silences(kind: str, unique_id: str, **column) -> Callable[[dict], None]:
    """Return a change that takes a description away."""

    def change(m: dict) -> None:
        node = m[kind][unique_id]
        (node["columns"][column["column"]] if column else node).update(description=" ")

    return change


def all_views(m: dict) -> None:
    for node in m["nodes"].values():
        if node["resource_type"] == "model":
            node["config"]["materialized"] = "view"


def without_tests(m: dict) -> None:
    for unique_id in [u for u in m["nodes"] if u.startswith("test.")]:
        del m["nodes"][unique_id]


def many_leaves(m: dict) -> None:
    for name in ("job_zones", "level_anchors", "occupation_metadata", "tools"):
        reads(name, "model.skillgap.int_onet__level_bands")(m)


def moved_to(name: str, *folders: str) -> Callable[[dict], None]:
    return sets(name, fqn=["skillgap", *folders, name])


SOURCE = "source.skillgap.landing_onet.onet_ratings"
OTHER_SOURCE = "source.skillgap.landing_onet.onet_job_zones"

BROKEN = [
    (
        "exceptions_name_what_is_there",
        sets("int_onet__level_bands", name="int_onet__bands"),
        "int_onet__level_bands is gone",
    ),
    (
        "every_model_reads_something",
        reads("stg_onet__known_exceptions", SOURCE),
        "stg_onet__known_exceptions reads something now",
    ),
    ("layers_read_only_what_lies_below", reads("skills", SOURCE), "skills reads onet_ratings"),
    (
        "layers_read_only_what_lies_below",
        reads("skills", "model.skillgap.base_onet__ratings"),
        "skills reads base_onet__ratings of staging",
    ),
    (
        "layers_read_only_what_lies_below",
        reads("int_onet__elements", "model.skillgap.skills"),
        "int_onet__elements reads skills of marts",
    ),
    (
        "layers_read_only_what_lies_below",
        reads("stg_onet__ratings", "model.skillgap.stg_onet__job_zones"),
        "stg_onet__ratings reads stg_onet__job_zones of staging",
    ),
    (
        "layers_read_only_what_lies_below",
        reads("stg_onet__ratings", SOURCE),
        "stg_onet__ratings reads onet_ratings of source",
    ),
    (
        "layers_read_only_what_lies_below",
        reads("base_onet__ratings", SOURCE, "model.skillgap.int_onet__elements"),
        "base_onet__ratings reads int_onet__elements of intermediate",
    ),
    (
        "layers_read_only_what_lies_below",
        reads("base_onet_api__ratings", SOURCE),
        "base_onet_api__ratings does not read int_onet__current_batch: take it out",
    ),
    (
        "a_source_is_read_at_one_place",
        reads("base_onet__job_zones", SOURCE),
        "onet_ratings is read by base_onet__job_zones, base_onet__ratings",
    ),
    (
        "a_model_reads_one_source",
        reads("base_onet__ratings", SOURCE, OTHER_SOURCE),
        "base_onet__ratings reads onet_job_zones, onet_ratings",
    ),
    (
        "every_source_is_read",
        lambda m: (reads("base_onet__ratings")(m), reads("stg_onet__ratings_rejected")(m)),
        "onet_ratings is read by no model",
    ),
    (
        "every_source_is_read",
        reads("int_onet__elements", "source.skillgap.ledger.runs"),
        "runs is read by a model now",
    ),
    ("every_model_reads_something", reads("skills"), "skills reads nothing"),
    (
        "no_table_is_named_by_hand",
        sets("skills", raw_code="select a from `skillgap_landing`.onet_ratings"),
        "skills names `skillgap_landing`.onet_ratings",
    ),
    (
        "no_table_is_named_by_hand",
        sets("skills", raw_code="with a as (select 1 as b) select b from a join stg_x"),
        "skills names stg_x",
    ),
    ("all_is_described", silences("nodes", "model.skillgap.skills"), "model skills"),
    (
        "all_is_described",
        silences("nodes", "model.skillgap.skills", column="element_id"),
        "model skills.element_id",
    ),
    (
        "all_is_described",
        silences("nodes", "analysis.skillgap.skill_gap_header"),
        "analysis skill_gap_header",
    ),
    (
        "all_is_described",
        sets("skills", columns={}),
        "model skills lists no columns",
    ),
    ("all_is_described", silences("macros", "macro.skillgap.try_text"), "macro try_text"),
    (
        "all_is_described",
        silences("macros", "macro.skillgap.test_unique_together"),
        "macro test_unique_together",
    ),
    (
        "all_is_described",
        silences("sources", SOURCE, column="batch_id"),
        "source onet_ratings.batch_id",
    ),
    (
        "all_is_described",
        lambda m: m["sources"][SOURCE].update(source_description=""),
        "source landing_onet (description, loader)",
    ),
    (
        "all_is_described",
        lambda m: m["nodes"]["test.skillgap.assert_no_gap_to_itself"].update(raw_code="select 1"),
        "test assert_no_gap_to_itself does not begin with a comment",
    ),
    ("every_model_has_a_tested_key", without_tests, "skills has no test of its key"),
    (
        "names_and_folders_agree",
        moved_to("skills", "intermediate"),
        "expected int_SOURCE__NAME",
    ),
    ("names_and_folders_agree", moved_to("skills", "marts"), "a mart is a plain noun"),
    (
        "names_and_folders_agree",
        moved_to("stg_onet__ratings", "staging", "esco"),
        "the folder says esco",
    ),
    (
        "names_and_folders_agree",
        moved_to("base_onet__ratings", "staging", "onet"),
        "base models lie in base/",
    ),
    ("names_and_folders_agree", moved_to("skills", "reports"), "is in no layer"),
    ("names_and_folders_agree", sets("skills", name="s" * 53), "is longer than 52"),
    (
        "few_leaves_hang_on_one_model",
        many_leaves,
        "int_onet__level_bands has 5 leaves, more than 3",
    ),
    ("views_are_not_chained_far", all_views, "views in a chain, more than 5"),
    (
        "no_model_joins_too_much",
        reads("skills", *[f"model.skillgap.int_onet__elements{n}" for n in range(8)]),
        "skills has 8 parents, more than 7",
    ),
    (
        "no_model_joins_too_much",
        reads("publication", "model.skillgap.skills"),
        "publication has only 1 parents: take it out",
    ),
    (
        "marts_keep_a_contract",
        sets("skills", contract={"enforced": False}),
        "skills has no enforced contract",
    ),
    ("marts_keep_a_contract", sets("skills", constraints=[]), "skills has no primary key"),
    (
        "marts_keep_a_contract",
        lambda m: model(m, "skills")["columns"]["element_id"].update(data_type=None),
        "skills: no data_type of element_id",
    ),
    (
        "marts_keep_a_contract",
        lambda m: model(m, "skills")["config"].update(materialized="incremental"),
        "skills is incremental: it cannot be swapped",
    ),
    (
        "marts_begin_with_their_grain",
        sets("skills", description="Skills."),
        "skills: Skills.",
    ),
    (
        "analyses_read_marts_alone",
        lambda m: m["nodes"]["analysis.skillgap.skill_gap_header"]["depends_on"].update(
            nodes=["model.skillgap.stg_onet__ratings"]
        ),
        "skill_gap_header reads stg_onet__ratings",
    ),
]


@pytest.mark.parametrize(
    ("rule", "change", "offender"),
    BROKEN,
    ids=[f"{rule}-{number}" for number, (rule, *_) in enumerate(BROKEN)],
)
def test_a_project_that_breaks_the_rule_is_found(manifest, rule, change, offender) -> None:
    broken = copy.deepcopy(manifest)
    change(broken)
    found = list(getattr(dbt_rules, rule)(broken))
    assert [line for line in found if offender in line], found


def test_every_rule_is_seen_to_fail() -> None:
    assert {rule for rule, *_ in BROKEN} == {rule.__name__ for rule in RULES}
