"""``skill_gaps`` computes what the method says, to the last digit, for any levels and errors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

HELD, NEEDED = "11-1011.00", "19-2031.00"
ELEMENTS = 40

Side = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None, int | None]
"""Level, its error, importance, its error, and whether it is of low precision."""


def cents(minimum: int, maximum: int) -> st.SearchStrategy[Decimal]:
    return st.integers(minimum * 100, maximum * 100).map(lambda number: Decimal(number) / 100)


ERRORS = st.one_of(
    st.none(),
    st.just(Decimal(0)),
    st.integers(0, 30_000).map(lambda number: Decimal(number) / 10_000),
    st.sampled_from(["0.0001", "0.1250", "2.9999", "0.3000", "0.4000"]).map(Decimal),
)
LEVELS = st.one_of(st.sampled_from([None, Decimal(0), Decimal(7)]), cents(0, 7))
IMPORTANCES = st.one_of(st.sampled_from([None, Decimal(1), Decimal(5)]), cents(1, 5))
SIDES = st.tuples(LEVELS, ERRORS, IMPORTANCES, ERRORS, st.sampled_from([None, 0, 1]))
PAIRS = st.lists(st.tuples(SIDES, SIDES), min_size=ELEMENTS, max_size=ELEMENTS)
FEW = settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def levels(published) -> Iterator[Connection]:
    """The published tables with no levels of anybody; what is done to them is undone."""
    database = published.settings.databases.published
    with published.server.engine("admin", database).connect() as connection:
        yield connection
        connection.rollback()
        # the server may have counted the rows meanwhile, and would plan for an empty table
        connection.exec_driver_sql("analyze table occupation_levels")


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half away from zero, as the columns' types round."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def margin(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """1.96 · √(s² + s²), to four decimals."""
    if one is None or other is None:
        return None
    with localcontext() as context:
        context.prec = 60
        return rounded(Decimal("1.96") * (one**2 + other**2).sqrt(), 4)


def known(values: Sequence[object]) -> bool:
    return None not in values


def expected(held: Side, needed: Side) -> dict[str, object]:
    """The row of a gap, by the formulas of docs/gap_method.md."""
    (level_a, error_a, importance_a, importance_error_a, low_a) = held
    (level_b, error_b, importance_b, importance_error_b, low_b) = needed
    difference = level_b - level_a if known((level_a, level_b)) else None
    gap = max(Decimal(0), difference) if difference is not None else None
    less = importance_b - importance_a if known((importance_a, importance_b)) else None
    more_important = max(Decimal(0), less) if less is not None else None
    level_margin = margin(error_a, error_b)
    importance_margin = margin(importance_error_a, importance_error_b)
    weight = (importance_b - 1) / 4 if importance_b is not None else None
    return {
        "from_level": level_a,
        "to_level": level_b,
        "level_difference": difference,
        "level_gap": gap,
        "level_surplus": max(Decimal(0), -difference) if difference is not None else None,
        "margin_of_error": level_margin,
        "is_beyond_error": gap > level_margin if known((gap, level_margin)) else None,
        "is_missing_skill": sql_and(
            None if level_b is None else level_b > 0, None if level_a is None else level_a == 0
        ),
        "importance_weight": weight,
        "weighted_gap": rounded(weight * gap / 7, 6) if known((weight, gap)) else None,
        "from_importance": importance_a,
        "to_importance": importance_b,
        "importance_difference": less,
        "importance_gap": more_important,
        "importance_margin_of_error": importance_margin,
        "is_importance_beyond_error": more_important > importance_margin
        if known((more_important, importance_margin))
        else None,
        "is_low_precision": sql_or(low_a, low_b),
    }


def sql_and(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if None in (one, other) else True


def sql_or(one: int | None, other: int | None) -> bool | None:
    if one or other:
        return True
    return None if None in (one, other) else False


def computed(connection: Connection, pairs: Sequence[tuple[Side, Side]]) -> list[dict]:
    """What the view makes of both sides, in the order of the elements."""
    connection.execute(text("delete from occupation_levels"))
    connection.execute(
        text(
            "insert into occupation_levels (occupation_code, element_id, domain, element_name, "
            "level, level_se, importance, importance_se, is_low_precision, origin, release_name) "
            "values (:code, :element, 'skill', 'x', :level, :level_se, :importance, "
            ":importance_se, :low, 'file', 'sample')"
        ),
        [
            {"code": code, "element": f"2.A.{place:03}"}
            | dict(
                zip(("level", "level_se", "importance", "importance_se", "low"), side, strict=True)
            )
            for place, pair in enumerate(pairs)
            for code, side in zip((HELD, NEEDED), pair, strict=True)
        ],
    )
    rows = connection.execute(
        text(
            "select * from skill_gaps where from_code = :held and to_code = :needed "
            "order by element_id"
        ),
        {"held": HELD, "needed": NEEDED},
    )
    return [dict(row) for row in rows.mappings()]


def differing(found: list[dict], pairs: Sequence[tuple[Side, Side]]) -> list[tuple]:
    assert len(found) == len(pairs)
    return [
        (name, row[name], value, held, needed)
        for row, (held, needed) in zip(found, pairs, strict=True)
        for name, value in expected(held, needed).items()
        if row[name] != value or (row[name] is None) != (value is None)
    ]


@FEW
@given(pairs=PAIRS)
def test_a_gap_is_what_the_method_says_for_any_levels_and_errors(levels, pairs):
    assert differing(computed(levels, pairs), pairs) == []


def test_ties_and_ends_of_the_scales_are_rounded_as_the_method_says(levels):
    """Every step of importance with every gap of one cent to seven, where sevenths are rounded."""
    chance = random.Random(7)
    zero, none = Decimal(0), None
    pairs = [
        (
            (zero, zero, Decimal(1), zero, 0),
            (Decimal(gap) / 100, zero, Decimal(importance) / 100, zero, 0),
        )
        for gap in range(0, 701, 7)
        for importance in range(100, 501, 25)
    ]
    pairs += [
        (
            (zero, Decimal(a) / 10_000, Decimal(1), none, none),
            (Decimal(chance.randrange(701)) / 100, Decimal(b) / 10_000, Decimal(5), zero, 0),
        )
        for a, b in ((chance.randrange(20_000), chance.randrange(20_000)) for _ in range(900))
    ]
    for start in range(0, len(pairs), 900):
        part = pairs[start : start + 900]
        assert differing(computed(levels, part), part) == []


def test_where_the_gap_equals_its_margin_it_is_not_beyond_it(levels):
    """1.96 times 0.5 is 0.98: a gap of 0.98 is within, one of 0.99 beyond."""
    within, beyond = (
        ((Decimal(0), Decimal(0), None, None, 0), (gap, Decimal("0.5"), None, None, 0))
        for gap in (Decimal("0.98"), Decimal("0.99"))
    )
    found = computed(levels, [within, beyond])
    assert [row["is_beyond_error"] for row in found] == [0, 1]
