"""Find skills in the text of a listing: by their labels, whole, and by a few patterns.

No likeness and no parts: a skill is found where one of its labels stands, word by word, the
longest label first. What is less sure says so: a single word may mean something else, and a label
may belong to several skills. ``C``, ``C++`` and ``C#`` are three words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from match.vacancies.credentials import CREDENTIALS

# To be raised whenever other skills may be found than before.
SKILLS_VERSION = 1

LONGEST_SENTENCE = 500

_TOKEN = re.compile(r"(?:(?<![\w.])\.(?=[^\W\d_]))?[^\W_]+(?:[+#]+(?![\w]))?")
_SENTENCE_END = re.compile(
    r"(?<=[.!?;])\s+(?=[A-Z0-9\"'(])|[\r\n\u2022\u25cf\u25aa\u2023|]+|\s\*\s"
)
_QUALIFIED = re.compile(r"^(.*\S)\s+\([^()]+\)$")
_ENUMERATED_BEFORE = re.compile(r"(?:[,/;:(]\s*|\b(?:and|or|in|using)\s+)$")
_ENUMERATED_AFTER = re.compile(r"^\s*(?:[,/;)]|(?:and|or|programming|language|developer)\b|\.?$)")
_END = None


class Found(StrEnum):
    """How a skill was found.

    - ``label``: a label of several words, or of one that is a name (``MySQL``), stands there.
    - ``single_word``: the label is one common word, which may mean something else there.
    - ``ambiguous``: the label belongs to several skills, and is the preferred one of none or of
      several; each of them is told.
    - ``pattern``: a licence or certificate (``match.vacancies.credentials``).
    - ``named``: the listing names it in its list of skills.
    """

    LABEL = "label"
    SINGLE_WORD = "single_word"
    AMBIGUOUS = "ambiguous"
    PATTERN = "pattern"
    NAMED = "named"


@dataclass(frozen=True, order=True)
class SkillLabel:
    """One name of a skill; ``skill`` identifies it in its taxonomy."""

    skill: str
    text: str
    is_preferred: bool = False


@dataclass(frozen=True, order=True)
class SkillMention:
    """A skill in a text.

    Args:
        start: where in the text it stands, in characters.
        skill: its key; for a pattern the credential's.
        label: the label it was found by.
        found: how.
        written: what stands there.
        sentence: the sentence around it, at most ``LONGEST_SENTENCE`` characters.
    """

    start: int
    skill: str
    label: str
    found: Found
    written: str
    sentence: str


@dataclass(frozen=True)
class _Entry:
    label: SkillLabel
    is_cased: bool  # published with capitals or signs, so it must be written that way


class SkillIndex:
    """The labels of a taxonomy's skills as a tree of words. Their order makes no difference."""

    def __init__(self, labels: Iterable[SkillLabel]) -> None:
        self._tree: dict[Any, Any] = {}
        self._by_name: dict[tuple[str, ...], list[SkillLabel]] = defaultdict(list)
        for label in sorted(set(labels), key=lambda each: (not each.is_preferred, each)):
            for text in _names(label.text):
                self._add(label, text)

    def _add(self, label: SkillLabel, text: str) -> None:
        tokens = tuple(found[0] for found in _TOKEN.finditer(text))
        if not tokens:
            return
        folded = tuple(token.casefold() for token in tokens)
        named = self._by_name[folded]
        if all(each.skill != label.skill for each in named):
            named.append(SkillLabel(label.skill, text, label.is_preferred))
        is_cased = len(tokens) == 1 and (text != text.lower() or not tokens[0].isalpha())
        if len(tokens) == 1 and not is_cased and not label.is_preferred:
            return  # "clean", "gold", "reporting": other words of a skill that say anything
        node = self._tree
        for token in folded:
            node = node.setdefault(token, {})
        entries = node.setdefault(_END, [])
        if all(entry.label.skill != label.skill for entry in entries):
            entries.append(_Entry(SkillLabel(label.skill, text, label.is_preferred), is_cased))

    def named(self, name: str) -> tuple[SkillMention, ...]:
        """Return the skills that have exactly this name, but for case and blanks.

        Several mean that the name is ambiguous; a name that is none returns nothing.
        """
        tokens = tuple(found[0].casefold() for found in _TOKEN.finditer(name))
        labels = self._by_name.get(tokens, []) if tokens else []
        preferred = [label for label in labels if label.is_preferred]
        labels = preferred if len(preferred) == 1 else labels
        found = Found.NAMED if len(labels) == 1 else Found.AMBIGUOUS
        return tuple(
            SkillMention(0, each.skill, each.text, found, name.strip(), name[:LONGEST_SENTENCE])
            for each in labels
        )

    def find(self, text: str) -> list[SkillMention]:
        """Return every skill of a text once, where it first stands, in the order of the text."""
        first: dict[str, SkillMention] = {}
        sentences = list(_sentences(text))
        mentions = [each for start, one in sentences for each in self._in_sentence(start, one)]
        for mention in (*mentions, *_credentials(text, sentences)):
            kept = first.get(mention.skill)
            if kept is None or _is_better(mention, kept):
                first[mention.skill] = mention
        return sorted(first.values())

    def _in_sentence(self, start: int, sentence: str) -> Iterator[SkillMention]:
        tokens = list(_TOKEN.finditer(sentence))
        folded = [token[0].casefold() for token in tokens]
        place = 0
        while place < len(tokens):
            length, entries = self._longest(folded, place)
            begin = tokens[place].start()
            end = tokens[place + max(length, 1) - 1].end()
            meant = _preferred(
                [entry for entry in entries if _stands(entry, sentence, begin, end, length)]
            )
            for entry in meant:
                yield SkillMention(
                    start + begin,
                    entry.label.skill,
                    entry.label.text,
                    _how(entry, len(meant), length),
                    sentence[begin:end],
                    _around(sentence, begin, end),
                )
            place += length if meant else 1

    def _longest(self, folded: list[str], place: int) -> tuple[int, list[_Entry]]:
        node, best = self._tree, (0, [])
        for ahead in range(place, len(folded)):
            node = node.get(folded[ahead])
            if node is None:
                break
            if _END in node:
                best = (ahead - place + 1, node[_END])
        return best


