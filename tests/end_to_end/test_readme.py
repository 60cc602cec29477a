"""Every command and query of the README works, on a copy of the project.

``./run_tests.sh`` is the one command that is not run: it would run this test. What cannot
be meant literally (a folder in somebody's home) is replaced, by a table below. A command
that this test cannot run fails it.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.private_server import PrivateServer
from pipeline.settings import ROOT
from tests.archive_server import archive_server, zipped_release
from tests.checkout import DBT, PIPELINE, call, copy_project
from tests.conftest import Installation
from tests.release import copy_sample

README = (ROOT / "README.md").read_text(encoding="utf-8")
RELEASE = "DIR"
ESCO = "ESCO_DIR"

# as the README has it -> what is run instead
REPLACED = {
    "./run_pipeline.sh run --onet-dir ~/db_30_3_text": "./run_pipeline.sh run --onet-dir DIR",
    "./run_pipeline.sh run --source esco --path ~/ESCO_v1.1.1": (
        "./run_pipeline.sh run --source esco --path ESCO_DIR"
    ),
    "./run_pipeline.sh docs": "./run_pipeline.sh docs --no-serve",  # it serves until Ctrl-C
    "… -m benchmarks.landing DIR": ".venv/bin/python -m benchmarks.landing DIR",
    "show create table": "show create table occupations",
}
NOT_RUN = {
    "./run_tests.sh": "it would run this test",
    "./run_pipeline.sh serve": "it serves until Ctrl-C; test_explorer.py looks at it",
    "./run_pipeline.sh server stop": "it would stop the server of all tests",
    "docker-compose config": "tests/integration/test_compose.py runs it",
    ".venv/bin/python -m benchmarks.check_taxonomy_figures": (
        "the sample is no version of ESCO; tests/integration/test_taxonomy_figures.py runs it"
    ),
    "… -m benchmarks.taxonomies --esco DIR --kesco CSV": (
        "tests/integration/test_taxonomy_benchmark.py runs it"
    ),
    "./run_pipeline.sh jobs check BOARD": "BOARD stands for a name",
    "… -m benchmarks.job_boards": "it measures",
    "… -m benchmarks.job_night": "it wants whole taxonomies",
    "… -m benchmarks.api_load": "it puts sixteen clients on a server for minutes",
}
# The copy holds the sample's occupations under the names of releases, not the figures of all;
# it has no credentials.
EXIT_CODES = {
    ".venv/bin/python -m benchmarks.check_onet_rows": 1,
    ".venv/bin/python -m benchmarks.check_onet_figures": 1,
    "./run_pipeline.sh run --source onet-api": 2,
    "./run_pipeline.sh jobs": 2,  # no board is switched on
    "./run_pipeline.sh jobs check job_web_kenya": 2,  # there is no contact to tell the board
}

# Asked of nobody but the Web Services, for which the copy has no credentials.
EMPTY = {"select kind, scale_id, verdict, n from api_comparison"}

# Run after all others: it takes back what they speak of.
LAST = "./run_pipeline.sh publish --previous"

PROGRAMS = ("./run_pipeline.sh", "./run_tests.sh", ".venv/bin/", "… -m ", "dbt ", "docker")
STATEMENTS = ("select ", "show ", "with ")


def code(text: str) -> list[str]:
    """Return each line of the code blocks and each code span, blanks and breaks made one."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`]+)`", rest)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    # in a block, two blanks part a command from what is said of it
    return [re.split(r"\s{2,}", line.strip())[0] for line in lines] + [
        " ".join(span.split()) for span in spans
    ]


COMMANDS = list(dict.fromkeys(line for line in code(README) if line.startswith(PROGRAMS)))
QUERIES = list(dict.fromkeys(line for line in code(README) if line.startswith(STATEMENTS)))
RUN = [command for command in COMMANDS if command not in NOT_RUN]


