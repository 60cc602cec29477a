"""Which privileges a role lacks."""

from __future__ import annotations

import pytest

from pipeline.accounts import Right
from pipeline.check_up import lacking, matches


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
