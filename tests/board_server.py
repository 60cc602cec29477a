"""A job board on this machine, over real HTTP, well behaved or with a chosen fault.

Pages are answers by path (with query); a path may have several, one a request, the last of
which stays. Names of hosts lead here through ``BoardServer.resolve``, and time is a
``MadeUpClock``, so that no test waits.
"""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head>"
    b"<body><h1>board.test</h1><p>Checking your browser</p></body></html>"
)


@dataclass
class MadeUpClock:
    """Time that goes on only when somebody waits; ``waits`` are the seconds of each wait."""

    seconds: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Tell the seconds since some moment."""
        return self.seconds

    def pause(self, seconds: float) -> None:
        """Let time go on."""
        self.waits.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        """Tell the time of day: noon when the clock says 1000."""
        return NOON + timedelta(seconds=self.seconds - 1000)


class Handler(BaseHTTPRequestHandler):
    """Notes each request and answers it with what its path has."""

    protocol_version = "HTTP/1.1"
    board: BoardServer

    def do_GET(self) -> None:
        """Answer with the next answer of the path; 404 where there is none."""
        self.close_connection = True
        board = self.board
        with board.lock:
            board.requests.append(Seen(self.path, dict(self.headers.items()), board.clock()))
            answers = board.pages.get(self.path, [page(b"nothing here", status=404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        answer(self)

    def head(self, status: int, headers: Mapping[str, str | int]) -> None:
        """Send the status line and the headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests look at ``requests``."""


Answer = Callable[[Handler], None]


@dataclass(frozen=True)
class Seen:
    """A request as the board saw it; ``at`` is what the made-up clock said."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass
class BoardServer:
    """The board: its port, its pages, what it was asked, and where names lead.

    Args:
        port: where it listens on 127.0.0.1.
        pages: answers by path and query.
        requests: what it was asked.
        names: addresses of host names; those that are missing lead here.
        lookups: the names that were looked up.
    """

    port: int = 0
    pages: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[Seen] = field(default_factory=list)
    names: dict[str, Sequence[str]] = field(default_factory=dict)
    lookups: list[str] = field(default_factory=list)
    clock: MadeUpClock = field(default_factory=MadeUpClock)
    stalled: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def at(self, path: str = "", host: str = "board.test", scheme: str = "http") -> str:
        """Return an address of the board under a name."""
        return f"{scheme}://{host}:{self.port}{path}"

    def put(self, path: str, *answers: Answer) -> None:
        """Serve answers at a path."""
        self.pages[path] = list(answers)

    def robots(self, text: str) -> None:
        """Serve a robots.txt."""
        self.put("/robots.txt", page(text.encode(), content_type="text/plain"))

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Look a name up, as the system's resolver would."""
        self.lookups.append(host)
        found = self.names.get(host, ["127.0.0.1"])
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [seen.path for seen in self.requests]

    def asked(self, path: str) -> list[Seen]:
        """The requests for a path."""
        return [seen for seen in self.requests if seen.path == path]


@contextmanager
def board_server(
    wrap: Callable[[socket.socket], socket.socket] | None = None,
) -> Iterator[BoardServer]:
    """Run a board while the block runs; ``wrap`` may put its socket under TLS."""
    board = BoardServer()
    server = _Quiet(("127.0.0.1", 0), type("BoardHandler", (Handler,), {"board": board}))
    if wrap is not None:
        server.socket = wrap(server.socket)
    board.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield board
    finally:
        board.stalled.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up: many tests make them."""


def page(
    body: bytes,
    *,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
    **headers: str | int,
) -> Answer:
    """A page; _ in the name of a header stands for -."""

    def answer(handler: Handler) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        length = {} if status == 304 else {"Content-Length": len(body)}
        handler.head(status, {"Content-Type": content_type} | length | named)
        handler.wfile.write(body)

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    """A redirect."""
    return page(b"", status=status, Location=location)


def gzipped(body: bytes, **headers: str | int) -> Answer:
    """A page packed by gzip."""
    return page(gzip.compress(body), Content_Encoding="gzip", **headers)


def conditional(body: bytes, etag: str | None, last_modified: str | None = None) -> Answer:
    """A page that is sent only if it has changed."""
    version = {"ETag": etag, "Last_Modified": last_modified}
    version = {name: value for name, value in version.items() if value}

    def answer(handler: Handler) -> None:
        tag, since = handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since")
        is_same = tag == etag if tag else since is not None and since == last_modified
        (page(b"", status=304, **version) if is_same else page(body, **version))(handler)

    return answer


def cut_off(body: bytes, after: int, **headers: str | int) -> Answer:
    """A page that breaks off after some bytes, though all were promised."""

    def answer(handler: Handler) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        handler.head(200, {"Content-Type": "text/html", "Content-Length": len(body)} | named)
        handler.wfile.write(body[:after])

    return answer


def chunked(*parts: bytes, is_ended: bool = True) -> Answer:
    """A page in chunks, with or without the last, empty one."""

    def answer(handler: Handler) -> None:
        handler.head(200, {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
        for part in parts:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        if is_ended:
            handler.wfile.write(b"0\r\n\r\n")

    return answer


def stall(body: bytes = b"") -> Answer:
    """The beginning of a page, and then nothing more, without an end."""

    def answer(handler: Handler) -> None:
        if body:
            cut_off(body + b"more", len(body))(handler)
            handler.wfile.flush()
        handler.board.stalled.wait(60)

    return answer


def trickle(handler: Handler) -> None:
    """A byte now and then, for ever: no single wait is long."""
    handler.head(200, {"Content-Type": "text/html", "Content-Length": 1_000_000})
    while not handler.board.stalled.is_set():
        try:
            handler.wfile.write(b"x")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.02)


def reset(handler: Handler) -> None:
    """No answer: the connection is broken."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def raw(text: bytes) -> Answer:
    """Bytes that are what the test says."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(text)

    return answer
