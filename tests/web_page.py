"""A page of ours as a test reads it: its words, its tags, and that they are closed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

INLINE = {"a", "code", "label", "b", "small", "span", "strong"}
VOID = {"meta", "link", "br", "img", "hr", "input", "line", "circle", "path", "rect"}


@dataclass
class Page(HTMLParser):
    """A page as a reader meets it; fails on a tag that is not closed where it should be."""

    html: str
    open: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        assert self.open == []

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_starttag(self, tag, attributes):
        assert len(dict(attributes)) == len(attributes), f"an attribute of {tag} stands twice"
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag not in INLINE:
            self.words.append(" ")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag not in INLINE:
            self.words.append(" ")

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).replace("\xad", "").split())

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]

    def labels(self) -> list[str]:
        """What each row of the chart reads out."""
        return [each["aria-label"] for each in self.all("svg") if each.get("role") == "img"]

    def links(self) -> dict[str, str]:
        """Return address by words, of each link; the last of equal words."""
        found = {}
        for match in re.finditer(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', self.html, re.S):
            words = " ".join(unescape(re.sub(r"<[^>]+>", "", match[2])).split())
            found[words] = unescape(match[1])
        return found
