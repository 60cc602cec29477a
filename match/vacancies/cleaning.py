"""Read the title of a job listing: what the job is, apart from what a board wrote around it.

Conservative: what is not known to be noise stays. A bracket goes only if it holds a place, a
number, a word of contracts or a known phrase, for taxonomies keep meaning in brackets, and so
do people. Nothing here knows a taxonomy; the wordings are in ``match.vacancies.wordings``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from extract.jobs.counties import COUNTIES
from match.vacancies import wordings

# To be raised whenever a title may be read otherwise than before.
CLEANING_VERSION = 2

LONGEST_TITLE = 300


@dataclass(frozen=True)
class CleanTitle:
    """What a title says.

    Args:
        core: the work, in lower case and without accents; empty if the title has no letter.
        with_seniority: the same with the words of seniority where they stood.
        seniority: ``senior``, ``junior``, ``trainee``, ``intern``, ``apprentice``, ``ii`` ...
        employment: hints at the kind of employment, such as ``part time``.
        removed: what was taken out, in the order it was found, as written (in lower case).
    """

    core: str
    with_seniority: str
    seniority: tuple[str, ...] = ()
    employment: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def clean(
    title: str | None,
    employer: str | None = None,
    place: str | None = None,
    heads: Collection[str] = frozenset(),
) -> CleanTitle:
    """Return what a title says, without its noise.

    Args:
        title: as the board wrote it; None is a title without words.
        employer, place: as the listing names them, if it does; they are taken out of the title.
        heads: words that labels end with (``clerk``); ``clerk, filing`` is turned round only if
            its left part ends with one of them.
    """
    draft = _Draft(_plain(title or "")[:LONGEST_TITLE])
    draft.drop(NOISE)
    draft.drop_employer(_plain(employer or ""))
    draft.drop_employer_after_at(as_written(title or ""))
    draft.drop_places(_places_of(_plain(place or "")))
    draft.drop(COUNTS)
    draft.drop(_GRADES)
    draft.drop_idle_brackets()
    draft.drop_idle_ends()
    draft.drop_working_time()
    text = _replaced(draft.text, _DICTIONARY)
    core, seniority = _without_seniority(text)
    if not _has_word(core):
        core = text
    core = _turned_round(_tidy(core), heads)
    return CleanTitle(
        core=core if _has_word(core) else "",
        with_seniority=_tidy(text) if _has_word(text) else "",
        seniority=seniority,
        employment=tuple(dict.fromkeys(draft.employment)),
        removed=tuple(draft.removed),
    )


def _whole(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Return patterns that match no part of a word; those that begin with a sign see to it."""
    return tuple(
        re.compile(each if each[0] == "\\" else rf"(?<![\w]){each}(?![\w])", re.IGNORECASE)
        for each in patterns
    )


NOISE = _whole(wordings.NOISE)
COUNTS = _whole(wordings.COUNTS)
_GRADES = _whole(wordings.GRADES)


def as_written(text: str) -> str:
    """Return ``text`` unescaped, without accents and odd signs, blanks single, case kept."""
    unescaped = html.unescape(html.unescape(text))
    signs = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", unescaped))
    kept = (
        " " if unicodedata.category(sign) in _BLANK_KINDS else _SIGNS.get(sign, sign)
        for sign in signs
        if not unicodedata.combining(sign)
    )
    return " ".join("".join(kept).split())


_BLANK_KINDS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "So", "Cs", "Co", "Cn"})
_SIGNS = {
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2022\u00b7\u2023*~_", " "),
}


def _plain(text: str) -> str:
    return as_written(text).casefold()


