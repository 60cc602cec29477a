"""Back up what cannot be rebuilt, and restore it: ``<prefix>_app`` and the ledger.

Landed rows and marts are left out: the source files and a run bring them back. The
quarantine is in, for the file a line came with may be gone. Both ways all is done as the
loader, who owns the two databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from pymysql.connections import Connection
from pymysql.cursors import Cursor, SSCursor
from pymysql.err import Error

from load.batches import discard_retired
from load.schema import current_revision
from load.tables import (
    LANDING_TABLES,
    job_duplicates,
    job_readings,
    job_text_skills,
    job_texts,
    job_title_candidates,
    job_title_matches,
    occupation_link_candidates,
    occupation_text_similarities,
)
from pipeline.backup_file import (
    BackupFile,
    Manifest,
    TableEntry,
    Value,
    new_backup,
    open_backup,
)
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.server import Server
from pipeline.settings import Settings

REVISIONS = "alembic_version"  # migrations write it, a restore does not
ROWS_AN_INSERT = 1000
GONE = "restored from a backup without its landed rows; the next run lands the delivery again"


@dataclass(frozen=True)
class Column:
    """A column that is stored (not computed) in a table."""

    name: str
    data_type: str
    is_needed: bool  # an INSERT must give it


@dataclass(frozen=True)
class Restored:
    """What a restore did: rows written, and batches that have to be landed again."""

    manifest: Manifest
    rows: int
    to_land_again: tuple[str, ...]


def back_up(path: Path, server: Server, settings: Settings, console: Console) -> Manifest:
    """Write a backup to ``path`` and read it back.

    It shows all tables as of one moment, also while a run is at work.

    Raises:
        UsageError: the folder cannot be written to.
        SkillgapError: there is no ledger yet, or the file could not be written whole.
    """
    with _snapshot(server, settings) as connection, new_backup(path) as backup:
        revision = _revision(server, settings)
        for database, name in _tables(connection, settings):
            schema = _schemas(settings)[database]
            columns = _columns(connection, schema, name)
            create = _create_statement(connection, schema, name) if database == "app" else None
            with console.progress(f"backing up {name}") as bar:
                entry = backup.add_table(
                    database,
                    name,
                    [column.name for column in columns],
                    _advancing(_stored_rows(connection, schema, name, columns), bar),
                    create,
                )
            console.say(f"  {schema}.{name:<40} {entry.rows:>9,} rows", rows=entry.rows)
        manifest = backup.finish(
            settings.prefix,
            datetime.now(UTC).isoformat(timespec="seconds"),
            f"{server.product} {server.version}",
            revision,
        )
    with open_backup(path) as written:
        written.check()
    return manifest


def restore(
    path: Path, server: Server, settings: Settings, console: Console, *, replace: bool = False
) -> Restored:
    """Put a backup back, in one transaction; call it under the run's locks, after migrating.

    The backup is read whole and compared with its manifest before anything is written.
    Batches whose landed rows are not here are retired, so that the next run lands them
    again; a run or a batch that was at work when the backup was made is taken as killed.

    Args:
        replace: empty the ledger and ``<prefix>_app`` first.

    Raises:
        DamagedBackup: the file is no whole backup.
        UsageError: it is another installation's, or the target is not empty.
        SkillgapError: a table does not fit, or the server refused; nothing was changed.
    """
    with open_backup(path) as backup:
        backup.check()
        manifest = backup.manifest
        _check_prefix(manifest, settings)
        with _writing(server, settings) as connection:
            present = set(_tables(connection, settings))
            if not replace:
                _check_empty(connection, present, settings)
            known_tables = {table for table in present if table[0] == "landing"}
            for entry in manifest.tables:
                _check_fits(connection, entry, known_tables, present, settings)
            for entry in manifest.tables:
                _create_if_missing(connection, entry, present, settings)
            here = _batches_whose_rows_are_here(connection)
            rows = _replace_all(connection, backup, present, settings, console)
            to_land_again = _settle(connection, here)
            connection.commit()
            discard_retired(connection)
    return Restored(manifest, rows, to_land_again)


def _schemas(settings: Settings) -> dict[str, str]:
    return {"landing": settings.databases.landing, "app": settings.databases.app}


@contextmanager
def _snapshot(server: Server, settings: Settings) -> Iterator[Connection]:
    """Open a connection that sees all tables as of one moment, and values as the server's text."""
    with server.engine("loader", settings.databases.landing).connect() as connection:
        raw = connection.connection.driver_connection
        with raw.cursor() as cursor:
            cursor.execute("set session transaction isolation level repeatable read")
            cursor.execute("start transaction with consistent snapshot, read only")
        raw.decoders = {}
        yield raw
        raw.rollback()


@contextmanager
def _writing(server: Server, settings: Settings) -> Iterator[Connection]:
    """Open a connection whose one transaction is undone if the block fails."""
    with server.engine("loader", settings.databases.landing).connect() as connection:
        raw = connection.connection.driver_connection
        try:
            with raw.cursor() as cursor:
                cursor.execute(
                    "set session foreign_key_checks = 0, "
                    "sql_mode = concat(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')"
                )
            yield raw
        except Error as error:
            raise SkillgapError(
                "the server refused a part of the backup",
                where=str(server.endpoint),
                found=str(error.args[-1]),
                state="nothing was restored; the tables hold what they held",
                advice="restore with the version of this project that made the backup",
            ) from error
        finally:
            if raw.open:
                raw.rollback()


