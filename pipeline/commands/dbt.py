"""``dbt``: dbt with the environment of this installation."""

from __future__ import annotations

import os
import sys

import click

from pipeline import databases
from pipeline.compiled import state_folder
from pipeline.server import find_or_start
from pipeline.transform import environment


@click.command(
    "dbt",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def command(context, arguments: tuple[str, ...]) -> None:
    """Run dbt with our server, accounts and target; its own options follow as they are.

    The target is dev unless --target says otherwise: models are built in <prefix>_dev, and
    whatever was not selected is read from the published tables.

    \b
    ./run_pipeline.sh dbt build --select occupation_levels
    ./run_pipeline.sh dbt docs generate
    """
    settings = context.settings
    server = find_or_start(settings, context.console)
    databases.create(server, settings)
    variables = environment(settings, server.endpoint, server.accounts["builder"])
    if (state_folder(settings) / "manifest.json").is_file():
        variables |= {"DBT_DEFER": "true", "DBT_DEFER_STATE": str(state_folder(settings))}
        # Tests of what was selected find the other tables they need among the published ones.
        variables["DBT_INDIRECT_SELECTION"] = "eager"
    variables |= {"DBT_PROJECT_DIR": str(settings.root), "DBT_PROFILES_DIR": str(settings.root)}
    if context.console.log_format == "json":
        variables["DBT_LOG_FORMAT"] = "json"
    os.environ.update(variables)
    from dbt.cli.main import cli as dbt_cli

    sys.argv[0] = "dbt"
    dbt_cli(list(arguments), prog_name="./run_pipeline.sh dbt")
