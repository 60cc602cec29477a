"""What the routes answer from: engines, analyses, the pull, and the limits of the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.gap_questions import GapQuestion, gaps_of_questions
from api.together import Together
from explain.store import Asker
from gaps.analyses import CompiledAnalyses
from gaps.pull import Pull
from gaps.read import Gap
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
    app_revision: str = ""

    @cached_property
    def gaps(self) -> Together[GapQuestion, Gap]:
        """Answers the gaps of pairs of which nothing has to be asked elsewhere."""
        return Together(partial(gaps_of_questions, self.marts, self.analyses))

    def close(self) -> None:
        """Keep what the pull still has in hand, and close every connection."""
        self.gaps.close()
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
