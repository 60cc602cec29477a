"""The analyses give the figures of the release's files, and are honest about what is not rated.

The figures of ``MOVES`` were counted on the full O*NET 30.3 files; the sample holds the same
ratings for these occupations.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.event import listen, remove

from gaps.analyses import CompiledAnalyses
from pipeline.compiled import analyses_folder
from pipeline.settings import ROOT
from tests.published import rows_read

SAMPLE = ROOT / "data" / "sample" / "onet"
CHEMISTS, DEVELOPERS = "19-2031.00", "15-1252.00"
DATA_SCIENTISTS, ALL_OTHER, MILITARY = "15-2051.00", "15-1299.00", "55-3016.00"
SKILLS = 35

# from, to: skills with a level gap, their sum, the three largest;
# skills with an importance gap, their sum; skills missing strictly
MOVES = [
    (
        ("11-1011.00", "11-2021.00"),
        (3, "1.26", {"2.A.1.f": "0.75", "2.B.3.m": "0.26", "2.B.3.e": "0.25"}),
        (4, "0.65"),
        set(),
    ),
    (
        ("11-2021.00", "11-1011.00"),
        (28, "21.28", {"2.B.5.c": "2.00", "2.B.5.b": "1.50", "2.B.3.h": "1.38"}),
        (24, "14.22"),
        {"2.B.3.c", "2.B.3.h", "2.B.3.k"},
    ),
    (
        ("29-1141.00", "29-1171.00"),
        (17, "8.60", {"2.B.3.a": "1.63", "2.A.1.f": "1.00", "2.B.1.c": "1.00"}),
        (20, "6.46"),
        set(),
    ),
    (
        ("41-9012.00", "49-9071.00"),
        (34, "59.14", {"2.B.3.j": "3.88", "2.B.3.l": "3.88", "2.B.3.k": "3.75"}),
        (34, "39.01"),
        {f"2.B.3.{letter}" for letter in "cdeghjkl"} | {"2.A.1.f", "2.B.5.b", "2.B.5.c"},
    ),
    (("49-9071.00", "41-9012.00"), (0, "0", {}), (1, "0.13"), set()),
    (
        ("27-2031.00", "15-2021.00"),
        (23, "39.86", {"2.A.1.e": "5.62", "2.A.1.f": "4.50", "2.B.2.i": "2.76"}),
        (22, "22.72"),
        {"2.A.1.f", "2.B.3.e", "2.B.3.m", "2.B.5.b", "2.B.5.c"},
    ),
    (
        ("35-2014.00", "35-1011.00"),
        (34, "37.14", {"2.B.3.a": "2.00", "2.B.1.c": "1.87", "2.B.1.d": "1.63"}),
        (34, "30.84"),
        {"2.B.3.b", "2.B.3.e", "2.B.3.j", "2.B.3.l"},
    ),
    (
        ("15-1251.00", "15-1252.00"),
        (25, "13.24", {"2.B.3.c": "1.75", "2.B.3.h": "1.50", "2.B.3.b": "1.24"}),
        (20, "7.89"),
        {"2.B.3.c", "2.B.3.j", "2.B.3.l"},
    ),
    (
        ("15-1254.00", "15-1252.00"),
        (22, "8.96", {"2.B.3.b": "1.24", "2.B.3.h": "1.13", "2.B.4.h": "0.87"}),
        (16, "5.01"),
        {"2.B.3.j", "2.B.3.l"},
    ),
]
moves = pytest.mark.parametrize(
    ("pair", "level", "importance", "strict"), MOVES, ids=[" to ".join(move[0]) for move in MOVES]
)
gap_analyses = pytest.mark.parametrize(
    "name", ["skill_gap_by_level", "skill_gap_by_scale", "skill_gap_strict"]
)


@pytest.fixture(scope="module")
def analyses(published) -> CompiledAnalyses:
    return CompiledAnalyses(analyses_folder(published.settings))


@pytest.fixture
def reader(published) -> Iterator[Connection]:
    engine = published.server.engine("reader", published.settings.databases.published)
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def ratings() -> dict[tuple[str, str, str], tuple[Decimal, float]]:
    """Value and standard error by occupation, element and scale, from the sample's own files."""
    found = {}
    for name in ("Essential Skills.txt", "Transferable Skills.txt"):
        with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                key = (row["O*NET-SOC Code"], row["Element ID"], row["Scale ID"])
                found[key] = (Decimal(row["Data Value"]), float(row["Standard Error"]))
    return found


