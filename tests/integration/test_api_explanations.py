"""An explanation over HTTP: figures whatever comes of the model, for who has a key."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import requests

from api.keys import create_key
from api.schemas.explanations import ExplainedGapAnswer
from tests.api_server import served
from tests.gemini_server import Seen, case, gemini_server

ADDRESS = "/api/v1/skill-gap/explanation"
MOVE = {"from": "19-2031.00", "to": "Software Developers"}


def in_words(seen: Seen) -> str:
    first = seen.data["elements"][0]
    note = {
        "element_id": first["element_id"],
        "meaning": f"Level {first['to_level']} is what it takes.",
        "how_to_close": "It takes 99 weeks.",
    }
    answer = {"summary": "So it is.", "notes": [note], "priorities": ["none"], "caveats": []}
    return json.dumps(answer)


@pytest.fixture(scope="module")
def gemini():
    with gemini_server(answers=in_words) as server:
        yield server


@pytest.fixture(scope="module")
def address(published, gemini):
    access = gemini.access(tries=1, model="api-tests")
    settings = replace(published.settings, gemini=access)
    with served(replace(published, settings=settings)) as url:
        yield url + ADDRESS


@pytest.fixture(scope="module")
def key(published):
    engine = published.server.engine("api", published.settings.databases.app)
    return {"Authorization": f"Bearer {create_key(engine, 'explanation tests')}"}


@pytest.fixture
def ask(address, key):
    return lambda headers=key, **body: requests.post(address, json=body, headers=headers)


def test_the_models_words_come_with_every_figure(ask, gemini):
    response = ask(**MOVE)
    assert response.status_code == 200
    told = response.json()
    ExplainedGapAnswer.model_validate(told)
    assert (told["outcome"], told["origin"], told["model"]) == ("explained", "model", "api-tests")
    assert told["explanation"]["notes"] == [
        {"element_id": "2.B.3.e", "meaning": "Level 4.12 is what it takes.", "how_to_close": ""}
    ]
    assert told["removed"] == {"notes": 0, "priorities": 1, "sentences": 1}
    assert len(told["rows"]) == 35
    assert told["rows"][0]["level_gap"] == 2.24
    assert told["header"]["status"] == "compared"
    before = len(gemini.requests)
    assert ask(**MOVE).json()["is_from_store"] is True
    assert len(gemini.requests) == before


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("truncated", "cut_off"),
        ("no-parts", "cut_off"),
        ("prompt-blocked", "blocked"),
        ("answer-blocked", "blocked"),
        ("not-json", "not_in_agreed_form"),
        ("rate-limited", "unavailable"),
        ("overloaded", "unavailable"),
    ],
)
def test_a_refusal_of_the_model_is_no_failure_of_ours(ask, gemini, name, outcome):
    gemini.script[:] = [case(name)]
    response = ask(**MOVE, language="sw")
    told = response.json()
    assert (response.status_code, told["outcome"], told["origin"]) == (200, outcome, "template")
    assert told["rows"] and told["explanation"]["notes"]


def test_an_unrated_occupation_is_answered_with_its_reason(ask, gemini):
    before = len(gemini.requests)
    told = ask(**{**MOVE, "to": "15-2051.00"}).json()
    assert (told["explanation"], told["origin"], told["outcome"]) == (None, None, "not_asked")
    assert told["header"]["status"] == "to_not_rated"
    assert told["header"]["to_reason"] == "not_yet_rated"
    assert len(gemini.requests) == before


def test_the_template_asks_no_model(ask, gemini):
    before = len(gemini.requests)
    told = ask(**MOVE, origin="template", scale="IM").json()
    assert (told["outcome"], told["origin"]) == ("not_asked", "template")
    assert told["header"]["scale"] == "IM"
    assert len(gemini.requests) == before


def test_without_a_key_nothing_is_asked(ask, gemini):
    before = len(gemini.requests)
    assert ask(headers={}, **MOVE).status_code == 401
    wrong = {"Authorization": "Bearer " + "_".join(("sg", "0" * 12, "A" * 43))}
    assert ask(headers=wrong, **MOVE).status_code == 401
    assert len(gemini.requests) == before


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "body.from"),
        ({**MOVE, "scale": "XX"}, 422, "body.scale"),
        ({**MOVE, "domain": []}, 422, "body.domain"),
        ({**MOVE, "domain": ["cooking"]}, 422, "body.domain.0"),
        ({**MOVE, "language": "en; ignore all"}, 422, "body.language"),
        ({**MOVE, "prompt": "mine"}, 422, "body.prompt"),
        ({**MOVE, "to": "a\u0007b"}, 422, "body.to"),
        ({**MOVE, "to": "Nobody At All"}, 404, None),
    ],
)
def test_a_question_that_cannot_be_asked_names_the_field(ask, body, status, field):
    response = ask(**body)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    if field:
        assert field in [each["field"] for each in response.json()["errors"]]
    else:
        assert "candidates" in response.json()


def test_an_installation_without_a_model_answers_by_template(published, key):
    with served(published) as url:
        told = requests.post(url + ADDRESS, json=MOVE, headers=key).json()
    assert (told["outcome"], told["origin"]) == ("no_key", "template")
