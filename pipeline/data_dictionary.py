"""The data dictionary: the published tables as people read them, from dbt's own descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.graph.nodes import ModelNode

RENEW = "./run_pipeline.sh docs --dictionary"
HEAD = f"""\
# Data dictionary

The tables that readers see, in the database that `SKILLGAP_PREFIX` names. This page is written by
`{RENEW}` from the YAML beside the models; change it there. The same words
are comments in the database: `show create table occupations`.

"Filled" says that a column is never NULL; of the others the meaning says when they are (of a view,
which has no such rule, its own description). The unit of a figure stands in its meaning. Texts are
compared letter by letter, case and accents count: `title = 'chemists'` finds no Chemists, and
`title collate utf8mb4_general_ci = 'chemists'` finds them without an index.
"""


def dictionary(manifest: Manifest) -> str:
    """Return the page, in Markdown: subject by subject, each table with its grain and columns."""
    marts = sorted(
        (
            node
            for node in manifest.nodes.values()
            if node.resource_type == "model" and node.fqn[1] == "marts"
        ),
        key=lambda node: (node.fqn[2], node.name),
    )
    lines = [HEAD]
    for subject, tables in groupby(marts, key=lambda node: node.fqn[2]):
        lines += [f"## {subject.replace('_', ' ').capitalize()}", ""]
        for node in tables:
            lines += [*_table(node), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(node: ModelNode) -> Iterator[str]:
    is_view = node.config.materialized == "view"
    yield f"### `{node.name}`" + (" (view)" if is_view else "")
    yield ""
    yield _one_line(node.description)
    yield ""
    key = primary_key(node)
    if key:
        yield f"- Primary key: {_listed(key)}"
    for index in node.config.get("indexes", []):
        kind = "Unique index" if index.get("unique") else "Index"
        yield f"- {kind}: {_listed(index['columns'])}"
    if key or node.config.get("indexes", []):
        yield ""
    yield "| column | type | filled | meaning and unit |"
    yield "|---|---|---|---|"
    for column in node.columns.values():
        kinds = {constraint.type.value for constraint in column.constraints}
        filled = "yes" if "not_null" in kinds or column.name in key else ""
        meaning = _one_line(column.description).replace("|", "\\|")
        yield f"| `{column.name}` | {column.data_type} | {filled} | {meaning} |"


def primary_key(node: ModelNode) -> list[str]:
    """Return the columns of a model's primary key, none for a view."""
    for constraint in node.constraints:
        if constraint.type.value == "primary_key":
            return list(constraint.columns)
    return [
        column.name
        for column in node.columns.values()
        if any(constraint.type.value == "primary_key" for constraint in column.constraints)
    ]


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _one_line(text: str) -> str:
    return " ".join(text.split())
