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

from extract.onet.contracts import CONTRACTS
from load.tables import quarantine
from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_batch, add_files, add_run
from tests.release import (
    FURTHER_ELEMENTS,
    FURTHER_SCALES,
    add_missing,
    further_files,
    release_files,
)

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
    "Education Categories.txt": (
        "scale_categories",
        {"element": "2.D.1", "name": "n", "scale": "RL", "category": "3", "text": "Words"},
    ),
    "Education.txt": (
        "category_ratings",
        {
            "code": "19-2031.00",
            "element": "2.D.1",
            "name": "n",
            "scale": "RL",
            "category": "1",
            "value": "50.00",
            "n": "20",
            "error": "1.2",
            "low": "40.0",
            "high": "60.0",
            "suppress": "N",
            "date": "08/2023",
            "source": "Incumbent",
        },
    ),
    "Task Statements.txt": (
        "task_statements",
        {
            "code": "11-1011.00",
            "task": "9000",
            "statement": "Work.",
            "type": "Core",
            "n": "20",
            "date": "08/2023",
            "source": "Incumbent",
        },
    ),
    "Task Ratings.txt": (
        "task_ratings",
        {
            "code": "11-1011.00",
            "task": "8823",
            "scale": "FT",
            "category": "2",
            "value": "50.00",
            "n": "20",
            "error": "1.2",
            "low": "40.0",
            "high": "60.0",
            "suppress": "N",
            "date": "08/2023",
            "source": "Incumbent",
        },
    ),
    "Emerging Tasks.txt": (
        "emerging_tasks",
        {
            "code": "19-2031.00",
            "statement": "Work anew.",
            "category": "New",
            "original": "n/a",
            "original_statement": "n/a",
            "date": "08/2023",
            "source": "Incumbent",
        },
    ),
    "GWAs to IWAs.txt": (
        "intermediate_work_activities",
        {"gwa": "4.A.1.a.1", "iwa": "4.A.1.a.1.b", "title": "Study."},
    ),
    "GWAs to IWAs to DWAs.txt": (
        "detailed_work_activities",
        {"gwa": "4.A.1.a.1", "iwa": "4.A.1.a.1.a", "dwa": "4.A.1.a.1.a.2", "title": "Study."},
    ),
    "Tasks to DWAs.txt": (
        "tasks_to_dwas",
        {
            "code": "19-2031.00",
            "task": "42",
            "dwa": "4.A.1.a.1.a.1",
            "date": "08/2023",
            "source": "Analyst",
        },
    ),
    "Software Skills.txt": (
        "technology_skills",
        {
            "code": "19-2031.00",
            "example": "A product",
            "category": "2.E.1.a",
            "name": "Spreadsheet software",
            "hot": "N",
            "demand": "Y",
        },
    ),
    "Tools Used.txt": (
        "tools_used",
        {"code": "19-2031.00", "example": "A tool", "commodity": "44101809", "title": "Words"},
    ),
    "UNSPSC Reference.txt": (
        "unspsc_reference",
        {
            "commodity": "44101810",
            "title": "Words",
            "class": "44101800",
            "class_title": "Words",
            "family": "44100000",
            "family_title": "Words",
            "segment": "44000000",
            "segment_title": "Words",
        },
    ),
    "Related Occupations.txt": (
        "related_occupations",
        {"code": "11-1011.00", "related": "19-2031.00", "tier": "Supplemental", "index": "2"},
    ),
    "Occupation Level Metadata.txt": (
        "occupation_level_metadata",
        {
            "code": "19-2031.00",
            "item": "Data Collection Mode",
            "response": "Web",
            "n": "20",
            "percent": "50.0",
            "date": "08/2023",
        },
    ),
    "Sample of Reported Titles.txt": (
        "reported_titles",
        {"code": "19-2031.00", "title": "Chemist", "shown": "N"},
    ),
    "Career Interest Type Keywords.txt": (
        "interest_keywords",
        {"element": "1.B.1.b", "name": "n", "keyword": "Ask", "type": "Action"},
    ),
    "Interests Illustrative Activities.txt": (
        "interest_activities",
        {"element": "1.B.1.b", "name": "n", "type": "Career Type", "activity": "Ask why."},
    ),
    "Interests Illustrative Occupations.txt": (
        "interest_occupations",
        {"element": "1.B.1.b", "name": "n", "type": "Career Type", "code": "19-2031.00"},
    ),
    "Survey Booklet Locations.txt": (
        "survey_booklet_locations",
        {"element": "2.A.1.a", "name": "n", "item": "SK02", "scale": "LV"},
    ),
    "Essential Skills to Work Activities.txt": (
        "element_links",
        {"from": "2.B.1.a", "from_name": "n", "to": "4.A.1.a.1", "to_name": "n"},
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
    ("Education Categories.txt", "missing_value", [{"text": "n/a"}]),
    ("Education Categories.txt", "unknown_element", [{"element": "2.Z"}]),
    ("Education Categories.txt", "unknown_scale", [{"scale": "XX"}]),
    ("Education Categories.txt", "not_a_number", [{"category": "three"}]),
    ("Education Categories.txt", "too_long", [{"text": "T" * 501}]),
    ("Education.txt", "missing_value", [{"value": "n/a"}]),
    ("Education.txt", "bad_code_form", [{"code": "19-2031"}]),
    ("Education.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Education.txt", "unknown_element", [{"element": "2.Z"}]),
    ("Education.txt", "unknown_scale", [{"scale": "XX"}]),
    ("Education.txt", "unknown_category", [{"category": "13"}, {"element": "2.D.4.a"}]),
    ("Education.txt", "not_a_number", [{"value": "half"}, {"category": "one"}, {"n": "many"}]),
    ("Education.txt", "out_of_scale_range", [{"value": "100.01"}, {"low": "-0.1"}]),
    ("Education.txt", "bad_flag", [{"suppress": "y"}]),
    ("Education.txt", "bad_date", [{"date": "2023"}]),
    ("Education.txt", "too_long", [{"source": "S" * 51}]),
    ("Task Statements.txt", "missing_value", [{"statement": ""}]),
    ("Task Statements.txt", "bad_code_form", [{"code": "11"}]),
    ("Task Statements.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Task Statements.txt", "not_a_number", [{"task": "T1"}, {"task": "9001", "n": "many"}]),
    ("Task Statements.txt", "bad_date", [{"date": "2023"}]),
    ("Task Statements.txt", "too_long", [{"statement": "S" * 1001}, {"type": "T" * 13}]),
    ("Task Ratings.txt", "unknown_task", [{"task": "9999"}]),
    ("Task Ratings.txt", "unknown_category", [{"category": "8"}]),
    ("Task Ratings.txt", "out_of_scale_range", [{"value": "100.01"}]),
    ("Task Ratings.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Task Ratings.txt", "bad_flag", [{"suppress": "?"}]),
    ("Emerging Tasks.txt", "missing_value", [{"category": "n/a"}]),
    ("Emerging Tasks.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Emerging Tasks.txt", "unknown_task", [{"original": "9999"}]),
    ("Emerging Tasks.txt", "not_a_number", [{"original": "T1"}]),
    ("Emerging Tasks.txt", "bad_date", [{"date": "2023"}]),
    ("Emerging Tasks.txt", "too_long", [{"statement": "S" * 701}]),
    ("GWAs to IWAs.txt", "missing_value", [{"title": ""}]),
    ("GWAs to IWAs.txt", "unknown_element", [{"gwa": "4.A.9"}]),
    ("GWAs to IWAs.txt", "too_long", [{"title": "T" * 256}]),
    ("GWAs to IWAs to DWAs.txt", "missing_value", [{"title": ""}]),
    ("GWAs to IWAs to DWAs.txt", "unknown_element", [{"gwa": "4.A.9"}]),
    ("GWAs to IWAs to DWAs.txt", "unknown_activity", [{"iwa": "4.A.1.a.1.z"}]),
    ("GWAs to IWAs to DWAs.txt", "too_long", [{"title": "T" * 256}]),
    ("Tasks to DWAs.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Tasks to DWAs.txt", "unknown_task", [{"task": "9999"}, {"task": "T1"}]),
    ("Tasks to DWAs.txt", "unknown_activity", [{"dwa": "4.A.1.a.1.a.9"}]),
    ("Tasks to DWAs.txt", "bad_date", [{"date": "2023"}]),
    ("Software Skills.txt", "missing_value", [{"example": ""}]),
    ("Software Skills.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Software Skills.txt", "unknown_category", [{"category": "2.E.9.z"}]),
    ("Software Skills.txt", "bad_flag", [{"hot": "?"}, {"demand": "y"}]),
    ("Software Skills.txt", "too_long", [{"example": "E" * 151}]),
    ("Tools Used.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Tools Used.txt", "unknown_commodity", [{"commodity": "00000000"}]),
    ("Tools Used.txt", "too_long", [{"example": "E" * 151}]),
    ("UNSPSC Reference.txt", "missing_value", [{"segment_title": ""}]),
    ("UNSPSC Reference.txt", "too_long", [{"class": "441018000"}]),
    ("Related Occupations.txt", "bad_code_form", [{"related": "19-2031"}]),
    ("Related Occupations.txt", "unknown_occupation", [{"related": "99-9999.00"}]),
    ("Related Occupations.txt", "not_a_number", [{"index": "first"}]),
    ("Related Occupations.txt", "too_long", [{"tier": "T" * 21}]),
    ("Occupation Level Metadata.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Occupation Level Metadata.txt", "not_a_number", [{"n": "many"}, {"percent": "half"}]),
    ("Occupation Level Metadata.txt", "bad_date", [{"date": "2023"}]),
    ("Occupation Level Metadata.txt", "too_long", [{"response": "R" * 151}]),
    ("Sample of Reported Titles.txt", "missing_value", [{"title": ""}]),
    ("Sample of Reported Titles.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Sample of Reported Titles.txt", "bad_flag", [{"shown": "?"}]),
    ("Career Interest Type Keywords.txt", "unknown_element", [{"element": "1.B.9"}]),
    ("Career Interest Type Keywords.txt", "too_long", [{"keyword": "K" * 101}]),
    ("Interests Illustrative Activities.txt", "unknown_element", [{"element": "1.B.9"}]),
    ("Interests Illustrative Activities.txt", "too_long", [{"activity": "A" * 256}]),
    ("Interests Illustrative Occupations.txt", "unknown_element", [{"element": "1.B.9"}]),
    ("Interests Illustrative Occupations.txt", "unknown_occupation", [{"code": "99-9999.00"}]),
    ("Survey Booklet Locations.txt", "unknown_element", [{"element": "2.Z"}]),
    ("Survey Booklet Locations.txt", "unknown_scale", [{"scale": "XX"}]),
    ("Essential Skills to Work Activities.txt", "missing_value", [{"from": ""}]),
    ("Essential Skills to Work Activities.txt", "unknown_element", [{"from": "2.Z"}, {"to": "9"}]),
]

