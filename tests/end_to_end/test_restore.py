"""After a restore the next run makes the rest, and lands again what is not there."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from pipeline.cli import Context
from pipeline.commands.backup import backup_command, restore_command
from pipeline.console import Console
from pipeline.run import Request, run
from tests.integration.test_backup import lose_everything
from tests.release import copy_sample


@pytest.fixture(scope="module")
def story(new_installation, tmp_path_factory):
    """A release was published and a backup made."""
    installation = new_installation()
    folder = tmp_path_factory.mktemp("restore")
    release = copy_sample(folder / "release")
    run(installation.settings, Request((release,)), Console())
    path = folder / "backup.zip"
    call(installation, backup_command, str(path))
    return installation, release, path


def call(installation, command, *arguments: str) -> None:
    context = Context(installation.settings, Console())
    command.main(list(arguments), obj=context, standalone_mode=False)


def ledger_rows(installation, query: str) -> list[tuple]:
    database = installation.settings.databases.landing
    with installation.server.engine("admin", database).connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


BATCHES = "select release_name, status from batches where source = 'onet' order by batch_id"
NEWEST = "select max(batch_id) from batches where source = 'onet'"


def test_a_restore_in_place_changes_nothing_and_one_on_a_fresh_server_lands_again(story, capsys):
    """In this order: what the second part does cannot be undone."""
    installation, release, path = story
    call(installation, restore_command, "--replace", str(path))
    assert ledger_rows(installation, BATCHES) == [("30.3", "ready")]
    assert run(installation.settings, Request((release,)), Console()).status == "unchanged"

    lose_everything(installation)
    call(installation, restore_command, str(path))
    assert "the next run has to be given their files: onet 30.3" in capsys.readouterr().out
    assert ledger_rows(installation, BATCHES) == [("30.3", "retired")]
    summary = run(installation.settings, Request((release,)), Console())
    assert summary.status == "published"
    assert summary.run_id > 1  # numbers go on where the backup left off
    assert ledger_rows(installation, BATCHES) == [("30.3", "retired"), ("30.3", "ready")]
    newest = ledger_rows(installation, NEWEST)
    assert newest != [(1,)]
    assert ledger_rows(installation, "select distinct batch_id from onet_ratings") == newest
