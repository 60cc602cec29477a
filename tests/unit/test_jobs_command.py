"""``jobs``, its settings and its exit codes, against a stand-in over HTTP."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.redaction import redacted
from pipeline.settings import ROOT, read_settings
from tests.board_server import CHALLENGE, board_server, page
from tests.board_visits import StandIn

CONTACT = "https://example.org/robot"


@pytest.fixture
def stand_in(tmp_path):
    with board_server() as server:
        yield StandIn(server, tmp_path / "data" / "jobs")


@pytest.fixture
def jobs(stand_in, monkeypatch, capsys):
    """Call the command line in this process, with two boards on the stand-in."""
    site = f"http://127.0.0.1:{stand_in.server.port}/"
    monkeypatch.setattr("pipeline.cli.redact_tracebacks", lambda: None)

    def call(*arguments, **variables):
        environment = {
            "SKILLGAP_DATA": str(stand_in.folder.parent),
            "SKILLGAP_JOBS_CONTACT": CONTACT,
            "SKILLGAP_JOBS_LOOPBACK": "yes",
            "SKILLGAP_JOBS_SECONDS_BETWEEN": "0",
            "SKILLGAP_JOBS_SITES": f"job_web_kenya={site} brighter_monday={site}",
            **variables,
        }
        settings = read_settings(environment, stand_in.folder.parent)
        monkeypatch.setattr("pipeline.cli.read_settings", lambda: settings)
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        return Done(ended.value.code, said.out, said.err)

    return call


@dataclass(frozen=True)
class Done:
    """How a call ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def test_a_board_is_collected_and_the_table_says_what_came(stand_in, jobs):
    stand_in.serve("/feed/", "job_web_kenya/feed.xml")
    done = jobs("jobs", "--board", "job_web_kenya")
    assert done.returncode == 0, done.stderr
    (path,) = (stand_in.folder / "job_web_kenya").glob("*.jsonl")
    assert json.loads(path.read_text().splitlines()[-1])["listings"] == 2
    assert "job_web_kenya: feed 1: read, a feed of 2 items" in done.stdout
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("job_web_kenya  ")]
    assert row.split()[:5] == ["job_web_kenya", "read", "2", "2", "0"]
    assert row.split()[-2:] == ["no", path.name]


def test_a_board_that_keeps_us_out_ends_with_4_beside_another_and_alone_with_1(stand_in, jobs):
    stand_in.serve("/feed/", "job_web_kenya/feed.xml")
    stand_in.server.put("/jobs", page(CHALLENGE, status=403))
    both = jobs("jobs", SKILLGAP_JOBS_BOARDS="job_web_kenya brighter_monday")
    assert both.returncode == 4
    assert "warning: brighter_monday: blocked: 403 Forbidden" in both.stderr
    (told,) = [line for line in both.stdout.splitlines() if "what went wrong is in" in line]
    (path,) = (stand_in.folder / "brighter_monday").glob("*.jsonl")
    assert str(path) in told
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["kind"] for line in lines if line.get("sample")] == ["page"]
    alone = jobs("jobs", "--board", "brighter_monday")
    assert alone.returncode == 1


def test_a_board_that_is_on_and_lacks_a_setting_is_left_out_with_a_word(stand_in, jobs):
    stand_in.serve("/feed/", "job_web_kenya/feed.xml")
    done = jobs("jobs", SKILLGAP_JOBS_BOARDS="job_web_kenya lever")
    assert done.returncode == 0
    assert "warning: lever is left out: it needs SKILLGAP_JOBS_LEVER" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        (["--board", "fuzu"], {"SKILLGAP_JOBS_CONTACT": ""}, "set SKILLGAP_JOBS_CONTACT"),
        ([], {}, "no job board is switched on"),
        ([], {"SKILLGAP_JOBS_BOARDS": "lever"}, "no job board is switched on"),
        (["--board", "fuzy"], {}, "there is no such job board"),
        (["--board", "lever"], {}, "lever cannot be read without a setting"),
        (["--pages", "1", "check", "fuzu"], {}, "stands before the name of a command"),
    ],
)
def test_a_wrong_call_asks_nobody_and_ends_with_2(stand_in, jobs, arguments, variables, words):
    done = jobs("jobs", *arguments, **variables)
    assert done.returncode == 2
    assert words in done.stderr
    assert stand_in.server.requests == []


