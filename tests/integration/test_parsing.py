"""A night reads the whole dbt project, however little of it has changed since the last."""

from __future__ import annotations

import shutil

import pytest

from pipeline.settings import ROOT, Settings
from pipeline.transform import parse


def test_a_changed_project_is_read_anew(tmp_path) -> None:
    """dbt's partial parsing loses tests and descriptions where sources change with models."""
    root = tmp_path / "project"
    for name in ("models", "macros", "analyses", "tests/dbt"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, root / name)
    settings = Settings(root=root, local=tmp_path / "local")
    before = set(parse(settings).nodes)
    for path in (root / "models").rglob("*"):
        if path.suffix not in (".sql", ".yml"):
            continue
        text = path.read_text(encoding="utf-8")
        if path.name.endswith("sources.yml"):
            text = text.replace("description: ", "description: Now ").replace("Now >", ">")
        elif path.name.endswith("models.yml"):
            text = text.replace("One row per", "One  row  per")
        elif path.suffix == ".sql":
            text += "\n-- changed\n"
        path.write_text(text, encoding="utf-8")
    typing = root / "macros" / "typing.sql"
    typing.write_text(typing.read_text(encoding="utf-8").replace("trim(", "trim( "))
    after = parse(settings)
    assert set(after.nodes) == before
    assert [
        n.name for n in after.nodes.values() if n.resource_type == "model" and not n.description
    ] == []


def test_ctrl_c_while_dbt_is_at_work_is_no_error_of_dbt(tmp_path, monkeypatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dbt.cli.main.cli.invoke", interrupted)
    with pytest.raises(KeyboardInterrupt):
        parse(Settings(local=tmp_path / "local"))
