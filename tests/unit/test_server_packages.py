"""Where packages come from: the machine's own mirror, with its own trust."""

from __future__ import annotations

from pathlib import Path

from pipeline.server_packages import Source, read_sources, sources_for

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
