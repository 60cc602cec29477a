"""What the routes answer from: engines, analyses, the pull, and the limits of the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.turns import Turns
from explain.store import Asker
from gaps.analyses import CompiledAnalyses
from gaps.pull import Pull
from pipeline.settings import ApiSettings, Databases


@dataclass(frozen=True)
class Service:
    """Everything a process that answers holds; built once, when it starts.

    Args:
        marts: of the account ``api``, on the published database; pooled, in autocommit, for a
            transaction would not survive a publish.
        app: of the same account, on ``<prefix>_app``; pooled, with transactions.
        ledger: of the same account, on ``<prefix>_landing``, which it may only read; pooled.
        analyses: those the last publish compiled.
        databases: the names of the databases, for questions that read two of them.
        pull: asks the O*NET Web Services for what is not published, if it has credentials.
        asker: asks the language model, and keeps what it says; None without a key.
        limits: how long questions may take, and how often one may ask.
        turns: of questions that are short and asked often.
        app_revision: the revision that the tables of ``<prefix>_app`` must have.
    """

    marts: Engine
    app: Engine
    ledger: Engine
    analyses: CompiledAnalyses
    databases: Databases
    pull: Pull
    asker: Asker | None = None
    limits: ApiSettings = field(default_factory=ApiSettings)
    turns: Turns = field(default_factory=Turns)
    app_revision: str = ""

    def close(self) -> None:
        """Keep what the pull still has in hand, and close every connection."""
        self.pull.close()
        if self.asker:
            self.asker.close()
        for engine in (self.marts, self.app, self.ledger):
            engine.dispose()


async def service_of(request: Request) -> Service:
    """Return the service of the application that a request came to; it takes no thread's time."""
    return request.app.state.service


Served = Annotated[Service, Depends(service_of)]
"""The service, as a route asks for it."""
