"""Visits of boards: each ends with a delivery file, whatever became of it."""

from __future__ import annotations

import fcntl
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from extract.download import Listener
from extract.jobs import browser
from extract.jobs.access import JobsAccess
from extract.jobs.board_state import BoardState, read_state
from extract.jobs.delivery_files import DeliveryFile, remove_leftovers
from extract.jobs.fetching import Fetcher
from extract.jobs.hosts import Arrived, Halt, Halted, HostFailed, in_parallel
from extract.jobs.outcomes import Kind, Outcome
from extract.jobs.reachable import Resolve, system_addresses, target
from extract.jobs.sightings import Line, PageSeen, Sighting, Unread, moment
from extract.jobs.visits import Board, Visit, Way
from pipeline.errors import LockHeldError

FAILED, INTERRUPTED = "failed", "interrupted"
"""Outcomes of visits that pages do not have: our own fault, and Ctrl-C."""

WELL = frozenset({Kind.READ.value, Kind.NOT_MODIFIED.value, Kind.EMPTY.value})
LISTINGS = frozenset({"listing", "feed", "api"})
DETAILS_A_LINE = 25  # pages of single jobs between two lines of progress


@dataclass(frozen=True)
class VisitResult:
    """What came of a visit.

    Args:
        board: its name.
        outcome: a ``Kind``, or ``failed`` or ``interrupted``.
        words: why.
        is_complete: whether every job that the board has open was seen.
        pages, listings, errors: pages asked for, lines of jobs, pages and parts that went wrong.
        seconds: from the first request to the last.
        started_at, ended_at: when (UTC).
        path: the delivery file; None if none could be written.
    """

    board: str
    outcome: str
    words: str
    is_complete: bool
    pages: int
    listings: int
    errors: int
    seconds: float
    started_at: datetime
    ended_at: datetime
    path: Path | None = None

    @property
    def went_well(self) -> bool:
        """Whether the board was read, has not changed, or says itself that it has nothing."""
        return self.outcome in WELL

    def line(self) -> dict[str, Any]:
        """Return the line that ends a delivery file."""
        return {
            "kind": "visit",
            "board": self.board,
            "started_at": moment(self.started_at),
            "ended_at": moment(self.ended_at),
            "outcome": self.outcome,
            "words": self.words,
            "is_complete": self.is_complete,
            "pages": self.pages,
            "listings": self.listings,
            "errors": self.errors,
            "seconds": round(self.seconds, 3),
        }


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class World:
    """Time and names, which tests make up.

    Args:
        clock: seconds since some moment, never going back.
        now: the time of day (UTC).
        pause: waits that many seconds; None waits so that Ctrl-C ends it.
        resolve: finds the IP addresses of a name.
    """

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = _utc_now
    pause: Callable[[float], None] | None = None
    resolve: Resolve = system_addresses

    def pausing(self, halt: Halt) -> Callable[[float], None]:
        """Return what waits, until the end is asked for."""
        if self.pause is None:
            return halt.pause
        made_up = self.pause

        def pause(seconds: float) -> None:
            halt.pause(0)
            made_up(seconds)

        return pause


def collect(
    boards: Sequence[Board],
    access: JobsAccess,
    folder: Path,
    listener: Listener,
    *,
    known: Mapping[str, Mapping[str, date]] | None = None,
    world: World | None = None,
) -> list[VisitResult]:
    """Visit boards, hosts side by side, and write a delivery file for each.

    Args:
        boards: which; each must have a way that the settings allow (``Board.way``).
        access: settings and limits.
        folder: holds a folder for each board.
        listener: told how it goes.
        known: by board and external id, the day on which the page of a job was read at last;
            None takes what earlier visits kept in the board's ``state.json``.
        world: time and names; for tests.

    Returns:
        A result for each board, in the order given. What went wrong with a board is in its result.

    Raises:
        UsageError: there is no contact to tell those who run the boards, or no browser though the
            settings want one.
        LockHeldError: another process collects into the folder.
        OSError: the folder cannot be made or written to.
        KeyboardInterrupt: the visits under way were ended, and what they had brought is kept.
    """
    world = world or World()
    access.manners  # noqa: B018 - raises before any board is asked
    if access.browser:
        browser.check()
    by_host: dict[str, list[tuple[Board, Way]]] = {}
    for board in boards:
        if (way := board.way(access)) is None:
            raise ValueError(f"{board.name} cannot be read with these settings")
        by_host.setdefault(target(way.site).origin, []).append((board, way))

    def work_of(origin: str) -> Callable[[Halt], Iterator[VisitResult | str]]:
        def work(halt: Halt) -> Iterator[VisitResult | str]:
            visits = _Visits(access, folder, listener, known, world, halt)
            yield from visits.of_host(by_host[origin])

        return work

    results: dict[str, VisitResult] = {}
    with _alone_in(folder):
        for event in in_parallel({origin: work_of(origin) for origin in by_host}):
            if isinstance(event, HostFailed):
                for board, _ in by_host[event.host]:
                    results.setdefault(board.name, _not_begun(board, event.error, world))
            elif isinstance(event, Arrived):
                if isinstance(event.result, VisitResult):
                    results[event.result.board] = event.result
                else:
                    listener.say(event.result)
    return [results[board.name] for board in boards]


