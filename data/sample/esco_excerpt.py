"""The excerpt of an ESCO delivery: which concepts stay, and what is left of their rows.

- **Occupations** are those ``taxonomies.toml`` lists, each with its reason. An
  occupation whose broader concept is an occupation needs that one too.
- **ISCO groups**: those on the way up from these occupations, and all ten major groups.
- **Skills**: of each occupation the first essential and the first optional ones
  in the order of their URIs, as many as ``taxonomies.toml`` says, and those it
  names; and every broader skill of a chosen one.
- **Skill groups**: all on the way up from these skills, so that each skill
  reaches a pillar by every way it has in ESCO.
- **Relations**: *every* relation between two chosen concepts. A gap within the
  excerpt is therefore ESCO's gap, seen through the chosen skills: a skill that
  both occupations have is never missing from one of them. Rows that name a
  concept which ESCO itself no longer contains go.
- **Labels**: preferred labels as they are, outer blanks included; of the
  alternative and hidden labels the first ones, the one that repeats the preferred
  label, and all with blanks to trip over.
- **Collections and concept schemes**, for size: of a collection the first rows of
  chosen concepts; of a scheme's top concepts the first that were chosen, which is
  all of them for the schemes that have a hierarchy.
- **Prose** is never ESCO's: descriptions, definitions and scope notes are empty,
  but for the descriptions of occupations, which ``taxonomies.toml`` gives.

Rows stand in the order of the delivery.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data.sample.csv_tables import Form, Row, Table, read_table
from pipeline.errors import SkillgapError

ESCO_FORM = Form(line_end="\r\n")
FILES = (
    "occupations_en.csv",
    "skills_en.csv",
    "ISCOGroups_en.csv",
    "skillGroups_en.csv",
    "broaderRelationsOccPillar.csv",
    "broaderRelationsSkillPillar.csv",
    "occupationSkillRelations.csv",
    "skillSkillRelations.csv",
    "skillsHierarchy_en.csv",
    "conceptSchemes_en.csv",
    "digitalSkillsCollection_en.csv",
    "researchOccupationsCollection_en.csv",
)
PROSE = ("description", "definition", "scopeNote", "Description", "Scope note")
LABELS_OF_OCCUPATIONS = 8
LABELS_OF_OTHERS = 2
MEMBERS_OF_A_COLLECTION = 12
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

Delivery = dict[str, Table]


class UnfitChoice(SkillgapError):
    """``taxonomies.toml`` and the delivered files do not fit together."""


@dataclass(frozen=True)
class Chosen:
    """The URIs of the concepts that stay."""

    occupations: frozenset[str]
    isco_groups: frozenset[str]
    skills: frozenset[str]
    skill_groups: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.occupations | self.isco_groups | self.skills | self.skill_groups


def read_esco(folder: Path) -> Delivery:
    """Read the files of the official export that the excerpt is made from."""
    return {name: read_table(folder / name, ESCO_FORM) for name in FILES}


def make_excerpt(esco: Delivery, choices: dict) -> Delivery:
    """Return the excerpt of ``esco`` that the table ``esco`` of ``taxonomies.toml`` describes.

    Raises:
        UnfitChoice: a chosen occupation is unknown, lacks its broader occupation,
            or has a description that is missing or ESCO's own.
    """
    chosen = _choose(esco, choices)
    kept = {name: esco[name].keeping(rows) for name, rows in _rows(esco, chosen)}
    _check_descriptions(kept["occupations_en.csv"].rows, choices["occupations"])
    return _reworded(kept, choices["occupations"])


def first_skills(relations: Iterable[Row], relation_type: str, count: int) -> list[str]:
    """Return the first ``count`` skills of one relation type, in the order of their URIs."""
    uris = sorted(row["skillUri"] for row in relations if row["relationType"] == relation_type)
    return uris[:count]


def named_skills(names: Iterable[str], uris: dict[str, str], where: str) -> set[str]:
    """Return the URIs of the skills with these labels.

    Raises:
        UnfitChoice: a label is not among ``uris``; ``where`` says which table names it.
    """
    if unknown := sorted(set(names) - set(uris)):
        raise UnfitChoice(
            "taxonomies.toml names skills that are not there to choose from",
            where=f"taxonomies.toml, {where}",
            found="\n".join(unknown),
            expected="preferred labels of skills of the occupation, or of the excerpt",
            state="nothing was written",
        )
    return {uris[name] for name in names}


def with_broader(uris: Iterable[str], broader: dict[str, list[str]]) -> set[str]:
    """Return ``uris`` and all that lie above them."""
    reached: set[str] = set()
    waiting = list(uris)
    while waiting:
        uri = waiting.pop()
        if uri not in reached:
            reached.add(uri)
            waiting.extend(broader.get(uri, []))
    return reached


def broader_of(relations: Iterable[Row], known: set[str]) -> dict[str, list[str]]:
    """Return the broader concepts of each concept, without those that do not exist."""
    broader = defaultdict(list)
    for row in relations:
        if row["broaderUri"] in known:
            broader[row["conceptUri"]].append(row["broaderUri"])
    return broader


def _choose(esco: Delivery, choices: dict) -> Chosen:
    by_code = {row["code"]: row["conceptUri"] for row in esco["occupations_en.csv"].rows}
    if unknown := sorted(set(choices["occupations"]) - set(by_code)):
        raise UnfitChoice(
            "taxonomies.toml chooses occupations that this ESCO delivery does not have",
            found=", ".join(unknown),
            expected="codes of occupations_en.csv",
            state="nothing was written",
        )
    occupations = {by_code[code] for code in choices["occupations"]}
    isco_groups = {row["conceptUri"]: row["code"] for row in esco["ISCOGroups_en.csv"].rows}
    broader = broader_of(
        esco["broaderRelationsOccPillar.csv"].rows, set(isco_groups) | set(by_code.values())
    )
    above = with_broader(occupations, broader)
    if lacking := sorted(
        code for code, uri in by_code.items() if uri in above and uri not in occupations
    ):
        raise UnfitChoice(
            "an occupation of the excerpt lacks the occupation above it",
            found=", ".join(lacking),
            state="nothing was written",
            advice="choose these occupations too, in taxonomies.toml",
        )
    major_groups = {uri for uri, code in isco_groups.items() if len(code) == 1}
    skills, skill_groups = _choose_skills(esco, choices, by_code)
    return Chosen(
        frozenset(occupations),
        frozenset((above & set(isco_groups)) | major_groups),
        frozenset(skills),
        frozenset(skill_groups),
    )


def _choose_skills(
    esco: Delivery, choices: dict, by_code: dict[str, str]
) -> tuple[set[str], set[str]]:
    relations = defaultdict(list)
    for row in esco["occupationSkillRelations.csv"].rows:
        relations[row["occupationUri"]].append(row)
    labels = {row["conceptUri"]: row["preferredLabel"] for row in esco["skills_en.csv"].rows}
    skills = set(labels)
    skill_groups = {row["conceptUri"] for row in esco["skillGroups_en.csv"].rows}
    picked: set[str] = set()
    for code, choice in choices["occupations"].items():
        own = relations[by_code[code]]
        for relation_type in ("essential", "optional"):
            count = choice.get(relation_type, choices[relation_type])
            picked.update(first_skills(own, relation_type, count))
        own_labels = {labels[row["skillUri"]]: row["skillUri"] for row in own}
        picked.update(named_skills(choice.get("also", []), own_labels, f"esco.occupations, {code}"))
    broader = broader_of(esco["broaderRelationsSkillPillar.csv"].rows, skills | skill_groups)
    reached = with_broader(picked, broader)
    return reached & skills, reached & skill_groups


def _rows(esco: Delivery, chosen: Chosen) -> Iterable[tuple[str, list[Row]]]:
    """Yield each file of the excerpt with the rows that stay, still in ESCO's words."""
    both_ends = {
        "broaderRelationsOccPillar.csv": ("conceptUri", "broaderUri"),
        "broaderRelationsSkillPillar.csv": ("conceptUri", "broaderUri"),
        "occupationSkillRelations.csv": ("occupationUri", "skillUri"),
        "skillSkillRelations.csv": ("originalSkillUri", "relatedSkillUri"),
    }
    schemes: set[str] = set()
    for name in FILES:
        rows = esco[name].rows
        if name in both_ends:
            rows = [row for row in rows if {row[end] for end in both_ends[name]} <= chosen.all]
        elif name == "skillsHierarchy_en.csv":
            rows = [row for row in rows if _path(row) <= chosen.all]
        elif name == "conceptSchemes_en.csv":
            rows = [row for row in rows if row["conceptSchemeUri"] in schemes]
            rows = [row | {"hasTopConcept": _tops(row, chosen)} for row in rows]
        else:
            rows = [row for row in rows if row["conceptUri"] in chosen.all]
            if "Collection" in name:
                rows = rows[:MEMBERS_OF_A_COLLECTION]
            for row in rows:
                schemes.update(row.get("inScheme", "").replace(",", "").split("\n"))
        yield name, rows


