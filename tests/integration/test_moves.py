"""Gaps to many targets, prevalent gaps and unlocks agree with a computation of their own.

The figures are made anew in plain Python from the published levels, by the formulas of
docs/gap_method.md; what is unrated or unknown is never left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text

from gaps.analyses import CompiledAnalyses
from gaps.moves import gap_to_many_targets
from gaps.prevalent import prevalent_gaps
from gaps.reach import unlocks
from gaps.read import gap
from pipeline.compiled import analyses_folder
from tests.published import rows_read

CHEMISTS, DEVELOPERS, DATA_SCIENTISTS = "19-2031.00", "15-1252.00", "15-2051.00"
ALL_OTHER, MILITARY, NOBODY = "15-1299.00", "55-3016.00", "99-9999.99"
SKILLS = 35


@dataclass(frozen=True)
class Level:
    """What an occupation needs of an element."""

    name: str
    level: Decimal
    level_se: Decimal | None
    importance: Decimal


@dataclass(frozen=True)
class Difference:
    """One element of a move, by the formulas."""

    element_id: str
    name: str
    held: Decimal
    needed: Decimal
    importance: Decimal
    margin: Decimal | None
    own_margin: Decimal

    @property
    def gap(self) -> Decimal:
        return max(self.needed - self.held, Decimal(0))

    @property
    def surplus(self) -> Decimal:
        return max(self.held - self.needed, Decimal(0))

    @property
    def weight(self) -> Decimal:
        return (self.importance - 1) / 4

    @property
    def is_beyond(self) -> bool | None:
        return None if self.margin is None else self.gap > self.margin

    def is_obstacle(self, least: Decimal = Decimal(3)) -> bool:
        return self.importance >= least and self.gap > 0 and self.is_beyond is not False


Levels = dict[str, dict[str, Level]]


def margin(*errors: Decimal | None) -> Decimal | None:
    if None in errors:
        return None
    squares = sum(error * error for error in errors)
    return round(Decimal("1.96") * Decimal(squares).sqrt(), 4)


def move(levels: Levels, from_code: str, to_code: str) -> list[Difference]:
    return [
        Difference(
            element_id,
            needed.name,
            levels[from_code][element_id].level,
            needed.level,
            needed.importance,
            margin(levels[from_code][element_id].level_se, needed.level_se),
            margin(needed.level_se) or Decimal(0),
        )
        for element_id, needed in levels[to_code].items()
    ]


@pytest.fixture(scope="module")
def analyses(published) -> CompiledAnalyses:
    return CompiledAnalyses(analyses_folder(published.settings))


@pytest.fixture
def reader(published) -> Iterator[Connection]:
    engine = published.server.engine("reader", published.settings.databases.published)
    with engine.connect() as connection:
        yield connection


def read_levels(connection: Connection) -> Levels:
    found: Levels = {}
    rows = connection.execute(
        text(
            "select occupation_code, element_id, element_name, level, level_se, importance "
            "from occupation_levels where domain = 'skill'"
        )
    )
    for code, element_id, *figures in rows:
        found.setdefault(code, {})[element_id] = Level(*figures)
    return found


@contextmanager
def changed(published, change: str, **values: object) -> Iterator[None]:
    """Change levels while the block runs; put all of them back as they were."""
    admin = published.server.engine("admin", published.settings.databases.published)
    columns = "level, level_se, importance, occupation_code, element_id"
    with admin.begin() as connection:
        before = [
            dict(row)
            for row in connection.execute(text(f"select {columns} from occupation_levels"))
            .mappings()
            .all()
        ]
        connection.execute(text(f"update occupation_levels {change}"), values)
    try:
        yield
    finally:
        with admin.begin() as connection:
            connection.execute(
                text(
                    "update occupation_levels set level = :level, level_se = :level_se, "
                    "importance = :importance where occupation_code = :occupation_code "
                    "and element_id = :element_id"
                ),
                before,
            )


def test_sums_over_targets_are_those_of_the_formulas(reader, analyses):
    levels = read_levels(reader)
    for from_code in random.sample(sorted(levels), 4):
        answer = gap_to_many_targets(reader, analyses, from_code, None)
        assert {row.to_code for row in answer.compared} == levels.keys() - {from_code}
        for row in answer.compared:
            elements = move(levels, from_code, row.to_code)
            gaps = [each for each in elements if each.gap]
            assert row.elements_compared == SKILLS
            assert row.gaps == len(gaps)
            assert row.gaps_beyond_error == sum(each.is_beyond is True for each in gaps)
            assert row.gaps_without_error == sum(each.is_beyond is None for each in gaps)
            assert row.important_gaps_beyond_error == sum(
                each.is_beyond is True and each.importance >= 3 for each in gaps
            )
            for figure, name in (
                (row.weighted_shortfall, "gap"),
                (row.weighted_surplus, "surplus"),
            ):
                exact = sum(each.weight * getattr(each, name) for each in elements) / 7
                assert figure == round(exact, 6)
            by_weight = sorted(
                gaps, key=lambda e: (-round(e.weight * e.gap / 7, 6), -e.gap, e.element_id)
            )
            names = [each.name for each in by_weight[:3]]
            assert (row.weightiest_gaps or "").split("; ") == (names or [""])


def test_the_easiest_move_comes_first_and_what_cannot_be_compared_last(reader, analyses):
    answer = gap_to_many_targets(reader, analyses, CHEMISTS, None)
    keys = [
        (
            row.important_gaps_beyond_error,
            row.weighted_shortfall,
            row.weighted_surplus,
            row.to_code,
        )
        for row in answer.compared
    ]
    assert keys == sorted(keys)
    assert answer.rows == answer.compared + answer.not_compared
    everybody = reader.scalar(text("select count(*) from occupations"))
    assert len(answer.rows) == everybody - 1


@pytest.mark.parametrize("from_code", [CHEMISTS, DATA_SCIENTISTS, MILITARY, NOBODY])
@pytest.mark.parametrize("domain", ["skill", "knowledge", "skill, knowledge", "skil"])
def test_status_and_reasons_are_those_of_a_single_gap(reader, analyses, from_code, domain):
    targets = (CHEMISTS, DEVELOPERS, DATA_SCIENTISTS, ALL_OTHER, MILITARY, NOBODY, 'it\'s \\ "x"')
    rows = analyses.answer(
        reader,
        "gap_to_many_targets",
        from_code=from_code,
        to_codes=" , ".join(targets),
        domain=domain,
    )
    assert {row["to_code"] for row in rows} == set(targets)
    for row in rows:
        (header,) = analyses.answer(
            reader,
            "skill_gap_header",
            from_code=from_code,
            to_code=row["to_code"],
            domain=domain,
        )
        for name in ("status", "from_reason", "to_reason", "to_title"):
            assert row[name] == header[name]
        assert (row["gaps"] is None) == (row["status"] != "compared")


def test_a_target_alone_has_the_sums_of_its_gap(reader, analyses):
    (row,) = gap_to_many_targets(reader, analyses, CHEMISTS, [DEVELOPERS]).rows
    single = gap(reader, analyses, CHEMISTS, DEVELOPERS)
    assert row.gaps == len(single.gaps)
    assert row.gaps_beyond_error == single.beyond_error
    assert row.gaps_of_low_precision == single.low_precision
    assert float(row.weighted_shortfall) == pytest.approx(
        float(sum(each.weighted_gap for each in single.rows)), abs=SKILLS * 1e-6
    )
    assert row.weightiest_gaps.split("; ") == [each.element_name for each in single.gaps[:3]]


def test_an_occupation_lacks_nothing_of_itself(reader, analyses):
    (row,) = gap_to_many_targets(reader, analyses, CHEMISTS, [CHEMISTS]).rows
    assert (row.gaps, row.weighted_shortfall, row.weighted_surplus) == (0, 0, 0)
    assert row.job_zone_step == 0


def test_a_gap_without_an_error_is_counted_as_such(published, reader, analyses):
    with changed(
        published,
        "set level_se = null where occupation_code = :code and element_id = '2.B.3.e'",
        code=DEVELOPERS,
    ):
        (row,) = gap_to_many_targets(reader, analyses, CHEMISTS, [DEVELOPERS]).rows
        prevalent = prevalent_gaps(reader, analyses, [CHEMISTS], [DEVELOPERS])
    assert (row.gaps_without_error, row.gaps_beyond_error) == (1, 6)
    (programming,) = [each for each in prevalent.rows if each.element_id == "2.B.3.e"]
    assert (programming.moves_with_gap, programming.moves_without_error) == (1, 1)
    assert programming.share_with_gap == 1
    assert programming.share_beyond_error is None


def test_prevalent_gaps_are_those_of_the_formulas(reader, analyses):
    levels = read_levels(reader)
    codes = random.sample(sorted(levels), 9)
    froms, tos = codes[:5], [*codes[4:], DATA_SCIENTISTS, NOBODY]
    answer = prevalent_gaps(reader, analyses, froms, tos)
    moves = [(a, b) for a in froms for b in tos if a != b]
    compared = [move(levels, *pair) for pair in moves if pair[1] in levels]
    assert (answer.header.moves, answer.header.compared) == (len(moves), len(compared))
    assert answer.header.to_not_rated == len(moves) - len(compared) == 10
    assert {(side.occupation_code, side.reason) for side in answer.not_compared} == {
        (DATA_SCIENTISTS, "not_yet_rated"),
        (NOBODY, "unknown_code"),
    }
    assert {(side.moves_from, side.moves_to) for side in answer.not_compared} == {(0, 5)}
    assert len(answer.rows) == SKILLS
    for row in answer.rows:
        over = [next(e for e in each if e.element_id == row.element_id) for each in compared]
        gaps = [each for each in over if each.gap]
        beyond = [each for each in gaps if each.is_beyond]
        important = [each for each in beyond if each.importance >= 3]
        assert (row.moves_asked, row.moves_compared) == (len(moves), len(compared))
        assert row.moves_with_gap == len(gaps)
        assert row.moves_beyond_error == len(beyond)
        assert row.moves_important_beyond_error == len(important)
        for share, counted in (
            (row.share_with_gap, gaps),
            (row.share_beyond_error, beyond),
            (row.share_important_beyond_error, important),
        ):
            assert float(share) == pytest.approx(len(counted) / len(over), abs=5.1e-5)
        mean = sum(each.gap for each in gaps) / len(gaps) if gaps else None
        assert (row.mean_gap is None) == (mean is None)
        if mean is not None:
            assert float(row.mean_gap) == pytest.approx(float(mean), abs=5.1e-5)
        assert row.largest_gap == max(each.gap for each in over)
        weighted = sum(each.weight * each.gap for each in over) / 7 / len(over)
        assert float(row.mean_weighted_gap) == pytest.approx(float(weighted), abs=5.1e-7)
    order = [
        (-row.share_beyond_error, -row.mean_weighted_gap, row.element_id) for row in answer.rows
    ]
    assert order == sorted(order)


def test_moves_of_which_none_can_be_compared_are_counted(reader, analyses):
    answer = prevalent_gaps(reader, analyses, [MILITARY, CHEMISTS], [DATA_SCIENTISTS])
    assert answer.rows == ()
    header = answer.header
    assert (header.moves, header.compared) == (2, 0)
    assert (header.from_not_rated, header.to_not_rated, header.both_not_rated) == (0, 1, 1)
    assert len(answer.not_compared) == 2


def test_related_occupations_are_the_moves_where_no_target_is_named(published, reader, analyses):
    """The sample has none, so some are put in."""
    admin = published.server.engine("admin", published.settings.databases.published)
    related = [
        (CHEMISTS, DEVELOPERS, "Primary-Short", 1),
        (CHEMISTS, DATA_SCIENTISTS, "Supplemental", 2),
        (DEVELOPERS, CHEMISTS, "Primary-Long", 1),
    ]
    try:
        with admin.begin() as connection:
            connection.execute(
                text(
                    "insert into related_occupations (occupation_code, related_occupation_code, "
                    "related_title, relatedness_tier, related_rank) "
                    "values (:a, :b, 'x', :tier, :place)"
                ),
                [dict(zip(("a", "b", "tier", "place"), each, strict=True)) for each in related],
            )
        asked = [
            prevalent_gaps(reader, analyses, froms, None, tiers).header
            for froms, tiers in (
                (None, None),
                ([CHEMISTS], None),
                (None, ["Primary-Short", "Primary-Long"]),
                ([CHEMISTS], ["Supplemental"]),
            )
        ]
    finally:
        with admin.begin() as connection:
            connection.execute(text("delete from related_occupations where related_title = 'x'"))
    assert [(header.moves, header.compared) for header in asked] == [(3, 2), (2, 1), (2, 2), (1, 0)]


def expected_unlocks(
    levels: Levels, from_code: str, least: Decimal, allowed: int
) -> dict[tuple[str, str], Decimal]:
    """Element and occupation -> the level that alone brings it within reach."""
    found = {}
    for to_code in levels.keys() - {from_code}:
        obstacles = [e for e in move(levels, from_code, to_code) if e.is_obstacle(least)]
        if len(obstacles) == allowed + 1:
            for each in obstacles:
                level = max(each.held, each.needed - each.own_margin)
                found[each.element_id, to_code] = level
    return found


@pytest.mark.parametrize(("least", "allowed"), [(None, None), ("2.5", 1), ("4", 0), ("3.5", 2)])
def test_what_a_raise_unlocks_is_counted_anew(reader, analyses, least, allowed):
    levels = read_levels(reader)
    unlocked = 0
    for from_code in sorted(levels):
        wanted = expected_unlocks(levels, from_code, Decimal(least or 3), allowed or 0)
        answer = unlocks(
            reader,
            analyses,
            from_code,
            min_importance=None if least is None else Decimal(least),
            gaps_allowed=allowed,
        )
        got = {(row.element_id, row.to_code): row.level_needed for row in answer.unlocked}
        assert got == wanted
        unlocked += len(got)
        for skill in answer.skills:
            of_skill = [
                level for (element, _), level in wanted.items() if element == skill.element_id
            ]
            assert skill.occupations_unlocked == len(of_skill)
            assert skill.level_for_first == min(of_skill, default=None)
            assert skill.level_for_all == max(of_skill, default=None)
        reached = sum(
            sum(e.is_obstacle(Decimal(least or 3)) for e in move(levels, from_code, to_code))
            <= (allowed or 0)
            for to_code in levels.keys() - {from_code}
        )
        first = answer.skills[0]
        assert (first.within_reach, first.out_of_reach) == (reached, len(levels) - 1 - reached)
        assert first.not_compared == len(answer.not_compared)
    assert unlocked > 0


def test_the_level_needed_is_the_least_that_unlocks(reader, analyses):
    """Raised by the formulas at each such level, the move is within reach; just below it is not."""
    levels = read_levels(reader)
    tried = 0
    for from_code in random.sample(sorted(levels), 12):
        for row in unlocks(reader, analyses, from_code).unlocked:
            asked = {"element_id": row.element_id}
            at = unlocks(reader, analyses, from_code, level=row.level_needed, **asked)
            below = unlocks(
                reader, analyses, from_code, level=row.level_needed - Decimal("0.0001"), **asked
            )
            assert row.to_code in {each.to_code for each in at.unlocked}
            assert row.to_code not in {each.to_code for each in below.unlocked}
            tried += 1
    assert tried > 0


def test_what_is_left_is_what_the_formulas_leave(reader, analyses):
    levels = read_levels(reader)
    for from_code in sorted(levels):
        for row in unlocks(reader, analyses, from_code, level=Decimal(5)).unlocked:
            left = {
                each.element_id: each.gap
                if each.element_id != row.element_id
                else max(each.needed - 5, Decimal(0))
                for each in move(levels, from_code, row.to_code)
            }
            others = [
                each
                for each in move(levels, from_code, row.to_code)
                if each.element_id != row.element_id and each.gap
            ]
            assert row.raised_to == 5
            assert row.level_gap_left == left[row.element_id]
            assert row.gaps_left == sum(size > 0 for size in left.values())
            assert row.gaps_left_beyond_error == sum(each.is_beyond is True for each in others)
            weights = {e.element_id: e.weight for e in move(levels, from_code, row.to_code)}
            total = sum(weights[element] * size for element, size in left.items()) / 7
            assert row.weighted_shortfall_left == round(total, 6)


def test_a_gap_without_an_error_is_in_the_way(published, reader, analyses):
    """Nothing is in the way of a move, until the error of one of its gaps is unknown."""
    levels = read_levels(reader)
    from_code, to_code, element = next(
        (a, b, e)
        for a in sorted(levels)
        for b in sorted(levels)
        if a != b and not any(each.is_obstacle() for each in move(levels, a, b))
        for e in move(levels, a, b)
        if e.gap and e.importance >= 3
    )
    assert to_code not in {row.to_code for row in unlocks(reader, analyses, from_code).unlocked}
    with changed(
        published,
        "set level_se = null where occupation_code = :code and element_id = :element",
        code=to_code,
        element=element.element_id,
    ):
        (row,) = [r for r in unlocks(reader, analyses, from_code).unlocked if r.to_code == to_code]
    assert (row.element_id, row.margin_of_error) == (element.element_id, None)
    assert row.level_needed == element.needed


def test_occupations_without_ratings_are_named_beside_what_is_unlocked(reader, analyses):
    answer = unlocks(reader, analyses, CHEMISTS)
    assert {(row.to_code, row.status, row.reason) for row in answer.not_compared} == {
        (DATA_SCIENTISTS, "to_not_rated", "not_yet_rated"),
        (ALL_OTHER, "to_not_rated", "all_other"),
        ("55-1019.00", "to_not_rated", "military"),
        (MILITARY, "to_not_rated", "military"),
    }


@pytest.mark.parametrize(
    ("from_code", "reason"),
    [(DATA_SCIENTISTS, "not_yet_rated"), (MILITARY, "military"), (NOBODY, "unknown_code")],
)
def test_an_unrated_origin_unlocks_nothing_and_says_why(reader, analyses, from_code, reason):
    answer = unlocks(reader, analyses, from_code)
    assert (answer.origin.status, answer.origin.reason) == ("not_rated", reason)
    assert (answer.skills, answer.rows) == ((), ())


@pytest.mark.parametrize(
    "session",
    ["set names utf8mb4", "set names utf8mb4 collate utf8mb4_unicode_ci", "set names latin1"],
)
def test_any_client_may_ask_and_few_targets_are_found_through_the_keys(reader, analyses, session):
    """Variables carry the client's collation, the columns utf8mb4_bin: it must not matter."""
    everything = reader.scalar(text("select count(*) from occupation_levels"))
    reader.exec_driver_sql(session)
    pair = {"from_code": CHEMISTS, "to_codes": f"{DEVELOPERS},{DATA_SCIENTISTS}"}
    before = rows_read(reader)
    rows = analyses.answer(reader, "gap_to_many_targets", **pair)
    assert rows_read(reader) - before < everything
    assert [row["status"] for row in rows] == ["compared", "to_not_rated"]
    asked = {"from_codes": CHEMISTS, "to_codes": DEVELOPERS}
    assert len(analyses.answer(reader, "prevalent_gaps", **asked)) == SKILLS
    assert analyses.answer(reader, "moves_not_compared", **asked) == []
    of_skill = {"from_code": CHEMISTS, "element_id": "2.B.3.e"}
    assert len(analyses.answer(reader, "skills_that_unlock_most", **of_skill)) == 1
    assert analyses.answer(reader, "what_one_more_skill_unlocks", **of_skill)
