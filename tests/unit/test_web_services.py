"""The O*NET Web Services are read whole and as they are, or an error says what to do.

Whatever the service's documents leave open, the client comes to the same rows.
"""

from __future__ import annotations

import gzip
import itertools
import json
import random
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests

from extract.download import Patience
from extract.onet.web_services.answers import Release
from extract.onet.web_services.client import WebServices
from extract.onet.web_services.credentials import Access, ApiKey, BasicAccount
from extract.onet.web_services.errors import (
    BrokenPaging,
    BudgetSpent,
    CredentialsRefused,
    OrderRefused,
    Refused,
    ReleaseChanged,
    UnexpectedAnswer,
    UnknownColumn,
    UnknownPath,
    UnknownTable,
    WebServicesFailed,
)
from extract.onet.web_services.pages import Filter, Place
from extract.onet.web_services.rate import Rate
from pipeline.redaction import HIDDEN, redacted
from pipeline.settings import read_settings
from tests.onet_api_server import (
    KEY,
    NGINX_403,
    PASSWORD,
    RATING_COLUMNS,
    RATING_KEY,
    USER,
    Answer,
    Held,
    OnetApiServer,
    Seen,
    ServedTable,
    answer_with,
    as_documented,
    changed,
    cut_off,
    cut_off_unnoticed,
    onet_api_server,
    rating,
    reset,
    server_error,
    stall,
    too_many_requests,
    written,
)

CASES = Path(__file__).resolve().parents[1] / "cases" / "onet-api-pages"
NOON = datetime(2026, 7, 1, 12, 0, 0, tzinfo=UTC)
FIVE = ["11-1011.00", "11-1021.00", "11-9051.00", "15-1252.00", "15-2051.00"]
TABLE = "essential_skills"
ROWS_PATH = f"database/rows/{TABLE}"


class Time:
    """A clock that goes on only by waiting, and notes each wait."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds


class Told:
    """Keeps what the client says, and how far its bars came."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.bars: list[tuple[str, int | None, list[int]]] = []

    def say(self, text: str) -> None:
        raise AssertionError(f"nobody asked: {text}")

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    @contextmanager
    def progress(self, label: str, total: int | None = None, unit: str = "rows") -> Iterator:
        steps: list[int] = []
        self.bars.append((label, total, steps))

        class Bar:
            def advance(self, steps_done: int = 1) -> None:
                steps.append(steps_done)

        yield Bar()


def ratings(occupations: int = 3, elements: int = 35) -> list[dict]:
    """Rows of both scales for so many occupations and elements, in no order."""
    rows = [
        rating(f"11-{n:04}.00", f"2.A.{m}", scale, f"{m % 5}.12")
        for n, m, scale in itertools.product(range(occupations), range(elements), ("IM", "LV"))
    ]
    random.Random(6).shuffle(rows)
    return rows


def served(form: str = "v2", rows: list[dict] | None = None) -> Iterator[OnetApiServer]:
    rows = ratings() if rows is None else rows
    with onet_api_server(form, tables={TABLE: ServedTable(RATING_COLUMNS, rows)}) as server:
        server.occupations = [{"code": code, "title": f"Title of {code}"} for code in FIVE]
        yield server


@pytest.fixture(params=["v2", "v1.9"])
def server(request: pytest.FixtureRequest) -> Iterator[OnetApiServer]:
    yield from served(request.param)


@pytest.fixture
def v2() -> Iterator[OnetApiServer]:
    yield from served()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def client(time: Time, told: Told):
    """Make clients of a server that wait for nobody; ``fields`` are those of ``Access``."""
    made: list[WebServices] = []

    def make(server: OnetApiServer, patience: Patience | None = None, **fields) -> WebServices:
        service = WebServices(
            server.access(**fields),
            told,
            patience or Patience(read_timeout=30.0, attempts=4, pause=time.pause),
            Rate(clock=time.clock, pause=time.pause),
            now=lambda: NOON,
        )
        made.append(service)
        return service

    yield make
    for service in made:
        service.close()


def pages(service: WebServices, **arguments) -> list:
    return list(service.rows(TABLE, key=RATING_KEY, **arguments))


def rows_of(found: list) -> list[dict]:
    return [row for page in found for row in page.rows]


def keys(rows: list[dict]) -> list[tuple]:
    return [tuple(row[name] for name in RATING_KEY) for row in rows]


def codes(found) -> list[str | None]:
    return [row["code"] for page in found for row in page.rows]


# What is there


@pytest.mark.parametrize(
    ("name", "number"),
    [("O*NET 30.3", "30.3"), ("O*NET 30.10 Database", "30.10"), ("30.3", "30.3")],
)
def test_a_release_has_the_number_that_the_files_have(name, number):
    assert Release(name, "2.0", None, "{}").number == number


@pytest.mark.parametrize("name", ["O*NET", "O*NET 30", "O*NET 30.3.1", "O*NET 2030.3"])
def test_a_release_without_a_number_is_no_release(name):
    with pytest.raises(UnexpectedAnswer):
        _ = Release(name, "2.0", None, "{}").number


def test_the_release_is_what_about_says(server, client):
    release = client(server).release()
    assert (release.name, release.taxonomy) == ("O*NET 30.3", "O*NET-SOC 2019")
    assert release.api_version == ("2.0" if server.form == "v2" else "1.9.67")
    assert json.loads(release.reply)["database"]["name"] == "O*NET 30.3"


def test_the_release_may_stand_by_its_bare_name(server, client):
    server.about_form, server.release = "names", "O*NET 21.3"
    release = client(server).release()
    assert (release.name, release.taxonomy) == ("O*NET 21.3", None)


