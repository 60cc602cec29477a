"""A source is late by its own rhythm, the nightly run by the night's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from extract.rhythms import RHYTHMS, Rhythm
from load.tables import CONTRACTS
from pipeline.freshness import run_freshness, source_freshness
from pipeline.ledger import ReadyBatch, Run

NOW = datetime(2026, 11, 25, 8, 0)
RHYTHM = {"onet": Rhythm(timedelta(days=100), timedelta(days=20), "quarterly", "fetch it")}


def batch(release: str, on: date | None, *, is_sample: bool = False) -> ReadyBatch:
    return ReadyBatch(1, "onet", release, is_sample, "0" * 64, on, NOW, 10, 0)


def a_run(number: int, status: str, ended: datetime, exit_code: int | None = 0) -> Run:
    return Run(number, "run", ended, ended, status, exit_code, None, None)


def states(*batches: ReadyBatch) -> list[tuple[str, str, str]]:
    found = source_freshness(batches, NOW, RHYTHM)
    return [(each.newest, each.state, each.advice) for each in found]


def test_every_source_with_a_contract_has_a_rhythm():
    assert {contract.source for contract in CONTRACTS} == set(RHYTHMS)


def test_a_source_is_late_once_its_longest_pause_and_the_grace_are_over():
    on_the_last_day = NOW.date() - timedelta(days=119)
    assert states(batch("30.3", on_the_last_day)) == [("30.3", "fresh", "")]
    a_day_later = on_the_last_day - timedelta(days=1)
    assert states(batch("30.3", a_day_later)) == [("30.3", "late", "quarterly: fetch it")]


def test_the_newest_release_counts_not_the_one_that_landed_last():
    old, new = batch("29.2", date(2025, 2, 1)), batch("30.3", date(2026, 11, 1))
    assert states(new, old) == [("30.3", "fresh", "")]


def test_the_sample_is_never_late_and_says_how_to_get_the_real_thing():
    sample = batch("sample", date(2020, 1, 1), is_sample=True)
    assert states(sample) == [("sample", "sample", "fetch it")]
    assert states() == [("none", "sample", "fetch it")]


def test_a_night_without_a_good_run_is_late():
    good = a_run(7, "unchanged", NOW - timedelta(hours=29))
    assert run_freshness(good, good, NOW).state == "fresh"
    late = a_run(7, "unchanged", NOW - timedelta(hours=31))
    assert run_freshness(late, late, NOW).state == "late"
    assert run_freshness(None, None, NOW).state == "late"


def test_a_failed_or_killed_last_run_shows_even_if_a_good_one_is_recent():
    good = a_run(7, "published", NOW - timedelta(hours=2))
    for status in ("failed", "killed"):
        found = run_freshness(a_run(8, status, NOW, 1), good, NOW)
        assert (found.state, found.newest) == ("failed", "run 7")


def test_a_run_that_left_a_source_out_shows():
    good = a_run(7, "published", NOW - timedelta(hours=2), exit_code=4)
    found = run_freshness(good, good, NOW)
    assert found.state == "incomplete"
    assert "left out" in found.advice
