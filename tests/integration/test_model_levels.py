"""Levels that a model judged are kept, land, are rejected or published, and are never ratings."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from gaps.analyses import CompiledAnalyses
from pipeline.commands import assess_levels
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.run import Request, run
from tests.gemini_server import Seen, gemini_server, says
from tests.published import landing_rows, published_rows

CHEMISTS, DEVELOPERS, DATA_SCIENTISTS = "19-2031.00", "15-1252.00", "15-2051.00"
PROGRAMMING = "2.B.3.e"
SILENT_OF, TWICE, BEYOND = "2.A.1.a", "2.A.1.b", "2.A.1.c"


def judged(seen: Seen) -> str:
    """Answer for every element but one; one twice, one off the scale, and one never asked."""
    of_occupation = int(seen.data["occupation"]["code"][:2]) / 100
    levels = [
        {
            "element_id": element["element_id"],
            "level": round(3 + of_occupation, 2),
            "reason": f"Because of {len(element['anchors'])} anchors.",
        }
        for element in seen.data["elements"]
        if element["element_id"] != SILENT_OF
    ]
    by_id = {level["element_id"]: level for level in levels}
    by_id[BEYOND]["level"] = 7.01
    extra = [dict(by_id[TWICE], level=5), {"element_id": "9.Z.1", "level": 2, "reason": "More."}]
    return json.dumps({"levels": levels + extra})


@pytest.fixture(scope="module")
def night(new_installation):
    """A night with nothing judged, levels of three occupations, and the night after."""
    made = new_installation()
    run(made.settings, Request(), Console())
    with gemini_server(answers=judged) as served:
        asked(made, served, CHEMISTS, DEVELOPERS, DATA_SCIENTISTS)
        seen = list(served.requests)
    run(made.settings, Request(), Console())
    return made, seen


def asked(made, served, *arguments: str) -> None:
    context = SimpleNamespace(
        settings=replace(made.settings, gemini=served.access()), console=Console("text")
    )
    assess_levels.command.main(list(arguments), obj=context, standalone_mode=False)


def test_the_model_is_given_anchors_and_no_rating(night):
    _, (first, *_) = night
    assert first.data["occupation"]["title"] == "Chemists"
    assert first.data["occupation"]["description"]
    assert len(first.data["elements"]) == 35
    assert set(first.data["elements"][0]) == {"element_id", "name", "anchors"}
    assert first.data["elements"][0]["anchors"]
    assert first.data["occupation"]["title"] not in first.instructions


def test_every_level_of_an_answer_is_published_or_rejected_with_its_reason(night):
    made, _ = night
    published = published_rows(
        made, "select occupation_code, count(*) from model_levels group by occupation_code"
    )
    assert sorted(published) == [(DEVELOPERS, 33), (DATA_SCIENTISTS, 33), (CHEMISTS, 33)]
    with made.server.engine("admin", made.settings.databases.build).connect() as connection:
        rejected = connection.execute(
            text("select element_id, rejection_reason from stg_language_model__levels_rejected")
        )
        assert Counter(map(tuple, rejected)) == {
            (BEYOND, "out_of_scale_range"): 3,
            (TWICE, "duplicate_key"): 3,
            ("9.Z.1", "not_asked"): 3,
        }
    assert landing_rows(
        made,
        "select d.source_file, d.rows_landed from deliveries d join batches b using (batch_id) "
        "where b.source = 'language_model' order by 1",
    ) == [(f"levels {code}", 36) for code in (DEVELOPERS, DATA_SCIENTISTS, CHEMISTS)]


def test_a_level_says_what_it_is_and_whose(night):
    made, _ = night
    (row,) = published_rows(
        made,
        "select model, prompt_version, occupation_title, element_name, domain, level, origin, "
        f"ratings_status, reason like 'Because of % anchors.', level_meaning is not null "
        f"from model_levels where occupation_code = '{DATA_SCIENTISTS}' "
        f"and element_id = '{PROGRAMMING}'",
    )
    assert row == (
        *("gemini-2.5-flash", "levels-1", "Data Scientists", "Programming", "skill"),
        *(Decimal("3.15"), "model", "not_rated", 1, 1),
    )


def test_no_level_of_a_model_is_among_ratings(night):
    made, _ = night
    code = f"where occupation_code = '{DATA_SCIENTISTS}'"
    assert published_rows(made, f"select 1 from occupation_levels {code}") == []
    assert published_rows(made, f"select 1 from occupation_element_ratings {code}") == []
    status = published_rows(made, f"select ratings_status from occupations {code}")
    assert status == [("not_rated",)]


def test_the_analysis_holds_them_against_the_ratings(night):
    made, _ = night
    analyses = CompiledAnalyses(analyses_folder(made.settings))
    engine = made.server.engine("reader", made.settings.databases.published)
    with engine.connect() as connection:
        rows = analyses.answer(connection, "model_levels_against_onet")
        none = analyses.answer(connection, "model_levels_against_onet", model="another")
        knowledge = analyses.answer(connection, "model_levels_against_onet", domain="knowledge")
    assert none == knowledge == []
    assert len(rows) == 33
    row = next(row for row in rows if row["element_id"] == PROGRAMMING)
    ratings = {
        code: (level, float(error))
        for code, level, error in published_rows(
            made,
            "select occupation_code, level, level_se from occupation_levels where element_id = "
            f"'{PROGRAMMING}' and occupation_code in ('{CHEMISTS}', '{DEVELOPERS}')",
        )
    }
    differences = {
        CHEMISTS: Decimal("3.19") - ratings[CHEMISTS][0],
        DEVELOPERS: Decimal("3.15") - ratings[DEVELOPERS][0],
    }
    beyond = sum(
        abs(float(differences[code])) > 1.96 * error for code, (_, error) in ratings.items()
    )
    assert (row["n"], row["not_rated"], row["without_error"]) == (2, 1, 0)
    assert float(row["mean_difference"]) == pytest.approx(
        float(sum(differences.values())) / 2, abs=0.001
    )
    assert float(row["mean_absolute_difference"]) == pytest.approx(
        float(sum(map(abs, differences.values()))) / 2, abs=0.001
    )
    assert (row["beyond_error"], float(row["share_within_error"])) == (beyond, 1 - beyond / 2)


def test_the_command_says_what_was_left_out(night, capsys):
    made, _ = night
    with gemini_server() as served:
        capsys.readouterr()
        asked(made, served, "chemists")
        out = capsys.readouterr().out
    assert served.requests == []  # it is kept
    assert "outcome  explained: gemini-2.5-flash judged 33 of 35 elements, kept since " in out
    assert "left out 1 not asked, 1 named twice, 1 not from 0 to 7, 2 missing\n" in out
    assert "judged by a model, not rated" in out


def test_an_unusable_answer_changes_nothing_and_says_why(night, capsys):
    made, _ = night
    with gemini_server(script=[says('{"levels": []}')] * 3) as served:
        capsys.readouterr()
        asked(made, served, "chemists", "--fresh", "--format", "json")
        (told,) = json.loads(capsys.readouterr().out)["rows"]
    assert (told["outcome"], told["levels"]) == ("not_in_agreed_form", [])
    assert told["outcome_reason"] == "no level of an element that was asked"
    run(made.settings, Request(), Console())
    assert " unchanged, " in capsys.readouterr().out


def test_without_a_key_it_says_so(night, capsys):
    made, _ = night
    context = SimpleNamespace(settings=made.settings, console=Console("text"))
    capsys.readouterr()
    assess_levels.command.main([CHEMISTS], obj=context, standalone_mode=False)
    out = capsys.readouterr().out
    assert "outcome  no_key: there is no key for the model" in out
