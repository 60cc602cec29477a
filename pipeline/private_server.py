"""A database server of this project's own: started when needed, without root.

Everything lies in one folder (``.local``): ``packages/`` with the unpacked
programs, ``mysql-9.7/data`` with the tables, ``run/`` with the socket, the log and
the locks. Who reaches the socket is the administrator, so ``run/`` is closed to
everybody else; over TCP every account has a password.

The server holds a lock on ``run/alive.lock`` as long as it lives. That, not a
process number, tells whether it runs: it cannot be stale after a kill or a reboot.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql

from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.file_locks import waiting_lock
from pipeline.server_programs import Program, choose_program, parse_version

LONGEST_SOCKET_PATH = 107  # bytes of sockaddr_un.sun_path, less its final NUL
PATIENCE = 300.0  # seconds for a start, recovery after a crash included
PORTS = range(20000, 32000)  # below the range from which Linux takes clients' ports

COMMON_OPTIONS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_bin",
    "--default-time-zone=+00:00",
    "--local-infile=ON",
    "--lock-wait-timeout=60",
    "--max-connections=100",
    "--max-allowed-packet=64M",
    "--skip-log-bin",
    "--performance-schema=ON",
    "--performance-schema-digests-size=100",
    "--performance-schema-events-statements-history-long-size=100",
    "--performance-schema-events-stages-history-long-size=100",
    "--performance-schema-events-waits-history-long-size=100",
    "--performance-schema-max-table-instances=2000",
    "--performance-schema-max-table-handles=2000",
)
OPTIONS = {
    "mysql": ("--secure-file-priv=NULL", "--loose-mysqlx=OFF", "--event-scheduler=OFF"),
    "mariadb": ("--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON",),
}
DURABLE = (
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-buffer-pool-size=256M",
    "--loose-innodb-redo-log-capacity=128M",
)
# For tests: nothing survives a crash of the machine, and need not.
CARELESS = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=128M",
    "--loose-innodb-redo-log-capacity=64M",
    "--loose-innodb-flush-method=nosync",
)


@dataclass(frozen=True)
class Running:
    """A private server that answers.

    Args:
        product, version: what it is, for example ``mysql`` and ``9.7.4``.
        socket: a path that a client of this process can connect to.
        port: its port on 127.0.0.1.
    """

    product: str
    version: str
    socket: str
    port: int


class PrivateServer:
    """The server in ``folder``.

    Args:
        folder: holds data, socket and log.
        packages: holds the unpacked programs; several servers may share it.
        is_durable: False gives a quick server for tests that loses data in a crash
            and dies with the process that started it.
    """

    def __init__(
        self, folder: Path, packages: Path | None = None, *, is_durable: bool = True
    ) -> None:
        self.folder = folder.absolute()
        self.packages = (packages or folder / "packages").absolute()
        self.is_durable = is_durable
        self.run_folder = self.folder / "run"
        self.socket_file = self.run_folder / "mysqld.sock"
        self.log = self.run_folder / "mysqld.log"
        self._scratch = self.run_folder / "tmp"
        self._choice_file = self.folder / "server.json"
        self._alive_file = self.run_folder / "alive.lock"
        self._pid_file = self.run_folder / "mysqld.pid"

    def start(self, product: str | None, console: Console) -> Running:
        """Return the running server, starting (fetching, initialising) what is missing.

        Args:
            product: ``mysql`` or ``mariadb``; None takes what this folder has used
                before, else MySQL, else MariaDB.
            console: told about everything that takes a while.

        Raises:
            UsageError: another product is running, or the folder is another user's.
            SkillgapError: there is no server program, or it did not start.
        """
        self._check_owner()
        running = self.answering()
        if running is None:
            self.run_folder.mkdir(parents=True, exist_ok=True)
            self.run_folder.chmod(0o700)
            with waiting_lock(
                self.run_folder / "start.lock", 3 * PATIENCE, "starting the server", console
            ):
                running = self.answering() or self._start(product, console)
        if product and running.product != product:
            raise UsageError(
                f"the private server that runs is {running.product}, not {product}",
                where=str(self.folder),
                state="it was left running",
                advice="./run_pipeline.sh server stop, then try again",
            )
        return running

    def answering(self) -> Running | None:
        """Return the server if it answers, None if it does not run (or not yet).

        Raises:
            UsageError: it is another user's.
        """
        self._check_owner()
        if not self.socket_file.exists():
            return None
        path = reachable_socket(self.socket_file)
        try:
            connection = pymysql.connect(
                unix_socket=path, user="root", connect_timeout=10, ssl_disabled=True
            )
        except pymysql.err.OperationalError as error:
            if error.args[0] in (2002, 2003, 2006, 2013):
                return None
            raise SkillgapError(
                "the private server does not let its administrator in",
                where=str(self.socket_file),
                found=str(error.args[1]),
                expected="root, without a password, over the socket",
            ) from error
        with connection, connection.cursor() as cursor:
            cursor.execute("select version(), @@port")
            version_text, port = cursor.fetchone()
        product, version = parse_version(version_text)
        return Running(product, str(version), path, int(port))

    def is_alive(self) -> bool:
        """Tell whether the server's process lives, be it still starting or stopping."""
        if not self._alive_file.exists():
            return False
        with self._alive_file.open("rb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def stop(self, patience: float = 60.0, kill: bool = False) -> bool:
        """Stop the server and wait until it is gone; False if it did not run.

        Args:
            patience: seconds to wait.
            kill: end it at once, as a power cut would.

        Raises:
            SkillgapError: it is still there.
        """
        if not self.is_alive():
            return False
        deadline = time.monotonic() + patience
        is_told = False
        while self.is_alive():
            pid = self._pid()
            if pid is not None and not is_told:
                os.kill(pid, signal.SIGKILL if kill else signal.SIGTERM)
                is_told = True
            if time.monotonic() > deadline:
                raise SkillgapError(
                    f"the private server is still running after {patience:.0f} s",
                    where=str(self.folder),
                    found=f"process {pid}",
                    advice=f"look at the end of {self.log}",
                )
            time.sleep(0.02)
        return True

    def data_folder(self) -> Path | None:
        """Return where the tables are, None before the first start."""
        choice = self._choice()
        return self.folder / choice["series"] / "data" if choice else None

    def program(self) -> Program | None:
        """Return the program this folder uses, None before the first start. Fetches nothing."""
        choice = self._choice()
        if not choice:
            return None
        tree = Path(choice["tree"]) if choice["tree"] else None
        return Program(choice["product"], choice["version"], Path(choice["path"]), tree)

    def _start(self, product: str | None, console: Console) -> Running:
        if self.is_alive():
            return self._wait_for_answer(None, console)
        choice = self._choice()
        wanted = product or (choice["product"] if choice else None)
        products = (wanted,) if wanted else ("mysql", "mariadb")
        program = choose_program(products, self.packages, console, is_forced=product is not None)
        series = f"{program.product}-{program.series}"
        data = self.folder / series / "data"
        if choice and choice["series"] != series and not data.is_dir():
            console.warn(
                f"the private server is {series} from now on; the tables of {choice['series']} "
                f"stay in {self.folder / choice['series']} and are not used"
            )
        if not data.is_dir():
            self._initialise(program, data, console)
        port = choice["port"] if choice and is_free(choice["port"]) else free_port()
        self._write_choice(program, series, port)
        process = self._launch(program, data, port)
        return self._wait_for_answer(process, console)

    def _initialise(self, program: Program, data: Path, console: Console) -> None:
        console.say(f"setting up {program.product} {program.version} in {data.parent}")
        part = data.with_name("data.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        part.chmod(0o700)
        command = [*program.command(), "--no-defaults", *program.options(), f"--datadir={part}"]
        command += [*_as_root(), *self._engine_options(), self._scratch_option()]
        if program.product == "mysql":
            command += [*OPTIONS["mysql"], "--initialize-insecure", "--skip-log-bin"]
            script = ""
        else:
            (part / "mysql").mkdir()
            command += ["--bootstrap", "--silent-startup", "--enforce-storage-engine="]
            command += ["--max-allowed-packet=8M", "--net-buffer-length=16K"]
            script = _mariadb_system_tables(program)
        with self.log.open("ab") as log:
            done = subprocess.run(
                command,
                input=script.encode(),
                stdout=log,
                stderr=log,
                timeout=PATIENCE,
                cwd=self.folder,
            )
        if done.returncode != 0:
            raise self._did_not_start(f"{program.product} could not set up its data folder")
        part.rename(data)

    def _launch(self, program: Program, data: Path, port: int) -> subprocess.Popen:
        for stale in ("mysqld.sock", "mysqld.sock.lock", "mysqld.pid"):
            (self.run_folder / stale).unlink(missing_ok=True)
        options = [
            *program.options(),
            *_as_root(),
            f"--datadir={data}",
            # Relative to the data folder, for a socket's path may not be long.
            "--socket=../../run/mysqld.sock",
            "--pid-file=../../run/mysqld.pid",
            f"--port={port}",
            self._scratch_option(),
            *COMMON_OPTIONS,
            *OPTIONS[program.product],
            *self._engine_options(),
        ]
        command = [*program.command(), "--no-defaults", *options]
        if not self.is_durable and shutil.which("setpriv"):
            command = ["setpriv", "--pdeathsig", "KILL", "--", *command]
        with self.log.open("wb") as log, _held_for_a_child(self._alive_file) as alive:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=data,
                start_new_session=True,
                pass_fds=(alive,),
            )

    def _wait_for_answer(self, process: subprocess.Popen | None, console: Console) -> Running:
        started = time.monotonic()
        said = started
        while True:
            if running := self.answering():
                return running
            if (process is not None and process.poll() is not None) or not self.is_alive():
                raise self._did_not_start("the private server did not start")
            now = time.monotonic()
            if now - started > PATIENCE:
                raise self._did_not_start(
                    f"the private server does not answer after {PATIENCE:.0f} s"
                )
            if now - said > 10:
                console.say("the private server is still starting")
                said = now
            time.sleep(0.02)

    def _did_not_start(self, summary: str) -> SkillgapError:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        telling = [line for line in lines if "ERROR" in line] or lines
        return SkillgapError(
            summary,
            where=str(self.folder),
            found="\n".join(telling[-3:]) or None,
            state="no table was changed",
            advice=f"read {self.log}; ./run_pipeline.sh doctor checks the set-up",
        )

    def _scratch_option(self) -> str:
        """Empty the folder for temporary files; two servers that share one disturb each other."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)
        return f"--tmpdir={self._scratch}"

    def _engine_options(self) -> tuple[str, ...]:
        return DURABLE if self.is_durable else CARELESS

    def _check_owner(self) -> None:
        if self.folder.exists() and self.folder.stat().st_uid != os.geteuid():
            raise UsageError(
                "the private server belongs to another user",
                where=str(self.folder),
                found=f"owner {self.folder.stat().st_uid}, this is user {os.geteuid()}",
                advice="run as its owner, or name another folder: SKILLGAP_LOCAL=DIR",
            )

    def _choice(self) -> dict | None:
        try:
            return json.loads(self._choice_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def _write_choice(self, program: Program, series: str, port: int) -> None:
        choice = {
            "product": program.product,
            "version": program.version,
            "series": series,
            "port": port,
            "path": str(program.path),
            "tree": str(program.tree) if program.tree else "",
        }
        part = self._choice_file.with_suffix(".part")
        part.write_text(json.dumps(choice, indent=2) + "\n", encoding="utf-8")
        part.replace(self._choice_file)

    def _pid(self) -> int | None:
        try:
            return int(self._pid_file.read_text())
        except (FileNotFoundError, ValueError):
            return None


@contextmanager
def throwaway_server(
    folder: Path, product: str | None, packages: Path, console: Console
) -> Iterator[PrivateServer]:
    """Run a quick server of its own in ``folder`` while the block runs, then delete its folder.

    Args:
        folder: must not exist or be empty.
        product: as for :meth:`PrivateServer.start`.
        packages: where programs are unpacked; kept.
        console: told about everything that takes a while.
    """
    server = PrivateServer(folder, packages, is_durable=False)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        server.start(product, console)
        yield server
    finally:
        server.stop(kill=True)
        shutil.rmtree(folder)


def reachable_socket(path: Path) -> str:
    """Return a path to the socket that is short enough for a client of this process.

    Where the path itself is too long, it leads through a file descriptor of its
    folder that stays open as long as this process lives.
    """
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return str(path)
    folder = path.parent
    if folder not in _open_folders:
        descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
        os.set_inheritable(descriptor, True)
        _open_folders[folder] = descriptor
    return f"/proc/self/fd/{_open_folders[folder]}/{path.name}"


_open_folders: dict[Path, int] = {}


@contextmanager
def _held_for_a_child(path: Path) -> Iterator[int]:
    """Yield a locked descriptor; the lock lasts as long as a child that inherits it lives."""
    with path.open("ab") as stream:
        deadline = time.monotonic() + 5
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:  # somebody asks is_alive() just now
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        yield stream.fileno()


def _as_root() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def _mariadb_system_tables(program: Program) -> str:
    """Return the script that makes MariaDB's system tables with root@localhost alone."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in program.system_sql())
    without_host = "\n".join(
        line for line in scripts.splitlines() if "@current_hostname" not in line
    )
    return (
        "create database if not exists mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n"
        f"{without_host}\n"
        "use mysql;\n"
        "delete from global_priv where host <> 'localhost' or user = '';\n"
    )


def is_free(port: int) -> bool:
    """Tell whether nobody listens on ``port`` of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on.

    Raises:
        SkillgapError: none was found.
    """
    for port in random.sample(PORTS, 200):
        if is_free(port):
            return port
    raise SkillgapError(
        "no free port was found for the private server",
        expected=f"one from {PORTS.start} to {PORTS.stop - 1} on 127.0.0.1",
    )