def _revision(server: Server, settings: Settings) -> str:
    with server.engine("loader", settings.databases.landing).connect() as connection:
        revision = current_revision(connection)
    if revision is None:
        raise SkillgapError(
            "there is nothing to back up yet",
            where=f"database {settings.databases.landing}",
            found="no ledger: nothing was ever run here",
            state="nothing was written",
        )
    return revision


def _tables(connection: Connection, settings: Settings) -> list[tuple[str, str]]:
    """Return the tables that a backup is of: all of the app, and of landing those of the ledger."""
    found = []
    for database, schema in _schemas(settings).items():
        names = _values(
            connection,
            "select table_name from information_schema.tables "
            "where table_schema = %s and table_type = 'BASE TABLE' order by table_name",
            schema,
        )
        left_out = {REVISIONS}
        if database == "landing":  # what files and rules bring back
            left_out |= {
                *LANDING_TABLES,
                occupation_link_candidates.name,
                occupation_text_similarities.name,
                job_readings.name,
                job_text_skills.name,
                job_texts.name,
                job_title_candidates.name,
                job_title_matches.name,
                job_duplicates.name,
            }
        found += [(database, name) for name in names if name not in left_out]
    return found


def _columns(connection: Connection, schema: str, name: str) -> list[Column]:
    with connection.cursor(Cursor) as cursor:
        cursor.execute(
            "select column_name, data_type, "
            "is_nullable = 'NO' and column_default is null and extra not like %s "
            "from information_schema.columns "
            "where table_schema = %s and table_name = %s "
            "and coalesce(generation_expression, '') = '' order by ordinal_position",
            ("%auto_increment%", schema, name),
        )
        return [Column(name, kind.lower(), int(needed) == 1) for name, kind, needed in cursor]


def _create_statement(connection: Connection, schema: str, name: str) -> str:
    with connection.cursor(Cursor) as cursor:
        cursor.execute(f"show create table {_quoted(schema, name)}")
        return cursor.fetchone()[1]


def _stored_rows(
    connection: Connection, schema: str, name: str, columns: list[Column]
) -> Iterator[tuple[Value, ...]]:
    """Yield a table's rows in the order of its key, without holding them."""
    key = _values(
        connection,
        "select column_name from information_schema.statistics where table_schema = %s "
        "and table_name = %s and index_name = 'PRIMARY' order by seq_in_index",
        schema,
        name,
    )
    # The server says a FLOAT in six digits; as a DOUBLE it says all that it holds.
    selected = ", ".join(
        f"cast({_name(c.name)} as double)" if c.data_type == "float" else _name(c.name)
        for c in columns
    )
    order = f" order by {', '.join(map(_name, key))}" if key else ""
    with connection.cursor(SSCursor) as cursor:
        cursor.execute(f"select {selected} from {_quoted(schema, name)}{order}")  # noqa: S608
        yield from cursor


def _advancing(rows: Iterator[tuple[Value, ...]], bar) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        yield row
        bar.advance()


def _check_prefix(manifest: Manifest, settings: Settings) -> None:
    if manifest.prefix != settings.prefix:
        raise UsageError(
            "the backup is of another installation",
            found=f"prefix {manifest.prefix}",
            expected=f"prefix {settings.prefix}, as this installation has",
            state="nothing was restored",
            advice=f"SKILLGAP_PREFIX={manifest.prefix} names that installation",
        )


def _check_empty(connection: Connection, present: set[tuple[str, str]], settings: Settings) -> None:
    counts = {
        f"{schema}.{name}": _count(connection, schema, name)
        for database, name in sorted(present)
        for schema in (_schemas(settings)[database],)
    }
    if filled := {name: count for name, count in counts.items() if count}:
        raise UsageError(
            "there is something already where the backup would go",
            found="\n".join(f"{name}: {count:,} rows" for name, count in filled.items()),
            expected="an empty ledger and an empty app database",
            state="nothing was restored",
            advice="back this up first: ./run_pipeline.sh backup FILE\n"
            "then --replace empties these tables and restores",
        )


def _check_fits(
    connection: Connection,
    entry: TableEntry,
    ledger: set[tuple[str, str]],
    present: set[tuple[str, str]],
    settings: Settings,
) -> None:
    """Refuse a table whose rows the table here cannot take."""
    table = (entry.database, entry.name)
    if entry.database == "landing" and table not in ledger:
        problem = "this version of the project has no such table"
    elif entry.database not in _schemas(settings):
        problem = f"this version of the project has no database {entry.database!r}"
    elif table not in present:
        return  # it is created as the backup says
    else:
        columns = _columns(connection, _schemas(settings)[entry.database], entry.name)
        unknown = sorted(set(entry.columns) - {column.name for column in columns})
        lacking = sorted(
            column.name
            for column in columns
            if column.is_needed and column.name not in entry.columns
        )
        if not (unknown or lacking):
            return
        problem = "; ".join(
            f"{what}: {', '.join(names)}"
            for what, names in (("columns unknown here", unknown), ("not in the backup", lacking))
            if names
        )
    raise SkillgapError(
        f"the backup's table {entry.name} does not fit this version of the project",
        found=problem,
        state="nothing was restored",
        advice="restore with the version of this project that made the backup, then upgrade",
    )


