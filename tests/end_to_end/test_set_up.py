"""run_pipeline.sh and run_tests.sh make what is missing, once, from anywhere.

The interpreter is a stand-in that writes down what it was asked, so that nothing is
downloaded; the scripts are the real ones.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.settings import ROOT

# Knows `-c` (version checks), `-m venv DIR`, `-m pip ...` and runs of the project.
STAND_IN = """\
#!/bin/bash
echo "$(basename "$0") $*" >>"$CALLS"
case "$*" in
  --version) echo Python 3.11.0 ;;
  "-c import sys;"*) exit "${TOO_OLD:-0}" ;;
  "-c import ensurepip, venv") exit "${NO_VENV:-0}" ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip --version") ;;
  "-m pip install "*) sleep "${SLOW:-0}"; [[ -z "${OFFLINE:-}" ]] ||
    { echo "ERROR: No matching distribution found for sqlalchemy==2.1.9"; exit 1; } ;;
  *) printf 'in %s:' "$PWD"; printf ' <%s>' "$@"; echo; exit "${RESULT:-0}" ;;
esac
"""


@dataclass(frozen=True)
class Checkout:
    """A copy of the scripts in a folder of its own."""

    root: Path
    tools: Path
    calls: Path

    def run(
        self, *arguments: str, script: str = "run_pipeline.sh", cwd: Path | None = None, **variables
    ) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.tools}:/usr/bin:/bin",
            "HOME": str(self.root),
            "CALLS": str(self.calls),
            **variables,
        }
        return subprocess.run(
            [str(self.root / script), *arguments],
            cwd=cwd or self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def count(self, text: str) -> int:
        """Return how often the interpreter was called with ``text``."""
        return sum(text in line for line in self.calls.read_text().splitlines())


def tool(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root, tools = tmp_path / "a check out", tmp_path / "tools"
    (root / "pipeline").mkdir(parents=True)
    tools.mkdir()
    for name in ("run_pipeline.sh", "run_tests.sh", "pipeline/set_up.sh", "requirements.txt"):
        shutil.copy(ROOT / name, root / name)
    tool(tools, "python3", STAND_IN)
    for name in ("python3.11", "python3.12", "python3.13", "python3.14"):
        tool(tools, name, STAND_IN)
    tool(tools, "id", "#!/bin/bash\n[[ $1 == -un ]] && echo somebody || echo 1000\n")
    tool(tools, "apt-get", "#!/bin/bash\nexit 1\n")
    calls = tmp_path / "calls"
    calls.touch()
    return Checkout(root, tools, calls)


def test_a_fresh_checkout_makes_its_environment_then_runs(checkout: Checkout) -> None:
    done = checkout.run("gap", "19-2031.00", "a title with blanks")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        f"in {checkout.root}: <-P> <-m> <pipeline> <gap> <19-2031.00> <a title with blanks>\n"
    )
    assert "installing requirements.txt" in done.stderr
    assert checkout.count("-m venv ") == 1
    assert checkout.count("-m pip install ") == 1


def test_the_second_call_installs_nothing_and_is_quick(checkout: Checkout) -> None:
    checkout.run()
    started = time.monotonic()
    done = checkout.run()
    seconds = time.monotonic() - started
    assert done.stderr == ""
    assert checkout.count("-m pip install ") == 1
    assert checkout.count("-m pipeline") == 2
    assert seconds < 1.0  # about 0.02 s; the bound is for a busy machine


def test_relative_paths_mean_the_callers_folder(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(checkout.root / "run_pipeline.sh")
    checkout.run()
    done = checkout.run("run", "--onet-dir", "db", script="../link", cwd=tmp_path)
    assert done.stdout == f"in {tmp_path}: <-P> <-m> <pipeline> <run> <--onet-dir> <db>\n"


def test_the_tests_run_in_the_checkout_with_their_arguments(
    checkout: Checkout, tmp_path: Path
) -> None:
    done = checkout.run("-k", "a b", script="run_tests.sh", cwd=tmp_path)
    assert done.stdout == f"in {checkout.root}: <-m> <pytest> <-k> <a b>\n"


def test_the_exit_code_is_that_of_the_run(checkout: Checkout) -> None:
    assert checkout.run(RESULT="3").returncode == 3


def test_changed_requirements_are_installed_into_the_same_environment(checkout: Checkout) -> None:
    checkout.run()
    with (checkout.root / "requirements.txt").open("a") as requirements:
        requirements.write("one-more==1.0\n")
    checkout.run()
    checkout.run()
    assert checkout.count("-m venv ") == 1
    assert checkout.count("-m pip install ") == 2


def test_an_interrupted_installation_is_made_anew(checkout: Checkout) -> None:
    checkout.run()
    venv = checkout.root / ".venv"
    (venv / "requirements.stamp").unlink()
    (venv / "requirements.unfinished").touch()
    (venv / "half a package").touch()
    assert checkout.run().returncode == 0
    assert checkout.count("-m venv ") == 2
    assert not (venv / "half a package").exists()


def test_a_moved_checkout_makes_its_environment_anew_where_it_is(checkout: Checkout) -> None:
    checkout.run()
    moved = Checkout(checkout.root.with_name("moved"), checkout.tools, checkout.calls)
    checkout.root.rename(moved.root)
    assert moved.run().returncode == 0
    assert checkout.count("-m venv ") == 2


def test_offline_the_message_says_what_failed_and_the_next_call_tries_again(
    checkout: Checkout,
) -> None:
    done = checkout.run(OFFLINE="1")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "error: the Python packages could not be installed" in done.stderr
    assert "No matching distribution" in done.stderr
    assert "package index" in done.stderr
    assert checkout.run().returncode == 0


def test_two_calls_at_once_install_once(checkout: Checkout) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: checkout.run(SLOW="1"), range(2)))
    assert [one.returncode for one in done] == [0, 0]
    assert checkout.count("-m pip install ") == 1


def test_without_a_new_enough_python_it_says_what_to_install(checkout: Checkout) -> None:
    done = checkout.run(TOO_OLD="1")
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr
    assert not (checkout.root / ".venv").exists()


def test_without_venv_and_without_root_it_says_what_to_install(checkout: Checkout) -> None:
    done = checkout.run(NO_VENV="1")
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not (checkout.root / ".venv").exists()


def test_ci_runs_the_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec ./run_tests.sh"]


@pytest.mark.parametrize("name", ["run_pipeline.sh", "run_tests.sh", ".ci/run"])
def test_the_scripts_can_be_called(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize(
    "name",
    ["run_pipeline.sh", "run_tests.sh", "pipeline/set_up.sh", "requirements.txt", "Dockerfile"],
)
def test_no_package_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "index-url" not in text
