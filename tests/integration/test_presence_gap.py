"""A gap of ESCO or KeSCO says which skills are missing, through which link, and never guesses."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from gaps.analyses import CompiledAnalyses
from gaps.errors import AmbiguousTitle, UnknownOccupation
from gaps.presence import presence_gap
from gaps.taxonomy_occupations import find_taxonomy_occupation
from pipeline.commands import gap
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.settings import ROOT

SAMPLE = ROOT / "data" / "sample" / "esco"


@pytest.fixture(scope="module")
def reader(published):
    engine = published.server.engine("reader", published.settings.databases.published)
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def compiled(published):
    return CompiledAnalyses(analyses_folder(published.settings))


@pytest.fixture
def ask(published, capsys):
    """Call the command and return what it wrote to stdout."""

    def call(*arguments: str) -> str:
        capsys.readouterr()
        context = SimpleNamespace(settings=published.settings, console=Console("text"))
        gap.command.main(list(arguments), obj=context, standalone_mode=False)
        return capsys.readouterr().out

    return call


def sample_relations(code: str) -> dict[str, str]:
    """Return skill URI -> relation type of an occupation, read from the sample's own files."""
    with (SAMPLE / "occupations_en.csv").open(encoding="utf-8", newline="") as stream:
        uri = next(row["conceptUri"] for row in csv.DictReader(stream) if row["code"] == code)
    with (SAMPLE / "occupationSkillRelations.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["skillUri"]: row["relationType"]
            for row in csv.DictReader(stream)
            if row["occupationUri"] == uri
        }


@pytest.mark.parametrize(
    ("origin", "target"),
    [("2113.1", "2511.4"), ("2511.4", "2113.1"), ("2512.4", "2513.5"), ("5141.1", "2513.5")],
)
def test_the_gap_is_what_the_files_say(reader, compiled, origin, target):
    held, needed = sample_relations(origin), sample_relations(target)
    expected = {
        skill: "surplus"
        if skill not in needed
        else "shared"
        if skill in held
        else f"missing_{needed[skill]}"
        for skill in held | needed
    }
    keys = [
        find_taxonomy_occupation(reader, "esco", code).occupation_key for code in (origin, target)
    ]
    answer = presence_gap(reader, compiled, "esco", *keys)
    assert {row.skill_key: row.gap for row in answer.rows} == expected
    assert len(answer.rows) == len(expected)  # a skill in several groups is listed once
    assert {row.skill_key: row.from_relation for row in answer.rows if row.from_relation} == held
    assert {row.skill_key: row.to_relation for row in answer.rows if row.to_relation} == needed
    assert answer.target.n_essential == Counter(needed.values())["essential"]
    assert all(row.skill_group for row in answer.rows)


def test_the_table_reads_from_the_question_to_the_count(ask):
    lines = ask("--taxonomy", "esco", "Chemist", "data scientist").splitlines()
    assert lines[0] == "from     2113.1  chemist"
    assert lines[1] == "to       2511.4  data scientist"
    assert lines[2] == "model    sample esco en"
    assert lines[3] == "status   compared by presence: which skills, not at what level"
    assert lines[-1] == ("8 of 17 essential skills are missing, 7 of 7 optional ones, 9 are shared")


def test_all_lists_the_shared_skills_too(ask):
    short = ask("--taxonomy", "esco", "2113.1", "2511.4")
    whole = ask("--taxonomy", "esco", "2113.1", "2511.4", "--all")
    assert len(whole.splitlines()) > len(short.splitlines())


def test_csv_and_json_hold_every_skill_and_both_sides(ask):
    expected = len(sample_relations("2113.1") | sample_relations("2511.4"))
    table = list(
        csv.DictReader(
            io.StringIO(ask("--taxonomy", "esco", "2113.1", "2511.4", "--format", "csv"))
        )
    )
    answer = json.loads(ask("--taxonomy", "esco", "2113.1", "2511.4", "--format", "json"))
    assert len(table) == len(answer["rows"]) == expected
    assert answer["to"]["label"] == table[0]["to_label"] == "data scientist"
    assert [row["gap"] for row in table] == [row["gap"] for row in answer["rows"]]


def test_kesco_says_through_which_link_and_how_sure(ask):
    lines = ask("--taxonomy", "kesco", "Accountant", "2511-61").splitlines()
    assert lines[0] == "from     2411-61  Accountant"
    assert lines[1] == (
        "         through 2411.1  accountant: such links "
        "(preferred_label_same_group) are right in 98%"
    )
    assert lines[2] == "to       2511-61  Data Scientist"


def test_a_doubtful_link_is_called_a_candidate(reader, compiled, ask):
    doubtful = reader.execute(
        text(
            "select occupation_key from taxonomy_occupations "
            "where taxonomy = 'kesco' and esco_link_confidence < 0.9 "
            "order by occupation_key limit 1"
        )
    ).scalar_one()
    assert "a candidate for review, no link" in ask("--taxonomy", "kesco", doubtful, "Accountant")


