"""``gap``: what the target occupation needs beyond what an occupation has."""

from __future__ import annotations

from decimal import Decimal

import click
from click.core import ParameterSource

from gaps.export import as_csv, as_json, presence_as_csv, presence_as_json
from gaps.occupations import Occupation
from gaps.presence import PRESENCE_TAXONOMIES, PresenceGap, presence_gap
from gaps.pull import find_published_or_pulled, gap_with_pull
from gaps.read import SCALES, ElementGap, Gap, GapHeader, gap
from gaps.taxonomy_occupations import find_taxonomy_occupation
from gaps.words import REASONS, what_the_service_said
from pipeline.commands.asking import Domains, asking, domain_option, format_option
from pipeline.commands.many_targets import print_many_targets
from pipeline.commands.presence_table import print_presence
from pipeline.commands.pulled_sides import pull_of
from pipeline.commands.wording import noun, print_release, rounded
from pipeline.console import Console
from pipeline.errors import UsageError

WEIGHTIEST_IN_WORDS = 3
MOST_SHOWN_OF_ONE_SIDE = 10

COMPARED_BY = {
    "LV": "level, scale LV from 0 to 7",
    "IM": "importance, scale IM from 1 to 5",
}
Rows = tuple[ElementGap, ...]
Table = tuple[tuple[str, ...], list[tuple[object, ...]]]


@click.command("gap")
@click.argument("origin", metavar="FROM")
@click.argument("targets", metavar="TO...", nargs=-1)
@click.option(
    "--to-many",
    is_flag=True,
    help="Compare with each TO, one line each; without a TO with every other occupation.",
)
@click.option(
    "--taxonomy",
    type=click.Choice(["onet", *PRESENCE_TAXONOMIES]),
    default="onet",
    show_default=True,
    help="Whose occupations FROM and TO are. O*NET rates levels; ESCO says which skills an "
    "occupation needs, KeSCO inherits them through its links to ESCO.",
)
@click.option(
    "--scale",
    type=click.Choice(SCALES, case_sensitive=False),
    default="LV",
    show_default=True,
    help="Compare levels (LV, 0 to 7) or importance (IM, 1 to 5).",
)
@domain_option
@format_option("element")
@click.option("--all", "is_whole", is_flag=True, help="Let the table show every line.")
@click.pass_obj
@click.pass_context
def command(
    call: click.Context,
    context,
    origin: str,
    targets: tuple[str, ...],
    to_many: bool,
    taxonomy: str,
    scale: str,
    domains: Domains,
    output: str,
    is_whole: bool,
) -> None:
    """Print what TO needs beyond what FROM has.

    FROM and TO are O*NET-SOC codes, titles, or job titles that belong to one occupation.
    A gap is beyond error where it exceeds the 95% margin (±) of the two ratings; a skill is
    missing strictly where FROM has level 0 and TO needs more; * marks a rating that O*NET
    recommends to suppress. An occupation without ratings is named with the reason.

    With credentials for the O*NET Web Services (SKILLGAP_ONET_API_KEY; see .env.example) these are
    asked at once for ratings that are not published, or for a code that the published release has
    not; the answer then says of which release they are. They are kept, and the next run publishes
    them. Where the service cannot help, the reason says so, and the exit code is what it would
    have been without.

    With --taxonomy esco or kesco FROM and TO are codes or labels of that taxonomy, and the gap
    is one of presence: essential skills that TO needs and FROM has not, optional ones apart. For
    KeSCO each side says through which link to ESCO its skills come, and how sure that is.

    With --to-many there is a line for each TO: how many levels it needs that FROM has not, how
    many of them beyond error and important (importance 3 or more), and the sums weighted by
    importance; the easiest move first: fewest important gaps beyond error, then the least weighted
    shortfall, then the least surplus. It asks the published ratings alone: a TO without
    has its reason, and gap FROM TO can ask the O*NET Web Services for it.

    \b
    ./run_pipeline.sh gap 19-2031.00 15-1252.00
    ./run_pipeline.sh gap --taxonomy esco chemist "data scientist"
    ./run_pipeline.sh gap chemists "software developers" --scale IM
    ./run_pipeline.sh gap 19-2031.00 15-1252.00 --format csv > gap.csv
    ./run_pipeline.sh gap --to-many chemists "software developers" "registered nurses"
    ./run_pipeline.sh gap --to-many chemists --format csv > moves.csv
    """
    if to_many:
        _refuse_beside_many(call, taxonomy)
        print_many_targets(context, origin, targets, domains, output, is_whole)
        return
    target = _only(call, targets)
    if taxonomy != "onet":
        for name in ("scale", "domains"):
            if call.get_parameter_source(name) is not ParameterSource.DEFAULT:
                raise UsageError(
                    f"--{name.removesuffix('s')} is for O*NET's ratings",
                    found=f"--taxonomy {taxonomy}, which says which skills, not at what level",
                    advice="leave one of the two out",
                )
    with asking(context, output) as asked_of:
        connection, analyses = asked_of.connection, asked_of.analyses
        if taxonomy != "onet":
            sides = [
                find_taxonomy_occupation(connection, taxonomy, asked) for asked in (origin, target)
            ]
            keys = [side.occupation_key for side in sides]
            presence = presence_gap(connection, analyses, taxonomy, *keys)
            _show_presence(context.console, presence, output, is_whole)
            return
        with pull_of(context.settings, asked_of.server, analyses, asked_of.talk) as pull:
            found = tuple(
                find_published_or_pulled(connection, pull, asked, domains)
                for asked in (origin, target)
            )
            codes = [each.code for each in found]
            if pull is None:
                answer = gap(connection, analyses, *codes, scale, domains)
            else:
                answer = gap_with_pull(connection, analyses, pull, *codes, scale, domains)
            _show(context.console, answer, found, output, is_whole)


