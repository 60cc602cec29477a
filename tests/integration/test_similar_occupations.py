"""Pairs of occupations and the nearest of each agree with what NumPy makes of the same figures.

The release is the sample with tasks, work activities, knowledge and a list of related occupations
of ours beside its skills and titles.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import Connection, text

from benchmarks.check_moves import checks, read_levels, similarities
from gaps.analyses import CompiledAnalyses
from gaps.similar import similar_occupations
from pipeline.commands import similar
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.run import Request, run
from pipeline.text_similarities import current_release
from tests.conftest import Installation
from tests.published import checksums
from tests.release import FURTHER_ELEMENTS, FURTHER_SCALES, add_missing, copy_sample, sample_rows

CHEMISTS, DEVELOPERS, DATA_SCIENTISTS = "19-2031.00", "15-1252.00", "15-2051.00"
KNOWLEDGE = (("2.C.1.a", "Administration"), ("2.C.4.d", "Biology"), ("2.C.8.a", "Public Safety"))
ACTIVITIES = ("4.A.1.a.1.a.1", "4.A.1.a.1.a.2", "4.A.1.a.1.a.3")
WORDS = ("analyze", "assemble", "direct", "measure", "operate", "repair", "sell", "teach", "write")
ABOVE = sorted(
    {
        ".".join(parts[:depth])
        for parts in (element.split(".") for element in (*dict(KNOWLEDGE), *ACTIVITIES))
        for depth in range(1, len(parts) + 1)
    }
    - {*dict(KNOWLEDGE), *(element_id for element_id, *_ in FURTHER_ELEMENTS)}
)
NEAREST = 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A release of which every distance holds something; one rating lacks its error."""
    chance = random.Random(8)
    occupations = [code for code, *_ in sample_rows("Occupation Data.txt")]
    skills = sample_rows("Essential Skills.txt")
    rated = list(dict.fromkeys(row[0] for row in skills))
    next(row for row in skills if row[0] == CHEMISTS and row[3] == "LV")[6:9] = ["n/a"] * 3
    files = {
        "Essential Skills.txt": skills,
        "Task Statements.txt": [],
        "Tasks to DWAs.txt": [],
        "Knowledge.txt": [],
        "GWAs to IWAs.txt": [("4.A.1.a.1", "4.A.1.a.1.a", "Study details.")],
        "GWAs to IWAs to DWAs.txt": [
            ("4.A.1.a.1", "4.A.1.a.1.a", activity, f"Review {activity}.") for activity in ACTIVITIES
        ],
        "Related Occupations.txt": [
            (rated[0], rated[1], "Primary-Short", "1"),
            (rated[0], rated[2], "Supplemental", "2"),
            (rated[1], DATA_SCIENTISTS, "Primary-Long", "1"),
            (rated[1], rated[0], "Supplemental", "2"),
        ],
        "Content Model Reference.txt": sample_rows("Content Model Reference.txt"),
        "Scales Reference.txt": sample_rows("Scales Reference.txt"),
    }
    for number, code in enumerate(occupations):
        task = " ".join(chance.choices(WORDS, k=6))
        files["Task Statements.txt"].append(
            (code, f"{number}", f"{task}.", "Core", "95", "08/2023", "Incumbent")
        )
        files["Tasks to DWAs.txt"].append(
            (code, f"{number}", chance.choice(ACTIVITIES), "07/2014", "Analyst")
        )
    for code in rated:
        for element_id, name in KNOWLEDGE:
            for scale, value, irrelevant in (
                ("IM", chance.uniform(1, 5), "n/a"),
                ("LV", chance.uniform(0.5, 7), "N"),
            ):
                figures = (f"{value:.2f}", "20", "0.2000", "1.00", "5.00", "N", irrelevant)
                files["Knowledge.txt"].append(
                    (code, element_id, name, scale, *figures, "08/2023", "Incumbent")
                )
    add_missing(
        files["Content Model Reference.txt"],
        [(*element, "Words.") for element in (*FURTHER_ELEMENTS, *KNOWLEDGE)]
        + [(element, f"Element {element}", "Words.") for element in ABOVE],
    )
    add_missing(files["Scales Reference.txt"], FURTHER_SCALES)
    return copy_sample(tmp_path_factory.mktemp("release") / "db_30_3_text", changed=files)


@pytest.fixture(scope="module")
def written(new_installation, folder) -> Installation:
    """That release, published."""
    made = new_installation()
    run(made.settings, Request((folder,)), Console())
    return made


@pytest.fixture
def reader(written) -> Iterator[Connection]:
    engine = written.server.engine("reader", written.settings.databases.published)
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def landed(written) -> Iterator[Connection]:
    engine = written.server.engine("loader", written.settings.databases.landing)
    with engine.connect() as connection:
        yield connection


