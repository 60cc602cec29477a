"""Gemini, asked through google-genai's own client: one question, its tries, and what came of them.

The client's own retries are off, so that the bounds here are the only ones; its settings come from
us alone and not from the environment; redirects are not followed, for the key would go along.
"""

from __future__ import annotations

import logging
import re
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Generic, TypeVar

import httpx2
from google import genai
from google.genai import errors, types
from pydantic import BaseModel, ValidationError

from explain.access import GeminiAccess
from explain.outcomes import Outcome
from explain.prompt import Question
from extract.addresses import is_loopback
from pipeline.redaction import redacted

FIRST_WAIT = 1.0
LONGEST_QUOTE = 200
_DURATION = re.compile(r"(\d+(?:\.\d+)?)s")
_BLOCKS = frozenset(
    {
        *("SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT"),
        *("SPII", "MODEL_ARMOR", "ESCALATION"),
    }
)
_AGAIN: frozenset[Outcome] = frozenset(
    {"cut_off", "not_in_agreed_form", "unavailable", "timed_out"}
)

# What google-genai makes of a value that it does not know is told by the outcome.
warnings.filterwarnings("ignore", category=UserWarning, module=r"google\.genai")
logging.getLogger("google_genai").addHandler(logging.NullHandler())

Form = TypeVar("Form", bound=BaseModel)


def utc_now() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """The time of day, seconds that only grow, and how to wait some."""

    now: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Reply(Generic[Form]):
    """What came of a question.

    Args:
        outcome: ``explained`` with an answer, otherwise why there is none.
        reason: the particular, None where the outcome says all.
        answer: in the agreed form.
        requests: how many were made.
        tokens_in, tokens_out: of all of them, as the service counted; None if it counted none.
    """

    outcome: Outcome
    reason: str | None = None
    answer: Form | None = None
    requests: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None


@dataclass
class _Try(Generic[Form]):
    """What came of one request."""

    outcome: Outcome
    reason: str | None = None
    answer: Form | None = None
    asked_wait: float | None = None


@dataclass
class _Tally:
    """What the requests of a question came to."""

    requests: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None

    def add(self, usage: types.GenerateContentResponseUsageMetadata | None) -> None:
        """Add what the service counted; thoughts are part of what it answers."""
        if usage is None:
            return
        self.tokens_in = (self.tokens_in or 0) + (usage.prompt_token_count or 0)
        answered = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
        self.tokens_out = (self.tokens_out or 0) + answered


