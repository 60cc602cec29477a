"""Pages of one host, fetched as a guest would: by its rules, at its pace, under our own name.

Proxies of the environment are not used: the connection is made to the address that was checked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from http import HTTPStatus
from itertools import count
from urllib.parse import urldefrag, urljoin

from extract.addresses import shown_address
from extract.download import Listener, Patience
from extract.http_failures import answered, retry_after
from extract.jobs import outcomes
from extract.jobs.charsets import Decoded, decode
from extract.jobs.connection import Answer, Limits, NoAnswer, ask
from extract.jobs.outcomes import Kind, Outcome, outcome
from extract.jobs.pace import Pace
from extract.jobs.reachable import (
    DEFAULT_PORTS,
    AddressRefused,
    Resolve,
    Target,
    checked_addresses,
    refuse_private_number,
    system_addresses,
    target,
)
from extract.jobs.robots import ROBOT, Rules, no_rules, rules
from pipeline.errors import UsageError

WORTH_A_RETRY = frozenset({429, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_REST = 86_400.0
"""Seconds that a host may be left alone for because it asked; what asks for more gets a day."""

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PATIENCE = Patience(
    connect_timeout=15.0, read_timeout=20.0, attempts=4, first_wait=2.0, longest_wait=120.0
)


@dataclass(frozen=True)
class Manners:
    """How hosts are asked.

    Args:
        contact: a web address or an address of mail at which who asks can be reached.
        seconds_between: seconds from the start of a request to that of the next of a host.
        whole_answer: seconds that one answer may take from first to last byte.
        max_bytes: bytes of a page at most, unpacked.
        max_redirects: how often one page may lead on.
        patience: time-outs, tries of one request and waits between them.
        allow_loopback: whether this machine itself may be asked; for tests.

    Raises:
        UsageError: there is no contact, or none that can be written into a header.
    """

    contact: str
    seconds_between: float = 1.5
    whole_answer: float = 60.0
    max_bytes: int = 5_000_000
    max_redirects: int = 5
    patience: Patience = PATIENCE
    allow_loopback: bool = False

    def __post_init__(self) -> None:
        text = self.contact
        is_reachable = "@" in text or text.startswith(("https://", "http://"))
        if not (
            is_reachable and text.isascii() and text.isprintable() and not set(text) & set("()")
        ):
            raise UsageError(
                "job boards are not asked without a contact",
                found=repr(text[:80]),
                expected="a web address, or an address of mail, in plain ASCII",
                state="no board was asked anything",
                advice="name where whoever runs a board can reach you",
            )

    @property
    def user_agent(self) -> str:
        """What we call ourselves: the name that a robots.txt may use, and the contact."""
        return f"{ROBOT}/1.0 (+{self.contact})"

    @property
    def limits(self) -> Limits:
        """What one answer may take."""
        return Limits(
            self.patience.connect_timeout,
            self.patience.read_timeout,
            self.whole_answer,
            self.max_bytes,
        )


@dataclass(frozen=True)
class Validator:
    """By what a server tells whether a page has changed; ``url`` is where it was read at last."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the page only if it has changed."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


@dataclass(frozen=True)
class Page:
    """What came of asking for an address.

    Args:
        url: what was asked for.
        final_url: where it was read in the end, after redirects.
        fetched_at: when the answer had come (UTC); ages such as "3 days ago" count from it.
        outcome: what it is.
        status: the HTTP status; None if no answer came.
        headers: the answer's headers.
        body: the bytes, unpacked.
        decoded: the text, and by which charset; None unless the page was read.
        led_to: where a redirect leads that was not followed.
        validator: what to ask by next time, once the page is safely kept (``Fetcher.remember``).
    """

    url: str
    final_url: str
    fetched_at: datetime
    outcome: Outcome
    status: int | None = None
    headers: Message = field(default_factory=Message)
    body: bytes = b""
    decoded: Decoded | None = None
    led_to: str | None = None
    validator: Validator | None = None

    @property
    def text(self) -> str:
        """The page as text; empty unless it was read."""
        return self.decoded.text if self.decoded else ""


