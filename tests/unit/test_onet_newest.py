"""The newest release of O*NET is found by the names that may come next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.download import Patience
from extract.errors import DownloadFailed, NoSuchRelease
from extract.onet.newest import names_after, obtain_newest
from pipeline.console import Console
from tests.archive_server import ArchiveServer, archive_server, status, zipped_release
from tests.release import copy_sample

IMPATIENT = Patience(attempts=1)


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with archive_server() as served:
        yield served


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path / "data" / "onet"


def newest(server: ArchiveServer, downloads: Path) -> str:
    return obtain_newest(downloads, server.pattern, Console(), IMPATIENT).name


def test_each_name_that_may_come_next_is_asked_for_until_none_is_there(server, downloads, tmp_path):
    for name in ("30.3", "31.0", "31.1"):
        server.put(name, zipped_release(tmp_path / name, name))
    assert newest(server, downloads) == "db_31_1_text"
    assert [
        seen.path.removeprefix("/db_").removesuffix("_text.zip") for seen in server.requests
    ] == [
        *("30_3", "30_4", "31_0", "31_1", "31_2", "32_0"),
    ]


def test_it_goes_on_from_the_newest_that_is_there(server, downloads, tmp_path):
    copy_sample(downloads / "mine", "31.2", "August 2027")
    copy_sample(downloads / "older", "30.3", "May 2026")
    (downloads / "other").mkdir()
    (downloads / "other" / "Read Me.txt").write_text("of something else")
    assert newest(server, downloads) == "mine"
    assert [seen.path for seen in server.requests] == [
        *("/db_31_3_text.zip", "/db_32_0_text.zip"),
    ]


def test_a_server_that_has_nothing_is_no_newest_release(server, downloads):
    with pytest.raises(NoSuchRelease, match="there is no archive of"):
        newest(server, downloads)


def test_a_server_that_fails_is_not_taken_for_one_without_a_newer_release(server, downloads):
    copy_sample(downloads / "mine", "30.3", "May 2026")
    server.script = [status(404), status(500)]
    with pytest.raises(DownloadFailed) as failed:
        newest(server, downloads)
    assert not isinstance(failed.value, NoSuchRelease)


@pytest.mark.parametrize(
    ("name", "following"),
    [("30.3", ("30.4", "31.0")), ("29.0", ("29.1", "30.0")), ("30.9", ("31.0",))],
)
def test_the_names_that_may_come_next(name, following):
    assert names_after(name) == following