class Gemini:
    """A client of the Gemini API; close it after use. Several threads may ask.

    Args:
        access: where, as whom, and how often.
        clock: for waits and time-outs.
    """

    def __init__(self, access: GeminiAccess, clock: Clock | None = None) -> None:
        self.access = access
        self._clock = clock or Clock()
        self._http = httpx2.Client(
            timeout=access.timeout,
            follow_redirects=False,
            trust_env=not is_loopback(access.address),  # a proxy, but not to this machine
            event_hooks={"request": [self._start], "response": [self._bound]},
        )
        self._client = genai.Client(
            vertexai=False,
            api_key=access.key,
            http_options=types.HttpOptions(
                base_url=access.address,
                api_version="v1beta",
                timeout=max(1, int(access.timeout * 1000)),
                httpx_client=self._http,
            ),
        )

    def __enter__(self) -> Gemini:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(
        self,
        question: Question,
        form: type[Form],
        fault_of: Callable[[Form], str | None],
        spend: Callable[[], str | None],
    ) -> Reply[Form]:
        """Ask until there is an answer, or as often as ``access.tries`` allows.

        A cut-off answer is asked for once more, with twice the limit; its text is dropped. What is
        blocked or refused is not asked again. After 429 and 5xx the waits grow, and are never
        shorter than the service asks (``retryDelay``, ``Retry-After``).

        Args:
            question: what is asked.
            form: what the answer has to be.
            fault_of: says what is wrong with an answer of that form; None if it can be used.
            spend: called before each request; says why it may not be made, None if it may.
        """
        tally = _Tally()
        limit = question.output_limit
        cuts = 0
        while True:
            if spent := spend():
                return self._reply(_Try("budget_spent", spent), tally)
            tally.requests += 1
            tried = self._try(question, form, fault_of, limit, tally)
            if tried.outcome not in _AGAIN or tally.requests >= self.access.tries:
                return self._reply(tried, tally)
            if tried.outcome == "cut_off":
                cuts += 1
                limit *= 2
                if cuts > 1:
                    return self._reply(tried, tally)
            elif tried.outcome == "unavailable":
                wait = max(FIRST_WAIT * 2 ** (tally.requests - 1), tried.asked_wait or 0.0)
                if wait > self.access.longest_wait:
                    tried.reason = f"{tried.reason}; it asks to wait {wait:,.0f} s"
                    return self._reply(tried, tally)
                self._clock.sleep(wait)

    def _reply(self, tried: _Try[Form], tally: _Tally) -> Reply[Form]:
        return Reply(
            tried.outcome,
            tried.reason,
            tried.answer,
            tally.requests,
            tally.tokens_in,
            tally.tokens_out,
        )

    def _try(
        self,
        question: Question,
        form: type[Form],
        fault_of: Callable[[Form], str | None],
        limit: int,
        tally: _Tally,
    ) -> _Try[Form]:
        try:
            response = self._client.models.generate_content(
                model=self.access.model,
                contents=question.data,
                config=types.GenerateContentConfig(
                    system_instruction=question.instructions,
                    temperature=0.0,
                    max_output_tokens=limit,
                    response_mime_type="application/json",
                    response_schema=form,
                ),
            )
        except errors.APIError as error:
            return self._refusal(error)
        except (httpx2.TimeoutException, TimeoutError):
            return _Try("timed_out", f"no whole answer within {self.access.timeout:g} s")
        except (httpx2.HTTPError, OSError) as error:
            return _Try("unavailable", f"no connection ({type(error).__name__})")
        except ValueError as error:  # the body is no JSON, or not of the API's own shape
            return _Try("not_in_agreed_form", f"{type(error).__name__} in the service's answer")
        tally.add(response.usage_metadata)
        return _judged(response, form, fault_of)

    def _refusal(self, error: errors.APIError) -> _Try[Form]:
        """Say what an answer other than 200 means; who knows a key is told to nobody."""
        code = int(error.code or 0)
        reason = f"the service answered {_phrase(code)}"
        if error.status and str(error.status) not in reason:
            reason += f" ({_quoted(str(error.status))})"
        if code == HTTPStatus.TOO_MANY_REQUESTS or code >= 500:
            return _Try("unavailable", reason, asked_wait=self._asked_wait(error))
        return _Try("refused", reason)

    def _asked_wait(self, error: errors.APIError) -> float | None:
        """Return the seconds that the service asks us to wait, the longer of what it says."""
        asked = [float(found[1]) for found in map(_DURATION.fullmatch, _delays(error)) if found]
        value = getattr(error.response, "headers", {}).get("Retry-After", "").strip()
        if value.isascii() and value.isdecimal():
            asked.append(float(value))
        elif value:
            try:
                moment = parsedate_to_datetime(value).astimezone(UTC)
                asked.append((moment - self._clock.now()).total_seconds())
            except ValueError:
                pass  # no date and no number of seconds: it says nothing
        return max(asked, default=None)

    def _start(self, request: httpx2.Request) -> None:
        request.extensions["begun"] = self._clock.monotonic()

    def _bound(self, response: httpx2.Response) -> None:
        """Let an answer that trickles end with the time-out, too."""
        begun = response.request.extensions["begun"]
        response.stream = _Timed(
            response.stream, begun + self.access.timeout, self._clock.monotonic
        )


@dataclass
class _Timed(httpx2.SyncByteStream):
    """A body that has to be there in time."""

    stream: Any
    deadline: float
    monotonic: Callable[[], float] = field(repr=False)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.stream:
            yield chunk
            if self.monotonic() > self.deadline:
                raise httpx2.ReadTimeout("the answer is not whole in time")

    def close(self) -> None:
        self.stream.close()


def _judged(
    response: types.GenerateContentResponse,
    form: type[Form],
    fault_of: Callable[[Form], str | None],
) -> _Try[Form]:
    """Say what a 200 holds; nothing of an unusable text goes any further."""
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        return _Try("blocked", _name(feedback.block_reason))
    candidate = response.candidates[0] if response.candidates else None
    if candidate is None:
        return _Try("not_in_agreed_form", "an answer without a candidate")
    finish = _name(candidate.finish_reason) if candidate.finish_reason else "STOP"
    if finish in _BLOCKS:
        return _Try("blocked", finish)
    if finish == "MAX_TOKENS":
        return _Try("cut_off", "cut off at the output limit")
    if finish != "STOP":
        return _Try("not_in_agreed_form", f"it ended with {_quoted(finish)}")
    parts = (candidate.content.parts if candidate.content else None) or []
    text = "".join(part.text for part in parts if part.text and not part.thought)
    if not text.strip():
        return _Try("not_in_agreed_form", "an empty answer")
    read = form.model_validate_json
    try:
        answer = read(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        return _Try("not_in_agreed_form", f"{where}: {first['type']}")
    if fault := fault_of(answer):
        return _Try("not_in_agreed_form", fault)
    return _Try("explained", answer=answer)


def _delays(error: errors.APIError) -> Iterator[str]:
    """Yield each ``retryDelay`` of an error's details, for example ``7s``."""
    document = error.details if isinstance(error.details, dict) else {}
    inner = document.get("error")
    details = inner.get("details") if isinstance(inner, dict) else None
    for detail in details if isinstance(details, list) else []:
        if isinstance(detail, dict) and isinstance(delay := detail.get("retryDelay"), str):
            yield delay


def _name(value: object) -> str:
    return str(getattr(value, "value", value))


def _phrase(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _quoted(text: str) -> str:
    """Return what a service says as one short line, without our key."""
    line = " ".join("".join(c if c.isprintable() else " " for c in redacted(text)).split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
