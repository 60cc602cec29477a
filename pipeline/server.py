"""Find the database server, or start one of our own, and connect to it in a role."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pymysql
import sqlalchemy
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from pipeline import docker_server
from pipeline.accounts import own_accounts, passwords
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.private_server import PrivateServer
from pipeline.server_programs import OLDEST, is_supported, parse_version
from pipeline.settings import ROLES, Account, Endpoint, Settings

LOCK_WAIT_TIMEOUT = 60  # seconds; MySQL's own default is a year
STRICT = (
    "STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
)
# MariaDB's check of GROUP BY knows no dependency on a key and refuses what is right; it is off
# by default there.
SQL_MODES = {"mysql": f"ONLY_FULL_GROUP_BY,{STRICT}", "mariadb": STRICT}
NOT_LET_IN = (1045, 1698)
ACCESS_DENIED = (1044, *NOT_LET_IN)
TRUSTED_FOR = 1.0  # seconds that a connection of a pool may rest without being tried
_RESTS_SINCE = "rests since"
NEVER_OURS = "nothing was started: a named server is never started or stopped"


class Accounts(dict[str, Account]):
    """Accounts by role; asking for one that the settings do not name says so."""

    def __missing__(self, role: str) -> Account:
        raise UsageError(
            f"no account is named for the role {role}",
            expected=f"MYSQL_USER and MYSQL_PASSWORD, or SKILLGAP_{role.upper()}_USER "
            f"and SKILLGAP_{role.upper()}_PASSWORD",
            advice="set them in the environment or in .env",
        )


@dataclass(frozen=True)
class Server:
    """A server that answered.

    Args:
        endpoint: where it listens.
        product, version: what it is, for example ``mysql`` and ``9.7.4``.
        accounts: an account for each role; on a server of our own also ``admin``.
        account_hosts: the host parts of the accounts that we make on a server of our
            own; empty on a server that is not ours, where we make none.
        prefix: the installation, for the name its connections show.
    """

    endpoint: Endpoint
    product: str
    version: str
    accounts: Mapping[str, Account] = field(repr=False)
    account_hosts: tuple[str, ...] = ()
    prefix: str = "skillgap"

    @property
    def is_ours(self) -> bool:
        """Whether we made this server, and so may make accounts on it."""
        return bool(self.account_hosts)

    def pooled_engine(
        self,
        role: str,
        database: str,
        connections: int,
        query_seconds: float,
        *,
        autocommit: bool = False,
    ) -> sqlalchemy.Engine:
        """Return an engine for a service that answers many: its connections are kept and tried.

        Args:
            role, database, autocommit: as for :meth:`engine`.
            connections: how many it holds at most; who finds none free waits two seconds.
            query_seconds: after which the server breaks a SELECT off (MySQL error 3024,
                MariaDB 1969).
        """
        limit = (
            f"max_execution_time = {round(query_seconds * 1000)}"
            if self.product == "mysql"
            else f"max_statement_time = {query_seconds}"
        )
        pool = {
            "poolclass": QueuePool,
            "pool_size": connections,
            "max_overflow": 0,
            "pool_timeout": 2,
            "pool_recycle": 3600,
            "skip_autocommit_rollback": autocommit,  # no transaction that could be left open
        }
        engine = self._engine(
            role, database, autocommit=autocommit, pool=pool, limit=limit, connect_timeout=3
        )
        sqlalchemy.event.listen(engine, "checkin", _note_rest)
        sqlalchemy.event.listen(engine, "checkout", _try_rested)
        return engine

    def engine(
        self, role: str, database: str | None = None, *, autocommit: bool = False
    ) -> sqlalchemy.Engine:
        """Return an engine that connects as ``role``; nothing is pooled.

        Sessions are utf8mb4 with collation utf8mb4_bin, in UTC, strict, and wait 60 s for
        a lock. The loader may send local files. The reader commits each statement:
        a transaction left open by a reader holds up every publish.
        """
        return self._engine(role, database, autocommit=autocommit, pool={"poolclass": NullPool})

    def _engine(
        self,
        role: str,
        database: str | None,
        *,
        autocommit: bool,
        pool: Mapping[str, object],
        limit: str | None = None,
        connect_timeout: int = 10,
    ) -> sqlalchemy.Engine:
        account = self.accounts[role]
        endpoint = self.endpoint
        url = sqlalchemy.URL.create(
            "mysql+pymysql",
            username=account.user,
            host=None if endpoint.socket else endpoint.host,
            port=None if endpoint.socket else endpoint.port,
            database=database,
            query={"unix_socket": endpoint.socket} if endpoint.socket else {},
        )
        options = dict(pool)
        if autocommit or role == "reader":
            options["isolation_level"] = "AUTOCOMMIT"
        engine = sqlalchemy.create_engine(
            url,
            hide_parameters=role == "admin",  # they hold passwords
            connect_args={
                # As bytes: PyMySQL takes text for Latin-1, and the servers take UTF-8.
                "password": account.password.encode(),
                "charset": "utf8mb4",
                "init_command": f"set session time_zone = '+00:00', "
                f"lock_wait_timeout = {LOCK_WAIT_TIMEOUT}, "
                f"sql_mode = '{SQL_MODES[self.product]}'" + (f", {limit}" if limit else ""),
                "local_infile": role == "loader",
                "program_name": f"skillgap {self.prefix} {role}",
                "connect_timeout": connect_timeout,
                # Over a socket nothing is to be hidden; else each connection reads all the
                # system's certificates, which takes 50 ms.
                "ssl_disabled": bool(endpoint.socket),
            },
            **options,
        )
        sqlalchemy.event.listen(engine, "connect", _compare_bytes)
        if not self.is_ours:
            sqlalchemy.event.listen(engine, "handle_error", self._tell_denied(role))
        return engine

    def _tell_denied(self, role: str) -> Callable[[sqlalchemy.ExceptionContext], None]:
        """Return what turns a password that the server refuses into a wrong setting."""

        def tell(context: sqlalchemy.ExceptionContext) -> None:
            code = (context.original_exception.args or (None,))[0]
            if context.connection is None and code in NOT_LET_IN:
                raise denied(self, role, context.original_exception)

        return tell


def _compare_bytes(connection: pymysql.connections.Connection, record: object) -> None:
    # SQLAlchemy names the character set on connecting, which resets the collation.
    with connection.cursor() as cursor:
        cursor.execute("set names utf8mb4 collate utf8mb4_bin")


def _note_rest(
    connection: pymysql.connections.Connection | None, record: ConnectionPoolEntry
) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


def _try_rested(
    connection: pymysql.connections.Connection, record: ConnectionPoolEntry, _: object
) -> None:
    """Try a connection that was not used for a while; the server may have closed it since.

    Tried before each use, as SQLAlchemy's ``pool_pre_ping`` does, a short question takes a tenth
    longer; and a server that stops in the midst of questions breaks them off either way.

    Raises:
        InvalidatePoolError: it is closed; the pool replaces it, and all that are as old.
    """
    if time.monotonic() - record.info.get(_RESTS_SINCE, math.inf) < TRUSTED_FOR:
        return
    try:
        connection.ping(reconnect=False)
    except pymysql.Error as error:
        raise InvalidatePoolError from error


def find_or_start(settings: Settings, console: Console) -> Server:
    """Return the server to work on.

    The order: the server that the settings name, which is never started or stopped;
    the one this project used before; a Docker engine that answers; a private server.

    Raises:
        UsageError: the settings name a server or account that cannot be used.
        SkillgapError: there is no server and none could be started; the message says
            what is missing and the ways out.
    """
    if settings.endpoint is not None:
        return _named(settings)
    private = private_server(settings)
    if settings.server_product is None and private.program() is None:
        endpoint = docker_server.start(settings, console)
        if endpoint is not None:
            return _in_docker(settings, endpoint)
    running = private.start(settings.server_product, console)
    return Server(
        endpoint=Endpoint(socket=running.socket),
        product=running.product,
        version=running.version,
        accounts=Accounts(own_accounts(settings.prefix), admin=Account("root")),
        account_hosts=("localhost", "127.0.0.1"),
        prefix=settings.prefix,
    )


def private_server(settings: Settings) -> PrivateServer:
    """Return the private server of this installation, running or not."""
    return PrivateServer(settings.local)


def _named(settings: Settings) -> Server:
    accounts = Accounts(
        {
            role: account
            for role in ROLES
            if (account := settings.role_accounts.get(role) or settings.account)
        }
    )
    role = next(iter(accounts), "loader")
    return _connected(Server(settings.endpoint, "mysql", "", accounts, (), settings.prefix), role)


def _in_docker(settings: Settings, endpoint: Endpoint) -> Server:
    known = passwords(settings)
    accounts = Accounts(
        {role: Account(f"{settings.prefix}_{role}", known[role]) for role in ROLES},
        admin=Account("root", docker_server.root_password(settings)),
    )
    # Seen from the container, its host has an address of the container's network.
    server = Server(endpoint, "mysql", "", accounts, ("%",), settings.prefix)
    return _connected(server, "admin")


def denied(server: Server, role: str, error: BaseException) -> UsageError:
    """Return the error that says whose account the server refused, and which settings name it."""
    own = f"SKILLGAP_{role.upper()}_USER and SKILLGAP_{role.upper()}_PASSWORD"
    return UsageError(
        f"the server let {server.accounts[role].user} not in",
        where=f"{server.endpoint}, role {role}",
        found=_words(error),
        state=NEVER_OURS,
        advice=f"check MYSQL_USER and MYSQL_PASSWORD, or {own}, in the environment and in .env",
    )


def _words(error: BaseException) -> str:
    code, *rest = error.args
    return " ".join(str(part) for part in rest) or str(code)


def _connected(server: Server, role: str) -> Server:
    """Return ``server`` with the product and version that it answers with."""
    try:
        with server.engine(role).connect() as connection:
            text = connection.exec_driver_sql("select version()").scalar_one()
    except OperationalError as error:
        if error.orig.args[0] in ACCESS_DENIED:
            raise denied(server, role, error.orig) from error
        raise SkillgapError(
            "the server that the settings name does not answer",
            where=str(server.endpoint),
            found=_words(error.orig),
            state=NEVER_OURS,
            advice="check MYSQL_HOST, MYSQL_PORT or MYSQL_SOCKET in the environment and in .env",
        ) from error
    product, version = parse_version(text)
    if version is None or not is_supported(product, version):
        oldest = ", ".join(f"{name} {'.'.join(map(str, v))}" for name, v in OLDEST.items())
        raise UsageError(
            "this server is too old, or of an unknown kind",
            where=str(server.endpoint),
            found=text,
            expected=f"one of these or newer: {oldest}",
        )
    return Server(
        server.endpoint,
        product,
        version,
        server.accounts,
        server.account_hosts,
        server.prefix,
    )
