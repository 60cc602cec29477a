"""A small model in the nine files of Tabiya's layout, made from the ESCO excerpt.

It holds some occupations of the excerpt, the first of their skills with all that
lies above them, and the local groups and occupations that ``taxonomies.toml``
invents. Labels are trimmed and the preferred one stands among the alternatives,
as Tabiya does it. IDs and UUIDs are invented: derived from what they name, so
that they are the same each time.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from data.sample.csv_tables import Form, Row, Table
from data.sample.esco_excerpt import (
    Delivery,
    UnfitChoice,
    broader_of,
    first_skills,
    named_skills,
    with_broader,
)

TABIYA_FORM = Form(line_end="\n", quotes_all=True)
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:skillgap:sample:tabiya")
# earlier than any change in the excerpt of ESCO, so that the excerpt is the primary model
DATES = {"CREATEDAT": "2021-05-04T08:00:00.000Z", "UPDATEDAT": "2021-05-04T08:00:00.000Z"}

HIERARCHY = ("PARENTOBJECTTYPE", "PARENTID", "CHILDID", "CHILDOBJECTTYPE")
HEADERS = {
    "model_info.csv": (
        *("UUIDHISTORY", "NAME", "LOCALE", "DESCRIPTION", "VERSION", "RELEASED", "RELEASENOTES"),
    ),
    "occupation_groups.csv": (
        *("ID", "ORIGINURI", "UUIDHISTORY", "CODE", "GROUPTYPE"),
        *("PREFERREDLABEL", "ALTLABELS", "DESCRIPTION"),
    ),
    "occupations.csv": (
        *("ID", "ORIGINURI", "UUIDHISTORY", "OCCUPATIONGROUPCODE", "CODE", "DEFINITION"),
        *("SCOPENOTE", "REGULATEDPROFESSIONNOTE", "OCCUPATIONTYPE", "ISLOCALIZED"),
        *("PREFERREDLABEL", "ALTLABELS", "DESCRIPTION"),
    ),
    "occupation_hierarchy.csv": HIERARCHY,
    "skill_groups.csv": (
        *("ID", "ORIGINURI", "UUIDHISTORY", "CODE", "SCOPENOTE"),
        *("PREFERREDLABEL", "ALTLABELS", "DESCRIPTION"),
    ),
    "skills.csv": (
        *("ID", "ORIGINURI", "UUIDHISTORY", "DEFINITION", "SCOPENOTE", "REUSELEVEL"),
        *("SKILLTYPE", "PREFERREDLABEL", "ALTLABELS", "DESCRIPTION", "ISLOCALIZED"),
    ),
    "skill_hierarchy.csv": HIERARCHY,
    "skill_to_skill_relations.csv": ("REQUIRINGID", "RELATIONTYPE", "REQUIREDID"),
    "occupation_to_skill_relations.csv": (
        *("OCCUPATIONTYPE", "OCCUPATIONID", "RELATIONTYPE", "SKILLID"),
        *("SIGNALLINGVALUELABEL", "SIGNALLINGVALUE"),
    ),
}


@dataclass
class _Model:
    """The tables while they are filled, and the kind of each object by its key."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in HEADERS})
    kinds: dict[str, str] = field(default_factory=dict)

    def add(self, file: str, **cells: str) -> None:
        empty = dict.fromkeys(HEADERS[file], "")
        self.rows[file].append(empty | cells | DATES)

    def add_object(self, file: str, key: str, kind: str, labels: list[str], **cells: str) -> None:
        """Add an object; ``key`` is its URI in ESCO, or its code if it is local."""
        self.kinds[key] = kind
        self.add(
            file,
            ID=object_id(key),
            UUIDHISTORY="\n".join(uuid_history(key)),
            PREFERREDLABEL=labels[0],
            ALTLABELS="\n".join(labels),
            **cells,
        )

    def add_parent(self, file: str, child: str, parent: str) -> None:
        self.add(
            file,
            PARENTOBJECTTYPE=self.kinds[parent],
            PARENTID=object_id(parent),
            CHILDID=object_id(child),
            CHILDOBJECTTYPE=self.kinds[child],
        )


