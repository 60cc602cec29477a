"""Which privileges a role lacks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.accounts import Right
from pipeline.check_up import check_up, lacking, matches
from pipeline.console import Console
from pipeline.settings import ROOT, Endpoint, Settings


@pytest.mark.parametrize(
    ("pattern", "database", "expected"),
    [
        ("skillgap\\_build", "skillgap_build", True),
        ("skillgap\\_build", "skillgapXbuild", False),
        ("skillgap_build", "skillgapXbuild", True),
        ("skillgap%", "skillgap_build", True),
        ("skillgap\\_%", "skillgap", False),
        ("skillgap", "skillgap_build", False),
    ],
)
def test_a_pattern_of_a_grant_names_databases(pattern: str, database: str, expected: bool) -> None:
    assert matches(pattern, database) is expected


def test_what_is_held_anywhere_is_not_lacking() -> None:
    right = Right(("SELECT", "INSERT", "DROP"), "skillgap_build")
    held = {("skillgap\\_build", "INSERT"), ("skillgap\\_dev", "DROP")}
    assert lacking(right, {"SELECT"}, held) == ["DROP"]


def test_a_slip_in_the_name_of_a_setting_is_noted(tmp_path: Path) -> None:
    for name in (".env.example", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    nowhere = Settings(root=tmp_path, local=tmp_path / "local", endpoint=Endpoint(socket="none"))
    lines = ["SKILLGAP_READER_PASSWORD=x", "SKILLGAP_ONET_DIRS=/srv/onet", "OTHERS_NAME=y"]
    found = []
    for known in (lines, lines[::2]):
        (tmp_path / ".env").write_text("\n".join(known), encoding="utf-8")
        found += [each for each in check_up(nowhere, Console()) if each.check == "names in .env"]
    assert [(each.state, each.found) for each in found] == [
        ("note", "SKILLGAP_ONET_DIRS"),
        ("ok", "all are settings"),
    ]