@pytest.mark.parametrize("shape", ["list", "object"])
def test_the_tables_are_listed_in_either_shape(server, client, shape):
    server.table_list = shape
    (table,) = client(server).tables()
    assert (table.table_id, table.title) == (TABLE, "Essential Skills")


def test_the_columns_of_a_table_are_asked_for_once(server, client):
    service = client(server)
    columns = service.columns(TABLE)
    assert {column.column_id: column.kind for column in columns} == RATING_COLUMNS
    service.columns(TABLE)
    assert len(server.requests) == 1


def test_each_form_has_its_own_credentials_and_asks_for_json(server, client):
    client(server).release()
    headers = server.requests[0].headers
    assert headers["Accept"] == "application/json"
    assert headers["User-Agent"].startswith("skillgap (python-requests/")
    assert ("X-API-Key" in headers) == (server.form == "v2")
    assert ("Authorization" in headers) == (server.form == "v1.9")


def test_the_settings_lead_to_the_service(server, told, time, tmp_path):
    access = read_settings(server.settings(), tmp_path).onet_api
    assert access == server.access()
    with WebServices(access, told, rate=Rate(clock=time.clock, pause=time.pause)) as service:
        assert service.release().name == "O*NET 30.3"


def test_without_another_address_each_form_is_where_onet_has_it():
    assert Access(ApiKey("k")).address == "https://api-v2.onetcenter.org/"
    assert Access(BasicAccount("u", "p")).address == "https://services.onetcenter.org/v1.9/ws/"


def test_the_list_of_occupations_has_code_and_title(server, client):
    found = list(client(server, page_size=2).occupations())
    assert codes(found) == FIVE
    assert found[0].rows[0] == {"code": FIVE[0], "title": f"Title of {FIVE[0]}"}


def test_a_search_finds_by_any_part_in_any_case(server, client):
    assert codes(client(server, page_size=1).search("TITLE OF 15")) == FIVE[3:]
    (nothing,) = client(server).search("lighthouse keeper")
    assert (nothing.rows, nothing.total, nothing.note) == ([], 0, None)


def test_occupation_reports_are_not_offered():
    offered = {name for name in vars(WebServices) if not name.startswith("_")}
    assert offered == {
        "check_release", "close", "columns", "occupations", "release", "requests",
        "rows", "search", "tables",
    }  # fmt: skip


# Rows as they are


def test_ten_thousand_rows_come_complete_and_in_the_order_of_the_key(server, client):
    rows = ratings(occupations=100, elements=50)
    assert len(rows) == 10_000
    server.tables[TABLE].rows = rows
    found = pages(client(server))
    assert [(page.start, page.end, page.total) for page in found] == [
        (start, start + 1_999, 10_000) for start in range(1, 10_000, 2_000)
    ]
    assert keys(rows_of(found)) == sorted(keys(rows))
    assert server.asked(ROWS_PATH)[0].all("sort") == list(RATING_KEY)
    assert len(server.requests) == 1 + 1 + 5 + 1  # columns, release, pages, release


def test_numbers_are_the_text_that_came(v2, client):
    v2.tables[TABLE].rows = [
        rating("11-1011.00", "2.A.1", "LV", "4.12", standard_error=Decimal("0.0000"), n=8),
        rating("11-1011.00", "2.A.2", "LV", "5", lower_ci_bound=Decimal("3.10000000000000000001")),
        rating("11-1011.00", "2.A.3", "LV", "5.0000", upper_ci_bound=Decimal("1E+2")),
    ]
    first, second, third = rows_of(pages(client(v2)))
    assert (first["data_value"], first["standard_error"], first["n"]) == ("4.12", "0.0000", "8")
    assert (second["data_value"], third["data_value"]) == ("5", "5.0000")
    assert second["lower_ci_bound"] == "3.10000000000000000001"
    assert third["upper_ci_bound"] == "1E+2"
    assert first["date_updated"] == "2023-08-01"


def test_a_null_and_a_missing_column_are_the_same(server, client):
    sent = rows_of(pages(client(server)))
    server.nulls = "left_out"
    assert rows_of(pages(client(server))) == sent
    assert sent[0]["not_relevant"] is None
    assert list(sent[0]) == list(RATING_COLUMNS)


def test_a_column_that_the_service_does_not_announce_is_kept(v2, client):
    v2.tables[TABLE].rows = [rating("11-1011.00", "2.A.1", "LV", "4.12", rating_source=None)]
    v2.tables[TABLE].rows += [rating("11-1011.00", "2.A.2", "LV", "4.12", rating_source=True)]
    first, second = rows_of(pages(client(v2)))
    assert (first["rating_source"], second["rating_source"]) == (None, "true")


@pytest.mark.parametrize("left", [{"total": 0, "row": []}, {"total": 0}, {"total": 0, "row": None}])
def test_no_rows_are_no_rows_however_little_is_said_of_them(v2, client, left):
    v2.script = [as_documented, as_documented, answer_with(200, left)]
    (page,) = pages(client(v2))
    assert (page.rows, page.start, page.end) == ([], 1, 0)


def test_a_table_without_rows_is_an_answer(server, client):
    server.tables[TABLE].rows = []
    (page,) = pages(client(server))
    assert (page.rows, page.start, page.end, page.total, page.note) == ([], 1, 0, 0, None)


# Pages, and what nobody knows of them


