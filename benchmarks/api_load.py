"""Ask the REST API from many clients at once; print p50, p95 and what went wrong.

    .venv/bin/python -m benchmarks.api_load                     serves the published tables itself
    .venv/bin/python -m benchmarks.api_load --address http://127.0.0.1:8080

Each client keeps its connection and asks again as soon as it has its answer, so that as many
questions are under way as there are clients; in one kind it takes a tenth of a second before it
asks again, as who looks at an answer would at least. Pairs are drawn at random (seeded) of all
rated occupations, search texts from a list; every answer must be 200. The clients take a little of
the same machine's time. Pairs of all occupations hardly ever come twice, so each is computed; the
fifty pairs and the searches are mostly kept answers.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import uvloop

from pipeline.settings import ROOT

SEARCHES = (
    *("chem", "software dev", "nurse", "data", "manager", "teacher", "farm", "a", "so"),
    *("ingé", "größe", "café", "machine oper", "c++", "elec eng"),
)
PATIENCE = 60  # seconds for the server to answer
A_LOOK = 0.1  # seconds from an answer to the next question of a client that looks at it
MOST_BYTES = 16 * 1024 * 1024  # of an answer
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
MANY = 200_000  # pairs; hardly one is drawn twice


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
    """Ask from ``clients`` connections at once; return milliseconds and statuses."""
    parts = urlsplit(address)
    until = time.perf_counter() + seconds
    times: list[float] = []
    statuses: Counter[str] = Counter()

    async def client(number: int) -> None:
        drawn = random.Random(number)
        connection = None
        while time.perf_counter() < until:
            started = time.perf_counter()
            try:
                connection = connection or await asyncio.open_connection(
                    parts.hostname, parts.port, limit=MOST_BYTES
                )
                status = await _answer(*connection, parts.netloc, drawn.choice(paths))
            except (OSError, EOFError) as error:
                status = type(error).__name__
                connection = None
            times.append((time.perf_counter() - started) * 1000)
            statuses[status] += 1
            await asyncio.sleep(pause)
        if connection:
            connection[1].close()

    async def all_clients() -> None:
        await asyncio.gather(*(client(number) for number in range(clients)))

    uvloop.run(all_clients())
    return times, statuses


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str
) -> str:
    """Ask, read the whole answer, and return its status.

    No more of HTTP than our server needs: a client that reads all of it would take an eighth of the
    processor's time.
    """
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(int(LENGTH.search(head)[1]))
    return head.split(b" ", 2)[1].decode()


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
