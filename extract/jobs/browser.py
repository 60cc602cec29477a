"""A browser for pages that hold nothing until a script has run; the last resort, and optional.

It has no way to the network of its own: names lead nowhere, and each request that a page makes is
answered by the board's fetcher, with its robots.txt, its pace and its checked addresses. What that
does not answer, such as another host's script, the page does not get. No disguise: it sends nothing
itself, and the fetcher says who we are. Needs Playwright and a Chromium of the system.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.jobs.charsets import Decoded
from extract.jobs.fetching import Page
from extract.jobs.outcomes import Kind
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # it may run as root in a container; nothing it loads can reach the network
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
LEFT_OUT = frozenset({"image", "media", "font", "websocket", "eventsource", "ping", "manifest"})
MOST_REQUESTS = 30  # of one page
SECONDS = 120.0  # that one page may take, its requests spaced as all others

Fetch = Callable[[str], Page]
Render = Callable[[str], Page]


def missing() -> str | None:
    """Say what a browser lacks here; None if there is one."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "Playwright is not installed"
    return None if _chromium() else f"there is none of {', '.join(CHROMIUM)} on PATH"


def check() -> None:
    """Raise UsageError if there is no browser here."""
    if lack := missing():
        raise UsageError(
            "a browser is asked for and there is none",
            found=lack,
            state="no board was asked anything",
            advice="pip install playwright and a Chromium on PATH, or SKILLGAP_JOBS_BROWSER=no",
        )


@contextmanager
def opened_at_need(fetch: Fetch) -> Iterator[Render]:
    """Give a function that shows pages in a browser, which is opened with the first of them.

    The function takes an address and returns the page that was fetched, with the text that a reader
    sees after its scripts have run, or as it came if that fails. For the thread that calls it.

    Args:
        fetch: asks for pages, as the board is asked for all others.
    """
    from playwright.sync_api import sync_playwright

    with ExitStack() as opened:
        found: list[Browser] = []

        def render(url: str) -> Page:
            if not found:
                playwright = opened.enter_context(sync_playwright())
                flags = list(FLAGS)
                found.append(playwright.chromium.launch(executable_path=_chromium(), args=flags))
                opened.callback(found[0].close)
            return _rendered(found[0], url, fetch)

        yield render


def _chromium() -> str | None:
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def _rendered(chromium: Browser, url: str, fetch: Fetch) -> Page:
    from playwright.sync_api import Error

    answers: list[Page] = []
    faults: list[BaseException] = []

    def answer(route: Route) -> None:
        request = route.request
        is_ours = request.method == "GET" and request.resource_type not in LEFT_OUT
        if not is_ours or len(answers) >= MOST_REQUESTS or faults:
            route.abort()
            return
        try:
            page = fetch(request.url)
        except BaseException as fault:  # the end was asked for: told once the browser is done
            faults.append(fault)
            route.abort()
            return
        answers.append(page)
        if page.outcome.kind is not Kind.READ:
            route.abort()
            return
        kind = page.headers.get("Content-Type", "text/html")
        route.fulfill(status=200, headers={"Content-Type": kind}, body=page.body)

    context = chromium.new_context(service_workers="block", accept_downloads=False)
    text = None
    try:
        context.route("**/*", answer)
        context.route_web_socket("**", lambda socket: socket.close())
        tab = context.new_page()
        tab.goto(url, wait_until="networkidle", timeout=SECONDS * 1000)
        text = tab.content()
    except Error as error:
        words = f"the browser could not show it: {str(error).splitlines()[0][:120]}"
    finally:
        context.close()
    if faults:
        raise faults[0]
    first = answers[0] if answers else fetch(url)
    if first.outcome.kind is not Kind.READ:
        return first
    if text is None:
        return replace(first, outcome=replace(first.outcome, words=words))
    told = f"{first.outcome.words}, as a browser shows it after {len(answers)} requests"
    return replace(
        first,
        body=text.encode("utf-8", "replace"),
        decoded=Decoded(text, "utf-8", "nobody"),
        outcome=replace(first.outcome, words=told),
    )