def _has_word(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def _tidy(text: str) -> str:
    """Return ``text`` without empty brackets and without signs that join nothing any more."""
    text = re.sub(r"[(\[]\s*[)\]]", " ", text)
    text = re.sub(r"\s+([,;:)\]])", r"\1", re.sub(r"([(\[])\s+", r"\1", text))
    text = re.sub(r"([,;:|/-])(?:\s*[,;:|-])+", r"\1", text)
    text = re.sub(r"^[\s,;:|/!?\"'&-]+|[\s,;:|/!?\"'&-]+$", "", text)
    text = re.sub(r"^\.+(?!\w)|(?<=\w\w)\.+$", "", text)
    return " ".join(text.split())


class _Draft:
    """A title from which one thing after the other is taken out, unless nothing would be left."""

    def __init__(self, text: str) -> None:
        self.text = _tidy(text)
        self.removed: list[str] = []
        self.employment: list[str] = []

    def drop(self, patterns: Iterable[re.Pattern[str]]) -> None:
        for pattern in patterns:
            self._take(pattern)

    def drop_employer(self, name: str) -> None:
        """Take out the employer, with or without its legal form, wherever it stands."""
        for each in dict.fromkeys((name, _LEGAL_FORM.sub("", name).strip(" ,.-"))):
            if len(each) < _SHORTEST_NAME:
                continue
            self._take(re.compile(rf"(?:\b(?:at|for|with)\s+)?(?<![\w]){re.escape(each)}(?![\w])"))

    def drop_employer_after_at(self, as_written: str) -> None:
        """Take out what follows the last `` at ``, if it is written as a name."""
        before, found, after = self.text.rpartition(" at ")
        if not found or after.split()[0] in wordings.NO_EMPLOYER_AFTER_AT:
            return
        written = as_written.rpartition(" at ")[2] or as_written.rpartition(" AT ")[2]
        if written[:1].isupper() and _has_word(before):
            self.removed.append(f"at {after}")
            self.text = _tidy(before)

    def drop_places(self, places: Iterable[str]) -> None:
        for place in places:
            name = re.escape(place)
            self._take(re.compile(rf"\(\s*{name}(?:\s+(?:county|branch|town|kenya))?\s*\)"))
            self._take(
                re.compile(
                    rf"(?:^|\s+(?:in|at)\s+|\s*[-,|:/@]\s*)(?:{name})"
                    r"(?:\s+(?:county|based|branch|town|region|office))?\s*(?=$|[-,|:/(])"
                )
            )
            if not self.text.startswith(place):
                self._take(re.compile(rf"\s(?:{name})(?:\s+(?:county|based|branch))?$"))

    def drop_idle_brackets(self) -> None:
        """Take out each bracket that says nothing of the work."""
        for bracket in _BRACKET.findall(self.text):
            if self._is_idle(bracket):
                self._take(re.compile(rf"[(\[]\s*{re.escape(bracket)}\s*[)\]]"), bracket)

    def drop_idle_ends(self) -> None:
        """Take out parts behind (or before) a dash or bar that say nothing of the work."""
        parts = _BREAK.split(self.text)
        kept = [part for part in parts if not self._is_idle(part)]
        if len(kept) < len(parts) and any(map(_has_word, kept)):
            for part in parts:
                if part not in kept:
                    self._note(part)
            self.text = _tidy(" - ".join(kept))

    def drop_working_time(self) -> None:
        """Take out what can mean nothing but the time of working, wherever it stands."""
        self._take(_WORKING_TIME, is_employment=True)
        self._take(_MONTHS_OF_CONTRACT, is_employment=True)

    def _is_idle(self, part: str) -> bool:
        words = " ".join(re.findall(r"[^\W_]+", part))
        if not words:
            return bool(part.strip()) and not re.search(r"[+#]", part)
        return (
            words in wordings.EMPLOYMENT
            or words in _PLACES
            or words.removesuffix(" county").removesuffix(" branch").strip() in _PLACES
            or words.removesuffix(" kenya").strip() in _PLACES
            or bool(re.fullmatch(r"[\d\s]+", words))
            or bool(_MONTHS_OF_CONTRACT.fullmatch(part.strip()))
            or bool(_NOISE_ALONE.fullmatch(part.strip()))
        )

    def _note(self, part: str) -> None:
        part = " ".join(part.split()).strip(" ,;:|-")
        if part:
            self.removed.append(part)
            hint = wordings.EMPLOYMENT.get(" ".join(re.findall(r"[^\W_]+", part)))
            if hint:
                self.employment.append(hint)

    def _take(
        self, pattern: re.Pattern[str], whole: str | None = None, *, is_employment: bool = False
    ) -> None:
        for found in [each[0] for each in pattern.finditer(self.text)]:
            left = _tidy(self.text.replace(found, " ", 1))
            if not _has_word(left):
                continue
            self.text = left
            self._note(whole or found)
            if is_employment and not self.employment:
                self.employment.append("contract" if "contract" in found else found.strip())


_SHORTEST_NAME = 3
_LEGAL_FORM = re.compile(
    rf"[\s,]+(?:{'|'.join(wordings.LEGAL_FORMS)}|(?:east africa|kenya)(?: ltd| limited)?)\.?$"
)
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BREAK = re.compile(r"\s+-+\s+|\s*\|\s*|\s+/\s+|:\s+|\s-(?=\w)")
_WORKING_TIME = re.compile(r"(?<![\w])(?:full|part)[\s-]?time(?![\w])")
_MONTHS_OF_CONTRACT = re.compile(
    r"(?<![\w])(?:\(?\d{1,2}\)?|one|two|three|six|twelve)[\s-]*(?:months?|years?|yrs?)'?[\s-]*"
    r"(?:fixed[\s-]term\s+)?(?:renewable\s+)?contract(?![\w])"
)
_NOISE_ALONE = re.compile(
    "|".join(wordings.NOISE)
    + r"|hiring|new|kenyans? only|locals? only|nationals?(?: position)?|(?:inter)?national position"
    r"|ref\b.*\d.*|closed|expired|today|\d+ days? ago|male|female"
)
_PLACES = frozenset(
    " ".join(re.findall(r"[^\W_]+", name.casefold()))
    for county, towns in COUNTIES.items()
    for name in (county, *towns)
) | {"kenya", "nairobi cbd", "cbd", "mombasa road", "industrial area", "countrywide", "nationwide"}


def _places_of(place: str) -> list[str]:
    """Return a place and each of its parts between commas, the longest first."""
    parts = {place, *(part.strip() for part in re.split(r"[,;/|-]", place))}
    kept = {part for part in parts if len(part) >= _SHORTEST_NAME and part not in wordings.NO_PLACE}
    return sorted(kept, key=lambda part: (-len(part), part))


def _pattern_of(table: Mapping[str, str]) -> re.Pattern[str]:
    names = sorted(table, key=lambda name: (-len(name.split()), -len(name), name))
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in names)
    return re.compile(rf"(?<![\w&/'.+#-])(?:{alternatives})(?![\w&'+#])\.?(?!\w)")


