"""What the O*NET Web Services answer is kept page by page and lands like a file; nothing is
asked twice."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from extract.onet.web_services import rate
from extract.onet.web_services.answers import Release
from extract.onet.web_services.errors import BrokenPaging, BudgetSpent, ReleaseChanged
from extract.onet.web_services.pages import Page
from load.batches import batch_of, load_batch
from load.onet_api_deliveries import deliveries
from load.onet_api_reads import keep_answer, newest_read, whole_reads
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.ledger import ready_batches
from pipeline.onet_api import Extraction, current_files, extract, occupations_lacking, supplement
from tests.landed import add_batch, add_files, add_run
from tests.onet_api_server import (
    RATING_COLUMNS,
    OnetApiServer,
    ServedTable,
    answer_with,
    changed,
    onet_api_server,
    rating,
)

TABLE = "essential_skills"
OCCUPATION_COLUMNS = {"onetsoc_code": "Text", "title": "Text", "description": "Text"}


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in may be asked as fast as it answers."""
    monkeypatch.setattr(rate.PROCESS_RATE, "_pause", lambda seconds: None)


@pytest.fixture(params=["v2", "v1.9"])
def service(request: pytest.FixtureRequest) -> Iterator[OnetApiServer]:
    with onet_api_server(request.param) as server:
        yield server


@pytest.fixture
def v2() -> Iterator[OnetApiServer]:
    with onet_api_server() as server:
        yield server


class Site:
    """An installation that asks a stand-in."""

    def __init__(self, installation) -> None:
        self.installation = installation
        self.out = io.StringIO()
        self.app = installation.server.engine("loader", installation.settings.databases.app)
        self.landing = installation.server.engine("loader", installation.settings.databases.landing)

    def settings(self, service: OnetApiServer, **access):
        return replace(self.installation.settings, onet_api=service.access(**access))

    def extract(self, service: OnetApiServer, *tables: str, occupations=(), again=False, **access):
        wanted = Extraction(tables, occupations, again)
        console = Console("text", self.out, self.out)
        extract(self.settings(service, **access), self.installation.server, wanted, console)

    def supplement(self, service: OnetApiServer, **access) -> None:
        console = Console("text", self.out, self.out)
        supplement(self.settings(service, **access), self.installation.server, console)

    def reads(self) -> list[tuple[str, str, int]]:
        with self.app.connect() as connection:
            return [
                (read.table_id, read.occupation_code, read.total)
                for read in whole_reads(connection)
            ]

    def land(self) -> list[int]:
        with self.landing.begin() as connection:
            run_id = add_run(connection)
        with self.landing.connect() as connection:
            raw = connection.connection.driver_connection
            return [load_batch(raw, run_id, delivery) for delivery in deliveries(self.app)]

    def landed(self, columns: str, table: str = "onet_api_ratings") -> list[tuple]:
        with self.landing.connect() as connection:
            query = f"select {columns} from {table} order by batch_id, source_file, source_line"
            return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def site(installation) -> Site:
    return Site(installation)


def ratings(occupations, elements=("2.A.1.a", "2.A.1.b")) -> list[dict]:
    """Rows of both scales, in no order."""
    rows = [
        rating(code, element, scale, "3.12")
        for code, element, scale in itertools.product(occupations, elements, ("IM", "LV"))
    ]
    random.Random(6).shuffle(rows)
    return rows


def codes(count: int) -> list[str]:
    return [f"11-{n:04}.00" for n in range(count)]


def serve(service: OnetApiServer, **tables: list[dict]) -> None:
    for table_id, rows in tables.items():
        kinds = OCCUPATION_COLUMNS if table_id == "occupation_data" else RATING_COLUMNS
        service.tables[table_id] = ServedTable(kinds, rows)


def starts(service: OnetApiServer, table_id: str = TABLE) -> list[str | None]:
    return [seen.span[0] for seen in service.asked(f"database/rows/{table_id}")]


# Whole tables