def named(pair: tuple[str, str]) -> dict[str, str]:
    return {"from_code": pair[0], "to_code": pair[1]}


@moves
def test_level_gaps_are_those_of_the_release(reader, analyses, pair, level, importance, strict):
    rows = analyses.answer(reader, "skill_gap_by_level", **named(pair))
    gaps = {row["element_id"]: row["level_gap"] for row in rows if row["level_gap"] > 0}
    count, total, largest = level
    assert len(rows) == SKILLS
    assert (len(gaps), sum(gaps.values())) == (count, Decimal(total))
    by_size = sorted(gaps, key=lambda element_id: (-gaps[element_id], element_id))
    assert {e: gaps[e] for e in by_size[:3]} == {e: Decimal(g) for e, g in largest.items()}


@moves
def test_importance_gaps_are_those_of_the_release(
    reader, analyses, pair, level, importance, strict
):
    rows = analyses.answer(reader, "skill_gap_by_scale", **named(pair))
    gaps = [row["importance_gap"] for row in rows if row["importance_gap"] > 0]
    assert (len(gaps), sum(gaps)) == (importance[0], Decimal(importance[1]))
    assert sum(row["level_gap"] for row in rows) == Decimal(level[1])


@moves
def test_strict_gaps_are_those_of_the_release(reader, analyses, pair, level, importance, strict):
    rows = analyses.answer(reader, "skill_gap_strict", **named(pair))
    assert {row["element_id"] for row in rows} == strict
    assert all(row["from_level"] == 0 and row["to_level"] > 0 for row in rows)


def test_pairs_taken_at_random_agree_with_the_files(reader, analyses, ratings):
    codes = sorted({code for code, _, _ in ratings})
    elements = {element_id for _, element_id, _ in ratings}
    for pair in [tuple(random.sample(codes, 2)) for _ in range(25)]:
        rows = analyses.answer(reader, "skill_gap_by_scale", **named(pair))
        assert {row["element_id"] for row in rows} == elements
        for row in rows:
            for scale, figure, gap, margin, beyond in (
                ("LV", "level", "level_gap", "margin_of_error", "is_beyond_error"),
                (
                    "IM",
                    "importance",
                    "importance_gap",
                    "importance_margin_of_error",
                    "is_importance_beyond_error",
                ),
            ):
                (held, held_se), (needed, needed_se) = (
                    ratings[code, row["element_id"], scale] for code in pair
                )
                expected_margin = 1.96 * (held_se**2 + needed_se**2) ** 0.5
                assert row[f"from_{figure}"] == held
                assert row[f"to_{figure}"] == needed
                assert row[gap] == max(needed - held, 0)
                assert float(row[margin]) == pytest.approx(expected_margin, abs=0.0001)
                assert bool(row[beyond]) == (row[gap] > row[margin])


def test_rows_come_the_weightiest_first(reader, analyses):
    pair = named((CHEMISTS, DEVELOPERS))
    by_level = analyses.answer(reader, "skill_gap_by_level", **pair)
    by_importance = analyses.answer(reader, "skill_gap_by_scale", scale="IM", **pair)
    weights = [row["weighted_gap"] for row in by_level]
    importance_gaps = [row["importance_gap"] for row in by_importance]
    assert by_level[0]["element_name"] == "Programming"
    assert weights == sorted(weights, reverse=True)
    assert importance_gaps == sorted(importance_gaps, reverse=True)


def test_an_occupation_has_no_gap_to_itself(reader, analyses, ratings):
    for code in sorted({code for code, _, _ in ratings}):
        rows = analyses.answer(reader, "skill_gap_by_scale", **named((code, code)))
        assert len(rows) == SKILLS
        assert {(row["level_difference"], row["importance_difference"]) for row in rows} == {(0, 0)}


