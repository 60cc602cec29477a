"""Run dbt in this process: one build a run, and the analyses compiled for its publish.

dbt reads the server and the accounts from environment variables (see
``profiles.yml``); they are set for the duration of a call. Its own log goes to
``<local>/logs/dbt.log``, its artifacts to ``<local>/dbt``, so that a night and an
engineer's ``dbt build`` in the project folder do not share a file.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import SkillgapError
from pipeline.redaction import forms
from pipeline.settings import Account, Endpoint, Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

    from pipeline.server import Server

NIGHTLY = "nightly"
LANDING = "landing_"  # before a source of the ledger, in dbt's name for its landing tables
MOST_FAILURES_SHOWN = 5

# Parsing only what has changed, dbt loses descriptions and tests where sources and models change
# together, as they do when the project is brought up to date: a night would skip those tests.
WHOLE = "--no-partial-parse"


# In dbt's message of a failed model: a value that its type or a constraint does not take.
_REFUSED_VALUE = re.compile(r"\b\d{4} \((22|23)\w{3}\): ")


class BuildFailed(SkillgapError):
    """A model could not be built or a test failed; nothing of the build is published.

    ``invocation_id`` and ``outcomes`` are those of the build, where it came so far.
    ``blames_data`` tells whether the rows are to blame and nothing else: every failure is
    that of a test, or of a model whose values the server refused. ``blamed_sources`` are then
    those whose landing tables the failed models and tests read, by their names in the ledger.
    """

    invocation_id: str = ""
    outcomes: Sequence[NodeOutcome] = ()
    blames_data = False
    blamed_sources: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NodeOutcome:
    """What became of one model, test or seed of a build."""

    unique_id: str
    name: str
    kind: str
    status: str
    seconds: float
    message: str
    failures: int | None


@dataclass(frozen=True)
class Build:
    """A finished build: what dbt knew (manifest) and what it did (outcomes)."""

    invocation_id: str
    variables: str
    manifest: Manifest
    results: list[Any]
    outcomes: list[NodeOutcome]
    seconds: float

    def count(self, kind: str) -> int:
        """Return how many nodes of a kind (``model``, ``test``) were run."""
        return sum(1 for outcome in self.outcomes if outcome.kind == kind)


def environment(settings: Settings, endpoint: Endpoint, builder: Account) -> dict[str, str]:
    """Return the variables that ``profiles.yml`` reads, for this server and installation.

    dbt hides in its log what a variable named ``DBT_ENV_SECRET_…`` holds, so the password is
    handed over in each form that a message may quote it in; dbt uses the first alone.
    """
    escaped = sorted(forms(builder.password) - {builder.password, ""})
    variables = {
        f"DBT_ENV_SECRET_ESCAPED_{number}": form for number, form in enumerate(escaped, start=1)
    }
    variables |= {
        "SKILLGAP_PREFIX": settings.prefix,
        "SKILLGAP_BUILDER_USER": builder.user,
        "DBT_ENV_SECRET_BUILDER_PASSWORD": builder.password,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "MYSQL_HOST": "",
        "MYSQL_SOCKET": "",
    }
    if endpoint.socket:
        variables["MYSQL_SOCKET"] = endpoint.socket
    else:
        variables |= {"MYSQL_HOST": str(endpoint.host), "MYSQL_PORT": str(endpoint.port)}
    return variables


def build(
    settings: Settings,
    server: Server,
    run_id: int,
    on_node: Callable[[NodeOutcome], None] = lambda outcome: None,
    select: Sequence[str] = (),
) -> Build:
    """Build and test every model in ``<prefix>_build``.

    Args:
        settings, server: where to build.
        run_id: the run, written into the mart ``published_releases``.
        on_node: called as each model and test ends.
        select: what to build, as dbt's ``--select`` takes it, with the tests that this suffices
            for; all if empty.

    Raises:
        BuildFailed: dbt could not start, a model failed, or a test did.
    """
    from dbt.events.functions import get_invocation_id

    started = time.monotonic()
    variables = json.dumps(
        {
            "run_id": run_id,
            "onet_release": settings.onet_release or "",
            "esco_model": settings.esco_model or "",
        }
    )
    at = _server_variables(settings, server)
    parsed = _invoke(settings, at, ["parse", WHOLE, "--vars", variables])
    if parsed.exception is not None or parsed.result is None:
        raise _could_not_run(settings, parsed.exception)
    manifest = parsed.result
    chosen = ["--select", *select, "--indirect-selection", "buildable"] if select else []
    threads = ["--threads", str(settings.build_threads)]
    arguments = ["build", "--vars", variables, *threads, *chosen]
    result = _invoke(settings, at, arguments, manifest, on_node)
    invocation_id = get_invocation_id()
    if result.exception is not None or result.result is None:
        raise _could_not_run(settings, result.exception)
    results = list(result.result.results)
    outcomes = [_outcome(node_result) for node_result in results]
    failed = [outcome for outcome in outcomes if outcome.status in ("error", "fail")]
    if failed or not result.success:
        error = _failed(settings, failed)
        error.invocation_id, error.outcomes = invocation_id, outcomes
        error.blamed_sources = _sources_read_by(manifest, [each.unique_id for each in failed])
        raise error
    seconds = time.monotonic() - started
    return Build(invocation_id, variables, manifest, results, outcomes, seconds)


def compile_analyses(settings: Settings, server: Server, built: Build) -> dict[str, str]:
    """Compile ``analyses/`` against the published database and return SQL by file name."""
    arguments = ["compile", "--vars", built.variables, "--select", "resource_type:analysis"]
    result = _invoke(settings, _server_variables(settings, server), arguments, built.manifest)
    if result.exception is not None or not result.success:
        raise _could_not_run(settings, result.exception)
    databases = settings.databases
    compiled = {}
    for node_result in result.result.results:
        node = node_result.node
        sql = node.compiled_code
        for parent in node.depends_on.nodes:
            relation = built.manifest.nodes[parent].relation_name
            published = relation.replace(f"`{databases.build}`", f"`{databases.published}`")
            sql = sql.replace(relation, published)
        compiled[f"{node.name}.sql"] = sql
    return compiled


def parse(settings: Settings) -> Manifest:
    """Return the project as dbt understands it; no server is asked.

    Raises:
        BuildFailed: the project has an error.
    """
    nowhere = environment(settings, Endpoint(host="127.0.0.1"), Account("nobody"))
    result = _invoke(settings, nowhere, ["parse", WHOLE])
    if result.exception is not None or result.result is None:
        raise _could_not_run(settings, result.exception)
    return result.result


def generate_docs(settings: Settings, server: Server, folder: Path) -> None:
    """Write dbt's documentation into ``folder``; ``static_index.html`` is all of it in one file.

    Raises:
        BuildFailed: the project has an error, or a view in the build database is broken.
    """
    variables = _server_variables(settings, server)
    arguments = ["docs", "generate", "--static", WHOLE]
    result = _invoke(settings, variables, arguments, artifacts=folder)
    if result.exception is not None or not result.success:
        raise _could_not_run(settings, result.exception)


def _server_variables(settings: Settings, server: Server) -> dict[str, str]:
    return environment(settings, server.endpoint, server.accounts["builder"])


def _invoke(
    settings: Settings,
    variables: Mapping[str, str],
    arguments: list[str],
    manifest: Manifest | None = None,
    on_node: Callable[[NodeOutcome], None] | None = None,
    artifacts: Path | None = None,
) -> dbtRunnerResult:
    # dbt takes a second to import; a run that finds nothing to do never needs it.
    from dbt.cli.main import dbtRunner

    callbacks = [_node_listener(on_node)] if on_node else []
    command, *options = arguments
    with _variables(variables):
        result = dbtRunner(manifest=manifest, callbacks=callbacks).invoke(
            [
                "--quiet",
                "--no-use-colors",
                "--log-path",
                str(settings.local / "logs"),
                command,
                *options,
                "--target",
                NIGHTLY,
                "--project-dir",
                str(settings.root),
                "--profiles-dir",
                str(settings.root),
                "--target-path",
                str(artifacts or settings.local / "dbt"),
            ]
        )
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception  # dbt hands it over as if it were an error of its own
    return result


@contextmanager
def _variables(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _node_listener(on_node: Callable[[NodeOutcome], None]) -> Callable[[Any], None]:
    def listen(event: Any) -> None:
        if event.info.name == "NodeFinished":
            info = event.data.node_info
            on_node(
                NodeOutcome(
                    info.unique_id,
                    info.node_name,
                    info.resource_type,
                    info.node_status,
                    0.0,
                    "",
                    None,
                )
            )

    return listen


def _outcome(node_result: Any) -> NodeOutcome:
    node = node_result.node
    return NodeOutcome(
        unique_id=node.unique_id,
        name=node.name,
        kind=str(node.resource_type.value),
        status=str(node_result.status.value),
        seconds=node_result.execution_time,
        message=node_result.message or "",
        failures=node_result.failures,
    )


def _could_not_run(settings: Settings, exception: BaseException | None) -> BuildFailed:
    return BuildFailed(
        "dbt could not run",
        found=str(exception) if exception else "no result",
        state="the published tables are as they were",
        advice=f"read {settings.local / 'logs' / 'dbt.log'}",
    )


def _failed(settings: Settings, failed: list[NodeOutcome]) -> BuildFailed:
    lines = [
        f"{outcome.kind} {outcome.name}: {' '.join(outcome.message.split())[:300]}"
        for outcome in failed[:MOST_FAILURES_SHOWN]
    ]
    if len(failed) > MOST_FAILURES_SHOWN:
        lines.append(f"and {len(failed) - MOST_FAILURES_SHOWN} more")
    names = [outcome.name for outcome in failed if outcome.kind == "test"]
    advice = f"read {Path(settings.local, 'logs', 'dbt.log')}"
    if names:
        advice = (
            f"see the rows: ./run_pipeline.sh dbt test --target nightly --select {names[0]} "
            "--store-failures\n" + advice
        )
    error = BuildFailed(
        f"{len(failed)} of dbt's models and tests failed",
        found="\n".join(lines) or "dbt reported a failure and named none",
        state="the published tables are as they were",
        advice=advice,
    )
    error.blames_data = bool(failed) and all(_is_fault_of_data(outcome) for outcome in failed)
    return error


def _sources_read_by(manifest: Manifest, nodes: Sequence[str]) -> frozenset[str]:
    """Return the sources of landing that models and tests read, directly or through others."""
    manifest.build_parent_and_child_maps()
    above, to_visit = set(), list(nodes)
    while to_visit:
        parents = manifest.parent_map.get(to_visit.pop(), ())
        to_visit += [parent for parent in parents if parent not in above]
        above.update(parents)
    names = {manifest.sources[node].source_name for node in above if node in manifest.sources}
    return frozenset(name.removeprefix(LANDING) for name in names if name.startswith(LANDING))


def _is_fault_of_data(outcome: NodeOutcome) -> bool:
    return outcome.status == "fail" or bool(_REFUSED_VALUE.search(outcome.message))
