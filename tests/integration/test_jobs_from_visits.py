"""What visits of job boards bring becomes listings with a life; nothing is lost, nothing is twice.

Each test looks at a board of its own, so that one build serves them all.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from extract.jobs.json_ld import PagePostings, read_postings
from gaps.analyses import CompiledAnalyses
from pipeline import ledger
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.job_duplicates import find_duplicates
from pipeline.job_readings import read_sightings
from pipeline.run import Request, Summary, run
from pipeline.settings import ROOT
from tests.conftest import Installation
from tests.visits import listing, page, unread, visit_lines, write_lines, write_visit

CASES = ROOT / "tests" / "cases"
NOW = "2026-11-27T02:00:00Z"
"""The newest visit of all: what is said of now is as of its end."""


def days(*numbers: int) -> list[str]:
    """Return moments of November 2026."""
    return [f"2026-11-{number:02}T02:00:00Z" for number in numbers]


def write_lives(folder: Path) -> None:
    """Boards on which listings come, stay, change and go."""
    first, second, third, fourth = days(10, 11, 12, 13)
    stays = listing("stays", title="Cook", description="Cook all day.", posted="3 days ago")
    changes = listing("changes", title="Clerk", description="File papers.")
    goes = listing("goes", title="Guard", description="Guard the gate.")
    comes = listing("comes", title="Nurse", posted="New")
    shut = listing("shut", title="Tutor", is_closed=False)
    for at, lines in (
        (first, [stays, changes, goes, shut]),
        (second, [stays, changes | {"description": "File papers, answer calls."}, shut]),
        (third, [stays, comes, changes | {"description": "File papers, answer calls."}]),
    ):
        closed = shut | {"is_closed": True}
        lines = [*lines, closed] if at == third else lines
        write_visit(folder, "lives", at, lines)
    # what may have missed a listing says nothing of those it did not find
    for number, (outcome, fields) in enumerate(UNSURE.items(), start=1):
        board = f"unsure{number}"
        write_visit(folder, board, first, [listing("1"), listing("2")])
        lines = [] if outcome == "empty" else [listing("1")]
        write_visit(folder, board, second, lines, **fields)
    write_visit(folder, "later", first, [listing("1"), listing("2")])
    write_visit(folder, "later", second, [], outcome="blocked", words="403", is_complete=False)
    write_visit(folder, "later", third, [listing("1")])
    write_visit(folder, "later", fourth, [listing("1"), listing("2")])
    write_visit(
        folder,
        "deadlines",
        first,
        [
            listing("passed", deadline="26 Nov 2026"),
            listing("last-day", deadline="27 Nov 2026"),
            listing("open", deadline="Open until filled"),
        ],
    )
    write_visit(folder, "deadlines", NOW, [listing("last-day"), listing("open")], listings=2)
    # a later visit shows the card alone
    write_visit(
        folder,
        "cards",
        first,
        [
            listing("1", title="Cook", place="Nakuru", posted="2 weeks ago"),
            listing(
                "1", title="Cook", salary="KSh 30,000 per month", description="All.", skills=["a"]
            ),
        ],
    )
    write_visit(folder, "cards", second, [listing("1", title="Head cook", posted="9 days ago")])
    # an unchanged feed is not sent again, so that its visit finds nothing
    write_visit(folder, "unchanged", "2026-11-26T02:00:00Z", [listing(str(n)) for n in range(4)])
    write_visit(folder, "unchanged", NOW, outcome="not_modified", is_complete=False)
    write_visit(
        folder,
        "faults",
        first,
        [
            listing("1", title="Cook"),
            listing("2", title="x" * 1001),
            {**listing("3"), "skills": "cooking"},
            listing(" ", title="Nobody's"),
            {**listing("5"), "fetched_at": "2026-11-10"},
            page("https://faults.example", outcome="odd"),
            page("https://faults.example"),
            unread("https://faults.example", "script 2 of 3", "no JSON", "{"),
        ],
    )


UNSURE = {
    "blocked": {"outcome": "blocked", "is_complete": False},
    "degraded": {"outcome": "degraded"},
    "markup_changed": {"outcome": "markup_changed"},
    "empty": {"outcome": "empty"},
    "incomplete": {"is_complete": False},
    "more told than landed": {"listings": 2},
}


def write_cases(folder: Path) -> None:
    """The cases of others, as a visit would bring them."""
    for zone, board in (("UTC", "utc"), ("Asia/Seoul", "seoul")):
        with (CASES / "posted-dates" / "listings.csv").open(encoding="utf-8") as stream:
            lines = [
                listing(row["listing_id"], posted=row["posted_text"], fetched_at=row["scraped_at"])
                for row in csv.DictReader(stream)
                if row["board_time_zone"] == zone
            ]
        write_visit(folder, board, "2025-03-10T00:00:00Z", lines, time_zone=zone)
    with (CASES / "salaries" / "salaries.csv").open(encoding="utf-8") as stream:
        lines = [
            listing(row["listing_id"], title=f"Job {row['listing_id']}", salary=row["salary_text"])
            for row in csv.DictReader(stream)
        ]
    write_visit(folder, "pay", NOW, lines)
    long = json.loads((CASES / "long-and-four-byte-text" / "listings.json").read_text("utf-8"))
    write_visit(
        folder,
        "long",
        NOW,
        [
            listing(
                each["listing_id"],
                title=each["title"],
                employer=each["company"],
                description=each["description"]["repeat"] * each["description"]["times"],
            )
            for each in long
        ],
    )
    sightings = json.loads((CASES / "reposted-jobs" / "sightings.json").read_text("utf-8"))
    for board in ("northjobs", "southjobs"):
        lines = [listing(**each) for each in sightings if each["board"] == board]
        write_visit(folder, board, "2026-10-03T05:00:00Z", lines)
    keeper = {
        "title": "Storekeeper",
        "place": "Nakuru",
        "description": "Count the stock of three shops, keep the books and answer for the keys. "
        "Two years in a shop are asked for, and a clear hand.",
    }
    write_visit(folder, "crossed1", days(10)[0], [listing("1", employer="Baraka Ltd", **keeper)])
    keeper["description"] = keeper["description"][:100]
    write_visit(folder, "crossed2", days(12)[0], [listing("9", employer="BARAKA", **keeper)])
    html = (CASES / "json-ld-shapes" / "page.html").read_text("utf-8")
    write_visit(folder, "shapes", NOW, as_lines(read_postings(html, SHAPES_PAGE)))


SHAPES_PAGE = "https://shapes.example/jobs"


def as_lines(found: PagePostings) -> list[dict]:
    """Write what the JSON-LD of a page says as a board's module would."""
    read = [
        listing(
            each.identifier or "",
            page_url=SHAPES_PAGE,
            title=each.title,
            employer=each.employer,
            place="; ".join(filter(None, (place.town for place in each.places))) or None,
            salary=f"{each.salary.currency} {each.salary.amount_min}" if each.salary else None,
            skills=list(each.skills) or None,
            description=each.description,
        )
        for each in found.postings
    ]
    ruins = [unread(SHAPES_PAGE, each.place, each.reason, each.text) for each in found.unread]
    return [*read, *ruins]


