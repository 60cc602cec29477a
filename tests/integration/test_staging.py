"""Staging keeps what is good, names what is wrong with the rest, and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import pytest
from sqlalchemy import insert, text

from load.tables import quarantine
from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_batch, add_files, add_run
from tests.release import release_files

# file name -> the model's name, and a good row that the release does not have
FILES: dict[str, tuple[str, dict[str, str]]] = {
    "Essential Skills.txt": (
        "ratings",
        {
            "code": "11-1011.00",
            "element": "2.A.1",
            "name": "Foundational Areas",
            "scale": "LV",
            "value": "4.12",
            "n": "8",
            "error": "0.1250",
            "low": "3.8800",
            "high": "4.3700",
            "suppress": "N",
            "relevant": "N",
            "date": "08/2023",
            "source": "Analyst",
        },
    ),
    "Job Titles.txt": (
        "job_titles",
        {"code": "11-1011.00", "title": "Chief", "short": "n/a", "sources": "02"},
    ),
    "Occupation Data.txt": (
        "occupation_data",
        {"code": "13-2011.00", "title": "Accountants", "description": "Words."},
    ),
    "Content Model Reference.txt": (
        "content_model_reference",
        {"element": "2.C", "name": "Knowledge", "description": "Words."},
    ),
    "Scales Reference.txt": (
        "scales_reference",
        {"scale": "AA", "name": "A scale", "minimum": "1", "maximum": "5"},
    ),
    "Level Scale Anchors.txt": (
        "level_scale_anchors",
        {
            "element": "2.A.1.a",
            "name": "Reading Comprehension",
            "scale": "LV",
            "value": "5",
            "description": "Do it",
        },
    ),
    "Job Zones.txt": (
        "job_zones",
        {"code": "11-1011.00", "zone": "5", "date": "08/2023", "source": "Analyst"},
    ),
    "Job Zone Reference.txt": (
        "job_zone_reference",
        {
            "zone": "4",
            "name": "Four",
            "experience": "w",
            "education": "w",
            "training": "w",
            "examples": "w",
            "svp": "(7)",
        },
    ),
}

# file, reason, and the rows that have it: what is wrong in an otherwise good row
FAULTS: list[tuple[str, str, list[dict[str, str]]]] = [
    ("Essential Skills.txt", "missing_value", [{"code": ""}, {"value": "n/a"}, {"date": " "}]),
    ("Essential Skills.txt", "bad_code_form", [{"code": "11-1011"}, {"code": "11-1011.000"}]),
    ("Essential Skills.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Essential Skills.txt", "unknown_element", [{"element": "2.A.1.z"}, {"element": "2.a.1"}]),
    ("Essential Skills.txt", "unknown_scale", [{"scale": "XX"}, {"scale": "lv"}]),
    (
        "Essential Skills.txt",
        "not_a_number",
        [
            {"value": "four"},
            {"value": "4,12"},
            {"value": "4e0"},
            {"value": "4.125"},
            {"error": "-0.1"},
            {"n": "eight"},
            {"low": "?"},
            {"high": "?"},
        ],
    ),
    (
        "Essential Skills.txt",
        "out_of_scale_range",
        [
            {"value": "7.01"},
            {"value": "-0.01"},
            {"scale": "IM", "value": "0.99"},
            {"high": "7.0001"},
            {"low": "-0.0001"},
        ],
    ),
    ("Essential Skills.txt", "bad_flag", [{"suppress": "y"}, {"relevant": "1"}]),
    ("Essential Skills.txt", "bad_date", [{"date": "13/2023"}, {"date": "2023-08-01"}]),
    ("Essential Skills.txt", "too_long", [{"source": "A" * 51}]),
    ("Job Titles.txt", "missing_value", [{"title": ""}]),
    ("Job Titles.txt", "bad_code_form", [{"code": "11-1011"}]),
    ("Job Titles.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Job Titles.txt", "too_long", [{"title": "T" * 251}, {"short": "T" * 151}]),
    (
        "Job Titles.txt",
        "duplicate_key",
        [
            {"title": "Chief Executive Officer", "short": "CEO"},
            {"title": " Chief Executive Officer ", "short": "CEO"},
        ],
    ),
    ("Occupation Data.txt", "missing_value", [{"title": "n/a"}, {"description": ""}]),
    ("Occupation Data.txt", "bad_code_form", [{"code": "13-2011"}]),
    ("Occupation Data.txt", "too_long", [{"title": "T" * 256}]),
    ("Content Model Reference.txt", "missing_value", [{"name": ""}]),
    ("Content Model Reference.txt", "bad_code_form", [{"element": "2..C"}]),
    ("Content Model Reference.txt", "too_long", [{"description": "D" * 2001}]),
    ("Scales Reference.txt", "not_a_number", [{"minimum": "low"}]),
    ("Scales Reference.txt", "empty_range", [{"minimum": "5"}]),
    ("Scales Reference.txt", "too_long", [{"scale": "ABCD"}]),
    ("Level Scale Anchors.txt", "missing_value", [{"description": "n/a"}]),
    ("Level Scale Anchors.txt", "unknown_element", [{"element": "2.Z"}]),
    ("Level Scale Anchors.txt", "unknown_scale", [{"scale": "XX"}]),
    ("Level Scale Anchors.txt", "not_a_number", [{"value": "five"}]),
    ("Level Scale Anchors.txt", "out_of_scale_range", [{"value": "8"}]),
    ("Job Zones.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Job Zones.txt", "not_a_number", [{"zone": "five"}]),
    ("Job Zones.txt", "unknown_job_zone", [{"zone": "3"}]),
    ("Job Zones.txt", "bad_date", [{"date": "August 2023"}]),
    ("Job Zone Reference.txt", "not_a_number", [{"zone": "four"}]),
    ("Job Zone Reference.txt", "missing_value", [{"education": "n/a"}]),
]

GOOD: list[tuple[str, dict[str, str]]] = [
    ("Essential Skills.txt", {"code": " 19-2031.00 ", "value": " 3 ", "error": "n/a"}),
    ("Job Titles.txt", {"title": "Chief Executive Officer"}),
    ("Job Titles.txt", {"title": "chief executive officer", "short": "CEO"}),
    ("Level Scale Anchors.txt", {"value": "5.5", "description": "None"}),
    ("Content Model Reference.txt", {"element": "4.A.1.a.1.I01.D01", "description": ""}),
]


@dataclass
class Staged:
    """A small release with faulty lines after its good ones, built into ``<prefix>_dev``."""

    installation: Installation
    batch_id: int
    good: set[tuple[str, int]]
    faulty: dict[tuple[str, int], str]

    def read(self, query: str, **values: object) -> list[tuple]:
        database = self.installation.settings.databases.dev
        with self.installation.server.engine("admin", database).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    @cached_property
    def rejected(self) -> dict[tuple[str, int], str]:
        """File and line -> reason, of all tables."""
        lines = " union all ".join(
            f"select source_file, source_line, rejection_reason from stg_onet__{name}_rejected"
            for name, _ in FILES.values()
        )
        return {(file, line): reason for file, line, reason in self.read(lines)}


def add_row(
    files: dict[str, list[tuple[str, ...]]], name: str, changes: Mapping[str, str]
) -> tuple[str, int]:
    """Add a changed copy of the file's good row and return where it stands (line 1: header)."""
    files[name].append(tuple((FILES[name][1] | changes).values()))
    return name, len(files[name]) + 1


