"""A question is asked of one published set, with all of its variables and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
import sqlalchemy
from sqlalchemy import Connection
from sqlalchemy.event import listen

from gaps.analyses import CompiledAnalyses
from gaps.errors import NothingPublished
from gaps.read import Pair, gap, gaps_of_pairs
from pipeline.errors import SkillgapError, UsageError

PAIR = Pair("19-2031.00", "15-1252.00")


def array(columns: tuple[str, ...], pair: Pair = PAIR, **values: object) -> list:
    """Return a row of a pair as the server writes it: NULL but for ``values``."""
    return [{**pair._asdict(), **values}.get(column) for column in columns]


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A database with nothing but the marker of the published set, ``first``."""
    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("create table publication (invocation_id text)")
        connection.exec_driver_sql("insert into publication values ('first')")
        yield connection


@dataclass
class PublishingMeanwhile:
    """Analyses during whose rows a publish happens, ``publishes`` times over."""

    publishes: int

    def arrays(
        self, connection: Connection, name: str, columns: tuple[str, ...], **variables: str
    ) -> list[list]:
        marker = connection.exec_driver_sql("select invocation_id from publication").scalar_one()
        if name == "skill_gap_header":
            return [array(columns, status="compared", invocation_id=marker)]
        if self.publishes:
            self.publishes -= 1
            connection.exec_driver_sql(f"update publication set invocation_id = '{marker}+'")
        return [array(columns, element_name=marker, is_missing_skill=Decimal(1))]


def test_header_and_rows_are_of_one_published_set(connection):
    answer = gap(connection, PublishingMeanwhile(publishes=1), *PAIR)
    assert answer.header.invocation_id == "first+"
    assert [row.element_name for row in answer.rows] == ["first+"]


def test_a_set_that_the_caller_has_just_seen_is_not_looked_at_again(connection):
    analyses = PublishingMeanwhile(publishes=0)
    said: list[str] = []
    listen(connection, "before_cursor_execute", lambda *told: said.append(told[2]))
    answer = gaps_of_pairs(connection, analyses, [PAIR], seen="first")[PAIR]
    assert answer.header.invocation_id == "first"
    assert len(said) == 2  # those of the stand-in: rows, then header


def test_rows_of_a_set_that_was_replaced_since_it_was_seen_are_read_anew(connection):
    analyses = PublishingMeanwhile(publishes=1)
    answer = gaps_of_pairs(connection, analyses, [PAIR], seen="first")[PAIR]
    assert answer.header.invocation_id == "first+"
    assert [row.element_name for row in answer.rows] == ["first+"]


def test_each_pair_has_its_own_rows_and_one_without_any_has_none(connection):
    back, unrated = Pair(*reversed(PAIR)), Pair("55-3016.00", "15-1299.00")

    class Analyses:
        def arrays(
            self, connection: Connection, name: str, columns: tuple[str, ...], **variables: str
        ) -> list[list]:
            assert [Pair(*pair) for pair in json.loads(variables["pairs"])] == [PAIR, unrated, back]
            if name == "skill_gap_header":
                pairs = {back: "compared", unrated: "both_not_rated", PAIR: "compared"}
                return [
                    array(columns, pair, status=status, invocation_id="first")
                    for pair, status in pairs.items()
                ]
            return [
                array(columns, pair, element_id=element_id)
                for pair, element_id in ((back, "2.A.1.a"), (back, "2.A.1.b"), (PAIR, "2.A.1.c"))
            ]

    answers = gaps_of_pairs(connection, Analyses(), [PAIR, unrated, back])
    assert {
        pair: (answer.header.status, [row.element_id for row in answer.rows])
        for pair, answer in answers.items()
    } == {
        PAIR: ("compared", ["2.A.1.c"]),
        unrated: ("both_not_rated", []),
        back: ("compared", ["2.A.1.a", "2.A.1.b"]),
    }


def test_a_set_that_never_holds_still_is_given_up(connection):
    with pytest.raises(SkillgapError, match="published anew each time"):
        gap(connection, PublishingMeanwhile(publishes=99), *PAIR)


def test_flags_become_true_false_or_unknown(connection):
    (row,) = gap(connection, PublishingMeanwhile(0), *PAIR).rows
    assert row.is_missing_skill is True
    assert row.is_beyond_error is None


def test_counts_keep_gaps_without_an_error_apart(connection):
    class Analyses:
        def arrays(
            self, connection: Connection, name: str, columns: tuple[str, ...], **variables: str
        ) -> list[list]:
            if name == "skill_gap_header":
                return [array(columns, invocation_id="first")]
            judged = [
                ("0.50", 1, 0, 1),
                ("0.25", 0, 0, 0),
                ("0.25", 0, 0, 0),
                ("0.75", None, 1, 0),
                ("0.00", 0, 0, 1),
                (None, None, None, 0),
            ]
            names = ("level_gap", "is_beyond_error", "is_missing_skill", "is_low_precision")
            return [
                array(columns, **dict(zip(names, (size and Decimal(size), *flags), strict=True)))
                for size, *flags in judged
            ]

    answer = gap(connection, Analyses(), *PAIR)
    assert (len(answer.rows), len(answer.gaps), answer.total) == (6, 4, Decimal("1.75"))
    assert (answer.beyond_error, answer.without_error) == (1, 1)
    assert (answer.missing, answer.low_precision) == (1, 1)


@pytest.mark.parametrize(
    "wrong", [{"scale": "XX"}, {"domains": ()}, {"domains": ("skill", "skil")}]
)
def test_a_wrong_scale_or_domain_is_a_wrong_call(connection, wrong):
    with pytest.raises(UsageError):
        gap(connection, PublishingMeanwhile(0), *PAIR, **wrong)


def test_an_analysis_that_was_not_compiled_is_named(connection, tmp_path):
    with pytest.raises(NothingPublished, match="skill_gap_header is missing") as caught:
        CompiledAnalyses(tmp_path).answer(connection, "skill_gap_header")
    assert "./run_pipeline.sh" in caught.value.advice


def test_a_variable_the_sql_does_not_read_is_a_mistake(connection, tmp_path):
    (tmp_path / "question.sql").write_text("-- not @scale\nselect @from_code, @@version")
    with pytest.raises(TypeError, match="reads no variable scale"):
        CompiledAnalyses(tmp_path).answer(connection, "question", from_code="x", scale="LV")
