"""A file is fetched whole and as it is on the server, or an error says what to do."""

from __future__ import annotations

import hashlib
import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from extract.addresses import is_loopback, shown_address
from extract.download import Patience, Wanted, fetch
from extract.errors import DownloadFailed, NotThere, WebPage
from pipeline.settings import ROOT
from tests.archive_server import (
    ArchiveServer,
    archive_server,
    cut_off,
    reset,
    stall,
    status,
    whole_or_range,
    without_ranges,
)

BODY = b"PK\x03\x04" + random.Random(4).randbytes(300_000)
HALF = 150_000


class Told:
    """Keeps what a download says, and how far its bar came."""

    def __init__(self) -> None:
        self.news: list[str] = []
        self.warnings: list[str] = []
        self.bars: list[list[int | None]] = []

    def say(self, text: str) -> None:
        self.news.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    @contextmanager
    def progress(self, label: str, total: int | None = None, unit: str = "rows") -> Iterator:
        steps: list[int | None] = [total]
        self.bars.append(steps)

        class Bar:
            def advance(self, steps_done: int = 1) -> None:
                steps.append(steps_done)

        yield Bar()


class Waits(list):
    """Notes how long the download would have waited, and does not wait."""

    @property
    def patience(self) -> Patience:
        return Patience(read_timeout=30.0, first_wait=2.0, pause=self.append)


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with archive_server() as served:
        served.files["/a.zip"] = BODY
        yield served


@pytest.fixture
def wanted(server: ArchiveServer) -> Wanted:
    return Wanted(
        url=f"{server.address}/a.zip",
        name="the archive",
        kind="a zip archive",
        signature=b"PK\x03\x04",
        max_bytes=1_000_000,
        alternative="or carry it here",
    )


@pytest.fixture
def waits() -> Waits:
    return Waits()


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_arrives_whole_with_its_receipt(server, wanted, tmp_path):
    told = Told()
    receipt = fetch(wanted, tmp_path / "a.zip", told)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert receipt.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (receipt.size, receipt.etag, receipt.url) == (len(BODY), '"v1"', wanted.url)
    assert json.loads((tmp_path / "a.zip.json").read_text()) == receipt.__dict__
    assert names(tmp_path) == ["a.zip", "a.zip.json"]
    (steps,) = told.bars
    assert steps[0] == sum(steps[1:]) == len(BODY)


def test_we_say_who_we_are_and_ask_for_the_bare_bytes(server, wanted, tmp_path):
    fetch(wanted, tmp_path / "a.zip", Told())
    headers = server.requests[0].headers
    assert headers["User-Agent"].startswith("skillgap (python-requests/")
    assert headers["Accept-Encoding"] == "identity"
    assert "Range" not in headers


def test_a_file_that_is_here_is_not_fetched_again(server, wanted, tmp_path):
    first = fetch(wanted, tmp_path / "a.zip", Told())
    assert fetch(wanted, tmp_path / "a.zip", Told()) == first
    assert len(server.requests) == 1


def test_a_file_that_was_changed_here_is_fetched_again(server, wanted, tmp_path):
    fetch(wanted, tmp_path / "a.zip", Told())
    (tmp_path / "a.zip").write_bytes(BODY[:-1] + b"?")
    fetch(wanted, tmp_path / "a.zip", Told())
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert len(server.requests) == 2


def test_after_a_break_only_the_rest_is_asked_for(server, wanted, tmp_path, waits):
    server.script = [cut_off(HALF)]
    told = Told()
    fetch(wanted, tmp_path / "a.zip", told, waits.patience)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    first, second = server.requests
    assert (first.range, second.range) == (None, f"bytes={HALF}-")
    assert second.headers["If-Range"] == '"v1"'
    assert "the archive: " in told.warnings[0]
    assert told.bars[1][:2] == [len(BODY), HALF]  # the bar goes on from where it was


def test_without_an_etag_the_date_stands_for_the_version(server, wanted, tmp_path, waits):
    date = "Fri, 15 May 2026 12:00:00 GMT"
    server.script = [
        cut_off(HALF, ETag='W/"weak"', Last_Modified=date),
        whole_or_range(etag=None, last_modified=date),
    ]
    fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert server.requests[1].headers["If-Range"] == date
    assert server.requests[1].range == f"bytes={HALF}-"
    assert (tmp_path / "a.zip").read_bytes() == BODY


def test_without_any_version_the_file_is_fetched_from_the_start(server, wanted, tmp_path, waits):
    server.script = [cut_off(HALF, ETag='W/"weak"')]
    fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert server.requests[1].range is None
    assert (tmp_path / "a.zip").read_bytes() == BODY


