"""What a server says of itself decides, not the name of its program."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.console import Console
from pipeline.server_packages import PackagesUnavailable
from pipeline.server_programs import (
    NoServerProgram,
    choose_program,
    identify,
    installed_program,
    is_supported,
    parse_version,
)


@pytest.mark.parametrize(
    ("text", "product", "version"),
    [
        (
            "/usr/sbin/mysqld  Ver 9.7.4-2 for debian-linux-gnu on x86_64 ((Debian))",
            "mysql",
            "9.7.4",
        ),
        ("mysqld  Ver 8.0.36-0ubuntu0.22.04.1 for Linux on x86_64 ((Ubuntu))", "mysql", "8.0.36"),
        (
            "mysqld  Ver 10.11.18-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)",
            "mariadb",
            "10.11.18",
        ),
        ("5.5.5-10.11.18-MariaDB-0+deb12u1", "mariadb", "10.11.18"),
        ("8.4.3", "mysql", "8.4.3"),
    ],
)
def test_product_and_version_are_read(text: str, product: str, version: str) -> None:
    assert parse_version(text) == (product, version)


@pytest.mark.parametrize(
    ("product", "version", "expected"),
    [
        ("mysql", "5.7.44", False),
        ("mysql", "8.0.36", True),
        ("mysql", "9.7.4", True),
        ("mariadb", "10.6.18", False),
        ("mariadb", "10.11.1", True),
        ("mariadb", "11.8.2", True),
    ],
)
def test_old_servers_are_not_supported(product: str, version: str, expected: bool) -> None:
    assert is_supported(product, version) is expected


def program_that_says(path: Path, text: str, exit_code: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\necho '{text}'\nexit {exit_code}\n")
    path.chmod(0o755)
    return path


def test_a_mysqld_that_is_mariadb_is_not_taken_for_mysql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program_that_says(tmp_path / "mysqld", "mysqld  Ver 10.11.18-MariaDB for Linux")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("pipeline.server_programs.SYSTEM_FOLDERS", ())
    assert installed_program("mysql") is None
    assert installed_program("mariadb").path == tmp_path / "mysqld"


def test_a_program_that_does_not_run_is_none(tmp_path: Path) -> None:
    assert identify(program_that_says(tmp_path / "mysqld", "mysqld Ver 9.7.4", 1)) is None
    assert identify(tmp_path / "missing") is None


def test_a_confined_mysqld_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program_that_says(tmp_path / "mysqld", "mysqld  Ver 8.0.36 for Linux")
    (tmp_path / "enabled").write_text("Y\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("pipeline.server_programs.SYSTEM_FOLDERS", ())
    assert installed_program("mysql") is not None
    monkeypatch.setattr("pipeline.server_programs.APPARMOR_PROFILE", tmp_path / "mysqld")
    monkeypatch.setattr("pipeline.server_programs.APPARMOR_ENABLED", tmp_path / "enabled")
    assert installed_program("mysql") is None


def test_without_any_server_the_error_names_what_is_missing_and_the_ways_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(product: str, packages: Path, console: Console) -> Path:
        raise PackagesUnavailable(
            "apt-get update failed", found="E: Could not resolve 'mirror.example'"
        )

    monkeypatch.setattr("pipeline.server_programs.fetch", offline)
    monkeypatch.setattr("pipeline.server_programs.installed_program", lambda product: None)
    with pytest.raises(NoServerProgram) as caught:
        choose_program(("mysql", "mariadb"), tmp_path, Console(), is_forced=False)
    message = str(caught.value)
    for part in (
        "mysql: apt-get update failed E: Could not resolve 'mirror.example'",
        "mariadb: apt-get update failed",
        "MYSQL_HOST",
        "apt-get install",
        "start Docker",
    ):
        assert part in message
    assert list(tmp_path.iterdir()) == []


def test_a_second_choice_is_said_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offline(product: str, packages: Path, console: Console) -> Path:
        raise PackagesUnavailable("apt-get update failed")

    mariadb = identify(program_that_says(tmp_path / "mariadbd", "Ver 10.11.18-MariaDB"))
    monkeypatch.setattr("pipeline.server_programs.fetch", offline)
    monkeypatch.setattr(
        "pipeline.server_programs.installed_program",
        lambda product: mariadb if product == "mariadb" else None,
    )
    chosen = choose_program(("mysql", "mariadb"), tmp_path, Console(), is_forced=False)
    assert chosen is mariadb
    assert "using mariadb instead (mysql: apt-get update failed)" in capsys.readouterr().err
