"""Whatever Gemini answers, or does not, has a name; the tries are counted and the waits kept."""

from __future__ import annotations

import json
import traceback
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime

import pytest

from explain.access import GeminiAccess
from explain.form import Explanation
from explain.gemini import Clock, Gemini, Reply
from explain.prompt import Question
from pipeline.redaction import HIDDEN, redacted
from tests.gemini_server import (
    KEY,
    GeminiServer,
    answer_with,
    case,
    gemini_server,
    reset,
    says,
    stall,
    trickle,
)

QUESTION = Question("explanation", "a b", "test-1", "Explain.", '{"figures":[1]}', output_limit=500)
GOOD = '{"summary":"It is so.","notes":[],"priorities":[],"caveats":[]}'
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def served():
    with gemini_server() as server:
        yield server


class Asking:
    """Asks the stand-in and notes how long the client would have waited."""

    def __init__(self, served: GeminiServer) -> None:
        self.served = served
        self.waits: list[float] = []

    def __call__(self, *script, budget: int = 1000, **access) -> Reply[Explanation]:
        self.served.script[:] = script
        left = iter([None] * budget)
        clock = Clock(now=lambda: NOON, sleep=self.waits.append)
        with Gemini(self.served.access(**access), clock) as gemini:
            return gemini.ask(
                QUESTION,
                Explanation,
                lambda answer: None if answer.summary else "no summary",
                lambda: next(left, "spent"),
            )


@pytest.fixture
def ask(served):
    return Asking(served)


def outcome(reply: Reply) -> tuple:
    return reply.outcome, reply.reason, reply.answer, reply.requests


def test_a_good_answer_comes_in_the_agreed_form(ask, served):
    reply = ask(says(GOOD))
    assert (reply.outcome, reply.answer.summary) == ("explained", "It is so.")
    assert (reply.requests, reply.tokens_in, reply.tokens_out) == (1, 812, 256)
    (seen,) = served.requests
    assert seen.path == "/v1beta/models/gemini-2.5-flash:generateContent"
    assert (seen.instructions, seen.data) == ("Explain.", {"figures": [1]})
    form = seen.body["generationConfig"]
    assert (form["responseMimeType"], form["maxOutputTokens"]) == ("application/json", 500)
    assert set(form["responseSchema"]["properties"]) == set(Explanation.model_fields)
    assert KEY not in json.dumps(seen.body) + seen.path


@pytest.mark.parametrize("name", ["truncated", "no-parts"])
def test_a_cut_off_answer_is_asked_for_once_more_with_more_room(ask, served, name):
    reply = ask(case(name), case(name), says(GOOD), tries=5)
    assert outcome(reply) == ("cut_off", "cut off at the output limit", None, 2)
    assert [seen.output_limit for seen in served.requests] == [500, 1000]
    assert served.requests[0].body["contents"] == served.requests[1].body["contents"]
    assert (reply.tokens_in, reply.tokens_out) == (2 * 812, 2 * 256)


def test_the_second_try_of_a_cut_off_answer_may_be_whole(ask):
    assert ask(case("truncated"), says(GOOD)).answer.summary == "It is so."


@pytest.mark.parametrize("name", ["prompt-blocked", "answer-blocked"])
def test_what_is_blocked_is_not_asked_again(ask, served, name):
    assert outcome(ask(case(name), says(GOOD))) == ("blocked", "SAFETY", None, 1)
    assert len(served.requests) == 1


def test_an_answer_not_in_the_agreed_form_has_its_tries(ask, served):
    reply = ask(*[case("not-json")] * 5)
    assert outcome(reply) == ("not_in_agreed_form", "the whole: json_invalid", None, 3)
    assert len(served.requests) == 3


def test_a_quota_is_waited_for_as_long_as_it_asks(ask):
    reply = ask(case("rate-limited"), says(GOOD))
    assert (reply.outcome, reply.requests) == ("explained", 2)
    assert ask.waits[0] >= 7


def test_a_quota_that_stays_is_unavailable(ask):
    reply = ask(*[case("rate-limited")] * 9)
    reason = "the service answered 429 Too Many Requests (RESOURCE_EXHAUSTED)"
    assert outcome(reply) == ("unavailable", reason, None, 3)
    assert len(ask.waits) == 2 and min(ask.waits) >= 7


def test_an_overloaded_model_is_asked_after_growing_waits(ask):
    reply = ask(*[case("overloaded")] * 9, tries=5)
    reason = "the service answered 503 Service Unavailable (UNAVAILABLE)"
    assert outcome(reply) == ("unavailable", reason, None, 5)
    assert ask.waits == [1, 2, 4, 8]