def test_a_server_without_ranges_sends_it_from_the_start(server, wanted, tmp_path, waits):
    server.script = [cut_off(HALF), without_ranges]
    told = Told()
    fetch(wanted, tmp_path / "a.zip", told, waits.patience)
    assert server.requests[1].range == f"bytes={HALF}-"
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert told.news == ["the archive: the server sends it from the start again"]


def test_a_file_that_changed_meanwhile_is_not_patched_together(server, wanted, tmp_path, waits):
    newer = b"PK\x03\x04" + bytes(reversed(BODY))
    server.script = [cut_off(HALF), whole_or_range(etag='"v2"', last_modified=None)]

    def old_then_new() -> None:
        server.files["/a.zip"] = newer

    patience = replace(waits.patience, pause=lambda seconds: old_then_new())
    receipt = fetch(wanted, tmp_path / "a.zip", Told(), patience)
    assert (tmp_path / "a.zip").read_bytes() == newer
    assert receipt.etag == '"v2"'


def test_a_rest_of_another_version_is_thrown_away(server, wanted, tmp_path, waits):
    """A server that ignores If-Range sends the new file's rest to the old one's beginning."""
    rest = BODY[HALF:]
    span = f"bytes {HALF}-{len(BODY) - 1}/{len(BODY)}"
    server.script = [
        cut_off(HALF),
        status(206, rest, Content_Range=span, ETag='"v2"'),
    ]
    told = Told()
    fetch(wanted, tmp_path / "a.zip", told, waits.patience)
    assert "the file has changed on the server" in told.warnings[1]
    assert [seen.range for seen in server.requests] == [None, f"bytes={HALF}-", None]
    assert (tmp_path / "a.zip").read_bytes() == BODY


@pytest.mark.parametrize(
    "answer",
    [
        status(416),
        status(206, BODY[9:], ETag='"v1"', Content_Range=f"bytes 9-{len(BODY) - 1}/{len(BODY)}"),
        status(206, BODY[HALF:], ETag='"v1"'),
    ],
    ids=["unsatisfiable", "another part", "a part that says not which"],
)
def test_a_part_that_does_not_fit_starts_the_file_anew(server, wanted, tmp_path, waits, answer):
    server.script = [cut_off(HALF), answer]
    fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert server.requests[2].range is None
    assert (tmp_path / "a.zip").read_bytes() == BODY


def test_a_file_that_is_always_cut_off_is_an_error_and_kept_for_later(
    server, wanted, tmp_path, waits
):
    server.script = [cut_off(HALF)] + [cut_off(0)] * 4
    with pytest.raises(DownloadFailed, match="could not be downloaded") as caught:
        fetch(wanted, tmp_path / "a.zip", Told(), replace(waits.patience, attempts=1))
    assert caught.value.exit_code == 1
    assert f"{HALF:,} bytes that came are kept" in caught.value.state
    assert names(tmp_path) == ["a.zip.part", "a.zip.part.json"]
    server.script.clear()
    fetch(wanted, tmp_path / "a.zip", Told())
    assert server.requests[-1].range == f"bytes={HALF}-"


def test_attempts_that_get_further_are_not_counted_against_the_server(
    server, wanted, tmp_path, waits
):
    def a_bit_more(handler, body):
        asked = handler.headers.get("Range", "bytes=0-")
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        part = body[start : start + 40_000]
        span = f"bytes {start}-{len(body) - 1}/{len(body)}"
        handler.head(206, ETag='"v1"', Content_Range=span, Content_Length=len(body) - start)
        handler.wfile.write(part)

    server.script = [cut_off(20_000)] + [a_bit_more] * 8
    fetch(wanted, tmp_path / "a.zip", Told(), replace(waits.patience, attempts=2))
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert set(waits) == {2.0}


def test_a_server_that_stalls_is_an_error(server, wanted, tmp_path, waits):
    server.script = [stall(HALF), stall(HALF)]
    patience = replace(waits.patience, read_timeout=0.05, attempts=1)
    with pytest.raises(DownloadFailed) as caught:
        fetch(wanted, tmp_path / "a.zip", Told(), patience)
    assert "no byte came for 0.05 s" in caught.value.found


def test_a_server_that_never_answers_is_an_error(server, wanted, tmp_path, waits):
    server.script = [lambda handler, body: server.stalled.wait(60)] * 2
    patience = replace(waits.patience, read_timeout=0.05, attempts=2)
    told = Told()
    with pytest.raises(DownloadFailed) as caught:
        fetch(wanted, tmp_path / "a.zip", told, patience)
    assert "no byte came for 0.05 s" in caught.value.found
    assert told.warnings == ["the archive: no byte came for 0.05 s; trying again in 2 s"]


