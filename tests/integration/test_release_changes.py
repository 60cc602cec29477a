"""What changed between releases: within error or beyond, split, merged, come, gone, or unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.check_marts import check_changes
from benchmarks.recomputed.onet_files import read_release
from extract.sources import SOURCES
from gaps.analyses import CompiledAnalyses
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.run import Request, run
from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_batch, add_files, add_run, land_deliveries
from tests.published import published_rows
from tests.release import copy_sample, release_files, sample_rows
from tests.taxonomy import write_crosswalks

CHIEFS, CHEMISTS, PROGRAMMERS, DEVELOPERS = "11-1011.00", "19-2031.00", "15-1251.00", "15-1252.00"
READING, PERCEIVING, COORDINATING, FOOD = "2.A.1.a", "2.B.1.a", "2.B.1.b", "2.C.1.a"
ERROR = "0.1000"
MARTS = ("rating_changes", "occupation_changes", "element_changes", "release_comparison")
PAIR = "from_release_name = '29.2' and to_release_name = '30.3'"
ACROSS = "from_release_name = '24.0' and to_release_name = '29.2'"

# O*NET-SOC 2010 code, 2019 code: one to one, recoded, two that became one, one that became two,
# one that became a part of two of which one has another part, one whose successor no release lists,
# and one that came of a code that no release lists
SUCCESSIONS = (
    (CHIEFS, CHIEFS),
    (CHEMISTS, CHEMISTS),
    ("15-1131.00", PROGRAMMERS),
    ("15-1132.00", DEVELOPERS),
    ("15-1133.00", DEVELOPERS),
    ("13-1110.00", "13-1111.00"),
    ("13-1110.00", "13-1112.00"),
    ("43-1001.00", "43-1011.00"),
    ("43-1001.00", "43-1012.00"),
    ("43-1002.00", "43-1012.00"),
    ("27-1000.00", "27-2000.00"),
    ("41-1000.00", "41-2000.00"),
)
UNKNOWN_BEFORE, UNKNOWN_AFTER = "98-9999.00", "88-8888.00"
OCCUPATIONS = {
    "24.0": {
        **dict.fromkeys((old for old, _ in SUCCESSIONS if old != "41-1000.00"), ""),
        UNKNOWN_BEFORE: "",
    },
    "29.2": {
        **dict.fromkeys((new for _, new in SUCCESSIONS if new != "27-2000.00"), ""),
        UNKNOWN_AFTER: "",
    },
    "30.3": {
        **dict.fromkeys((new for _, new in SUCCESSIONS if new != "27-2000.00"), ""),
        CHEMISTS: "Chemists and others",
        "77-7777.00": "",
    },
}
COMMON = [row for row in release_files()["Content Model Reference.txt"] if row[0] != "2.B"]
OLD_ELEMENTS = [
    *COMMON,
    ("2.B", "Transferable Skills", "Words of before."),
    (COORDINATING, "Coordination", "Words."),
    (FOOD, "Food Production", "Words."),
    ("2.G.1", "Wanderer", "A description that is the same."),
    ("2.G.2", "Gone", "Words."),
]
NEW_ELEMENTS = [
    *((*row[:1], "Ways", *row[2:]) if row[0] == "2.A.1" else row for row in COMMON),
    ("2.B", "Transferable Skills", "Words of after."),
    (COORDINATING, "Coordination", "Words."),
    ("2.H.1", "Wanderer", "A description that is the same."),
    ("2.H.2", "Come", "Words."),
]
RATINGS = {
    "24.0": [
        ("15-1131.00", READING, "LV", "2.00", ERROR, "08/2015"),
        ("15-1132.00", READING, "LV", "2.00", ERROR, "08/2015"),
        (UNKNOWN_BEFORE, READING, "LV", "2.00", ERROR, "08/2015"),
    ],
    "29.2": [
        (CHIEFS, READING, "LV", "4.00", ERROR, "08/2020"),
        (CHIEFS, READING, "IM", "4.00", ERROR, "08/2020"),
        (CHIEFS, PERCEIVING, "LV", "3.00", ERROR, "08/2020"),
        (CHIEFS, PERCEIVING, "IM", "3.00", ERROR, "08/2020"),
        (CHEMISTS, READING, "LV", "4.00", ERROR, "08/2020"),
        (CHEMISTS, READING, "IM", "4.00", ERROR, "08/2020"),
        (CHEMISTS, PERCEIVING, "LV", "2.00", ERROR, "08/2020"),
        (CHEMISTS, FOOD, "LV", "1.00", ERROR, "08/2020"),
        (PROGRAMMERS, READING, "LV", "3.00", ERROR, "08/2020"),
        (DEVELOPERS, READING, "LV", "2.00", ERROR, "08/2020"),
        (UNKNOWN_AFTER, READING, "LV", "2.00", ERROR, "08/2020"),
    ],
    "30.3": [
        (CHIEFS, READING, "LV", "4.27", ERROR, "08/2025"),
        (CHIEFS, READING, "IM", "3.72", ERROR, "08/2025"),
        (CHIEFS, PERCEIVING, "LV", "6.00", "n/a", "08/2025"),
        (CHIEFS, PERCEIVING, "IM", "3.00", "0.2000", "08/2025"),
        (CHEMISTS, READING, "LV", "4.00", ERROR, "08/2025"),
        (CHEMISTS, READING, "IM", "4.00", ERROR, "08/2020"),
        (CHEMISTS, COORDINATING, "LV", "2.00", ERROR, "08/2025"),
        ("13-1111.00", READING, "LV", "3.00", ERROR, "08/2025"),
        (DEVELOPERS, READING, "LV", "2.00", ERROR, "08/2020"),
    ],
}
RELEASED = {"24.0": date(2019, 8, 1), "29.2": date(2025, 2, 1), "30.3": date(2026, 5, 1)}


def files_of(release: str) -> dict[str, list[tuple[str, ...]]]:
    """The files of a small release that comparing reads."""
    elements = NEW_ELEMENTS if release == "30.3" else OLD_ELEMENTS
    names = {element_id: name for element_id, name, _ in elements}
    return {
        "Occupation Data.txt": [
            (code, title or f"Title of {code}", "Words.")
            for code, title in OCCUPATIONS[release].items()
        ],
        "Content Model Reference.txt": elements,
        "Scales Reference.txt": release_files()["Scales Reference.txt"],
        "Essential Skills.txt": [
            (
                *(code, element_id, names[element_id], scale, value, "8", error),
                *(("n/a", "n/a") if error == "n/a" else ("1.0000", "5.0000")),
                *("N", "N" if scale == "LV" else "n/a", month, "Analyst"),
            )
            for code, element_id, scale, value, error, month in RATINGS[release]
        ],
    }


@pytest.fixture(scope="module")
def make(new_installation, tmp_path_factory) -> Callable[..., Installation]:
    """Land small releases and the crosswalk of ``SUCCESSIONS``, and build the marts of changes."""

    def made(*releases: str) -> Installation:
        installation = new_installation()
        landing = installation.settings.databases.landing
        with installation.server.engine("loader", landing).begin() as connection:
            for release in releases:
                batch = add_batch(connection, add_run(connection), release, RELEASED[release])
                add_files(connection, batch, files_of(release))
        rows = [
            {
                "O*NET-SOC 2010 Code": old,
                "O*NET-SOC 2010 Title": f"Title of {old}",
                "O*NET-SOC 2019 Code": new,
                "O*NET-SOC 2019 Title": f"Title of {new}",
            }
            for old, new in SUCCESSIONS
        ]
        folder = write_crosswalks(
            tmp_path_factory.mktemp("crosswalks"), {"onet_soc2010_to_onet_soc2019.csv": rows}
        )
        land_deliveries(installation, SOURCES["crosswalks"].find_deliveries(folder))
        selected = ["--select", *(f"+{mart}" for mart in MARTS)]
        result = dbt(installation, "run", *selected)
        assert set(outcomes(result).values()) == {"success"}, messages(result)
        return installation

    return made


@pytest.fixture(scope="module")
def three(make) -> Installation:
    """One release of O*NET-SOC 2010, two of that of 2019."""
    return make("24.0", "29.2", "30.3")


def rows(installation: Installation, query: str) -> list[tuple]:
    database = installation.settings.databases.dev
    with installation.server.engine("admin", database).connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_a_rating_is_changed_within_its_error_beyond_it_or_nobody_can_say(three):
    found = rows(
        three,
        "select element_id, scale_id, verdict, difference, margin_of_error, is_beyond_error"
        f" from rating_changes where {PAIR} and occupation_code = '{CHIEFS}'",
    )
    margin = Decimal("0.2772")  # 1.96 * sqrt(0.1^2 + 0.1^2)
    wider = Decimal("0.4383")  # 1.96 * sqrt(0.1^2 + 0.2^2)
    assert set(found) == {
        (READING, "LV", "changed", Decimal("0.27"), margin, 0),
        (READING, "IM", "changed", Decimal("-0.28"), margin, 1),
        (PERCEIVING, "LV", "changed", Decimal("3.00"), None, None),
        (PERCEIVING, "IM", "same_value", Decimal("0.00"), wider, 0),
    }


def test_of_an_occupation_that_both_rate_elements_come_and_go(three):
    assert set(
        rows(
            three,
            "select element_id, scale_id, verdict, from_value, to_value, is_beyond_error"
            f" from rating_changes where {PAIR} and occupation_code = '{CHEMISTS}'",
        )
    ) == {
        (PERCEIVING, "LV", "dropped", Decimal("2.00"), None, None),
        (COORDINATING, "LV", "added", None, Decimal("2.00"), None),
    }


def test_an_occupation_that_one_release_rates_is_one_change_and_no_rating_change(three):
    assert set(
        rows(
            three,
            "select verdict, to_occupation_code, domain, n_ratings from occupation_changes"
            f" where {PAIR} and domain <> ''",
        )
    ) == {("newly_rated", "13-1111.00", "skill", 1), ("no_longer_rated", PROGRAMMERS, "skill", 1)}
    assert set(rows(three, f"select occupation_code from rating_changes where {PAIR}")) == {
        (CHIEFS,),
        (CHEMISTS,),
    }


def test_occupations_come_go_and_get_other_names(three):
    assert set(
        rows(
            three,
            "select verdict, from_occupation_code, to_occupation_code, from_title, to_title"
            f" from occupation_changes where {PAIR} and domain = ''",
        )
    ) == {
        ("dropped", UNKNOWN_AFTER, "", f"Title of {UNKNOWN_AFTER}", None),
        ("added", "", "77-7777.00", None, "Title of 77-7777.00"),
        ("renamed", CHEMISTS, CHEMISTS, f"Title of {CHEMISTS}", "Chemists and others"),
    }


def test_between_two_editions_of_the_codes_the_crosswalk_says_what_became_of_each(three):
    found = rows(
        three,
        "select verdict, from_occupation_code, to_occupation_code from occupation_changes"
        f" where {ACROSS} and domain = '' and verdict <> 'renamed'",
    )
    assert set(found) == {
        ("recoded", "15-1131.00", PROGRAMMERS),
        ("merged", "15-1132.00", DEVELOPERS),
        ("merged", "15-1133.00", DEVELOPERS),
        ("split", "13-1110.00", "13-1111.00"),
        ("split", "13-1110.00", "13-1112.00"),
        ("split", "43-1001.00", "43-1011.00"),
        ("split_and_merged", "43-1001.00", "43-1012.00"),
        ("merged", "43-1002.00", "43-1012.00"),
        ("dropped", "27-1000.00", ""),
        ("added", "", "41-2000.00"),
        ("not_in_crosswalk", UNKNOWN_BEFORE, ""),
        ("not_in_crosswalk", "", UNKNOWN_AFTER),
    }


def test_a_recoded_occupation_is_compared_and_a_merged_one_is_not(three):
    assert rows(
        three,
        "select from_occupation_code, occupation_code, from_value, to_value from rating_changes"
        f" where {ACROSS}",
    ) == [("15-1131.00", PROGRAMMERS, Decimal("2.00"), Decimal("3.00"))]
    assert rows(
        three,
        "select n_from, n_to from release_comparison"
        f" where {ACROSS} and kind = 'skill' and scale_id = 'LV'"
        " and verdict = 'occupation_not_compared'",
    ) == [(2, 2)]


def test_elements_move_come_go_and_are_told_otherwise(three):
    assert set(
        rows(
            three,
            f"select verdict, from_element_id, to_element_id from element_changes where {PAIR}",
        )
    ) == {
        ("renamed", "2.A.1", "2.A.1"),
        ("redescribed", "2.B", "2.B"),
        ("moved", "2.G.1", "2.H.1"),
        ("dropped", "2.G.2", ""),
        ("dropped", FOOD, ""),
        ("added", "", "2.H.2"),
    }


def test_every_rating_of_either_release_has_a_verdict(three):
    assert set(
        rows(
            three,
            "select kind, scale_id, verdict, n_from, n_to from release_comparison"
            f" where {PAIR} and scale_id <> ''",
        )
    ) == {
        ("skill", "IM", "same", 1, 1),
        ("skill", "IM", "changed_beyond_error", 1, 1),
        ("skill", "IM", "same_value", 1, 1),
        ("skill", "LV", "same", 1, 1),
        ("skill", "LV", "same_but_date", 1, 1),
        ("skill", "LV", "changed_within_error", 1, 1),
        ("skill", "LV", "changed_error_unknown", 1, 1),
        ("skill", "LV", "dropped", 1, 0),
        ("skill", "LV", "added", 0, 1),
        ("skill", "LV", "newly_rated", 0, 1),
        ("skill", "LV", "no_longer_rated", 1, 0),
        ("skill", "LV", "occupation_not_compared", 1, 0),
        ("knowledge", "LV", "domain_not_in_release", 1, 0),
    }
    counted = rows(
        three,
        "select from_release_name, to_release_name, sum(n_from), sum(n_to) from release_comparison"
        " where kind = 'occupation' group by from_release_name, to_release_name",
    )
    assert {(old, new): (n_old, n_new) for old, new, n_old, n_new in counted} == {
        (old, new): (len(OCCUPATIONS[old]), len(OCCUPATIONS[new]))
        for old, new in (("24.0", "29.2"), ("24.0", "30.3"), ("29.2", "30.3"))
    }


@contextmanager
def damaged(installation: Installation, statement: str, repair: str) -> Iterator[None]:
    admin = installation.server.engine("admin", installation.settings.databases.dev)
    with admin.begin() as connection:
        connection.exec_driver_sql(statement)
    yield
    with admin.begin() as connection:
        connection.exec_driver_sql(repair)


def test_a_verdict_that_is_lost_is_noticed(three):
    test = ("test", "--select", "assert_release_comparison_adds_up")
    assert set(outcomes(dbt(three, *test)).values()) == {"pass"}
    lose = "update release_comparison set n_from = n_from {} 1 where verdict = 'same_but_date'"
    with damaged(three, lose.format("-"), lose.format("+")):
        assert set(outcomes(dbt(three, *test)).values()) == {"fail"}


def test_with_one_release_there_is_nothing_to_compare(make):
    one = make("30.3")
    assert {mart: rows(one, f"select count(*) from {mart}") for mart in MARTS} == {
        mart: [(0,)] for mart in MARTS
    }


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    """The sample as 30.3, and as 29.2 with another level and an occupation that is not rated."""
    ratings = [row for row in sample_rows("Essential Skills.txt") if row[0] != DEVELOPERS]
    transferable = [row for row in sample_rows("Transferable Skills.txt") if row[0] != DEVELOPERS]
    level = next(row for row in ratings if row[0] == CHEMISTS and row[3] == "LV")
    level[4] = "0.50"
    older = copy_sample(
        tmp_path_factory.mktemp("older"),
        "29.2",
        "February 2025",
        changed={"Essential Skills.txt": ratings, "Transferable Skills.txt": transferable},
    )
    return older, copy_sample(tmp_path_factory.mktemp("newer"))


@pytest.fixture(scope="module")
def published_twice(new_installation, folders) -> Installation:
    """Both releases landed by a run, the newer one published."""
    made = new_installation()
    run(made.settings, Request(folders), Console())
    return made


def test_an_analyst_reads_what_changed(published_twice):
    compiled = CompiledAnalyses(analyses_folder(published_twice.settings))
    database = published_twice.settings.databases.published
    engine = published_twice.server.engine("reader", database)
    with engine.connect() as connection:

        def ask(**variables: str) -> list[dict]:
            return compiled.answer(connection, "release_changes", **variables)

        assert {row["verdict"]: row["n_from"] for row in ask(summary="1", kind="occupation")} == {
            "kept": 41
        }
        (unrated, changed) = ask()
        assert (unrated["verdict"], unrated["occupation_code"]) == (
            "newly_rated in skill",
            DEVELOPERS,
        )
        assert (changed["verdict"], changed["was"], changed["is_beyond_error"]) == (
            "changed",
            "0.50",
            1,
        )
        assert ask(beyond_error_only="1") == ask(occupation_code=CHEMISTS) == [changed]
        assert ask(from_release="29.2", to_release="30.3") == ask()
        assert ask(from_release="29.1") == []


def test_the_committed_sample_is_no_release_to_compare(published):
    assert published_rows(published, "select count(*) from release_comparison") == [(0,)]


@pytest.mark.parametrize(
    ("change", "table", "named"),
    [
        (None, None, None),
        (
            "update rating_changes set margin_of_error = margin_of_error + 0.0001",
            "rating_changes",
            "margin_of_error is ",
        ),
        ("delete from occupation_changes", "occupation_changes", "is in the files and not publish"),
        (
            "update release_comparison set n_to = n_to + 1 where kind = 'element'",
            "release_comparison",
            "n_to is ",
        ),
    ],
    ids=["nothing", "a rounded margin", "a lost change", "a wrong count"],
)
def test_the_check_against_the_files_finds_no_difference_but_what_was_changed(
    published_twice, folders, change, table, named
):
    older, newer = (read_release(folder) for folder in folders)
    database = published_twice.settings.databases.published
    with published_twice.server.engine("admin", database).connect() as connection:
        if change:
            connection.exec_driver_sql(change)
        found = {d.name: d.first for d in check_changes(connection, older, newer) if d.count}
        connection.rollback()
    assert list(found) == ([table] if table else [])
    assert named is None or named in found[table][0]
