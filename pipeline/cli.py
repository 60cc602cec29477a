"""The command line: ``./run_pipeline.sh [COMMAND]``; without a command it runs the pipeline.

Exit codes: 0 done; 1 the run failed, the published tables are those of the run
before; 2 wrong call or settings; 3 another run holds the lock; 4 published,
but a source failed and its last good batch was used; 130 interrupted.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass

import click

from pipeline.commands import (
    api_key,
    assess_levels,
    backup,
    dbt,
    docs,
    doctor,
    explain,
    gap,
    jobs,
    prevalent_gaps,
    publish,
    quarantine,
    report,
    run,
    schedule,
    serve,
    server,
    similar,
    status,
    titles,
    unlocks,
)
from pipeline.console import Console
from pipeline.errors import INTERRUPTED, SkillgapError, UsageError
from pipeline.redaction import redact_tracebacks
from pipeline.settings import Settings, read_settings


@dataclass(frozen=True)
class Context:
    """What every command gets."""

    settings: Settings
    console: Console


class OrderedGroup(click.Group):
    """Lists commands in the order in which a user meets them."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the command names in the order they were added."""
        return list(self.commands)


@click.group(
    cls=OrderedGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines for people, or one JSON object a line for machines.",
)
@click.pass_context
def cli(context: click.Context, log_format: str) -> int | None:
    """Occupations, skills, the level each occupation needs of each skill, and the gaps between.

    Without a command it does the night's work: extract, load, build, test, publish.

    \b
    ./run_pipeline.sh                                  the sample, or what data/ and .env name
    ./run_pipeline.sh run --onet-dir ~/db_30_3_text    a full O*NET release
    ./run_pipeline.sh gap 19-2031.00 15-1252.00        what a chemist lacks to develop software
    """
    context.obj = Context(read_settings(), Console(log_format))
    if context.invoked_subcommand is not None:
        return None
    # Parsed like a call without options: invoking the bare function would leave callbacks out.
    return run.command.invoke(run.command.make_context("run", [], parent=context))


COMMANDS = (
    *(run, gap, explain, report, similar, prevalent_gaps, unlocks, assess_levels),
    *(serve, api_key, jobs, titles),
    *(status, quarantine, publish, dbt, docs, server, doctor, schedule),
)
for module in COMMANDS:
    cli.add_command(module.command)
cli.add_command(backup.backup_command)
cli.add_command(backup.restore_command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    redact_tracebacks()
    arguments = sys.argv[1:] if arguments is None else arguments
    is_json = (
        "json" in arguments[: arguments.index("--log-format") + 2][-1:]
        if ("--log-format" in arguments)
        else "--log-format=json" in arguments
    )
    console = Console("json" if is_json else "text")
    try:
        result = cli.main(arguments, prog_name="./run_pipeline.sh", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except SkillgapError as error:
        console.error(error)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        if is_json:
            console.error(
                UsageError(
                    "this call is not understood",
                    found=error.format_message(),
                    advice=f"{error.ctx.command_path if error.ctx else './run_pipeline.sh'} --help"
                    if isinstance(error, click.UsageError)
                    else None,
                )
            )
        else:
            error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        console.warn("interrupted; the published tables are those of the last good run")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone, as with "| head"
        sys.exit(0)
    except Exception as error:
        console.error(
            SkillgapError(
                f"{type(error).__name__}: {error}",
                where=traceback.format_exc(limit=-1).splitlines()[1].strip(),
                state="the published tables are those of the last good run",
                advice="run again; if it stays, ./run_pipeline.sh doctor checks the set-up",
            )
        )
        sys.exit(1)
