"""Parts of a page by stable selectors."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.jobs.links import joined
from extract.jobs.markup import one_line, plain_text

Tree = LexborHTMLParser | LexborNode


def line_at(tree: Tree, *selectors: str) -> str | None:
    """Return the text of the first element that one of the selectors finds, as one line."""
    for selector in selectors:
        for node in tree.css(selector):
            if line := one_line(node.html or ""):
                return line
    return None


def text_at(tree: Tree, *selectors: str) -> str | None:
    """Return the text of the first element that one of the selectors finds, its lines kept."""
    for selector in selectors:
        for node in tree.css(selector):
            if text := plain_text(node.html or "").strip():
                return text
    return None


def lines_at(tree: Tree, selector: str) -> list[str]:
    """Return the texts of all elements that a selector finds, without the empty ones."""
    return [line for node in tree.css(selector) if (line := one_line(node.html or ""))]


def link_at(tree: Tree, base: str, *selectors: str) -> str | None:
    """Return where the first link that one of the selectors finds leads, without tracking."""
    for selector in selectors:
        for node in tree.css(selector):
            if (href := node.attributes.get("href")) and (url := joined(base, href)):
                return url
    return None


def names_next(tree: Tree) -> bool:
    """Tell whether a page of a listing names another one after it."""
    return tree.css_first('a[rel~="next"], link[rel~="next"]') is not None


def before(text: str | None, *marks: str) -> str | None:
    """Return a text up to the first of the marks, in any case."""
    if text is None:
        return None
    places = [place for mark in marks if (place := text.lower().find(mark.lower())) >= 0]
    return text[: min(places)].strip() if places else text
