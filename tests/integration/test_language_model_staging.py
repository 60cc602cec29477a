"""What a model said is typed, or rejected with its reason; nothing of it is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, text

from extract.language_model import LEVELS, SOURCE
from load.tables import LANDING_TABLES, deliveries
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import CHECKSUM, add_batch, add_run

GOOD = {
    "occupation_code": "15-2051.00",
    "element_id": "2.A.1.a",
    "level": "4.12",
    "reason": "Because.",
    "is_asked": "Y",
    "model": "gemini-2.5-flash",
    "prompt_version": "levels-1",
    "asked_on": "2026-11-27",
}
FAULTS = [
    ("missing_value", {"occupation_code": ""}),
    ("missing_value", {"element_id": " "}),
    ("missing_value", {"level": ""}),
    ("missing_value", {"model": ""}),
    ("missing_value", {"prompt_version": ""}),
    ("missing_value", {"asked_on": ""}),
    ("bad_code_form", {"occupation_code": "15-2051"}),
    ("bad_code_form", {"element_id": "Reading"}),
    ("bad_code_form", {"element_id": "2.A." + "1" * 20}),
    ("bad_flag", {"is_asked": ""}),
    ("not_asked", {"is_asked": "N"}),
    ("not_a_number", {"level": "high"}),
    ("not_a_number", {"level": "1e3"}),
    ("not_a_number", {"level": "4.125"}),
    ("out_of_scale_range", {"level": "7.01"}),
    ("out_of_scale_range", {"level": "-0.5"}),
    ("bad_date", {"asked_on": "27.11.2026"}),
    ("bad_date", {"asked_on": "2026-02-29"}),
    ("too_long", {"model": "m" * 65}),
    ("duplicate_key", {"element_id": "2.A.1.a"}),
]


def rows() -> list[dict[str, str]]:
    """A good row, and of each fault one of an element of its own, where it has one at all."""
    faulty = [
        GOOD | {"element_id": f"2.A.2.{number}"} | change
        for number, (_, change) in enumerate(FAULTS)
    ]
    return [GOOD, *faulty]


@pytest.fixture(scope="module")
def staged(new_installation):
    made = new_installation()
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        run_id = add_run(connection)
        batch_id = add_batch(connection, run_id, "gemini-2.5-flash levels-1", None, source=SOURCE)
        connection.execute(
            insert(LANDING_TABLES[LEVELS.table]),
            [
                row
                | {"batch_id": batch_id, "source_file": "levels 15-2051.00", "source_line": line}
                for line, row in enumerate(rows(), start=1)
            ],
        )
        connection.execute(
            insert(deliveries).values(
                batch_id=batch_id,
                source_file="levels 15-2051.00",
                table_name=LEVELS.table,
                sha256=CHECKSUM,
                bytes=1,
                rows_read=len(rows()),
                rows_landed=len(rows()),
                rows_quarantined=0,
                seconds=0.1,
            )
        )
    result = dbt(made, "run", "--select", "+path:models/staging/language_model")
    assert set(outcomes(result).values()) == {"success"}, messages(result)

    def read(query: str) -> list[tuple]:
        with made.server.engine("admin", made.settings.databases.dev).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return read


def test_each_faulty_entry_is_rejected_with_its_reason_and_no_other(staged):
    found = staged("select source_line, rejection_reason from stg_language_model__levels_rejected")
    assert dict(found) == {line: reason for line, (reason, _) in enumerate(FAULTS, start=2)}


def test_a_rejected_entry_is_shown_as_it_came(staged):
    found = staged(
        "select level, model from stg_language_model__levels_rejected where level = '1e3'"
    )
    assert found == [("1e3", "gemini-2.5-flash")]


def test_a_good_entry_is_typed(staged):
    assert staged(
        "select occupation_code, element_id, level, reason, model, prompt_version, asked_on "
        "from stg_language_model__levels"
    ) == [
        (
            *("15-2051.00", "2.A.1.a", Decimal("4.12"), "Because."),
            *("gemini-2.5-flash", "levels-1", date(2026, 11, 27)),
        )
    ]
