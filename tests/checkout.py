"""A copy of the project in a folder of its own, whose commands are processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.settings import ROOT

FOLDERS = (
    *("analyses", "api", "benchmarks", "data/sample", "docs", "explain", "extract"),
    *("gaps", "load", "macros", "match", "migrations", "models", "pipeline", "report", "tests/dbt"),
)
FILES = (".env.example", "dbt_project.yml", "profiles.yml", "requirements.txt")
PIPELINE = (sys.executable, "-P", "-m", "pipeline")
DBT = (str(Path(sys.executable).with_name("dbt")),)


def copy_project(root: Path) -> Path:
    """Copy what the commands read; settings of whoever runs the tests stay behind."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, root / name)
    return root


def call(
    root: Path, *command: str, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program in the copy, with no variable but those given."""
    home = root.parent
    environment = {
        "PATH": f"{home / 'tools'}:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(root),
        "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
        **variables,
    }
    return subprocess.run(
        command,
        cwd=root,
        env=environment,
        input=stdin or "",
        capture_output=True,
        text=True,
        timeout=600,
    )
