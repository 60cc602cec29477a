"""Fetch a database server's packages from the machine's own mirror and unpack them.

Nothing is installed: apt works in a folder of its own, without root, and the
packages with everything they depend on (the C library too) are unpacked beside
each other. Debian has MySQL only in sid, so that is where it is taken from,
whatever release the machine runs; Ubuntu's own archive has it.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.file_locks import waiting_lock

APT = Path("/etc/apt")
LONGEST_FETCH = 900.0
DEBIAN_KEYRINGS = (
    Path("/usr/share/keyrings/debian-archive-keyring.pgp"),
    Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
)
NAME_OF_SERVER_PACKAGE = {
    "mysql": r"^mysql-server-core(-[0-9.]+)?$",
    "mariadb": r"^mariadb-server-core(-[0-9.]+)?$",
}
# Dependencies of the packages' maintainer scripts, which never run here.
NEVER_NEEDED = ("debconf", "dpkg", "libc-gconv", "libdb5", "libgdbm", "libperl", "perl", "tar")
TRIMMED = (
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/lintian",
    "usr/share/bug",
    "usr/share/gdb",
    "usr/share/perl*",
    "usr/lib/mysql/plugin/group_replication.so",
    "usr/lib/mysql/plugin/telemetry_client.so",
    "usr/lib/mysql/plugin/mysql_clone.so",
    "usr/bin/mysql_migrate_keyring",
    "usr/bin/myisam*",
    "usr/bin/mysqlslap",
    "usr/bin/perror",
    "usr/bin/innochecksum",
    "usr/bin/ibd2sdi",
    "usr/bin/mysqlbinlog",
)


class PackagesUnavailable(SkillgapError):
    """The packages of a server could not be fetched from here."""


@dataclass(frozen=True)
class Source:
    """An entry of apt's sources; ``options`` are deb822 lines such as ``Signed-By: ...``."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    options: tuple[str, ...] = ()

    def deb822(self) -> str:
        """Return the entry as a stanza of a ``.sources`` file."""
        lines = [
            "Types: deb",
            f"URIs: {' '.join(self.uris)}",
            f"Suites: {' '.join(self.suites)}",
            f"Components: {' '.join(self.components)}",
            *self.options,
        ]
        return "\n".join(lines) + "\n"


def fetch(product: str, packages: Path, console: Console) -> Path:
    """Return the folder into which the server of ``product`` is unpacked, fetching it if needed.

    The folder appears whole or not at all; two processes fetch one after the other.

    Args:
        product: ``mysql`` or ``mariadb``.
        packages: the folder that holds one folder a product.
        console: told what is fetched.

    Raises:
        PackagesUnavailable: no apt, no mirror, no network, or no such package.
    """
    tree = packages / product
    if tree.is_dir():
        return tree
    missing = [name for name in ("apt-get", "apt-cache", "dpkg-deb") if not shutil.which(name)]
    if missing:
        raise PackagesUnavailable(
            "packages can be fetched on Debian and Ubuntu only",
            found=f"{platform.system()} without {', '.join(missing)}",
        )
    packages.mkdir(parents=True, exist_ok=True)
    with waiting_lock(packages / "fetch.lock", LONGEST_FETCH, "fetching the packages", console):
        if tree.is_dir():
            return tree
        for leftover in packages.glob("*.part"):
            shutil.rmtree(leftover, ignore_errors=True)
        part = packages / f"{product}.part"
        part.mkdir()
        try:
            with tempfile.TemporaryDirectory(prefix="skillgap-apt-") as apt_folder:
                _unpack(_download(product, Path(apt_folder), console), part)
            _trim(part)
            part.rename(tree)
        finally:
            shutil.rmtree(part, ignore_errors=True)  # gone already if all went well
    return tree


def sources_for(
    product: str, sources: Iterable[Source], release: Mapping[str, str]
) -> list[Source]:
    """Return the entries that hold ``product`` for the machine's release.

    Args:
        product: ``mysql`` or ``mariadb``.
        sources: the machine's own entries.
        release: the fields of ``/etc/os-release``.
    """
    likes = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    codename = release.get("UBUNTU_CODENAME") or release.get("VERSION_CODENAME", "")
    own_names = {codename, "stable", "testing", "unstable", "sid"} - {""}
    own = [
        source
        for source in sources
        if "main" in source.components
        and any(re.split(r"[-/]", suite)[0] in own_names for suite in source.suites)
    ]
    if product == "mariadb" or "ubuntu" in likes:
        return own
    return [
        Source(source.uris, ("sid",), ("main",), _with_keyring(source.options))
        for source in own
        if any(suite in own_names for suite in source.suites)
    ][:1]


def read_sources(folder: Path = APT) -> list[Source]:
    """Return apt's entries for binary packages, from one-line and from deb822 files."""
    found: list[Source] = []
    for path in sorted([folder / "sources.list", *(folder / "sources.list.d").glob("*")]):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".sources":
            found.extend(_deb822_sources(text))
        elif path.suffix == ".list":
            found.extend(_one_line_sources(text))
    return found


def _one_line_sources(text: str) -> Iterator[Source]:
    entry = re.compile(r"deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<uri>\S+)\s+(?P<rest>.+)")
    for line in text.splitlines():
        match = entry.fullmatch(line.partition("#")[0].strip())
        if match is None or match["uri"].startswith("cdrom:"):
            continue
        suite, *components = match["rest"].split()
        options = dict(
            option.split("=", 1) for option in (match["options"] or "").split() if "=" in option
        )
        yield Source((match["uri"],), (suite,), tuple(components), _kept(options))


