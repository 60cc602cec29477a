"""Writes small taxonomies for tests: true in form, closed in themselves, a handful of concepts.

The same few concepts come as an official export of ESCO (``write_esco``) and in Tabiya's layout
(``write_tabiya``). Every occupation reaches a major group and every skill a pillar. A row is a
dict, header -> text; columns that it leaves out are blank. ``changed`` gives, by file name,
other rows, a function of the rows that would be written, a whole text or bytes, or None to
leave the file out:

    write_esco(tmp_path / "v1.1.1", changed={"skills_en.csv": lambda rows: rows[:-1]})
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from extract.contract import EXTRA
from extract.esco.contracts import CONTRACTS
from tests.workbook import write_workbook

Row = Mapping[str, str]
Content = Sequence[Row] | Callable[[list[dict[str, str]]], Sequence[Row]] | str | bytes | None

ESCO = "http://data.europa.eu/esco"
CHANGED_ON = "2022-07-27T09:15:30.123Z"
EXPORTED_ON = "2025-08-06T11:11:45.094Z"

# code, label; a group's parent is the code without its last digit
ISCO_GROUPS = (
    ("0", "Armed forces occupations"),
    ("01", "Commissioned armed forces officers"),
    ("011", "Commissioned armed forces officers"),
    ("0110", "Commissioned armed forces officers"),
    ("2", "Professionals"),
    ("25", "Information and communications technology professionals"),
    ("251", "Software and applications developers and analysts"),
    ("2512", "Software developers"),
    ("5", "Service and sales workers"),
    ("52", "Sales workers"),
    ("522", "Shop salespersons"),
    ("5221", "Shopkeepers"),
)
# code, label, alternative labels; the parent is the code without its last part
OCCUPATIONS = (
    ("0110.1", "air force officer", ("officer of the air force",)),
    ("2512.1", "blockchain developer", ("developer of blockchains",)),
    ("2512.10", "mobile developer", ("app developer", "mobile programmer")),
    ("2512.10.1", "games tester", ()),
    ("5221.1", "shopkeeper", ("shop keeper", "keeper of a shop")),
)
# key of the URI, code, label, parent
SKILL_GROUPS = (
    ("skill/pillar-k", "K", "knowledge", None),
    ("skill/pillar-l", "L", "language skills and knowledge", None),
    ("skill/pillar-s", "S", "skills", None),
    ("skill/pillar-t", "T", "transversal skills and competences", None),
    ("isced-f/06", "", "information and communication technologies (icts)", "skill/pillar-k"),
    ("skill/l1", "L1", "languages", "skill/pillar-l"),
    ("skill/s1", "S1", "communication, collaboration and creativity", "skill/pillar-s"),
    ("skill/s5", "S5", "working with computers", "skill/pillar-s"),
)
# key, type, reuse level, label, alternative labels, parents
SKILLS = (
    ("sql", "knowledge", "sector-specific", "SQL", ("structured query language",), ("isced-f/06",)),
    ("code", "skill/competence", "cross-sector", "write code", ("code", "program"), ("skill/s5",)),
    (
        "debug",
        "skill/competence",
        "sector-specific",
        "debug software",
        (),
        ("skill/s5", "skill/code"),
    ),
    ("customers", "skill/competence", "cross-sector", "greet customers", (), ("skill/s1",)),
    ("polish", "knowledge", "transversal", "Polish", ("Polish language",), ("skill/l1",)),
    ("teamwork", "skill/competence", "transversal", "work in teams", (), ("skill/pillar-t",)),
)
# occupation, skill, relation
ESSENTIAL_AND_OPTIONAL = (
    ("0110.1", "teamwork", "essential"),
    ("2512.1", "code", "essential"),
    ("2512.1", "sql", "optional"),
    ("2512.10", "code", "essential"),
    ("2512.10", "debug", "essential"),
    ("2512.10", "customers", "optional"),
    ("2512.10.1", "debug", "essential"),
    ("5221.1", "customers", "essential"),
    ("5221.1", "polish", "optional"),
)
# the skill that asks, its relation, the skill that is asked for
SKILL_RELATIONS = (("debug", "essential", "code"), ("code", "optional", "sql"))

LOCAL_GROUPS = (("I3", "Unpaid work", None), ("I31", "Care of the household", "I3"))
# code, label, parent, kind of the parent
LOCAL_OCCUPATIONS = (
    ("5221_1", "kiosk owner", "5221", "iscogroup"),
    ("I31_1", "cooking for the household", "I31", "localgroup"),
)
# local occupation, skill, label and value of its signal
SIGNALS = (("5221_1", "customers", "high", "0.9"), ("I31_1", "teamwork", "medium", "5"))


def occupation_uri(code: str) -> str:
    """The URI of an occupation of ours; it says nothing of the code, as a real one."""
    return f"{ESCO}/occupation/{code.replace('.', '-')}"


def skill_uri(key: str) -> str:
    """The URI of a skill (``sql``) or of a skill group (``skill/s5``, ``isced-f/06``)."""
    return f"{ESCO}/{key}" if "/" in key else f"{ESCO}/skill/{key}"


def group_uri(code: str) -> str:
    """The URI of an ISCO group."""
    return f"{ESCO}/isco/C{code}"


def parent_of(code: str) -> str:
    """The code above: ``2512.10.1`` -> ``2512.10`` -> ``2512`` -> ``251``; empty at the top."""
    return code.rpartition(".")[0] if "." in code else code[:-1]


def occupation(code: str, label: str, alternatives: Iterable[str] = (), **more: str) -> dict:
    """A row of ``occupations_en.csv``; ``more`` gives further columns by their headers."""
    return {
        "conceptType": "Occupation",
        "conceptUri": occupation_uri(code),
        "iscoGroup": code[:4],
        "preferredLabel": label,
        "altLabels": "\n".join(alternatives),
        "status": "released",
        "modifiedDate": CHANGED_ON,
        "regulatedProfessionNote": f"{ESCO}/regulated-professions/unregulated",
        "inScheme": f"{ESCO}/concept-scheme/occupations,\n{ESCO}/concept-scheme/member-occupations",
        "description": f"Words of ours on the {label}.",
        "code": code,
    } | more


def skill(
    key: str,
    label: str,
    alternatives: Iterable[str] = (),
    skill_type: str = "skill/competence",
    reuse_level: str = "cross-sector",
    **more: str,
) -> dict:
    """A row of ``skills_en.csv``; ``more`` gives further columns by their headers."""
    return {
        "conceptType": "KnowledgeSkillCompetence",
        "conceptUri": skill_uri(key),
        "skillType": skill_type,
        "reuseLevel": reuse_level,
        "preferredLabel": label,
        "altLabels": "\n".join(alternatives),
        "status": "released",
        "modifiedDate": CHANGED_ON,
        "inScheme": f"{ESCO}/concept-scheme/skills",
        "description": f"Words of ours on how to {label}.",
    } | more


def occupation_skill(code: str, key: str, relation: str = "essential", **more: str) -> dict:
    """A row of ``occupationSkillRelations.csv``."""
    return {
        "occupationUri": occupation_uri(code),
        "relationType": relation,
        "skillType": _skill_type(key),
        "skillUri": skill_uri(key),
    } | more


def broader(kind: str, uri: str, broader_kind: str, broader_uri: str) -> dict:
    """A row of the two files of broader relations."""
    return {
        "conceptType": kind,
        "conceptUri": uri,
        "broaderType": broader_kind,
        "broaderUri": broader_uri,
    }


def esco_files(
    languages: Sequence[str] = ("en",), layout: Literal["1.1", "1.2"] = "1.1"
) -> dict[str, list[dict[str, str]]]:
    """The rows of each file of an official export.

    ``1.2`` gives the relation files a language and labels, and occupations a ``naceCode``.
    In other languages than English each label ends in the language: ``shopkeeper (fr)``.
    """
    is_later = layout == "1.2"
    files: dict[str, list[dict[str, str]]] = {}
    for language in languages:
        mark = "" if language == "en" else f" ({language})"
        nace = {"naceCode": f"{ESCO}/nace2.1/62.1"} if is_later else {}
        files |= {
            f"occupations_{language}.csv": [
                occupation(code, label + mark, [other + mark for other in others], **nace)
                for code, label, others in OCCUPATIONS
            ],
            f"ISCOGroups_{language}.csv": [
                {
                    "conceptType": "ISCOGroup",
                    "conceptUri": group_uri(code),
                    "code": code,
                    "preferredLabel": label + mark,
                    "status": "released",
                    "inScheme": f"{ESCO}/concept-scheme/isco",
                    "description": "Words of ours.",
                }
                for code, label in ISCO_GROUPS
            ],
            f"skills_{language}.csv": [
                skill(key, label + mark, [other + mark for other in others], kind, reuse)
                for key, kind, reuse, label, others, _ in SKILLS
            ],
            f"skillGroups_{language}.csv": [
                {
                    "conceptType": "SkillGroup",
                    "conceptUri": skill_uri(key),
                    "preferredLabel": label + mark,
                    "status": "released",
                    "inScheme": f"{ESCO}/concept-scheme/skills-hierarchy",
                    "code": code,
                }
                for key, code, label, _ in SKILL_GROUPS
            ],
        }
    relations: dict[str, list[dict[str, str]]] = {
        "broaderRelationsOccPillar": [
            *(
                broader("ISCOGroup", group_uri(code), "ISCOGroup", group_uri(parent_of(code)))
                for code, _ in ISCO_GROUPS
                if parent_of(code)
            ),
            *(
                broader(
                    "Occupation",
                    occupation_uri(code),
                    "Occupation" if "." in parent_of(code) else "ISCOGroup",
                    occupation_uri(parent_of(code))
                    if "." in parent_of(code)
                    else group_uri(parent_of(code)),
                )
                for code, *_ in OCCUPATIONS
            ),
        ],
        "broaderRelationsSkillPillar": [
            *(
                broader("SkillGroup", skill_uri(key), "SkillGroup", skill_uri(parent))
                for key, _, _, parent in SKILL_GROUPS
                if parent
            ),
            *(
                broader(
                    "KnowledgeSkillCompetence",
                    skill_uri(key),
                    "SkillGroup" if _is_group(parent) else "KnowledgeSkillCompetence",
                    skill_uri(parent),
                )
                for key, *_, parents in SKILLS
                for parent in parents
            ),
        ],
        "occupationSkillRelations": [
            occupation_skill(code, key, relation) for code, key, relation in ESSENTIAL_AND_OPTIONAL
        ],
        "skillSkillRelations": [
            {
                "originalSkillUri": skill_uri(asking),
                "originalSkillType": _skill_type(asking),
                "relationType": relation,
                "relatedSkillType": _skill_type(asked),
                "relatedSkillUri": skill_uri(asked),
            }
            for asking, relation, asked in SKILL_RELATIONS
        ],
    }
    for name, rows in relations.items():
        if not is_later:
            files[f"{name}.csv"] = rows
            continue
        for language in languages:
            files[f"{name}_{language}.csv"] = [
                {**row, "conceptLabel": "label", "broaderLabel": "label"}
                if name.startswith("broader")
                else {**row, "skillLabel": "label"}
                for row in rows
            ]
    return files


def further_esco_files() -> dict[str, list[dict[str, str]]]:
    """The rows of an export's files that no model needs: levels, schemes and a collection."""
    return {
        "skillsHierarchy_en.csv": [
            {
                "Level 0 URI": skill_uri(parent or key),
                "Level 0 preferred term": "pillar",
                "Level 1 URI": skill_uri(key) if parent else "",
                "Level 1 preferred term": label if parent else "",
                "Level 0 code": "S",
                "Level 1 code": code if parent else "",
            }
            for key, code, label, parent in SKILL_GROUPS
        ],
        "conceptSchemes_en.csv": [
            {
                "conceptType": "ConceptScheme",
                "conceptSchemeUri": f"{ESCO}/concept-scheme/skills",
                "preferredLabel": "Skills",
                "status": "released",
                "hasTopConcept": ",\n".join(skill_uri(key) for key, *_ in SKILLS),
            }
        ],
        "digitalSkillsCollection_en.csv": [
            {
                "conceptType": "KnowledgeSkillCompetence",
                "conceptUri": skill_uri("sql"),
                "preferredLabel": "SQL",
                "status": "released",
                "skillType": "knowledge",
                "reuseLevel": "sector-specific",
                "altLabels": "SQL | structured query language",
                "broaderConceptUri": skill_uri("isced-f/06"),
                "broaderConceptPT": "information and communication technologies (icts)",
            }
        ],
    }


