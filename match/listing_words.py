"""The words of a listing that tell jobs apart: of its title, its employer, its place, its text.

Noise, abbreviations and legal forms are those of ``match.vacancies``; its ``clean`` is not used,
for it takes off grades, numbers and seniority, by which jobs of one name differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from match.titles import SMALL_WORDS, bare
from match.vacancies.cleaning import COUNTS, NOISE, as_written
from match.vacancies.wordings import (
    ABBREVIATIONS,
    LEGAL_FORMS,
    NO_EMPLOYER_AFTER_AT,
    NO_PLACE,
    SENIORITY,
)

SHINGLE = 3  # words in a row
FEWEST_SHINGLES = 8  # a shorter text is told apart from no other

_WORD = re.compile(r"[^\W_]+[+#]*")
_MORE_NOISE = re.compile(r"\b(?:wanted|needed|hiring|new job)\b", re.IGNORECASE)
_PARTS = re.compile(r"\s+at\s+|\s+-\s*|\s*[|@()\[\]]\s*|,\s+", re.IGNORECASE)
_AT = re.compile(
    r".\s+at\s+(?!.*\sat\s)([^|()\[\]]+?)(?:\s+-\s.*|\s*[|(\[].*)?$",
    re.IGNORECASE,
)
_WHOLE_WORDS = {
    **ABBREVIATIONS,
    **SENIORITY,
    "acct": "accountant",
    "trainees": "trainee",
}
_LEVELS = frozenset(
    [
        "senior",
        "junior",
        "assistant",
        "deputy",
        "associate",
        "trainee",
        "intern",
        "apprentice",
        "graduate",
        "lead",
        "head",
        "chief",
        "principal",
        "supervisor",
        "ii",
        "iii",
        "iv",
        "v",
    ]
)
_NO_NAME = frozenset({*" ".join(LEGAL_FORMS).split(), "the"})
_HOME = frozenset(["kenya", "k", "ke", "ea"])  # "Acme (K) Ltd", "Acme Kenya"
_NOBODY = frozenset(
    {
        *("anonymous", "anonymous employer", "confidential", "confidential employer", "private"),
        *("client", "our client", "a client", "undisclosed", "not specified", "not disclosed"),
        *("n a", "na", "none", "unknown", "employer", "reputable company", "leading"),
    }
)
_NOWHERE = NO_PLACE | {
    *("kenya", "east", "africa", "county", "town", "city", "locations"),
    *("anywhere", "nationwide", "countrywide", "rest", "outside"),
}


def words(text: str | None) -> list[str]:
    """Return the words of a text without case and accents; ``C++`` and ``C#`` are words."""
    return _WORD.findall(bare(text or ""))


def title_words(
    title: str | None, *, employer: str | None = None, places: Iterable[str | None] = ()
) -> tuple[str, ...]:
    """Return the words of a title that name the job.

    Args:
        title: as found: ``URGENT: Asst Cook at Pwani Inn - Malindi (2 posts)``.
        employer: taken off the end, where it follows an ``at``, a dash or another sign.
        places: taken off the end as well.
    """
    called = as_written(title or "")
    for noise in (*NOISE, *COUNTS, _MORE_NOISE):
        called = noise.sub(" ", called)
    off = {word for place in places for word in words(place)} | _HOME
    name = {*words(employer), *_NO_NAME}
    parts = [words(part) for part in _PARTS.split(" ".join(called.split()))]
    while len(parts) > 1 and (off.issuperset(parts[-1]) or name.issuperset(parts[-1])):
        parts.pop()
    found = [
        whole for part in parts for word in part for whole in _WHOLE_WORDS.get(word, word).split()
    ]
    while len(found) > 1 and found[-1] in off:
        found.pop()
    kept = tuple(word for word in found if word not in SMALL_WORDS)
    return kept or tuple(found)


def levels(title: Iterable[str]) -> frozenset[str]:
    """Return the words of a title by which jobs of one name differ: senior, assistant, II, 3."""
    return frozenset(word for word in title if word in _LEVELS or re.fullmatch(r"\d{1,2}", word))


def employer_name(employer: str | None) -> str:
    """Return an employer's name without its legal form; nothing where nobody is named."""
    found = words(employer)
    core = [word for word in found if word not in _NO_NAME]
    core = [word for word in core if word not in _HOME] or core
    name = " ".join(core or found)
    return "" if name in _NOBODY or " ".join(found) in _NOBODY else name


def employer_in_title(title: str | None) -> str | None:
    """Return what follows the last ``at`` of a title, where feeds put the employer; else None."""
    found = _AT.search(as_written(title or ""))
    is_name = found is not None and found[1].casefold() not in NO_EMPLOYER_AFTER_AT
    return found[1] if is_name else None


def place_words(place: str | None) -> frozenset[str]:
    """Return the words of a place that say where it is; none of ``Kenya`` or ``Remote``."""
    return frozenset(words(place)) - _NOWHERE


def shingles(text: str | None) -> np.ndarray:
    """Return the hashes of a text's runs of three words, each once and sorted (uint64).

    Empty where there are too few to tell texts apart.
    """
    found = words(text)
    if len(found) < SHINGLE + FEWEST_SHINGLES - 1:
        return np.empty(0, dtype=np.uint64)
    hashed = np.fromiter(map(_word_hash, found), dtype=np.uint64, count=len(found))
    with np.errstate(over="ignore"):
        runs = (
            hashed[:-2] * np.uint64(0x9E3779B97F4A7C15)
            + hashed[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F)
            + hashed[2:] * np.uint64(0x165667B19E3779F9)
        )
        runs ^= runs >> np.uint64(29)
    found_once = np.unique(runs)
    return found_once if len(found_once) >= FEWEST_SHINGLES else np.empty(0, dtype=np.uint64)


def containment(one: np.ndarray, other: np.ndarray) -> float:
    """Return which share of the smaller set the other has, 0 to 1: an excerpt is contained."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    places = np.searchsorted(large, small)
    places[places == len(large)] = 0
    return float(np.count_nonzero(large[places] == small)) / len(small)


@lru_cache(maxsize=1 << 18)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
