"""The list of sources: each is whole, and its contracts contradict nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from extract.contract import FileContract
from extract.sources import SOURCES
from pipeline.settings import ROOT

CONTRACTS = [contract for source in SOURCES.values() for contract in source.contracts]
each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda one: one.name)


def test_a_source_has_contracts_of_its_own_and_says_what_a_place_should_hold():
    for name, source in SOURCES.items():
        assert {contract.source for contract in source.contracts} == {name}
        assert source.title
        assert source.expected.startswith("a folder")
        assert source.samples or source.is_history  # nobody has made up a day of job boards


def test_no_two_contracts_have_one_name():
    assert [name for name, n in Counter(one.name for one in CONTRACTS).items() if n > 1] == []


@each_contract
def test_a_layout_speaks_of_columns_that_there_are(contract: FileContract):
    names = {column.name for column in contract.columns}
    assert len(names) == len(contract.columns)
    assert set(contract.natural_key) - {"source_file"} <= names
    for layout in contract.layouts:
        assert {*layout.absent, *layout.optional, *layout.renamed} <= names
        assert not set(layout.absent) & {*layout.optional, *layout.renamed}


@each_contract
def test_a_layout_names_no_header_twice(contract: FileContract):
    for layout in contract.layouts:
        header = contract.header(layout)
        assert len(set(header)) == len(header)


@each_contract
def test_a_column_that_a_key_needs_is_in_one_layout_at_least(contract: FileContract):
    present = {c.name for layout in contract.layouts for c in contract.columns_of(layout)}
    assert set(contract.natural_key) - {"source_file"} <= present


@pytest.mark.parametrize("source", sorted(set(SOURCES) - {"onet", "jobs"}))
def test_the_module_that_a_refused_header_names_is_there(source: str):
    module = f"extract/{source}"
    places = [ROOT / f"{module}.py", ROOT / module / "contracts.py"]
    [path] = [place for place in places if place.is_file()]
    assert f'MODULE = "{path.relative_to(ROOT).as_posix()}"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file_name", "language"),
    [("occupations_en.csv", "en"), ("OCCUPATIONS_FR.CSV", "FR"), ("occupations_eng.csv", None)],
)
def test_a_pattern_takes_a_language_of_two_letters_in_any_case(file_name, language):
    layout = next(one for one in CONTRACTS if one.name == "ESCO occupations").layouts[0]
    match = layout.takes(file_name)
    assert (match and match["language"]) == language


def test_a_star_takes_anything_and_the_rest_of_a_pattern_is_itself():
    layout = next(one for one in CONTRACTS if one.name == "ESCO collections").layouts[0]
    assert layout.takes("digCompSkillsCollection_en.csv")
    assert not layout.takes("digCompSkillsCollection_en.csv.zip")
    assert not layout.takes("digCompSkillsCollection_enXcsv")
