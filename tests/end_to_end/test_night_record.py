"""What a night leaves behind for its operator: log, steps, results of dbt, a status that tells."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline import build_history
from pipeline.check_up import check_up
from pipeline.cli import Context
from pipeline.commands.run import command as run_command
from pipeline.commands.status import command as status
from pipeline.console import Console
from pipeline.errors import LockHeldError, SkillgapError
from pipeline.locks import file_lock
from pipeline.run import Request, run
from pipeline.run_log import log_file, run_log
from pipeline.settings import Account, Endpoint, Settings
from tests.release import copy_sample, sample_rows


@pytest.fixture(scope="module")
def nights(new_installation, tmp_path_factory):
    """A good night, one whose ratings name an unknown element, and one without news."""
    installation = new_installation()
    good = copy_sample(tmp_path_factory.mktemp("good") / "release")
    rows = sample_rows("Essential Skills.txt")
    strangers = [[row[0], "2.A.9.z", "Unknown", *row[3:]] for row in rows[::20]]
    bad = copy_sample(
        tmp_path_factory.mktemp("bad") / "release",
        changed={"Essential Skills.txt": [*rows, *strangers]},
    )
    run(installation.settings, Request((good,)), Console())
    settings = replace(installation.settings, notify_command=f"tee '{told(installation)}'")
    context = Context(settings, Console())
    assert run_command.main(["--onet-dir", str(bad)], obj=context, standalone_mode=False) == 4
    run(installation.settings, Request((good,)), Console())
    return installation


def told(installation) -> Path:
    """Where the hook of the second night writes what it is told."""
    return installation.settings.local / "told.json"


def ledger_rows(installation, query: str) -> list[tuple]:
    database = installation.settings.databases.landing
    with installation.server.engine("admin", database).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def shown(installation, capsys, *arguments: str, log_format: str = "text") -> tuple[int, str]:
    capsys.readouterr()
    context = Context(installation.settings, Console(log_format))
    code = status.main(list(arguments), obj=context, standalone_mode=False)
    return code, capsys.readouterr().out


def test_each_step_of_a_run_is_recorded_in_order_failed_runs_too(nights):
    steps = ledger_rows(nights, "select run_id, step from run_steps order by run_id, position")
    by_run = {number: [step for run_id, step in steps if run_id == number] for number in (1, 2)}
    assert by_run[1][:5] == ["extract", "load", "link", "match", "build"]
    assert {"publish", "tidy"} <= set(by_run[1])
    assert by_run[2][:5] == ["extract", "load", "link", "match", "build"]
    assert ledger_rows(nights, "select count(*) from run_steps where seconds < 0") == [(0,)]


def test_each_model_and_test_of_a_build_is_recorded_failed_builds_too(nights):
    built = ledger_rows(
        nights,
        "select run_id, kind, status, count(*) > 3 from dbt_results where run_id = 1 "
        "group by run_id, kind, status order by kind",
    )
    assert built == [(1, "model", "success", 1), (1, "test", "pass", 1)]
    [(name, kind, status_, failures, message)] = ledger_rows(
        nights,
        "select name, kind, status, failures, message from dbt_results "
        "where run_id = 2 and status = 'fail'",
    )
    assert "reject" in name
    assert (kind, status_, failures) == ("test", "fail", 1)
    assert message


def test_the_log_has_every_line_of_every_run_with_its_number(nights):
    lines = log_file(nights.settings.local).read_text().split("\n")
    records = [json.loads(line) for line in lines if line]
    assert {record.get("run") for record in records} == {1, 2, 3}
    errors = [record for record in records if record["level"] == "error"]
    assert [record["run"] for record in errors] == [2]
    assert "models and tests failed" in errors[0]["message"]
    assert errors[0]["found"]


def test_a_night_that_left_a_delivery_out_is_told_with_its_number_and_exit_code(nights):
    message = json.loads(told(nights).read_text())
    assert (message["run_id"], message["exit_code"]) == (2, 4)
    assert "left out O*NET 30.3" in message["summary"]
    assert "models and tests failed" in message["details"]["O*NET 30.3"]


def test_a_run_that_is_turned_away_writes_nothing_into_the_log_of_the_one_at_work(nights):
    before = log_file(nights.settings.local).read_bytes()
    with file_lock(nights.settings.local), pytest.raises(LockHeldError):
        run(nights.settings, Request(), Console())
    assert log_file(nights.settings.local).read_bytes() == before


def test_no_password_gets_into_the_log(tmp_path):
    account = Account("somebody", "a-secret-of-the-log")
    settings = Settings(
        local=tmp_path, endpoint=Endpoint(socket=str(tmp_path / "nobody")), account=account
    )
    console = Console()
    with suppress(SkillgapError), run_log(tmp_path, console):
        console.say(f"logging in with {account.password}", password=account.password)
        raise SkillgapError(f"{account.password} was refused", where=str(settings.endpoint))
    written = log_file(tmp_path).read_text()
    assert account.password not in written
    assert written.count("***") == 3


def test_the_check_up_tells_what_is_late_and_how_the_last_night_went(nights):
    findings = {finding.check: finding for finding in check_up(nights.settings, Console())}
    assert {"onet", "nightly run"} <= set(findings)
    assert findings["nightly run"].found.endswith("run 3")


def test_durations_show_what_a_model_took_and_usually_takes(nights, capsys):
    _, text_shown = shown(nights, capsys, "--durations", "--runs", "3", log_format="json")
    rows = [json.loads(line) for line in text_shown.splitlines()]
    steps = {row["name"] for row in rows if row["kind"] == "step"}
    assert {"load", "build", "publish"} <= steps
    nodes = [row for row in rows if row["kind"] != "step"]
    assert len(nodes) == 3
    assert [row["seconds"] for row in nodes] == sorted(
        (row["seconds"] for row in nodes), reverse=True
    )
    assert all(row["builds before"] >= 1 and row["usual"] is not None for row in nodes)


def test_a_model_twice_as_slow_as_its_median_shows_as_two(installation):
    """Three builds before took 1, 2 and 9 s; the last takes 4."""
    engine = installation.server.engine("loader", installation.settings.databases.landing)
    with engine.begin() as connection:
        for number, seconds in enumerate((1.0, 9.0, 2.0, 4.0), start=1):
            connection.execute(
                text(
                    "insert into runs (run_id, command, started_at, status, host, pid) "
                    "values (:n, 'run', utc_timestamp(6), 'published', 'h', 1)"
                ),
                {"n": number},
            )
            connection.execute(
                text(
                    "insert into dbt_results (invocation_id, node, run_id, name, kind, status, "
                    "seconds) values (:i, 'model.x', :n, 'x', 'model', 'success', :s)"
                ),
                {"i": str(number), "n": number, "s": seconds},
            )
    [found] = build_history.node_durations(engine, limit=5)
    assert (found.seconds, found.usual, found.times, found.ratio) == (4.0, 2.0, 3, 2.0)


def test_failures_name_run_test_and_rows(nights, capsys):
    _, text_shown = shown(nights, capsys, "--failures")
    assert "failures" in text_shown
    assert "reject" in text_shown


def test_status_shows_freshness_and_steps_and_check_is_for_monitors(nights, capsys):
    code, text_shown = shown(nights, capsys, "--check")
    assert "freshness" in text_shown
    assert "nightly run" in text_shown
    assert "build " in text_shown
    lines = [line.strip() for line in text_shown.splitlines()]
    for title in ("landed", "freshness", "runs"):  # a line is left before each table
        assert lines[lines.index(title) - 1] == ""
    database = nights.settings.databases.landing
    engine = nights.server.engine("admin", database)
    with engine.begin() as connection:  # as if the release had come out today
        connection.execute(text("update batches set released_on = utc_date()"))
    assert shown(nights, capsys, "--check")[0] == 0
    [(good,)] = ledger_rows(nights, "select status from runs where run_id = 3")
    set_status = text("update runs set status = :status where run_id = 3")
    with engine.begin() as connection:
        connection.execute(set_status, {"status": "failed"})
    try:
        code, text_shown = shown(nights, capsys, "--check")
        assert code == 1
        assert "failed" in text_shown
        assert shown(nights, capsys)[0] == 0
    finally:
        with engine.begin() as connection:
            connection.execute(set_status, {"status": good})


def test_an_interrupted_run_is_written_down_as_one(installation, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["pipeline.run"], "load_batch", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(installation.settings, Request(), Console())
    assert ledger_rows(installation, "select status, exit_code, message from runs") == [
        ("failed", 130, "interrupted")
    ]


def test_status_says_so_where_nothing_was_ever_run(installation, capsys):
    database = installation.settings.databases.landing
    with installation.server.engine("admin", database).begin() as connection:
        connection.execute(text("delete from alembic_version"))
    code, text_shown = shown(installation, capsys)
    assert code == 0
    assert "nothing was ever run here" in text_shown
