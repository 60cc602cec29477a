"""What ``gap --taxonomy esco`` and ``--taxonomy kesco`` print as a table."""

from __future__ import annotations

from collections import Counter

from gaps.presence import PresenceGap, Side, SkillPresence
from pipeline.console import Console

SURE = 0.9  # a link that is right nine times in ten

STATUSES = {
    "without_skills": "the model names no skills for it, which is not that it needs none",
    "not_linked": "no ESCO occupation was found for it, so its skills are not known",
    "unknown": "there is no such occupation",
}


def print_presence(console: Console, answer: PresenceGap, is_whole: bool) -> None:
    """Print both sides, the skills that are missing, by group, and the counts.

    Args:
        console: where to.
        answer: the gap.
        is_whole: list shared skills and those of the occupation alone too.
    """
    _print_side(console, "from", answer.origin)
    _print_side(console, "to", answer.target)
    console.say(f"model    {answer.target.model or answer.origin.model or 'none is published'}")
    if not answer.is_compared:
        console.say("status   not compared, and not known is not none")
        return
    console.say("status   compared by presence: which skills, not at what level")
    missing = answer.of("missing_essential", "missing_signalled", "missing_optional")
    if rows := answer.rows if is_whole else missing:
        console.skip_line()
        console.table(
            ("skill", "needed as", "held as", "type", "skill group"), [_cells(row) for row in rows]
        )
    if missing:
        console.skip_line()
        console.table(("missing in the skill group", "essential", "optional"), _by_group(answer))
    console.skip_line()
    console.say(_summary(answer))


def _print_side(console: Console, name: str, side: Side) -> None:
    console.say(f"{name:<8} {side.code or side.occupation_key}  {side.label or ''}".rstrip())
    if side.status != "with_skills":
        console.say(f"         {STATUSES[side.status]}", status=side.status)
    if side.method is not None and side.confidence is not None:
        doubt = "" if side.confidence >= SURE else "; a candidate for review, no link"
        console.say(
            f"         through {side.esco_code}  {side.esco_label}: such links "
            f"({side.method}) are right in {side.confidence:.0%}{doubt}",
            method=side.method,
            confidence=side.confidence,
        )


def _cells(row: SkillPresence) -> tuple[object, ...]:
    return (row.skill, row.to_relation, row.from_relation, row.skill_type, row.skill_group)


def _by_group(answer: PresenceGap) -> list[tuple[object, ...]]:
    essential = Counter(row.skill_group for row in answer.of("missing_essential"))
    others = Counter(row.skill_group for row in answer.of("missing_signalled", "missing_optional"))
    groups = sorted({*essential, *others}, key=lambda group: (-essential[group], group or ""))
    return [(group or "(none)", essential[group], others[group]) for group in groups]


def _summary(answer: PresenceGap) -> str:
    essential, shared = answer.of("missing_essential"), answer.of("shared")
    optional = answer.of("missing_optional")
    parts = [
        f"{len(essential)} of {answer.target.n_essential} essential skills are missing",
        f"{len(optional)} of {answer.target.n_optional} optional ones",
        f"{len(shared)} are shared",
    ]
    if signalled := answer.of("missing_signalled"):
        parts.append(f"{len(signalled)} that the target signals are missing")
    return ", ".join(parts)
