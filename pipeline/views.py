"""The published views: what they read, whether that is there, and replacing them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from pipeline.errors import SkillgapError
from pipeline.mart_set import MartSet, in_reading_order, qualified, read_from, replaced
from pipeline.patience import NO_SUCH_TABLE, error_code
from pipeline.settings import Databases

_NO_SUCH_COLUMN = 1054
_BROKEN_VIEW = 1356
_DOES_NOT_RESOLVE = frozenset({_NO_SUCH_COLUMN, NO_SUCH_TABLE, _BROKEN_VIEW})

RULE = (
    "a column that a published view reads is dropped only one publish after the view "
    "stopped reading it"
)


class ViewWouldBreak(SkillgapError):
    """A view cannot be read over the tables that are to be swapped in; nothing was changed."""


def view_definitions(connection: Connection, database: str) -> dict[str, str]:
    """Return the SELECT of every view of ``database``, as the server holds it."""
    rows = connection.execute(
        text(
            "select table_name, view_definition from information_schema.views "
            "where table_schema = :database"
        ),
        {"database": database},
    )
    return {row[0]: row[1] for row in rows}


def check_new_views(connection: Connection, mart_set: MartSet) -> None:
    """Refuse a set whose own views do not resolve in the build.

    Raises:
        ViewWouldBreak: names the view and what it lacks.
    """
    for view, sql in mart_set.views.items():
        if lacking := _lacking(connection, sql):
            raise ViewWouldBreak(
                f"the view {view} of the new build cannot be read",
                found=lacking,
                state="nothing was published",
                advice="build again: ./run_pipeline.sh run",
            )


def check_published_views(
    connection: Connection, mart_set: MartSet, published: Mapping[str, str], databases: Databases
) -> None:
    """Refuse a set that a published view could not be read over.

    Between the swap and the recreation of the views, readers use the published views
    over the new tables. A view that the new set no longer has is not checked: its
    readers lose it in any case.

    Raises:
        ViewWouldBreak: names the view and the column or table it reads.
    """
    becoming_views = mart_set.views.keys() - published.keys()
    incoming = frozenset({*mart_set.tables, *becoming_views})
    for view in sorted(published.keys() & mart_set.views.keys()):
        lacking = _lacking_over(connection, view, published, incoming, databases.build, databases)
        if lacking:
            raise ViewWouldBreak(
                f"the published view {view} cannot be read over the new tables",
                where=qualified(databases.published, view),
                found=lacking,
                expected=RULE,
                state="nothing was published",
                advice="keep what the view reads for this publish, and drop it in the next",
            )


def unreadable_over_previous(
    connection: Connection,
    published: Mapping[str, str],
    previous_tables: frozenset[str],
    databases: Databases,
) -> list[str]:
    """Return the published views that cannot be read over the tables of previous."""
    return [
        view
        for view in sorted(published.keys() - previous_tables)
        if _lacking_over(
            connection, view, published, previous_tables, databases.previous, databases
        )
    ]


def create_view(
    connection: Connection, name: str, sql: str, databases: Databases, suffix: str = ""
) -> None:
    """Create or replace the published view ``name + suffix``.

    ``sql`` is written over the build's names, and is made to read the published ones.
    """
    over_published = replaced(
        sql, databases.build, lambda read: qualified(databases.published, read)
    )
    _run(
        connection,
        "create or replace sql security invoker view "
        f"{qualified(databases.published, name + suffix)} as\n{over_published}",
    )


def replace_views(connection: Connection, views: Mapping[str, str], databases: Databases) -> None:
    """Make the published views those of ``views`` (name -> SELECT over the build's names)."""
    for name in in_reading_order(views, databases.build):
        create_view(connection, name, views[name], databases)
    for name in sorted(view_definitions(connection, databases.published).keys() - views.keys()):
        _run(connection, f"drop view {qualified(databases.published, name)}")


def _lacking_over(
    connection: Connection,
    view: str,
    published: Mapping[str, str],
    incoming: frozenset[str],
    origin: str,
    databases: Databases,
) -> str | None:
    """Return what the published ``view`` lacks once ``incoming`` has come from ``origin``.

    Published views that it reads, directly or not, are put before it as common table
    expressions, since after a swap they too are the old ones for a moment.
    """
    old = {name: sql for name, sql in published.items() if name not in incoming}

    def over_incoming(sql: str) -> str:
        return replaced(
            sql,
            databases.published,
            lambda name: f"`{name}`" if name in old else qualified(origin, name),
        )

    needed = _read_by(view, old, databases.published)
    for reader in (view, *needed):
        if gone := read_from(old[reader], databases.published) - incoming - old.keys():
            return "no longer there: " + ", ".join(sorted(gone))
    expressions = ", ".join(f"`{name}` as ({over_incoming(old[name])})" for name in needed)
    before = f"with {expressions} " if expressions else ""
    return _lacking(connection, over_incoming(old[view]), before)


def _read_by(view: str, views: Mapping[str, str], database: str) -> list[str]:
    """Return the views that ``view`` reads, directly or not, each after those it reads itself."""
    found: set[str] = set()
    waiting = [view]
    while waiting:
        direct = read_from(views[waiting.pop()], database) & views.keys()
        waiting.extend(direct - found)
        found |= direct
    return [name for name in in_reading_order(views, database) if name in found]


def _lacking(connection: Connection, sql: str, before: str = "") -> str | None:
    """Return what ``sql`` names and the server does not know, None if it knows all."""
    try:
        statement = f"explain {before}select * from (\n{sql}\n) as resolved"  # noqa: S608 - dbt's SQL
        _run(connection, statement)
    except DBAPIError as error:
        if error_code(error) not in _DOES_NOT_RESOLVE:
            raise
        return str(error.orig.args[1])
    return None


def _run(connection: Connection, statement: str) -> None:
    # A view's own text may hold % and :name, which are no parameters here.
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
