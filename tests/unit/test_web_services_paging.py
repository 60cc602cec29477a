"""Any division of rows into pages gives the same rows, and any page that lies is an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extract.onet.web_services.answers import Span, read_span
from extract.onet.web_services.errors import BrokenPaging, UnexpectedAnswer
from extract.onet.web_services.paging import walk

ADDRESS = "https://services.example/ws/database/rows/skills"
WHERE = "database/rows/skills"
SIZES = st.lists(st.integers(1, 9), max_size=12)
COUNTS = ("start", "end", "total")


def address(start: int) -> str:
    return f"{ADDRESS}?start={start}&end={start + 8}"


def pages_of(sizes: Sequence[int]) -> list[Span]:
    """Honest pages of as many rows as ``sizes`` say, one after the other."""
    total, start, pages = sum(sizes), 1, []
    for size in sizes:
        end = start + size - 1
        rows = [{"number": str(number)} for number in range(start, end + 1)]
        pages.append(Span(start, end, total, address(end + 1) if end < total else None, rows))
        start = end + 1
    return pages or [Span(1, 0, 0, None, [])]


def read_all(pages: Sequence[Span], start: int = 1, total: int | None = None) -> list[str]:
    """Walk over pages as they are asked for, by the row that each should begin with.

    A page that was asked for and is not there ends the test: the walk went astray.
    """
    left = iter(pages)
    wanted: list[tuple[int, int | None]] = []

    def ask(from_row: int, known_total: int | None) -> Span:
        wanted.append((from_row, known_total))
        return next(left)

    rows = [
        row["number"]
        for span in walk(ask, ADDRESS, "skills", WHERE, start, total)
        for row in span.rows
    ]
    assert [row for row, _ in wanted[1:]] == [page.end + 1 for page in pages[: len(wanted) - 1]]
    return rows


@given(sizes=SIZES)
def test_any_division_into_pages_gives_all_rows_once_and_in_order(sizes):
    assert read_all(pages_of(sizes)) == [str(number) for number in range(1, sum(sizes) + 1)]


@given(sizes=SIZES.filter(bool), data=st.data())
def test_who_goes_on_from_any_page_gets_the_rows_that_were_left(sizes, data):
    done = data.draw(st.integers(0, len(sizes) - 1))
    first = sum(sizes[:done]) + 1
    found = read_all(pages_of(sizes)[done:], first, sum(sizes))
    assert found == [str(number) for number in range(first, sum(sizes) + 1)]


def lies(page: Span) -> st.SearchStrategy[Span]:
    """Pages that say something else than ``page`` does, in one place."""
    number = st.integers(-2, page.total + 12)
    elsewhere = st.sampled_from(
        [
            "https://elsewhere.example/ws/database/rows/skills?start=10",
            "/ws/database/rows/skills?start=10",
            "https://services.example:8443/ws?start=10",
            "http://[::1",
            "",
        ]
    )
    next_urls = st.one_of(st.none(), elsewhere, number.map(address))
    rows = st.one_of(
        st.just(page.rows[:-1]),
        st.just([*page.rows, {"number": "0"}]),
        st.just([]),
    )
    return st.one_of(
        number.map(lambda start: replace(page, start=start)),
        number.map(lambda end: replace(page, end=end)),
        number.map(lambda total: replace(page, total=total)),
        next_urls.map(lambda url: replace(page, next_url=url)),
        rows.map(lambda held: replace(page, rows=held)),
    )


@given(sizes=SIZES.filter(bool), data=st.data())
def test_a_page_that_says_another_number_or_address_or_holds_other_rows_is_an_error(sizes, data):
    pages = pages_of(sizes)
    place = data.draw(st.integers(0, len(pages) - 1))
    lie = data.draw(lies(pages[place]))
    assume(lie != pages[place])
    # a first and only page that is cut and says so in all its numbers is a shorter table
    with pytest.raises(BrokenPaging):
        read_all([*pages[:place], lie, *pages[place + 1 :]])


@given(sizes=SIZES.filter(lambda sizes: len(sizes) > 1), data=st.data())
def test_a_page_that_is_left_out_doubled_or_out_of_turn_is_an_error(sizes, data):
    pages = pages_of(sizes)
    place = data.draw(st.integers(0, len(pages) - 2))
    swapped = [*pages[:place], pages[place + 1], pages[place], *pages[place + 2 :]]
    doubled = [*pages[: place + 1], *pages[place:]]
    without = [*pages[:place], *pages[place + 1 :]]
    for wrong in (swapped, doubled, without):
        with pytest.raises(BrokenPaging):
            read_all(wrong)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*COUNTS, "row", "next", "link", "href", "rel"]), inner, max_size=6
        )
    ),
    max_leaves=12,
)


@given(document=JSON)
def test_any_document_is_a_page_by_its_own_numbers_or_an_error(document):
    """Numbers come as the text they were written as; nothing else is taken for one."""
    try:
        span = read_span(document, "row", WHERE)
    except UnexpectedAnswer as error:
        assert error.where == WHERE
        assert error.found
        return
    assert all(isinstance(row, dict) for row in span.rows)
    assert span.total == int(document["total"])
    if span.total:
        assert (span.start, span.end) == (int(document["start"]), int(document["end"]))
        assert list(span.rows) == document["row"]
    else:
        assert not span.rows
