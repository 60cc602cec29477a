"""Items of RSS and Atom feeds, and of the feeds that boards make for aggregators.

Read with ``xml.etree``: feedparser drops ``<job>`` elements, changes names and HTML, and takes a
broken feed for a shorter one. Here a feed that is no XML is read item by item, and an item that
cannot be read is told. Expat loads nothing from outside; a feed that declares entities is refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

from extract.jobs.fetching import Page
from extract.jobs.links import without_tracking
from extract.jobs.outcomes import SAMPLE_BYTES, Kind, of_feed

PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/slash/": "slash:",
    "http://wellformedweb.org/CommentAPI/": "wfw:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.georss.org/georss": "georss:",
}
"""Prefixes that names keep; elements of other namespaces go by their bare names."""

ITEMS = frozenset({"item", "job", "entry"})
ROOTS = frozenset({"rss", "rdf", "feed", "jobs", "source", "channel"})
LINKS = ("link", "url")
IDS = ("guid", "id", "referencenumber")
PUBLISHED = ("pubdate", "published", "dc:date", "date", "updated")
TEXTS = ("content:encoded", "content", "description", "summary")


@dataclass(frozen=True)
class FeedItem:
    """A job as a feed tells it; texts are as written, dates included.

    Args:
        title: the title.
        link: where the job is, whole and without tracking; None if the item names no web address.
        id: what the feed calls it by.
        published: when it was published, in the feed's words.
        text: the fullest text there is, usually HTML.
        fields: every element by its name in lower case (``content:encoded``, ``expirydate``;
            ``location/city`` where nested), with all its texts in order.
    """

    title: str | None
    link: str | None
    id: str | None
    published: str | None
    text: str | None
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells the item from others of its feed."""
        return self.id or self.link or ""


@dataclass(frozen=True)
class UnreadableItem:
    """An item that is there and cannot be used.

    Args:
        number: which of the page it is, from 1.
        why: what is wrong with it.
        sample: its beginning, bounded as that of a page.
    """

    number: int
    why: str
    sample: bytes


@dataclass(frozen=True)
class FeedPage:
    """A page of a feed.

    Args:
        page: the page; its outcome takes the items into account.
        items: what could be read, without what earlier pages brought.
        unreadable: what could not.
    """

    page: Page
    items: tuple[FeedItem, ...] = ()
    unreadable: tuple[UnreadableItem, ...] = ()


class Asks(Protocol):
    """Who asks for pages: a ``Fetcher``, or a visit that has one."""

    def fetch(self, url: str, *, conditional: bool = True) -> Page:
        """Ask for an address and say what came."""


def feed_pages(
    fetcher: Asks, url: str, *, parameter: str = "paged", max_pages: int = 1
) -> Iterator[FeedPage]:
    """Yield the pages of a feed until one brings nothing new.

    Args:
        fetcher: asks the feed's host.
        url: address of the first page.
        parameter: names the number of a further page, ``paged`` in WordPress.
        max_pages: pages that are asked for at most.

    Pages after the first are asked for whole: what moved onto them has not changed them by date.
    The page that ends it is yielded as well, with what it is.
    """
    seen: set[str] = set()
    for number in range(1, max_pages + 1):
        asked = url if number == 1 else _numbered(url, parameter, number)
        found = read_feed(fetcher.fetch(asked, conditional=number == 1))
        new = tuple(_new(found.items, seen))
        yield replace(found, items=new)
        if found.page.outcome.kind not in (Kind.READ, Kind.DEGRADED) or not new:
            return


def read_feed(page: Page) -> FeedPage:
    """Read the items of a page that was fetched; if it was not read, there are none."""
    if page.outcome.kind is not Kind.READ:
        return FeedPage(page)
    parsed = parse_feed(page.text, page.final_url)
    what = of_feed(
        page.headers,
        page.body,
        items=len(parsed.items),
        unreadable=len(parsed.unreadable),
        is_feed=parsed.is_feed,
        words=parsed.words,
    )
    return FeedPage(replace(page, outcome=what), parsed.items, parsed.unreadable)


@dataclass(frozen=True)
class ParsedFeed:
    """What a text holds: whether it is a whole feed, its items, and what had to be repaired."""

    is_feed: bool
    items: tuple[FeedItem, ...] = ()
    unreadable: tuple[UnreadableItem, ...] = ()
    words: str = ""


_PROLOG = re.compile(r"(\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]*)([^>]*)>")
_DECLARED = re.compile(r"""\bxmlns(?::[\w.-]+)?\s*=\s*("[^"]*"|'[^']*')""")
_PIECE = re.compile(r"<(item|job|entry)\b[^>]*>.*?(?:</\1\s*>|(?=<(?:\1)[\s>])|\Z)", re.S | re.I)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")
_BARE = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]*|#\d+|#x[0-9A-Fa-f]+);)")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def parse_feed(text: str, base: str) -> ParsedFeed:
    """Read a feed; ``base`` is the address that its relative links start from."""
    begin = _PROLOG.match(text).end()
    doctype = _DOCTYPE.match(text, begin)
    if doctype and "html" not in doctype[0].lower() and text[doctype.end() :][:1] == "[":
        return ParsedFeed(False, words="it declares entities (a DTD of its own), so it is not read")
    try:
        root = ElementTree.fromstring(text)
    except (ParseError, ValueError) as error:
        return _piecewise(text, begin, base, f"no XML: {error}")
    name = _name(root)
    elements = _items(root)
    if not elements and name.rpartition(":")[2] not in ROOTS:
        return ParsedFeed(False, words=f"neither RSS nor Atom: its root is <{name[:40]}>")
    read = [_read(number, element, base) for number, element in enumerate(elements, start=1)]
    return ParsedFeed(True, *_sorted(read))


