"""The API and the pages of an installation, served over HTTP as ``serve`` serves them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from pipeline.commands.serve import app_of
from pipeline.console import Console

if TYPE_CHECKING:
    from tests.conftest import Installation

PATIENCE = 30  # seconds for the server to answer


@contextmanager
def served(installation: Installation) -> Iterator[str]:
    """Serve an installation on a port of its own and yield the address, ``http://127.0.0.1:N``."""
    app = app_of(installation.settings, installation.server, Console())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            until = time.monotonic() + PATIENCE
            while not server.started:
                assert thread.is_alive() and time.monotonic() < until, "the server did not start"
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
