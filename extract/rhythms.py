"""How often each source is expected to bring something new.

Kept here, beside the contracts, and not as dbt's ``freshness``: a source's age is that of
its release, which the ledger knows and no column of a landing table does, and ``status``
and ``doctor`` must be able to tell it without a run of dbt. A test holds that every source
with a contract has a rhythm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Rhythm:
    """When a source is late.

    Args:
        longest_pause: the longest time that usually lies between two releases.
        grace: what may be added before somebody should look.
        description: the rhythm in words.
        advice: what to do when the source is late.
    """

    longest_pause: timedelta
    grace: timedelta
    description: str
    advice: str


RHYTHMS = {
    "onet": Rhythm(
        longest_pause=timedelta(days=123),
        grace=timedelta(days=31),
        description="four releases a year, four months apart at most",
        advice="look for the newest release at the O*NET Resource Center, "
        "then ./run_pipeline.sh run --onet NAME",
    ),
}
