"""The Gemini API on this machine, over real HTTP: ``POST /v1beta/models/{model}:generateContent``.

Written from the documented behaviour; nothing here was ever compared with the live service. Each
request takes the next answer of ``script``; when that is empty, ``answers`` makes one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from explain.access import GeminiAccess

KEY = "a-key-of-the-tests-and-no-other"
CASES = Path(__file__).parent / "cases" / "language-model-refusals"
USAGE = {"promptTokenCount": 812, "candidatesTokenCount": 256, "totalTokenCount": 1068}


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """The JSON document that the model was given as the user's message."""
        (part,) = self.body["contents"][0]["parts"]
        return json.loads(part["text"])

    @property
    def instructions(self) -> str:
        """What the model was told to do."""
        return "".join(part["text"] for part in self.body["systemInstruction"]["parts"])

    @property
    def output_limit(self) -> int:
        """Tokens that the answer may have."""
        return self.body["generationConfig"]["maxOutputTokens"]


Answer = Callable[["Handler", Seen], None]


@dataclass
class GeminiServer:
    """The service: what it says, and what it was asked.

    Args:
        answers: makes the model's text of a request.
        script: answers for the next requests.
        requests: those that came.
        key: who has it is let in.
    """

    answers: Callable[[Seen], str] = lambda seen: "{}"
    script: list[Answer] = field(default_factory=list)
    requests: list[Seen] = field(default_factory=list)
    key: str = KEY
    address: str = ""
    stalled: threading.Event = field(default_factory=threading.Event)

    def access(self, **fields: Any) -> GeminiAccess:
        """What a client needs that is let in; ``fields`` are those of ``GeminiAccess``."""
        return GeminiAccess(**({"key": self.key, "address": self.address, "timeout": 20} | fields))

    def settings(self) -> dict[str, str]:
        """The environment of a process whose settings lead here."""
        return {"SKILLGAP_GEMINI_API_KEY": self.key, "SKILLGAP_GEMINI_URL": self.address}


class Handler(BaseHTTPRequestHandler):
    """Notes each request and answers it as scripted, else as the service does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    served: GeminiServer

    def do_POST(self) -> None:
        """Answer a question."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        seen = Seen(self.path, dict(self.headers.items()), body)
        self.served.requests.append(seen)
        if self.headers.get("x-goog-api-key") != self.served.key:
            self.send(400, {"error": {"code": 400, "status": "INVALID_ARGUMENT"}})
            return
        if self.served.script:
            self.served.script.pop(0)(self, seen)
            return
        self.send(200, generated(self.served.answers(seen)))

    def send(self, status: int, document: Any, headers: Mapping[str, str] | None = None) -> None:
        """Send a document, or text as it stands."""
        payload = (document if isinstance(document, str) else json.dumps(document)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(payload)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests look at ``requests``."""


@contextmanager
def gemini_server(**fields: Any) -> Iterator[GeminiServer]:
    """Run the service while the block runs; ``fields`` are those of :class:`GeminiServer`."""
    served = GeminiServer(**fields)
    handler = type("ServedHandler", (Handler,), {"served": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        served.stalled.set()
        server.shutdown()
        thread.join()
        server.server_close()


def generated(text: str, finish: str = "STOP", **fields: Any) -> dict[str, Any]:
    """The answer of the service in which a model said ``text``."""
    content = {"role": "model", "parts": [{"text": text}]}
    candidate = {"content": content, "finishReason": finish, "index": 0}
    return {"candidates": [candidate], "usageMetadata": USAGE, **fields}


def case(name: str) -> Answer:
    """The answer of a file of tests/cases/language-model-refusals, ``NAME.STATUS.json``."""
    (path,) = CASES.glob(f"{name}.*.json")
    status = int(path.name.split(".")[1])
    return answer_with(status, json.loads(path.read_text(encoding="utf-8")))


def answer_with(status: int, document: Any, **headers: str) -> Answer:
    """An answer of the test's own; _ in a header's name stands for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.send(status, document, named)


def says(text: str, finish: str = "STOP") -> Answer:
    """The service, with this text by the model."""
    return answer_with(200, generated(text, finish))


def stall(handler: Handler, seen: Seen) -> None:
    """No answer, without an end."""
    handler.close_connection = True
    handler.served.stalled.wait(60)


def trickle(handler: Handler, seen: Seen) -> None:
    """An answer that comes a byte at a time and never ends."""
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        while not handler.served.stalled.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()
    except OSError:
        pass  # the client has gone


def reset(handler: Handler, seen: Seen) -> None:
    """No answer: the connection is closed."""
    handler.close_connection = True
