"""The contracts of what is written through the API: tables of ``<prefix>_app``.

Columns are called as there. Rows land as text like those of a file: a moment in ISO 8601, a truth
as ``true`` or ``false``, a NULL as an empty text. Tables may shrink, for what was written may be
taken back.
"""

from __future__ import annotations

from extract.contract import EXTRA, Column, FileContract, Layout

SOURCE = "app"
TITLE = "written through the API"


def _contract(table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> FileContract:
    return FileContract(
        name=f"{TITLE}: {table}",
        source=SOURCE,
        table=f"app_{table}",
        columns=(*(Column(name, name) for name in columns), EXTRA),
        layouts=(Layout((table,), "the tables of <prefix>_app"),),
        natural_key=key,
        may_shrink=True,
    )


CUSTOM_OCCUPATIONS = _contract(
    "custom_occupations",
    (
        "occupation_key",
        "label",
        "description",
        "group_code",
        "alternative_labels",
        "created_at",
        "created_by",
    ),
    ("occupation_key",),
)
CUSTOM_OCCUPATION_SKILLS = _contract(
    "custom_occupation_skills",
    ("occupation_key", "skill_taxonomy", "skill_key", "relation_type"),
    ("occupation_key", "skill_taxonomy", "skill_key"),
)
OCCUPATION_NOTES = _contract(
    "occupation_notes",
    (
        "taxonomy",
        "occupation_key",
        "is_relevant_for_kenya",
        "is_informal_sector",
        "is_entrepreneurship",
        "kenya_notes",
        "changed_at",
        "changed_by",
    ),
    ("taxonomy", "occupation_key"),
)

CONTRACTS = (CUSTOM_OCCUPATIONS, CUSTOM_OCCUPATION_SKILLS, OCCUPATION_NOTES)
