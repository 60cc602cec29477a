"""The words and figures in which the commands answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

from gaps.moves import Origin
from gaps.words import NOUNS, REASONS
from pipeline.console import Console

KINDS = {
    "all_other": '"All Other" groups',
    "military": "military",
    "not_yet_rated": "not rated yet",
    "not_in_release": "without such ratings in the release",
    "unknown_code": "not in the release",
}
MOST_SHOWN = 20


def noun(domains: tuple[str, ...]) -> str:
    """Return what the elements of the asked domains are called."""
    return NOUNS[domains[0]] if len(domains) == 1 else "elements"


def rounded(value: Decimal | None, places: int = 2) -> Decimal | None:
    """Return the value to some places, nothing for None."""
    return None if value is None else round(value, places)


def rounded_up(value: Decimal | None) -> Decimal | None:
    """Return a level that is needed to two places, and never less than needed."""
    return None if value is None else value.quantize(Decimal("0.01"), ROUND_CEILING)


def step(zones: int | None) -> str | None:
    """Return a step of job zones with its sign."""
    return None if zones is None else f"{zones:+d}" if zones else "0"


def print_release(console: Console, release) -> None:
    """Say which release the answer rests on; ``release`` is any header that names it."""
    sample = ", the committed sample" if release.is_sample else ""
    console.say(
        f"release  O*NET {release.release_name}{sample}, "
        f"published {release.published_at:%Y-%m-%d %H:%M} UTC"
    )


def print_origin(console: Console, origin: Origin) -> bool:
    """Say where moves lead from, and tell whether that is rated; if it is not, say why."""
    console.say(f"from     {origin.from_code}  {origin.from_title}")
    print_release(console, origin)
    if origin.reason:
        console.say("status   not compared, and not rated is not zero", status=origin.status)
        console.say(f"         {origin.from_title}: {REASONS[origin.reason]}", reason=origin.reason)
    return origin.reason is None


def print_not_compared(
    console: Console, unrated: Iterable[tuple[str, str | None, str]], is_whole: bool
) -> None:
    """Name the occupations (code, title, reason) without ratings, or count them if they are many.

    Args:
        console: where to.
        unrated: the occupations.
        is_whole: name them however many they are.
    """
    unrated = list(unrated)
    if not unrated:
        return
    console.skip_line()
    if is_whole or len(unrated) <= MOST_SHOWN:
        console.say("not compared, and not rated is not zero")
        for code, title, reason in unrated:
            console.say(f"  {code}  {title or '?'}: {REASONS[reason]}", code=code, reason=reason)
        return
    kinds = Counter(reason for _, _, reason in unrated)
    parts = [f"{count} {KINDS[reason]}" for reason, count in kinds.most_common()]
    console.say(
        f"{len(unrated)} occupations have no ratings and are not compared "
        f"({', '.join(parts)}): --all names them",
        not_compared=len(unrated),
    )
