"""A plain explanation without a model: the release's level anchors, put into sentences."""

from __future__ import annotations

from explain.figures import shown_figures
from explain.form import Explanation, SkillNote
from gaps.read import ElementGap, Gap
from gaps.words import NOUNS

MOST_NOTES = 10
MOST_PRIORITIES = 5
BELOW = "below: "
"""How a level below an element's lowest anchor is told (docs/gap_method.md)."""


def explained_by_template(gap: Gap) -> Explanation:
    """Return what the figures and anchors of a gap say, in English.

    Args:
        gap: with status ``compared``.
    """
    beyond = [row for row in gap.gaps if row.is_beyond_error_on(gap.scale)]
    first = (beyond or list(gap.gaps))[:MOST_PRIORITIES]
    return Explanation(
        summary=_summary(gap),
        notes=[_note(gap, row) for row in gap.gaps[:MOST_NOTES]],
        priorities=[row.element_id for row in first],
        caveats=_caveats(gap),
    )


def _summary(gap: Gap) -> str:
    header = gap.header
    nouns = NOUNS[gap.domains[0]] if len(gap.domains) == 1 else "elements"
    compared = sum(row.gap_on(gap.scale) is not None for row in gap.rows)
    what = "a higher level of" if gap.scale == "LV" else "more weight on"
    if not gap.gaps:
        return (
            f"{header.to_title} needs no more than {header.from_title} has: "
            f"0 of {compared} {nouns} ask for {what.removesuffix(' of').removesuffix(' on')}."
        )
    sentences = [
        f"{header.to_title} asks for {what} {len(gap.gaps)} of {compared} {nouns} than "
        f"{header.from_title}.",
        f"{gap.beyond_error} of these gaps are beyond the ratings' error.",
    ]
    if gap.scale == "LV" and gap.missing:
        sentences.append(f"At level 0 now and needed at all: {gap.missing}.")
    heaviest = gap.gaps[0]
    sentences.append(f"The weightiest is {heaviest.element_name}.")
    return " ".join(sentences)


def _note(gap: Gap, row: ElementGap) -> SkillNote:
    shown = shown_figures(row)
    if gap.scale == "IM":
        meaning = (
            f"Its importance is {shown['to_importance']} in the target and "
            f"{shown['from_importance']} in the present work."
        )
        how = f"Expect to use {row.element_name} more: by {shown['importance_gap']} points."
        return SkillNote(element_id=row.element_id, meaning=meaning, how_to_close=how)
    meaning = f"Level {shown['to_level']} is needed{_like(row.to_level_meaning)}."
    if row.from_level_meaning == row.to_level_meaning:
        how = (
            f"{row.element_name} has to rise from {shown['from_level']} to {shown['to_level']}; "
            "no anchor lies between, so it is more of the same kind of work."
        )
    else:
        how = (
            f"{row.element_name} has to rise from {shown['from_level']}"
            f"{_like(row.from_level_meaning)}, to {shown['to_level']}."
        )
    return SkillNote(element_id=row.element_id, meaning=meaning, how_to_close=how)


def _like(meaning: str | None) -> str:
    """Return an anchor as part of a sentence; below the lowest it is told so."""
    if not meaning:
        return ""
    if meaning.startswith(BELOW):
        return f', less than "{meaning.removeprefix(BELOW)}"'
    return f', like "{meaning}"'


def _caveats(gap: Gap) -> list[str]:
    header = gap.header
    caveats = []
    within = sum(row.is_beyond_error_on(gap.scale) is False for row in gap.gaps)
    if within:
        caveats.append(
            "A gap within its margin of error may be chance: look at the gaps beyond error first."
        )
    if gap.without_error:
        caveats.append(f"Without an error given, and so not judged: {gap.without_error}.")
    if gap.low_precision:
        caveats.append(
            f"O*NET recommends to suppress a rating behind {gap.low_precision} of the gaps."
        )
    for title, domains in (
        (header.from_title, header.from_unrated_domains),
        (header.to_title, header.to_unrated_domains),
    ):
        if domains:
            caveats.append(f"{title} is not rated in {domains.replace(',', ', ')}.")
    caveats.append("Levels of different skills share no unit, so their gaps are not to be added.")
    return caveats