def test_every_pair_and_every_neighbour_is_that_of_numpy(reader, landed):
    """Counts are equal, sums and similarities to 1e-9; nothing lacks, nothing is too many."""
    found = {check.what: check for check in checks(reader, landed)}
    assert {name: check.differing for name, check in found.items() if check.differing} == {}
    rated = reader.scalar(text("select count(*) from occupations where skill_status = 'rated'"))
    written_of = reader.scalar(text("select count(*) from occupations"))
    assert {name: check.rows for name, check in found.items()} == {
        "pairs of skill": rated * (rated - 1),
        "pairs of knowledge": rated * (rated - 1),
        "nearest by skills": rated * NEAREST,
        "nearest by skills_knowledge": rated * NEAREST,
        "nearest by composite": rated * NEAREST,
        "nearest by tasks_titles": written_of * NEAREST,
    }


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("update occupation_pairs set gaps_beyond_error = gaps_beyond_error + 1", "pairs of skill"),
        (
            "update occupation_pairs set weighted_surplus = weighted_surplus + 2e-9",
            "pairs of skill",
        ),
        ("delete from occupation_pairs", "pairs of skill"),
        ("update similar_occupations set similarity = similarity - 2e-9", "nearest by skills"),
        ("delete from similar_occupations", "nearest by skills"),
    ],
)
def test_numpy_sees_each_change(written, landed, change, what):
    condition = "domain = 'skill'" if "pairs" in what else "distance = 'skills'"
    engine = written.server.engine("admin", written.settings.databases.published)
    with engine.connect() as connection:
        connection.execute(text(f"{change} where {condition} limit 1"))
        differing = {check.what: check.differing for check in checks(connection, landed)}
        connection.rollback()
    assert differing.pop(what) > 0
    assert set(differing.values()) == {0}


def test_a_gap_without_an_error_is_counted_apart(reader):
    asked = text(
        "select sum(gaps_without_error) > 0, sum(gaps_without_error) = 0 from occupation_pairs "
        "where domain = 'skill' and (:chemists in (from_code, to_code)) = :with_chemists"
    )
    for with_chemists, expected in ((1, (1, 0)), (0, (0, 1))):
        values = {"chemists": CHEMISTS, "with_chemists": with_chemists}
        assert tuple(reader.execute(asked, values).one()) == expected


def test_a_distance_is_the_same_from_either_side(reader):
    asymmetric = reader.scalar(
        text(
            "select count(*) from similar_occupations as one "
            "inner join similar_occupations as other "
            "on one.distance = other.distance "
            "and one.occupation_code = other.similar_occupation_code "
            "and one.similar_occupation_code = other.occupation_code "
            "where one.similarity <> other.similarity"
        )
    )
    assert asymmetric == 0


def test_the_gap_beside_a_neighbour_is_that_of_the_pair(reader):
    differing = reader.scalar(
        text(
            "select count(*) from similar_occupations as near "
            "inner join occupation_pairs as pairs "
            "on pairs.from_code = near.occupation_code and pairs.domain = 'skill' "
            "and pairs.to_code = near.similar_occupation_code "
            "where near.gaps <> pairs.gaps "
            "or near.weighted_shortfall <> pairs.weighted_shortfall or near.gaps is null"
        )
    )
    assert differing == 0


def test_an_unrated_occupation_has_neighbours_by_tasks_and_titles_alone(reader):
    rows = reader.execute(
        text(
            "select distinct distance, gaps is null from similar_occupations "
            "where occupation_code = :code"
        ),
        {"code": DATA_SCIENTISTS},
    ).all()
    assert [tuple(row) for row in rows] == [("tasks_titles", 1)]


def test_the_share_of_onets_list_is_counted_between_rated_occupations(written, reader, landed):
    """Four lines of the list, one of them to an occupation without ratings."""
    analyses = CompiledAnalyses(analyses_folder(written.settings))
    rows = analyses.answer(reader, "similarity_against_onet_related")
    assert {(row["tier"], row["listed"]) for row in rows} == {
        ("all", 3),
        ("Primary-Short", 1),
        ("Supplemental", 2),
    }
    levels = [read_levels(reader, domain) for domain in ("skill", "knowledge")]
    expected = similarities(*levels, landed)
    rated = list(dict.fromkeys(row[0] for row in sample_rows("Essential Skills.txt")))
    listed = ((rated[0], rated[1]), (rated[0], rated[2]), (rated[1], rated[0]))
    for name in ("skills", "composite"):
        codes, similarity = expected[name]
        hits = 0
        for own, other in listed:
            near = similarity[codes.index(own)].copy()
            near[codes.index(own)] = -1
            hits += other in {codes[n] for n in np.argsort(-near)[:NEAREST]}
        shares = [
            row["found_share"] for row in rows if (row["distance"], row["tier"]) == (name, "all")
        ]
        assert [float(share) for share in shares or [0]] == pytest.approx([hits / 3], abs=1e-4)
    (random_share,) = [
        row["found_share"] for row in rows if (row["distance"], row["tier"]) == ("random", "all")
    ]
    assert float(random_share) == pytest.approx(NEAREST / (len(rated) - 1), abs=1e-4)
    only = analyses.answer(reader, "similarity_against_onet_related", tier="Supplemental")
    assert {row["tier"] for row in only} == {"Supplemental"}


