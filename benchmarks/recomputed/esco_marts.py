"""Published tables of an ESCO model, made anew from the Commission's CSV files of one language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.recomputed.csv_files import (
    Cells,
    count_records,
    day,
    label,
    passage,
    read_table,
)
from benchmarks.recomputed.table import Expected, Row

LANGUAGE = "en"


@dataclass(frozen=True)
class EscoFiles:
    """A version of ESCO in one language.

    Args:
        model: its name among the published tables.
        lines: records of each file of the folder.
        occupations, skills, skill_groups, occupation_groups: concepts, by their own headers.
        occupation_skills, skill_relations: relations, named by URI.
        above_occupations, above_skills: what stands above what in both pillars.
        collections: members by the name that begins a file's name, ``digitalSkills`` and others.
    """

    model: str
    lines: dict[str, int]
    occupations: list[Cells]
    skills: list[Cells]
    skill_groups: list[Cells]
    occupation_groups: list[Cells]
    occupation_skills: list[Cells]
    skill_relations: list[Cells]
    above_occupations: list[Cells]
    above_skills: list[Cells]
    collections: dict[str, list[Cells]]

    def concepts(self) -> Iterator[tuple[str, Cells]]:
        """Yield every concept with its kind."""
        for kind, concepts in (
            ("group", self.occupation_groups),
            ("occupation", self.occupations),
            ("skill_group", self.skill_groups),
            ("skill", self.skills),
        ):
            for cells in concepts:
                yield kind, cells

    def kinds(self) -> dict[str, str]:
        """Return the kind of every concept by its URI."""
        return {cells["conceptUri"]: kind for kind, cells in self.concepts()}


def read_esco(folder: Path, model: str | None = None) -> EscoFiles:
    """Read a folder of the Commission's CSV files.

    Args:
        folder: its name holds the version, for example ``v1.1.1``.
        model: its name among the published tables, if it is not that of the version.
    """
    version = re.search(r"\d+\.\d+(\.\d+)?", folder.name)
    return EscoFiles(
        model=model or f"ESCO {version[0] if version else ''} {LANGUAGE}",
        lines={path.name: count_records(path) for path in sorted(folder.glob("*.csv"))},
        occupations=read_table(folder / f"occupations_{LANGUAGE}.csv"),
        skills=read_table(folder / f"skills_{LANGUAGE}.csv"),
        skill_groups=read_table(folder / f"skillGroups_{LANGUAGE}.csv"),
        occupation_groups=read_table(folder / f"ISCOGroups_{LANGUAGE}.csv"),
        occupation_skills=read_table(folder / "occupationSkillRelations.csv"),
        skill_relations=read_table(folder / "skillSkillRelations.csv"),
        above_occupations=read_table(folder / "broaderRelationsOccPillar.csv"),
        above_skills=read_table(folder / "broaderRelationsSkillPillar.csv"),
        collections={
            path.name.partition("Collection")[0]: read_table(path)
            for path in sorted(folder.glob(f"*Collection_{LANGUAGE}.csv"))
        },
    )


def esco_marts(esco: EscoFiles) -> list[Expected]:
    """Return the tables of concepts and of the relations between them."""
    return [
        Expected(
            name,
            ("model", *key),
            [{"model": esco.model, **row} for row in rows],
            only={"model": esco.model},
        )
        for name, key, rows in (
            ("esco_occupations", ("occupation_key",), _occupations(esco)),
            ("esco_skills", ("skill_key",), _skills(esco)),
            ("esco_skill_groups", ("skill_group_key",), _skill_groups(esco)),
            ("isco_groups", ("code",), _occupation_groups(esco)),
            ("esco_occupation_skills", ("occupation_key", "skill_key"), _occupation_skills(esco)),
            ("esco_skill_relations", ("requiring_key", "required_key"), _skill_relations(esco)),
            ("occupation_hierarchy", ("concept_kind", "concept_key"), _occupation_hierarchy(esco)),
            (
                "skill_hierarchy",
                ("concept_kind", "concept_key", "broader_kind", "broader_key"),
                _skill_hierarchy(esco),
            ),
            (
                "alternative_labels",
                ("concept_kind", "concept_key", "label_kind", "position"),
                _alternative_labels(esco),
            ),
            (
                "esco_collections",
                ("collection_name", "concept_kind", "concept_key"),
                _collections(esco),
            ),
        )
    ]


def _occupations(esco: EscoFiles) -> Iterator[Row]:
    for cells in esco.occupations:
        yield {
            "occupation_key": cells["conceptUri"],
            "code": cells["code"],
            "preferred_label": label(cells["preferredLabel"]),
            "group_code": cells["iscoGroup"],
            "occupation_type": "escooccupation",
            "is_localised": None,
            "definition": passage(cells["definition"]),
            "regulated_profession_note": passage(cells["regulatedProfessionNote"]),
            "nace_code": passage(cells.get("naceCode")),
            **_told(cells),
        }


def _skills(esco: EscoFiles) -> Iterator[Row]:
    for cells in esco.skills:
        yield {
            "skill_key": cells["conceptUri"],
            "preferred_label": label(cells["preferredLabel"]),
            "skill_type": cells["skillType"] or None,
            "reuse_level": cells["reuseLevel"] or None,
            "is_localised": None,
            "definition": passage(cells["definition"]),
            **_told(cells),
        }


def _told(cells: Cells) -> Row:
    return {
        "description": passage(cells["description"]),
        "scope_note": passage(cells["scopeNote"]),
        "status": label(cells["status"]),
        "changed_on": day(cells["modifiedDate"]),
        **_origin(cells),
    }


def _origin(cells: Cells) -> Row:
    """The Commission's concepts are what their URI says; only other models have a history."""
    return {
        "origin_uri": cells["conceptUri"],
        "origin_id": cells["conceptUri"],
        "uuid_history": None,
    }


