"""What a page is called: no kind is "0 jobs", and only a page that was read shows what is gone."""

from __future__ import annotations

from email.message import Message

import pytest

from extract.jobs.outcomes import (
    SAMPLE_BYTES,
    Kind,
    Listing,
    Outcome,
    challenge,
    of_feed,
    of_listing,
    says_empty,
)

BODY = b"<p>page</p>" * 1000


def headers(content_type: str = "text/html") -> Message:
    message = Message()
    message["Content-Type"] = content_type
    return message


@pytest.mark.parametrize(
    ("listing", "kind"),
    [
        (Listing(1, 20, None), Kind.READ),
        (Listing(1, 20, 20), Kind.READ),
        (Listing(1, 7, 20), Kind.READ),  # a third of 20 is 6.67
        (Listing(1, 6, 20), Kind.DEGRADED),
        (Listing(1, 1, 3), Kind.READ),
        (Listing(1, 2, None), Kind.READ),  # nothing to compare with
        (Listing(9, 2, 20), Kind.READ),  # a last page may be short
        (Listing(9, 2, 20, has_next=True), Kind.DEGRADED),
        (Listing(1, 0, 20), Kind.MARKUP_CHANGED),
        (Listing(1, 0, None), Kind.MARKUP_CHANGED),
        (Listing(2, 0, 20, has_next=True), Kind.MARKUP_CHANGED),
        (Listing(9, 0, 20), Kind.READ),  # beyond the end
        (Listing(1, 0, 20, says_empty=True), Kind.EMPTY),
        (Listing(1, 20, 20, says_empty=True), Kind.READ),  # the words were about something else
    ],
)
def test_a_page_of_a_listing_is_judged_by_its_jobs(listing, kind):
    assert of_listing(listing, BODY).kind is kind


def test_what_went_wrong_has_a_bounded_sample_and_words_with_the_figures():
    degraded = of_listing(Listing(1, 3, 20), BODY)
    assert degraded.sample == BODY[:SAMPLE_BYTES]
    assert degraded.words == "3 jobs on page 1, where 20 are usual"
    changed = of_listing(Listing(1, 0, 20), BODY)
    assert changed.words == "no job found on page 1, where 20 were usual"


@pytest.mark.parametrize("kind", Kind)
def test_only_what_was_read_shows_what_is_gone(kind):
    assert Outcome(kind, "").shows_what_is_gone is (kind is Kind.READ)
    assert Outcome(kind, "").is_good is (kind in (Kind.READ, Kind.NOT_MODIFIED))


@pytest.mark.parametrize(
    "page",
    [
        "<title>Just a moment...</title>",
        "<title>Attention Required! | Cloudflare</title>",
        "<title>Access denied | board.test used Cloudflare to restrict access</title>",
        "<title>board.test - Access Denied</title>",
        "<title>board.test</title><h1>Access Denied</h1>",
        "<h1>x</h1><h2>  just a\n moment </h2>",
    ],
)
def test_a_challenge_is_known_by_title_or_heading(page):
    assert challenge(200, headers(), page.encode())


@pytest.mark.parametrize(
    "page",
    [
        "<title>Jobs in Nairobi</title><p>Access denied</p>",
        "<h1>Controller: attention required to detail</h1>",
        "<h1>Just a Moment Café seeks a barista</h1>",
        "",
    ],
)
def test_an_advert_with_such_words_is_none(page):
    assert challenge(200, headers(), page.encode()) is None


def test_a_feed_may_hold_such_words():
    feed = b"<?xml version='1.0'?><rss><channel><title>Access denied</title></channel></rss>"
    assert challenge(200, headers("application/rss+xml"), feed) is None


@pytest.mark.parametrize(
    ("items", "unreadable", "is_feed", "content_type", "body", "kind"),
    [
        (3, 1, True, "text/xml", b"<rss/>", Kind.READ),
        (0, 3, True, "text/xml", b"<rss/>", Kind.DEGRADED),
        (3, 0, False, "text/xml", b"<rss", Kind.READ),  # all of it could be repaired
        (3, 1, False, "text/xml", b"<rss", Kind.DEGRADED),  # it breaks off
        (3, 0, True, "text/xml", b"<rss/>", Kind.READ),
        (3, 0, True, "text/html", b"<rss/>", Kind.READ),  # the header is wrong, the feed is not
        (0, 0, True, "text/xml", b"<rss/>", Kind.EMPTY),
        (0, 0, False, "text/html", b"<p>hi", Kind.MARKUP_CHANGED),
        (0, 0, False, "text/xml", b"\n<!DOCTYPE html><p>hi", Kind.MARKUP_CHANGED),
        (0, 0, False, "text/xml", b"oops", Kind.MARKUP_CHANGED),
    ],
)
def test_a_feed_is_judged_by_its_items(items, unreadable, is_feed, content_type, body, kind):
    what = of_feed(
        headers(content_type), body, items=items, unreadable=unreadable, is_feed=is_feed, words=""
    )
    assert what.kind is kind
    assert ("a web page where a feed" in what.words) is (b"<p>hi" in body)


@pytest.mark.parametrize(
    ("page", "is_empty"),
    [
        ("<p>No jobs found</p>", True),
        ("<p>0 results found for x</p>", True),
        ("<p>There are <b>no</b> open vacancies at the moment.</p>", True),
        ("<p>Nothing found</p>", True),
        ("<script>var none = 'No jobs found'</script><p>Jobs</p>", False),
        ("<p>120 jobs found</p>", False),
        ("<p>No experience needed</p>", False),
        ("<p>10 results found</p>", False),
        ("", False),
    ],
)
def test_a_listing_may_say_that_it_is_empty(page, is_empty):
    assert says_empty(page) is is_empty
