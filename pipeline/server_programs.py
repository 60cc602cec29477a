"""The database server programs this machine has, or can be given.

A program is either installed, or unpacked from packages; an unpacked one runs
through its own dynamic loader with its own libraries, so that the release of the
machine does not matter.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.server_packages import PackagesUnavailable, fetch

OLDEST = {"mysql": (8, 0), "mariadb": (10, 11)}
NAMES = {"mysql": ("mysqld",), "mariadb": ("mariadbd", "mysqld")}
CLIENTS = {"mysql": ("mysql",), "mariadb": ("mariadb", "mysql")}
SYSTEM_FOLDERS = ("/usr/sbin", "/usr/libexec", "/usr/local/mysql/bin", "/opt/mysql/bin")
APPARMOR_PROFILE = Path("/etc/apparmor.d/usr.sbin.mysqld")
APPARMOR_ENABLED = Path("/sys/module/apparmor/parameters/enabled")


class NoServerProgram(SkillgapError):
    """There is no server program here, and none could be fetched."""


@dataclass(frozen=True)
class Program:
    """A server program.

    Args:
        product: ``mysql`` or ``mariadb``.
        version: for example ``9.7.4``.
        path: the server's executable.
        tree: where its packages are unpacked; None for an installed one.
    """

    product: str
    version: str
    path: Path
    tree: Path | None = None

    @property
    def series(self) -> str:
        """What shares a data folder: the first two parts of the version."""
        return ".".join(self.version.split(".")[:2])

    def command(self, path: Path | None = None) -> list[str]:
        """Return how to call the server, or another executable of the same packages."""
        path = path or self.path
        return through_own_loader(self.tree, path) if self.tree else [str(path)]

    def options(self) -> list[str]:
        """Return the options that say where an unpacked server finds its own files."""
        if self.tree is None:
            return []
        share = self.tree / "usr/share" / self._share_name()
        return [
            f"--basedir={self.tree / 'usr'}",
            f"--lc-messages-dir={share}",
            f"--character-sets-dir={share / 'charsets'}",
            f"--plugin-dir={self.tree / 'usr/lib/mysql/plugin'}",
        ]

    def client(self) -> list[str] | None:
        """Return how to call the command-line client, None if there is none."""
        for name in CLIENTS[self.product]:
            if self.tree and (self.tree / "usr/bin" / name).is_file():
                return self.command(self.tree / "usr/bin" / name)
            if found := shutil.which(name):
                return [found]
        return None

    def system_sql(self) -> list[Path]:
        """Return MariaDB's scripts that make the system tables, in order."""
        prefix = self.tree / "usr" if self.tree else self.path.resolve().parent.parent
        share = prefix / "share" / self._share_name()
        scripts = []
        for name in ("system_tables", "performance_tables", "system_tables_data", "sys_schema"):
            candidates = [share / f"{maker}_{name}.sql" for maker in ("mariadb", "mysql")]
            found = next((path for path in candidates if path.is_file()), None)
            if found is None:
                raise NoServerProgram(
                    "MariaDB's installation is not whole",
                    where=str(share),
                    expected=f"{candidates[0].name} or {candidates[1].name}",
                )
            scripts.append(found)
        return scripts

    def _share_name(self) -> str:
        share = (self.tree or Path("/")) / "usr/share"
        is_mariadb_folder = self.product == "mariadb" and (share / "mariadb/charsets").is_dir()
        return "mariadb" if is_mariadb_folder else "mysql"


