"""A search text, taken apart for the questions ``places_by_…``.

Each word of it must begin a word of the occupation or skill (the mart ``label_words``, through its
key), and each part between blanks must stand in one of its labels as it is; case and accents do not
count, and ``%``, ``_`` and ``\\`` are signs like others. A text without a word, such as ``%``, is
compared with every label.
"""

from __future__ import annotations

import re
import unicodedata
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
        words: those of its words that are looked up, the longest first.
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
        words = sorted(set(_words_of(" ".join(terms))), key=lambda word: (-len(word), word))
        return cls(" ".join(terms), terms, tuple(words[:MOST_WORDS]))

    @property
    def places(self) -> str:
        """The question that finds what answers."""
        if self.words == (self.text,) and len(self.text) <= LONGEST_WORD:
            return "places_by_one_word"
        return "places_by_words" if self.words else "places_by_labels"

    @property
    def values(self) -> dict[str, str | None]:
        """What that question binds."""
        terms = [f"%{_literal(term)}%" for term in self.terms]
        words = [f"{word[:LONGEST_WORD]}%" for word in self.words]
        return {
            "asked": self.text,
            "beginning": f"{_literal(self.text)}%",
            **_numbered("term", terms, MOST_TERMS),
            **_numbered("word", words, MOST_WORDS),
        }


def _words_of(text: str) -> list[str]:
    """Return the runs of letters, marks and digits, as ``label_words`` has them of labels."""
    is_of_word = [unicodedata.category(sign)[0] in "LMN" for sign in text]
    spaced = (sign if kept else " " for sign, kept in zip(text, is_of_word, strict=True))
    return "".join(spaced).split()


def _literal(text: str) -> str:
    """Return what stands for ``text`` itself in a pattern of LIKE.

    LIKE, for MariaDB's LOCATE takes no notice of the collation.
    """
    return re.sub(r"([\\%_])", r"\\\1", text)


def _numbered(name: str, values: list[str], most: int) -> dict[str, str | None]:
    padded = [*values, *[None] * (most - len(values))]
    return {f"{name}_{number}": value for number, value in enumerate(padded, start=1)}
