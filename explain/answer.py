"""The explanation of a gap: the figures as they are, and words by the model or by template.

Whatever comes of the model, the figures are delivered, and ``outcome`` says what came of it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, field_serializer

from explain.check import Removed, check
from explain.form import Explanation
from explain.outcomes import Outcome
from explain.prompt import explain_question
from explain.store import Asker
from explain.template import explained_by_template
from gaps.read import ElementGap, Gap, GapHeader, Scale
from gaps.words import REASONS

Origin = Literal["model", "template"]
Money = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]


class ExplainedGap(BaseModel):
    """A gap with its explanation.

    Fields:
        scale, header, rows: the gap, as ``gaps.read.gap`` gives it.
        explanation: None where a side is not rated: there is nothing to explain then.
        origin: ``model``, or ``template`` where the level anchors were put into sentences.
        outcome: what came of asking the model.
        outcome_reason: the particular, for example ``SAFETY``.
        removed: what of the model's answer was not of the gap and was taken out.
        model, prompt_version: who answered to what; None by template.
        is_from_store: whether the same question had been answered before.
        asked_at: when the model was asked; UTC, without a time zone.
        tokens_in, tokens_out, cost: of the call that this answer took; 0 from the store, None
            where the service or the prices do not say it.
    """

    model_config = ConfigDict(frozen=True)

    scale: Scale
    header: GapHeader
    rows: tuple[ElementGap, ...]
    explanation: Explanation | None
    origin: Origin | None
    outcome: Outcome
    outcome_reason: str | None = None
    removed: Removed = Removed()
    model: str | None = None
    prompt_version: str | None = None
    is_from_store: bool = False
    asked_at: datetime | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: Money | None = None

    @field_serializer("rows", when_used="json")
    def _rows_with_numbers(self, rows: tuple[ElementGap, ...]) -> list[dict[str, Any]]:
        """Return rows as ``gaps.export`` writes them: figures are numbers, not text."""
        return [
            {
                name: float(value) if isinstance(value, Decimal) else value
                for name, value in asdict(row).items()
            }
            for row in rows
        ]


def explain_gap(
    gap: Gap,
    asker: Asker | None,
    *,
    language: str = "en",
    origin: Origin = "model",
    is_fresh: bool = False,
) -> ExplainedGap:
    """Explain a gap that was read; the figures are delivered whatever comes of the model.

    Args:
        gap: as ``gaps.read.gap`` or ``gaps.pull.gap_with_pull`` returns it.
        asker: asks the model; None without a key, and then the template answers.
        language: BCP 47 tag of the language that the model answers in; the template knows English.
        origin: ``template`` asks nobody.
        is_fresh: ask the model even if the same question was answered before.
    """
    given = {"scale": gap.scale, "header": gap.header, "rows": gap.rows}
    if gap.header.status != "compared":
        return ExplainedGap(
            **given,
            explanation=None,
            origin=None,
            outcome="not_asked",
            outcome_reason=_why_not_compared(gap),
        )
    by_template = {**given, "explanation": explained_by_template(gap), "origin": "template"}
    if origin == "template" or not gap.gaps:
        reason = "the template was asked for" if origin == "template" else "nothing is needed more"
        return ExplainedGap(**by_template, outcome="not_asked", outcome_reason=reason)
    if asker is None:
        reason = "SKILLGAP_GEMINI_API_KEY is not set"
        return ExplainedGap(**by_template, outcome="no_key", outcome_reason=reason)
    question = explain_question(gap, language)
    answered = asker.ask(question, Explanation, lambda said: _fault(said, gap), is_fresh)
    took = {
        "outcome": answered.outcome,
        "outcome_reason": answered.reason,
        "is_from_store": answered.is_from_store,
        "asked_at": answered.asked_at,
        "tokens_in": answered.tokens_in,
        "tokens_out": answered.tokens_out,
        "cost": answered.cost,
    }
    if answered.answer is None:
        return ExplainedGap(**by_template, **took)
    checked = check(answered.answer, gap)
    return ExplainedGap(
        **given,
        **took,
        explanation=checked.explanation,
        origin="model",
        removed=checked.removed,
        model=asker.model,
        prompt_version=question.prompt_version,
    )


def _fault(said: Explanation, gap: Gap) -> str | None:
    """Say why an answer cannot be used: nothing of its summary is of the gap."""
    if check(said, gap).explanation.summary:
        return None
    return (
        "no sentence of the summary has only numbers of the gap" if said.summary else "no summary"
    )


def _why_not_compared(gap: Gap) -> str:
    header = gap.header
    sides = (
        (header.from_code, header.from_title, header.from_reason),
        (header.to_code, header.to_title, header.to_reason),
    )
    return "; ".join(
        f"{title or code}: {REASONS[reason]}" for code, title, reason in sides if reason
    )
