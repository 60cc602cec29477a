"""Every line of every file is landed or quarantined, and every landed row staged or rejected."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

from benchmarks.recomputed.table import Differences

PREFIXES = {"crosswalks": "crosswalk"}  # of landing tables, where it is not the source's name


def reconcile(
    connection: Connection,
    databases: Mapping[str, str],
    source: str,
    release_name: str,
    lines: Mapping[str, int],
) -> Differences:
    """Add up what became of each file of a release.

    Args:
        connection: of an account that reads landing tables and the build.
        databases: names of the databases ``landing`` and ``build``.
        source: for example ``onet``.
        release_name: for example ``30.3``.
        lines: rows of each file, counted on the files.
    """
    found = Differences(f"lines of {source} {release_name}", compared=sum(lines.values()))
    landing, build = databases["landing"], databases["build"]
    batch = connection.execute(
        text(
            f"select max(batch_id) from `{landing}`.batches where source = :source "  # noqa: S608
            "and release_name = :release and status in ('landed', 'ready')"
        ),
        {"source": source, "release": release_name},
    ).scalar()
    rows = connection.execute(
        text(
            "select source_file, table_name, rows_read, rows_landed, rows_quarantined "  # noqa: S608
            f"from `{landing}`.deliveries where batch_id = :batch"
        ),
        {"batch": batch},
    ).all()
    for name in sorted(lines.keys() - {row.source_file for row in rows}):
        found.add(f"{name} is in the folder and not in the ledger")
    for row in rows:
        count = _Count(connection, batch, row.source_file)
        prefix = PREFIXES.get(source, source)
        model = f"stg_{source}__" + row.table_name.removeprefix(f"{prefix}_")
        counts = {
            "lines in the file": lines.get(row.source_file),
            "read": row.rows_read,
            "landed and quarantined": row.rows_landed + row.rows_quarantined,
            "in landing and quarantine": count.of(landing, row.table_name)
            + count.of(landing, "quarantine"),
            "staged, rejected and quarantined": count.of(build, model)
            + count.of(build, f"{model}_rejected")
            + row.rows_quarantined,
        }
        if len(set(counts.values())) != 1:
            words = ", ".join(f"{what} {n}" for what, n in counts.items())
            found.add(f"{row.source_file}: {words}")
    return found


class _Count:
    """Counts what tables hold of one file of a batch."""

    def __init__(self, connection: Connection, batch: int | None, file: str) -> None:
        self._connection = connection
        self._values = {"batch": batch, "file": file}

    def of(self, database: str, table: str) -> int:
        query = (
            f"select count(*) from `{database}`.`{table}` "  # noqa: S608
            "where batch_id = :batch and source_file = :file"
        )
        return self._connection.execute(text(query), self._values).scalar_one()
