"""The compiled analyses: questions as SQL, asked with session variables.

A publish compiles ``analyses/`` against the published database and writes the
result into a folder. A question's parameters are MySQL session variables; they
are set by bound parameters, so no user's text is ever part of a statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from gaps.errors import NothingPublished

_COMMENT = re.compile(r"--.*")
_VARIABLE = re.compile(r"(?<![@\w])@(\w+)")

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
        question = self._question(name)
        if surplus := variables.keys() - set(question.variables):
            raise TypeError(f"analysis {name} reads no variable {', '.join(sorted(surplus))}")
        _set(connection, {each: variables.get(each) for each in question.variables})
        # without parameters the driver takes the SQL as it stands, '%' and all
        answer = connection.exec_driver_sql(question.sql, execution_options={"no_parameters": True})
        columns = tuple(answer.keys())
        return [dict(zip(columns, row, strict=True)) for row in answer]


def _set(connection: Connection, variables: dict[str, str | None]) -> None:
    """Set session variables. SQLAlchemy forgets ``info`` together with the session."""
    held: dict[str, str | None] = connection.info.setdefault(_HELD, {})
    changed = {
        name: value for name, value in variables.items() if name not in held or held[name] != value
    }
    if not changed:
        return
    connection.info[_HELD] = {}  # until it is done, nobody knows what the session holds
    connection.exec_driver_sql(
        "set " + ", ".join(f"@{name} = %s" for name in changed), tuple(changed.values())
    )
    connection.info[_HELD] = held | changed


@lru_cache(maxsize=128)
def _read(path: Path, inode: int, changed: int, size: int) -> _Question:
    """Return what a file holds; all but its path tell one publish's file from another's."""
    sql = path.read_text(encoding="utf-8")
    return _Question(sql, tuple(sorted(set(_VARIABLE.findall(_COMMENT.sub("", sql))))))
