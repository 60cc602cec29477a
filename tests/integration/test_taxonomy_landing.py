"""Taxonomies land byte for byte, beside one another, and one that is refused changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pymysql
import pytest
from sqlalchemy import Engine, text

from extract import crosswalks, kesco, labour_market
from extract.contract import EXTRA, FileContract, Layout
from extract.delivery import Delivery
from extract.errors import NotTheFormat, RefusedDelivery, TruncatedFile
from extract.esco.deliveries import find_deliveries
from extract.sources import SOURCES
from extract.tabular import recognise
from load.batches import batch_of, load_batch
from load.errors import ShrunkenDelivery, TooManyBadLines
from load.landing import land
from pipeline import ledger
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.run import Request, Summary, run
from tests.taxonomy import (
    CROSSWALKS,
    KESCO_ROWS,
    SKILLS,
    esco_files,
    further_esco_files,
    write_crosswalks,
    write_csv,
    write_esco,
    write_kesco,
    write_labour_market,
    write_tabiya,
)

CASES = Path(__file__).parents[1] / "cases"

AWKWARD = (
    'say "no", firmly;\tthen \\ and \\N\n\n \u00a0two\r\nlines\rand more',
    "\U0001f680 \U0001f469\u200d\U0001f52c",
    "None",
    "",
    " 0110.10 ",
    "\\",
    "résumé\\t\\n",
)
LONG = "http://data.europa.eu/esco/skill/é,\n" * 18_000

LAYOUTS = [
    pytest.param(contract, layout, file, id=f"{contract.name}: {file}")
    for source in SOURCES.values()
    if source.name not in ("onet", "jobs")  # these are no CSV, and have tests of their own
    for contract in source.contracts
    for layout in contract.layouts
    for file in layout.files
]


@dataclass(frozen=True)
class Landing:
    """The landing database of an installation of its own."""

    engine: Engine
    run_id: int

    @contextmanager
    def raw(self) -> Iterator[pymysql.connections.Connection]:
        with self.engine.connect() as connection:
            yield connection.connection.driver_connection

    def rows(self, query: str, **values) -> list[tuple]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def load(self, delivery: Delivery, **how) -> int:
        with self.raw() as connection:
            return load_batch(connection, self.run_id, delivery, **how)

    def holds(self, delivery: Delivery) -> int | None:
        with self.raw() as connection:
            return batch_of(connection, delivery)


def landing_of(installation) -> Landing:
    engine = installation.server.engine("loader", installation.settings.databases.landing)
    return Landing(engine, ledger.open_run(engine, "test"))


@pytest.fixture
def landing(installation) -> Landing:
    return landing_of(installation)


@pytest.fixture(scope="module")
def shared(new_installation) -> Landing:
    """A landing database to which tests only add batches of their own numbers."""
    return landing_of(new_installation())


numbers = iter(range(10_000, 20_000))


def awkward_file(folder: Path, contract: FileContract, layout: Layout, pattern: str) -> Path:
    """Write a file of a layout, with two columns that its contract does not name."""
    columns = [column for column in contract.columns_of(layout) if column is not EXTRA]
    header = [layout.renamed.get(column.name, column.header) for column in columns]
    content = [
        [
            LONG if column.is_long else f"{AWKWARD[(place + turn) % len(AWKWARD)]}{place}"
            for place, column in enumerate(columns)
        ]
        for turn in range(len(AWKWARD))
    ]
    name = pattern.replace("{language}", "en").replace("*", "x")
    return write_csv(
        folder / (name if name.endswith(".csv") else f"{name}.csv"),
        [*reversed(header), "new", "newer"],
        [[*reversed(fields), '"é\n', ""] for fields in content],
    )


@pytest.mark.parametrize("is_bulk", [True, False], ids=["bulk", "inserts"])
@pytest.mark.parametrize(("contract", "layout", "pattern"), LAYOUTS)
def test_what_lands_of_any_file_is_what_stands_in_it(
    shared, tmp_path, monkeypatch, contract, layout, pattern, is_bulk
):
    path = awkward_file(tmp_path, contract, layout, pattern)
    if not is_bulk:
        monkeypatch.setattr("load.landing.takes_local_infile", lambda connection: False)
    file = recognise(path, SOURCES[contract.source].contracts, "")
    assert (file.contract, file.layout.absent) == (contract, layout.absent)
    batch_id = next(numbers)
    with shared.raw() as connection:
        landed = land(connection, file, batch_id)
        connection.commit()
    with path.open(encoding="utf-8", newline="") as stream:
        header, *content = csv.reader(stream)
    assert (landed.rows_landed, landed.malformed) == (len(content), [])
    names = [column.name for column in contract.columns_of(layout) if column is not EXTRA]
    listed = ", ".join(f"`{name}`" for name in (*reversed(names), "extra"))
    query = f"select {listed} from `{contract.table}` where batch_id = :batch order by source_line"
    assert len(header) == len(names) + 2
    assert shared.rows(query, batch=batch_id) == [
        (*fields[:-2], '{"new": "\\"é\\n"}') for fields in content
    ]
    absent = [column.name for column in contract.columns if column.name in layout.absent]
    for name in absent:
        query = f"select count(`{name}`) from `{contract.table}` where batch_id = :batch"
        assert shared.rows(query, batch=batch_id) == [(0,)]


def model_of(folder: Path) -> Delivery:
    [model] = find_deliveries(folder)
    return model


def test_codes_are_text(landing, tmp_path):
    case = CASES / "codes-are-text"
    batch_id = landing.load(
        model_of(
            write_esco(
                tmp_path / "v1.1.1",
                changed={path.name: path.read_bytes() for path in case.glob("*.csv")},
            )
        )
    )
    assert landing.rows("select code from esco_occupation_groups order by source_line") == [
        (code,) for code in ("0", "01", "011", "0110", "1", "11", "111")
    ]
    assert landing.rows(
        "select code, group_code, count(*) from esco_occupations group by code, group_code "
        "order by min(source_line)"
    ) == [
        ("0110.1", "0110", 1),
        ("2512.1", "2512", 1),
        ("2512.10", "2512", 1),
        ("2512.2", "2512", 1),
    ]
    assert landing.rows("select count(*) from quarantine") == [(0,)]
    assert batch_id == landing.rows("select max(batch_id) from batches")[0][0]


def test_a_cell_of_several_lines_is_one_field_of_one_row(landing, tmp_path):
    case = (CASES / "labels-of-several-lines" / "skills_en.csv").read_bytes()
    assert case.startswith(b"\xef\xbb\xbf")
    landing.load(model_of(write_esco(tmp_path / "v1.1.1", changed={"skills_en.csv": case})))
    assert landing.rows(
        "select source_line, concept_type, alt_labels, description from esco_skills "
        "order by source_line"
    ) == [
        (
            2,
            "KnowledgeSkillCompetence",
            "run databases\nrun databases \n\nadminister databases\u00a0\nmanage databases",
            "Keep data, users\nand backups in order.",
        ),
        (8, "KnowledgeSkillCompetence", "", "Count what is there."),
        (
            9,
            "KnowledgeSkillCompetence",
            'say "no" politely, firmly\n\ttake calls',
            "Speak with callers.",
        ),
    ]


def test_labels_that_a_collation_takes_for_equal_are_twelve_and_loading_again_changes_nothing(
    landing, tmp_path
):
    case = (CASES / "labels-equal-by-collation" / "skills_en.csv").read_bytes()
    folder = write_esco(tmp_path / "v1.1.1", changed={"skills_en.csv": case})
    batch_id = landing.load(model_of(folder))
    assert landing.holds(model_of(folder)) == batch_id
    counts = "select count(*), count(distinct {}) from esco_skills"
    assert landing.rows(counts.format("concept_uri")) == [(12, 12)]
    assert landing.rows(counts.format("trim(preferred_label)")) == [(12, 11)]
    assert landing.rows("select preferred_label from esco_skills where concept_uri like '%12'") == [
        ("cook ",)
    ]


def test_a_table_and_its_workbook_land_the_same(landing, tmp_path):
    [table] = kesco.find_deliveries(write_kesco(tmp_path / "kesco.csv"))
    landing.load(table)
    query = "select serial_number, title, code, extra from kesco_occupations order by source_line"
    landed = landing.rows(query)
    assert len(landed) == 5
    [book] = kesco.find_deliveries(write_kesco(tmp_path / "kesco.xlsx"))
    batch_id = landing.load(book)
    assert landing.rows(query.replace("order", f"where batch_id = {batch_id} order")) == landed


def test_crosswalks_and_figures_land_each_in_their_table(landing, tmp_path):
    for delivery in (
        *crosswalks.find_deliveries(write_crosswalks(tmp_path / "crosswalks")),
        *labour_market.find_deliveries(write_labour_market(tmp_path / "figures")),
    ):
        landing.load(delivery)
    found = dict(landing.rows("select source_file, rows_landed from deliveries"))
    assert found == {name: len(content) for name, (_, content) in CROSSWALKS.items()} | {
        "career_paths.csv": 1,
        "labour_demand.csv": 1,
        "labour_market_insights.csv": 1,
    }
    assert landing.rows("select count(*) from batches where released_on is null") == [
        (len(CROSSWALKS) + 1,)
    ]
    assert landing.rows(
        "select source_line, isco_code from crosswalk_isco_soc order by source_line"
    ) == [(2, "0110"), (3, "2512"), (4, "2512")]
    assert landing.rows("select json_extract(extra, '$.Level') from crosswalk_soc_2018_structure")


def test_a_model_is_measured_by_its_own_former_delivery_alone(landing, tmp_path):
    def fewer(name: str) -> Delivery:
        return model_of(
            write_esco(tmp_path / "fewer" / name, changed={"skills_en.csv": lambda rows: rows[:3]})
        )

    whole = model_of(write_esco(tmp_path / "whole" / "v1.1.1"))
    first = landing.load(whole)
    other = landing.load(fewer("v1.2.1"))
    landing.load(model_of(write_tabiya(tmp_path / "tabiya")))
    with pytest.raises(ShrunkenDelivery) as caught:
        landing.load(fewer("v1.1.1"))
    assert "50% fewer rows" in caught.value.summary
    assert f"about {len(SKILLS)}, as in ESCO 1.1.1 en" in caught.value.expected
    assert landing.holds(whole) == first
    assert landing.holds(fewer("v1.2.1")) == other
    again = landing.load(fewer("v1.1.1"), accept_shrink=True)
    assert landing.holds(fewer("v1.1.1")) == again


def test_a_collection_that_came_with_a_model_before_may_not_be_left_out(landing, tmp_path):
    collection = {
        "greenSkillsCollection_en.csv": further_esco_files()["digitalSkillsCollection_en.csv"]
    }
    landing.load(model_of(write_esco(tmp_path / "a" / "v1.1.1", changed=collection)))
    with pytest.raises(ShrunkenDelivery, match=r"greenSkillsCollection_en\.csv came with"):
        landing.load(model_of(write_esco(tmp_path / "b" / "v1.1.1")))


CUT_OFF = 'conceptType,conceptUri,broaderType,broaderUri\nOccupation,a,ISCOGroup,b\nOccupation,"c'


@pytest.mark.parametrize(
    ("name", "content", "error", "reason"),
    [
        (
            "skills_en.csv",
            lambda rows: "\n".join([",".join(rows[0]), ",".join("x" for _ in rows[0]), "x,y"]),
            TooManyBadLines,
            "wrong_field_count",
        ),
        ("broaderRelationsOccPillar.csv", CUT_OFF, TruncatedFile, None),
    ],
)
def test_a_model_that_is_refused_leaves_the_earlier_one(
    landing, tmp_path, name, content, error, reason
):
    good = model_of(write_esco(tmp_path / "good" / "v1.1.1"))
    batch_id = landing.load(good)
    if callable(content):
        content = content(_full(esco_files()[name]))
    bad = model_of(write_esco(tmp_path / "bad" / "v1.1.1", changed={name: content}))
    with pytest.raises(error) as caught:
        landing.load(bad)
    assert name in str(caught.value)
    assert landing.holds(good) == batch_id
    assert landing.rows("select status from batches order by batch_id") == [
        ("landed",),
        ("refused",),
    ]
    assert landing.rows("select distinct batch_id from esco_occupations") == [(batch_id,)]
    reasons = [] if reason is None else [(reason,)]
    assert landing.rows("select reason from quarantine") == reasons


def _full(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of skills with every column of the file, so that their keys are a whole header."""
    missing = ("hiddenLabels", "scopeNote", "definition")
    return [{**row, **dict.fromkeys(missing, "")} for row in rows]


