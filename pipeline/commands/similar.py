"""``similar``: which occupations are nearest to one, and what the way there takes."""

from __future__ import annotations

import click

from gaps.export import rows_as_csv, rows_as_json
from gaps.occupations import find_occupation
from gaps.similar import DISTANCES, SimilarOccupation, SimilarOccupations, similar_occupations
from pipeline.commands.asking import asking, format_option
from pipeline.commands.wording import REASONS, print_release, rounded, step
from pipeline.console import Console

COMPARED_BY = {
    "skills": "skills: cosine of the importances of the skills",
    "skills_knowledge": "skills_knowledge: cosines of the importances of skills and of knowledge",
    "composite": "composite: what they need, do and are called",
    "tasks_titles": "tasks_titles: what they do and are called, without ratings",
}
COLUMNS = (
    *("nearest", "similarity", "zone", "gaps", "beyond error", "important"),
    *("shortfall", "O*NET's list"),
)


@click.command("similar")
@click.argument("occupation", metavar="OCCUPATION")
@click.option(
    "--by",
    "distance",
    type=click.Choice(DISTANCES),
    help="What is compared.  [default: composite; tasks_titles for an occupation without ratings]",
)
@format_option("near occupation")
@click.pass_obj
def command(context, occupation: str, distance: str | None, output: str) -> None:
    """Print the occupations nearest to OCCUPATION, with the gap in skills to each.

    OCCUPATION is an O*NET-SOC code, a title, or a job title that belongs to one occupation. The
    nearest 20 come first by one of four distances: skills and skills_knowledge compare
    importances, composite also tasks, work activities and titles, tasks_titles those alone.
    A distance is the same from either side; the gap is not: it counts the skills of which the near
    occupation needs more, those beyond error, and of these the important ones (importance 3 or
    more). Zone is the step of Job Zones, 1 to 5. An occupation without ratings says why, and has
    neighbours by tasks and titles alone.

    \b
    ./run_pipeline.sh similar chemists
    ./run_pipeline.sh similar 15-2051.00
    ./run_pipeline.sh similar "software developers" --by skills --format csv > similar.csv
    """
    with asking(context, output) as asked_of:
        code = find_occupation(asked_of.connection, occupation).code
        answer = similar_occupations(asked_of.connection, asked_of.analyses, code, distance)
    if output == "json":
        click.echo(rows_as_json(answer.origin, answer.rows))
    elif output == "csv":
        shared = ("from_code", "from_title", "status", "reason", "release_name")
        about = {name: getattr(answer.origin, name) for name in shared}
        click.echo(rows_as_csv(about, SimilarOccupation, answer.rows), nl=False)
    else:
        _print(context.console, answer, distance)


def _print(console: Console, answer: SimilarOccupations, distance: str | None) -> None:
    origin = answer.origin
    console.say(f"from     {origin.from_code}  {origin.from_title}")
    print_release(console, origin)
    if origin.reason:
        console.say("status   not rated, and not rated is not zero", status=origin.status)
        console.say(f"         {origin.from_title}: {REASONS[origin.reason]}", reason=origin.reason)
    if not answer.rows:
        _say_why_there_are_none(console, origin.reason, distance)
        return
    console.say(f"nearest  by {COMPARED_BY[answer.rows[0].distance]}")
    console.skip_line()
    console.table(COLUMNS, [_cells(row) for row in answer.rows])
    console.skip_line()
    console.say(_agreement(answer))
    for row in answer.rows:
        if row.not_rated_reason:
            console.say(
                f"{row.similar_occupation_code}  {row.similar_title}: "
                f"{REASONS[row.not_rated_reason]}, so there is no gap to it"
            )


def _say_why_there_are_none(console: Console, reason: str | None, distance: str | None) -> None:
    if reason and distance != "tasks_titles":
        said = (
            "nothing to compare it by: that distance rests on ratings"
            if distance
            else "nothing to compare it by: the release holds no tasks or titles of it"
        )
    else:
        said = "nothing to compare it by: the published release holds no such figures of it"
    console.say(f"nearest  {said}", nearest=0)


def _agreement(answer: SimilarOccupations) -> str:
    match answer.rows[0].related_list:
        case "listed":
            shared = sum(row.also_in_onet_related for row in answer.rows)
            return f"{shared} of {len(answer.rows)} are in O*NET's list of related occupations"
        case "not_listed":
            return f"O*NET lists no related occupations of {answer.origin.from_title}"
        case _:
            return "the release at hand has no list of related occupations to compare with"


def _cells(row: SimilarOccupation) -> tuple[object, ...]:
    return (
        f"{row.similar_occupation_code}  {row.similar_title}",
        f"{row.similarity:.3f}",
        step(row.job_zone_step),
        row.gaps,
        row.gaps_beyond_error,
        row.important_gaps_beyond_error,
        rounded(row.weighted_shortfall),
        "yes" if row.also_in_onet_related else "",
    )
