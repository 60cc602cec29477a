"""What the published tables lack is asked for once, used at once, kept, and named when it fails.

The service has ratings for Data Scientists, whom the sample does not rate; they are those of
Chemists, so that the levels to expect are published ones.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, text, update

from extract.download import Patience
from extract.onet.web_services.answers import Release
from extract.onet.web_services.credentials import ApiKey
from extract.onet.web_services.pages import Page
from extract.onet.web_services.rate import PROCESS_RATE
from gaps.analyses import CompiledAnalyses
from gaps.pull import DomainLevels, Pull
from load.app_tables import onet_api_pages, onet_api_reads
from load.onet_api_reads import WHOLE_TABLE, keep_answer, whole_reads
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.run import Request, run
from tests.conftest import Installation
from tests.onet_api_server import (
    Held,
    OnetApiServer,
    answer_with,
    as_documented,
    cut_off,
    onet_api_server,
    reset,
    server_error,
    stall,
    too_many_requests,
)
from tests.served_ratings import as_kept, ratings_of, serve

CHEMISTS, DEVELOPERS = "19-2031.00", "15-1252.00"
DATA_SCIENTISTS, NEW_CODE, NOBODY = "15-2051.00", "15-2099.05", "99-9999.00"
SKILLS = 35
# about, database; info and rows of two tables; about
FIRST_CONVERSATION, FURTHER_CONVERSATION = 7, 3

QUICK = Patience(
    connect_timeout=2.0, read_timeout=0.3, attempts=2, first_wait=0.0, longest_wait=0.0
)


@dataclass
class Listener:
    """Keeps what it is told."""

    warnings: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.warnings.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def progress(self, label: str, total: int | None = None, unit: str = "rows"):
        raise AssertionError("a conversation of seconds shows no progress")


@pytest.fixture(scope="module")
def sample(new_installation: Callable[[], Installation]) -> Installation:
    """The sample, published; what is pulled is kept beside it."""
    made = new_installation()
    run(made.settings, Request(), Console())
    return made


@pytest.fixture
def app(sample: Installation) -> Engine:
    """The database of what was pulled, empty."""
    engine = sample.server.engine("api", sample.settings.databases.app)
    with engine.begin() as connection:
        connection.execute(delete(onet_api_pages))
        connection.execute(delete(onet_api_reads))
    return engine


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[OnetApiServer]:
    monkeypatch.setattr(PROCESS_RATE, "_interval", 0.0)
    with onet_api_server() as served:
        serve(
            served,
            ratings_of(CHEMISTS, onetsoc_code=DATA_SCIENTISTS),
            titles={DATA_SCIENTISTS: "Data Scientists"},
        )
        yield served


@pytest.fixture
def listener() -> Listener:
    return Listener()


NewPull = Callable[..., Pull]


@pytest.fixture
def new_pull(sample, app, service, listener) -> Iterator[NewPull]:
    """Make what a process has one of."""
    made: list[Pull] = []
    marts = sample.server.engine("reader", sample.settings.databases.published)
    analyses = CompiledAnalyses(analyses_folder(sample.settings))

    def make(**changes) -> Pull:
        fields = {"access": service.access(), "marts": marts, "app": app, "patience": QUICK}
        fields["rest"] = 0.0
        made.append(Pull(**(fields | {"analyses": analyses, "listener": listener} | changes)))
        return made[-1]

    yield make
    for pull in made:
        pull.close()


def skill_levels(pull: Pull, code: str = DATA_SCIENTISTS) -> DomainLevels:
    (found,) = pull.occupation_levels(code)
    return found


def kept(app: Engine) -> dict[tuple[str, str], int]:
    """Rows kept by table and occupation."""
    with app.connect() as connection:
        return {
            (read.table_id, read.occupation_code): read.total for read in whole_reads(connection)
        }


def test_what_is_published_is_answered_without_the_service(new_pull, service):
    found = skill_levels(new_pull(), CHEMISTS)
    assert (found.status, found.origin, found.release_name) == ("rated", "file", "sample")
    assert found.asked_at is None
    assert len(found.levels) == SKILLS
    assert service.requests == []


def test_what_is_not_published_comes_from_the_service_with_the_same_figures(new_pull, service):
    pull = new_pull()
    found, expected = skill_levels(pull), skill_levels(pull, CHEMISTS)
    assert (found.status, found.origin, found.release_name) == ("rated", "onet_api", "30.3")
    assert found.asked_at is not None
    assert found.levels == expected.levels
    assert len(service.requests) == FIRST_CONVERSATION
    rows = [seen for seen in service.requests if seen.path.startswith("database/rows/")]
    assert [seen.all("filter") for seen in rows] == [[f"onetsoc_code.eq.{DATA_SCIENTISTS}"]] * 2


@pytest.mark.parametrize("form", ["v1.9"])
def test_an_account_of_the_older_form_is_served_as_well(new_pull, service, form):
    service.form = form
    assert skill_levels(new_pull(access=service.access())).status == "rated"


def test_no_report_on_an_occupation_is_ever_asked_for(new_pull, service):
    skill_levels(new_pull())
    skill_levels(new_pull(), NOBODY)
    assert {seen.path.split("/")[0] for seen in service.requests} == {"about", "database"}


def test_a_further_process_asks_the_service_nothing(new_pull, service, app):
    first = new_pull()
    before = skill_levels(first)
    first.close()
    assert kept(app) == {
        ("essential_skills", DATA_SCIENTISTS): 2 * 10,
        ("transferable_skills", DATA_SCIENTISTS): 2 * 25,
    }
    service.requests.clear()
    after = skill_levels(new_pull())
    assert service.requests == []
    assert (after.status, after.origin, after.release_name) == ("rated", "onet_api", "30.3")
    assert after.levels == before.levels


def test_a_further_occupation_costs_a_request_a_table_and_one_for_the_release(new_pull, service):
    pull = new_pull()
    skill_levels(pull)
    service.requests.clear()
    skill_levels(pull, "15-1299.00")
    assert len(service.requests) == FURTHER_CONVERSATION


@pytest.mark.parametrize("outcome", ["rated", "unreachable"])
def test_callers_at_the_same_time_share_one_conversation(new_pull, service, outcome):
    callers, gate = 6, Held()
    service.script.append(gate)
    if outcome == "unreachable":
        service.script += [server_error()] * 99
    pull, entered = new_pull(), threading.Barrier(callers + 1)

    def call() -> DomainLevels:
        entered.wait(60)
        return skill_levels(pull)

    with ThreadPoolExecutor(callers) as pool:
        calls = [pool.submit(call) for _ in range(callers)]
        entered.wait(60)
        assert gate.arrived.wait(60)
        wait_until(lambda: waiting_for(pull) == callers - 1)
        gate.go.set()
        found = [call.result() for call in calls]
    assert {each.status for each in found} == {outcome}
    assert all(each == found[0] for each in found)
    expected = FIRST_CONVERSATION if outcome == "rated" else 1 + QUICK.attempts
    assert len(service.requests) == expected


def waiting_for(pull: Pull) -> int:
    """Callers that share the conversation of another one."""
    return pull._flights.sharing


def wait_until(is_so: Callable[[], bool]) -> None:
    moment = threading.Event()
    for _ in range(6000):
        if is_so():
            return
        moment.wait(0.01)
    raise AssertionError("it did not come to that")


def test_the_caller_does_not_wait_until_the_answer_is_kept(new_pull, sample, app):
    loader = sample.server.engine("loader", sample.settings.databases.app)
    pull = new_pull()
    with loader.connect() as other:
        other.exec_driver_sql("lock tables onet_api_reads read, onet_api_pages read")
        found = skill_levels(pull)  # comes though nobody may write
        assert found.status == "rated"
        other.exec_driver_sql("unlock tables")
    pull.close()
    assert len(kept(app)) == 2


def test_an_answer_that_cannot_be_kept_is_used_and_the_failure_told(
    new_pull, sample, service, listener
):
    """As the reader, who may not even look at what is kept."""
    pull = new_pull(app=sample.server.engine("reader", sample.settings.databases.app))
    assert skill_levels(pull).status == "rated"
    requests = len(service.requests)
    assert skill_levels(pull).status == "rated"
    assert len(service.requests) == requests  # this process still knows it
    pull.close()
    assert any("could not be kept" in warning for warning in listener.warnings)
    assert any("before cannot be read" in warning for warning in listener.warnings)


@pytest.mark.parametrize("no_rows", ["empty", "refused"])
def test_that_the_service_has_nothing_is_remembered_with_the_day(new_pull, service, app, no_rows):
    service.no_rows = no_rows
    first = new_pull()
    before = skill_levels(first, "15-1299.00")
    assert (before.status, before.origin, before.levels) == ("not_rated", None, ())
    assert (before.release_name, before.asked_at is not None) == ("30.3", True)
    first.close()
    service.requests.clear()
    after = skill_levels(new_pull(), "15-1299.00")
    assert after.status == "not_rated"
    assert abs(after.asked_at - before.asked_at) < timedelta(minutes=1)
    assert service.requests == []


def test_after_some_days_the_service_is_asked_again(new_pull, service, app):
    first = new_pull()
    skill_levels(first, "15-1299.00")
    skill_levels(first)
    first.close()
    with app.begin() as connection:
        days = onet_api_reads.c.asked_at - text("interval 8 day")
        connection.execute(update(onet_api_reads).values(asked_at=days))
    serve(service, ratings_of(DEVELOPERS, onetsoc_code="15-1299.00"))
    service.requests.clear()
    assert skill_levels(new_pull(ask_again_days=9), "15-1299.00").status == "not_rated"
    assert service.requests == []
    again = new_pull(ask_again_days=7)
    assert skill_levels(again).status == "rated"  # what is rated stays so
    assert service.requests == []
    assert skill_levels(again, "15-1299.00").status == "rated"
    assert len(service.requests) == FIRST_CONVERSATION


def test_ratings_that_are_not_all_there_are_not_used(new_pull, service):
    del service.tables["essential_skills"].rows[7]
    pull = new_pull()
    found = skill_levels(pull)
    assert (found.status, found.levels) == ("incomplete", ())
    assert found.detail == "69 of 70 ratings can be used"
    assert found.asked_at is not None
    pull.close()
    service.requests.clear()
    assert skill_levels(new_pull()).status == "incomplete"
    assert service.requests == []


def test_an_occupation_that_only_the_service_knows_has_its_title(new_pull, service):
    serve(
        service,
        ratings_of(DEVELOPERS, onetsoc_code=NEW_CODE),
        titles={NEW_CODE: "Clinical Data Managers"},
    )
    pull = new_pull()
    found, expected = pull.pulled(NEW_CODE, ["skill"]), skill_levels(pull, DEVELOPERS)
    assert (found.status, found.title) == ("rated", "Clinical Data Managers")
    assert skill_levels(pull, NEW_CODE).levels == expected.levels
    pull.close()
    service.requests.clear()
    assert new_pull().pulled(NEW_CODE, ["skill"]).title == "Clinical Data Managers"
    assert service.requests == []


def test_an_occupation_that_is_listed_but_not_rated_has_its_title_too(new_pull, service):
    serve(service, titles={NEW_CODE: "Clinical Data Managers"})
    pull = new_pull()
    for _ in range(2):
        found = pull.pulled(NEW_CODE, ["skill"])
        assert (found.status, found.title) == ("not_rated", "Clinical Data Managers")
    pull.close()
    service.requests.clear()
    found = new_pull().pulled(NEW_CODE, ["skill"])
    assert (found.status, found.title) == ("not_rated", "Clinical Data Managers")
    assert service.requests == []


@pytest.mark.parametrize("no_rows", ["empty", "refused"])
def test_a_code_that_nobody_knows_is_asked_for_once(new_pull, service, no_rows):
    service.no_rows = no_rows
    pull = new_pull()
    found = pull.pulled(NOBODY, ["skill"])
    assert (found.status, found.title, found.rated) == ("unknown_code", None, ())
    assert not any("skills" in seen.path for seen in service.requests)  # its title was enough
    pull.close()
    service.requests.clear()
    assert skill_levels(new_pull(), NOBODY).status == "unknown_code"
    assert service.requests == []


def test_without_credentials_nobody_is_asked(new_pull, service):
    found = skill_levels(new_pull(access=None))
    assert (found.status, found.levels) == ("not_configured", ())
    assert service.requests == []


def test_a_domain_that_the_published_release_rates_nobody_in_is_not_asked_for(new_pull, service):
    skill, knowledge = new_pull().occupation_levels(DATA_SCIENTISTS, ["skill", "knowledge"])
    assert (skill.status, knowledge.status) == ("rated", "not_in_release")
    assert len(service.requests) == FIRST_CONVERSATION


@pytest.mark.parametrize(
    "failure",
    [
        stall,
        reset,
        server_error(),
        server_error(503),
        cut_off(5),
        too_many_requests(),
        too_many_requests("1"),
    ],
    ids=["stall", "reset", "500", "503", "cut off", "429", "429 with a wait"],
)
def test_a_service_that_does_not_answer_is_given_up_soon(new_pull, service, listener, failure):
    service.script += [failure] * 99
    pull = new_pull()
    found = skill_levels(pull)
    assert (found.status, found.levels, found.asked_at) == ("unreachable", (), None)
    assert 1 <= len(service.requests) <= QUICK.attempts
    service.script.clear()
    assert skill_levels(pull).status == "rated"  # nothing of the failure is remembered


def test_a_service_that_gave_no_answer_is_left_alone_for_a_while(new_pull, service):
    service.script += [server_error()] * 99
    pull = new_pull(rest=60.0)
    assert skill_levels(pull).status == "unreachable"
    asked = len(service.requests)
    service.script.clear()
    for code in (DATA_SCIENTISTS, NEW_CODE):
        found = skill_levels(pull, code)
        assert found.status == "unreachable" and "a moment ago" in found.detail
    assert len(service.requests) == asked
    assert skill_levels(new_pull(rest=60.0)).status == "rated"


def test_a_service_that_is_not_there_is_unreachable(new_pull, service):
    nowhere = replace(service.access(), address="http://127.0.0.1:9/")
    assert skill_levels(new_pull(access=nowhere)).status == "unreachable"


@pytest.mark.parametrize("place", range(FIRST_CONVERSATION))
def test_a_conversation_that_breaks_off_anywhere_leaves_nothing_behind(
    new_pull, service, app, place
):
    service.script += [as_documented] * place + [server_error()] * QUICK.attempts
    pull = new_pull()
    assert skill_levels(pull).status == "unreachable"
    pull.close()
    assert kept(app) == {}
    assert skill_levels(new_pull()).status == "rated"


@pytest.mark.parametrize("form", ["v2", "v1.9"])
def test_refused_credentials_are_tried_once(new_pull, service, form):
    service.form = "v2"
    wrong = ApiKey("-".join(["Wr0ng"] * 4))
    access = replace(service.access(), credentials=wrong)
    service.form = form  # 403 with a page, 401 with a text
    pull = new_pull(access=access)
    assert skill_levels(pull).status == "credentials_refused"
    assert skill_levels(pull, NOBODY).status == "credentials_refused"
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        answer_with(422, {"error": "must have required property"}),
        answer_with(404, body=b"not found", content_type="text/plain"),
        answer_with(200, {"unheard": "of"}),
        answer_with(200, body=b"<html></html>", content_type="text/html"),
        answer_with(302, body=b"", Location="https://example.org/"),
    ],
    ids=["422", "404", "another shape", "a page", "elsewhere"],
)
def test_an_answer_that_cannot_be_used_is_named_and_not_asked_for_again(new_pull, service, answer):
    service.script += [answer] * 99
    found = skill_levels(new_pull())
    assert (found.status, found.levels) == ("no_usable_answer", ())
    assert len(service.requests) == 1
    assert found.detail


def test_rows_that_were_not_asked_for_are_no_answer(new_pull, service, app):
    service.filters = "ignored"
    serve(service, ratings_of(DEVELOPERS))
    pull = new_pull()
    assert skill_levels(pull).status == "no_usable_answer"
    pull.close()
    assert kept(app) == {}


def test_a_release_that_comes_out_meanwhile_is_asked_from_the_start(new_pull, service):
    service.after = {FIRST_CONVERSATION - 1: lambda: setattr(service, "release", "O*NET 31.0")}
    found = skill_levels(new_pull())
    assert (found.status, found.release_name) == ("rated", "31.0")


def test_a_release_whose_tables_have_other_names_is_found_out(new_pull, service):
    """Between two occupations skills become one table, as before 30.x."""
    pull = new_pull()
    skill_levels(pull)
    both = [service.tables.pop(name) for name in ("essential_skills", "transferable_skills")]
    both[0].rows += both[1].rows
    service.tables["skills"] = both[0]
    service.release = "O*NET 31.0"
    serve_rows = ratings_of(DEVELOPERS, onetsoc_code="15-1299.00").values()
    service.tables["skills"].rows += [row for rows in serve_rows for row in rows]
    found = skill_levels(pull, "15-1299.00")
    assert (found.status, found.release_name) == ("rated", "31.0")
    assert len(found.levels) == SKILLS


def keep(app: Engine, release_name: str, table_id: str, code: str, rows: list[dict]) -> None:
    """Keep rows as a run does."""
    release = Release(f"O*NET {release_name}", "2.0", None, "{}")
    page = Page(release.name, 1, len(rows), len(rows), rows)
    with app.connect() as connection:
        keep_answer(connection, release, table_id, code, [page])


@pytest.mark.parametrize("read_for", [WHOLE_TABLE, DATA_SCIENTISTS])
def test_what_a_run_has_read_and_not_published_yet_is_used(new_pull, service, app, read_for):
    others = ratings_of(DEVELOPERS) if read_for == WHOLE_TABLE else {}
    for table_id, rows in ratings_of(CHEMISTS, onetsoc_code=DATA_SCIENTISTS).items():
        keep(
            app, "30.2", table_id, read_for, as_kept({"": rows, "others": others.get(table_id, [])})
        )
    pull = new_pull()
    found = skill_levels(pull)
    assert (found.status, found.origin, found.release_name) == ("rated", "onet_api", "30.2")
    assert found.levels == skill_levels(pull, CHEMISTS).levels
    assert service.requests == []


def test_half_of_what_a_domain_needs_is_no_answer(new_pull, service, app):
    ratings = ratings_of(CHEMISTS, onetsoc_code=DATA_SCIENTISTS)
    keep(
        app, "30.3", "essential_skills", DATA_SCIENTISTS, as_kept({"": ratings["essential_skills"]})
    )
    assert skill_levels(new_pull()).status == "rated"
    assert len(service.requests) == FIRST_CONVERSATION


def test_of_several_releases_the_newest_answers(new_pull, app):
    for release_name, value in (("30.2", "4"), ("29.2", "3"), ("9.1", "2")):
        ratings = ratings_of(CHEMISTS, onetsoc_code=DATA_SCIENTISTS, data_value=value)
        for table_id, rows in ratings.items():
            keep(app, release_name, table_id, DATA_SCIENTISTS, as_kept({"": rows}))
    found = skill_levels(new_pull())
    assert found.release_name == "30.2"  # though it was asked first
    assert {each.level for each in found.levels} == {4}
