"""Compare landing with raw ``LOAD DATA`` of the same file, in turn, in one run.

    .venv/bin/python -m benchmarks.landing DIR

DIR holds an O*NET release. The largest rating file is loaded five times by each way into a table
of its own; printed are rows per second and the ratio pair by pair.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from pathlib import Path

from extract.onet.text_files import find_delivery
from load.landing import land
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.server import find_or_start
from pipeline.settings import read_settings

ROUNDS = 5
BATCH = 4_000_000_000  # no real batch has this number


def main(folder: Path) -> None:
    """Print the comparison as a table."""
    settings, console = read_settings(), Console()
    server = find_or_start(settings, console)
    ratings = [f for f in find_delivery(folder).files if f.contract.table == "onet_ratings"]
    file = max(ratings, key=lambda file: file.size)
    columns = ", ".join(f"`{name}`" for name in file.column_names)
    with server.engine("loader", settings.databases.landing).connect() as connection:
        raw = connection.connection.driver_connection
        with raw.cursor() as cursor:
            cursor.execute("drop table if exists benchmark_raw")
            cursor.execute("create table benchmark_raw like onet_ratings")
            cursor.execute(
                "alter table benchmark_raw drop primary key, drop column batch_id, "
                "drop column source_file, drop column source_line, "
                "add id int auto_increment primary key"
            )
            rows = []
            for number in range(1, ROUNDS + 1):
                started = time.monotonic()
                cursor.execute(
                    f"load data local infile %s into table benchmark_raw "
                    f"fields terminated by '\\t' escaped by '' lines terminated by '\\r\\n' "
                    f"ignore 1 lines ({columns})",
                    (str(file.path),),
                )
                raw.commit()
                alone = time.monotonic() - started
                loaded = cursor.rowcount
                cursor.execute("truncate table benchmark_raw")
                started = time.monotonic()
                landed = land(raw, file, BATCH)
                raw.commit()
                ours = time.monotonic() - started
                cursor.execute("delete from onet_ratings where batch_id = %s", (BATCH,))
                raw.commit()
                rows.append(
                    (
                        number,
                        int(loaded / alone),
                        int(landed.rows_landed / ours),
                        round(alone / ours, 2),
                    )
                )
            cursor.execute("drop table benchmark_raw")
    console.table(
        ("round", "LOAD DATA rows/s", "landing rows/s", "ratio"),
        rows,
        title=f"{file.name}, {landed.rows_landed:,} rows, in turn",
    )
    ratio = statistics.median(row[3] for row in rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.say(f"median ratio {ratio:.2f} (0.5 or more is expected); peak memory {peak:.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]))
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
