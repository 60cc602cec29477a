"""Bytes of a page as text, and by which charset they were read.

The order: a byte order mark, the header, what the page says of itself, UTF-8, Windows-1252.
A charset that the bytes do not fit is passed over, and the note says so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

HEAD = 4096  # bytes in which a page names its charset; HTML asks for the first 1,024
MOSTLY = 10  # valid letters beyond ASCII for each broken byte, from which on it is still UTF-8
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
AS_BROWSERS_READ_IT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
NOT_FOR_PAGES = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}
)
_IN_THE_PAGE = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Decoded:
    """A page as text.

    Args:
        text: the text.
        charset: what it was read by.
        source: who named it: ``byte order mark``, ``header``, ``page`` or ``nobody``.
        note: what did not fit, for the log; None if nothing was amiss.
    """

    text: str
    charset: str
    source: str
    note: str | None = None


def decode(body: bytes, headers: Message) -> Decoded:
    """Return a body as text; nothing is ever refused, and the note says what was not right."""
    notes = []
    for label, source in _named(body, headers):
        codec = _codec(label)
        if codec is None:
            notes.append(f"{source} names the charset {label[:40]!r}, which is not known")
            continue
        if source == "page" and codec.startswith("utf-16"):
            codec = "utf-8"  # the page could not have been read to here
        try:
            return Decoded(_stripped(body.decode(codec)), codec, source, "; ".join(notes) or None)
        except UnicodeDecodeError as error:
            notes.append(f"{source} says {codec}, which byte {error.start:,} is not")
            if codec == "utf-8" and (text := _mostly_utf8(body)) is not None:
                notes.append(f"{text.count(chr(0xFFFD)):,} broken places were replaced")
                return Decoded(_stripped(text), codec, source, "; ".join(notes))
    try:
        text, codec = body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, codec = body.decode("cp1252", errors="replace"), "cp1252"
    if not body.isascii():
        notes.append(f"taken as {codec}")
    return Decoded(_stripped(text), codec, "nobody", "; ".join(notes) or None)


def _named(body: bytes, headers: Message) -> Iterator[tuple[str, str]]:
    for mark, charset in BYTE_ORDER_MARKS.items():
        if body.startswith(mark):
            yield charset, "byte order mark"
    named = re.search(r"charset\s*=\s*[\"']?\s*([^\s;\"']+)", headers.get("Content-Type", ""), re.I)
    if named:
        yield named[1], "header"
    found = _IN_THE_PAGE.search(body[:HEAD])
    if found:
        yield (found[1] or found[2]).decode("ascii", errors="replace"), "page"


def _codec(label: str) -> str | None:
    """Return Python's name of a charset as browsers read it, None if it is not one of text."""
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    name = found.name.lower().replace("_", "-")
    if name in NOT_FOR_PAGES or not found._is_text_encoding:
        return None
    return AS_BROWSERS_READ_IT.get(name, name)


def _mostly_utf8(body: bytes) -> str | None:
    """Return a body as UTF-8 with broken places replaced, None if it rather is something else."""
    text = body.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(not character.isascii() for character in text) - broken
    return text if beyond_ascii >= broken * MOSTLY else None


def _stripped(text: str) -> str:
    return text.removeprefix("\ufeff")
