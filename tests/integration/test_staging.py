"""Staging keeps what is good, names what is wrong with the rest, and loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, text

from load.tables import quarantine
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_batch, add_files, add_run
from tests.release import release_files

RATING = dict(
    code="11-1011.00",
    element="2.A.1.a",
    name="Reading Comprehension",
    scale="LV",
    value="4.12",
    n="8",
    error="0.1250",
    low="3.8800",
    high="4.3700",
    suppress="N",
    relevant="N",
    date="08/2023",
    source="Analyst",
)
TITLE = dict(code="11-1011.00", title="Chief", short="n/a", sources="02")
OCCUPATION = dict(code="13-2011.00", title="Accountants", description="Words.")
ELEMENT = dict(element="2.C", name="Knowledge", description="Words.")
SCALE = dict(scale="AA", name="A scale", minimum="1", maximum="5")
ANCHOR = dict(element="2.A.1.a", name="Reading", scale="LV", value="5", description="Do it")
ZONE = dict(code="11-1011.00", zone="5", date="08/2023", source="Analyst")
ZONE_REFERENCE = dict(
    zone="4", name="Four", experience="w", education="w", training="w", examples="w", svp="(7)"
)

FILES = {
    "Essential Skills.txt": ("ratings", RATING),
    "Job Titles.txt": ("job_titles", TITLE),
    "Occupation Data.txt": ("occupation_data", OCCUPATION),
    "Content Model Reference.txt": ("content_model_reference", ELEMENT),
    "Scales Reference.txt": ("scales_reference", SCALE),
    "Level Scale Anchors.txt": ("level_scale_anchors", ANCHOR),
    "Job Zones.txt": ("job_zones", ZONE),
    "Job Zone Reference.txt": ("job_zone_reference", ZONE_REFERENCE),
}

FAULTS = [
    ("Essential Skills.txt", dict(code=""), "missing_value"),
    ("Essential Skills.txt", dict(value="n/a"), "missing_value"),
    ("Essential Skills.txt", dict(code="11-1011"), "bad_code_form"),
    ("Essential Skills.txt", dict(code="11-1011.000"), "bad_code_form"),
    ("Essential Skills.txt", dict(code="99-9999.00"), "unknown_occupation"),
    ("Essential Skills.txt", dict(element="2.A.1.z"), "unknown_element"),
    ("Essential Skills.txt", dict(element="2.a.1.A"), "unknown_element"),
    ("Essential Skills.txt", dict(scale="XX"), "unknown_scale"),
    ("Essential Skills.txt", dict(value="four"), "not_a_number"),
    ("Essential Skills.txt", dict(value="4,12"), "not_a_number"),
    ("Essential Skills.txt", dict(value="4e0"), "not_a_number"),
    ("Essential Skills.txt", dict(value="4.125"), "not_a_number"),
    ("Essential Skills.txt", dict(error="-0.1"), "not_a_number"),
    ("Essential Skills.txt", dict(n="eight"), "not_a_number"),
    ("Essential Skills.txt", dict(low="?"), "not_a_number"),
    ("Essential Skills.txt", dict(value="7.01"), "out_of_scale_range"),
    ("Essential Skills.txt", dict(value="-0.01"), "out_of_scale_range"),
    ("Essential Skills.txt", dict(scale="IM", value="0.99"), "out_of_scale_range"),
    ("Essential Skills.txt", dict(high="7.0001"), "out_of_scale_range"),
    ("Essential Skills.txt", dict(suppress="y"), "bad_flag"),
    ("Essential Skills.txt", dict(relevant="1"), "bad_flag"),
    ("Essential Skills.txt", dict(date="13/2023"), "bad_date"),
    ("Essential Skills.txt", dict(date="2023-08-01"), "bad_date"),
    ("Essential Skills.txt", dict(source="A" * 51), "too_long"),
    ("Job Titles.txt", dict(title=""), "missing_value"),
    ("Job Titles.txt", dict(code="11-1011"), "bad_code_form"),
    ("Job Titles.txt", dict(code="99-9999.00"), "unknown_occupation"),
    ("Job Titles.txt", dict(title="T" * 251), "too_long"),
    ("Job Titles.txt", dict(short="T" * 151), "too_long"),
    ("Job Titles.txt", dict(title="Chief Executive Officer", short="CEO"), "duplicate_key"),
    ("Job Titles.txt", dict(title=" Chief Executive Officer ", short="CEO"), "duplicate_key"),
    ("Occupation Data.txt", dict(title="n/a"), "missing_value"),
    ("Occupation Data.txt", dict(code="13-2011"), "bad_code_form"),
    ("Occupation Data.txt", dict(title="T" * 256), "too_long"),
    ("Content Model Reference.txt", dict(name=""), "missing_value"),
    ("Content Model Reference.txt", dict(element="2..C"), "bad_code_form"),
    ("Content Model Reference.txt", dict(description="D" * 2001), "too_long"),
    ("Scales Reference.txt", dict(minimum="low"), "not_a_number"),
    ("Scales Reference.txt", dict(minimum="5"), "empty_range"),
    ("Scales Reference.txt", dict(scale="ABCD"), "too_long"),
    ("Level Scale Anchors.txt", dict(element="2.Z"), "unknown_element"),
    ("Level Scale Anchors.txt", dict(scale="XX"), "unknown_scale"),
    ("Level Scale Anchors.txt", dict(value="five"), "not_a_number"),
    ("Level Scale Anchors.txt", dict(value="8"), "out_of_scale_range"),
    ("Job Zones.txt", dict(code="99-9999.00"), "unknown_occupation"),
    ("Job Zones.txt", dict(zone="five"), "not_a_number"),
    ("Job Zones.txt", dict(zone="3"), "unknown_job_zone"),
    ("Job Zones.txt", dict(date="August 2023"), "bad_date"),
    ("Job Zone Reference.txt", dict(zone="four"), "not_a_number"),
    ("Job Zone Reference.txt", dict(education="n/a"), "missing_value"),
]

GOOD = [
    ("Essential Skills.txt", dict(code=" 19-2031.00 ", scale="IM", value=" 3 ", error="n/a")),
    ("Job Titles.txt", dict(title="Chief Executive Officer", short="n/a")),
    ("Job Titles.txt", dict(title="chief executive officer", short="CEO")),
    ("Level Scale Anchors.txt", dict(description="None")),
    ("Content Model Reference.txt", dict(element="4.A.1.a.1.I01.D01", description="")),
]


@dataclass
class Staged:
    """A small release with faulty lines, built into ``<prefix>_dev``."""

    installation: object
    lines: dict[tuple[str, int], str | None] = field(default_factory=dict)

    def read(self, query: str, **values) -> list[tuple]:
        database = self.installation.settings.databases.dev
        with self.installation.server.engine("admin", database).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]


@pytest.fixture(scope="module")
def staged(new_installation) -> Staged:
    made = Staged(new_installation())
    files = release_files()
    for file_name, changes, reason in [*FAULTS, *((*good, None) for good in GOOD)]:
        files[file_name].append(tuple((FILES[file_name][1] | changes).values()))
        made.lines[file_name, len(files[file_name]) + 1] = reason
    landing = made.installation.settings.databases.landing
    with made.installation.server.engine("loader", landing).begin() as connection:
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
    result = dbt(made.installation, "run")
    assert set(outcomes(result).values()) == {"success"}, messages(result)
    return made


@pytest.mark.parametrize(("file_name", "changes", "reason"), FAULTS, ids=str)
def test_a_faulty_line_is_rejected_with_its_reason(staged, file_name, changes, reason):
    name, row = FILES[file_name]
    cells = tuple((row | changes).values())
    (line,) = [
        line
        for (file, line), expected in staged.lines.items()
        if file == file_name and expected == reason and staged_row(file_name, line) == cells
    ]
    assert staged.read(
        f"select rejection_reason from stg_onet__{name}_rejected "  # noqa: S608
        "where source_file = :file and source_line = :line",
        file=file_name,
        line=line,
    ) == [(reason,)]
