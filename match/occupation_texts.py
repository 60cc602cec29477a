"""How alike occupations are in words: in their tasks, their work activities and their titles.

TF-IDF and cosine are scikit-learn's; what is compared, and how, is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

# To be raised whenever the results change: a similarity is kept with the version that found it.
TEXTS_VERSION = 1

DECIMALS = 9


@dataclass(frozen=True)
class OccupationTexts:
    """What is written of an occupation; a part may be empty.

    Args:
        code: O*NET-SOC code.
        tasks: task statements.
        activities: ids of detailed work activities, one for each task that is one.
        titles: the occupation's title and its job titles.
    """

    code: str
    tasks: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextSimilarity:
    """How alike two occupations are, part by part: cosines from 0 to 1, to nine decimals.

    None where one of the two has nothing of that part. ``code`` comes before ``other_code``.
    """

    code: str
    other_code: str
    tasks: float | None
    activities: float | None
    titles: float | None


def text_similarities(occupations: Sequence[OccupationTexts]) -> Iterator[TextSimilarity]:
    """Yield every pair of occupations once, in the order of their codes.

    Tasks and titles are compared by their words, tasks without English stop words; activities by
    what they are, however they are worded. Frequent terms count less (TF-IDF), repeated ones grow
    with the logarithm. The order of ``occupations`` makes no difference.
    """
    ordered = sorted(occupations, key=lambda occupation: occupation.code)
    tasks = _cosines(
        [" \n".join(occupation.tasks) for occupation in ordered],
        TfidfVectorizer(sublinear_tf=True, stop_words="english"),
    )
    activities = _cosines(
        [occupation.activities for occupation in ordered],
        TfidfVectorizer(sublinear_tf=True, analyzer=_as_they_are),
    )
    titles = _cosines(
        [" \n".join(occupation.titles) for occupation in ordered],
        TfidfVectorizer(sublinear_tf=True),
    )
    for one, occupation in enumerate(ordered):
        for other in range(one + 1, len(ordered)):
            yield TextSimilarity(
                occupation.code,
                ordered[other].code,
                tasks(one, other),
                activities(one, other),
                titles(one, other),
            )


def _as_they_are(terms: Sequence[str]) -> Sequence[str]:
    return terms


def _cosines(
    documents: Sequence[str | Sequence[str]], vectorizer: TfidfVectorizer
) -> Callable[[int, int], float | None]:
    """Return what looks up the cosine of two documents by their places."""
    written = [place for place, document in enumerate(documents) if document]
    try:
        vectors = vectorizer.fit_transform([documents[place] for place in written])
    except ValueError:  # there is not one term to compare by
        return lambda one, other: None
    cosines = np.full((len(documents), len(documents)), np.nan)
    cosines[np.ix_(written, written)] = (vectors @ vectors.T).toarray()
    rounded = np.clip(cosines.round(DECIMALS), 0, 1).tolist()

    def cosine(one: int, other: int) -> float | None:
        value = rounded[one][other]
        return None if value != value else value  # nan alone differs from itself

    return cosine
