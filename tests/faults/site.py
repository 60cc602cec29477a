"""An installation that was published once, and what tests of faults do to it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

from sqlalchemy import text

from pipeline.compiled import analyses_folder, shown
from pipeline.console import Console
from pipeline.publish import live_invocation
from pipeline.rotation import SUFFIXES
from pipeline.run import Request, Summary, run
from pipeline.settings import ROOT, Settings
from tests.conftest import Installation
from tests.published import checksums, landing_rows, published_rows
from tests.release import OCCUPATIONS, write_release

STRUCK_AT = Path(__file__).with_name("struck_at.py")
NEVER = 1_000_000  # calls
FORBIDDEN = "Forbidden"  # a title that a test of the small project refuses

_numbers = itertools.count(1)


@dataclass
class Site:
    """An installation of the small project.

    Args:
        installation: its settings name the small project as root.
        folder: where deliveries are written.
        out, err: what runs in this process said.
    """

    installation: Installation
    folder: Path
    out: StringIO = field(default_factory=StringIO)
    err: StringIO = field(default_factory=StringIO)

    @property
    def settings(self) -> Settings:
        return self.installation.settings

    def delivery(
        self, title: str | None = None, release_name: str = "30.3", month: str = "May 2026"
    ) -> Path:
        """Write a release in which chemists have a ``title`` of their own; return its folder."""
        number = next(_numbers)
        title = title or f"Chemists {number}"
        rows = [(OCCUPATIONS[0][0], OCCUPATIONS[0][1], "w"), (OCCUPATIONS[1][0], title, "w")]
        folder = self.folder / f"delivery-{number}"
        return write_release(folder, release_name, month, changed={"Occupation Data.txt": rows})

    def run(self, *folders: Path, patience: float | None = None, **request) -> Summary:
        """Run the pipeline in this process."""
        settings = replace(self.settings, swap_patience=patience) if patience else self.settings
        console = Console("text", self.out, self.err)
        return run(settings, Request(onet_folders=folders, **request), console)

    def start(
        self, point: str, strike: str, count: int, *arguments: str, **environment: str
    ) -> subprocess.Popen[str]:
        """Start a run in a process group of its own that strikes itself at ``point``."""
        command = [sys.executable, str(STRUCK_AT), str(self.settings.root), point, strike]
        return subprocess.Popen(
            [*command, str(count), "--", *arguments],
            env={**os.environ, **self.environment(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def killed_run(self, point: str, strike: str, count: int, *folders: Path) -> str:
        """Run until the process kills itself at ``point``; return what it had said."""
        named = [argument for folder in folders for argument in ("--onet-dir", str(folder))]
        process = self.start(point, strike, count, "run", *named)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == -9, f"the point was not reached: {said}"
        return said

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Call the command line in a process of its own, and let it end."""
        process = self.start("pipeline.run:run", "before", NEVER, *arguments, **environment)
        said, _ = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, said)

    @contextmanager
    def reading_in_a_transaction(self) -> Iterator[int]:
        """Hold a reader's transaction open, as a client without autocommit does; yield its id."""
        engine = self.installation.server.engine("reader", self.settings.databases.published)
        with engine.connect() as connection:
            connection.exec_driver_sql("start transaction")
            connection.exec_driver_sql("select * from titles").all()
            yield connection.exec_driver_sql("select connection_id()").scalar_one()

    def environment(self) -> dict[str, str]:
        """Return the variables that lead the command line to this installation."""
        variables = {
            "PYTHONPATH": str(ROOT),
            "SKILLGAP_PREFIX": self.settings.prefix,
            "SKILLGAP_LOCAL": str(self.settings.local),
        }
        if self.settings.endpoint:
            variables["MYSQL_SOCKET"] = str(self.settings.endpoint.socket)
        for role, account in self.settings.role_accounts.items():
            variables[f"SKILLGAP_{role.upper()}_USER"] = account.user
        return variables

    def checksums(self) -> dict[str, tuple]:
        return checksums(self.installation)

    def titles(self) -> set[str]:
        """Return the titles that readers see through the published view."""
        return {title for (title,) in published_rows(self.installation, VIEW)}

    def ledger(self, query: str) -> list[tuple]:
        return landing_rows(self.installation, query)

    def admin(self, statement: str, database: str | None = None):
        """Run a statement as the administrator; return its rows, if it has any."""
        engine = self.installation.server.engine("admin", database, autocommit=True)
        with engine.connect() as connection:
            result = connection.exec_driver_sql(
                statement, execution_options={"no_parameters": True}
            )
            return [tuple(row) for row in result] if result.returns_rows else []

    def untidy(self) -> dict[str, object]:
        """Return what a fault has left behind: empty when all is well."""
        databases = self.settings.databases
        server = self.installation.server
        found = {
            "runs at work": self.ledger("select run_id from runs where status = 'running'"),
            "batches": self.ledger(
                "select batch_id, status from batches where status in ('loading', 'landed')"
            ),
            "rows of no batch": self.ledger(
                "select distinct batch_id from onet_occupation_data where batch_id not in "
                "(select batch_id from batches where status = 'ready')"
            ),
            "tables": [
                row
                for row in self.admin(
                    "select table_schema, table_name from information_schema.tables where "
                    f"table_schema in ('{databases.published}', '{databases.previous}', "
                    f"'{databases.build}')"
                )
                if row[1].endswith(SUFFIXES)
            ],
            "files of another set": shown(self.settings)
            if shown(self.settings) != live_invocation(server, self.settings)
            else None,
        }
        return {what: left for what, left in found.items() if left}

    def answer_of_the_analysis(self) -> set[str]:
        """Run the compiled analysis as a reader does."""
        sql = (analyses_folder(self.settings) / "all_titles.sql").read_text(encoding="utf-8")
        with self.installation.server.engine("reader").connect() as connection:
            return set(connection.scalars(text(sql)))


VIEW = "select title from released_titles"
