"""Match titles of job listings to the occupations of a taxonomy, or say that nothing is sure.

Candidates come from labels that say the same, from likeness by letters, from the words of whole
occupations and, if a model is at hand, from meaning; one score orders them, a fitted confidence
says what it is worth, and what is not sure enough is answered by a group or not at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz

from match.titles import folded, words
from match.vacancies.cleaning import CLEANING_VERSION, CleanTitle, clean
from match.vacancies.confidence import ConfidenceModel, Facts, Sureness, fitted
from match.vacancies.index import LabelIndex
from match.vacancies.meaning import MeaningIndex
from match.vacancies.taxonomy import REVIEW, ListedTitle

# To be raised whenever the results change: a match is kept with the version that found it.
MATCHER_VERSION = f"1.{CLEANING_VERSION}"

BATCH = 256
MOST_CANDIDATES = 5
LEAST_CONFIDENCE = 0.5
# However many titles there are, no more are held at a time.
_MOST_WAITING = 16 * BATCH
_MOST_KNOWN = 20_000

_BY_LETTERS = 30
_BY_WORDS = 15
_BY_MEANING = 15

# A score is 0.5 letters + 0.3 words + 0.2 spelling + 0.5 if a label says the same; with a model 15
# parts of that and 85 of meaning (docs/title_matching.md).
_LETTERS, _WORDS, _SPELLING, _EXACT = 0.5, 0.3, 0.2, 0.5
_LEXICAL, _MEANING = 0.15, 0.85

# Nothing is a candidate that has less than this: not a word and hardly a letter in common.
_LEAST_SCORE = 0.2

# A person decided; no measure says how often people err, so the figure is a convention.
REVIEWED_CONFIDENCE = 0.99


# What stands between two jobs in one title.
_PARTING = re.compile(r"\s*/\s*|\s+-\s+|\s+cum\s+")
_MOST_PARTS = 4


class Method(StrEnum):
    """How a title met the label of a candidate.

    - ``review``: a person linked this very title.
    - ``exact``: they are the same but for case, accents and the noise of boards.
    - ``normalised``: they have the same words in one spelling, in any order.
    - ``corrected``: one of the above or below, after a typing error was put right.
    - ``similar``: they are alike by letters and words.
    - ``meaning``: they are alike by the embedding model as well.
    """

    REVIEW = "review"
    EXACT = "exact"
    NORMALISED = "normalised"
    CORRECTED = "corrected"
    SIMILAR = "similar"
    MEANING = "meaning"


class Level(StrEnum):
    """What a title is matched to, the most detailed that is sure enough."""

    OCCUPATION = "occupation"
    UNIT_GROUP = "unit_group"
    TWO_DIGIT_GROUP = "two_digit_group"
    UNMATCHED = "unmatched"


class Reason(StrEnum):
    """Why a title is not matched to an occupation.

    - ``no_words``: it has no word, or nothing but blanks and signs.
    - ``no_candidate``: no label is like it.
    - ``ambiguous``: it is the label of several occupations, or a single word of many.
    - ``unsure``: the first candidate is not sure enough.
    - ``rejected``: a person said that no occupation fits.
    """

    NO_WORDS = "no_words"
    NO_CANDIDATE = "no_candidate"
    AMBIGUOUS = "ambiguous"
    UNSURE = "unsure"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Candidate:
    """An occupation that a title may mean; ``rank`` 1 is the best, ``label`` the one it met."""

    rank: int
    occupation: str
    group: str
    name: str
    label: str
    method: Method
    score: float


@dataclass(frozen=True)
class TitleMatch:
    """What a title was matched to.

    Args:
        listed: the title with employer and place.
        cleaned: what was read from it.
        candidates: the best five, or all that carry the title as a label, best first.
        sureness: how sure the first one is, its unit group, its two-digit group; zeros if none.
        level: the most detailed of them that is sure enough.
        reason: why it is not the occupation; None if it is.
    """

    listed: ListedTitle
    cleaned: CleanTitle
    candidates: tuple[Candidate, ...]
    sureness: Sureness
    level: Level
    reason: Reason | None


@dataclass(frozen=True)
class _Reading:
    """One way to read a title: whole, with its seniority, in part, or with its errors put right.

    ``whole`` are the words of the whole title, of which ``words`` may be a part.
    """

    text: str
    words: tuple[str, ...]
    whole: tuple[str, ...]
    is_corrected: bool = False


@dataclass(frozen=True)
class _Found:
    occupation: int
    label: int
    score: float
    letters: float
    word_weight: float
    spelling: float
    meaning: float
    is_exact: bool
    reading: _Reading


@dataclass(frozen=True)
class Judged:
    """What a title's candidates are, and the facts about the first; before any confidence."""

    candidates: tuple[Candidate, ...]
    facts: Facts | None
    is_ambiguous: bool