@pytest.mark.parametrize(
    ("pair", "status", "reasons"),
    [
        ((CHEMISTS, DEVELOPERS), "compared", (None, None)),
        ((CHEMISTS, DATA_SCIENTISTS), "to_not_rated", (None, "not_yet_rated")),
        ((DATA_SCIENTISTS, CHEMISTS), "from_not_rated", ("not_yet_rated", None)),
        ((CHEMISTS, ALL_OTHER), "to_not_rated", (None, "all_other")),
        ((ALL_OTHER, MILITARY), "both_not_rated", ("all_other", "military")),
        ((DATA_SCIENTISTS, DATA_SCIENTISTS), "both_not_rated", ("not_yet_rated",) * 2),
        ((CHEMISTS, "99-9999.99"), "to_not_rated", (None, "unknown_code")),
        ((None, None), "both_not_rated", ("unknown_code", "unknown_code")),
    ],
)
def test_the_header_says_who_cannot_be_compared_and_why(reader, analyses, pair, status, reasons):
    (header,) = analyses.answer(reader, "skill_gap_header", **named(pair))
    assert header["status"] == status
    assert (header["from_reason"], header["to_reason"]) == reasons
    assert (header["from_code"], header["to_code"]) == pair


def test_the_header_names_the_figures_it_rests_on(reader, analyses):
    pair = named((CHEMISTS, DATA_SCIENTISTS))
    (header,) = analyses.answer(reader, "skill_gap_header", **pair)
    assert header["from_title"] == "Chemists"
    assert header["to_title"] == "Data Scientists"
    assert header["release_name"] == "sample"
    assert header["is_sample"] == 1
    assert header["from_rated_on"].isoformat() == "2023-08-01"
    assert (header["from_origin"], header["to_origin"]) == ("file", None)
    assert header["to_rated_on"] is None
    assert header["published_at"] is not None
    marker = reader.scalar(text("select invocation_id from publication"))
    assert header["invocation_id"] == marker


def test_a_domain_that_the_release_does_not_hold_is_named(reader, analyses):
    pair = named((CHEMISTS, DEVELOPERS))
    (alone,) = analyses.answer(reader, "skill_gap_header", domain="knowledge", **pair)
    assert alone["status"] == "both_not_rated"
    assert alone["from_reason"] == alone["to_reason"] == "not_in_release"
    (beside,) = analyses.answer(reader, "skill_gap_header", domain="skill, knowledge", **pair)
    assert beside["status"] == "compared"
    assert beside["domains"] == "knowledge,skill"
    assert beside["from_unrated_domains"] == beside["to_unrated_domains"] == "knowledge"
    assert len(analyses.answer(reader, "skill_gap_by_level", domain="knowledge", **pair)) == 0
    (mistyped,) = analyses.answer(reader, "skill_gap_header", domain="skil", **pair)
    assert mistyped["from_reason"] == "unknown_domain"


def test_domains_rated_on_one_side_each_are_no_comparison(published, reader, analyses):
    """The source is rated in skills alone, the target in knowledge alone: neither is to blame."""
    crossed = (
        "update occupation_domains set status = "
        "if((occupation_code = :code) = (domain = 'skill'), :target, :source) "
        "where occupation_code in (:code, :other) and domain in ('skill', 'knowledge')"
    )
    as_before = (
        "update occupation_domains set status = if(domain = 'skill', 'rated', 'not_in_release') "
        "where occupation_code in (:code, :other) and domain in ('skill', 'knowledge')"
    )
    pair = named((CHEMISTS, DEVELOPERS))
    codes = {"code": DEVELOPERS, "other": CHEMISTS}
    admin = published.server.engine("admin", published.settings.databases.published)
    try:
        with admin.begin() as connection:
            connection.execute(text(crossed), {**codes, "source": "rated", "target": "not_rated"})
        (header,) = analyses.answer(reader, "skill_gap_header", domain="skill,knowledge", **pair)
    finally:
        with admin.begin() as connection:
            connection.execute(text(as_before), codes)
    assert header["status"] == "both_not_rated"
    assert (header["from_unrated_domains"], header["to_unrated_domains"]) == ("knowledge", "skill")
    assert header["from_reason"] == header["to_reason"] == "not_yet_rated"


