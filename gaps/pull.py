"""Ratings that the published tables lack, from the O*NET Web Services at once.

    with Pull(access, marts, app, analyses, console) as pull:
        for domain in pull.occupation_levels("15-2051.00", ("skill", "knowledge")):
            print(domain.status, domain.origin, domain.release_name, len(domain.levels))

The published tables are looked in first, then what the service gave before (in ``<prefix>_app``),
and only for what neither has the service is asked. What it says is used at once and kept behind
the caller's back; the nightly run carries it into the tables. That the figures are then the same
is the work of the analyses ``given_ratings_by_domain``, ``levels_of_given_ratings`` and
``skill_gap_of_given_ratings``: they hold the SQL that builds the tables.

Only the database service is asked: occupation reports have no levels.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Literal

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from extract.download import Listener, Patience
from extract.onet.web_services.credentials import Access
from extract.onet.web_services.errors import CredentialsRefused, WebServicesFailed
from extract.onet.web_services.transport import utc_now
from gaps.analyses import CompiledAnalyses
from gaps.errors import UnknownOccupation
from gaps.held_reads import Answer, answers_of_conversation, held_answers
from gaps.occupations import Occupation, code_in, find_occupation
from gaps.pulled import Pulled, PulledDomain, PullStatus, as_given, given_ratings, release_order
from gaps.read import Gap, Scale, gap
from gaps.single_flight import SingleFlight
from gaps.typed_rows import typed_row
from gaps.web_service import IMPATIENT, Conversation, WebService
from gaps.words import told
from load.onet_api_reads import keep_answer

ASK_AGAIN_DAYS = 30
REST = 30.0  # seconds

_TITLE = text("select title from occupations where occupation_code = :code")
_RELEASE = text("select release_name from published_releases where source = 'onet'")
_DOMAINS = text("select distinct domain from occupation_levels where find_in_set(domain, :domains)")
_LEVELS = text(
    "select * from occupation_levels "
    "where occupation_code = :code and find_in_set(domain, :domains) order by element_id"
)

Key = tuple[str, str]
"""An occupation's code and a domain."""


@dataclass(frozen=True)
class ElementLevel:
    """A row of ``occupation_levels``.

    Levels and their errors are points of scale LV, 0 to 7, importances points of IM, 1 to 5, the
    standardised ones 0 to 100. What is not known is None.
    """

    element_id: str
    element_name: str
    level: Decimal | None
    level_se: Decimal | None
    importance: Decimal | None
    importance_se: Decimal | None
    level_standardised: Decimal | None
    importance_standardised: Decimal | None
    is_not_relevant: bool | None
    is_low_precision: bool | None
    level_meaning: str | None


@dataclass(frozen=True)
class DomainLevels:
    """The levels of an occupation in a domain, and where they come from.

    Args:
        status: as in ``PulledDomain``; the levels are there where it is ``rated``.
        origin: ``file`` or ``onet_api``; None without levels.
        release_name: the release that they are of, or that answered that there is nothing.
        asked_at: when the service was asked, in UTC; None for what is published.
        detail: what was found, as a person may read it.
    """

    domain: str
    status: PullStatus
    origin: Literal["file", "onet_api"] | None
    release_name: str | None
    asked_at: datetime | None
    detail: str | None
    levels: tuple[ElementLevel, ...]


