"""Texts find the occupation they name, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from gaps.errors import AmbiguousTitle, Searched, UnknownOccupation
from gaps.occupations import LONGEST_TITLE, Occupation, find_occupation
from gaps.taxonomy_occupations import find_taxonomy_occupation

DEVELOPERS = ("15-1252.00", "Software Developers")


@pytest.fixture(scope="module")
def reader(published) -> Iterator[Connection]:
    engine = published.server.engine("reader", published.settings.databases.published)
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    ("asked", "found_by"),
    [
        ("15-1252.00", "code"),
        ("  15-1252.00\n", "code"),
        ("Software Developers", "title"),
        ("software  DEVELOPERS", "title"),
        ("Softwäre Developérs", "title"),
        ("Software Engineer", "job_title"),
        ("software engineer", "job_title"),
    ],
)
def test_a_code_a_title_and_a_job_title_are_found(reader, asked, found_by):
    assert find_occupation(reader, asked) == Occupation(*DEVELOPERS, found_by)


def test_the_short_form_of_a_job_title_is_found(reader):
    assert find_occupation(reader, "ceo").code == "11-1011.00"


def test_a_job_title_of_several_occupations_is_not_decided(reader):
    with pytest.raises(AmbiguousTitle) as caught:
        find_occupation(reader, "full stack developer")
    codes = [candidate.code for candidate in caught.value.candidates]
    assert codes == ["15-1252.00", "15-1254.00"]
    assert caught.value.exit_code == 2
    assert "15-1254.00  Web Developers" in str(caught.value)


@pytest.mark.parametrize("asked", ["15-1252", "151252", "15-1252.0", "15.1252.00", "15-1252.000"])
def test_a_code_of_the_wrong_form_is_explained_not_repaired(reader, asked):
    with pytest.raises(UnknownOccupation) as caught:
        find_occupation(reader, asked)
    assert "two digits, a hyphen, four digits, a dot, two digits" in caught.value.expected
    assert "15-1252.00" in [candidate.code for candidate in caught.value.candidates]


def test_an_unknown_code_offers_those_of_the_same_soc_occupation(reader):
    with pytest.raises(UnknownOccupation) as caught:
        find_occupation(reader, "15-1299.99")
    assert [candidate.code for candidate in caught.value.candidates] == ["15-1299.00"]


def test_an_unknown_title_offers_the_closest(reader):
    with pytest.raises(UnknownOccupation) as caught:
        find_occupation(reader, "Sofware Devloper")
    assert caught.value.candidates[0].code == "15-1252.00"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("asked", ["Astronomers", "19-2011.00"])
def test_what_the_sample_lacks_is_not_said_to_be_unknown_to_onet(reader, asked):
    with pytest.raises(UnknownOccupation) as caught:
        find_occupation(reader, asked)
    occupations = reader.exec_driver_sql("select count(*) from occupations").scalar_one()
    said = f"O*NET sample: {occupations} occupations, a choice that comes with the project"
    assert caught.value.found == said
    assert "./run_pipeline.sh run --onet NAME loads all there are" in caught.value.advice


@pytest.mark.parametrize("taxonomy", ["esco", "kesco"])
def test_what_the_sample_of_a_taxonomy_lacks_is_told_apart_too(reader, taxonomy):
    with pytest.raises(UnknownOccupation) as caught:
        find_taxonomy_occupation(reader, taxonomy, "zzz")
    assert caught.value.found.endswith("a choice that comes with the project")
    assert f"run --source {taxonomy} --path PLACE loads all" in caught.value.advice


def test_of_a_whole_release_no_more_is_promised():
    error = UnknownOccupation("no", searched=Searched("O*NET 30.3", 1016, False, "run"))
    assert str(error) == "no\n  found     O*NET 30.3: 1,016 occupations"


@pytest.mark.parametrize(
    "asked",
    [
        "%",
        "_",
        "Software Developer%",
        "Software_Developers",
        "\\",
        "-",
        "*",
        "' or ''='",
        ":title",
        "%s",
        "\u200b",
        "\u0301",  # an accent alone is nothing to a collation, as is a short title that is missing
        "Chemists\0",  # equal to Chemists to a collation
        "\udcff",  # how the command line hands on a byte that is no UTF-8
        "😀",
        "Chemists" * 10_000,
        "x" * (LONGEST_TITLE + 1),
    ],
)
def test_wildcards_and_oddities_are_plain_text_and_match_nothing(reader, asked):
    with pytest.raises(UnknownOccupation) as caught:
        find_occupation(reader, asked)
    assert len(caught.value.summary) < 200


@pytest.mark.parametrize("asked", ["", " ", "\t\n", "\u00a0"])
def test_an_empty_text_is_refused(reader, asked):
    with pytest.raises(UnknownOccupation, match="the text is empty"):
        find_occupation(reader, asked)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.text(max_size=40) | st.from_regex(r"[0-9.\- ]{1,14}", fullmatch=True))
def test_any_text_is_answered_or_refused_by_name(reader, asked):
    try:
        found = find_occupation(reader, asked)
    except (UnknownOccupation, AmbiguousTitle) as refusal:
        assert str(refusal).encode("utf-8")
    else:
        assert found.code
