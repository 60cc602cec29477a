"""Jobs over HTTP: listed, filtered, walked by pages, one with all of it, counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import fields

import pytest
import requests

from api.schemas import jobs as schemas
from gaps.browsing import job_counts, postings
from tests.posted_jobs import DEVELOPER, HOSTILE

POSTINGS = 16


def ask(api: str, path: str = "", answered: int = 200, **parameters: object) -> dict:
    answer = requests.get(f"{api}/jobs{path}", params=parameters, timeout=30)
    assert answer.status_code == answered, answer.text
    return answer.json()


def titles(api: str, **parameters: object) -> list[str]:
    return [row["title"] for row in ask(api, **parameters)["rows"]]


def walk(api: str, **parameters: object) -> Iterator[dict]:
    """Yield each page of the list."""
    cursor = None
    while True:
        page = ask(api, **parameters, **({"cursor": cursor} if cursor else {}))
        yield page
        cursor = page["next"]
        if cursor is None:
            return


@pytest.fixture(scope="module")
def developer(api: str) -> dict:
    """The posting that two boards show, with all that is told of it."""
    (row,) = ask(api, q="software developer")["rows"]
    return ask(api, f"/{row['id']}")


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (schemas.Posting, postings.Posting),
        (schemas.ListedPosting, postings.ListedPosting),
        (schemas.PostingListing, postings.PostingListing),
        (schemas.MatchCandidate, postings.MatchCandidate),
        (schemas.PostingMatch, postings.PostingMatch),
        (schemas.PostingSkill, postings.PostingSkill),
        (schemas.PostingAnswer, postings.PostingDetails),
        (schemas.PostingCounts, job_counts.PostingCounts),
        (schemas.WeekCounts, job_counts.WeekCounts),
        (schemas.CountyCounts, job_counts.CountyCounts),
        (schemas.BoardCounts, job_counts.BoardCounts),
        (schemas.BoardVisit, job_counts.BoardVisit),
        (schemas.BoardHealth, job_counts.BoardHealth),
    ],
)
def test_the_schema_names_the_columns_of_the_answer(body, row):
    assert list(body.model_fields) == [field.name for field in fields(row)]


# the list


def test_a_job_on_two_boards_is_one_and_the_newest_come_first(api):
    answer = ask(api)
    days = [row["listed_on"] for row in answer["rows"]]
    assert days == sorted(days, reverse=True)
    assert answer["total"] == len(answer["rows"]) == POSTINGS
    assert answer["header"] == {"taxonomy": "esco", "note": None}
    (developer,) = [row for row in answer["rows"] if row["title"] == "Software Developer"]
    told = {
        "employer": "Savanna Labs",
        "county": "Nairobi",
        "status": "open",
        "posted_on": "2026-11-09",
        "deadline_on": "2026-12-15",
        "boards": 2,
        "listings": 2,
        "salary_min": 120_000,
        "salary_max": 150_000,
        "salary_currency": "KES",
        "employment_types": "full_time",
        "match_level": "occupation",
        "occupation_label": "software developer",
    }
    assert told.items() <= developer.items()
    assert 0.5 <= developer["confidence"] <= 1


@pytest.mark.parametrize("asked", [{}, {"county": "Mombasa"}, {"q": "c"}, {"taxonomy": "onet"}])
def test_walking_yields_the_total_and_no_posting_twice(api, asked):
    pages = list(walk(api, limit=2, **asked))
    ids = [row["id"] for page in pages for row in page["rows"]]
    assert len(ids) == len(set(ids)) == pages[0]["total"] > 2
    assert ids == [row["id"] for row in ask(api, **asked)["rows"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"status": "closed"}, ["Accountant"]),
        ({"status": "expired"}, ["Chemist"]),
        ({"county": "Nairobi"}, ["Software Developer"]),
        ({"county": "Turkana"}, []),
        ({"board": "fuzu"}, ["Nurse Assistant"]),
        ({"board": "my_job_mag", "county": "Nairobi"}, ["Software Developer"]),
        ({"occupation": "onet:47-2111.00"}, ["Electrician"]),
        ({"occupation": "kesco:2411-61"}, ["Accountant"]),
        ({"occupation": "onet:19-2031.00", "status": "open"}, ["Chemistwork"]),
        ({"occupation": "onet:15-1252.00", "min_confidence": 0.999}, []),
        ({"from": "2026-11-09", "to": "2026-11-09"}, ["Software Developer"]),
        ({"from": "2026-11-18"}, ["Electrician"]),
        ({"q": "ASSIST"}, ["Nurse Assistant"]),
        ({"q": "chef hea", "to": "2026-11-03"}, ["Head Chef"]),
        ({"q": "ssistant"}, []),
        ({"q": "élec"}, ["Electrician"]),
        ({"q": '"x")<img'}, [HOSTILE]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"q": "'; drop table job_postings; --"}, []),
    ],
)
def test_a_filter_keeps_what_it_names(api, asked, expected):
    answer = ask(api, **asked)
    assert [row["title"] for row in answer["rows"]] == expected
    assert answer["total"] == len(expected)
    assert answer["header"]["note"] is None  # something was collected


def test_an_occupation_is_named_by_its_id_as_the_taxonomy_has_it(api):
    (row,) = ask(api, q="nurse assistant")["rows"]
    assert titles(api, occupation=row["occupation_id"]) == ["Nurse Assistant"]
    assert row["occupation_id"].startswith("esco:")
    occupation = requests.get(f"{api}/taxonomy/occupations/{row['occupation_id']}", timeout=30)
    assert occupation.json()["label"] == row["occupation_label"]


def test_confidence_is_a_bound_of_what_is_matched_to_an_occupation(api):
    sure = ask(api, min_confidence=0.9)["rows"]
    assert 0 < len(sure) < POSTINGS
    assert all(row["confidence"] >= 0.9 for row in sure)
    assert "Zzyzx Qwxv Plorg" not in titles(api, min_confidence=0)


def test_of_several_titles_the_one_that_says_most_is_matched(api):
    """As in ``job_posting_matches``, so that lists, counts and demand tell one story."""
    (row,) = ask(api, q="chemistwork")["rows"]
    posting = ask(api, f"/{row['id']}")
    by_esco = next(each for each in posting["matches"] if each["taxonomy"] == "esco")
    assert [each["title"] for each in posting["shown_by"]] == ["Chemistwork", "Chemist"]
    assert (row["match_level"], by_esco["core_title"]) == ("occupation", "chemist")
    assert by_esco["candidates"][0]["occupation_label"] == row["occupation_label"] == "chemist"


def test_a_title_that_is_no_occupation_says_why(api):
    (row,) = ask(api, q="zzyzx")["rows"]
    assert row["match_level"] == "unmatched" and row["match_reason"]
    assert row["occupation_id"] is row["occupation_label"] is None


@pytest.mark.parametrize(
    ("asked", "answered", "field"),
    [
        ({"occupation": "onet:99-9999.00"}, 404, None),
        ({"occupation": "15-1252.00"}, 422, "query.occupation"),
        ({"occupation": "custom:1"}, 422, "query.occupation"),
        ({"occupation": "onet:15-1252.00", "taxonomy": "esco"}, 422, "query.taxonomy"),
        ({"from": "2026-11-10", "to": "2026-11-09"}, 422, "query"),
        ({"from": "yesterday"}, 422, "query.from"),
        ({"min_confidence": "nan"}, 422, "query.min_confidence"),
        ({"min_confidence": 1.1}, 422, "query.min_confidence"),
        ({"status": "new"}, 422, "query.status"),
        ({"cursor": "x"}, 422, "query.cursor"),
        ({"colour": "red"}, 422, "query.colour"),
    ],
)
def test_what_cannot_be_asked_names_the_field(api, asked, answered, field):
    answer = ask(api, answered=answered, **asked)
    assert [each["field"] for each in answer["errors"]] == ([field] if field else [])


def test_a_cursor_fits_its_own_question_alone(api):
    cursor = ask(api, limit=1)["next"]
    answer = ask(api, answered=422, limit=1, county="Mombasa", cursor=cursor)
    assert "another question" in answer["errors"][0]["message"]


def test_csv_has_the_same_rows_and_no_formula(api):
    answer = requests.get(f"{api}/jobs", params={"format": "csv", "limit": 6}, timeout=30)
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == [row["id"] for row in ask(api, limit=6)["rows"]]
    assert answer.headers["x-next"] == ask(api, limit=6)["next"]
    assert f"'{HOSTILE}" in [row["title"] for row in rows]


@pytest.mark.parametrize("path", ["", "/stats"])
def test_an_answer_is_sent_once_for_each_publish(api, path):
    etag = requests.get(f"{api}/jobs{path}", timeout=30).headers["etag"]
    again = requests.get(f"{api}/jobs{path}", headers={"If-None-Match": etag}, timeout=30)
    assert again.status_code == 304


# one posting


def test_a_posting_tells_where_it_stands_and_where_each_field_came_from(developer):
    first, second = developer["shown_by"]
    assert (first["board"], second["board"]) == ("brighter_monday", "my_job_mag")
    assert (first["is_canonical"], second["is_canonical"]) == (True, False)
    assert first["origins"] == {"title": "json_ld", "salary": "label", "posted": "json_ld"}
    assert first["salary_text"] == "KSh 120,000 - 150,000 per month"
    assert first["skills"] == ["Haskell"] and first["employment_types"] == ["full_time"]
    assert second["origins"] is None and second["reasons"]
    assert developer["description"] == DEVELOPER


def test_a_posting_has_candidates_in_each_taxonomy_with_a_confidence(developer):
    assert [each["taxonomy"] for each in developer["matches"]] == ["esco", "kesco", "onet"]
    for match in developer["matches"]:
        assert match["match_level"] == "occupation" and match["confidence"] >= 0.5
        ranks = [each["candidate_rank"] for each in match["candidates"]]
        assert ranks == list(range(1, len(ranks) + 1))
        assert match["candidates"][0]["occupation_id"] == match["occupation_id"]
    assert len(developer["matches"][2]["candidates"]) == 5


def test_a_posting_names_its_skills_with_the_sentence(api, developer):
    found = {each["label"]: each for each in developer["skills"]}
    assert found["Haskell"]["sentence"] == "You will write services in Haskell, day by day."
    technical = found["provide technical documentation"]
    assert technical["sentence"] == "You provide technical documentation."
    skill = requests.get(f"{api}/taxonomy/skills/{technical['id']}", timeout=30)
    assert skill.json()["label"] == technical["label"]


def test_each_of_its_listings_finds_the_posting(api, developer):
    for listing in developer["shown_by"]:
        assert ask(api, f"/{listing['listing_id']}")["id"] == developer["id"]


def test_every_listed_posting_can_be_asked_for(api):
    for row in ask(api)["rows"]:
        answer = ask(api, f"/{row['id']}")
        told = {name: value for name, value in row.items() if name in answer}
        assert told == {name: answer[name] for name in told} and len(told) > 20


def test_the_long_description_of_the_case_comes_whole(api):
    (row,) = ask(api, q="senior data engineer")["rows"]
    answer = ask(api, f"/{row['id']}")
    assert len(answer["description"]) == 800_000
    assert answer["description"][:8] == answer["description"][-8:] == "Grüße 🧪 "
    assert len(answer["title"]) == 26 and "🚀" in answer["title"] and "👩‍💻" in answer["title"]
    assert answer["employer"] == "𠮷野デジタル"
    assert "description" not in row


@pytest.mark.parametrize("unknown", ["0000000000000000", "nothing", "%00", "a b", "'", "💡"])
def test_an_unknown_posting_is_not_found(api, unknown):
    answer = requests.get(f"{api}/jobs/{unknown}", timeout=30)
    assert answer.status_code == (422 if unknown == "%00" else 404), answer.text


# counts, and the boards


def test_counts_add_up_and_say_what_is_not_matched(api):
    answer = ask(api, "/stats")
    totals = answer["totals"]
    assert totals["postings"] == POSTINGS
    for name in ("postings", "open_postings", "matched_to_occupation", "unmatched"):
        for part in ("weeks", "counties"):
            assert sum(each[name] for each in answer[part]) == totals[name], (part, name)
    unmatched = [row for row in ask(api)["rows"] if row["match_level"] == "unmatched"]
    assert totals["unmatched"] == len(unmatched) > 0
    assert totals["unmatched_share"] == pytest.approx(len(unmatched) / POSTINGS)
    mondays = [each["week"] for each in answer["weeks"]]
    assert mondays == ["2026-11-16", "2026-11-09", "2026-11-02"]
    by_board = {each["board"]: each["postings"] for each in answer["boards"]}
    assert by_board == {"brighter_monday": 12, "my_job_mag": 4, "careerjet": 1, "fuzu": 1}


def test_counts_follow_the_filters_of_the_list(api):
    asked = {"county": "Mombasa", "taxonomy": "kesco", "status": "open"}
    counted, listed = ask(api, "/stats", **asked), ask(api, **asked)
    assert counted["totals"]["postings"] == listed["total"] == 3
    assert [each["county"] for each in counted["counties"]] == ["Mombasa"]
    nothing = ask(api, "/stats", county="Turkana")
    assert nothing["totals"]["postings"] == 0 and nothing["totals"]["unmatched_share"] is None


def test_a_board_that_could_not_be_read_is_told_as_such_and_never_as_none(api):
    boards = {each["board"]: each for each in ask(api, "/stats")["board_health"]}
    outcomes = {name: each["outcome"] for name, each in boards.items()}
    assert outcomes == {
        "brighter_monday": "read",
        "careerjet": "degraded",
        "fuzu": "blocked",
        "jobs_in_kenya": "markup_changed",
        "my_job_mag": "read",
    }
    assert boards["fuzu"]["words"] == "403, Just a moment"
    assert boards["fuzu"]["last_read_at"] == "2026-11-11T03:00:00Z"
    assert boards["fuzu"]["open_listings"] == 1
    assert [each["outcome"] for each in boards["fuzu"]["last_visits"]] == ["blocked", "read"]
    assert boards["jobs_in_kenya"]["open_listings"] is boards["jobs_in_kenya"]["last_read_at"]
    newest, before = boards["brighter_monday"]["last_visits"]
    assert (before["listings_new"], newest["listings_new"]) == (12, 0)
    assert newest["listings_expired"] == 1 and newest["listings_closed"] == 1