@pytest.mark.parametrize("over_largest", ["clipped", "refused"])
@pytest.mark.parametrize("over_total", ["clipped", "refused"])
@pytest.mark.parametrize("largest", [2000, 70, 20])
def test_however_large_pages_are_treated_all_rows_come(
    server, client, over_largest, over_total, largest
):
    server.over_largest, server.over_total, server.largest_page = over_largest, over_total, largest
    service = client(server)
    assert keys(rows_of(pages(service))) == sorted(keys(server.tables[TABLE].rows))
    asked = [tuple(seen.query) for seen in server.asked(ROWS_PATH)]
    assert len(asked) == len(set(asked))  # nothing that was refused is asked again
    assert keys(rows_of(pages(service))) == sorted(keys(server.tables[TABLE].rows))


@pytest.mark.parametrize("size", [1, 3, 20, 209, 210, 211])
def test_a_page_has_as_many_rows_as_the_settings_say(v2, client, size):
    found = pages(client(v2, page_size=size))
    assert {len(page.rows) for page in found[:-1]} <= {size}
    assert len(rows_of(found)) == 210
    assert [page.is_last for page in found] == [False] * (len(found) - 1) + [True]


def test_what_was_refused_once_is_not_tried_for_the_next_question(v2, client):
    v2.over_largest, v2.over_total, v2.largest_page = "refused", "refused", 70
    service = client(v2)
    pages(service)
    before = len(v2.requests)
    pages(service)
    assert [seen.span for seen in v2.requests[before + 1 : -1]] == [
        (None, None), ("21", "67"), ("68", "114"), ("115", "161"), ("162", "208"), ("209", "210"),
    ]  # fmt: skip


def test_a_short_page_is_not_the_end(v2, client):
    def shorter(document: dict) -> dict:
        rows = document["row"][:7]
        link = document["next"].replace("start=21", "start=8")
        return document | {"end": 7, "row": rows, "next": link}

    v2.script = [as_documented, as_documented, changed(shorter)]
    found = pages(client(v2, page_size=20))
    assert [(page.start, page.end) for page in found[:2]] == [(1, 7), (8, 27)]
    assert keys(rows_of(found)) == sorted(keys(v2.tables[TABLE].rows))


def test_the_next_page_is_asked_with_our_whole_query(server, client):
    service = client(server, page_size=1)
    filters = [Filter("scale_id", "LV"), Filter("element_id", "2.A.1")]
    assert len(pages(service, filters=filters, sort=["onetsoc_code.descending"])) == 3
    for seen in server.asked(ROWS_PATH):
        assert seen.all("filter") == ["scale_id.eq.LV", "element_id.eq.2.A.1"]
        assert seen.all("sort") == ["onetsoc_code.descending"]


def test_an_order_of_our_own_is_kept(server, client):
    found = rows_of(pages(client(server), sort=["element_id.descending", "onetsoc_code"]))
    expected = sorted(keys(found), key=lambda key: key[0])
    expected.sort(key=lambda key: key[1], reverse=True)
    assert [key[:2] for key in keys(found)] == [key[:2] for key in expected]


def test_a_service_that_ignores_the_order_still_gives_all_rows(server, client):
    server.sorts = "ignored"
    found = keys(rows_of(pages(client(server, page_size=50))))
    assert sorted(found) == sorted(keys(server.tables[TABLE].rows))


@pytest.mark.parametrize("filters", [[], [Filter("onetsoc_code", "11-0001.00")]])
def test_a_service_that_refuses_the_order_is_named_and_not_taken_for_empty(server, client, filters):
    server.sorts = "refused"
    with pytest.raises(OrderRefused, match="do not sort table essential_skills as asked"):
        pages(client(server), filters=filters)


def test_a_refused_order_is_found_out_also_when_pages_are_known_to_be_refused(server, client):
    server.sorts, server.over_total = "refused", "refused"
    service = client(server)
    assert codes(service.occupations()) == FIVE
    with pytest.raises(OrderRefused):
        pages(service, filters=[Filter("onetsoc_code", "11-0001.00")])


def first_page(change) -> list[Answer]:
    """The columns and the release as they are, and a changed first page."""
    return [as_documented, as_documented, changed(change)]


@pytest.mark.parametrize(
    ("change", "summary"),
    [
        (lambda d: d | {"start": 3}, "do not advance"),
        (lambda d: d | {"end": 0}, "do not advance"),
        (lambda d: d | {"end": 21}, "does not hold what it says"),
        (lambda d: d | {"row": d["row"][:-1]}, "does not hold what it says"),
        (lambda d: d | {"end": 20, "total": 19}, "does not hold what it says"),
        (lambda d: d | {"end": 20, "total": 20}, "go on behind the last row"),
        (lambda d: d | {"next": None}, "came short: the pages end at 20 of 210"),
        (lambda d: d | {"next": "https://elsewhere.example/?start=21"}, "on another host"),
        (lambda d: d | {"next": "http://[::1/?start=21"}, "on another host"),
        (lambda d: d | {"next": "/database/rows/essential_skills?start=21"}, "on another host"),
        (lambda d: d | {"next": d["next"].replace("start=21", "start=1")}, "does not begin where"),
        (lambda d: d | {"next": d["next"].partition("?")[0]}, "does not begin where"),
        (lambda d: d | {"row": [d["row"][0]] * 20}, "came twice"),
        (lambda d: d | {"row": [{"title": "x"}, *d["row"][1:]]}, "has no key"),
    ],
)
def test_a_page_that_does_not_add_up_is_an_error(v2, client, change, summary):
    v2.script = first_page(change)
    with pytest.raises(BrokenPaging, match=summary) as caught:
        pages(client(v2, page_size=20))
    assert "what was kept before stays" in caught.value.state
    assert len(v2.requests) == 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: {"rows": d["row"], **{k: d[k] for k in ("start", "end", "total")}}, "row"),
        (lambda d: d | {"row": {}}, "row"),
        (lambda d: d | {"row": ["x"] * 20}, "a JSON object"),
        (lambda d: d | {"total": None}, "total"),
        (lambda d: d | {"total": -1}, "total"),
        (lambda d: d | {"start": True}, "start"),
        (lambda d: d | {"end": 20.5}, "end"),
        (lambda d: [d], "a JSON object"),
        (lambda d: d | {"row": [r | {"n": [1, 2]} for r in d["row"]]}, "one value in n"),
    ],
)
def test_an_answer_of_another_shape_is_an_error_and_never_an_empty_list(
    v2, client, change, expected
):
    v2.script = first_page(change)
    with pytest.raises(UnexpectedAnswer, match="not the shape") as caught:
        pages(client(v2, page_size=20))
    assert expected in caught.value.expected


