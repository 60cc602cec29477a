"""Somebody compares two occupations in a browser: by keyboard, on a telephone, without a script."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api_server import served
from tests.browser import found_by_axe, launched, too_wide_for_a_telephone

COMPARISON = "/?from=19-2031.00&to=15-1252.00"
PAGES = {
    "start": "/",
    "comparison": COMPARISON,
    "importance": f"{COMPARISON}&domain=skill&domain=knowledge&scale=IM",
    "unrated": "/?from=15-2051.00&to=15-1252.00",
    "unknown": "/?from=chemst&to=manager",
    "one": "/?from=chemists",
    "tree": "/taxonomy?group=25",
    "search": "/taxonomy?q=developer",
    "occupation": "/taxonomy/occupations/onet:15-1252.00",
    "jobs": "/jobs",
    "runs": "/runs",
    "error": "/nowhere",
}
ANSWERED_WITH_AN_ERROR = ("unknown", "error")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(published, browser) -> Iterator[str]:
    with served(published) as address:
        yield address


@pytest.fixture
def opened(browser, address) -> Iterator[Callable[..., Page]]:
    """Open pages; at the end none of them may have complained, or asked another machine."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    hosts: set[str | None] = set()

    def open_page(path: str = "/", *, may_complain: bool = False, width=1000, **options) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        if not may_complain:
            page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert hosts - {None, ""} <= {"127.0.0.1"}


def open_list(page: Page, side: str):
    return page.locator(f"#{side}-list")


def test_a_comparison_by_keyboard_alone(opened):
    page = opened()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    origin, target = (
        page.get_by_role("combobox", name="From"),
        page.get_by_role("combobox", name="To"),
    )
    origin.focus()
    page.keyboard.type("chemists", delay=20)
    expect(open_list(page, "from").get_by_role("option").first).to_be_visible()
    expect(origin).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{origin.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen).to_contain_text("Chemists")
    page.keyboard.press("Enter")
    expect(origin).to_have_value("Chemists")
    expect(origin).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    expect(target).to_be_focused()
    page.keyboard.type("software dev", delay=20)
    expect(open_list(page, "to").get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(target).to_have_value("Software Developers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "From Chemists to Software Developers"
    )
    assert_drawn(page)


def test_arrows_go_round_and_escape_gives_the_field_back(opened):
    page = opened()
    field = page.get_by_role("combobox", name="From")
    field.focus()
    page.keyboard.type("engineer", delay=20)
    options = open_list(page, "from").get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(open_list(page, "from")).to_be_hidden()
    expect(field).to_have_value("engineer")
    page.keyboard.press("Escape")
    expect(field).to_have_value("")


def test_an_answer_that_comes_late_does_not_change_what_is_chosen_from(opened):
    page = opened()
    held = []
    page.route("**/suggestions?q=chemists", lambda route: held.append(route))
    field = page.get_by_role("combobox", name="From")
    field.press_sequentially("chem", delay=20)
    expect(open_list(page, "from").get_by_role("option").first).to_be_visible()
    with page.expect_request("**/suggestions?q=chemists"):
        page.keyboard.type("ists")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    for route in held:
        route.fulfill(json=[])
    page.evaluate("new Promise(done => setTimeout(done, 50))")
    expect(chosen).to_be_visible()
    title = chosen.get_attribute("data-title")
    page.keyboard.press("Enter")
    expect(field).to_have_value(title)


def test_another_name_of_the_job_finds_it_by_mouse(opened):
    page = opened()
    page.get_by_role("combobox", name="From").press_sequentially("programmer", delay=20)
    option = open_list(page, "from").get_by_role("option").filter(has_text="also called").first
    title = option.get_attribute("data-title")
    option.click()
    expect(page.get_by_role("combobox", name="From")).to_have_value(title)


def test_filters_change_what_is_compared(opened):
    page = opened(COMPARISON)
    page.get_by_role("checkbox", name="Knowledge").check()
    page.get_by_role("radio", name="Importance (1 to 5)").check()
    page.get_by_role("button", name="Compare").click()
    heading = page.get_by_role("heading", name="Skills: importance held and needed")
    expect(heading).to_be_visible()
    expect(page.get_by_text("Knowledge: neither side is rated")).to_be_visible()
    assert_drawn(page)
    page.get_by_role("checkbox", name="Skills").uncheck()
    page.get_by_role("button", name="Compare").click()
    expect(heading).to_have_count(0)
    expect(page.get_by_text("These two are not compared")).to_be_visible()


def test_a_neighbour_leads_to_the_comparison_with_it(opened):
    page = opened(COMPARISON)
    link = page.locator("table:has(#near-origin) tbody a").first
    title = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"From Chemists to {title}")