def _names(text: str) -> Iterator[str]:
    """Yield a label, and what it says without its qualifier: ``Java (computer programming)``."""
    yield text.strip()
    qualified = _QUALIFIED.match(text.strip())
    if qualified:
        yield qualified[1]


def _stands(entry: _Entry, sentence: str, begin: int, end: int, length: int) -> bool:
    """Tell whether what is written there means the label, as far as signs and case can tell."""
    if not length:
        return False
    written = sentence[begin:end]
    if sentence[end : end + 1] in {"+", "#"}:
        return False
    if not entry.is_cased:
        return True
    name = entry.label.text
    if len(written) == 1:
        is_listed = _ENUMERATED_BEFORE.search(sentence[:begin]) or begin == 0
        return written == name and bool(is_listed and _ENUMERATED_AFTER.match(sentence[end:]))
    if not name.isalpha():
        return written.casefold() == name.casefold()
    # "Polish the floors": the capital of a sentence says nothing
    is_first = not sentence[:begin].strip(" -*\"'(") and sentence[end:].strip(" .,;:") != ""
    return written == name and (name.isupper() or not is_first or not name.istitle())


def _preferred(entries: list[_Entry]) -> list[_Entry]:
    """Return the one skill whose preferred label this is, where there is just one; else all."""
    preferred = [entry for entry in entries if entry.label.is_preferred]
    return preferred if len(preferred) == 1 else entries


def _how(entry: _Entry, carriers: int, length: int) -> Found:
    if carriers > 1:
        return Found.AMBIGUOUS
    return Found.SINGLE_WORD if length == 1 and not entry.is_cased else Found.LABEL


_SURENESS = (Found.NAMED, Found.LABEL, Found.PATTERN, Found.SINGLE_WORD, Found.AMBIGUOUS)


def _is_better(one: SkillMention, other: SkillMention) -> bool:
    return _SURENESS.index(one.found) < _SURENESS.index(other.found)


def _credentials(text: str, sentences: Sequence[tuple[int, str]]) -> Iterator[SkillMention]:
    starts = [start for start, _ in sentences]
    for key, (name, pattern) in CREDENTIALS.items():
        found = pattern.search(text)
        if found:
            start, sentence = sentences[bisect_right(starts, found.start()) - 1]
            around = _around(sentence, found.start() - start, found.end() - start)
            yield SkillMention(found.start(), key, name, Found.PATTERN, found[0].strip(), around)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence or item of a list, and where it begins."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _around(sentence: str, begin: int, end: int) -> str:
    """Return the sentence, cut around the words found if it is too long."""
    if len(sentence) > LONGEST_SENTENCE:
        room = max(0, LONGEST_SENTENCE - (end - begin)) // 2
        sentence = sentence[max(0, begin - room) : end + room][:LONGEST_SENTENCE]
    return " ".join(sentence.split())
