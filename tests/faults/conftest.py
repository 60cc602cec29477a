"""The installation that faults are tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.conftest import Installation
from tests.faults.site import Site
from tests.faults.small_project import write_small_project


@pytest.fixture(scope="session")
def new_site(
    new_installation: Callable[[], Installation], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Site]:
    """Make further installations of the small project, each published once."""

    def make() -> Site:
        folder = tmp_path_factory.mktemp("site")
        made = new_installation()
        settings = replace(made.settings, root=write_small_project(folder / "project"))
        site = Site(replace(made, settings=settings), folder)
        assert site.run(site.delivery()).status == "published"
        return site

    return make


@pytest.fixture(scope="session")
def site(new_site: Callable[[], Site]) -> Site:
    """One that tests share: each leaves it published, and recovered from its fault."""
    return new_site()
