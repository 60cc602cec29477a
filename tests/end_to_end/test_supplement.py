"""An occupation that the files do not rate: answered at once, and held by the marts next night.

The stand-in serves the ratings of O*NET 30.3 for an occupation of the sample under the code of
one that nobody has rated, and under the code of one that no file knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from extract.onet.web_services import rate
from pipeline.commands import gap
from pipeline.console import Console
from pipeline.run import Request, Summary, run
from tests.conftest import Installation
from tests.onet_api_server import (
    RATING_COLUMNS,
    OnetApiServer,
    ServedTable,
    onet_api_server,
    rating,
)
from tests.published import checksums, published_rows
from tests.release import sample_rows

UNRATED = "15-2051.00"  # Data Scientists
UNKNOWN = "15-9999.01"  # in no file of the sample
MODEL = "15-1252.00"  # Software Developers, whose ratings are served under other codes
CHEMISTS = "19-2031.00"
FILES = {
    "essential_skills": "Essential Skills.txt",
    "transferable_skills": "Transferable Skills.txt",
}
OCCUPATION_COLUMNS = {"onetsoc_code": "Text", "title": "Text", "description": "Text"}
GAP = "select element_id, level_gap, margin_of_error from skill_gaps where from_code = '{}' "


def served_rating(row: list[str], code: str) -> dict:
    """A line of a text file as the service sends it."""
    _, element_id, name, scale_id, value, n, error, low, high, suppress, relevant, on, by = row

    def number(text: str) -> Decimal | None:
        return None if text == "n/a" else Decimal(text)

    return rating(
        code,
        element_id,
        scale_id,
        value,
        element_name=name,
        n=number(n),
        standard_error=number(error),
        lower_ci_bound=number(low),
        upper_ci_bound=number(high),
        recommend_suppress=suppress,
        not_relevant=None if relevant == "n/a" else relevant,
        date_updated=f"{on[3:]}-{on[:2]}-14",
        domain_source=by,
    )


def served_tables(*codes: str) -> dict[str, ServedTable]:
    """Both tables of skills, with the ratings of ``MODEL`` under each code."""
    return {
        table_id: ServedTable(
            RATING_COLUMNS,
            [
                served_rating(row, code)
                for code in codes
                for row in sample_rows(file_name)
                if row[0] == MODEL
            ],
        )
        for table_id, file_name in FILES.items()
    }


@dataclass
class Story:
    """An installation with the sample, and the service as it is asked in turn."""

    installation: Installation
    service: OnetApiServer
    answers: dict[str, dict]
    nights: dict[str, Summary]
    requests: dict[str, int]


def asked(installation: Installation, capsys_out: list[str], *arguments: str) -> dict:
    context = SimpleNamespace(settings=installation.settings, console=Console("text"))
    gap.command.main([*arguments, "--format", "json"], obj=context, standalone_mode=False)
    return json.loads("".join(capsys_out))


@pytest.fixture(scope="module")
def story(new_installation, tmp_path_factory) -> Iterator[Story]:
    with (
        pytest.MonkeyPatch.context() as patched,
        onet_api_server(tables=served_tables(UNRATED, UNKNOWN)) as service,
    ):
        patched.setattr(rate.PROCESS_RATE, "_pause", lambda seconds: None)
        made = new_installation()
        with_service = replace(made, settings=replace(made.settings, onet_api=service.access()))
        story = Story(with_service, service, {}, {}, {})
        said: list[str] = []
        patched.setattr(gap.click, "echo", lambda text, nl=True: said.append(text))

        def ask(title: str, *arguments: str, installation: Installation = with_service) -> None:
            said.clear()
            story.answers[title] = asked(installation, said, *arguments)
            story.requests[title] = len(service.requests)

        def night(title: str, installation: Installation) -> None:
            story.nights[title] = run(installation.settings, Request(), Console())
            story.requests[title] = len(service.requests)

        service.tables["occupation_data"] = ServedTable(
            OCCUPATION_COLUMNS,
            [{"onetsoc_code": UNKNOWN, "title": "Skill Gap Engineers", "description": "w"}],
        )
        night("before", made)
        ask("without credentials", CHEMISTS, UNRATED, installation=made)
        ask("at once", CHEMISTS, UNRATED)
        ask("again", CHEMISTS, UNRATED)
        ask("the other way", UNRATED, CHEMISTS)
        ask("unknown, at once", CHEMISTS, UNKNOWN)
        night("after", with_service)
        ask("from the marts", CHEMISTS, UNRATED)
        ask("from the marts, the other way", UNRATED, CHEMISTS)
        ask("unknown, from the marts", CHEMISTS, UNKNOWN)
        night("unchanged", with_service)
        yield story


def figures(answer: dict) -> list[dict]:
    return answer["rows"]


def test_without_the_service_it_is_not_rated(story):
    answer = story.answers["without credentials"]["header"]
    assert (answer["status"], answer["to_reason"]) == ("to_not_rated", "not_yet_rated")


def test_the_gap_to_it_is_answered_in_the_same_call(story):
    answer = story.answers["at once"]
    header = answer["header"]
    assert (header["status"], header["to_origin"]) == ("compared", "onet_api")
    assert header["from_origin"] == "file"
    assert len(answer["rows"]) == 35


def test_a_second_call_asks_the_service_nothing(story):
    assert story.requests["again"] == story.requests["at once"]
    assert figures(story.answers["again"]) == figures(story.answers["at once"])


def test_after_the_next_night_the_marts_hold_the_same_numbers(story):
    assert (story.nights["after"].status, story.nights["after"].exit_code) == ("published", 0)
    for at_once, later in (
        ("at once", "from the marts"),
        ("the other way", "from the marts, the other way"),
        ("unknown, at once", "unknown, from the marts"),
    ):
        assert story.answers[later]["header"]["status"] == "compared"
        assert figures(story.answers[later]) == figures(story.answers[at_once])
    side = story.answers["from the marts"]["header"]
    assert (side["to_origin"], side["to_release_name"]) == ("onet_api", "30.3")


def test_the_numbers_are_those_that_the_same_ratings_lead_to_from_a_file(story):
    """The model's own ratings came by file; under the other code they came by the service."""
    by_file = published_rows(story.installation, GAP.format(CHEMISTS) + f"and to_code = '{MODEL}'")
    by_api = published_rows(story.installation, GAP.format(CHEMISTS) + f"and to_code = '{UNRATED}'")
    assert sorted(by_api) == sorted(by_file)
    assert len(by_file) == 35


