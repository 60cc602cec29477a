"""What the commands that ask the published tables share: options, and the way to the tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from sqlalchemy import Connection

from gaps.analyses import CompiledAnalyses
from gaps.errors import NothingPublished
from gaps.read import DOMAINS, published_tables
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.server import Server, find_or_start

Domains = tuple[str, ...]


def _domains(context: click.Context, parameter: click.Parameter, value: str) -> Domains:
    named = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
    if unknown := [name for name in named if name not in DOMAINS]:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(DOMAINS)}")
    return named


domain_option = click.option(
    "--domain",
    "domains",
    default="skill",
    show_default=True,
    callback=_domains,
    help=f"One or more of {', '.join(DOMAINS)}, separated by commas.",
)
min_importance_option = click.option(
    "--min-importance",
    type=click.FloatRange(1, 5),
    help="Importance to the target (scale IM, 1 to 5) from which on an element is important.  "
    "[default: 3]",
)


def format_option(what: str) -> click.decorators.FC:
    """Return the option ``--format``, whose help says what the table leaves out."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(["table", "csv", "json"]),
        default="table",
        show_default=True,
        help=f"csv and json hold every {what} and column, the table what is needed more.",
    )


@dataclass(frozen=True)
class Asking:
    """A connection of the reader, the compiled analyses, the server, and where to talk."""

    connection: Connection
    analyses: CompiledAnalyses
    server: Server
    talk: Console


@contextmanager
def asking(context, output: str) -> Iterator[Asking]:
    """Find or start the server and ask the published tables while the block runs.

    Args:
        context: that of the command line, with settings and console.
        output: the format; whoever reads csv or json on stdout must not meet "started the
            server" there, so that goes to stderr.

    Raises:
        NothingPublished: no publish has been made yet.
    """
    settings, console = context.settings, context.console
    talk = console if output == "table" else Console(console.log_format, out=sys.stderr)
    analyses = CompiledAnalyses(analyses_folder(settings))
    if not analyses.folder.is_dir():
        raise NothingPublished(
            "nothing is published yet",
            where=str(analyses.folder),
            expected="the compiled analyses that each publish writes",
            advice="./run_pipeline.sh    builds, publishes and compiles",
        )
    database = settings.databases.published
    server = find_or_start(settings, talk)
    engine = server.engine("reader", database)
    with published_tables(database), engine.connect() as connection:
        yield Asking(connection, analyses, server, talk)
