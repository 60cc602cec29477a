"""Who wants to know the same at the same time is told once, and nothing is left behind."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from gaps.single_flight import SingleFlight


class Service:
    """Answers when it is let go, and notes what it was asked for."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.arrived, self.go = threading.Event(), threading.Event()
        self.error = error

    def __call__(self, keys: Sequence[str]) -> dict[str, str]:
        self.asked.append(tuple(keys))
        self.arrived.set()
        assert self.go.wait(60)
        if self.error:
            raise self.error
        return {key: key.upper() for key in keys}


def until_one_shares(flights: SingleFlight) -> None:
    moment = threading.Event()
    for _ in range(6000):
        if flights.sharing:
            return
        moment.wait(0.01)
    raise AssertionError("nobody shares a flight")


def test_what_somebody_asks_for_is_not_asked_for_again_and_the_rest_is():
    flights, first, second = SingleFlight[str, str](), Service(), Service()
    second.go.set()
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(flights.answers, ["a", "b"], first)
        assert first.arrived.wait(60)
        other = pool.submit(flights.answers, ["b", "c"], second)
        until_one_shares(flights)
        first.go.set()
        assert one.result() == {"a": "A", "b": "B"}
        assert other.result() == {"b": "B", "c": "C"}
    assert (first.asked, second.asked) == ([("a", "b")], [("c",)])
    assert flights.sharing == 0


def test_a_failure_is_everybodys_and_is_forgotten():
    flights, failing = SingleFlight[str, str](), Service(RuntimeError("away"))
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(flights.answers, ["a"], failing)]
        assert failing.arrived.wait(60)
        calls.append(pool.submit(flights.answers, ["a"], failing))
        until_one_shares(flights)
        failing.go.set()
        for call in calls:
            with pytest.raises(RuntimeError, match="away"):
                call.result()
    assert failing.asked == [("a",)]
    failing.error = None
    assert flights.answers(["a"], failing) == {"a": "A"}


def test_an_answer_is_not_remembered():
    flights, service = SingleFlight[str, str](), Service()
    service.go.set()
    flights.answers(["a", "a"], service)
    flights.answers(["a"], service)
    assert service.asked == [("a",), ("a",)]
