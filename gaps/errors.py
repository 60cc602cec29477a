"""What can go wrong when a question is put to the published marts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import SkillgapError, UsageError

MOST_LISTED = 10


class NothingPublished(SkillgapError):
    """The tables, or the compiled analyses beside them, are not there yet."""


@dataclass(frozen=True)
class Candidate:
    """An occupation that a text may have meant."""

    code: str
    title: str


@dataclass(frozen=True)
class Searched:
    """Where an occupation was looked for.

    Args:
        name: the release or taxonomy, as people call it.
        occupations: how many it has.
        is_sample: whether it is the sample that comes with the project.
        whole: the command that loads more than a sample.
    """

    name: str
    occupations: int
    is_sample: bool
    whole: str

    def __str__(self) -> str:
        """Return what was searched, in words."""
        choice = ", a choice that comes with the project" if self.is_sample else ""
        return f"{self.name}: {self.occupations:,} occupations{choice}"


class UnknownOccupation(UsageError):
    """No occupation has this code, title or job title.

    ``candidates`` are the closest ones, best first; none of them is assumed.
    """

    def __init__(
        self,
        summary: str,
        candidates: Sequence[Candidate] = (),
        expected: str | None = None,
        searched: Searched | None = None,
    ) -> None:
        advice = ["did you mean one of these?", listed(candidates)] if candidates else []
        if searched and searched.is_sample:
            advice.append(f"{searched.whole} loads all there are")
        super().__init__(
            summary,
            found=str(searched) if searched else None,
            expected=expected,
            advice="\n".join(advice) or None,
        )
        self.candidates = tuple(candidates)


class UnknownElement(UsageError):
    """No rated element has this id or name.

    ``candidates`` are the closest ones, best first; none of them is assumed.
    """

    def __init__(self, summary: str, candidates: Sequence[Candidate], searched: str) -> None:
        super().__init__(
            summary,
            found=searched,
            expected="an element id such as 2.B.3.e, or a name such as Programming",
            advice=f"did you mean one of these?\n{listed(candidates)}" if candidates else None,
        )
        self.candidates = tuple(candidates)


class AmbiguousTitle(UsageError):
    """A title belongs to several occupations.

    ``candidates`` are all of them, ordered by code.
    """

    def __init__(self, summary: str, candidates: Sequence[Candidate]) -> None:
        super().__init__(
            summary,
            found=listed(candidates),
            expected="one occupation",
            advice="name the one you mean by its code",
        )
        self.candidates = tuple(candidates)


def listed(candidates: Sequence[Candidate]) -> str:
    """Return the candidates one a line, the first ``MOST_LISTED`` of them."""
    lines = [f"{candidate.code}  {candidate.title}" for candidate in candidates[:MOST_LISTED]]
    if len(candidates) > MOST_LISTED:
        lines.append(f"and {len(candidates) - MOST_LISTED} more")
    return "\n".join(lines)