@dataclass(frozen=True)
class Built:
    """An installation in which a run landed all visits and published what follows."""

    installation: Installation
    folder: Path
    summary: Summary

    def read(self, query: str, database: str = "published") -> list[tuple]:
        """Return the rows of a query on the published tables, or on those of the build."""
        server, databases = self.installation.server, self.installation.settings.databases
        with server.engine("admin", getattr(databases, database)).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def staged(self, query: str) -> list[tuple]:
        """Return the rows of a query on staging."""
        return self.read(query, "build")

    def landed(self, query: str) -> list[tuple]:
        """Return the rows of a query on landing."""
        return self.read(query, "landing")


@pytest.fixture(scope="module")
def jobs(new_installation, tmp_path_factory) -> Built:
    made = new_installation()
    folder = tmp_path_factory.mktemp("jobs")
    write_lives(folder)
    write_cases(folder)
    lines = visit_lines("broken", NOW, [listing("1"), listing("2")])
    write_lines(folder / "broken" / "broken.jsonl", lines[:-1])
    summary = run(made.settings, Request(source_places={"jobs": (folder,)}), Console())
    return Built(made, folder, summary)


def at(day: int, hour: int = 2, minute: int = 1) -> datetime:
    return datetime(2026, 11, day, hour, minute)


def lives(jobs: Built, board: str) -> dict[str, tuple]:
    """Return listing -> status, reason and since when, of a board."""
    rows = jobs.read(
        "select external_id, status, status_reason, status_since from job_listings "
        f"where board = '{board}'"
    )
    return {external_id: tuple(life) for external_id, *life in rows}


