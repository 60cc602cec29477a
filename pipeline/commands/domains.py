"""The option ``--domain``: in which of O*NET's domains two occupations are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from gaps.read import DOMAINS

Domains = tuple[str, ...]


def _named(context: click.Context, parameter: click.Parameter, value: str) -> Domains:
    named = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
    if unknown := [name for name in named if name not in DOMAINS]:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(DOMAINS)}")
    return named


def domain_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option, as its parameter ``domains``."""
    return click.option(
        "--domain",
        "domains",
        default="skill",
        show_default=True,
        callback=_named,
        help=f"One or more of {', '.join(DOMAINS)}, separated by commas.",
    )(command)
