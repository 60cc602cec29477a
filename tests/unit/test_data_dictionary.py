"""``docs/data_dictionary.md`` says what the models' YAML says, now."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.commands.docs import DICTIONARY, write_dictionary
from pipeline.console import Console
from pipeline.data_dictionary import RENEW, dictionary, primary_key
from pipeline.settings import ROOT, Settings
from pipeline.transform import parse

# A figure with decimals says what it is measured in, or between what.
UNITS = re.compile(
    r"\bpoints?\b|\b\d+(\.\d+)? to \d|\bpercent|%|\byears?\b|\bmonths?\b|\bhours?\b|\bminutes?\b"
    r"|\bscale\b|\bnumber of\b|\bshare\b",
    re.IGNORECASE,
)

# Columns of one name that are of several types: they are not the same thing, and nobody joins them.
SEVERAL_TYPES = {
    "category": "the number of a category; of emerging tasks O*NET's own word, New or Revision",
    "code": "of a group of ISCO-08, which is shorter; of all else",
    "description": "words, which O*NET keeps short and ESCO does not",
    "from_code": "a code of O*NET-SOC; of any taxonomy",
    "label": "the one label of an occupation; any of its labels, which may be long",
    "language": "of a label or model; of an advert, ISO 639-1",
    "level": "what an occupation needs of an element; the depth of a group",
    "percentage": "as O*NET publishes it, with one decimal or two",
    "place": "how well a word stands for its label; where a job is, in words",
    "status": "each table has states of its own",
    "task_statement": "the wording of a task, which is longer than that of an emerging one",
    "title": "as each source keeps it",
    "to_code": "a code of O*NET-SOC; of any taxonomy",
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return parse(Settings(local=tmp_path_factory.mktemp("parsed")))


def test_the_page_is_what_the_models_say_now(manifest) -> None:
    committed = (ROOT / DICTIONARY).read_text(encoding="utf-8")
    assert committed == dictionary(manifest), f"the models' YAML has changed: {RENEW}"


def test_the_command_writes_the_page(tmp_path) -> None:
    for name in ("models", "macros", "analyses", "dbt_project.yml", "profiles.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    (tmp_path / "docs").mkdir()
    write_dictionary(replace(Settings(), root=tmp_path, local=tmp_path / "local"), Console())
    assert (tmp_path / DICTIONARY).read_text(encoding="utf-8") == (ROOT / DICTIONARY).read_text(
        encoding="utf-8"
    )


def test_every_mart_is_in_it_with_grain_type_and_key(manifest) -> None:
    page = dictionary(manifest)
    for node in marts(manifest):
        section = re.split(r"^##", page.partition(f"### `{node.name}`")[2], flags=re.M)[0]
        assert "One row" in section.strip().splitlines()[0 if "(view)" not in section[:8] else 2]
        assert section.count("\n| `") == len(node.columns)
        assert ("Primary key:" in section) == (node.config.materialized == "table")


def test_a_changed_description_would_be_noticed(manifest) -> None:
    before = dictionary(manifest)
    node = manifest.nodes["model.skillgap.skills"]
    kept = node.description
    node.description = "One row per something else."
    try:
        assert dictionary(manifest) != before
    finally:
        node.description = kept


def test_figures_with_decimals_say_their_unit(manifest) -> None:
    silent = [
        f"{node.name}.{column.name}: {column.description.strip()}"
        for node in manifest.nodes.values()
        if node.resource_type == "model" and node.fqn[1] == "marts"
        for column in node.columns.values()
        if re.match(r"decimal|double|float", column.data_type or "")
        and not UNITS.search(column.description)
    ]
    assert silent == []


def marts(manifest) -> list:
    return [
        n for n in manifest.nodes.values() if n.fqn[1:2] == ["marts"] and n.resource_type == "model"
    ]


def test_a_column_that_may_be_null_says_when(manifest) -> None:
    """A view's columns carry no such constraint: its description says where they are NULL."""
    silent = [
        f"{node.name}.{column.name}: {column.description.strip()}"
        for node in marts(manifest)
        if node.config.materialized == "table"
        for column in node.columns.values()
        if not any(constraint.type.value == "not_null" for constraint in column.constraints)
        and column.name not in primary_key(node)
        and not re.search(r"\bNULL\b", column.description)
    ]
    assert silent == []


def test_null_is_called_null_and_an_empty_text_an_empty_text(manifest) -> None:
    """Whoever reads "empty" beside a number cannot know which of the two to ask for."""
    unclear = [
        f"{node.name}.{column.name}: {column.description.strip()}"
        for node in marts(manifest)
        for column in node.columns.values()
        if re.search(r"\bempty\b(?! text)", column.description, re.IGNORECASE)
    ]
    assert unclear == []


def test_columns_of_one_name_have_one_type(manifest) -> None:
    types: dict[str, set[str]] = {}
    for node in marts(manifest):
        for column in node.columns.values():
            types.setdefault(column.name, set()).add(re.sub(r"\s", "", column.data_type))
    assert {name for name, of_it in types.items() if len(of_it) > 1} == set(SEVERAL_TYPES)