def test_ten_thousand_rows_land_complete_and_in_the_order_of_the_key(site, service):
    rows = ratings(codes(50), [f"2.A.{n}" for n in range(100)])
    serve(service, essential_skills=rows)
    site.extract(service, TABLE, page_size=2000)
    assert starts(service) == ["1", "2001", "4001", "6001", "8001"]
    site.land()
    landed = site.landed("onetsoc_code, element_id, scale_id, data_value, source_line")
    keys = sorted((row["onetsoc_code"], row["element_id"], row["scale_id"]) for row in rows)
    assert len(landed) == 10_000
    assert [row[:3] for row in landed] == keys
    assert [row[4] for row in landed] == list(range(1, 10_001))
    assert {row[3] for row in landed} == {"3.12"}


def test_a_row_lands_as_it_came_and_null_as_nothing(site, service):
    serve(service, essential_skills=[rating("11-1011.00", "2.A.1.a", "IM", "4.10", n=None)])
    site.extract(service, TABLE)
    site.land()
    [row] = site.landed("data_value, n, standard_error, not_relevant, date_updated, title, extra")
    assert row == ("4.10", "", "0.125", "", "2023-08-01", "Title of 11-1011.00", "")


def test_a_column_that_nobody_knows_is_kept(site, v2):
    v2.tables[TABLE] = ServedTable(
        {**RATING_COLUMNS, "mood": "Text"},
        [rating("11-1011.00", "2.A.1.a", "IM", "4.10", mood="fair")],
    )
    site.extract(v2, TABLE)
    site.land()
    assert site.landed("extra") == [('{"mood": "fair"}',)]


def test_a_row_with_a_null_byte_is_kept_aside(site, v2):
    rows = ratings(codes(60))
    rows[7]["domain_source"] = "Ana\0lyst"
    serve(v2, essential_skills=rows)
    site.extract(v2, TABLE)
    [batch] = site.land()
    with site.landing.connect() as connection:
        [(file, reason)] = connection.execute(
            text(f"select source_file, reason from quarantine where batch_id = {batch}")
        ).all()
    assert (file, reason) == (TABLE, "null_byte")
    assert len(site.landed("source_line")) == 239


def test_what_is_kept_of_a_release_is_not_asked_for_again(site, service):
    serve(service, essential_skills=ratings(codes(3)))
    site.extract(service, TABLE)
    site.extract(service, TABLE)
    assert starts(service) == ["1"]
    assert "kept whole already" in site.out.getvalue()


def test_an_unchanged_answer_lands_nothing_however_often_it_is_asked_for(site, service):
    serve(service, essential_skills=ratings(codes(3)))
    site.extract(service, TABLE)
    [batch] = site.land()
    site.extract(service, TABLE, again=True)
    assert starts(service) == ["1", "1"]
    [delivery] = deliveries(site.app)
    with site.landing.connect() as connection:
        assert batch_of(connection.connection.driver_connection, delivery) == batch
    assert site.reads() == [(TABLE, "", 12)]


def test_a_new_answer_takes_the_place_of_the_old_one(site, v2):
    serve(v2, essential_skills=ratings(codes(3)))
    site.extract(v2, TABLE)
    serve(v2, essential_skills=ratings(codes(4)))
    site.extract(v2, TABLE, again=True)
    assert site.reads() == [(TABLE, "", 16)]


def test_a_read_that_was_broken_off_goes_on_where_it_stood(site, service):
    serve(service, essential_skills=ratings(codes(25)))
    with pytest.raises(BudgetSpent):
        site.extract(service, TABLE, page_size=20, budget=6)  # about twice, info, three pages
    assert site.reads() == []
    assert deliveries(site.app) == []
    site.extract(service, TABLE, page_size=20)
    assert starts(service) == ["1", "21", "41", "61", "81"]
    site.land()
    assert len(set(site.landed("onetsoc_code, element_id, scale_id"))) == 100


def test_pages_of_an_old_release_are_no_beginning_of_a_new_one(site, service):
    serve(service, essential_skills=ratings(codes(25)))
    with pytest.raises(BudgetSpent):
        site.extract(service, TABLE, page_size=20, budget=6)
    service.release = "O*NET 31.0"
    site.extract(service, TABLE, page_size=50)
    assert starts(service) == ["1", "21", "41", "1", "51"]
    [delivery] = deliveries(site.app)
    assert (delivery.source, delivery.release_name) == ("onet_api", "31.0")


