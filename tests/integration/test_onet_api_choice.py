"""Whose ratings an occupation shows: per domain the newest complete release, the files on a tie.

The stage: O*NET 29.2 as files, and beside them the releases 30.3 and 28.0 of the O*NET Web
Services. Values tell where a rating came from: 1 the files, 3 release 30.3, 2 release 28.0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_api_batch, add_batch, add_files, add_run
from tests.published import relation_checksums
from tests.release import SAMPLE, as_the_service_sends, release_files, sample_rows

SKILL_ELEMENTS = ("2.A.1.a", "2.B.1.a")
KNOWLEDGE_ELEMENTS = ("2.C.1.a", "2.C.1.b")
BOTH_SCALES = ("IM", "LV")

# occupation -> what the stage holds of it, and what the marts are to show of its skills
NEWER_AND_COMPLETE = "11-1011.00"
NEWER_LACKS_A_SCALE = "11-1021.00"
NEWER_LACKS_AN_ELEMENT = "11-1031.00"
OLDER = "11-2011.00"
FILES_HAVE_NOTHING_OLDER_FILLS = "11-2021.00"
NEWER_INCOMPLETE_OLDER_FILLS = "11-2022.00"
BOTH_FILL = "11-2032.00"
ONLY_INCOMPLETE = "11-2033.00"
ONLY_THE_SERVICE_LISTS = "11-3012.00"
ONLY_AN_OLD_RELEASE_LISTS = "11-3013.00"
NOBODY_LISTS = "11-3021.00"
NEVER_ASKED = "11-3031.00"

RATED_BY_FILES = (
    NEWER_AND_COMPLETE,
    NEWER_LACKS_A_SCALE,
    NEWER_LACKS_AN_ELEMENT,
    OLDER,
    NEVER_ASKED,
)
LISTED_BY_FILES = (
    *RATED_BY_FILES,
    FILES_HAVE_NOTHING_OLDER_FILLS,
    NEWER_INCOMPLETE_OLDER_FILLS,
    BOTH_FILL,
    ONLY_INCOMPLETE,
)
FILE, SERVICE, OLD_SERVICE = ("file", "29.2"), ("onet_api", "30.3"), ("onet_api", "28.0")
VALUES = {FILE: Decimal(1), SERVICE: Decimal(3), OLD_SERVICE: Decimal(2)}

EXPECTED = {
    NEWER_AND_COMPLETE: SERVICE,
    NEWER_LACKS_A_SCALE: FILE,
    NEWER_LACKS_AN_ELEMENT: FILE,
    OLDER: FILE,
    NEVER_ASKED: FILE,
    FILES_HAVE_NOTHING_OLDER_FILLS: OLD_SERVICE,
    NEWER_INCOMPLETE_OLDER_FILLS: OLD_SERVICE,
    BOTH_FILL: SERVICE,
    ONLY_THE_SERVICE_LISTS: SERVICE,
}
EXPECTED_OF_29_2 = {
    **dict.fromkeys(RATED_BY_FILES, FILE),
    FILES_HAVE_NOTHING_OLDER_FILLS: OLD_SERVICE,
    NEWER_INCOMPLETE_OLDER_FILLS: OLD_SERVICE,
    BOTH_FILL: OLD_SERVICE,
}
MODELS = ("+occupation_levels", "+occupations", "+elements", "+published_releases", "skill_gaps")


def sent(
    code: str,
    value: str,
    elements: Iterable[str] = SKILL_ELEMENTS,
    scales: Iterable[str] = BOTH_SCALES,
) -> list[dict[str, str]]:
    """Ratings as the service sends them."""
    return [
        {
            "onetsoc_code": code,
            "element_id": element,
            "scale_id": scale,
            "data_value": value,
            "date_updated": "2026-05-01",
            "domain_source": "Analyst",
        }
        for element in elements
        for scale in scales
    ]


def filed(
    code: str, elements: Iterable[str], scales: Iterable[str] = BOTH_SCALES
) -> list[tuple[str, ...]]:
    """Ratings as the files hold them."""
    figures = ("1.00", *(["n/a"] * 6), "02/2025", "Analyst")
    return [(code, element, "Words", scale, *figures) for element in elements for scale in scales]


def a_release() -> dict[str, list[tuple[str, ...]]]:
    """The files of the stage: they rate skills alone, and list elements of knowledge."""
    content = release_files()
    content["Content Model Reference.txt"] += [
        (element, "Words", "Words.") for element in ("2.C", "2.C.1", *KNOWLEDGE_ELEMENTS)
    ]
    content["Occupation Data.txt"] = [(code, "Words", "Words.") for code in LISTED_BY_FILES]
    content["Essential Skills.txt"] = [
        row for code in RATED_BY_FILES for row in filed(code, ["2.A.1.a"])
    ]
    content["Transferable Skills.txt"] = [
        row for code in RATED_BY_FILES for row in filed(code, ["2.B.1.a"])
    ]
    content["Job Zones.txt"] = [(code, "5", "02/2025", "Analyst") for code in LISTED_BY_FILES]
    content["Job Titles.txt"] = [(OLDER, "Words", "n/a", "08")]
    return content


NEW_READS = {
    "skills": [
        *sent(NEWER_AND_COMPLETE, "3"),
        *sent(NEWER_AND_COMPLETE, "3", ["2.A.9.z"]),  # of no release of files
        *sent(NEWER_AND_COMPLETE, "3", ["2.A.1"]),  # listed, and not rated by the files
        *sent(NEWER_LACKS_A_SCALE, "3", ["2.A.1.a"]),
        *sent(NEWER_LACKS_A_SCALE, "3", ["2.B.1.a"], ["IM"]),
        *sent(NEWER_LACKS_AN_ELEMENT, "3", ["2.A.1.a"]),
        *sent(NEWER_INCOMPLETE_OLDER_FILLS, "3", ["2.A.1.a"]),
        *sent(ONLY_INCOMPLETE, "3", ["2.B.1.a"]),
        *sent(BOTH_FILL, "3"),
        *sent(ONLY_AN_OLD_RELEASE_LISTS, "3"),
        *sent(NOBODY_LISTS, "3"),
    ],
    f"skills {ONLY_THE_SERVICE_LISTS}": sent(ONLY_THE_SERVICE_LISTS, "3"),
    "knowledge": [
        *sent(NEWER_AND_COMPLETE, "3", KNOWLEDGE_ELEMENTS),
        *sent(OLDER, "3", KNOWLEDGE_ELEMENTS[:1]),
    ],
    "occupation_data": [
        {"onetsoc_code": code, "title": "Their words", "description": "Words."}
        for code in (OLDER, ONLY_THE_SERVICE_LISTS)
    ],
}
OLD_READS = {
    "skills": [
        row
        for code in (
            *(OLDER, FILES_HAVE_NOTHING_OLDER_FILLS, NEWER_INCOMPLETE_OLDER_FILLS, BOTH_FILL),
            *(NEWER_AND_COMPLETE, ONLY_AN_OLD_RELEASE_LISTS),
        )
        for row in sent(code, "2")
    ],
    "occupation_data": [
        {"onetsoc_code": ONLY_AN_OLD_RELEASE_LISTS, "title": "Gone", "description": "Words."}
    ],
}


class Stage:
    """An installation whose models are built anew for each release that is asked for."""

    def __init__(self, made: Installation) -> None:
        self.made = made

    def build(self, *models: str, release: str = "") -> None:
        arguments = ("--vars", json.dumps({"onet_release": release}))
        select = ("--select", *models) if models else ()
        result = dbt(self.made, "run", *select, *arguments)
        assert set(outcomes(result).values()) == {"success"}, messages(result)

    def read(self, query: str) -> list[tuple]:
        database = self.made.settings.databases.dev
        with self.made.server.engine("admin", database).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def shown(self, domain: str = "skill") -> dict[str, set[tuple]]:
        """Occupation -> the values, origins and releases of its ratings in a domain."""
        found: dict[str, set[tuple]] = {}
        for code, *of_rating in self.read(
            "select occupation_code, value, origin, release_name, element_id, scale_id "
            f"from occupation_element_ratings where domain = '{domain}'"
        ):
            found.setdefault(code, set()).add(tuple(of_rating))
        return found


def whole(source: tuple[str, str], elements: Iterable[str] = SKILL_ELEMENTS) -> set[tuple]:
    """What an occupation shows if its ratings are those of one source, all of them."""
    return {
        (VALUES[source], *source, element, scale) for element in elements for scale in BOTH_SCALES
    }


def staged(made: Installation, release: str) -> Stage:
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        run_id = add_run(connection)
        add_files(connection, add_batch(connection, run_id, "29.2", date(2025, 2, 1)), a_release())
        add_api_batch(connection, run_id, "28.0", OLD_READS)
        add_api_batch(connection, run_id, "30.3", NEW_READS)
    stage = Stage(made)
    stage.build(*MODELS, release=release)
    return stage


@pytest.fixture(scope="module")
def newest(new_installation) -> Stage:
    """The stage, built while nobody names a release."""
    return staged(new_installation(), "")


@pytest.fixture(scope="module")
def of_29_2(new_installation) -> Stage:
    """The stage, built for somebody who wants 29.2."""
    return staged(new_installation(), "29.2")


def test_the_newest_complete_release_wins_whole_and_never_row_by_row(newest):
    assert newest.shown() == {code: whole(source) for code, source in EXPECTED.items()}


def test_levels_and_statuses_follow_the_ratings_that_were_chosen(newest):
    levels = newest.read(
        "select distinct occupation_code, origin, release_name from occupation_levels "
        "where domain = 'skill'"
    )
    assert {code: (origin, release) for code, origin, release in levels} == EXPECTED
    statuses = dict(newest.read("select occupation_code, ratings_status from occupations"))
    assert {code for code, status in statuses.items() if status == "rated"} == set(EXPECTED)
    assert statuses[ONLY_INCOMPLETE] == "not_rated"


def test_a_gap_names_the_release_of_either_side(newest):
    gaps = newest.read(
        "select distinct from_code, to_code, from_release_name, to_release_name from skill_gaps "
        "where domain = 'skill'"
    )
    releases = {code: release for code, (_, release) in EXPECTED.items()}
    assert {row[:2]: row[2:] for row in gaps} == {
        (held, needed): (releases[held], releases[needed])
        for held in releases
        for needed in releases
    }
    assert len(set(releases.values())) > 1


def test_a_domain_that_the_files_do_not_rate_comes_from_the_service(newest):
    """An occupation that has less of it than another does not."""
    assert newest.shown("knowledge") == {NEWER_AND_COMPLETE: whole(SERVICE, KNOWLEDGE_ELEMENTS)}
    statuses = dict(newest.read("select occupation_code, knowledge_status from occupations"))
    assert statuses.pop(NEWER_AND_COMPLETE) == "rated"
    assert set(statuses.values()) == {"not_rated"}
    rated = newest.read("select element_id from elements where is_rated order by element_id")
    assert [element for (element,) in rated] == [*SKILL_ELEMENTS, *KNOWLEDGE_ELEMENTS]


def test_occupations_that_the_service_alone_lists_are_added_from_no_older_release(newest):
    occupations = newest.read(
        "select occupation_code, title, origin, release_name, is_data_level from occupations"
    )
    assert {row for row in occupations if row[2] == "onet_api"} == {
        (ONLY_THE_SERVICE_LISTS, "Their words", "onet_api", "30.3", 1)
    }
    assert {row[0] for row in occupations if row[1:4] == ("Words", "file", "29.2")} == set(
        LISTED_BY_FILES
    )


def test_the_releases_that_may_supplement_the_files_are_named(newest):
    assert newest.read(
        "select source, release_name from published_releases "
        "where source like 'onet%' order by 1, 2"
    ) == [("onet", "29.2"), ("onet_api", "28.0"), ("onet_api", "30.3")]


def test_whoever_asks_for_a_release_gets_nothing_newer(of_29_2):
    assert of_29_2.shown() == {code: whole(source) for code, source in EXPECTED_OF_29_2.items()}
    assert of_29_2.shown("knowledge") == {}
    assert of_29_2.read("select distinct origin from occupations") == [("file",)]
    assert of_29_2.read(
        "select source, release_name from published_releases "
        "where source like 'onet%' order by 1, 2"
    ) == [("onet", "29.2"), ("onet_api", "28.0")]


@pytest.fixture
def alone(installation: Installation) -> Stage:
    """An installation of this test's own."""
    return Stage(installation)


