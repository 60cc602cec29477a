"""Time a full run by step, its slowest models, an unchanged run, and the gap of one pair.

    .venv/bin/python -m benchmarks.full_run DIR

DIR holds an O*NET release. It is landed, built and published in databases of its own on our
private server (prefix ``sgbench``), which are dropped at the end.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from pathlib import Path

from sqlalchemy import text

from benchmarks.installation import thrown_away
from gaps.analyses import CompiledAnalyses
from gaps.read import gap
from pipeline.build_history import node_durations
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.run import Request, Summary, run
from pipeline.server import Server
from pipeline.settings import Settings

SLOWEST = 8
PAIRS = 200
SEED = 20260501


def main(folder: Path) -> None:
    """Run the benchmark and print its figures."""
    console = Console()
    request = Request(onet_folders=(folder,))
    with thrown_away(console) as (server, settings):
        first, first_seconds = _timed(settings, request, console)
        slowest = node_durations(server.engine("loader", settings.databases.landing), SLOWEST)
        again, again_seconds = _timed(settings, request, console)
        view, whole = _latency(server, settings)
    rows = [(f"full run: {step}", seconds) for step, seconds in first.seconds.items()]
    rows += [("full run", first_seconds), (f"second run ({again.status})", again_seconds)]
    rows += [(f"slowest: {node.name}", node.seconds) for node in slowest]
    console.table(("step", "seconds"), rows, title=str(folder.name))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.say(f"peak memory {peak:.0f} MB")
    console.say(
        f"gap of one pair, median of {PAIRS}: view {view * 1000:.1f} ms, "
        f"whole answer with header and words {whole * 1000:.1f} ms"
    )


def _timed(settings: Settings, request: Request, console: Console) -> tuple[Summary, float]:
    started = time.monotonic()
    summary = run(settings, request, console)
    return summary, time.monotonic() - started


def _latency(server: Server, settings: Settings) -> tuple[float, float]:
    """Return the median seconds of the view and of a whole answer over random pairs."""
    analyses = CompiledAnalyses(analyses_folder(settings))
    view, whole = [], []
    with server.engine("reader", settings.databases.published).connect() as connection:
        codes = connection.scalars(
            text("select occupation_code from occupations where skill_status = 'rated'")
        ).all()
        chance = random.Random(SEED)
        for _ in range(PAIRS):
            source, target = chance.sample(codes, 2)
            started = time.monotonic()
            connection.execute(
                text(
                    "select * from skill_gaps where from_code = :source and to_code = :target "
                    "and domain = 'skill'"
                ),
                {"source": source, "target": target},
            ).all()
            view.append(time.monotonic() - started)
            started = time.monotonic()
            gap(connection, analyses, source, target)
            whole.append(time.monotonic() - started)
    return statistics.median(view), statistics.median(whole)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]))
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
