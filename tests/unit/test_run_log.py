"""The log file holds what a run said, whatever the terminal shows, and stays bounded."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.run_log import log_file, run_log


def quiet(log_format: str = "text") -> Console:
    return Console(log_format, out=io.StringIO(), err=io.StringIO())


def records(local: Path) -> list[dict]:
    return [json.loads(line) for line in log_file(local).read_text().splitlines()]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_each_line_is_json_with_time_and_run_whatever_the_terminal_shows(log_format, tmp_path):
    console = quiet(log_format)
    console.say("before the lock, not in the log")
    with run_log(tmp_path, console):
        console.say("no number yet")
        console.run_id = 41
        console.say("landed\u2028two lines\n of one message", rows=3)
        console.warn("slow")
    console.say("after it, not in the log")
    assert [(r.get("run"), r["level"], r["message"]) for r in records(tmp_path)] == [
        (None, "info", "no number yet"),
        (41, "info", "landed\u2028two lines\n of one message"),
        (41, "warning", "slow"),
    ]
    assert records(tmp_path)[1]["rows"] == 3
    assert all(record["time"].endswith("+00:00") for record in records(tmp_path))


def test_the_error_that_ends_a_run_is_in_the_log(tmp_path):
    failure = SkillgapError("it broke", where="Skills.txt, line 7", advice="mend it")
    with pytest.raises(SkillgapError), run_log(tmp_path, quiet()):
        raise failure
    [record] = records(tmp_path)
    del record["time"]
    assert record == {
        "level": "error",
        "message": "it broke",
        "where": "Skills.txt, line 7",
        "try": "mend it",
        "exit_code": 1,
    }


def test_runs_follow_each_other_in_one_file(tmp_path):
    for number in range(3):
        with run_log(tmp_path, console := quiet()):
            console.say(f"run {number}")
    assert [record["message"] for record in records(tmp_path)] == ["run 0", "run 1", "run 2"]


def test_files_are_rotated_by_size_and_bounded_in_number(tmp_path):
    console = quiet()
    with run_log(tmp_path, console, bytes_a_file=2_000, files_kept=2):
        for number in range(200):
            console.say(f"line {number:>4} " + "\u00e9" * 50)
    files = sorted(log_file(tmp_path).parent.iterdir())
    assert [path.name for path in files] == ["skillgap.log", "skillgap.log.1", "skillgap.log.2"]
    assert max(path.stat().st_size for path in files) <= 2_000
    newest = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    assert "line  199" in newest[len(records(tmp_path)) - 1]["message"]


def test_a_log_that_cannot_be_written_is_one_warning_and_ends_no_run(tmp_path):
    log_file(tmp_path).mkdir(parents=True)  # a folder in its place
    console = quiet()
    with run_log(tmp_path, console):
        console.say("first")
        console.say("second")
    assert console._out.getvalue() == "first\nsecond\n"
    assert console._err.getvalue().count("warning: the log") == 1
