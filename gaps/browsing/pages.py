"""Pages of rows in one total order: place, label, taxonomy, key; none comes twice or never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sqlalchemy import Connection

from gaps.browsing.concept_ids import ConceptKind, id_of
from gaps.browsing.questions import question
from gaps.typed_rows import typed_row

PageKey = tuple[int, str, str, str]
PAGE_KEY_TYPES = (int, str, str, str)


@dataclass(frozen=True)
class Page:
    """Rows of a page, how many there are in all, and the key of the last one if more follow.

    ``keys`` are taxonomy and key of each row.
    """

    rows: tuple[object, ...]
    total: int
    last_key: PageKey | None
    keys: tuple[tuple[str, str], ...] = ()


def page_of(
    connection: Connection,
    app: str,
    row_type: type,
    kind: ConceptKind,
    parts: Mapping[str, str],
    values: Mapping[str, object],
    limit: int,
    after: PageKey | None = None,
) -> Page:
    """Return the page that follows the row ``after``.

    Args:
        connection: of an account that may read both databases; its default database is the
            published one; in autocommit.
        app: name of the database that people write to.
        row_type: dataclass of the rows; its ``id`` is made of ``taxonomy`` and ``concept_key``.
        kind: of what the ids name.
        parts: ``chosen``, the question of all rows, and the parts of that one.
        values: what that question binds.
        limit: rows of the page, at most.
    """
    place, label, taxonomy, key = after or (0, "", "", "")
    asked = {
        **values,
        "kind": kind,
        "is_first": after is None,
        "place": place,
        "label": label,
        "taxonomy": taxonomy,
        "key": key,
        "limit": limit + 1,
    }
    found = [
        dict(row) for row in connection.execute(question("page", app, **parts), asked).mappings()
    ]
    if found:
        total = found[0]["total"]
    else:
        total = connection.scalar(question("total", app, **parts), {**values, "kind": kind})
    rows = found[:limit]
    last = rows[-1] if len(found) > limit else None
    return Page(
        tuple(_typed(row_type, kind, row) for row in rows),
        total,
        (last["place"], last["label"], last["taxonomy"], last["concept_key"]) if last else None,
        tuple((row["taxonomy"], row["concept_key"]) for row in rows),
    )


def _typed(row_type: type, kind: ConceptKind, row: dict[str, object]) -> object:
    row["id"] = id_of(kind, row["taxonomy"], row["concept_key"])
    for name in {field.name for field in fields(row_type)} & {"esco_id", "through_id"}:
        linked = row[name.replace("_id", "_key")]
        row[name] = id_of("occupation", "esco", linked) if linked else None
    return typed_row(row_type, row)
