"""Publishing: one statement swaps all marts of a tested build in, or back out.

Readers see one set or the other, statement by statement. What was live moves
to ``<prefix>_previous``; what was previous moves to the build, where the next
build replaces it. Views cannot be renamed across databases: they are recreated
over the live tables right after the swap, and checked before it.

The ledger table ``publications`` is written before the swap, so that the views
of a set are known even if we are killed right after; the row of a set that
never went live is taken out again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, column, delete, func, insert, select, table, text, update
from sqlalchemy.exc import DBAPIError

from load.tables import publications
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.mart_set import (
    MARKER_TABLE,
    MartSet,
    UnfinishedBuild,
    check_views_stay_inside,
    qualified,
)
from pipeline.patience import NO_SUCH_TABLE, Blocked, Effort, Patience, error_code
from pipeline.rotation import (
    BLANK,
    INCOMING,
    OUTGOING,
    SUFFIXES,
    Contents,
    Move,
    exchange,
    rename_statement,
    rotation,
)
from pipeline.server import Server
from pipeline.settings import Settings
from pipeline.views import (
    check_new_views,
    check_published_views,
    create_view,
    replace_views,
    unreadable_over_previous,
    view_definitions,
)

RELEASES_TABLE = "published_releases"

PUBLISH = "./run_pipeline.sh publish"
STEP_BACK = "./run_pipeline.sh publish --previous"


@dataclass(frozen=True)
class Publication:
    """What a publish or a step back did.

    Args:
        invocation_id: the set that readers now see.
        action: ``published``; ``already live``, when only the views were redone; or
            ``stepped back``.
        replaced: the set they saw before; None if there was none.
        tables, views: how many of each the set has.
        swap_seconds: how long the one statement took, 0 if there was none.
        waited_seconds: from the first attempt at the swap to its end.
        attempts: how often the swap was tried.
    """

    invocation_id: str
    action: Literal["published", "already live", "stepped back"]
    replaced: str | None
    tables: int
    views: int
    swap_seconds: float = 0.0
    waited_seconds: float = 0.0
    attempts: int = 0


def publish(
    mart_set: MartSet, server: Server, settings: Settings, run_id: int, console: Console
) -> Publication:
    """Show ``mart_set``, which was built and tested, to the readers.

    Call it under the run's locks. Publishing a set that is live already only redoes its
    views. Whatever is raised, readers see the set of before, whole, unless the message
    says that the tables are swapped and the views are not.

    Args:
        mart_set: the marts that one dbt build made in ``<prefix>_build``.
        run_id: the run that publishes, for the ledger.

    Raises:
        UnfinishedBuild: the build database does not hold this set.
        ViewWouldBreak: a published view reads a column that the build no longer has.
        Blocked: readers' locks were not to be had within ``settings.swap_patience``.
        AnswerLost: the server went away and stayed away.
    """
    databases = settings.databases
    ledger = _Ledger(server, settings)
    patience = Patience(server, settings, console)
    publisher = server.engine("publisher", autocommit=True)

    check_views_stay_inside(mart_set, databases)
    live = _settle(patience, ledger, settings)
    if live == mart_set.invocation_id:
        ledger.record_if_missing(mart_set, run_id)
        _renew_views(mart_set.views, patience, settings, PUBLISH)
        return _said(
            console,
            Publication(live, "already live", live, len(mart_set.tables), len(mart_set.views)),
        )

    with publisher.connect() as connection:
        _check_finished(connection, mart_set, settings)
        mart_set.remember(settings)
        now = _contents(connection, settings)
        _drop_leftovers(connection, {*mart_set.tables, *mart_set.views}, now, settings)
        check_new_views(connection, mart_set)
        check_published_views(
            connection, mart_set, view_definitions(connection, databases.published), databases
        )
        _analyze(connection, mart_set, settings)
        _add_blanks(connection, mart_set, now, settings)
        _add_views_for_former_tables(connection, mart_set, now, settings)
    ledger.record(mart_set, run_id)

    def make_ready(connection: Connection) -> None:
        _check_finished(connection, mart_set, settings)
        _stamp_releases(connection, mart_set, settings)

    moves = rotation(mart_set.tables, mart_set.views, now, databases)
    try:
        seconds, effort = _swap(
            moves, mart_set.invocation_id, make_ready, patience, settings, PUBLISH
        )
    except Blocked as error:
        _settle(patience, ledger, settings)
        error.state = (
            f"nothing was published; the tested build waits in {databases.build}, "
            "the published tables are as they were"
        )
        raise
    _renew_views(mart_set.views, patience, settings, PUBLISH)
    ledger.record(mart_set, run_id)
    with publisher.connect() as connection:
        _drop_outgoing(connection, now, settings, console)
    return _said(
        console,
        Publication(
            mart_set.invocation_id,
            "published",
            live,
            len(mart_set.tables),
            len(mart_set.views),
            seconds,
            effort.seconds,
            effort.attempts,
        ),
    )


def step_back(server: Server, settings: Settings, console: Console) -> Publication:
    """Swap live and previous; the build is not touched. A second step back undoes the first.

    Call it under the run's locks.

    Raises:
        UsageError: there is no previous set.
        Blocked, AnswerLost: as in :func:`publish`.
    """
    databases = settings.databases
    ledger = _Ledger(server, settings)
    patience = Patience(server, settings, console)

    live = _settle(patience, ledger, settings)
    with server.engine("publisher", autocommit=True).connect() as connection:
        wanted = _marker(connection, databases.previous)
        if wanted is None:
            raise UsageError(
                "there is no previous set of tables to step back to",
                where=f"database {databases.previous}",
                found="one publish so far" if live else "nothing was ever published",
                state="nothing was changed",
                advice="./run_pipeline.sh status shows what is published",
            )
        views = ledger.views(wanted)
        now = _contents(connection, settings)
        unreadable = unreadable_over_previous(
            connection,
            view_definitions(connection, databases.published),
            now.previous_tables,
            databases,
        )
    if unreadable:
        console.warn(
            f"readers of {', '.join(unreadable)} may get an error for a moment: "
            "the previous tables lack what these views read, until they are recreated"
        )
    try:
        seconds, effort = _swap(
            exchange(now, databases), wanted, lambda connection: None, patience, settings, STEP_BACK
        )
    except Blocked as error:
        error.state = "nothing was changed"
        raise
    _renew_views(views, patience, settings, f"{STEP_BACK}, twice: forth and back again")
    return _said(
        console,
        Publication(
            wanted,
            "stepped back",
            live,
            len(now.previous_tables),
            len(views),
            seconds,
            effort.seconds,
            effort.attempts,
        ),
    )


def live_invocation(server: Server, settings: Settings) -> str | None:
    """Return the ``invocation_id`` of the set that readers see, None if nothing is published."""
    with server.engine("publisher", autocommit=True).connect() as connection:
        return _marker(connection, settings.databases.published)


def newest_publication(server: Server, settings: Settings) -> str | None:
    """Return the ``invocation_id`` that was published last, which a step back may have undone."""
    return _Ledger(server, settings).newest()


def built_by(server: Server, settings: Settings) -> int:
    """Return the number of the run that built the set that readers see, 0 if there is none."""
    releases = table(RELEASES_TABLE, column("run_id"), schema=settings.databases.published)
    with server.engine("publisher", autocommit=True).connect() as connection:
        try:
            return connection.scalar(select(func.max(releases.c.run_id))) or 0
        except DBAPIError as error:
            if error_code(error) != NO_SUCH_TABLE:
                raise
            return 0


def previous_invocation(server: Server, settings: Settings) -> str | None:
    """Return the ``invocation_id`` of the set to step back to, None if there is none."""
    with server.engine("publisher", autocommit=True).connect() as connection:
        return _marker(connection, settings.databases.previous)


class _Ledger:
    """The table ``publications``."""

    def __init__(self, server: Server, settings: Settings) -> None:
        self._engine = server.engine("loader", settings.databases.landing)

    def record(self, mart_set: MartSet, run_id: int) -> None:
        """Write the row of a set, in place of an earlier one."""
        with self._engine.begin() as connection:
            connection.execute(
                delete(publications).where(publications.c.invocation_id == mart_set.invocation_id)
            )
            connection.execute(
                insert(publications).values(
                    invocation_id=mart_set.invocation_id,
                    run_id=run_id,
                    published_at=func.utc_timestamp(6),
                    views=json.dumps(dict(mart_set.views)),
                )
            )

    def record_if_missing(self, mart_set: MartSet, run_id: int) -> None:
        """Write the row of a set that is live without one."""
        if self._views_text(mart_set.invocation_id) is None:
            self.record(mart_set, run_id)

    def views(self, invocation_id: str) -> dict[str, str]:
        """Return the views of a set: name -> SELECT over the build's names.

        Raises:
            SkillgapError: the ledger does not know the set.
        """
        recorded = self._views_text(invocation_id)
        if recorded is None:
            raise SkillgapError(
                "the ledger does not know the views of the previous set",
                where="table publications of the landing database",
                expected=f"a row for build {invocation_id}",
                state="nothing was changed",
                advice="build and publish anew: ./run_pipeline.sh run",
            )
        return json.loads(recorded)

    def newest(self) -> str | None:
        """Return the set that the last run to publish published.

        Runs are told apart by number, here and below: a clock may be set back.
        """
        with self._engine.connect() as connection:
            return connection.scalar(
                select(publications.c.invocation_id).order_by(publications.c.run_id.desc()).limit(1)
            )

    def forget_unpublished(self, known: Iterable[str]) -> None:
        """Take out rows of runs after every one of ``known``: they never went live."""
        with self._engine.begin() as connection:
            newest = connection.scalar(
                select(func.max(publications.c.run_id)).where(
                    publications.c.invocation_id.in_(list(known))
                )
            )
            never_live = delete(publications)
            if newest is not None:
                never_live = never_live.where(publications.c.run_id > newest)
            connection.execute(never_live)

    def _views_text(self, invocation_id: str) -> str | None:
        with self._engine.connect() as connection:
            return connection.scalar(
                select(publications.c.views).where(publications.c.invocation_id == invocation_id)
            )


def _settle(patience: Patience, ledger: _Ledger, settings: Settings) -> str | None:
    """Bring what a killed publish left in server and ledger to rest; return the live set's id."""
    databases = settings.databases

    def ask(connection: Connection) -> tuple[str | None, str | None]:
        return _marker(connection, databases.published), _marker(connection, databases.previous)

    (live, previous), _ = patience.do("publishing", ask)
    ledger.forget_unpublished(marker for marker in (live, previous) if marker)
    return live


