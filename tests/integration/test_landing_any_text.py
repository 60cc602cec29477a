"""What landing stores is what was read, for any text, by LOAD DATA and by INSERT alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymysql.connections import Connection

from extract.contract import Column, FileContract, Layout
from extract.delivery import Record, SourceFile, SourceRow
from load import landing
from load.landing import land

COLUMNS = ("code", "name", "note")
CONTRACT = FileContract(
    name="Any text",
    source="test",
    table="any_text",
    columns=tuple(Column(name, name) for name in COLUMNS),
    layouts=(Layout(("any.csv",), "all"),),
    natural_key=("code",),
)
# All that the format of LOAD DATA, or SQL, gives a meaning; NUL is put aside by every reader.
HOSTILE = "\\\\\t\n\r\b\x1a\x85\u2028'\"`%;#-/*N n\ufeff\U0001f469"
FIELD = st.one_of(
    st.text(HOSTILE, max_size=8),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10),
    st.sampled_from(["\\N", "NULL", "\\", "\\\\", "\\0", "\t", "a\\", "\\\n", "%s", "{pipe}", ""]),
)
ROWS = st.lists(
    st.lists(FIELD, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=30
)


@pytest.fixture(scope="module")
def connection(new_installation) -> Iterator[Connection]:
    """A loader's connection to a landing database with a table of three columns."""
    made = new_installation()
    database = made.settings.databases.landing
    with made.server.engine("admin", database, autocommit=True).connect() as admin:
        admin.exec_driver_sql(
            "create table any_text (batch_id int, source_file varchar(64), source_line int, "
            "code text, name text, note text, primary key (batch_id, source_line))"
        )
    with made.server.engine("loader", database).connect() as loader:
        yield loader.connection.driver_connection


def stored(connection: Connection, rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Land rows and return what the table then holds."""

    def read(file: SourceFile) -> Iterator[Record]:
        yield from (SourceRow(line, list(row)) for line, row in enumerate(rows, start=2))

    file = SourceFile(Path("any.csv"), CONTRACT, CONTRACT.layouts[0], read)
    try:
        landed = land(connection, file, batch_id=1)
        assert (landed.rows_read, landed.rows_landed) == (len(rows), len(rows))
        with connection.cursor() as cursor:
            cursor.execute("select code, name, note from any_text order by source_line")
            return [list(row) for row in cursor.fetchall()]
    finally:
        connection.rollback()


@pytest.mark.parametrize("takes_local_infile", [True, False], ids=["LOAD DATA", "INSERT"])
@settings(
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS)
def test_any_text_is_stored_as_it_was_read(connection, takes_local_infile, rows):
    with mock.patch.object(landing, "takes_local_infile", lambda _: takes_local_infile):
        assert stored(connection, rows) == rows
