"""The tree of ISCO-08 groups and ESCO's occupations beneath them, opened step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Row, text

from gaps.browsing.concept_ids import id_of

NodeKind = Literal["group", "occupation"]
Parent = tuple[str | None, str | None]  # kind and key; both None above the topmost

_ABOVE = text(
    """
    with

    recursive above as (

        select concept_kind, concept_key, broader_kind, broader_key, 0 as steps
        from occupation_hierarchy
        where
            model = (select model from esco_models where is_primary)
            and concept_kind = :kind
            and (concept_key = :asked or (concept_kind = 'group' and code = :asked))
        union all
        select
            broader.concept_kind,
            broader.concept_key,
            broader.broader_kind,
            broader.broader_key,
            above.steps + 1 as steps
        from above
        inner join occupation_hierarchy as broader
            on
                broader.model = (select model from esco_models where is_primary)
                and above.broader_kind = broader.concept_kind
                and above.broader_key = broader.concept_key

    )

    select concept_kind, concept_key from above
    order by steps desc
    """
)
_BENEATH = text(
    """
    select
        concepts.concept_kind,
        concepts.concept_key,
        concepts.code,
        concepts.label,
        (
            select count(*)
            from occupation_hierarchy as narrower
            where
                concepts.model = narrower.model
                and concepts.concept_kind = narrower.broader_kind
                and concepts.concept_key = narrower.broader_key
        ) as beneath
    from occupation_hierarchy as concepts
    where
        concepts.model = (select model from esco_models where is_primary)
        and concepts.broader_key <=> :key
        and concepts.broader_kind <=> :kind
    order by concepts.concept_kind, concepts.code, concepts.concept_key
    """
)
_MODEL = text("select model, is_sample from esco_models where is_primary")


@dataclass(frozen=True)
class Node:
    """A group or an occupation, and what lies beneath it where it is open.

    Fields:
        occupation_id: of an occupation, as ``concept_ids`` has it; None for a group.
        beneath: how many groups and occupations lie directly beneath it.
        is_asked: whether it is the one that was opened; those above it are open, too.
    """

    kind: NodeKind
    key: str
    code: str
    label: str
    occupation_id: str | None
    beneath: int
    is_open: bool
    is_asked: bool
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Tree:
    """The primary model of ESCO: its topmost nodes, the path to one of them open.

    Fields:
        path: from the top to the one that was asked for; empty if none was.
    """

    model: str
    is_sample: bool
    nodes: tuple[Node, ...]
    path: tuple[Node, ...]


def tree(
    connection: Connection, kind: NodeKind | None = None, asked: str | None = None
) -> Tree | None:
    """Return the tree, opened down to what lies directly beneath ``asked``.

    None if no model is published, or nothing is named so.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database; in autocommit.
        kind: of what is opened; None opens nothing.
        asked: its key; the code does for a group.
    """
    model = connection.execute(_MODEL).first()
    if model is None:
        return None
    above: list[Parent] = []
    if kind is not None:
        found = connection.execute(_ABOVE, {"kind": kind, "asked": asked})
        above = [(row.concept_kind, row.concept_key) for row in found]
        if not above:
            return None
    beneath = {
        parent: connection.execute(_BENEATH, {"kind": parent[0], "key": parent[1]}).all()
        for parent in ((None, None), *above)
    }
    nodes = _nodes(beneath, above, (None, None))
    return Tree(model.model, bool(model.is_sample), nodes, _path(nodes))


def _nodes(
    beneath: Mapping[Parent, Sequence[Row]], above: Sequence[Parent], parent: Parent
) -> tuple[Node, ...]:
    return tuple(
        Node(
            kind=row.concept_kind,
            key=row.concept_key,
            code=row.code,
            label=row.label,
            occupation_id=(
                id_of("occupation", "esco", row.concept_key)
                if row.concept_kind == "occupation"
                else None
            ),
            beneath=row.beneath,
            is_open=is_open,
            is_asked=is_open and own == above[-1],
            nodes=_nodes(beneath, above, own) if is_open else (),
        )
        for row in beneath[parent]
        for own in ((row.concept_kind, row.concept_key),)
        for is_open in (own in above,)
    )


def _path(nodes: Sequence[Node]) -> tuple[Node, ...]:
    opened = next((node for node in nodes if node.is_open), None)
    return (opened, *_path(opened.nodes)) if opened else ()