def _deb822_sources(text: str) -> Iterator[Source]:
    uncommented = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", uncommented.strip()):
        fields: dict[str, str] = {}
        name = ""
        for line in stanza.splitlines():
            if line[:1].isspace():
                fields[name] = fields.get(name, "") + "\n" + line.rstrip()
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes") == "no":
            continue
        yield Source(
            tuple(uri for uri in fields.get("uris", "").split() if not uri.startswith("cdrom:")),
            tuple(fields.get("suites", "").split()),
            tuple(fields.get("components", "").split()),
            _kept(fields),
        )


def _kept(options: Mapping[str, str]) -> tuple[str, ...]:
    """Return, as deb822 lines, what says whom to trust; architectures and the like are left out."""
    names = ("Signed-By", "Trusted", "Check-Valid-Until")
    return tuple(f"{name}: {options[name.lower()]}" for name in names if name.lower() in options)


def _with_keyring(options: tuple[str, ...]) -> tuple[str, ...]:
    if any(option.startswith(("Signed-By:", "Trusted:")) for option in options):
        return options
    keyring = next((path for path in DEBIAN_KEYRINGS if path.is_file()), None)
    return (*options, f"Signed-By: {keyring}") if keyring else options


def _download(product: str, folder: Path, console: Console) -> list[Path]:
    """Download the server, its client and all they depend on; return the package files."""
    sources = sources_for(product, read_sources(), platform.freedesktop_os_release())
    if not sources:
        raise PackagesUnavailable(
            "apt's sources name no mirror of this release",
            where=str(APT),
            expected="an entry with the component main",
        )
    environment = _private_apt(folder, sources)
    where = sources[0].uris[0]
    console.say(f"fetching {product} from {where} (once, a minute or more; nothing is installed)")
    _run(["apt-get", "update", "-qq"], environment)
    pattern = NAME_OF_SERVER_PACKAGE[product]
    listed = _run(["apt-cache", "search", "--names-only", pattern], environment)
    servers = sorted(line.split(" - ")[0] for line in listed.splitlines())
    if not servers:
        raise PackagesUnavailable(
            f"the mirror has no package of {product}",
            where=", ".join(f"{s.uris[0]} {' '.join(s.suites)}" for s in sources),
            expected=f"a package named {pattern}",
        )
    wanted = [servers[-1], servers[-1].replace("-server-", "-client-")]
    _run(["apt-get", "install", "-y", "-qq", "--download-only", *wanted], environment)
    return sorted((folder / "cache" / "archives").glob("*.deb"))


def _private_apt(folder: Path, sources: Iterable[Source]) -> dict[str, str]:
    """Lay out a state of apt's own in ``folder`` and return the environment that selects it."""
    for name in ("etc/sources.list.d", "etc/preferences.d", "lists/partial"):
        (folder / name).mkdir(parents=True)
    (folder / "cache" / "archives" / "partial").mkdir(parents=True)
    (folder / "status").touch()  # nothing counts as installed: every dependency is fetched
    stanzas = "\n".join(source.deb822() for source in sources)
    (folder / "etc" / "sources.list.d" / "mirror.sources").write_text(stanzas, encoding="utf-8")
    inherited = os.environ.get("APT_CONFIG")
    lines = [f'#include "{inherited}";'] if inherited else []
    lines += [
        "#clear APT::Update::Post-Invoke;",
        "#clear APT::Update::Post-Invoke-Success;",
        "#clear DPkg::Post-Invoke;",
        f'Dir::Etc::SourceList "{folder}/etc/sources.list";',
        f'Dir::Etc::SourceParts "{folder}/etc/sources.list.d";',
        f'Dir::Etc::Preferences "{folder}/etc/preferences";',
        f'Dir::Etc::PreferencesParts "{folder}/etc/preferences.d";',
        f'Dir::State "{folder}";',
        f'Dir::State::Lists "{folder}/lists";',
        f'Dir::State::status "{folder}/status";',
        f'Dir::Cache "{folder}/cache";',
        'APT::Architectures "";',
        'APT::Install-Recommends "false";',
        'APT::Keep-Downloaded-Packages "true";',
        'APT::Sandbox::User "";',
        'APT::Update::Error-Mode "any";',
        'Acquire::Languages "none";',
        'Acquire::Retries "3";',
        'Acquire::http::Timeout "30";',
        'Acquire::https::Timeout "30";',
    ]
    configuration = folder / "apt.conf"
    configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {**os.environ, "APT_CONFIG": str(configuration), "LC_ALL": "C.UTF-8"}


def _run(command: list[str], environment: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_FETCH,
        )
    except subprocess.TimeoutExpired as error:
        raise PackagesUnavailable(
            f"{command[0]} {command[1]} was still at work after {LONGEST_FETCH:.0f} s"
        ) from error
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        raise PackagesUnavailable(
            f"{' '.join(command[:2])} failed",
            found="\n".join(said[:1]) or done.stderr.strip()[-300:],
        )
    return done.stdout


def _unpack(archives: Iterable[Path], tree: Path) -> None:
    for archive in archives:
        if archive.name.startswith(NEVER_NEEDED):
            continue
        done = subprocess.run(
            ["dpkg-deb", "-x", str(archive), str(tree)],
            capture_output=True,
            text=True,
            timeout=LONGEST_FETCH,
        )
        if done.returncode != 0:
            raise PackagesUnavailable(
                f"{archive.name} could not be unpacked", where=str(tree), found=done.stderr.strip()
            )


def _trim(tree: Path) -> None:
    for pattern in TRIMMED:
        for path in tree.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
