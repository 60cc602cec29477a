"""The questions of docs/questions.md have answers, and none reads a large table from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from benchmarks.questions import PAGE, Question, answer, questions, read_whole
from pipeline.console import Console
from pipeline.run import Request, run
from tests.conftest import Installation
from tests.landed import add_api_batch, add_run
from tests.published import rows_read
from tests.release import (
    FURTHER_ELEMENTS,
    FURTHER_SCALES,
    add_missing,
    as_the_service_sends,
    copy_sample,
    further_files,
    sample_rows,
)

TEXT = PAGE.read_text(encoding="utf-8")
QUESTIONS = questions(TEXT)
each_question = pytest.mark.parametrize(
    "question", QUESTIONS, ids=[f"{n} {q.title[:40]}" for n, q in enumerate(QUESTIONS, start=1)]
)
CHEMISTS = "19-2031.00"

# The files that the questions need and the sample has not.
ASKED_FOR = (
    "GWAs to IWAs.txt",
    "GWAs to IWAs to DWAs.txt",
    "Related Occupations.txt",
    "Software Skills.txt",
    "Task Statements.txt",
    "Tasks to DWAs.txt",
    "Tools Used.txt",
    "UNSPSC Reference.txt",
)

# Tables that a plan may read from end to end, for they stay small whatever is delivered.
SMALL = {
    "api_comparison": "some counts of each release of the Web Services",
    "esco_models": "a row of each model",
    "occupations": "O*NET has a thousand",
    "published_releases": "a row of each delivery",
    "release_comparison": "some counts of each two releases",
    "skills": "O*NET has 35",
}


@pytest.fixture(scope="module")
def whole(new_installation, tmp_path_factory) -> Installation:
    """The sample with the files that it lacks, other figures of the Web Services, and a release
    before it in which the chemists were rated otherwise and software developers not at all.
    """
    made = new_installation()
    sent = [as_the_service_sends(row) | {"n": "7"} for row in sample_rows("Essential Skills.txt")]
    with made.server.engine("loader", made.settings.databases.landing).begin() as connection:
        add_api_batch(connection, add_run(connection), "30.3", {"essential_skills": sent})
    files = {name: rows for name, rows in further_files().items() if name in ASKED_FOR}
    for number, (code, *_) in enumerate(sample_rows("Occupation Data.txt")):
        task = (code, f"{number}", f"Do the work of {code}.", "Core", "95", "08/2023", "Incumbent")
        files["Task Statements.txt"].append(task)
        files["Tasks to DWAs.txt"].append((*task[:2], "4.A.1.a.1.a.1", "07/2014", "Analyst"))
    for name, further in (
        ("Content Model Reference.txt", [(*element, "Words.") for element in FURTHER_ELEMENTS]),
        ("Scales Reference.txt", FURTHER_SCALES),
    ):
        files[name] = sample_rows(name)
        add_missing(files[name], further)
    folder = copy_sample(tmp_path_factory.mktemp("release") / "db_30_3_text", changed=files)
    older = {
        name: [row for row in sample_rows(name) if row[0] != "15-1252.00"]
        for name in ("Essential Skills.txt", "Transferable Skills.txt")
    }
    next(row for row in older["Essential Skills.txt"] if row[0] == CHEMISTS)[4] = "1.50"
    before = copy_sample(
        tmp_path_factory.mktemp("before") / "db_29_2_text", "29.2", "February 2025", changed=older
    )
    run(made.settings, Request((before, folder)), Console())
    return made


@pytest.fixture
def reader(whole) -> Iterator[Connection]:
    """A reader whose server takes an index wherever there is one.

    On tables of some rows it would read them all, index or not; what counts is what is there.
    """
    engine = whole.server.engine("reader", whole.settings.databases.published)
    with engine.connect() as connection:
        connection.exec_driver_sql("set max_seeks_for_key = 1")
        yield connection


def test_the_page_asks_fourteen_questions_and_every_query_is_tested() -> None:
    numbers = re.findall(r"^## (\d+)\. .*\?$", TEXT, re.MULTILINE)
    assert numbers == [str(n) for n in range(1, 15)]
    assert len(QUESTIONS) == TEXT.count("```sql")
    asked = {question.title for question in QUESTIONS}
    assert len([title for title in asked if title[0].isdigit()]) == len(numbers)


@each_question
def test_it_has_an_answer(reader: Connection, question: Question) -> None:
    assert answer(reader, question.query)


@each_question
def test_it_reads_no_large_table_from_end_to_end(reader: Connection, question: Question) -> None:
    assert set(read_whole(reader, question.query)) <= set(SMALL)


def test_what_may_be_read_whole_is_read_whole(reader: Connection) -> None:
    """A table that no question needs whole any more is no exception any more."""
    read = {table for question in QUESTIONS for table in read_whole(reader, question.query)}
    assert read == set(SMALL)


INDEXES = [
    ("alternative_labels", "ix_label_64"),
    ("api_differences", "ix_occupation_code"),
    ("elements", "ix_element_name"),
    ("job_titles", "ix_job_title"),
    ("labour_demand", "ix_taxonomy_occupation_key"),
    ("occupation_changes", "ix_to_occupation_code"),
    ("occupation_crosswalk", "ix_to_taxonomy_to_key"),
    ("occupation_levels", "ix_element_id_level"),
    ("occupations", "ix_title"),
    ("rating_changes", "ix_occupation_code"),
    ("tasks", "ix_occupation_code"),
    ("taxonomy_occupations", "ix_label"),
]


@contextmanager
def without(installation: Installation, table: str, index: str) -> Iterator[None]:
    """Drop an index for a while; an error if there is none."""
    admin = installation.server.engine("admin", installation.settings.databases.published)
    with admin.begin() as connection:
        parts = answer(
            connection,
            "select column_name, sub_part from information_schema.statistics "
            f"where table_schema = database() and table_name = '{table}' "
            f"and index_name = '{index}' order by seq_in_index",
        )
        connection.exec_driver_sql(f"drop index {index} on {table}")
    try:
        yield
    finally:
        columns = ", ".join(f"{name}({length})" if length else name for name, length in parts)
        with admin.begin() as connection:
            connection.exec_driver_sql(f"create index {index} on {table} ({columns})")


def reads_of_all(connection: Connection) -> int:
    """Return how many rows and keys the server reads for the answers to all questions."""
    for question in QUESTIONS:  # the server's own dictionary is read the first time
        answer(connection, question.query)
    before = rows_read(connection)
    for question in QUESTIONS:
        answer(connection, question.query)
    return rows_read(connection) - before


@pytest.mark.parametrize(("table", "index"), INDEXES)
def test_the_questions_read_more_without_any_of_their_indexes(whole, reader, table, index) -> None:
    with_it = reads_of_all(reader)
    with without(whole, table, index):
        assert reads_of_all(reader) > with_it


def test_a_whole_read_would_be_noticed(whole, reader) -> None:
    with without(whole, "tasks", "ix_occupation_code"):
        read = {table for question in QUESTIONS for table in read_whole(reader, question.query)}
    assert read == {*SMALL, "tasks"}


def test_a_title_is_found_in_its_own_letters_or_by_a_collation(reader: Connection) -> None:
    """As the head of the data dictionary has it."""
    count = "select count(*) from occupations where title {} = 'chemists'"
    assert reader.scalar(text(count.format(""))) == 0
    assert reader.scalar(text(count.format("collate utf8mb4_general_ci"))) == 1
