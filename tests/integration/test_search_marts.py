"""What a search looks through holds every label of every concept, and each of its words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Connection, Engine, text

from benchmarks.search import by_words
from extract.sources import SOURCES
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_batch, add_files, add_run, land_deliveries, link_landed_titles
from tests.release import add_missing, further_files, release_files
from tests.taxonomy import (
    OCCUPATIONS,
    SKILLS,
    occupation_uri,
    skill_uri,
    write_esco,
    write_kesco,
    write_labour_market,
)

Read = Callable[..., list[tuple]]

DEVELOPERS = "15-1252.00"
LONG_LABEL = "Ähnliches " * 30  # 300 characters
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzgeber"
ODD_LABELS = (
    "C++ developer",
    "Naïve Größe",
    "naïve größe",
    "cafe\u0301 owner",  # an accent that is a character of its own
    "инженер-программист",
    "ソフトウェア 技術者",
    "१२३ लेखाकार",
    'say "no" \\ 100% a_b',
    "😀",
    "3D-artist/modeller (m/f)",
    LONG_WORD,
    LONG_LABEL,
)


@pytest.fixture(scope="module")
def searched(new_installation, tmp_path_factory) -> Engine:
    """The search marts of a small O*NET, a small ESCO with odd labels, and KeSCO."""
    made = new_installation()
    folder = tmp_path_factory.mktemp("searched")
    files = release_files() | further_files()
    add_missing(
        files["Occupation Data.txt"], [(DEVELOPERS, "Software Developers", "Words of ours.")]
    )
    files["Job Titles.txt"] += [
        (DEVELOPERS, "Software Developers", "n/a", "01"),
        (DEVELOPERS, "Chief Technology Officer", "CTO", "02"),
        (DEVELOPERS, "Coder", "n/a", "03"),
    ]
    files["Sample of Reported Titles.txt"] += [
        (DEVELOPERS, "Coder", "Y"),
        (DEVELOPERS, "Programmer", "N"),
    ]
    landing = made.settings.databases.landing
    with made.server.engine("loader", landing).begin() as connection:
        batch_id = add_batch(connection, add_run(connection), "30.3", date(2026, 5, 1))
        add_files(connection, batch_id, files)
    odd = {"hiddenLabels": "kodder\nwrite code", "altLabels": "\n".join(("code", *ODD_LABELS))}
    for source, place in (
        (
            "esco",
            write_esco(
                folder / "v1.1.1",
                changed={
                    "skills_en.csv": lambda rows: [
                        row | odd if row["conceptUri"] == skill_uri("code") else row for row in rows
                    ]
                },
            ),
        ),
        ("kesco", write_kesco(folder / "kesco.csv")),
        ("labour_market", write_labour_market(folder / "figures")),
    ):
        land_deliveries(made, SOURCES[source].find_deliveries(place))
    link_landed_titles(made)
    result = dbt(made, "run", "--select", "+label_words")
    failed = [name for name, status in outcomes(result).items() if status != "success"]
    assert failed == [], messages(result)[failed[0]]

    return made.server.engine("admin", made.settings.databases.dev)


@pytest.fixture(scope="module")
def read(searched: Engine) -> Read:
    """Ask the marts."""

    def ask(query: str, **values: object) -> list[tuple]:
        with searched.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    return ask


def labels(read, kind: str, taxonomy: str, key: str) -> list[tuple]:
    return read(
        "select label_number, label_kind, label from taxonomy_labels where concept_kind = :kind "
        "and taxonomy = :taxonomy and concept_key = :key order by label_number",
        kind=kind,
        taxonomy=taxonomy,
        key=key,
    )


def test_titles_of_an_onet_occupation_are_its_labels_once_each(read) -> None:
    assert labels(read, "occupation", "onet", DEVELOPERS) == [
        (1, "preferred", "Software Developers"),
        (2, "alternative", "CTO"),
        (3, "alternative", "Chief Technology Officer"),
        (4, "alternative", "Coder"),
        (5, "alternative", "Programmer"),
    ]


def test_labels_of_esco_are_those_of_the_primary_model_hidden_ones_too(read) -> None:
    for code, label, alternatives in OCCUPATIONS:
        assert labels(read, "occupation", "esco", occupation_uri(code)) == [
            (1, "preferred", label),
            *((n, "alternative", name) for n, name in enumerate(sorted(alternatives), start=2)),
        ]
    found = labels(read, "skill", "esco", skill_uri("code"))
    assert found[0] == (1, "preferred", "write code")
    assert {label for _, _, label in found[1:]} == {
        "code",
        "kodder",
        *(label.strip()[:255] for label in ODD_LABELS),
    }
    assert len(found) == 3 + len(ODD_LABELS)


def test_skills_of_both_taxonomies_stand_in_one_list(read) -> None:
    rated = read("select element_id, domain from elements where is_rated and domain <> ''")
    assert {domain for _, domain in rated} >= {"skill"}
    assert sorted(read("select taxonomy, skill_key, skill_type from taxonomy_skills")) == sorted(
        [
            *(("onet", element_id, domain) for element_id, domain in rated),
            *(("esco", skill_uri(key), kind) for key, kind, *_ in SKILLS),
        ]
    )


def words(label: str) -> set[str]:
    """Words of a label as the column compares them, told by the categories of Unicode."""
    spaced = "".join(
        character if unicodedata.category(character)[0] in "LMN" else " " for character in label
    )
    return {
        re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", word[:64])).casefold()
        for word in spaced.split()
    }


def test_every_word_of_every_label_is_there_and_no_other(read) -> None:
    expected, found = defaultdict(set), defaultdict(set)
    for *concept, label in read(
        "select concept_kind, taxonomy, concept_key, label from taxonomy_labels"
    ):
        expected[tuple(concept)] |= words(label)
    for *concept, word in read("select concept_kind, taxonomy, concept_key, word from label_words"):
        found[tuple(concept)] |= words(word)
    assert {concept: each for concept, each in expected.items() if each} == found


@pytest.mark.parametrize(
    "beginning", ["größ", "GROß", "naive", "café", "ИНЖ", "技術", "१२", "kod", "3d", "rindfleisch"]
)
def test_the_beginning_of_a_word_is_found_whatever_its_case_and_accents(read, beginning) -> None:
    assert set(
        read("select concept_key from label_words where word like :word", word=f"{beginning}%")
    ) == {(skill_uri("code"),)}


def found(searched: Engine, kind: str, question: str) -> list[tuple[int, str]]:
    """Return place and preferred label of what a search finds, in its order."""
    query, values = by_words(question)
    with searched.connect() as connection:
        rows = connection.execute(text(query), values | {"kind": kind, "question": question})
        return [(row.place, row.label) for row in rows]


@pytest.mark.parametrize(
    "question",
    ["%", "_", "\\", "100%", "a_b", 'say "no', "c++", "CAFÉ own", "größe naiv", "3d-art", "😀"],
)
def test_signs_are_plain_characters_of_a_question(searched, question) -> None:
    assert found(searched, "skill", question) == [(3, "write code")]


@pytest.mark.parametrize("question", ["a%b", "axb", "c+++", "%%", "100_", "own CAFÉ ingé", "'"])
def test_what_no_label_holds_is_not_found(searched, question) -> None:
    assert found(searched, "skill", question) == []


def test_what_fits_best_comes_first(searched) -> None:
    assert found(searched, "skill", "write code") == [(0, "write code")]
    assert found(searched, "skill", "sql") == [(0, "SQL")]
    assert found(searched, "skill", "code") == [(2, "write code")]
    assert found(searched, "occupation", "develop") == [
        (1, "Developer, mobile"),
        (2, "blockchain developer"),
        (2, "mobile developer"),
        (2, "Software Developers"),
    ]
    assert found(searched, "occupation", "mobile") == [
        (1, "mobile developer"),
        (2, "Developer, mobile"),
    ]
    assert found(searched, "occupation", "programmer") == [
        (3, "mobile developer"),
        (3, "Software Developers"),
    ]


def test_the_place_of_a_word_is_its_best(read) -> None:
    query = "select word, place from label_words where concept_kind = :kind and concept_key = :key"
    places = dict(read(query, kind="skill", key=skill_uri("code")))
    assert (places["write"], places["code"], places["kodder"]) == (1, 2, 3)
    assert dict(read(query, kind="skill", key=skill_uri("sql"))) == {
        "SQL": 0,
        "structured": 3,
        "query": 3,
        "language": 3,
    }
    assert dict(read(query, kind="occupation", key=DEVELOPERS))["Developers"] == 2


def test_concepts_are_ranked_by_their_preferred_labels(read) -> None:
    for kind in ("occupation", "skill"):
        ranked = read(
            "select distinct words.concept_rank, labels.label, labels.taxonomy, labels.concept_key "
            "from label_words as words inner join taxonomy_labels as labels using "
            "(concept_kind, taxonomy, concept_key) where labels.label_number = 1 "
            "and concept_kind = :kind order by 1",
            kind=kind,
        )
        assert [rank for rank, *_ in ranked] == list(range(1, len(ranked) + 1))
        of_letters = [row[1:] for row in ranked if row[1].replace(" ", "").isalpha()]
        assert of_letters == sorted(of_letters, key=lambda row: (row[0].casefold(), *row))
        assert len(of_letters) > 5


def test_a_beginning_is_looked_up_by_the_key(searched: Engine) -> None:
    """That is why the column has its collation: another one could not use the key."""
    query = "select * from many_words where concept_kind = 'skill' and word {} like 'gré%'"
    with searched.connect() as connection:
        connection.exec_driver_sql("create table many_words like label_words")
        connection.exec_driver_sql(
            "insert into many_words with recursive numbers as (select 1 as n union all "
            "select n + 1 from numbers where n < 900) select 'skill', "
            "conv(n * 1013 + more.m * 7, 10, 36), 'esco', concat(n, '-', more.m), 1, n "
            "from numbers cross join (select 1 as m union all select 2 union all select 3) as more"
        )
        connection.commit()
        connection.exec_driver_sql("analyze table many_words").all()
        assert planned_rows(connection, query.format("")) < 100
        assert planned_rows(connection, query.format("collate utf8mb4_general_ci")) > 1000


def planned_rows(connection: Connection, query: str) -> int:
    """Return how many rows of its one table a query is going to look at, by the server's plan."""
    form = "" if connection.dialect.is_mariadb else "format=traditional "
    (step,) = connection.exec_driver_sql(f"explain {form}{query.replace('%', '%%')}").mappings()
    return int(step["rows"])