def write_esco(
    folder: Path,
    languages: Sequence[str] = ("en",),
    layout: Literal["1.1", "1.2"] = "1.1",
    changed: Mapping[str, Content] | None = None,
) -> Path:
    """Write an official export; the folder's name must hold its version, such as ``v1.1.1``."""
    end = "\n" if layout == "1.2" else "\r\n"
    return _write(folder, esco_files(languages, layout), changed, official=True, line_end=end)


def tabiya_id(key: str) -> str:
    """The ``ID`` of an occupation, group or skill by its code or key."""
    return f"key_{key.removeprefix('skill/')}"


def tabiya_files() -> dict[str, list[dict[str, str]]]:
    """The rows of the nine files of a model in Tabiya's layout, with two local occupations."""
    dates = {"CREATEDAT": EXPORTED_ON, "UPDATEDAT": EXPORTED_ON}

    def concept(key: str, uri: str, label: str, others: Iterable[str] = (), **more: str) -> dict:
        return {
            "ID": tabiya_id(key),
            "ORIGINURI": uri,
            "UUIDHISTORY": f"uuid-of-{key}-now\nuuid-of-{key}-first",
            "PREFERREDLABEL": label,
            "ALTLABELS": "\n".join((label, *others)),
            **more,
            **dates,
        }

    def under(kind: str, key: str, parent_kind: str, parent: str) -> dict:
        return {
            "PARENTOBJECTTYPE": parent_kind,
            "PARENTID": tabiya_id(parent),
            "CHILDID": tabiya_id(key),
            "CHILDOBJECTTYPE": kind,
            **dates,
        }

    def relation(kind: str, code: str, key: str, **more: str) -> dict:
        return {
            "OCCUPATIONTYPE": kind,
            "OCCUPATIONID": tabiya_id(code),
            "SKILLID": tabiya_id(key),
            **more,
            **dates,
        }

    return {
        "model_info.csv": [
            {
                "UUIDHISTORY": "uuid-of-model-now\nuuid-of-model-first",
                "NAME": "Our model (ESCO 1.1.1)",
                "LOCALE": "XX-en",
                "DESCRIPTION": "A model of ours, for tests.",
                "VERSION": "v2.0.1",
                "RELEASED": "true",
                "RELEASENOTES": "### Version 2.0.1\n\n- Words.",
                **dates,
            }
        ],
        "occupation_groups.csv": [
            *(
                concept(code, group_uri(code), label, CODE=code, GROUPTYPE="iscogroup")
                for code, label in ISCO_GROUPS
            ),
            *(
                concept(code, "", label, CODE=code, GROUPTYPE="localgroup")
                for code, label, _ in LOCAL_GROUPS
            ),
        ],
        "occupations.csv": [
            *(
                concept(
                    code,
                    occupation_uri(code),
                    label,
                    others,
                    OCCUPATIONGROUPCODE=code[:4],
                    CODE=code,
                    OCCUPATIONTYPE="escooccupation",
                    ISLOCALIZED="false",
                )
                for code, label, others in OCCUPATIONS
            ),
            *(
                concept(
                    code,
                    "",
                    label,
                    OCCUPATIONGROUPCODE=parent,
                    CODE=code,
                    OCCUPATIONTYPE="localoccupation",
                    ISLOCALIZED="false",
                )
                for code, label, parent, _ in LOCAL_OCCUPATIONS
            ),
        ],
        "occupation_hierarchy.csv": [
            *(
                under("iscogroup", code, "iscogroup", parent_of(code))
                for code, _ in ISCO_GROUPS
                if parent_of(code)
            ),
            *(
                under(
                    "escooccupation",
                    code,
                    "escooccupation" if "." in parent_of(code) else "iscogroup",
                    parent_of(code),
                )
                for code, *_ in OCCUPATIONS
            ),
            *(
                under("localgroup", code, "localgroup", parent)
                for code, _, parent in LOCAL_GROUPS
                if parent
            ),
            *(
                under("localoccupation", code, kind, parent)
                for code, _, parent, kind in LOCAL_OCCUPATIONS
            ),
        ],
        "skill_groups.csv": [
            concept(key, skill_uri(key), label, CODE=code) for key, code, label, _ in SKILL_GROUPS
        ],
        "skills.csv": [
            concept(
                key,
                skill_uri(key),
                label,
                others,
                SKILLTYPE=kind,
                REUSELEVEL=reuse,
                ISLOCALIZED="false",
            )
            for key, kind, reuse, label, others, _ in SKILLS
        ],
        "skill_hierarchy.csv": [
            *(
                under("skillgroup", key, "skillgroup", parent)
                for key, _, _, parent in SKILL_GROUPS
                if parent
            ),
            *(
                under("skill", key, "skillgroup" if _is_group(parent) else "skill", parent)
                for key, *_, parents in SKILLS
                for parent in parents
            ),
        ],
        "skill_to_skill_relations.csv": [
            {
                "REQUIRINGID": tabiya_id(asking),
                "RELATIONTYPE": relation_type,
                "REQUIREDID": tabiya_id(asked),
                **dates,
            }
            for asking, relation_type, asked in SKILL_RELATIONS
        ],
        "occupation_to_skill_relations.csv": [
            *(
                relation("escooccupation", code, key, RELATIONTYPE=relation_type)
                for code, key, relation_type in ESSENTIAL_AND_OPTIONAL
            ),
            *(
                relation(
                    "localoccupation", code, key, SIGNALLINGVALUELABEL=label, SIGNALLINGVALUE=value
                )
                for code, key, label, value in SIGNALS
            ),
        ],
    }


