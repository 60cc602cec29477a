"""Short questions that many have at the same time, asked together.

Much of what a question costs is the same for one and for ten, and a process works on one thing at
a time, whatever the number of its threads. So while some questions are being answered, those that
come wait, and are then asked all at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeVar

AT_MOST = 16  # questions at once
GATHERING = 0.003  # seconds

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """Gives each who asks the answer to its question; used by the tasks of one event loop.

    Who asks alone never waits. Where several were answered at once, the same clients often have
    their next question right away: then the next ones go when as many are there again, or after
    ``gathering`` seconds. Otherwise the first to be there would go alone, and all the others wait
    for it.

    Args:
        ask: returns the answer to each of the questions, none of which is there twice; it is called
            in a thread, never twice at the same time. What it raises, all get who asked.
        at_most: questions at once.
        gathering: seconds.
    """

    def __init__(
        self,
        ask: Callable[[Sequence[Question]], Mapping[Question, Answer]],
        at_most: int = AT_MOST,
        gathering: float = GATHERING,
    ) -> None:
        self._ask = ask
        self._at_most = at_most
        self._gathering = gathering
        self._waiting: deque[tuple[Question, asyncio.Future[Answer]]] = deque()
        self._asking: asyncio.Task[None] | None = None
        self._enough = 1  # questions that end the gathering
        self._are_enough = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="together")

    async def answer(self, question: Question) -> Answer:
        """Return the answer, or raise what was raised instead of it."""
        loop = asyncio.get_running_loop()
        answered = loop.create_future()
        self._waiting.append((question, answered))
        if len(self._waiting) >= self._enough:
            self._are_enough.set()
        if self._asking is None or self._asking.done():
            self._asking = loop.create_task(self._ask_all())
        return await answered

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False)

    async def _ask_all(self) -> None:
        self._enough = 1
        while await self._are_some_waiting():
            number = min(len(self._waiting), self._at_most)
            asked = [self._waiting.popleft() for _ in range(number)]
            await self._answer(asked)
            self._enough = number

    async def _are_some_waiting(self) -> bool:
        if len(self._waiting) < self._enough and self._enough > 1:
            self._are_enough.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._are_enough.wait(), self._gathering)
        return bool(self._waiting)

    async def _answer(self, asked: Sequence[tuple[Question, asyncio.Future[Answer]]]) -> None:
        questions = [*dict.fromkeys(question for question, _ in asked)]
        loop = asyncio.get_running_loop()
        try:
            answers = await loop.run_in_executor(self._thread, self._ask, questions)
            outcomes = [answers[question] for question, _ in asked]
        except Exception as error:
            for _, answered in asked:
                if not answered.done():  # it is, where nobody waits for it any more
                    answered.set_exception(error)
        else:
            for (_, answered), outcome in zip(asked, outcomes, strict=True):
                if not answered.done():
                    answered.set_result(outcome)
