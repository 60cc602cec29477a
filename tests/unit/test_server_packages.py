"""Where packages come from: the machine's own mirror, with its own trust."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from pipeline import server_packages
from pipeline.console import Console
from pipeline.server_packages import (
    PackagesUnavailable,
    Source,
    fetch,
    read_sources,
    sources_for,
)

BOOKWORM = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
NOBLE = {"ID": "ubuntu", "ID_LIKE": "debian", "VERSION_CODENAME": "noble"}

DEB822 = """\
# a mirror near by
Types: deb deb-src
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: https://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: https://elsewhere.example
Suites: nodistro
Components: main

Enabled: no
Types: deb
URIs: https://off.example/debian
Suites: bookworm
Components: main
"""

ONE_LINE = """\
deb cdrom:[Debian 12]/ bookworm main
# deb https://commented.example bookworm main
deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian bookworm main # a comment
deb-src https://mirror.example/debian bookworm main
deb https://mirror.example/debian-security bookworm-security main
"""


def sources(folder: Path, name: str, text: str) -> list[Source]:
    (folder / "sources.list.d").mkdir(parents=True)
    (folder / name).write_text(text)
    return read_sources(folder)


def test_deb822_entries_are_read(tmp_path: Path) -> None:
    found = sources(tmp_path, "sources.list.d/debian.sources", DEB822)
    assert [source.uris[0] for source in found] == [
        "https://mirror.example/debian",
        "https://mirror.example/debian-security",
        "https://elsewhere.example",
    ]
    assert found[0].suites == ("bookworm", "bookworm-updates")


def test_a_key_within_an_entry_is_kept_whole(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    found = sources(tmp_path, "sources.list.d/debian.sources", DEB822)
    written = found[1].deb822()
    again = sources(tmp_path / "again", "sources.list.d/x.sources", written)
    assert again == [found[1]]
    assert " mQINBGPL0BUBEADmW5" in written


def test_one_line_entries_are_read(tmp_path: Path) -> None:
    found = sources(tmp_path, "sources.list", ONE_LINE)
    assert found == [
        Source(
            ("https://mirror.example/debian",), ("bookworm",), ("main",), ("Signed-By: /k.gpg",)
        ),
        Source(("https://mirror.example/debian-security",), ("bookworm-security",), ("main",)),
    ]


def test_debian_takes_mysql_from_sid_of_its_own_mirror(tmp_path: Path) -> None:
    found = sources(tmp_path, "sources.list.d/debian.sources", DEB822)
    assert sources_for("mysql", found, BOOKWORM) == [
        Source(
            ("https://mirror.example/debian",),
            ("sid",),
            ("main",),
            ("Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",),
        )
    ]


def test_debian_takes_mariadb_from_its_own_release_with_security(tmp_path: Path) -> None:
    found = sources(tmp_path, "sources.list.d/debian.sources", DEB822)
    assert sources_for("mariadb", found, BOOKWORM) == found[:2]


def test_ubuntu_takes_both_from_its_own_archive() -> None:
    archive = [
        Source(("http://archive.example/ubuntu",), ("noble", "noble-updates"), ("main",)),
        Source(("http://archive.example/ubuntu",), ("noble-security",), ("main",)),
    ]
    assert sources_for("mysql", archive, NOBLE) == archive
    assert sources_for("mariadb", archive, NOBLE) == archive


def test_without_a_mirror_of_this_release_there_is_nothing() -> None:
    other = [Source(("https://elsewhere.example",), ("nodistro",), ("main",))]
    assert sources_for("mysql", other, BOOKWORM) == []


APT_GET = """\
#!/bin/bash
set -eu
case $1 in
  update) [ -z "${NO_NETWORK:-}" ] ||
    { echo "E: Failed to fetch x  Could not resolve" >&2; exit 100; } ;;
  install) cache=$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$APT_CONFIG")
    cp "$PACKAGE" "$cache/archives/"
    cp "$APT_CONFIG" "$SEEN" ;;
esac
"""


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose apt is a stand-in that serves one real package file."""
    tools, content = tmp_path / "tools", tmp_path / "content"
    tools.mkdir()
    for name, text in {
        "apt-get": APT_GET,
        "apt-cache": "#!/bin/bash\necho 'mysql-server-core - the server'\n",
    }.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    (content / "DEBIAN").mkdir(parents=True)
    (content / "DEBIAN" / "control").write_text(
        "Package: mysql-server-core\nVersion: 9.7.4-2\nArchitecture: all\n"
        "Maintainer: nobody <nobody@example.org>\nDescription: a stand-in\n"
    )
    for name in ("usr/sbin/mysqld", "usr/share/doc/mysql/copyright"):
        (content / name).parent.mkdir(parents=True)
        (content / name).write_text("x")
    package = tmp_path / "mysql-server-core_9.7.4-2_all.deb"
    assert os.spawnlp(os.P_WAIT, "dpkg-deb", "dpkg-deb", "-b", str(content), str(package)) == 0
    (tmp_path / "apt" / "sources.list.d").mkdir(parents=True)
    (tmp_path / "apt" / "sources.list.d" / "debian.sources").write_text(DEB822)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("PACKAGE", str(package))
    monkeypatch.setenv("SEEN", str(tmp_path / "seen.conf"))
    monkeypatch.setattr(server_packages, "read_sources", lambda: read_sources(tmp_path / "apt"))
    monkeypatch.setattr(server_packages.platform, "freedesktop_os_release", lambda: BOOKWORM)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_packages_are_unpacked_and_trimmed(mirror: Path) -> None:
    tree = fetch("mysql", mirror / "packages", Console())
    assert (tree / "usr/sbin/mysqld").is_file()
    assert not (tree / "usr/share/doc").exists()
    assert list(mirror.glob("skillgap-apt-*")) == []


def test_what_is_unpacked_is_not_fetched_again(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = fetch("mysql", mirror / "packages", Console())
    monkeypatch.setenv("NO_NETWORK", "1")
    assert fetch("mysql", mirror / "packages", Console()) == tree


def test_a_failed_or_interrupted_fetch_leaves_nothing_half(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = mirror / "packages"
    (packages / "mysql.part" / "usr/sbin").mkdir(parents=True)  # as a kill leaves it
    monkeypatch.setenv("NO_NETWORK", "1")
    with pytest.raises(PackagesUnavailable, match="apt-get update failed") as caught:
        fetch("mysql", packages, Console())
    assert caught.value.found == "E: Failed to fetch x  Could not resolve"
    assert [path.name for path in packages.iterdir()] == ["fetch.lock"]


def test_the_users_own_apt_settings_are_kept(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APT_CONFIG", "/somewhere/proxy.conf")
    fetch("mysql", mirror / "packages", Console())
    seen = (mirror / "seen.conf").read_text().splitlines()
    assert seen[0] == '#include "/somewhere/proxy.conf";'
    assert 'APT::Sandbox::User "";' in seen


def test_where_there_is_no_apt_the_error_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackagesUnavailable, match="Debian and Ubuntu only") as caught:
        fetch("mysql", tmp_path / "packages", Console())
    assert "apt-get" in caught.value.found