def test_a_total_that_changes_midway_is_an_error(server, client):
    server.after[4] = lambda: server.tables[TABLE].rows.pop()
    with pytest.raises(BrokenPaging, match="changed from page to page") as caught:
        pages(client(server, page_size=100))
    assert (caught.value.found, caught.value.expected[:3]) == ("209", "210")


def test_pages_that_overlap_are_an_error(server, client):
    server.sorts = "ignored"
    server.after[4] = lambda: server.tables[TABLE].rows.reverse()
    with pytest.raises(BrokenPaging, match="came twice"):
        pages(client(server, page_size=100))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: {"api_version": "2.0"},
        lambda d: d | {"database": {"title": "O*NET 30.3"}},
        lambda d: [d],
        lambda d: d | {"database": None},
    ],
)
def test_an_about_that_names_no_release_is_an_error(v2, client, change):
    v2.script = [changed(change)]
    with pytest.raises(UnexpectedAnswer):
        client(v2).release()


@pytest.mark.parametrize(
    "change", [lambda d: {}, lambda d: d | {"column": []}, lambda d: d | {"column": [{"x": 1}]}]
)
def test_columns_that_are_not_told_are_an_error(v2, client, change):
    v2.script = [changed(change)]
    with pytest.raises(UnexpectedAnswer):
        client(v2).columns(TABLE)


def test_tables_that_are_not_told_are_an_error(v2, client):
    v2.script = [changed(lambda d: {"tables": d})]
    with pytest.raises(UnexpectedAnswer):
        client(v2).tables()


# The pages of the case


def case(server: OnetApiServer, name: str, status: int = 200) -> Answer:
    text = (CASES / name).read_text(encoding="utf-8").replace("{BASE}", server.base.rstrip("/"))
    return answer_with(status, body=text.encode())


def test_three_pages_give_exactly_the_five_occupations(server, client):
    service = client(server, page_size=2)
    service.release()
    server.script = [case(server, f"{server.form}/page-{n}.json") for n in (1, 2, 3)]
    assert codes(service.search("example")) == FIVE
    assert [seen.span for seen in server.asked("online/search")] == [
        ("1", "2"), ("3", "4"), ("5", "5"),
    ]  # fmt: skip


def test_the_stand_in_gives_the_pages_of_the_case(server):
    def shown(page: dict) -> dict:
        links = {link["rel"]: link["href"] for link in page.get("link", [])}
        return {name: page.get(name) for name in ("keyword", "start", "end", "total")} | {
            "next": page.get("next") or links.get("next"),
            "occupation": [each["code"] for each in page["occupation"]],
        }

    for number, start in ((1, 1), (2, 3), (3, 5)):
        text = (CASES / server.form / f"page-{number}.json").read_text(encoding="utf-8")
        page = json.loads(text.replace("{BASE}", server.base.rstrip("/")))
        query = (("keyword", "title"), ("start", str(start)), ("end", str(start + 1)))
        headers = requests.Request("GET", server.base, auth=server.access().credentials.auth())
        seen = Seen("online/search", query, headers.prepare().headers)
        answered = written(server.reply(seen).document).replace("title", "example")
        assert shown(json.loads(answered)) == shown(page)


def test_the_stand_in_gives_twenty_rows_to_who_does_not_say_how_many(server):
    headers = requests.Request("GET", server.base, auth=server.access().credentials.auth())
    for query, span in (((), (1, 20)), ((("start", "21"),), (21, 40)), ((("end", "9"),), (1, 9))):
        document = server.reply(Seen(ROWS_PATH, query, headers.prepare().headers)).document
        assert (document["start"], document["end"], len(document["row"])) == (
            *span, span[1] - span[0] + 1,
        )  # fmt: skip


def test_pages_that_break_off_are_an_error_that_says_how_far_they_came(v2, client):
    service = client(v2, page_size=2)
    service.release()
    v2.script = [case(v2, "short/page-1.json"), case(v2, "short/page-2.json")]
    found = []
    with pytest.raises(BrokenPaging, match="4 of 5"):
        found.extend(service.search("example"))
    assert codes(found) == FIVE[:2]  # the page that was whole, and was not called the last
    assert not found[-1].is_last


def test_an_answer_without_rows_is_no_error(server, client):
    service = client(server)
    service.release()
    server.script = [case(server, "empty.json")]
    assert codes(service.search("example")) == []


