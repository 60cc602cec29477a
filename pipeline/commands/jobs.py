"""``jobs``: job boards, collected into delivery files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from extract.jobs.access import JobsAccess
from extract.jobs.checking import Look, look_at
from extract.jobs.collecting import VisitResult, World, collect
from extract.jobs.registry import all_boards, switched_on
from extract.jobs.sightings import FIELDS
from extract.jobs.visits import Board
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError

LEFT_OUT = 4  # some boards were collected, others were not
SHOWN = 60  # letters of a field


@click.group("jobs", invoke_without_command=True)
@click.option(
    "--board",
    "names",
    multiple=True,
    metavar="NAME",
    help="A board to visit, instead of those that are switched on (SKILLGAP_JOBS_BOARDS); "
    "may be given several times.",
)
@click.option("--list", "is_list", is_flag=True, help="Instead: the boards, and what they need.")
@click.option("--pages", type=click.IntRange(1), help="Pages of a listing that are read at most.")
@click.option("--details", type=click.IntRange(0), help="Pages of jobs that are read at most.")
@click.option("--everything", is_flag=True, help="Read the pages of known jobs again, too.")
@click.pass_context
def command(
    call: click.Context,
    names: tuple[str, ...],
    is_list: bool,
    pages: int | None,
    details: int | None,
    everything: bool,
) -> int | None:
    """Visit job boards and keep what they show, a delivery file a visit, below data/jobs/.

    Boards are asked as a guest would: robots.txt first, one request at a time for each host, under
    a name with your contact (SKILLGAP_JOBS_CONTACT), without which no board is asked at all.
    A board that keeps us out, shows a reduced page, or has changed its markup is told as such;
    nothing follows from it about the jobs that were there before.

    Exit code 0: every board was read; 4: some were, others were not; 1: none was.

    \b
    ./run_pipeline.sh jobs --list
    ./run_pipeline.sh jobs check job_web_kenya
    ./run_pipeline.sh jobs --board job_web_kenya --board fuzu
    """
    context = call.obj
    if call.invoked_subcommand is not None:
        if names or is_list or pages is not None or details is not None or everything:
            raise UsageError(
                "an option of jobs stands before the name of a command",
                found=f"jobs … {call.invoked_subcommand}",
                advice="./run_pipeline.sh jobs check BOARD",
            )
        return None
    access = _narrowed(context.settings.jobs, pages, details)
    if is_list:
        _print_boards(context.console, access)
        return 0
    boards = [_board(name) for name in dict.fromkeys(names)]
    if not names:
        boards, lacking = switched_on(access)
        for board in lacking:
            needs = " and ".join(board.ways[0].needs)
            context.console.warn(f"{board.name} is left out: it needs {needs}", board=board.name)
    if not boards:
        raise UsageError(
            "no job board is switched on",
            expected="SKILLGAP_JOBS_BOARDS with names of boards, or --board NAME",
            state="no board was asked anything",
            advice="./run_pipeline.sh jobs --list names them",
        )
    for board in boards:
        _check_needs(board, access)
    results = collect(
        boards,
        access,
        context.settings.data / "jobs",
        context.console,
        known={} if everything else None,
    )
    return _print_results(context.console, results)


@command.command("check")
@click.argument("name", metavar="BOARD")
@click.pass_obj
def check(context, name: str) -> int:
    """Look at BOARD live: its robots.txt, one page of its listing, one job. Writes nothing.

    Prints what each page is, and for each field of a job what was found and from where. The exit
    code is 0 if the board was read, 1 if not.

    \b
    ./run_pipeline.sh jobs check brighter_monday
    """
    board = _board(name)
    access = context.settings.jobs
    _check_needs(board, access)
    return _print_look(context.console, look_at(board, access, context.console, World()))


def _narrowed(access: JobsAccess, pages: int | None, details: int | None) -> JobsAccess:
    changes = {"max_pages": pages, "max_details": details}
    return replace(access, **{name: each for name, each in changes.items() if each is not None})


def _board(name: str) -> Board:
    boards = all_boards()
    if name not in boards:
        raise UsageError("there is no such job board", found=repr(name), expected=", ".join(boards))
    return boards[name]


def _check_needs(board: Board, access: JobsAccess) -> None:
    try:
        access.manners  # noqa: B018 - says what is wrong with the contact
    except UsageError as error:
        error.advice = "set SKILLGAP_JOBS_CONTACT: where whoever runs a board can reach you"
        raise
    if board.way(access) is None:
        raise UsageError(
            f"{board.name} cannot be read without a setting",
            expected=", or ".join(" and ".join(way.needs) for way in board.ways),
            state="no board was asked anything",
        )


def _print_boards(console: Console, access: JobsAccess) -> None:
    rows = []
    for board in all_boards().values():
        way = board.way(access)
        better = [each for each in board.ways if each.needs and each is not board.ways[-1]]
        needs = way.needs if way else board.ways[0].needs
        wish = f"better with {' and '.join(better[0].needs)}" if better and not way.needs else ""
        rows.append(
            (
                board.name,
                "yes" if board.name in access.boards else "no",
                (way or board.ways[0]).site.removeprefix("https://").rstrip("/"),
                (way or board.ways[0]).words,
                ("needs " if way is None else "") + " and ".join(needs) if needs else wish,
            )
        )
    console.table(("board", "on", "where", "how it is read", "settings"), rows)
    if not access.contact:
        console.skip_line()
        console.say("no board is asked without a contact: set SKILLGAP_JOBS_CONTACT")


def _print_results(console: Console, results: Sequence[VisitResult]) -> int:
    console.skip_line()
    columns = ("board", "outcome", "listings", "pages", "errors", "seconds", "complete", "file")
    console.table(
        columns,
        [
            (
                each.board,
                each.outcome,
                each.listings,
                each.pages,
                each.errors,
                round(each.seconds, 1),
                each.is_complete,
                each.path.name if each.path else None,
            )
            for each in results
        ],
    )
    for each in results:
        if each.errors and each.path:
            console.say(
                f"{each.board}: what went wrong is in {each.path}: lines of kind page that have a "
                "sample, lines of kind unread",
                board=each.board,
            )
    bad = [each for each in results if not each.went_well]
    for each in bad:
        console.warn(f"{each.board}: {each.outcome}: {each.words}", board=each.board)
    if not bad:
        return 0
    return 1 if len(bad) == len(results) else LEFT_OUT


def _print_look(console: Console, look: Look) -> int:
    console.say(f"read by  {look.way.words}, {look.way.site}")
    console.skip_line()
    console.table(
        ("page", "outcome", "jobs", "words", "address"),
        [
            (page.role, page.outcome.kind.value, page.cards, page.outcome.words, page.url)
            for page in look.pages
        ],
    )
    for part in look.unread:
        console.warn(f"{part.url}, {part.place}: {part.reason}")
    if look.sighting is not None:
        card = look.sighting.card
        console.skip_line()
        console.say(f"a job    {card.external_id}  {card.url}")
        console.table(
            ("field", "found", "from"),
            [
                (name, _short(card.draft[name]), card.draft.origins.get(name, "not found"))
                for name in FIELDS
            ],
        )
    console.skip_line()
    console.say(f"in all   {look.result.outcome}: {look.result.words}")
    return 0 if look.result.went_well else SkillgapError.exit_code


def _short(value: str | list[str] | None) -> str | None:
    text = ", ".join(value) if isinstance(value, list) else value
    if text is None:
        return None
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} letters)"
