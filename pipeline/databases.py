"""Make the databases of an installation, their tables and, on a server of our own, its accounts."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from load import schema
from pipeline.accounts import account_statements, passwords, quoted_account, rights
from pipeline.errors import SkillgapError
from pipeline.server import Server
from pipeline.settings import ROLES, Databases, Settings

CHARACTER_SET = "utf8mb4"
COLLATION = "utf8mb4_bin"


def create(server: Server, settings: Settings) -> None:
    """Make what is missing of the databases and accounts; change nothing that is there.

    On a server that is not ours each database is made by the role that owns it.

    Raises:
        SkillgapError: the account may not do that; the message holds the SQL that an
            administrator can run instead.
    """
    if server.is_ours:
        with server.engine("admin", autocommit=True).connect() as connection:
            _create_databases(connection, server, settings, settings.databases.all())
            _create_accounts(connection, server, settings)
        return
    for role, names in owned_databases(settings.databases).items():
        with server.engine(role, autocommit=True).connect() as connection:
            _create_databases(connection, server, settings, names)


def migrate(server: Server, settings: Settings) -> list[str]:
    """Bring the tables of ``<prefix>_landing`` and ``<prefix>_app`` up to date.

    Returns:
        What was done, in words: one line for each of the two that was changed.
    """
    told = []
    for database, name in (
        ("landing", settings.databases.landing),
        ("app", settings.databases.app),
    ):
        done = schema.migrate(
            server.engine("loader", name), schema.alembic_config(settings.root, database)
        )
        if done:
            steps = "" if len(done) == 1 else f", {len(done)} steps"
            told.append(f"migrated the {database} tables to revision {done[-1]}{steps}")
    return told


def owned_databases(databases: Databases) -> dict[str, tuple[str, ...]]:
    """Return the databases that each role makes and changes."""
    return {
        "loader": (databases.landing, databases.app),
        "builder": (databases.build, databases.dev),
        "publisher": (databases.published, databases.previous),
    }


def database_statement(name: str) -> str:
    """Return the SQL that makes one database."""
    return (
        f"create database if not exists `{name}` character set {CHARACTER_SET} collate {COLLATION}"
    )


def setup_sql(server: Server, settings: Settings) -> str:
    """Return the SQL with which an administrator gives the settings' accounts what they need."""
    names = settings.databases.all()
    lines = [f"{database_statement(name)};" for name in names]
    for role in ROLES:
        account = quoted_account(server.accounts[role].user, "%")
        lines += [
            f"grant {', '.join(right.privileges)} on {right.on()} to {account};"
            for right in rights(role, settings.databases)
        ]
    return "\n".join(dict.fromkeys(lines))


def _create_databases(
    connection: Connection, server: Server, settings: Settings, names: Iterable[str]
) -> None:
    existing = set(
        connection.exec_driver_sql("select schema_name from information_schema.schemata").scalars()
    )
    for name in names:
        if name in existing:
            continue
        try:
            connection.exec_driver_sql(database_statement(name))
        except DBAPIError as error:
            if server.is_ours or error.connection_invalidated:
                raise
            raise SkillgapError(
                f"database {name} does not exist, and it could not be made",
                where=str(server.endpoint),
                found=str(error.orig.args[-1]),
                state="nothing was changed",
                advice="let an administrator of that server run:\n" + setup_sql(server, settings),
            ) from error


def _create_accounts(connection: Connection, server: Server, settings: Settings) -> None:
    for statement, values in account_statements(
        settings.prefix, settings.databases, server.account_hosts, passwords(settings)
    ):
        connection.exec_driver_sql(statement, values)