@dataclass(frozen=True)
class Reader:
    """Somebody who follows the README in a checkout of their own."""

    root: Path
    prefix: str
    release: Path
    esco: Path
    archives: str

    def does(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run one command as the README has it."""
        command, _, read_from = REPLACED.get(command, command).partition(" < ")
        words = shlex.split(command)
        folders = {RELEASE: str(self.release), ESCO: str(self.esco)}
        words = [folders.get(word, word) for word in words]
        words = [word.replace("one_model", "skills") for word in words]
        if words[1:3] == ["server", "stop"]:
            pytest.fail("it would stop the server of all tests: put it into NOT_RUN")
        program = {
            "./run_pipeline.sh": PIPELINE,
            ".venv/bin/python": (sys.executable,),
            "dbt": DBT,
        }.get(words[0])
        if program is None:
            pytest.fail(f"this test does not know how to run {words[0]}")
        query = (self.root / read_from).read_text(encoding="utf-8") if read_from else None
        if words[1:] == ["server", "shell"]:
            # \G is what people type there; MySQL's client must be told to take it.
            query = "select count(*) from occupations\\G\n"
        return call(
            self.root,
            *program,
            *words[1:],
            stdin=query,
            SKILLGAP_PREFIX=self.prefix,
            SKILLGAP_ONET_URL=self.archives,
        )


@pytest.fixture(scope="module")
def reader(
    new_installation: Callable[[], Installation],
    private_test_server: PrivateServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Reader]:
    """A checkout with the sample published; its servers are the throw-away one and our own."""
    folder = tmp_path_factory.mktemp("readme")
    root = copy_project(folder / "skillgap")
    (root / ".local").symlink_to(private_test_server.folder)
    release = copy_sample(folder / "db_30_3_text")
    esco = shutil.copytree(ROOT / "data" / "sample" / "esco", folder / "ESCO_v1.1.1")
    with archive_server() as archives:
        for name, month in (("29.2", "February 2025"), ("30.3", "May 2026")):
            archives.put(name, zipped_release(folder / name, name, month))
        made = Reader(root, new_installation().settings.prefix, release, esco, archives.pattern)
        first = made.does("./run_pipeline.sh")
        assert first.returncode == 0, first.stderr
        yield made


@pytest.fixture(scope="module")
def answers(reader: Reader) -> dict[str, subprocess.CompletedProcess[str]]:
    """What each command answered, run in the README's order but for ``LAST``."""
    return {command: reader.does(command) for command in sorted(RUN, key=LAST.__eq__)}


def test_the_readme_has_commands_and_queries() -> None:
    assert "./run_pipeline.sh" in COMMANDS
    assert len(RUN) > 12
    assert len(QUERIES) >= 3
    assert len(SHOWN) >= 3


@pytest.mark.parametrize("command", RUN)
def test_a_command_of_the_readme_works(answers, command: str) -> None:
    answer = answers[command]
    assert answer.returncode == EXIT_CODES.get(command, 0), answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr
    assert (answer.stderr if answer.returncode == 2 else answer.stdout).strip()


def test_the_shell_takes_what_people_type_and_says_nothing_else(answers) -> None:
    shell = answers["./run_pipeline.sh server shell"]
    assert "* 1. row *" in shell.stdout
    assert shell.stderr == ""


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_the_readme_has_an_answer(published: Installation, query: str) -> None:
    database = published.settings.databases.published
    with published.server.engine("reader", database).connect() as connection:
        rows = connection.exec_driver_sql(REPLACED.get(query, query)).all()
    assert bool(rows) != (query in EMPTY)


def test_the_figures_are_checked_one_by_one(answers) -> None:
    said = answers[".venv/bin/python -m benchmarks.check_onet_figures"].stdout
    assert re.search(r"^[1-9]\d* of \d\d figures as expected$", said, flags=re.MULTILINE)
    assert "DIFFERS" in said


SHOWN = re.findall(
    r"^```\n\$ (\./run_pipeline\.sh (?:gap|explain) .*?)^```", README, re.DOTALL | re.M
)


@pytest.mark.parametrize("block", SHOWN, ids=[block.splitlines()[0] for block in SHOWN])
def test_the_answer_that_the_readme_shows_is_the_one_given(answers, block: str) -> None:
    command, *shown = block.splitlines()
    given = [" ".join(line.split()) for line in answers[command].stdout.splitlines()]
    for line in shown:
        if line.strip("… "):
            known = " ".join(line.partition(", published")[0].split())
            assert any(each.startswith(known) for each in given), line


def test_what_is_replaced_or_left_out_is_in_the_readme() -> None:
    known = {*COMMANDS, *QUERIES}
    assert {*REPLACED, *NOT_RUN, *EXIT_CODES, *EMPTY, LAST} - known == set()


def test_commands_are_found_wherever_they_stand() -> None:
    text = (
        "a `./run_pipeline.sh\nstatus` b\n```\n$ ./run_pipeline.sh gap 1 2\nout\ndbt build   x\n```"
    )
    assert [line for line in code(text) if line.startswith(PROGRAMS)] == [
        "./run_pipeline.sh gap 1 2",
        "dbt build",
        "./run_pipeline.sh status",
    ]
