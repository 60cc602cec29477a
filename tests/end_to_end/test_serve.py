"""``./run_pipeline.sh serve`` as a process: several workers, one set of figures, a clean end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time

import requests

from pipeline.accounts import own_accounts
from pipeline.settings import ROOT
from tests.checkout import PIPELINE
from tests.conftest import Installation

PATIENCE = 60  # seconds for the workers to answer


def test_workers_answer_count_together_and_end_when_they_are_told(published: Installation):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*PIPELINE, "--log-format", "json", "serve", "--port", str(port), "--workers", "2"],
        cwd=ROOT,
        env=environment(published),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        gap = f"{address}/api/v1/skill-gap?from=chemists&to=15-1252.00"
        asked = 20
        for _ in range(asked):  # each by a connection of its own, so that both workers get some
            assert requests.get(gap, headers={"Connection": "close"}, timeout=30).status_code == 200
        lines = requests.get(f"{address}/metrics", timeout=30).text.splitlines()
        (counted,) = (
            line
            for line in lines
            if line.startswith("skillgap_http_requests_total") and "skill-gap" in line
        )
        assert float(counted.rpartition(" ")[2]) == asked
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=30)
    assert process.returncode in (0, -signal.SIGTERM), said
    told = [json.loads(line)["message"] for line in said.splitlines()]
    assert f"http://127.0.0.1:{port}/" in told[0]
    assert "Traceback" not in said


def environment(installation: Installation) -> dict[str, str]:
    """Return the settings of an installation as variables."""
    settings = installation.settings
    accounts = own_accounts(settings.prefix)
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": os.environ.get("HOME", "/"),
        "SKILLGAP_PREFIX": settings.prefix,
        "SKILLGAP_LOCAL": str(settings.local),
        "MYSQL_SOCKET": str(installation.server.endpoint.socket),
        **{f"SKILLGAP_{role.upper()}_USER": account.user for role, account in accounts.items()},
    }


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Wait until the service is ready."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[0]
        try:
            if requests.get(f"{address}/ready", timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.2)
    raise AssertionError("the service did not become ready")