@gap_analyses
@pytest.mark.parametrize(
    ("pair", "rated", "unrated"),
    [
        ((CHEMISTS, DATA_SCIENTISTS), "from", "to"),
        ((DATA_SCIENTISTS, CHEMISTS), "to", "from"),
    ],
)
def test_the_rated_side_stands_alone_with_the_other_unknown(
    reader, analyses, name, pair, rated, unrated
):
    rows = analyses.answer(reader, name, **named(pair))
    assert len(rows) == SKILLS
    for row in rows:
        assert row[f"{rated}_level"] is not None
        assert row[f"{unrated}_level"] is None
        known = [row.get(column) for column in ("level_gap", "weighted_gap", "margin_of_error")]
        assert known == [None, None, None]
        assert row["is_missing_skill"] is None
        assert row["is_low_precision"] is not None


@gap_analyses
def test_two_unrated_occupations_have_no_rows(reader, analyses, name):
    assert analyses.answer(reader, name, **named((DATA_SCIENTISTS, MILITARY))) == []


def test_a_missing_error_leaves_the_judgement_open(published, reader, analyses):
    pair = named((CHEMISTS, DEVELOPERS))
    admin = published.server.engine("admin", published.settings.databases.published)
    key = {"code": DEVELOPERS, "element": "2.B.3.e"}
    where = "where occupation_code = :code and element_id = :element"
    with admin.connect() as connection:
        errors = connection.execute(
            text(f"select level_se, importance_se from occupation_levels {where}"),
            key,
        ).one()
    change = text(
        f"update occupation_levels set level_se = :level, importance_se = :importance {where}"
    )
    try:
        with admin.begin() as connection:
            connection.execute(change, {**key, "level": None, "importance": None})
        rows = {
            row["element_id"]: row for row in analyses.answer(reader, "skill_gap_by_scale", **pair)
        }
    finally:
        with admin.begin() as connection:
            connection.execute(change, {**key, "level": errors[0], "importance": errors[1]})
    assert rows["2.B.3.e"]["level_gap"] == Decimal("2.24")
    assert rows["2.B.3.e"]["is_beyond_error"] is None
    assert rows["2.B.3.e"]["is_importance_beyond_error"] is None
    assert rows["2.B.3.b"]["is_beyond_error"] == 1


def test_variables_that_are_not_given_are_forgotten(reader, analyses):
    pair = named((CHEMISTS, DEVELOPERS))
    assert analyses.answer(reader, "skill_gap_by_level", domain="knowledge", **pair) == []
    assert len(analyses.answer(reader, "skill_gap_by_level", **pair)) == SKILLS
    assert analyses.answer(reader, "skill_gap_by_level") == []


def test_a_session_is_told_only_what_it_does_not_hold(reader, analyses):
    pair = named((CHEMISTS, DEVELOPERS))
    said: list[str] = []

    def note(connection, cursor, statement, *_) -> None:
        said.append(statement)

    listen(reader, "before_cursor_execute", note)
    try:
        for scale in ("IM", "IM", "LV", None):
            analyses.answer(reader, "skill_gap_by_scale", scale=scale, **pair)
    finally:
        remove(reader, "before_cursor_execute", note)
    told = [statement for statement in said if statement.startswith("set ")][1:]
    assert told == ["set @scale = cast(%s as char)"] * 2
    assert reader.exec_driver_sql("select @scale, @from_code").one() == (None, CHEMISTS)