# --- a run with several sources


@pytest.fixture
def land_only(installation, tmp_path, monkeypatch) -> Callable[..., Summary]:
    """Run the pipeline up to the build, with sources below a ``data`` of the test's own."""
    monkeypatch.setattr("pipeline.run._build_on_what_is_good", lambda *given: ("0" * 64, None))
    settings = replace(installation.settings, data=tmp_path / "data")

    def do(request: Request | None = None, **changed) -> Summary:
        return run(replace(settings, **changed), request or Request(), Console())

    return do


def releases(landing: Landing) -> list[tuple]:
    return landing.rows(
        "select source, release_name from batches where status = 'landed' order by 1, 2"
    )


def test_a_run_takes_what_is_configured_of_each_source_and_leaves_a_broken_one_out(
    landing, land_only, tmp_path
):
    write_esco(tmp_path / "data" / "esco" / "v1.1.1", languages=("en", "fr"))
    write_tabiya(tmp_path / "data" / "esco" / "tabiya")
    write_kesco(tmp_path / "elsewhere" / "kesco.xlsx")
    latin = "isco2008,isco2008_title,soc2010,soc2010_title\né,,,\n".encode("latin-1")
    write_crosswalks(tmp_path / "data" / "crosswalks", {"isco_soc.csv": latin})
    write_labour_market(tmp_path / "data" / "labour_market" / "2026")
    places = {"kesco": (tmp_path / "elsewhere" / "kesco.xlsx",)}
    summary = land_only(source_places=places)
    assert summary.exit_code == 4
    [failure] = summary.failures
    assert isinstance(failure.error, NotTheFormat)
    assert failure.delivery == str(tmp_path / "data" / "crosswalks" / "isco_soc.csv")
    assert [each for each in releases(landing) if each[0] != "crosswalks"] == [
        ("esco", "ESCO 1.1.1 en"),
        ("esco", "ESCO 1.1.1 fr"),
        ("esco", "Our model (ESCO 1.1.1) v2.0.1"),
        ("kesco", "KeSCO 2022"),
        ("labour_market", "2026"),
        ("onet", "sample"),
    ]
    assert len(releases(landing)) == 6 + len(CROSSWALKS) - 1
    (tmp_path / "data" / "crosswalks" / "isco_soc.csv").unlink()
    batches = landing.rows("select max(batch_id) from batches")
    assert land_only(source_places=places).exit_code == 0
    assert landing.rows("select max(batch_id) from batches") == batches