def object_id(key: str) -> str:
    """Return the invented id of an object: 24 hexadecimal digits."""
    return hashlib.sha256(f"skillgap sample {key}".encode()).hexdigest()[:24]


def uuid_history(key: str) -> list[str]:
    """Return one to three invented UUIDs, the newest first; the last one is the oldest."""
    length = 1 + hashlib.sha256(key.encode()).digest()[0] % 3
    return [str(uuid.uuid5(NAMESPACE, f"{key} {number}")) for number in range(length, 0, -1)]


def make_model(esco: Delivery, choices: dict) -> dict[str, Table]:
    """Return the nine tables.

    Args:
        esco: the excerpt.
        choices: the table ``tabiya`` of ``taxonomies.toml``.

    Raises:
        UnfitChoice: it names an occupation, a skill or a parent that the excerpt lacks.
    """
    model = _Model()
    model.add(
        "model_info.csv",
        UUIDHISTORY="\n".join(uuid_history(choices["model"]["NAME"])),
        **choices["model"],
    )
    _add_occupations(model, esco, choices)
    _add_skills(model, esco, choices)
    return {
        name: Table(TABIYA_FORM, (*header, *DATES), model.rows[name])
        for name, header in HEADERS.items()
    }


def _add_occupations(model: _Model, esco: Delivery, choices: dict) -> None:
    occupations = {row["code"]: row for row in esco["occupations_en.csv"].rows}
    isco_groups = {row["code"]: row for row in esco["ISCOGroups_en.csv"].rows}
    _check_known(choices["occupations"], set(occupations), "esco.occupations")
    locals_ = choices["local_occupations"]
    parents = {local["parent"] for local in locals_.values()}
    rows = [occupations[code] for code in choices["occupations"]]
    uris = {row["conceptUri"] for row in rows}
    uris |= {isco_groups[code]["conceptUri"] for code in parents & set(isco_groups)}
    known = {row["conceptUri"] for row in (*occupations.values(), *isco_groups.values())}
    relations = esco["broaderRelationsOccPillar.csv"].rows
    reached = with_broader(uris, broader_of(relations, known))

    for row in isco_groups.values():
        if row["conceptUri"] in reached:
            model.add_object(
                "occupation_groups.csv",
                row["conceptUri"],
                "iscogroup",
                _labels(row),
                ORIGINURI=row["conceptUri"],
                CODE=row["code"],
                GROUPTYPE="iscogroup",
            )
    for code, group in choices["local_groups"].items():
        model.add_object(
            "occupation_groups.csv",
            code,
            "localgroup",
            [group["label"]],
            ORIGINURI=group["origin_uri"],
            CODE=code,
            GROUPTYPE="localgroup",
            DESCRIPTION=group["description"],
        )
    for row in rows:
        model.add_object(
            "occupations.csv",
            row["conceptUri"],
            "escooccupation",
            _labels(row),
            ORIGINURI=row["conceptUri"],
            OCCUPATIONGROUPCODE=row["iscoGroup"],
            CODE=row["code"],
            REGULATEDPROFESSIONNOTE=row["regulatedProfessionNote"],
            OCCUPATIONTYPE="escooccupation",
            ISLOCALIZED=str(row["code"] in choices["localized"]).lower(),
            DESCRIPTION=row["description"],
        )
    for code, local in locals_.items():
        model.add_object(
            "occupations.csv",
            code,
            "localoccupation",
            [local["label"], *local["alternative_labels"]],
            ORIGINURI=local["origin_uri"],
            OCCUPATIONGROUPCODE=local["group"],
            CODE=code,
            OCCUPATIONTYPE="localoccupation",
            ISLOCALIZED="false",
            DESCRIPTION=local["description"],
        )
    for row in relations:
        if row["conceptUri"] in reached:
            _check_known([row["broaderUri"]], set(model.kinds), "tabiya.occupations")
            model.add_parent("occupation_hierarchy.csv", row["conceptUri"], row["broaderUri"])
    keys = {row["code"]: row["conceptUri"] for row in (*rows, *isco_groups.values())}
    for code, local in {**choices["local_groups"], **locals_}.items():
        if parent := local["parent"]:
            key = keys.get(parent, parent)
            _check_known([key], set(model.kinds), f"tabiya, {code}, parent")
            model.add_parent("occupation_hierarchy.csv", code, key)