@pytest.fixture(scope="module")
def staged(new_installation) -> Staged:
    files = release_files()
    good = {(name, line) for name, rows in files.items() for line in range(2, len(rows) + 2)}
    good |= {add_row(files, name, changes) for name, changes in GOOD}
    faulty = {
        add_row(files, name, changes): reason
        for name, reason, all_changes in FAULTS
        for changes in all_changes
    }
    made = new_installation()
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        run_id = add_run(connection)
        batch_id = add_batch(connection, run_id, "30.3", date(2026, 5, 1))
        add_files(connection, batch_id, files)
        connection.execute(
            insert(quarantine).values(
                batch_id=batch_id,
                source_file="Job Titles.txt",
                source_line=9999,
                table_name="onet_job_titles",
                reason="field_count",
                detail="3 fields, 4 expected",
                raw_line="11-1011.00\tChief\tn/a",
            )
        )
        unfinished = add_batch(connection, run_id, "31.0", date(2026, 8, 1), status="loading")
        add_files(connection, unfinished, release_files())
    result = dbt(made, "run")
    failed = [name for name, status in outcomes(result).items() if status != "success"]
    assert failed == [], messages(result)[failed[0]]
    return Staged(made, batch_id, good, faulty)


@pytest.mark.parametrize(
    ("file_name", "reason"), [(name, reason) for name, reason, _ in FAULTS], ids=str
)
def test_a_faulty_line_is_rejected_with_its_reason(
    staged: Staged, file_name: str, reason: str
) -> None:
    lines = [
        place for place, why in staged.faulty.items() if (place[0], why) == (file_name, reason)
    ]
    assert {place: staged.rejected.get(place) for place in lines} == dict.fromkeys(lines, reason)


def test_no_other_line_is_rejected(staged: Staged) -> None:
    assert set(staged.rejected) == set(staged.faulty)


def test_every_good_line_of_a_ready_delivery_is_staged_and_no_other(staged: Staged) -> None:
    lines = " union all ".join(
        f"select batch_id, source_file, source_line from stg_onet__{name}"
        for name, _ in FILES.values()
    )
    assert set(staged.read(lines)) == {(staged.batch_id, *place) for place in staged.good}


def test_a_rejected_line_is_shown_as_it_arrived(staged: Staged) -> None:
    assert staged.read(
        "select onet_soc_code, job_title, short_title, sources from stg_onet__job_titles_rejected "
        "where rejection_reason = 'duplicate_key' order by source_line"
    ) == [
        ("11-1011.00", "Chief Executive Officer", "CEO", "02"),
        ("11-1011.00", " Chief Executive Officer ", "CEO", "02"),
    ]


