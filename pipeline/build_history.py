"""How long models, tests and steps took, build by build, and what failed in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Engine, func, select

from load.tables import dbt_results, run_steps, runs

BUILDS_COMPARED = 30
GOOD = ("success", "pass", "warn")


@dataclass(frozen=True)
class Duration:
    """Seconds of one model, test or step: the last time, and the median of the times before.

    ``times`` is how many of them there were; ``usual`` is None if there were none.
    """

    name: str
    kind: str
    seconds: float
    usual: float | None
    times: int

    @property
    def ratio(self) -> float | None:
        """The last time as a multiple of the usual one."""
        return self.seconds / self.usual if self.usual else None


@dataclass(frozen=True)
class FailedNode:
    """A model or test that failed in a build; ``failures`` are rows that the test returned."""

    run_id: int
    started_at: datetime
    kind: str
    name: str
    failures: int | None
    message: str


def node_durations(engine: Engine, limit: int) -> list[Duration]:
    """Return the slowest models and tests of the newest build, slowest first."""
    with engine.connect() as connection:
        builds = connection.scalars(
            select(dbt_results.c.invocation_id)
            .group_by(dbt_results.c.invocation_id)
            .order_by(func.max(dbt_results.c.run_id).desc())
            .limit(BUILDS_COMPARED + 1)
        ).all()
        rows = connection.execute(
            select(
                dbt_results.c.invocation_id,
                dbt_results.c.node,
                dbt_results.c.name,
                dbt_results.c.kind,
                dbt_results.c.seconds,
            ).where(
                dbt_results.c.invocation_id.in_(builds),
                dbt_results.c.status.in_(GOOD),
            )
        ).all()
    earlier: dict[str, list[float]] = defaultdict(list)
    for build, node, _, _, seconds in rows:
        if build != builds[0]:
            earlier[node].append(seconds)
    newest = [
        Duration(name, kind, seconds, _median(earlier[node]), len(earlier[node]))
        for build, node, name, kind, seconds in rows
        if build == builds[0]
    ]
    return sorted(newest, key=lambda duration: -duration.seconds)[:limit]


def step_durations(engine: Engine) -> list[Duration]:
    """Return the steps of the last run that published, each against the runs before it."""
    published = (
        select(runs.c.run_id)
        .where(runs.c.status == "published", runs.c.command == "run")
        .order_by(runs.c.run_id.desc())
        .limit(BUILDS_COMPARED + 1)
    )
    with engine.connect() as connection:
        run_ids = connection.scalars(published).all()
        rows = connection.execute(
            select(run_steps.c.run_id, run_steps.c.step, run_steps.c.seconds)
            .where(run_steps.c.run_id.in_(run_ids))
            .order_by(run_steps.c.run_id, run_steps.c.position)
        ).all()
    earlier: dict[str, list[float]] = defaultdict(list)
    for run_id, step, seconds in rows:
        if run_id != run_ids[0]:
            earlier[step].append(seconds)
    return [
        Duration(step, "step", seconds, _median(earlier[step]), len(earlier[step]))
        for run_id, step, seconds in rows
        if run_id == run_ids[0]
    ]


def steps_of(engine: Engine, run_ids: Sequence[int]) -> dict[int, list[tuple[str, float]]]:
    """Return the steps of each run with their seconds, in the order they were taken."""
    query = (
        select(run_steps.c.run_id, run_steps.c.step, run_steps.c.seconds)
        .where(run_steps.c.run_id.in_(run_ids))
        .order_by(run_steps.c.run_id, run_steps.c.position)
    )
    steps: dict[int, list[tuple[str, float]]] = defaultdict(list)
    with engine.connect() as connection:
        for run_id, step, seconds in connection.execute(query):
            steps[run_id].append((step, seconds))
    return steps


def failed_nodes(engine: Engine, limit: int) -> list[FailedNode]:
    """Return the models and tests that failed, newest run first; skipped ones are left out."""
    query = (
        select(
            dbt_results.c.run_id,
            runs.c.started_at,
            dbt_results.c.kind,
            dbt_results.c.name,
            dbt_results.c.failures,
            func.coalesce(dbt_results.c.message, ""),
        )
        .join(runs, runs.c.run_id == dbt_results.c.run_id)
        .where(dbt_results.c.status.in_(("fail", "error")))
        .order_by(dbt_results.c.run_id.desc(), dbt_results.c.kind, dbt_results.c.name)
        .limit(limit)
    )
    with engine.connect() as connection:
        return [FailedNode(*row) for row in connection.execute(query)]


def _median(seconds: Sequence[float]) -> float | None:
    return median(seconds) if seconds else None
