"""The language that an advert is written in, as a code of ISO 639-1."""

from __future__ import annotations

import re

NAMES = {
    "en": ("en", "eng", "english"),
    "sw": ("sw", "swa", "swh", "swahili", "kiswahili"),
    "fr": ("fr", "fra", "fre", "french", "français", "francais"),
    "so": ("so", "som", "somali"),
    "ar": ("ar", "ara", "arabic"),
    "pt": ("pt", "por", "portuguese"),
    "de": ("de", "deu", "ger", "german", "deutsch"),
}
COMMON_WORDS = {
    "en": "the and of to in for with will be you our is are this have must experience",
    "sw": "na ya kwa wa katika ni cha za kama kuwa hii awe lazima kazi uzoefu maombi",
    "fr": "le la les des et de du un une pour dans vous nous est sont avec expérience",
}
"""Words that a text of some length hardly does without."""

FEWEST_WORDS = 20  # a shorter text may be of any language
CLEARLY = 3  # times as many common words as of the next language

_COMMON = {language: frozenset(words.split()) for language, words in COMMON_WORDS.items()}
_FROM_NAME = {name: language for language, names in NAMES.items() for name in names}


def stated_language(text: str | None) -> str | None:
    """Return the code of a language that is named: ``English``, ``en-GB``, ``sw``."""
    name = (text or "").strip().casefold()
    return _FROM_NAME.get(name) or _FROM_NAME.get(re.split(r"[-_]", name)[0])


def language_of(text: str | None) -> str | None:
    """Return the language that a text is written in, None where it is not clear.

    Only languages of ``COMMON_WORDS`` are told apart.
    """
    words = re.findall(r"[^\W\d_]+", (text or "")[:20_000].casefold())
    if len(words) < FEWEST_WORDS:
        return None
    counts = sorted(
        ((sum(word in common for word in words), language) for language, common in _COMMON.items()),
        reverse=True,
    )
    (most, language), (next_most, _) = counts[0], counts[1]
    is_clear = most * 10 >= len(words) and most >= CLEARLY * next_most
    return language if is_clear else None
