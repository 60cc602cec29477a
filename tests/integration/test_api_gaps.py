"""Gaps, levels and neighbours over HTTP: the same answers as the command line gives."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from itertools import permutations

import pytest
import requests

from api.routers import gaps as routes
from api.schemas import gaps as schemas
from gaps import moves, pull, read, similar
from gaps.analyses import CompiledAnalyses
from pipeline.compiled import analyses_folder
from tests.conftest import Installation

CHEMISTS, DEVELOPERS, UNRATED, NURSES = "19-2031.00", "15-1252.00", "15-2051.00", "29-1141.00"


def ask(api: str, path: str, status: int = 200, **parameters: object) -> dict:
    answer = requests.get(f"{api}/{path}", params=parameters, timeout=30)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (schemas.ElementGap, read.ElementGap),
        (schemas.TargetGap, moves.TargetGap),
        (schemas.Origin, moves.Origin),
        (schemas.SimilarOccupation, similar.SimilarOccupation),
        (schemas.LevelRow, routes.LevelRow),
    ],
)
def test_the_schema_names_the_columns_of_the_answer(body, row):
    assert list(body.model_fields) == [field.name for field in fields(row)]


def test_the_schema_of_the_header_is_that_of_the_answer_and_what_was_asked():
    assert list(schemas.GapHeader.model_fields) == [
        *("method", "scale"),
        *(field.name for field in fields(read.GapHeader)),
    ]


def test_a_level_has_the_columns_of_the_pull_and_its_domain():
    of_level = [field.name for field in fields(pull.ElementLevel)]
    assert list(schemas.LevelRow.model_fields) == ["domain", "origin", "release_name", *of_level]


@pytest.mark.parametrize("origin", ["chemists", CHEMISTS])
def test_the_gap_is_that_of_the_command_line(api, catalogue: Installation, origin):
    analyses = CompiledAnalyses(analyses_folder(catalogue.settings))
    database = catalogue.settings.databases.published
    with catalogue.server.engine("reader", database).connect() as connection:
        expected = read.gap(connection, analyses, CHEMISTS, DEVELOPERS)
    told = ask(api, "skill-gap", **{"from": origin, "to": DEVELOPERS, "rows": "all"})
    assert told["total"] == len(told["rows"]) == len(expected.rows) == 35
    for row, wanted in zip(told["rows"], expected.rows, strict=True):
        for field in fields(wanted):
            value = getattr(wanted, field.name)
            is_number = field.name.endswith(("level", "importance", "gap", "surplus", "error"))
            if value is not None and is_number and not field.name.startswith("is_"):
                value = float(value)
            assert row[field.name] == pytest.approx(value) if is_number else True
            if field.name in ("element_id", "is_beyond_error", "to_level_meaning"):
                assert row[field.name] == value
    summary = told["summary"]
    assert summary["gaps"] == len(expected.gaps)
    assert summary["beyond_error"] == expected.beyond_error
    assert told["header"]["status"] == "compared"


def test_whoever_asks_at_the_same_time_gets_the_answer_to_their_own_question(api):
    codes = (CHEMISTS, DEVELOPERS, UNRATED, NURSES, "99-9999.00")
    asked = [
        {"from": origin, "to": target, "domain": domain, "method": "scale", "scale": scale}
        for origin, target in permutations(codes, 2)
        for domain, scale in (("skill", "LV"), ("knowledge", "LV"), ("skill", "IM"))
    ]

    def tell(parameters: dict[str, str]) -> tuple[int, object]:
        answer = requests.get(f"{api}/skill-gap", params=parameters, timeout=30)
        told = answer.json()
        return answer.status_code, told.get("detail") or {**told["header"], "rows": told["rows"]}

    with ThreadPoolExecutor(16) as clients:
        together = [*clients.map(tell, asked)]
    for parameters, (status, told) in zip(asked, together, strict=True):
        is_known = "99-9999.00" not in (parameters["from"], parameters["to"])
        assert status == (200 if is_known else 404)
        if is_known:
            assert (told["from_code"], told["to_code"]) == (parameters["from"], parameters["to"])
            assert (told["scale"], told["domains"]) == (parameters["scale"], parameters["domain"])
            assert {row["domain"] for row in told["rows"]} <= {parameters["domain"]}
    in_turn = [tell({**parameters, "rows": "gaps"}) for parameters in asked]  # other addresses
    assert together == in_turn


def test_rows_are_the_gaps_unless_all_are_asked_for(api):
    every = ask(api, "skill-gap", **{"from": CHEMISTS, "to": DEVELOPERS, "rows": "all"})["rows"]
    by_level = ask(api, "skill-gap", **{"from": CHEMISTS, "to": DEVELOPERS})["rows"]
    assert [row["element_id"] for row in by_level] == [
        row["element_id"] for row in every if row["level_gap"] > 0
    ]
    strict = ask(api, "skill-gap", **{"from": CHEMISTS, "to": DEVELOPERS, "method": "strict"})
    assert {row["element_id"] for row in strict["rows"]} == {
        row["element_id"] for row in every if row["from_level"] == 0 and row["to_level"] > 0
    }
    important = ask(
        api, "skill-gap", **{"from": CHEMISTS, "to": DEVELOPERS, "method": "scale", "scale": "IM"}
    )
    assert {row["element_id"] for row in important["rows"]} == {
        row["element_id"] for row in every if row["importance_gap"] > 0
    }


def test_only_what_matters_to_the_target_is_asked_for(api):
    told = ask(api, "skill-gap", **{"from": CHEMISTS, "to": DEVELOPERS, "min_importance": 3.5})
    assert told["rows"]
    assert all(row["to_importance"] >= 3.5 for row in told["rows"])
    assert told["summary"]["gaps"] > told["total"]


def test_no_gap_is_an_empty_list(api):
    told = ask(api, "skill-gap", **{"from": CHEMISTS, "to": CHEMISTS})
    assert told["header"]["status"] == "compared"
    assert (told["rows"], told["total"], told["next"]) == ([], 0, None)


def test_an_unrated_occupation_is_an_answer_with_its_reason(api):
    told = ask(api, "skill-gap", **{"from": CHEMISTS, "to": UNRATED})
    assert told["header"]["status"] == "to_not_rated"
    assert told["header"]["to_reason"] == "not_yet_rated"
    assert told["header"]["to_pull_status"] == "not_configured"  # without credentials
    assert told["header"]["from_pull_status"] is None
    assert told["summary"] == {
        **dict.fromkeys(
            ("compared", "gaps", "beyond_error", "without_error", "missing", "low_precision"), 0
        ),
        "total": 0.0,
    }
    assert len(told["rows"]) == 35
    assert all(row["to_level"] is None and row["from_level"] is not None for row in told["rows"])


def test_an_unknown_occupation_is_404_with_the_closest_titles(api):
    told = ask(api, "skill-gap", 404, **{"from": "chemst", "to": DEVELOPERS})
    assert told["type"] == "urn:skillgap:problem:unknown-occupation"
    assert told["candidates"][0] == {"code": CHEMISTS, "title": "Chemists"}


def test_several_targets_are_a_row_each(api):
    told = ask(api, "skill-gap", **{"from": CHEMISTS, "to": [DEVELOPERS, UNRATED, NURSES]})
    assert told["total"] == 3
    by_code = {row["to_code"]: row for row in told["rows"]}
    assert by_code[UNRATED]["status"] == "to_not_rated"
    one = ask(api, "skill-gap", **{"from": CHEMISTS, "to": DEVELOPERS})["summary"]
    assert by_code[DEVELOPERS]["gaps"] == one["gaps"]
    assert by_code[DEVELOPERS]["gaps_beyond_error"] == one["beyond_error"]
    assert told["rows"][-1]["to_code"] == UNRATED  # what cannot be compared comes last


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"from": CHEMISTS}, "query.to"),
        ({"from": CHEMISTS, "to": DEVELOPERS, "scale": "XX"}, "query.scale"),
        ({"from": CHEMISTS, "to": DEVELOPERS, "scale": "IM"}, "query.scale"),
        ({"from": CHEMISTS, "to": DEVELOPERS, "domain": "skill,magic"}, "query.domain"),
        ({"from": CHEMISTS, "to": DEVELOPERS, "min_importance": "9"}, "query.min_importance"),
        ({"from": CHEMISTS, "to": DEVELOPERS, "min_importance": "nan"}, "query.min_importance"),
        ({"from": CHEMISTS, "to": DEVELOPERS, "form": "csv"}, "query.form"),
        ({"from": CHEMISTS, "to": [DEVELOPERS, NURSES], "method": "strict"}, "query.method"),
        ({"from": "x" * 256, "to": DEVELOPERS}, "query.from"),
        ({"from": "chem\0ists", "to": DEVELOPERS}, "query.from"),
    ],
)
def test_a_wrong_parameter_is_named(api, parameters, field):
    told = ask(api, "skill-gap", 422, **parameters)
    assert told["type"] == "urn:skillgap:problem:bad-request"
    assert field in [each["field"] for each in told["errors"]]
    assert all(each["message"] for each in told["errors"])


def test_a_quote_is_text(api):
    told = ask(api, "skill-gap", 404, **{"from": "' or 1=1 --", "to": DEVELOPERS})
    assert told["type"] == "urn:skillgap:problem:unknown-occupation"


def test_csv_has_the_rows_of_json(api):
    asked = {"from": CHEMISTS, "to": DEVELOPERS}
    answer = requests.get(f"{api}/skill-gap", params={**asked, "format": "csv"}, timeout=30)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["element_id"] for row in rows] == [
        row["element_id"] for row in ask(api, "skill-gap", **asked)["rows"]
    ]
    assert {row["status"] for row in rows} == {"compared"}


def test_levels_carry_their_errors_and_domains_their_status(api):
    told = ask(api, f"occupations/{CHEMISTS}/levels", domain="skill,knowledge")
    assert told["total"] == len(told["rows"]) == 35
    assert {row["domain"] for row in told["rows"]} == {"skill"}
    statuses = {each["domain"]: each["status"] for each in told["header"]["domains"]}
    assert statuses == {"skill": "rated", "knowledge": "not_configured"}
    assert all(row["level_se"] is not None for row in told["rows"])
    assert ask(api, f"occupations/{UNRATED}/levels")["rows"] == []


def test_neighbours_are_those_of_the_distance(api):
    told = ask(api, f"occupations/{CHEMISTS}/similar", distance="skills")
    assert told["total"] == 20
    assert [row["similarity_rank"] for row in told["rows"]] == list(range(1, 21))
    unrated = ask(api, f"occupations/{UNRATED}/similar")
    assert {row["distance"] for row in unrated["rows"]} == {"tasks_titles"}
    assert unrated["header"]["reason"] == "not_yet_rated"
