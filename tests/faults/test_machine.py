"""The server goes away, a disk fills up, somebody else is at work: nothing is half done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import load.batches
import load.landing
import pipeline.run
from pipeline import databases
from pipeline.console import Console
from pipeline.leftovers import end_leftover_loads
from pipeline.machine_faults import DiskFull, ServerLost
from pipeline.patience import Blocked
from pipeline.private_server import PrivateServer, throwaway_server
from pipeline.server import Server, find_or_start
from pipeline.settings import Account, Endpoint, Settings
from pipeline.transform import BuildFailed
from tests.conftest import PACKAGES, Installation, an_installation
from tests.faults.site import Site
from tests.faults.small_project import TITLES, write_small_project
from tests.release import write_file

PATIENCE = 60.0


def wait_until(is_so: Callable[[], object]) -> object:
    deadline = time.monotonic() + PATIENCE
    while not (found := is_so()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def at_work(site: Site, words: str) -> list[int]:
    """Return the connections whose statement holds ``words``."""
    rows = site.admin(
        "select id from information_schema.processlist "
        f"where info like '%{words}%' and id <> connection_id()"
    )
    return [connection_id for (connection_id,) in rows]


# -- two at once -----------------------------------------------------------------------------


def test_of_two_runs_at_once_the_second_ends_at_once_and_the_first_publishes(site, tmp_path):
    reached = tmp_path / "reached"
    delivery = site.delivery("Chemists of the first run")
    arguments = ("run", "--onet-dir", str(delivery))
    first = site.start("pipeline.run:_build", "wait", 1, *arguments, POINT_REACHED=str(reached))
    wait_until(reached.exists)
    before = site.checksums()
    second = site.command("run", "--onet-dir", str(site.delivery()))
    assert second.returncode == 3
    assert "another run is at work on this machine" in second.stdout
    assert site.checksums() == before
    assert first.poll() is None
    reached.unlink()
    said, _ = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, said
    assert "Chemists of the first run" in site.titles()
    assert site.untidy() == {}


# -- the connection --------------------------------------------------------------------------


def cut_at_the_commit(site: Site, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Let the administrator end the loader's connection just before or after a batch's commit."""
    finish = load.batches._finish

    def finish_and_lose(connection, *arguments):
        commit = connection.commit

        def lose():
            if when == "after":
                commit()
            site.admin(f"kill {connection.thread_id()}")
            wait_until(lambda: not connections(site, connection.thread_id()))
            commit()

        connection.commit = lose
        finish(connection, *arguments)

    monkeypatch.setattr(load.batches, "_finish", finish_and_lose)


def connections(site: Site, connection_id: int) -> list[tuple]:
    query = f"select id from information_schema.processlist where id = {connection_id}"
    return site.admin(query)


@pytest.mark.parametrize(
    ("when", "left"), [("before", "loading"), ("after", "landed")], ids=["undone", "done"]
)
def test_a_connection_lost_at_the_commit_fails_the_run_and_the_next_one_mends_it(
    site, monkeypatch, when, left
):
    """Whether the commit came through or only its answer was lost, the next run asks the ledger."""
    delivery = site.delivery()
    before = site.checksums()
    with monkeypatch.context() as patch:
        cut_at_the_commit(site, patch, when)
        with pytest.raises(ServerLost) as caught:
            site.run(delivery)
    assert caught.value.exit_code == 1
    newest = "select batch_id, status from batches order by batch_id desc limit 1"
    [(batch_id, status)] = site.ledger(newest)
    assert status == left
    assert site.checksums() == before
    assert site.run(delivery).status == "published"
    [(ready, status)] = site.ledger(newest)
    assert status == "ready"
    assert (ready == batch_id) == (when == "after"), "what came through is not landed again"
    assert site.untidy() == {}


def test_a_connection_lost_in_the_middle_of_a_file_fails_the_run_by_name(site, monkeypatch):
    blocks = load.landing.encoded_blocks

    def lose_after_a_block(rows):
        for block in blocks(rows):
            yield block
            for connection_id in wait_until(lambda: at_work(site, "load data local infile")):
                site.admin(f"kill {connection_id}")
            time.sleep(0.5)

    delivery = site.delivery()
    before = site.checksums()
    with monkeypatch.context() as patch:
        patch.setattr(load.landing, "encoded_blocks", lose_after_a_block)
        with pytest.raises(ServerLost, match="the connection to the server was lost"):
            site.run(delivery)
    assert site.checksums() == before
    assert site.run(delivery).status == "published"
    assert site.untidy() == {}


