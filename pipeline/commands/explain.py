"""``explain``: what a gap means, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from explain.outcomes import MEANINGS
from gaps.pull import find_published_or_pulled, gap_with_pull
from gaps.read import SCALES, Gap, gap
from pipeline.commands.asking import Domains, asking, domain_option
from pipeline.commands.model_asker import asker_of
from pipeline.commands.pulled_sides import pull_of
from pipeline.commands.wording import print_release, rounded
from pipeline.console import Console

if TYPE_CHECKING:
    from explain.answer import ExplainedGap
    from explain.form import SkillNote

JUDGEMENTS = {True: "beyond error", False: "within error", None: "no error given"}


def _language(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", value):
        raise click.BadParameter(f"{value!r} is no language tag such as en, sw or pt-BR")
    return value


@click.command("explain")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option(
    "--scale",
    type=click.Choice(SCALES, case_sensitive=False),
    default="LV",
    show_default=True,
    help="Explain levels (LV, 0 to 7) or importance (IM, 1 to 5).",
)
@domain_option
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="json holds the explanation, its outcome, and every row and column of the gap.",
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    callback=_language,
    help="Tag of the language that the model answers in; the template knows English alone.",
)
@click.option("--fresh", is_flag=True, help="Ask the model again, though the answer is kept.")
@click.option(
    "--origin",
    "wanted",
    type=click.Choice(["model", "template"]),
    default="model",
    show_default=True,
    help="template asks no model: the release's level anchors, put into sentences.",
)
@click.pass_obj
def command(
    context,
    origin: str,
    target: str,
    scale: str,
    domains: Domains,
    output: str,
    language: str,
    fresh: bool,
    wanted: str,
) -> None:
    """Explain in words what TO needs beyond what FROM has.

    FROM and TO are O*NET-SOC codes, titles, or job titles that belong to one occupation. With a
    key (SKILLGAP_GEMINI_API_KEY; see .env.example) the language model Gemini is given the gap and
    says what it means, skill by skill, how to close it, and where to begin. Every element and
    every number that it names is held against the gap; what is not of the gap is taken out and
    counted. The answer is kept, and the same question is answered from there (--fresh asks anew).

    Without a key, or where the model gives no usable answer, the level anchors of the release are
    put into sentences: origin template. The outcome says what came of the model: explained, or
    cut_off, blocked, not_in_agreed_form, unavailable, timed_out, refused, budget_spent, no_key,
    not_kept, not_asked. Whatever it is, the gap's figures are there (gap FROM TO prints them all),
    and the exit code is 0. An occupation without ratings is named with its reason, and no model is
    asked.

    \b
    ./run_pipeline.sh explain chemists "software developers" --origin template
    ./run_pipeline.sh explain 19-2031.00 15-1252.00 --language sw
    ./run_pipeline.sh explain 19-2031.00 15-1252.00 --format json
    """
    from explain.answer import explain_gap  # pydantic's share of the start is paid here alone

    with (
        asking(context, output) as asked_of,
        pull_of(context.settings, asked_of.server, asked_of.analyses, asked_of.talk) as pull,
        asker_of(context.settings, asked_of.server) as asker,
    ):
        connection, analyses = asked_of.connection, asked_of.analyses
        codes = [
            find_published_or_pulled(connection, pull, asked, domains).code
            for asked in (origin, target)
        ]
        if pull is None:
            found = gap(connection, analyses, *codes, scale, domains)
        else:
            found = gap_with_pull(connection, analyses, pull, *codes, scale, domains)
        answer = explain_gap(found, asker, language=language, origin=wanted, is_fresh=fresh)
    if output == "json":
        click.echo(answer.model_dump_json(indent=2))
    else:
        _print(context.console, found, answer)


def _print(console: Console, found: Gap, answer: ExplainedGap) -> None:
    header = answer.header
    console.say(f"from     {header.from_code}  {header.from_title}")
    console.say(f"to       {header.to_code}  {header.to_title}")
    print_release(console, header)
    if answer.origin is None:
        console.say("status   not compared, and not rated is not zero", status=header.status)
        console.say(f"         {answer.outcome_reason}", outcome=answer.outcome)
        return
    _print_origin(console, answer)
    console.skip_line()
    console.say(answer.explanation.summary)
    rows = {row.element_id: row for row in found.rows}
    for note in answer.explanation.notes:
        _print_note(console, found, rows[note.element_id], note)
    _print_rest(console, answer, rows)


def _print_origin(console: Console, answer: ExplainedGap) -> None:
    if answer.origin == "template":
        source = "template: the release's level anchors, put into sentences"
    else:
        kept = f", kept since {answer.asked_at:%Y-%m-%d %H:%M} UTC" if answer.is_from_store else ""
        source = f"model: {answer.model}, asked by prompt {answer.prompt_version}{kept}"
    console.say(f"origin   {source}", origin=answer.origin)
    reason = f" ({answer.outcome_reason})" if answer.outcome_reason else ""
    console.say(
        f"outcome  {answer.outcome}: {MEANINGS[answer.outcome]}{reason}", outcome=answer.outcome
    )
    removed = answer.removed
    if removed.notes or removed.priorities or removed.sentences:
        console.say(
            f"removed  not of this gap: {removed.sentences} sentences, {removed.notes} notes, "
            f"{removed.priorities} priorities",
            **removed.model_dump(),
        )


def _print_note(console: Console, found: Gap, row, note: SkillNote) -> None:
    if found.scale == "LV":
        held, needed, margin = row.from_level, row.to_level, row.margin_of_error
    else:
        held, needed = row.from_importance, row.to_importance
        margin = row.importance_margin_of_error
    judgement = JUDGEMENTS[row.is_beyond_error_on(found.scale)]
    around = f" ± {rounded(margin)}" if margin is not None else ""
    console.skip_line()
    console.say(
        f"{row.element_name}: {rounded(held)} held, {rounded(needed)} needed, gap "
        f"{rounded(row.gap_on(found.scale))}{around}, {judgement}",
        element_id=row.element_id,
    )
    for text in (note.meaning, note.how_to_close):
        if text:
            console.say(f"  {text}")


def _print_rest(console: Console, answer: ExplainedGap, rows) -> None:
    if answer.explanation.priorities:
        console.skip_line()
        names = ", ".join(rows[each].element_name for each in answer.explanation.priorities)
        console.say(f"begin with: {names}")
    if answer.explanation.caveats:
        console.skip_line()
        for caveat in answer.explanation.caveats:
            console.say(f"- {caveat}")
