"""Whether the service says that it is well, and what it says while its database is away."""

from __future__ import annotations

import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import requests

from pipeline.console import Console
from pipeline.private_server import throwaway_server
from pipeline.run import Request, run
from pipeline.server import Accounts, Server
from pipeline.settings import Account, Endpoint
from tests.api_server import served
from tests.conftest import PACKAGES, Installation, an_installation


def get(address: str, **arguments: object) -> requests.Response:
    return requests.get(address, timeout=30, **arguments)


def test_it_is_alive_and_ready(api):
    root = api.removesuffix("/api/v1")
    assert get(f"{root}/health").json() == {"status": "alive"}
    ready = get(f"{root}/ready")
    assert ready.status_code == 200
    told = ready.json()
    assert (told["status"], told["database"], told["lacks"]) == ("ready", "answers", [])
    assert 0 <= told["publication_age_seconds"] < 24 * 3600


def test_runs_are_listed_newest_first(api):
    told = get(f"{api}/runs", params={"limit": 1}).json()
    (row,) = told["rows"]
    assert row["status"] in ("published", "unchanged") and row["exit_code"] == 0
    assert row["started_at"].endswith("Z")


def test_prometheus_is_told_of_requests_by_route(api):
    root = api.removesuffix("/api/v1")
    get(f"{api}/occupations/19-2031.00/levels")
    get(f"{api}/nothing/such")
    told = get(f"{root}/metrics")
    assert told.headers["content-type"].startswith("text/plain")
    lines = told.text.splitlines()
    (levels,) = (
        line
        for line in lines
        if line.startswith("skillgap_http_requests_total")
        and "{code}/levels" in line
        and 'status="200"' in line
    )
    assert float(levels.rpartition(" ")[2]) >= 1
    assert not [line for line in lines if "19-2031" in line or "such" in line]
    assert any(line.startswith("skillgap_publication_age_seconds ") for line in lines)


def test_before_the_first_publish_it_is_not_ready_and_says_what_to_do(installation: Installation):
    with served(installation) as address:
        ready = get(f"{address}/ready")
        assert ready.status_code == 503
        assert "nothing is published yet" in ready.json()["lacks"][0]
        answer = get(f"{address}/api/v1/skill-gap?from=chemists&to=15-1252.00")
        assert answer.status_code == 503
        assert answer.json()["type"] == "urn:skillgap:problem:nothing-published"
        assert get(f"{address}/api/v1/taxonomy/occupations").status_code == 503


def test_tables_of_an_older_version_are_said_to_be_so(catalogue, api):
    engine = catalogue.server.engine("admin", catalogue.settings.databases.app)
    rename = "alter table occupation_notes rename column {} to {}"
    with engine.begin() as connection:
        connection.exec_driver_sql(rename.format("kenya_notes", "other_notes"))
    try:
        answer = get(f"{api}/taxonomy/occupations?limit=3&q=older")
        assert answer.status_code == 503
        assert answer.json()["type"] == "urn:skillgap:problem:older-tables"
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(rename.format("other_notes", "kenya_notes"))


def test_app_tables_of_another_revision_are_not_ready(catalogue, api, monkeypatch):
    root = api.removesuffix("/api/v1")
    engine = catalogue.server.engine("admin", catalogue.settings.databases.app)
    with engine.begin() as connection:
        current = connection.exec_driver_sql("select version_num from alembic_version").scalar()
        connection.exec_driver_sql("update alembic_version set version_num = '0001'")
    try:
        told = get(f"{root}/ready")
        assert told.status_code == 503 and "revision 0001" in told.json()["lacks"][0]
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql("update alembic_version set version_num = %s", (current,))


def test_a_server_that_stops_under_load_is_503_and_needs_no_restart(server, tmp_path):
    folder = Path(tempfile.mkdtemp(prefix="skillgap-stop-"))
    with throwaway_server(folder, server.product, PACKAGES, Console()) as private:
        running = private.answering()
        of_its_own = Server(
            endpoint=Endpoint(socket=running.socket),
            product=running.product,
            version=running.version,
            accounts=Accounts(admin=Account("root")),
            account_hosts=("localhost", "127.0.0.1"),
        )
        with an_installation(of_its_own, tmp_path / "local") as made:
            run(made.settings, Request(), Console())
            with served(made) as address:
                seen = _load(address, private, server.product)
    assert set(seen["before"]) == {200}
    assert set(seen["stopped"]) <= {200, 503} and seen["stopped"][503]
    assert set(seen["after"]) == {200}


def _load(address: str, private, product: str) -> dict[str, Counter]:
    """Ask from four threads while the server stops and starts again; count the statuses."""
    seen: dict[str, Counter] = {name: Counter() for name in ("before", "stopped", "after", "away")}
    phase, ended = ["before"], threading.Event()
    urls = (
        f"{address}/api/v1/skill-gap?from=19-2031.00&to=15-1252.00",
        f"{address}/api/v1/taxonomy/occupations?q=chem",
        f"{address}/api/v1/runs",
        f"{address}/ready",
    )

    def ask(url: str) -> None:
        while not ended.is_set():
            during = phase[0]
            answer = get(url)
            if answer.status_code == 503 and not url.endswith("/ready"):
                assert int(answer.headers["retry-after"]) > 0
            seen[during if during == phase[0] else "away"][answer.status_code] += 1

    def wait_for(name: str, enough: int) -> None:
        until = time.monotonic() + 60
        while sum(seen[name].values()) < enough and time.monotonic() < until:
            time.sleep(0.05)
        assert sum(seen[name].values()) >= enough

    threads = [threading.Thread(target=ask, args=(url,), daemon=True) for url in urls]
    for thread in threads:
        thread.start()
    wait_for("before", 20)
    phase[0] = "stopped"
    private.stop()
    wait_for("stopped", 20)
    phase[0] = "away"
    private.start(product, Console())
    until = time.monotonic() + 60
    while get(f"{address}/ready").status_code != 200 and time.monotonic() < until:
        time.sleep(0.1)
    phase[0] = "after"
    wait_for("after", 20)
    ended.set()
    for thread in threads:
        thread.join(30)
    return seen
