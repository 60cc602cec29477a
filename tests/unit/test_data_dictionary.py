"""``docs/data_dictionary.md`` says what the models' YAML says, now."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.commands.docs import DICTIONARY, write_dictionary
from pipeline.console import Console
from pipeline.data_dictionary import RENEW, dictionary
from pipeline.settings import ROOT, Settings
from pipeline.transform import parse

# A figure with decimals says what it is measured in, or between what.
UNITS = re.compile(
    r"\bpoints?\b|\b\d+(\.\d+)? to \d|\bpercent|%|\byears?\b|\bmonths?\b|\bhours?\b|\bminutes?\b"
    r"|\bscale\b|\bnumber of\b|\bshare\b",
    re.IGNORECASE,
)


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
    marts = [
        n for n in manifest.nodes.values() if n.fqn[1:2] == ["marts"] and n.resource_type == "model"
    ]
    for node in marts:
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