def _add_skills(model: _Model, esco: Delivery, choices: dict) -> None:
    skills = {row["conceptUri"]: row for row in esco["skills_en.csv"].rows}
    groups = {row["conceptUri"]: row for row in esco["skillGroups_en.csv"].rows}
    by_label = {row["preferredLabel"].strip(): uri for uri, row in skills.items()}
    picked = named_skills(choices["also"], by_label, "tabiya, also")
    relations = defaultdict(list)
    for row in esco["occupationSkillRelations.csv"].rows:
        if row["occupationUri"] in model.kinds:
            relations[row["occupationUri"]].append(row)
    local_skills = [
        (code, skill)
        for code, local in choices["local_occupations"].items()
        for skill in local["skills"]
    ]
    picked |= named_skills(
        [skill["label"] for _, skill in local_skills], by_label, "tabiya.local_occupations"
    )
    for rows in relations.values():
        for relation_type in ("essential", "optional"):
            picked.update(first_skills(rows, relation_type, choices[relation_type]))
    broader_relations = esco["broaderRelationsSkillPillar.csv"].rows
    reached = with_broader(picked, broader_of(broader_relations, set(skills) | set(groups)))

    for uri, row in groups.items():
        if uri in reached:
            model.add_object(
                "skill_groups.csv",
                uri,
                "skillgroup",
                _labels(row),
                ORIGINURI=uri,
                CODE=row["code"],
            )
    for uri, row in skills.items():
        if uri in reached:
            model.add_object(
                "skills.csv",
                uri,
                "skill",
                _labels(row),
                ORIGINURI=uri,
                REUSELEVEL=row["reuseLevel"],
                SKILLTYPE=row["skillType"],
                ISLOCALIZED="false",
            )
    for row in broader_relations:
        if row["conceptUri"] in reached:
            model.add_parent("skill_hierarchy.csv", row["conceptUri"], row["broaderUri"])
    for row in esco["skillSkillRelations.csv"].rows:
        ends = (row["originalSkillUri"], row["relatedSkillUri"])
        if reached.issuperset(ends) and ends[0] != ends[1]:
            model.add(
                "skill_to_skill_relations.csv",
                REQUIRINGID=object_id(ends[0]),
                RELATIONTYPE=row["relationType"],
                REQUIREDID=object_id(ends[1]),
            )
    for uri, rows in relations.items():
        for row in rows:
            if row["skillUri"] in reached:
                model.add(
                    "occupation_to_skill_relations.csv",
                    OCCUPATIONTYPE="escooccupation",
                    OCCUPATIONID=object_id(uri),
                    RELATIONTYPE=row["relationType"],
                    SKILLID=object_id(row["skillUri"]),
                )
    for code, skill in local_skills:
        model.add(
            "occupation_to_skill_relations.csv",
            OCCUPATIONTYPE="localoccupation",
            OCCUPATIONID=object_id(code),
            RELATIONTYPE=skill.get("relation", ""),
            SKILLID=object_id(by_label[skill["label"]]),
            SIGNALLINGVALUELABEL=skill.get("signal", ""),
            SIGNALLINGVALUE=skill.get("value", ""),
        )


def _labels(row: Row) -> list[str]:
    """Return the preferred label and the others, trimmed and each once."""
    labels = [row["preferredLabel"], *row["altLabels"].split("\n")]
    return list(dict.fromkeys(label.strip() for label in labels if label.strip()))


def _check_known(names: list[str], known: set[str], where: str) -> None:
    if unknown := sorted(set(names) - known):
        raise UnfitChoice(
            "taxonomies.toml names what the ESCO excerpt does not have",
            where=f"taxonomies.toml, {where}",
            found="\n".join(unknown),
            state="nothing was written",
            advice="choose it for the excerpt too, or name something else",
        )