def test_the_csv_link_gives_a_file_with_every_row(opened):
    page = opened(COMPARISON)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    assert waiting.value.suggested_filename == "skill-gap.csv"
    with waiting.value.path().open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 35


def test_the_chart_is_read_row_by_row_with_the_words_of_the_levels(opened):
    page = opened(COMPARISON)
    names = page.locator("#table-skill ~ tbody th").all_inner_texts()
    canvas = page.locator("canvas")
    canvas.focus()
    spoken = page.locator("[aria-live=polite]")
    for key, name in (("ArrowDown", names[0]), ("ArrowDown", names[1]), ("End", names[-1])):
        page.keyboard.press(key)
        expect(spoken).to_contain_text(name.removesuffix(" *"))
        expect(spoken).to_contain_text("Software Developers, level")
    drawn = "canvas => [Chart.getChart(canvas).tooltip.title, canvas.toDataURL()]"
    at_the_end, picture = canvas.evaluate(drawn)
    page.keyboard.press("Home")
    at_the_top, other = canvas.evaluate(drawn)
    assert (at_the_top, at_the_end) == ([names[0]], [names[-1]])
    assert picture != other  # the text beside the row has moved with it
    page.keyboard.press("Escape")
    expect(spoken).to_be_empty()


def test_the_tree_is_opened_by_its_signs(opened):
    page = opened("/taxonomy")
    page.get_by_role("link", name="Open Professionals").click()
    page.get_by_role(
        "link", name="Open Information and communications technology professionals"
    ).click()
    expect(page.locator("#here")).to_contain_text(
        "Software and applications developers and analysts"
    )
    page.get_by_role("link", name="Close Professionals").click()
    expect(page.get_by_role("link", name="Open Professionals")).to_be_visible()
    page.get_by_role("searchbox").fill("data scien")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Data Scientists").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data Scientists")


def test_without_a_script_there_is_the_form_the_drawing_and_the_table(opened):
    page = opened(java_script_enabled=False)
    page.get_by_role("textbox", name="From").fill("chemists")
    page.get_by_role("textbox", name="To").fill("software developers")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("From Chemists")
    assert page.locator(".chart svg[role=img]").first.is_visible()
    assert page.locator("#table-skill ~ tbody tr").count() == 35
    assert page.locator("canvas").count() == 0


def test_on_paper_the_drawing_stands_in_for_the_chart(opened):
    page = opened(COMPARISON)
    page.emulate_media(media="print")
    assert page.locator("canvas").is_hidden()
    assert page.locator(".chart svg[role=img]").first.is_visible()
    assert page.get_by_role("button", name="Compare").is_hidden()


def test_a_script_that_is_not_ours_does_not_run(opened):
    page = opened(may_complain=True)
    page.evaluate(
        "const script = document.createElement('script');"
        "script.textContent = 'window.intruder = true'; document.body.append(script)"
    )
    assert page.evaluate("window.intruder === undefined")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(opened, name):
    may_complain = name in ANSWERED_WITH_AN_ERROR
    for scheme, width in (("light", 1000), ("dark", 360)):
        page = opened(PAGES[name], may_complain=may_complain, color_scheme=scheme, width=width)
        assert found_by_axe(page) == []


def test_axe_finds_nothing_where_suggestions_are_open(opened):
    page = opened()
    page.get_by_role("combobox", name="To").press_sequentially("engineer", delay=20)
    expect(open_list(page, "to").get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert found_by_axe(page) == []


def test_axe_would_find_something(opened):
    page = opened()
    page.evaluate("document.querySelector('label[for=from]').remove()")
    assert found_by_axe(page) != []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_at_360_pixels(opened, name):
    page = opened(PAGES[name], may_complain=name in ANSWERED_WITH_AN_ERROR, width=360)
    assert too_wide_for_a_telephone(page) == []


def assert_drawn(page: Page) -> None:
    """Hold that Chart.js has drawn, in several colours, and the drawing made way for it."""
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible()
    colours = canvas.evaluate(
        "canvas => { const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, "
        "canvas.height); const found = new Set(); for (let i = 0; i < data.length; i += 4) "
        "if (data[i + 3] > 200) found.add(`${data[i]},${data[i + 1]},${data[i + 2]}`); "
        "return [...found]; }"
    )
    assert {"29,79,145", "162,58,0", "27,27,27"} <= set(colours)  # held, needed, short beyond error
    assert page.locator(".drawn").first.is_hidden()