def test_each_release_that_answered_is_a_delivery(site, v2):
    serve(v2, essential_skills=ratings(codes(3)))
    site.extract(v2, TABLE)
    v2.release = "O*NET 31.0"
    site.extract(v2, TABLE)
    assert [delivery.release_name for delivery in deliveries(site.app)] == ["30.3", "31.0"]


def test_a_short_walk_is_an_error_and_what_was_landed_stays(site, service):
    serve(service, essential_skills=ratings(codes(1)))
    site.extract(service, TABLE)
    site.land()
    before = site.landed("*")

    def cut(document):
        document.pop("next", None)
        document.pop("link", None)
        return document

    serve(service, essential_skills=ratings(codes(1)) + ratings(["12-0000.00"])[:1])
    n = len(service.requests)
    service.after[n + 4] = lambda: service.script.append(changed(cut))  # the second page
    with pytest.raises(BrokenPaging) as caught:
        site.extract(service, TABLE, again=True, page_size=2)
    assert "4 of 5" in caught.value.summary
    assert site.reads() == [(TABLE, "", 4)]
    with site.landing.connect() as connection:
        [delivery] = deliveries(site.app)
        assert batch_of(connection.connection.driver_connection, delivery) is not None
    assert site.landed("*") == before


# Some occupations


def test_the_occupations_that_are_named_are_asked_for_one_by_one(site, service):
    serve(service, essential_skills=ratings(codes(5)), knowledge=ratings(codes(5), ["2.C.1.a"]))
    site.extract(service, TABLE, "knowledge", occupations=("11-0001.00", "11-0003.00"))
    assert site.reads() == [
        (TABLE, "11-0001.00", 4),
        (TABLE, "11-0003.00", 4),
        ("knowledge", "11-0001.00", 2),
        ("knowledge", "11-0003.00", 2),
    ]
    site.land()
    assert len(site.landed("source_line")) == 12


@pytest.mark.parametrize("no_rows", ["empty", "refused"])
def test_no_data_for_one_occupation_is_noted_and_the_others_go_on(site, service, no_rows):
    service.no_rows = no_rows
    serve(service, essential_skills=ratings(["11-0001.00"]))
    site.extract(service, TABLE, occupations=("10-0000.00", "11-0001.00"))
    asked = len(service.asked(f"database/rows/{TABLE}"))
    site.extract(service, TABLE, occupations=("10-0000.00", "11-0001.00"))
    assert len(service.asked(f"database/rows/{TABLE}")) == asked
    assert site.reads() == [(TABLE, "10-0000.00", 0), (TABLE, "11-0001.00", 4)]
    with site.app.connect() as connection:
        nothing = newest_read(connection, TABLE, "10-0000.00")
    assert (nothing.note is not None) == (no_rows == "refused")
    site.land()
    assert len(site.landed("source_line")) == 4


def test_a_whole_table_stands_for_the_occupations_that_were_asked_for_before(site, v2):
    serve(v2, essential_skills=ratings(codes(5)))
    site.extract(v2, TABLE, occupations=("11-0001.00",))
    site.land()
    site.extract(v2, TABLE)
    site.land()
    [delivery] = deliveries(site.app)
    assert [file.name for file in delivery.files] == [TABLE]


def test_a_pull_that_keeps_the_same_while_a_run_asks_disturbs_nothing(site, v2):
    rows = ratings(["11-0001.00"])
    serve(v2, essential_skills=rows)
    release = Release("O*NET 30.3", "2.0", None, "{}")
    answer = [Page("O*NET 30.3", 1, 4, 4, [{"onetsoc_code": "11-0001.00"}] * 4)]

    def pull() -> None:
        with site.app.connect() as connection:
            keep_answer(connection, release, TABLE, "11-0001.00", answer)

    v2.after[2] = pull  # the run has opened its read, and no page of it has come
    site.extract(v2, TABLE, occupations=("11-0001.00",))
    assert site.reads() == [(TABLE, "11-0001.00", 4)]
    site.land()
    assert len(site.landed("source_line")) == 4