def test_origin_and_release_are_shown_of_each_row(story):
    found = published_rows(
        story.installation,
        "select occupation_code, origin, release_name, count(*) from occupation_levels "
        f"where occupation_code in ('{UNRATED}', '{UNKNOWN}', '{MODEL}') group by 1, 2, 3 "
        "order by 1",
    )
    assert found == [
        (MODEL, "file", "sample", 35),
        (UNRATED, "onet_api", "30.3", 35),
        (UNKNOWN, "onet_api", "30.3", 35),
    ]


def test_an_occupation_that_no_file_knows_has_its_title_from_the_service(story):
    assert story.answers["unknown, at once"]["header"]["to_title"] == "Skill Gap Engineers"
    [row] = published_rows(
        story.installation,
        "select title, ratings_status, origin, release_name from occupations "
        f"where occupation_code = '{UNKNOWN}'",
    )
    assert row == ("Skill Gap Engineers", "rated", "onet_api", "30.3")


def test_the_night_asks_nothing_that_was_pulled_before(story):
    """What the pull kept, the night carries on; it asks for the others that the files lack."""
    pulled = [
        seen
        for seen in story.service.requests[story.requests["unknown, at once"] :]
        if any(UNRATED in text or UNKNOWN in text for text in seen.all("filter"))
    ]
    assert pulled == []


def test_another_night_changes_nothing_and_asks_two_questions(story):
    assert story.nights["unchanged"].status == "unchanged"
    assert [seen.path for seen in story.service.requests[-2:]] == ["about", "database"]
    before = story.requests["unknown, from the marts"]
    assert story.requests["unchanged"] - before == 2


def test_what_readers_see_is_the_same_after_it(story):
    before = checksums(story.installation)
    assert run(story.installation.settings, Request(), Console()).status == "unchanged"
    assert checksums(story.installation) == before
