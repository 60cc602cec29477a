"""Whatever a board sends, its visit ends with an outcome and never with a fault of our own."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.board_server import board_server, page
from tests.board_visits import PAGES, StandIn

JUNK = (
    None,
    True,
    0,
    -1,
    1e400,
    float("nan"),
    "",
    " ",
    "x",
    "http://[bad",
    [],
    [None],
    {},
    {"a": 1},
)
PIECES = (
    *(
        b"",
        b"<",
        b'"',
        b"&",
        b"</div>",
        b"\x00",
        b"\xff\xfe",
        b"http://[bad",
        b"/listings/x-1234][",
    ),
    *(b"]]>", b"<script>", b"{", b'href="//"', b"<li>", b"<h2 id='job'>"),
)
APIS = {
    "careerjet": ("/v4/", "careerjet/jobs1.json"),
    "relief_web": ("/v2/", "relief_web/jobs1.json"),
    "greenhouse": ("/v1/", "greenhouse/jobs.json"),
    "lever": ("/v0/", "lever/postings.json"),
}
SETTINGS = {
    "careerjet_key": "k3y",
    "careerjet_ip": "197.248.0.1",
    "careerjet_referer": "https://x.example",
    "relief_web_app": "x",
    "greenhouse": ("a",),
    "lever": ("a",),
    "max_pages": 2,
    "seconds_between": 0.0,
}
LISTINGS = {
    "brighter_monday": ("brighter_monday/page1.html", "brighter_monday/detail_graph.html"),
    "fuzu": ("fuzu/page1.html", "fuzu/detail_old.html"),
    "my_job_mag": ("my_job_mag/aggregate_feed.xml", "my_job_mag/several.html"),
    "job_web_kenya": ("job_web_kenya/listing.html", "job_web_kenya/detail.html"),
    "jobs_in_kenya": ("jobs_in_kenya/feed.xml", "job_web_kenya/detail.html"),
}


@pytest.fixture(scope="module")
def server():
    with board_server() as served:
        yield served


def places(value, path=()):
    """Yield the path of everything in a value of JSON."""
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


def replaced(value, path, junk):
    """Return a copy of a value in which junk stands at a path."""
    if not path:
        return junk
    value = copy.deepcopy(value)
    within = value
    for step in path[:-1]:
        within = within[step]
    within[path[-1]] = junk
    return value


def outcome_of(server, board, prefix_answers) -> str:
    """Visit a board in a folder of its own and say what the visit was."""

    class Prefixed(dict):
        def get(self, asked, default=None):
            found = [answer for prefix, answer in prefix_answers if asked.startswith(prefix)]
            return found[:1] or default

    with tempfile.TemporaryDirectory() as folder:
        stand_in = StandIn(server, Path(folder))
        stand_in.set(**SETTINGS)
        server.pages = Prefixed()
        ending = stand_in.visit(board).ending
        return f"{ending['outcome']}: {ending['words']}"


@pytest.mark.parametrize("board", APIS)
@settings(max_examples=60)
@given(data=st.data())
def test_an_api_may_answer_anything(server, board, data):
    prefix, name = APIS[board]
    answer = json.loads((PAGES / name).read_text())
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(answer))))
        answer = replaced(answer, path, data.draw(st.sampled_from(JUNK)))
    body = page(json.dumps(answer).encode(), content_type="application/json")
    assert not outcome_of(server, board, [(prefix, body)]).startswith("failed")


@pytest.mark.parametrize("board", LISTINGS)
@settings(max_examples=60)
@given(data=st.data())
def test_pages_may_be_damaged_anywhere(server, board, data):
    bodies = []
    for name in LISTINGS[board]:
        body = (PAGES / name).read_bytes()
        for _ in range(data.draw(st.integers(0, 3))):
            start = data.draw(st.integers(0, len(body)))
            length = data.draw(st.integers(0, 40))
            piece = data.draw(st.sampled_from(PIECES))
            body = body[:start] + piece + body[start + length :]
        bodies.append(body)
    listing, detail = bodies
    answers = [
        ("/robots.txt", page(b"", status=404)),
        *((prefix, page(detail)) for prefix in ("/listings/", "/kenya/jobs/", "/job/", "/jobs/l")),
        ("/", page(listing)),
    ]
    assert not outcome_of(server, board, answers).startswith("failed")
