"""All labels of a taxonomy, ready to be compared with many titles at a time.

Two views of the same labels: each label by its letters (TF-IDF of the n-grams within words,
3 to 5 letters), and each occupation by its words (BM25 over one document of all its labels).
Plurals, accents, British spellings and small words do not count (``match.titles.words``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from rapidfuzz.distance import OSA
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from match.titles import folded, words
from match.vacancies.taxonomy import REVIEW, Label

# BM25 (Robertson and Zaragoza 2009): how fast repeated words stop counting, and how much long
# documents are held back. Occupations differ in the number of their labels, hence the low b.
K1 = 1.2
B = 0.3

_SHORTEST_TO_CORRECT = 5
_LETTERS_A_SECOND_ERROR = 9


class LabelIndex:
    """The labels of one taxonomy. Their order makes no difference."""

    def __init__(self, labels: Iterable[Label]) -> None:
        """Raise ValueError if no label has a word."""
        told = ((label, words(label.text)) for label in sorted(set(labels), key=_order))
        readable = [(label, its_words) for label, its_words in told if its_words]
        if not readable:
            raise ValueError("a taxonomy without labels cannot be matched to")
        self.labels: list[Label] = [label for label, _ in readable]
        self.words: list[tuple[str, ...]] = [its_words for _, its_words in readable]
        self.sorted_words: list[str] = [" ".join(sorted(each)) for each in self.words]
        self.first: list[int] = [
            number
            for number, label in enumerate(self.labels)
            if not number or label.occupation != self.labels[number - 1].occupation
        ]
        self.occupations: list[str] = [self.labels[number].occupation for number in self.first]
        self.groups: list[str] = [self.labels[number].group for number in self.first]
        self.names: list[str] = [self.labels[number].text for number in self.first]
        self._number = {key: number for number, key in enumerate(self.occupations)}
        self.of_label = np.array([self._number[label.occupation] for label in self.labels])

        self._by_text: dict[str, list[int]] = defaultdict(list)
        self._by_words: dict[str, list[int]] = defaultdict(list)
        for number, label in enumerate(self.labels):
            self._by_text[folded(label.text)].append(number)
            self._by_words[self.sorted_words[number]].append(number)

        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32
        )
        vectors = self._letters.fit_transform([" ".join(each) for each in self.words])
        self._label_vectors = sparse.csr_matrix(vectors.T)
        self._count_words()

    def _count_words(self) -> None:
        """Weigh each word of each occupation (BM25), and each word alone (IDF)."""
        documents: list[list[str]] = [[] for _ in self.occupations]
        for number, its_words in zip(self.of_label, self.words, strict=True):
            documents[number] += its_words
        counter = CountVectorizer(analyzer=_as_they_are, dtype=np.float32)
        counts = counter.fit_transform(documents).tocsr()
        self.vocabulary: dict[str, int] = counter.vocabulary_
        having = np.diff(counts.tocsc().indptr)
        self.rarity = np.log1p((len(documents) - having + 0.5) / (having + 0.5))
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        held_back = K1 * (1 - B + B * lengths / lengths.mean())
        rows = np.repeat(np.arange(len(documents)), np.diff(counts.indptr))
        weights = counts.data * (K1 + 1) / (counts.data + held_back[rows])
        counts.data = (weights * self.rarity[counts.indices]).astype(np.float32)
        self._word_weights = sparse.csr_matrix(counts.T)

    def likeness(self, texts: Sequence[Sequence[str]]) -> np.ndarray:
        """Return the cosine of each text (its words) and each label: float32, texts by labels."""
        vectors = self._letters.transform([" ".join(each) for each in texts])
        return (sparse.csr_matrix(vectors) @ self._label_vectors).toarray()

    def best_of_occupations(self, of_labels: np.ndarray) -> np.ndarray:
        """Return the greatest figure of each occupation's labels: texts by occupations."""
        return np.maximum.reduceat(of_labels, self.first, axis=1)

    def bm25(self, texts: Sequence[Sequence[str]]) -> np.ndarray:
        """Return BM25 of each text and each occupation: float32, texts by occupations."""
        ends = [0]
        columns: list[int] = []
        for each in texts:
            columns += [self.vocabulary[word] for word in each if word in self.vocabulary]
            ends.append(len(columns))
        ones = np.ones(len(columns), dtype=np.float32)
        shape = (len(texts), len(self.vocabulary))
        asked = sparse.csr_matrix((ones, columns, ends), shape=shape)
        return (asked @ self._word_weights).toarray()

    def labels_of(self, occupation: int) -> range:
        """Return the numbers of an occupation's labels, its preferred one first."""
        following = occupation + 1
        end = self.first[following] if following < len(self.first) else len(self.labels)
        return range(self.first[occupation], end)

    def exact(self, text: str) -> list[int]:
        """Return the labels that say ``text`` but for case and blanks."""
        return self._by_text.get(folded(text), [])

    def same_words(self, its_words: Sequence[str]) -> list[int]:
        """Return the labels of the same words in any order."""
        return self._by_words.get(" ".join(sorted(its_words)), [])

    def reviewed(self, numbers: Iterable[int]) -> list[int]:
        """Return those of the labels that a person linked."""
        return [number for number in numbers if self.labels[number].source == REVIEW]

    def rarity_of(self, word: str) -> float:
        """Return how much a word tells; one that no label has, as much as the rarest."""
        number = self.vocabulary.get(word)
        return float(self._rarest if number is None else self.rarity[number])

    @cached_property
    def _rarest(self) -> float:
        return float(self.rarity.max())

    @cached_property
    def heads(self) -> frozenset[str]:
        """Return the words that labels end with."""
        return frozenset(folded(label.text).split()[-1] for label in self.labels)

    def corrected(self, its_words: Sequence[str]) -> tuple[str, ...] | None:
        """Return the words with typing errors put right, or None if there is nothing to put right.

        A word that no label has is taken for the one it is nearest to, if that is the only one so
        near: of the same first letter, one error away, two from nine letters on.
        """
        better = tuple(self._correction(word) or word for word in its_words)
        return better if better != tuple(its_words) else None

    def _correction(self, word: str) -> str | None:
        if word in self._corrections:
            return self._corrections[word]
        found = None
        if len(word) >= _SHORTEST_TO_CORRECT and word.isalpha() and word not in self.vocabulary:
            most = 1 + (len(word) >= _LETTERS_A_SECOND_ERROR)
            near = [
                (distance, other)
                for other in self._by_letter.get(word[0], ())
                if abs(len(other) - len(word)) <= most
                and (distance := OSA.distance(word, other, score_cutoff=most)) <= most
            ]
            nearest = min((distance for distance, _ in near), default=0)
            equals = [other for distance, other in near if distance == nearest]
            found = equals[0] if len(equals) == 1 else None
        self._corrections[word] = found
        return found

    @cached_property
    def _corrections(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.vocabulary):
            if len(word) >= _SHORTEST_TO_CORRECT - 1:
                by_letter[word[0]].append(word)
        return by_letter


def _order(label: Label) -> tuple[str, bool, Label]:
    return label.occupation, not label.is_preferred, label


def _as_they_are(its_words: Sequence[str]) -> Sequence[str]:
    return its_words
