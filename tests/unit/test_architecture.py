"""Which package may import which, and what the tree may not hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "explain", "extract", "gaps", "load", "match", "pipeline", "report")

# package -> the modules of other packages it may import (a prefix counts)
ALLOWED = {
    "extract": (
        "pipeline.errors",
        "pipeline.redaction",  # credentials of the Web Services hide themselves by being made
    ),
    "load": (
        "pipeline.errors",
        "pipeline.redaction",
        "extract.contract",
        "extract.delivery",
        "extract.written",  # the contracts of what is written through the API
        "extract.language_model",  # the contract that a model's levels land by
        "extract.sources",  # the list of every source's contracts, which landing tables follow
        "extract.onet.web_services.answers",  # what is kept of the service: releases,
        "extract.onet.web_services.pages",  # pages of rows
        "extract.onet.web_services.contracts",  # and the contracts that they land by
    ),
    "gaps": (
        "pipeline.errors",
        "extract.download.Bar",  # how whoever waits for the service is told of it,
        "extract.download.Listener",
        "extract.download.Patience",  # and for how long they wait
        "extract.onet.web_services",  # the client that the pull asks
        "load.onet_api_reads",  # where what it said is kept, and looked up
    ),
    "match": (
        "pipeline.errors",
        "extract.jobs.counties",  # the places that stand in titles
    ),
    "report": ("gaps",),
    "explain": (
        "pipeline.errors",
        "pipeline.redaction",  # the key hides itself by being made
        "gaps",
        "load.app_tables",  # where what was asked and said is kept
        "extract.addresses",  # no proxy to this machine
    ),
    "api": (
        "pipeline.errors",
        "pipeline.settings",
        "gaps",
        "explain",
        "report",
        "load.app_tables",  # where what people write is kept
        "pipeline.freshness",  # the page of runs says what `status` says:
        "pipeline.releases",  # and what is published
        "pipeline.ledger",  # the runs, the age of each source, and what was refused
    ),
    "pipeline": ("extract", "load", "gaps", "match", "api", "explain", "report"),
}


def modules(package: str) -> Iterator[Path]:
    yield from (ROOT / package).rglob("*.py")


def imported(path: Path) -> set[str]:
    """Return the dotted names a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def forbidden(package: str) -> list[str]:
    """Return ``module imports name`` for each import of ours that is not allowed."""
    found = []
    for path in modules(package):
        for name in sorted(imported(path)):
            top = name.split(".")[0]
            if top in PACKAGES and top != package:
                allowed = ALLOWED[package]
                if not any(name == rule or name.startswith(f"{rule}.") for rule in allowed):
                    found.append(f"{path.relative_to(ROOT)} imports {name}")
    return found


@pytest.mark.parametrize("package", [name for name in PACKAGES if (ROOT / name).is_dir()])
def test_a_package_imports_only_what_it_may(package):
    assert forbidden(package) == []


@pytest.mark.parametrize("module", ["errors.py", "redaction.py"])
def test_what_everybody_may_import_imports_nothing_of_ours(module):
    names = imported(ROOT / "pipeline" / module)
    assert not {name.split(".")[0] for name in names} & set(PACKAGES)


def test_no_module_is_a_grab_bag():
    names = {path.stem for package in PACKAGES for path in modules(package)}
    assert not names & {"utils", "util", "helpers", "common", "misc"}


def test_no_python_under_models():
    assert list((ROOT / "models").rglob("*.py")) == []  # dbt would take it for a Python model


def test_every_public_function_and_class_says_what_it_is():
    silent = []
    for package in PACKAGES:
        for path in modules(package):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                is_definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
                if is_definition and not node.name.startswith("_") and not ast.get_docstring(node):
                    silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert silent == []