def test_answers_of_two_releases_are_not_used(site, service):
    serve(service, essential_skills=ratings(codes(5)))

    def publish() -> None:
        service.release = "O*NET 31.0"

    service.after[3] = publish  # after about, info and one occupation
    with pytest.raises(ReleaseChanged):
        site.extract(service, TABLE, occupations=("11-0001.00", "11-0002.00"))
    assert site.reads() == []
    site.extract(service, TABLE, occupations=("11-0001.00", "11-0002.00"))
    assert set(_releases(site)) == {"31.0"}


def _releases(site: Site) -> list[str]:
    with site.app.connect() as connection:
        return [read.release_name for read in whole_reads(connection)]


def test_a_table_that_nothing_is_made_of_is_refused_before_anything_is_asked():
    with pytest.raises(UsageError) as caught:
        Extraction(tables=("knowledge", "job_zones"))
    assert caught.value.found == "job_zones"


def test_all_tables_are_those_of_the_service_that_are_read(site, v2):
    serve(
        v2,
        skills=ratings(codes(1)),
        occupation_data=[{"onetsoc_code": "11-0000.00", "title": "T", "description": "D"}],
        job_zones=[],
    )
    site.extract(v2)
    assert [table for table, *_ in site.reads()] == ["occupation_data", "skills"]


# What the files lack


def land_files(site: Site, rated, unrated=(), incomplete=(), release="30.3", **batch) -> int:
    """Land a release whose skills have two elements."""
    month = ("8", "0.1", "3", "4", "N", "n/a", "08/2023", "Analyst")
    rows = [
        (code, element, f"Name of {element}", scale, "3.00", *month)
        for code in (*rated, *incomplete)
        for element, scale in itertools.product(("2.A.1.a", "2.A.1.b"), ("IM", "LV"))
        if not (code in incomplete and (element, scale) == ("2.A.1.b", "LV"))
    ]
    everybody = [(code, f"Title {code}", "w") for code in (*rated, *unrated, *incomplete)]
    with site.landing.begin() as connection:
        run_id = add_run(connection)
        batch_id = add_batch(connection, run_id, release, date(2026, 5, 1), **batch)
        add_files(connection, batch_id, {"Occupation Data.txt": everybody, "Skills.txt": rows})
    return batch_id


def occupation_data(occupations) -> list[dict]:
    return [{"onetsoc_code": code, "title": code, "description": code} for code in occupations]


def test_lacking_are_the_unrated_the_incomplete_and_the_unknown(site):
    land_files(site, rated=codes(3), unrated=["12-0000.00"], incomplete=["13-0000.00"])
    files = current_files(ready_batches(site.landing), None)
    with site.landing.connect() as connection:
        lacking = occupations_lacking(connection, files, "Skills", {"14-0000.00", *codes(2)})
        no_knowledge = occupations_lacking(connection, files, "Knowledge", set())
    assert lacking == {"12-0000.00", "13-0000.00", "14-0000.00"}
    assert no_knowledge == {*codes(3), "12-0000.00", "13-0000.00"}


@pytest.mark.parametrize(("asked", "expected"), [(None, "30.3"), ("29.2", "29.2"), ("28.0", None)])
def test_the_files_that_count_are_those_that_a_build_uses(site, asked, expected):
    land_files(site, codes(1), release="sample", is_sample=True)
    with site.landing.begin() as connection:
        run_id = add_run(connection)
        add_batch(connection, run_id, "30.3", date(2026, 5, 1))
        add_batch(connection, run_id, "29.2", date(2025, 2, 1))
    found = current_files(ready_batches(site.landing), asked)
    assert (found and found.release_name) == expected


def test_the_sample_counts_while_there_is_nothing_else(site):
    land_files(site, codes(1), release="sample", is_sample=True)
    assert current_files(ready_batches(site.landing), None).release_name == "sample"


def test_only_what_the_files_lack_is_asked_for(site, service):
    land_files(site, rated=codes(8), unrated=["12-0000.00", "13-0000.00"])
    serve(service, essential_skills=ratings([*codes(8), "12-0000.00"]))
    site.supplement(service)
    assert site.reads() == [(TABLE, "12-0000.00", 4), (TABLE, "13-0000.00", 0)]


