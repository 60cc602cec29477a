"""Listings that landed are matched to three taxonomies, once; what people decide is taken.

One build serves the tests of what is published; those of the run have landing alone.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from gaps.analyses import CompiledAnalyses
from gaps.unsure_titles import (
    proposed_code,
    titles_as_csv,
    titles_as_json,
    unsure_titles,
)
from load.reviewed_titles import ReviewedTitle, all_reviews, keep_review
from pipeline import fingerprint, job_matches, job_skills
from pipeline.commands.titles import command
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.job_labels import label_deliveries, primary_esco
from pipeline.ledger import ready_batches
from pipeline.run import Request, run
from tests.conftest import Installation
from tests.visits import listing, write_visit

AT = "2026-11-20T02:00:00Z"
TEXT = "Manage budgets.\nA valid driving licence is a must. We offer tea."
LISTINGS = [
    listing("chemist", title="URGENT: Chemist - Nairobi (2 Posts)", description=TEXT),
    listing("again", title="Chemist", description=TEXT),
    listing("manager", title="Manager"),
    listing("blank", title="-"),
    listing("untitled"),
    listing("guard", title="Tea lady", skills=["manage budgets", "no such skill"]),
    listing("head", title="Head of chemistry"),
    listing("odd", title="=cmd", description="Nothing."),
]


@dataclass(frozen=True)
class Matched:
    """An installation whose samples and listings landed and were matched."""

    installation: Installation

    def engine(self, role: str, database: str):
        databases = self.installation.settings.databases
        return self.installation.server.engine(role, getattr(databases, database))

    def read(self, query: str, database: str = "landing") -> list[tuple]:
        role = "reader" if database == "published" else "loader"
        with self.engine(role, database).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def match(self) -> None:
        """Match titles and find skills, as a run does."""
        engine = self.engine("loader", "landing")
        batches = ready_batches(engine)
        deliveries = label_deliveries(batches, None, None, self.reviews())
        job_matches.match_titles(engine, deliveries, Console())
        job_skills.find_skills(engine, batches, None, Console())

    def reviews(self) -> list[ReviewedTitle]:
        with self.engine("loader", "app").connect() as connection:
            return all_reviews(connection)

    def decide(self, *reviews: ReviewedTitle) -> None:
        with self.engine("api", "app").begin() as connection:
            for review in reviews:
                keep_review(connection, review)


@pytest.fixture(scope="module")
def matched(new_installation, tmp_path_factory) -> Matched:
    """A night with the samples and a visit of one board, published."""
    made = new_installation()
    folder = tmp_path_factory.mktemp("jobs")
    write_visit(folder, "a", AT, LISTINGS)
    summary = run(made.settings, Request(source_places={"jobs": (folder,)}), Console())
    assert (summary.status, summary.failures) == ("published", [])
    return Matched(made)


@pytest.fixture
def titles(matched, capsys):
    """Call the command and return what it wrote to stdout."""

    def call(*arguments: str) -> str:
        capsys.readouterr()
        context = SimpleNamespace(settings=matched.installation.settings, console=Console("text"))
        command.main(list(arguments), obj=context, standalone_mode=False)
        return capsys.readouterr().out

    return call


def test_every_listing_has_an_answer_of_every_taxonomy(matched):
    rows = matched.read(
        "select external_id, taxonomy, match_level, match_reason from job_listing_matches",
        "published",
    )

    assert len(rows) == 3 * len(LISTINGS)
    answers = {
        (external_id, taxonomy): (level, reason) for external_id, taxonomy, level, reason in rows
    }
    for taxonomy in ("esco", "kesco", "onet"):
        assert answers["blank", taxonomy] == ("unmatched", "no_words")
        assert answers["untitled", taxonomy] == ("unmatched", "no_words")
        assert answers["manager", taxonomy][0] == "unmatched"


def test_a_title_is_matched_without_its_noise_and_says_what_was_noise(matched):
    rows = matched.read(
        "select external_id, candidate_key, method, core_title, removed from job_listing_matches "
        "where taxonomy = 'onet' and core_title = 'chemist' order by external_id",
        "published",
    )

    assert [(row[0], row[1], json.loads(row[4])) for row in rows] == [
        ("again", "19-2031.00", []),
        ("chemist", "19-2031.00", ["urgent", "2 posts", "nairobi"]),
    ]


def test_candidates_have_keys_of_the_published_taxonomies(matched):
    ((candidates, known),) = matched.read(
        "select count(*), count(occupations.occupation_key) "
        "from job_listing_candidates as mine left join taxonomy_occupations as occupations "
        "on occupations.taxonomy = mine.taxonomy "
        "and occupations.occupation_key = mine.occupation_key",
        "published",
    )

    assert candidates == known > 20


def test_a_skill_has_its_sentence_and_a_credential_its_pattern(matched):
    rows = matched.read(
        "select external_id, taxonomy, skill_label, method, found_in, sentence "
        "from job_listing_skills where external_id in ('chemist', 'guard') order by 1, 2 desc, 3",
        "published",
    )

    assert (
        "chemist",
        "credential",
        "driving licence",
        "pattern",
        "description",
        "A valid driving licence is a must.",
    ) in rows
    assert ("chemist", "esco", "manage budgets", "label", "description", "Manage budgets.") in rows
    assert ("guard", "esco", "manage budgets", "named", "skills", "manage budgets") in rows
    assert not [row for row in rows if row[0] == "guard" and row[1] != "esco"]


def test_titles_to_review_come_with_their_candidates(matched):
    with matched.engine("reader", "published").connect() as connection:
        titles = unsure_titles(connection, "onet", 9)
        frequent = unsure_titles(connection, "onet", 1)
        proposed = proposed_code(connection, "onet", "head of chemistry")

    assert frequent == titles[:1]
    (head,) = [title for title in titles if title.title == "head of chemistry"]
    assert (head.listings, head.written, head.reason) == (1, "Head of chemistry", "unsure")
    assert proposed == head.candidates[0].code
    assert [one.rank for one in head.candidates] == list(range(1, len(head.candidates) + 1))
    assert json.loads(titles_as_json(titles))[0]["title"] == titles[0].title
    lines = list(csv.DictReader(io.StringIO(titles_as_csv(titles))))
    assert len(lines) == sum(max(1, len(title.candidates)) for title in titles)
    assert {line["written"] for line in lines} >= {"'=cmd"}  # no spreadsheet takes it for a formula


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it was done again")

    monkeypatch.setattr(job_matches, "Matcher", refuse)
    monkeypatch.setattr(job_skills, "SkillIndex", refuse)


def test_what_was_matched_is_kept(matched, monkeypatch):
    matched.match()  # decisions that other tests left are taken
    before = matched.read("select * from job_title_matches order by 1, 2")
    forbid(monkeypatch)

    matched.match()

    assert matched.read("select * from job_title_matches order by 1, 2") == before


def test_new_rules_match_and_look_again(matched, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.job_labels.MATCHER_VERSION", "next")
        patch.setattr(job_matches, "MATCHER_VERSION", "next")
        patch.setattr(job_skills, "VERSION", "next")
        matched.match()
        assert matched.read("select distinct matcher_version from job_title_matches") == [("next",)]
        assert matched.read("select distinct skills_version from job_texts") == [("next",)]
    matched.match()
    assert matched.read("select distinct matcher_version from job_title_matches") != [("next",)]


def test_a_decision_is_taken_by_the_next_match_and_changes_the_input(matched):
    settings, batches = (
        matched.installation.settings,
        ready_batches(matched.engine("loader", "landing")),
    )
    before = fingerprint.input_fingerprint(settings, batches, matched.reviews())

    matched.decide(
        ReviewedTitle("onet", "tea lady", "Tea Lady!", "19-2031.00", "11-1011.00"),
        ReviewedTitle("onet", "chemist", "Chemists", None, "19-2031.00"),
        ReviewedTitle("onet", "manager", "Manager", "99-9999.99", None),  # an occupation that went
    )
    matched.match()

    assert fingerprint.input_fingerprint(settings, batches, matched.reviews()) != before
    rows = matched.read(
        "select core_title, match_level, reason, review, review_agrees, occupation_code, method "
        "from job_title_matches as matches inner join job_title_candidates as candidates "
        "using (taxonomy, card_hash) where taxonomy = 'onet' and candidate_rank = 1 "
        "and core_title in ('tea lady', 'chemist') group by 1, 2, 3, 4, 5, 6, 7 order by 1"
    )
    assert rows == [
        ("chemist", "unmatched", "rejected", "rejected", 0, "19-2031.00", "exact"),
        ("tea lady", "occupation", None, "accepted", 0, "19-2031.00", "review"),
    ]
    assert matched.read(
        "select distinct match_level from job_title_matches "
        "where taxonomy = 'onet' and core_title = 'manager'"
    ) == [("unmatched",)]
    # a later decision on the same title takes its place
    matched.decide(ReviewedTitle("onet", "chemist", "Chemist", "19-2031.00", "19-2031.00"))
    matched.match()
    assert [one.agrees for one in matched.reviews() if one.title_key == "chemist"] == [True]
    assert matched.read(
        "select distinct match_level, review_agrees from job_title_matches "
        "where taxonomy = 'onet' and core_title = 'chemist'"
    ) == [("occupation", 1)]


def test_the_english_model_is_the_primary_one(matched):
    batches = ready_batches(matched.engine("loader", "landing"))
    primary = primary_esco(batches, None)

    assert primary is not None
    assert matched.read("select model from esco_models where is_primary", "published") == [
        (primary.release_name,)
    ]
    assert primary_esco([], None) is None


def test_the_review_is_a_table_a_csv_and_json(titles):
    table = titles("review", "--taxonomy", "onet")
    assert "head of chemistry" in table
    assert "titles accept" in table

    asked = ("review", "--taxonomy", "onet", "--format")
    rows = list(csv.DictReader(io.StringIO(titles(*asked, "csv"))))
    told = json.loads(titles(*asked, "json"))
    assert {row["title"].removeprefix("'") for row in rows} == {each["title"] for each in told}
    assert "head of chemistry" in {each["title"] for each in told}


def test_a_title_is_accepted_or_rejected_as_a_board_writes_it(matched, titles):
    said = titles("accept", "URGENT: Head of Chemistry (2 Posts)", "Chemists", "--taxonomy", "onet")
    assert "head of chemistry is 19-2031.00  Chemists; the next run takes it for 1 listing" in said
    said = titles("accept", "Keeper of bees", "Chemists", "--taxonomy", "onet")
    assert "no listing has this title now, and it is kept for those to come" in said
    titles("accept", "Mkemia", "2113.1")
    titles("accept", "Mkemia", "2113.1", "--taxonomy", "esco")  # again changes nothing
    titles("reject", "Various positions", "--taxonomy", "kesco")

    kept = {(one.taxonomy, one.title_key): one for one in matched.reviews()}
    head = kept["onet", "head chemistry"]
    assert (head.decision, head.occupation_code) == ("accepted", "19-2031.00")
    assert head.proposed_code is not None
    assert kept["esco", "mkemia"].occupation_code == "2113.1"
    assert kept["kesco", "various position"].decision == "rejected"


def test_a_title_without_words_and_an_unknown_code_are_refused(titles):
    with pytest.raises(UsageError, match="no word"):
        titles("accept", " - ", "2113.1")
    with pytest.raises(UsageError, match="no occupation of esco"):
        titles("accept", "Mkemia", "9999.99")


def test_the_analysis_counts_every_listing_once_a_part(matched):
    analyses = CompiledAnalyses(analyses_folder(matched.installation.settings))
    with matched.engine("reader", "published").connect() as connection:
        rows = analyses.answer(connection, "match_quality", taxonomy="onet", most_titles=2)
        every = analyses.answer(connection, "match_quality")

    for kind in ("coverage", "confidence"):
        counted = [row["listings"] for row in rows if row["kind"] == kind]
        assert sum(counted) == len(LISTINGS)
    unmatched = [row for row in rows if row["kind"] == "unmatched"]
    assert len(unmatched) == 2
    assert unmatched[0]["listings"] >= unmatched[1]["listings"]
    assert {row["taxonomy"] for row in every} == {"esco", "kesco", "onet"}
