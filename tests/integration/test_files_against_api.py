"""What each source holds: the files of a release, and the O*NET Web Services beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from gaps.analyses import CompiledAnalyses
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.run import Request, run
from tests.landed import add_api_batch, add_run
from tests.release import as_the_service_sends, copy_sample, sample_rows

CHEMISTS, DEVELOPERS, UNRATED = "19-2031.00", "15-1252.00", "15-2051.00"
NEW_OCCUPATION = "15-1256.00"


def ratings(name: str, *codes: str) -> list[dict[str, str]]:
    return [as_the_service_sends(row) for row in sample_rows(name) if not codes or row[0] in codes]


@pytest.fixture(scope="module")
def ask(new_installation, tmp_path_factory) -> Callable[..., list[dict]]:
    """The sample as release 30.3, and the service's 30.3, published; asked with the analysis.

    The service was asked for the whole of the essential skills and of the occupations, and for
    the transferable skills of two occupations.
    """
    essential = ratings("Essential Skills.txt")
    chemists = [row for row in essential if row["onetsoc_code"] == CHEMISTS]
    chemists[0] |= {"data_value": "1.5", "date_updated": "2026-04-30"}
    chemists[1] |= {"n": "", "date_updated": chemists[1]["date_updated"][:8] + "28"}
    essential.remove(chemists[2])
    essential.append(chemists[3] | {"element_id": "2.A.9.z"})
    essential.append(chemists[3] | {"onetsoc_code": NEW_OCCUPATION})
    occupations = [
        dict(zip(("onetsoc_code", "title", "description"), row, strict=True))
        for row in sample_rows("Occupation Data.txt")
        if row[0] != UNRATED
    ]
    occupations[0] |= {"title": "Other words", "description": "Other words."}
    new = {"onetsoc_code": NEW_OCCUPATION, "title": "New", "description": "Words."}
    transferable = ratings("Transferable Skills.txt", DEVELOPERS)
    made = new_installation()
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        reads = {
            "essential_skills": essential,
            f"transferable_skills {DEVELOPERS}": transferable[1:],
            f"transferable_skills {UNRATED}": [transferable[0] | {"onetsoc_code": UNRATED}],
            "occupation_data": [*occupations, new],
        }
        add_api_batch(connection, add_run(connection), "30.3", reads)
    folder = copy_sample(tmp_path_factory.mktemp("release"))
    run(made.settings, Request((folder,)), Console())
    compiled = CompiledAnalyses(analyses_folder(made.settings))
    engine = made.server.engine("reader", made.settings.databases.published)

    def answer(**variables: str) -> list[dict]:
        with engine.connect() as connection:
            return compiled.answer(connection, "files_against_api", **variables)

    answer.sent = (essential, transferable, occupations, chemists)
    return answer


def test_each_difference_is_a_row_and_nothing_that_is_equal(ask):
    _, transferable, occupations, chemists = ask.sent
    found = {
        (row["occupation_code"], row["element_id"], row["scale_id"]): (
            row["kind"],
            row["verdict"],
            row["differs_in"],
        )
        for row in ask()
    }

    def key(row: dict[str, str]) -> tuple[str, str, str]:
        return row["onetsoc_code"], row["element_id"], row["scale_id"]

    new = chemists[3]["scale_id"]
    assert found == {
        key(chemists[0]): ("skill", "different", "value,rated_on"),
        key(chemists[1]): ("skill", "different", "n"),
        key(chemists[2]): ("skill", "only_file", None),
        (CHEMISTS, "2.A.9.z", new): ("skill", "only_api", None),
        (NEW_OCCUPATION, chemists[3]["element_id"], new): ("skill", "only_api", None),
        key(transferable[0]): ("skill", "only_file", None),
        (UNRATED, *key(transferable[0])[1:]): ("skill", "only_api", None),
        (UNRATED, "", ""): ("occupation", "only_file", None),
        (NEW_OCCUPATION, "", ""): ("occupation", "only_api", None),
        (occupations[0]["onetsoc_code"], "", ""): (
            "occupation",
            "different",
            "title,description",
        ),
    }


def test_the_counts_add_up_to_what_each_source_holds(ask):
    essential, transferable, occupations, _ = ask.sent
    counts = Counter()
    for row in ask(summary="1"):
        assert (row["api_release"], row["file_release"]) == ("30.3", "30.3")
        counts[row["kind"], row["verdict"]] += row["n"]
    filed = len(sample_rows("Essential Skills.txt")) + len(sample_rows("Transferable Skills.txt"))
    sent = len(essential) + len(transferable)
    skills = {verdict: n for (kind, verdict), n in counts.items() if kind == "skill"}
    assert (skills["different"], skills["only_file"]) == (2, 2)
    assert skills["only_api"] == 3
    assert skills["equal"] + skills["different"] + skills["only_api"] == sent
    held_by_files = ("equal", "different", "only_file", "not_asked")
    assert sum(skills[verdict] for verdict in held_by_files) == filed
    not_asked = [r for r in sample_rows("Transferable Skills.txt") if r[0] != DEVELOPERS]
    assert skills["not_asked"] == len(not_asked)
    assert {verdict: n for (kind, verdict), n in counts.items() if kind == "occupation"} == {
        "equal": len(occupations) - 1,
        "different": 1,
        "only_file": 1,
        "only_api": 1,
    }


def test_an_answer_can_be_restricted(ask):
    assert {row["verdict"] for row in ask(verdict="only_api")} == {"only_api"}
    assert {row["kind"] for row in ask(kind="occupation, knowledge")} == {"occupation"}
    assert {row["occupation_code"] for row in ask(occupation_code=UNRATED)} == {UNRATED}
    assert ask(api_release="29.2") == []
    assert [row["n"] for row in ask(summary="1", kind="occupation", verdict="only_api")] == [1]


def test_both_sides_of_a_difference_are_shown_in_words(ask):
    (row,) = [row for row in ask(occupation_code=CHEMISTS) if row["differs_in"] == "value,rated_on"]
    assert "value 1.50;" in row["as_sent"]
    assert "rated_on 2026-04-01;" in row["as_sent"]
    assert row["as_filed"] != row["as_sent"]
    assert row["element_name"]
    assert row["title"] == "Chemists"


def test_there_is_nothing_to_compare_while_the_service_sent_nothing(published):
    compiled = CompiledAnalyses(analyses_folder(published.settings))
    engine = published.server.engine("reader", published.settings.databases.published)
    with engine.connect() as connection:
        assert compiled.answer(connection, "files_against_api", summary="1") == []
        assert compiled.answer(connection, "files_against_api") == []
