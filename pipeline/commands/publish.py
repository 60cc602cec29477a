"""``publish``: show the last tested build to the readers, or step back to the set before."""

from __future__ import annotations

import click

from load.batches import discard_retired, make_ready
from pipeline import compiled, databases, ledger
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.locks import file_lock, server_lock
from pipeline.mart_set import MartSet
from pipeline.publish import Publication, built_by, publish, step_back
from pipeline.run_log import run_log
from pipeline.server import Server, find_or_start
from pipeline.settings import Settings


@click.command("publish")
@click.option(
    "--previous",
    is_flag=True,
    help="Swap the published tables with those of the publish before.",
)
@click.pass_obj
def command(context, previous: bool) -> None:
    """Publish the last tested build, if readers do not see it yet.

    A run does this itself. Use it when a run ended because a reader's open transaction held
    up the swap, or was killed in it: nothing is loaded or built again. If the build is live
    already, only its views are recreated.

    With --previous readers get the set of tables from before the last publish, and that set
    becomes the previous one; a second --previous undoes the first. The build is not touched.
    The next run publishes its own build again, so first mend or take away what was wrong.

    \b
    ./run_pipeline.sh publish                 the build that could not be published
    ./run_pipeline.sh publish --previous      back to the last good tables, at once
    ./run_pipeline.sh status                  what readers see now
    """
    settings, console = context.settings, context.console
    with file_lock(settings.local), run_log(settings.local, console):
        server = find_or_start(settings, console)
        databases.create(server, settings)
        loader = server.engine("loader", settings.databases.landing)
        with server_lock(loader, settings.prefix) as lock:
            databases.migrate(server, settings)
            command_line = "publish --previous" if previous else "publish"
            run_id = console.run_id = ledger.open_run(loader, command_line)
            try:
                lock.check()
                publication = (
                    step_back(server, settings, console)
                    if previous
                    else _publish_last_build(server, settings, run_id, console)
                )
                compiled.show(settings, publication, console)
                with loader.connect() as connection:
                    raw = connection.connection.driver_connection
                    make_ready(raw, built_by(server, settings))
                    discard_retired(raw)
            except BaseException as error:
                exit_code = error.exit_code if isinstance(error, SkillgapError) else 1
                ledger.close_run(loader, run_id, "failed", exit_code, message=str(error))
                raise
            ledger.close_run(
                loader, run_id, "published", 0, invocation_id=publication.invocation_id
            )
    console.say("next: ./run_pipeline.sh status")


def _publish_last_build(
    server: Server, settings: Settings, run_id: int, console: Console
) -> Publication:
    mart_set = MartSet.last_built(settings)
    if mart_set is None:
        raise UsageError(
            "there is no tested build to publish",
            where=str(settings.local),
            found="no run on this machine has come as far as publishing",
            state="nothing was changed",
            advice="build, test and publish: ./run_pipeline.sh run",
        )
    return publish(mart_set, server, settings, run_id, console)
