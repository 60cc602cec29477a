"""``docs`` makes a page that shows every model, serves it here alone, and writes the dictionary."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import Context
from pipeline.commands import docs
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.settings import ROLES, ROOT
from pipeline.transform import BuildFailed, generate_docs
from tests.conftest import Installation


@pytest.fixture(scope="module")
def page(published: Installation) -> Path:
    """The folder in which ``docs --no-serve`` left its page."""
    context = Context(published.settings, Console())
    result = CliRunner().invoke(docs.command, ["--no-serve"], obj=context)
    assert result.exception is None, result.exception
    return published.settings.local / "docs"


def test_the_page_is_one_file_with_all_that_is_known(page: Path) -> None:
    text = (page / "static_index.html").read_text(encoding="utf-8")
    for known in ("occupation_levels", "base_onet__ratings", "unique_together", "skill_gap_header"):
        assert known in text


def test_the_catalog_holds_every_built_model_with_its_types(
    page: Path, published: Installation
) -> None:
    manifest = json.loads((page / "manifest.json").read_text())
    catalog = json.loads((page / "catalog.json").read_text())
    models = {u for u, n in manifest["nodes"].items() if n["resource_type"] == "model"}
    assert catalog["errors"] is None
    assert set(catalog["nodes"]) == models
    assert set(catalog["sources"]) == set(manifest["sources"])
    columns = catalog["nodes"]["model.skillgap.occupation_levels"]["columns"]
    assert columns["level"]["type"] == "decimal(5,2)"


def test_the_reader_sees_the_same_words_as_comments(page: Path, published: Installation) -> None:
    manifest = json.loads((page / "manifest.json").read_text())
    live = published.settings.databases.published
    with published.server.engine("reader", live).connect() as connection:
        rows = connection.exec_driver_sql(
            # a view's columns have no comments of their own
            "select columns.table_name, columns.column_name, columns.column_comment "
            "from information_schema.columns as columns "
            "inner join information_schema.tables as tables "
            "on tables.table_schema = columns.table_schema "
            "and tables.table_name = columns.table_name "
            "where columns.table_schema = %s and tables.table_type = 'BASE TABLE'",
            (live,),
        ).all()
    assert len(rows) > 80
    for table, column, comment in rows:
        meant = manifest["nodes"][f"model.skillgap.{table}"]["columns"][column]["description"]
        shown = " ".join(comment.split()).removesuffix("…").removesuffix("...")
        assert shown
        assert " ".join(meant.split()).startswith(shown), (table, column)


@pytest.fixture
def site(published: Installation, page: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    """A ``docs --port 0`` at work, and its address."""
    settings = published.settings
    accounts = {
        f"SKILLGAP_{role.upper()}_USER": settings.role_accounts[role].user for role in ROLES
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pipeline", "docs", "--port", "0"],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "MYSQL_SOCKET": settings.endpoint.socket,
            "SKILLGAP_PREFIX": settings.prefix,
            "SKILLGAP_LOCAL": str(settings.local),
            **accounts,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # whoever starts the tests in the background lets them ignore an interrupt
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            break
    else:
        pytest.fail(said)
    yield process, found[0]
    process.kill()
    process.communicate()


def test_it_is_served_on_this_machine_until_it_is_interrupted(site) -> None:
    process, url = site
    assert b"dbt" in urllib.request.urlopen(url, timeout=30).read()
    catalog = urllib.request.urlopen(f"{url}/catalog.json", timeout=30).read()
    assert "model.skillgap.skills" in json.loads(catalog)["nodes"]
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{url}/../accounts.json", timeout=30)
    assert caught.value.code == 404
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert (process.returncode, rest.strip()) == (0, "ended")


def test_a_port_in_use_is_a_wrong_call(page: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="cannot be used") as caught:
            docs.serve(page, taken.getsockname()[1], Console())
    assert "--port 0" in caught.value.advice


def test_an_error_in_the_project_is_told(published: Installation, tmp_path: Path) -> None:
    for name in ("models", "macros", "analyses", "tests/dbt"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "models" / "marts" / "gaps" / "skill_gaps.sql").write_text("{{ ref('nothing') }}")
    settings = replace(published.settings, root=tmp_path, local=tmp_path / "local")
    with pytest.raises(BuildFailed, match="nothing"):
        generate_docs(settings, published.server, tmp_path / "docs")
