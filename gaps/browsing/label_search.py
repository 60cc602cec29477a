"""A search text, taken apart for the questions ``places_by_…``.

Each word of it must begin a word of the occupation or skill (the mart ``label_words``, through its
key), and each part between blanks must stand in one of its labels as it is; case and accents do not
count, and ``%``, ``_`` and ``\\`` are signs like others. A text without a word, such as ``%``, is
compared with every label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import UsageError

MOST_TERMS = 8
MOST_WORDS = 4  # looked up; the longest, which choose best
LONGEST_WORD = 64


@dataclass(frozen=True)
class Search:
    """What is searched for.

    Args:
        text: with single blanks.
        terms: its parts between blanks.
        words: patterns of those of its words that are looked up, the longest first; a word that
            a sign follows, the ``c`` of ``c++``, is a whole one.
    """

    text: str
    terms: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str | None) -> Search | None:
        """Return the search for ``text``, None if it holds nothing but blanks.

        Raises:
            UsageError: it has more than eight parts.
        """
        terms = tuple(dict.fromkeys((text or "").split()))
        if not terms:
            return None
        if len(terms) > MOST_TERMS:
            raise UsageError(
                "the search text has too many words",
                found=f"{len(terms)} words",
                expected=f"up to {MOST_TERMS}",
            )
        words = sorted(_words_of(" ".join(terms)), key=lambda word: (-len(word), word))
        return cls(" ".join(terms), terms, tuple(words[:MOST_WORDS]))

    @property
    def places(self) -> str:
        """The question that finds what answers."""
        if self.words == (f"{self.text}%",):
            return "places_by_one_word"
        return "places_by_words" if self.words else "places_by_labels"

    @property
    def values(self) -> dict[str, str | None]:
        """What that question binds."""
        terms = [f"%{_literal(term)}%" for term in self.terms]
        return {
            "asked": self.text,
            "beginning": f"{_literal(self.text)}%",
            **_numbered("term", terms, MOST_TERMS, None),
            # the first again, where there are fewer: an open one would have every word read
            **_numbered("word", self.words, MOST_WORDS, self.words[0] if self.words else None),
        }


def _words_of(text: str) -> set[str]:
    """Return patterns of the runs of letters, marks and digits, as ``label_words`` has the runs."""
    words, run = set(), ""
    for sign in f"{text} ":
        if unicodedata.category(sign)[0] in "LMN":
            run += sign
        elif run:
            is_whole = sign != " " and len(run) <= LONGEST_WORD
            words.add(run[:LONGEST_WORD] + ("" if is_whole else "%"))
            run = ""
    return words


def _literal(text: str) -> str:
    """Return what stands for ``text`` itself in a pattern of LIKE.

    LIKE, for MariaDB's LOCATE takes no notice of the collation.
    """
    return re.sub(r"([\\%_])", r"\\\1", text)


def _numbered(
    name: str, values: Sequence[str], most: int, filler: str | None
) -> dict[str, str | None]:
    padded = [*values, *[filler] * (most - len(values))]
    return {f"{name}_{number}": value for number, value in enumerate(padded, start=1)}