def test_a_slow_server_is_borne_with_as_long_as_bytes_come(server, wanted, tmp_path, waits):
    """In all it takes longer than the read time-out, which counts from byte to byte."""

    def trickle(handler, body):
        handler.head(200, Content_Length=len(body))
        for start in range(0, len(body), 8_000):
            handler.wfile.write(body[start : start + 8_000])
            handler.wfile.flush()
            time.sleep(0.05)

    server.script = [trickle]
    told = Told()
    patience = replace(waits.patience, read_timeout=1.5, attempts=1)
    fetch(wanted, tmp_path / "a.zip", told, patience)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert len(told.bars[0]) > 10


def test_no_file_at_the_address_is_said_at_once(server, wanted, tmp_path, waits):
    server.files.clear()
    with pytest.raises(NotThere) as caught:
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert caught.value.found == "404 Not Found"
    assert "or carry it here" in caught.value.advice
    assert (len(server.requests), waits) == (1, [])
    assert names(tmp_path) == []


def test_a_refusal_is_said_at_once(server, wanted, tmp_path, waits):
    server.script = [status(403)]
    with pytest.raises(DownloadFailed, match="the server did not give the archive") as caught:
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert caught.value.found == "403 Forbidden"
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [status(500), status(503), reset], ids=["500", "503", "reset"])
def test_a_server_that_recovers_is_asked_again_after_growing_waits(
    server, wanted, tmp_path, waits, answer
):
    server.script = [answer] * 3
    fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert waits == [2.0, 4.0, 8.0]


def test_a_server_that_stays_down_is_an_error_after_five_attempts(server, wanted, tmp_path, waits):
    server.script = [status(502)] * 9
    with pytest.raises(DownloadFailed) as caught:
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert "502 Bad Gateway" in caught.value.found
    assert (len(server.requests), waits) == (5, [2.0, 4.0, 8.0, 16.0])


def test_a_server_says_how_long_to_wait(server, wanted, tmp_path, waits):
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    server.script = [
        status(429, Retry_After=7),
        status(503, Retry_After=at),
        status(429, Retry_After="soon"),
    ]
    fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert waits[0] == 7.0
    assert 30.0 < waits[1] <= 90.0
    assert waits[2] == 8.0


def test_a_server_that_asks_for_hours_is_not_waited_for(server, wanted, tmp_path, waits):
    server.script = [status(429, Retry_After=7200)]
    with pytest.raises(DownloadFailed) as caught:
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert "asks to wait 7,200 s" in caught.value.found
    assert waits == []


@pytest.mark.parametrize(
    "answer",
    [
        status(200, b"Sign in, please", Content_Type="text/html; charset=utf-8"),
        status(200, b"\n <!DOCTYPE html>", Content_Type="application/zip"),
    ],
    ids=["it says so", "it says it were a zip"],
)
def test_a_web_page_is_no_archive(server, wanted, tmp_path, waits, answer):
    server.script = [answer]
    with pytest.raises(WebPage, match="got a web page instead of a zip archive"):
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert (len(server.requests), names(tmp_path)) == (1, [])


def test_a_web_page_does_not_overwrite_what_came_before(server, wanted, tmp_path, waits):
    server.script = [cut_off(HALF), status(200, b"<html>", ETag='"v1"')]
    with pytest.raises(WebPage):
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert (tmp_path / "a.zip.part").read_bytes() == BODY[:HALF]


def test_other_bytes_are_no_archive(server, wanted, tmp_path, waits):
    server.script = [status(200, b"\x1f\x8bgzip")]
    with pytest.raises(DownloadFailed, match="the archive is not a zip archive"):
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert names(tmp_path) == []


def test_an_answer_packed_once_more_is_refused(server, wanted, tmp_path, waits):
    server.script = [status(200, BODY, Content_Encoding="gzip")]
    with pytest.raises(DownloadFailed, match="packed the archive once more"):
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)


def test_an_empty_answer_is_tried_again(server, wanted, tmp_path, waits):
    server.script = [status(200)]
    fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert waits == [2.0]


def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(server, wanted, tmp_path, waits):
    with pytest.raises(DownloadFailed, match="larger than it may be") as caught:
        fetch(replace(wanted, max_bytes=1000), tmp_path / "a.zip", Told(), waits.patience)
    assert caught.value.found == "300,004 bytes"  # as the server said, not as it came
    assert names(tmp_path) == []


def test_a_file_of_unknown_size_is_cut_when_it_is_too_large(server, wanted, tmp_path, waits):
    def endless(handler, body):
        handler.head(200)
        handler.wfile.write(body)

    server.script = [endless]
    with pytest.raises(DownloadFailed, match="larger than it may be"):
        fetch(replace(wanted, max_bytes=100_000), tmp_path / "a.zip", Told(), waits.patience)
    assert names(tmp_path) == []


