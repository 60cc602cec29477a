"""The pages of jobs: filtered by keyboard, on a telephone; boards that kept us out are said to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.browser import found_by_axe, launched, too_wide_for_a_telephone
from tests.posted_jobs import DEVELOPER, HOSTILE
from tests.web_page import Page


@pytest.fixture(scope="module")
def address(api: str) -> str:
    return api.removesuffix("/api/v1")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def show(address: str, path: str = "/jobs", answered: int = 200, **asked: object) -> Page:
    answer = requests.get(
        f"{address}{path}?{urlencode(asked)}", headers={"Accept": "text/html"}, timeout=60
    )
    assert answer.status_code == answered, answer.text
    return Page(answer.text)


def page_of(address: str, title: str) -> str:
    """Return the address of the page of the one posting that is called so."""
    (link,) = {link for words, link in show(address).links().items() if title in words}
    assert link.startswith("/jobs/")
    return link


def test_the_list_says_of_each_posting_where_it_stands_and_what_it_is_matched_to(address):
    page = show(address)
    assert "16 postings" in page.text
    assert "Savanna Labs, Westlands, Nairobi" in page.text
    assert "120,000 to 150,000 KES a month; brighter monday and 1 other board" in page.text
    assert "Matched to no occupation: no candidate" in page.text
    assert "closed, first seen 10 November 2026" in page.text
    assert page.links()["software developer"].startswith("/taxonomy/occupations/esco")


def test_a_link_to_a_board_opens_nothing_of_ours_and_commends_nothing(address):
    links = [each for each in show(address).all("a") if each["href"].startswith("http")]
    assert [each["href"] for each in links] == ["https://bright.example/listings/1001"]
    assert {"noopener", "nofollow"} <= set(links[0]["rel"].split())


def test_boards_that_could_not_be_read_are_not_boards_without_jobs(address):
    text = show(address).text
    assert "fuzu 18 November 2026, 03:00 UTC blocked: the board kept us out" in text
    assert "(403, Just a moment) not known 11 November 2026, 03:00 UTC 1" in text
    assert "degraded: the board gave a reduced page (1 of 20 usual jobs) 1 of a number" in text
    assert "markup_changed: the board has changed its pages" in text
    assert "does not say it is empty) not known never not known" in text


def test_fields_that_a_form_leaves_open_ask_for_all(address):
    names = ("q", "occupation", "min_confidence", "county", "board", "status", "from", "to")
    assert "16 postings" in show(address, **dict.fromkeys(names, "")).text


def test_filters_stay_in_the_form_and_in_the_file(address):
    page = show(address, county="Mombasa", status="open", q="chef")
    assert "2 postings" in page.text
    assert "<option selected>Mombasa</option>" in page.html
    assert "<option selected>open</option>" in page.html
    link = page.links()["Download as CSV"]
    answer = requests.get(address + link, timeout=30)
    assert len(answer.text.splitlines()) == 3


def test_what_cannot_be_asked_and_what_is_not_there_are_pages(address):
    assert "That cannot be asked" in show(address, answered=422, occupation="cook").text
    assert "There is nothing here" in show(address, "/jobs/0000000000000000", 404).text
    assert "There is nothing here" in show(address, answered=404, occupation="onet:99-9").text


def test_a_posting_shows_matches_skills_and_where_each_field_came_from(address):
    page = show(address, page_of(address, "Software Developer"))
    assert "software developer, right in 9" in page.text
    assert "Tableau Developer similar" in page.text  # the label of an alternative
    assert "Haskell: “You will write services in Haskell, day by day.”" in page.text
    assert (
        "Salary KSh 120,000 - 150,000 per month 120,000 to 150,000 KES a month label" in page.text
    )
    assert " ".join(DEVELOPER.split()) in page.text
    assert "my job mag new" in page.text and "The same job" in page.text


def test_hostile_text_of_a_board_stays_text(address):
    page = show(address, page_of(address, "=HYPERLINK"))
    assert HOSTILE in page.text
    assert not page.all("img")
    assert not [each for each in page.all("a") if each["href"].startswith("javascript")]


def test_an_occupation_leads_to_its_jobs(address):
    page = show(address, "/taxonomy/occupations/onet:47-2111.00")
    link = page.links()["Jobs whose title is matched to it"]
    assert "One posting" in Page(requests.get(address + link, timeout=30).text).text


def test_jobs_are_found_by_keyboard_alone(address, browser):
    page = browser.new_page(base_url=address)
    page.set_default_timeout(20_000)
    page.goto("/jobs")
    page.get_by_role("searchbox", name="Words of the title").focus()
    page.keyboard.type("softw dev")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="One posting")).to_be_visible()
    link = page.get_by_role("link", name="Software Developer", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Software Developer")
    page.close()


@pytest.mark.parametrize("title", [None, "Software Developer", "=HYPERLINK"])
def test_axe_finds_nothing_and_nothing_overflows_on_a_telephone(address, browser, title):
    path = page_of(address, title) if title else "/jobs"
    for scheme, width in (("light", 1000), ("dark", 360)):
        page = browser.new_page(
            base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        page.set_default_timeout(20_000)
        complaints: list[str] = []
        page.on("console", lambda said, heard=complaints: heard.append(said.text))
        page.goto(path)
        assert found_by_axe(page) == []
        if width == 360:
            assert too_wide_for_a_telephone(page) == []
        assert complaints == []
        page.close()
