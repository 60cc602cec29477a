"""Of many at once a few have a turn, first come, first served; and nobody waits forever."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.turns import Turns

PATIENT = 60.0


def wait_until_waiting(turns: Turns, number: int) -> None:
    until = time.monotonic() + PATIENT
    while len(turns._waiting) < number:
        assert time.monotonic() < until, "nobody came to wait"
        time.sleep(0.001)


def test_turns_are_given_in_the_order_in_which_they_were_asked_for():
    turns, order, working, most = Turns(2, PATIENT), [], [], []
    first_two = threading.Event()

    def work(number: int) -> None:
        with turns.turn():
            working.append(number)
            most.append(len(working))
            order.append(number)
            first_two.wait(PATIENT)
            working.remove(number)

    with ThreadPoolExecutor(8) as threads:
        for number in range(8):
            threads.submit(work, number)
            if number < 2:
                while len(order) <= number:
                    time.sleep(0.001)
            else:
                wait_until_waiting(turns, number - 1)
        first_two.set()
    assert order[:2] == [0, 1] and max(most) == 2
    # two at a time: each pair in its turn, in either order within it
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))


def test_whoever_waited_too_long_goes_on_without_a_turn():
    turns = Turns(1, 0.01)
    with turns.turn(), turns.turn():
        assert not turns._waiting
    with turns.turn():
        assert turns._free == 0
    assert turns._free == 1


def test_a_turn_ends_with_whatever_was_raised_in_it():
    turns = Turns(1, 0.0)
    with pytest.raises(ZeroDivisionError), turns.turn():
        _ = 1 / 0
    assert turns._free == 1


def test_a_turn_given_in_the_moment_when_the_waiting_ended_is_taken(monkeypatch):
    turns = Turns(1, PATIENT)

    class CalledTooLate(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            turns._give_up()  # the other one is done just now
            return False

    with turns.turn():
        monkeypatch.setattr("api.turns.threading.Event", CalledTooLate)
        assert turns._wait() is True
    assert not turns._waiting