GOOD: list[tuple[str, dict[str, str]]] = [
    ("Essential Skills.txt", {"code": " 19-2031.00 ", "value": " 3 ", "error": "n/a"}),
    ("Job Titles.txt", {"title": "Chief Executive Officer"}),
    ("Job Titles.txt", {"title": "chief executive officer", "short": "CEO"}),
    ("Level Scale Anchors.txt", {"value": "5.5", "description": "None"}),
    ("Content Model Reference.txt", {"element": "4.A.1.a.1.I01.D01", "description": ""}),
    ("Education.txt", {"error": "n/a", "low": "n/a", "high": "n/a", "suppress": "n/a"}),
    ("Task Statements.txt", {"type": "n/a", "n": "n/a"}),
    ("Software Skills.txt", {"category": "44101809"}),
    ("Occupation Level Metadata.txt", {"response": "n/a", "n": "n/a", "percent": "n/a"}),
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
    files = release_files() | further_files()
    elements = [(*element, "Words.") for element in FURTHER_ELEMENTS]
    add_missing(files["Content Model Reference.txt"], elements)
    add_missing(files["Scales Reference.txt"], FURTHER_SCALES)
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


def test_a_value_beyond_its_scale_is_kept_where_it_has_a_meaning_of_its_own(
    staged: Staged,
) -> None:
    """29.2 writes VH = 0.00, below the scale's minimum of 1, for "no high point"."""
    assert staged.read("select value from stg_onet__ratings where scale_id = 'VH'") == [
        (Decimal("0.00"),)
    ]
    assert staged.read("select high_point from work_values") == [(None,)]


def test_the_known_exceptions_of_staging_are_those_of_the_contracts(staged: Staged) -> None:
    assert staged.read("select * from stg_onet__known_exceptions") == [
        (
            known.scale_id,
            Decimal(known.value),
            known.meaning,
            known.releases,
            date.fromisoformat(known.noted_on),
        )
        for contract in CONTRACTS
        for known in contract.known_exceptions
    ]


def test_a_first_high_point_is_the_interest_whose_place_it_names(staged: Staged) -> None:
    assert staged.read("select interest, high_point from interests order by element_id") == [
        ("Realistic", None),
        ("Investigative", 1),
    ]


def test_a_category_of_n_a_is_0_and_none_is_a_text(staged: Staged) -> None:
    assert staged.read(
        "select category from occupation_category_ratings where element_id = '2.D.4.a'"
    ) == [(0,)]
    assert staged.read(
        "select category_description from scale_categories where category = 1 order by scale_id"
    ) == [("Never",), ("Yearly or less",), ("None",)]


def test_an_education_level_is_told_in_words_and_the_most_frequent_is_marked(
    staged: Staged,
) -> None:
    assert staged.read(
        "select category_description, percentage, is_most_frequent from education_levels "
        "where occupation_code = '11-1011.00' order by category"
    ) == [("None", Decimal("10.00"), 0), ("A degree", Decimal("90.00"), 1)]


def test_a_work_style_has_its_impact_and_rank(staged: Staged) -> None:
    assert staged.read("select impact, distinctiveness_rank, importance from work_styles") == [
        (Decimal("-1.42"), 7, None)
    ]


def test_a_task_has_its_importance_where_it_is_rated_and_its_activities(staged: Staged) -> None:
    assert staged.read("select importance from tasks where task_id in (8823, 42)") == [
        (None,),
        (Decimal("4.50"),),
    ]
    assert staged.read("select dwa_title, iwa_title, gwa_name from task_activities limit 1") == [
        ("Review materials.", "Study details.", "Getting Information")
    ]


def test_a_quote_is_a_letter_like_any_other(staged: Staged) -> None:
    assert staged.read("select example from tools where example like 'Laser%'") == [
        ('Laser facsimile machines"',)
    ]


def test_what_is_in_quarantine_stays_there(staged: Staged) -> None:
    landing = staged.installation.settings.databases.landing
    with staged.installation.server.engine("admin", landing).connect() as connection:
        lines = connection.execute(text("select source_line, reason from quarantine")).all()
    assert [tuple(line) for line in lines] == [(9999, "field_count")]
    assert ("Job Titles.txt", 9999) not in staged.rejected


def test_a_build_fails_where_too_much_was_rejected(staged: Staged) -> None:
    """Nothing is lost here, but each file has more rejected rows than 1 in 100, or than none."""
    name = "assert_landed_is_staged_and_rejected_onet"
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
