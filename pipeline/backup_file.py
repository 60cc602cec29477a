"""The form of a backup: a zip with one JSON-lines file a table, and a manifest.

A line is one row, a list of values in the order of the manifest's columns. A value is
the text in which the server says it, null, or ``{"base64": …}`` for bytes that are no
text; so decimals, moments and doubles come back as exactly what they were. The manifest
is written last: a file without one is not a whole backup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import SkillgapError, UsageError

FORM = "skillgap backup, form 1"
MANIFEST = "manifest.json"

Value = str | bytes | None


class DamagedBackup(SkillgapError):
    """A file that is no whole backup of this project."""


@dataclass(frozen=True)
class TableEntry:
    """One table of a backup.

    Args:
        database: ``landing`` or ``app``, whatever the prefix.
        name: the table.
        columns: in the order of each row's values.
        rows: how many.
        sha256: of the table's file in the zip, unpacked.
        create: the statement that makes it; None for a table of the ledger, which
            migrations make.
    """

    database: str
    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str
    create: str | None

    @property
    def member(self) -> str:
        """The file's name in the zip."""
        return f"{self.database}/{self.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, and of what; ``made_at`` is UTC, ``revision`` that of the tables."""

    prefix: str
    made_at: str
    server: str
    revision: str
    tables: tuple[TableEntry, ...]


class BackupWriter:
    """Writes tables one after the other; see :func:`new_backup`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries: list[TableEntry] = []

    def add_table(
        self,
        database: str,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Value]],
        create: str | None,
    ) -> TableEntry:
        """Write all ``rows`` as they come; none is kept in memory."""
        digest, count = hashlib.sha256(), 0
        member = TableEntry(database, name, (), 0, "", None).member
        with self._archive.open(member, "w", force_zip64=True) as stream:
            for row in rows:
                values = [_written(value) for value in row]
                line = (json.dumps(values, ensure_ascii=False) + "\n").encode()
                digest.update(line)
                stream.write(line)
                count += 1
        entry = TableEntry(database, name, tuple(columns), count, digest.hexdigest(), create)
        self._entries.append(entry)
        return entry

    def finish(self, prefix: str, made_at: str, server: str, revision: str) -> Manifest:
        """Write the manifest."""
        manifest = Manifest(prefix, made_at, server, revision, tuple(self._entries))
        text = json.dumps({"form": FORM, **asdict(manifest)}, indent=1)
        self._archive.writestr(MANIFEST, text)
        return manifest


@contextmanager
def new_backup(path: Path) -> Iterator[BackupWriter]:
    """Write a backup to ``path``, readable by its owner alone: whole or not at all.

    Raises:
        UsageError: the folder is missing or cannot be written to.
        SkillgapError: the disk is full, or fails.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(
            "the backup cannot be written there",
            where=str(path.absolute().parent),
            found=error.strerror,
            state="nothing was written",
        ) from error
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield BackupWriter(archive)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        folder = os.open(path.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise SkillgapError(
            "the backup could not be written",
            where=str(path.absolute()),
            found=error.strerror or str(error),
            state="there is no new backup; an older file of this name is as it was",
            advice="free some space, or name another folder",
        ) from error
    finally:
        part.unlink(missing_ok=True)


class BackupFile:
    """A backup that was opened for reading; see :func:`open_backup`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._archive = archive

    def check(self) -> None:
        """Read everything and compare it with the manifest.

        Raises:
            DamagedBackup: a table's checksum or number of rows differs.
        """
        for entry in self.manifest.tables:
            digest, rows = hashlib.sha256(), 0
            try:
                with self._archive.open(entry.member) as stream:
                    for line in stream:
                        digest.update(line)
                        rows += 1
            except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
                raise self._damaged(entry, str(error)) from error
            if (digest.hexdigest(), rows) != (entry.sha256, entry.rows):
                raise self._damaged(entry, f"{rows:,} rows, sha256 {digest.hexdigest()}")

    def rows(self, entry: TableEntry) -> Iterator[list[Value]]:
        """Yield the rows of a table; call :meth:`check` first."""
        with self._archive.open(entry.member) as stream:
            for line in stream:
                yield [_read(value) for value in json.loads(line)]

    def _damaged(self, entry: TableEntry, found: str) -> DamagedBackup:
        return DamagedBackup(
            "the backup is damaged",
            where=f"{self.path}, {entry.member}",
            found=found,
            expected=f"{entry.rows:,} rows, sha256 {entry.sha256}",
            state="nothing was restored",
            advice="use another backup",
        )


@contextmanager
def open_backup(path: Path) -> Iterator[BackupFile]:
    """Open a backup and read its manifest.

    Raises:
        UsageError: there is no such file.
        DamagedBackup: it is no backup, cut off, or of a form that this version cannot read.
    """
    try:
        archive = zipfile.ZipFile(path)
    except OSError as error:
        raise UsageError(
            "the backup cannot be opened", where=str(path), found=error.strerror
        ) from error
    except zipfile.BadZipFile as error:
        raise _no_backup(path, str(error)) from error
    with archive:
        yield BackupFile(path, archive, _manifest(path, archive))


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        known = json.loads(archive.read(MANIFEST))
        form = known.pop("form")
        if form != FORM:
            raise _no_backup(path, f"form {form!r}")
        tables = tuple(
            TableEntry(**{**table, "columns": tuple(table["columns"])})
            for table in known.pop("tables")
        )
        return Manifest(tables=tables, **known)
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise _no_backup(path, f"{type(error).__name__}: {error}") from error


def _no_backup(path: Path, found: str) -> DamagedBackup:
    return DamagedBackup(
        "this file is no whole backup of this project",
        where=str(path),
        found=found,
        expected=f"a zip with {MANIFEST} of {FORM!r}",
        state="nothing was restored",
        advice="name a file that ./run_pipeline.sh backup wrote",
    )


def _written(value: Value) -> object:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value


def _read(value: object) -> Value:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value
