"""Collect made-up jobs from stand-ins that answer at once; print listings a minute for each host.

    .venv/bin/python -m benchmarks.job_boards --jobs 400

Three boards, each on a host of its own on this machine, served by a process of its own: a listing
with a page for each job (BrighterMonday), one with JSON-LD on each page (Fuzu), a feed with a page
for each job (MyJobMag). Asked once one after another and once at the same time, with no wait
between requests; robots.txt, parsing and the delivery files included. Exit code 1 if a host gives
fewer than 200 a minute, or a job, a date or a salary is missing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from extract.jobs.access import JobsAccess
from extract.jobs.collecting import VisitResult, collect
from extract.jobs.registry import all_boards
from pipeline.console import Console

LEAST = 200.0  # listings a minute of a host
A_PAGE = 20
BOARDS = ("brighter_monday", "fuzu", "my_job_mag")
TEXT = "<p>Keeps the books of a mill, counts what comes in and what goes out.</p>" * 30


def posting(number: int) -> str:
    """Return the JSON-LD of a job."""
    return json.dumps(
        {
            "@type": "JobPosting",
            "title": f"Bookkeeper {number}",
            "hiringOrganization": {"name": f"Mill {number}"},
            "datePosted": "2026-05-30",
            "baseSalary": {
                "currency": "KES",
                "value": {"minValue": 40000 + number, "maxValue": 90000, "unitText": "MONTH"},
            },
            "description": TEXT,
        }
    )


def detail(number: int) -> str:
    """Return the page of a job; the same for all three boards."""
    head = f'<script type="application/ld+json">{posting(number)}</script>'
    body = f"<h1>Bookkeeper {number}</h1><main>{TEXT}</main>{'<p>footer</p>' * 200}"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def listing(path: str, page: int, jobs: int) -> str:
    """Return a page of a listing."""
    numbers = range((page - 1) * A_PAGE, min(page * A_PAGE, jobs))
    card = {
        "/jobs": '<div><a data-cy="listing-title-link" title="Bookkeeper {0}" '
        'href="/listings/bookkeeper-x{0:05}"><p>Bookkeeper {0}</p></a><p>3 days ago</p></div>',
        "/kenya/job": '<a class="b2c-card" slug="bookkeeper-{0}" location="Thika" '
        'href="/kenya/jobs/bookkeeper-{0}"><h2>Bookkeeper {0}</h2></a>',
    }[path]
    following = f'<a rel="next" href="?page={page + 1}">Next</a>' if page * A_PAGE < jobs else ""
    cards = "".join(card.format(number) for number in numbers)
    return f"<!DOCTYPE html><html><body>{cards or 'No jobs found'}{following}</body></html>"


def feed(jobs: int) -> str:
    """Return a feed of all jobs."""
    items = "".join(
        f"<item><title>Bookkeeper {number} at Mill {number}</title>"
        f"<link>/job/bookkeeper-{number}</link><pubDate>Sat, 30 May 2026 09:00:00 GMT</pubDate>"
        "<description>Keeps books</description></item>"
        for number in range(jobs)
    )
    return f'<rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'


class Handler(BaseHTTPRequestHandler):
    """Answers as each of the three boards would."""

    protocol_version = "HTTP/1.1"
    jobs = 0

    def do_GET(self) -> None:
        """Answer at once."""
        parts = urlsplit(self.path)
        number = "".join(each for each in parts.path.rpartition("-")[2] if each.isdigit())
        if parts.path in ("/jobs", "/kenya/job"):
            page = int(parse_qs(parts.query).get("page", ["1"])[0])
            self._answer(listing(parts.path, page, self.jobs), "text/html")
        elif parts.path == "/aggregate_feed.xml":
            self._answer(feed(self.jobs), "application/rss+xml")
        elif number:
            self._answer(detail(int(number)), "text/html")
        else:
            self.send_error(404)

    def _answer(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(jobs: int) -> None:
    """Serve on a free port of this machine, which is printed, until the process is ended."""
    Handler.jobs = jobs
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def measured(names: tuple[str, ...], access: JobsAccess) -> tuple[list[VisitResult], float, list]:
    """Collect boards into a folder of their own; return results, seconds and the jobs."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        boards = [all_boards()[name] for name in names]
        results = collect(boards, access, Path(folder), Silent())
        seconds = time.perf_counter() - start
        lines = [
            json.loads(line)
            for result in results
            if result.path
            for line in result.path.read_text(encoding="utf-8").splitlines()
        ]
    return results, seconds, [line for line in lines if line["kind"] == "listing"]


class Silent(Console):
    """A console that says nothing of progress."""

    def say(self, text: str, **fields: object) -> None:
        """Say nothing."""


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=400, help="jobs of each board")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        serve(options.jobs)
    console, rows, is_good = Console(), [], True
    servers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.job_boards", "--serve", "--jobs", str(options.jobs)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in BOARDS
    ]
    try:
        ports = [server.stdout.readline().strip() for server in servers]
        access = JobsAccess(
            contact="https://example.org/benchmark",
            seconds_between=0.0,
            max_pages=10_000,
            max_details=100_000,
            allow_loopback=True,
            sites={
                name: f"http://127.0.0.1:{port}/" for name, port in zip(BOARDS, ports, strict=True)
            },
        )
        for names in (*((name,) for name in BOARDS), BOARDS):
            results, seconds, jobs = measured(names, access)
            whole = sum(1 for job in jobs if job["posted"] and job["salary"])
            slowest = min(60 * each.listings / each.seconds for each in results)
            is_good = is_good and slowest >= LEAST and whole == options.jobs * len(names)
            minute = round(60 * len(jobs) / seconds)
            what = names[0] if len(names) == 1 else f"{len(names)} hosts at once"
            rows.append((what, len(jobs), whole, round(seconds, 2), minute, round(slowest)))
    finally:
        for server in servers:
            server.terminate()
            server.wait()
    columns = ("read", "listings", "with date and salary", "seconds", "a minute", "slowest host")
    console.table(columns, rows)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
