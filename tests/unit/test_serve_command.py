"""``serve`` waits for workers that start slowly, as they do while a nightly run is at work."""

from __future__ import annotations

from unittest.mock import MagicMock

from click.testing import CliRunner

from pipeline.commands import serve
from pipeline.settings import Settings


def test_a_worker_has_the_time_that_it_takes_to_start(monkeypatch, tmp_path):
    context = MagicMock(settings=Settings(root=tmp_path, data=tmp_path))
    asked = MagicMock()
    monkeypatch.setattr(serve, "find_or_start", MagicMock())
    monkeypatch.setattr(serve, "databases", MagicMock())
    monkeypatch.setattr(serve.uvicorn, "run", asked)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    result = CliRunner().invoke(serve.command, [], obj=context)
    assert result.exit_code == 0, result.output
    assert asked.call_args.kwargs["timeout_worker_healthcheck"] >= 60  # uvicorn's own: 5
