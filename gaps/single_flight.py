"""Many callers who want to know the same at the same time, and one who asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class SingleFlight(Generic[Key, Answer]):
    """Lets each key be asked for by one caller at a time; who comes meanwhile shares the answer.

    An error is shared too. Nothing is remembered once the answer is there.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Key, Future[Answer]] = {}
        self._sharing = 0

    @property
    def sharing(self) -> int:
        """How many callers are waiting for what another one asked for."""
        return self._sharing

    def answers(
        self, keys: Sequence[Key], ask: Callable[[Sequence[Key]], Mapping[Key, Answer]]
    ) -> dict[Key, Answer]:
        """Return the answer of each key.

        Args:
            keys: what is wanted.
            ask: called at most once, with those keys that nobody is asking for.
        """
        with self._lock:
            ours = [key for key in dict.fromkeys(keys) if key not in self._under_way]
            self._under_way |= {key: Future() for key in ours}
            futures = {key: self._under_way[key] for key in keys}
        if ours:
            self._fly(ours, futures, ask)
        return self._wait(futures)

    def _wait(self, futures: Mapping[Key, Future[Answer]]) -> dict[Key, Answer]:
        is_waiting = not all(future.done() for future in futures.values())
        with self._lock:
            self._sharing += is_waiting
        try:
            return {key: future.result() for key, future in futures.items()}
        finally:
            with self._lock:
                self._sharing -= is_waiting

    def _fly(
        self,
        keys: Sequence[Key],
        futures: Mapping[Key, Future[Answer]],
        ask: Callable[[Sequence[Key]], Mapping[Key, Answer]],
    ) -> None:
        try:
            answers = ask(keys)
            outcomes = {key: answers[key] for key in keys}
        except BaseException as error:
            self._land(keys)
            for key in keys:
                futures[key].set_exception(error)
            raise
        self._land(keys)
        for key, answer in outcomes.items():
            futures[key].set_result(answer)

    def _land(self, keys: Sequence[Key]) -> None:
        with self._lock:
            for key in keys:
                del self._under_way[key]
