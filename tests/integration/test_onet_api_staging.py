"""What the O*NET Web Services sent is typed like a line of a file, or rejected with its reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_api_batch, add_batch, add_files, add_run
from tests.release import as_the_service_sends, release_files

RATING = {
    "onetsoc_code": "11-1011.00",
    "title": "Chief Executives",
    "element_id": "2.A.1.a",
    "element_name": "Reading Comprehension",
    "scale_id": "LV",
    "scale_name": "Level",
    "data_value": "4.12",
    "n": "8",
    "standard_error": "0.125",
    "lower_ci_bound": "3.88",
    "upper_ci_bound": "4.37",
    "recommend_suppress": "N",
    "not_relevant": "N",
    "date_updated": "2023-08-01",
    "domain_source": "Analyst",
}
OCCUPATION = {"onetsoc_code": "11-1011.00", "title": "Chief Executives", "description": "Words."}

FAULTS = [
    ("ratings", "missing_value", {"onetsoc_code": ""}),
    ("ratings", "missing_value", {"element_id": " "}),
    ("ratings", "missing_value", {"scale_id": ""}),
    ("ratings", "missing_value", {"data_value": ""}),
    ("ratings", "missing_value", {"data_value": "n/a"}),
    ("ratings", "missing_value", {"date_updated": ""}),
    ("ratings", "missing_value", {"domain_source": ""}),
    ("ratings", "bad_code_form", {"onetsoc_code": "11-1011"}),
    ("ratings", "bad_code_form", {"onetsoc_code": "11-1011.000"}),
    ("ratings", "bad_code_form", {"element_id": "Reading"}),
    ("ratings", "bad_code_form", {"element_id": "2.A." + "1" * 20}),
    ("ratings", "unknown_scale", {"scale_id": "lv"}),
    ("ratings", "unknown_scale", {"scale_id": "LEVEL"}),
    ("ratings", "not_a_number", {"data_value": "1E1"}),
    ("ratings", "not_a_number", {"data_value": "4e0"}),
    ("ratings", "not_a_number", {"data_value": "4,12"}),
    ("ratings", "not_a_number", {"data_value": "4.125"}),
    ("ratings", "not_a_number", {"data_value": "true"}),
    ("ratings", "not_a_number", {"n": "8.5"}),
    ("ratings", "not_a_number", {"n": "-8"}),
    ("ratings", "not_a_number", {"standard_error": "-0.1"}),
    ("ratings", "not_a_number", {"standard_error": "1e-05"}),
    ("ratings", "not_a_number", {"lower_ci_bound": "?"}),
    ("ratings", "not_a_number", {"upper_ci_bound": "4.37001"}),
    ("ratings", "out_of_scale_range", {"data_value": "7.01"}),
    ("ratings", "out_of_scale_range", {"data_value": "-0.01"}),
    ("ratings", "out_of_scale_range", {"scale_id": "IM", "data_value": "0"}),
    ("ratings", "out_of_scale_range", {"upper_ci_bound": "7.0001"}),
    ("ratings", "out_of_scale_range", {"lower_ci_bound": "-0.0001"}),
    ("ratings", "bad_flag", {"recommend_suppress": "y"}),
    ("ratings", "bad_flag", {"not_relevant": "true"}),
    ("ratings", "bad_date", {"date_updated": "2023-02-29"}),
    ("ratings", "bad_date", {"date_updated": "2023-13-01"}),
    ("ratings", "bad_date", {"date_updated": "2023"}),
    ("ratings", "bad_date", {"date_updated": "13/2023"}),
    ("ratings", "too_long", {"domain_source": "A" * 51}),
    ("occupation_data", "missing_value", {"onetsoc_code": ""}),
    ("occupation_data", "missing_value", {"title": ""}),
    ("occupation_data", "missing_value", {"description": ""}),
    ("occupation_data", "bad_code_form", {"onetsoc_code": "11-1011"}),
    ("occupation_data", "too_long", {"title": "T" * 256}),
    ("occupation_data", "too_long", {"description": "D" * 2001}),
]

# a further element each, so that no two are of one key -> what is read
READ = {
    "2.A.2.a": (
        {"data_value": "5", "n": "8.0", "standard_error": "0", "date_updated": "2024-02-29"},
        (Decimal("5.00"), 8, Decimal("0.0000"), date(2024, 2, 1), 0),
    ),
    "2.A.2.b": (
        {"data_value": "5.0000", "n": "", "standard_error": "", "date_updated": "2024-02-01"},
        (Decimal("5.00"), None, None, date(2024, 2, 1), 0),
    ),
    "2.A.2.c": (
        {"data_value": " 4.0 ", "n": "n/a", "standard_error": "n/a", "date_updated": "02/2024"},
        (Decimal("4.00"), None, None, date(2024, 2, 1), 0),
    ),
    "2.A.2.d": (
        {"data_value": "0.0", "standard_error": "0.125000", "not_relevant": "Y"},
        (Decimal("0.00"), 8, Decimal("0.1250"), date(2023, 8, 1), 1),
    ),
}
NEWER_THAN_ANY_FILE = [
    RATING | {"onetsoc_code": "99-9999.00"},
    RATING | {"element_id": "2.A.9.z"},
]


@pytest.fixture(scope="module")
def staged(new_installation):
    """A small release of files, and beside it two of the service with good and faulty rows."""
    made = new_installation()
    good = [
        *(RATING | {"element_id": element} | changes for element, (changes, _) in READ.items()),
        *NEWER_THAN_ANY_FILE,
    ]
    faulty = {
        kind: [(reason, good_row | changes) for k, reason, changes in FAULTS if k == kind]
        for kind, good_row in (("ratings", RATING), ("occupation_data", OCCUPATION))
    }
    files = release_files()
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        run_id = add_run(connection)
        add_files(connection, add_batch(connection, run_id, "30.3", date(2026, 5, 1)), files)
        reads = {
            "essential_skills": good + [row for _, row in faulty["ratings"]],
            "transferable_skills 19-2031.00": [
                as_the_service_sends(row)
                for row in files["Transferable Skills.txt"]
                if row[0] == "19-2031.00"
            ],
            "occupation_data": [OCCUPATION, *(row for _, row in faulty["occupation_data"])],
        }
        add_api_batch(connection, run_id, "30.3", reads)
        add_api_batch(connection, run_id, "29.2", {"skills": [RATING]})
        add_api_batch(connection, run_id, "31.0", {"knowledge": [RATING]}, status="loading")
    models = ("+path:models/staging/onet_api", "+base_onet__ratings", "stg_ledger__deliveries")
    result = dbt(made, "run", "--select", *models)
    assert set(outcomes(result).values()) == {"success"}, messages(result)

    def read(query: str, **values: object) -> list[tuple]:
        with made.server.engine("admin", made.settings.databases.dev).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    return read, len(good), faulty


@pytest.mark.parametrize("kind", ["ratings", "occupation_data"])
def test_each_faulty_row_is_rejected_with_its_reason_and_no_other(staged, kind):
    read, n_good, faulty = staged
    first = n_good if kind == "ratings" else 1
    expected = {first + place: why for place, (why, _) in enumerate(faulty[kind], start=1)}
    rejected = read(f"select source_line, rejection_reason from stg_onet_api__{kind}_rejected")
    assert dict(rejected) == expected


def test_a_rejected_row_is_shown_as_it_came(staged):
    read, *_ = staged
    assert read(
        "select data_value, date_updated, onetsoc_code from stg_onet_api__ratings_rejected "
        "where data_value = '1E1'"
    ) == [("1E1", "2023-08-01", "11-1011.00")]


@pytest.mark.parametrize("element", READ)
def test_a_value_is_read_however_json_writes_it(staged, element):
    read, *_ = staged
    found = read(
        "select value, n, standard_error, rated_on, not_relevant from stg_onet_api__ratings "
        "where element_id = :element",
        element=element,
    )
    assert found == [READ[element][1]]


def test_what_no_file_knows_is_staged_not_rejected(staged):
    read, *_ = staged
    assert sorted(
        read(
            "select occupation_code, element_id from stg_onet_api__ratings "
            "where occupation_code = '99-9999.00' or element_id = '2.A.9.z'"
        )
    ) == [("11-1011.00", "2.A.9.z"), ("99-9999.00", "2.A.1.a")]


def test_a_row_of_the_service_is_staged_as_the_line_of_the_file_is(staged):
    read, *_ = staged
    columns = (
        "occupation_code, element_id, scale_id, value, standard_error, n, ci_low, ci_high, "
        "recommend_suppress, not_relevant, rated_on, domain_source"
    )
    of_chemists = f"where occupation_code = '19-2031.00' order by {columns}"
    sent = read(f"select {columns} from stg_onet_api__ratings {of_chemists}")
    filed = read(
        f"select {columns} from base_onet__ratings where element_id = '2.B.1.a' and "
        f"{of_chemists.removeprefix('where ')}"
    )
    assert len(sent) == 2
    assert sent == filed


def test_each_ready_release_of_the_service_is_staged_and_nothing_else(staged):
    read, n_good, _ = staged
    assert read(
        "select source_file, count(*) from stg_onet_api__ratings group by batch_id, source_file "
        "order by source_file"
    ) == [("essential_skills", n_good), ("skills", 1), ("transferable_skills 19-2031.00", 2)]


def test_what_landed_is_staged_or_rejected(staged):
    read, *_ = staged
    ((landed,),) = read(
        "select sum(rows_landed) from stg_ledger__deliveries where source = 'onet_api'"
    )
    ((kept,),) = read(
        "select (select count(*) from stg_onet_api__ratings)"
        " + (select count(*) from stg_onet_api__ratings_rejected)"
        " + (select count(*) from stg_onet_api__occupation_data)"
        " + (select count(*) from stg_onet_api__occupation_data_rejected)"
    )
    assert landed == kept
