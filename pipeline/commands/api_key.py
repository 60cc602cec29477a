"""``api-key``: who may write through the REST API."""

from __future__ import annotations

import click
from sqlalchemy import Engine

from api.keys import all_keys, create_key, revoke_key
from pipeline import databases
from pipeline.server import find_or_start


@click.group("api-key")
def command() -> None:
    """Keys for writing through the REST API: create, list, revoke.

    \b
    ./run_pipeline.sh api-key create "ministry of labour"
    ./run_pipeline.sh api-key list
    ./run_pipeline.sh api-key revoke "ministry of labour"
    """


@command.command("create")
@click.argument("name")
@click.pass_obj
def create(context, name: str) -> None:
    """Make a key for NAME and print it, this once; what is kept is its checksum.

    Clients send it as "Authorization: Bearer KEY". What they write carries NAME.
    """
    key = create_key(_app(context), name)
    context.console.warn(f"the key of {name}; it cannot be shown again:")
    context.console.say(key, key=key)


@command.command("list")
@click.pass_obj
def list_keys(context) -> None:
    """List the keys: whose they are, when they were last used, and which are revoked."""
    keys = all_keys(_app(context))
    if not keys:
        context.console.say("there is no key yet; ./run_pipeline.sh api-key create NAME")
        return
    context.console.table(
        ("name", "id", "created", "last used", "revoked"),
        [
            (
                key.name,
                key.key_id,
                *(
                    f"{at:%Y-%m-%d %H:%M}" if at else ""
                    for at in (key.created_at, key.last_used_at, key.revoked_at)
                ),
            )
            for key in keys
        ],
    )


@command.command("revoke")
@click.argument("name")
@click.pass_obj
def revoke(context, name: str) -> None:
    """Refuse the key of NAME from now on. What was written with it stays."""
    revoke_key(_app(context), name)
    context.console.say(f"revoked the key of {name}")


def _app(context) -> Engine:
    settings = context.settings
    server = find_or_start(settings, context.console)
    databases.create(server, settings)
    databases.migrate(server, settings)
    return server.engine("api", settings.databases.app)