def older_tabiya_files() -> dict[str, list[dict[str, str]]]:
    """The same in the headers of older exports, which had no model info, dates or signals."""
    names = {
        "occupation_groups.csv": "isco_groups.csv",
        "occupation_to_skill_relations.csv": "occupation_skill_relations.csv",
        "skill_to_skill_relations.csv": "skill_skill_relations.csv",
    }
    gone = {
        *("CREATEDAT", "UPDATEDAT", "GROUPTYPE", "ISLOCALIZED"),
        *("SIGNALLINGVALUE", "SIGNALLINGVALUELABEL"),
    }
    files = tabiya_files()
    del files["model_info.csv"]
    return {
        names.get(name, name): [
            {
                header.replace("OCCUPATIONGROUPCODE", "ISCOGROUPCODE"): value
                for header, value in row.items()
                if header not in gone
            }
            for row in rows
            if "SIGNALLINGVALUE" not in row
        ]
        for name, rows in files.items()
    }


def write_tabiya(
    folder: Path,
    changed: Mapping[str, Content] | None = None,
    files: Mapping[str, Sequence[Row]] | None = None,
) -> Path:
    """Write a model in Tabiya's layout; ``files`` are those of today's exports if not given."""
    return _write(folder, files or tabiya_files(), changed, official=False, line_end="\n")