def _piecewise(text: str, begin: int, base: str, why: str) -> ParsedFeed:
    """Read each item of a text that is no XML alone, repaired where that is plain."""
    root = _ROOT.search(text, begin)
    if root is None or root[1].rpartition(":")[2].lower() not in ROOTS:
        return ParsedFeed(False, words=why)
    declared = "".join(f" {found[0]}" for found in _DECLARED.finditer(root[2]))
    read: list[FeedItem | UnreadableItem] = []
    for number, piece in enumerate(_PIECE.finditer(text, root.end()), start=1):
        try:
            whole = ElementTree.fromstring(f"<piece{declared}>{_repaired(piece[0])}</piece>")
        except (ParseError, ValueError) as error:
            read.append(UnreadableItem(number, f"no XML: {error}", _sample(piece[0])))
        else:
            read.append(_read(number, whole[0], base))
    return ParsedFeed(False, *_sorted(read), words=f"{why}; read item by item")


def _repaired(piece: str) -> str:
    """Return an item with HTML's named entities, bare ampersands and control characters mended."""
    parts = _CDATA.split(_NOT_XML.sub("", piece))
    for index in range(0, len(parts), 2):  # what stands between CDATA sections
        parts[index] = _BARE.sub("&amp;", _NAMED.sub(_character, parts[index]))
    return "".join(parts)


def _character(entity: re.Match[str]) -> str:
    plain = html.unescape(entity[0])
    return f"&amp;{entity[1]};" if plain == entity[0] else html.escape(plain)


def _items(root: Element) -> list[Element]:
    """Return the items, outermost first; a ``<job>`` within an ``<item>`` belongs to it."""
    found = []
    pending = list(root)
    while pending:
        element = pending.pop(0)
        if _name(element) in ITEMS and len(element):
            found.append(element)
        elif _name(element) in ("channel", "jobs"):
            pending[:0] = list(element)
    return found


def _read(number: int, element: Element, base: str) -> FeedItem | UnreadableItem:
    fields: dict[str, list[str]] = {}
    for child in element:
        _collect(child, "", fields)
    title = _first(fields, ("title",))
    identity = _first(fields, IDS)
    link = _link(element, fields, base)
    why = None
    if not (link or identity):
        why = "it has no link and no id"
    elif not (title or _first(fields, TEXTS)):
        why = "it has no title and no text"
    if why:
        return UnreadableItem(number, why, _sample(ElementTree.tostring(element, "unicode")))
    return FeedItem(
        title=title,
        link=link,
        id=identity,
        published=_first(fields, PUBLISHED),
        text=_first(fields, TEXTS),
        fields={name: tuple(texts) for name, texts in fields.items()},
    )


def _collect(element: Element, path: str, fields: dict[str, list[str]]) -> None:
    """Add the texts of an element and of those in it, and what its attributes say."""
    name = path + _name(element)
    if element.get("type") == "xhtml" or name in TEXTS:
        inner = "".join(ElementTree.tostring(child, "unicode") for child in element)
        text = (element.text or "") + inner
    else:
        text = element.text or ""
        for child in element:
            _collect(child, f"{name}/", fields)
    text = text.strip() or element.get("term") or element.get("href") or element.get("url") or ""
    if text:
        fields.setdefault(name, []).append(text)


def _link(element: Element, fields: Mapping[str, list[str]], base: str) -> str | None:
    """Return where an item is: Atom's alternate link, else the first that is a web address."""
    atom = [
        child.get("href", "")
        for child in element
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate"
    ]
    named = [text for name in LINKS for text in fields.get(name, ())]
    permalinks = [
        child.text or ""
        for child in element
        if _name(child) == "guid" and child.get("isPermaLink", "true") == "true"
    ]
    for text in (*filter(None, atom), *named, *permalinks):
        is_guid = text in permalinks and text not in named
        if is_guid and not text.strip().startswith(("http://", "https://")):
            continue
        try:
            link = urljoin(base, text.strip())
            parts = urlsplit(link)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            return without_tracking(link)
    return None


def _name(element: Element) -> str:
    """Return an element's name in lower case, with the prefix of a namespace that has one."""
    if not isinstance(element.tag, str):
        return ""  # a comment or an instruction
    namespace, brace, local = element.tag.rpartition("}")
    prefix = PREFIXES.get(namespace.removeprefix("{"), "") if brace else ""
    return (prefix + local).lower()


def _first(fields: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((fields[name][0] for name in names if fields.get(name)), None)


def _sorted(
    read: list[FeedItem | UnreadableItem],
) -> tuple[tuple[FeedItem, ...], tuple[UnreadableItem, ...]]:
    items = tuple(each for each in read if isinstance(each, FeedItem))
    return items, tuple(each for each in read if isinstance(each, UnreadableItem))


def _new(items: tuple[FeedItem, ...], seen: set[str]) -> Iterator[FeedItem]:
    """Yield the items whose keys were not seen, each key once; they are seen then."""
    for item in items:
        if item.key not in seen:
            seen.add(item.key)
            yield item


def _numbered(url: str, parameter: str, number: int) -> str:
    bare, mark, query = url.partition("?")
    return f"{bare}?{query}&{parameter}={number}" if mark else f"{bare}?{parameter}={number}"


def _sample(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")[:SAMPLE_BYTES]
