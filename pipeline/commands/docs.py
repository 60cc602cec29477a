"""``docs``: dbt's documentation of every table and model, as a page."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from pipeline import databases, transform
from pipeline.console import Console
from pipeline.data_dictionary import dictionary
from pipeline.errors import UsageError
from pipeline.server import find_or_start
from pipeline.settings import Settings

PORT = 8580
HOST = "127.0.0.1"
DICTIONARY = Path("docs", "data_dictionary.md")


@click.command("docs")
@click.option(
    "--no-serve", is_flag=True, help="Make the page and end: one file that any browser opens."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help=f"Serve it on this port of {HOST}; 0 takes any that is free.",
)
@click.option(
    "--dictionary",
    "only_dictionary",
    is_flag=True,
    help=f"Only write {DICTIONARY} anew from the models' YAML.",
)
@click.pass_obj
def command(context, no_serve: bool, port: int, only_dictionary: bool) -> None:
    """Make the documentation of all models and tables, and serve it until Ctrl-C.

    It shows every source, model, column and test with its description, the tables of the
    last build with their types, and which model reads which.

    \b
    ./run_pipeline.sh docs                    serve it on http://127.0.0.1:8580
    ./run_pipeline.sh docs --no-serve         one file that any browser opens
    ./run_pipeline.sh docs --dictionary       renew docs/data_dictionary.md
    """
    settings, console = context.settings, context.console
    if only_dictionary:
        write_dictionary(settings, console)
        return
    server = find_or_start(settings, console)
    databases.create(server, settings)
    folder = settings.local / "docs"
    console.say("reading all models and the tables of the last build (half a minute or more)")
    transform.generate_docs(settings, server, folder)
    console.say(f"the page is {folder / 'static_index.html'}", page=folder / "static_index.html")
    if not no_serve:
        serve(folder, port, console)


def write_dictionary(settings: Settings, console: Console) -> None:
    """Write the data dictionary into ``docs/``; no database is asked."""
    path = settings.root / DICTIONARY
    path.write_text(dictionary(transform.parse(settings)), encoding="utf-8")
    console.say(f"wrote {path}", path=path)


def serve(folder: Path, port: int, console: Console) -> None:
    """Serve ``folder`` to browsers on this machine until the process is interrupted.

    Raises:
        UsageError: somebody else listens on the port.
    """
    handler = partial(_Quiet, directory=str(folder))
    try:
        site = ThreadingHTTPServer((HOST, port), handler)
    except OSError as error:
        raise UsageError(
            f"port {port} of {HOST} cannot be used",
            found=error.strerror,
            advice=f"take any free one: ./run_pipeline.sh docs --port 0\n"
            f"or open {folder / 'static_index.html'} in a browser",
        ) from error
    with site:
        url = f"http://{HOST}:{site.server_address[1]}"
        console.say(f"serving it on {url}; Ctrl-C ends this", url=url)
        try:
            site.serve_forever()
        except KeyboardInterrupt:
            console.say("ended")


class _Quiet(SimpleHTTPRequestHandler):
    """Says nothing of single requests."""

    def log_message(self, *arguments: object) -> None:
        """Write no line."""