def _not_begun(board: Board, error: Exception, world: World) -> VisitResult:
    """Return the result of a board whose host's work broke off outside its own visit."""
    tally = Tally(board.name, world.now(), world.clock())
    words = f"our own fault: {type(error).__name__}: {error}"
    result = tally.result(world.now(), world.clock(), is_whole=False)
    return replace(result, outcome=FAILED, words=words)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; the lock dies with its holder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".collecting.lock"
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockHeldError(
                "job boards are being collected by another process",
                where=str(path),
                state="no board was asked anything",
                advice="wait for it to end",
            ) from None
        yield


class _Visits:
    """The visits of one host's boards, one after another, with one fetcher."""

    def __init__(
        self,
        access: JobsAccess,
        folder: Path,
        listener: Listener,
        known: Mapping[str, Mapping[str, date]] | None,
        world: World,
        halt: Halt,
    ) -> None:
        self._access = access
        self._folder = folder
        self._listener = listener
        self._known = known
        self._world = world
        self._pause = world.pausing(halt)

    def of_host(self, boards: list[tuple[Board, Way]]) -> Iterator[VisitResult | str]:
        """Yield lines of progress and the result of each board."""
        states = {board.name: self._state(board) for board, _ in boards}
        validators = {
            url: each for state in states.values() for url, each in state.validators.items()
        }
        also = frozenset(host for _, way in boards for host in way.also)
        fetcher = open_fetcher(
            boards[0][1], self._access, self._listener, self._world, self._pause, validators, also
        )
        with ExitStack() as opened:
            render = None
            if self._access.browser:
                render = opened.enter_context(
                    browser.opened_at_need(lambda url: fetcher.fetch(url, conditional=False))
                )
            for board, way in boards:
                yield from self._visit(board, way, fetcher, states[board.name], render)

    def _state(self, board: Board) -> BoardState:
        state = read_state(self._folder / board.name)
        if state.note:
            self._listener.warn(f"{board.name}: {state.note}")
        return state

    def _visit(
        self,
        board: Board,
        way: Way,
        fetcher: Fetcher,
        state: BoardState,
        render: browser.Render | None,
    ) -> Iterator[VisitResult | str]:
        folder = self._folder / board.name
        visit = Visit(
            site=way.site,
            fetcher=fetcher,
            access=self._access,
            known=state.details if self._known is None else self._known.get(board.name, {}),
            usual=state.usual,
            pause=self._pause,
            render=render,
        )
        tally = Tally(board.name, self._world.now(), self._world.clock())
        remove_leftovers(folder)
        try:
            with DeliveryFile(folder, tally.started_at, self._access.secrets) as file:
                try:
                    for line in way.read(visit):
                        tally.count(line)
                        file.write(line.line(board.name))
                        if progress := tally.progress(line):
                            yield progress
                    result = self._ended(tally, visit.is_whole)
                except (Halted, GeneratorExit):
                    words = "ended before its end, by Ctrl-C"
                    result = self._ended(tally, False, INTERRUPTED, words)
                    file.finish(result.line())
                    self._keep(folder, visit, state, fetcher, result)
                    raise
                except OSError:
                    raise
                except Exception as error:
                    words = f"our own fault: {type(error).__name__}: {error}"
                    result = self._ended(tally, False, FAILED, words)
                result = replace(result, path=file.path)
                file.finish(result.line())
        except OSError as error:
            words = f"the delivery file could not be written: {error.strerror or error}"
            yield self._ended(tally, False, FAILED, words)
            return
        self._keep(folder, visit, state, fetcher, result)
        yield result

    def _ended(
        self, tally: Tally, is_whole: bool, outcome: str | None = None, words: str | None = None
    ) -> VisitResult:
        now, clock = self._world.now(), self._world.clock()
        if outcome is None:
            return tally.result(now, clock, is_whole=is_whole)
        return replace(
            tally.result(now, clock, is_whole=False), outcome=outcome, words=words or outcome
        )

    def _keep(
        self, folder: Path, visit: Visit, state: BoardState, fetcher: Fetcher, result: VisitResult
    ) -> None:
        """Keep what the next visit may go by, now that what this one brought is kept."""
        for page in visit.to_remember:
            fetcher.remember(page)
            if page.validator is not None:
                state.validators.pop(page.url, None)
                state.validators[page.url] = page.validator
        if result.outcome == Kind.READ.value and visit.first_cards:
            state.usual = visit.first_cards
        state.keep_details(visit.read_details, result.ended_at.date())
        try:
            state.save(folder)
        except OSError as error:
            self._listener.warn(
                f"{result.board}: {folder}/state.json could not be written "
                f"({error.strerror or error}): the next visit reads everything anew"
            )


