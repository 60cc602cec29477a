"""Text as a reader sees it: without the escapes and tags of a page, and otherwise whole."""

from __future__ import annotations

import html
import re

MOST_ESCAPES = 2  # boards escape once or twice; what is left after that was meant

_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Only names of HTML are tags: "vector<int>" and "<5 years" are what somebody wrote.
_BREAKING = (
    "address|article|blockquote|br|dd|div|dl|dt|footer|h[1-6]|header|hr|li|main|ol|p|pre|section"
    "|table|tbody|thead|tr|ul"
)
_INLINE = (
    "a|abbr|b|big|body|center|cite|code|em|figure|font|head|html|i|iframe|img|input|ins|label|mark"
    "|meta|link|nobr|o:p|q|s|small|span|strike|strong|sub|sup|td|th|time|tt|u|wbr"
)
_REST_OF_TAG = r"""(?=[\s/>])(?:"[^"]*"|'[^']*'|[^'"<>])*>"""
_UNSEEN = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))
_BREAKING_TAG = re.compile(rf"</?(?:{_BREAKING}){_REST_OF_TAG}", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}){_REST_OF_TAG}", re.IGNORECASE)


def plain_text(markup: str) -> str:
    """Return what a reader sees of ``markup``, its line breaks kept.

    Escapes are undone until nothing changes, at most twice; then tags go, those that begin a
    line leaving a line break. Text without tags keeps every character, blanks at its ends too.
    Half a surrogate pair, which no database takes, becomes U+FFFD.
    """
    text = _SURROGATE.sub("\ufffd", markup)
    for _ in range(MOST_ESCAPES):
        unescaped = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
        if unescaped == text:
            break
        text = unescaped
    return _without_tags(text)


def one_line(markup: str) -> str:
    """Return what a reader sees of ``markup`` as one line: a title, a name, a place."""
    return " ".join(plain_text(markup).split())


def _without_tags(text: str) -> str:
    bare = text
    for begin, end in _UNSEEN:
        bare = _without(bare, begin, end)
    bare = _BREAKING_TAG.sub("\n", bare)
    bare = _INLINE_TAG.sub("", bare)
    if bare == text:
        return text
    lines = [line.strip() for line in bare.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without(text: str, begin: str, end: str) -> str:
    """Return ``text`` without what stands between two marks; one left open cuts off nothing."""
    kept, position = [], 0
    lower = text.lower()
    if len(lower) != len(text):  # a few letters are longer in lower case: places would differ
        lower = text
    while (start := lower.find(begin, position)) >= 0:
        stop = lower.find(end, start + len(begin))
        if stop < 0:
            break
        kept.append(text[position:start])
        position = stop + len(end)
    return "".join(kept) + text[position:]
