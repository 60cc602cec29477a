"""Hold the model's answer against the gap: what is not ours is taken out, and counted.

A number of ours is one that the question held: a figure of the gap rounded to the places shown
(``figures.PLACES``), one of its counts, the end of a scale (0, 1, 5, 7), or 95 where it is a
percentage. In a note about an element it is one of that element's own figures or an end of a scale.
4.1 is not 4.12, and signs are not looked at. Titles, element names, codes, ids, the release and
anchors, quoted whole, are ours with the digits in them. English number words from two on count as
numbers; "one", ordinals and the words of other languages do not. A sentence that holds any other
number, or an element id that the gap has not, is removed whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pydantic import BaseModel

from explain.figures import INTERVAL, numbers_in, numbers_of
from explain.form import Explanation, SkillNote
from explain.template import BELOW
from gaps.read import Gap

_UNITS = (
    *("zero", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: Decimal(number) for number, word in enumerate(_UNITS) if word}
_WORDS |= {word: Decimal(10 * number) for number, word in enumerate(_TENS, start=2)}
_WORDS |= {
    f"{ten}-{unit}": _WORDS[ten] + number
    for ten in _TENS
    for number, unit in enumerate(("one", *_UNITS[2:10]), start=1)
}
_NEVER_OURS = re.compile(
    r"\b(?:half|halves|twice|thrice|double[sd]?|doubling|tripled?|triples?|quarters?|thirds"
    r"|dozens?|hundreds?|thousands?|millions?|billions?)\b",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"\b(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_ELEMENT_ID = re.compile(r"(?<![\w.])\d\.[A-Z]\.\d+(?:\.[a-z0-9]+)*(?!\w)")
_NO_PART = r"\s()\[\]{}\"'\u2018\u2019\u201c\u201d\u00ab\u00bb;|*"
_TOKEN = re.compile(rf"[^{_NO_PART}]*\d[^{_NO_PART}]*")
_JOINTS = re.compile(r"[-\u2010-\u2015\u2212/:=±+<>≥≤~≈]")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_PERCENT_SIGNS = "%\u066a\uff05"
_PERCENT = re.compile(r"\s*(?:[%\u066a\uff05]|per\s?cent\b)", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?<=[.!?\u2026\u3002\uff01\uff1f])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\betc\.)(?<!\bapprox\.)\s+|\n+"
)


class Removed(BaseModel):
    """How much of the model's answer was not of the gap and was taken out.

    Fields:
        notes: notes about an element that the gap has not, that a former note was about, or that
            nothing was left of.
        priorities: elements that the gap has not, where nothing is needed more, or named before.
        sentences: those with a number or an element that is not of the gap.
    """

    notes: int = 0
    priorities: int = 0
    sentences: int = 0


class Checked(BaseModel):
    """An explanation of which every element and number is of the gap, and what it lost for it."""

    explanation: Explanation
    removed: Removed


def check(explanation: Explanation, gap: Gap) -> Checked:
    """Return the explanation without what is not of the gap; its summary may be empty then."""
    removed = Removed()
    names = _Names(gap)
    everywhere = numbers_in(gap)
    rows = {row.element_id: row for row in gap.rows}
    notes: dict[str, SkillNote] = {}
    for note in explanation.notes:
        element_id = note.element_id.strip()
        if element_id not in rows or element_id in notes:
            removed.notes += 1
            continue
        own = numbers_of(rows[element_id])
        meaning = names.kept(note.meaning, own, removed)
        how_to_close = names.kept(note.how_to_close, own, removed)
        if meaning or how_to_close:
            notes[element_id] = SkillNote(
                element_id=element_id, meaning=meaning, how_to_close=how_to_close
            )
        else:
            removed.notes += 1
    needed_more = {row.element_id for row in gap.gaps}
    named = [element_id.strip() for element_id in explanation.priorities]
    priorities = [each for each in dict.fromkeys(named) if each in needed_more]
    removed.priorities = len(named) - len(priorities)
    caveats = [names.kept(caveat, everywhere, removed) for caveat in explanation.caveats]
    kept = Explanation(
        summary=names.kept(explanation.summary, everywhere, removed),
        notes=list(notes.values()),
        priorities=priorities,
        caveats=[caveat for caveat in caveats if caveat],
    )
    return Checked(explanation=kept, removed=removed)


def is_ours(sentence: str, numbers: Iterable[Decimal]) -> bool:
    """Tell whether every number in a sentence without names is one of ``numbers``."""
    ours = set(numbers)
    if _ELEMENT_ID.search(sentence) or _NEVER_OURS.search(sentence):
        return False
    if any(unicodedata.category(character) in ("No", "Nl") for character in sentence):
        return False  # ½, ², Ⅳ: numbers that no figure of ours is written with
    if any(_WORDS[found.lower()] not in ours for found in _WORD.findall(sentence)):
        return False
    return all(_is_token_ours(found, sentence, ours) for found in _TOKEN.finditer(sentence))


def _is_token_ours(found: re.Match[str], sentence: str, ours: set[Decimal]) -> bool:
    token = found[0].rstrip(".,!?…")
    rest = found[0][len(token) :] + sentence[found.end() :]
    is_percent = token[-1:] in _PERCENT_SIGNS or bool(_PERCENT.match(rest))
    for part in _JOINTS.split(token.rstrip(_PERCENT_SIGNS)):
        if not any(character.isdigit() for character in part):
            continue
        number = part.strip(".,!?…")
        if not _PLAIN.fullmatch(number):
            return False
        value = Decimal(number.replace(",", "."))
        if value != INTERVAL if is_percent else value not in ours:
            return False
    return True


class _Names:
    """The texts of a gap in which digits are no figures: titles, names, codes, ids, anchors."""

    def __init__(self, gap: Gap) -> None:
        header = gap.header
        texts = {header.from_code, header.to_code, header.from_title, header.to_title}
        texts.add(f"O*NET {header.release_name}")
        for row in gap.rows:
            texts |= {row.element_id, row.element_name}
            for meaning in (row.from_level_meaning, row.to_level_meaning):
                texts |= {meaning, (meaning or "").removeprefix(BELOW)}
        longest_first = sorted(filter(None, texts), key=len, reverse=True)
        self._pattern = re.compile(
            "|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in longest_first), re.IGNORECASE
        )

    def kept(self, text: str, numbers: set[Decimal], removed: Removed) -> str:
        """Return the sentences of which every number is ours; count the others."""
        printable = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
        # Names are masked before sentences are parted, for an anchor may hold several.
        masked = self._pattern.sub(lambda found: "x" * len(found[0]), printable)
        kept, begin = [], 0
        for end, begin_of_next in _sentence_ends(masked):
            sentence = printable[begin:end]
            if sentence.strip():
                if is_ours(masked[begin:end], numbers):
                    kept.append(" ".join(sentence.split()))
                else:
                    removed.sentences += 1
            begin = begin_of_next
        return " ".join(kept)


def _sentence_ends(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence ends, and where the next one begins."""
    for gap_between in _SENTENCE_END.finditer(text):
        yield gap_between.span()
    yield len(text), len(text)
