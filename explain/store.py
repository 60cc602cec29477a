"""What the language model was asked and what it said, kept in ``<prefix>_app``.

A question is written down before it is asked, and not asked where that fails: so nothing is spent
that no budget counts. A usable answer is kept as it came; the same question is then answered from
here. The text of an answer that could not be used is not kept. Two callers who put the same
question at the same moment both ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.exc import SQLAlchemyError

from explain.outcomes import Outcome
from explain.prompt import Question, as_document
from load.app_tables import model_requests, model_spending
from pipeline.redaction import redacted

if TYPE_CHECKING:
    from explain.gemini import Gemini, Reply

LONGEST_REASON = 400

Form = TypeVar("Form", bound=BaseModel)


@dataclass(frozen=True)
class Answered(Generic[Form]):
    """What came of a question, now or when it was asked before.

    Args:
        outcome: ``explained`` with an answer, otherwise why there is none.
        reason: the particular.
        answer: in the agreed form, as the model gave it.
        is_from_store: whether it had been asked before; then it took nothing now.
        asked_at: when the model was asked; UTC, without a time zone.
        requests: made to the service by this call.
        tokens_in, tokens_out, cost: of this call; None where the service or the prices do not say.
    """

    outcome: Outcome
    reason: str | None = None
    answer: Form | None = None
    is_from_store: bool = False
    asked_at: datetime | None = None
    requests: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: Decimal | None = None


class Asker:
    """Asks the model within the day's budget, keeps what came, and answers what was asked before.

    Args:
        client: of the model.
        app: of an account that may write to ``<prefix>_app``, which is its default database; None
            where there is no such account, and then nothing is asked.
        now: the time of day in UTC.
    """

    def __init__(self, client: Gemini, app: Engine | None, now: Callable[[], datetime]) -> None:
        self._client = client
        self._app = app
        self._now = now

    def close(self) -> None:
        """Close the client's connections."""
        self._client.close()

    @property
    def model(self) -> str:
        """The model that is asked."""
        return self._client.access.model

    def ask(
        self,
        question: Question,
        form: type[Form],
        fault_of: Callable[[Form], str | None],
        is_fresh: bool = False,
    ) -> Answered[Form]:
        """Return what is kept of the question, otherwise what the model says to it.

        Args:
            question: what is asked.
            form: what the answer has to be.
            fault_of: says what is wrong with an answer of that form; None if it can be used.
            is_fresh: ask the model even if the question was answered before.
        """
        if self._app is None:
            return Answered("not_kept", "no account is named for the role api")
        try:
            if not is_fresh and (kept := self._kept(question, form, fault_of)):
                return kept
            request_id, asked_at = self._note(question)
        except SQLAlchemyError as error:
            return Answered("not_kept", _said(error))
        reply = self._client.ask(question, form, fault_of, self._spend)
        cost = self._client.access.cost(reply.tokens_in, reply.tokens_out)
        reason = reply.reason
        try:
            self._close(request_id, reply, cost)
        except SQLAlchemyError as error:
            lost = f"what came of it could not be kept: {_said(error)}"
            reason = f"{reason}; {lost}" if reason else lost
        return Answered(
            reply.outcome,
            reason,
            reply.answer,
            asked_at=asked_at,
            requests=reply.requests,
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            cost=cost,
        )

    def _kept(
        self, question: Question, form: type[Form], fault_of: Callable[[Form], str | None]
    ) -> Answered[Form] | None:
        newest = (
            select(model_requests.c.reply, model_requests.c.asked_at)
            .where(
                model_requests.c.content_hash == question.content_hash(self.model),
                model_requests.c.outcome == "explained",
            )
            .order_by(model_requests.c.request_id.desc())
            .limit(1)
        )
        with self._app.connect() as connection:
            row = connection.execute(newest).one_or_none()
        if row is None:
            return None
        read = form.model_validate_json
        try:
            answer = read(row.reply)
        except ValidationError:
            return None  # kept by another version of us: it is asked anew
        if fault_of(answer):
            return None
        return Answered(
            "explained",
            answer=answer,
            is_from_store=True,
            asked_at=row.asked_at,
            tokens_in=0,
            tokens_out=0,
            cost=Decimal(0),
        )

    def _note(self, question: Question) -> tuple[int, datetime]:
        asked_at = self._now().replace(tzinfo=None)
        with self._app.begin() as connection:
            result = connection.execute(
                insert(model_requests).values(
                    purpose=question.purpose,
                    subject=question.subject,
                    content_hash=question.content_hash(self.model),
                    model=self.model,
                    prompt_version=question.prompt_version,
                    request=as_document(
                        {"instructions": question.instructions, "data": question.data}
                    ),
                    requests=0,
                    asked_at=asked_at,
                )
            )
            return result.inserted_primary_key[0], asked_at

    def _spend(self) -> str | None:
        """Count one request of today; say why it may not be made if that is one too many."""
        access = self._client.access
        today = self._now().date()
        is_left = [model_spending.c.day == today, model_spending.c.requests < access.daily_requests]
        if access.daily_cost is not None:
            is_left.append(model_spending.c.cost < access.daily_cost)
        try:
            with self._app.begin() as connection:
                connection.execute(
                    mysql_insert(model_spending)
                    .values(day=today, requests=0, cost=0)
                    .on_duplicate_key_update(day=today)
                )
                counted = connection.execute(
                    update(model_spending)
                    .where(*is_left)
                    .values(requests=model_spending.c.requests + 1)
                )
        except SQLAlchemyError as error:
            return f"what is spent today cannot be read: {_said(error)}"
        if counted.rowcount:
            return None
        money = "" if access.daily_cost is None else f", or {access.daily_cost} in money"
        return f"{access.daily_requests:,} requests a day{money}"

    def _close(self, request_id: int, reply: Reply[Form], cost: Decimal | None) -> None:
        with self._app.begin() as connection:
            connection.execute(
                update(model_requests)
                .where(model_requests.c.request_id == request_id)
                .values(
                    reply=reply.answer.model_dump_json() if reply.answer else None,
                    outcome=reply.outcome,
                    outcome_reason=redacted(reply.reason)[:LONGEST_REASON]
                    if reply.reason
                    else None,
                    requests=reply.requests,
                    tokens_in=reply.tokens_in,
                    tokens_out=reply.tokens_out,
                    cost=cost,
                    answered_at=self._now().replace(tzinfo=None),
                )
            )
            if cost:
                connection.execute(
                    update(model_spending)
                    .where(model_spending.c.day == self._now().date())
                    .values(cost=model_spending.c.cost + cost)
                )


def _said(error: SQLAlchemyError) -> str:
    """Return what a server said, without the statement and its values."""
    original = getattr(error, "orig", None) or error
    return redacted(str(original.args[-1])) if original.args else type(error).__name__