def test_no_data_for_one_occupation_is_noted_and_the_others_go_on(server, client):
    service = client(server)
    service.release()
    service.columns(TABLE)
    refusal = case(server, "no-data-422.json", 422)
    server.script = [refusal, refusal, refusal]
    found = {
        code: pages(service, filters=[Filter("onetsoc_code", code)])
        for code in ("15-2051.00", "11-0001.00")
    }
    (none,) = found["15-2051.00"]
    assert (none.rows, none.note) == ((), "No data is available for this occupation.")
    assert len(rows_of(found["11-0001.00"])) == 70


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_not_let_in_stops_at_once(server, client, told, status):
    service = client(server)
    server.script = [answer_with(status, body=NGINX_403, content_type="text/html")]
    with pytest.raises(CredentialsRefused) as caught:
        service.release()
    assert caught.value.exit_code == 2
    assert ("SKILLGAP_ONET_API_KEY" in caught.value.advice) == (server.form == "v2")
    assert ("SKILLGAP_ONET_API_PASSWORD" in caught.value.advice) == (server.form == "v1.9")
    with pytest.raises(CredentialsRefused):
        service.tables()
    assert len(server.requests) == 1
    assert told.warnings == []


def test_too_many_requests_are_followed_by_a_bounded_number_of_others(server, client, time):
    server.script = [too_many_requests()] * 9
    with pytest.raises(WebServicesFailed, match="gave no answer") as caught:
        client(server).release()
    assert "429 Too Many Requests" in caught.value.found
    assert len(server.requests) == 4
    assert [wait for wait in time.waits if wait > 0.25] == [2.0, 4.0, 8.0]


# Filters


def test_filters_leave_what_fits_all_of_them_in_any_case(server, client):
    service = client(server)
    code = Filter("onetsoc_code", "11-0001.00")
    name = Filter("element_name", "NAME OF 2.A.3", "contains")
    found = rows_of(pages(service, filters=[code, name]))
    elements = {"2.A.3", *(f"2.A.{n}" for n in range(30, 35))}
    assert {(row["onetsoc_code"], row["element_id"]) for row in found} == {
        ("11-0001.00", element) for element in elements
    }
    assert len(found) == 12


def test_a_filter_with_signs_of_its_own_is_encoded(server, client):
    odd = "R&D + 50% #1?=é.eq."
    server.tables[TABLE].rows.append(rating("99-9999.99", "2.A.1", "LV", "1", element_name=odd))
    found = rows_of(pages(client(server), filters=[Filter("element_name", odd)]))
    assert [row["onetsoc_code"] for row in found] == ["99-9999.99"]
    assert server.asked(ROWS_PATH)[0].all("filter") == [f"element_name.eq.{odd}"]


@pytest.mark.parametrize(("answer", "note"), [("empty", None), ("refused", "No data")])
def test_filters_that_leave_nothing_give_one_page_without_rows(server, client, answer, note):
    server.no_rows = answer
    service = client(server)
    (page,) = pages(service, filters=[Filter("onetsoc_code", "15-2051.00")])
    assert (list(page.rows), page.total, page.is_last) == ([], 0, True)
    assert (page.note or "").startswith(note or "")
    assert bool(page.note) == bool(note)


def test_once_large_pages_are_known_to_be_taken_a_refusal_is_believed_at_once(server, client):
    server.no_rows = "refused"
    service = client(server)
    pages(service, filters=[Filter("onetsoc_code", "11-0001.00")])
    before = len(server.requests)
    pages(service, filters=[Filter("onetsoc_code", "15-2051.00")])
    assert len(server.requests) == before + 1


def test_a_refusal_of_what_was_not_filtered_is_no_missing_data(server, client):
    server.no_rows = "refused"
    server.tables[TABLE].rows = []
    with pytest.raises(Refused):
        pages(client(server))
    server.script = [as_documented, *[answer_with(422, {"error": "keyword too short"})] * 2]
    with pytest.raises(Refused, match="keyword too short"):
        list(client(server).search("x"))


def test_a_refusal_in_the_middle_is_no_missing_data(server, client):
    server.after[4] = lambda: server.script.append(answer_with(422, {"error": "No."}))
    with pytest.raises(Refused, match="refuse the request") as caught:
        pages(client(server, page_size=10), filters=[Filter("scale_id", "LV")])
    assert (caught.value.message, caught.value.found) == ("No.", "422 No.")


def test_a_service_that_ignores_a_filter_is_found_out(server, client):
    server.filters = "ignored"
    with pytest.raises(BrokenPaging, match="did not filter table essential_skills as asked"):
        pages(client(server), filters=[Filter("onetsoc_code", "11-0001.00")])


def test_a_table_that_is_not_there_is_named_with_those_that_are(server, client):
    with pytest.raises(UnknownTable, match="have no table skills") as caught:
        list(client(server).rows("skills", key=RATING_KEY))
    assert caught.value.expected == f"one of {TABLE}"
    assert "skills is not a table" in caught.value.found


def test_a_table_may_also_be_unknown_by_404(server, client):
    server.script = [answer_with(404, body=b"", content_type="text/plain")]
    with pytest.raises(UnknownTable, match="have no table skills") as caught:
        client(server).columns("skills")
    assert caught.value.found == "404 Not Found"


@pytest.mark.parametrize(("status", "error"), [(404, UnknownPath), (422, Refused)])
def test_a_table_that_is_listed_is_not_called_unknown(server, client, status, error):
    server.script = [answer_with(status, body=b"", content_type="text/plain")]
    with pytest.raises(error):
        client(server).columns(TABLE)