def choose_program(
    products: Sequence[str], packages: Path, console: Console, is_forced: bool
) -> Program:
    """Return the first program of ``products`` that is installed, unpacked or can be fetched.

    Raises:
        NoServerProgram: there is none; the message says what was tried and the ways out.
    """
    tried: list[str] = []
    for product in products:
        for find in _ways(product, packages, console):
            try:
                program = find()
            except PackagesUnavailable as error:
                reason = " ".join(part for part in (error.summary, error.found) if part)
                tried.append(f"{product}: {' '.join(reason.split())}")
                continue
            if program is not None:
                if tried:
                    console.warn(f"using {program.product} instead ({'; '.join(tried)})")
                return program
    raise NoServerProgram(
        f"there is no {' or '.join(products)} server here, and none could be fetched",
        found="\n".join(tried) or None,
        expected="a server that is running, installed, or to be had from a package mirror",
        state="nothing was started",
        advice=ways_out(is_forced),
    )


def ways_out(is_forced: bool = False) -> str:
    """Return what somebody without a server can do."""
    lines = [
        "name a server in .env: MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD",
        "or install one:        apt-get install mariadb-server-core mariadb-client-core",
        "or start Docker, or connect this machine to its package mirror once",
    ]
    if is_forced:
        lines.append("or take any product:   unset SKILLGAP_SERVER")
    return "\n".join(lines)


def _ways(product: str, packages: Path, console: Console) -> Iterator[Callable[[], Program | None]]:
    yield lambda: installed_program(product)
    yield lambda: unpacked_program(product, fetch(product, packages, console))


def installed_program(product: str) -> Program | None:
    """Return the program of ``product`` that this machine has installed, None if none will do."""
    for name in NAMES[product]:
        search = ":".join(SYSTEM_FOLDERS)
        found = shutil.which(name) or shutil.which(name, path=search)
        if not found or (name == "mysqld" and _is_confined()):
            continue
        program = identify(Path(found))
        if program is not None and program.product == product:
            return program
    return None


def unpacked_program(product: str, tree: Path) -> Program:
    """Return the program unpacked in ``tree``."""
    for name in NAMES[product]:
        path = tree / "usr/sbin" / name
        if path.is_file():
            program = identify(path, tree)
            if program is not None:
                return program
    raise NoServerProgram(
        f"the unpacked packages of {product} do not run, or are too old",
        where=str(tree),
        advice="delete that folder, then try again",
    )


def identify(path: Path, tree: Path | None = None) -> Program | None:
    """Ask the server at ``path`` what it is; None if it does not run or is not supported.

    On Debian a program named ``mysqld`` may be MariaDB, so only its answer counts.
    """
    command = through_own_loader(tree, path) if tree else [str(path)]
    try:
        done = subprocess.run(
            [*command, "--no-defaults", "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    product, version = parse_version(done.stdout)
    if done.returncode != 0 or version is None or not is_supported(product, version):
        return None
    return Program(product, version, path, tree)


def parse_version(text: str) -> tuple[str, str | None]:
    """Return product and version out of ``--version`` or ``select version()``."""
    product = "mariadb" if "mariadb" in text.lower() else "mysql"
    match = re.search(r"(?:^|Ver )(?:5\.5\.5-)?(\d+\.\d+\.\d+)", text)
    return product, match[1] if match else None


def is_supported(product: str, version: str) -> bool:
    """Tell whether the project runs on this server."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return (major, minor) >= OLDEST[product]


def through_own_loader(tree: Path, path: Path) -> list[str]:
    """Return how to call ``path`` with the C library and the loader unpacked beside it."""
    folders = [*tree.glob("usr/lib/*-linux-gnu*"), *tree.glob("lib/*-linux-gnu*")]
    loaders = [loader for folder in folders for loader in folder.glob("ld-linux*.so.*")]
    if not loaders:
        raise NoServerProgram(
            "the unpacked packages have no loader",
            where=str(tree),
            advice="delete that folder, then try again",
        )
    library_path = ":".join(str(folder) for folder in folders)
    return [str(loaders[0]), "--library-path", library_path, "--argv0", str(path), str(path)]


def _is_confined() -> bool:
    """Tell whether AppArmor keeps the installed mysqld out of our folders (as on Ubuntu)."""
    try:
        return APPARMOR_PROFILE.is_file() and APPARMOR_ENABLED.read_text().startswith("Y")
    except OSError:
        return False