def test_text_is_trimmed_and_only_na_and_nothing_are_null(staged: Staged) -> None:
    assert staged.read(
        "select occupation_code, value, standard_error from stg_onet__ratings "
        "where element_id = '2.A.1'"
    ) == [("19-2031.00", Decimal("3.00"), None)]
    assert staged.read(
        "select anchor_description from stg_onet__level_scale_anchors where anchor_value = 5.5"
    ) == [("None",)]
    assert staged.read(
        "select element_id from stg_onet__content_model_reference where description is null"
    ) == [("4.A.1.a.1.I01.D01",)]


def test_a_title_is_told_apart_by_its_case_and_by_its_short_title(staged: Staged) -> None:
    titles = "select job_title, short_title from job_titles where occupation_code = '11-1011.00'"
    assert sorted(staged.read(titles)) == [
        ("Chief Executive Officer", ""),
        ("Chief Executive Officer", "CEO"),
        ("chief executive officer", "CEO"),
    ]


def test_a_level_means_the_highest_anchor_not_above_it(staged: Staged) -> None:
    """Anchors stand at 2, 4 and 6, and for reading also at 5.5."""
    two, four, between, six = (Decimal(value) for value in ("2.00", "4.00", "5.50", "6.00"))
    assert staged.read(
        "select level_from, level_below, level_meaning from int_onet__level_bands "
        "where element_id = '2.A.1.a' order by level_from"
    ) == [
        (None, two, "below: Do Reading Comprehension at 2"),
        (two, four, "Do Reading Comprehension at 2"),
        (four, between, "Do Reading Comprehension at 4"),
        (between, six, "None"),
        (six, None, "Do Reading Comprehension at 6"),
    ]
    assert staged.read(
        "select level, level_meaning from occupation_levels "
        "where element_id = '2.B.1.a' order by level"
    ) == [
        (Decimal("4.12"), "Do Social Perceptiveness at 4"),
        (Decimal("5.12"), "Do Social Perceptiveness at 4"),
    ]


def test_what_is_in_quarantine_stays_there(staged: Staged) -> None:
    landing = staged.installation.settings.databases.landing
    with staged.installation.server.engine("admin", landing).connect() as connection:
        lines = connection.execute(text("select source_line, reason from quarantine")).all()
    assert [tuple(line) for line in lines] == [(9999, "field_count")]
    assert ("Job Titles.txt", 9999) not in staged.rejected


def test_a_build_fails_where_too_much_was_rejected(staged: Staged) -> None:
    """Nothing is lost here, but each file has more rejected rows than 1 in 100, or than none."""
    name = "assert_landed_is_staged_and_rejected"
    result = dbt(staged.installation, "test", "--select", name)
    assert outcomes(result) == {name: "fail"}
    assert f"Got {len(FILES)} results" in messages(result)[name]


@pytest.fixture(scope="module")
def deliveries(new_installation) -> Installation:
    """An installation with deliveries in its ledger and nothing in landing."""
    made = new_installation()
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        run_id = add_run(connection)
        add_batch(connection, run_id, "sample", date(2026, 11, 1), is_sample=True)
        add_batch(connection, run_id, "29.2", date(2025, 2, 1))
        add_batch(connection, run_id, "30.2", date(2026, 2, 1), status="retired")
        add_batch(connection, run_id, "30.3", date(2026, 5, 1))
        add_batch(connection, run_id, "31.0", date(2026, 8, 1), status="loading")
    return made


@pytest.mark.parametrize(
    ("wanted", "retired", "current"),
    [
        ("", (), ["30.3"]),
        ("29.2", (), ["29.2"]),
        ("sample", (), ["sample"]),
        ("30.2", (), []),
        ("it's", (), []),
        ("", ("30.3",), ["29.2"]),
        ("", ("30.3", "29.2"), ["sample"]),
    ],
)
def test_the_marts_are_of_the_release_asked_for_or_of_the_newest_real_one(
    deliveries: Installation, wanted: str, retired: Sequence[str], current: list[str]
) -> None:
    databases, engine = deliveries.settings.databases, deliveries.server.engine
    change = text("update batches set status = :status where release_name = :name")
    with engine("admin", databases.landing, autocommit=True).connect() as connection:
        for name in retired:
            connection.execute(change, {"status": "retired", "name": name})
        result = dbt(
            deliveries,
            "run",
            "--select",
            "stg_ledger__ready_batches",
            "int_onet__current_batch",
            "--vars",
            json.dumps({"onet_release": wanted}),
        )
        for name in retired:
            connection.execute(change, {"status": "ready", "name": name})
    assert set(outcomes(result).values()) == {"success"}, messages(result)
    with engine("admin", databases.dev).connect() as connection:
        chosen = connection.execute(text("select release_name from int_onet__current_batch"))
        assert chosen.scalars().all() == current
