"""``gap`` to an occupation that is not published is answered by the Web Services in the same call.

The service rates Data Scientists as the sample rates Chemists, so that the gap to expect is a
published one; without credentials nothing changes.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import delete

from gaps.errors import UnknownOccupation
from load.app_tables import onet_api_pages, onet_api_reads
from pipeline.commands import gap
from pipeline.console import Console
from pipeline.run import Request, run
from pipeline.settings import ROOT, Settings
from tests.conftest import Installation
from tests.onet_api_server import (
    KEY,
    OnetApiServer,
    answer_with,
    onet_api_server,
    server_error,
)
from tests.served_ratings import ratings_of, serve

CHEMISTS, DEVELOPERS = "19-2031.00", "15-1252.00"
DATA_SCIENTISTS, ALL_OTHER, NEW_CODE, NOBODY = (
    "15-2051.00",
    "15-1299.00",
    "15-2099.05",
    "99-9999.00",
)
SKILLS = 35
TODAY = f"{datetime.now(UTC):%Y-%m-}"  # no test is so slow as to see two months

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def sample(new_installation: Callable[[], Installation]) -> Installation:
    """The sample, published."""
    made = new_installation()
    run(made.settings, Request(), Console())
    return made


@pytest.fixture
def service(sample: Installation) -> Iterator[OnetApiServer]:
    """The service; nothing that it said earlier is kept."""
    with sample.server.engine("api", sample.settings.databases.app).begin() as connection:
        connection.execute(delete(onet_api_pages))
        connection.execute(delete(onet_api_reads))
    with onet_api_server() as served:
        serve(
            served,
            ratings_of(CHEMISTS, onetsoc_code=DATA_SCIENTISTS),
            titles={DATA_SCIENTISTS: "Data Scientists"},
        )
        yield served


@pytest.fixture
def ask(sample, service, capsys) -> Ask:
    """Call the command with credentials, or with other settings, and return what it printed."""

    def call(*arguments: str, settings: Settings | None = None) -> str:
        ours = replace(sample.settings, onet_api=service.access())
        context = SimpleNamespace(settings=settings or ours, console=Console())
        capsys.readouterr()
        gap.command.main(list(arguments), obj=context, standalone_mode=False)
        said = capsys.readouterr()
        assert KEY not in said.out + said.err
        return said.out

    return call


def without(answer: dict, *names: str) -> dict:
    return {name: value for name, value in answer.items() if name not in names}


def test_an_unrated_target_is_compared_in_the_same_call(ask, service):
    lines = [line.rstrip() for line in ask(DEVELOPERS, "data scientists").splitlines()]
    assert lines[1] == "to       15-2051.00  Data Scientists"
    assert lines[3] == "status   compared by level, scale LV from 0 to 7"
    assert re.fullmatch(
        r"         Data Scientists: levels from the O\*NET Web Services, O\*NET 30\.3, "
        r"asked \d{4}-\d\d-\d\d \d\d:\d\d UTC",
        lines[4],
    )
    assert re.match(r"\d+ of 35 skills are needed more, \d+\.\d\d points in all;", lines[-1])


@pytest.mark.parametrize("scale", ["LV", "IM"])
@pytest.mark.parametrize("is_target", [True, False], ids=["to", "from"])
def test_its_rows_are_those_of_the_published_occupation_with_the_same_ratings(
    ask, scale, is_target
):
    def answer(code: str) -> dict:
        pair = (DEVELOPERS, code) if is_target else (code, DEVELOPERS)
        return json.loads(ask(*pair, "--scale", scale, "--format", "json"))

    pulled, published = answer(DATA_SCIENTISTS), answer(CHEMISTS)
    assert len(pulled["rows"]) == SKILLS
    assert pulled["rows"] == published["rows"]
    side, other = ("to", "from") if is_target else ("from", "to")
    header = pulled["header"]
    assert header["status"] == "compared"
    assert (header[f"{side}_origin"], header[f"{other}_origin"]) == ("onet_api", "file")
    assert header[f"{side}_release_name"] == "30.3"
    assert header[f"{other}_release_name"] == header["release_name"] == "sample"
    assert (header[f"{side}_pull_status"], header[f"{other}_pull_status"]) == ("rated", None)
    assert header[f"{side}_asked_at"].startswith(TODAY)
    assert header[f"{side}_rated_on"] == published["header"][f"{side}_rated_on"]
    assert header[f"{other}_asked_at"] is None


def test_a_second_call_asks_the_service_nothing(ask, service):
    first = json.loads(ask(DEVELOPERS, DATA_SCIENTISTS, "--format", "json"))
    assert service.requests
    service.requests.clear()
    second = json.loads(ask(DEVELOPERS, DATA_SCIENTISTS, "--format", "json"))
    assert service.requests == []
    assert second["rows"] == first["rows"]
    assert without(second["header"], "to_asked_at") == without(first["header"], "to_asked_at")


def test_csv_says_on_each_line_where_the_levels_come_from(ask):
    rows = list(csv.DictReader(io.StringIO(ask(DEVELOPERS, DATA_SCIENTISTS, "--format", "csv"))))
    assert len(rows) == SKILLS
    assert {(row["status"], row["from_origin"], row["to_origin"]) for row in rows} == {
        ("compared", "file", "onet_api")
    }
    assert {row["to_release_name"] for row in rows} == {"30.3"}
    assert all(row["to_asked_at"].startswith(TODAY) for row in rows)


def test_a_pair_that_is_published_does_not_wake_the_service(ask, service):
    ask(CHEMISTS, DEVELOPERS)
    assert service.requests == []


def test_a_code_that_only_the_service_knows_is_compared(ask, service):
    serve(
        service,
        ratings_of(DEVELOPERS, onetsoc_code=NEW_CODE),
        titles={NEW_CODE: "Clinical Data Managers"},
    )
    said = ask(CHEMISTS, NEW_CODE)
    assert "to       15-2099.05  Clinical Data Managers" in said
    assert "Clinical Data Managers: levels from the O*NET Web Services, O*NET 30.3" in said
    header = json.loads(ask(CHEMISTS, NEW_CODE, "--format", "json"))["header"]
    assert (header["to_title"], header["to_origin"]) == ("Clinical Data Managers", "onet_api")


def test_both_sides_may_come_from_the_service(ask, service):
    serve(service, ratings_of(DEVELOPERS, onetsoc_code=ALL_OTHER))
    header = json.loads(ask(ALL_OTHER, DATA_SCIENTISTS, "--format", "json"))["header"]
    assert (header["status"], header["from_origin"], header["to_origin"]) == (
        "compared",
        "onet_api",
        "onet_api",
    )


def test_an_occupation_that_the_service_has_nothing_for_says_so_with_the_day(ask):
    said = ask(DEVELOPERS, ALL_OTHER)
    assert "status   not compared, and not rated is not zero" in said
    assert (
        'Computer Occupations, All Other: an "All Other" group, which O*NET does not rate; '
        f"the O*NET Web Services have no ratings of it either (asked {TODAY}" in said
    )


def test_an_unknown_code_is_refused_as_before_and_the_service_named(ask, service):
    with pytest.raises(UnknownOccupation, match="has no occupation 99-9999") as unknown:
        ask(DEVELOPERS, NOBODY)
    assert unknown.value.found.startswith("the O*NET Web Services have no such occupation (asked ")
    service.requests.clear()
    with pytest.raises(UnknownOccupation):
        ask(DEVELOPERS, "no such title")
    assert service.requests == []  # a title is looked up in what is published alone


@pytest.mark.parametrize(
    ("answer", "words", "status"),
    [
        (
            server_error(),
            "the O*NET Web Services, asked for it, gave no answer: ",
            "unreachable",
        ),
        (
            answer_with(403, body=b"<html></html>", content_type="text/html"),
            "the O*NET Web Services do not accept the credentials: ",
            "credentials_refused",
        ),
        (
            answer_with(422, {"error": f"not with {KEY}"}),
            "the answer of the O*NET Web Services cannot be used: ",
            "no_usable_answer",
        ),
    ],
)
def test_a_service_that_cannot_help_leaves_the_answer_as_it_was(
    ask, service, sample, answer, words, status
):
    service.script += [answer] * 99
    said = ask(DEVELOPERS, DATA_SCIENTISTS)
    assert f"         Data Scientists: not rated by O*NET yet; {words}" in said
    with_service = json.loads(ask(DEVELOPERS, DATA_SCIENTISTS, "--format", "json"))
    alone = json.loads(
        ask(DEVELOPERS, DATA_SCIENTISTS, "--format", "json", settings=sample.settings)
    )
    assert with_service["rows"] == alone["rows"]
    assert with_service["header"]["to_pull_status"] == status
    assert without(with_service["header"], "to_pull_status") == without(
        alone["header"], "to_pull_status"
    )


def test_incomplete_ratings_are_named_and_not_used(ask, service):
    del service.tables["transferable_skills"].rows[-1]
    said = ask(DEVELOPERS, DATA_SCIENTISTS)
    assert (
        "not rated by O*NET yet; the ratings that the O*NET Web Services have are incomplete: "
        f"69 of 70 ratings can be used (asked {TODAY}" in said
    )


def test_without_credentials_nothing_changes(ask, service, sample):
    said = ask(DEVELOPERS, DATA_SCIENTISTS, settings=sample.settings)
    assert "         Data Scientists: not rated by O*NET yet\n" in said
    answer = ask(DEVELOPERS, DATA_SCIENTISTS, "--format", "json", settings=sample.settings)
    header = json.loads(answer)["header"]
    assert (header["status"], header["to_pull_status"]) == ("to_not_rated", None)
    assert service.requests == []


def test_the_next_run_publishes_the_very_figures_that_were_pulled(
    new_installation, service, capsys
):
    """Also of an occupation that only the service knows; and the run need not ask for it again."""
    serve(
        service,
        ratings_of(DEVELOPERS, onetsoc_code=NEW_CODE),
        titles={NEW_CODE: "Clinical Data Managers"},
    )
    made = new_installation()
    run(made.settings, Request(), Console())
    settings = replace(made.settings, onet_api=service.access())

    def answers() -> list[dict]:
        found = []
        for pair in (
            (DEVELOPERS, DATA_SCIENTISTS),
            (DATA_SCIENTISTS, NEW_CODE),
            (NEW_CODE, CHEMISTS),
        ):
            capsys.readouterr()
            context = SimpleNamespace(settings=settings, console=Console())
            gap.command.main([*pair, "--format", "json"], obj=context, standalone_mode=False)
            found.append(json.loads(capsys.readouterr().out))
        return found

    pulled = answers()
    run(settings, Request(), Console())
    service.requests.clear()
    published = answers()
    assert service.requests == []
    assert [answer["rows"] for answer in published] == [answer["rows"] for answer in pulled]
    asked = ("from_asked_at", "to_asked_at", "from_pull_status", "to_pull_status")
    for before, after in zip(pulled, published, strict=True):
        told = without(before["header"], *asked, "published_at", "invocation_id")
        assert told == without(after["header"], *asked, "published_at", "invocation_id")
        assert {after["header"][name] for name in asked} == {None}


def process(sample: Installation, service: OnetApiServer, *roles: str, **more: str):
    """Call the command as a process with accounts for some roles."""
    environment = {
        **os.environ,
        **service.settings(),
        "MYSQL_SOCKET": str(sample.server.endpoint.socket),
        "SKILLGAP_PREFIX": sample.settings.prefix,
        "SKILLGAP_LOCAL": str(sample.settings.local),
        **{f"SKILLGAP_{role.upper()}_USER": sample.server.accounts[role].user for role in roles},
        **more,
    }
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "gap", DEVELOPERS, DATA_SCIENTISTS, "--format", "json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_process_keeps_what_it_was_told_before_it_ends(sample, service):
    first = process(sample, service, "reader", "api")
    assert (first.returncode, first.stderr) == (0, "")
    assert json.loads(first.stdout)["header"]["status"] == "compared"
    service.requests.clear()
    second = process(sample, service, "reader", "api")
    assert json.loads(second.stdout)["rows"] == json.loads(first.stdout)["rows"]
    assert service.requests == []


def test_without_an_account_to_keep_it_the_answer_is_given_and_the_lack_told(sample, service):
    ended = process(sample, service, "reader")
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["header"]["status"] == "compared"
    assert "SKILLGAP_API_USER" in ended.stderr


@pytest.mark.parametrize("failure", [server_error(), answer_with(403)])
def test_the_exit_code_of_an_unrated_side_stays_and_no_secret_shows(sample, service, failure):
    service.script += [failure] * 99
    ended = process(sample, service, "reader", "api")
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["header"]["status"] == "to_not_rated"
    assert KEY not in ended.stdout + ended.stderr
