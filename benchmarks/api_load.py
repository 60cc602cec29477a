"""Ask the REST API from many clients at once; print p50, p95 and what went wrong.

    .venv/bin/python -m benchmarks.api_load                     serves the published tables itself
    .venv/bin/python -m benchmarks.api_load --address http://127.0.0.1:8080

Each client keeps its connection and asks again as soon as it has its answer, so that as many
questions are under way as there are clients; in one kind it takes a tenth of a second before it
asks again, as who looks at an answer would at least. Pairs are drawn at random (seeded) of all
rated occupations, search texts from a list; every answer must be 200. The clients take processor
time of the same machine: the figures are those of a machine that does both. Pairs of all
occupations hardly ever come twice, so each is computed; the fifty pairs and the searches are mostly
kept answers.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

from pipeline.settings import ROOT

SEARCHES = (
    *("chem", "software dev", "nurse", "data", "manager", "teacher", "farm", "a", "so"),
    *("ingé", "größe", "café", "machine oper", "c++", "elec eng"),
)
PATIENCE = 60  # seconds for the server to answer
A_LOOK = 0.1  # seconds from an answer to the next question of a client that looks at it
PROCESSES = 2
MANY = 20_000  # pairs; few come twice


def main() -> int:
    """Print a line for each kind of question; return 1 if an answer was not 200."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", help="of a server that runs; none: one is started")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each kind of question")
    parser.add_argument("--workers", type=int, default=2, help="of the server that is started")
    asked = parser.parse_args()
    with _serving(asked.address, asked.workers) as address:
        codes = _rated(address)
        print(f"{asked.clients} clients, {asked.seconds:g} s each, {len(codes)} rated occupations")
        pairs = _pairs(codes)
        kinds = {
            "gap of a pair": (_gaps(pairs, MANY), 0),
            "gap of a pair, with a look": (_gaps(pairs, MANY), A_LOOK),
            "gap of one of 50 pairs": (_gaps(pairs, 50), 0),
            "search of occupations": (
                [f"/api/v1/taxonomy/occupations?limit=20&q={quote(text)}" for text in SEARCHES],
                0,
            ),
            "search of skills": (
                [f"/api/v1/taxonomy/skills?limit=20&q={quote(text)}" for text in SEARCHES],
                0,
            ),
            "levels of an occupation": (
                [f"/api/v1/occupations/{quote(code)}/levels" for code in codes],
                0,
            ),
        }
        print(f"{'question':<26}{'answers/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}  not 200")
        wrong = 0
        for name, (paths, pause) in kinds.items():
            times, statuses = _load(address, paths, asked.clients, asked.seconds, pause)
            others = {status: n for status, n in statuses.items() if status != "200"}
            wrong += sum(others.values())
            times.sort()
            p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
            print(
                f"{name:<26}{len(times) / asked.seconds:>10.0f}{statistics.median(times):>9.1f}"
                f"{p95:>9.1f}{times[-1]:>9.1f}  {others or 0}"
            )
    return 1 if wrong else 0


def _load(
    address: str, paths: list[str], clients: int, seconds: float, pause: float
) -> tuple[list[float], Counter[str]]:
    """Ask from ``clients`` threads in two processes; return milliseconds and statuses."""
    share = [clients // PROCESSES + (number < clients % PROCESSES) for number in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES) as processes:
        parts = processes.map(
            _ask_from_threads,
            itertools.repeat(address),
            itertools.repeat(paths),
            share,
            itertools.repeat(seconds),
            itertools.repeat(pause),
            range(PROCESSES),
        )
        times, statuses = [], Counter()
        for some_times, some_statuses in parts:
            times += some_times
            statuses += some_statuses
    return times, statuses


def _ask_from_threads(
    address: str, paths: list[str], clients: int, seconds: float, pause: float, seed: int
) -> tuple[list[float], Counter[str]]:
    until = time.perf_counter() + seconds
    times: list[float] = []
    statuses: Counter[str] = Counter()

    def ask(number: int) -> None:
        drawn = random.Random(seed * 1000 + number)
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < until:
            started = time.perf_counter()
            try:
                connection.request("GET", drawn.choice(paths))
                answer = connection.getresponse()
                answer.read()
                status = str(answer.status)
            except (OSError, http.client.HTTPException) as error:
                status = type(error).__name__
                connection.close()
            times.append((time.perf_counter() - started) * 1000)
            statuses[status] += 1
            time.sleep(pause)

    with ThreadPoolExecutor(max(clients, 1)) as threads:
        list(threads.map(ask, range(clients)))
    return times, statuses


def _pairs(codes: list[str]) -> Iterator[tuple[str, str]]:
    drawn = random.Random(1)
    while True:
        yield tuple(drawn.sample(codes, 2))


def _gaps(pairs: Iterator[tuple[str, str]], number: int) -> list[str]:
    return [
        f"/api/v1/skill-gap?from={quote(a)}&to={quote(b)}"
        for a, b in itertools.islice(pairs, number)
    ]


def _rated(address: str) -> list[str]:
    """Return the codes of all rated occupations, page by page."""
    codes, cursor = [], ""
    while True:
        page = _get(f"{address}/api/v1/taxonomy/occupations?source=onet&limit=200{cursor}")
        codes += [row["code"] for row in page["rows"] if row["ratings_status"] == "rated"]
        if page["next"] is None:
            return codes
        cursor = f"&cursor={page['next']}"


def _get(url: str) -> dict:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{url}: {answer.status} {body.decode()}")
    return json.loads(body)


@contextmanager
def _serving(address: str | None, workers: int) -> Iterator[str]:
    """Yield the address of a server; start one with the settings of this project if none runs."""
    if address:
        yield address.rstrip("/")
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ("serve", "--port", str(port), "--workers", str(workers))
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *command],
        cwd=ROOT,
        env={**os.environ, "SKILLGAP_API_READS_PER_MINUTE": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                _get(f"{address}/ready")
                break
            except (OSError, RuntimeError):
                if time.monotonic() > until or process.poll() is not None:
                    raise
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    sys.exit(main())
