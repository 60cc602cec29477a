"""The pages' files are those they say they are, and hold nothing that their policy forbids."""

from __future__ import annotations

import hashlib
import re

import pytest

from api.pages.assets import HERE, address_of, assets

VENDOR = HERE / "static" / "vendor"
TEMPLATES = sorted((HERE / "templates").glob("*.html"))


def test_files_of_others_are_as_their_packages_have_them():
    listed = dict(
        re.findall(
            r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.M
        )
    )
    scripts = {path.name: path.read_bytes() for path in VENDOR.glob("*.js")}
    assert listed == {name: hashlib.sha256(body).hexdigest() for name, body in scripts.items()}


def test_each_file_of_others_comes_with_its_licence():
    for script in VENDOR.glob("*.js"):
        name = script.name.split(".")[0]
        (licence,) = VENDOR.glob(f"{name}.LICENSE*")
        assert "MIT" in licence.read_text()


def test_an_address_follows_the_bytes_of_the_file():
    for name, asset in assets().items():
        assert address_of(name) == f"/assets/{asset.digest}/{name}"
        assert hashlib.sha256(asset.body).hexdigest().startswith(asset.digest)


@pytest.mark.parametrize("name", ["chart.js", "error-bars.js", "pages.js"])
def test_no_script_makes_code_of_text(name):
    assert not re.search(rb"\beval\(|new Function\b", assets()[name].body)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_style_or_script_of_its_own(path):
    text = path.read_text(encoding="utf-8")
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert all("src=" in each or 'type="application/json"' in each for each in scripts)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|\|\s*safe\b|javascript:", text)