def test_rows_as_arrays_are_those_of_the_question_digit_by_digit(reader, analyses):
    """One session asks both ways: of rated and unrated, by both scales, with NULL and without."""
    columns = {
        name: tuple(analyses.answer(reader, name, **named((CHEMISTS, DEVELOPERS)))[0])
        for name in ("skill_gap_by_scale", "skill_gap_header")
    }
    asked = [
        {**named(pair), "domain": domain}
        for pair in (
            (CHEMISTS, ALL_OTHER),
            (CHEMISTS, DEVELOPERS),
            (DATA_SCIENTISTS, MILITARY),
            (DEVELOPERS, CHEMISTS),
            ("99-9999.00", CHEMISTS),
        )
        for domain in (None, "skill", "knowledge,skill", "nothing")
    ]
    for question in asked:
        for name, others in (
            *(("skill_gap_by_scale", {"scale": scale}) for scale in (None, "IM", "LV")),
            *(("skill_gap_header", {"to_given": given}) for given in (None, "skill")),
        ):
            rows = analyses.answer(reader, name, **question, **others)
            arrays = analyses.arrays(reader, name, columns[name], **question, **others)
            assert [[_as_text(value) for value in array] for array in arrays] == [
                [_as_text(row[column]) for column in columns[name]] for row in rows
            ]


@pytest.mark.parametrize("name", ["skill_gap_header", "skill_gap_by_scale"])
def test_of_several_pairs_each_has_the_rows_that_it_has_alone(reader, analyses, name):
    pairs = [
        (DEVELOPERS, CHEMISTS),
        (CHEMISTS, DEVELOPERS),
        (CHEMISTS, ALL_OTHER),
        ("99-9999.00", MILITARY),
        (CHEMISTS, CHEMISTS),
    ]
    for domain in ("skill", "knowledge,skill", "nothing"):
        for scale in ({}, {"scale": "IM"}) if name == "skill_gap_by_scale" else ({},):
            asked = {"domain": domain, **scale}
            together = analyses.answer(reader, name, pairs=json.dumps(pairs + pairs), **asked)
            alone = [
                row
                for pair in sorted(pairs)
                for row in analyses.answer(reader, name, **named(pair), **asked)
            ]
            by_pair = sorted(together, key=lambda row: (row["from_code"], row["to_code"]))
            assert by_pair == alone  # within a pair in the order of the answer
            if name == "skill_gap_by_scale":
                assert together == by_pair