def test_a_run_says_what_it_added_and_what_it_left_alone(land_only, tmp_path, capsys):
    write_kesco(tmp_path / "data" / "kesco" / "kesco.xlsx")
    write_csv(
        tmp_path / "data" / "kesco" / "kesco.csv",
        ("S/No", "Occupational Title", "KeSCO Code", "Notes"),
        [(*row, "new") for row in KESCO_ROWS],
    )
    write_csv(tmp_path / "data" / "kesco" / "regions.csv", ("region",), [("Nairobi",)])
    land_only()
    said = " ".join(capsys.readouterr().out.split())
    assert "kept in kesco_occupations.extra: Notes" in said
    assert "another file holds the same more fully: kesco.xlsx" in said
    assert "1 files that no contract knows were left alone: regions.csv" in said


def test_a_run_says_that_a_table_may_have_been_cut_in_its_last_row(land_only, tmp_path, capsys):
    path = write_kesco(tmp_path / "data" / "kesco" / "kesco.csv")
    warning = "the last row of kesco.csv has no line end: if the file was cut off, it is there"
    land_only()
    assert warning not in " ".join(capsys.readouterr().err.split())
    path.write_bytes(path.read_bytes().rstrip(b"\r\n"))
    land_only()
    assert warning in " ".join(capsys.readouterr().err.split())