def _swap(
    moves: list[Move],
    wanted: str,
    make_ready: Callable[[Connection], None],
    patience: Patience,
    settings: Settings,
    again: str,
) -> tuple[float, Effort]:
    """Do all ``moves`` in one statement; return its seconds and what it took.

    An attempt whose answer was lost may have come through: each attempt looks first.
    """
    databases = settings.databases
    statement = text(rename_statement(moves, databases))

    def attempt(connection: Connection) -> float:
        if _marker(connection, databases.published) == wanted:
            return 0.0
        make_ready(connection)
        started = time.monotonic()
        connection.execute(statement)
        return time.monotonic() - started

    return patience.do("the swap of the tables", attempt, again)


def _renew_views(
    views: Mapping[str, str], patience: Patience, settings: Settings, again: str
) -> None:
    try:
        patience.do(
            "the renewal of the views",
            lambda connection: replace_views(connection, views, settings.databases),
            again,
        )
    except Blocked as error:
        error.state = (
            "the tables are published; some views are still those of the set before, "
            "read over the new tables"
        )
        raise


def _marker(connection: Connection, database: str) -> str | None:
    """Return the ``invocation_id`` of the set of marts in ``database``."""
    marker = table(MARKER_TABLE, column("invocation_id"), schema=database)
    try:
        return connection.scalars(select(marker.c.invocation_id)).one_or_none()
    except DBAPIError as error:
        if error_code(error) != NO_SUCH_TABLE:
            raise
        return None


