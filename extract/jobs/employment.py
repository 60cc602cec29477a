"""Terms of a job as boards name them: kind of employment, experience asked for, place in Kenya."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.jobs.counties import COUNTIES

EMPLOYMENT_TYPES = {
    "full_time": r"full[\s_-]?time|permanent",
    "part_time": r"part[\s_-]?time",
    "contract": r"contract(?:or|ual)?|fixed[\s_-]?term|consult(?:ancy|ant|ing)",
    "temporary": r"temp(?:orary)?|seasonal|casual",
    "internship": r"intern(?:ship)?|attachment|apprentice(?:ship)?",
    "graduate": r"graduate(?:\s+(?:trainee|programme|program))?",
    "volunteer": r"volunt(?:eer(?:ing)?|ary)",
    "freelance": r"freelance|per[\s_-]?diem|gig",
}
"""What each type of employment is called by boards and by schema.org."""

EDUCATION_LEVELS = {
    "primary": r"kcpe|primary (?:school|education|level)",
    "secondary": r"kcse(?: certificate)?|kce|[oa][\s-]levels?|high school|form (?:four|4)"
    r"|secondary (?:school|education|level)",
    "certificate": r"(?:craft |trade |professional |technical |college )?certificate",
    "diploma": r"(?:higher |national |advanced |ordinary )*diploma|associate(?:'s)? degree|hnd",
    "bachelor": r"bachelor(?:'?s|s'|\u2019s)?|undergraduate|b\.?\s?(?:sc|a|com|ed|eng|tech|pharm)\b"
    r"|first degree|degree|university degree|llb|mbchb",
    "master": r"master(?:'s|s'|\u2019s)(?: degree)?"
    r"|masters?(?: degree|(?= in\b| of\b|\s*$|\s*[,/;.)]))"
    r"|mba|m\.?\s?(?:sc|a|phil|ed|eng)\b|post[\s-]?graduate(?: degree| diploma)?",
    "doctorate": r"ph\.?\s?d|doctorate|doctoral(?: degree)?",
}
"""Levels of education in their order, and what boards call them."""

_NO_EDUCATION_LEVEL = re.compile(
    r"certificates? of good conduct|good conduct certificate|certificate of incorporation"
    r"|[^.;,]*\b(?:is|are|as|will be) (?:an? )?(?:added |distinct )?(?:advantage|asset|plus)\b",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(r"\bor\b|/|\bminimum\b|\bat least\b|\babove\b", re.IGNORECASE)

_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORD = "|".join(_NUMBER_WORDS)
_COUNT = rf"(?:\d{{1,2}}|{_WORD})(?:\s*\(\d{{1,2}}\))?"
_YEARS = re.compile(
    rf"(?<![\w.,])(?P<low>{_COUNT})(?:\s*(?:-|\u2013|\bto\b)\s*(?P<high>{_COUNT}))?\s*(?P<open>\+)?"
    r"\s*(?:years?|yrs?)\b",
    re.IGNORECASE,
)
_AT_MOST = re.compile(r"(?:less than|up to|under|below|max(?:imum)?(?: of)?)\s*$", re.IGNORECASE)
_NONE_ASKED = re.compile(
    r"no experience|entry[\s-]level|experience (?:is )?not required", re.IGNORECASE
)
_REMOTE = re.compile(r"\bremote(?:ly)?\b|work(?:ing)? from home|telecommute|\bwfh\b", re.IGNORECASE)
_ROAD = re.compile(r"\b\w+\s+(?:road|rd|highway)\b", re.IGNORECASE)  # Mombasa Road is in Nairobi
LONGEST = 1000  # letters of a field; a longer text is a description


@dataclass(frozen=True)
class Experience:
    """Years of experience asked for; an end that is not stated is None."""

    text: str
    years_min: int | None = None
    years_max: int | None = None


@dataclass(frozen=True)
class KenyanPlace:
    """A place as written; ``town`` and ``county`` where the text names exactly one."""

    text: str
    town: str | None = None
    county: str | None = None
    is_remote: bool = False


def employment_types(text: str | None) -> tuple[str, ...]:
    """Return the keys of ``EMPLOYMENT_TYPES`` that a text names, in their order there."""
    return tuple(
        name
        for name, words in EMPLOYMENT_TYPES.items()
        if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", text or "", re.IGNORECASE)
    )


def read_experience(text: str | None) -> Experience:
    """Return the years that a board's field of experience states: "3 - 5 years", "2+ years"."""
    text = text or ""
    stated = list(_YEARS.finditer(text)) if len(text) <= LONGEST else []
    if len(stated) != 1:
        nothing_asked = not stated and len(text) <= LONGEST and _NONE_ASKED.search(text)
        return Experience(text, 0, None) if nothing_asked else Experience(text)
    (match,) = stated
    low = _count(match["low"])
    if match["high"]:
        low, high = sorted((low, _count(match["high"])))
        return Experience(text, low, high)
    if _AT_MOST.search(text[: match.start()]):
        return Experience(text, None, low)
    return Experience(text, low, None)


