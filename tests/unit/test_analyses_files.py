"""Each analysis says what it answers and how to ask it, and dbt's docs describe it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ANALYSES = Path(__file__).resolve().parents[2] / "analyses"
FILES = sorted(ANALYSES.glob("*.sql"))
LONGEST_LINE = 90
MACROS = ANALYSES.parent / "macros"
SHARED = {
    name: body
    for file in (
        *("gaps.sql", "levels.sql", "given_ratings.sql", "moves.sql"),
        *("pair_sums.sql", "wide_rows.sql"),
    )
    for name, body in re.findall(
        r"{% macro (\w+)\((.*?){%-? endmacro",
        (MACROS / file).read_text(encoding="utf-8"),
        re.DOTALL,
    )
}
each_analysis = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


def comment_and_sql(path: Path) -> tuple[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    length = next(place for place, line in enumerate(lines) if not line.startswith("--"))
    return "\n".join(lines[:length]), "\n".join(lines[length:])


def variables(sql: str) -> set[str]:
    """Return the session variables that SQL reads, itself or in the macros that it calls."""
    read = set(re.findall(r"@\w+", sql))
    for call in set(re.findall(r"{{.*?}}", sql)):
        for name in set(re.findall(r"\b\w+(?=\()", call)) & SHARED.keys():
            read |= variables(SHARED[name])
    return read


@each_analysis
def test_it_begins_with_its_question(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"-- [A-Z].*\?", first)


@each_analysis
def test_its_comment_sets_every_variable_it_reads(path):
    comment, sql = comment_and_sql(path)
    settings = " ".join(line for line in comment.splitlines() if line.startswith("--     set "))
    read = variables(sql)
    assert read
    assert set(re.findall(r"@\w+(?= =)", settings)) == read


@each_analysis
def test_it_takes_no_parameter_but_session_variables(path):
    """No user's text ever passes through Jinja.

    What stands there is ``ref``, or a macro that an analysis shares with the models or with other
    analyses, given names of CTEs, of their columns and of session variables.
    """
    _, sql = comment_and_sql(path)
    for expression in re.findall(r"\{\{.*?\}\}|\{%.*?%\}", sql):
        called = re.fullmatch(r"\{\{ (\w+)\(((?:'@?[\w.]+'(?:, )?)*)\) \}\}", expression)
        assert called
        assert called[1] == "ref" or called[1] in SHARED


@each_analysis
def test_its_lines_are_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


def test_dbt_docs_describe_every_analysis():
    described = yaml.safe_load((ANALYSES / "_analyses.yml").read_text(encoding="utf-8"))
    assert sorted(entry["name"] for entry in described["analyses"]) == [p.stem for p in FILES]
    for entry in described["analyses"]:
        assert entry["description"]
        assert all(column["description"] for column in entry.get("columns", []))