_DICTIONARY = {**wordings.FRENCH, **wordings.ABBREVIATIONS, **wordings.SWAHILI}
_DICTIONARY_PATTERN = _pattern_of(_DICTIONARY)
_SENIORITY_PATTERN = _pattern_of(wordings.SENIORITY)
_ROMAN = re.compile(wordings.ROMAN)


def _replaced(text: str, table: Mapping[str, str]) -> str:
    def wording(found: re.Match[str]) -> str:
        return table[_key(found[0])]

    return _DICTIONARY_PATTERN.sub(wording, text)


def _key(found: str) -> str:
    return re.sub(r"[\s-]+", " ", found.rstrip("."))


def _without_seniority(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` without the words of seniority, and these."""
    found: list[str] = []

    def taken(match: re.Match[str]) -> str:
        found.append(wordings.SENIORITY[_key(match[0])])
        return " "

    left = _tidy(_SENIORITY_PATTERN.sub(taken, text))
    roman = _ROMAN.search(left)
    if roman and _has_word(left[: roman.start()]):
        found.append(roman[1])
        left = _tidy(left[: roman.start()])
    return left, tuple(dict.fromkeys(found))


_MOST_WORDS_BEFORE_A_COMMA = 3


def _turned_round(text: str, heads: Collection[str]) -> str:
    """Return ``clerk, filing`` as ``filing clerk``, if its left part can only be the noun."""
    left, comma, right = text.partition(", ")
    words = left.split()
    is_noun = 0 < len(words) <= _MOST_WORDS_BEFORE_A_COMMA and words[-1] in heads
    if not comma or not is_noun or "," in right or right.split()[-1] in heads:
        return text
    return f"{right} {left}"
