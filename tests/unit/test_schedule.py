"""The cron line and the units start this installation, whatever its folder is called."""

from __future__ import annotations

import configparser
import getpass
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli import Context
from pipeline.commands.schedule import command
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.schedule import WEEKLY, NightlyRun, nightly_run, settings_cron_would_miss
from pipeline.settings import Settings

AWKWARD = ("plain", "with blanks", "50%off", "a $HOME;b")
FOR_CRON_ONLY = ("it's", '"quoted"', "back\\slash")


@pytest.fixture(params=AWKWARD)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project folder with a script that writes down how it was called."""
    return make_root(tmp_path / request.param)


def make_root(folder: Path) -> Path:
    folder.mkdir()
    script = folder / "run_pipeline.sh"
    script.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$@" >called\necho noise; nice >&2\n')
    script.chmod(0o755)
    return folder


def nightly(root: Path, **changed) -> NightlyRun:
    return replace(nightly_run(Settings(root=root), "02:30", is_system_wide=False), **changed)


def as_cron_reads_it(line: str) -> tuple[list[str], str]:
    """Split a crontab line as cron does: five fields, then a command up to a bare ``%``."""
    *fields, rest = line.split(None, 5)
    command, *standard_input = re.split(r"(?<!\\)%", rest)
    assert standard_input == [], "an unescaped % ends the command"
    return fields, command.replace("\\%", "%")


@pytest.mark.parametrize("name", AWKWARD + FOR_CRON_ONLY)
def test_cron_starts_the_script_in_its_folder_and_mails_only_stderr(
    name: str, tmp_path: Path
) -> None:
    root = make_root(tmp_path / name)
    fields, command = as_cron_reads_it(nightly(root).cron_line())
    assert fields == ["30", "2", "*", "*", "*"]
    done = subprocess.run(["/bin/sh", "-c", command], cwd="/", capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    assert int(done.stderr) >= 10
    assert (root / "called").read_text() == f"{root}\nrun\n"


def test_once_a_week_cron_fetches_what_is_newer(root: Path) -> None:
    fields, command = as_cron_reads_it(nightly(root, hour=20).cron_line(WEEKLY))
    assert fields == ["30", "2", "*", "*", "0"]
    subprocess.run(["/bin/sh", "-c", command], cwd="/", check=True, capture_output=True)
    called = (root / "called").read_text().splitlines()
    assert called == [str(root), "run", "--no-boards", "--onet", "newest"]


@pytest.mark.parametrize("user", [None, getpass.getuser()])
def test_systemd_accepts_the_units(root: Path, user: str | None, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name, text in nightly(root, user=user).units().items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *(f"./{path.name}" for path in tmp_path.glob("skillgap-*"))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", FOR_CRON_ONLY)
def test_a_path_that_systemd_takes_for_no_program_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="systemd takes no program in a folder of this name"):
        nightly(tmp_path / name).units()


def test_systemd_would_notice_a_path_that_was_not_escaped(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "x.service"
    text = nightly(make_root(tmp_path / "50%off")).units()["skillgap-nightly.service"]
    unit.write_text(text.replace("%%", "%"))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert done.returncode != 0


def test_the_service_leaves_the_server_alive_ends_a_hang_and_hides_no_exit_code() -> None:
    units = NightlyRun(Path("/srv/skillgap/run_pipeline.sh"), 2, 30).units()
    service = configparser.ConfigParser(interpolation=None)
    service.optionxform = str
    service.read_string(units["skillgap-nightly.service"])
    wanted = {"Type": "oneshot", "KillMode": "process", "Nice": "10", "TimeoutStartSec": "6h"}
    assert wanted.items() <= dict(service["Service"]).items()
    assert "SuccessExitStatus" not in service["Service"]
    timer = configparser.ConfigParser(interpolation=None)
    timer.optionxform = str
    timer.read_string(units["skillgap-nightly.timer"])
    assert dict(timer["Timer"]) == {"OnCalendar": "*-*-* 02:30:00", "Persistent": "true"}
    timer.read_string(units["skillgap-weekly.timer"])
    assert timer["Timer"]["OnCalendar"] == "Sun *-*-* 08:30:00"
    service.read_string(units["skillgap-weekly.service"])
    assert service["Service"]["ExecStart"].endswith('" run --no-boards --onet newest')


@pytest.mark.parametrize("at", ["24:00", "2", "02:60", "half past two", ""])
def test_what_is_no_time_of_day_is_a_wrong_call(at: str) -> None:
    with pytest.raises(UsageError, match="--at is not a time of day"):
        nightly_run(Settings(), at, is_system_wide=False)


def test_a_path_with_a_line_break_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot be written into a crontab"):
        NightlyRun(Path("/srv/a\nb/run_pipeline.sh"), 2, 30)


def test_what_only_this_shell_knows_is_named_without_its_value(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MYSQL_HOST=db\nMYSQL_USER=me\n")
    environment = {"MYSQL_HOST": "db", "MYSQL_USER": "you", "SKILLGAP_PREFIX": "x", "HOME": "/"}
    missed = settings_cron_would_miss(Settings(root=tmp_path), environment)
    assert missed == ["MYSQL_USER", "SKILLGAP_PREFIX"]


def test_the_command_writes_the_units_and_says_how_to_install_them(root: Path, capsys) -> None:
    folder = root / "units"
    arguments = ["--format", "systemd", "--at", "1:05", "--output", str(folder), "--scope", "user"]
    context = Context(Settings(root=root), Console())
    command.main(arguments, obj=context, standalone_mode=False)
    shown = capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == [
        "skillgap-nightly.service",
        "skillgap-nightly.timer",
        "skillgap-weekly.service",
        "skillgap-weekly.timer",
    ]
    assert "OnCalendar=*-*-* 01:05:00" in (folder / "skillgap-nightly.timer").read_text()
    assert "systemctl --user enable --now skillgap-nightly.timer skillgap-weekly.timer" in shown
    assert "* * *" not in shown  # no cron line was asked for