def education_level(text: str | None) -> str | None:
    """Return the key of ``EDUCATION_LEVELS`` that a board's field of education asks for.

    Of alternatives ("diploma or degree") it is the lowest; where several are named and nothing
    says that one of them is enough, None.
    """
    text = text or ""
    if not text.strip() or len(text) > LONGEST:
        return None
    left, named = _NO_EDUCATION_LEVEL.sub(" ", text), set()
    # "master's degree" is no degree of a bachelor, "KCSE certificate" no certificate
    for level in ("doctorate", "master", "secondary", "diploma", "bachelor", "primary"):
        pattern = rf"(?<![a-z])(?:{EDUCATION_LEVELS[level]})(?![a-z])"
        left, count = re.subn(pattern, " ", left, flags=re.IGNORECASE)
        if count:
            named.add(level)
    if re.search(rf"(?<![a-z])(?:{EDUCATION_LEVELS['certificate']})s?(?![a-z])", left, re.I):
        named.add("certificate")
    if len(named) > 1 and not _ALTERNATIVES.search(text):
        return None
    return next((level for level in EDUCATION_LEVELS if level in named), None)


def read_place(text: str | None) -> KenyanPlace:
    """Return town and county of Kenya that a text names, and whether the job is remote.

    A town with the name of its county is told from it by nothing, so ``Nakuru`` is the county, and
    the town too unless the text says County. Several counties give none.
    """
    text = text or ""
    words = _words(_ROAD.sub(" ", text))
    is_remote = bool(_REMOTE.search(text))
    found = [name for name in _PLACES if f" {name} " in f" {words} "]
    counties = {_PLACES[name][1] for name in found}
    if len(counties) != 1:
        return KenyanPlace(text, is_remote=is_remote)
    county = counties.pop()
    towns = [_PLACES[name][0] for name in found if _PLACES[name][0] != county]
    if not towns and f"{_words(county)} county" not in words:
        towns = [county] if county not in _NO_TOWN else []
    return KenyanPlace(text, towns[0] if len(towns) == 1 else None, county, is_remote)


def _count(written: str) -> int:
    digits = re.match(r"\d+", written)
    return (
        int(digits[0]) if digits else _NUMBER_WORDS.index(written.split("(")[0].strip().lower()) + 1
    )


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("\u2019", "")))


# Counties without a town of their name.
_NO_TOWN = {
    *(
        "Tana River",
        "Taita-Taveta",
        "Tharaka-Nithi",
        "Makueni",
        "Nyandarua",
        "Kirinyaga",
        "Turkana",
    ),
    *("West Pokot", "Samburu", "Trans Nzoia", "Uasin Gishu", "Elgeyo-Marakwet", "Nandi", "Baringo"),
    *("Laikipia",),
}
_PLACES = {
    _words(name): (name, county) for county, towns in COUNTIES.items() for name in (county, *towns)
}
