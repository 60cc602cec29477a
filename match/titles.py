"""Read a job title: its words in one spelling, whatever way round it was written.

Nothing here knows a taxonomy: labels and titles are read alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# They tell no two occupations apart.
SMALL_WORDS = frozenset(
    {"a", "an", "and", "at", "by", "etc", "for", "in", "of", "on", "or", "the", "to", "with"}
    | {"other"}
)

# "(m/f/d)" of job advertisements says who may apply, not what the job is.
_ANYBODY = re.compile(r"\(\s*[mfwhdx](\s*[/|]\s*[mfwhdx*])+\s*\)")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_TURNING_POINT = re.compile(r"[,:;]")
_SLASHED = re.compile(r"([^\W_]+)\s*/\s*([^\W_]+)")
_WORD = re.compile(r"[^\W_]+[+#]*")
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019](s\b)?")

_WHOLE_WORDS = {
    # abbreviations
    "asst": "assistant",
    "exec": "executive",
    "mgr": "manager",
    "snr": "senior",
    "sr": "senior",
    # British to American
    "advisor": "adviser",
    "programme": "program",
    "tyre": "tire",
}

# British to American, wherever in a word.
_SPELLINGS = {
    "aeroplane": "airplane",
    "aesthe": "esthe",
    "aluminium": "aluminum",
    "armour": "armor",
    "behaviour": "behavior",
    "centre": "center",
    "colour": "color",
    "defence": "defense",
    "draught": "draft",
    "fibre": "fiber",
    "gynaec": "gynec",
    "haem": "hem",
    "harbour": "harbor",
    "jeweller": "jeweler",
    "jewellery": "jewelry",
    "labour": "labor",
    "licence": "license",
    "mould": "mold",
    "paed": "ped",
    "plough": "plow",
    "sulphur": "sulfur",
    "theatre": "theater",
    "traveller": "traveler",
    "vapour": "vapor",
}
_SPELLING = re.compile("|".join(sorted(_SPELLINGS, key=len, reverse=True)))
_ISE = re.compile(r"(?<=\w{3})(?<!v)is(e|er|ed|ing|ation|ational)$")
_PERSON = re.compile(r"(?<=\w{3})(woman|women|men|person|people)$")

# What derives "weaver" and "weaving" from one root, longest first.
_ENDINGS = (
    *("ization", "ation", "ional", "ement", "ment", "ing", "ist", "ian"),
    *("ion", "er", "or", "ed", "al", "ic", "e", "y"),
)
_SHORTEST_ROOT = 4


def folded(text: str) -> str:
    """Return ``text`` without regard to case and blanks; a line feed is a blank."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def turned(text: str) -> str:
    """Return ``noun, qualifier: detail (more)`` as one says it, ``more detail qualifier noun``.

    Text that is not inverted comes back folded. What stands in brackets is a
    qualifier, unless it only says that anybody may apply.
    """
    plain = _ANYBODY.sub(" ", folded(text))
    brackets = _BRACKETED.findall(plain)
    parts = [*_TURNING_POINT.split(_BRACKETED.sub(" ", plain)), *brackets]
    return folded(" ".join(reversed(parts)))


def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, each once, in the order of ``turned``, in one spelling.

    Case, accents, punctuation, possessives, plurals, British or American
    spelling, man or woman or person, and common abbreviations do not count.
    ``C++`` and ``C#`` stay what they are. Small words (``of``, ``and``) are left
    out unless there are no others; text without a letter or digit has no words.
    """
    plain = _POSSESSIVE.sub("", turned(text))
    every = tuple(dict.fromkeys(_in_one_spelling(word) for word in _WORD.findall(bare(plain))))
    return tuple(word for word in every if word not in SMALL_WORDS) or every


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return every way to read ``text`` as words: ``actor/actress`` is either.

    The first is all words together. Text without words has no readings.
    """
    plain = folded(text)
    sides = [_SLASHED.sub(rf"\{side}", plain) for side in (1, 2)]
    return tuple(dict.fromkeys(filter(None, map(words, dict.fromkeys((plain, *sides))))))


@lru_cache(maxsize=65_536)
def root(word: str) -> str:
    """Return what ``word`` shares with its kin: ``weaver`` and ``weaving`` have one root.

    Only for likeness: words of one root may still mean different things.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word.removesuffix(ending)
    return word


def bare(text: str) -> str:
    """Return ``text`` without accents, in lower case."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    marks_off = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return unicodedata.normalize("NFKC", marks_off).casefold()


@lru_cache(maxsize=65_536)
def _in_one_spelling(word: str) -> str:
    word = _PERSON.sub("man", _singular(word))
    word = _WHOLE_WORDS.get(word, word)
    return _ISE.sub(r"iz\1", _SPELLING.sub(lambda found: _SPELLINGS[found[0]], word))


def _singular(word: str) -> str:
    """Return an English plural's singular; good enough to make both ends meet."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