def land(stage: Stage, files: tuple[str, date, bool], services: dict[str, dict[str, list]]) -> None:
    release, released_on, is_sample = files
    made = stage.made
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        run_id = add_run(connection)
        batch_id = add_batch(connection, run_id, release, released_on, is_sample=is_sample)
        add_files(connection, batch_id, a_release())
        for name, reads in services.items():
            add_api_batch(connection, run_id, name, reads)


def test_a_tie_goes_to_the_files_and_what_they_lack_is_filled(alone):
    reads = {"skills": sent(OLDER, "3") + sent(BOTH_FILL, "3")}
    land(alone, ("30.3", date(2026, 5, 1), False), {"30.3": reads})
    alone.build(*MODELS)
    shown = {code: {row[:3] for row in rows} for code, rows in alone.shown().items()}
    assert shown == {
        **{code: {(Decimal(1), "file", "30.3")} for code in RATED_BY_FILES},
        BOTH_FILL: {(Decimal(3), "onet_api", "30.3")},
    }


def test_the_sample_is_older_than_any_release(alone):
    reads = {"skills": sent(OLDER, "3"), "occupation_data": NEW_READS["occupation_data"]}
    land(alone, ("sample", date(2026, 11, 1), True), {"9.1": reads})
    alone.build(*MODELS)
    assert {row[1:3] for row in alone.shown()[OLDER]} == {("onet_api", "9.1")}
    assert alone.read("select occupation_code from occupations where origin = 'onet_api'") == [
        (ONLY_THE_SERVICE_LISTS,)
    ]
    alone.build(*MODELS, release="sample")
    assert {row[1:3] for row in alone.shown()[OLDER]} == {("file", "sample")}


