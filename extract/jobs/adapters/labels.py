"""Fields that stand in a text behind a label: ``Employer: Tamu Foods Ltd``."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST = 300  # letters of a value; a longer one is a paragraph that happens to have a colon


def labelled(text: str, labels: Mapping[str, str | None]) -> dict[str, str]:
    """Return the values behind labels, by field.

    Args:
        text: plain text with line breaks.
        labels: field by label, in any case; None for a label that only ends a value.

    A value ends with its line or at the next label, for pages run several together in a paragraph;
    behind a label that ends its line it is the next line. The first of each field counts.
    """
    names = "|".join(re.escape(label).replace(r"\ ", r"\s+") for label in _longest_first(labels))
    marks = list(re.finditer(rf"(?<!\w)({names})\s*:[^\S\n]*", text, re.IGNORECASE))
    fields = {" ".join(label.lower().split()): field for label, field in labels.items()}
    found: dict[str, str] = {}
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        lines = [line.strip() for line in text[mark.end() : end].splitlines()]
        if lines and not lines[0]:
            lines = [line for line in lines if line]
        value = lines[0].strip(" |\u2022*") if lines else ""
        field = fields[" ".join(mark[1].lower().split())]
        if field and value and len(value) <= LONGEST:
            found.setdefault(field, value)
    return found


def _longest_first(labels: Mapping[str, str | None]) -> list[str]:
    return sorted(labels, key=lambda label: (-len(label), label))
