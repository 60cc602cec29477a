"""The O*NET Web Services on this machine, over real HTTP, in either form.

Written from the documented behaviour. What the documents leave open is a field of
:class:`OnetApiServer`; the tests run the client with each value. Requests are answered as the
service does unless ``script`` holds answers: each request takes the next one of it first.
"""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from extract.onet.web_services.credentials import Access, ApiKey, BasicAccount

KEY = "-".join(("a1B2c", "d3E4f", "g5H6i", "j7K8l"))  # in pieces: the tree holds no key's shape
USER, PASSWORD = "a_customer", "their 1.9 passwörd"
DEFAULT_PAGE = 20
NGINX_403 = b"""<html>
<head><title>403 Forbidden</title></head>
<body>
<center><h1>403 Forbidden</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""


@dataclass
class ServedTable:
    """A table of the database service.

    Args:
        kinds: column id to Text, Number or Date.
        rows: values by column id; a ``Decimal`` is written with the digits that it has.
        titles: column id to the column's name in the text files.
    """

    kinds: Mapping[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    titles: Mapping[str, str] = field(default_factory=dict)


RATING_COLUMNS = {
    "onetsoc_code": "Text",
    "title": "Text",
    "element_id": "Text",
    "element_name": "Text",
    "scale_id": "Text",
    "scale_name": "Text",
    "data_value": "Number",
    "n": "Number",
    "standard_error": "Number",
    "lower_ci_bound": "Number",
    "upper_ci_bound": "Number",
    "recommend_suppress": "Text",
    "not_relevant": "Text",
    "date_updated": "Date",
    "domain_source": "Text",
}
RATING_KEY = ("onetsoc_code", "element_id", "scale_id")


def rating(code: str, element_id: str, scale_id: str, value: str, **columns: Any) -> dict[str, Any]:
    """A row of a table of ratings, such as ``essential_skills``; numbers as their text."""
    row: dict[str, Any] = dict.fromkeys(RATING_COLUMNS)
    row |= {
        "onetsoc_code": code,
        "title": f"Title of {code}",
        "element_id": element_id,
        "element_name": f"Name of {element_id}",
        "scale_id": scale_id,
        "scale_name": {"IM": "Importance", "LV": "Level"}.get(scale_id),
        "data_value": Decimal(value),
        "n": 8,
        "standard_error": Decimal("0.125"),
        "recommend_suppress": "N",
        "not_relevant": "N" if scale_id == "LV" else None,
        "date_updated": "2023-08-01",
        "domain_source": "Analyst",
    }
    return row | columns


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it."""

    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]

    def all(self, name: str) -> list[str]:
        """Every value of a parameter."""
        return [value for key, value in self.query if key == name]

    @property
    def span(self) -> tuple[str | None, str | None]:
        """What was asked as ``start`` and ``end``."""
        fields = dict(self.query)
        return fields.get("start"), fields.get("end")


@dataclass
class Reply:
    """What the service would answer; bodies of JSON are made by :func:`written`."""

    status: int
    document: Any = None
    body: bytes | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def payload(self) -> bytes:
        """Return the bytes of the body."""
        return written(self.document).encode() if self.body is None else self.body


Answer = Callable[["Handler", Callable[[], Reply]], None]
"""Answers a request; the second argument makes what the service would say."""


