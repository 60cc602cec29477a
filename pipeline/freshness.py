"""How old what readers see is, judged by the rhythm of each source and of the nightly run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from sqlalchemy import Engine

from extract.rhythms import RHYTHMS, Rhythm
from pipeline import ledger
from pipeline.errors import UsageError
from pipeline.ledger import ReadyBatch, Run

NIGHT = timedelta(days=1)
NIGHT_GRACE = timedelta(hours=6)  # the longest run that `schedule` allows

State = Literal["fresh", "sample", "none", "late", "failed", "incomplete"]
TROUBLE = ("late", "failed", "incomplete")


@dataclass(frozen=True)
class Freshness:
    """The age of one source, or of the nightly run.

    Args:
        subject: the source, or ``nightly run``.
        newest: its newest release, or the number of the last good run.
        since: when the release came out (where it does not say, when it arrived), or the run
            ended (UTC).
        arrived: when the release was landed here (UTC); None for the run.
        age: from ``since`` to now.
        state: ``fresh``; ``sample`` (only the committed sample is there); ``none``; ``late``;
            ``failed`` (the last run did); ``incomplete`` (it left a source out).
        advice: what to do, empty if nothing.
    """

    subject: str
    newest: str
    since: date | None
    arrived: datetime | None
    age: timedelta | None
    state: State
    advice: str = ""


def freshness(engine: Engine) -> list[Freshness]:
    """Return the age of each source and of the nightly run, as the ledger knows them now.

    Args:
        engine: an engine of the loader on ``<prefix>_landing``.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    ended = (run for run in ledger.last_runs(engine, limit=20) if says_something(run))
    last = next(ended, None)
    return [
        *source_freshness(ledger.ready_batches(engine), now),
        run_freshness(last, ledger.last_good_run(engine), now),
    ]


def says_something(run: Run) -> bool:
    """Tell whether a run says how the nights go: not one at work, not a wrong call by hand."""
    is_wrong_call = run.command != "run" and run.exit_code == UsageError.exit_code
    return run.status != "running" and not is_wrong_call


def source_freshness(
    batches: Iterable[ReadyBatch], now: datetime, rhythms: Mapping[str, Rhythm] = RHYTHMS
) -> list[Freshness]:
    """Return the age of each source of ``rhythms``, by its newest ready release.

    A release that names no date is as old as its arrival.
    """
    batches = list(batches)
    return [
        _of_source(source, rhythm, [b for b in batches if b.source == source], now)
        for source, rhythm in sorted(rhythms.items())
    ]


def run_freshness(last: Run | None, last_good: Run | None, now: datetime) -> Freshness:
    """Return how the nightly run stands.

    Args:
        last: the newest run that has ended, however.
        last_good: the newest that published or found everything unchanged.
        now: UTC.
    """
    subject = "nightly run"
    failed = last is not None and last.status not in ("published", "unchanged")
    why = "see why below; docs/operations.md has an entry for each message"
    if last_good is None or last_good.ended_at is None:
        advice = why if failed else "./run_pipeline.sh, then ./run_pipeline.sh schedule"
        return Freshness(subject, "", None, None, None, "failed" if failed else "late", advice)
    age = now - last_good.ended_at
    state: State = "fresh"
    advice = ""
    if failed:
        state, advice = "failed", why
    elif age > NIGHT + NIGHT_GRACE:
        state, advice = "late", "./run_pipeline.sh schedule shows how to run it every night"
    elif last_good.exit_code == 4:
        state, advice = "incomplete", f"a source was left out; {why}"
    number = f"run {last_good.run_id}"
    return Freshness(subject, number, last_good.ended_at, None, age, state, advice)


def _of_source(source: str, rhythm: Rhythm, batches: list[ReadyBatch], now: datetime) -> Freshness:
    if not batches:
        return Freshness(source, "", None, None, None, "none", rhythm.advice)
    real = [batch for batch in batches if not batch.is_sample]
    if not real:
        arrived = max(batch.ready_at for batch in batches)
        newest = batches[-1].release_name
        return Freshness(source, newest, None, arrived, None, "sample", rhythm.advice)
    newest = max(real, key=lambda batch: (_since(batch), batch.batch_id))
    since = _since(newest)
    age = now - datetime.combine(since, datetime.min.time())
    is_late = rhythm.longest_pause is not None and age > rhythm.longest_pause + rhythm.grace
    return Freshness(
        source,
        newest.release_name,
        since,
        newest.ready_at,
        age,
        "late" if is_late else "fresh",
        f"{rhythm.description}: {rhythm.advice}" if is_late else "",
    )


def _since(batch: ReadyBatch) -> date:
    return batch.released_on or batch.ready_at.date()
