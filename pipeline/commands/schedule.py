"""``schedule``: the nightly and the weekly run as cron lines and as systemd units."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from pipeline.console import Console
from pipeline.schedule import OCCASIONS, NightlyRun, nightly_run, settings_cron_would_miss


@click.command("schedule")
@click.option(
    "--format",
    "form",
    type=click.Choice(["cron", "systemd", "all"]),
    default="all",
    show_default=True,
    help="What to print.",
)
@click.option("--at", default="02:30", show_default=True, help="Local time of the machine.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the units into this folder, too.",
)
@click.option(
    "--scope",
    type=click.Choice(["user", "system"]),
    default=lambda: "system" if os.geteuid() == 0 else "user",
    show_default="system for root, else user",
    help="Units for the machine's systemd, or for your own (systemctl --user).",
)
@click.pass_obj
def command(context, form: str, at: str, output: Path | None, scope: str) -> None:
    """Print how to run this installation every night; installs nothing.

    Every night job boards are visited and all that is new is published; on Sundays, six hours
    later, the O*NET Center is asked for a newer release. Other taxonomies have no address to ask.

    Exit 4 (published, but a source failed) shows as a failed unit, like every other failure.
    SKILLGAP_NOTIFY_COMMAND and SKILLGAP_NOTIFY_WEBHOOK tell you about it.

    \b
    ./run_pipeline.sh schedule --format cron --at 01:15
    ./run_pipeline.sh schedule --format systemd --output ~/.config/systemd/user
    """
    settings, console = context.settings, context.console
    nightly = nightly_run(settings, at, is_system_wide=scope == "system")
    if form in ("cron", "all"):
        for occasion in OCCASIONS:
            _show(console, f"line for: crontab -e, {occasion.every}", nightly.cron_line(occasion))
    if form in ("systemd", "all"):
        for name, text in nightly.units().items():
            _show(console, name, text)
    if output is not None:
        _write(nightly, output, console)
    if form in ("systemd", "all"):
        _say_how_to_install(nightly, output, scope, console)
    if missed := settings_cron_would_miss(settings, os.environ):
        console.warn(
            f"set in this shell and not in {settings.root / '.env'}, so the nightly run "
            f"will not have them: {', '.join(missed)}"
        )


def _show(console: Console, title: str, text: str) -> None:
    if console.log_format == "json":
        console.say(title, content=text)
        return
    console.say(f"# {title}")
    for line in text.splitlines():
        console.say(line)
    console.say("")


def _write(nightly: NightlyRun, folder: Path, console: Console) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in nightly.units().items():
        (folder / name).write_text(text, encoding="utf-8")
        console.say(f"wrote {folder / name}")


def _say_how_to_install(
    nightly: NightlyRun, output: Path | None, scope: str, console: Console
) -> None:
    is_system = scope == "system"
    home = "/etc/systemd/system" if is_system else "~/.config/systemd/user"
    systemctl = "systemctl" if is_system else "systemctl --user"
    if output is None:
        console.say(f"next: ./run_pipeline.sh schedule --format systemd --output {home}")
    elif output.absolute() != Path(home).expanduser():
        units = " ".join(shlex.quote(str(output / name)) for name in nightly.units())
        console.say(f"next: cp {units} {home}/")
    else:
        console.say("next:")
    console.say(f"      {systemctl} daemon-reload")
    timers = " ".join(f"{nightly.unit_name(occasion)}.timer" for occasion in OCCASIONS)
    console.say(f"      {systemctl} enable --now {timers}")
    if not is_system:
        console.say("      loginctl enable-linger    (or it runs only while you are logged in)")
