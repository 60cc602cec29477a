"""What many ask at the same time is asked together; who is alone does not wait for others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence

import pytest

from api.together import Together

PATIENCE = 60.0  # seconds; nothing here should take so long


class Asking:
    """Answers a number with its double, as soon as it is told to; remembers what was asked."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.may_go = threading.Semaphore(0)

    def __call__(self, questions: Sequence[int]) -> dict[int, int]:
        self.batches.append([*questions])
        assert self.may_go.acquire(timeout=PATIENCE)
        return {question: question * 2 for question in questions}

    async def was_asked(self, times: int) -> None:
        while len(self.batches) < times:
            await asyncio.sleep(0.001)


@pytest.fixture
def asking() -> Iterator[Asking]:
    asking = Asking()
    yield asking
    asking.may_go.release(100)


def in_a_loop(story: Coroutine[None, None, None]) -> None:
    asyncio.run(asyncio.wait_for(story, PATIENCE))


def test_those_who_come_meanwhile_are_asked_for_at_once(asking):
    async def story() -> None:
        together = Together(asking, gathering=0)
        first = asyncio.create_task(together.answer(1))
        await asking.was_asked(1)
        others = [asyncio.create_task(together.answer(number)) for number in (2, 3, 2)]
        await asyncio.sleep(0)
        asking.may_go.release(2)
        assert await first == 2
        assert await asyncio.gather(*others) == [4, 6, 4]

    in_a_loop(story())
    assert asking.batches == [[1], [2, 3]]


def test_no_more_than_so_many_are_asked_at_once_and_the_first_to_come_go_first(asking):
    async def story() -> None:
        together = Together(asking, at_most=2, gathering=0)
        asking.may_go.release(10)
        numbers = [1, 2, 3, 4, 5]
        answers = await asyncio.gather(*(together.answer(number) for number in numbers))
        assert answers == [number * 2 for number in numbers]

    in_a_loop(story())
    assert asking.batches == [[1, 2], [3, 4], [5]]


def test_who_asks_alone_does_not_wait_for_others(asking):
    async def story() -> None:
        together = Together(asking, gathering=PATIENCE * 2)
        asking.may_go.release(2)
        assert [await together.answer(number) for number in (1, 2)] == [2, 4]

    in_a_loop(story())
    assert asking.batches == [[1], [2]]


def test_after_several_the_next_go_as_soon_as_as_many_are_there(asking):
    async def story() -> None:
        together = Together(asking, gathering=PATIENCE * 2)
        asking.may_go.release(10)
        await asyncio.gather(together.answer(1), together.answer(2))
        third = asyncio.create_task(together.answer(3))
        await asyncio.sleep(0.01)
        assert len(asking.batches) == 1
        assert await asyncio.gather(third, together.answer(4)) == [6, 8]

    in_a_loop(story())
    assert asking.batches == [[1, 2], [3, 4]]


def test_nobody_waits_for_longer_than_that_for_others(asking):
    async def story() -> None:
        together = Together(asking, gathering=0.01)
        asking.may_go.release(10)
        await asyncio.gather(together.answer(1), together.answer(2))
        assert await together.answer(3) == 6
        await asyncio.sleep(0.05)
        assert await together.answer(4) == 8

    in_a_loop(story())
    assert asking.batches == [[1, 2], [3], [4]]


@pytest.mark.parametrize("fault", ["raised", "no answer"])
def test_a_fault_is_told_to_all_who_asked_and_to_nobody_after_them(fault):
    asked = []

    def ask(questions: Sequence[int]) -> dict[int, int]:
        asked.append([*questions])
        if len(asked) > 1:
            return {question: question for question in questions}
        if fault == "raised":
            raise KeyError(questions[0])
        return {}

    async def story() -> None:
        together = Together(ask)
        both = await asyncio.gather(together.answer(1), together.answer(2), return_exceptions=True)
        assert [type(told) for told in both] == [KeyError, KeyError]
        assert await together.answer(3) == 3

    in_a_loop(story())


def test_who_gave_up_waiting_holds_up_nobody(asking):
    async def story() -> None:
        together = Together(asking)
        patient, hasty = (asyncio.create_task(together.answer(number)) for number in (1, 2))
        await asking.was_asked(1)
        hasty.cancel()
        asking.may_go.release(2)
        assert await patient == 2
        assert await together.answer(3) == 6

    in_a_loop(story())
    assert asking.batches == [[1, 2], [3]]