@dataclass
class OnetApiServer:
    """The service: what it holds, how it behaves where nobody knows, and what it was asked.

    Args:
        form: v2 or v1.9.
        release: the release that ``about`` names.
        key, password: who has them is let in, to v2 and to v1.9.
        tables: by table id.
        occupations: ``code`` and ``title`` of each.
        largest_page: rows of a page at most.
        over_largest: what comes of an ``end`` beyond the largest page.
        over_total: what comes of an ``end`` beyond the last row.
        nulls: whether a null column is sent or left out.
        no_rows: what comes of filters that leave nothing.
        table_list: whether ``database`` is a list or has one under ``table``.
        about_form: whether ``about`` has objects or names.
        sorts: whether ``sort`` is followed, ignored or refused.
        filters: whether ``filter`` is followed or ignored.
        script: answers for the next requests.
        after: what happens between so many requests and the next, for example a publication.
    """

    form: Literal["v2", "v1.9"] = "v2"
    address: str = ""
    release: str = "O*NET 30.3"
    key: str = KEY
    password: str = PASSWORD
    tables: dict[str, ServedTable] = field(default_factory=dict)
    occupations: list[dict[str, str]] = field(default_factory=list)
    largest_page: int = 2000
    over_largest: Literal["clipped", "refused"] = "clipped"
    over_total: Literal["clipped", "refused"] = "clipped"
    nulls: Literal["sent", "left_out"] = "sent"
    no_rows: Literal["empty", "refused"] = "empty"
    table_list: Literal["list", "object"] = "list"
    about_form: Literal["objects", "names"] = "objects"
    sorts: Literal["yes", "ignored", "refused"] = "yes"
    filters: Literal["yes", "ignored"] = "yes"
    script: list[Answer] = field(default_factory=list)
    after: dict[int, Callable[[], None]] = field(default_factory=dict)
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0
    stalled: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        """The address of the service, as SKILLGAP_ONET_API_URL names it."""
        return f"{self.address}/" if self.form == "v2" else f"{self.address}/v1.9/ws/"

    def access(self, **fields: Any) -> Access:
        """What a client needs that is let in; ``fields`` are those of ``Access``."""
        credentials = ApiKey(self.key) if self.form == "v2" else BasicAccount(USER, self.password)
        return Access(**({"credentials": credentials, "address": self.base} | fields))

    def settings(self) -> dict[str, str]:
        """The environment of a process whose settings lead here."""
        variables = {"SKILLGAP_ONET_API_URL": self.base}
        if self.form == "v2":
            return variables | {"SKILLGAP_ONET_API_KEY": self.key}
        return variables | {
            "SKILLGAP_ONET_API_USER": USER,
            "SKILLGAP_ONET_API_PASSWORD": self.password,
        }

    def asked(self, path: str) -> list[Seen]:
        """The requests for a path below the address of the service."""
        return [seen for seen in self.requests if seen.path == path]

    def reply(self, seen: Seen) -> Reply:
        """Return what the service says to a request."""
        if not self._lets_in(seen):
            return self._not_let_in()
        match seen.path.split("/"):
            case ["about"]:
                return self._about()
            case ["database"]:
                return self._table_list()
            case ["database", "info", table_id]:
                return self._info(unquote(table_id))
            case ["database", "rows", table_id]:
                return self._rows(seen, unquote(table_id))
            case ["online", "occupations"]:
                return self._page(seen, self._listed(self.occupations), "occupation")
            case ["online", "search"]:
                return self._search(seen)
        return Reply(404, body=b"not found", content_type="text/plain")

    def _lets_in(self, seen: Seen) -> bool:
        if self.form == "v2":
            return seen.headers.get("X-API-Key") == self.key
        pair = base64.b64encode(f"{USER}:{self.password}".encode()).decode()
        return seen.headers.get("Authorization") == f"Basic {pair}"

    def _not_let_in(self) -> Reply:
        if self.form == "v2":
            return Reply(403, body=NGINX_403, content_type="text/html")
        return Reply(
            401,
            body=b"Authorization Error: this account is not known",
            content_type="text/plain",
            headers={"WWW-Authenticate": 'Basic realm="O*NET Web Services"'},
        )

    def _about(self) -> Reply:
        version = "2.0" if self.form == "v2" else "1.9.67"
        if self.about_form == "names":
            return Reply(200, {"api_version": version, "database": self.release})
        site = "https://www.onetcenter.org"
        return Reply(
            200,
            {
                "api_version": version,
                "database": {"name": self.release, "href": f"{site}/database.html"},
                "taxonomy": {"name": "O*NET-SOC 2019", "href": f"{site}/taxonomy.html"},
            },
        )

    def _table_list(self) -> Reply:
        entries = [
            {
                "table_id": table_id,
                "title": table_id.replace("_", " ").title(),
                "description": f"What {table_id} holds.",
                "info": f"{self.base}database/info/{table_id}",
                "rows": f"{self.base}database/rows/{table_id}",
            }
            for table_id in self.tables
        ]
        return Reply(200, entries if self.table_list == "list" else {"table": entries})

    def _info(self, table_id: str) -> Reply:
        table = self.tables.get(table_id)
        if table is None:
            return self._no_table(table_id)
        columns = [
            {
                "column_id": column_id,
                "title": table.titles.get(column_id, column_id),
                "description": f"What {column_id} holds.",
                "type": kind,
                "format": "Character(10)" if kind == "Text" else kind,
                "optional": "Yes",
            }
            for column_id, kind in table.kinds.items()
        ]
        return Reply(
            200,
            {
                "table_id": table_id,
                "title": table_id,
                "description": f"What {table_id} holds.",
                "rows": f"{self.base}database/rows/{table_id}",
                "column": columns,
            },
        )

    def _no_table(self, table_id: str) -> Reply:
        return Reply(422, {"error": f"{table_id} is not a table of the database"})

    def _rows(self, seen: Seen, table_id: str) -> Reply:
        table = self.tables.get(table_id)
        if table is None:
            return self._no_table(table_id)
        rows = table.rows
        try:
            if self.filters == "yes":
                for text in seen.all("filter"):
                    rows = [row for row in rows if _fits(row, text, table.kinds)]
            for text in reversed(seen.all("sort")):
                rows = self._sorted(rows, text, table.kinds)
        except _Unknown as unknown:
            return Reply(422, {"error": str(unknown)})
        if not rows and self.no_rows == "refused":
            return Reply(422, {"error": "No data is available for this occupation."})
        if self.nulls == "left_out":
            rows = [{k: v for k, v in row.items() if v is not None} for row in rows]
        extra = {"table_id": table_id} if self.form == "v1.9" else {}
        return self._page(seen, rows, "row", extra)

    def _sorted(
        self, rows: list[dict[str, Any]], text: str, kinds: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        if self.sorts == "refused":
            raise _Unknown("must not have property 'sort'")
        column_id, _, direction = text.partition(".")
        if column_id not in kinds or direction not in ("", "descending"):
            raise _Unknown(f"cannot sort by {text}")
        if self.sorts == "ignored":
            return rows
        return sorted(
            rows,
            key=lambda row: (row.get(column_id) is not None, row.get(column_id)),
            reverse=direction == "descending",
        )

    def _search(self, seen: Seen) -> Reply:
        keyword = dict(seen.query).get("keyword")
        if keyword is None:
            return Reply(422, {"error": "must have required property 'keyword'"})
        found = [
            each
            for each in self.occupations
            if keyword.casefold() in f"{each['code']} {each['title']}".casefold()
        ]
        return self._page(seen, self._listed(found), "occupation", {"keyword": keyword})

    def _listed(self, occupations: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
        return [
            {
                "href": f"{self.base}online/occupations/{each['code']}/",
                **each,
                "tags": {"bright_outlook": False},
            }
            for each in occupations
        ]

    def _page(
        self,
        seen: Seen,
        rows: Sequence[Mapping[str, Any]],
        envelope: str,
        extra: Mapping[str, Any] | None = None,
    ) -> Reply:
        given, total = dict(seen.query), len(rows)
        try:
            start = int(given.get("start", "1"))
            end = int(given.get("end", str(start + DEFAULT_PAGE - 1)))
        except ValueError:
            return Reply(422, {"error": "start and end must be integer"})
        if start < 1 or end < start:
            return Reply(422, {"error": "start must be >= 1, end must be >= start"})
        if end - start >= self.largest_page:
            if self.over_largest == "refused":
                return Reply(422, {"error": f"at most {self.largest_page} rows"})
            end = start + self.largest_page - 1
        if end > total:
            if self.over_total == "refused" and "end" in given:
                return Reply(422, {"error": "end must be <= total"})
            end = total
        document = {**(extra or {}), "start": start, "end": end, "total": total}
        others = [(name, value) for name, value in seen.query if name not in ("start", "end")]

        def address(first: int, last: int) -> str:
            query = urlencode([*others, ("start", str(first)), ("end", str(last))])
            return f"{self.base}{seen.path}?{query}"

        size = end - start + 1
        links = {}
        if start > 1:
            links["prev"] = address(max(1, start - size), start - 1)
        if end < total:
            links["next"] = address(end + 1, min(end + size, total))
        if self.form == "v2":
            document |= links
        elif links:
            document["link"] = [{"href": href, "rel": rel} for rel, href in links.items()]
        return Reply(200, document | {envelope: list(rows[start - 1 : end])})


class Handler(BaseHTTPRequestHandler):
    """Notes each request and answers it as scripted, else as the service does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    served: OnetApiServer

    def setup(self) -> None:
        """Count the connection."""
        super().setup()
        self.served.connections += 1

    def do_GET(self) -> None:
        """Answer with the next answer of the script, else as the service does."""
        served = self.served
        if event := served.after.get(len(served.requests)):
            event()
        parts = urlsplit(self.path)
        prefix = urlsplit(served.base).path
        path = parts.path.removeprefix(prefix) if parts.path.startswith(prefix) else parts.path
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        seen = Seen(path, query, dict(self.headers.items()))
        served.requests.append(seen)
        answer = served.script.pop(0) if served.script else as_documented
        answer(self, lambda: served.reply(seen))

    def send(self, reply: Reply, body: bytes | None = None) -> None:
        """Send an answer; ``body`` in place of its own, without changing the promised length."""
        payload = reply.payload()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(payload)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload if body is None else body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests look at ``requests``."""


@contextmanager
def onet_api_server(form: Literal["v2", "v1.9"] = "v2", **fields: Any) -> Iterator[OnetApiServer]:
    """Run the service while the block runs; ``fields`` are those of :class:`OnetApiServer`."""
    served = OnetApiServer(form, **fields)
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


def as_documented(handler: Handler, reply: Callable[[], Reply]) -> None:
    """The service as it is."""
    handler.send(reply())


def answer_with(
    status: int,
    document: Any = None,
    *,
    body: bytes | None = None,
    content_type: str = "application/json",
    **headers: str,
) -> Answer:
    """An answer of the test's own; _ in a header's name stands for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    made = Reply(status, document, body, content_type, named)
    return lambda handler, _: handler.send(made)


def too_many_requests(retry_after: str | None = None) -> Answer:
    """429, with or without a word on when to come back."""
    headers = {} if retry_after is None else {"Retry_After": retry_after}
    return answer_with(429, {"error": "Too many requests"}, **headers)


def server_error(status: int = 500) -> Answer:
    """5xx without an ``error`` element, as a gateway says it."""
    return answer_with(status, body=b"<h1>Internal Server Error</h1>", content_type="text/html")


def cut_off(after: int) -> Answer:
    """The right answer, broken off after some bytes, though all were promised."""

    def answer(handler: Handler, reply: Callable[[], Reply]) -> None:
        made = reply()
        handler.close_connection = True
        handler.send(made, made.payload()[:after])

    return answer


def cut_off_unnoticed(after: int) -> Answer:
    """The right answer, broken off after some bytes, by a server that promised no length."""

    def answer(handler: Handler, reply: Callable[[], Reply]) -> None:
        made = reply()
        handler.close_connection = True
        handler.send_response(made.status)
        handler.send_header("Content-Type", made.content_type)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(made.payload()[:after])

    return answer


@dataclass
class Held:
    """The right answer, slow to come: it waits until a test lets it go."""

    arrived: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, handler: Handler, reply: Callable[[], Reply]) -> None:
        """Answer once the test says so."""
        self.arrived.set()
        self.go.wait(60)
        handler.send(reply())


def stall(handler: Handler, reply: Callable[[], Reply]) -> None:
    """An answer that begins and does not go on, without an end."""
    handler.close_connection = True
    handler.send(reply(), b"{")
    handler.served.stalled.wait(60)


def reset(handler: Handler, reply: Callable[[], Reply]) -> None:
    """No answer: the connection is broken."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def changed(change: Callable[[Any], Any]) -> Answer:
    """The right answer, after a test has changed its document."""

    def answer(handler: Handler, reply: Callable[[], Reply]) -> None:
        made = reply()
        # A document of the service's own lists would change for good.
        document = change({**made.document} if isinstance(made.document, dict) else made.document)
        handler.send(Reply(made.status, document))

    return answer


def written(value: Any) -> str:
    """Return JSON in which each ``Decimal`` has the digits that it was made with."""
    if isinstance(value, Mapping):
        inner = ",".join(f"{json.dumps(key)}:{written(each)}" for key, each in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(written, value))}]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


class _Unknown(Exception):
    """A filter or an order that the service does not know."""


def _fits(row: Mapping[str, Any], text: str, kinds: Mapping[str, str]) -> bool:
    column_id, _, rest = text.partition(".")
    operator, _, value = rest.partition(".")
    if column_id not in kinds:
        raise _Unknown(f"{column_id} is not a column of the table")
    if operator not in (("eq", "contains") if kinds[column_id] == "Text" else ("eq",)):
        raise _Unknown(f"{operator} is not an operator of {column_id}")
    held = row.get(column_id)
    if held is None:
        return False
    if kinds[column_id] == "Number":
        return Decimal(str(held)) == Decimal(value)
    held, asked = str(held).casefold(), value.casefold()
    return held == asked if operator == "eq" else asked in held
