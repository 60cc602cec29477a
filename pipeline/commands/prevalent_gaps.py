"""``prevalent-gaps``: over many moves, which skills are short most often, and by how much."""

from __future__ import annotations

from decimal import Decimal

import click

from gaps.export import rows_as_csv, rows_as_json
from gaps.occupations import find_occupation
from gaps.prevalent import TIERS, PrevalentGap, PrevalentGaps, prevalent_gaps
from pipeline.commands.asking import (
    Asking,
    Domains,
    asking,
    domain_option,
    format_option,
    min_importance_option,
)
from pipeline.commands.wording import MOST_SHOWN, print_not_compared, print_release, rounded
from pipeline.console import Console
from pipeline.errors import UsageError

COLUMNS = ("", "gap", "beyond error", "and important", "mean gap", "largest", "weighted")


@click.command("prevalent-gaps")
@click.option(
    "--from",
    "origins",
    metavar="FROM",
    multiple=True,
    help="An occupation moved from; may be given again. Without it, every occupation.",
)
@click.option(
    "--to",
    "targets",
    metavar="TO",
    multiple=True,
    help="An occupation moved to; may be given again. Without it, O*NET's related occupations "
    "of each FROM.",
)
@click.option(
    "--tier",
    "tiers",
    type=click.Choice(TIERS, case_sensitive=False),
    multiple=True,
    help="Tier of related occupations; may be given again. Without it, all tiers.",
)
@min_importance_option
@domain_option
@format_option("element")
@click.option("--all", "is_whole", is_flag=True, help="Let the table show every line.")
@click.pass_obj
def command(
    context,
    origins: tuple[str, ...],
    targets: tuple[str, ...],
    tiers: tuple[str, ...],
    min_importance: float | None,
    domains: Domains,
    output: str,
    is_whole: bool,
) -> None:
    """Print which skills are short most often over many moves, and by how much.

    FROM and TO are O*NET-SOC codes, titles, or job titles that belong to one occupation; each FROM
    is moved to each other TO. Shares are of the moves that can be compared: with a gap, with one
    beyond error (95% margin of both ratings), and with one beyond error in a skill that is
    important to TO (importance 3 or more). The mean gap is that of the moves with a gap; the
    weighted one, importance weight times gap over 7, that of all. Moves from or to an occupation
    without ratings are counted, and the occupations named with the reason; gap can ask the O*NET
    Web Services for one of them.

    \b
    ./run_pipeline.sh prevalent-gaps --tier Primary-Short
    ./run_pipeline.sh prevalent-gaps --from chemists --from "web developers" --to "data scientists"
    ./run_pipeline.sh prevalent-gaps --from chemists --format csv > prevalent.csv
    """
    if tiers and targets:
        raise UsageError(
            "--tier and --to cannot be asked together",
            expected="moves to each TO, or to related occupations of a tier",
            advice="leave one of the two out",
        )
    with asking(context, output) as asked_of:
        answer = prevalent_gaps(
            asked_of.connection,
            asked_of.analyses,
            _codes(asked_of, origins),
            _codes(asked_of, targets),
            tiers or None,
            domains,
            None if min_importance is None else Decimal(str(min_importance)),
        )
    if output == "json":
        click.echo(rows_as_json(answer.header, answer.rows, not_compared=answer.not_compared))
    elif output == "csv":
        click.echo(_as_csv(answer), nl=False)
    else:
        _print(context.console, answer, is_whole)


def _codes(asked_of: Asking, occupations: tuple[str, ...]) -> list[str] | None:
    return [find_occupation(asked_of.connection, each).code for each in occupations] or None


def _as_csv(answer: PrevalentGaps) -> str:
    shared = (
        "release_name",
        "moves",
        "compared",
        "from_not_rated",
        "to_not_rated",
        "both_not_rated",
    )
    about = {name: getattr(answer.header, name) for name in shared}
    return rows_as_csv(about, PrevalentGap, answer.rows)


def _print(console: Console, answer: PrevalentGaps, is_whole: bool) -> None:
    header = answer.header
    print_release(console, header)
    console.say(_moves(answer), moves=header.moves, compared=header.compared)
    rows = answer.rows if is_whole else answer.rows[:MOST_SHOWN]
    if rows:
        console.skip_line()
        console.table(COLUMNS, [_cells(row) for row in rows])
        if len(rows) < len(answer.rows):
            console.skip_line()
            console.say(f"{len(answer.rows) - len(rows)} more: --all")
    if unjudged := sum(row.moves_without_error for row in answer.rows):
        console.say(f"{unjudged} gaps have no error given; shares beyond error are of the others")
    print_not_compared(
        console,
        [(side.occupation_code, side.title, side.reason) for side in answer.not_compared],
        is_whole,
    )


def _moves(answer: PrevalentGaps) -> str:
    header = answer.header
    said = f"moves    {header.compared:,} of {header.moves:,} are compared"
    if not header.moves:
        return "moves    none: the release names no related occupations of these"
    unrated = {
        "from": header.from_not_rated,
        "to": header.to_not_rated,
        "from and to": header.both_not_rated,
    }
    parts = [f"{count:,} {side}" for side, count in unrated.items() if count]
    return f"{said}; not rated: {', '.join(parts)}" if parts else said


def _cells(row: PrevalentGap) -> tuple[object, ...]:
    return (
        row.element_name,
        _percent(row.share_with_gap),
        _percent(row.share_beyond_error),
        _percent(row.share_important_beyond_error),
        rounded(row.mean_gap),
        rounded(row.largest_gap),
        rounded(row.mean_weighted_gap, places=3),
    )


def _percent(share: Decimal | None) -> str | None:
    return None if share is None else f"{share:.0%}"