@pytest.mark.parametrize("arguments", [("a", "b", "ne"), ("a", "")])
def test_a_filter_that_nobody_documents_cannot_be_asked(arguments):
    with pytest.raises(ValueError, match="not a documented filter"):
        Filter(*arguments)


def test_an_id_of_a_table_cannot_lead_to_another_address(server, client):
    with pytest.raises(UnknownTable):
        client(server).columns("../../about?x=1")
    assert server.requests[0].path == "database/info/..%2F..%2Fabout%3Fx%3D1"


@pytest.mark.parametrize(
    "arguments",
    [
        {"filters": [Filter("soc_code", "x")]},
        {"filters": [Filter("data_value", "5")]},  # no text: which filters it takes is not known
        {"sort": ["soc_code.descending"]},
        {"key": ["soc_code"]},
    ],
)
def test_a_column_that_is_not_there_is_named_before_any_row_is_asked_for(server, client, arguments):
    with pytest.raises(UnknownColumn, match="has no such column") as caught:
        list(client(server).rows(TABLE, **({"key": RATING_KEY} | arguments)))
    assert caught.value.found in ("soc_code", "data_value")
    assert server.asked(ROWS_PATH) == []


# Releases, and going on


def test_a_release_published_midway_is_an_error(server, client):
    server.after[4] = lambda: setattr(server, "release", "O*NET 30.4")
    found = []
    with pytest.raises(ReleaseChanged) as caught:
        found.extend(client(server, page_size=50).rows(TABLE, key=RATING_KEY))
    assert (caught.value.found, caught.value.expected) == ("O*NET 30.4", "O*NET 30.3")
    assert "what was kept before stays" in caught.value.state
    assert not any(page.is_last for page in found)  # nobody took it for whole


def test_the_columns_are_those_of_the_release_that_is_read(server, client):
    service = client(server)
    pages(service)
    server.release = "O*NET 30.4"
    server.tables[TABLE].kinds = {**RATING_COLUMNS, "new_column": "Text"}
    assert "new_column" in rows_of(pages(service))[0]


def test_the_list_of_occupations_is_of_one_release_too(server, client):
    server.after[2] = lambda: setattr(server, "release", "O*NET 30.4")
    with pytest.raises(ReleaseChanged):
        list(client(server, page_size=2).occupations())


def test_filtered_reads_ask_for_the_release_once_and_are_checked_together(server, client):
    service = client(server)
    for code in ("11-0000.00", "11-0001.00", "11-0002.00"):
        (page,) = pages(service, filters=[Filter("onetsoc_code", code)])
        assert page.release == "O*NET 30.3"
    assert len(server.asked("about")) == 1
    service.check_release("O*NET 30.3")
    server.release = "O*NET 30.4"
    with pytest.raises(ReleaseChanged):
        service.check_release("O*NET 30.3")


def test_a_reader_goes_on_where_it_stopped_and_asks_for_no_page_twice(server, client):
    whole = rows_of(pages(client(server)))
    server.requests.clear()
    reading = client(server, page_size=50).rows(TABLE, key=RATING_KEY)
    first = [next(reading), next(reading)]
    reading.close()
    place = first[-1].after
    assert place == Place(101, 210, "O*NET 30.3")
    rest = pages(client(server, page_size=50), start=place)
    assert rows_of(first) + rows_of(rest) == whole
    spans = [seen.span for seen in server.asked(ROWS_PATH)]
    assert spans[0] == ("1", "50")
    assert [int(start) for start, _ in spans] == [1, 51, 101, 151, 201]


def test_going_on_behind_the_last_row_asks_for_no_page(server, client):
    service = client(server)
    (page,) = pages(service)
    server.requests.clear()
    assert pages(service, start=page.after) == []
    assert server.asked(ROWS_PATH) == []


def test_going_on_in_another_release_is_an_error_before_any_page(server, client):
    with pytest.raises(ReleaseChanged):
        pages(client(server), start=Place(101, 210, "O*NET 30.2"))
    assert server.asked(ROWS_PATH) == []


def test_going_on_in_a_table_that_has_grown_is_an_error(server, client):
    with pytest.raises(BrokenPaging, match="changed from page to page"):
        pages(client(server), start=Place(101, 209, "O*NET 30.3"))


# Answers that are none


def test_an_unknown_path_is_named(server, client):
    service = client(server, address=server.base + "v9/")
    with pytest.raises(UnknownPath) as caught:
        service.release()
    assert caught.value.found == "404 Not Found"
    assert "SKILLGAP_ONET_API_URL" in caught.value.advice
    assert len(server.requests) == 1


def test_a_key_of_one_form_at_the_address_of_the_other_is_not_let_in(v2, client):
    service = client(v2, credentials=BasicAccount(USER, PASSWORD))
    with pytest.raises(CredentialsRefused, match="do not accept the credentials"):
        service.release()


