"""``backup`` and ``restore``: what no run can bring back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import databases
from pipeline.backup import back_up, restore
from pipeline.errors import UsageError
from pipeline.locks import file_lock, server_lock
from pipeline.run_log import run_log
from pipeline.server import find_or_start


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Write over FILE if it exists.")
@click.pass_obj
def backup_command(context, file: Path, replace: bool) -> None:
    """Back up what cannot be rebuilt into FILE, or into a folder under a name with the time.

    That is the app database (what people write) and the ledger: runs, steps, batches,
    deliveries, quarantine, publications, results of dbt. Landed rows and marts are not in it:
    keep the source files, and a run lands and builds them again. May be called while a run
    is at work. The file is readable by you alone, and is read back before it counts.

    \b
    ./run_pipeline.sh backup ~/backups/
    ./run_pipeline.sh restore ~/backups/skillgap-20261125T023000Z.zip
    """
    settings, console = context.settings, context.console
    if file.is_dir():
        file = file / f"{settings.prefix}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip"
    if file.exists() and not replace:
        raise UsageError(
            "there is a file of this name already",
            where=str(file),
            state="it was left as it is",
            advice="name another file or a folder, or say --replace",
        )
    server = find_or_start(settings, console)
    databases.create(server, settings)
    manifest = back_up(file, server, settings, console)
    rows = sum(table.rows for table in manifest.tables)
    console.say(
        f"backed up {len(manifest.tables)} tables, {rows:,} rows, "
        f"{file.stat().st_size / 1e6:.1f} MB, to {file}",
        file=str(file),
        tables=len(manifest.tables),
        rows=rows,
    )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--replace",
    is_flag=True,
    help="Empty the ledger and the app database first; what is not in FILE is gone.",
)
@click.pass_obj
def restore_command(context, file: Path, replace: bool) -> None:
    """Restore the app database and the ledger from FILE, which `backup` wrote.

    Everything is checked before anything is written, and written in one transaction. The
    published tables are not touched. Deliveries whose rows are not on this server are landed
    again by the next run.

    \b
    ./run_pipeline.sh restore ~/backups/skillgap-20261125T023000Z.zip
    ./run_pipeline.sh run --onet-dir ~/db_30_3_text
    """
    settings, console = context.settings, context.console
    with file_lock(settings.local), run_log(settings.local, console):
        server = find_or_start(settings, console)
        databases.create(server, settings)
        loader = server.engine("loader", settings.databases.landing)
        with server_lock(loader, settings.prefix):
            databases.migrate(server, settings)
            restored = restore(file, server, settings, console, replace=replace)
    manifest = restored.manifest
    console.say(
        f"restored {restored.rows:,} rows of {len(manifest.tables)} tables, "
        f"as of {manifest.made_at}",
        rows=restored.rows,
        tables=len(manifest.tables),
        made_at=manifest.made_at,
    )
    if restored.to_land_again:
        console.say(
            "not on this server, so the next run has to be given their files: "
            + ", ".join(restored.to_land_again)
        )
    console.say("next: ./run_pipeline.sh run")
