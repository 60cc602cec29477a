"""The gap between two occupations, computed from the rows of their levels."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext

from benchmarks.recomputed.onet_marts import rounded
from benchmarks.recomputed.table import Expected, Row

CONFIDENCE = Decimal("1.96")  # standard errors on each side of a mean: 95%
PAIR = ("from_code", "to_code")


def gaps_of_pairs(levels: Iterable[Row], pairs: int, seed: int) -> list[Expected]:
    """Return the gap rows of random pairs of rated occupations, one pair a table.

    Args:
        levels: the rows of ``occupation_levels``.
        pairs: how many; an occupation may be compared with itself.
        seed: of the choice.
    """
    of_occupation: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in levels:
        of_occupation[row["occupation_code"]][row["element_id"]] = row
    codes, chance = sorted(of_occupation), random.Random(seed)
    chosen = {(chance.choice(codes), chance.choice(codes)) for _ in range(pairs)}
    while len(chosen) < min(pairs, len(codes) ** 2):
        chosen.add((chance.choice(codes), chance.choice(codes)))
    return [
        Expected(
            "skill_gaps",
            (*PAIR, "element_id"),
            [*gap(held, of_occupation[held], needed, of_occupation[needed])],
            only={"from_code": held, "to_code": needed},
        )
        for held, needed in sorted(chosen)
    ]


def gap(
    from_code: str, held: dict[str, Row], to_code: str, needed: dict[str, Row]
) -> Iterator[Row]:
    """Yield the rows of a gap: one for each element that both occupations are rated on."""
    for element_id in held.keys() & needed.keys():
        have, want = held[element_id], needed[element_id]
        level = _less(want["level"], have["level"])
        level_gap = None if level is None else max(level, Decimal(0))
        margin = _margin(have["level_se"], want["level_se"])
        importance = _less(want["importance"], have["importance"])
        importance_gap = None if importance is None else max(importance, Decimal(0))
        importance_margin = _margin(have["importance_se"], want["importance_se"])
        weight = None if want["importance"] is None else (want["importance"] - 1) / 4
        yield {
            "from_code": from_code,
            "to_code": to_code,
            "element_id": element_id,
            "element_name": want["element_name"],
            "domain": want["domain"],
            "from_level": have["level"],
            "to_level": want["level"],
            "level_difference": level,
            "level_gap": level_gap,
            "level_surplus": None if level is None else max(-level, Decimal(0)),
            "margin_of_error": margin,
            "is_beyond_error": _beyond(level_gap, margin),
            "is_missing_skill": _and(_over_zero(want["level"]), _is_zero(have["level"])),
            "importance_weight": weight,
            "weighted_gap": None
            if weight is None or level_gap is None
            else rounded(weight * level_gap / 7, 6),
            "from_importance": have["importance"],
            "to_importance": want["importance"],
            "importance_difference": importance,
            "importance_gap": importance_gap,
            "importance_margin_of_error": importance_margin,
            "is_importance_beyond_error": _beyond(importance_gap, importance_margin),
            "from_level_meaning": have["level_meaning"],
            "to_level_meaning": want["level_meaning"],
            "is_low_precision": _or(have["is_low_precision"], want["is_low_precision"]),
            "from_release_name": have["release_name"],
            "to_release_name": want["release_name"],
        }


def _less(minuend: Decimal | None, subtrahend: Decimal | None) -> Decimal | None:
    return None if minuend is None or subtrahend is None else minuend - subtrahend


def _margin(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return None
    with localcontext() as context:
        context.prec = 50
        return rounded(CONFIDENCE * (one * one + other * other).sqrt(), 4)


def _beyond(difference: Decimal | None, margin: Decimal | None) -> int | None:
    return None if difference is None or margin is None else int(difference > margin)


def _over_zero(level: Decimal | None) -> int | None:
    return None if level is None else int(level > 0)


def _is_zero(level: Decimal | None) -> int | None:
    return None if level is None else int(level == 0)


def _and(one: int | None, other: int | None) -> int | None:
    """Return what SQL does: false if one is false, unknown if one is unknown."""
    if 0 in (one, other):
        return 0
    return None if None in (one, other) else 1


def _or(one: int | None, other: int | None) -> int | None:
    """Return what SQL does: true if one is true, unknown if one is unknown."""
    if 1 in (one, other):
        return 1
    return None if None in (one, other) else 0
