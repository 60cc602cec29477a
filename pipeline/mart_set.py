"""What one dbt build made and is to be published together: tables, and views over them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import SkillgapError
from pipeline.settings import Databases, Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

MARKER_TABLE = "publication"
"""The one-row mart that carries the ``invocation_id`` of the build it was made by."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,51}")
_RELATION = re.compile(r"`([^`]+)`\.`([^`]+)`")
_GOOD_STATUS = frozenset({"success", "pass", "warn"})


class UnfinishedBuild(SkillgapError):
    """A build is not whole, not tested, or not the one that was to be published."""


def qualified(database: str, name: str) -> str:
    """Return a table's quoted name; both parts are names this project gave."""
    if "`" in database or "`" in name:
        raise ValueError(f"not a name of ours: {database!r}, {name!r}")
    return f"`{database}`.`{name}`"


@dataclass(frozen=True)
class MartSet:
    """The marts of one dbt build.

    Args:
        invocation_id: dbt's id of the build; the mart ``publication`` carries it.
        tables: names of the tables, in ``<prefix>_build``.
        views: name -> SELECT as dbt compiled it, its relations written
            `` `<prefix>_build`.`name` ``. It may read tables and views of the set only.

    Raises:
        UnfinishedBuild: the set has no ``publication``, or a name cannot be published.
    """

    invocation_id: str
    tables: tuple[str, ...]
    views: Mapping[str, str]

    def __post_init__(self) -> None:
        if MARKER_TABLE not in self.tables:
            raise UnfinishedBuild(
                f"the build made no table {MARKER_TABLE}, which says which build the marts are of",
                found=", ".join(self.tables) or "no table at all",
                state="nothing was published",
                advice="build every model: ./run_pipeline.sh run",
            )
        names = (*self.tables, *self.views)
        unusable = [name for name in names if not _NAME.fullmatch(name) or "__" in name]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if unusable or repeated:
            raise UnfinishedBuild(
                "marts cannot be published under these names",
                found=", ".join(unusable + repeated),
                expected="different names of lower-case letters, digits and single underscores, "
                "at most 52 long",
                state="nothing was published",
            )

    @classmethod
    def from_dbt(cls, manifest: Manifest, results: Iterable[Any], invocation_id: str) -> MartSet:
        """Take the marts out of a ``dbt build``.

        Args:
            manifest: the project as dbt parsed it.
            results: the run results of the build, tests among them.
            invocation_id: dbt's id of the build.

        Raises:
            UnfinishedBuild: a node failed or was skipped, a mart was not built in this
                run, or a mart is neither a table nor a view.
        """
        results = list(results)
        failed = [
            f"{result.node.name}: {result.status}"
            for result in results
            if result.status not in _GOOD_STATUS
        ]
        built = {result.node.unique_id: result.node for result in results}
        marts = [
            node
            for node in manifest.nodes.values()
            if node.resource_type == "model" and node.fqn[1:2] == ["marts"]
        ]
        missing = [f"{node.name}: not built" for node in marts if node.unique_id not in built]
        unswappable = [
            f"{node.name}: materialized as {node.config.materialized}"
            for node in marts
            if node.config.materialized not in ("table", "view")
        ]
        if failed or missing or unswappable:
            raise UnfinishedBuild(
                "this build cannot be published",
                found="\n".join(failed + missing + unswappable),
                expected="every model under models/marts built as a table or a view in this run, "
                "and every test passed",
                state="nothing was published",
                advice="build and test everything: ./run_pipeline.sh run",
            )
        return cls(
            invocation_id=invocation_id,
            tables=tuple(
                sorted(node.alias for node in marts if node.config.materialized == "table")
            ),
            views={
                node.alias: built[node.unique_id].compiled_code.strip().rstrip(";")
                for node in marts
                if node.config.materialized == "view"
            },
        )

    def remember(self, settings: Settings) -> None:
        """Keep the set on this machine, so that ``publish`` can publish it later."""
        path = _memory(settings)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        beside.replace(path)

    @classmethod
    def last_built(cls, settings: Settings) -> MartSet | None:
        """Return the set that this machine last offered for publishing, if there is one."""
        path = _memory(settings)
        if not path.is_file():
            return None
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(kept["invocation_id"], tuple(kept["tables"]), kept["views"])


def _memory(settings: Settings) -> Path:
    return settings.local / f"{settings.prefix}_last_built.json"


def replaced(sql: str, database: str, name_for: Callable[[str], str]) -> str:
    """Return ``sql`` with each `` `database`.`name` `` written as ``name_for(name)``."""
    return _RELATION.sub(
        lambda match: name_for(match[2]) if match[1] == database else match[0], sql
    )


def read_from(sql: str, database: str) -> set[str]:
    """Return the names in ``database`` that ``sql`` reads."""
    return {name for schema, name in _RELATION.findall(sql) if schema == database}


def in_reading_order(views: Mapping[str, str], database: str) -> list[str]:
    """Return the names of ``views``, each after those it reads from ``database``.

    Raises:
        UnfinishedBuild: they read each other in a circle.
    """
    graph = {name: read_from(sql, database) & views.keys() for name, sql in sorted(views.items())}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise UnfinishedBuild(
            "views read each other in a circle",
            found=" -> ".join(error.args[1]),
            state="nothing was published",
        ) from error


def check_views_stay_inside(mart_set: MartSet, databases: Databases) -> None:
    """Refuse a view that reads what is not published with it.

    Raises:
        UnfinishedBuild: names the view and what it reads.
    """
    inside = {*mart_set.tables, *mart_set.views}
    ours = set(databases.all())
    for view, sql in mart_set.views.items():
        outside = sorted(
            f"{schema}.{name}"
            for schema, name in _RELATION.findall(sql)
            if schema in ours and (schema != databases.build or name not in inside)
        )
        if outside:
            raise UnfinishedBuild(
                f"the view {view} reads what is not published with it",
                found=", ".join(outside),
                expected="views under models/marts read tables and views under models/marts",
                state="nothing was published",
                advice="make what it reads a mart, or the view a table",
            )