def test_a_listing_comes_stays_changes_closes_and_goes(jobs):
    assert lives(jobs, "lives") == {
        "stays": ("seen_again", "seen_in_another_visit", at(11)),
        "changes": ("seen_again", "seen_in_another_visit", at(12)),
        "goes": ("expired", "absent_from_complete_visit", at(11, minute=0)),
        "comes": ("new", "seen_in_one_visit", at(12)),
        "shut": ("closed", "closed_by_board", at(12)),
    }
    assert jobs.read(
        "select external_id, first_seen_at, last_seen_at, changed_at, visits from job_listings "
        "where board = 'lives' and external_id in ('stays', 'changes') order by external_id"
    ) == [("changes", at(10), at(12), at(11), 3), ("stays", at(10), at(12), None, 3)]


def test_the_last_visit_that_differs_makes_a_listing_changed(jobs):
    assert lives(jobs, "cards") == {"1": ("changed", "differs_from_visit_before", at(11))}


@pytest.mark.parametrize("number", range(1, len(UNSURE) + 1), ids=UNSURE)
def test_a_visit_that_may_have_missed_a_listing_expires_none(jobs, number):
    assert lives(jobs, f"unsure{number}")["2"][0] == "new"
    assert jobs.read(
        "select is_conclusive, listings_expired from job_board_visits "
        f"where board = 'unsure{number}' order by started_at desc limit 1"
    ) == [(0, 0)]


def test_why_nothing_follows_from_a_visit_is_said(jobs):
    reasons = [
        jobs.read(
            "select inconclusive_reason from job_board_visits "
            f"where board = 'unsure{number}' order by started_at desc limit 1"
        )[0][0]
        for number in range(1, len(UNSURE) + 1)
    ]
    assert reasons == [*4 * ["outcome_not_read"], "not_complete", "listings_missing"]


def test_a_listing_that_comes_back_lives_and_its_absence_stays_in_the_ledger(jobs):
    assert lives(jobs, "later")["2"] == ("seen_again", "seen_in_another_visit", at(13))
    assert jobs.read(
        "select listings_found, listings_new, listings_seen_again, listings_changed, "
        "listings_expired from job_board_visits where board = 'later' order by started_at"
    ) == [(2, 2, 0, 0, 0), (0, 0, 0, 0, 0), (1, 0, 1, 0, 1), (2, 0, 2, 0, 0)]


def test_a_deadline_passes_at_the_end_of_its_day_in_east_africa(jobs):
    assert lives(jobs, "deadlines") == {
        "passed": ("expired", "deadline_passed", datetime(2026, 11, 26, 21)),
        "last-day": ("seen_again", "seen_in_another_visit", at(27)),
        "open": ("seen_again", "seen_in_another_visit", at(27)),
    }


def test_what_a_card_does_not_say_stays_as_the_full_text_said_it(jobs):
    assert jobs.read(
        "select title, place, town, salary_min, description, skills, posted_on, posted_precision, "
        "sightings, visits from job_listings where board = 'cards'"
    ) == [
        ("Head cook", None, None, Decimal(30_000), "All.", '["a"]', date(2026, 11, 2), "day", 3, 2)
    ]


def test_what_is_at_fault_is_quarantined_or_rejected_with_its_reason(jobs):
    assert jobs.landed(
        "select source_file, source_line, reason, detail from quarantine "
        "where source_file like '2026-11-10%' order by source_line"
    ) == [
        (
            "2026-11-10T020000Z.jsonl listing",
            2,
            "too_long",
            "column title holds 1,001 characters, at most 1,000 can land",
        ),
        ("2026-11-10T020000Z.jsonl listing", 3, "wrong_type", "skills is str"),
    ]
    assert jobs.staged(
        "select source_line, rejection_reason from stg_jobs__sightings_rejected "
        "order by source_line"
    ) == [(4, "missing_value"), (5, "bad_date")]
    assert jobs.staged("select rejection_reason, outcome from stg_jobs__pages_rejected") == [
        ("unknown_value", "odd")
    ]
    assert jobs.read(
        "select listings_found, lines_quarantined, rows_rejected, unread_parts, "
        "inconclusive_reason from job_board_visits where board = 'faults'"
    ) == [(1, 2, 2, 1, "lines_quarantined")]


