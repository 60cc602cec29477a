"""Visits of boards: what is written, when it counts as whole, at what pace, and what ends it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from extract.jobs import boards as package
from extract.jobs.access import JobsAccess
from extract.jobs.adapters.details import salary_words
from extract.jobs.adapters.labels import labelled
from extract.jobs.boards import board_names
from extract.jobs.checking import look_at
from extract.jobs.collecting import World, collect, open_fetcher
from extract.jobs.delivery_files import DeliveryFile, remove_leftovers
from extract.jobs.hosts import Halt, Halted
from extract.jobs.registry import all_boards
from extract.jobs.salaries import Salary, read_salary
from extract.jobs.sightings import FIELDS, Draft
from extract.jobs.visits import Board, Way
from pipeline.errors import LockHeldError, UsageError
from tests.board_server import CHALLENGE, board_server, conditional, page
from tests.board_visits import StandIn


@pytest.fixture
def stand_in(tmp_path):
    with board_server() as server:
        made = StandIn(server, tmp_path / "jobs")
        made.serve("/feed/", "job_web_kenya/feed.xml")
        yield made


# The registry


def test_all_boards_are_found_by_their_modules():
    assert list(all_boards()) == [
        "brighter_monday",
        "career_point_kenya",
        "careerjet",
        "corporate_staffing",
        "fuzu",
        "greenhouse",
        "job_web_kenya",
        "jobs_in_kenya",
        "lever",
        "my_job_mag",
        "relief_web",
    ]


def test_a_board_is_added_by_a_module_alone(tmp_path, monkeypatch, stand_in):
    (tmp_path / "made_up.py").write_text(
        "from extract.jobs.adapters.feeds import read_feed\n"
        "from extract.jobs.adapters.wordpress import wordpress_card\n"
        "from extract.jobs.visits import Board, Way\n"
        "def read(visit):\n"
        "    yield from read_feed(visit, '/feed/', wordpress_card)\n"
        "BOARD = Board('made_up', 'Made up', (Way('https://made-up.example/', 'feed', read),))\n"
    )
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    all_boards.cache_clear()
    try:
        assert "made_up" in board_names()
        assert len(stand_in.visit("made_up").listings) == 2
    finally:
        all_boards.cache_clear()


def test_the_best_way_that_the_settings_allow_is_taken():
    careerjet = all_boards()["careerjet"]
    whole = JobsAccess(careerjet_key="k", careerjet_ip="197.248.0.1", careerjet_referer="https://x")
    assert careerjet.way(whole).site == "https://search.api.careerjet.net/"
    assert careerjet.way(replace(whole, careerjet_ip="")).site == "https://www.careerjet.co.ke/"
    assert all_boards()["lever"].way(JobsAccess()) is None


# The delivery file


def test_a_file_is_called_by_its_moment_and_has_the_lines_that_the_loader_expects(stand_in):
    delivered = stand_in.visit("job_web_kenya")
    assert delivered.result.path.relative_to(stand_in.folder).as_posix() == (
        "job_web_kenya/2026-06-01T120000Z.jsonl"
    )
    listing = delivered.listings[0]
    assert list(listing) == [
        *("kind", "board", "external_id", "url", "page_url", "fetched_at"),
        *FIELDS,
        *("is_closed", "origins"),
    ]
    assert set(delivered.of("page")[0]) == {
        *("kind", "board", "url", "fetched_at", "role", "number", "outcome", "words", "cards"),
        "sample",
    }
    assert list(delivered.ending) == [
        *("kind", "board", "started_at", "ended_at", "outcome", "words", "is_complete", "pages"),
        *("listings", "errors", "seconds"),
    ]
    assert [line["kind"] for line in delivered.lines].index("visit") == len(delivered.lines) - 1
    assert listing["fetched_at"] == "2026-06-01T12:00:01Z"
    assert listing["page_url"] == "https://jobwebkenya.com/feed/"
    assert all(listing[name] for name in listing["origins"])
    assert {name for name in FIELDS if listing[name]} == set(listing["origins"])


def test_an_item_of_a_feed_that_cannot_be_read_is_told(stand_in):
    body = stand_in.body("job_web_kenya/feed.xml").replace(b"</channel>", b"<item/></channel>")
    broken = body.replace(b"</channel>", b"<item><title>No end</titel></item></channel>")
    stand_in.server.put("/feed/", page(broken, content_type="application/rss+xml"))
    delivered = stand_in.visit("job_web_kenya")
    assert len(delivered.listings) == 2
    assert any(part["place"].startswith("item ") for part in delivered.of("unread"))
    assert delivered.ending["errors"] >= 1


def test_a_file_without_its_end_is_not_there_and_leftovers_go(tmp_path):
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    with pytest.raises(ValueError), DeliveryFile(tmp_path, at) as file:
        file.write({"kind": "page"})
        raise ValueError
    assert list(tmp_path.iterdir()) == []
    (tmp_path / ".2026-06-01T120000Z.jsonl.1.part").write_text("half")
    assert len(remove_leftovers(tmp_path)) == 1
    assert list(tmp_path.iterdir()) == []


def test_two_visits_of_one_second_have_two_files(tmp_path):
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for _ in range(2):
        with DeliveryFile(tmp_path, at) as file:
            file.finish({"kind": "visit"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "2026-06-01T120000Z.jsonl",
        "2026-06-01T120001Z.jsonl",
    ]


# From one visit to the next


def test_a_feed_that_has_not_changed_is_told_as_such_and_nothing_follows(stand_in):
    body = stand_in.body("job_web_kenya/feed.xml")
    stand_in.server.put("/feed/", conditional(body, '"v1"'))
    assert stand_in.visit("job_web_kenya").ending["listings"] == 2
    second = stand_in.visit("job_web_kenya")
    assert (second.ending["outcome"], second.ending["listings"]) == ("not_modified", 0)
    assert second.ending["is_complete"] is False
    assert second.result.went_well


def test_a_feed_is_sent_whole_again_if_the_visit_could_not_be_kept(stand_in, monkeypatch):
    stand_in.server.put("/feed/", conditional(stand_in.body("job_web_kenya/feed.xml"), '"v1"'))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("extract.jobs.delivery_files.os.fsync", full)
        (result,) = stand_in.visits("job_web_kenya")
    assert (result.outcome, result.path) == ("failed", None)
    assert "No space left" in result.words
    assert list((stand_in.folder / "job_web_kenya").glob("*.jsonl")) == []
    assert stand_in.visit("job_web_kenya").ending["listings"] == 2


def test_a_state_that_cannot_be_read_is_told_and_all_is_read_anew(stand_in):
    stand_in.visit("job_web_kenya")
    (stand_in.folder / "job_web_kenya" / "state.json").write_text("{half")
    assert stand_in.visit("job_web_kenya").ending["listings"] == 2
    assert any("all is read anew" in text for text in stand_in.told.warnings)


# What ends a visit


def broken(visit):
    """Read a page, then fall over."""
    yield from all_boards()["job_web_kenya"].ways[0].read(visit)
    raise ZeroDivisionError("division by zero")


def test_our_own_fault_is_told_keeps_what_was_read_and_stops_no_other_board(stand_in):
    site = f"http://jobwebkenya.com:{stand_in.server.port}/"
    fallen = Board("fallen", "Fallen", (Way(site, "", broken),))
    good = replace(all_boards()["job_web_kenya"], ways=(Way(site, "", all_read),))
    first, second = collect(
        [fallen, good], stand_in.access, stand_in.folder, stand_in.told, world=stand_in.world
    )
    assert (first.outcome, first.listings, first.is_complete) == ("failed", 2, False)
    assert first.words == "our own fault: ZeroDivisionError: division by zero"
    assert stand_in.written(first.path)[-1]["outcome"] == "failed"
    assert second.outcome == "read"


def all_read(visit):
    """Read JobWebKenya."""
    yield from all_boards()["job_web_kenya"].ways[0].read(visit)


def test_an_interrupted_visit_keeps_what_was_read_and_is_not_complete(stand_in):
    def interrupting(line):
        raise KeyboardInterrupt

    stand_in.serve("/jobs", "brighter_monday/page1.html")
    stand_in.told.say = lambda text: interrupting(text) if "listing 1" in text else None
    with pytest.raises(KeyboardInterrupt):
        stand_in.visits("brighter_monday")
    (path,) = (stand_in.folder / "brighter_monday").glob("*.jsonl")
    *_, ending = stand_in.written(path)
    assert (ending["kind"], ending["outcome"]) == ("visit", "interrupted")
    assert (path.parent / "state.json").is_file()
    assert ending["is_complete"] is False


def test_two_collections_into_one_folder_do_not_run_at_once(stand_in):
    def nested(visit):
        with pytest.raises(LockHeldError, match="collected by another process"):
            stand_in.visits("job_web_kenya")
        yield from all_read(visit)

    site = f"http://jobwebkenya.com:{stand_in.server.port}/"
    board = Board("outer", "Outer", (Way(site, "", nested),))
    (result,) = collect(
        [board], stand_in.access, stand_in.folder, stand_in.told, world=stand_in.world
    )
    assert result.outcome == "read"


def test_no_board_is_asked_without_a_contact(stand_in):
    stand_in.set(contact="")
    with pytest.raises(UsageError, match="without a contact"):
        stand_in.visits("job_web_kenya")
    assert stand_in.server.requests == []
    assert not stand_in.folder.exists()


def test_this_machine_is_not_asked_unless_the_setting_allows_it(stand_in):
    stand_in.set(allow_loopback=False)
    ending = stand_in.visit("job_web_kenya").ending
    assert ending["outcome"] == "refused_address"
    assert stand_in.server.requests == []


def test_what_robots_txt_forbids_is_not_asked(stand_in):
    stand_in.server.robots("User-agent: *\nDisallow: /")
    assert stand_in.visit("job_web_kenya").ending["outcome"] == "refused_by_robots"
    assert stand_in.server.paths == ["/robots.txt"]


# Several boards


def test_a_blocked_board_takes_nothing_from_another(tmp_path):
    with board_server() as one, board_server() as other:
        first = StandIn(one, tmp_path / "jobs")
        first.serve("/feed/", "job_web_kenya/feed.xml")
        other.put("/kenya/job", page(CHALLENGE, status=403))
        sites = {
            "job_web_kenya": f"http://jobwebkenya.com:{one.port}/",
            "fuzu": f"http://www.fuzu.com:{other.port}/",
        }
        results = collect(
            [all_boards()[name] for name in ("fuzu", "job_web_kenya")],
            replace(first.access, sites=sites),
            first.folder,
            first.told,
            world=first.world,
        )
    assert [(each.board, each.outcome) for each in results] == [
        ("fuzu", "blocked"),
        ("job_web_kenya", "read"),
    ]


# The rate


@pytest.mark.parametrize("seconds", [0.5, 1.5, 4.0])
def test_requests_start_exactly_as_far_apart_as_is_set(stand_in, seconds):
    stand_in.serve("/jobs", "brighter_monday/page1.html")
    stand_in.serve("/jobs?page=2", "brighter_monday/page2_old.html")
    stand_in.set(seconds_between=seconds)
    stand_in.visit("brighter_monday")
    starts = [seen.at for seen in stand_in.server.requests]
    assert len(starts) == 11  # robots.txt, two pages of the listing, eight of jobs
    assert {round(after - before, 6) for before, after in pairwise(starts)} == {seconds}


def test_without_a_wait_none_is_made(stand_in):
    stand_in.set(seconds_between=0)
    stand_in.visit("job_web_kenya")
    assert stand_in.server.clock.waits == []


# One look


def test_a_look_asks_for_one_page_and_one_job_and_writes_nothing(stand_in):
    stand_in.serve("/jobs", "brighter_monday/page1.html")
    stand_in.serve("/listings/laboratory-chemist-7w29kn", "brighter_monday/detail_graph.html")
    access = stand_in.sited("brighter_monday")
    look = look_at(all_boards()["brighter_monday"], access, stand_in.told, stand_in.world)
    assert [page.role for page in look.pages] == ["listing", "detail"]
    assert look.sighting.card.draft.origins["description"] == "json_ld"
    assert len(look.unread) == 1
    assert look.result.went_well
    assert not stand_in.folder.exists()


# Fields and where they came from


def test_a_weaker_source_fills_and_never_overwrites():
    draft = Draft().offer("css", title="Cook", place="Kilifi").offer("json_ld", title="Head Cook")
    draft.offer("label", title="cook wanted", salary="KSh 500 per day", place="  ")
    assert draft["title"] == "Head Cook"
    assert draft["place"] == "Kilifi"
    assert draft.origins == {"title": "json_ld", "place": "css", "salary": "label"}


def test_a_field_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="no field of a job: wage"):
        Draft().offer("css", wage="1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Employer: Tamu\nSalary: KSh 5,000", {"employer": "Tamu", "salary": "KSh 5,000"}),
        ("Employer: Tamu Salary: 5K Other words", {"employer": "Tamu", "salary": "5K Other words"}),
        ("EMPLOYER:\n\nTamu\nmore", {"employer": "Tamu"}),
        ("Employer: Tamu Reports to: the boss", {"employer": "Tamu"}),
        ("Employer: " + "x" * 400, {}),
        ("An employer is: nobody", {}),
        ("", {}),
    ],
)
def test_labels_are_read_a_line_each_and_run_together(text, expected):
    labels = {"Employer": "employer", "Salary": "salary", "Reports to": None}
    assert labelled(text, labels) == expected


@pytest.mark.parametrize(
    "words",
    [
        "KES 45,000 to 60,000 per month",
        "KES 500 per day",
        "up to USD 2,000 per month",
        "from KES 120,000 per year gross",
    ],
)
def test_pay_in_words_is_read_as_the_same(words):
    read = read_salary(words)
    again = read_salary(salary_words(read))
    fields = ("amount_min", "amount_max", "currency", "period", "basis")
    assert [getattr(again, name) for name in fields] == [getattr(read, name) for name in fields]
    assert read.period is not None


def test_pay_without_an_amount_keeps_its_word_and_json_does_not_pass_for_one():
    assert salary_words(Salary('{"value": 0}', reason="zero")) is None
    assert salary_words(read_salary("Confidential")) == "confidential"


def test_the_state_of_a_board_is_plain_json(stand_in):
    stand_in.serve("/jobs", "brighter_monday/page1.html")
    stand_in.visit("brighter_monday")
    state = json.loads((stand_in.folder / "brighter_monday" / "state.json").read_text())
    assert set(state) == {"usual", "validators", "details"}


def test_waits_of_the_world_end_when_the_end_is_asked_for():
    waits: list[float] = []
    halt = Halt()
    pause = World(pause=waits.append).pausing(halt)
    pause(3)
    halt.ask()
    with pytest.raises(Halted):
        pause(3)
    assert waits == [3]


def test_a_host_whose_work_does_not_even_begin_takes_no_other_down(stand_in, monkeypatch):
    def failing(way, *rest):
        if "fuzu" in way.site:
            raise RuntimeError("no thread left")
        return open_fetcher(way, *rest)

    monkeypatch.setattr("extract.jobs.collecting.open_fetcher", failing)
    first, second = stand_in.visits("fuzu", "job_web_kenya")
    assert (first.outcome, first.words) == ("failed", "our own fault: RuntimeError: no thread left")
    assert second.outcome == "read"


# What every board has in common

WITH_ALL = {
    "careerjet_key": "k3y-of-a-publisher",
    "careerjet_ip": "197.248.0.1",
    "careerjet_referer": "https://skills.example",
    "relief_web_app": "skills-example",
    "greenhouse": ("shamba-fund",),
    "lever": ("jiko",),
}
BAD = {
    "blocked by status": (page(CHALLENGE, status=403), {"blocked"}),
    "blocked behind 200": (page(CHALLENGE), {"blocked"}),
    "asked to wait too long": (page(b"slower", status=429, Retry_After="86000"), {"blocked"}),
    "another page": (page(b"<html><body><h1>Welcome</h1></body></html>"), {"markup_changed"}),
    "gone": (page(b"no", status=404), {"gone", "markup_changed"}),
    "broken": (page(b"oops", status=500), {"unexpected_status"}),
    "away": (page(b"busy", status=503), {"unreachable"}),
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("settings", [{}, WITH_ALL], ids=["without keys", "with keys"])
@pytest.mark.parametrize("board", board_names())
def test_no_bad_answer_of_any_board_is_a_complete_visit_or_an_empty_board(
    stand_in, board, settings, bad
):
    stand_in.set(**settings)
    if all_boards()[board].way(stand_in.access) is None:
        assert board in ("greenhouse", "lever")
        return
    answer, outcomes = BAD[bad]
    stand_in.server.pages.clear()
    allowed = page(b"", content_type="text/plain")

    def answered(handler):
        (allowed if handler.path == "/robots.txt" else answer)(handler)

    stand_in.answer_all("/", answered)
    delivered = stand_in.visit(board)
    assert delivered.ending["outcome"] in outcomes
    assert delivered.ending["is_complete"] is False
    assert delivered.ending["errors"] >= 1
    assert delivered.listings == []
    assert all(seen["sample"] for seen in delivered.of("page") if "not asked" not in seen["words"])
    assert not delivered.result.went_well