# -- what a killed client leaves at work -----------------------------------------------------

HEAVY = "benchmark(4000000000, sha2('a', 512))"


def test_a_models_statement_that_outlives_its_killed_run_is_ended_by_the_next(site):
    model = site.settings.root / "models" / "marts" / "titles.sql"
    was = model.read_text(encoding="utf-8")
    delivery = site.delivery()
    before = site.checksums()
    model.write_text(was.replace(TITLES, f"{TITLES}where {HEAVY} = 0\n"), encoding="utf-8")
    try:
        arguments = ("run", "--onet-dir", str(delivery))
        process = site.start("pipeline.run:publish", "before", 1, *arguments)
        wait_until(lambda: at_work(site, "4000000000"))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)
    finally:
        model.write_text(was, encoding="utf-8")
    assert at_work(site, "4000000000"), "it works on, though its client is dead"
    assert site.checksums() == before
    assert site.run(delivery).status == "published"
    assert at_work(site, "4000000000") == []
    assert "ended a statement that a killed run had left at work" in site.err.getvalue()
    assert site.untidy() == {}


CLIENT = """
import sys, pymysql
connection = pymysql.connect(unix_socket=sys.argv[1], user=sys.argv[2], database=sys.argv[3])
connection.cursor().execute(sys.argv[4])
connection.commit()
"""


def test_a_loaders_statement_that_outlives_its_killed_run_writes_nothing(site):
    """Its batch is the one a killed run was at; the row would be one of no file."""
    loader = site.installation.server.accounts["loader"].user
    insert = (
        "insert into onet_occupation_data (batch_id, source_file, source_line, title) "
        f"select max(batch_id), 'late', {HEAVY}, 'late' from batches"
    )
    landing = site.settings.databases.landing
    command = [sys.executable, "-c", CLIENT, site.settings.endpoint.socket, loader, landing, insert]
    client = subprocess.Popen(command)
    wait_until(lambda: at_work(site, "4000000000"))
    client.kill()
    client.wait(PATIENCE)
    assert at_work(site, "4000000000"), "it works on, though its client is dead"
    assert site.run(site.delivery()).status == "published"
    assert at_work(site, "4000000000") == []
    late = "select count(*) from onet_occupation_data where source_file = 'late'"
    assert site.ledger(late) == [(0,)]
    assert site.untidy() == {}


def test_who_only_reads_the_ledger_is_left_alone(site):
    """The command status may be at work while a run starts."""
    engine = site.installation.server.engine("loader", site.settings.databases.landing)
    reading = f"select {HEAVY} from batches"
    with engine.connect() as reader, engine.connect() as connection:
        reader_id = reader.exec_driver_sql("select connection_id()").scalar_one()
        raw = reader.connection.driver_connection
        raw._execute_command(3, reading)  # COM_QUERY; the answer is never read
        wait_until(lambda: at_work(site, "4000000000"))
        assert end_leftover_loads(connection, site.settings) == []
        assert at_work(site, "4000000000") == [reader_id]
        site.admin(f"kill {reader_id}")
        reader.invalidate()


# -- readers ---------------------------------------------------------------------------------


def test_a_readers_lock_ends_the_run_in_bounded_time_and_names_the_reader(site):
    delivery = site.delivery("Chemists that a reader held up")
    before = site.checksums()
    with site.reading_in_a_transaction() as reader, pytest.raises(Blocked) as caught:
        site.run(delivery, patience=1)
    assert caught.value.exit_code == 1
    assert f"connection {reader} of" in str(caught.value)
    assert "nothing was published" in caught.value.state
    assert site.checksums() == before
    assert site.run(delivery).status == "published"
    assert "Chemists that a reader held up" in site.titles()
    assert site.untidy() == {}


def test_what_a_reader_held_up_can_be_published_without_another_build(site):
    delivery = site.delivery("Chemists that were published by hand")
    with site.reading_in_a_transaction(), pytest.raises(Blocked):
        site.run(delivery, patience=1)
    assert site.command("publish").returncode == 0
    assert "Chemists that were published by hand" in site.titles()
    assert "Chemists that were published by hand" in site.answer_of_the_analysis()
    assert site.untidy() == {}, "its batch is ready, its files are shown"


# -- the server ------------------------------------------------------------------------------