def _names(connection: Connection, database: str, kind: str) -> frozenset[str]:
    rows = connection.scalars(
        text(
            "select table_name from information_schema.tables "
            "where table_schema = :database and table_type = :kind"
        ),
        {"database": database, "kind": kind},
    )
    return frozenset(rows)


def _contents(connection: Connection, settings: Settings) -> Contents:
    live, previous = settings.databases.published, settings.databases.previous
    return Contents(
        live_tables=_names(connection, live, "BASE TABLE"),
        live_views=frozenset(
            name for name in _names(connection, live, "VIEW") if not name.endswith(SUFFIXES)
        ),
        previous_tables=_names(connection, previous, "BASE TABLE"),
    )


def _check_finished(connection: Connection, mart_set: MartSet, settings: Settings) -> None:
    build = settings.databases.build
    found = _marker(connection, build)
    if found != mart_set.invocation_id:
        is_previous = _marker(connection, settings.databases.previous) == mart_set.invocation_id
        raise UnfinishedBuild(
            "the build database does not hold the build that was to be published",
            where=qualified(build, MARKER_TABLE),
            found=f"build {found}" if found else "no finished build",
            expected=f"build {mart_set.invocation_id}",
            state="nothing was published",
            advice="it is the previous set; bring it back: " + STEP_BACK
            if is_previous
            else "build again: ./run_pipeline.sh run",
        )
    if missing := sorted(set(mart_set.tables) - _names(connection, build, "BASE TABLE")):
        raise UnfinishedBuild(
            "the build lacks tables that were to be published",
            where=f"database {build}",
            found="missing: " + ", ".join(missing),
            state="nothing was published",
            advice="build again: ./run_pipeline.sh run",
        )


