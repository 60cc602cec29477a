"""Who holds the lock that a swap of tables waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DBAPIError

MOST_NAMED = 5
LONGEST_STATEMENT = 200

# Granted locks of other connections on tables and views of our databases. The statement is
# the one at work or, in an idle transaction, the last one.
_BY_METADATA_LOCK = text("""
select
    thread.processlist_id, thread.processlist_user, thread.processlist_host,
    thread.processlist_command, thread.processlist_time,
    coalesce(thread.processlist_info, max(statement.sql_text))
from performance_schema.metadata_locks as held
inner join performance_schema.threads as thread on thread.thread_id = held.owner_thread_id
left join performance_schema.events_statements_current as statement
    on statement.thread_id = thread.thread_id
where held.object_type = 'TABLE' and held.lock_status = 'GRANTED'
    and held.object_schema in :databases
    and thread.processlist_id is not null and thread.processlist_id <> connection_id()
group by
    thread.processlist_id, thread.processlist_user, thread.processlist_host,
    thread.processlist_command, thread.processlist_time, thread.processlist_info
order by thread.processlist_time desc, thread.processlist_id
""").bindparams(bindparam("databases", expanding=True))

# Where metadata locks cannot be seen: every open transaction is a suspect.
_BY_TRANSACTION = text("""
select process.id, process.user, process.host, process.command, process.time, process.info
from information_schema.innodb_trx as trx
inner join information_schema.processlist as process on process.id = trx.trx_mysql_thread_id
where process.id <> connection_id()
order by process.time desc, process.id
""")


@dataclass(frozen=True)
class Blocker:
    """A connection that holds, or may hold, a lock on a table to be swapped.

    ``seconds`` is how long it has been at its statement or, when idle, without one.
    """

    connection_id: int
    user: str
    host: str
    is_idle: bool
    seconds: int
    statement: str | None

    def __str__(self) -> str:
        doing = "idle in a transaction" if self.is_idle else "at work"
        said = f"connection {self.connection_id} of {self.user}@{self.host}, {doing} "
        said += f"for {self.seconds} s"
        if self.statement:
            statement = " ".join(self.statement.split())
            if len(statement) > LONGEST_STATEMENT:
                statement = statement[: LONGEST_STATEMENT - 1] + "…"
            said += f": {statement}"
        return said


def find_blockers(connection: Connection, databases: Sequence[str], at_least: int) -> list[Blocker]:
    """Name the connections that hold a lock on a table of ``databases``, longest first.

    Those idle in a transaction, or at their statement for ``at_least`` seconds, are
    named alone, if there are any.

    Needs SELECT on ``performance_schema``. Where the server keeps no metadata
    locks (MariaDB, or MySQL with that switched off) or does not show them, every
    connection with an open transaction is named instead, which needs PROCESS;
    without that too, nothing is returned.
    """
    for query, parameters in (
        (_BY_METADATA_LOCK, {"databases": list(databases)}),
        (_BY_TRANSACTION, {}),
    ):
        try:
            rows = connection.execute(query, parameters).all()
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            continue
        if rows:
            found = [
                Blocker(
                    connection_id=row[0],
                    user=row[1] or "",
                    host=row[2] or "localhost",
                    is_idle=row[3] == "Sleep",
                    seconds=int(row[4] or 0),
                    statement=row[5],
                )
                for row in rows
            ]
            # The others are short statements that came and went while we waited.
            lasting = [b for b in found if b.is_idle or b.seconds >= at_least]
            return (lasting or found)[:MOST_NAMED]
    return []