class _Ended(Exception):
    """Asking is over without a page; the outcome says why."""

    def __init__(self, why: Outcome, led_to: str | None = None) -> None:
        super().__init__(why.words)
        self.why = why
        self.led_to = led_to


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Asks one host, one request at a time.

    Args:
        site: address of the host; its ``www.`` form, or the one without, is the same host.
        manners: how it is asked.
        validators: what is known of pages that were read before, by the address asked for.
        listener: told of tries that failed and of what robots.txt says.
        also: further hosts that redirects may lead to.
        clock: seconds since some moment, never going back.
        now: the time of day, for ``Retry-After`` with a date and for ``fetched_at``.
        resolve: finds the IP addresses of a name.

    Raises:
        AddressRefused: ``site`` is no address of the web.
    """

    def __init__(
        self,
        site: str,
        manners: Manners,
        validators: MutableMapping[str, Validator],
        listener: Listener,
        *,
        also: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        resolve: Resolve = system_addresses,
    ) -> None:
        self.site = target(site)
        self.requests = 0
        self._manners = manners
        self._validators = validators
        self._listener = listener
        self._now = now
        self._resolve = resolve
        self._hosts = also | {self.site.host, _other_form(self.site.host)}
        self._pace = Pace(manners.seconds_between, clock, manners.patience.pause)
        self._rules: dict[str, Rules | Outcome] = {}
        self._turn = threading.Lock()
        self._rests_because: Outcome | None = None

    def fetch(
        self, url: str, *, conditional: bool = True, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Ask for an address and say what came; nothing is raised for what a server does.

        Args:
            url: what to ask for.
            conditional: whether a page that has not changed may be answered without it.
            headers: further headers, for example of an API; not sent to another host.
        """
        with self._turn:
            try:
                to = self._ours(target(url))
                known = self._validators.get(url) if conditional else None
                final, answer = self._walk(to, headers or {}, known)
            except AddressRefused as refused:
                return self._without_page(url, outcome(Kind.REFUSED_ADDRESS, str(refused)))
            except _Ended as ended:
                return self._without_page(url, ended.why, ended.led_to)
            return self._page(url, final, answer)

    def remember(self, page: Page) -> None:
        """Ask for a page from now on only if it has changed.

        To be called when what it says is kept, and only then: a page that was read and lost, or
        that turned out to be a reduced one, must be sent whole again.
        """
        if page.validator is not None and page.outcome.kind is Kind.READ:
            self._validators[page.url] = page.validator

    def _page(self, url: str, final: Target, answer: Answer) -> Page:
        what = outcomes.of_answer(answer.status, answer.headers, answer.body)
        if what.kind is Kind.READ and not answer.is_whole:
            words = f"more than {self._manners.max_bytes:,} bytes"
            what = outcome(Kind.TOO_LARGE, words, answer.body)
        is_read = what.kind is Kind.READ
        decoded = decode(answer.body, answer.headers) if is_read else None
        if decoded and decoded.note:
            what = replace(what, words=f"{what.words}; {decoded.note}")
        sent = Validator(final.url, answer.headers.get("ETag"), answer.headers.get("Last-Modified"))
        return Page(
            url=url,
            final_url=final.url,
            fetched_at=self._now(),
            outcome=what,
            status=answer.status,
            headers=answer.headers,
            body=answer.body if is_read else b"",
            decoded=decoded,
            validator=sent if is_read and sent.headers() else None,
        )

    def _without_page(self, url: str, why: Outcome, led_to: str | None = None) -> Page:
        return Page(url, url, self._now(), why, led_to=led_to)

    def _walk(
        self,
        to: Target,
        headers: Mapping[str, str],
        known: Validator | None = None,
        *,
        obeys_robots: bool = True,
    ) -> tuple[Target, Answer]:
        """Ask for an address and for where it leads; each hop is checked like the first."""
        first = to
        for _ in range(self._manners.max_redirects + 1):
            if obeys_robots:
                self._obey_robots(to)
            sent = dict(headers) if to.host == first.host else {}
            if known is not None and known.url == to.url:
                sent |= known.headers()
            answer = self._ask(to, sent)
            is_conditional = "If-None-Match" in sent or "If-Modified-Since" in sent
            if answer.status == HTTPStatus.NOT_MODIFIED and not is_conditional:
                words = "304 Not Modified, though nobody asked whether it was"
                raise _Ended(outcome(Kind.UNEXPECTED_STATUS, words))
            if answer.status not in REDIRECTS or "Location" not in answer.headers:
                return to, answer
            to = self._next(to, answer)
        words = f"the server led us on more than {self._manners.max_redirects} times"
        raise _Ended(outcome(Kind.UNREACHABLE, words))

    def _next(self, to: Target, answer: Answer) -> Target:
        """Return where a redirect leads, if it may be followed."""
        location = _location(answer)
        try:
            location, _ = urldefrag(urljoin(to.url, location))
            following = target(location)
            refuse_private_number(following, allow_loopback=self._manners.allow_loopback)
        except ValueError as refused:  # AddressRefused is one, too
            words = f"a redirect was not followed: {refused}"
            raise _Ended(outcome(Kind.REFUSED_ADDRESS, words), location) from None
        where = shown_address(following.url)
        try:
            self._ours(following)
        except AddressRefused:
            words = f"{answered(answer.status)} to another host: {where}"
            raise _Ended(outcome(Kind.LED_ELSEWHERE, words), following.url) from None
        if to.scheme == "https" and following.scheme == "http":
            words = f"{answered(answer.status)} from https to http: {where}"
            raise _Ended(outcome(Kind.LED_ELSEWHERE, words), following.url)
        return following

    def _ours(self, to: Target) -> Target:
        if to.host not in self._hosts or to.port not in (
            self.site.port,
            DEFAULT_PORTS[to.scheme],
        ):
            raise AddressRefused(f"{to.authority} is not the host that is asked here")
        return to

    def _obey_robots(self, to: Target) -> None:
        if to.origin not in self._rules:
            self._rules[to.origin] = self._read_rules(to)
        found = self._rules[to.origin]
        if isinstance(found, Outcome):
            raise _Ended(found)
        if not found.allow(to.url):
            words = f"robots.txt keeps {ROBOT} from {shown_address(to.url)}"
            raise _Ended(outcome(Kind.REFUSED_BY_ROBOTS, words))

    def _read_rules(self, to: Target) -> Rules | Outcome:
        """Read the robots.txt of a host; an outcome says why nothing there may be fetched."""
        try:
            _, answer = self._walk(target(f"{to.origin}/robots.txt"), {}, obeys_robots=False)
            what = outcomes.of_answer(answer.status, answer.headers, answer.body)
        except _Ended as ended:
            what = ended.why
        else:
            if what.kind is Kind.READ:
                found = rules(answer.body)
                self._pace.slow_down(found.seconds_between)
                self._listener.say(f"{to.host}: {found.words}")
                return found
            if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                found = no_rules(f"no rules: robots.txt answered {answered(answer.status)}")
                self._listener.say(f"{to.host}: {found.words}")
                return found
        words = f"robots.txt could not be read ({what.words}), so nothing is fetched from {to.host}"
        self._listener.warn(words)
        return replace(what, kind=_without_rules(what.kind), words=words)

    def _ask(self, to: Target, headers: Mapping[str, str]) -> Answer:
        """Ask until there is an answer to go by, as often as patience allows."""
        patience = self._manners.patience
        self._leave_alone()
        for attempt in count(1):
            self._pace.wait()
            answer, failed, asked = self._attempt(to, headers)
            if answer is not None:
                return answer
            wait = min(patience.first_wait * 2 ** (attempt - 1), patience.longest_wait)
            wait = min(max(wait, asked or 0), LONGEST_REST)
            self._pace.rest(wait)
            if attempt >= patience.attempts or wait > patience.longest_wait:
                words = f"{failed.words}, after {attempt} of {patience.attempts} tries"
                if asked:
                    words += f"; it asks to wait {min(asked, LONGEST_REST):,.0f} s"
                self._rests_because = replace(failed, words=words)
                raise _Ended(self._rests_because)
            self._listener.warn(f"{to.host}: {failed.words}; trying again in {wait:,.0f} s")
        raise AssertionError("count never ends")

    def _leave_alone(self) -> None:
        """Raise if the host asked for more time than we would wait out, and it is not over."""
        left = self._pace.resting
        if left > self._manners.patience.longest_wait and self._rests_because is not None:
            words = f"not asked: it is to be left alone for another {left:,.0f} s"
            raise _Ended(Outcome(self._rests_because.kind, words, self._rests_because.sample))

    def _attempt(
        self, to: Target, headers: Mapping[str, str]
    ) -> tuple[Answer | None, Outcome, float | None]:
        """Return an answer to go by; else what failed and the seconds the server asks to wait."""
        try:
            addresses = checked_addresses(
                to, self._resolve, allow_loopback=self._manners.allow_loopback
            )
        except AddressRefused as refused:
            raise _Ended(outcome(Kind.REFUSED_ADDRESS, str(refused))) from None
        except OSError as error:
            words = f"the name {to.host} could not be looked up: {error.strerror or error}"
            return None, outcome(Kind.UNREACHABLE, words), None
        self.requests += 1
        ours = {"User-Agent": self._manners.user_agent, "Accept-Encoding": "gzip"}
        try:
            answer = ask(to, addresses, {"Accept": ACCEPT, **headers, **ours}, self._manners.limits)
        except NoAnswer as error:
            failed = outcome(Kind.UNREACHABLE, str(error))
            if not error.is_worth_a_retry:
                raise _Ended(failed) from None
            return None, failed, None
        what = outcomes.of_answer(answer.status, answer.headers, answer.body)
        is_challenge = outcomes.challenge(answer.status, answer.headers, answer.body) is not None
        if answer.status in WORTH_A_RETRY and not is_challenge:
            return None, what, retry_after(answer, self._now())
        return answer, what, None


def _without_rules(kind: Kind) -> Kind:
    """Return what a host is whose robots.txt is ``kind``."""
    return kind if kind in (Kind.BLOCKED, Kind.REFUSED_ADDRESS) else Kind.UNREACHABLE


def _other_form(host: str) -> str:
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _location(answer: Answer) -> str:
    """Return the header ``Location``, whose bytes beyond ASCII are UTF-8 on the wire."""
    text = answer.headers.get("Location", "").strip()
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