def _skill_groups(esco: EscoFiles) -> Iterator[Row]:
    for cells in esco.skill_groups:
        yield {
            "skill_group_key": cells["conceptUri"],
            "code": label(cells["code"]),
            "preferred_label": label(cells["preferredLabel"]),
            "description": passage(cells["description"]),
            "scope_note": passage(cells["scopeNote"]),
            **_origin(cells),
        }


def _occupation_groups(esco: EscoFiles) -> Iterator[Row]:
    """ISCO-08's codes are their own hierarchy: each digit is a level."""
    for cells in esco.occupation_groups:
        code = cells["code"]
        yield {
            "code": code,
            "preferred_label": label(cells["preferredLabel"]),
            "group_type": "iscogroup",
            "level": len(code),
            "broader_code": code[:-1] or None,
            "top_code": code[0],
            "description": passage(cells["description"]),
            "group_key": cells["conceptUri"],
            "origin_uri": cells["conceptUri"],
        }


def _occupation_skills(esco: EscoFiles) -> Iterator[Row]:
    """Relations of concepts that the version no longer has are rejected by name."""
    occupations = {cells["conceptUri"] for cells in esco.occupations}
    skills = {cells["conceptUri"] for cells in esco.skills}
    for cells in esco.occupation_skills:
        if cells["occupationUri"] in occupations and cells["skillUri"] in skills:
            yield {
                "occupation_key": cells["occupationUri"],
                "skill_key": cells["skillUri"],
                "relation_type": cells["relationType"],
                "signalling_value_label": None,
                "signalling_value": None,
            }


def _skill_relations(esco: EscoFiles) -> Iterator[Row]:
    skills = {cells["conceptUri"] for cells in esco.skills}
    for cells in esco.skill_relations:
        if {cells["originalSkillUri"], cells["relatedSkillUri"]} <= skills:
            yield {
                "requiring_key": cells["originalSkillUri"],
                "required_key": cells["relatedSkillUri"],
                "relation_type": cells["relationType"],
            }


def _occupation_hierarchy(esco: EscoFiles) -> Iterator[Row]:
    """Each group and occupation with its way up; a place of what is no concept is rejected."""
    kinds = esco.kinds()
    concepts = {
        cells["conceptUri"]: cells for kind, cells in esco.concepts() if "skill" not in kind
    }
    above = {
        cells["conceptUri"]: cells["broaderUri"]
        for cells in esco.above_occupations
        if cells["conceptUri"] in concepts and cells["broaderUri"] in concepts
    }
    for uri, cells in concepts.items():
        way = [uri]
        while way[-1] in above:
            way.append(above[way[-1]])
        codes = [concepts[each]["code"] for each in reversed(way)]
        broader = above.get(uri)
        yield {
            "concept_kind": kinds[uri],
            "concept_key": uri,
            "code": cells["code"],
            "label": label(cells["preferredLabel"]),
            "broader_kind": broader and kinds[broader],
            "broader_key": broader,
            "broader_code": broader and concepts[broader]["code"],
            "depth": len(codes) - 1,
            "top_code": codes[0],
            "path": " > ".join(codes),
            "is_local": 0,
        }


def _skill_hierarchy(esco: EscoFiles) -> Iterator[Row]:
    kinds = {uri: kind for uri, kind in esco.kinds().items() if "skill" in kind}
    for cells in esco.above_skills:
        uri, broader = cells["conceptUri"], cells["broaderUri"]
        if uri in kinds and broader in kinds:
            yield {
                "concept_kind": kinds[uri],
                "concept_key": uri,
                "broader_kind": kinds[broader],
                "broader_key": broader,
            }


def _alternative_labels(esco: EscoFiles) -> Iterator[Row]:
    """A line is a label, unless it is empty, says the preferred one, or repeats a line above."""
    for kind, cells in esco.concepts():
        for label_kind, column in (("alternative", "altLabels"), ("hidden", "hiddenLabels")):
            seen = {None, label(cells["preferredLabel"])}
            for position, line in enumerate((cells.get(column) or "").split("\n"), start=1):
                name = label(line)
                if name not in seen:
                    seen.add(name)
                    yield {
                        "concept_kind": kind,
                        "concept_key": cells["conceptUri"],
                        "label_kind": label_kind,
                        "position": position,
                        "label": name,
                        "language": LANGUAGE,
                    }


def _collections(esco: EscoFiles) -> Iterator[Row]:
    kinds = esco.kinds()
    for name, members in esco.collections.items():
        for cells in members:
            if kind := kinds.get(cells["conceptUri"]):
                yield {
                    "collection_name": name,
                    "concept_kind": kind,
                    "concept_key": cells["conceptUri"],
                }
