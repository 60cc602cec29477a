"""How the REST API behaves: freshness, errors, keys, limits; whatever a client sends, no 5xx."""

from __future__ import annotations

import csv
import gzip
import http.client
import io
import json
import re
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

import pytest
import requests
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.keeping_route import KeepingRoute
from api.kept_answers import Kept, KeptAnswers, give_kept
from api.keys import all_keys, create_key, revoke_key
from api.middleware import MOST_BODY_BYTES
from api.paging import cursor_after, key_of
from api.problems import Problem
from api.published import FORM, LatestMark, Mark, Tag, Tagging, Unchanged, unchanged
from pipeline.commands import api_key
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.settings import ApiSettings
from tests.api_server import served
from tests.conftest import Installation

PAIR = {"from": "19-2031.00", "to": "15-1252.00"}
NEW = {"label": "x", "isco_group": "2512"}


@pytest.fixture
def app_engine(catalogue: Installation):
    """The account of the API on the database that people write to."""
    return catalogue.server.engine("api", catalogue.settings.databases.app)


def get(address: str, **arguments: object) -> requests.Response:
    return requests.get(address, timeout=30, **arguments)


# freshness


def test_an_answer_that_the_client_has_is_not_sent_again(api):
    first = get(f"{api}/skill-gap", params=PAIR)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    again = get(f"{api}/skill-gap", params=PAIR, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other = get(f"{api}/skill-gap", params=PAIR, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_what_is_written_changes_the_etag_of_the_taxonomy_and_of_nothing_else(api, key):
    listed, gap = f"{api}/taxonomy/occupations?limit=1", f"{api}/skill-gap"
    before = get(listed).headers["etag"], get(gap, params=PAIR).headers["etag"]
    body = {**NEW, "label": f"writer {uuid.uuid4()}"}
    authorised = {"Authorization": f"Bearer {key}"}
    url = f"{api}/taxonomy/occupations"
    assert requests.post(url, json=body, headers=authorised, timeout=30).status_code == 201
    assert get(listed, headers={"If-None-Match": before[0]}).status_code == 200
    assert get(gap, params=PAIR, headers={"If-None-Match": before[1]}).status_code == 304


def test_long_answers_are_compressed_for_those_who_ask(api):
    plain = get(f"{api}/skill-gap", params=PAIR, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = get(f"{api}/skill-gap", params=PAIR, headers={"Accept-Encoding": "gzip"}, stream=True)
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.raw.read()) == plain.content


def test_answers_of_writing_and_errors_are_kept_by_nobody(api):
    assert get(f"{api}/nothing").headers["cache-control"] == "no-store"


# lists


def test_csv_holds_no_formula(api, key):
    label = f"=cmd|' /C calc'!A0 {uuid.uuid4()}"
    requests.post(
        f"{api}/taxonomy/occupations",
        json={**NEW, "label": label},
        headers={"Authorization": f"Bearer {key}"},
        timeout=30,
    ).raise_for_status()
    answer = get(f"{api}/taxonomy/occupations", params={"q": label, "format": "csv"})
    assert answer.headers["content-disposition"] == 'attachment; filename="occupations.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert row["label"] == f"'{label}"


def test_csv_names_its_next_page_in_a_header(api):
    answer = get(f"{api}/taxonomy/occupations", params={"limit": 2, "format": "csv"})
    following = get(
        f"{api}/taxonomy/occupations",
        params={"limit": 2, "format": "csv", "cursor": answer.headers["x-next"]},
    )
    codes = [
        row["id"]
        for text in (answer.text, following.text)
        for row in csv.DictReader(io.StringIO(text))
    ]
    assert len(set(codes)) == 4


def test_a_cursor_leads_back_to_its_key_and_to_no_other_type():
    cursor = cursor_after((2, "é😀"), ("list", None))
    assert key_of(cursor, ("list", None), (int, str)) == (2, "é😀")
    for question, types in (
        (("list", 1), (int, str)),
        (("list", None), (str, str)),
        (("list", None), (int,)),
    ):
        with pytest.raises(Problem):
            key_of(cursor, question, types)
    with pytest.raises(Problem):
        key_of(cursor_after((2**31,), ()), (), (int,))
    with pytest.raises(Problem):
        key_of(cursor_after((True,), ()), (), (int,))


# errors


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nothing", 404, "no-such-address"),
        ("DELETE", "/skill-gap", 405, "method-not-allowed"),
        ("GET", "/skill-gap", 422, "bad-request"),
        ("POST", "/taxonomy/occupations", 401, "no-key"),
        ("GET", "/occupations/xyz/levels", 404, "unknown-occupation"),
    ],
)
def test_every_error_is_a_problem(api, method, path, status, kind):
    answer = requests.request(method, api + path, timeout=30)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == f"urn:skillgap:problem:{kind}"
    assert told["status"] == status and told["title"]


