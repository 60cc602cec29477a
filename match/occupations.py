"""Link titles to occupations: up to five candidates a title, each with method and confidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from match.confidence import How, Where, confidence, method_name
from match.groups import KESCO_GROUPS
from match.labels import OccupationLabel, Title
from match.likeness import Likeness, LikenessIndex
from match.titles import folded, readings, turned

# To be raised whenever the results change: a link is kept with the version that found it.
MATCHER_VERSION = 1

MOST_CANDIDATES = 5


@dataclass(frozen=True)
class LinkCandidate:
    """An occupation that a title may mean.

    Args:
        title_key, occupation_key: the two that are linked.
        label: the occupation's label that the title met.
        method: how, and where it lies (``match.confidence.How`` and ``Where``).
        confidence: the measured share of right links of this method, 0 to 1.
        rank: 1 for the best candidate of the title.
    """

    title_key: str
    occupation_key: str
    label: str
    method: str
    confidence: float
    rank: int


@dataclass(frozen=True)
class _Found:
    label: OccupationLabel
    how: How
    where: Where
    confidence: float
    share: float

    def order(self) -> tuple[float, float, str]:
        """Return what decides between candidates; nothing is left to the order of the input."""
        return -self.confidence, -self.share, self.label.occupation_key


def link(
    titles: Iterable[Title],
    labels: Iterable[OccupationLabel],
    renumbered: Mapping[str, tuple[str, ...]] = KESCO_GROUPS,
) -> list[LinkCandidate]:
    """Return up to five candidates for every title, ordered by title key and rank.

    Candidates are ordered by confidence, equals by their share of likeness, and at last
    by occupation key. The order of ``titles`` and ``labels`` makes no difference. A title
    without words has no candidate; nor has one without a group that is like no label.

    Args:
        titles: what is to be linked.
        labels: every label of the taxonomy.
        renumbered: which ISCO-08 unit groups a title's group stands for, where it is not
            the one of the same number. Pass ``{}`` for titles with true ISCO-08 codes.

    Raises:
        ValueError: two titles have one key.
    """
    ordered = sorted(titles)
    for one, next_one in pairwise(ordered):
        if one.key == next_one.key:
            raise ValueError(f"two titles have the key {one.key!r}")
    taxonomy = _Taxonomy(sorted(set(labels)))
    found = []
    for title in ordered:
        code = title.group_code
        groups = renumbered.get(code, (code,)) if code else ()
        best = sorted(taxonomy.candidates(title.text, groups), key=_Found.order)
        found += [
            LinkCandidate(
                title_key=title.key,
                occupation_key=one.label.occupation_key,
                label=one.label.text,
                method=method_name(one.how, one.where),
                confidence=one.confidence,
                rank=rank,
            )
            for rank, one in enumerate(best[:MOST_CANDIDATES], start=1)
        ]
    return found


class _Taxonomy:
    """The labels, by what they say and by what they are like."""

    def __init__(self, labels: Sequence[OccupationLabel]) -> None:
        self._likeness = LikenessIndex(labels)
        self._by_text: dict[str, list[OccupationLabel]] = {}
        self._by_words: dict[frozenset[str], list[OccupationLabel]] = {}
        for label in labels:
            self._by_text.setdefault(folded(label.text), []).append(label)
            for reading in readings(label.text):
                self._by_words.setdefault(frozenset(reading), []).append(label)

    def candidates(self, text: str, groups: Collection[str]) -> list[_Found]:
        """Return every occupation that ``text`` may mean, in no particular order."""
        like = {one.label.occupation_key: one for one in self._likeness.most_like(text, groups)}
        named = self._named(text, groups, {key: one.share for key, one in like.items()})
        alike = [_alike(one, groups) for key, one in like.items() if key not in named]
        return [*named.values(), *alike]

    def _named(
        self, text: str, groups: Collection[str], shares: Mapping[str, float]
    ) -> dict[str, _Found]:
        """Return, by key, the occupations that a label names outright, in the strictest way."""
        ways = readings(text)
        if not ways:
            return {}
        for how, its_labels in (
            (How.EXACT, self._by_text.get(folded(text))),
            (How.TURNED, self._by_text.get(turned(text))),
            (How.NORMALISED, [each for way in ways for each in self._with_words(way)]),
        ):
            if its_labels:
                return _settled(how, its_labels, groups, shares)
        return {}

    def _with_words(self, reading: Collection[str]) -> list[OccupationLabel]:
        return self._by_words.get(frozenset(reading), [])


def _settled(
    how: How,
    its_labels: Collection[OccupationLabel],
    groups: Collection[str],
    shares: Mapping[str, float],
) -> dict[str, _Found]:
    """Return the occupations that carry a title as label, each as sure as the others let it be.

    If several carry it, those in the title's group come first, and among these the
    one that it is the preferred label of. What is still open is shared out evenly.
    """
    carriers: dict[str, OccupationLabel] = {}
    for label in sorted(its_labels, key=lambda label: not label.is_preferred):
        carriers.setdefault(label.occupation_key, label)
    at_home = [key for key, label in carriers.items() if label.group_code in groups]
    preferred = [key for key in at_home if carriers[key].is_preferred]
    meant = preferred if len(preferred) == 1 else at_home or list(carriers)
    if how is How.EXACT and len(meant) == 1 and carriers[meant[0]].is_preferred:
        how = How.PREFERRED
    where = _where(carriers[meant[0]], groups)
    sure = confidence(how, where)
    left_over = (1 - sure) / max(1, len(carriers) - len(meant))
    return {
        key: _Found(
            label=label,
            how=how if meant == [key] else How.AMBIGUOUS,
            where=_where(label, groups),
            confidence=round(sure / len(meant) if key in meant else left_over, 3),
            share=shares.get(key, 0.0),
        )
        for key, label in carriers.items()
    }


def _alike(one: Likeness, groups: Collection[str]) -> _Found:
    how = How.SIMILAR if one.shares_a_word else How.KINDRED
    where = _where(one.label, groups)
    return _Found(one.label, how, where, confidence(how, where, one.share), one.share)


def _where(label: OccupationLabel, groups: Collection[str]) -> Where:
    if not groups:
        return Where.NO_GROUP
    return Where.SAME_GROUP if label.group_code in groups else Where.OTHER_GROUP
