"""``gap --to-many``: what each of many targets needs beyond what an occupation has."""

from __future__ import annotations

import click

from gaps.export import rows_as_csv, rows_as_json
from gaps.moves import ManyTargets, TargetGap, gap_to_many_targets
from gaps.occupations import find_occupation
from pipeline.commands.asking import Domains, asking
from pipeline.commands.wording import (
    MOST_SHOWN,
    print_not_compared,
    print_origin,
    rounded,
    step,
)
from pipeline.console import Console

COLUMNS = (
    "to",
    "zone",
    "gaps",
    "beyond error",
    "important",
    "shortfall",
    "surplus",
    "the weightiest gaps",
)


def print_many_targets(
    context,
    origin: str,
    targets: tuple[str, ...],
    domains: Domains,
    output: str,
    is_whole: bool,
) -> None:
    """Print a line for each target, in the format asked for.

    Args:
        context: that of the command line.
        origin, targets: codes or titles; no target means every other occupation.
        domains: those compared.
        output: table, csv or json.
        is_whole: let the table show every target.
    """
    with asking(context, output) as asked_of:
        from_code = find_occupation(asked_of.connection, origin).code
        found = [find_occupation(asked_of.connection, target).code for target in targets]
        answer = gap_to_many_targets(
            asked_of.connection, asked_of.analyses, from_code, found or None, domains
        )
    if output == "json":
        click.echo(rows_as_json(answer.origin, answer.rows))
    elif output == "csv":
        shared = ("from_code", "from_title", "release_name")
        about = {name: getattr(answer.origin, name) for name in shared}
        click.echo(rows_as_csv(about, TargetGap, answer.rows), nl=False)
    else:
        _print(context.console, answer, is_whole)


def _print(console: Console, answer: ManyTargets, is_whole: bool) -> None:
    if not print_origin(console, answer.origin):
        return
    shown = answer.compared if is_whole else answer.compared[:MOST_SHOWN]
    if shown:
        console.say("order    the easiest move first: fewest important gaps beyond error")
        console.skip_line()
        console.table(COLUMNS, [_cells(row) for row in shown])
        console.skip_line()
        console.say(_summary(answer, len(shown)))
    print_not_compared(
        console,
        [(row.to_code, row.to_title, row.to_reason) for row in answer.not_compared],
        is_whole,
    )


def _cells(row: TargetGap) -> tuple[object, ...]:
    return (
        f"{row.to_code}  {row.to_title}",
        step(row.job_zone_step),
        row.gaps,
        row.gaps_beyond_error,
        row.important_gaps_beyond_error,
        rounded(row.weighted_shortfall),
        rounded(row.weighted_surplus),
        row.weightiest_gaps,
    )


def _summary(answer: ManyTargets, shown: int) -> str:
    compared = answer.compared
    easy = sum(row.important_gaps_beyond_error == 0 for row in compared)
    said = (
        f"{easy} of {len(compared)} compared have no important gap beyond error "
        "(importance 3 or more to the target)"
    )
    if unjudged := sum(bool(row.gaps_without_error) for row in compared):
        said += f"; {unjudged} have gaps with no error given"
    if shown < len(compared):
        said += f"; {len(compared) - shown} more: --all"
    return said
