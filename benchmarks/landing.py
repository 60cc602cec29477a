"""Compare landing with raw ``LOAD DATA`` of the same files, in turn, in one run.

    .venv/bin/python -m benchmarks.landing DIR

DIR holds an O*NET release; the tables are of an installation of its own, dropped at the end.
Every file is loaded three times by each way, into a table of the same columns; printed are the
rows per second over all files and the ratio, round by round.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from pymysql.connections import Connection

from benchmarks.installation import thrown_away
from extract.delivery import SourceFile
from extract.onet.text_files import find_delivery
from load.landing import land
from pipeline import databases
from pipeline.console import Console
from pipeline.errors import SkillgapError

ROUNDS = 3
BATCH = 4_000_000_000  # no real batch has this number
EXPECTED_RATIO = 0.7
TAB_SEPARATED = "fields terminated by '\\t' escaped by '' lines terminated by '\\r\\n'"


def main(folder: Path) -> None:
    """Print the comparison as a table."""
    console = Console()
    files = find_delivery(folder).files
    rows = []
    with ExitStack() as stack:
        server, settings = stack.enter_context(thrown_away(console))
        databases.migrate(server, settings)
        loader = server.engine("loader", settings.databases.landing)
        raw = stack.enter_context(loader.connect()).connection.driver_connection
        for number in range(1, ROUNDS + 1):
            loaded = alone = ours = 0.0
            with console.progress(f"round {number} of {ROUNDS}", len(files), "files") as bar:
                for file in files:
                    count, seconds = load_raw(raw, file, TAB_SEPARATED, file.column_names)
                    loaded, alone = loaded + count, alone + seconds
                    ours += land_once(raw, file)
                    bar.advance()
            rows.append((number, int(loaded / alone), int(loaded / ours), round(alone / ours, 2)))
    console.table(
        ("round", "LOAD DATA rows/s", "landing rows/s", "ratio"),
        rows,
        title=f"{len(files)} files, {int(loaded):,} rows, each file in turn",
    )
    ratio = statistics.median(row[3] for row in rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.say(
        f"median ratio {ratio:.2f} ({EXPECTED_RATIO} or more is expected); "
        f"peak memory {peak:.0f} MB"
    )


def load_raw(
    raw: Connection, file: SourceFile, form: str, columns: Sequence[str | None], lines: int = 1
) -> tuple[int, float]:
    """Load a file as it lies there, into a table of the same columns.

    Args:
        raw: a connection to the landing database.
        file: the recognised file.
        form: how fields and lines end, in the words of LOAD DATA.
        columns: for each field of a line, the landing column it goes into; None for none.
        lines: of the header.

    Returns:
        The rows loaded, and the seconds it took.
    """
    fields = ", ".join(f"`{name}`" if name else "@unused" for name in columns)
    with raw.cursor() as cursor:
        cursor.execute("drop table if exists benchmark_raw")
        cursor.execute(f"create table benchmark_raw like `{file.contract.table}`")
        cursor.execute(
            "alter table benchmark_raw drop primary key, drop column batch_id, "
            "drop column source_file, drop column source_line, "
            "add id int auto_increment primary key"
        )
        started = time.monotonic()
        cursor.execute(
            f"load data local infile %s into table benchmark_raw {form} "
            f"ignore {lines} lines ({fields})",
            (str(file.path),),
        )
        raw.commit()
        seconds = time.monotonic() - started
        rows = cursor.rowcount
        cursor.execute("drop table benchmark_raw")
    return rows, seconds


def land_once(raw: Connection, file: SourceFile) -> float:
    """Land the file as a run does, and take it out again; return the seconds of landing."""
    started = time.monotonic()
    land(raw, file, BATCH)
    raw.commit()
    seconds = time.monotonic() - started
    with raw.cursor() as cursor:
        cursor.execute(
            f"delete from `{file.contract.table}` where batch_id = %s",  # noqa: S608
            (BATCH,),
        )
    raw.commit()
    return seconds


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]))
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