def test_the_whole_table_is_read_where_that_costs_fewer_requests(site, service):
    unrated = [f"12-{n:04}.00" for n in range(9)]
    land_files(site, rated=codes(8), unrated=unrated)
    serve(service, essential_skills=ratings([*codes(8), *unrated]))
    site.supplement(service, page_size=20)  # 68 rows: four pages, not nine occupations
    assert starts(service) == ["1", "21", "41", "61"]
    assert site.reads() == [(TABLE, "", 68)]


def test_one_by_one_is_chosen_where_the_service_gives_small_pages(site, service):
    unrated = [f"12-{n:04}.00" for n in range(4)]
    land_files(site, rated=codes(30), unrated=unrated)
    service.largest_page = 20
    serve(service, essential_skills=ratings([*codes(30), *unrated]))  # 136 rows: seven pages
    site.supplement(service)
    asked = service.asked(f"database/rows/{TABLE}")
    assert [seen.all("filter") for seen in asked] == [
        [],
        *([f"onetsoc_code.eq.{code}"] for code in unrated),
    ]
    assert site.reads() == [(TABLE, code, 4) for code in unrated]


def test_an_occupation_that_the_service_has_nothing_for_is_not_asked_for_again(site, service):
    land_files(site, rated=codes(3), unrated=["12-0000.00"])
    serve(service, essential_skills=ratings(codes(3)))
    site.supplement(service)
    site.supplement(service)
    assert len(service.asked(f"database/rows/{TABLE}")) == 1
    assert "asked already for all that the files of O*NET 30.3 lack" in site.out.getvalue()


def test_after_some_days_it_is_asked_for_again(site, service):
    land_files(site, rated=codes(3), unrated=["12-0000.00"])
    serve(service, essential_skills=ratings(codes(3)))
    site.supplement(service)
    for days, asked in ((29, 1), (31, 2), (0, 2)):
        with site.app.begin() as connection:
            connection.execute(
                text(
                    "update onet_api_reads set asked_at = utc_timestamp(6) - interval :days day"
                    if days
                    else "update onet_api_reads set asked_at = asked_at"
                ),
                {"days": days} if days else {},
            )
        site.supplement(service)
        assert len(service.asked(f"database/rows/{TABLE}")) == asked


def test_a_new_release_is_asked_for_all_that_is_lacking(site, v2):
    land_files(site, rated=codes(3), unrated=["12-0000.00"])
    serve(v2, essential_skills=ratings(codes(3)))
    site.supplement(v2)
    v2.release = "O*NET 31.0"
    serve(v2, essential_skills=ratings([*codes(3), "12-0000.00"]))
    site.supplement(v2)
    assert _releases(site) == ["30.3", "31.0"]


def test_occupations_that_only_the_service_knows_are_found(site, service):
    land_files(site, rated=codes(3))
    serve(
        service,
        occupation_data=occupation_data([*codes(3), "15-9999.00"]),
        essential_skills=ratings([*codes(3), "15-9999.00"]),
    )
    site.supplement(service)
    assert site.reads() == [(TABLE, "15-9999.00", 4), ("occupation_data", "", 4)]


def test_what_came_before_the_budget_was_spent_lands(site, v2):
    land_files(site, rated=codes(3))
    serve(
        v2,
        occupation_data=occupation_data([*codes(3), "15-9999.00"]),
        essential_skills=ratings(["15-9999.00"]),
    )
    with pytest.raises(BudgetSpent):
        site.supplement(v2, budget=6)  # enough for the list of occupations
    [delivery] = deliveries(site.app)
    assert [file.name for file in delivery.files] == ["occupation_data"]


def test_without_files_there_is_nothing_to_supplement(site, v2):
    site.supplement(v2)
    assert v2.requests == []


def test_a_refused_table_of_occupations_says_so(site, v2):
    land_files(site, rated=codes(3))
    v2.script.append(answer_with(200, {"database": {"name": "a release without a number"}}))
    with pytest.raises(Exception, match="not the shape"):
        site.supplement(v2)
