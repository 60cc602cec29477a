"""How often each source is expected to bring something new, if that can be said.

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
        longest_pause: the longest time that usually lies between two releases; None if they come
            without a rhythm, so that the source is never late.
        grace: what may be added before somebody should look.
        description: the rhythm in words.
        advice: what to do when the source is late.
    """

    longest_pause: timedelta | None
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
    "onet_api": Rhythm(  # what it gave when it was last asked; it holds one release at a time
        longest_pause=timedelta(days=123),
        grace=timedelta(days=31),
        description="O*NET's releases: four a year, four months apart at most",
        advice="with credentials (docs/operations.md) each run asks it: ./run_pipeline.sh run",
    ),
    "esco": Rhythm(  # 1.0 July 2017, 1.1 January 2022, 1.1.1 September 2022, 1.2 May 2024
        longest_pause=timedelta(days=3 * 365),
        grace=timedelta(days=365),
        description="a version every two to three years",
        advice="look for the newest version on the portal of ESCO, "
        "then ./run_pipeline.sh run --source esco --path FOLDER",
    ),
    "kesco": Rhythm(  # KNOCS 2000, KeSCO 2022
        longest_pause=None,
        grace=timedelta(0),
        description="an edition in a decade or two",
        advice="get the table of KeSCO from its office, "
        "then ./run_pipeline.sh run --source kesco --path FILE",
    ),
    "crosswalks": Rhythm(
        longest_pause=None,
        grace=timedelta(0),
        description="one for each pair of versions, and then no more",
        advice="get the crosswalks, then ./run_pipeline.sh run --source crosswalks --path FOLDER",
    ),
    "labour_market": Rhythm(
        longest_pause=None,
        grace=timedelta(0),
        description="whenever an office has new figures",
        advice="write figures in the form that docs/operations.md shows, "
        "then ./run_pipeline.sh run --source labour_market --path FOLDER",
    ),
    "jobs": Rhythm(
        longest_pause=timedelta(days=1),
        grace=timedelta(days=1),
        description="a visit of each board a day",
        advice="look at analyses/board_health.sql, then ./run_pipeline.sh jobs --board NAME",
    ),
    "app": Rhythm(
        longest_pause=None,
        grace=timedelta(0),
        description="whenever somebody writes through the API",
        advice="what is written through the API lands with the next ./run_pipeline.sh run",
    ),
    "language_model": Rhythm(
        longest_pause=None,
        grace=timedelta(0),
        description="whenever somebody asks for levels",
        advice="with a key (docs/explanations.md): ./run_pipeline.sh assess-levels CODE",
    ),
}