def _drop_leftovers(
    connection: Connection, coming: Iterable[str], now: Contents, settings: Settings
) -> None:
    """Drop what a killed publish had made ready, or had not yet thrown away."""
    databases = settings.databases
    marts = {*coming, *now.live_tables, *now.live_views, *now.previous_tables}
    ours = {name + suffix for name in marts for suffix in SUFFIXES}
    for database, kind in ((databases.build, "BASE TABLE"), (databases.published, "VIEW")):
        for name in sorted(ours & _names(connection, database, kind)):
            what = "table" if kind == "BASE TABLE" else "view"
            connection.execute(text(f"drop {what} {qualified(database, name)}"))


def _analyze(connection: Connection, mart_set: MartSet, settings: Settings) -> None:
    names = ", ".join(qualified(settings.databases.build, name) for name in mart_set.tables)
    troubles = [
        f"{row[0]}: {row[3]}"
        for row in connection.execute(text(f"analyze table {names}"))
        if row[2].lower() == "error"
    ]
    if troubles:
        raise SkillgapError(
            "the tables of the build could not be analyzed",
            found="\n".join(troubles),
            state="nothing was published",
        )


def _add_blanks(
    connection: Connection, mart_set: MartSet, now: Contents, settings: Settings
) -> None:
    """Make an empty copy of each mart without a previous, so that the build lacks no table."""
    build = settings.databases.build
    for name in sorted(set(mart_set.tables) - now.previous_tables):
        blank = qualified(build, name + BLANK)
        connection.execute(text(f"create table {blank} like {qualified(build, name)}"))


def _add_views_for_former_tables(
    connection: Connection, mart_set: MartSet, now: Contents, settings: Settings
) -> None:
    """Make a view ready beside the published table whose name it takes in the swap.

    It is first read over the tables that are published now, so it must resolve there.
    """
    for name in sorted(mart_set.views.keys() & now.live_tables):
        try:
            create_view(connection, name, mart_set.views[name], settings.databases, INCOMING)
        except DBAPIError as error:
            raise SkillgapError(
                f"the table {name} cannot become a view in this publish",
                found=str(error.orig),
                expected="a view that can be read over the tables published now",
                state="nothing was published",
                advice="publish the columns it reads first, the view one publish later",
            ) from error


def _stamp_releases(connection: Connection, mart_set: MartSet, settings: Settings) -> None:
    if RELEASES_TABLE in mart_set.tables:
        releases = table(RELEASES_TABLE, column("published_at"), schema=settings.databases.build)
        connection.execute(update(releases).values(published_at=func.utc_timestamp(6)))


def _drop_outgoing(
    connection: Connection, now: Contents, settings: Settings, console: Console
) -> None:
    """Drop the marts that left previous; if someone reads one, the next publish does it."""
    build = settings.databases.build
    ours = {name + OUTGOING for name in now.previous_tables}
    connection.execute(text("set session lock_wait_timeout = 1"))
    for name in sorted(ours & _names(connection, build, "BASE TABLE")):
        try:
            connection.execute(text(f"drop table {qualified(build, name)}"))
        except DBAPIError as error:
            console.warn(f"{build}.{name} stays until the next publish: {error.orig}")


def _said(console: Console, publication: Publication) -> Publication:
    counted = f"{publication.tables} tables and {publication.views} views"
    fields = {
        "action": publication.action,
        "invocation_id": publication.invocation_id,
        "swap_seconds": round(publication.swap_seconds, 3),
        "attempts": publication.attempts,
    }
    if publication.action == "already live":
        console.say(
            f"this build is live already; only its {publication.views} views were redone", **fields
        )
    else:
        console.say(
            f"{publication.action}: {counted}, swapped in {publication.swap_seconds * 1000:.0f} ms",
            **fields,
        )
    return publication