@pytest.mark.parametrize(
    ("header", "wait"), [("9", 9), (format_datetime(NOON.replace(second=30), usegmt=True), 30)]
)
def test_a_retry_after_header_counts_as_well(ask, header, wait):
    assert ask(answer_with(429, "slow down", Retry_After=header), says(GOOD)).answer
    assert ask.waits == [wait]


def test_who_asks_to_wait_too_long_is_not_asked_again(ask):
    reply = ask(answer_with(503, {}, Retry_After="3600"), says(GOOD))
    assert (reply.outcome, reply.requests, ask.waits) == ("unavailable", 1, [])
    assert reply.reason.endswith("it asks to wait 3,600 s")


@pytest.mark.parametrize("silence", [stall, trickle])
def test_an_answer_that_does_not_come_whole_in_time_is_named(ask, silence):
    reply = ask(silence, silence, tries=2, timeout=0.3)
    assert outcome(reply) == ("timed_out", "no whole answer within 0.3 s", None, 2)


def test_a_broken_connection_is_unavailable(ask):
    reply = ask(reset, reset, reset)
    assert (reply.outcome, reply.requests, ask.waits) == ("unavailable", 3, [1, 2])


def test_nobody_there_is_unavailable(ask):
    assert ask(address="http://127.0.0.1:9/").outcome == "unavailable"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_not_asked_again(ask, served, status):
    refusal = {"error": {"code": status, "status": "NO", "message": f"the key {KEY} is bad"}}
    reply = ask(answer_with(status, refusal), says(GOOD))
    assert (reply.outcome, len(served.requests)) == ("refused", 1)
    assert KEY not in reply.reason and str(status) in reply.reason


def test_no_redirect_is_followed_for_the_key_would_go_along(ask, served):
    with gemini_server() as elsewhere:
        reply = ask(answer_with(307, {}, Location=elsewhere.address))
        assert (reply.outcome, elsewhere.requests) == ("refused", [])


@pytest.mark.parametrize(
    "document",
    [{}, [], "<html>", {"candidates": "none"}, {"candidates": []}, {"candidates": [{}]}],
)
def test_an_answer_of_another_shape_is_named(ask, document):
    reply = ask(answer_with(200, document), tries=1)
    assert (reply.outcome, reply.answer) == ("not_in_agreed_form", None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an empty answer"),
        ("{}", "summary: missing"),
        (GOOD.replace("It is so.", ""), "no summary"),
        (GOOD.replace("[]", "7", 1), "notes: list_type"),
        (f"```json\n{GOOD}\n```", "the whole: json_invalid"),
    ],
)
def test_a_text_that_cannot_be_used_says_why(ask, text, reason):
    assert outcome(ask(says(text), tries=1)) == ("not_in_agreed_form", reason, None, 1)


@pytest.mark.parametrize(
    ("finish", "named"),
    [
        ("RECITATION", ("blocked", "RECITATION")),
        ("MALFORMED_RESPONSE", ("not_in_agreed_form", "it ended with MALFORMED_RESPONSE")),
        ("SOMETHING_NEW", ("not_in_agreed_form", "it ended with SOMETHING_NEW")),
    ],
)
def test_an_end_that_is_no_stop_has_its_name(ask, finish, named):
    reply = ask(says(GOOD, finish), tries=1)
    assert (reply.outcome, reply.reason) == named


def test_each_request_is_paid_from_the_budget(ask, served):
    reply = ask(*[case("overloaded")] * 9, budget=2, tries=5)
    assert outcome(reply) == ("budget_spent", "spent", None, 2)
    assert len(served.requests) == 2


def test_the_environment_has_no_say(ask, served, monkeypatch):
    monkeypatch.setenv("GOOGLE_API_KEY", "another")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    assert ask(says(GOOD)).outcome == "explained"
    assert served.requests[0].headers["x-goog-api-key"] == KEY


def test_the_key_is_shown_nowhere():
    access = GeminiAccess(KEY)
    assert KEY not in repr(access)
    assert redacted(f"x-goog-api-key: {KEY}") == f"x-goog-api-key: {HIDDEN}"
    with pytest.raises(AttributeError) as caught:
        Gemini(access).ask(None, Explanation, None, None)  # type: ignore[arg-type]
    assert KEY not in redacted("".join(traceback.format_exception(caught.value)))


def test_a_cost_is_known_where_both_prices_are():
    prices = {"price_in": Decimal("0.30"), "price_out": Decimal("2.50")}
    assert GeminiAccess(KEY, **prices).cost(812, 256) == Decimal("0.000884")
    assert GeminiAccess(KEY, price_in=Decimal(1)).cost(812, 256) is None
    assert GeminiAccess(KEY, **prices).cost(None, None) is None