class Matcher:
    """Matches titles to one taxonomy. Answers depend on the title alone, never on its batch."""

    def __init__(
        self,
        index: LabelIndex,
        meaning: MeaningIndex | None = None,
        confidence: ConfidenceModel | None = None,
        rejected: Iterable[str] = (),
    ) -> None:
        """Take an index, and if there is a model that of meanings.

        Args:
            index: the labels.
            meaning: the same labels as vectors (``match.vacancies.meaning``).
            confidence: the fitted model; the committed one by default.
            rejected: titles that no occupation of this taxonomy fits, as a reviewer saw them.
        """
        self.index = index
        self._meaning = meaning
        self._confidence = confidence or fitted("embedding" if meaning else "lexical")
        self._rejected = frozenset(" ".join(words(clean(title).core)) for title in rejected)

    def match(self, titles: Iterable[ListedTitle]) -> Iterator[TitleMatch]:
        """Yield the match of each title in the order given; equal cleaned titles are met once.

        Titles are looked at in batches of ``BATCH`` distinct ones, so memory stays bounded.
        """
        known: dict[tuple[str, str], Judged] = {}
        waiting: list[tuple[ListedTitle, CleanTitle]] = []
        unknown: dict[tuple[str, str], CleanTitle] = {}
        for listed in titles:
            cleaned = self.cleaned(listed)
            waiting.append((listed, cleaned))
            if _key(cleaned) not in known:
                unknown[_key(cleaned)] = cleaned
            if len(unknown) == BATCH or len(waiting) == _MOST_WAITING:
                yield from self._matched(waiting, unknown, known)
        yield from self._matched(waiting, unknown, known)

    def _matched(
        self,
        waiting: list[tuple[ListedTitle, CleanTitle]],
        unknown: dict[tuple[str, str], CleanTitle],
        known: dict[tuple[str, str], Judged],
    ) -> Iterator[TitleMatch]:
        known |= zip(unknown, self.judged(list(unknown.values())), strict=True)
        unknown.clear()
        for listed, cleaned in waiting:
            yield self._decided(listed, cleaned, known[_key(cleaned)])
        waiting.clear()
        if len(known) > _MOST_KNOWN:
            known.clear()

    def cleaned(self, listed: ListedTitle) -> CleanTitle:
        """Return what the listing's title says, as this taxonomy's labels read."""
        return clean(listed.title, listed.employer, listed.place, self.index.heads)

    def judged(self, cleaned: Sequence[CleanTitle]) -> list[Judged]:
        """Return the candidates of each title, at once; some hundreds are a good number."""
        readings = [self._readings(each) for each in cleaned]
        flat = [reading for each in readings for reading in each]
        if not flat:
            return [Judged((), None, is_ambiguous=False) for _ in cleaned]
        found = iter(self._found(flat))
        together = [[next(found) for _ in each] for each in readings]
        return [self._judged(each) for each in together]

    def _readings(self, cleaned: CleanTitle) -> list[_Reading]:
        """Return the ways to read a title; with its seniority only where a label has it too."""
        plain = _reading(cleaned.core)
        if not plain.words:
            return []
        whole = _reading(cleaned.with_seniority)
        if whole.text != plain.text and self._exact(whole):
            return [plain, whole]
        if self._exact(plain):
            return [plain]
        readings = [plain, *self._parts(plain)]
        better = self.index.corrected(plain.words)
        if better:
            readings.append(_Reading(" ".join(better), better, better, is_corrected=True))
        return readings

    def _parts(self, plain: _Reading) -> Iterator[_Reading]:
        """Yield the parts of ``clerk/cashier``; a single word only if a label says just that."""
        parts = _PARTING.split(plain.text)
        if 1 < len(parts) <= _MOST_PARTS:
            for text in parts:
                part = _Reading(text, words(text), plain.words)
                if len(part.words) > 1 or (part.words and self._exact(part)):
                    yield part

    def _exact(self, reading: _Reading) -> list[int]:
        same = self.index.exact(reading.text) or self.index.same_words(reading.words)
        return self.index.reviewed(same) or same

    def _found(self, readings: Sequence[_Reading]) -> Iterator[dict[int, _Found]]:
        """Yield, for each reading, the occupations that come into question."""
        texts = [reading.words for reading in readings]
        of_labels = self.index.likeness(texts)
        letters = self.index.best_of_occupations(of_labels)
        weights = self.index.bm25(texts)
        greatest = weights.max(axis=1, keepdims=True)
        weights = np.divide(weights, greatest, out=np.zeros_like(weights), where=greatest > 0)
        meanings = (
            self._meaning.compare([reading.text for reading in readings])
            if (self._meaning)
            else None
        )
        for row, reading in enumerate(readings):
            exact = {int(self.index.of_label[each]): each for each in self._exact(reading)[::-1]}
            numbers = {*exact, *_highest(letters[row], _BY_LETTERS)}
            numbers.update(_highest(weights[row], _BY_WORDS))
            if meanings:
                numbers.update(_highest(meanings.mixed[row], _BY_MEANING))
            sorted_words = " ".join(sorted(reading.words))
            found = {}
            for number in sorted(numbers):
                its_labels = self.index.labels_of(number)
                label = exact.get(
                    number,
                    its_labels.start
                    + int(of_labels[row, its_labels.start : its_labels.stop].argmax()),
                )
                spelling = fuzz.ratio(sorted_words, self.index.sorted_words[label]) / 100
                lexical = (
                    _LETTERS * float(letters[row, number])
                    + _WORDS * float(weights[row, number])
                    + _SPELLING * spelling
                    + _EXACT * (number in exact)
                )
                score = lexical
                if meanings:
                    score = _LEXICAL * lexical + _MEANING * float(meanings.mixed[row, number])
                if score >= _LEAST_SCORE or number in exact:
                    found[number] = _Found(
                        number,
                        label,
                        round(score, 6),
                        float(letters[row, number]),
                        float(weights[row, number]),
                        spelling,
                        float(meanings.labels[row, number]) if meanings else 0.0,
                        number in exact,
                        reading,
                    )
            yield found

    def _judged(self, by_reading: Sequence[Mapping[int, _Found]]) -> Judged:
        """Return the candidates of one title: of each occupation the reading it is best by."""
        best: dict[int, _Found] = {}
        for found in by_reading:
            for number, one in found.items():
                if number not in best or one.score > best[number].score:
                    best[number] = one
        ordered = sorted(best.values(), key=lambda one: (-one.score, one.occupation))
        if not ordered:
            return Judged((), None, is_ambiguous=False)
        reviewed = [one for one in ordered if self._is_reviewed(one)]
        ordered = reviewed + [one for one in ordered if one not in reviewed]
        carriers = sum(one.is_exact for one in ordered)
        first = ordered[0]
        is_one_word = len(first.reading.whole) == 1 and not first.is_exact
        is_shared = first.is_exact and not reviewed and carriers > 1
        shown = ordered[: max(MOST_CANDIDATES, carriers if first.is_exact else 0)]
        candidates = tuple(self._candidate(rank, one) for rank, one in enumerate(shown, start=1))
        return Judged(candidates, self._facts(ordered, carriers), is_one_word or is_shared)

    def _is_reviewed(self, one: _Found) -> bool:
        return one.is_exact and self.index.labels[one.label].source == REVIEW

    def _candidate(self, rank: int, one: _Found) -> Candidate:
        index, label = self.index, self.index.labels[one.label]
        if self._is_reviewed(one):
            method = Method.REVIEW
        elif one.reading.is_corrected:
            method = Method.CORRECTED
        elif one.is_exact:
            is_same = folded(label.text) == folded(one.reading.text)
            method = Method.EXACT if is_same else Method.NORMALISED
        else:
            method = Method.MEANING if self._meaning else Method.SIMILAR
        name = index.names[one.occupation]
        group = index.groups[one.occupation]
        return Candidate(rank, label.occupation, group, name, label.text, method, one.score)

    def _facts(self, ordered: Sequence[_Found], carriers: int) -> Facts:
        """Return the facts about the first candidate (``match.vacancies.confidence.Facts``)."""
        first, groups = ordered[0], self.index.groups
        title_words, label_words = first.reading.words, self.index.words[first.label]
        whole = first.reading.whole
        by_letters = max(ordered, key=lambda one: (one.letters, -one.occupation))
        second_view = max(
            ordered,
            key=lambda one: (one.meaning if self._meaning else one.word_weight, -one.occupation),
        )
        group = groups[first.occupation]
        five = ordered[:MOST_CANDIDATES]
        return Facts(
            score=first.score,
            to_second=first.score - (ordered[1].score if len(ordered) > 1 else 0.0),
            to_fifth=first.score - (five[-1].score if len(five) == MOST_CANDIDATES else 0.0),
            letters=first.letters,
            spelling=first.spelling,
            word_weight=first.word_weight,
            meaning=first.meaning,
            title_covered=self._covered(whole, label_words),
            label_covered=self._covered(label_words, title_words),
            exact=float(first.is_exact),
            sharing=math.log(carriers) if first.is_exact else 0.0,
            agree=float(by_letters.occupation == second_view.occupation),
            agree_on_group=float(groups[by_letters.occupation] == groups[second_view.occupation]),
            in_group=sum(groups[one.occupation] == group for one in five) / MOST_CANDIDATES,
            in_two_digits=sum(groups[one.occupation][:2] == group[:2] for one in five)
            / MOST_CANDIDATES,
            to_other_group=self._lead(ordered, None),
            to_other_two_digits=self._lead(ordered, 2),
            words=min(len(whole), 6) / 6,
            same_head=float(title_words[-1] == label_words[-1]),
            corrected=float(first.reading.is_corrected),
        )

    def _lead(self, ordered: Sequence[_Found], digits: int | None) -> float:
        """Return how far behind the best one outside the first one's group lies."""
        group = self.index.groups[ordered[0].occupation][:digits]
        others = (one for one in ordered if self.index.groups[one.occupation][:digits] != group)
        other = next(others, None)
        return ordered[0].score - (other.score if other else 0.0)

    def _covered(self, these: Sequence[str], those: Sequence[str]) -> float:
        whole = sum(map(self.index.rarity_of, these))
        return sum(self.index.rarity_of(word) for word in these if word in those) / whole

    def _decided(self, listed: ListedTitle, cleaned: CleanTitle, judged: Judged) -> TitleMatch:
        """Return the answer: the most detailed level that is sure enough, or why there is none."""

        def answer(sureness: Sureness, level: Level, reason: Reason | None) -> TitleMatch:
            return TitleMatch(listed, cleaned, judged.candidates, sureness, level, reason)

        nothing = Sureness(0.0, 0.0, 0.0)
        if not words(cleaned.core):
            return answer(nothing, Level.UNMATCHED, Reason.NO_WORDS)
        if " ".join(words(cleaned.core)) in self._rejected:
            return answer(nothing, Level.UNMATCHED, Reason.REJECTED)
        if judged.facts is None:
            return answer(nothing, Level.UNMATCHED, Reason.NO_CANDIDATE)
        if judged.candidates[0].method is Method.REVIEW:
            return answer(Sureness(*3 * (REVIEWED_CONFIDENCE,)), Level.OCCUPATION, None)
        sureness = self._confidence.sureness(judged.facts)
        reason = Reason.AMBIGUOUS if judged.is_ambiguous else Reason.UNSURE
        if judged.is_ambiguous and judged.facts.exact == 0:
            return answer(sureness, Level.UNMATCHED, reason)
        if sureness.occupation >= LEAST_CONFIDENCE:
            return answer(sureness, Level.OCCUPATION, None)
        if sureness.group >= LEAST_CONFIDENCE:
            return answer(sureness, Level.UNIT_GROUP, reason)
        if sureness.two_digit_group >= LEAST_CONFIDENCE:
            return answer(sureness, Level.TWO_DIGIT_GROUP, reason)
        return answer(sureness, Level.UNMATCHED, reason)


def _reading(text: str) -> _Reading:
    its_words = words(text)
    return _Reading(text, its_words, its_words)


def _key(cleaned: CleanTitle) -> tuple[str, str]:
    return cleaned.core, cleaned.with_seniority


def _highest(figures: np.ndarray, most: int) -> list[int]:
    """Return the places of the greatest figures above zero; of equals at the edge, the first."""
    if len(figures) > most:
        edge = np.partition(figures, -most)[-most]
        above = np.flatnonzero(figures > edge)
        at_edge = np.flatnonzero(figures == edge)[: most - len(above)]
        places = np.concatenate([above, at_edge])
    else:
        places = np.arange(len(figures))
    return [int(place) for place in places if figures[place] > 0]
