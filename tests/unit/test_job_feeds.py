"""Feeds of boards: every item is read or told, and nothing is loaded from outside."""

from __future__ import annotations

import pytest

from extract.jobs.feeds import feed_pages, parse_feed, read_feed
from extract.jobs.fetching import Fetcher, Manners
from extract.jobs.outcomes import Kind
from tests.board_server import CHALLENGE, board_server, conditional, page

BASE = "https://board.test/feed/"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
WORDPRESS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" {CONTENT} xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Jobs</title><link>https://board.test</link>
<item><title>Nurse &amp; Midwife at Acme</title>
<link>/jobs/nurse?utm_source=rss&amp;gh_jid=7</link>
<dc:creator><![CDATA[Editor]]></dc:creator>
<pubDate>Mon, 01 Jun 2026 09:00:00 +0000</pubDate>
<category>Health</category><category>Nairobi</category>
<guid isPermaLink="false">board-7</guid>
<description>Short</description>
<content:encoded><![CDATA[<p>Long &amp; full</p>]]></content:encoded></item>
<item><title>Driver at Acme</title><link>https://board.test/jobs/driver</link></item>
</channel></rss>"""


def rss(*items: str) -> str:
    return f"<rss><channel>{''.join(items)}</channel></rss>"


def item(number: int) -> str:
    return f"<item><title>Job {number}</title><link>https://board.test/jobs/{number}</link></item>"


class Silent:
    def say(self, text):
        pass

    warn = say


@pytest.fixture
def board():
    with board_server() as served:
        yield served


@pytest.fixture
def fetcher(board):
    return Fetcher(
        board.at(),
        Manners("a@example.org", seconds_between=0, allow_loopback=True),
        {},
        Silent(),
        resolve=board.resolve,
    )


def test_a_feed_of_wordpress_is_read_as_it_is_written():
    nurse, driver = parse_feed(WORDPRESS, BASE).items
    assert nurse.title == "Nurse & Midwife at Acme"
    assert nurse.link == "https://board.test/jobs/nurse?gh_jid=7"
    assert (nurse.id, nurse.key) == ("board-7", "board-7")
    assert nurse.published == "Mon, 01 Jun 2026 09:00:00 +0000"
    assert nurse.text == "<p>Long &amp; full</p>"
    assert nurse.fields["description"] == ("Short",)
    assert nurse.fields["dc:creator"] == ("Editor",)
    assert nurse.fields["category"] == ("Health", "Nairobi")
    assert (driver.published, driver.key) == (None, "https://board.test/jobs/driver")


def test_jobs_with_urls_and_elements_of_their_own_are_kept():
    (job,) = parse_feed(
        "<source><job><id>9</id><title>Cook</title><url>http://x.org/9</url>"
        "<expiryDate>2026-07-01</expiryDate><location><city>Kisumu</city></location></job></source>",
        BASE,
    ).items
    assert (job.link, job.id) == ("http://x.org/9", "9")
    assert job.fields["expirydate"] == ("2026-07-01",)
    assert job.fields["location/city"] == ("Kisumu",)


def test_atom_is_read():
    (entry,) = parse_feed(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Cook</title><id>tag:1</id>'
        '<link rel="self" href="/self"/><link href="/jobs/1"/><published>2026-06-01</published>'
        '<content type="xhtml"><div>a<b>c</b></div></content></entry></feed>',
        BASE,
    ).items
    assert (entry.link, entry.id) == ("https://board.test/jobs/1", "tag:1")
    assert entry.published == "2026-06-01"
    assert "a<" in entry.text and "c</" in entry.text


def test_a_broken_item_costs_itself_and_no_other():
    broken = "<item><title>Broken <b>Job</title><link>https://board.test/jobs/2</link></item>"
    parsed = parse_feed(rss(item(1), broken, item(3)), BASE)
    assert [each.title for each in parsed.items] == ["Job 1", "Job 3"]
    (bad,) = parsed.unreadable
    assert bad.number == 2
    assert bad.why.startswith("no XML: mismatched tag")
    assert bad.sample == broken.encode()
    assert "read item by item" in parsed.words


def test_a_feed_that_breaks_off_keeps_what_is_whole():
    parsed = parse_feed(rss(item(1), item(2))[:-60], BASE)
    assert [each.title for each in parsed.items] == ["Job 1"]
    assert [each.number for each in parsed.unreadable] == [2]


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("R&D Lead", "R&D Lead"),
        ("Chef&nbsp;de&nbsp;rang", "Chef\u00a0de\u00a0rang"),
        ("Caf&eacute; & Bar", "Caf\u00e9 & Bar"),
        ("A &amp; B & C", "A & B & C"),
        ("What &isthis;", "What &isthis;"),
        ("Bell \x07 Ringer", "Bell  Ringer"),
        ("<![CDATA[R&D &nbsp;]]> & more", "R&D &nbsp; & more"),
    ],
)
def test_what_html_allows_and_xml_does_not_is_mended(title, read):
    one = f"<item><title>{title}</title><link>https://board.test/1</link></item>"
    (found,) = parse_feed(rss(one), BASE).items
    assert found.title == read


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("<item><title>Nowhere</title></item>", "it has no link and no id"),
        ("<item><title>x</title><link>javascript:alert(1)</link></item>", "no link and no id"),
        ("<item><link>https://board.test/1</link></item>", "it has no title and no text"),
    ],
)
def test_an_item_that_says_too_little_is_told(broken, why):
    parsed = parse_feed(rss(broken, item(2)), BASE)
    assert len(parsed.items) == 1
    assert why in parsed.unreadable[0].why


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!-- <rss> --><!DOCTYPE rss PUBLIC "a" "b" [<!ENTITY a "aaaa"><!ENTITY x "&a;&a;">]>',
        '<!doctype rss [<!ENTITY % x SYSTEM "http://169.254.169.254/">%x;]>',
    ],
)
def test_a_feed_that_declares_entities_is_not_read(doctype):
    text = f'<?xml version="1.0"?>{doctype}' + rss(
        "<item><title>&x;</title><link>https://board.test/1</link></item>"
    )
    parsed = parse_feed(text, BASE)
    assert (parsed.items, parsed.is_feed) == ((), False)
    assert "declares entities" in parsed.words


def test_a_doctype_without_declarations_does_no_harm():
    text = '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://x.test/rss.dtd">' + rss(item(1))
    assert len(parse_feed(text, BASE).items) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (WORDPRESS, Kind.READ),
        (rss(), Kind.EMPTY),
        ("<!DOCTYPE html><html><body><h1>Jobs</h1></body></html>", Kind.MARKUP_CHANGED),
        ("<html><body><p>not <b>xml</body></html>", Kind.MARKUP_CHANGED),
        ("<sitemap><loc>x</loc></sitemap>", Kind.MARKUP_CHANGED),
        (rss(item(1), item(2))[:-60], Kind.DEGRADED),
        ("", Kind.MARKUP_CHANGED),
        ('{"jobs": []}', Kind.MARKUP_CHANGED),
        (CHALLENGE.decode(), Kind.BLOCKED),
    ],
)
def test_what_is_no_feed_is_not_an_empty_one(board, fetcher, body, kind):
    board.put("/feed/", page(body.encode(), content_type="application/rss+xml"))
    found = read_feed(fetcher.fetch(board.at("/feed/")))
    assert found.page.outcome.kind is kind
    assert bool(found.items) is (kind in (Kind.READ, Kind.DEGRADED))
    assert bool(found.page.outcome.sample) is (kind is not Kind.READ and body != "")


def test_pages_are_read_until_one_brings_nothing_new(board, fetcher):
    board.put("/feed/", page(rss(item(1), item(2)).encode()))
    board.put("/feed/?paged=2", page(rss(item(2), item(3), item(3)).encode()))
    board.put("/feed/?paged=3", page(rss(item(1), item(3)).encode()))
    pages = list(feed_pages(fetcher, board.at("/feed/"), max_pages=9))
    assert [[each.title for each in found.items] for found in pages] == [
        ["Job 1", "Job 2"],
        ["Job 3"],
        [],
    ]
    assert board.paths[1:] == ["/feed/", "/feed/?paged=2", "/feed/?paged=3"]


def test_pages_end_where_the_board_ends_them_and_where_we_do(board, fetcher):
    board.put("/feed/?s=nurse", page(rss(item(1)).encode()))
    kinds = [
        found.page.outcome.kind
        for found in feed_pages(fetcher, board.at("/feed/?s=nurse"), max_pages=9)
    ]
    assert kinds == [Kind.READ, Kind.GONE]
    assert board.paths[-1] == "/feed/?s=nurse&paged=2"
    assert len(list(feed_pages(fetcher, board.at("/feed/?s=nurse"), max_pages=1))) == 1


def test_an_unchanged_feed_is_one_request(board, fetcher):
    board.put("/feed/", conditional(rss(item(1)).encode(), '"1"'))
    (first,) = feed_pages(fetcher, board.at("/feed/"), max_pages=1)
    fetcher.remember(first.page)
    (again,) = feed_pages(fetcher, board.at("/feed/"), max_pages=9)
    assert again.page.outcome.kind is Kind.NOT_MODIFIED
    assert again.items == ()