def test_no_secret_of_an_address_is_shown(server, wanted, tmp_path, waits):
    port = server.address.rpartition(":")[2]
    url = f"http://robot:hush-1@127.0.0.1:{port}/a.zip?key=hush-2#hush-3"
    told = Told()
    server.script = [reset]
    receipt = fetch(replace(wanted, url=url), tmp_path / "a.zip", told, waits.patience)
    assert server.requests[0].path == "/a.zip?key=hush-2"
    assert server.requests[0].headers["Authorization"].startswith("Basic ")
    assert receipt.url == f"http://***@127.0.0.1:{port}/a.zip?***"
    errors = []
    for answer in ([status(404)], [reset] * 9, [status(500)] * 9, [status(200, b"<html>")]):
        server.script = list(answer)
        with pytest.raises(DownloadFailed) as caught:
            fetch(replace(wanted, url=url), tmp_path / "b.zip", told, waits.patience)
        errors.append(f"{caught.value}\n{caught.value.__cause__!r}")
    written = "".join(path.read_text("latin-1") for path in tmp_path.glob("*.json"))
    assert "hush" not in "\n".join([*errors, *told.warnings, *told.news, written])


def test_a_closed_port_is_told_in_words(wanted, tmp_path, waits):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DownloadFailed) as caught:
        fetch(
            replace(wanted, url=f"http://127.0.0.1:{port}/a.zip"),
            tmp_path / "a.zip",
            Told(),
            waits.patience,
        )
    assert "no connection: Connection refused" in caught.value.found


def test_a_server_without_tls_is_not_asked_twice(server, wanted, tmp_path, waits):
    url = wanted.url.replace("http://", "https://")
    with pytest.raises(DownloadFailed) as caught:
        fetch(replace(wanted, url=url), tmp_path / "a.zip", Told(), waits.patience)
    assert "no safe connection" in caught.value.found
    assert waits == []


def test_a_circle_of_redirects_ends(server, wanted, tmp_path, waits):
    server.script = [status(302, Location="/a.zip")] * 40
    with pytest.raises(DownloadFailed) as caught:
        fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert "circle" in caught.value.found
    assert waits == []


def test_a_redirect_is_followed(server, wanted, tmp_path, waits):
    server.files["/b.zip"] = BODY
    server.script = [status(302, Location="/b.zip")]
    fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert [seen.path for seen in server.requests] == ["/a.zip", "/b.zip"]


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    server, wanted, tmp_path, waits, monkeypatch
):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nothing listens there
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    fetch(wanted, tmp_path / "a.zip", Told(), replace(waits.patience, attempts=1))
    assert (tmp_path / "a.zip").read_bytes() == BODY


def test_a_full_disk_is_told_and_nothing_passes_for_the_file(server, wanted, tmp_path, waits):
    server.script = [cut_off(HALF)]
    (tmp_path / "a.zip.part").symlink_to("/dev/full")
    part = tmp_path / "a.zip.part"
    unlink = type(part).unlink

    def keep_the_full_disk(path, missing_ok=False):
        if path != part:
            unlink(path, missing_ok=missing_ok)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(part), "unlink", keep_the_full_disk)
        with pytest.raises(DownloadFailed, match="could not be written to disk") as caught:
            fetch(wanted, tmp_path / "a.zip", Told(), waits.patience)
    assert caught.value.found == "No space left on device"
    assert not (tmp_path / "a.zip").exists()
    assert waits == []  # a full disk is no fault of the network


def test_a_killed_download_goes_on_where_it_was(server, wanted, tmp_path):
    server.script = [stall(HALF)]
    target = tmp_path / "a.zip"
    code = (
        "import sys; from pathlib import Path\n"
        "from extract.download import Wanted, fetch\n"
        "from pipeline.console import Console\n"
        "fetch(Wanted(sys.argv[1], 'the archive', 'a zip archive', b'PK', 10**6, ''),\n"
        "      Path(sys.argv[2]), Console())\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, wanted.url, str(target)], cwd=ROOT)
    try:
        part = tmp_path / "a.zip.part"
        deadline = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size > 100_000):
            assert child.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        child.kill()
        child.wait()
    come = part.stat().st_size
    assert not target.exists()
    fetch(wanted, target, Told())
    assert server.requests[1].range == f"bytes={come}-"
    assert target.read_bytes() == BODY


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/a.zip", "https://example.org/a.zip"),
        ("https://me:pw@example.org:8443/a.zip?k=1#f", "https://***@example.org:8443/a.zip?***"),
        ("https://token@[::1]/a.zip", "https://***@[::1]/a.zip"),
        ("https://a:b@c@example.org/", "https://***@example.org/"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url, shown):
    assert shown_address(url) == shown


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1:8000/", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]/", True),
        ("http://localhost/", True),
        ("http://localhost.example.org/", False),
        ("http://10.0.0.1/", False),
    ],
)
def test_this_machine_is_known_by_its_addresses(url, is_here):
    assert is_loopback(url) == is_here
