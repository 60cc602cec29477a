"""Work that needs readers' locks: try briefly, pause, try again, and give up in time.

A statement that waits for a table's lock holds up every reader that comes
after it. So it waits one second at most, then leaves the readers a pause.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError

from pipeline.blockers import Blocker, find_blockers
from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.leftovers import end_leftover_swaps
from pipeline.server import Server
from pipeline.settings import Settings

Result = TypeVar("Result")

LOCK_WAIT = 1  # seconds, the least the server takes
LONGEST_PAUSE = 4.0  # seconds
LAST_QUESTION = 10.0  # seconds, to ask the database after an answer was lost

NO_SUCH_TABLE = 1146
_LOCK_WAIT_TIMEOUT = 1205
_DEADLOCK = 1213
# Too many connections, shutting down, statement or connection killed, idle for too long;
# 2xxx: not reached, gone away, lost during the query.
LOST = frozenset({1040, 1053, 1317, 1927, 4031, 2002, 2003, 2006, 2013, 2055})


class Blocked(SkillgapError):
    """Another connection held a lock for longer than our patience; nothing was done."""

    def __init__(
        self, what: str, again: str, waited: float, blockers: list[Blocker], prefix: str
    ) -> None:
        named = "\n".join(map(str, blockers)) or "no blocking connection could be seen"
        kills = ", ".join(f"kill {blocker.connection_id}" for blocker in blockers)
        super().__init__(
            f"{what} gave up after {waited:.0f} s: another connection holds a lock on the tables",
            where=f"databases {prefix}, {prefix}_previous, {prefix}_build",
            found=named,
            expected="readers in autocommit mode, whose locks end with each statement",
            advice="end that transaction"
            + (f", as an administrator: {kills}" if kills else "")
            + f"\nthen: {again}\n"
            "SKILLGAP_SWAP_PATIENCE sets how many seconds a swap waits",
        )
        self.blockers = blockers


class AnswerLost(SkillgapError):
    """The connection broke and the server cannot be asked what became of the statement."""


@dataclass(frozen=True)
class Effort:
    """What it took: attempts, and seconds from the first one's start to the last one's end."""

    attempts: int
    seconds: float


class Patience:
    """Does work on fresh connections of the publisher until readers let it through.

    Args:
        server, settings: where; ``settings.swap_patience`` bounds all waiting.
        console: told once when the work has to wait, and for whom.
    """

    def __init__(self, server: Server, settings: Settings, console: Console) -> None:
        self._server = server
        self._settings = settings
        self._console = console
        self._publisher: Engine = server.engine("publisher", autocommit=True)

    def do(
        self,
        what: str,
        work: Callable[[Connection], Result],
        again: str = "./run_pipeline.sh publish",
    ) -> tuple[Result, Effort]:
        """Run ``work`` until it comes through; it must be safe to run again.

        Before each attempt, what an earlier one left at work in the server is ended,
        so ``work`` can ask the database what has happened and trust the answer.

        Args:
            what: the work, for messages.
            work: gets a fresh connection that waits for a lock 1 s at most.
            again: the command that a user calls once the lock is free.

        Raises:
            Blocked: a lock was not to be had in time.
            AnswerLost: the server could not be reached in time.
        """
        started = time.monotonic()
        blockers: list[Blocker] = []
        for attempt, pause in enumerate(_pauses(), start=1):
            try:
                with self._publisher.connect() as connection:
                    end_leftover_swaps(connection, self._settings)
                    connection.execute(text(f"set session lock_wait_timeout = {LOCK_WAIT}"))
                    result = work(connection)
                return result, Effort(attempt, time.monotonic() - started)
            except DBAPIError as error:
                if not (_is_lock(error) or _is_lost(error)):
                    raise
                reason = error
            patience = self._settings.swap_patience
            if _is_lock(reason):
                blockers = self._blockers() or blockers
                if attempt == 1:
                    whom = str(blockers[0]) if blockers else "readers' locks"
                    self._console.warn(f"{what} waits for {whom}")
            else:
                patience = max(patience, LAST_QUESTION)
            waited = time.monotonic() - started
            if waited + pause > patience:
                if _is_lock(reason):
                    raise Blocked(what, again, waited, blockers, self._settings.prefix) from reason
                raise _answer_lost(what, again, self._server, reason) from reason
            time.sleep(pause)
        raise AssertionError("pauses never end")

    def _blockers(self) -> list[Blocker]:
        databases = self._settings.databases
        role = "admin" if "admin" in self._server.accounts else "publisher"
        try:
            with self._server.engine(role, autocommit=True).connect() as connection:
                return find_blockers(
                    connection,
                    (databases.published, databases.previous, databases.build),
                    at_least=LOCK_WAIT,
                )
        except DBAPIError:
            return []  # it only makes the message poorer


def error_code(error: DBAPIError) -> int:
    """Return the server's or client's error number, 0 if there is none."""
    arguments = error.orig.args if error.orig else ()
    return arguments[0] if arguments and isinstance(arguments[0], int) else 0


def _pauses() -> Iterator[float]:
    pause = 0.25
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


def _is_lock(error: DBAPIError) -> bool:
    return error_code(error) in (_LOCK_WAIT_TIMEOUT, _DEADLOCK)


def _is_lost(error: DBAPIError) -> bool:
    code = error_code(error)
    return code in LOST or (code == 0 and isinstance(error, InterfaceError))


def _answer_lost(what: str, again: str, server: Server, reason: DBAPIError) -> AnswerLost:
    return AnswerLost(
        f"the server was lost during {what} and cannot be asked what became of it",
        where=str(server.endpoint),
        found=str(reason.orig),
        state="either all of it was done or nothing: the server never does a part",
        advice="when the server is back, see what readers see: ./run_pipeline.sh status\n"
        f"then, if it was not done: {again}",
    )
