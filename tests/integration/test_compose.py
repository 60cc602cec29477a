"""docker-compose.yml as Compose itself reads it; that needs no engine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.settings import ROOT

compose = pytest.mark.skipif(
    shutil.which("docker-compose") is None, reason="docker-compose is not installed"
)


def config(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "empty.env").touch()  # instead of the .env of whoever runs the tests
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    return subprocess.run(
        ["docker-compose", "--env-file", str(folder / "empty.env"), "config"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@compose
def test_compose_accepts_the_file(tmp_path: Path) -> None:
    done = config(
        tmp_path,
        MYSQL_ROOT_PASSWORD="not-a-secret",
        SKILLGAP_DOCKER_PORT="23306",
        SKILLGAP_ONET_API_KEY="no-key-either",
    )
    assert done.returncode == 0, done.stderr
    services = yaml.safe_load(done.stdout)["services"]
    mysql, pipeline = services["mysql"], services["pipeline"]
    assert "--collation-server=utf8mb4_bin" in mysql["command"]
    assert "--local-infile=ON" in mysql["command"]
    assert [str(port) for port in mysql["ports"]] == ["127.0.0.1:23306:3306/tcp"]
    assert pipeline["depends_on"] == {"mysql": {"condition": "service_healthy"}}
    assert pipeline["environment"]["MYSQL_PASSWORD"] == "not-a-secret"
    assert pipeline["environment"]["SKILLGAP_ONET_API_KEY"] == "no-key-either"


@compose
def test_compose_without_a_password_refuses_and_says_what_to_do(tmp_path: Path) -> None:
    done = config(tmp_path)
    assert done.returncode != 0
    assert "MYSQL_ROOT_PASSWORD=... into .env" in done.stderr