def _create_if_missing(
    connection: Connection, entry: TableEntry, present: set[tuple[str, str]], settings: Settings
) -> None:
    if (entry.database, entry.name) in present or entry.create is None:
        return
    connection.select_db(_schemas(settings)[entry.database])
    with connection.cursor() as cursor:
        cursor.execute(entry.create)
    connection.select_db(settings.databases.landing)


def _replace_all(
    connection: Connection,
    backup: BackupFile,
    present: set[tuple[str, str]],
    settings: Settings,
    console: Console,
) -> int:
    """Empty every table and write the backup's rows; return how many."""
    total = 0
    with connection.cursor() as cursor:
        for database, name in sorted(present):
            cursor.execute(f"delete from {_quoted(_schemas(settings)[database], name)}")  # noqa: S608
        for entry in backup.manifest.tables:
            schema = _schemas(settings)[entry.database]
            names = ", ".join(map(_name, entry.columns))
            places = ", ".join(["%s"] * len(entry.columns))
            into = f"{_quoted(schema, entry.name)} ({names})".replace("%", "%%")
            insert = f"insert into {into} values ({places})"  # noqa: S608
            rows = backup.rows(entry)
            with console.progress(f"restoring {entry.name}", total=entry.rows) as bar:
                while portion := list(islice(rows, ROWS_AN_INSERT)):
                    cursor.executemany(insert, portion)
                    bar.advance(len(portion))
            found = _count(connection, schema, entry.name)
            if found != entry.rows:
                raise SkillgapError(
                    "the server did not store what was restored",
                    where=f"{schema}.{entry.name}",
                    found=f"{found:,} rows",
                    expected=f"{entry.rows:,} rows",
                    state="nothing was restored",
                )
            total += found
            console.say(f"  {schema}.{entry.name:<40} {found:>9,} rows", rows=found)
    return total


def _batches_whose_rows_are_here(connection: Connection) -> set[tuple[int, str]]:
    """Return ``(id, checksum)`` of the batches that staging reads and that are here whole.

    A batch of the same number and of another checksum is another delivery.
    """
    whole = set()
    with connection.cursor(Cursor) as cursor:
        cursor.execute("select batch_id, checksum from batches where status in ('landed', 'ready')")
        for batch_id, checksum in cursor.fetchall():
            cursor.execute(
                "select table_name, source_file, rows_landed from deliveries where batch_id = %s",
                (batch_id,),
            )
            files = cursor.fetchall()
            if all(
                table in LANDING_TABLES and _landed(cursor, table, batch_id, file) == rows
                for table, file, rows in files
            ):
                whole.add((batch_id, checksum))
    return whole


def _landed(cursor: Cursor, table: str, batch_id: int, source_file: str) -> int:
    cursor.execute(
        f"select count(*) from {_name(table)} where batch_id = %s and source_file = %s",  # noqa: S608
        (batch_id, source_file),
    )
    return cursor.fetchone()[0]


def _settle(connection: Connection, here: set[tuple[int, str]]) -> tuple[str, ...]:
    """Bring the restored ledger in line with what is landed here; return what is to land again."""
    to_land_again = []
    with connection.cursor(Cursor) as cursor:
        cursor.execute(
            "update runs set status = 'killed', ended_at = utc_timestamp(6), "
            "message = 'it was at work when the backup was made' where status = 'running'"
        )
        cursor.execute(
            "update batches set status = 'refused', "
            "message = 'it was loading when the backup was made' where status = 'loading'"
        )
        cursor.execute(
            "select batch_id, checksum, source, release_name from batches "
            "where status in ('landed', 'ready') order by batch_id"
        )
        for batch_id, checksum, source, release_name in cursor.fetchall():
            if (batch_id, checksum) not in here:
                cursor.execute(
                    "update batches set status = 'retired', retired_at = utc_timestamp(6), "
                    "message = %s where batch_id = %s",
                    (GONE, batch_id),
                )
                to_land_again.append(f"{source} {release_name}")
    return tuple(to_land_again)


def _values(connection: Connection, query: str, *values: object) -> list[str]:
    with connection.cursor(Cursor) as cursor:
        cursor.execute(query, values or None)
        return [value for (value,) in cursor.fetchall()]


def _count(connection: Connection, schema: str, name: str) -> int:
    return int(_values(connection, f"select count(*) from {_quoted(schema, name)}")[0])  # noqa: S608


def _name(name: str) -> str:
    """Quote a column or table whose name came out of a database or a backup."""
    return "`" + name.replace("`", "``") + "`"


def _quoted(schema: str, name: str) -> str:
    return f"{_name(schema)}.{_name(name)}"
