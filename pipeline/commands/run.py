"""``run``: extract, load, build, test and publish."""

from __future__ import annotations

import re
from pathlib import Path

import click

from extract.sources import SOURCES
from pipeline.errors import UsageError
from pipeline.notification import tell_failure, tell_left_out
from pipeline.onet_api import Extraction
from pipeline.run import Request, run

OCCUPATION_CODE = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")


def _listed(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,]+", value or "") if part))


@click.command("run")
@click.option(
    "--onet",
    "onet_releases",
    metavar="NAME",
    multiple=True,
    help="O*NET release, for example 30.3, or 'newest'; may be given several times. Taken from "
    "data/onet, or downloaded from the O*NET Center if it is not there.",
)
@click.option(
    "--onet-dir",
    "onet_dirs",
    multiple=True,
    type=click.Path(path_type=Path, resolve_path=True),
    help="Folder with the text files of an O*NET release; may be given several times.",
)
@click.option(
    "--source",
    type=click.Choice([*(name for name in SOURCES if name != "onet"), "onet-api"]),
    help="What --path holds, or onet-api for the O*NET Web Services; the other sources are "
    "taken as configured.",
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path, resolve_path=True),
    help="Folder or file of --source; may be given several times.",
)
@click.option(
    "--tables",
    metavar="ID,...",
    callback=_listed,
    help="With --source onet-api: the tables to read, by the ids of the service.  "
    "[default: occupation_data and all tables with levels that the service has]",
)
@click.option(
    "--occupations",
    metavar="CODE,...",
    callback=_listed,
    help="With --source onet-api: read these occupations only, by O*NET-SOC code.  "
    "[default: whole tables]",
)
@click.option(
    "--again",
    is_flag=True,
    help="With --source onet-api: ask also for what is kept of the release already.",
)
@click.option(
    "--supplement/--no-supplement",
    default=None,
    help="Ask the O*NET Web Services for what the files lack.  "
    "[default: if there are credentials, and not with --source onet-api]",
)
@click.option(
    "--boards/--no-boards",
    default=True,
    help="Visit the job boards that are switched on (SKILLGAP_JOBS_BOARDS).  [default: --boards]",
)
@click.option(
    "--esco-model",
    metavar="NAME",
    help="The ESCO model that taxonomy_occupations and the gaps use, for example "
    "'ESCO 1.1.1 en'.  [default: the newest]",
)
@click.option(
    "--release",
    metavar="NAME",
    help="Publish this O*NET release of those that are landed, for example 29.2.  "
    "[default: the newest]",
)
@click.option(
    "--accept-shrink", is_flag=True, help="Take a file that lost more than 5% of its rows."
)
@click.pass_obj
def command(
    context,
    onet_releases: tuple[str, ...],
    onet_dirs: tuple[Path, ...],
    source: str | None,
    paths: tuple[Path, ...],
    tables: tuple[str, ...],
    occupations: tuple[str, ...],
    again: bool,
    supplement: bool | None,
    boards: bool,
    esco_model: str | None,
    release: str | None,
    accept_shrink: bool,
) -> int:
    """Extract, load, build, test and publish.

    Takes the releases and folders named here, else those of the settings (SKILLGAP_ONET,
    SKILLGAP_ONET_DIR, SKILLGAP_ESCO_DIR, SKILLGAP_KESCO_DIR, SKILLGAP_CROSSWALKS_DIR,
    SKILLGAP_LABOUR_MARKET_DIR), else what lies below data/onet, data/esco and so on, else the
    sample that comes with the project. What has not changed is not
    loaded again; if nothing has, nothing is built. If anything fails, the published tables stay
    as they are; a delivery that cannot be used is left out, its last good batch serves on, and
    the exit code is 4.

    With credentials (SKILLGAP_ONET_API_KEY, see .env.example) each run asks the O*NET Web
    Services for what the files lack: occupations without ratings, elements that are missing.
    --source onet-api reads what is named instead. Pages are kept as they come: a read that was
    broken off goes on where it stood, and nothing is asked twice of one release.

    Job boards that are switched on (SKILLGAP_JOBS_BOARDS) are visited first. One that keeps us out
    or has changed its markup makes the exit code 4, and none of its jobs is taken for gone.

    \b
    ./run_pipeline.sh run --onet 29.2 --onet 30.3
    ./run_pipeline.sh run --onet-dir ~/db_29_2_text --onet-dir ~/db_30_3_text
    ./run_pipeline.sh run --source esco --path ~/ESCO_v1.1.1 --path ~/tabiya-v2.0.1
    ./run_pipeline.sh run --release 29.2
    ./run_pipeline.sh run --source onet-api --tables essential_skills,transferable_skills
    ./run_pipeline.sh run --source onet-api --occupations 15-1252.00,15-2051.00
    """
    is_service = source == "onet-api"
    if not is_service and (tables or occupations or again):
        raise UsageError(
            "--tables, --occupations and --again go with --source onet-api",
            advice="./run_pipeline.sh run --source onet-api --tables ID,...",
        )
    if is_service and paths:
        raise UsageError(
            "--source onet-api takes no --path",
            found=", ".join(map(str, paths)),
            expected="nothing, --tables or --occupations",
        )
    if bad := [code for code in occupations if not OCCUPATION_CODE.fullmatch(code)]:
        raise UsageError(
            "this is no O*NET-SOC code",
            found=", ".join(bad),
            expected="two digits, a hyphen, four digits, a dot, two digits: 15-1252.00",
        )
    if not is_service and bool(source) != bool(paths):
        raise UsageError(
            "--source and --path go together",
            found="--source alone" if source else "--path alone",
            advice="./run_pipeline.sh run --source esco --path FOLDER",
        )
    request = Request(
        onet_dirs,
        onet_releases,
        release,
        accept_shrink,
        source_places={source: paths} if source and not is_service else {},
        esco_model=esco_model,
        extraction=Extraction(tables, occupations, again) if is_service else None,
        supplement=supplement,
        visit_boards=boards,
    )
    try:
        summary = run(context.settings, request, context.console)
    except Exception as error:
        tell_failure(context.settings, context.console, error)
        raise
    if summary.status == "unchanged":
        context.console.say("the published tables are up to date; nothing was written")
    context.console.say("next: ./run_pipeline.sh gap 19-2031.00 15-1252.00")
    if summary.failures:
        left_out = ", ".join(failure.delivery for failure in summary.failures)
        context.console.warn(
            f"left out: {left_out}; why stands above and in ./run_pipeline.sh status (exit code 4)"
        )
        tell_left_out(context.settings, context.console, summary)
    return summary.exit_code
