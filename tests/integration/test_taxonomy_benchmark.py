"""The benchmark of the taxonomies times the whole way of the very records it counts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from benchmarks import taxonomies as benchmark
from benchmarks.landing import load_raw
from load.schema import alembic_config, migrate
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from tests.taxonomy import (
    KESCO_ROWS,
    OCCUPATIONS,
    SKILLS,
    esco_files,
    write_csv,
    write_esco,
    write_kesco,
    write_tabiya,
)


@pytest.fixture
def kesco(tmp_path):
    return write_kesco(tmp_path / "kesco.csv")


def test_each_kind_is_landed_linked_and_built(installation, tmp_path, kesco):
    deliveries = benchmark.deliveries_of(write_esco(tmp_path / "v1.1.1"), kesco)
    records, seconds = benchmark.normalise(
        installation.server, installation.settings, deliveries, Console()
    )
    assert records == {
        "esco_occupations": len(OCCUPATIONS),
        "esco_skills": len(SKILLS),
        "esco_occupation_skill_relations": len(esco_files()["occupationSkillRelations.csv"]),
        "kesco_occupations": len(KESCO_ROWS),
    }
    assert set(seconds) == set(benchmark.STEPS)
    engine = installation.server.engine("builder", installation.settings.databases.build)
    with engine.connect() as connection:
        built = {
            mart: connection.scalar(text(f"select count(*) from `{mart}`"))
            for mart in benchmark.MARTS
        }
    assert all(built.values()), built
    assert built["esco_occupation_skills"] == records["esco_occupation_skill_relations"]


@pytest.mark.parametrize("write", [write_esco, write_tabiya], ids=["official", "tabiya"])
def test_raw_load_data_takes_the_rows_that_landing_takes(installation, tmp_path, kesco, write):
    deliveries = benchmark.deliveries_of(write(tmp_path / "v1.1.1"), kesco)
    loader = installation.server.engine("loader", installation.settings.databases.landing)
    migrate(loader, alembic_config(installation.settings.root))
    with loader.connect() as connection:
        raw = connection.connection.driver_connection
        for file in (file for delivery in deliveries for file in delivery.files):
            rows, _ = load_raw(
                raw,
                file,
                benchmark.form_of(file.path),
                benchmark.columns_in_file(file),
                file.read.heading.line,
            )
            assert rows == sum(1 for _ in file.records()), file.name


def test_a_field_goes_into_its_column_wherever_it_stands(tmp_path, kesco):
    folder = write_esco(tmp_path / "v1.1.1")
    write_csv(
        folder / "occupationSkillRelations.csv",
        ("greenShare", "skillUri", "skillType", "relationType", "occupationUri"),
        [("0", "a", "knowledge", "essential", "b")],
    )
    [relations] = [
        file
        for delivery in benchmark.deliveries_of(folder, kesco)
        for file in delivery.files
        if file.contract.table == "esco_occupation_skill_relations"
    ]
    columns = benchmark.columns_in_file(relations)
    assert columns == [None, "skill_ref", "skill_type", "relation_type", "occupation_ref"]


def test_rejected_records_are_not_timed(installation, tmp_path, kesco):
    def of_other_groups(rows):
        return [row | {"iscoGroup": "9999"} for row in rows]

    folder = write_esco(tmp_path / "v1.1.1", changed={"occupations_en.csv": of_other_groups})
    with pytest.raises(SkillgapError) as refused:
        benchmark.normalise(
            installation.server,
            installation.settings,
            benchmark.deliveries_of(folder, kesco),
            Console(),
        )
    assert "0 of 5 records" in refused.value.found


def test_two_models_in_a_folder_and_a_workbook_are_refused(tmp_path, kesco):
    folder = write_esco(tmp_path / "v1.1.1")
    with pytest.raises(UsageError, match="reads text alone"):
        benchmark.deliveries_of(folder, write_kesco(tmp_path / "kesco.xlsx"))
    for name in ("occupations", "skills", "ISCOGroups", "skillGroups"):
        (folder / f"{name}_nl.csv").write_bytes((folder / f"{name}_en.csv").read_bytes())
    with pytest.raises(UsageError, match="one delivery of ESCO"):
        benchmark.deliveries_of(folder, kesco)


def test_the_whole_is_the_sum_of_its_steps():
    records = dict.fromkeys(benchmark.KINDS, 100) | {"kesco_occupations": 50}
    seconds = dict(zip(benchmark.STEPS, (1.0, 2.0, 4.0), strict=True))
    assert benchmark.lines(records, seconds) == [
        ("landing", "350", "1.0", "350"),
        ("linking titles", "50", "2.0", "25"),
        ("normalising: dbt build and tests", "350", "4.0", "88"),
        ("landing and normalising", "350", "5.0", "70"),
        ("landing, linking and normalising", "350", "7.0", "50"),
    ]
