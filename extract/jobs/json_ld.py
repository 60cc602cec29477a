"""Postings that a page tells machines: schema.org's JobPosting in JSON-LD, block by block.

Boards write it by hand: raw line breaks in strings, commas too many, comments around, text escaped
twice. Each script is read alone, so that one that cannot be read takes none of the others down.
Fields are named and explained at https://schema.org/JobPosting.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from rapidfuzz import fuzz
from selectolax.lexbor import LexborHTMLParser

from extract.jobs.markup import one_line, plain_text
from extract.jobs.salaries import LARGEST, Salary, currency_code, period_of, read_salary

ALIKE = 85  # of 100: "Data Engineers" is "Data Engineer", "Senior Accountant" no "Accountant"
LONGEST_TITLE = 1000  # letters compared; a longer one is a page by mistake

Node = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a job is; ``country`` is a code or a name, whichever was stated."""

    town: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Posting:
    """A JobPosting as stated, each field None or empty where it is not.

    ``posted`` and ``valid_through`` are texts for ``extract.jobs.dates``, and often invented by the
    board's software; ``employment_types`` are the board's own words. ``script`` is the number of
    the script that it stands in.
    """

    script: int
    identifier: str | None = None
    title: str | None = None
    description: str | None = None
    employer: str | None = None
    places: tuple[Place, ...] = ()
    is_remote: bool = False
    posted: str | None = None
    valid_through: str | None = None
    employment_types: tuple[str, ...] = ()
    salary: Salary | None = None
    skills: tuple[str, ...] = ()
    url: str | None = None
    industry: str | None = None
    experience: str | None = None
    education: str | None = None


@dataclass(frozen=True)
class UnreadScript:
    """A script that is no JSON, even after what can be mended was mended."""

    address: str
    number: int
    of: int
    reason: str
    text: str

    @property
    def place(self) -> str:
        """Return where it is: ``https://example.org/job/1, script 5 of 6``."""
        script = f"script {self.number} of {self.of}"
        return f"{self.address}, {script}" if self.address else script


@dataclass(frozen=True)
class PagePostings:
    """The postings of a page, the scripts that could not be read, and the page's first ``h1``."""

    postings: tuple[Posting, ...]
    unread: tuple[UnreadScript, ...]
    heading: str | None = None


def read_postings(page: str, address: str = "") -> PagePostings:
    """Return every JobPosting in the JSON-LD of an HTML page.

    Args:
        page: the HTML.
        address: of the page, for the place of what cannot be read.

    Other types are passed over. A reference by ``@id`` is looked up in all scripts of the page.
    """
    roots, unread = _scripts(page, address)
    nodes = [(number, node) for number, value in roots for node in _nodes(value)]
    graph = _Graph(node for _, node in nodes)
    heading = LexborHTMLParser(page.encode("utf-8", "replace").decode("utf-8")).css_first("h1")
    return PagePostings(
        tuple(_postings(nodes, graph)),
        unread,
        (one_line(heading.text()) or None) if heading else None,
    )


@dataclass(frozen=True)
class ListedAddresses:
    """What the lists (``ItemList``) in a page's JSON-LD name: addresses, each with its name."""

    names: dict[str, str | None]
    unread: tuple[UnreadScript, ...]


def read_item_lists(page: str, address: str = "") -> ListedAddresses:
    """Return the addresses that the ``ItemList`` scripts of a listing name, in their order."""
    roots, unread = _scripts(page, address)
    names: dict[str, str | None] = {}
    for node in (node for _, value in roots for node in _nodes(value)):
        if "ItemList" not in _types(node):
            continue
        elements = node.get("itemListElement")
        for element in elements if isinstance(elements, list) else [elements]:
            item = element.get("item", element) if isinstance(element, dict) else element
            within = item if isinstance(item, dict) else {"url": item}
            if url := _line(within.get("url")) or _line(within.get("@id")):
                names.setdefault(url, _line(within.get("title")) or _line(within.get("name")))
    return ListedAddresses(names, unread)


def _scripts(page: str, address: str) -> tuple[list[tuple[int, Any]], tuple[UnreadScript, ...]]:
    """Return the values of a page's scripts, each with its script's number, and what is no JSON."""
    tree = LexborHTMLParser(page.encode("utf-8", "replace").decode("utf-8"))
    scripts = [node.text() for node in tree.css('script[type^="application/ld+json" i]')]
    roots: list[tuple[int, Any]] = []
    unread = []
    for number, text in enumerate(scripts, start=1):
        try:
            roots.extend((number, value) for value in _values(text))
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            unread.append(UnreadScript(address, number, len(scripts), reason, text))
    return roots, tuple(unread)


def is_job_of_page(title: str | None, heading: str | None) -> bool:
    """Tell whether a posting of this title is the page's own, not a similar job's.

    The heading is the page's ``h1``; employer and place after the role do not count. Where either
    is missing nothing speaks against the posting.
    """
    if not title or not heading:
        return True
    return fuzz.token_sort_ratio(_role(title), _role(heading)) >= ALIKE