def test_a_look_says_for_each_field_what_was_found_and_from_where(stand_in, jobs):
    stand_in.serve("/jobs", "brighter_monday/page1.html")
    path = "/listings/laboratory-chemist-7w29kn"
    body = stand_in.body("brighter_monday/page1.html")
    host = f"http://www.brightermonday.co.ke:{stand_in.server.port}".encode()
    stand_in.server.put("/jobs", page(body.replace(host, b"")))
    stand_in.serve(path, "brighter_monday/detail_graph.html")
    done = jobs("jobs", "check", "brighter_monday")
    assert done.returncode == 0, done.stderr
    found = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert found["salary"].split() == [
        *("salary", "KES", "45,000", "to", "60,000", "per", "month", "json_ld"),
    ]
    assert found["skills"].split() == ["skills", "not", "found"]
    assert "no rules: robots.txt answered 404 Not Found" in done.stdout
    assert "script 1 of 2" in done.stderr
    assert not stand_in.folder.exists()


def test_a_look_at_changed_markup_ends_with_1(stand_in, jobs):
    stand_in.serve("/jobs", "brighter_monday/changed.html")
    done = jobs("jobs", "check", "brighter_monday")
    assert done.returncode == 1
    assert "in all   markup_changed: no job found on page 1" in done.stdout


def test_the_list_names_every_board_and_what_it_needs(stand_in, jobs):
    done = jobs("jobs", "--list", SKILLGAP_JOBS_BOARDS="all", SKILLGAP_JOBS_CONTACT="")
    assert done.returncode == 0
    assert "needs SKILLGAP_JOBS_LEVER" in done.stdout
    assert "no board is asked without a contact" in done.stdout
    assert stand_in.server.requests == []


# Settings


def test_without_any_variable_no_board_is_on(tmp_path):
    access = read_settings({}, tmp_path).jobs
    assert (access.contact, access.boards, access.allow_loopback) == ("", (), False)
    assert access.seconds_between == 1.5


def test_every_setting_is_read(tmp_path):
    (tmp_path / "key").write_text("k3y-of-a-publisher\n")
    values = {
        "SKILLGAP_JOBS_CONTACT": CONTACT,
        "SKILLGAP_JOBS_BOARDS": "fuzu, lever",
        "SKILLGAP_JOBS_SECONDS_BETWEEN": "0",
        "SKILLGAP_JOBS_PAGES": "3",
        "SKILLGAP_JOBS_DETAILS": "0",
        "SKILLGAP_JOBS_DETAIL_DAYS": "7",
        "SKILLGAP_JOBS_BROWSER": "yes",
        "SKILLGAP_JOBS_LOOPBACK": "yes",
        "SKILLGAP_JOBS_SITES": "fuzu=http://127.0.0.1:1",
        "SKILLGAP_JOBS_CAREERJET_KEY_FILE": "key",
        "SKILLGAP_JOBS_CAREERJET_IP": "197.248.0.1",
        "SKILLGAP_JOBS_CAREERJET_REFERER": "https://skills.example",
        "SKILLGAP_JOBS_CAREERJET_KEYWORDS": "data analyst, nurse",
        "SKILLGAP_JOBS_RELIEFWEB_APP": "skills-example",
        "SKILLGAP_JOBS_GREENHOUSE": "one,two",
        "SKILLGAP_JOBS_LEVER": "three",
    }
    access = read_settings(values, tmp_path).jobs
    assert access.boards == ("fuzu", "lever")
    assert (access.seconds_between, access.max_pages, access.max_details) == (0.0, 3, 0)
    assert access.detail_days == 7
    assert access.browser
    assert access.sites == {"fuzu": "http://127.0.0.1:1/"}
    assert access.careerjet_keywords == ("data analyst", "nurse")
    assert (access.greenhouse, access.lever) == (("one", "two"), ("three",))
    assert access.careerjet_key == "k3y-of-a-publisher"
    assert "k3y" not in repr(access)
    assert redacted("k3y-of-a-publisher") == "***"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SKILLGAP_JOBS_BOARDS", "fuzy"),
        ("SKILLGAP_JOBS_SITES", "fuzu=http://board.example/"),
        ("SKILLGAP_JOBS_SITES", "fuzy=https://board.example/"),
        ("SKILLGAP_JOBS_SECONDS_BETWEEN", "-1"),
        ("SKILLGAP_JOBS_PAGES", "0"),
        ("SKILLGAP_JOBS_CAREERJET_KEY", "two words"),
        ("SKILLGAP_JOBS_CAREERJET_IP", "here"),
        ("SKILLGAP_JOBS_CAREERJET_REFERER", "skills.example"),
        ("SKILLGAP_JOBS_GREENHOUSE", "../admin"),
        ("SKILLGAP_JOBS_LEVER", "a?b"),
        ("SKILLGAP_JOBS_LOOPBACK", "maybe"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, name, text):
    with pytest.raises(UsageError, match=name):
        read_settings({name: text}, tmp_path)


def test_the_example_shows_every_setting():
    source = (ROOT / "pipeline" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'"(SKILLGAP_JOBS_[A-Z_]+)"', source))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert len(names) > 12
    assert sorted(name for name in names if f"#{name}=" not in example) == []