@pytest.fixture
def ask(written, capsys):
    """Call the command and return what it printed."""

    def call(*arguments: str) -> str:
        capsys.readouterr()
        context = SimpleNamespace(settings=written.settings, console=Console("text"))
        similar.command.main(list(arguments), obj=context, standalone_mode=False)
        return capsys.readouterr().out

    return call


def test_the_table_says_what_is_compared_and_the_nearest_first(ask, reader, written):
    said = ask("chemists")
    analyses = CompiledAnalyses(analyses_folder(written.settings))
    rows = similar_occupations(reader, analyses, CHEMISTS).rows
    assert "nearest  by composite: what they need, do and are called" in said
    first = next(line for line in said.splitlines() if rows[0].similar_title in line)
    assert f"{rows[0].similarity:.3f}" in first
    places = [said.index(row.similar_occupation_code) for row in rows]
    assert places == sorted(places)


def test_agreement_with_related_occupations_is_counted_where_onet_lists_them(ask, reader):
    listed = reader.exec_driver_sql("select min(occupation_code) from related_occupations").scalar()
    shared = reader.exec_driver_sql(
        "select count(*) from similar_occupations where distance = 'composite' "
        "and also_in_onet_related and occupation_code = %s",
        (listed,),
    ).scalar()
    said = ask(listed)
    assert f"{shared} of {NEAREST} are in O*NET's list of related occupations" in said
    assert "no related occupations" not in said


def test_a_missing_list_of_related_occupations_is_no_disagreement(ask, published, capsys):
    assert "O*NET lists no related occupations of Data Scientists" in ask("data scientists")
    context = SimpleNamespace(settings=published.settings, console=Console("text"))
    similar.command.main(["chemists"], obj=context, standalone_mode=False)
    said = capsys.readouterr().out
    assert "the release at hand has no list of related occupations to compare with" in said
    assert "are in O*NET's list" not in said


def test_an_occupation_without_ratings_is_answered_with_the_reason(ask):
    said = ask("data scientists")
    assert "Data Scientists: not rated by O*NET yet" in said
    assert "nearest  by tasks_titles: what they do and are called, without ratings" in said
    by_skills = ask("data scientists", "--by", "skills")
    assert "nothing to compare it by: that distance rests on ratings" in by_skills


def test_csv_and_json_hold_every_column_and_the_same_rows(ask):
    rows = list(csv.DictReader(io.StringIO(ask(CHEMISTS, "--by", "skills", "--format", "csv"))))
    answer = json.loads(ask(CHEMISTS, "--by", "skills", "--format", "json"))
    assert answer["header"]["from_code"] == CHEMISTS
    assert [row["similar_occupation_code"] for row in rows] == [
        row["similar_occupation_code"] for row in answer["rows"]
    ]
    assert {row["distance"] for row in rows} == {"skills"}
    assert set(answer["rows"][0]) <= set(rows[0])
    assert answer["rows"][0]["also_in_onet_related"] in (True, False)


def test_csv_of_an_occupation_nothing_compares_says_why(ask):
    (row,) = csv.DictReader(io.StringIO(ask(DATA_SCIENTISTS, "--by", "skills", "--format", "csv")))
    assert (row["status"], row["reason"]) == ("not_rated", "not_yet_rated")
    assert row["similarity_rank"] == ""


def test_texts_are_compared_once_a_delivery(written, folder, monkeypatch):
    """A second run compares nothing and changes nothing, one of a version of the rules anew."""
    before = checksums(written)

    def refuse(*_):
        raise AssertionError("the texts were compared again")

    monkeypatch.setattr("pipeline.text_similarities.text_similarities", refuse)
    assert run(written.settings, Request((folder,)), Console()).status == "unchanged"
    assert checksums(written) == before
    monkeypatch.setattr("pipeline.text_similarities.VERSION", "another")
    monkeypatch.setattr("pipeline.fingerprint.TEXTS_VERSION", "another")
    with pytest.raises(AssertionError, match="compared again"):
        run(written.settings, Request((folder,)), Console())
    assert checksums(written) == before


def test_the_release_to_compare_is_the_one_that_dbt_takes():
    def batch(batch_id, name, released_on, is_sample=False):
        return SimpleNamespace(
            source="onet",
            batch_id=batch_id,
            release_name=name,
            released_on=released_on,
            is_sample=is_sample,
        )

    sample = batch(9, "sample", "2026-06-01", is_sample=True)
    old, new = batch(3, "29.2", "2025-02-01"), batch(2, "30.3", "2026-05-01")
    esco = SimpleNamespace(source="esco", release_name="29.2")
    assert current_release([sample, old, new, esco], None) is new
    assert current_release([sample, old, new, esco], "29.2") is old
    assert current_release([sample], "") is sample
    assert current_release([esco], None) is None
