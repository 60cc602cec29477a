"""Readers of the real marts through ten publishes: no error, never two sets mixed."""

from __future__ import annotations

import threading
from dataclasses import replace

from sqlalchemy import text

from pipeline.console import Console
from pipeline.mart_set import MartSet
from pipeline.publish import publish
from pipeline.run import Request, run
from tests.release import copy_sample, sample_rows

READERS = 4
PUBLISHES = 10

# Each statement reads two relations of one set and returns what makes them disagree.
QUERIES = (
    # the levels a set shows belong to the release it says it is
    "select count(*) from occupation_levels as levels "
    "cross join published_releases as releases "
    "where releases.source = 'onet' "
    "and levels.occupation_code = '19-2031.00' and levels.element_id = '2.A.1.a' "
    "and levels.level <> case releases.release_name "
    "when '30.1' then 1.00 when '30.2' then 2.00 when '30.3' then 3.00 end",
    # the view reads the same levels as the table
    "select count(*) from skill_gaps as gaps "
    "inner join occupation_levels as levels "
    "on gaps.from_code = levels.occupation_code and gaps.element_id = levels.element_id "
    "where gaps.from_code = '19-2031.00' and gaps.to_code = '15-1252.00' "
    "and gaps.from_level <> levels.level",
)


def release_with_level(folder, release_name: str, month: str, level: str):
    """Write the sample as a release in which one level of the chemists tells the releases apart."""
    rows = sample_rows("Essential Skills.txt")
    for row in rows:
        if (row[0], row[1], row[3]) == ("19-2031.00", "2.A.1.a", "LV"):
            row[4] = level
    return copy_sample(folder, release_name, month, changed={"Essential Skills.txt": rows})


class Reader(threading.Thread):
    """Polls the published relations until told to stop."""

    def __init__(self, engine, query: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.engine, self.query, self.stop = engine, query, stop
        self.reads, self.mixed, self.errors = 0, 0, []

    def run(self) -> None:
        try:
            with self.engine.connect() as connection:
                while not self.stop.is_set():
                    self.mixed += connection.scalar(text(self.query))
                    self.reads += 1
        except Exception as error:
            self.errors.append(str(error))


def test_readers_of_levels_and_gaps_see_whole_sets_through_ten_publishes(
    new_installation, tmp_path
):
    """Three built sets rotate through build, live and previous; each is published in turn."""
    installation = new_installation()
    settings, server = installation.settings, installation.server
    for name, month, level in (
        ("30.1", "December 2025", "1.00"),
        ("30.2", "February 2026", "2.00"),
        ("30.3", "May 2026", "3.00"),
    ):
        folder = release_with_level(tmp_path / name, name, month, level)
        run(settings, Request((folder,)), Console())
    built = MartSet.last_built(settings)

    stop = threading.Event()
    readers = [
        Reader(server.engine("reader", settings.databases.published), QUERIES[n % 2], stop)
        for n in range(READERS)
    ]
    for reader in readers:
        reader.start()
    seen = []
    try:
        for _ in range(PUBLISHES):
            with server.engine("admin", settings.databases.build).connect() as connection:
                waiting = connection.scalar(text("select invocation_id from publication"))
            publish(replace(built, invocation_id=waiting), server, settings, 1, Console())
            seen.append(waiting)
    finally:
        stop.set()
        for reader in readers:
            reader.join(timeout=30)

    assert len(set(seen)) == 3
    assert [reader.errors for reader in readers] == [[]] * READERS
    assert [reader.mixed for reader in readers] == [0] * READERS
    assert min(reader.reads for reader in readers) > PUBLISHES