KESCO_HEADER = ("S/No", "Occupational Title", "KeSCO Code")
KESCO_ROWS = (  # invented; two occupations under one code, and a title of two lines
    ("1", "Developer, mobile", "2513-11"),
    ("2", "Farmer, example", "6111-11"),
    ("3", "Keeper of example trees", "6111-11"),
    ("4", "Kiosk owner", "5221-12"),
    ("5", "Shopkeeper:\nsmall shop", "5221-11"),
)


def write_kesco(path: Path, rows: Sequence[Sequence[str]] = KESCO_ROWS) -> Path:
    """Write KeSCO's table, as CSV or as a workbook by the path's suffix."""
    if path.suffix == ".xlsx":
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_workbook(path, {"KeSCO": [KESCO_HEADER, *rows]})
    return write_csv(path, KESCO_HEADER, rows)


SECRETARIAT_HEADER = (
    *("O*NET Id", "O*NET Title", "O*NET Description", "ESCO or ISCO URI", "ESCO or ISCO Title"),
    *("ESCO or ISCO Description", "Type of Match"),
)
SECRETARIAT_PREAMBLE = (
    *(f"About the mapping {number},words of ours,,,,," for number in range(1, 15)),
    *(",,,,,,", ",,,,,,"),
)
# name of the file -> header and rows
CROSSWALKS: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
    "esco_onet_2022.csv": (
        SECRETARIAT_HEADER,
        [
            (code, title, "Words.", uri, label, "Words.", match)
            for code, title, uri, label, match in (
                (
                    "15-1252.00",
                    "Software Developers",
                    occupation_uri("2512.10"),
                    "mobile developer",
                    "closeMatch",
                ),
                (
                    "41-1011.00",
                    "Supervisors of Sales",
                    occupation_uri("5221.1"),
                    "shopkeeper",
                    "exactMatch",
                ),
                (
                    "55-1011.00",
                    "Air Crew Officers",
                    group_uri("0110"),
                    "Commissioned armed forces officers",
                    "exactISCO",
                ),
            )
        ],
    ),
    "esco_onet_causeways.csv": (
        (
            *("id", "esco_occupation", "isco_code", "onet_code", "onet_occupation"),
            *("matching_job_titles", "semantic_similarity", "confidence", "concept_uri"),
        ),
        [
            (
                *("7", "shopkeeper", "5221", "41-1011.00", "supervisors of sales"),
                *("['shopkeeper']", "0.81", "1.0", occupation_uri("5221.1")),
            )
        ],
    ),
    "isco_soc.csv": (
        ("isco2008", "isco2008_title", "soc2010", "soc2010_title"),
        [
            ("0110", "Commissioned armed forces officers", "55-1011", "Air Crew Officers"),
            ("2512", "Software developers", "15-1132", "Software Developers, Applications"),
            ("2512", "Software developers", "15-1133", "Software Developers, Systems Software"),
        ],
    ),
    "soc2010_soc2018.csv": (
        ("soc2010", "soc2010_title", "soc2018", "soc2018_title"),
        [
            ("15-1132", "Software Developers, Applications", "15-1252", "Software Developers"),
            ("15-1133", "Software Developers, Systems Software", "15-1252", "Software Developers"),
        ],
    ),
    "onet_soc_2010_2019.csv": (
        ("soc2010_code", "soc2010_title", "soc2019_code", "soc2019_title"),
        [("15-1132.00", "Software Developers", "15-1252.00", "Software Developers")],
    ),
    "soc2018_all.csv": (
        ("code", "title", "Level"),
        [("15-0000", "Computer Occupations", "1"), ("15-1252", "Software Developers", "4")],
    ),
}


