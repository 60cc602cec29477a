"""A Chromium for the tests of the pages, and what is asked of every page that it shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the machine's Chromium; skip where there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def found_by_axe(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in violations
        for node in each["nodes"]
    ]


def too_wide_for_a_telephone(page: Page) -> list[str]:
    """Return what of a page reaches beyond 360 pixels, but for what may be scrolled by itself."""
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(each => !each.closest('.scroll, svg') && "
        "each.getBoundingClientRect().right > 361 && each.getClientRects().length)"
        ".map(each => each.outerHTML.slice(0, 80))"
    )
    if page.evaluate("document.documentElement.scrollWidth") > 360:
        wide.append("the page itself")
    return wide
