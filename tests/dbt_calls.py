"""Calls dbt in this process, against an installation of a test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.settings import ROOT, Account
from pipeline.transform import environment

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

    from tests.conftest import Installation


def dbt(
    installation: Installation,
    *arguments: str,
    project: Path = ROOT,
    target: str = "dev",
    account: Account | None = None,
) -> dbtRunnerResult:
    """Run one dbt command; artifacts and log go to the installation's local folder.

    ``account`` is the database account dbt uses, the builder's if none is given.
    """
    from dbt.cli.main import dbtRunner

    settings, server = installation.settings, installation.server
    builder = account or server.accounts["builder"]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(settings, server.endpoint, builder).items():
            patch.setenv(name, value)
        return dbtRunner().invoke(
            [
                "--quiet",
                "--no-use-colors",
                "--log-path",
                str(settings.local / "logs"),
                *arguments,
                "--target",
                target,
                "--project-dir",
                str(project),
                "--profiles-dir",
                str(project),
                "--target-path",
                str(settings.local / "dbt"),
            ]
        )


def outcomes(result: dbtRunnerResult) -> dict[str, str]:
    """Return model or test name -> ``success``, ``pass``, ``fail``, ``error`` and so on."""
    assert result.exception is None, result.exception
    return {each.node.name: str(each.status.value) for each in result.result.results}


def messages(result: dbtRunnerResult) -> dict[str, str]:
    """Return model or test name -> what dbt says about it, in one line."""
    return {
        each.node.name: " ".join((each.message or "").split()) for each in result.result.results
    }
