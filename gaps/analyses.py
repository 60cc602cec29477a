"""The compiled analyses: questions as SQL, asked with session variables.

A publish compiles ``analyses/`` against the published database and writes the
result into a folder. A question's parameters are MySQL session variables; they
are set by bound parameters, so no user's text is ever part of a statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gaps.errors import NothingPublished

_COMMENT = re.compile(r"--.*")
_VARIABLE = re.compile(r"(?<![@\w])@(\w+)")

ALL_ROWS = 2**64 - 1  # as a limit: none

_PREPARED = "prepared analyses"  # their SQL by name, in the connection's info
_HELD = "variables of analyses"  # what a session's are set to, in the connection's info


@dataclass(frozen=True)
class _Question:
    sql: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class CompiledAnalyses:
    """The analyses that the last publish compiled into ``folder``, one ``.sql`` file each."""

    folder: Path

    def sql(self, name: str) -> str:
        """Return the SQL of the analysis ``name``.

        Raises:
            NothingPublished: its file is not there.
        """
        return self._question(name).sql

    def _question(self, name: str) -> _Question:
        """Read the file anew only if a publish has put another in its place."""
        path = self.folder / f"{name}.sql"
        try:
            found = path.stat()
            return _read(path, found.st_ino, found.st_mtime_ns, found.st_size)
        except FileNotFoundError:
            raise NothingPublished(
                f"the compiled analysis {name} is missing",
                where=str(path),
                expected="the SQL that each publish writes",
                state="nothing was asked",
                advice="./run_pipeline.sh    builds, publishes and compiles",
            ) from None

    def answer(
        self, connection: Connection, name: str, **variables: str | None
    ) -> list[dict[str, object]]:
        """Ask the analysis ``name`` and return its rows as column -> value.

        Every variable that the SQL reads is set, those not given to NULL, so
        that nothing of an earlier question remains in the session; what the session
        holds already is not set again.

        Args:
            connection: of an account that may read the published database.
            variables: values of the session variables, without the ``@``.

        Raises:
            NothingPublished: the analysis has not been compiled.
            TypeError: the analysis reads no variable of a given name.
        """
        sql = self._told(connection, name, variables)
        # without parameters the driver takes the SQL as it stands, '%' and all
        answer = connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
        columns = tuple(answer.keys())
        return [dict(zip(columns, row, strict=True)) for row in answer]

    def arrays(
        self, connection: Connection, name: str, columns: Sequence[str], **variables: str | None
    ) -> list[list[Any]]:
        """Ask the analysis ``name`` as :meth:`answer` does, and return its rows as arrays.

        For short questions that are asked often. The session prepares the statement once: to
        read it takes as long as to answer it. The server writes each row as one JSON array, which
        is read in C; the driver, written in Python, would take four times as long for a gap.

        Args:
            columns: those wanted, in this order; the same each time.

        Returns:
            Numbers as ``Decimal``, with the digits they have; dates and times as ISO 8601 texts.

        Raises:
            NothingPublished, TypeError: as :meth:`answer`.
        """
        sql = _as_arrays(self._told(connection, name, variables), tuple(columns))
        prepared = connection.info.setdefault(_PREPARED, {})
        if prepared.get(name) != sql:
            connection.exec_driver_sql(f"prepare `{name}` from %s", (sql,))
            prepared[name] = sql
        arrays = connection.exec_driver_sql(f"execute `{name}`").scalars()
        return json.loads(f"[{','.join(arrays)}]", parse_int=Decimal, parse_float=Decimal)

    def _told(self, connection: Connection, name: str, variables: Mapping[str, str | None]) -> str:
        """Set the variables that an analysis reads, and return its SQL."""
        question = self._question(name)
        if surplus := variables.keys() - set(question.variables):
            raise TypeError(f"analysis {name} reads no variable {', '.join(sorted(surplus))}")
        _set(connection, {each: variables.get(each) for each in question.variables})
        return question.sql


@lru_cache(maxsize=128)
def _as_arrays(sql: str, columns: tuple[str, ...]) -> str:
    """Return the question for rows as JSON arrays, in the order of ``sql``.

    With a limit the rows are put down first, so that MariaDB keeps their order and JSON shows
    figures with the digits of their columns.
    """
    values = ", ".join(f"answer.`{column}`" for column in columns)
    return f"select json_array({values})\nfrom (\n{sql}\nlimit {ALL_ROWS}\n) as answer"


def _set(connection: Connection, variables: dict[str, str | None]) -> None:
    """Set session variables. SQLAlchemy forgets ``info`` together with the session."""
    held: dict[str, str | None] = connection.info.setdefault(_HELD, {})
    changed = {
        name: value for name, value in variables.items() if name not in held or held[name] != value
    }
    if not changed:
        return
    connection.info[_HELD] = {}  # until it is done, nobody knows what the session holds
    # A prepared statement believes in the type that a variable had then: all are texts, NULL too.
    connection.exec_driver_sql(
        "set " + ", ".join(f"@{name} = cast(%s as char)" for name in changed),
        tuple(changed.values()),
    )
    connection.info[_HELD] = held | changed


@lru_cache(maxsize=128)
def _read(path: Path, inode: int, changed: int, size: int) -> _Question:
    """Return what a file holds; all but its path tell one publish's file from another's."""
    sql = path.read_text(encoding="utf-8")
    return _Question(sql, tuple(sorted(set(_VARIABLE.findall(_COMMENT.sub("", sql))))))
