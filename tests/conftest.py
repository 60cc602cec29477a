"""What tests share: a server that is thrown away, and installations on it.

``SKILLGAP_TEST_SERVER=mysql|mariadb`` chooses the product (default: MySQL, else MariaDB).
No test touches a server or a setting of the machine it runs on.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from pipeline import databases, redaction
from pipeline.accounts import own_accounts
from pipeline.console import Console
from pipeline.private_server import PrivateServer, throwaway_server
from pipeline.run import Request, run
from pipeline.server import Accounts, Server
from pipeline.settings import ROLES, ROOT, Account, Endpoint, Settings

ALLOWED_SKIPS = Path(__file__).parent / "allowed_skips.txt"
PACKAGES = ROOT / ".local" / "packages"
OUR_VARIABLES = ("MYSQL_", "SKILLGAP_", "DBT_")

_numbers = itertools.count(1)

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("skillgap", deadline=None)
hypothesis.settings.load_profile("skillgap")


@dataclass(frozen=True)
class Installation:
    """An installation of its own: settings with a prefix nobody else has, and the server."""

    settings: Settings
    server: Server


def pytest_configure(config: pytest.Config) -> None:
    """Take the settings of whoever runs the tests out of the environment."""
    product = os.environ.get("SKILLGAP_TEST_SERVER") or None
    # a worker is started after the environment was cleared
    config.stash[PRODUCT] = getattr(config, "workerinput", {}).get("product", product)
    for name in [name for name in os.environ if name.startswith(OUR_VARIABLES)]:
        del os.environ[name]


PRODUCT = pytest.StashKey[str | None]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist, which has a server of its own, which product it is."""
    node.workerinput["product"] = node.config.stash[PRODUCT]


@pytest.fixture(scope="session")
def private_test_server(pytestconfig: pytest.Config) -> Iterator[PrivateServer]:
    """The throw-away server itself: its folder, socket and port."""
    # Not pytest's own folder: a socket's path must stay short.
    folder = Path(tempfile.mkdtemp(prefix="skillgap-test-"))
    with throwaway_server(folder, pytestconfig.stash[PRODUCT], PACKAGES, Console()) as server:
        yield server


@pytest.fixture(scope="session")
def server(private_test_server: PrivateServer) -> Server:
    """The throw-away server as its administrator sees it (``server.engine("admin")``)."""
    running = private_test_server.answering()
    assert running is not None
    return Server(
        endpoint=Endpoint(socket=running.socket),
        product=running.product,
        version=running.version,
        accounts=Accounts(admin=Account("root")),
        account_hosts=("localhost", "127.0.0.1"),
    )


@contextmanager
def an_installation(server: Server, local: Path) -> Iterator[Installation]:
    """Make databases and accounts under a prefix of their own; drop them at the end."""
    prefix = f"t{os.getpid()}x{next(_numbers)}"
    accounts = Accounts(own_accounts(prefix), admin=server.accounts["admin"])
    ours = replace(server, accounts=accounts, prefix=prefix)
    settings = Settings(local=local, prefix=prefix, endpoint=server.endpoint)
    settings = replace(settings, role_accounts=own_accounts(prefix))
    databases.create(ours, settings)
    databases.migrate(ours, settings)
    try:
        yield Installation(settings, ours)
    finally:
        with server.engine("admin", autocommit=True).connect() as connection:
            for name in settings.databases.all():
                connection.exec_driver_sql(f"drop database if exists `{name}`")
            for role in ROLES:
                for host in server.account_hosts:
                    connection.exec_driver_sql(f"drop user if exists '{prefix}_{role}'@'{host}'")


@pytest.fixture
def installation(server: Server, tmp_path: Path) -> Iterator[Installation]:
    """An empty installation: six databases and five accounts, dropped after the test."""
    with an_installation(server, tmp_path / "local") as made:
        yield made


@pytest.fixture(scope="session")
def new_installation(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Installation]]:
    """Make further installations, which live until the session ends."""
    with ExitStack() as made:
        yield lambda: made.enter_context(
            an_installation(server, tmp_path_factory.mktemp("installation"))
        )


@pytest.fixture(scope="session")
def published(new_installation: Callable[[], Installation]) -> Installation:
    """An installation with the sample landed, built and published. Read it, do not change it."""
    made = new_installation()
    run(made.settings, Request(), Console())
    return made


@pytest.fixture(autouse=True)
def nothing_is_secret_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test's passwords be hidden in what another test looks at."""
    monkeypatch.setattr(redaction, "_secrets", set())
    redaction._pattern.cache_clear()


class SkipGuard:
    """Fails a session in which a test was skipped that the committed list does not name."""

    def __init__(self) -> None:
        self.allowed = allowed_skips(ALLOWED_SKIPS.read_text(encoding="utf-8"))
        self.unexpected: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a skip that nobody agreed to."""
        if report.skipped and not hasattr(report, "wasxfail"):
            test = report.nodeid.partition("[")[0]
            if test not in self.allowed:
                self.unexpected.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn the session's result into a failure."""
        if self.unexpected and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the skips."""
        for nodeid in self.unexpected:
            terminalreporter.write_line(
                f"ERROR: {nodeid} was skipped, and {ALLOWED_SKIPS.name} does not name it", red=True
            )


def allowed_skips(text: str) -> dict[str, str]:
    """Return test id -> reason from lines ``test id: reason``; # begins a comment."""
    lines = [line.strip() for line in text.splitlines()]
    entries = [line.partition(": ") for line in lines if line and not line.startswith("#")]
    return {test: reason for test, _, reason in entries if reason.strip()}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Watch for skips."""
    session.config.pluginmanager.register(SkipGuard(), "skip-guard")
