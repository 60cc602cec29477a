"""Hosts in parallel: one's fault is its own, memory is bounded, and an end is an end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from extract.download import Patience
from extract.jobs.fetching import Fetcher, Manners
from extract.jobs.hosts import Arrived, Halt, Halted, HostDone, HostFailed, in_parallel
from extract.jobs.outcomes import Kind
from pipeline.settings import ROOT
from tests.board_server import board_server, page, reset


class Silent:
    def say(self, text):
        pass

    warn = say


@pytest.fixture
def board():
    with board_server() as served:
        yield served


def reading(board, host, paths, pause=None):
    """The work of a host: its pages, one after the other."""

    def work(halt):
        patience = Patience(attempts=2, first_wait=0, pause=pause or halt.pause)
        manners = Manners("a@x.org", seconds_between=0, allow_loopback=True, patience=patience)
        site = board.at(host=host)
        fetcher = Fetcher(site, manners, {}, Silent(), resolve=board.resolve)
        for path in paths:
            yield fetcher.fetch(f"{site}{path}")

    return work


def results(events, host):
    return [e.result for e in events if isinstance(e, Arrived) and e.host == host]


def test_every_host_is_read_whole_whatever_happens_to_the_others(board):
    board.put("/1", page(b"one"))
    board.put("/2", page(b"two"))
    board.put("/broken", reset)

    def bug(halt):
        yield "something"
        raise ValueError("a bug")

    events = list(
        in_parallel(
            {
                "a.test": reading(board, "a.test", ["/1", "/2"]),
                "b.test": reading(board, "b.test", ["/broken", "/2"]),
                "c.test": bug,
            }
        )
    )
    assert [read.text for read in results(events, "a.test")] == ["one", "two"]
    assert [read.outcome.kind for read in results(events, "b.test")] == [
        Kind.UNREACHABLE,
        Kind.READ,
    ]
    assert results(events, "c.test") == ["something"]
    (failed,) = [event for event in events if isinstance(event, HostFailed)]
    assert (failed.host, str(failed.error)) == ("c.test", "a bug")
    done = {event.host for event in events if isinstance(event, HostDone)}
    assert done == {"a.test", "b.test"}


def test_hosts_are_asked_at_the_same_time_and_each_by_one_request(board):
    """Each host's answer waits until the other host has been asked as well."""
    both_there = threading.Barrier(2, timeout=20)
    under_way, most = {"a": 0, "b": 0}, {"a": 0, "b": 0}
    lock = threading.Lock()

    def answer(handler):
        host = handler.headers["Host"][0]
        with lock:
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
        both_there.wait()
        with lock:
            under_way[host] -= 1
        page(b"jobs")(handler)

    board.put("/jobs", answer)
    work = {f"{host}.test": reading(board, f"{host}.test", ["/jobs"] * 3) for host in "ab"}
    events = list(in_parallel(work))
    assert [len(results(events, host)) for host in work] == [3, 3]
    assert all(read.text == "jobs" for host in work for read in results(events, host))
    assert most == {"a": 1, "b": 1}


def test_a_fetcher_asks_one_thing_at_a_time_whoever_calls_it(board):
    under_way, most, lock = [0], [0], threading.Lock()

    def answer(handler):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        threading.Event().wait(0.02)
        with lock:
            under_way[0] -= 1
        page(b"jobs")(handler)

    board.put("/jobs", answer)
    manners = Manners("a@x.org", seconds_between=0, allow_loopback=True)
    fetcher = Fetcher(board.at(), manners, {}, Silent(), resolve=board.resolve)
    threads = [threading.Thread(target=fetcher.fetch, args=(board.at("/jobs"),)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(board.asked("/jobs")) == 5
    assert most == [1]


def test_no_more_hosts_than_allowed_are_asked_at_once():
    under_way, most, lock = [0], [0], threading.Lock()

    def work(halt):
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        halt.pause(0.01)
        with lock:
            under_way[0] -= 1
        return ["x"]

    events = list(in_parallel({str(number): work for number in range(9)}, at_once=2))
    assert sum(isinstance(event, HostDone) for event in events) == 9
    assert most[0] <= 2


def test_results_wait_to_be_taken_and_do_not_pile_up():
    made = []

    def work(halt):
        for number in range(1000):
            made.append(number)
            yield number

    events = in_parallel({"a": work}, ahead=3)
    taken = [next(events) for _ in range(10)]
    assert [event.result for event in taken] == list(range(10))
    assert len(made) <= 10 + 3 + 2  # taken, waiting, and the one in hand
    events.close()


def test_a_caller_that_stops_stops_the_hosts():
    ended = threading.Event()

    def work(halt):
        try:
            yield 1
            halt.pause(3600)
        except Halted:
            ended.set()
            raise

    before = threading.active_count()
    events = in_parallel({"a": work})
    next(events)
    events.close()
    assert ended.is_set()
    assert threading.active_count() == before


def test_a_halted_wait_is_none():
    halt = Halt()
    halt.pause(0)
    halt.ask()
    with pytest.raises(Halted):
        halt.pause(3600)


INTERRUPTED = """
import signal

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from extract.jobs.hosts import in_parallel

def work(halt):
    yield "begun"
    halt.pause(3600)
    yield "never"

try:
    for event in in_parallel({"a": work, "b": work}):
        print(event.result, flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_ends_it_cleanly():
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout.readline() == "begun\n"
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (out, err, process.returncode) == ("interrupted\n", "", 0)
