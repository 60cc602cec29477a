"""How long a month of listings takes to be told apart and matched to every taxonomy.

    .venv/bin/python -m benchmarks.job_night [LISTINGS]

The month is made up (``benchmarks.job_month``, seeded); the labels are those of the taxonomies that
landed in this installation. Nothing is written.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter

from benchmarks.job_month import month
from match.duplicates import find_postings
from match.vacancies.index import LabelIndex
from match.vacancies.matcher import Matcher
from match.vacancies.taxonomy import ListedTitle
from pipeline.console import Console
from pipeline.job_labels import label_deliveries, occupation_labels
from pipeline.ledger import ready_batches
from pipeline.server import find_or_start
from pipeline.settings import read_settings


def measure(count: int) -> None:
    """Print the seconds of each step over ``count`` listings, and the memory at most."""
    settings = read_settings()
    server = find_or_start(settings, Console())
    engine = server.engine("loader", settings.databases.landing)
    listings = [made.listing for made in month(count)]
    titles = [ListedTitle(each.title, each.employer, each.place) for each in listings]
    begun = started = time.perf_counter()
    members = find_postings(listings)
    postings = len({member.canonical for member in members})
    print(
        f"{'duplicates':12}{time.perf_counter() - started:>7.1f} s  "
        f"{len(listings):,} listings are {postings:,} postings"
    )
    for delivery in label_deliveries(ready_batches(engine), None, None, ()):
        started = time.perf_counter()
        with engine.connect() as connection:
            labels = list(occupation_labels(connection, delivery))
        levels = Counter(str(match.level) for match in Matcher(LabelIndex(labels)).match(titles))
        shares = ", ".join(f"{level} {n / len(titles):.0%}" for level, n in levels.most_common())
        print(
            f"{delivery.taxonomy!s:12}{time.perf_counter() - started:>7.1f} s  "
            f"{delivery.batch.release_name}, {len(labels):,} labels: {shares}"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'in all':12}{time.perf_counter() - begun:>7.1f} s  {peak:,.0f} MiB at most")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
