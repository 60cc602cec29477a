"""``titles``: titles of job listings that are matched to no occupation, for a person to decide."""

from __future__ import annotations

import click

from gaps.occupations import find_occupation
from gaps.taxonomy_occupations import find_taxonomy_occupation
from gaps.unsure_titles import (
    UnsureTitle,
    code_of,
    listings_titled,
    proposed_code,
    titles_as_csv,
    titles_as_json,
    unsure_titles,
)
from load.reviewed_titles import ReviewedTitle, keep_review
from match.vacancies.cleaning import clean
from match.vacancies.taxonomy import Taxonomy
from pipeline import databases
from pipeline.commands.asking import asking, format_option
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.job_matches import title_key
from pipeline.server import find_or_start

MOST_TITLES = 20

taxonomy_option = click.option(
    "--taxonomy",
    type=click.Choice([str(each) for each in Taxonomy]),
    default=str(Taxonomy.ESCO),
    show_default=True,
    help="Whose occupations.",
)


@click.group("titles")
def command() -> None:
    """Titles of job listings: review what no occupation is sure for, accept or reject.

    What is decided is kept in <prefix>_app and taken by the next run: the title becomes a label
    of its occupation, and is answered by it, or by nothing, at once.

    \b
    ./run_pipeline.sh titles review
    ./run_pipeline.sh titles accept "tea lady" 9412.1
    ./run_pipeline.sh titles reject "various positions"
    """


@command.command("review")
@taxonomy_option
@click.option(
    "--most",
    type=click.IntRange(1, 1000),
    default=MOST_TITLES,
    show_default=True,
    help="How many titles.",
)
@format_option("candidate")
@click.pass_obj
def review(context, taxonomy: str, most: int, output: str) -> None:
    """List the most frequent titles that no occupation is sure for, with their candidates.

    Titles are shown without what boards write around them; a title that was decided is not shown
    again once a run has taken the decision. Confidence is the chance that the first candidate is
    right, score only orders the candidates.

    \b
    ./run_pipeline.sh titles review
    ./run_pipeline.sh titles review --taxonomy onet --most 50 --format csv > titles.csv
    """
    with asking(context, output) as asked_of:
        titles = unsure_titles(asked_of.connection, taxonomy, most)
    if output == "json":
        click.echo(titles_as_json(titles))
    elif output == "csv":
        click.echo(titles_as_csv(titles), nl=False)
    else:
        _print(context.console, titles, taxonomy)


def _print(console: Console, titles: list[UnsureTitle], taxonomy: str) -> None:
    if not titles:
        console.say(f"no title of a job listing waits for a decision about {taxonomy}")
        return
    rows: list[tuple[object, ...]] = []
    for title in titles:
        said = (title.listings, title.title, title.reason or "", f"{title.confidence:.2f}")
        for place, candidate in enumerate(title.candidates or (None,)):
            own = said if not place else ("", "", "", "")
            its = (candidate.code, candidate.label, f"{candidate.score:.2f}") if candidate else ()
            rows.append((*own, *(its or ("", "no candidate", ""))))
    columns = ("listings", "title", "why", "confidence", "code", "candidate", "score")
    console.table(columns, rows)
    console.skip_line()
    console.say('./run_pipeline.sh titles accept "TITLE" CODE    links a title; reject links none')


@command.command("accept")
@click.argument("title")
@click.argument("code")
@taxonomy_option
@click.pass_obj
def accept(context, title: str, code: str, taxonomy: str) -> None:
    """Link TITLE to the occupation CODE, in place of an earlier decision.

    CODE is a code or label of the taxonomy; TITLE may be written as a board has it.

    \b
    ./run_pipeline.sh titles accept "tea lady" 9412.1
    ./run_pipeline.sh titles accept "tea lady" 35-3023.00 --taxonomy onet
    """
    core = _core(title)
    with asking(context, "table") as asked_of:
        if taxonomy == Taxonomy.ONET:
            found = find_occupation(asked_of.connection, code)
            decided, label = found.code, found.title
        else:
            one = find_taxonomy_occupation(asked_of.connection, taxonomy, code)
            decided, label = code_of(taxonomy, one.occupation_key, one.code), one.label
        proposed = proposed_code(asked_of.connection, taxonomy, core)
        listings = listings_titled(asked_of.connection, taxonomy, core)
    _keep(context, ReviewedTitle(taxonomy, title_key(core), title, decided, proposed))
    context.console.say(
        f"{core} is {decided}  {label}; {_when_taken(listings)}", title=core, code=decided
    )


@command.command("reject")
@click.argument("title")
@taxonomy_option
@click.pass_obj
def reject(context, title: str, taxonomy: str) -> None:
    """Say that no occupation of the taxonomy fits TITLE: it is matched to nothing.

    \b
    ./run_pipeline.sh titles reject "various positions"
    """
    core = _core(title)
    with asking(context, "table") as asked_of:
        proposed = proposed_code(asked_of.connection, taxonomy, core)
        listings = listings_titled(asked_of.connection, taxonomy, core)
    _keep(context, ReviewedTitle(taxonomy, title_key(core), title, None, proposed))
    context.console.say(f"{core} is none of {taxonomy}; {_when_taken(listings)}", title=core)


def _when_taken(listings: int) -> str:
    if not listings:
        return "no listing has this title now, and it is kept for those to come"
    return f"the next run takes it for {listings:,} {'listing' if listings == 1 else 'listings'}"


def _core(title: str) -> str:
    core = clean(title).core
    if not title_key(core):
        raise UsageError(
            "this title has no word that a match could go by",
            found=repr(title),
            expected="a title of a job, such as titles review lists",
        )
    return core


def _keep(context, decision: ReviewedTitle) -> None:
    settings = context.settings
    server = find_or_start(settings, context.console)
    databases.create(server, settings)
    databases.migrate(server, settings)
    with server.engine("api", settings.databases.app).begin() as connection:
        keep_review(connection, decision)
