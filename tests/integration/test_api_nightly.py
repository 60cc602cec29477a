"""What is written through the API survives the night, and is in the tables from then on."""

from __future__ import annotations

import pytest
import requests

from api.keys import create_key
from pipeline.console import Console
from pipeline.run import Request, run
from tests.api_server import served
from tests.conftest import Installation
from tests.published import published_rows

ONET = "onet:15-1252.00"


@pytest.fixture(scope="module")
def night(new_installation) -> Installation:
    """An installation of its own, whose nights this module runs."""
    made = new_installation()
    run(made.settings, Request(), Console())
    return made


def test_what_is_written_is_seen_before_and_after_the_night_that_carries_it_into_the_tables(night):
    engine = night.server.engine("api", night.settings.databases.app)
    authorised = {"Authorization": f"Bearer {create_key(engine, 'the night')}"}
    with served(night) as address:
        url = f"{address}/api/v1/taxonomy/occupations"
        body = {
            "label": "boda boda rider",
            "isco_group": "2512",
            "alternative_labels": ["okada rider"],
            "skills": [{"id": "onet:2.A.1.b", "relation_type": "essential"}],
        }
        added = requests.post(url, json=body, headers=authorised, timeout=30).json()
        noted = requests.patch(
            f"{url}/{ONET}", json={"kenya_notes": "In demand"}, headers=authorised, timeout=30
        ).json()
        before = answers(url, added["id"])
        assert before["added"] == added and before["noted"] == noted
        assert [row["id"] for row in before["found"]["rows"]] == [added["id"]]

        key = added["id"].removeprefix("custom:")
        in_the_tables = "select label, code, kenya_notes from taxonomy_occupations where "
        of_key = f"{in_the_tables} taxonomy = 'custom' and occupation_key = '{key}'"
        assert published_rows(night, of_key) == []
        summary = run(night.settings, Request(), Console())
        assert summary.status == "published"
        assert published_rows(night, of_key) == [("boda boda rider", added["code"], None)]
        of_code = f"{in_the_tables} taxonomy = 'onet' and occupation_key = '15-1252.00'"
        assert published_rows(night, of_code) == [
            ("Software Developers", "15-1252.00", "In demand")
        ]

        assert answers(url, added["id"]) == before
        assert run(night.settings, Request(), Console()).status == "unchanged"


def answers(url: str, occupation_id: str) -> dict[str, dict]:
    """Return what each route says of what was written."""
    routes = {
        "added": f"/{occupation_id}",
        "noted": f"/{ONET}",
        "found": "?q=okada+rider",
        "skills": f"/{occupation_id}/skills",
    }
    told = {}
    for name, route in routes.items():
        answer = requests.get(url + route, timeout=30)
        assert answer.status_code == 200, answer.text
        told[name] = answer.json()
    return told