@pytest.fixture
def lasting_site(private_test_server: PrivateServer, tmp_path: Path) -> Iterator[Site]:
    """A site on a private server as a user has it, which each run starts if it is down."""
    folder = Path(tempfile.mkdtemp(prefix="skillgap-faults-"))
    (folder / "packages").symlink_to(PACKAGES)
    project = write_small_project(tmp_path / "project")
    settings = Settings(root=project, local=folder, prefix="sg")
    product = private_test_server.answering().product
    private = PrivateServer(folder)
    try:
        private.start(product, Console())
        server = find_or_start(settings, Console())
        databases.create(server, settings)
        yield Site(Installation(settings, server), tmp_path)
    finally:
        private.stop(kill=True)
        shutil.rmtree(folder)


def test_a_server_that_dies_in_the_middle_of_a_load_is_started_by_the_next_run(
    lasting_site, monkeypatch
):
    site = lasting_site
    private = PrivateServer(site.settings.local)
    assert site.run(site.delivery()).status == "published"
    before = site.checksums()
    delivery = site.delivery("Chemists after a power cut")

    def power_cut(console):
        return lambda outcome: private.stop(kill=True)

    with monkeypatch.context() as patch:
        patch.setattr(pipeline.run, "_file_line", power_cut)
        with pytest.raises(ServerLost) as caught:
            site.run(delivery)
    assert caught.value.exit_code == 1
    assert not private.is_alive()
    summary = site.run(delivery)
    assert summary.status == "published"
    changed = {name for name, found in site.checksums().items() if found != before[name]}
    assert changed == {"titles", "published_releases", "publication"}
    assert "Chemists after a power cut" in site.titles()
    assert site.ledger("select status from runs order by run_id") == [
        ("published",),
        ("killed",),
        ("published",),
    ]
    assert site.untidy() == {}


# -- disks -----------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a tmpfs; the test is skipped where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no tmpfs can be mounted")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(disk: Path, free: int) -> Iterator[None]:
    """Fill a disk but for ``free`` bytes while the block runs."""
    filler = disk / "filler"
    space = shutil.disk_usage(disk).free
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, space - free)
    try:
        yield
    finally:
        filler.unlink()


@pytest.fixture
def site_on_a_small_disk(private_test_server: PrivateServer, tmp_path: Path) -> Iterator[tuple]:
    """A site whose server keeps its tables on a disk of its own; the site, and the disk."""
    product = private_test_server.answering().product
    folder = Path(tempfile.mkdtemp(prefix="skillgap-disk-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        disk = stack.enter_context(small_disk(folder / "disk", 500))
        private = stack.enter_context(throwaway_server(disk / "s", product, PACKAGES, Console()))
        running = private.answering()
        server = Server(
            endpoint=Endpoint(socket=running.socket),
            product=running.product,
            version=running.version,
            accounts={"admin": Account("root")},
            account_hosts=("localhost", "127.0.0.1"),
        )
        made = stack.enter_context(an_installation(server, tmp_path / "local"))
        settings = replace(made.settings, root=write_small_project(tmp_path / "project"))
        yield Site(replace(made, settings=settings), tmp_path), disk


def test_a_full_disk_of_the_server_fails_the_run_by_name_until_there_is_space(
    site_on_a_small_disk,
):
    site, disk = site_on_a_small_disk
    assert site.run(site.delivery()).status == "published"
    before = site.checksums()
    large = site.delivery("Chemists with many names")
    rows = [("19-2031.00", f"Name {number} " + "x" * 200, "n/a", "08") for number in range(100_000)]
    write_file(large, "Job Titles.txt", rows)
    with filled(disk, free=12_000_000), pytest.raises(DiskFull) as caught:
        site.run(large)
    assert caught.value.exit_code == 1
    assert "no space left" in str(caught.value)
    assert site.checksums() == before
    assert site.run(large).status == "published"
    assert "Chemists with many names" in site.titles()
    assert site.untidy() == {}


def test_a_full_disk_here_fails_the_run_before_it_publishes(site, tmp_path):
    delivery = site.delivery()
    before = site.checksums()
    with small_disk(tmp_path / "disk", 16) as disk:
        full = replace(site.settings, local=disk / "local")
        elsewhere = replace(site, installation=replace(site.installation, settings=full))
        with filled(disk, free=100_000), pytest.raises((DiskFull, BuildFailed)) as caught:
            elsewhere.run(delivery)
        assert caught.value.exit_code == 1
        assert "No space left on device" in str(caught.value)
        assert site.checksums() == before
        assert elsewhere.run(delivery).status == "published"
        assert elsewhere.untidy() == {}
    assert site.run(delivery).status == "published", "here other analyses were shown"
    assert site.untidy() == {}