def test_answers_carry_safe_headers(api):
    answer = get(f"{api}/runs")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b'{"label": "\\ud800", "isco_group": "2512"}',
        b"[" * 5000,
        b'{"label": 1e999, "isco_group": "2512"}',
    ],
)
def test_a_body_that_is_no_json_or_no_occupation_is_refused(api, key, body):
    answer = requests.post(
        f"{api}/taxonomy/occupations",
        data=body,
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.status_code == 422, answer.text


def test_a_huge_body_is_refused_whether_it_says_so_or_not(api, key):
    address = urlsplit(api)
    for chunked in (False, True):
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        body = b'{"label": "' + b"x" * (2 * MOST_BODY_BYTES) + b'"}'
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        parts = (body[at : at + 8192] for at in range(0, len(body), 8192))
        with suppress(BrokenPipeError):  # refused before all of it was sent; the answer is there
            connection.request(
                "POST",
                f"{address.path}/taxonomy/occupations",
                body=parts if chunked else body,
                headers=headers,
                encode_chunked=chunked,
            )
        answer = connection.getresponse()
        assert answer.status == 413
        assert json.load(answer)["type"] == "urn:skillgap:problem:too-large"
        connection.close()


# keys


def test_a_key_is_shown_once_and_kept_as_a_checksum(app_engine):
    key = create_key(app_engine, f"one {uuid.uuid4()}")
    assert re.fullmatch(r"sg_[0-9a-f]{12}_[\w-]{43}", key)
    secret = key.split("_", 2)[2]
    with app_engine.connect() as connection:
        kept = connection.execute(text("select * from api_keys")).all()
    assert kept and secret not in str(kept)


def test_a_name_has_one_key(app_engine):
    name = f"two {uuid.uuid4()}"
    create_key(app_engine, name)
    with pytest.raises(UsageError, match="there is a key named"):
        create_key(app_engine, name)
    with pytest.raises(UsageError, match="this cannot name a key"):
        create_key(app_engine, "a\nb")
    with pytest.raises(UsageError, match="no key in use is named"):
        revoke_key(app_engine, "nobody")


def test_who_writes_needs_a_key_that_was_not_revoked(api, app_engine):
    name = f"three {uuid.uuid4()}"
    key = create_key(app_engine, name)

    def status(authorization: str | None) -> tuple[int, str]:
        answer = requests.post(
            f"{api}/taxonomy/occupations",
            json={**NEW, "label": f"a {uuid.uuid4()}"},
            headers={"Authorization": authorization} if authorization else {},
            timeout=30,
        )
        return answer.status_code, answer.json().get("type", "").rpartition(":")[2]

    assert status(None) == (401, "no-key")
    assert status("Bearer nonsense") == (401, "no-key")
    assert status("Basic eDp5") == (401, "no-key")
    assert status(f"Bearer {key[:-1]}x") == (401, "no-key")
    assert status(f"Bearer {key}") == (201, "")
    revoke_key(app_engine, name)
    assert status(f"Bearer {key}") == (403, "revoked-key")
    (row,) = (each for each in all_keys(app_engine) if each.name == name)
    assert row.revoked_at is not None and row.last_used_at is not None


def test_keys_are_made_listed_and_revoked_from_the_command_line(catalogue, capsys):
    context = type("Context", (), {"settings": catalogue.settings, "console": Console()})
    name = f"four {uuid.uuid4()}"

    def call(*arguments: str) -> str:
        api_key.command.main(list(arguments), obj=context, standalone_mode=False)
        return capsys.readouterr().out

    made = call("create", name)
    assert re.fullmatch(r"sg_\w{12}_[\w-]{43}\n", made)
    assert name in call("list") and made.strip() not in call("list")
    assert call("revoke", name) == f"revoked the key of {name}\n"


# limits


def test_who_asks_too_often_is_told_when_to_ask_again(catalogue: Installation):
    limits = ApiSettings(reads_per_minute=5, writes_per_minute=2)
    settings = replace(catalogue.settings, api=limits)
    with served(replace(catalogue, settings=settings)) as address:
        statuses = [get(f"{address}/api/v1/runs").status_code for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        refused = get(f"{address}/api/v1/runs")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["type"] == "urn:skillgap:problem:too-many-requests"
        assert get(f"{address}/health").status_code == 200  # whoever watches gets through


def test_a_key_writes_so_often_and_wrong_keys_are_not_tried_out(catalogue, app_engine):
    limits = ApiSettings(reads_per_minute=0, writes_per_minute=2)
    settings = replace(catalogue.settings, api=limits)
    key = create_key(app_engine, f"five {uuid.uuid4()}")
    with served(replace(catalogue, settings=settings)) as address:
        url = f"{address}/api/v1/taxonomy/occupations/onet:15-1252.00"

        def status(given: str) -> int:
            return requests.patch(
                url,
                json={"is_entrepreneurship": None},
                headers={"Authorization": f"Bearer {given}"},
                timeout=30,
            ).status_code

        wrong = f"sg_{'0' * 12}_{'x' * 43}"
        assert [status(wrong) for _ in range(3)] == [401, 401, 429]
        assert [status(key) for _ in range(3)] == [200, 200, 429]


def test_no_page_of_others_may_ask_unless_it_is_named(api, catalogue: Installation):
    origin = {"Origin": "https://pages.example.org"}
    assert "access-control-allow-origin" not in get(f"{api}/runs", headers=origin).headers
    limits = ApiSettings(cors_origins=("https://pages.example.org",))
    with served(replace(catalogue, settings=replace(catalogue.settings, api=limits))) as address:
        named = get(f"{address}/api/v1/runs", headers=origin)
        assert named.headers["access-control-allow-origin"] == "https://pages.example.org"
        others = get(f"{address}/api/v1/runs", headers={"Origin": "https://other.example.org"})
        assert "access-control-allow-origin" not in others.headers


def test_a_question_that_takes_too_long_is_broken_off(catalogue: Installation):
    limits = ApiSettings(query_seconds=0.001)
    with served(replace(catalogue, settings=replace(catalogue.settings, api=limits))) as address:
        answers = [
            get(f"{address}/api/v1/taxonomy/occupations?q=a&limit={limit}")
            for limit in range(1, 60)
        ]
    broken = [answer for answer in answers if answer.status_code != 200]
    assert {answer.json()["type"] for answer in broken} == {"urn:skillgap:problem:took-too-long"}
    assert {answer.status_code for answer in broken} == {503}


# documentation


def test_swagger_ui_needs_nothing_from_elsewhere(api):
    root = api.removesuffix("/api/v1")
    page = get(f"{root}/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses and all(address.startswith("/") for address in addresses)
    assert all(get(root + address).status_code == 200 for address in addresses)


def test_every_route_tells_its_errors_and_every_figure_its_unit(api):
    told = get(f"{api}/openapi.json").json()
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] and operation["description"], (path, method)
            if path.startswith("/api/v1"):
                assert {"422", "429", "503"} <= set(operation["responses"]), (path, method)
                body = operation["responses"]["503"]["content"]
                assert list(body) == ["application/problem+json"]
    unitless = [
        f"{name}.{field}"
        for name, schema in told["components"]["schemas"].items()
        for field, about in schema.get("properties", {}).items()
        if '"number"' in json.dumps(about) and not about.get("description")
    ]
    assert unitless == []


def test_serve_explains_itself():
    told = subprocess.run(
        [sys.executable, "-m", "pipeline", "serve", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "--port" in told and "/docs" in told


# kept answers


def test_an_answer_is_kept_for_the_next_who_asks_the_same():
    kept = KeptAnswers(most_bytes=25)
    for number in range(3):
        kept.put("tag", f"/{number}", Response(b"x" * 10, headers={"ETag": "tag"}))
    assert kept.get("tag", "/0") is None  # the oldest was let go of
    found = kept.get("tag", "/2")
    assert (found.body, found.headers["etag"]) == (b"x" * 10, "tag")
    assert kept.get("other tag", "/2") is None
    kept.put("tag", "/big", Response(b"x" * 26))
    assert kept.get("tag", "/big") is None
    kept.get("tag", "/1")
    kept.put("tag", "/3", Response(b"x" * 10))
    assert kept.get("tag", "/1") and kept.get("tag", "/2") is None  # what is asked for stays


def answer_tagged_by(
    marks: list[str], read_from: str | None = None, latest: LatestMark | None = None
) -> TestClient:
    """A client of one route, ``/``, for whose tags the sets of ``marks`` are found in turn."""
    found = iter(marks)
    app = FastAPI()
    app.state.kept = KeptAnswers()
    app.add_exception_handler(Kept, give_kept)
    app.add_exception_handler(Unchanged, unchanged)
    router = APIRouter(route_class=KeepingRoute)

    async def tagging(request: Request) -> Tagging:
        return Tagging(request, lambda: Mark(f"{FORM}-{(mark := next(found))}", mark), latest)

    def answer(etag: Tag) -> Response:
        etag.prove(read_from)
        return Response(b"x", headers={"ETag": etag})

    answer.__annotations__["etag"] = Annotated[Tag, Depends(tagging)]
    router.get("/")(answer)

    app.include_router(router)
    return TestClient(app)


@pytest.mark.parametrize("way", ["at once", "in a thread"])
def test_an_asynchronous_function_answers_at_once_or_names_the_work_for_a_thread(way):
    found = iter(["before", "before", "before", "after"])
    app = FastAPI()
    app.state.kept = KeptAnswers()
    app.add_exception_handler(Kept, give_kept)
    router = APIRouter(route_class=KeepingRoute)
    threads = set()

    async def tagging(request: Request) -> Tagging:
        return Tagging(request, lambda: Mark(next(found)))

    async def answer(etag: Tag):
        def make() -> Response:
            threads.add(threading.current_thread() is in_loop)
            return Response(b"x", headers={"ETag": etag})

        in_loop = threading.current_thread()
        return make() if way == "at once" else make

    answer.__annotations__["etag"] = Annotated[Tag, Depends(tagging)]
    router.get("/", response_class=Response, response_model=None)(answer)
    app.include_router(router)
    with TestClient(app) as client:
        whole = client.get("/").headers["etag"]
        torn = client.get("/?another")
    assert app.state.kept.get(whole, "/?").body == b"x"
    assert "etag" not in torn.headers
    assert threads == {way == "at once"}


def test_an_answer_that_a_publish_came_into_is_not_kept_and_has_no_tag():
    with answer_tagged_by(["before", "before", "later", "after"]) as client:
        whole = client.get("/").headers["etag"]
        torn = client.get("/")
    assert whole == f'W/"{FORM}-before"'
    assert "etag" not in torn.headers and torn.headers["cache-control"] == "no-store"
    assert client.app.state.kept.get(whole, "/?").body == b"x"
    assert client.app.state.kept.get(f'W/"{FORM}-later"', "/?") is None


def test_an_answer_that_is_known_to_be_of_one_set_needs_no_second_look():
    with answer_tagged_by(["before"], read_from="before") as client:
        tag = client.get("/").headers["etag"]
    assert client.app.state.kept.get(tag, "/?").body == b"x"


def test_an_answer_of_another_set_than_its_tag_is_not_kept():
    with answer_tagged_by(["before", "after"], read_from="after") as client:
        torn = client.get("/")
    assert torn.status_code == 200 and "etag" not in torn.headers


def test_for_a_moment_the_set_is_not_asked_for_again(monkeypatch):
    monkeypatch.setattr("api.published.A_MOMENT", 3600)
    with answer_tagged_by(["before"], read_from="before", latest=LatestMark()) as client:
        tags = {client.get(path).headers["etag"] for path in ("/", "/", "/?another")}
        known = client.get("/", headers={"If-None-Match": tags.pop()})
    assert known.status_code == 304 and not tags


def test_what_is_kept_or_known_takes_no_thread(monkeypatch):
    monkeypatch.setattr("api.published.A_MOMENT", 3600)
    with answer_tagged_by(["before"], read_from="before", latest=LatestMark()) as client:
        tag = client.get("/").headers["etag"]
        monkeypatch.delattr("anyio.to_thread.run_sync")
        assert client.get("/").text == "x"
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


def test_an_answer_of_one_set_says_that_the_set_is_still_there(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("api.published.time.monotonic", lambda: now[0])
    latest = LatestMark()
    with answer_tagged_by(["before", "after", "last"], read_from="before", latest=latest) as client:
        for moment in (100.0, 100.09, 100.18):  # each within 0.1 s of the one before
            now[0] = moment
            assert client.get(f"/?{moment}").headers["etag"] == f'W/"{FORM}-before"'
        now[0] = 100.29
        assert "etag" not in client.get("/?later").headers  # asked for again: it is another


def test_after_the_moment_it_is_asked_for_again(monkeypatch):
    monkeypatch.setattr("api.published.A_MOMENT", 0)
    with answer_tagged_by(["before", "after"], read_from="after", latest=LatestMark()) as client:
        client.app.state.kept.put(f'W/"{FORM}-before"', "/?", Response(b"old"))
        assert [client.get("/").text for _ in range(2)] == ["old", "x"]


def test_a_set_published_within_the_moment_is_not_given_the_tag_of_the_one_before(monkeypatch):
    monkeypatch.setattr("api.published.A_MOMENT", 3600)
    with answer_tagged_by(["before", "before", "after"], latest=LatestMark()) as client:
        assert client.get("/").headers["etag"] == f'W/"{FORM}-before"'
        torn = client.get("/?another")
    assert torn.text == "x" and "etag" not in torn.headers


def test_what_many_ask_at_once_is_answered_once():
    made = []
    app = FastAPI()
    app.state.kept = KeptAnswers()
    app.add_exception_handler(Kept, give_kept)
    router = APIRouter(route_class=KeepingRoute)

    async def tagging(request: Request) -> Tagging:
        return Tagging(request, lambda: Mark("now"))

    def answer(etag: Tag, name: str) -> Response:
        made.append(name)
        time.sleep(0.1)
        return Response(name, headers={"ETag": etag})

    answer.__annotations__["etag"] = Annotated[Tag, Depends(tagging)]
    router.get("/")(answer)
    app.include_router(router)
    with TestClient(app) as client, ThreadPoolExecutor(8) as clients:
        names = ["a", "b"] * 4
        answers = list(clients.map(lambda name: client.get(f"/?name={name}").text, names))
    assert answers == names
    assert sorted(made) == ["a", "b"]


def test_whoever_waits_too_long_for_the_answer_of_another_makes_it(monkeypatch):
    monkeypatch.setattr("api.kept_answers.LONGEST_WAIT", 0.01)
    kept = KeptAnswers()
    with kept.turn("tag", "/"), ThreadPoolExecutor(1) as another:

        def take() -> str:
            with kept.turn("tag", "/"):
                return "made"

        assert another.submit(take).result(timeout=10) == "made"
    assert kept._turns == {}


def test_what_is_kept_is_the_answer_itself(api):
    address = f"{api}/skill-gap?from=19-2031.00&to=29-1141.00"
    first, second = get(address), get(address)
    assert first.content == second.content
    assert {**first.headers, "date": ""} == {**second.headers, "date": ""}
    wrong = f"{api}/skill-gap?from=19-2031.00&to=29-1141.00&x=1"
    assert [get(wrong).status_code for _ in range(2)] == [422, 422]
