"""dbt's sources say the same as the tables they name, and every file has its entry."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from load.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
SOURCE_FILES = sorted((ROOT / "models").rglob("*__sources.yml"))
MODEL_FILES = sorted((ROOT / "models").rglob("_*models.yml"))


def entries(files: list[Path], kind: str) -> list[dict]:
    return [
        entry
        for path in files
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get(kind, [])
    ]


TABLES = {
    table["name"]: table
    for source in entries(SOURCE_FILES, "sources")
    for table in source["tables"]
}
MODELS = {model["name"]: model for model in entries(MODEL_FILES, "models")}


def test_every_table_of_landing_is_a_source_and_no_other():
    assert set(TABLES) == set(metadata.tables)


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_a_source_lists_the_columns_of_its_table(name):
    listed = [column["name"].strip("`") for column in TABLES[name]["columns"]]
    assert sorted(listed) == sorted(column.name for column in metadata.tables[name].columns)


def test_every_model_has_its_entry_and_every_entry_its_model():
    files = {path.stem for path in (ROOT / "models").rglob("*.sql")}
    assert files == set(MODELS)


def test_every_analysis_is_described():
    described = {
        analysis["name"]
        for path in (ROOT / "analyses").glob("*.yml")
        for analysis in yaml.safe_load(path.read_text(encoding="utf-8"))["analyses"]
    }
    assert described == {path.stem for path in (ROOT / "analyses").glob("*.sql")}
