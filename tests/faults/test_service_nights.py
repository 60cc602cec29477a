"""A night with the O*NET Web Services: what the service does to us costs no published table."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from load.onet_api_reads import whole_reads
from tests.faults.site import Site
from tests.onet_api_server import (
    KEY,
    RATING_COLUMNS,
    OnetApiServer,
    ServedTable,
    onet_api_server,
    rating,
)

TABLE = "essential_skills"
EXTRACT = ("run", "--source", "onet-api", "--tables", TABLE)

_releases = itertools.count(40)


@pytest.fixture
def service() -> Iterator[OnetApiServer]:
    rows = [
        rating(f"11-{n:04}.00", f"2.A.{m}", scale, "3.12")
        for n, m, scale in itertools.product(range(10), range(15), ("IM", "LV"))
    ]
    tables = {TABLE: ServedTable(RATING_COLUMNS, rows)}
    with onet_api_server(tables=tables, release=f"O*NET {next(_releases)}.0") as server:
        yield server


@pytest.fixture(scope="module")
def site(new_site) -> Site:
    """A site of these tests, each of which meets a release of its own at the service."""
    return new_site()


def starts(service: OnetApiServer) -> list[str | None]:
    return [seen.span[0] for seen in service.asked(f"database/rows/{TABLE}")]


def release_name(service: OnetApiServer) -> str:
    return service.release.removeprefix("O*NET ")


def kept(site: Site, service: OnetApiServer) -> list[tuple[str, int]]:
    app = site.installation.server.engine("loader", site.settings.databases.app)
    with app.connect() as connection:
        reads = whole_reads(connection, release_name(service))
        return [(read.name, read.total) for read in reads]


def landed(site: Site, service: OnetApiServer) -> list[tuple]:
    return site.ledger(
        "select onetsoc_code, element_id, scale_id from onet_api_ratings where batch_id in ("
        "select batch_id from batches where source = 'onet_api' and status = 'ready' "
        f"and release_name = '{release_name(service)}')"
    )


def killed_extraction(site: Site, service: OnetApiServer, *strike: object, **more: str) -> str:
    process = site.start(*strike, *EXTRACT, **service.settings(), **more)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == -9, f"the point was not reached: {said}"
    return said


@pytest.mark.parametrize("strike", ["before", "after"])
def test_killed_half_way_it_asks_for_no_page_twice_that_was_kept(site, service, strike):
    killed_extraction(
        site, service, "pipeline.onet_api:keep_page", strike, 3, SKILLGAP_ONET_API_PAGE="60"
    )
    assert starts(service) == ["1", "61", "121"]
    assert (kept(site, service), landed(site, service)) == ([], [])
    done = site.command(*EXTRACT, **service.settings(), SKILLGAP_ONET_API_PAGE="60")
    assert done.returncode == 0, done.stdout
    again = {"before": ["121"], "after": []}[strike]  # not kept before the kill; kept after it
    assert starts(service) == ["1", "61", "121", *again, "181", "241"]
    assert kept(site, service) == [(TABLE, 300)]
    rows = landed(site, service)
    assert len(rows) == len(set(rows)) == 300
    assert site.untidy() == {}


def test_killed_once_all_pages_are_kept_it_asks_for_none(site, service):
    killed_extraction(site, service, "pipeline.onet_api:close_reads", "before", 1)
    done = site.command(*EXTRACT, **service.settings())
    assert done.returncode == 0, done.stdout
    assert starts(service) == ["1"]
    assert len(landed(site, service)) == 300


def test_a_second_run_changes_nothing(site, service):
    first = site.command(*EXTRACT, **service.settings())
    assert first.returncode == 0, first.stdout
    assert f"O*NET Web Services {release_name(service)}   1 file from" in first.stdout
    before, batches = site.checksums(), site.ledger("select count(*) from batches")
    second = site.command(*EXTRACT, **service.settings())
    assert second.returncode == 0, second.stdout
    assert "unchanged" in second.stdout
    assert site.checksums() == before
    assert site.ledger("select count(*) from batches") == batches
    assert len(starts(service)) == 1


def test_who_is_not_let_in_publishes_the_rest_and_says_so(site, service):
    delivery = site.delivery("Chemists of a night without the service")
    wrong = {**service.settings(), "SKILLGAP_ONET_API_KEY": KEY[::-1]}
    done = site.command("run", "--onet-dir", str(delivery), **wrong)
    assert done.returncode == 4, done.stdout
    assert "O*NET Web Services is left out" in done.stdout
    assert KEY[::-1] not in done.stdout
    assert "Chemists of a night without the service" in site.titles()


def test_a_service_that_is_away_publishes_the_rest_and_what_was_kept_serves_on(site, service):
    assert site.command(*EXTRACT, **service.settings()).returncode == 0
    delivery = site.delivery("Chemists of a night in the dark")
    away = {**service.settings(), "SKILLGAP_ONET_API_URL": "http://127.0.0.1:9/"}
    done = site.command("run", "--onet-dir", str(delivery), **away)
    assert done.returncode == 4, done.stdout
    assert "Chemists of a night in the dark" in site.titles()
    assert len(landed(site, service)) == 300


def test_a_night_without_credentials_asks_nobody_and_what_was_kept_serves_on(site, service):
    assert site.command(*EXTRACT, **service.settings()).returncode == 0
    asked = len(service.requests)
    done = site.command("run", "--onet-dir", str(site.delivery()))
    assert done.returncode == 0, done.stdout
    assert len(service.requests) == asked
    assert len(landed(site, service)) == 300


def test_a_night_with_credentials_supplements_unless_it_is_told_not_to(site, service):
    arguments = ("run", "--onet-dir", str(site.delivery()))
    without = site.command(*arguments, "--no-supplement", **service.settings())
    assert (without.returncode, service.requests) == (0, [])
    done = site.command(*arguments, **service.settings())
    assert done.returncode == 0, done.stdout
    assert "asked already for all that the files of O*NET 30.3 lack" in done.stdout
    assert [seen.path for seen in service.requests] == ["about", "database"]


@pytest.mark.parametrize("arguments", [EXTRACT, ("run", "--supplement")])
def test_without_credentials_nothing_can_be_asked(site, arguments):
    done = site.command(*arguments)
    assert done.returncode == 2
    assert "there are no credentials for them" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--tables", TABLE), "go with --source onet-api"),
        (("--source", "onet-api", "--path", "."), "takes no --path"),
        (("--source", "onet-api", "--occupations", "chemist"), "no O*NET-SOC code"),
        (("--source", "onet-api", "--tables", "job_zones"), "is not read"),
    ],
)
def test_a_wrong_call_is_told_so(site, service, arguments, said):
    done = site.command("run", *arguments, **service.settings())
    assert (done.returncode, service.requests) == (2, [])
    assert said in done.stdout


def test_a_night_that_a_reader_of_the_backup_can_restore(site, service):
    """What was asked is in the backup with all pages: the service may not hold it any more."""
    assert site.command(*EXTRACT, **service.settings()).returncode == 0
    path = site.folder / "backup.zip"
    assert site.command("backup", str(path)).returncode == 0
    app = site.installation.server.engine("loader", site.settings.databases.app)
    with app.begin() as connection:
        connection.execute(text("delete from onet_api_reads"))
    assert kept(site, service) == []
    assert site.command("restore", str(path), "--replace").returncode == 0
    assert kept(site, service) == [(TABLE, 300)]
