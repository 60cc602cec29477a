"""The nightly run as a cron line, and as systemd units.

Nothing here touches the machine: the texts are for the operator to read and install.
"""

from __future__ import annotations

import getpass
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dotenv import dotenv_values

from pipeline.errors import UsageError
from pipeline.settings import Settings

NICENESS = 10
LONGEST_RUN = "6h"
SETTINGS_VARIABLES = ("MYSQL_", "SKILLGAP_")


@dataclass(frozen=True)
class NightlyRun:
    """When and where the run starts every night.

    Args:
        script: absolute path of ``run_pipeline.sh``.
        hour, minute: local time of the machine.
        prefix: of the installation; it names the units.
        user: who runs it; None leaves it to the user's own systemd.
    """

    script: Path
    hour: int
    minute: int
    prefix: str = "skillgap"
    user: str | None = None

    def __post_init__(self) -> None:
        control = "".join(map(chr, (*range(32), 127)))
        self._check_path(control, "this folder's path cannot be written into a crontab or a unit")

    def cron_line(self) -> str:
        """Return the line for ``crontab -e``.

        Results go to the log file anyway; what is left is stderr, which cron mails.
        To cron a bare ``%`` is the end of the command, in quotes too.
        """
        folder, script = shlex.quote(str(self.script.parent)), shlex.quote(f"./{self.script.name}")
        command = f"cd {folder} && exec nice -n {NICENESS} {script} run >/dev/null"
        return f"{self.minute} {self.hour} * * * " + command.replace("%", "\\%")

    def units(self) -> dict[str, str]:
        """Return the systemd units: file name -> text.

        Raises:
            UsageError: systemd takes no program of such a path.
        """
        self._check_path("\\\"'", "systemd takes no program in a folder of this name")
        return {
            f"{self.unit_name}.service": self._service(),
            f"{self.unit_name}.timer": self._timer(),
        }

    @property
    def unit_name(self) -> str:
        """Name of both units, without the ending."""
        return f"{self.prefix}-nightly"

    def _check_path(self, refused: str, summary: str) -> None:
        if found := sorted(set(refused) & set(str(self.script))):
            raise UsageError(
                summary,
                where=str(self.script.parent),
                found=", ".join(map(repr, found)),
                state="nothing was written",
                advice="move the project to a folder without these characters, or use cron",
            )

    def _service(self) -> str:
        folder = str(self.script.parent).replace("%", "%%")
        script = str(self.script).replace("%", "%%")  # a $ means itself in a program's name
        documentation = quote(str(self.script.parent / "docs" / "operations.md")).replace("%", "%%")
        user = f"User={self.user}\n" if self.user else ""
        return f"""\
[Unit]
Description=Nightly run of {self.prefix}: extract, load, build, test, publish
Documentation=file://{documentation}
After=network-online.target docker.service mysql.service mariadb.service

[Service]
Type=oneshot
{user}WorkingDirectory={folder}
ExecStart="{script}" run
# The private server is started by the first run and must outlive it.
KillMode=process
# A start without an end (a hung mount, a stuck server) is ended and shows as failed.
TimeoutStartSec={LONGEST_RUN}
Nice={NICENESS}
# No SuccessExitStatus: exit 4 (published, but a source failed) must show as failed too.
"""

    def _timer(self) -> str:
        return f"""\
[Unit]
Description=Starts {self.unit_name}.service every night

[Timer]
OnCalendar=*-*-* {self.hour:02}:{self.minute:02}:00
# A night on which the machine was off is made up for at its next start.
Persistent=true

[Install]
WantedBy=timers.target
"""


def nightly_run(settings: Settings, at: str, *, is_system_wide: bool) -> NightlyRun:
    """Return the nightly run of this installation.

    Args:
        at: local time as ``HH:MM``.
        is_system_wide: for the machine's systemd, which must be told the user.

    Raises:
        UsageError: ``at`` is no time of day, or the folder's path cannot be written.
    """
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at)
    if match is None:
        raise UsageError(
            "--at is not a time of day",
            found=repr(at),
            expected="hours and minutes of the machine's local time, for example 02:30",
        )
    return NightlyRun(
        script=(settings.root / "run_pipeline.sh").absolute(),
        hour=int(match[1]),
        minute=int(match[2]),
        prefix=settings.prefix,
        user=_owner(settings) if is_system_wide else None,
    )


def settings_cron_would_miss(settings: Settings, environment: Mapping[str, str]) -> list[str]:
    """Return the variables set here and not the same in ``.env``: cron and systemd lack them."""
    in_file = dotenv_values(settings.root / ".env", interpolate=False)
    return sorted(
        name
        for name, value in environment.items()
        if name.startswith(SETTINGS_VARIABLES) and value and in_file.get(name) != value
    )


def _owner(settings: Settings) -> str:
    """Return whose the private server is, for only its owner may start it."""
    folder = settings.local if settings.local.exists() else settings.root
    try:
        return folder.owner()
    except KeyError:  # a number without a name
        return str(folder.stat().st_uid) if os.geteuid() else getpass.getuser()
