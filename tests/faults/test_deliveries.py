"""A delivery that cannot be used is left out; its last good batch serves on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from extract.errors import MissingFile, TruncatedFile
from load.errors import ShrunkenDelivery
from pipeline.console import Console
from pipeline.patience import Blocked
from pipeline.run import Request, run
from pipeline.transform import BuildFailed
from tests.faults.site import FORBIDDEN, Site
from tests.faults.small_project import TITLES, write_small_project
from tests.release import OCCUPATIONS, write_file, write_release

LAST_RUN = "select status, exit_code, message from runs order by run_id desc limit 1"
BATCHES = "select release_name, status from batches order by batch_id desc limit {}"


def test_one_broken_release_does_not_stop_the_other(site: Site, tmp_path):
    broken = site.delivery(release_name="29.2", month="February 2025")
    path = broken / "Job Titles.txt"
    path.write_bytes(path.read_bytes()[:-5])
    fine = site.delivery("Chemists of the fine release")
    arguments = ("run", "--onet-dir", str(broken), "--onet-dir", str(fine))
    told = tmp_path / "told"
    done = site.command(*arguments, SKILLGAP_NOTIFY_COMMAND=f"tee {told}")
    assert done.returncode == 4
    assert "Job Titles.txt is cut off" in told.read_text(encoding="utf-8"), "the hook was told"
    assert "Job Titles.txt is cut off" in done.stdout
    assert f"{broken} is left out" in done.stdout
    assert "Chemists of the fine release" in site.titles()
    [(status, exit_code, message)] = site.ledger(LAST_RUN)
    assert (status, exit_code) == ("published", 4)
    assert "Job Titles.txt is cut off" in message
    assert site.untidy() == {}
    assert site.run(fine).exit_code == 0


def test_a_release_that_cannot_be_landed_does_not_stop_the_other(site: Site):
    """It is whole in form: only the loader sees that a key comes twice."""
    doubled = site.delivery(release_name="29.2", month="February 2025")
    write_file(doubled, "Occupation Data.txt", [(*OCCUPATIONS[0], "w"), (*OCCUPATIONS[0], "w")])
    fine = site.delivery("Chemists beside a doubled release")
    summary = site.run(doubled, fine)
    assert (summary.status, summary.exit_code) == ("published", 4)
    assert [failure.delivery for failure in summary.failures] == ["O*NET 29.2"]
    assert "Chemists beside a doubled release" in site.titles()
    assert site.untidy() == {}


def test_when_nothing_good_was_ever_landed_the_run_fails(installation, tmp_path):
    settings = replace(installation.settings, root=write_small_project(tmp_path / "project"))
    broken = write_release(tmp_path / "broken")
    (broken / "Scales Reference.txt").write_bytes(b"Scale ID\tScale Name\tMinimum\tMaximum\r\nIM")
    with pytest.raises(TruncatedFile) as caught:
        run(settings, Request(onet_folders=(broken,)), Console())
    assert caught.value.exit_code == 1
    landing = installation.server.engine("admin", settings.databases.landing)
    with landing.connect() as connection:
        [(status, exit_code)] = connection.execute(text("select status, exit_code from runs"))
    assert (status, exit_code) == ("failed", 1)


def test_a_release_without_a_required_file_is_left_out_by_name(site: Site):
    delivery = site.delivery()
    (delivery / "Occupation Data.txt").unlink()
    before = site.checksums()
    summary = site.run(delivery)
    [failure] = summary.failures
    assert isinstance(failure.error, MissingFile)
    assert "Occupation Data.txt" in failure.error.expected
    assert (summary.status, summary.exit_code) == ("unchanged", 4)
    assert site.checksums() == before
    assert site.run(site.delivery()).exit_code == 0


def test_a_release_delivered_again_without_a_file_it_had_needs_consent(site: Site):
    first = site.delivery()
    rows = [(code, "2.C.4.c", "Chemistry", "IM", "3.00", *RATED) for code, _ in OCCUPATIONS]
    write_file(first, "Knowledge.txt", rows)
    assert site.run(first).status == "published"
    before = site.checksums()
    again = site.delivery()
    summary = site.run(again)
    [failure] = summary.failures
    assert isinstance(failure.error, ShrunkenDelivery)
    assert "Knowledge.txt" in failure.error.summary
    assert (summary.status, summary.exit_code) == ("unchanged", 4)
    assert site.checksums() == before
    assert site.run(again, accept_shrink=True).status == "published"
    assert site.untidy() == {}


RATED = ("8", "0.1250", "3.8800", "4.3700", "N", "n/a", "08/2023", "Analyst")


def test_a_reissued_release_replaces_its_predecessor(site: Site):
    assert site.run(site.delivery("Chemists as first issued")).exit_code == 0
    assert site.run(site.delivery("Chemists as issued again")).exit_code == 0
    assert "Chemists as issued again" in site.titles()
    assert "Chemists as first issued" not in site.titles()
    assert site.ledger(BATCHES.format(2)) == [("30.3", "ready"), ("30.3", "retired")]
    assert site.untidy() == {}


def test_a_reissued_release_that_fails_its_tests_never_stops_a_night(site: Site):
    bad = site.delivery(FORBIDDEN)
    before = site.checksums()
    for _ in range(2):  # the second night meets the same folder
        summary = site.run(bad)
        [failure] = summary.failures
        assert isinstance(failure.error, BuildFailed)
        assert "no_forbidden_title" in str(failure.error)
        assert (summary.status, summary.exit_code) == ("unchanged", 4)
        assert site.checksums() == before
        assert site.ledger(BATCHES.format(1)) == [("30.3", "refused")]
    assert site.run(site.delivery()).status == "published"
    assert site.untidy() == {}


def test_beside_a_refused_release_what_else_is_new_is_published(site: Site):
    """Here it is a model that changed: the build is done again, on the last good batch."""
    model = site.settings.root / "models" / "marts" / "titles.sql"
    before, was = site.checksums(), model.read_text(encoding="utf-8")
    titles = site.titles()
    model.write_text(was + "-- changed\n", encoding="utf-8")
    summary = site.run(site.delivery(FORBIDDEN))
    assert (summary.status, summary.exit_code) == ("published", 4)
    assert site.titles() == titles
    changed = {name for name, found in site.checksums().items() if found != before[name]}
    assert changed == {"published_releases", "publication"}
    assert site.untidy() == {}


def test_a_refused_release_does_not_hold_back_what_is_new_of_another_source(site: Site, tmp_path):
    """The test that fails reads O*NET alone, so the new KeSCO is none of its business."""
    kesco = tmp_path / "kesco.csv"
    kesco.write_text("S/No,Occupational Title,KeSCO Code\n1,Chemist,2113-11\n", encoding="utf-8")
    summary = site.run(site.delivery(FORBIDDEN), source_places={"kesco": (kesco,)})
    assert (summary.status, summary.exit_code) == ("published", 4)
    assert [failure.delivery for failure in summary.failures] == ["O*NET 30.3"]
    assert site.ledger("select source, status from batches order by batch_id desc limit 2") == [
        ("kesco", "ready"),
        ("onet", "refused"),
    ]
    assert site.untidy() == {}


def test_sql_that_does_not_run_is_no_fault_of_the_delivery(site: Site):
    model = site.settings.root / "models" / "marts" / "titles.sql"
    was = model.read_text(encoding="utf-8")
    delivery = site.delivery()
    before = site.checksums()
    try:
        model.write_text(was.replace(TITLES, TITLES + "where no_such_column = 1\n"))
        with pytest.raises(BuildFailed, match="no_such_column") as caught:
            site.run(delivery)
    finally:
        model.write_text(was, encoding="utf-8")
    assert caught.value.exit_code == 1
    assert site.checksums() == before
    [(batch_id, status)] = site.ledger(
        "select batch_id, status from batches order by 1 desc limit 1"
    )
    assert status == "landed"
    assert site.run(delivery).status == "published"
    assert site.ledger("select batch_id, status from batches order by 1 desc limit 1") == [
        (batch_id, "ready")
    ], "it was not landed again"
    assert site.untidy() == {}


def test_stepping_back_brings_back_the_analyses_of_the_set_before(site: Site):
    analysis = site.settings.root / "analyses" / "all_titles.sql"
    was = analysis.read_text(encoding="utf-8")
    assert site.run(site.delivery("Chemists before")).status == "published"
    analysis.write_text("select concat('title: ', title) from {{ ref('titles') }}\n")
    try:
        assert site.run(site.delivery("Chemists after")).status == "published"
        assert "title: Chemists after" in site.answer_of_the_analysis()
        assert site.command("publish", "--previous").returncode == 0
        assert "Chemists before" in site.answer_of_the_analysis()
        assert site.untidy() == {}
        assert site.command("publish", "--previous").returncode == 0
        assert "title: Chemists after" in site.answer_of_the_analysis()
    finally:
        analysis.write_text(was, encoding="utf-8")
    assert site.run(site.delivery()).status == "published"
    kept = {path.name for path in (site.settings.local / "publications").iterdir()}
    assert len(kept) == 2, "those of the set shown and of the one before"


def test_a_clock_that_was_set_back_changes_nothing(site: Site):
    """All that was done so far is dated in the future, as if the clock had been ahead."""
    assert site.run(site.delivery()).status == "published"
    landing = site.settings.databases.landing
    for statement in (
        "update runs set started_at = '2999-01-01', ended_at = '2999-01-01'",
        "update batches set started_at = '2999-01-01', ready_at = '2999-01-01'",
        "update publications set published_at = '2999-01-01'",
    ):
        site.admin(statement, landing)
    delivery = site.delivery("Chemists of an earlier time")
    assert site.run(delivery).status == "published"
    assert "Chemists of an earlier time" in site.titles()
    assert site.run(delivery).status == "unchanged"
    assert site.untidy() == {}

    with site.reading_in_a_transaction(), pytest.raises(Blocked):
        site.run(site.delivery(), patience=1)
    times = "select published_at > '2900-01-01' from publications order by run_id desc limit 2"
    assert site.ledger(times) == [(0,), (1,)], "the set that never went live is forgotten"
    assert site.run(site.delivery()).status == "published"
