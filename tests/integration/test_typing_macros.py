"""Whatever a cell holds, the models type it as the rule says or leave it empty; no build breaks.

Each macro is asked as the models ask it, in a table made in dbt's session, where a value that the
server cuts is an error. The rules are written a second time here, in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import jinja2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from pipeline.settings import ROOT

FEW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MACROS = jinja2.Environment(autoescape=False).from_string(
    "".join((ROOT / "macros" / f"{name}.sql").read_text("utf-8") for name in ("typing", "labels"))
)

# Characters that servers, regular expressions and CASTs treat in ways of their own.
HOSTILE = "0123456789.-+eE/YNnax \t\r\n\v\f\x1c\x85\u00a0\u2028\u2029\ufeff\u0660\uff11'\"\\%_"
CELLS = st.one_of(
    st.text(HOSTILE, max_size=12),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", " ", "\n", "\r", "\u2028", "0", "-"]),
        st.sampled_from(
            [
                *("1", "0.5", "4.12", "999.99", "1000", "08/2023"),
                *("13/2023", "08/1899", "Y", "N", "n/a", "None"),
                *("true", "FALSE", "1.0", "2.A.1", "11-1011.00", "2023-02-31"),
                *(
                    "2023-04-31",
                    "2023-02-28T01:02:03Z",
                    "1900-02-29",
                    "2000-02-29",
                    "2024-02-29",
                    "2023-02-29",
                ),
                *("999999999", "1000000000", "0.0000001", "12.", ".5"),
            ]
        ),
        st.sampled_from(["", " ", "\n", "\r", "\r\n", "\v", "\x85", "\u2028", "0", ".", "x"]),
    ),
)


def trimmed(cell: str) -> str:
    return cell.strip(" ")


def some(cell: str) -> str | None:
    return None if trimmed(cell) in ("", "n/a") else trimmed(cell)


def matching(pattern: str, cell: str) -> str | None:
    """The whole cell: Python's ``$`` would leave out a line end, as the servers' does."""
    found = trimmed(cell)
    return found if re.fullmatch(pattern, found, re.ASCII) else None


def decimal(pattern: str, cell: str) -> Decimal | None:
    found = matching(pattern, cell)
    return None if found is None else Decimal(found)


def month(cell: str) -> date | None:
    found = matching(r"(0[1-9]|1[0-2])/(19|20)[0-9]{2}", cell)
    return found and date(int(found[3:]), int(found[:2]), 1)


def day(cell: str) -> date | None:
    found = trimmed(cell)[:10]
    if not re.fullmatch(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", found, re.ASCII):
        return None
    try:
        return date.fromisoformat(found)
    except ValueError:
        return None


def whole(cell: str) -> int | None:
    found = matching(r"[0-9]{1,9}", cell)
    return None if found is None else int(found)


def share(cell: str) -> float | None:
    found = matching(r"0(\.[0-9]+)?|1(\.0+)?", cell)
    return None if found is None else float(round(Decimal(found), 18))


RULES = {
    "null_if_na": (("cell",), {}, some),
    "try_text": (("cell", 5), {}, lambda cell: some(cell) if len(trimmed(cell)) <= 5 else None),
    "try_decimal": (
        ("cell", 5, 2),
        {},
        lambda cell: decimal(r"[0-9]{1,3}(\.[0-9]{1,2})?", cell),
    ),
    "try_decimal signed": (
        ("cell", 7, 4),
        {"signed": True},
        lambda cell: decimal(r"-?[0-9]{1,3}(\.[0-9]{1,4})?", cell),
    ),
    "try_integer": (("cell",), {}, whole),
    "try_month": (("cell",), {}, month),
    "try_flag": (("cell",), {}, lambda cell: {"Y": 1, "N": 0}.get(trimmed(cell))),
    "try_day": (("cell",), {}, day),
    "try_truth": (
        ("cell",),
        {},
        lambda cell: (
            {"true": 1, "false": 0}.get(trimmed(cell).lower()) if trimmed(cell).isascii() else None
        ),
    ),
    "try_share": (("cell",), {}, share),
    "is_occupation_code": (
        ("cell",),
        {},
        lambda cell: int(bool(re.fullmatch(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}", cell, re.ASCII))),
    ),
    "is_element_id": (
        ("cell",),
        {},
        lambda cell: int(bool(re.fullmatch(r"[0-9](\.[0-9A-Za-z]+)*", cell, re.ASCII))),
    ),
}


@pytest.fixture(scope="module")
def session(new_installation) -> Iterator[Connection]:
    """A session as dbt's macros set it, with a table of cells."""
    installation = new_installation()
    session_of_dbt = (ROOT / "macros" / "adapter" / "session.sql").read_text("utf-8")
    [mode] = re.findall(r"sql_mode = '([A-Z_,]+)'", session_of_dbt)
    engine = installation.server.engine("admin", installation.settings.databases.build)
    with engine.connect() as connection:
        connection.execute(text("set session sql_mode = :mode"), {"mode": mode})
        connection.execute(
            text("create temporary table cells (number int primary key, cell text not null)")
        )
        yield connection


def typed(connection: Connection, name: str, cells: Sequence[str]) -> list[object]:
    """What a macro makes of cells, stored in a table as a model's columns are."""
    arguments, named, _ = RULES[name]
    expression = getattr(MACROS.module, name.split()[0])(*arguments, **named)
    connection.execute(text("delete from cells"))
    connection.execute(
        text("insert into cells values (:number, :cell)"),
        [{"number": number, "cell": cell} for number, cell in enumerate(cells)],
    )
    connection.execute(text("drop temporary table if exists typed"))
    connection.exec_driver_sql(
        f"create temporary table typed as select number, {expression} as typed from cells",
        execution_options={"no_parameters": True},
    )
    return list(connection.scalars(text("select typed from typed order by number")))


@pytest.mark.parametrize("name", RULES)
@FEW
@given(cells=st.lists(CELLS, min_size=20, max_size=60))
def test_a_cell_is_typed_as_the_rule_says_or_is_empty(session, name, cells):
    rule = RULES[name][2]
    expected = [rule(cell) for cell in cells]
    found = typed(session, name, cells)
    assert [
        (cell, is_, must_be)
        for cell, is_, must_be in zip(cells, found, expected, strict=True)
        if is_ != must_be
    ] == []
