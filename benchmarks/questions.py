"""Ask the published tables the questions of docs/questions.md; print rows, times and whole reads.

    .venv/bin/python -m benchmarks.questions

A table is read whole where the server's plan goes through all of its rows or of one of its
indexes. Times are the best of three, from the question to the last row, as the reader.
"""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.server import find_or_start
from pipeline.settings import ROOT, read_settings

PAGE = ROOT / "docs" / "questions.md"
TRIES = 3
READS_WHOLE = ("ALL", "index")


@dataclass(frozen=True)
class Question:
    """A heading of the page, and one of the queries below it."""

    title: str
    query: str


def questions(page: str) -> list[Question]:
    """Return the queries of a page in Markdown, in its order."""
    return [
        Question(title, query)
        for title, text in re.findall(
            r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE
        )
        for query in re.findall(r"^```sql\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    ]


def answer(connection: Connection, query: str) -> list[tuple]:
    """Return the rows of a query, which may hold any character."""
    return [tuple(row) for row in connection.exec_driver_sql(query.replace("%", "%%"))]


def read_whole(connection: Connection, query: str) -> list[str]:
    """Return the tables, by the names they have in the query, that its plan reads from end to end.

    Results on the way, such as a subquery's, are no tables.
    """
    # MySQL may be set to explain as a tree, MariaDB knows no name for its own form
    form = "" if connection.dialect.is_mariadb else "format=traditional "
    plan = connection.exec_driver_sql(f"explain {form}{query.replace('%', '%%')}").mappings()
    return sorted(
        step["table"]
        for step in plan
        if step["type"] in READS_WHOLE and not step["table"].startswith("<")
    )


def main() -> int:
    """Print a line for each query and return the exit code."""
    settings, console = read_settings(), Console()
    server = find_or_start(settings, console)
    lines = []
    with server.engine("reader", settings.databases.published).connect() as connection:
        for question in questions(PAGE.read_text(encoding="utf-8")):
            times = []
            for _ in range(TRIES):
                start = time.perf_counter()
                rows = answer(connection, question.query)
                times.append(time.perf_counter() - start)
            whole = ", ".join(read_whole(connection, question.query))
            lines.append((question.title, len(rows), f"{min(times) * 1000:.1f}", whole))
    console.table(("question", "rows", "ms", "read whole"), lines)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
