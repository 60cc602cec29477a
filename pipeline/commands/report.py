"""``report``: a move as one page to print or hand on."""

from __future__ import annotations

from pathlib import Path

import click

from gaps.advised_move import Move, move
from gaps.pull import find_published_or_pulled, gap_with_pull
from gaps.read import gap
from pipeline.commands.asking import Domains, asking, domain_option
from pipeline.commands.pulled_sides import pull_of
from pipeline.whole_file import writable_place, write_whole
from report.page import page

STANDARD_OUTPUT = "-"


@click.command("report")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option(
    "--out",
    metavar="FILE",
    help="Where to write the page; - is standard output. An older file is replaced when the "
    "new one is whole.  [default: move_FROM_TO.html, of the codes, in this folder]",
)
@domain_option
@click.pass_obj
def command(context, origin: str, target: str, out: str | None, domains: Domains) -> None:
    """Write the move from FROM to TO as one HTML page, to read, print or hand on.

    FROM and TO are O*NET-SOC codes, titles, or job titles that belong to one occupation. The page
    has the levels that both need with their errors, as a chart and as a table; what is beyond
    error; the weightiest gaps in words; the nearest moves from either side; and what to know of
    the figures. It needs no network and no other file, and the same figures give the same bytes.

    An occupation without ratings is named with the reason, and the rated side stands alone. With
    credentials for the O*NET Web Services (see .env.example) these are asked, as by gap. A title
    that nobody knows ends with 2 and the closest titles, and writes nothing. ESCO and KeSCO have
    no levels to draw: gap --taxonomy compares them.

    \b
    ./run_pipeline.sh report 19-2031.00 15-1252.00
    ./run_pipeline.sh report chemists "software developers" --out ~/move.html
    ./run_pipeline.sh report 19-2031.00 15-1252.00 --domain skill,knowledge --out - > move.html
    """
    is_piped = out == STANDARD_OUTPUT
    place = writable_place(Path(out)) if out and not is_piped else None
    with (
        asking(context, "html" if is_piped else "table") as tables,
        pull_of(context.settings, tables.server, tables.analyses, tables.talk) as pull,
    ):
        connection, analyses = tables.connection, tables.analyses
        codes = [
            find_published_or_pulled(connection, pull, asked, domains).code
            for asked in (origin, target)
        ]

        def ask():
            if pull is None:
                return gap(connection, analyses, *codes, domains=domains)
            return gap_with_pull(connection, analyses, pull, *codes, domains=domains)

        found = move(connection, analyses, ask)
    content = page(found).encode()
    if is_piped:
        click.echo(content, nl=False)
        return
    place = place or writable_place(Path(f"move_{codes[0]}_{codes[1]}.html"))
    write_whole(place, content)
    context.console.say(f"{_told(found)}: {place}", path=str(place), status=found.gap.header.status)


def _told(found: Move) -> str:
    """Return what the page is about, in a line."""
    sides = f"{found.origin.title} to {found.target.title}"
    if found.gap.header.status != "compared":
        return f"{sides}, not compared"
    return f"{sides}, {len(found.gap.gaps)} needed more, {found.gap.beyond_error} beyond error"
