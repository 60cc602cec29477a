"""How like a title each occupation is, and which share of all likeness falls to it.

A fuzzy score alone says little: against 34,000 labels something always scores 90. So
each occupation gets a weight from a few plain facts, and its *share* is its weight
over the weights of all candidates and of "none of them". A share is high only where
one occupation stands out and little else comes near it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from rapidfuzz import fuzz

from match.labels import OccupationLabel
from match.titles import readings, root, words


class Facts(NamedTuple):
    """What is weighed of an occupation beside a title; or the weight of each fact.

    Every fact lies between 0 and 1: whether the occupation is in a unit group of the
    title, or in one with the same first three digits; how much of the words (by roots,
    rare ones count more) its best and its preferred label share with the title; how
    alike its label of the closest spelling is; whether any root is common at all.
    """

    same_group: float
    near_group: float
    best_label: float
    preferred_label: float
    spelling: float
    any_root: float


# A conditional logit model, fitted on one half of the judged KeSCO titles and rounded
# (docs/title_matching.md). NONE_OF_THEM weighs the answer that none is right.
WEIGHTS = Facts(
    same_group=3.8,
    near_group=1.5,
    best_label=8.6,
    preferred_label=1.6,
    spelling=3.9,
    any_root=-1.8,
)
NONE_OF_THEM = 7.3

# Beside the occupations of the title's own groups, so many are weighed that share most words.
_MOST_BY_WORDS = 40
_DIGITS_OF_A_NEAR_GROUP = 3


@dataclass(frozen=True)
class Likeness:
    """An occupation that is like a title.

    ``label`` is the one of its labels nearest to the title, ``share`` (0..1) its part of
    all likeness, ``shares_a_word`` whether title and label have a whole word in common.
    """

    label: OccupationLabel
    share: float
    shares_a_word: bool


class LikenessIndex:
    """The labels of a taxonomy, ready to be compared with many titles.

    Where nothing else decides, the first of an occupation's labels is named; sort them first.
    """

    def __init__(self, labels: Sequence[OccupationLabel]) -> None:
        readable = [(label, reading) for label in labels for reading in readings(label.text)]
        self._labels = [label for label, _ in readable]
        self._keys = [label.occupation_key for label in self._labels]
        self._words = [reading for _, reading in readable]
        self._roots = [_roots(reading) for reading in self._words]
        self._spellings = [_spelling(reading) for reading in self._words]

        self._labels_of: dict[str, list[int]] = defaultdict(list)
        self._preferred_of: dict[str, list[int]] = defaultdict(list)
        self._labels_with: dict[str, list[int]] = defaultdict(list)
        self._occupations_in: dict[str, set[str]] = defaultdict(set)
        self._group_of: dict[str, str] = {}
        roots_of: dict[str, set[str]] = defaultdict(set)
        for number, label in enumerate(self._labels):
            self._labels_of[label.occupation_key].append(number)
            if label.is_preferred:
                self._preferred_of[label.occupation_key].append(number)
            self._occupations_in[label.group_code].add(label.occupation_key)
            self._group_of[label.occupation_key] = label.group_code
            roots_of[label.occupation_key].update(self._roots[number])
            for each in self._roots[number]:
                self._labels_with[each].append(number)
        self._occupations_with = Counter(each for its in roots_of.values() for each in its)
        self._weights = [sum(map(self._rarity, its_roots)) for its_roots in self._roots]

    def most_like(self, text: str, groups: Collection[str]) -> list[Likeness]:
        """Return the occupations like ``text``, greatest share first, then by key.

        Args:
            text: a title.
            groups: ISCO-08 unit groups that it is said to belong to; may be empty.
        """
        title_words = set(words(text))
        facts = self.facts(text, groups)
        weights = {key: math.exp(_weighed(its_facts)) for key, (_, its_facts) in facts.items()}
        everything = sum(weights.values()) + math.exp(NONE_OF_THEM)
        found = [
            Likeness(
                label=self._labels[number],
                # rounded, so that no machine's last digit decides a tie
                share=round(weights[key] / everything, 6),
                shares_a_word=not title_words.isdisjoint(self._words[number]),
            )
            for key, (number, _) in facts.items()
        ]
        return sorted(found, key=lambda one: (-one.share, one.label.occupation_key))

    def facts(self, text: str, groups: Collection[str]) -> dict[str, tuple[int, Facts]]:
        """Return, by occupation worth weighing, the number of its nearest label and its facts."""
        title_words = words(text)
        if not title_words:
            return {}
        overlaps = self._overlaps(_roots(title_words))
        best = self._best_labels(overlaps)
        by_words = nsmallest(_MOST_BY_WORDS, best, key=lambda key: (-overlaps[best[key]], key))
        in_group = {key for group in groups for key in self._occupations_in.get(group, ())}
        near = {group[:_DIGITS_OF_A_NEAR_GROUP] for group in groups}

        spelling = _spelling(title_words)
        found = {}
        for key in sorted(in_group.union(by_words)):
            group = self._group_of[key]
            closest, likeness = self._closest_spelling(key, spelling)
            nearest = best.get(key, closest)
            overlap = overlaps.get(nearest, 0.0)
            preferred = [overlaps.get(number, 0.0) for number in self._preferred_of[key]]
            found[key] = (
                nearest,
                Facts(
                    same_group=group in groups,
                    near_group=group[:_DIGITS_OF_A_NEAR_GROUP] in near,
                    best_label=overlap,
                    preferred_label=max(preferred, default=0.0),
                    spelling=likeness,
                    any_root=overlap > 0,
                ),
            )
        return found

    def _rarity(self, each: str) -> int:
        """Return how much a root tells: little if many occupations have it.

        In whole thousandths: sums are then exact in any order, and equals stay equal.
        """
        having = self._occupations_with[each]
        return round(1000 * math.log(1 + (len(self._labels_of) - having + 0.5) / (having + 0.5)))

    def _overlaps(self, roots: Sequence[str]) -> dict[int, float]:
        """Return, by label, which part (0..1) of both texts' roots is common, by rarity."""
        whole = sum(map(self._rarity, roots))
        common: dict[int, int] = defaultdict(int)
        for each in roots:
            rarity = self._rarity(each)
            for number in self._labels_with.get(each, ()):
                common[number] += rarity
        return {
            number: 2 * rarity / (whole + self._weights[number])
            for number, rarity in common.items()
        }

    def _best_labels(self, overlaps: dict[int, float]) -> dict[str, int]:
        """Return, by occupation, its label with the greatest overlap, the first of equals."""
        best: dict[str, int] = {}
        for number, overlap in overlaps.items():
            key = self._keys[number]
            so_far = best.get(key)
            if so_far is None or overlap > overlaps[so_far]:
                best[key] = number
            elif overlap == overlaps[so_far]:
                best[key] = min(number, so_far)
        return best

    def _closest_spelling(self, key: str, spelling: str) -> tuple[int, float]:
        """Return the occupation's label spelt most like the title, and how like (0..1)."""
        numbers = self._labels_of[key]
        ratios = [fuzz.ratio(spelling, self._spellings[number]) for number in numbers]
        highest = max(ratios)
        return numbers[ratios.index(highest)], highest / 100


def _roots(its_words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(root, its_words)))


def _spelling(its_words: Sequence[str]) -> str:
    return " ".join(sorted(its_words))


def _weighed(facts: Facts) -> float:
    return sum(weight * fact for weight, fact in zip(WEIGHTS, facts, strict=True))