class Pull:
    """Asks the service for what the published tables lack; close it at the end.

    A process has one of these, whatever its threads ask. Closing waits until all that came is
    kept, and so does the end of the process.

    Args:
        access: where the service is, and as whom it is asked; None without credentials.
        marts: of an account that may read the published database, its default database.
        app: of an account that may write to ``<prefix>_app``, its default database; None keeps
            nothing beyond this process.
        analyses: those the last publish compiled.
        listener: told of what went wrong on the way.
        ask_again_days: for so long it is believed that the service has nothing.
        patience: how long an answer of the service is waited for.
        rest: seconds for which a service that gave no answer is left alone.
    """

    def __init__(
        self,
        access: Access | None,
        marts: Engine,
        app: Engine | None,
        analyses: CompiledAnalyses,
        listener: Listener,
        ask_again_days: int = ASK_AGAIN_DAYS,
        patience: Patience = IMPATIENT,
        rest: float = REST,
    ) -> None:
        self._service = WebService(access, listener, patience) if access else None
        self._marts = marts
        self._app = app
        self._analyses = analyses
        self._listener = listener
        self._ask_again_after = timedelta(days=ask_again_days)
        self._flights: SingleFlight[Key, PulledDomain] = SingleFlight()
        self._keeper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="onet-api-keeper")
        self._not_kept_yet: dict[Key, Answer] = {}
        self._memory = threading.Lock()
        self._rest = rest
        self._unreachable_until = 0.0

    def __enter__(self) -> Pull:
        """Return the object itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def can_ask(self) -> bool:
        """Whether there are credentials, so that the service can be asked."""
        return self._service is not None

    def close(self) -> None:
        """Wait until what came is kept, and close the connection to the service."""
        self._keeper.shutdown(wait=True)
        if self._service:
            self._service.close()

    def occupation_levels(
        self, code: str, domains: Sequence[str] = ("skill",)
    ) -> tuple[DomainLevels, ...]:
        """Return the levels of an occupation in each domain, from wherever they are.

        Args:
            code: an O*NET-SOC code.
            domains: one or more of ``gaps.read.DOMAINS``.

        Raises:
            NothingPublished: the analyses have not been compiled.
        """
        with self._marts.connect() as connection:
            found = _published(connection, code, domains)
            if lacking := [domain for domain in domains if domain not in found]:
                found |= self._levels(connection, self.pulled(code, lacking))
        return tuple(found[domain] for domain in domains)

    def pulled(self, code: str, domains: Sequence[str]) -> Pulled:
        """Return what the service has of an occupation in domains that nothing is published of.

        Callers who want the same at the same time share one conversation with the service.

        Args:
            code: an O*NET-SOC code.
            domains: one or more of ``gaps.read.DOMAINS``.

        Raises:
            NothingPublished: the analyses have not been compiled.
        """
        with self._marts.connect() as connection:
            title = connection.scalar(_TITLE, {"code": code})
        if self._service is None:
            return Pulled(code, title, tuple(PulledDomain(d, "not_configured") for d in domains))
        answers = self._flights.answers(
            [(code, domain) for domain in domains],
            lambda keys: self._found(code, [domain for _, domain in keys], title is not None),
        )
        said = tuple(answers[code, domain] for domain in domains)
        return Pulled(code, title or next((each.title for each in said if each.title), None), said)

    def _found(
        self, code: str, domains: Sequence[str], is_published: bool
    ) -> dict[Key, PulledDomain]:
        """Look in what is held, then ask for the rest; one conversation at most."""
        with self._marts.connect() as connection:
            rated = set(connection.scalars(_DOMAINS, {"domains": ",".join(domains)}))
            found = {d: PulledDomain(d, "not_in_release") for d in domains if d not in rated}
            wanted = [domain for domain in domains if domain in rated]
            held = self._judged(
                connection, code, self._held(code, wanted, is_published), is_published
            )
            found |= {domain: each for domain, each in held.items() if self._is_believed(each)}
            if unknown := [domain for domain in wanted if domain not in found]:
                found |= self._asked_or_failed(connection, code, unknown, is_published)
        return {(code, domain): each for domain, each in found.items()}

    def _asked_or_failed(
        self, connection: Connection, code: str, domains: Sequence[str], is_published: bool
    ) -> dict[str, PulledDomain]:
        """Ask the service, unless it gave no answer a moment ago: nobody waits for it in turn."""
        with self._memory:
            lasts = self._unreachable_until - time.monotonic()
        if lasts > 0:
            detail = f"it gave no answer a moment ago, and is asked again in {ceil(lasts)} s"
            return {
                domain: PulledDomain(domain, "unreachable", detail=detail) for domain in domains
            }
        try:
            answers = self._asked(code, domains, is_published)
            return self._judged(connection, code, answers, is_published)
        except WebServicesFailed as error:
            failed = {domain: _failed(domain, error) for domain in domains}
            if any(each.status == "unreachable" for each in failed.values()):
                with self._memory:
                    self._unreachable_until = time.monotonic() + self._rest
            return failed

    def _held(self, code: str, domains: Sequence[str], is_published: bool) -> dict[str, Answer]:
        with self._memory:
            held = {
                d: self._not_kept_yet[code, d] for d in domains if (code, d) in self._not_kept_yet
            }
        further = [domain for domain in domains if domain not in held]
        if self._app is None or not further:
            return held
        try:
            with self._app.connect() as connection:
                return held | held_answers(connection, code, further, needs_title=not is_published)
        except SQLAlchemyError as error:
            self._listener.warn(
                f"what the O*NET Web Services said of {code} before cannot be read: {_said(error)}"
            )
            return held

    def _is_believed(self, held: PulledDomain) -> bool:
        """Tell whether an answer still stands: ratings do, "nothing there" does for some days."""
        assert held.asked_at is not None
        age = utc_now().replace(tzinfo=None) - held.asked_at
        return held.status == "rated" or age < self._ask_again_after

    def _asked(self, code: str, domains: Sequence[str], is_published: bool) -> dict[str, Answer]:
        assert self._service is not None
        conversation = self._service.ask(code, domains, asks_whether_listed=not is_published)
        answers = answers_of_conversation(conversation, code, domains)
        with self._memory:
            self._not_kept_yet |= {(code, domain): answer for domain, answer in answers.items()}
        if self._app is not None:
            self._keeper.submit(self._keep, self._app, conversation, code, domains)
        return answers

    def _keep(
        self, app: Engine, conversation: Conversation, code: str, domains: Sequence[str]
    ) -> None:
        try:
            with app.connect() as connection:
                for table_id, pages in conversation.pages.items():
                    keep_answer(connection, conversation.release, table_id, code, pages)
        except Exception as error:  # nobody waits for this thread, so it has to say so itself
            self._listener.warn(
                f"what the O*NET Web Services said of {code} could not be kept, so that it has to "
                f"be asked for again: {_said(error)}"
            )
            return
        with self._memory:
            for domain in domains:
                self._not_kept_yet.pop((code, domain), None)

    def _judged(
        self,
        connection: Connection,
        code: str,
        answers: Mapping[str, Answer],
        is_published: bool,
    ) -> dict[str, PulledDomain]:
        if not answers:
            return {}
        counts = {
            row["domain"]: row
            for row in self._analyses.answer(
                connection,
                "given_ratings_by_domain",
                given_ratings=as_given(row for each in answers.values() for row in each.rows),
                domain=",".join(answers),
            )
            if row["occupation_code"] == code
        }
        published_release = connection.scalar(_RELEASE)
        return {
            domain: _judgement(domain, answer, counts.get(domain), is_published, published_release)
            for domain, answer in answers.items()
        }

    def _levels(self, connection: Connection, pulled: Pulled) -> dict[str, DomainLevels]:
        rows = self._analyses.answer(
            connection,
            "levels_of_given_ratings",
            given_ratings=given_ratings([pulled]),
            domain=",".join(each.domain for each in pulled.rated),
        )
        return {
            each.domain: DomainLevels(
                domain=each.domain,
                status=each.status,
                origin="onet_api" if each.status == "rated" else None,
                release_name=each.release_name,
                asked_at=each.asked_at,
                detail=each.detail,
                levels=_levels_of(row for row in rows if row["domain"] == each.domain),
            )
            for each in pulled.domains
        }


def gap_with_pull(
    connection: Connection,
    analyses: CompiledAnalyses,
    pull: Pull,
    from_code: str,
    to_code: str,
    scale: Scale = "LV",
    domains: Sequence[str] = ("skill",),
) -> Gap:
    """Compare as ``gaps.read.gap`` does, and let ``pull`` supply what is not published.

    The service is asked only if a side is not rated in an asked domain.

    Raises:
        UsageError, NothingPublished, SkillgapError: as ``gaps.read.gap``.
    """
    answer = gap(connection, analyses, from_code, to_code, scale, domains)
    header = answer.header
    unrated = {
        from_code: header.from_unrated_domains,
        to_code: header.to_unrated_domains,
    }
    pulled = [pull.pulled(code, names.split(",")) for code, names in unrated.items() if names]
    if not pulled:
        return answer
    return gap(connection, analyses, from_code, to_code, scale, domains, pulled)


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
            unknown.found = told(pulled)
            raise
        return Occupation(code, pulled.title, "code")


def _published(
    connection: Connection, code: str, domains: Sequence[str]
) -> dict[str, DomainLevels]:
    asked = {"code": code, "domains": ",".join(domains)}
    rows = [dict(row) for row in connection.execute(_LEVELS, asked).mappings()]
    return {
        row["domain"]: DomainLevels(
            domain=row["domain"],
            status="rated",
            origin=row["origin"],
            release_name=row["release_name"],
            asked_at=None,
            detail=None,
            levels=_levels_of(each for each in rows if each["domain"] == row["domain"]),
        )
        for row in {row["domain"]: row for row in rows}.values()
    }


def _levels_of(rows: Iterable[dict[str, object]]) -> tuple[ElementLevel, ...]:
    return tuple(typed_row(ElementLevel, row) for row in rows)


def _judgement(
    domain: str,
    answer: Answer,
    counts: Mapping[str, object] | None,
    is_published: bool,
    published_release: str,
) -> PulledDomain:
    """Say what an answer means; ``counts`` is its row of ``given_ratings_by_domain``."""
    said = PulledDomain(
        domain,
        "not_rated",
        release_name=answer.release_name,
        asked_at=answer.asked_at,
        detail=answer.note,
        title=answer.title,
    )
    if not is_published:
        if not answer.is_listed:
            return replace(said, status="unknown_code")
        if release_order(answer.release_name) < release_order(published_release):
            detail = f"only O*NET {answer.release_name} has it, older than what is published"
            return replace(said, status="unknown_code", detail=detail, title=None)
    if not answer.rows:
        return said
    if counts and counts["is_complete"]:
        return replace(said, status="rated", rated_on=counts["rated_on"], rows=answer.rows)
    usable, needed = (counts["usable"], counts["needed"]) if counts else (0, 0)
    return replace(said, status="incomplete", detail=f"{usable} of {needed} ratings can be used")


def _failed(domain: str, error: WebServicesFailed) -> PulledDomain:
    status: PullStatus = "no_usable_answer"
    if isinstance(error, CredentialsRefused):
        status = "credentials_refused"
    elif type(error) is WebServicesFailed:  # the others say what is wrong with an answer
        status = "unreachable"
    return PulledDomain(domain, status, detail=f"{error.summary}: {error.found or error.where}")


def _said(error: Exception) -> str:
    """Return what a server said, without the statement and its values."""
    original = getattr(error, "orig", None) or error
    return str(original.args[-1]) if original.args else type(error).__name__