def _as_text(value: object) -> str:
    """Return figures with their digits; of a time, the seconds that every form of it has."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return str(value)


def test_a_question_that_was_compiled_anew_is_prepared_anew(reader, tmp_path):
    question = tmp_path / "question.sql"
    for number in ("1", "2", "2"):
        question.write_text(f"select {number} as found, '%' as text")
        assert CompiledAnalyses(tmp_path).arrays(reader, "question", ("text", "found")) == [
            ["%", Decimal(number)]
        ]


def test_after_a_fault_a_session_is_told_everything_anew(reader, analyses):
    pair = named((CHEMISTS, DEVELOPERS))
    with pytest.raises(UnicodeEncodeError):
        analyses.answer(reader, "skill_gap_by_scale", **{**pair, "to_code": "\ud800"})
    reader.exec_driver_sql("set @from_code = null, @to_code = null")
    rows = analyses.answer(reader, "skill_gap_by_scale", **pair)
    assert len(rows) == SKILLS
    assert all(row["level_difference"] is not None for row in rows)


def test_codes_are_values_never_sql(reader, analyses):
    hostile = "' or occupation_code like '%"
    (header,) = analyses.answer(reader, "skill_gap_header", from_code=hostile, to_code=hostile)
    assert header["from_code"] == hostile
    assert header["from_reason"] == "unknown_code"
    assert analyses.answer(reader, "skill_gap_by_level", from_code=hostile, to_code=hostile) == []


@pytest.mark.parametrize(
    "session",
    [
        "set names utf8mb4 collate utf8mb4_bin",
        "set names utf8mb4",  # what any other client has: ..._0900_ai_ci on MySQL
        "set names utf8mb4 collate utf8mb4_unicode_ci",
        "set names latin1",
    ],
)
@pytest.mark.parametrize(
    "name",
    [
        "skill_gap_header",
        "skill_gap_by_level",
        "skill_gap_by_scale",
        "skill_gap_strict",
        "same_skills_different_levels",
    ],
)
def test_a_pair_is_found_through_the_keys_from_any_client(reader, analyses, name, session):
    """User variables carry the client's collation, the columns utf8mb4_bin: it must not matter.

    A pair reads some hundred rows by key; a scan of occupation_levels would read them all.
    """
    everything = reader.scalar(text("select count(*) from occupation_levels"))
    reader.exec_driver_sql(session)
    before = rows_read(reader)
    answer = analyses.answer(reader, name, **named((CHEMISTS, DEVELOPERS)))
    assert len(answer) > 0
    assert rows_read(reader) - before < everything


def test_a_whole_table_scan_would_be_noticed(reader):
    """The measure of the test above does tell a scan from a look-up."""
    everything = reader.scalar(text("select count(*) from occupation_levels"))
    before = rows_read(reader)
    reader.execute(text("select max(level) from occupation_levels where level < 9")).all()
    assert rows_read(reader) - before >= everything


def test_the_occupations_without_ratings_are_listed_with_their_reasons(reader, analyses):
    rows = analyses.answer(reader, "occupations_without_ratings")
    assert [(row["occupation_code"], row["reason"], row["is_data_level"]) for row in rows] == [
        (DATA_SCIENTISTS, "not_yet_rated", 1),
        (ALL_OTHER, "all_other", 0),
        ("55-1019.00", "military", 0),
        (MILITARY, "military", 0),
    ]
    unrated = reader.scalar(
        text("select count(*) from occupations where ratings_status = 'not_rated'")
    )
    assert len(rows) == unrated


def test_a_domain_without_ratings_lists_every_occupation(reader, analyses):
    rows = analyses.answer(reader, "occupations_without_ratings", domain="skill,knowledge")
    knowledge = [row for row in rows if row["domain"] == "knowledge"]
    assert {row["reason"] for row in knowledge} == {"not_in_release"}
    assert len(knowledge) == reader.scalar(text("select count(*) from occupations"))
    assert len(rows) - len(knowledge) == 4


def test_chemists_and_developers_hold_the_same_skills_at_different_levels(
    reader, analyses, ratings
):
    presence, strict, level, importance = analyses.answer(reader, "same_skills_different_levels")
    assert (presence["from_title"], presence["to_title"]) == ("Chemists", "Software Developers")
    assert presence["held_by_from"] == presence["held_by_to"] == presence["held_by_both"] == SKILLS
    assert (presence["jaccard"], presence["gaps"]) == (1, 0)

    def profile(code: str, scale: str, lowest: int) -> dict[str, Decimal]:
        return {
            element_id: value - lowest
            for (of, element_id, on), (value, _) in ratings.items()
            if (of, on) == (code, scale)
        }

    for row, scale, lowest in ((level, "LV", 0), (importance, "IM", 1)):
        held, needed = (profile(code, scale, lowest) for code in (CHEMISTS, DEVELOPERS))
        lesser = sum(min(held[e], needed[e]) for e in held)
        greater = sum(max(held[e], needed[e]) for e in held)
        assert row["jaccard"] == round(lesser / greater, 3)
        assert row["jaccard"] < Decimal("0.8")
        assert row["gaps"] == sum(needed[e] > held[e] for e in held)
        assert row["sum_of_gaps"] == sum(max(needed[e] - held[e], 0) for e in held)
        assert row["sum_of_surpluses"] == sum(max(held[e] - needed[e], 0) for e in held)
        assert 0 < row["beyond_error"] < row["gaps"]
    assert level["largest_gaps"] == "Technology Design; Programming; Installation"
    held, needed = (profile(code, "LV", 0) for code in (CHEMISTS, DEVELOPERS))
    assert strict["held_by_from"] == sum(value > 0 for value in held.values())
    assert strict["held_by_to"] == sum(value > 0 for value in needed.values())
    assert strict["gaps"] == sum(needed[e] > 0 and held[e] == 0 for e in held) == 1


def test_an_unrated_side_is_not_said_to_hold_nothing(reader, analyses):
    pair = named((CHEMISTS, DATA_SCIENTISTS))
    rows = analyses.answer(reader, "same_skills_different_levels", **pair)
    assert [row["held_by_to"] for row in rows] == [None] * 4
    assert [row["held_by_both"] for row in rows] == [None] * 4
    assert [row["jaccard"] for row in rows] == [None] * 4
    assert rows[0]["held_by_from"] == SKILLS
