"""A source is late by its own rhythm, the nightly run by the night's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from extract.rhythms import RHYTHMS, Rhythm
from extract.sources import CONTRACTS
from pipeline.freshness import run_freshness, says_something, source_freshness
from pipeline.ledger import ReadyBatch, Run

NOW = datetime(2026, 11, 25, 8, 0)
RHYTHM = {"onet": Rhythm(timedelta(days=100), timedelta(days=20), "quarterly", "fetch it")}


def batch(
    release: str, on: date | None, *, is_sample: bool = False, arrived: datetime = NOW
) -> ReadyBatch:
    return ReadyBatch(1, "onet", release, is_sample, "0" * 64, on, arrived, 10, 0)


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


def test_a_release_without_a_date_is_no_sample_but_as_old_as_its_arrival():
    fresh = batch("KeSCO 2022", None, arrived=NOW - timedelta(days=119))
    assert states(fresh) == [("KeSCO 2022", "fresh", "")]
    [found] = source_freshness([fresh], NOW, RHYTHM)
    assert (found.since, found.arrived) == (fresh.ready_at.date(), fresh.ready_at)
    old = batch("KeSCO 2022", None, arrived=NOW - timedelta(days=121))
    assert states(old) == [("KeSCO 2022", "late", "quarterly: fetch it")]
    assert states(old, batch("KeSCO 2023", date(2026, 11, 1))) == [("KeSCO 2023", "fresh", "")]


def test_a_source_without_a_rhythm_is_never_late():
    rhythm = {"onet": Rhythm(None, timedelta(0), "now and then", "ask for it")}
    [found] = source_freshness([batch("KNOCS", date(2000, 1, 1))], NOW, rhythm)
    assert (found.state, found.advice) == ("fresh", "")


def test_a_version_of_esco_is_late_when_the_next_should_long_be_there():
    def of_age(days: int) -> str:
        landed = ReadyBatch(
            1, "esco", "ESCO 1.1.1 en", False, "", NOW.date() - timedelta(days=days), NOW, 1, 0
        )
        return {each.subject: each.state for each in source_freshness([landed], NOW)}["esco"]

    assert (of_age(3 * 365), of_age(4 * 365 + 1)) == ("fresh", "late")


def test_the_sample_is_never_late_and_says_how_to_get_the_real_thing():
    sample = batch("sample", date(2020, 1, 1), is_sample=True)
    assert states(sample) == [("sample", "sample", "fetch it")]


def test_a_source_that_has_nothing_is_no_sample():
    assert states() == [("", "none", "fetch it")]


def test_a_wrong_call_by_hand_is_no_failed_night():
    night = a_run(3, "failed", NOW, exit_code=2)
    assert says_something(night)
    assert not says_something(replace(night, command="publish --previous"))
    assert says_something(replace(night, command="publish", exit_code=1))
    assert not says_something(replace(night, status="running", exit_code=None))


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