def test_days_of_posting_are_those_of_the_case(jobs):
    found = jobs.read(
        "select external_id, posted_on, posted_reason, posted_text from job_listings "
        "where board in ('utc', 'seoul')"
    )
    days = {external_id: (day, reason) for external_id, day, reason, _ in found}
    texts = {external_id: words or "" for external_id, _, _, words in found}
    with (CASES / "posted-dates" / "expected.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            day, reason = days.pop(row["listing_id"])
            assert str(day or "") == row["posted_on_utc"], row
            assert reason == (None if day else row["why"]), row
    assert days == {}
    with (CASES / "posted-dates" / "listings.csv").open(encoding="utf-8") as stream:
        assert texts == {row["listing_id"]: row["posted_text"] for row in csv.DictReader(stream)}


def test_pay_is_that_of_the_case(jobs):
    found = {
        external_id: tuple("" if value is None else value for value in pay)
        for external_id, *pay in jobs.read(
            "select external_id, salary_min, salary_max, salary_currency, salary_period "
            "from job_listings where board = 'pay'"
        )
    }
    with (CASES / "salaries" / "expected.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert found == {
        row["listing_id"]: (
            *(Decimal(row[end]) if row[end] else "" for end in ("amount_min", "amount_max")),
            *(row["currency"], row["period"]),
        )
        for row in rows
    }
    assert jobs.read(
        "select salary_text, salary_reason from job_listings "
        "where board = 'pay' and salary_min is null and salary_max is null order by external_id"
    ) == [("$0 - $0", "zero"), ("Competitive", "no amount: competitive")]


def test_a_long_text_and_letters_of_four_bytes_come_through_whole(jobs):
    assert jobs.read(
        "select external_id, title, employer, char_length(description), left(description, 8), "
        "right(description, 8), length(description) from job_listings where board = 'long'"
    ) == [
        (
            *(name, "🚀 Senior Data Engineer 👩‍💻", "𠮷野デジタル"),
            *(800_000, "Grüße 🧪 ", "Grüße 🧪 ", 1_300_000),
        )
        for name in ("L1", "L2", "L3")
    ]


def test_postings_of_a_page_in_json_ld_become_listings_and_a_ruin_is_kept(jobs):
    found = {
        row[0]: row[1:]
        for row in jobs.read(
            "select external_id, title, employer, description, skills, salary_min, "
            "salary_currency, salary_period from job_listings where board = 'shapes'"
        )
    }
    assert sorted(found) == ["A-1", "B-1", "C-1", "D-1", "F-1"]
    assert found["B-1"][:3] == (
        "Events & Marketing Coordinator",
        "Smith & Daughters",
        "Plan events & fairs.",
    )
    assert found["C-1"][2] == "First line\nsecond line\tafter a raw tab"
    assert found["D-1"][3] == '["triage", "charting"]'
    assert found["F-1"][4:] == (Decimal(10_000), "EUR", None)
    ((place, reason),) = jobs.staged(
        "select place, reason from stg_jobs__unread where board = 'shapes'"
    )
    assert place == f"{SHAPES_PAGE}, script 5 of 6"
    assert "Unterminated string" in reason


def test_a_visit_that_was_broken_off_is_left_out_with_words(jobs):
    (failure,) = jobs.summary.failures
    assert failure.delivery.endswith("broken.jsonl")
    assert "the visit of a board was broken off" in str(failure.error)
    assert jobs.summary.exit_code == 4
    assert jobs.read("select count(*) from job_listings where board = 'broken'") == [(0,)]


def test_a_night_without_a_new_visit_changes_nothing(jobs):
    before = jobs.landed("select count(*) from batches")
    made = jobs.installation
    again = run(made.settings, Request(source_places={"jobs": (jobs.folder,)}), Console())
    assert again.status == "unchanged"
    assert jobs.landed("select count(*) from batches") == before


def test_the_boards_that_need_somebody_come_first(jobs):
    analyses = CompiledAnalyses(analyses_folder(jobs.installation.settings))
    server, databases = jobs.installation.server, jobs.installation.settings.databases
    with server.engine("reader", databases.published).connect() as connection:
        rows = analyses.answer(connection, "board_health", days=30)
        last_day = analyses.answer(connection, "board_health", days=1)
    verdicts = {row["board"]: row["verdict"] for row in rows}
    assert {board for board, verdict in verdicts.items() if verdict == "failing"} == {
        *("unsure1", "unsure2", "unsure3", "unsure4")
    }
    assert (verdicts["faults"], verdicts["lives"], verdicts["pay"]) == (
        *("losing_lines", "late", "well"),
    )
    assert verdicts["unchanged"] == "well"
    assert [row["verdict"] for row in rows[:4]] == 4 * ["failing"]
    crossed = next(row for row in rows if row["board"] == "crossed1")
    assert (crossed["open_listings"], crossed["shared_share"]) == (1, 1)
    assert {row["board"] for row in last_day if row["visits"]} == {
        *("deadlines", "pay", "long", "shapes", "unchanged"),
    }
    assert {row["board"]: row["verdict"] for row in last_day}["lives"] == "late"  # and not gone


def test_better_rules_read_all_that_landed_once_more(jobs, monkeypatch):
    engine = jobs.installation.server.engine("loader", jobs.installation.settings.databases.landing)
    before = jobs.landed("select count(*), max(rules_version) from job_readings")
    said: list[str] = []
    monkeypatch.setattr(Console, "say", lambda self, words, **_: said.append(words))
    read_sightings(engine, ledger.ready_batches(engine), Console())
    assert said == []
    monkeypatch.setattr("pipeline.job_readings.VERSION", "better")
    read_sightings(engine, ledger.ready_batches(engine), Console())
    ((count, _),) = before
    assert jobs.landed("select count(*), max(rules_version) from job_readings") == [
        (count, "better")
    ]
    assert said[0].startswith(f"read {count} sightings of jobs in ")


def test_six_sightings_of_four_postings_give_four_whatever_their_order(jobs):
    assert jobs.read(
        "select canonical_external_id, listings, date(first_seen_at), description "
        "from job_postings where canonical_board in ('northjobs', 'southjobs') "
        "order by canonical_external_id"
    ) == [
        ("7001", 1, date(2026, 10, 1), "Newer words."),
        ("7102", 1, date(2026, 10, 2), "A second vacancy."),
        ("880", 1, date(2026, 10, 3), "Early shift."),
        ("881", 1, date(2026, 10, 3), "Late shift."),
    ]
    assert jobs.landed(
        "select count(*) from job_sightings where board in ('northjobs', 'southjobs')"
    ) == [(6,)]
    assert jobs.read(
        "select external_id, canonical_url from job_listings where board = 'southjobs' "
        "order by external_id"
    ) == [
        ("880", "https://jobs.southjobs.example/apply?gh_jid=880"),
        ("881", "https://jobs.southjobs.example/apply?gh_jid=881"),
    ]


def test_a_job_on_two_boards_is_one_posting_and_says_why(jobs):
    ((posting_id, listings, boards, text, repost),) = jobs.read(
        "select posting_id, listings, boards, text_board, repost_of_posting_id "
        "from job_postings where title like 'Storekeeper%'"
    )
    assert (listings, boards, text, repost) == (2, 2, "crossed2", None)
    members = jobs.read(
        "select board, is_canonical, score, reasons from job_posting_listings "
        f"where posting_id = '{posting_id}' order by board"
    )
    assert [(board, bool(canonical)) for board, canonical, *_ in members] == [
        ("crossed1", True),
        ("crossed2", False),
    ]
    assert members[0][2:] == (1, "[]")
    assert 0.9 < members[1][2] < 1
    assert json.loads(members[1][3])[0] == "title 100"
    assert jobs.read(
        "select listing_id from job_listings where board = 'crossed1' "
        f"and listing_id = '{posting_id}'"
    )


def test_what_was_compared_is_not_compared_again(jobs, monkeypatch):
    def refuse(_):
        raise AssertionError("compared again")

    monkeypatch.setattr("pipeline.job_duplicates.find_postings", refuse)
    engine = jobs.installation.server.engine("loader", jobs.installation.settings.databases.landing)
    find_duplicates(engine, ledger.ready_batches(engine), Console())
    monkeypatch.setattr("pipeline.job_duplicates.DUPLICATES_VERSION", "another")
    with pytest.raises(AssertionError):
        find_duplicates(engine, ledger.ready_batches(engine), Console())
