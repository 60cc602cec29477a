"""Boards read from a stand-in: the hand-written pages of ``tests/boards/``, over HTTP."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from extract.jobs.access import JobsAccess
from extract.jobs.collecting import VisitResult, World, collect
from extract.jobs.registry import all_boards
from tests.board_server import Answer, BoardServer, page

PAGES = Path(__file__).parent / "boards"
TYPES = {".xml": "application/rss+xml; charset=UTF-8", ".json": "application/json"}


class Told:
    """A listener that keeps what it was told."""

    def __init__(self):
        self.lines, self.warnings = [], []

    def say(self, text):
        self.lines.append(text)

    def warn(self, text):
        self.warnings.append(text)


@dataclass
class Delivered:
    """What one visit wrote, line by line as the loader will find it."""

    result: VisitResult
    lines: list[dict]

    def of(self, kind: str) -> list[dict]:
        """The lines of a kind."""
        return [line for line in self.lines if line["kind"] == kind]

    @property
    def listings(self) -> list[dict]:
        """The jobs."""
        return self.of("listing")

    @property
    def by_id(self) -> dict[str, dict]:
        """The jobs by their id; the last line of each."""
        return {line["external_id"]: line for line in self.listings}

    @property
    def ending(self) -> dict:
        """The line that ends the file."""
        assert self.lines[-1]["kind"] == "visit"
        return self.lines[-1]


@dataclass
class StandIn:
    """A stand-in with a folder for what is collected from it."""

    server: BoardServer
    folder: Path
    access: JobsAccess = field(
        default_factory=lambda: JobsAccess(
            contact="https://example.org/robot", allow_loopback=True, seconds_between=1.0
        )
    )
    told: Told = field(default_factory=Told)

    def serve(self, path: str, name: str, **headers) -> None:
        """Serve a hand-written page at a path of the board."""
        self.server.put(path, self.page(name, **headers))

    def answer_all(self, prefix: str, answer: Answer) -> None:
        """Give one answer to every question under a path, whatever its parameters."""

        class Prefixed(dict):
            def get(self, asked, default=None):
                return [answer] if asked.startswith(prefix) else super().get(asked, default)

        self.server.pages = Prefixed(self.server.pages)

    def answer_by(self, prefix: str, name: str, *, other: str, **files: str) -> None:
        """Answer questions under a path by one parameter: ``_1`` names the page for its value 1."""

        def answer(handler):
            value = parse_qs(urlsplit(handler.path).query).get(name, [""])[0]
            self.page(files.get(f"_{value}", other))(handler)

        self.answer_all(prefix, answer)

    def page(self, name: str, **headers) -> Answer:
        """Return a hand-written page as an answer."""
        kind = TYPES.get(Path(name).suffix, "text/html; charset=UTF-8")
        return page(self.body(name), content_type=kind, **headers)

    def body(self, name: str) -> bytes:
        """Return a hand-written page; its own address is the stand-in's."""
        there = (PAGES / name).read_bytes()
        here = rf"http://\1:{self.server.port}".encode()
        return re.sub(rb"https://((?:[\w-]+\.)+\w+)", here, there)

    def set(self, **fields) -> None:
        """Change the settings."""
        self.access = replace(self.access, **fields)

    @property
    def world(self) -> World:
        """The made-up time of the stand-in; every name leads to it."""
        clock = self.server.clock
        return World(clock, clock.now, clock.pause, self.server.resolve)

    def sited(self, *names: str) -> JobsAccess:
        """Return the settings with each board where the stand-in is, under its own host's name."""
        sites = {}
        for name in names:
            site = all_boards()[name].way(self.access).site
            _, _, rest = site.partition("://")
            host, slash, path = rest.partition("/")
            sites[name] = f"http://{host}:{self.server.port}{slash}{path}"
        return replace(self.access, sites=sites)

    def visit(self, name: str, **options) -> Delivered:
        """Visit one board and read what was written."""
        (result,) = self.visits(name, **options)
        return Delivered(result, self.written(result.path))

    def written(self, path: Path) -> list[dict]:
        """Return the lines of a delivery file, the stand-in's address being the board's again."""
        text = path.read_text(encoding="utf-8")
        text = re.sub(rf"http://([\w.-]+):{self.server.port}", r"https://\1", text)
        return [json.loads(line) for line in text.splitlines()]

    def visits(self, *names: str, **options) -> list[VisitResult]:
        """Visit several boards at once."""
        boards = [all_boards()[name] for name in names]
        options.setdefault("world", self.world)
        return collect(boards, self.sited(*names), self.folder, self.told, **options)
