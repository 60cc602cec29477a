"""``unlocks``: which occupations come within reach once one skill is raised."""

from __future__ import annotations

from decimal import Decimal

import click

from gaps.elements import find_element
from gaps.export import rows_as_csv, rows_as_json
from gaps.occupations import find_occupation
from gaps.reach import SkillUnlocks, Unlocked, Unlocks, unlocks
from pipeline.commands.asking import (
    Domains,
    asking,
    domain_option,
    format_option,
    min_importance_option,
)
from pipeline.commands.wording import (
    MOST_SHOWN,
    noun,
    print_not_compared,
    print_origin,
    rounded,
    rounded_up,
    step,
)
from pipeline.console import Console

LEAST_IMPORTANCE = 3
SKILL_COLUMNS = ("raise one", "held", "to", "unlocks", "the first", "at", "zone")
OCCUPATION_COLUMNS = (
    *("within reach", "zone", "gap", "level needed", "gaps left"),
    "the weightiest left",
)


@click.command("unlocks")
@click.argument("origin", metavar="FROM")
@click.option(
    "--skill", metavar="NAME|ID", help="The skill that is raised; without it each in turn."
)
@click.option(
    "--level",
    type=click.FloatRange(0, 7),
    help="The level it is raised to (scale LV, 0 to 7); without it, what each occupation needs.",
)
@min_importance_option
@click.option(
    "--gaps-allowed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="So many important gaps beyond error leave an occupation within reach.",
)
@domain_option
@format_option("skill or occupation")
@click.option("--all", "is_whole", is_flag=True, help="Let the table show every line.")
@click.pass_obj
def command(
    context,
    origin: str,
    skill: str | None,
    level: float | None,
    min_importance: float | None,
    gaps_allowed: int,
    domains: Domains,
    output: str,
    is_whole: bool,
) -> None:
    """Print which occupations come within reach of FROM once one skill is raised.

    FROM is an O*NET-SOC code, a title, or a job title that belongs to one occupation. An occupation
    is within reach where no skill that is important to it (importance 3 or more) has a gap
    beyond error; a gap whose error is not given counts as one. Whoever raises a skill knows the
    level reached, so its error is 0, and the level needed is the occupation's less the 95% margin
    of its own rating alone.

    Without --skill there is a line for each skill: how many occupations it alone would bring
    within reach, and the level that takes. With --skill there is a line for each of these
    occupations, with what is left to learn. Occupations without ratings are not compared; they are
    counted, and --all, json, and the csv of a skill name them with the reason; gap can ask the
    O*NET Web Services for one of them.

    \b
    ./run_pipeline.sh unlocks chemists
    ./run_pipeline.sh unlocks chemists --skill programming
    ./run_pipeline.sh unlocks 19-2031.00 --skill 2.B.3.e --level 2.5 --format csv > unlocks.csv
    """
    with asking(context, output) as asked_of:
        connection = asked_of.connection
        element = find_element(connection, skill, domains) if skill is not None else None
        answer = unlocks(
            connection,
            asked_of.analyses,
            find_occupation(connection, origin).code,
            element.element_id if element else None,
            _exact(level),
            domains,
            _exact(min_importance),
            gaps_allowed,
        )
    if output == "json":
        click.echo(_as_json(answer))
    elif output == "csv":
        click.echo(_as_csv(answer, element is not None), nl=False)
    elif print_origin(context.console, answer.origin) and not answer.skills:
        context.console.say(f"status   {element.name} is not rated for it", status="not_rated")
    elif answer.skills:
        least = min_importance or LEAST_IMPORTANCE
        _print_reach(context.console, answer, domains, least, gaps_allowed)
        if element:
            _print_occupations(context.console, answer, level, is_whole)
        else:
            _print_skills(context.console, answer, domains, is_whole)
        print_not_compared(
            context.console,
            [(row.to_code, row.to_title, row.reason) for row in answer.not_compared],
            is_whole,
        )


def _exact(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def _as_json(answer: Unlocks) -> str:
    """Return header, skills, and rows: occupations unlocked, then those not compared."""
    return rows_as_json(answer.origin, answer.rows, skills=answer.skills)


def _as_csv(answer: Unlocks, is_of_skill: bool) -> str:
    """Return a line for each skill, or, of one skill, for each occupation."""
    origin = answer.origin
    about = {
        "from_code": origin.from_code,
        "from_title": origin.from_title,
        "from_status": origin.status,
        "from_reason": origin.reason,
        "release_name": origin.release_name,
    }
    if is_of_skill:
        return rows_as_csv(about, Unlocked, answer.rows)
    return rows_as_csv(about, SkillUnlocks, answer.skills)


def _print_reach(
    console: Console, answer: Unlocks, domains: Domains, least: float, gaps_allowed: int
) -> None:
    first = answer.skills[0]
    allowed = f"at most {gaps_allowed}" if gaps_allowed else "no"
    console.say(
        f"reach    {allowed} {noun(domains)} of importance {least:g} or more "
        "with a gap beyond error"
    )
    console.say(
        f"         {first.within_reach} occupations are within reach, {first.out_of_reach} are not",
        within_reach=first.within_reach,
        out_of_reach=first.out_of_reach,
    )


def _print_skills(console: Console, answer: Unlocks, domains: Domains, is_whole: bool) -> None:
    useful = tuple(row for row in answer.skills if row.occupations_unlocked)
    if rows := answer.skills if is_whole else useful[:MOST_SHOWN]:
        console.skip_line()
        console.table(SKILL_COLUMNS, [_skill_cells(row, answer) for row in rows])
    console.skip_line()
    said = f"{len(useful)} of {len(answer.skills)} {noun(domains)} alone bring others within reach"
    if len(useful) > len(rows):
        said += f"; {len(useful) - len(rows)} more: --all"
    console.say(said)


def _skill_cells(row: SkillUnlocks, answer: Unlocks) -> tuple[object, ...]:
    first = min(
        (each for each in answer.unlocked if each.element_id == row.element_id),
        key=lambda each: (each.level_needed, each.weighted_shortfall_left),
        default=None,
    )
    return (
        row.element_name,
        rounded(row.from_level),
        rounded_up(row.level_for_all),
        row.occupations_unlocked,
        first and first.to_title,
        first and rounded_up(first.level_needed),
        first and step(first.job_zone_step),
    )


def _print_occupations(
    console: Console, answer: Unlocks, level: float | None, is_whole: bool
) -> None:
    (skill,) = answer.skills
    raised = "to what each occupation needs" if level is None else f"to {level:g}"
    held = rounded(skill.from_level)
    console.say(f"raised   {skill.element_name} from {held} {raised}")
    if level is not None and held is not None and level <= held:
        console.say("         which is no raise: that much is held already")
    shown = answer.unlocked if is_whole else answer.unlocked[:MOST_SHOWN]
    if shown:
        console.skip_line()
        console.table(OCCUPATION_COLUMNS, [_occupation_cells(row) for row in shown])
    console.skip_line()
    said = f"{len(answer.unlocked)} occupations come within reach"
    if len(shown) < len(answer.unlocked):
        said += f"; {len(answer.unlocked) - len(shown)} more: --all"
    console.say(said)


def _occupation_cells(row: Unlocked) -> tuple[object, ...]:
    return (
        f"{row.to_code}  {row.to_title}",
        step(row.job_zone_step),
        rounded(row.level_gap),
        rounded_up(row.level_needed),
        row.gaps_left,
        row.weightiest_left,
    )