def _only(call: click.Context, targets: tuple[str, ...]) -> str:
    if not targets:
        raise click.MissingParameter(ctx=call, param_hint="'TO'", param_type="argument")
    if len(targets) > 1:
        raise UsageError(
            "a gap has one TO",
            found=", ".join(targets),
            advice="--to-many compares with each of them; a title of several words needs quotes",
        )
    return targets[0]


def _refuse_beside_many(call: click.Context, taxonomy: str) -> None:
    for name, is_refused in (
        ("taxonomy", taxonomy != "onet"),
        ("scale", call.get_parameter_source("scale") is not ParameterSource.DEFAULT),
    ):
        if is_refused:
            raise UsageError(
                f"--to-many and --{name} cannot be asked together",
                expected="gaps of O*NET's levels",
                advice="leave one of the two out",
            )


def _show(
    console: Console,
    answer: Gap,
    found: tuple[Occupation, ...],
    output: str,
    is_whole: bool,
) -> None:
    if output == "csv":
        click.echo(as_csv(answer), nl=False)
    elif output == "json":
        click.echo(as_json(answer))
    else:
        _print(console, answer, found, is_whole)


def _show_presence(console: Console, answer: PresenceGap, output: str, is_whole: bool) -> None:
    if output == "csv":
        click.echo(presence_as_csv(answer), nl=False)
    elif output == "json":
        click.echo(presence_as_json(answer))
    else:
        print_presence(console, answer, is_whole)


def _print(console: Console, answer: Gap, found: tuple[Occupation, ...], is_whole: bool) -> None:
    header = answer.header
    console.say(f"from     {found[0].code}  {found[0].title}")
    console.say(f"to       {found[1].code}  {found[1].title}")
    print_release(console, header)
    if header.status == "compared":
        console.say(f"status   compared by {COMPARED_BY[answer.scale]}", status=header.status)
        _print_origins(console, header)
        _print_comparison(console, answer, is_whole)
    else:
        console.say("status   not compared, and not rated is not zero", status=header.status)
        _print_origins(console, header)
        _print_rated_side(console, answer, is_whole)


def _print_origins(console: Console, header: GapHeader) -> None:
    """Say of each side whether its levels are the service's, of what release and since when."""
    for title, origin, release_name, asked_at in (
        (header.from_title, header.from_origin, header.from_release_name, header.from_asked_at),
        (header.to_title, header.to_origin, header.to_release_name, header.to_asked_at),
    ):
        if "onet_api" not in (origin or "").split(","):
            continue
        asked = f", asked {asked_at:%Y-%m-%d %H:%M} UTC" if asked_at else ""
        console.say(
            f"         {title}: levels from the O*NET Web Services, O*NET {release_name}{asked}",
            origin=origin,
            release_name=release_name,
        )


def _print_comparison(console: Console, answer: Gap, is_whole: bool) -> None:
    header = answer.header
    for code, title, unrated in (
        (header.from_code, header.from_title, header.from_unrated_domains),
        (header.to_code, header.to_title, header.to_unrated_domains),
    ):
        if unrated:
            said = _service_said(answer, code)
            console.say(f"         {title}: not rated in {unrated.replace(',', ', ')}{said}")
    if rows := answer.rows if is_whole else answer.gaps:
        console.skip_line()
        table = _level_table if answer.scale == "LV" else _importance_table
        console.table(*table(rows, answer.domains))
    if answer.scale == "LV" and answer.gaps:
        _print_in_words(console, answer.gaps[:WEIGHTIEST_IN_WORDS])
    console.skip_line()
    console.say(_summary(answer))