def _path(row: Row) -> set[str]:
    return {row[f"Level {level} URI"] for level in range(4)} - {""}


def _tops(row: Row, chosen: Chosen) -> str:
    separator = ",\n"
    tops = [uri for uri in row["hasTopConcept"].split(separator) if uri in chosen.all]
    return separator.join(tops[:MEMBERS_OF_A_COLLECTION])


def _check_descriptions(occupations: list[Row], choices: dict) -> None:
    for row in occupations:
        text = choices[row["code"]].get("description", "")
        if not text or text == row["description"]:
            raise UnfitChoice(
                "an occupation has no description of ours",
                where=f"taxonomies.toml, esco.occupations, {row['code']}",
                found=repr(text),
                expected="a text in our own words",
                state="nothing was written",
            )


def _reworded(kept: Delivery, choices: dict) -> Delivery:
    """Take ESCO's prose out, put ours in, and leave the first labels."""
    ours = {
        row["conceptUri"]: choices[row["code"]]["description"]
        for row in kept["occupations_en.csv"].rows
    }
    labels: dict[str, set[str]] = {}
    reworded = {}
    for name, table in kept.items():
        rows = []
        for row in table.rows:
            uri = row.get("conceptUri", "")
            changed = row | {column: "" for column in PROSE if column in row}
            if uri in ours and "description" in row:
                changed["description"] = ours[uri]
            if "Collection" in name:
                changed["altLabels"] = " | ".join(
                    label for label in row["altLabels"].split(" | ") if label in labels[uri]
                )
            elif "altLabels" in row:
                count = LABELS_OF_OCCUPATIONS if uri in ours else LABELS_OF_OTHERS
                for column in {"altLabels", "hiddenLabels"} & row.keys():
                    changed[column] = "\n".join(first_labels(row, column, count))
                labels[uri] = {label.strip() for label in changed["altLabels"].split("\n")}
            rows.append(changed)
        reworded[name] = table.keeping(rows)
    return reworded


def first_labels(row: Row, column: str, count: int) -> list[str]:
    """Return the labels in a cell that stay (see the module's docstring)."""
    return [
        label
        for place, label in enumerate(row[column].split("\n"))
        if place < count
        or label == row["preferredLabel"]
        or label != label.strip()
        or NO_BREAK_SPACE in label
    ]