def test_releases_are_ordered_by_the_parts_of_their_numbers(alone):
    names = ["29.10", "29.2", "9.1", "30", "29.2.1", "a preview"]
    land(alone, ("29.2", date(2025, 2, 1), False), {name: {} for name in names})
    alone.build("+int_onet__candidate_batches")
    assert alone.read(
        "select release_name, origin, is_newer_than_files from int_onet__candidate_batches "
        "order by preference"
    ) == [
        ("30", "onet_api", 1),
        ("29.10", "onet_api", 1),
        ("29.2.1", "onet_api", 1),
        ("29.2", "file", 0),
        ("29.2", "onet_api", 0),
        ("9.1", "onet_api", 0),
        ("a preview", "onet_api", 0),
    ]


def test_a_release_of_the_service_that_equals_the_files_changes_no_mart(alone):
    """Checksums of every mart with it and without it; only those that tell of it differ."""
    made = alone.made
    names = [path.name for path in SAMPLE.glob("*.txt") if path.name != "Read Me.txt"]
    files = {name: sample_rows(name) for name in names}
    engine = made.server.engine("loader", made.settings.databases.landing)
    with engine.begin() as connection:
        run_id = add_run(connection)
        add_files(connection, add_batch(connection, run_id, "30.3", date(2026, 5, 1)), files)
    alone.build("models/marts", "+models/marts")
    before = relation_checksums(made, made.settings.databases.dev)
    reads = {
        table: [as_the_service_sends(row) for row in files[name]]
        for table, name in (
            ("essential_skills", "Essential Skills.txt"),
            ("transferable_skills", "Transferable Skills.txt"),
        )
    }
    reads["occupation_data"] = [
        dict(zip(("onetsoc_code", "title", "description"), row, strict=True))
        for row in files["Occupation Data.txt"]
    ]
    with engine.begin() as connection:
        add_api_batch(connection, run_id, "30.3", reads)
    alone.build("models/marts", "+models/marts")
    after = relation_checksums(made, made.settings.databases.dev)
    marts = {node for node in before if "__" not in node} - {"publication", "published_releases"}
    assert len(marts) > 40
    assert {mart for mart in marts if before[mart] != after[mart]} == {"api_comparison"}
    assert after["api_differences"][1] == 0
    assert after["base_onet_api__ratings"][1] == len(reads["essential_skills"]) + len(
        reads["transferable_skills"]
    )
