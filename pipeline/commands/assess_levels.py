"""``assess-levels``: let the language model judge the level of each skill of an occupation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from explain.outcomes import MEANINGS
from gaps.export import list_as_json
from gaps.level_anchors import anchored_elements, description_of
from gaps.occupations import find_occupation
from pipeline.commands.asking import Domains, asking, domain_option
from pipeline.commands.model_asker import asker_of
from pipeline.console import Console

if TYPE_CHECKING:
    from explain.levels import AssessedOccupation


@click.command("assess-levels")
@click.argument("occupations", metavar="CODE...", nargs=-1, required=True)
@domain_option
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="json holds what was taken out, too.",
)
@click.option("--fresh", is_flag=True, help="Ask the model again, though its answer is kept.")
@click.pass_obj
def command(
    context, occupations: tuple[str, ...], domains: Domains, output: str, fresh: bool
) -> None:
    """Let the language model judge the level of each skill that each CODE needs.

    CODE is an O*NET-SOC code, a title, or a job title that belongs to one occupation; also one that
    O*NET has not rated. The model (Gemini; SKILLGAP_GEMINI_API_KEY, see .env.example) is given the
    occupation's title and description and the level anchors of each skill, and never O*NET's
    ratings. A level has to be from 0 to 7, and of a skill that was asked; what else comes is taken
    out and counted, and so is what is missing.

    Questions and answers are kept, and the next run publishes the levels in model_levels, apart
    from all ratings: they have no raters and no error, and no gap is computed from them.
    The analysis model_levels_against_onet shows how they agree with O*NET's ratings. Where the
    model gives no usable answer the outcome says why (explain --help lists them), and the exit code
    is 0.

    \b
    ./run_pipeline.sh assess-levels 15-2051.00
    ./run_pipeline.sh assess-levels chemists "software developers" --format json
    """
    from explain.levels import assess  # pydantic's share of the start is paid here alone

    with (
        asking(context, output) as asked_of,
        asker_of(context.settings, asked_of.server) as asker,
    ):
        connection = asked_of.connection
        found = [find_occupation(connection, asked) for asked in dict.fromkeys(occupations)]
        elements = anchored_elements(connection, domains)
        answers = [
            assess(each, description_of(connection, each.code), elements, asker, fresh)
            for each in found
        ]
    if output == "json":
        click.echo(list_as_json(answers))
        return
    for answer in answers:
        _print(context.console, answer)
    if any(answer.levels for answer in answers):
        context.console.skip_line()
        context.console.say(
            "judged by a model, not rated; the next ./run_pipeline.sh publishes it in model_levels"
        )


def _print(console: Console, answer: AssessedOccupation) -> None:
    console.skip_line()
    console.say(f"{answer.code}  {answer.title}", code=answer.code)
    reason = f" ({answer.outcome_reason})" if answer.outcome_reason else ""
    kept = f", kept since {answer.asked_at:%Y-%m-%d %H:%M} UTC" if answer.is_from_store else ""
    meaning = (
        f"{answer.model} judged {len(answer.levels)} of {answer.asked} elements"
        if answer.levels
        else MEANINGS[answer.outcome]
    )
    console.say(f"outcome  {answer.outcome}: {meaning}{kept}{reason}", outcome=answer.outcome)
    counts = {
        "not asked": answer.not_asked,
        "named twice": answer.repeated,
        "not from 0 to 7": answer.out_of_range,
        "missing": len(answer.missing) if answer.levels else 0,
    }
    if told := [f"{count} {what}" for what, count in counts.items() if count]:
        console.say(f"left out {', '.join(told)}")
    if answer.levels:
        rows = [(each.element_name, each.level, each.reason) for each in answer.levels]
        console.table(("", "level", "the model's reason"), rows)
