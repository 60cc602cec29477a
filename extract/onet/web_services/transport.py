"""One question to the O*NET Web Services and its answer: a JSON document, or an error by name.

What an answer means is decided by its status before anything of it is parsed, and JSON is
read only where the answer says that it is JSON: who is not let in at v2 gets a web page.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, NoReturn

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type

from extract.addresses import is_loopback, shown_address
from extract.download import Listener, Patience
from extract.http_failures import HOPELESS, USER_AGENT, answered, reason, retry_after
from extract.onet.web_services.credentials import Access
from extract.onet.web_services.errors import (
    BudgetSpent,
    CredentialsRefused,
    Refused,
    UnexpectedAnswer,
    UnknownPath,
    WebServicesFailed,
)
from extract.onet.web_services.rate import Rate
from pipeline.redaction import redacted

SHORTEST_WAIT = 0.25  # seconds before another attempt; the service asks for 0.2 at least
LONGEST_QUOTE = 200  # characters of what a server says

Query = Sequence[tuple[str, str]]


class _Interrupted(Exception):
    """An attempt failed in a way that another one may not."""

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.retry_after = retry_after


class Transport:
    """Asks over one connection, one request at a time, within a rate and a budget.

    Args:
        access: where and as whom.
        listener: told of attempts that failed.
        patience: timeouts, attempts and waits of each question.
        rate: spaces the requests.
        now: the time of day, for a server that names the moment to come back.
    """

    def __init__(
        self,
        access: Access,
        listener: Listener,
        patience: Patience,
        rate: Rate,
        now: Callable[[], datetime],
    ) -> None:
        self.access = access
        self.requests = 0
        self._listener = listener
        self._patience = patience
        self._rate = rate
        self._now = now
        self._locked_out: str | None = None
        self._turn = threading.Lock()
        self._session = requests.Session()
        self._session.auth = access.credentials.auth()  # also keeps .netrc out
        self._session.headers.update({"Accept": "application/json", "User-Agent": USER_AGENT})
        self._session.trust_env = not is_loopback(access.address)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def where(self, path: str, query: Query = ()) -> str:
        """Return how messages name a question."""
        asked = ", ".join(f"{name}={value}" for name, value in query)
        return shown_address(self.access.address + path) + (f" ({asked})" if asked else "")

    def get(self, path: str, query: Query = ()) -> Any:
        """Return the JSON document at ``path``; each number in it is the text that JSON has.

        Raises:
            Refused: 422, which is never asked again.
            CredentialsRefused: 401 or 403; nothing more is asked by this object.
            UnknownPath: 404.
            BudgetSpent: no more requests may be made.
            UnexpectedAnswer: another status, or no JSON.
            WebServicesFailed: 429, 5xx, no connection, no answer in time or a cut one, as often
                as ``patience`` allows; or a wait asked for that is longer than it allows.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(_Interrupted),
            stop=self._is_enough,
            wait=self._wait,
            sleep=self._patience.pause,
            before_sleep=self._tell,
            reraise=True,
        )
        where = self.where(path, query)
        try:
            return retrying(self._attempt, path, query, where)
        except _Interrupted as interruption:
            failed = interruption
        asked = failed.retry_after
        raise WebServicesFailed(
            "the O*NET Web Services gave no answer",
            where=where,
            found=failed.what + (f"; the server asks to wait {asked:,.0f} s" if asked else ""),
            expected=f"an answer within {self._patience.attempts} attempts, and waits of "
            f"{self._patience.longest_wait:,.0f} s at most",
            state="nothing of this answer was used; what was kept before stays as it is",
            advice="look whether the network and the service are up, then run again",
        )

    def _is_enough(self, state: RetryCallState) -> bool:
        asked = _interruption(state).retry_after or 0
        return (
            state.attempt_number >= self._patience.attempts or asked > self._patience.longest_wait
        )

    def _wait(self, state: RetryCallState) -> float:
        asked = _interruption(state).retry_after
        if asked is None:
            asked = self._patience.first_wait * 2 ** (state.attempt_number - 1)
            asked = min(asked, self._patience.longest_wait)
        return max(asked, SHORTEST_WAIT)

    def _tell(self, state: RetryCallState) -> None:
        self._listener.warn(
            f"O*NET Web Services: {_interruption(state).what}; "
            f"trying again in {state.upcoming_sleep:,.1f} s"
        )

    def _attempt(self, path: str, query: Query, where: str) -> Any:
        with self._turn:
            if self._locked_out:
                self._refuse_to_ask(where, self._locked_out)
            if self.requests >= self.access.budget:
                raise BudgetSpent(
                    f"the budget of {self.access.budget:,} requests to the O*NET Web Services "
                    "is spent",
                    where=where,
                    state="what was committed before stays; the rest was not asked for",
                    advice="run again to go on, or set SKILLGAP_ONET_API_BUDGET higher; "
                    "the service allows 50,000 requests a day",
                )
            self._rate.wait()
            self.requests += 1
            response = self._send(self.access.address + path, query, where)
            return self._judged(response, where)

    def _send(self, url: str, query: Query, where: str) -> requests.Response:
        patience = self._patience
        timeouts = (patience.connect_timeout, patience.read_timeout)
        try:
            # A redirect would carry the key to wherever it leads.
            return self._session.get(url, params=query, timeout=timeouts, allow_redirects=False)
        except requests.RequestException as error:
            is_hopeless = isinstance(error, HOPELESS)
            what = reason(
                error,
                connect_timeout=patience.connect_timeout,
                read_timeout=patience.read_timeout,
            )
        # Raised out here, so that nothing holds the library's error, and with it the request.
        if not is_hopeless:
            raise _Interrupted(what)
        raise WebServicesFailed(
            "the O*NET Web Services cannot be asked",
            where=where,
            found=what,
            advice="check SKILLGAP_ONET_API_URL, and whether a proxy lies in between",
        )

    def _judged(self, response: requests.Response, where: str) -> Any:
        status = response.status_code
        if status == HTTPStatus.OK:
            return self._document(response, where)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            self._locked_out = answered(status)
            self._refuse_to_ask(where, self._locked_out)
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise Refused(where, _message(response))
        if status == HTTPStatus.NOT_FOUND:
            raise UnknownPath(
                "the O*NET Web Services have nothing at this address",
                where=where,
                found=answered(status),
                expected=f"the Web Services {self.access.credentials.form}, as the kind of "
                "credentials says",
                advice="check SKILLGAP_ONET_API_URL; a key belongs to v2 "
                "(api-v2.onetcenter.org),\na user with a password to v1.9 "
                "(services.onetcenter.org)",
            )
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500:
            raise _Interrupted(
                f"the server answered {answered(status)}", retry_after(response, self._now())
            )
        raise UnexpectedAnswer(
            "the O*NET Web Services gave an answer that their documents do not know",
            where=where,
            found=answered(status),
            expected="200, 401, 403, 404, 422, 429 or 5xx",
            advice="check SKILLGAP_ONET_API_URL: we do not follow where a server sends us,\n"
            "for the credentials would go along",
        )

    def _refuse_to_ask(self, where: str, status: str) -> NoReturn:
        is_key = self.access.credentials.form == "v2"
        raise CredentialsRefused(
            "the O*NET Web Services do not accept the credentials",
            where=where,
            found=status,
            expected="a key of a project at the Web Services v2"
            if is_key
            else "user and password of an account at the Web Services v1.9",
            state="nothing more is asked; what was kept before stays as it is",
            advice=("check SKILLGAP_ONET_API_KEY" if is_key else "check SKILLGAP_ONET_API_USER")
            + ("" if is_key else " and SKILLGAP_ONET_API_PASSWORD")
            + "; keys of v2 and accounts of v1.9 do not stand for each other\n"
            "if they are right, ask O*NET whether access was suspended",
        )

    def _document(self, response: requests.Response, where: str) -> Any:
        if not _is_json(response):
            raise UnexpectedAnswer(
                "the O*NET Web Services did not answer in JSON",
                where=where,
                found=f"Content-Type: {_quoted(response.headers.get('Content-Type', 'none'))}",
                expected="application/json",
                advice="open the address in a browser: a proxy's notice or a login page looks "
                "like this;\nthen check SKILLGAP_ONET_API_URL",
            )
        promised = response.headers.get("Content-Length", "")
        received = response.raw.tell()  # as sent, before it was unpacked
        if promised.isdecimal() and received < int(promised):
            raise _Interrupted(f"cut off after {received:,} of {int(promised):,} bytes")
        try:
            return _parsed(response.content)
        except ValueError:
            raise _Interrupted("the answer breaks off, or is no JSON though it says so") from None


def utc_now() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)


def _interruption(state: RetryCallState) -> _Interrupted:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _Interrupted)
    return error


def _is_json(response: requests.Response) -> bool:
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _parsed(body: bytes) -> Any:
    """Return the document, with 4.12 as ``4.12`` and not as the nearest binary fraction."""
    return json.loads(body, parse_float=str, parse_int=str, parse_constant=_no_number)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON number")


def _message(response: requests.Response) -> str | None:
    """Return what a refusal says, as it may be shown."""
    if not _is_json(response):
        return None
    try:
        document = _parsed(response.content)
    except ValueError:
        return None
    message = document.get("error") if isinstance(document, dict) else None
    return _quoted(message) if isinstance(message, str) and message.strip() else None


def _quoted(text: str) -> str:
    """Return what a server says as one line, not too long, and without our credentials."""
    line = " ".join("".join(c if c.isprintable() else " " for c in redacted(text)).split())
    return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "…"
