"""A password that was once known is never said again."""

from __future__ import annotations

import io
import json
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from pymysql.converters import escape_string

from pipeline.accounts import passwords
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.notification import tell
from pipeline.redaction import (
    HIDDEN,
    KEY_SHAPE,
    keep_secret,
    redact_tracebacks,
    redacted,
    redacted_value,
)
from pipeline.settings import ROOT, Account, Settings, read_settings

AWKWARD = "pä'ss \"w\\ö#r$d{{ x }}%s:@/`;\tß"


def said(log_format: str) -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(log_format, stream, stream), stream


def test_an_account_hides_its_password_by_being_made():
    Account("somebody", "distinctive-1")
    assert redacted("let in with distinctive-1 today") == f"let in with {HIDDEN} today"


def test_generated_passwords_are_hidden_too(tmp_path: Path):
    made = passwords(Settings(local=tmp_path))
    assert redacted(" ".join(made.values())) == " ".join([HIDDEN] * len(made))


@pytest.mark.parametrize(
    "written",
    [
        AWKWARD,
        repr(AWKWARD),
        json.dumps(AWKWARD),
        json.dumps(AWKWARD, ensure_ascii=False),
        ascii(AWKWARD),
        escape_string(AWKWARD),
        AWKWARD.replace("'", "''"),
        AWKWARD.replace("%", "%%"),
        quote(AWKWARD),
        quote_plus(AWKWARD),
        sqlalchemy.URL.create("mysql", "u", AWKWARD, "h").render_as_string(hide_password=False),
    ],
)
def test_a_password_is_hidden_however_it_is_escaped(written):
    keep_secret(AWKWARD)
    around = ("{}", "'{}'", '"{}"', "mysql://u:{}@h")
    assert redacted(written) in {each.format(HIDDEN) for each in around}


@given(st.text(min_size=1))
def test_any_password_is_hidden_where_it_stands_alone(password):
    keep_secret(password)
    assert HIDDEN in redacted(f"<{password}>") or password in HIDDEN


@given(st.text(min_size=8), st.text(), st.text())
def test_a_long_password_is_hidden_inside_other_text(password, before, after):
    keep_secret(password)
    assert HIDDEN in redacted(before + password + after)


def test_a_short_password_does_not_maul_the_words_it_is_a_part_of():
    keep_secret("root")
    assert redacted("uprooted by root: (root)") == f"uprooted by {HIDDEN}: ({HIDDEN})"


def test_a_password_within_another_one_leaves_nothing_of_the_longer():
    keep_secret("tiger-tiger")
    keep_secret("tiger-tiger-burning")
    assert redacted("tiger-tiger-burning") == HIDDEN


def test_values_inside_values_are_redacted_and_numbers_stay():
    keep_secret("distinctive-1")
    before = {"a": ["distinctive-1", {"distinctive-1": 1.5}], "n": 3, "yes": True, "none": None}
    assert redacted_value(before) == {
        "a": [HIDDEN, {HIDDEN: 1.5}],
        "n": 3,
        "yes": True,
        "none": None,
    }
    assert redacted_value(Decimal("1.50")) == "1.50"


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_the_console_says_no_password(log_format):
    keep_secret("distinctive-1")
    console, stream = said(log_format)
    console.say("say distinctive-1", detail="distinctive-1")
    console.warn("warn distinctive-1")
    console.error(SkillgapError("error distinctive-1", found="distinctive-1", advice="x"))
    console.table(("distinctive-1", "n"), [("distinctive-1", 1), (None, 2)], title="a title")
    assert stream.getvalue().count(HIDDEN) >= 5
    body = stream.getvalue().replace("distinctive-1      n", "")
    if log_format == "json":
        assert [json.loads(line) for line in stream.getvalue().splitlines()]
        body = body.replace('"distinctive-1": ', "")  # a column's name is ours, not a value
    assert "distinctive-1" not in body.replace("distinctive-1  n", "")


def test_the_runs_log_holds_no_password():
    keep_secret("distinctive-1")
    console, _ = said("text")
    lines = []
    with console.recorded(lines.append):
        console.say("say distinctive-1", detail="distinctive-1")
        console.record_error(SkillgapError("error distinctive-1", found="distinctive-1"))
        console.record_error(ValueError("distinctive-1"))
    assert len(lines) == 3
    assert "distinctive-1" not in json.dumps(lines)


def test_who_is_told_of_a_failure_is_told_no_password(tmp_path: Path):
    keep_secret("distinctive-1")
    heard = tmp_path / "heard"
    settings = Settings(local=tmp_path, notify_command=f"tee {heard}")
    tell(settings, said("text")[0], "failed", 1, "of distinctive-1", {"found": "distinctive-1"})
    message = json.loads(heard.read_text())
    assert message["summary"] == f"of {HIDDEN}"
    assert message["details"] == {"found": HIDDEN}
    assert "distinctive-1" not in heard.read_text()


def test_a_webhooks_address_is_a_secret_too(tmp_path: Path):
    read_settings({"SKILLGAP_NOTIFY_WEBHOOK": "https://chat.example/hook/12345"}, tmp_path)
    assert redacted("POST https://chat.example/hook/12345") == f"POST {HIDDEN}"


def test_json_lines_stay_json_whatever_the_password_is():
    keep_secret('","')
    console, stream = said("json")
    console.say('a","b', c='","')
    assert json.loads(stream.getvalue())["message"] == f"a{HIDDEN}b" or "***" in stream.getvalue()


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_who_asks_for_a_password_sees_it(log_format):
    keep_secret("distinctive-1")
    console, stream = said(log_format)
    console.table(("what", "is"), [("password", "distinctive-1")], may_hold_password=True)
    assert "distinctive-1" in stream.getvalue()


def test_a_traceback_that_nobody_caught_is_redacted(monkeypatch, capsys):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", lambda caught: None)
    keep_secret("distinctive-1")
    redact_tracebacks()
    try:
        raise ValueError("distinctive-1")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    told = capsys.readouterr().err
    assert f"ValueError: {HIDDEN}" in told
    assert "Traceback" in told


def test_what_looks_like_a_key_of_the_web_services_is_hidden_though_nobody_named_it():
    key = "-".join(("a1B2c", "d3E4f", "g5H6i", "j7K8l"))
    assert redacted(f'{{"X-API-Key": "{key}"}}') == f'{{"X-API-Key": "{HIDDEN}"}}'
    assert redacted(f"?key={key}&a=1") == f"?key={HIDDEN}&a=1"
    for text in (f"x{key}", f"{key}x", "15-1252.00", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"):
        assert redacted(text) == text


def test_no_file_of_the_project_holds_what_looks_like_a_key():
    skipped = {".git", ".venv", ".local", "target", "logs", "__pycache__", "data"}
    skipped |= {".pytest_cache", ".ruff_cache", ".hypothesis", ".env", "dbt_packages"}
    found, seen = [], 0
    for top in ROOT.iterdir():
        for path in [top, *top.rglob("*")] if top.name not in skipped else []:
            if path.is_file() and "__pycache__" not in path.parts:
                seen += 1
                if KEY_SHAPE.search(path.read_text(encoding="utf-8", errors="replace")):
                    found.append(str(path.relative_to(ROOT)))
    assert found == []
    assert seen > 200