def write_crosswalks(folder: Path, changed: Mapping[str, Content] | None = None) -> Path:
    """Write six crosswalks; the Secretariat's has a preamble and a byte order mark."""
    files = {
        name: [dict(zip(header, row, strict=True)) for row in rows]
        for name, (header, rows) in CROSSWALKS.items()
    }
    headers = {name: header for name, (header, _) in CROSSWALKS.items()}
    for name, content in _changed(files, changed):
        if isinstance(content, str | bytes):
            _put(folder / name, content)
            continue
        header = _header(headers.get(name, ()), content)
        is_official = header == SECRETARIAT_HEADER
        write_csv(
            folder / name,
            header,
            [[row.get(column, "") for column in header] for row in content],
            preamble=SECRETARIAT_PREAMBLE if is_official else (),
            encoding="utf-8-sig" if is_official else "utf-8",
            line_end="\r\n" if is_official else "\n",
        )
    return folder


def labour_market_files() -> dict[str, list[dict[str, str]]]:
    """Invented figures in the project's own form."""
    return {
        "career_paths.csv": [
            {
                "taxonomy": "esco",
                "from_occupation_code": "5221.1",
                "to_occupation_code": "2512.10",
                "transition_likelihood": "0.1",
                "skills_to_acquire": "write code\ndebug software",
                "source": "figures of ours",
            }
        ],
        "labour_demand.csv": [
            {
                "taxonomy": "esco",
                "occupation_code": "5221.1",
                "region": "Nairobi",
                "region_type": "county",
                "demand_score": "62.5",
                "demand_category": "high",
                "source": "figures of ours",
                "data_collection_period": "2026-Q1",
            }
        ],
        "labour_market_insights.csv": [
            {
                "insight_id": "1",
                "taxonomy": "esco",
                "occupation_codes": "5221.1\n2512.10",
                "title": "Shops need apps",
                "summary": "Words of ours.",
                "source": "figures of ours",
                "publication_date": "2026-03-01",
            }
        ],
    }


