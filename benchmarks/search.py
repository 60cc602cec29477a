"""Search occupations and skills by parts of their labels, in three ways; print p50 and p95.

    .venv/bin/python -m benchmarks.search --rounds 10

Each way finds the concepts of which one label holds every part of the question between blanks,
whatever its case and accents, and orders them: a preferred label that is the question, one that
begins with it, other preferred ones, alternatives; then by ``concept_rank``. An answer is a page of
20 and the number of all.

``words``     by ``label_words``: every word of the question begins a word of the concept, and is
              one where a sign follows it (``c++``). A single word needs no look at the labels.
``fulltext``  by InnoDB's full-text index in boolean mode (``+soft* +dev*``), in a copy of
              ``taxonomy_labels`` in ``<prefix>_dev``, dropped at the end. It has no words of less
              than three letters and no stop words: what is left of the question is looked for.
``scan``      through all labels.

What has no word (``%``) is scanned by all. Times are of one client, from the question to the last
row, each asked once before. ``words`` finds fewer than ``scan`` where a part of the question lies
in the middle of a word.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text

from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.server import find_or_start
from pipeline.settings import read_settings

KINDS = ("occupation", "skill")
QUESTIONS = (
    *("chemist", "nurse", "data", "manage", "developer"),
    *("software developer", "soft dev", "farm worker", "project man"),
    *("manage a team", "use spreadsheets software", "head of department"),
    *("a", "so", "c++"),
    *("ingé", "größe", "naïve", "café"),
    *("zzz", "%", "_"),
)
PAGE = 20
LONGEST_WORD = 64  # in label_words
SHORTEST_INDEXED = 3  # innodb_ft_min_token_size
COLLATE = "collate utf8mb4_unicode_520_ci"

Values = dict[str, object]
Query = tuple[str, Values]


@dataclass(frozen=True)
class Word:
    """A word of a question; ``is_whole`` where a sign follows it in the question."""

    letters: str
    is_whole: bool

    @property
    def pattern(self) -> str:
        """What LIKE takes; letters, marks and digits need no escape."""
        return self.letters if self.is_whole else f"{self.letters}%"


def words_of(question: str) -> list[Word]:
    """Return the words of a question, split as ``label_words`` splits labels."""
    found = []
    for term in question.split():
        spaced = "".join(
            character if unicodedata.category(character)[0] in "LMN" else " " for character in term
        )
        found += [
            Word(match[0][:LONGEST_WORD], is_whole=match.end() < len(spaced))
            for match in re.finditer(r"\S+", spaced)
        ]
    return found


def literal(part: str) -> str:
    """Return a pattern of LIKE that stands for a text anywhere in another."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", part) + "%"


def _holds(question: str) -> Query:
    """Return the condition that a label holds every part of the question."""
    terms = question.split()
    # signs have neither case nor accents, and bytes are compared much faster
    collate = COLLATE if words_of(question) else ""
    holds = [f"labels.label {collate} like :term_{n}" for n in range(len(terms))]
    values: Values = {f"term_{n}": literal(term) for n, term in enumerate(terms)}
    return " and ".join(holds), values | {"beginning": literal(question)[1:]}


PLACE = (
    f"min(case when labels.label_number > 1 then 3 when labels.label {COLLATE} = :question then 0 "
    f"when labels.label {COLLATE} like :beginning then 1 else 2 end) as place"
)
# the page is cut before its labels are looked up
ANSWER = (
    "with found as ({found}), page as (select found.*, count(*) over () as n from found "  # noqa: S608
    f"order by place, concept_rank limit {PAGE}) "
    "select page.place, page.taxonomy, page.concept_key, labels.label, page.n "
    "from page inner join taxonomy_labels as labels on labels.concept_kind = :kind "
    "and labels.taxonomy = page.taxonomy and labels.concept_key = page.concept_key "
    "and labels.label_number = 1 order by page.place, page.concept_rank"
)


