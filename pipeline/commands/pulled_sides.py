"""Let ``gap`` ask the O*NET Web Services for what is not published, and say what they said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from gaps.analyses import CompiledAnalyses
from gaps.errors import UnknownOccupation
from gaps.occupations import Occupation, code_in, find_occupation
from gaps.pull import Pull
from gaps.pulled import Pulled, PulledDomain
from gaps.read import Gap
from pipeline.console import Console
from pipeline.server import Server
from pipeline.settings import Settings

WORDS = {
    "not_rated": "the O*NET Web Services have no ratings of it either",
    "incomplete": "the ratings that the O*NET Web Services have are incomplete",
    "unknown_code": "the O*NET Web Services have no such occupation",
    "unreachable": "the O*NET Web Services, asked for it, gave no answer",
    "credentials_refused": "the O*NET Web Services do not accept the credentials",
    "no_usable_answer": "the answer of the O*NET Web Services cannot be used",
}


@contextmanager
def pull_of(
    settings: Settings, server: Server, analyses: CompiledAnalyses, console: Console
) -> Iterator[Pull | None]:
    """Yield what asks the service, None without credentials; at the end all that came is kept."""
    if settings.onet_api is None:
        yield None
        return
    with Pull(
        settings.onet_api,
        server.engine("reader", settings.databases.published),
        _app_engine(settings, server, console),
        analyses,
        console,
        settings.onet_api_ask_again_days,
    ) as pull:
        yield pull


def find_published_or_pulled(
    connection: Connection, pull: Pull | None, asked: str, domains: Sequence[str]
) -> Occupation:
    """Return the occupation that ``asked`` names; a code may be one that only the service has.

    Raises:
        UnknownOccupation, AmbiguousTitle: as ``find_occupation``.
    """
    try:
        return find_occupation(connection, asked)
    except UnknownOccupation as unknown:
        code = code_in(asked)
        if pull is None or code is None:
            raise
        pulled = pull.pulled(code, domains)
        if pulled.title is None:
            unknown.found = _told(pulled)
            raise
        return Occupation(code, pulled.title, "code")


def what_the_service_said(answer: Gap, code: str) -> str:
    """Return why the service could not help with a side, to follow its reason; else nothing."""
    said = _told(next((each for each in answer.pulled if each.code == code), None))
    return f"; {said}" if said else ""


def _told(pulled: Pulled | None) -> str | None:
    domains = pulled.domains if pulled else ()
    told = dict.fromkeys(_told_of_domain(each) for each in domains if each.status in WORDS)
    return "; ".join(told) or None


def _told_of_domain(said: PulledDomain) -> str:
    words = WORDS[said.status]
    if said.detail and said.status != "not_rated":
        words += f": {said.detail}"
    return words + (f" (asked {said.asked_at:%Y-%m-%d})" if said.asked_at else "")


def _app_engine(settings: Settings, server: Server, console: Console) -> Engine | None:
    if "api" not in server.accounts:
        console.warn(
            "no account is named for the role api, so what the O*NET Web Services say is not kept: "
            "set SKILLGAP_API_USER and SKILLGAP_API_PASSWORD"
        )
        return None
    return server.engine("api", settings.databases.app)
