"""The gap of a pair, as a question that can be asked together with others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from gaps.analyses import CompiledAnalyses
from gaps.read import Gap, Pair, Scale, gaps_of_pairs


class GapQuestion(NamedTuple):
    """What is compared by what, and the ``invocation_id`` of the published set that was seen."""

    pair: Pair
    scale: Scale
    domains: tuple[str, ...]
    seen: str | None


def gaps_of_questions(
    marts: Engine, analyses: CompiledAnalyses, questions: Sequence[GapQuestion]
) -> dict[GapQuestion, Gap]:
    """Return the gap of each question; those that differ in their pairs alone are asked as one.

    Raises:
        UsageError, NothingPublished, SkillgapError: as ``gaps.read.gap``.
    """
    alike: dict[tuple, list[GapQuestion]] = defaultdict(list)
    for question in questions:
        _, *by = question
        alike[tuple(by)].append(question)
    answers = {}
    with marts.connect() as connection:
        for by, those in alike.items():
            pairs = [question.pair for question in those]
            gaps = gaps_of_pairs(connection, analyses, pairs, *by)
            answers |= {question: gaps[question.pair] for question in those}
    return answers