def _level_table(rows: Rows, domains: Domains) -> Table:
    columns = ("", "held", "needed", "gap", "±", "beyond error", "importance", "weighted gap")
    cells = [
        (
            _label(row, domains),
            rounded(row.from_level),
            rounded(row.to_level),
            rounded(row.level_gap),
            rounded(row.margin_of_error),
            _judgement(row.is_beyond_error, row.level_gap),
            rounded(row.to_importance),
            rounded(row.weighted_gap, places=3),
        )
        for row in rows
    ]
    return columns, cells


def _importance_table(rows: Rows, domains: Domains) -> Table:
    columns = ("", "held", "needed", "gap", "±", "beyond error", "level held", "level needed")
    cells = [
        (
            _label(row, domains),
            rounded(row.from_importance),
            rounded(row.to_importance),
            rounded(row.importance_gap),
            rounded(row.importance_margin_of_error),
            _judgement(row.is_importance_beyond_error, row.importance_gap),
            rounded(row.from_level),
            rounded(row.to_level),
        )
        for row in rows
    ]
    return columns, cells


def _print_in_words(console: Console, rows: Rows) -> None:
    """Say what the weightiest levels mean, in the words of the release's level anchors."""
    console.skip_line()
    console.say("the weightiest in words (the highest anchor not above the level)")
    for row in rows:
        console.say(f"  {row.element_name}")
        console.say(f"    held    {rounded(row.from_level)}  {row.from_level_meaning}")
        console.say(f"    needed  {rounded(row.to_level)}  {row.to_level_meaning}")


def _print_rated_side(console: Console, answer: Gap, is_whole: bool) -> None:
    """Say why there is no comparison, and show the levels of the side that has some."""
    header = answer.header
    for code, title, reason in (
        (header.from_code, header.from_title, header.from_reason),
        (header.to_code, header.to_title, header.to_reason),
    ):
        if reason:
            said = _service_said(answer, code)
            console.say(f"         {title or code}: {REASONS[reason]}{said}", reason=reason)
    if not answer.rows:
        return
    rated = {"from_not_rated": header.to_title, "to_not_rated": header.from_title}
    rows = answer.rows if is_whole else answer.rows[:MOST_SHOWN_OF_ONE_SIDE]
    cells = [
        (
            _label(row, answer.domains),
            rounded(row.from_importance if row.to_level is None else row.to_importance),
            rounded(row.from_level if row.to_level is None else row.to_level),
            row.from_level_meaning if row.to_level is None else row.to_level_meaning,
        )
        for row in rows
    ]
    console.skip_line()
    console.say(f"{rated.get(header.status, 'each side')} alone, the most important first")
    console.table(("", "importance", "level", "the level in words"), cells)
    if len(rows) < len(answer.rows):
        console.say(f"and {len(answer.rows) - len(rows)} more: --all")


def _service_said(answer: Gap, code: str) -> str:
    """Return what the service said of a side, to follow its reason; nothing where it helped."""
    said = what_the_service_said(answer, code)
    return f"; {said}" if said else ""


def _summary(answer: Gap) -> str:
    rated = [row for row in answer.rows if row.gap_on(answer.scale) is not None]
    counted = f"{len(answer.gaps)} of {len(rated)} {noun(answer.domains)} are needed more"
    if not answer.gaps:
        return counted
    parts = [f"{answer.beyond_error} beyond error", f"{answer.missing} missing strictly"]
    if answer.without_error:
        parts.append(f"{answer.without_error} with no error given")
    if answer.low_precision:
        parts.append(f"{answer.low_precision} of low precision (*)")
    return f"{counted}, {answer.total} points in all; {', '.join(parts)}"


def _label(row: ElementGap, domains: Domains) -> str:
    """Return the element's name, its domain where there are several, * for low precision."""
    domain = f" ({row.domain.replace('_', ' ')})" if len(domains) > 1 else ""
    return f"{row.element_name}{domain}{' *' if row.is_low_precision else ''}"


def _judgement(is_beyond: bool | None, size: Decimal | None) -> str | None:
    """Return yes, no or unknown for a gap; nothing where there is no gap to judge."""
    if not size:
        return None
    return {True: "yes", False: "no", None: "unknown"}[is_beyond]
