"""A release of O*NET by its name: fetched once, unpacked whole, checked to be the one asked for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.download import Patience
from extract.errors import (
    BrokenArchive,
    DownloadFailed,
    NoSuchRelease,
    UnsafeArchive,
    WebPage,
    WrongRelease,
)
from extract.onet.download import obtain
from extract.onet.releases import check_release_name
from extract.onet.text_files import find_delivery
from pipeline.console import Console
from pipeline.errors import UsageError
from tests.archive_server import (
    ArchiveServer,
    archive_server,
    cut_off,
    status,
    zipped,
    zipped_release,
)
from tests.release import copy_sample

IMPATIENT = Patience(attempts=1)


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with archive_server() as served:
        yield served


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    return tmp_path / "data" / "onet"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_release_is_fetched_and_unpacked_and_its_receipt_kept(server, downloads, tmp_path):
    archive = zipped_release(tmp_path / "release")
    server.put("30.3", archive)
    folder = obtain("30.3", downloads, server.pattern, Console())
    assert folder == downloads / "db_30_3_text"
    assert find_delivery(folder).release_name == "30.3"
    assert names(folder) == names(tmp_path / "release")
    assert names(downloads) == ["db_30_3_text", "db_30_3_text.json"]
    receipt = json.loads((downloads / "db_30_3_text.json").read_text())
    assert receipt["sha256"] == hashlib.sha256(archive).hexdigest()
    assert (receipt["release"], receipt["size"]) == ("30.3", len(archive))
    assert receipt["url"] == f"{server.address}/db_30_3_text.zip"
    assert (receipt["files"], receipt["etag"]) == (len(names(folder)), '"v1"')
    assert receipt["downloaded_at"].endswith("+00:00")


def test_a_second_call_downloads_nothing(server, downloads, tmp_path):
    server.put("30.3", zipped_release(tmp_path / "release"))
    obtain("30.3", downloads, server.pattern, Console())
    obtain("30.3", downloads, server.pattern, Console())
    assert len(server.requests) == 1


def test_a_folder_that_somebody_put_there_is_taken_under_any_name(server, downloads):
    copy_sample(downloads / "from a colleague", "29.2", "February 2025")
    folder = obtain("29.2", downloads, server.pattern, Console())
    assert folder == downloads / "from a colleague"
    assert server.requests == []


def test_a_folder_of_another_release_is_not_overwritten(server, downloads, tmp_path):
    copy_sample(downloads / "db_30_3_text", "30.2", "February 2026")
    with pytest.raises(WrongRelease) as caught:
        obtain("30.3", downloads, server.pattern, Console())
    assert caught.value.found == "O*NET 30.2"
    assert "move the folder away" in caught.value.advice
    assert server.requests == []


def test_a_release_that_is_not_there_is_named_with_the_setting(server, downloads):
    with pytest.raises(NoSuchRelease) as caught:
        obtain("31.9", downloads, server.pattern, Console())
    error = caught.value
    assert error.summary == "there is no archive of O*NET 31.9 where SKILLGAP_ONET_URL points"
    assert error.where == f"{server.address}/db_31_9_text.zip"
    assert error.found == "404 Not Found"
    assert "{release} stands for 31_9" in error.advice
    assert "https://www.onetcenter.org/dl_files/database/db_{release}_text.zip" in error.advice
    assert "--onet-dir" in error.advice
    assert error.exit_code == 1


def test_a_web_page_is_named_as_one(server, downloads):
    server.script = [status(200, b"<html>", Content_Type="text/html")]
    with pytest.raises(WebPage, match="got a web page instead of a zip archive"):
        obtain("30.3", downloads, server.pattern, Console())
    assert not (downloads / "db_30_3_text").exists()


def test_an_archive_of_another_release_is_thrown_away(server, downloads, tmp_path):
    server.put("30.3", zipped_release(tmp_path / "release", "30.2", "February 2026"))
    with pytest.raises(WrongRelease, match="holds something else") as caught:
        obtain("30.3", downloads, server.pattern, Console())
    assert (caught.value.found, caught.value.expected) == ("O*NET 30.2", "O*NET 30.3")
    assert names(downloads) == []


def test_an_archive_that_holds_no_release_is_thrown_away(server, downloads):
    server.put("30.3", zipped({"Skills.txt": b"x"}))
    with pytest.raises(WrongRelease) as caught:
        obtain("30.3", downloads, server.pattern, Console())
    assert caught.value.found == "no Read Me.txt"
    assert names(downloads) == []


@pytest.mark.parametrize(
    ("archive", "error"),
    [
        (zipped({"a.txt": b"x" * 9000})[:-30], BrokenArchive),
        (zipped({"../Read Me.txt": b"x"}), UnsafeArchive),
        (zipped({"zeros.txt": bytes(9_000_000)}), UnsafeArchive),
    ],
    ids=["cut off", "leads upwards", "bomb"],
)
def test_an_archive_that_cannot_be_used_is_fetched_anew_by_the_next_call(
    server, downloads, tmp_path, archive, error
):
    server.put("30.3", archive)
    with pytest.raises(error):
        obtain("30.3", downloads, server.pattern, Console())
    assert names(downloads) == []
    server.put("30.3", zipped_release(tmp_path / "release"))
    obtain("30.3", downloads, server.pattern, Console())
    assert names(downloads) == ["db_30_3_text", "db_30_3_text.json"]


def test_a_broken_off_download_goes_on_with_the_next_call(server, downloads, tmp_path):
    archive = zipped_release(tmp_path / "release")
    server.put("30.3", archive)
    server.script = [cut_off(20_000)]
    with pytest.raises(DownloadFailed):
        obtain("30.3", downloads, server.pattern, Console(), IMPATIENT)
    assert not (downloads / "db_30_3_text").exists()
    obtain("30.3", downloads, server.pattern, Console())
    assert server.requests[1].range == "bytes=20000-"
    receipt = json.loads((downloads / "db_30_3_text.json").read_text())
    assert receipt["sha256"] == hashlib.sha256(archive).hexdigest()


def test_what_a_kill_while_unpacking_left_is_done_anew_without_a_download(
    server, downloads, tmp_path, monkeypatch
):
    server.put("30.3", zipped_release(tmp_path / "release"))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("extract.onet.download._write_receipt", killed)
        obtain("30.3", downloads, server.pattern, Console())
    assert names(downloads) == ["incoming"]
    (downloads / "incoming" / "db_30_3_text" / "half.txt").write_text("half")
    folder = obtain("30.3", downloads, server.pattern, Console())
    assert "half.txt" not in names(folder)
    assert names(downloads) == ["db_30_3_text", "db_30_3_text.json"]
    assert len(server.requests) == 1


def test_a_place_that_cannot_be_written_is_told(server, downloads):
    downloads.parent.mkdir()
    downloads.write_text("a file, where the folder should be")
    with pytest.raises(
        DownloadFailed, match=r"O\*NET 30\.3 could not be written to disk"
    ) as caught:
        obtain("30.3", downloads, server.pattern, Console())
    assert caught.value.found == os.strerror(20)
    assert server.requests == []


@pytest.mark.parametrize("name", ["30.3", "5.0", "29.2"])
def test_a_release_has_a_number_with_one_decimal(name):
    assert check_release_name(name) == name


@pytest.mark.parametrize("name", ["30", "30_3", "../30.3", "30.3/..", "sample", "", "30.33", "٣.٣"])
def test_another_name_is_a_wrong_call(name):
    with pytest.raises(UsageError, match="not the name of an O\\*NET release") as caught:
        check_release_name(name)
    assert caught.value.exit_code == 2
