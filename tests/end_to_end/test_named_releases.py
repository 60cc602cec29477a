"""``run --onet NAME``: the release is downloaded, landed and published, or all stays as it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from extract.errors import NoSuchRelease
from pipeline import cli
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.run import Request, Summary, run
from tests.archive_server import ArchiveServer, archive_server, zipped_release
from tests.conftest import Installation
from tests.release import copy_sample


@pytest.fixture(scope="module")
def server_of_archives() -> Iterator[ArchiveServer]:
    with archive_server() as served:
        yield served


@pytest.fixture(scope="module")
def story(
    new_installation, server_of_archives, tmp_path_factory
) -> tuple[Installation, Summary, Summary]:
    """Two releases are named; then the same again, with the server gone silent."""
    made = new_installation()
    releases = tmp_path_factory.mktemp("releases")
    for name, month in (("29.2", "February 2025"), ("30.3", "May 2026")):
        server_of_archives.put(name, zipped_release(releases / name, name, month))
    settings = replace(made.settings, data=releases / "data", onet_url=server_of_archives.pattern)
    installation = replace(made, settings=settings)
    first = run(settings, Request(onet_downloads=("29.2", "30.3")), Console())
    server_of_archives.files.clear()
    second = run(settings, Request(onet_downloads=("29.2", "30.3")), Console())
    return installation, first, second


def scalars(installation: Installation, role: str, database: str, query: str) -> list:
    with installation.server.engine(role, database).connect() as connection:
        return list(connection.scalars(text(query)))


def published_release(installation: Installation) -> list[str]:
    database = installation.settings.databases.published
    return scalars(
        installation,
        "reader",
        database,
        "select release_name from published_releases where source = 'onet'",
    )


def ready_releases(installation: Installation) -> list[str]:
    database = installation.settings.databases.landing
    query = (
        "select release_name from batches where source = 'onet' and status = 'ready' "
        "order by release_name"
    )
    return scalars(installation, "loader", database, query)


def test_releases_named_in_the_call_are_downloaded_and_the_newest_published(story):
    installation, first, _ = story
    assert first.status == "published"
    assert next(iter(first.seconds)) == "download"
    assert ready_releases(installation) == ["29.2", "30.3"]
    assert published_release(installation) == ["30.3"]
    folders = sorted(path.name for path in (installation.settings.data / "onet").glob("db_*"))
    assert folders == [
        "db_29_2_text",
        "db_29_2_text.json",
        "db_30_3_text",
        "db_30_3_text.json",
    ]


def test_named_again_they_are_not_downloaded_and_need_no_network(story, server_of_archives):
    _, _, second = story
    assert second.status == "unchanged"
    asked = [seen.path for seen in server_of_archives.requests if "31_9" not in seen.path]
    assert asked == ["/db_29_2_text.zip", "/db_30_3_text.zip"]


def test_without_a_name_the_next_run_takes_what_was_downloaded(story):
    installation, *_ = story
    assert run(installation.settings, Request(), Console()).status == "unchanged"


def test_the_settings_may_name_the_releases(story):
    installation, *_ = story
    settings = replace(installation.settings, onet_downloads=("30.3",))
    summary = run(settings, Request(), Console())
    assert "download" in summary.seconds


def test_folders_of_the_call_win_over_releases_of_the_settings(story, tmp_path):
    installation, *_ = story
    folder = installation.settings.data / "onet" / "db_30_3_text"
    settings = replace(installation.settings, onet_downloads=("31.9",))
    summary = run(settings, Request(onet_folders=(folder,)), Console())
    assert "download" not in summary.seconds


def test_a_release_and_a_folder_may_be_named_together(story):
    installation, *_ = story
    folder = installation.settings.data / "onet" / "db_29_2_text"
    request = Request(onet_folders=(folder,), onet_downloads=("30.3", "29.2", "30.3"))
    assert run(installation.settings, request, Console()).status == "unchanged"


def test_one_release_from_two_places_is_a_wrong_call(story, tmp_path):
    installation, *_ = story
    folder = copy_sample(tmp_path / "mine")
    request = Request(onet_folders=(folder,), onet_downloads=("30.3",))
    with pytest.raises(UsageError, match="two folders hold the same"):
        run(installation.settings, request, Console())


def test_a_release_that_cannot_be_downloaded_is_left_out_and_the_rest_serves_on(story):
    installation, *_ = story
    before = ready_releases(installation), published_release(installation)
    request = Request(onet_downloads=("30.3", "31.9"))
    summary = run(installation.settings, request, Console())
    assert (summary.status, summary.exit_code) == ("unchanged", 4)
    [failure] = summary.failures
    assert failure.delivery == "O*NET 31.9"
    assert isinstance(failure.error, NoSuchRelease)
    assert (ready_releases(installation), published_release(installation)) == before
    database = installation.settings.databases.landing
    query = "select message from runs order by run_id desc limit 1"
    (message,) = scalars(installation, "loader", database, query)
    assert "no archive of O*NET 31.9" in message


def test_a_first_run_whose_only_release_cannot_be_downloaded_fails_and_publishes_nothing(
    installation, server_of_archives, tmp_path
):
    settings = replace(
        installation.settings, data=tmp_path / "data", onet_url=server_of_archives.pattern
    )
    with pytest.raises(SkillgapError, match=r"O\*NET 31\.9") as caught:
        run(settings, Request(onet_downloads=("31.9",)), Console())
    assert caught.value.exit_code == 1
    assert ready_releases(installation) == []
    database = settings.databases.published
    query = "select table_name from information_schema.tables where table_schema = database()"
    assert scalars(installation, "reader", database, query) == []


def test_a_name_that_is_no_release_starts_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SKILLGAP_LOCAL", str(tmp_path / "local"))
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", "--onet", "latest"])
    assert ended.value.code == 2
    assert "not the name of an O*NET release" in capsys.readouterr().err
    assert not (tmp_path / "local").exists()


def test_the_command_passes_every_release_on(monkeypatch):
    asked = []

    def noted(settings, request, console):
        asked.append(request)
        return Summary(1, "unchanged")

    monkeypatch.setattr(sys.modules["pipeline.commands.run"], "run", noted)
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", "--onet", "29.2", "--onet", "30.3", "--release", "29.2"])
    assert ended.value.code == 0
    assert (asked[0].onet_downloads, asked[0].onet_release) == (("29.2", "30.3"), "29.2")