def write_labour_market(folder: Path, changed: Mapping[str, Content] | None = None) -> Path:
    """Write the three files of figures of the labour market."""
    for name, content in _changed(labour_market_files(), changed):
        if isinstance(content, str | bytes):
            _put(folder / name, content)
        else:
            header = _header((), content)
            write_csv(folder / name, header, [[row.get(h, "") for h in header] for row in content])
    return folder


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    line_end: str = "\r\n",
    quote_all: bool = False,
    encoding: str = "utf-8",
    preamble: Sequence[str] = (),
) -> Path:
    """Write a CSV file (RFC 4180); ``preamble`` are lines before the header, as they stand."""
    text = io.StringIO()
    text.writelines(f"{line}{line_end}" for line in preamble)
    writer = csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerow(header)
    writer.writerows(rows)
    return _put(path, text.getvalue().encode(encoding))


def _write(
    folder: Path,
    files: Mapping[str, Sequence[Row]],
    changed: Mapping[str, Content] | None,
    *,
    official: bool,
    line_end: str,
) -> Path:
    for name, content in _changed(files, changed):
        if isinstance(content, str | bytes):
            _put(folder / name, content)
        else:
            header = _header(_contract_header(name, content), content)
            write_csv(
                folder / name,
                header,
                [[row.get(column, "") for column in header] for row in content],
                line_end=line_end,
                quote_all=not official,
            )
    return folder


