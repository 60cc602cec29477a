"""A web server on this machine that serves archives, well or with a chosen fault.

Answers are scripted: each request takes the next answer of ``script``; when none is
left, files are served as a good server does (ETag, Last-Modified, ranges).
"""

from __future__ import annotations

import io
import re
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.release import copy_sample

LAST_MODIFIED = "Fri, 15 May 2026 12:00:00 GMT"


class Handler(BaseHTTPRequestHandler):
    """Notes each request and answers it as scripted."""

    protocol_version = "HTTP/1.1"
    served: ArchiveServer

    def do_GET(self) -> None:
        """Answer with the next answer of the script, else with the file."""
        self.close_connection = True
        self.served.requests.append(Seen(self.path, dict(self.headers.items())))
        answer = self.served.script.pop(0) if self.served.script else whole_or_range()
        answer(self, self.served.files.get(self.path.partition("?")[0]))

    def head(self, status: int, **headers: str | int) -> None:
        """Send the status line and the headers; _ in a name stands for -."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests look at ``requests``."""


Answer = Callable[[Handler, bytes | None], None]


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it."""

    path: str
    headers: Mapping[str, str]

    @property
    def range(self) -> str | None:
        """The part that was asked for."""
        return self.headers.get("Range")


@dataclass
class ArchiveServer:
    """The server: its address, its files by path, its script, and what it was asked."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    script: list[Answer] = field(default_factory=list)
    requests: list[Seen] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)

    @property
    def pattern(self) -> str:
        """The address of a release's archive, as SKILLGAP_ONET_URL names it."""
        return f"{self.address}/db_{{release}}_text.zip"

    def put(self, release_name: str, archive: bytes) -> None:
        """Serve an archive as that of a release."""
        self.files[f"/db_{release_name.replace('.', '_')}_text.zip"] = archive


@contextmanager
def archive_server() -> Iterator[ArchiveServer]:
    """Run a server while the block runs."""
    served = ArchiveServer()
    handler = type("ServedHandler", (Handler,), {"served": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.stalled.set()
        server.shutdown()
        thread.join()
        server.server_close()


def whole_or_range(etag: str | None = '"v1"', last_modified: str | None = LAST_MODIFIED) -> Answer:
    """A good server: the file, or the part asked for if it is of the same version; 404."""

    def answer(handler: Handler, body: bytes | None) -> None:
        if body is None:
            handler.head(404, Content_Length=0)
            return
        version = {"ETag": etag, "Last_Modified": last_modified}
        version = {name: value for name, value in version.items() if value}
        span = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if span and handler.headers.get("If-Range") in (etag, last_modified):
            start = int(span[1])
            handler.head(
                206,
                Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}",
                Content_Length=len(body) - start,
                **version,
            )
            handler.wfile.write(body[start:])
        else:
            handler.head(200, Content_Length=len(body), **version)
            handler.wfile.write(body)

    return answer


def without_ranges(handler: Handler, body: bytes | None) -> None:
    """A server that knows no ranges: always the whole file."""
    assert body is not None
    handler.head(200, Content_Length=len(body), ETag='"v1"')
    handler.wfile.write(body)


def cut_off(after: int, **headers: str | int) -> Answer:
    """The file from the start, broken off after some bytes, though all were promised."""

    def answer(handler: Handler, body: bytes | None) -> None:
        assert body is not None
        handler.head(200, **({"Content_Length": len(body), "ETag": '"v1"'} | headers))
        handler.wfile.write(body[:after])

    return answer


def stall(after: int) -> Answer:
    """The file from the start, and after some bytes nothing more, without an end."""

    def answer(handler: Handler, body: bytes | None) -> None:
        cut_off(after)(handler, body)
        handler.wfile.flush()
        handler.served.stalled.wait(60)

    return answer


def reset(handler: Handler, body: bytes | None) -> None:
    """No answer: the connection is broken."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def status(code: int, body: bytes = b"", **headers: str | int) -> Answer:
    """A bare answer with a status, a body and headers."""

    def answer(handler: Handler, _: bytes | None) -> None:
        handler.head(code, Content_Length=len(body), **headers)
        handler.wfile.write(body)

    return answer


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of names and contents."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def zipped_release(folder: Path, release_name: str = "30.3", month: str = "May 2026") -> bytes:
    """The committed sample as the archive of a release, in one folder as O*NET has it."""
    copy_sample(folder, release_name, month)
    top = f"db_{release_name.replace('.', '_')}_text"
    return zipped({f"{top}/{path.name}": path.read_bytes() for path in folder.glob("*.txt")})
