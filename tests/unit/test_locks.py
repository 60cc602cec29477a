"""Who may not write where the lock of a run lies is told so, as a matter of settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.locks import file_lock

NOBODY = 65534


@pytest.fixture
def folder_of_somebody_else(tmp_path: Path) -> Iterator[Path]:
    """A folder that this process, if need be as another user, cannot write into."""
    folder = tmp_path / "local"
    folder.mkdir(mode=0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("below", [".", "not/made/yet"])
def test_another_users_folder_is_a_wrong_setting(folder_of_somebody_else: Path, below: str) -> None:
    with (
        pytest.raises(UsageError, match="may not write into the folder") as caught,
        file_lock(folder_of_somebody_else / below),
    ):
        pytest.fail("the lock was taken")
    assert "SKILLGAP_LOCAL" in caught.value.advice
    assert str(folder_of_somebody_else) in caught.value.where
