"""Pages of a board, over HTTP from a stand-in: what comes, how often it is asked, what never is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from extract.download import Patience
from extract.jobs.connection import Answer
from extract.jobs.fetching import Fetcher, Manners, _Ended
from extract.jobs.links import without_tracking
from extract.jobs.outcomes import SAMPLE_BYTES, Kind
from extract.jobs.reachable import AddressRefused, checked_addresses, target
from pipeline.errors import UsageError
from tests.board_server import (
    CHALLENGE,
    BoardServer,
    board_server,
    chunked,
    conditional,
    cut_off,
    gzipped,
    page,
    raw,
    redirect,
    reset,
    stall,
    trickle,
)

CONTACT = "https://example.org/about-our-robot"


class Told:
    """A listener that keeps what it was told."""

    def __init__(self):
        self.lines, self.warnings = [], []

    def say(self, text):
        self.lines.append(text)

    def warn(self, text):
        self.warnings.append(text)


@pytest.fixture
def board():
    with board_server() as served:
        yield served


@pytest.fixture
def told():
    return Told()


def manners(board: BoardServer, **fields) -> Manners:
    patience = Patience(
        connect_timeout=2,
        read_timeout=fields.pop("read_timeout", 5),
        attempts=fields.pop("attempts", 3),
        first_wait=1,
        longest_wait=100,
        pause=board.clock.pause,
    )
    known = {"contact": CONTACT, "seconds_between": 1.5, "allow_loopback": True}
    return Manners(patience=patience, **(known | fields))


@pytest.fixture
def fetcher(board, told):
    def make(validators=None, also=frozenset(), site=None, **fields) -> Fetcher:
        return Fetcher(
            site or board.at(),
            manners(board, **fields),
            {} if validators is None else validators,
            told,
            also=also,
            clock=board.clock,
            now=board.clock.now,
            resolve=board.resolve,
        )

    return make


# What comes


def test_a_page_is_read_under_our_own_name(board, fetcher):
    board.put("/jobs", page("<p>Häuser</p>".encode()))
    read = fetcher().fetch(board.at("/jobs"))
    assert (read.outcome.kind, read.text, read.status) == (Kind.READ, "<p>Häuser</p>", 200)
    assert read.fetched_at == board.clock.now()
    (seen,) = board.asked("/jobs")
    assert seen.headers["User-Agent"] == f"skillgap/1.0 (+{CONTACT})"
    assert seen.headers["Host"] == f"board.test:{board.port}"


def test_further_headers_are_sent_and_cannot_hide_our_name(board, fetcher):
    board.put("/api", page(b"{}"))
    fetcher().fetch(board.at("/api"), headers={"Referer": "x", "User-Agent": "Mozilla"})
    (seen,) = board.asked("/api")
    assert seen.headers["Referer"] == "x"
    assert seen.headers["User-Agent"].startswith("skillgap")


@pytest.mark.parametrize("contact", ["", "somebody", "a@b.org\r\nX: y", "ä@b.org", "a@b.org) x ("])
def test_nobody_is_asked_without_a_contact(contact):
    with pytest.raises(UsageError, match="without a contact"):
        Manners(contact)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, Kind.GONE),
        (410, Kind.GONE),
        (401, Kind.BLOCKED),
        (403, Kind.BLOCKED),
        (451, Kind.BLOCKED),
        (400, Kind.UNEXPECTED_STATUS),
        (500, Kind.UNEXPECTED_STATUS),
    ],
)
def test_a_status_is_an_outcome_with_a_sample_and_is_not_tried_again(board, fetcher, status, kind):
    board.put("/jobs", page(b"s" * 10_000, status=status))
    read = fetcher().fetch(board.at("/jobs"))
    assert read.outcome.kind is kind
    assert str(status) in read.outcome.words
    assert read.outcome.sample == b"s" * SAMPLE_BYTES
    assert (read.text, read.decoded, len(board.asked("/jobs"))) == ("", None, 1)


@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_a_challenge_page_is_a_block_whatever_its_status(board, fetcher, status):
    board.put("/jobs", page(CHALLENGE, status=status))
    read = fetcher().fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.BLOCKED
    assert "'Just a moment...'" in read.outcome.words
    assert read.outcome.sample == CHALLENGE
    assert len(board.asked("/jobs")) == 1  # asking again would not help


def test_a_packed_page_is_unpacked(board, fetcher):
    board.put("/jobs", gzipped(b"<p>job</p>" * 1000))
    read = fetcher().fetch(board.at("/jobs"))
    assert read.text == "<p>job</p>" * 1000
    assert board.asked("/jobs")[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("answer", [page(b"x" * 5000), gzipped(b"x" * 5000), chunked(b"x" * 5000)])
def test_a_page_larger_than_allowed_is_not_read(board, fetcher, answer):
    board.put("/jobs", answer)
    read = fetcher(max_bytes=4999).fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.TOO_LARGE
    assert read.outcome.sample == b"x" * SAMPLE_BYTES
    assert read.body == b""
    assert fetcher(max_bytes=5000).fetch(board.at("/jobs")).outcome.kind is Kind.READ


def test_a_small_body_that_unpacks_to_a_huge_one_is_not_read(board, fetcher):
    board.put("/jobs", gzipped(bytes(50_000_000)))
    assert fetcher(max_bytes=100_000).fetch(board.at("/jobs")).outcome.kind is Kind.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "content_type", "charset", "source"),
    [
        ("é “x” é".encode("cp1252"), "text/html; charset=windows-1252", "cp1252", "header"),
        ("é “x” é".encode("cp1252"), "text/html; charset=ISO-8859-1", "cp1252", "header"),
        ("<meta charset='windows-1252'>é “x” é".encode("cp1252"), "text/html", "cp1252", "page"),
        ('<?xml encoding="cp1252"?>é “x” é'.encode("cp1252"), "text/xml", "cp1252", "page"),
        ("é “x” é".encode(), "text/html", "utf-8", "nobody"),
        ("é “x” é".encode("cp1252"), "text/html", "cp1252", "nobody"),
        ("é “x” é".encode("cp1252"), "text/html; charset=utf-8", "cp1252", "nobody"),
        ("é “x” é".encode(), "text/html; charset=unicode_escape", "utf-8", "nobody"),
        ("é “x” é".encode(), "text/html; charset=hex", "utf-8", "nobody"),
        ("é “x” é".encode("utf-8-sig"), "text/html; charset=cp1252", "utf-8", "byte order mark"),
    ],
)
def test_bytes_become_letters_and_the_page_says_by_what(
    board, fetcher, body, content_type, charset, source
):
    board.put("/jobs", page(body, content_type=content_type))
    read = fetcher().fetch(board.at("/jobs"))
    assert read.text.endswith("é “x” é")
    assert (read.decoded.charset, read.decoded.source) == (charset, source)
    if source == "nobody":
        assert f"taken as {charset}" in read.outcome.words


def test_one_broken_byte_does_not_turn_a_page_into_another_charset(board, fetcher):
    board.put("/jobs", page("é".encode() * 20 + b"\xff" + "é".encode()))
    read = fetcher().fetch(board.at("/jobs"))
    assert read.text == "é" * 20 + "\ufffd" + "é"
    assert "1 broken places were replaced" in read.outcome.words


# Tries


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again(board, fetcher, told, status):
    board.put("/jobs", page(b"", status=status), page(b"jobs"))
    assert fetcher().fetch(board.at("/jobs")).text == "jobs"
    assert len(board.asked("/jobs")) == 2
    assert str(status) in told.warnings[0]


@pytest.mark.parametrize(
    ("status", "kind"), [(429, Kind.BLOCKED), (503, Kind.UNREACHABLE), (502, Kind.UNREACHABLE)]
)
def test_tries_are_bounded_with_growing_waits(board, fetcher, status, kind):
    board.put("/jobs", page(b"sorry", status=status))
    read = fetcher(seconds_between=0).fetch(board.at("/jobs"))
    assert (read.outcome.kind, read.outcome.sample) == (kind, b"sorry")
    assert "after 3 of 3 tries" in read.outcome.words
    assert len(board.asked("/jobs")) == 3
    assert board.clock.waits == [1, 2]


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("30", 30),
        ("Mon, 01 Jun 2026 12:00:42 GMT", 42),
        ("Mon, 01 Jun 2020 12:00:00 GMT", 1),  # over: our own wait
        ("0", 1),
        ("-5", 1),
        ("soon", 1),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 1),
    ],
)
def test_a_server_is_left_alone_as_long_as_it_asks(board, fetcher, asked, waited):
    board.put("/jobs", page(b"", status=429, Retry_After=asked), page(b"jobs"))
    assert fetcher(seconds_between=0).fetch(board.at("/jobs")).text == "jobs"
    assert board.clock.waits == [waited]


@pytest.mark.parametrize("asked", ["3600", "Mon, 01 Jun 2026 13:00:00 GMT"])
def test_a_longer_rest_is_not_waited_out_and_not_broken(board, fetcher, asked):
    board.put("/jobs", page(b"", status=503, Retry_After=asked))
    board.put("/other", page(b"other"))
    asking = fetcher(seconds_between=0)
    read = asking.fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.UNREACHABLE
    assert "it asks to wait 3,600 s" in read.outcome.words
    left_alone = asking.fetch(board.at("/other"))
    assert left_alone.outcome.kind is Kind.UNREACHABLE
    assert "left alone for another 3,600 s" in left_alone.outcome.words
    assert len(board.asked("/jobs")) == 1
    assert board.asked("/other") == []
    board.clock.pause(3600)
    assert asking.fetch(board.at("/other")).text == "other"


def test_an_absurd_rest_is_capped(board, fetcher):
    board.put("/jobs", page(b"", status=503, Retry_After="9" * 400))
    assert "wait 86,400 s" in fetcher().fetch(board.at("/jobs")).outcome.words


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (reset, "the server broke the connection"),
        (cut_off(b"x" * 100, 50), "the answer broke off"),
        (cut_off(b"\x1f\x8b\x08\x00", 4, Content_Encoding="gzip"), "the answer broke off"),
        (chunked(b"x" * 100, is_ended=False), "the answer broke off"),
        (raw(b"SSH-2.0-OpenSSH\r\n"), "what came is no HTTP"),
    ],
)
def test_a_broken_answer_is_never_taken_half(board, fetcher, told, fault, words):
    board.put("/jobs", fault, page(b"whole"))
    asking = fetcher()
    assert asking.fetch(board.at("/jobs")).text == "whole"
    assert words in told.warnings[0]
    board.put("/jobs", fault)
    read = asking.fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.UNREACHABLE
    assert read.body == b""


def test_silence_ends(board, fetcher):
    board.put("/jobs", stall(b"half"))
    read = fetcher(read_timeout=0.1, attempts=1).fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.UNREACHABLE
    assert "no byte came for 0.1 s" in read.outcome.words


def test_an_answer_that_trickles_ends(board, fetcher):
    board.put("/jobs", trickle)
    read = fetcher(attempts=1, whole_answer=0.3).fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.UNREACHABLE
    assert "the answer took longer than 0.3 s" in read.outcome.words


def test_a_host_that_is_not_there_is_unreachable(board, fetcher):
    board.names["board.test"] = []
    read = fetcher().fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.UNREACHABLE
    assert "could not be looked up: Name or service not known" in read.outcome.words


def test_what_is_packed_in_another_way_is_said(board, fetcher):
    board.put("/jobs", page(b"?", Content_Encoding="br"))
    assert "packed as br" in fetcher().fetch(board.at("/jobs")).outcome.words
    assert len(board.asked("/jobs")) == 1


# Pace


def test_requests_start_at_exactly_the_rate(board, fetcher):
    board.robots("")
    asking = fetcher(seconds_between=1.5)
    for number in range(4):
        asking.fetch(board.at(f"/{number}"))
    starts = [seen.at for seen in board.requests]
    assert starts == [1000, 1001.5, 1003, 1004.5, 1006]  # robots.txt is a request like others
    assert asking.requests == 5


def test_time_that_went_by_is_not_waited_again(board, fetcher):
    asking = fetcher(seconds_between=10)
    asking.fetch(board.at("/1"))
    board.clock.seconds += 7
    asking.fetch(board.at("/2"))
    assert board.asked("/2")[0].at - board.asked("/1")[0].at == 10
    assert board.clock.waits[-1] == 3


def test_a_politeness_of_nothing_waits_for_nothing(board, fetcher):
    asking = fetcher(seconds_between=0)
    for number in range(5):
        asking.fetch(board.at(f"/{number}"))
    assert board.clock.waits == []


@pytest.mark.parametrize(
    ("robots", "between"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10),
        ("User-agent: *\nCrawl-delay: 0.5", 1.5),
        ("User-agent: skillgap\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9", 3),
        ("User-agent: *\nRequest-rate: 1/20", 20),
    ],
)
def test_a_host_may_ask_for_more_time_and_not_for_less(board, fetcher, robots, between):
    board.robots(robots)
    asking = fetcher()
    asking.fetch(board.at("/1"))
    asking.fetch(board.at("/2"))
    starts = [seen.at for seen in board.requests]
    assert [later - earlier for earlier, later in pairwise(starts)] == [between, between]


# robots.txt


def test_robots_txt_comes_first_once_and_is_kept_to(board, fetcher):
    board.robots("User-agent: *\nDisallow: /private\nAllow: /private/jobs$")
    asking = fetcher()
    assert asking.fetch(board.at("/private/x?key=1")).outcome.kind is Kind.REFUSED_BY_ROBOTS
    assert asking.fetch(board.at("/private/jobs")).outcome.kind is Kind.GONE
    assert asking.fetch(board.at("/jobs")).outcome.kind is Kind.GONE
    assert board.paths == ["/robots.txt", "/private/jobs", "/jobs"]


def test_rules_for_us_by_name_beat_those_for_all(board, fetcher):
    board.robots("User-agent: *\nAllow: /\n\nUser-agent: Skillgap\nDisallow: /")
    assert fetcher().fetch(board.at("/jobs")).outcome.kind is Kind.REFUSED_BY_ROBOTS


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_robots_txt_means_no_rules(board, fetcher, told, status):
    board.put("/robots.txt", page(b"", status=status))
    board.put("/jobs", page(b"jobs"))
    assert fetcher().fetch(board.at("/jobs")).text == "jobs"
    assert f"no rules: robots.txt answered {status}" in told.lines[0]


@pytest.mark.parametrize(
    "answer",
    [
        page(b"", status=500),
        page(b"", status=503),
        page(b"", status=429),
        reset,
        redirect("http://elsewhere.test/robots.txt"),
        redirect("http://169.254.169.254/robots.txt"),
        page(CHALLENGE),
        page(CHALLENGE, status=429),
    ],
)
def test_rules_that_cannot_be_read_mean_that_nothing_is_fetched(board, fetcher, told, answer):
    board.put("/robots.txt", answer)
    asking = fetcher()
    read = asking.fetch(board.at("/jobs"))
    again = asking.fetch(board.at("/jobs/2"))
    assert not read.outcome.is_good
    assert "so nothing is fetched from board.test" in read.outcome.words
    assert again.outcome == read.outcome
    assert set(board.paths) == {"/robots.txt"}
    assert told.warnings[-1] == read.outcome.words


# Conditional requests


@pytest.mark.parametrize(
    ("etag", "last_modified", "header"),
    [
        ('W/"7"', "Mon, 01 Jun 2026 10:00:00 GMT", "If-None-Match"),
        (None, "Mon, 01 Jun 2026 10:00:00 GMT", "If-Modified-Since"),
    ],
)
def test_an_unchanged_page_is_not_sent_again(board, fetcher, etag, last_modified, header):
    board.put("/feed", conditional(b"jobs", etag, last_modified))
    validators = {}
    first = fetcher(validators)
    first.remember(first.fetch(board.at("/feed")))
    later = fetcher(validators)
    assert later.fetch(board.at("/feed")).outcome.kind is Kind.NOT_MODIFIED
    assert header in board.asked("/feed")[-1].headers
    assert later.fetch(board.at("/feed"), conditional=False).text == "jobs"


def test_a_page_that_nobody_kept_is_sent_again(board, fetcher):
    board.put("/feed", conditional(b"jobs", '"7"'))
    asking = fetcher()
    degraded = asking.fetch(board.at("/feed"))
    assert asking.fetch(board.at("/feed")).text == "jobs"
    what = replace(degraded.outcome, kind=Kind.DEGRADED)
    asking.remember(replace(degraded, outcome=what))
    assert asking.fetch(board.at("/feed")).text == "jobs"


def test_an_unchanged_page_nobody_asked_about_is_not_believed(board, fetcher):
    board.put("/feed", page(b"", status=304))
    assert fetcher().fetch(board.at("/feed")).outcome.kind is Kind.UNEXPECTED_STATUS


# Redirects and addresses


def test_a_redirect_within_the_host_is_followed_at_our_pace(board, fetcher):
    board.put("/jobs", redirect("/jobs/"))
    board.put("/jobs/", redirect(board.at("/all#top", host="www.board.test"), status=308))
    board.put("/all", page(b"jobs"))
    read = fetcher().fetch(board.at("/jobs"))
    assert (read.text, read.final_url) == ("jobs", board.at("/all", host="www.board.test"))
    assert [seen.at for seen in board.requests] == [1000, 1001.5, 1003, 1004.5, 1006]
    assert board.paths == ["/robots.txt", "/jobs", "/jobs/", "/robots.txt", "/all"]


def test_a_redirect_obeys_robots_txt(board, fetcher):
    board.robots("User-agent: *\nDisallow: /private")
    board.put("/jobs", redirect("/private"))
    assert fetcher().fetch(board.at("/jobs")).outcome.kind is Kind.REFUSED_BY_ROBOTS
    assert board.asked("/private") == []


def test_a_redirect_to_another_host_is_told_and_not_followed(board, fetcher):
    board.put("/apply-now/7", redirect("https://employer.example/jobs/7?token=s3cret"))
    read = fetcher().fetch(board.at("/apply-now/7"))
    assert read.outcome.kind is Kind.LED_ELSEWHERE
    assert read.led_to == "https://employer.example/jobs/7?token=s3cret"
    assert "s3cret" not in read.outcome.words
    assert set(board.lookups) == {"board.test"}


def test_a_named_host_may_be_led_to_without_our_further_headers(board, fetcher):
    board.put("/jobs", redirect(board.at("/jobs2", host="cdn.test")))
    board.put("/jobs2", page(b"jobs"))
    asking = fetcher(also=frozenset({"cdn.test"}))
    assert asking.fetch(board.at("/jobs"), headers={"Authorization": "x"}).text == "jobs"
    assert "Authorization" in board.asked("/jobs")[0].headers
    assert "Authorization" not in board.asked("/jobs2")[0].headers


def test_a_circle_ends(board, fetcher):
    board.put("/jobs", redirect("/jobs"))
    read = fetcher(max_redirects=3).fetch(board.at("/jobs"))
    assert "more than 3 times" in read.outcome.words
    assert len(board.asked("/jobs")) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://10.0.0.1/",
        "http://[fd00:ec2::254]/",
        "file:///etc/passwd",
        "http://user:password@board.test/",
        "http://[broken/",
    ],
)
def test_a_redirect_to_a_private_address_is_never_followed(board, fetcher, location):
    board.put("/jobs", redirect(location))
    asking = fetcher(also=frozenset({"169.254.169.254", "10.0.0.1"}))
    read = asking.fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.REFUSED_ADDRESS
    assert board.paths == ["/robots.txt", "/jobs"]


def test_a_redirect_to_this_machine_is_refused_where_it_may_not_be_asked(board, told):
    """The board has a public address here; the answer of the stand-in is made by hand."""
    asking = Fetcher("http://board.test", Manners(CONTACT), {}, told, resolve=lambda host, port: [])
    answer = Answer(302)
    answer.headers["Location"] = f"http://127.0.0.1:{board.port}/admin"
    with pytest.raises(_Ended) as ended:
        asking._next(target("http://board.test/"), answer)
    assert ended.value.why.kind is Kind.REFUSED_ADDRESS
    assert "this machine itself" in ended.value.why.words
    assert board.requests == []


def test_without_leave_for_tests_this_machine_is_not_asked(board, fetcher):
    read = fetcher(allow_loopback=False).fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.REFUSED_ADDRESS
    assert "board.test leads to 127.0.0.1: this machine itself" in read.outcome.words
    assert board.requests == []


def test_a_name_that_turns_to_a_private_address_is_not_followed(board, fetcher):
    """The name is looked up once a request, and the connection goes to what was checked."""
    asking = fetcher()
    board.put("/jobs", page(b"jobs"))
    assert asking.fetch(board.at("/jobs")).text == "jobs"
    assert board.lookups == ["board.test"] * 2  # robots.txt, and the page
    board.names["board.test"] = ["127.0.0.1", "192.168.1.1"]
    read = asking.fetch(board.at("/jobs"))
    assert read.outcome.kind is Kind.REFUSED_ADDRESS
    assert "192.168.1.1" in read.outcome.words
    assert len(board.asked("/jobs")) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1"),
        *("169.254.169.254", "168.63.129.16", "100.64.0.1", "100.100.100.200", "224.0.0.1"),
        *("240.0.0.1", "255.255.255.255", "192.0.0.192", "::1", "::", "fe80::1%eth0", "fc00::1"),
        *("::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "ff02::1", "fd00:ec2::254"),
    ],
)
def test_no_private_address_is_taken(address):
    with pytest.raises(AddressRefused):
        checked_addresses(
            target("http://x.test"), lambda host, port: ["8.8.8.8", address], allow_loopback=False
        )


def test_public_addresses_are_taken_and_loopback_only_by_leave():
    to = target("http://x.test")
    public = ["93.184.216.34", "2606:2800:220:1::1"]
    assert checked_addresses(to, lambda *_: public, allow_loopback=False) == public
    assert checked_addresses(to, lambda *_: ["127.0.0.1"], allow_loopback=True) == ["127.0.0.1"]
    with pytest.raises(AddressRefused):
        checked_addresses(to, lambda *_: ["10.0.0.1"], allow_loopback=True)


def test_another_host_is_not_asked(board, fetcher):
    read = fetcher().fetch(board.at("/jobs", host="other.test"))
    assert read.outcome.kind is Kind.REFUSED_ADDRESS
    assert board.lookups == []


# Links


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://x.org/a?utm_source=icpak&utm_medium=web", "https://x.org/a"),
        ("https://x.org/a?gh_jid=77&gh_src=abc", "https://x.org/a?gh_jid=77"),
        ("https://x.org/a?b=%20+&UTM_Source=1&c=2", "https://x.org/a?b=%20+&c=2"),
        ("https://x.org/a?q=utm_source&fbclid=1", "https://x.org/a?q=utm_source"),
        ("https://x.org/a?id=1#utm_campaign=z", "https://x.org/a?id=1"),
        ("https://x.org/a#job7", "https://x.org/a#job7"),
        ("http://[broken?utm_source=1", "http://[broken?utm_source=1"),
    ],
)
def test_links_lose_what_only_says_how_somebody_came(url, kept):
    assert without_tracking(url) == kept
