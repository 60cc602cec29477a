"""The nightly run, and the weekly look for a newer O*NET, as cron lines and as systemd units.

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
class Occasion:
    """One of the times at which the run starts.

    Args:
        name: of its units, after the prefix.
        arguments: what the script is called with.
        words: what it does, for the unit.
        every: how often, in words.
        cron_day: the weekday's field of a cron line.
        calendar_day: what stands before the date in systemd's calendar.
        hours_later: hours after the nightly run.
    """

    name: str
    arguments: str
    words: str
    every: str
    cron_day: str = "*"
    calendar_day: str = ""
    hours_later: int = 0


NIGHTLY = Occasion(
    "nightly",
    "run",
    "Nightly run of {prefix}: visit job boards, extract, load, build, test, publish",
    "every night",
)
WEEKLY = Occasion(
    "weekly",
    "run --no-boards --onet newest",
    "Weekly run of {prefix}: fetch the newest O*NET, if there is a newer one",
    "every week",
    cron_day="0",
    calendar_day="Sun ",
    hours_later=6,
)
OCCASIONS = (NIGHTLY, WEEKLY)


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

    def cron_line(self, occasion: Occasion = NIGHTLY) -> str:
        """Return a line for ``crontab -e``.

        Results go to the log file anyway; what is left is stderr, which cron mails.
        To cron a bare ``%`` is the end of the command, in quotes too.
        """
        folder, script = shlex.quote(str(self.script.parent)), shlex.quote(f"./{self.script.name}")
        call = f"{script} {occasion.arguments}"
        command = f"cd {folder} && exec nice -n {NICENESS} {call} >/dev/null"
        when = f"{self.minute} {self._hour(occasion)} * * {occasion.cron_day} "
        return when + command.replace("%", "\\%")

    def units(self) -> dict[str, str]:
        """Return the systemd units: file name -> text.

        Raises:
            UsageError: systemd takes no program of such a path.
        """
        self._check_path("\\\"'", "systemd takes no program in a folder of this name")
        return {
            f"{self.unit_name(occasion)}.{kind}": text
            for occasion in OCCASIONS
            for kind, text in (
                ("service", self._service(occasion)),
                ("timer", self._timer(occasion)),
            )
        }

    def unit_name(self, occasion: Occasion) -> str:
        """Return the name of both units of an occasion, without the ending."""
        return f"{self.prefix}-{occasion.name}"

    def _hour(self, occasion: Occasion) -> int:
        return (self.hour + occasion.hours_later) % 24

    def _check_path(self, refused: str, summary: str) -> None:
        if found := sorted(set(refused) & set(str(self.script))):
            raise UsageError(
                summary,
                where=str(self.script.parent),
                found=", ".join(map(repr, found)),
                state="nothing was written",
                advice="move the project to a folder without these characters, or use cron",
            )

    def _service(self, occasion: Occasion) -> str:
        folder = str(self.script.parent).replace("%", "%%")
        script = str(self.script).replace("%", "%%")  # a $ means itself in a program's name
        documentation = quote(str(self.script.parent / "docs" / "operations.md")).replace("%", "%%")
        user = f"User={self.user}\n" if self.user else ""
        return f"""\
[Unit]
Description={occasion.words.format(prefix=self.prefix)}
Documentation=file://{documentation}
After=network-online.target docker.service mysql.service mariadb.service

[Service]
Type=oneshot
{user}WorkingDirectory={folder}
ExecStart="{script}" {occasion.arguments}
# The private server is started by the first run and must outlive it.
KillMode=process
# A start without an end (a hung mount, a stuck server) is ended and shows as failed.
TimeoutStartSec={LONGEST_RUN}
Nice={NICENESS}
# No SuccessExitStatus: exit 4 (published, but a source failed) must show as failed too.
"""

    def _timer(self, occasion: Occasion) -> str:
        return f"""\
[Unit]
Description=Starts {self.unit_name(occasion)}.service {occasion.every}

[Timer]
OnCalendar={occasion.calendar_day}*-*-* {self._hour(occasion):02}:{self.minute:02}:00
# A time at which the machine was off is made up for at its next start.
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