def by_words(question: str) -> Query:
    """Return the query by the key of ``label_words``."""
    words = words_of(question)
    if not words:
        return by_scan(question)
    concepts = (
        "min(taxonomy) as taxonomy, min(concept_key) as concept_key, concept_rank from label_words "
        "where concept_kind = :kind and word like :word_{n} group by concept_rank"
    )
    if question == words[0].letters:
        found = (
            "select min(case when place = 0 and word <> :question then 1 else place end) as place, "
            + concepts.format(n=0)
        )
        return ANSWER.format(found=found), {"word_0": words[0].pattern}
    words.sort(key=lambda word: len(word.letters), reverse=True)  # the rarest first, as a rule
    holds, terms = _holds(question)
    others = "".join(
        "inner join (select distinct concept_rank from label_words where concept_kind = :kind "  # noqa: S608
        f"and word like :word_{n}) as word_{n} on word_0.concept_rank = word_{n}.concept_rank "
        for n in range(1, len(words))
    )
    found = (
        f"select {PLACE}, labels.taxonomy, labels.concept_key, candidates.concept_rank "  # noqa: S608
        f"from (select distinct word_0.* from (select {concepts.format(n=0)}) as word_0 {others}) "
        "as candidates straight_join taxonomy_labels as labels on labels.concept_kind = :kind and "
        "labels.taxonomy = candidates.taxonomy and labels.concept_key = candidates.concept_key "
        f"where {holds} group by labels.taxonomy, labels.concept_key, candidates.concept_rank"
    )
    values: Values = {f"word_{n}": word.pattern for n, word in enumerate(words)}
    return ANSWER.format(found=found), values | terms


def by_scan(question: str, table: str = "taxonomy_labels", also: str = "") -> Query:
    """Return the query through all labels of a table, or those that a further condition leaves."""
    holds, terms = _holds(question)
    found = (
        f"select {PLACE}, labels.taxonomy, labels.concept_key, "  # noqa: S608
        "min(labels.label_number) as concept_rank "
        f"from {table} as labels where labels.concept_kind = :kind and {holds} {also} "
        "group by labels.taxonomy, labels.concept_key"
    )
    return ANSWER.format(found=found), terms


def by_fulltext(table: str) -> Callable[[str], Query]:
    """Return the way by the full-text index of a copy of the labels."""

    def query(question: str) -> Query:
        indexed = [word for word in words_of(question) if len(word.letters) >= SHORTEST_INDEXED]
        if not indexed:
            return by_scan(question)
        against = " ".join(f"+{word.letters}*" for word in indexed)
        statement, values = by_scan(
            question, table, "and match(labels.label) against (:against in boolean mode)"
        )
        return statement, values | {"against": against}

    return query


@contextmanager
def fulltext_copy(connection: Connection, database: str) -> Iterator[str]:
    """Make a copy of ``taxonomy_labels`` with a full-text index; drop it at the end.

    Its text has the collation of the search, for that is what the index compares by.
    """
    table = f"`{database}`.searched_labels"
    connection.exec_driver_sql(f"drop table if exists {table}")
    connection.exec_driver_sql(f"create table {table} like taxonomy_labels")
    try:
        connection.exec_driver_sql(
            f"alter table {table} modify label varchar(255) character set utf8mb4 {COLLATE}"
        )
        connection.exec_driver_sql(f"insert into {table} select * from taxonomy_labels")  # noqa: S608
        started = time.perf_counter()
        connection.exec_driver_sql(f"create fulltext index searched on {table} (label)")
        print(f"full-text index made in {time.perf_counter() - started:.1f} s")
        yield table
    finally:
        connection.exec_driver_sql(f"drop table {table}")


def measure(
    connection: Connection, kind: str, question: str, query: Query, rounds: int
) -> tuple[int, list[float]]:
    """Return how many concepts answer a question, and the milliseconds of each round."""
    statement, values = query
    bound = text(statement), values | {"kind": kind, "question": question}
    rows = connection.execute(*bound).all()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        connection.execute(*bound).all()
        times.append((time.perf_counter() - started) * 1000)
    return (rows[0].n if rows else 0), times


def percentile(times: list[float], share: float) -> float:
    """Return the value below which a share of the times lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def main() -> int:
    """Print a line for each kind and question, and the sums; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    settings, console = read_settings(), Console()
    server = find_or_start(settings, console)
    lines, all_times = [], {"words": [], "fulltext": [], "scan": []}
    engine = server.engine("builder", settings.databases.published, autocommit=True)
    with engine.connect() as connection, fulltext_copy(connection, settings.databases.dev) as copy:
        ways = {"words": by_words, "fulltext": by_fulltext(copy), "scan": by_scan}
        for kind in KINDS:
            for question in QUESTIONS:
                cells = []
                for name, query in ways.items():
                    n, times = measure(connection, kind, question, query(question), rounds)
                    all_times[name] += times
                    p50, p95 = statistics.median(times), percentile(times, 0.95)
                    cells.append(f"{n:,} in {p50:.0f}/{p95:.0f}")
                lines.append((kind, question, *cells))
    console.table(
        ("kind", "question", *(f"{name}: concepts in ms p50/p95" for name in ways)), lines
    )
    for name, times in all_times.items():
        p50, p95 = statistics.median(times), percentile(times, 0.95)
        print(
            f"{name:<9} all questions: p50 {p50:.1f} ms, p95 {p95:.1f} ms, max {max(times):.0f} ms"
        )
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
