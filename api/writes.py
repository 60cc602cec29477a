"""What people write: occupations of their own, and notes on those of every taxonomy.

All of it stands in ``<prefix>_app`` with the name of the key that wrote it; the next answer shows
it, and the next night carries it into the marts.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.mysql import insert

from api.problems import Problem, bad_field
from api.schemas.taxonomy import NewOccupation, OccupationNotes
from gaps.browsing.concept_ids import id_of
from gaps.browsing.concepts import skill_of
from load.app_tables import custom_occupation_skills, custom_occupations, occupation_notes

_NOW = func.utc_timestamp(6)
_GROUP = text(
    "select count(*) from isco_groups inner join esco_models "
    "on isco_groups.model = esco_models.model where esco_models.is_primary and code = :code"
)


def add_occupation(
    app: Connection, marts: Connection, app_name: str, new: NewOccupation, writer: str
) -> str:
    """Keep a custom occupation and its skills, and return its id.

    Args:
        app: on ``<prefix>_app``, in a transaction.
        marts: on the published database, where groups and skills are looked up.
        app_name: of the database that ``app`` is on.
        new: what it is.
        writer: name of the key.

    Raises:
        Problem: 409: there is a custom occupation of this label; 422: the group, or a skill, is
            not in the published tables.
    """
    if not marts.scalar(_GROUP, {"code": new.isco_group}):
        raise bad_field("body.isco_group", "the published tables have no such group of ISCO-08")
    skills = _skills(marts, app_name, new)
    same = app.scalar(
        select(custom_occupations.c.occupation_key)
        .where(custom_occupations.c.label == new.label)
        .with_for_update()
    )
    if same is not None:
        raise Problem(
            409,
            "occupation-exists",
            "there is a custom occupation of this label",
            f"it is {id_of('occupation', 'custom', same)}",
        )
    key = str(uuid.uuid4())
    app.execute(
        custom_occupations.insert().values(
            occupation_key=key,
            label=new.label,
            description=new.description or None,
            group_code=new.isco_group,
            alternative_labels=json.dumps(
                list(dict.fromkeys(new.alternative_labels)), ensure_ascii=False
            ),
            created_at=_NOW,
            created_by=writer,
        )
    )
    if skills:
        app.execute(
            custom_occupation_skills.insert(), [{"occupation_key": key, **each} for each in skills]
        )
    return id_of("occupation", "custom", key)


def note_occupation(
    app: Connection, taxonomy: str, key: str, notes: OccupationNotes, writer: str
) -> None:
    """Keep what is said of an occupation; what is not named stays as it was.

    Args:
        app: on ``<prefix>_app``, in a transaction.
        taxonomy, key: an occupation that there is.
        notes: at least one of them was named.
        writer: name of the key.

    Raises:
        Problem: 422: nothing was named.
    """
    said = notes.model_dump(exclude_unset=True)
    if not said:
        raise bad_field("body", "nothing is said: name a flag or the notes")
    if said.get("kenya_notes") == "":
        said["kenya_notes"] = None
    signed = {**said, "changed_at": _NOW, "changed_by": writer}
    app.execute(
        insert(occupation_notes)
        .values(taxonomy=taxonomy, occupation_key=key, **signed)
        .on_duplicate_key_update(**signed)
    )


def _skills(marts: Connection, app_name: str, new: NewOccupation) -> Sequence[dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for number, link in enumerate(new.skills):
        skill = skill_of(marts, app_name, link.id)
        if skill is None:
            raise bad_field(f"body.skills.{number}.id", "the published tables have no such skill")
        if (skill.taxonomy, skill.key) in found:
            raise bad_field(f"body.skills.{number}.id", "this skill is named twice")
        found[skill.taxonomy, skill.key] = {
            "skill_taxonomy": skill.taxonomy,
            "skill_key": skill.key,
            "relation_type": link.relation_type,
        }
    return list(found.values())
