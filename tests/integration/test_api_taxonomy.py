"""Occupations and skills of every taxonomy over HTTP: searched, walked by pages, and written."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator
from dataclasses import fields

import pytest
import requests
from sqlalchemy import text

from api.schemas import taxonomy as schemas
from gaps.browsing import concepts, relations
from gaps.browsing.concept_ids import id_of, keys_of
from gaps.browsing.label_search import Search
from tests.conftest import Installation
from tests.integration.conftest import CASE

ONET, UNRATED = "onet:15-1252.00", "onet:15-2051.00"


def ask(api: str, path: str, status: int = 200, **parameters: object) -> dict:
    answer = requests.get(f"{api}/taxonomy/{path}", params=parameters, timeout=30)
    assert answer.status_code == status, answer.text
    return answer.json()


def walk(api: str, path: str, **parameters: object) -> Iterator[dict]:
    """Yield each page of a list."""
    cursor = None
    while True:
        page = ask(api, path, **parameters, **({"cursor": cursor} if cursor else {}))
        yield page
        cursor = page["next"]
        if cursor is None:
            return


@pytest.fixture
def write(api: str, key: str):
    """Send a body with a key, and return status and answer."""

    def send(method: str, path: str, body: object, status: int, given: str = key) -> dict:
        answer = requests.request(
            method,
            f"{api}/taxonomy/{path}",
            json=body,
            headers={"Authorization": f"Bearer {given}"} if given else {},
            timeout=30,
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    return send


# what the schema says


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (schemas.ListedOccupation, concepts.ListedOccupation),
        (schemas.ListedSkill, concepts.ListedSkill),
        (schemas.OccupationSkill, relations.OccupationSkill),
        (schemas.SkilledOccupation, relations.SkilledOccupation),
        (schemas.LinkedConcept, relations.LinkedOccupation),
    ],
)
def test_the_schema_names_the_columns_of_the_answer(body, row):
    assert list(body.model_fields) == [field.name for field in fields(row)]


# searching


def questions_of_the_case() -> list[dict[str, str]]:
    with (CASE / "requests.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("asked", questions_of_the_case(), ids=lambda asked: asked["query_string"])
def test_a_request_of_the_case_is_answered_as_it_says(api, asked):
    address = f"{api}/taxonomy/occupations?source=custom&isco_group=2512&{asked['query_string']}"
    answer = requests.get(address, timeout=30)
    assert answer.status_code == int(asked["status"]), answer.text
    if answer.status_code == 200:
        found = [row["code"] for row in answer.json()["rows"] if row["code"].startswith("99-")]
        assert found == asked["result"].split()
    else:
        wrong = [each["field"] for each in answer.json()["errors"]]
        assert wrong == [f"query.{asked['query_string'].partition('=')[0]}"]


@pytest.mark.parametrize("repetition", range(3))
def test_pages_hold_each_of_three_namesakes_once(api, repetition):
    pages = list(walk(api, "occupations", q="plain", limit=2, source="custom"))
    codes = [row["code"] for page in pages for row in page["rows"]]
    assert codes == ["99-0005.00", "99-0006.00", "99-0007.00"]
    assert [page["total"] for page in pages] == [3, 3]


@pytest.mark.parametrize(
    "asked", [{}, {"q": "a"}, {"source": "onet"}, {"isco_group": "25"}, {"q": "e", "limit": 7}]
)
def test_walking_yields_the_total_and_no_row_twice(api, asked):
    pages = list(walk(api, "occupations", **{"limit": 50, **asked}))
    ids = [row["id"] for page in pages for row in page["rows"]]
    assert len(ids) == len(set(ids)) == pages[0]["total"]
    assert {page["total"] for page in pages} == {len(ids)}


def test_a_search_is_of_words_from_their_beginning_in_any_label(api):
    found = ask(api, "occupations", q="software dev", source="onet")["rows"]
    assert found[0]["id"] == ONET
    assert ask(api, "occupations", q="oftware", source="onet")["total"] == 0
    assert ask(api, "occupations", q="zzz")["total"] == 0


def test_the_title_that_was_asked_comes_first_then_those_that_begin_with_it(api):
    labels = [row["label"] for row in ask(api, "occupations", q="chemist", limit=200)["rows"]]
    begins = [label.lower().startswith("chemist") for label in labels]
    assert begins[0] and begins == sorted(begins, reverse=True)


def test_case_and_accents_do_not_count(api, write):
    label = f"Ingénieur Köln {uuid.uuid4().hex[:8]}"  # LIKE takes ß for ss on no server
    write("POST", "occupations", {"label": label, "isco_group": "2512"}, 201)
    for asked in (label, label.upper(), label.lower().replace("é", "e").replace("ö", "o")):
        assert [row["label"] for row in ask(api, "occupations", q=asked)["rows"]] == [label]


def test_a_question_of_too_many_words_is_refused(api):
    told = ask(api, "occupations", 422, q="a b c d e f g h i")
    assert "too many words" in told["title"]


def test_a_cursor_is_of_one_question(api):
    cursor = ask(api, "occupations", limit=1)["next"]
    told = ask(api, "occupations", 422, limit=1, q="a", cursor=cursor)
    assert "another question" in told["errors"][0]["message"]


@pytest.mark.parametrize("cursor", ["", "x", "====", "WzFd", "bnVsbA", "W10" * 600, "%00"])
def test_a_bad_cursor_is_refused(api, cursor):
    told = ask(api, "occupations", 422, cursor=cursor)
    assert told["errors"][0]["field"] == "query.cursor"


def test_words_are_taken_apart_as_the_table_of_words_is():
    assert Search.of(" C++  developer_2 ").words == ("developer", "2%", "C")
    assert Search.of("developer").places == "places_by_one_word"
    assert Search.of("c++").places == "places_by_words"
    assert Search.of("%").places == "places_by_labels"
    assert Search.of("  ") is None


# one by one


@pytest.mark.parametrize(
    ("kind", "taxonomy", "key", "told"),
    [
        ("occupation", "onet", "15-1252.00", "onet:15-1252.00"),
        ("occupation", "esco", "http://data.europa.eu/esco/occupation/0-a", "esco:0-a"),
        ("skill", "esco", "http://data.europa.eu/esco/skill/0-a", "esco:0-a"),
        ("occupation", "esco", "of-tabiya", "esco:of-tabiya"),
        ("occupation", "kesco", "1110-11 A/B: C", "kesco:1110-11 A/B: C"),
    ],
)
def test_an_id_leads_back_to_its_key(kind, taxonomy, key, told):
    assert id_of(kind, taxonomy, key) == told
    found, keys = keys_of(kind, told)
    assert found == taxonomy and key in keys


def test_every_listed_occupation_and_skill_is_found_by_its_id(api):
    for path in ("occupations", "skills"):
        for taxonomy in ("onet", "esco", "kesco", "custom"):
            if path == "skills" and taxonomy in ("kesco", "custom"):
                continue
            for row in ask(api, path, source=taxonomy, limit=5)["rows"]:
                quoted = requests.utils.quote(row["id"], safe="")
                told = ask(api, f"{path}/{quoted}")
                assert {name: told[name] for name in row} == row


def test_an_occupation_tells_its_labels_group_and_links(api):
    told = ask(api, "occupations/" + ONET)
    assert told["ratings_status"] == "rated"
    assert "Application Developer" in " ".join(told["alternative_labels"])
    assert told["description"]
    of_esco = ask(api, "occupations", q="software developer", source="esco")["rows"][0]
    told = ask(api, "occupations/" + of_esco["id"])
    assert told["group_label"]
    assert any(link["taxonomy"] == "onet" for link in told["links"])
    assert all(0 <= link["confidence"] <= 1 for link in told["links"])


def test_skills_are_told_in_the_terms_of_each_taxonomy(api):
    onet = ask(api, f"occupations/{ONET}/skills", limit=200)
    assert onet["header"]["status"] == "with_skills" and onet["total"] == 35
    assert all(0 <= row["level"] <= 7 and row["level_se"] is not None for row in onet["rows"])
    unrated = ask(api, f"occupations/{UNRATED}/skills")
    assert unrated["header"]["status"] == "not_rated"
    assert unrated["header"]["reason"] == "not_yet_rated"
    esco_id = ask(api, "occupations", q="software developer", source="esco")["rows"][0]["id"]
    esco = ask(api, f"occupations/{esco_id}/skills", limit=200)
    assert {row["relation_type"] for row in esco["rows"]} == {"essential", "optional"}
    essential = ask(api, f"occupations/{esco_id}/skills", limit=200, relation_type="essential")
    assert 0 < essential["total"] < esco["total"]


def test_an_occupation_of_kesco_has_the_skills_of_its_link_or_says_that_it_has_none(api):
    statuses = {}
    for row in ask(api, "occupations", source="kesco", limit=200)["rows"]:
        quoted = requests.utils.quote(row["id"], safe="")
        told = ask(api, f"occupations/{quoted}/skills", limit=1)
        statuses[told["header"]["status"]] = told
        assert (told["header"]["status"] == "not_linked") == (row["esco_id"] is None)
    linked = statuses["with_skills"]["rows"][0]
    assert linked["through_id"].startswith("esco:") and 0 < linked["link_confidence"] <= 1


def test_a_skill_tells_which_occupations_need_it(api):
    pages = list(walk(api, "skills/onet:2.B.3.e/occupations", limit=20))
    rows = [row for page in pages for row in page["rows"] if row["taxonomy"] == "onet"]
    assert len(rows) > 30
    (developers,) = (row for row in rows if row["id"] == ONET)
    of_occupation = ask(api, f"occupations/{ONET}/skills", limit=200)["rows"]
    (programming,) = (row for row in of_occupation if row["id"] == "onet:2.B.3.e")
    assert developers["level"] == programming["level"]


@pytest.mark.parametrize(
    "path",
    [
        "occupations/onet:99-9999.00",
        "occupations/nonsense",
        "occupations/esco:",
        "skills/onet:9.Z",
        "skills/x:y",
        "occupations/onet:99-9999.00/skills",
        "skills/x/occupations",
    ],
)
def test_what_there_is_not_is_404(api, path):
    assert ask(api, path, 404)["type"].startswith("urn:skillgap:problem:unknown-")


# writing


def test_an_occupation_that_was_added_is_in_the_next_answer(api, write):
    label = f"boda boda rider {uuid.uuid4().hex[:8]}"
    skills = [
        {"id": "onet:2.A.1.b", "relation_type": "essential"},
        {
            "id": ask(api, "skills", source="esco", limit=1)["rows"][0]["id"],
            "relation_type": "optional",
        },
    ]
    body = {
        "label": f"  {label} ",
        "isco_group": "2512",
        "description": "Carries people.\nAnd goods.",
        "alternative_labels": [f"okada {label}"],
        "skills": skills,
    }
    added = write("POST", "occupations", body, 201)
    assert added["label"] == label and added["taxonomy"] == "custom"
    assert added["description"] == "Carries people.\nAnd goods."
    assert added["alternative_labels"] == [f"okada {label}"]
    assert added["group_code"] == "2512"
    for asked in (label, f"okada {label}"):
        assert [row["id"] for row in ask(api, "occupations", q=asked)["rows"]] == [added["id"]]
    found = ask(api, f"occupations/{added['id']}/skills")["rows"]
    assert {(row["id"], row["relation_type"]) for row in found} == {
        (skill["id"], skill["relation_type"]) for skill in skills
    }
    needing = [
        row["id"]
        for page in walk(api, "skills/onet:2.A.1.b/occupations", limit=200)
        for row in page["rows"]
    ]
    assert added["id"] in needing
    again = write("POST", "occupations", body, 409)
    assert added["id"] in again["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body.label"),
        ({"label": " ", "isco_group": "2512"}, "body.label"),
        ({"label": "a\0b", "isco_group": "2512"}, "body.label"),
        ({"label": "x" * 256, "isco_group": "2512"}, "body.label"),
        ({"label": "x", "isco_group": "9999"}, "body.isco_group"),
        ({"label": "x", "isco_group": "x"}, "body.isco_group"),
        ({"label": "x", "isco_group": "2512", "code": "1"}, "body.code"),
        ({"label": "x", "isco_group": "2512", "skills": [{"id": "onet:0"}]}, "body.skills.0.id"),
        (
            {"label": "x", "isco_group": "2512", "skills": [{"id": "onet:2.A.1.b"}] * 2},
            "body.skills.1.id",
        ),
        ([], "body"),
    ],
)
def test_a_wrong_occupation_is_refused_by_its_field(write, body, field):
    told = write("POST", "occupations", body, 422)
    assert field in [each["field"] for each in told["errors"]]


def test_notes_win_over_the_source_until_they_are_taken_back(api, write, catalogue: Installation):
    before = ask(api, f"occupations/{ONET}")
    assert (before["is_relevant_for_kenya"], before["kenya_notes"]) == (True, None)
    noted = write(
        "PATCH",
        f"occupations/{ONET}",
        {"is_relevant_for_kenya": False, "kenya_notes": "😀 ok"},
        200,
    )
    assert (noted["is_relevant_for_kenya"], noted["kenya_notes"]) == (False, "😀 ok")
    assert noted["is_informal_sector"] == before["is_informal_sector"]
    assert ask(api, f"occupations/{ONET}") == noted
    listed = ask(api, "occupations", source="onet", is_relevant_for_kenya=True)["rows"]
    assert ONET not in [row["id"] for row in listed]
    write("PATCH", f"occupations/{ONET}", {"is_relevant_for_kenya": None, "kenya_notes": None}, 200)
    assert ask(api, f"occupations/{ONET}") == before
    with catalogue.server.engine("api", catalogue.settings.databases.app).connect() as connection:
        row = connection.execute(text("select changed_by from occupation_notes")).first()
    assert row.changed_by == "the tests"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"label": "Software Wizards"}, "body.label"),
        ({"is_informal_sector": "perhaps"}, "body.is_informal_sector"),
        ({"kenya_notes": "a\0b"}, "body.kenya_notes"),
        ({"kenya_notes": "x" * 5001}, "body.kenya_notes"),
    ],
)
def test_nothing_else_of_a_sources_row_can_be_changed(write, body, field):
    told = write("PATCH", f"occupations/{ONET}", body, 422)
    assert field in [each["field"] for each in told["errors"]]


def test_a_note_on_nothing_is_404(write):
    write("PATCH", "occupations/onet:99-9999.00", {"is_informal_sector": True}, 404)
