"""Take the pictures of the explorer in the README, from a service that is running.

    ./run_pipeline.sh run --onet-dir PLACE/db_30_3_text
    ./run_pipeline.sh serve
    .venv/bin/python -m benchmarks.screenshots

It needs Chromium on PATH, and writes docs/images/*.png.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LARGEST = 150_000  # bytes of a picture
COMPARISON = "/?from=19-2031.00&to=15-1252.00"


@dataclass(frozen=True)
class Picture:
    """What is shown: an address, and the part of it that a window of some size sees."""

    name: str
    path: str
    width: int
    height: int
    scheme: str = "light"
    top: str | None = None  # the element that stands at the top of the window


PICTURES = (
    Picture("explorer", f"{COMPARISON}#chart-skill", 1000, 760, top="#chart-skill"),
    Picture("explorer-360", COMPARISON, 360, 760, "dark", top="#chart-skill"),
    Picture("explorer-form", "/", 1000, 420),
)


def main() -> None:
    """Take every picture, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="http://127.0.0.1:8080")
    address = parser.parse_args().address
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        parser.error(f"none of {', '.join(BROWSERS)} is on PATH")
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            page = chromium.new_page(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme=picture.scheme,
            )
            page.goto(address + picture.path)
            if picture.name == "explorer-form":
                page.get_by_role("combobox", name="From").press_sequentially("analytical ch")
                page.get_by_role("option").first.wait_for()
                page.keyboard.press("ArrowDown")
            if picture.top:
                page.locator(picture.top).evaluate("each => each.scrollIntoView()")
            page.wait_for_timeout(300)
            path = IMAGES / f"{picture.name}.png"
            page.screenshot(path=path)
            size = path.stat().st_size
            print(f"{path.relative_to(IMAGES.parents[1])}  {size:,} bytes")
            if size > LARGEST:
                parser.error(f"a picture may have {LARGEST:,} bytes")
        chromium.close()


if __name__ == "__main__":
    main()