def _changed(
    files: Mapping[str, Sequence[Row]], changed: Mapping[str, Content] | None
) -> list[tuple[str, Sequence[Row] | str | bytes]]:
    contents: dict[str, Content] = {**files}
    for name, content in (changed or {}).items():
        rows = [dict(row) for row in files.get(name, ())]
        contents[name] = content(rows) if callable(content) else content
    return [(name, content) for name, content in contents.items() if content is not None]


def _header(known: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the columns to write: the known ones, then what rows add to them."""
    return tuple(dict.fromkeys((*known, *(name for row in rows for name in row))))


def _contract_header(name: str, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the columns of the layout that fits the rows best, in the contract's order."""
    used = {name for row in rows for name in row}
    headers = [
        tuple(
            layout.renamed.get(column.name, column.header)
            for column in contract.columns_of(layout)
            if column is not EXTRA and column.name not in layout.optional
        )
        for contract in CONTRACTS
        for layout in contract.layouts
        if layout.takes(name)
    ]
    if not headers:
        raise ValueError(f"no contract of ESCO names {name}")
    return min(headers, key=lambda header: len(set(header) - used))


def _put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _is_group(key: str) -> bool:
    return any(key == group for group, *_ in SKILL_GROUPS)


def _skill_type(key: str) -> str:
    return next((kind for known, kind, *_ in SKILLS if known == key), "skill/competence")
