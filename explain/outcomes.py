"""What can come of asking the language model, by name."""

from __future__ import annotations

from typing import Literal

Outcome = Literal[
    "explained",
    "cut_off",
    "blocked",
    "not_in_agreed_form",
    "unavailable",
    "timed_out",
    "refused",
    "budget_spent",
    "no_key",
    "not_kept",
    "not_asked",
]

MEANINGS: dict[Outcome, str] = {
    "explained": "the model's answer, checked against the gap",
    "cut_off": "the model's answer was cut off at the output limit",
    "blocked": "the model's service blocked the question or the answer",
    "not_in_agreed_form": "the model's answer was not in the agreed form",
    "unavailable": "the model's service was unavailable",
    "timed_out": "the model's service gave no answer in time",
    "refused": "the model's service did not accept the request",
    "budget_spent": "the day's budget for the model is spent",
    "no_key": "there is no key for the model",
    "not_kept": "what is asked of the model could not be written down, so it was not asked",
    "not_asked": "the model was not asked",
}
"""Each outcome in words; ``outcome_reason`` adds the particular."""
