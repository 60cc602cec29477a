"""Titles of listings are matched to occupations, or the answer says why they are not."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from match.vacancies import meaning
from match.vacancies.confidence import Facts, Sureness, fitted
from match.vacancies.index import LabelIndex
from match.vacancies.matcher import BATCH, Level, Matcher, Method, Reason, TitleMatch
from match.vacancies.meaning import MeaningIndex
from match.vacancies.skills import SkillIndex, SkillLabel
from match.vacancies.taxonomy import REVIEW, Label, ListedTitle

CASE = Path(__file__).resolve().parents[1] / "cases" / "title-and-skill-matching"

LABELS = [
    Label("2411.1", "2411", "accountant", is_preferred=True),
    Label("2411.1", "2411", "certified accountant"),
    Label("4311.1", "4311", "accounts clerk", is_preferred=True),
    Label("4415.1", "4415", "filing clerk", is_preferred=True),
    Label("8332.1", "8332", "truck driver", is_preferred=True),
    Label("8332.1", "8332", "driver"),
    Label("8322.1", "8322", "taxi driver", is_preferred=True),
    Label("8322.1", "8322", "driver"),
    Label("2221.1", "2221", "nurse responsible for general care", is_preferred=True),
    Label("2221.1", "2221", "registered nurse"),
    Label("7411.1", "7411", "electrician", is_preferred=True),
    Label("2514.1", "2514", "C++ developer", is_preferred=True),
    Label("2514.2", "2514", "C# developer", is_preferred=True),
]


def rows(name: str) -> list[dict[str, str]]:
    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matched(title: str | None, matcher: Matcher | None = None) -> TitleMatch:
    (match,) = (matcher or Matcher(LabelIndex(LABELS))).match([ListedTitle(title)])
    return match


def named(match: TitleMatch) -> str:
    """Return the occupation a title was matched to; empty if to none."""
    return match.candidates[0].occupation if match.level is Level.OCCUPATION else ""


CASE_MATCHER = Matcher(
    LabelIndex(
        Label(row["code"], row["code"][:7], row["title"], is_preferred=True)
        for row in rows("occupations.csv")
    )
)
TITLES = [(row["query"], row["expected"]) for row in rows("queries.csv") if row["kind"] == "title"]
SKILLS = [(row["query"], row["expected"]) for row in rows("queries.csv") if row["kind"] == "skill"]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_a_title_is_matched_as_the_case_says(title, expected):
    match = matched(title, CASE_MATCHER)

    assert named(match) == expected
    assert all(candidate.score > 0 and candidate.method for candidate in match.candidates)
    if not expected:
        assert match.level is Level.UNMATCHED


@pytest.mark.parametrize(("name", "expected"), SKILLS)
def test_a_skill_is_named_as_the_case_says(name, expected):
    index = SkillIndex(SkillLabel(row["skill"], row["skill"]) for row in rows("skills.csv"))

    assert "".join(mention.skill for mention in index.named(name)) == expected


def test_a_word_that_several_titles_share_is_ambiguous_and_names_them():
    match = matched("Manager", CASE_MATCHER)

    assert (match.level, match.reason) == (Level.UNMATCHED, Reason.AMBIGUOUS)
    assert {each.occupation for each in match.candidates} >= {"11-1021.00", "11-9051.00"}


@pytest.mark.parametrize("title", [None, "", "  ", "-", "\u00a0", "(2)"])
def test_blanks_match_nothing(title):
    match = matched(title)

    assert (match.candidates, match.reason) == ((), Reason.NO_WORDS)
    assert match.sureness == Sureness(0, 0, 0)


def test_a_title_like_nothing_has_no_candidate():
    match = matched("Zzqx")

    assert (match.candidates, match.reason) == ((), Reason.NO_CANDIDATE)


@pytest.mark.parametrize(
    ("title", "occupation", "method"),
    [
        ("ACCOUNTANT", "2411.1", Method.EXACT),
        ("Accountants", "2411.1", Method.NORMALISED),
        ("Accountant (Certified)", "2411.1", Method.NORMALISED),
        ("Clerk, Filing", "4415.1", Method.EXACT),
        ("Acountant", "2411.1", Method.CORRECTED),
        ("Filing Clerck", "4415.1", Method.CORRECTED),
        ("Fundi Umeme", "7411.1", Method.EXACT),
        ("Certified Accountant CPA", "2411.1", Method.SIMILAR),
        ("C++ Developer", "2514.1", Method.EXACT),
        ("C# Developer", "2514.2", Method.EXACT),
    ],
)
def test_a_match_says_how_it_was_found(title, occupation, method):
    first = matched(title).candidates[0]

    assert (first.occupation, first.method) == (occupation, method)


def test_a_label_of_several_occupations_returns_all_of_them():
    many = [Label(f"9999.{number}", "9999", "helper") for number in range(7)]
    match = matched("Helper", Matcher(LabelIndex([*LABELS, *many])))

    assert [each.occupation for each in match.candidates] == [f"9999.{n}" for n in range(7)]
    assert {each.score for each in match.candidates} == {match.candidates[0].score}


def test_the_same_answer_in_any_order_of_labels_and_titles():
    texts = [title for title, _ in TITLES] + [label.text for label in LABELS]
    titles = [ListedTitle(text) for text in texts]
    expected = {one.listed: one for one in Matcher(LabelIndex(LABELS)).match(titles)}
    for seed in range(3):
        labels, some = LABELS[:], titles[:]
        random.Random(seed).shuffle(labels)
        random.Random(seed).shuffle(some)
        for match in Matcher(LabelIndex(labels)).match(some):
            assert match == expected[match.listed]


def test_each_title_is_answered_in_its_place_however_many_there_are():
    titles = [ListedTitle(f"Filing Clerk {number % 400:03d}q") for number in range(3 * BATCH)]

    matches = list(Matcher(LabelIndex(LABELS)).match(titles))

    assert [match.listed for match in matches] == titles


def test_a_reviewed_title_is_answered_at_once():
    reviewed = Label("8322.1", "8322", "Driver", source=REVIEW)
    match = matched("Driver - Nairobi", Matcher(LabelIndex([*LABELS, reviewed])))

    first = match.candidates[0]
    assert (first.occupation, first.method) == ("8322.1", Method.REVIEW)
    assert (match.level, match.reason) == (Level.OCCUPATION, None)


def test_a_rejected_title_is_matched_to_nothing():
    matcher = Matcher(LabelIndex(LABELS), rejected=["Accountants"])

    match = matched("URGENT: Accountant", matcher)

    assert (match.level, match.reason) == (Level.UNMATCHED, Reason.REJECTED)
    assert named(matched("Electrician", matcher)) == "7411.1"


def test_what_lies_in_a_wider_group_is_never_less_sure():
    for title in ("Accountant", "Driver", "Nurse", "Clerk of accounts and filing"):
        sureness = matched(title).sureness
        assert 0 < sureness.occupation <= sureness.group <= sureness.two_digit_group < 1


def test_a_title_that_is_not_sure_enough_is_answered_by_a_group():
    class Unsure:
        def sureness(self, facts: Facts) -> Sureness:
            return Sureness(0.3, 0.5, 0.7)

    match = matched("Certified accountant of banks", Matcher(LabelIndex(LABELS), None, Unsure()))

    assert (match.level, match.reason) == (Level.UNIT_GROUP, Reason.UNSURE)
    assert match.candidates[0].group == "2411"


@pytest.mark.parametrize("kind", ["lexical", "embedding"])
def test_the_committed_confidence_names_every_fact_and_its_origin(kind):
    model = fitted(kind)

    assert set(model.coefficients) == set(Sureness._fields)
    assert all(set(weights) == set(Facts._fields) for weights in model.coefficients.values())
    assert "validation" in model.fitted_on


def test_a_taxonomy_without_labels_is_refused():
    with pytest.raises(ValueError, match="without labels"):
        LabelIndex([Label("1", "1", " - ")])


def embed(texts):
    """Turn texts into vectors by what they mean: of "motor" and of "count" words."""
    meant = {"lorry": 0, "truck": 0, "taxi": 0, "driver": 0, "accountant": 1, "bookkeeper": 1}
    vectors = np.full((len(texts), 3), 0.01, dtype=np.float32)
    for row, written in enumerate(texts):
        for word in written.split():
            vectors[row, meant.get(word, 2)] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_model_finds_what_has_no_word_in_common():
    index = LabelIndex(LABELS)

    without = matched("Bookkeeper", Matcher(index))
    with_model = matched("Bookkeeper", Matcher(index, MeaningIndex(index, embed)))

    assert "2411.1" not in {each.occupation for each in without.candidates}
    first = with_model.candidates[0]
    assert (first.occupation, first.method) == ("2411.1", Method.MEANING)


def test_a_model_that_is_not_installed_is_said_to_be_missing(monkeypatch):
    monkeypatch.setattr(meaning, "PACKAGES", ("no_such_package_of_ours",))

    assert not meaning.installed()