def test_a_refused_request_is_not_repeated(server, client, told):
    server.script = [answer_with(422, {"error": "no such keyword"})] * 9
    service = client(server)
    with pytest.raises(Refused):
        service.release()
    assert len(server.requests) == 1
    assert told.warnings == []


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (answer_with(422, {"error": "line one\n\tline\x1b[2Jtwo"}), "line one line [2Jtwo"),
        (answer_with(422, {"error": "x" * 900}), "x" * 200 + "…"),
        (answer_with(422, {"error": ["x"]}), None),
        (answer_with(422, ["error"]), None),
        (answer_with(422, body=b"{"), None),
        (answer_with(422, body=b'{"error": "x"}', content_type="text/html"), None),
    ],
)
def test_what_a_refusal_says_is_kept_as_one_short_line(v2, client, answer, message):
    v2.script = [answer]
    with pytest.raises(Refused) as caught:
        client(v2).release()
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/html", NGINX_403), ("application/xml", b"<about/>"), ("text/plain", b'{"a": 1}')],
)
def test_json_is_read_only_where_the_answer_says_that_it_is(v2, client, content_type, body):
    v2.script = [answer_with(200, body=body, content_type=content_type)]
    with pytest.raises(UnexpectedAnswer, match="did not answer in JSON") as caught:
        client(v2).release()
    assert content_type in caught.value.found
    assert len(v2.requests) == 1


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/x+json"]
)
def test_json_is_json_by_any_of_its_names(v2, client, content_type):
    v2.script = [answer_with(200, {"database": "O*NET 30.3"}, content_type=content_type)]
    assert client(v2).release().name == "O*NET 30.3"


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 405, 418, 451])
def test_a_status_that_nobody_documents_is_an_error(v2, client, status):
    v2.script = [answer_with(status, body=b"", Location=f"{v2.base}tables")]
    with pytest.raises(UnexpectedAnswer, match="documents do not know") as caught:
        client(v2).release()
    assert caught.value.found.startswith(str(status))
    assert len(v2.requests) == 1


@pytest.mark.parametrize(
    ("answer", "told_of"),
    [
        (too_many_requests(), "429 Too Many Requests"),
        (server_error(500), "500 Internal Server Error"),
        (server_error(502), "502 Bad Gateway"),
        (server_error(503), "503 Service Unavailable"),
        (server_error(504), "504 Gateway Timeout"),
        (server_error(599), "599"),
        (cut_off(20), "cut off after 20 of"),
        (cut_off(0), "cut off after 0 of"),
        (cut_off_unnoticed(20), "breaks off"),
        (cut_off_unnoticed(0), "breaks off"),
        (answer_with(200, body=b'{"database": NaN}'), "breaks off"),
        (answer_with(200, body=b'\xff{"database": "x"}'), "breaks off"),
        (reset, "connection"),
    ],
)
def test_what_may_pass_is_asked_again(server, client, told, time, answer, told_of):
    server.script = [answer, answer]
    assert client(server).release().name == "O*NET 30.3"
    assert len(server.requests) == 3
    assert all(told_of in warning for warning in told.warnings)
    assert [wait for wait in time.waits if wait > 0.25] == [2.0, 4.0]


def test_a_server_that_goes_silent_is_asked_again(server, client, told, time):
    server.script = [stall]
    service = client(server, Patience(read_timeout=0.2, attempts=2, pause=time.pause))
    assert service.release().name == "O*NET 30.3"
    assert "no byte came for 0.2 s" in told.warnings[0]


def test_a_slow_answer_is_waited_for_and_others_wait_their_turn(server, client):
    held = Held()
    server.script = [held]
    service = client(server)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(service.release)
        assert held.arrived.wait(60)
        second = threads.submit(service.tables)
        assert len(server.requests) == 1
        held.go.set()
        assert first.result(60).name == "O*NET 30.3"
        assert [table.table_id for table in second.result(60)] == [TABLE]
    assert server.connections == 1


def test_a_packed_answer_is_unpacked_and_known_to_be_whole(server, client):
    packed = gzip.compress(json.dumps({"database": "O*NET 30.3", "x": "y" * 9_000}).encode())
    server.script = [answer_with(200, body=packed, Content_Encoding="gzip")]
    assert client(server).release().name == "O*NET 30.3"
    assert len(server.requests) == 1