def open_fetcher(
    way: Way,
    access: JobsAccess,
    listener: Listener,
    world: World,
    pause: Callable[[float], None],
    validators: dict | None = None,
    also: frozenset[str] = frozenset(),
) -> Fetcher:
    """Return who asks a way's host, with the manners of the settings."""
    manners = access.manners
    patience = replace(manners.patience, pause=pause)
    return Fetcher(
        way.site,
        replace(manners, patience=patience),
        {} if validators is None else validators,
        listener,
        also=also or way.also,
        clock=world.clock,
        now=world.now,
        resolve=world.resolve,
    )


@dataclass
class Tally:
    """Counts what a visit brings, and says in the end what it was."""

    board: str
    started_at: datetime
    started: float
    listings: int = 0
    unread: int = 0
    pages: list[tuple[str, int | None, Outcome]] = field(default_factory=list)

    def count(self, line: Line) -> None:
        """Count a line."""
        if isinstance(line, Sighting):
            self.listings += 1
        elif isinstance(line, Unread):
            self.unread += 1
        else:
            self.pages.append((line.role, line.cards, line.outcome))

    def progress(self, line: Line) -> str | None:
        """Return a line for whoever waits: for each listing, and for every so many details."""
        if not isinstance(line, PageSeen):
            return None
        if line.role in LISTINGS:
            number = f" {line.number}" if line.number else ""
            return f"{self.board}: {line.role}{number}: {line.outcome.kind}, {line.outcome.words}"
        details = sum(role == "detail" for role, _, _ in self.pages)
        return f"{self.board}: {details} pages of jobs" if details % DETAILS_A_LINE == 0 else None

    def result(self, ended_at: datetime, clock: float, *, is_whole: bool) -> VisitResult:
        """Return what the visit was."""
        what = visit_outcome(self.pages, self.listings)
        bad = sum(not outcome.is_good for _, _, outcome in self.pages)
        return VisitResult(
            board=self.board,
            outcome=what.kind.value,
            words=what.words,
            is_complete=is_whole and what.kind is Kind.READ,
            pages=len(self.pages),
            listings=self.listings,
            errors=bad + self.unread,
            seconds=max(0.0, clock - self.started),
            started_at=self.started_at,
            ended_at=ended_at,
        )


def visit_outcome(pages: Iterable[tuple[str, int | None, Outcome]], listings: int) -> Outcome:
    """Say what a visit is by its pages (role, jobs, outcome): what went wrong first, if anything.

    Single jobs that went wrong count where they are more than half of those that were asked for;
    of one or two that are gone nothing follows.
    """
    pages = list(pages)
    lists = [(cards, what) for role, cards, what in pages if role in LISTINGS]
    details = [what for role, _, what in pages if role == "detail"]
    for _, what in lists:
        if not what.is_good:
            return what
    bad = [what for what in details if not what.is_good]
    if 2 * len(bad) > len(details):
        (kind, _), *_ = Counter(what.kind for what in bad).most_common()
        if kind is not Kind.GONE or len(details) > 2:
            first = next(what for what in bad if what.kind is kind)
            words = f"{len(bad)} of {len(details)} pages of jobs; the first: {first.words}"
            return replace(first, words=words)
    if not lists:
        return Outcome(Kind.UNREACHABLE, "no page was asked for")
    if not listings and any(cards for cards, _ in lists):
        return Outcome(Kind.MARKUP_CHANGED, "there are jobs, and none of them could be told apart")
    if all(what.kind is Kind.NOT_MODIFIED for _, what in lists):
        return Outcome(Kind.NOT_MODIFIED, "nothing has changed since it was read")
    return Outcome(Kind.READ, f"{listings:,} jobs on {len(pages):,} pages")
