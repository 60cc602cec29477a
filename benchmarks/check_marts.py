"""Make the published tables anew from the source files in plain Python, and compare every row.

    .venv/bin/python -m benchmarks.check_marts --onet DIR [--onet DIR] [--esco DIR] [--kesco DIR]

--onet   a folder of a full O*NET release; several go from the oldest to the newest, and the tables
         are compared after each, with what changed since the ones before
--esco   a folder of the Commission's CSV files of one version of ESCO in one language
--kesco  a folder with KeSCO's titles and codes as CSV
--pairs  pairs of rated occupations whose gaps are compared row by row (1,000)
--seed   of the choice of pairs

Databases of its own are made on our private server (prefix ``sgbench``), filled by real runs, and
dropped at the end. With ``--published`` what is published already is compared instead, and nothing
is run: name the folder of the release that is published. The exit code is 1 on any difference; the
first ones of each table are named.

The other side is in ``benchmarks/recomputed``: it shares nothing with the readers, the loader and
the models.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from benchmarks.installation import thrown_away
from benchmarks.recomputed.esco_marts import esco_marts, read_esco
from benchmarks.recomputed.gaps import gaps_of_pairs
from benchmarks.recomputed.kesco_marts import kesco_marts, read_kesco
from benchmarks.recomputed.onet_files import OnetRelease, read_release
from benchmarks.recomputed.onet_marts import onet_marts
from benchmarks.recomputed.reconciliation import reconcile
from benchmarks.recomputed.release_changes import change_marts
from benchmarks.recomputed.table import Differences, Expected, compare
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.run import Request, run
from pipeline.server import Server, find_or_start
from pipeline.settings import Settings, read_settings

PAIRS = 1_000
SEED = 20260501


def check_onet(
    connection: Connection,
    databases: Mapping[str, str],
    release: OnetRelease,
    pairs: int = PAIRS,
    seed: int = SEED,
) -> list[Differences]:
    """Compare every table of O*NET, the gaps of random pairs, and what became of each line.

    Args:
        connection: to the published tables, of an account that also reads landing and build.
        databases: names of the databases ``landing`` and ``build``.
        release: what the published tables must hold.
        pairs, seed: of the gaps.
    """
    marts = onet_marts(release)
    levels = next(mart.rows for mart in marts if mart.name == "occupation_levels")
    return [
        reconcile(
            connection,
            databases,
            "onet",
            release.name,
            {file.name: len(file.lines) for file in release.files},
        ),
        *(compare(connection, mart) for mart in marts),
        in_one(
            f"skill_gaps of {pairs:,} pairs",
            (compare(connection, mart) for mart in gaps_of_pairs(levels, pairs, seed)),
        ),
    ]


def check_changes(
    connection: Connection, older: OnetRelease, newer: OnetRelease
) -> list[Differences]:
    """Compare what the published tables say of two landed releases: what changed, and how much."""
    return [compare(connection, mart) for mart in change_marts(older, newer)]


def check_taxonomy(
    connection: Connection,
    databases: Mapping[str, str],
    source: str,
    release_name: str,
    lines: Mapping[str, int],
    marts: Iterable[Expected],
) -> list[Differences]:
    """Compare tables of ESCO or KeSCO, and what became of each line."""
    return [
        reconcile(connection, databases, source, release_name, lines),
        *(compare(connection, mart) for mart in marts),
    ]


def in_one(name: str, parts: Iterable[Differences]) -> Differences:
    """Add up differences of one table that was compared in parts."""
    found = Differences(name)
    for part in parts:
        found.compared += part.compared
        for what in part.first:
            found.add(what)
        found.count += part.count - len(part.first)
    return found


def show(console: Console, title: str, compared: Sequence[Differences]) -> int:
    """Print a line a table and the first differences; return how many there are."""
    console.table(
        ("table", "rows compared", "differences"),
        [(each.name, f"{each.compared:,}", f"{each.count:,}") for each in compared],
        title=title,
    )
    for each in compared:
        for what in each.first:
            console.say(f"{each.name}: {what}")
    return sum(each.count for each in compared)


def main(arguments: list[str] | None = None) -> int:
    """Run, compare, print, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.check_marts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--onet", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--esco", type=Path, metavar="DIR")
    parser.add_argument("--kesco", type=Path, metavar="DIR")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--published", action="store_true", help="compare what is published")
    asked = parser.parse_args(arguments)
    if asked.published and len(asked.onet) > 1:
        parser.error("--published compares with the one release that is published")
    console = Console()
    if asked.published:
        settings = read_settings()
        different = _check(
            console, find_or_start(settings, console), settings, asked, asked.onet[0]
        )
    else:
        different = _run_and_check(console, asked)
    console.say("every row as the files say" if not different else f"{different:,} differences")
    return 1 if different else 0


def _run_and_check(console: Console, asked: argparse.Namespace) -> int:
    places = {
        source: (place,)
        for source, place in (("esco", asked.esco), ("kesco", asked.kesco))
        if place
    }
    different = 0
    with thrown_away(console) as (server, settings):
        for place, folder in enumerate(asked.onet):
            run(settings, Request(onet_folders=(folder,), source_places=places), console)
            different += _check(console, server, settings, asked, folder)
            different += _check_changes(console, server, settings, asked.onet[:place], folder)
    return different


def _check_changes(
    console: Console,
    server: Server,
    settings: Settings,
    olders: Sequence[Path],
    folder: Path,
) -> int:
    different, newer = 0, read_release(folder)
    database = settings.databases.published
    with server.engine("builder", database, autocommit=True).connect() as connection:
        for place in olders:
            older = read_release(place)
            found = check_changes(connection, older, newer)
            different += show(console, f"O*NET {older.name} to {newer.name}", found)
    return different


def _check(
    console: Console, server: Server, settings: Settings, asked: argparse.Namespace, folder: Path
) -> int:
    names = settings.databases
    databases = {"landing": names.landing, "build": names.build}
    release = read_release(folder)
    with server.engine("builder", names.published, autocommit=True).connect() as connection:
        different = show(
            console,
            f"O*NET {release.name}",
            check_onet(connection, databases, release, asked.pairs, asked.seed),
        )
        if asked.esco:
            esco = read_esco(asked.esco)
            found = check_taxonomy(
                connection, databases, "esco", esco.model, esco.lines, esco_marts(esco)
            )
            different += show(console, esco.model, found)
        if asked.kesco:
            kesco = read_kesco(asked.kesco)
            found = check_taxonomy(
                connection, databases, "kesco", kesco.edition, kesco.lines, kesco_marts(kesco)
            )
            different += show(console, kesco.edition, found)
    return different


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
