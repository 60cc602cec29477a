"""How sure a match is: the chance, as measured, that the first candidate is right.

A likeness of texts says almost nothing about that, so a logistic model (one for the occupation,
one for its unit group, one for its two-digit group) weighs plain facts about the first candidate
and its rivals. The coefficients stand in ``confidence.json`` with the data they were fitted on
and the calibration error; ``benchmarks/fit_title_confidence.py`` writes it anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("confidence.json")


class Facts(NamedTuple):
    """What is weighed of the first candidate; each from 0 to 1 unless it says otherwise.

    - ``score``: what candidates are ordered by (may pass 1 for an exact label).
    - ``to_second``, ``to_fifth``: how far the next and the fifth candidate lie behind.
    - ``letters``: the best cosine of its labels by letters; ``spelling``: of that label,
      ``token_sort_ratio``; ``word_weight``: BM25 beside the best of all occupations.
    - ``meaning``: the best cosine of its labels by the model; 0 without one.
    - ``title_covered``, ``label_covered``: how much of the words of the title is in the label
      and the other way round, rare words counting more.
    - ``exact``: the title is one of its labels (but for spelling and order of words);
      ``sharing``: the logarithm of the number of occupations that have that label.
    - ``agree``, ``agree_on_group``: letters and words (with a model: letters and meaning) name
      the same occupation first, or the same group.
    - ``in_group``, ``in_two_digits``: how many of the first five lie in its group;
      ``to_other_group``, ``to_other_two_digits``: how far the best outside of it lies behind.
    - ``words``: how many words the title has (sixths, at most 1).
    - ``same_head``: title and label end with the same word.
    - ``corrected``: it was met only after a typing error was put right.
    """

    score: float
    to_second: float
    to_fifth: float
    letters: float
    spelling: float
    word_weight: float
    meaning: float
    title_covered: float
    label_covered: float
    exact: float
    sharing: float
    agree: float
    agree_on_group: float
    in_group: float
    in_two_digits: float
    to_other_group: float
    to_other_two_digits: float
    words: float
    same_head: float
    corrected: float


class Sureness(NamedTuple):
    """The chance (0..1) that the occupation, its unit group, its two-digit group is right."""

    occupation: float
    group: float
    two_digit_group: float


@dataclass(frozen=True)
class ConfidenceModel:
    """The coefficients of the three models: intercept, and one for each fact."""

    intercepts: Mapping[str, float]
    coefficients: Mapping[str, Mapping[str, float]]
    fitted_on: str

    def sureness(self, facts: Facts) -> Sureness:
        """Return the chances; a wider group is never less sure than what lies in it."""
        chances = [self._chance(level, facts) for level in Sureness._fields]
        return Sureness(*(round(max(chances[: place + 1]), 4) for place in range(len(chances))))

    def _chance(self, level: str, facts: Facts) -> float:
        weights = self.coefficients[level]
        weighed = sum(weights[name] * value for name, value in facts._asdict().items())
        return 1 / (1 + math.exp(-self.intercepts[level] - weighed))


@cache
def fitted(kind: str) -> ConfidenceModel:
    """Return the committed model: ``lexical``, or ``embedding`` for matches with the model."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))[kind]
    return ConfidenceModel(
        {level: kept[level]["intercept"] for level in Sureness._fields},
        {level: kept[level]["coefficients"] for level in Sureness._fields},
        kept["fitted_on"],
    )
