"""Ask the O*NET Web Services, and keep what they answer in ``<prefix>_app``.

Two ways: :func:`extract` reads the tables that are named, whole or for some occupations;
:func:`supplement` finds what the files lack and asks only for that. Neither asks for what is
kept of the release that the service holds. ``load.onet_api_deliveries`` makes deliveries of what
is kept, which land like those of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from extract.download import Bar
from extract.onet import contracts as text_files
from extract.onet.web_services.answers import Release
from extract.onet.web_services.client import WebServices
from extract.onet.web_services.contracts import (
    LEVEL_TABLES,
    OCCUPATIONS,
    contract_of,
)
from extract.onet.web_services.errors import ReleaseChanged
from extract.onet.web_services.pages import Filter, Page
from load.onet_api_reads import (
    WHOLE_TABLE,
    Read,
    close_reads,
    discard_reads,
    drop_unfinished,
    keep_page,
    open_read,
    rows_of,
    whole_reads,
)
from load.tables import LANDING_TABLES
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.ledger import ReadyBatch, ready_batches
from pipeline.server import Server
from pipeline.settings import Settings

READABLE = (*LEVEL_TABLES, OCCUPATIONS)
"""Ids of the tables that are read: those with levels, and the occupations."""

RATED_SCALES = ("IM", "LV")
CODE = "onetsoc_code"
WORTH_A_LOOK = 3  # occupations; from more on the whole table may cost fewer requests


@dataclass(frozen=True)
class Extraction:
    """What to read of the Web Services.

    Args:
        tables: their ids; none stands for all that are read.
        occupations: O*NET-SOC codes; none stands for all, the whole table.
        again: ask also for what is kept already.
    """

    tables: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    again: bool = False

    def __post_init__(self) -> None:
        """Refuse a table that nothing is made of.

        Raises:
            UsageError: there is one.
        """
        if unknown := [table for table in self.tables if table not in READABLE]:
            raise UsageError(
                "this table of the O*NET Web Services is not read",
                found=", ".join(unknown),
                expected="one or more of " + ", ".join(READABLE),
                advice="all else comes with the text files: ./run_pipeline.sh run --onet NAME",
            )


def extract(settings: Settings, server: Server, wanted: Extraction, console: Console) -> None:
    """Read what is named, as far as it is not kept already.

    Raises:
        WebServicesFailed: the service was not reached or gave no whole answer; what came before
            is kept, and the next call goes on there.
    """
    with _conversation(settings, server, console) as talk:
        tables = wanted.tables or talk.tables()
        for table_id in tables:
            if not wanted.again and talk.keeps_whole(table_id):
                console.say(f"{table_id} of {talk.title} is kept whole already; --again asks anew")
            elif wanted.occupations:
                kept = set() if wanted.again else talk.kept_occupations(table_id)
                talk.read_occupations(
                    table_id, [code for code in wanted.occupations if code not in kept]
                )
            else:
                talk.read_whole(table_id)


def supplement(settings: Settings, server: Server, console: Console) -> None:
    """Ask for what the files lack: occupations without ratings, and elements that are missing.

    The files are those that a build would use now. What the service has nothing for is asked
    again after ``settings.onet_api_ask_again_days``.

    Raises:
        WebServicesFailed: as :func:`extract`.
    """
    loader = server.engine("loader", settings.databases.landing)
    files = current_files(ready_batches(loader), settings.onet_release)
    if files is None:
        return
    with _conversation(settings, server, console) as talk:
        tables = talk.tables()
        if OCCUPATIONS in tables and not talk.keeps_whole(OCCUPATIONS):
            talk.read_whole(OCCUPATIONS)
        known = talk.occupations()
        asked = False
        for table_id in tables:
            if table_id == OCCUPATIONS or talk.keeps_whole(table_id):
                continue
            with loader.connect() as connection:
                lacking = occupations_lacking(connection, files, LEVEL_TABLES[table_id], known)
            codes = sorted(lacking - talk.kept_occupations(table_id))
            if codes:
                asked = True
                talk.read_cheapest(table_id, codes)
        if not asked:
            console.say(
                f"{talk.title}: asked already for all that the files of O*NET "
                f"{files.release_name} lack"
            )


def current_files(batches: Sequence[ReadyBatch], release_name: str | None) -> ReadyBatch | None:
    """Return the delivery of O*NET's text files that a build uses, as int_onet__current_batch does.

    Args:
        batches: what staging reads.
        release_name: the release that is asked for; None takes the newest.
    """
    found = [
        batch
        for batch in batches
        if batch.source == text_files.SOURCE and release_name in (None, batch.release_name)
    ]
    return max(
        found,
        key=lambda batch: (not batch.is_sample, str(batch.released_on or ""), batch.batch_id),
        default=None,
    )


def occupations_lacking(
    connection: Connection, files: ReadyBatch, contract_name: str, known: set[str]
) -> set[str]:
    """Return the occupations that the files do not rate on all elements and both scales.

    Args:
        connection: to ``<prefix>_landing``.
        files: a delivery of the text files.
        contract_name: the contract of the files with the ratings, for example ``Skills``.
        known: occupations that are known from elsewhere.
    """
    occupations = LANDING_TABLES["onet_occupation_data"].c
    ratings = LANDING_TABLES["onet_ratings"].c
    contract = next(one for one in text_files.CONTRACTS if one.name == contract_name)
    rows = (
        ratings.batch_id == files.batch_id,
        ratings.source_file.in_(contract.file_names),
        ratings.scale_id.in_(RATED_SCALES),
    )
    wanted = known | set(
        connection.scalars(
            select(occupations.onet_soc_code).where(occupations.batch_id == files.batch_id)
        )
    )
    combinations = select(ratings.element_id, ratings.scale_id).where(*rows).distinct().subquery()
    whole = connection.scalar(select(func.count()).select_from(combinations))
    rated = connection.scalars(
        select(ratings.onet_soc_code)
        .where(*rows)
        .group_by(ratings.onet_soc_code)
        .having(func.count() >= whole)
    )
    return wanted - set(rated)


@contextmanager
def _conversation(settings: Settings, server: Server, console: Console) -> Iterator[_Conversation]:
    assert settings.onet_api is not None
    listener = _OneBar(console)
    app = server.engine("loader", settings.databases.app)
    with WebServices(settings.onet_api, listener) as service, app.connect() as connection:
        talk = _Conversation(service, connection, listener, settings.onet_api_ask_again_days)
        yield talk
        console.say(
            f"{talk.title}: {service.requests:,} requests, {talk.rows:,} rows",
            requests=service.requests,
            rows=talk.rows,
        )


class _Conversation:
    """Questions to the service about one release, and what is kept of its answers."""

    def __init__(
        self, service: WebServices, connection: Connection, listener: _OneBar, days: int
    ) -> None:
        self._service = service
        self._connection = connection
        self._listener = listener
        self._again_before = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days)
        self.release: Release = service.release()
        self.rows = 0
        drop_unfinished(connection, self.release.number)

    @property
    def title(self) -> str:
        """The service and the release that it holds, for people."""
        return f"O*NET Web Services {self.release.number}"

    def tables(self) -> list[str]:
        """Ask for the ids of the tables that the service has and we read."""
        return [each.table_id for each in self._service.tables() if each.table_id in READABLE]

    def keeps_whole(self, table_id: str) -> bool:
        """Tell whether the whole table is kept."""
        return any(read.occupation_code == WHOLE_TABLE for read in self._kept(table_id))

    def kept_occupations(self, table_id: str) -> set[str]:
        """Return the occupations that need not be asked for: an answer is kept, or is too new."""
        return {
            read.occupation_code
            for read in self._kept(table_id)
            if read.total or read.asked_at > self._again_before
        }

    def occupations(self) -> set[str]:
        """Return the occupations of the service, as far as its list is kept."""
        return {
            row[CODE]
            for read in self._kept(OCCUPATIONS)
            for row in rows_of(self._connection, read.read_id)
        }

    def read_whole(self, table_id: str, is_worth_it: Callable[[Page], bool] | None = None) -> bool:
        """Read a whole table from where an earlier read of it stopped.

        Args:
            table_id: the table.
            is_worth_it: told the first page, says whether to go on.

        Returns:
            Whether it was read to its end.
        """
        read_id, place = open_read(self._connection, self.release, table_id)
        pages = self._service.rows(table_id, key=_key(table_id), start=place)
        came = 0
        for page in pages:
            self._keep(read_id, page)
            came += len(page.rows)
            if is_worth_it and not page.is_last and not is_worth_it(page):
                return False
            is_worth_it = None
        close_reads(self._connection, [read_id])
        self._listener.say(f"read {table_id} of {self.title}, {came:,} rows")
        return True

    def read_occupations(self, table_id: str, codes: Sequence[str]) -> None:
        """Ask for some occupations of a table; each answer counts once the release is checked."""
        if not codes:
            return
        read_ids, rated, came = [], 0, 0
        with self._listener.over(f"asking for {table_id}", len(codes), "occupations") as bar:
            for code in codes:
                read_id, place = open_read(self._connection, self.release, table_id, code)
                read_ids.append(read_id)
                pages = self._service.rows(
                    table_id, key=_key(table_id), filters=(Filter(CODE, code),), start=place
                )
                rows = place.start - 1 if place else 0
                for page in pages:
                    self._keep(read_id, page)
                    rows += len(page.rows)
                rated += rows > 0
                came += rows
                bar.advance(1)
        try:
            self._service.check_release(self.release.name)
        except ReleaseChanged:
            discard_reads(self._connection, read_ids)
            raise
        close_reads(self._connection, read_ids)
        self._listener.say(
            f"asked for {len(codes):,} occupations of {table_id} of {self.title}: "
            f"{rated:,} have something, {came:,} rows"
        )

    def read_cheapest(self, table_id: str, codes: Sequence[str]) -> None:
        """Ask for occupations one by one, or for the whole table where that is fewer requests."""

        def is_worth_it(first: Page) -> bool:
            to_come = -(-(first.total - first.end) // len(first.rows))
            return to_come < len(codes)

        if len(codes) <= WORTH_A_LOOK or not self.read_whole(table_id, is_worth_it):
            self.read_occupations(table_id, codes)

    def _kept(self, table_id: str) -> list[Read]:
        kept = whole_reads(self._connection, self.release.number)
        return [read for read in kept if read.table_id == table_id]

    def _keep(self, read_id: int, page: Page) -> None:
        keep_page(self._connection, read_id, page)
        self.rows += len(page.rows)


class _OneBar:
    """Passes news on to the console, and shows one progress bar at a time."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._is_shown = False
        self.say = console.say
        self.warn = console.warn

    def progress(
        self, label: str, total: int | None = None, unit: str = "rows"
    ) -> AbstractContextManager[Bar]:
        """Show a bar of its own unless one is shown for many questions."""
        return _no_bar() if self._is_shown else self._console.progress(label, total, unit)

    @contextmanager
    def over(self, label: str, total: int, unit: str) -> Iterator[Bar]:
        """Show one bar for all questions of the block."""
        with self._console.progress(label, total, unit) as bar:
            self._is_shown = True
            try:
                yield bar
            finally:
                self._is_shown = False


@contextmanager
def _no_bar() -> Iterator[Bar]:
    class Silent:
        def advance(self, steps: int = 1) -> None:
            """Show nothing."""

    yield Silent()


def _key(table_id: str) -> tuple[str, ...]:
    contract = contract_of(table_id)
    assert contract is not None
    return contract.natural_key