def test_an_occupation_without_a_link_is_not_one_without_needs(reader, compiled, ask):
    unlinked = reader.execute(
        text(
            "select occupation_key from taxonomy_occupations "
            "where taxonomy = 'kesco' and esco_key is null order by occupation_key limit 1"
        )
    ).scalar_one()
    answer = presence_gap(reader, compiled, "kesco", unlinked, unlinked)
    assert (answer.origin.status, answer.rows, answer.is_compared) == ("not_linked", (), False)
    said = ask("--taxonomy", "kesco", unlinked, "Accountant")
    assert "no ESCO occupation was found for it" in said
    assert "status   not compared, and not known is not none" in said


def test_an_unknown_key_is_told_from_an_empty_answer(reader, compiled):
    answer = presence_gap(reader, compiled, "esco", "no such key", "2511.4")
    assert answer.origin.status == "unknown"
    assert answer.target.status == "with_skills"
    assert not answer.is_compared


@pytest.mark.parametrize(
    ("taxonomy", "asked", "code"),
    [
        ("esco", "2113.1", "2113.1"),
        ("esco", "CHEMIST", "2113.1"),
        ("esco", "  data   scientist ", "2511.4"),
        ("kesco", "2411-61", "2411-61"),
        ("kesco", "Developer, software", "2512-61"),
    ],
)
def test_a_code_and_a_label_are_found(reader, taxonomy, asked, code):
    assert find_taxonomy_occupation(reader, taxonomy, asked).code == code


def test_an_alternative_label_of_one_occupation_is_found(reader):
    label, key = reader.execute(
        text(
            "select min(labels.label), min(labels.concept_key) from alternative_labels as labels "
            "inner join esco_models as models "
            "on models.is_primary and labels.model = models.model "
            "where labels.concept_kind = 'occupation' "
            "and labels.label not in (select label from taxonomy_occupations) "
            "group by labels.label collate utf8mb4_unicode_520_ci "
            "having count(distinct labels.concept_key) = 1 order by 1 limit 1"
        )
    ).one()
    assert find_taxonomy_occupation(reader, "esco", label.upper()).occupation_key == key


def test_a_code_of_two_occupations_is_not_decided(reader):
    with pytest.raises(AmbiguousTitle) as caught:
        find_taxonomy_occupation(reader, "kesco", "4323-61")
    keys = [candidate.code for candidate in caught.value.candidates]
    assert keys == ["4323-61 Matatu Timetable Clerk", "4323-61 Parcel Shelf Clerk"]
    for key in keys:
        assert find_taxonomy_occupation(reader, "kesco", key).occupation_key == key


def test_a_name_that_nobody_has_gets_the_closest(reader):
    with pytest.raises(UnknownOccupation) as caught:
        find_taxonomy_occupation(reader, "esco", "chemistt")
    assert "2113.1" in [candidate.code for candidate in caught.value.candidates]


@pytest.mark.parametrize("option", [("--scale", "IM"), ("--domain", "knowledge")])
def test_an_option_of_onets_ratings_is_refused(ask, option):
    with pytest.raises(UsageError, match="is for O"):
        ask("--taxonomy", "esco", "2113.1", "2511.4", *option)


def test_links_to_review_are_those_that_are_no_links(reader, compiled):
    rows = compiled.answer(reader, "kesco_links_to_review")
    linked = set(reader.scalars(text("select kesco_key from kesco_esco_candidates where is_link")))
    every = set(reader.scalars(text("select kesco_key from kesco_occupations")))
    primary = {
        key
        for key in linked
        if reader.scalar(
            text(
                "select count(*) from kesco_esco_candidates as candidates inner join esco_models "
                "as models on candidates.model = models.model and models.is_primary "
                "where candidates.kesco_key = :key and candidates.is_link"
            ),
            {"key": key},
        )
    }
    assert {row["kesco_key"] for row in rows} == every - primary
    assert compiled.answer(reader, "kesco_links_to_review", least_confidence="0") == [
        row for row in rows if row["candidate_rank"] is None
    ]


def test_unlinked_and_linked_occupations_are_all(reader, compiled):
    unlinked = Counter(row["taxonomy"] for row in compiled.answer(reader, "unlinked_occupations"))
    coverage = compiled.answer(reader, "crosswalk_coverage")
    assert {row["taxonomy"] for row in coverage} == {"onet", "esco", "kesco"}
    kesco = [row for row in coverage if row["taxonomy"] == "kesco" and row["band"] == "any"]
    assert [row["n_linked"] + unlinked["kesco"] for row in kesco] == [
        row["n_occupations"] for row in kesco
    ]
    sure = [row for row in coverage if row["band"] == "at least 0.9"]
    assert sure
    for row in sure:
        whole = next(
            other
            for other in coverage
            if other["band"] == "any"
            and all(other[name] == row[name] for name in ("taxonomy", "linked_to", "method"))
        )
        assert row["n_linked"] <= whole["n_linked"] <= whole["n_occupations"]
