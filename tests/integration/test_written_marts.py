"""What is written through the API is in the marts of the next night, and leaves them when it goes.

The API's account writes into ``<prefix>_app``; the run is the nightly one, on the sample.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import Engine, delete, insert, text, update

from extract.written import CONTRACTS, TITLE
from load import written_deliveries
from load.app_tables import custom_occupation_skills, custom_occupations, occupation_notes
from load.batches import batch_of
from load.tables import LANDING_TABLES
from pipeline.backup import back_up
from pipeline.console import Console
from pipeline.run import Request, Summary, run
from pipeline.settings import ROOT
from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_run, add_written_batch
from tests.published import landing_rows, published_rows

RIDER = "0f8fad5b-d9cb-469f-a165-70867728950e"
WEAVER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
WRITTEN_AT = datetime(2026, 11, 27, 9, 30, 15, 123456)
NOTED = "2512.4"  # of the sample, whose labour-market notes speak of it
SAMPLE_NOTES = (1, 0, 0, "Hired by banks and by young firms alike")
NOTES = ("is_relevant_for_kenya", "is_informal_sector", "is_entrepreneurship", "kenya_notes")


def sample_column(name: str, column: str, **where: str) -> list[str]:
    """Return the fields of a column in a file of the sample of ESCO."""
    with (ROOT / "data/sample/esco" / name).open(encoding="utf-8", newline="") as stream:
        return [
            row[column]
            for row in csv.DictReader(stream)
            if all(row[key] == value for key, value in where.items())
        ]


SKILL, OTHER_SKILL, *_ = sample_column("skills_en.csv", "conceptUri")
(NOTED_KEY,) = sample_column("occupations_en.csv", "conceptUri", code=NOTED)
(CHEMIST_KEY,) = sample_column("occupations_en.csv", "conceptUri", code="2113.1")


def occupation(key: str, label: str, *alternatives: str, **changes: object) -> dict[str, object]:
    return {
        "occupation_key": key,
        "label": label,
        "description": None,
        "group_code": "8321",
        "alternative_labels": json.dumps(alternatives, ensure_ascii=False),
        "created_at": WRITTEN_AT,
        "created_by": "ministry",
    } | changes


def note(taxonomy: str, key: str, **said: object) -> dict[str, object]:
    return {
        **dict.fromkeys(NOTES),
        "taxonomy": taxonomy,
        "occupation_key": key,
        "changed_at": WRITTEN_AT,
        "changed_by": "ministry",
    } | said


def skill(key: str, taxonomy: str, skill_key: str, relation: str) -> dict[str, object]:
    return {
        "occupation_key": key,
        "skill_taxonomy": taxonomy,
        "skill_key": skill_key,
        "relation_type": relation,
    }


WRITTEN_OCCUPATIONS = [
    occupation(RIDER, "boda boda rider", "okada rider", "okada rider", " dereva wa boda ", ""),
    occupation(
        WEAVER, "Weber größerer Körbe", description='Say "no";\nthen \\ go.', group_code="7"
    ),
]
WRITTEN_SKILLS = [
    skill(RIDER, "esco", SKILL, "essential"),
    skill(RIDER, "onet", "2.A.1.a", "optional"),
    skill(WEAVER, "esco", OTHER_SKILL, "essential"),
    skill(WEAVER, "esco", "no such skill", "optional"),
]
WRITTEN_NOTES = [
    note("esco", NOTED_KEY, is_informal_sector=True, is_relevant_for_kenya=False),
    note("esco", CHEMIST_KEY, kenya_notes="Few.\n\tBut some.", is_entrepreneurship=False),
    note("custom", RIDER, is_relevant_for_kenya=True, kenya_notes="Rides."),
    note("custom", "MITUMBA-1", kenya_notes="Sells."),
    note("kesco", "9999-99 Nobody", is_relevant_for_kenya=True),
]


@dataclass
class Nights:
    """An installation, how its nights ended, and the rows of each table that a backup held."""

    installation: Installation
    summaries: list[Summary] = field(default_factory=list)
    backed_up: dict[str, int] = field(default_factory=dict)

    def app(self) -> Engine:
        return self.installation.server.engine("api", self.installation.settings.databases.app)

    def pass_one(self, *queries: str) -> dict[str, list[tuple]]:
        """Run as every night and return the answers to queries afterwards, sorted."""
        self.summaries.append(run(self.installation.settings, Request(), Console()))
        return {query: sorted(published_rows(self.installation, query)) for query in queries}


CUSTOM = "select * from taxonomy_occupations where taxonomy = 'custom'"
OF_WRITTEN = f"where occupation_key in ('{RIDER}', '{WEAVER}')"
CODES = f"select occupation_key, code, label, group_code from taxonomy_occupations {OF_WRITTEN}"
SKILLS_OF = "select * from custom_occupation_skills"
LABELS = (
    "select label_kind, label from taxonomy_labels where taxonomy = 'custom' "
    f"and concept_key = '{RIDER}'"
)
WORDS = f"select word from label_words where concept_key = '{WEAVER}'"
ON = "select " + ", ".join(NOTES) + " from taxonomy_occupations where occupation_key = '{}'"
REJECTED = (
    "select written_table, taxonomy, occupation_key, skill_key, rejection_reason "
    "from written_rejections"
)
RELEASES = "select release_name, is_sample from published_releases where source = 'app'"


@pytest.fixture(scope="module")
def nights(new_installation, tmp_path_factory) -> tuple[Nights, dict, dict]:
    """Something is written and published; nothing changes; almost all is taken back."""
    nights = Nights(new_installation())
    with nights.app().begin() as connection:
        connection.execute(insert(custom_occupations), WRITTEN_OCCUPATIONS)
        connection.execute(insert(custom_occupation_skills), WRITTEN_SKILLS)
        connection.execute(insert(occupation_notes), WRITTEN_NOTES)
    noted = [ON.format(key) for key in (NOTED_KEY, CHEMIST_KEY, RIDER, "MITUMBA-1")]
    queries = (CUSTOM, CODES, SKILLS_OF, LABELS, WORDS, REJECTED, RELEASES, *noted)
    first = nights.pass_one(*queries)
    nights.pass_one()
    settings, server = nights.installation.settings, nights.installation.server
    kept = tmp_path_factory.mktemp("kept") / "backup.zip"
    manifest = back_up(kept, server, settings, Console())
    nights.backed_up = {e.name: e.rows for e in manifest.tables if e.database == "app"}
    with nights.app().begin() as connection:
        connection.execute(delete(custom_occupations))
        connection.execute(
            delete(occupation_notes).where(occupation_notes.c.occupation_key != CHEMIST_KEY)
        )
        connection.execute(update(occupation_notes).values(kenya_notes="Many."))
    last = nights.pass_one(*queries)
    return nights, first, last


def test_a_custom_occupation_is_in_the_list_with_a_code_to_read(nights) -> None:
    _, first, _ = nights
    assert first[CODES] == [
        (RIDER, "8321.0f8fad5b", "boda boda rider", "8321"),
        (WEAVER, "7.7c9e6679", "Weber größerer Körbe", "7"),
    ]
    assert len(first[CUSTOM]) == 4  # two came by file


def test_its_labels_are_found_once_each(nights) -> None:
    _, first, _ = nights
    assert first[LABELS] == [
        ("alternative", "dereva wa boda"),
        ("alternative", "okada rider"),
        ("preferred", "boda boda rider"),
    ]
    assert first[WORDS] == [("Körbe",), ("Weber",), ("größerer",)]


def test_its_skills_are_those_that_are_known(nights) -> None:
    _, first, _ = nights
    assert first[SKILLS_OF] == sorted(
        [
            (RIDER, "esco", SKILL, "essential"),
            (RIDER, "onet", "2.A.1.a", "optional"),
            (WEAVER, "esco", OTHER_SKILL, "essential"),
        ]
    )


def test_what_names_nothing_known_is_told_with_its_reason(nights) -> None:
    _, first, last = nights
    assert first[REJECTED] == [
        ("custom_occupation_skills", "custom", WEAVER, "no such skill", "unknown_skill"),
        ("occupation_notes", "kesco", "9999-99 Nobody", None, "unknown_occupation"),
    ]
    assert last[REJECTED] == []


def test_a_note_wins_over_files_column_by_column(nights) -> None:
    _, first, _ = nights
    relevant, informal, entrepreneurs, words = SAMPLE_NOTES
    assert (relevant, informal) == (1, 0)
    assert first[ON.format(NOTED_KEY)] == [(0, 1, entrepreneurs, words)]
    assert first[ON.format(CHEMIST_KEY)] == [(None, None, 0, "Few.\n\tBut some.")]
    assert first[ON.format(RIDER)] == [(1, None, None, "Rides.")]
    assert first[ON.format("MITUMBA-1")] == [(1, 1, 1, "Sells.")]


def test_it_is_a_source_beside_the_others(nights) -> None:
    _, first, _ = nights
    assert first[RELEASES] == [(TITLE, 0)]


def test_a_night_without_changes_builds_nothing(nights) -> None:
    made, *_ = nights
    assert [summary.status for summary in made.summaries] == [
        "published",
        "unchanged",
        "published",
    ]
    assert [summary.exit_code for summary in made.summaries] == [0, 0, 0]


def test_what_is_taken_back_leaves_the_marts_and_the_files_stand_again(nights) -> None:
    made, _, last = nights
    assert (last[CODES], last[SKILLS_OF], last[LABELS]) == ([], [], [])
    assert len(last[CUSTOM]) == 2
    assert last[ON.format(NOTED_KEY)] == [SAMPLE_NOTES]
    assert last[ON.format("MITUMBA-1")] == [(1, 1, 1, None)]
    assert last[ON.format(CHEMIST_KEY)] == [(None, None, 0, "Many.")]
    assert landing_rows(
        made.installation,
        "select status, count(*) from batches where source = 'app' group by status order by 1",
    ) == [("ready", 1), ("retired", 1)]


def test_a_backup_holds_what_was_written(nights) -> None:
    made, *_ = nights
    assert {
        name: rows for name, rows in made.backed_up.items() if name.startswith(("custom_", "occup"))
    } == {
        "custom_occupations": len(WRITTEN_OCCUPATIONS),
        "custom_occupation_skills": len(WRITTEN_SKILLS),
        "occupation_notes": len(WRITTEN_NOTES),
    }


def test_where_nothing_was_ever_written_nothing_lands(published) -> None:
    assert landing_rows(published, "select * from batches where source = 'app'") == []


def delivered(installation: Installation, **options) -> list:
    app = installation.server.engine("loader", installation.settings.databases.app)
    return written_deliveries.deliveries(app, **{"has_landed": False} | options)


def test_an_empty_delivery_takes_the_place_of_one_that_landed(installation) -> None:
    assert delivered(installation) == []
    (delivery,) = delivered(installation, has_landed=True)
    assert [list(file.records()) for file in delivery.files] == [[], [], []]
    with installation.server.engine(
        "loader", installation.settings.databases.landing
    ).connect() as connection:
        assert batch_of(connection.connection.driver_connection, delivery) is None


def test_a_field_comes_as_it_was_written(installation) -> None:
    odd = 'Tab\tline\nquote " back\\slash % _ \N{GRINNING FACE} e\u0301'
    app = installation.server.engine("api", installation.settings.databases.app)
    with app.begin() as connection:
        connection.execute(
            insert(custom_occupations),
            [occupation(RIDER, odd, odd, description=odd), occupation(WEAVER, "w")],
        )
        connection.execute(insert(occupation_notes), [note("onet", odd, is_informal_sector=False)])
    (delivery,) = delivered(installation)
    occupations, skills, notes = (list(file.records()) for file in delivery.files)
    listed = json.dumps([odd], ensure_ascii=False)
    at = WRITTEN_AT.isoformat()
    assert occupations == [
        (1, [RIDER, odd, odd, "8321", listed, at, "ministry", ""]),
        (2, [WEAVER, "w", "", "8321", "[]", at, "ministry", ""]),
    ]
    assert skills == []
    assert notes == [(1, ["onet", odd, "", "false", "", "", at, "ministry", ""])]


def test_all_tables_are_read_at_one_moment(installation, monkeypatch) -> None:
    """An occupation that is made while the tables are read is in none of them, or in all."""
    app = installation.server.engine("api", installation.settings.databases.app)
    read = written_deliveries._rows

    def read_and_be_overtaken(connection, table, contract):
        rows = list(read(connection, table, contract))
        if table.name == "custom_occupations":
            with app.begin() as other:
                other.execute(insert(custom_occupations), [occupation(WEAVER, "weaver")])
                other.execute(
                    insert(custom_occupation_skills), [skill(WEAVER, "esco", SKILL, "optional")]
                )
        return rows

    with app.begin() as connection:
        connection.execute(insert(custom_occupations), [occupation(RIDER, "rider")])
    monkeypatch.setattr(written_deliveries, "_rows", read_and_be_overtaken)
    (delivery,) = delivered(installation)
    assert [len(list(file.records())) for file in delivery.files] == [1, 0, 0]


def landed_occupation(**changes: str) -> dict[str, str]:
    return {
        "occupation_key": RIDER,
        "label": "rider",
        "group_code": "8321",
        "alternative_labels": "[]",
        "created_at": "2026-11-27T09:30:15.123456",
        "created_by": "ministry",
    } | changes


def landed_skill(**changes: str) -> dict[str, str]:
    return {
        "occupation_key": WEAVER,
        "skill_taxonomy": "esco",
        "skill_key": "a",
        "relation_type": "optional",
    } | changes


def landed_note(**changes: str) -> dict[str, str]:
    return {
        "taxonomy": "esco",
        "occupation_key": "a",
        "is_relevant_for_kenya": "true",
        "changed_at": "2026-11-27T09:30:15",
        "changed_by": "ministry",
    } | changes


GOOD = {
    "custom_occupations": landed_occupation(occupation_key=WEAVER),
    "custom_occupation_skills": landed_skill(),
    "occupation_notes": landed_note(),
}
FAULTS: list[tuple[str, str, dict[str, str]]] = [
    *(
        ("custom_occupations", reason, landed_occupation(**changes))
        for reason, changes in (
            ("missing_value", {"label": " \u00a0"}),
            ("missing_value", {"occupation_key": ""}),
            ("missing_value", {"group_code": ""}),
            ("missing_value", {"created_by": ""}),
            ("too_long", {"label": "l" * 256}),
            ("too_long", {"group_code": "1" * 17}),
            ("bad_code_form", {"occupation_key": "K1"}),
            ("bad_code_form", {"occupation_key": RIDER.upper()}),
            ("bad_date", {"created_at": "2026-02-30T00:00:00"}),
            ("bad_date", {"created_at": "2026-02-03 25:00:00"}),
            ("bad_list", {"alternative_labels": "one, two"}),
            ("bad_list", {"alternative_labels": '{"a": 1}'}),
        )
    ),
    *(
        ("custom_occupation_skills", reason, landed_skill(**changes))
        for reason, changes in (
            ("missing_value", {"skill_key": ""}),
            ("too_long", {"skill_key": "s" * 121}),
            ("unknown_value", {"skill_taxonomy": "kesco"}),
            ("unknown_value", {"relation_type": "Essential"}),
            ("unknown_occupation", {"occupation_key": RIDER}),
        )
    ),
    *(
        ("occupation_notes", reason, landed_note(**changes))
        for reason, changes in (
            ("missing_value", {"occupation_key": ""}),
            ("missing_value", {"changed_by": ""}),
            ("too_long", {"occupation_key": "o" * 121}),
            ("unknown_value", {"taxonomy": "isco"}),
            ("bad_flag", {"is_informal_sector": "yes"}),
            ("bad_date", {"changed_at": "today"}),
        )
    ),
]


@pytest.fixture(scope="module")
def staged(new_installation) -> Callable[[str], list[tuple]]:
    """Good and faulty rows of each table, landed by hand and staged."""
    made = new_installation()
    rows = {
        name: [good, *(row for table, _, row in FAULTS if table == name)]
        for name, good in GOOD.items()
    }
    landing = made.settings.databases.landing
    with made.server.engine("loader", landing).begin() as connection:
        add_written_batch(connection, add_run(connection), rows)
    result = dbt(made, "run", "--select", "+path:models/staging/app", "stg_ledger__deliveries")
    assert set(outcomes(result).values()) == {"success"}, messages(result)

    def read(query: str) -> list[tuple]:
        with made.server.engine("admin", made.settings.databases.dev).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return read


@pytest.mark.parametrize("table", GOOD)
def test_each_faulty_row_is_rejected_with_its_reason_and_no_other(staged, table) -> None:
    expected = [reason for name, reason, _ in FAULTS if name == table]
    assert staged(
        f"select source_line, rejection_reason from stg_app__{table}_rejected order by 1"
    ) == list(enumerate(expected, start=2))
    assert staged(f"select source_line from stg_app__{table}") == [(1,)]


def test_moments_and_truths_are_typed(staged) -> None:
    assert staged("select created_at from stg_app__custom_occupations") == [(WRITTEN_AT,)]
    assert staged(
        "select is_relevant_for_kenya, is_informal_sector, changed_at "
        "from stg_app__occupation_notes"
    ) == [(1, None, WRITTEN_AT.replace(microsecond=0))]


def test_every_table_is_tried_with_faults() -> None:
    assert {contract.table for contract in CONTRACTS} == {f"app_{name}" for name in GOOD}
    assert {f"app_{name}" for name in GOOD} <= set(LANDING_TABLES)