def test_nobody_at_the_address_is_named(client, time):
    with onet_api_server() as server:
        access = server.access()
    service = client(server, address=access.address)
    with pytest.raises(WebServicesFailed, match="gave no answer") as caught:
        service.release()
    assert "no connection" in caught.value.found
    assert len(time.waits) >= 3


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("7", 7.0),
        ("0", 0.25),
        (format_datetime(NOON + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOON - timedelta(hours=1), usegmt=True), 0.25),
        ("soon", 2.0),
        (None, 2.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_says_how_long_to_wait(server, client, told, time, status, said, waited):
    headers = {} if said is None else {"Retry_After": said}
    server.script = [answer_with(status, body=b"", **headers)]
    client(server).release()
    assert time.waits[0] == waited
    assert len(told.warnings) == 1


@pytest.mark.parametrize(
    "said", ["7200", format_datetime(NOON + timedelta(seconds=7200), usegmt=True)]
)
def test_a_server_that_asks_for_hours_is_not_waited_for_nor_pressed(server, client, time, said):
    server.script = [too_many_requests(said)]
    with pytest.raises(WebServicesFailed) as caught:
        client(server).release()
    assert "asks to wait 7,200 s" in caught.value.found
    assert (time.waits, len(server.requests)) == ([], 1)


def test_waits_grow_up_to_the_longest(server, client, time):
    server.script = [server_error()] * 9
    patience = Patience(attempts=6, first_wait=10.0, longest_wait=60.0, pause=time.pause)
    with pytest.raises(WebServicesFailed):
        client(server, patience).release()
    assert [wait for wait in time.waits if wait > 0.25] == [10.0, 20.0, 40.0, 60.0, 60.0]


def test_a_page_that_fails_once_is_read_all_the_same(server, client):
    server.after = {n: lambda: server.script.append(server_error()) for n in (3, 5, 7)}
    found = pages(client(server, page_size=50))
    assert keys(rows_of(found)) == sorted(keys(server.tables[TABLE].rows))


# Moderation


def test_never_more_than_four_requests_start_within_a_second(time):
    rate, starts = Rate(clock=time.clock, pause=time.pause), []
    for busy in [0.0, 0.0, 0.1, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.3]:
        rate.wait()
        starts.append(time.clock())
        time.seconds += busy
    assert all(later - earlier > 0.999 for earlier, later in zip(starts, starts[4:], strict=False))
    assert starts[5] - starts[4] == pytest.approx(0.9)  # who is slow anyway does not wait


def test_requests_are_spaced_also_when_they_are_tried_again(server, client, time):
    server.script = [too_many_requests("0")] * 3
    client(server).release()
    assert time.seconds >= 0.75


def test_clients_of_one_process_keep_one_rate_together(v2, told, time):
    rate = Rate(clock=time.clock, pause=time.pause)
    for _ in range(5):
        with WebServices(v2.access(), told, rate=rate) as service:
            service.release()
    assert time.waits == [0.25] * 4


def test_all_requests_go_over_one_connection(server, client):
    pages(client(server, page_size=10))
    assert (len(server.requests), server.connections) == (24, 1)


def test_a_budget_that_is_spent_is_an_error_that_names_it(server, client):
    service = client(server, page_size=50, budget=4)
    found = []
    with pytest.raises(BudgetSpent, match="budget of 4 requests") as caught:
        found.extend(service.rows(TABLE, key=RATING_KEY))
    assert "SKILLGAP_ONET_API_BUDGET" in caught.value.advice
    assert len(found) == 2
    assert len(server.requests) == service.requests == 4


def test_attempts_that_failed_count_as_requests(server, client):
    server.script = [server_error()] * 9
    with pytest.raises(BudgetSpent):
        client(server, budget=2).release()
    assert len(server.requests) == 2


def test_progress_is_told_in_rows_from_where_the_reader_stands(server, client, told):
    service = client(server, page_size=80)
    pages(service)
    pages(service, start=Place(161, 210, "O*NET 30.3"))
    label = "reading table essential_skills"
    assert told.bars == [(label, 210, [0, 80, 80, 50]), (label, 210, [160, 50])]


# Credentials


def everything_of(error: BaseException) -> str:
    """All that an error, and whatever it came from, could tell somebody."""
    told, pending, seen = [], [error], set()
    while pending:
        each = pending.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        told += ["".join(traceback.format_exception(each)), repr(each), repr(vars(each))]
        request = getattr(each, "request", None)
        told.append(repr(getattr(request, "headers", "")))
        pending += [each.__cause__, each.__context__]
        pending += [argument for argument in each.args if isinstance(argument, BaseException)]
    return "\n".join(told)


@pytest.mark.parametrize(
    "answer",
    [
        answer_with(403, body=NGINX_403, content_type="text/html"),
        answer_with(404, {"error": KEY}),
        answer_with(422, {"error": f"{KEY} or {PASSWORD} is not known"}),
        answer_with(200, body=KEY.encode(), content_type=f"text/{KEY}"),
        answer_with(302, body=b"", Location=f"https://elsewhere.example/?key={KEY}"),
        too_many_requests("99999"),
        server_error(),
        cut_off(20),
        reset,
    ],
)
def test_no_error_nor_warning_holds_the_credentials(server, client, told, answer):
    server.script = [answer] * 9
    service = client(server)
    with pytest.raises(WebServicesFailed) as caught:
        service.release()
    said = everything_of(caught.value) + "\n".join(told.warnings) + repr(server.access())
    secrets = [KEY] if server.form == "v2" else [KEY, PASSWORD]
    assert [secret for secret in secrets if secret in said] == []


def test_a_refusal_that_quotes_the_key_is_shown_without_it(v2, client):
    v2.script = [answer_with(422, {"error": f"{KEY} may not do this"})]
    with pytest.raises(Refused) as caught:
        client(v2).release()
    assert caught.value.message == f"{HIDDEN} may not do this"


def test_credentials_are_hidden_by_being_made():
    ApiKey("not-of-the-usual-shape")
    BasicAccount("some-user", "distinctive-9")
    assert redacted("not-of-the-usual-shape, distinctive-9") == f"{HIDDEN}, {HIDDEN}"
    header = "Basic c29tZS11c2VyOmRpc3RpbmN0aXZlLTk="
    assert redacted(f"Authorization: {header}") == f"Authorization: Basic {HIDDEN}"
    assert "distinctive" not in repr(Access(BasicAccount("some-user", "distinctive-9")))


@pytest.mark.parametrize("key", ["", "a1B2c\nd3E4f", "a1B2c d3E4f", "schlüssel"])
def test_a_key_that_no_header_takes_is_not_quoted(key):
    with pytest.raises(ValueError) as caught:
        ApiKey(key)
    assert str(caught.value) == "the key cannot be sent in a header"


def test_the_key_is_sent_in_the_header_alone_and_never_to_where_a_redirect_leads(v2, client):
    with onet_api_server() as elsewhere:
        v2.script = [answer_with(302, body=b"", Location=elsewhere.base + "about")]
        with pytest.raises(UnexpectedAnswer):
            client(v2).release()
        assert elsewhere.requests == []
    pages(client(v2, page_size=50), filters=[Filter("scale_id", "LV")])
    assert [seen for seen in v2.requests if KEY in f"{seen.path} {seen.query}"] == []


def test_a_netrc_file_of_the_user_is_left_alone(v2, client, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("NO_PROXY", "*")
    by_no_loopback_address = v2.base.replace("127.0.0.1", "0.0.0.0")
    client(v2, address=by_no_loopback_address).release()
    assert "Authorization" not in v2.requests[0].headers