def test_a_source_of_the_call_leaves_the_others_as_configured(landing, land_only, tmp_path):
    write_kesco(tmp_path / "data" / "kesco" / "kesco.csv")
    write_esco(tmp_path / "data" / "esco" / "v1.1.1")
    named = write_esco(tmp_path / "v1.2.1", layout="1.2")
    assert land_only(Request(source_places={"esco": (named,)})).exit_code == 0
    found = [release for release in releases(landing) if release[0] in ("esco", "kesco", "onet")]
    assert found == [("esco", "ESCO 1.2.1 en"), ("kesco", "KeSCO 2022"), ("onet", "sample")]


def test_the_same_model_in_two_folders_is_a_wrong_call(land_only, tmp_path):
    write_esco(tmp_path / "data" / "esco" / "v1.1.1")
    write_esco(tmp_path / "data" / "esco" / "copy of v1.1.1")
    with pytest.raises(UsageError, match="two folders hold the same ESCO release"):
        land_only()


def test_a_model_that_is_not_landed_cannot_be_the_primary_one(installation, tmp_path):
    write_esco(tmp_path / "data" / "esco" / "v1.1.1")
    settings = replace(installation.settings, data=tmp_path / "data")
    with pytest.raises(UsageError, match=r"the ESCO model ESCO 9\.9 en is not landed") as caught:
        run(settings, Request(esco_model="ESCO 9.9 en"), Console())
    assert caught.value.found == "landed: ESCO 1.1.1 en"
    assert caught.value.exit_code == 2


def test_a_primary_model_whose_files_were_refused_is_reported_by_their_fault(
    installation, tmp_path
):
    write_tabiya(tmp_path / "data" / "esco" / "mine", changed={"skills.csv": b""})
    settings = replace(installation.settings, data=tmp_path / "data")
    with pytest.raises(RefusedDelivery, match=r"skills\.csv is empty"):
        run(settings, Request(esco_model="mine"), Console())