def _role(title: str) -> str:
    bare = re.split(
        r"\s+at\s+|\s+[|\u2013\u2014-]\s+|\s*[(\[]", one_line(title[:LONGEST_TITLE]).casefold()
    )[0]
    return " ".join(re.findall(r"[\w+#]+", bare)) or title


# A script's text into values.

_BEFORE = re.compile(r"(?:\s|\ufeff|//|/\*|\*/|<!--|<!\[CDATA\[)*+")
_AFTER = ("//", "/*", "*/", "-->", "]]>", ";")
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRING_OR_COMMENT = re.compile(rf"({_STRING})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_STRING_OR_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)


def _values(text: str) -> list[Any]:
    """Return the values of a script: one, several in a row, or none if it is blank.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply to be read.
    """
    bare = _unwrapped(text)
    try:
        return list(_decoded(bare))
    except ValueError as error:
        mended = html.unescape(text) if re.match(r"[\[{]\s*&quot;", bare) else text
        mended = _unwrapped(_STRING_OR_COMMENT.sub(_kept_string, mended))
        mended = _STRING_OR_COMMA.sub(_kept_string, mended)
        try:
            return list(_decoded(mended))
        except ValueError:
            raise error from None


def _unwrapped(text: str) -> str:
    """Return a script without the marks that shall hide it from old browsers."""
    bare = text[_BEFORE.match(text).end() :].rstrip()
    while bare.endswith(_AFTER):
        mark = next(mark for mark in _AFTER if bare.endswith(mark))
        bare = bare.removesuffix(mark).rstrip()
    return bare


def _kept_string(match: re.Match[str]) -> str:
    return match[1] or ""


def _decoded(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(
        strict=False,  # line breaks and tabs as they are
        parse_float=Decimal,
        parse_int=Decimal,
        parse_constant=lambda _: None,
    )
    position = 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        yield value
        while position < len(text) and (text[position].isspace() or text[position] in ",;"):
            position += 1


# Values into nodes.


def _nodes(value: Any) -> Iterator[Node]:
    """Yield every object in a value, an outer one before those in it, in the page's order."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            waiting.extend(reversed(item))


class _Graph:
    """All objects of a page by their ``@id``: what several say of one thing is put together."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._by_id: dict[str, Node] = {}
        for node in nodes:
            if isinstance(name := node.get("@id"), str):
                self._by_id[name] = _merged(self._by_id.get(name, {}), node)

    def resolved(self, value: Any) -> Any:
        """Return an object with what others say under its ``@id``; anything else as it is."""
        if isinstance(value, dict) and isinstance(name := value.get("@id"), str):
            return _merged(value, self._by_id.get(name, {}))
        return value

    def several(self, value: Any) -> list[Any]:
        """Return a value, or each of its list, resolved; what is empty is left out."""
        values = value if isinstance(value, list) else [value]
        return [self.resolved(item) for item in values if item not in (None, "", {}, [])]


def _merged(first: Node, second: Node) -> Node:
    """Return ``first`` with what only ``second`` has, so too an object within both."""
    merged = dict(second)
    for key, value in first.items():
        other = second.get(key)
        if isinstance(value, dict) and isinstance(other, dict):
            merged[key] = {**other, **value}
        elif value not in (None, "", [], {}):
            merged[key] = value
    return merged


def _types(node: Node) -> set[str]:
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return {re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)}


def _postings(nodes: list[tuple[int, Node]], graph: _Graph) -> Iterator[Posting]:
    seen: set[str] = set()
    for number, node in nodes:
        if "JobPosting" not in _types(node):
            continue
        whole = graph.resolved(node)
        name = whole.get("@id")
        if isinstance(name, str) and name in seen:
            continue
        if all(key.startswith("@") for key in whole):
            continue  # a reference to a posting that the page does not hold
        if isinstance(name, str):
            seen.add(name)
        yield _posting(number, whole, graph)


# A node into a posting.


def _posting(number: int, node: Node, graph: _Graph) -> Posting:
    return Posting(
        script=number,
        identifier=_identifier(node.get("identifier"), graph),
        title=_line(node.get("title")) or _line(node.get("name")),
        description=_text(node.get("description")),
        employer=_first(_name(item) for item in graph.several(node.get("hiringOrganization"))),
        places=_places(node.get("jobLocation"), graph),
        is_remote=any("TELECOMMUTE" in line.upper() for line in _lines(node, "jobLocationType")),
        posted=_line(node.get("datePosted")),
        valid_through=_line(node.get("validThrough")),
        employment_types=_split(node.get("employmentType"), graph),
        salary=_salary(node, graph),
        skills=_split(node.get("skills"), graph),
        url=_line(node.get("url")),
        industry=", ".join(_split(node.get("industry"), graph)) or None,
        experience=_experience(node.get("experienceRequirements"), graph),
        education=_first(
            _line(item.get("credentialCategory")) or _name(item)
            if isinstance(item, dict)
            else _line(item)
            for item in graph.several(node.get("educationRequirements"))
        ),
    )


def _experience(value: Any, graph: _Graph) -> str | None:
    """Return the experience asked for: a text, or months of it in an object."""
    for item in graph.several(value):
        if not isinstance(item, dict):
            return _line(item)
        if months := _number(item.get("monthsOfExperience")):
            whole, rest = divmod(months, 12)
            return f"{whole:f} years" if not rest else f"{months:f} months"
        if text := _name(item) or _line(item.get("description")):
            return text
    return None


def _text(value: Any) -> str | None:
    """Return a text or a number as text; None for what is empty or no text."""
    if isinstance(value, list):
        return _first(_text(item) for item in value)
    if isinstance(value, dict):
        return _text(value.get("@value"))
    if isinstance(value, Decimal):
        return str(value)
    if not isinstance(value, str):
        return None
    text = plain_text(value)
    return text if text.strip() else None


def _line(value: Any) -> str | None:
    text = _text(value)
    return " ".join(text.split()) if text else None


def _lines(node: Node, key: str) -> list[str]:
    value = node.get(key)
    lines = (_line(item) for item in (value if isinstance(value, list) else [value]))
    return [line for line in lines if line]


def _name(value: Any) -> str | None:
    """Return the name of a thing that is a text or an object."""
    if isinstance(value, dict):
        return _line(value.get("name")) or _line(value.get("legalName")) or _line(value)
    return _line(value)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _identifier(value: Any, graph: _Graph) -> str | None:
    """Return the number of a posting; its ``name`` is the one who numbers, and no number."""
    return _first(
        _line(item.get("value")) if isinstance(item, dict) else _line(item)
        for item in graph.several(value)
    )


def _split(value: Any, graph: _Graph) -> tuple[str, ...]:
    """Return the entries of a list of texts or named things, or of a text with separators."""
    entries: list[str] = []
    for item in graph.several(value):
        text = _name(item) if isinstance(item, dict) else _text(item)
        parts = re.split(r"[,;\n\u2022]", text or "")
        entries.extend(line for part in parts if (line := " ".join(part.split())))
    return tuple(dict.fromkeys(entries))


def _places(value: Any, graph: _Graph) -> tuple[Place, ...]:
    places: list[Place] = []
    for item in graph.several(value):
        if not isinstance(item, dict):
            places.append(Place(town=_line(item)))
            continue
        addresses = graph.several(item.get("address")) or [item]
        found = [place for address in addresses for place in _addresses(address, graph)]
        places.extend(found or [Place(town=_line(item.get("name")))])
    return tuple(dict.fromkeys(place for place in places if place != Place()))


def _addresses(address: Any, graph: _Graph) -> list[Place]:
    """Return the place of an address; several where it names several towns."""
    if not isinstance(address, dict):
        return [Place(town=_line(address))]
    place = Place(
        region=_first(_name(item) for item in graph.several(address.get("addressRegion"))),
        country=_first(_name(item) for item in graph.several(address.get("addressCountry"))),
    )
    towns = [_name(item) for item in graph.several(address.get("addressLocality"))]
    found = [replace(place, town=town) for town in towns if town] or [place]
    return [each for each in found if each != Place()]


# Pay.


def _salary(node: Node, graph: _Graph) -> Salary | None:
    """Return the pay of a posting, the text being that of the JSON; None where none is stated."""
    stated = graph.several(node.get("baseSalary")) or graph.several(node.get("estimatedSalary"))
    if not stated:
        return None
    salary = stated[0]
    if not isinstance(salary, dict):
        return _pay(salary, salary, None, node.get("salaryCurrency"), stated=salary)
    value = next(iter(graph.several(salary.get("value"))), None)
    inner = value if isinstance(value, dict) else {"value": value}
    low = _one_of(inner.get("minValue"), salary.get("minValue"))
    high = _one_of(inner.get("maxValue"), salary.get("maxValue"))
    if low is None and high is None:
        low = high = inner.get("value")
    currency = _one_of(salary.get("currency"), inner.get("currency"), node.get("salaryCurrency"))
    unit = _one_of(inner.get("unitText"), salary.get("unitText"), inner.get("unitCode"))
    return _pay(low, high, unit, currency, stated=salary)


def _one_of(*values: Any) -> Any:
    return next((value for value in values if value not in (None, "")), None)


def _pay(low: Any, high: Any, unit: Any, currency: Any, *, stated: Any) -> Salary:
    text = _as_json(stated)
    code, period = currency_code(_line(currency)), period_of(_line(unit))
    ends = (_number(low), _number(high))
    if any(_line(end) and number is None for end, number in zip((low, high), ends, strict=True)):
        # Words where a number belongs: "KSh 45,000 - 60,000", "Confidential".
        words = _line(low) if low == high else f"{_line(low) or ''} - {_line(high) or ''}"
        read = read_salary(words)
        return replace(
            read, text=text, currency=read.currency or code, period=read.period or period
        )
    known = [end for end in ends if end]
    if not known:
        zero = any(end == 0 for end in ends if end is not None)
        return Salary(text, reason="zero" if zero else "nothing stated")
    if any(not 0 < end <= LARGEST for end in known):
        return Salary(text, reason="not plausible")
    lower, upper = ends
    if lower and upper and lower > upper:
        lower, upper = upper, lower
    return Salary(text, lower or None, upper or None, code, period)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(_line(value) or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _as_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
