"""The committed samples of ESCO, Tabiya's layout, KeSCO, crosswalks and labour-market figures.

They are in the publishers' formats, hold together, hold what trips importers up, and no prose but
ours. They are read with plain ``csv``, so that a wrong reader cannot hide a wrong sample.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tomllib
import uuid
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data.sample import make_taxonomy_samples
from data.sample.csv_tables import Form, read_table
from data.sample.esco_excerpt import UnfitChoice
from data.sample.make_taxonomy_samples import CHOICES, HERE, make_samples
from pipeline.errors import SkillgapError

Row = dict[str, str]

ESCO_HEADERS = {
    "occupations_en.csv": "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,"
    "status,modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code",
    "skills_en.csv": "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,"
    "hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description",
    "ISCOGroups_en.csv": "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,"
    "description",
    "skillGroups_en.csv": "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,"
    "modifiedDate,scopeNote,inScheme,description,code",
    "broaderRelationsOccPillar.csv": "conceptType,conceptUri,broaderType,broaderUri",
    "broaderRelationsSkillPillar.csv": "conceptType,conceptUri,broaderType,broaderUri",
    "occupationSkillRelations.csv": "occupationUri,relationType,skillType,skillUri",
    "skillSkillRelations.csv": "originalSkillUri,originalSkillType,relationType,relatedSkillType,"
    "relatedSkillUri",
    "skillsHierarchy_en.csv": "Level 0 URI,Level 0 preferred term,Level 1 URI,"
    "Level 1 preferred term,Level 2 URI,Level 2 preferred term,Level 3 URI,Level 3 preferred term,"
    "Description,Scope note,Level 0 code,Level 1 code,Level 2 code,Level 3 code",
    "conceptSchemes_en.csv": "conceptType,conceptSchemeUri,preferredLabel,title,status,description,"
    "hasTopConcept",
    "digitalSkillsCollection_en.csv": "conceptType,conceptUri,preferredLabel,status,skillType,"
    "reuseLevel,altLabels,description,broaderConceptUri,broaderConceptPT",
    "researchOccupationsCollection_en.csv": "conceptType,conceptUri,preferredLabel,status,"
    "altLabels,description,broaderConceptUri,broaderConceptPT",
}
TABIYA_FILES = {
    *("model_info.csv", "occupation_groups.csv", "occupations.csv", "occupation_hierarchy.csv"),
    *("skill_groups.csv", "skills.csv", "skill_hierarchy.csv", "skill_to_skill_relations.csv"),
    "occupation_to_skill_relations.csv",
}
CROSSWALK_HEADERS = {
    "esco_secretariat_onet_crosswalk_2022.csv": "O*NET Id,O*NET Title,O*NET Description,"
    "ESCO or ISCO URI,ESCO or ISCO Title,ESCO or ISCO Description,Type of Match",
    "nesta_esco_onet_crosswalk_2020.csv": "id,esco_occupation,isco_code,onet_code,onet_occupation,"
    "matching_job_titles,semantic_similarity,confidence,concept_uri",
    "isco2008_soc2010.csv": "isco2008,isco2008_title,soc2010,soc2010_title",
    "soc2010_soc2018.csv": "soc2010,soc2010_title,soc2018,soc2018_title",
    "onet_soc2010_to_onet_soc2019.csv": "soc2010_code,soc2010_title,soc2019_code,soc2019_title",
    "soc2018_all.csv": "code,title,Level,Hierarchical_structure,parent,soc2d,soc3d,soc5d,soc6d",
}
LABOUR_MARKET_HEADERS = {
    "career_paths.csv": "taxonomy,from_occupation_code,to_occupation_code,transition_likelihood,"
    "typical_years_experience,typical_conditions,skills_to_acquire,training_recommendations,"
    "common_in_kenya,kenya_specific_barriers,source,added_by,updated_at",
    "labour_demand.csv": "taxonomy,occupation_code,region,region_type,demand_score,demand_category,"
    "estimated_job_openings,employed_count,unemployment_rate,trend_direction,year_over_year_change,"
    "source,source_url,data_collection_period,methodology_notes,last_updated_at,data_quality_score",
    "labour_market_insights.csv": "insight_id,taxonomy,occupation_codes,sector,region,title,"
    "summary,full_content,key_findings,source,author,publication_date",
}
ESCO_PROSE = ("description", "definition", "scopeNote", "Description", "Scope note")
TABIYA_PROSE = ("DESCRIPTION", "DEFINITION", "SCOPENOTE")
PILLARS = {"S", "K", "L", "T"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def text_of(folder: str, name: str) -> str:
    return (HERE / folder / name).read_bytes().decode("utf-8")


def records_of(folder: str, name: str, delimiter: str = ",") -> list[list[str]]:
    text = text_of(folder, name).removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def rows_of(folder: str, name: str) -> list[Row]:
    delimiter = ";" if name == "onet_soc2010_to_onet_soc2019.csv" else ","
    records = records_of(folder, name, delimiter)
    if name == "esco_secretariat_onet_crosswalk_2022.csv":
        records = records[16:]
    return [dict(zip(records[0], record, strict=False)) for record in records[1:]]


def written(records: list[list[str]], line_end: str, delimiter: str = ",", quoting: int = 0) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows(records)
    return text.getvalue()


def ways_up(rows: list[Row], child: str, parent: str) -> dict[str, set[str]]:
    parents = defaultdict(set)
    for row in rows:
        parents[row[child]].add(row[parent])
    return parents


def tops_above(start: str, parents: dict[str, set[str]]) -> set[str]:
    """Return the concepts without a parent above ``start``; fail on a cycle."""

    def climb(concept: str, path: tuple[str, ...]) -> set[str]:
        assert concept not in path, f"a cycle through {concept}"
        above = parents.get(concept)
        if not above:
            return {concept}
        return set().union(*(climb(parent, (*path, concept)) for parent in above))

    return climb(start, ())


@pytest.fixture(scope="module")
def choices() -> dict:
    return tomllib.loads(CHOICES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def esco() -> dict[str, list[Row]]:
    return {name.removesuffix(".csv"): rows_of("esco", name) for name in ESCO_HEADERS}


@pytest.fixture(scope="module")
def occupations(esco) -> dict[str, Row]:
    return {row["conceptUri"]: row for row in esco["occupations_en"]}


@pytest.fixture(scope="module")
def skills(esco) -> dict[str, Row]:
    return {row["conceptUri"]: row for row in esco["skills_en"]}


@pytest.fixture(scope="module")
def skill_groups(esco) -> dict[str, Row]:
    return {row["conceptUri"]: row for row in esco["skillGroups_en"]}


@pytest.fixture(scope="module")
def isco_groups(esco) -> dict[str, Row]:
    return {row["conceptUri"]: row for row in esco["ISCOGroups_en"]}


@pytest.fixture(scope="module")
def tabiya() -> dict[str, list[Row]]:
    return {name.removesuffix(".csv"): rows_of("tabiya", name) for name in TABIYA_FILES}


@pytest.fixture(scope="module")
def kesco() -> list[Row]:
    return rows_of("kesco", "kesco_occupations.csv")


@pytest.fixture(scope="module")
def onet_codes() -> set[str]:
    lines = (HERE / "onet" / "Occupation Data.txt").read_text(encoding="ascii").splitlines()
    return {line.split("\t")[0] for line in lines[1:]}


# The formats


@pytest.mark.parametrize("name", ESCO_HEADERS)
def test_esco_ends_records_with_crlf_and_lines_in_cells_with_lf(name):
    text = text_of("esco", name)
    records = records_of("esco", name)
    assert ",".join(records[0]) == ESCO_HEADERS[name]
    assert text == written(records, "\r\n")
    assert not any("\r" in cell for record in records for cell in record)
    assert not text.startswith("\ufeff")


def test_esco_has_lists_on_lines_of_their_own(esco):
    cells = [row["altLabels"] for row in esco["occupations_en"] + esco["skills_en"]]
    assert sum("\n" in cell for cell in cells) > 100
    assert all(",\n" in row["inScheme"] for row in esco["skills_en"])
    assert any(" | " in row["altLabels"] for row in esco["digitalSkillsCollection_en"])
    assert any(" | " in row["broaderConceptUri"] for row in esco["digitalSkillsCollection_en"])


def test_the_skills_hierarchy_is_as_ragged_as_the_original():
    lengths = Counter(len(record) for record in records_of("esco", "skillsHierarchy_en.csv")[1:])
    assert set(lengths) == {11, 12, 13, 14}


@pytest.mark.parametrize("name", sorted(TABIYA_FILES))
def test_tabiya_quotes_every_cell_and_ends_lines_with_lf(name):
    text = text_of("tabiya", name)
    records = records_of("tabiya", name)
    assert text == written(records, "\n", quoting=csv.QUOTE_ALL)
    assert len({len(record) for record in records}) == 1
    assert records[0][-2:] == ["CREATEDAT", "UPDATEDAT"]


def test_tabiya_has_its_nine_files():
    assert {path.name for path in (HERE / "tabiya").iterdir()} == TABIYA_FILES


@pytest.mark.parametrize("name", CROSSWALK_HEADERS)
def test_crosswalks_keep_their_publishers_forms(name):
    is_secretariat = name.startswith("esco_secretariat")
    is_onet = name.startswith("onet_soc2010")
    text = text_of("crosswalks", name)
    assert text.startswith("\ufeff") == (is_secretariat or is_onet)
    delimiter = ";" if is_onet else ","
    records = records_of("crosswalks", name, delimiter)
    assert ",".join(records[16 if is_secretariat else 0]) == CROSSWALK_HEADERS[name]
    line_end = "\r\n" if is_secretariat or is_onet else "\n"
    assert text.removeprefix("\ufeff") == written(records, line_end, delimiter)
    assert len({len(record) for record in records}) == 1


def test_the_secretariats_preamble_says_that_this_is_an_excerpt():
    preamble = records_of("crosswalks", "esco_secretariat_onet_crosswalk_2022.csv")[:16]
    cells = {record[0]: record[1] for record in preamble}
    assert cells["Mapping project version"] == "sample excerpt"
    assert cells["Classification 2 Version"] == "v1.1.0"


@pytest.mark.parametrize(
    ("folder", "name", "header"),
    [
        ("kesco", "kesco_occupations.csv", "S/No,Occupational Title,KeSCO Code"),
        *(("labour_market", name, header) for name, header in LABOUR_MARKET_HEADERS.items()),
    ],
)
def test_hand_written_tables_are_plain_csv_with_lf(folder, name, header):
    records = records_of(folder, name)
    assert ",".join(records[0]) == header
    assert text_of(folder, name) == written(records, "\n")
    assert {len(record) for record in records} == {header.count(",") + 1}


def test_git_leaves_the_line_ends_alone():
    lines = (HERE / ".gitattributes").read_text(encoding="ascii").splitlines()
    assert "*.csv -text" in lines


def test_they_are_small():
    sizes = Counter()
    for path in HERE.glob("*/*.csv"):
        sizes[path.parent.name] += path.stat().st_size
    assert set(sizes) == {"esco", "tabiya", "kesco", "crosswalks", "labour_market"}
    assert sizes["esco"] < 400_000
    assert sum(sizes.values()) < 600_000


# ESCO: what refers to what


def test_keys_are_unique(esco):
    for name in ("occupations_en", "skills_en", "ISCOGroups_en", "skillGroups_en"):
        uris = [row["conceptUri"] for row in esco[name]]
        assert len(set(uris)) == len(uris), name
    codes = [row["code"] for row in esco["occupations_en"]]
    assert len(set(codes)) == len(codes) == 32
    pairs = [(row["occupationUri"], row["skillUri"]) for row in esco["occupationSkillRelations"]]
    assert len(set(pairs)) == len(pairs)
    links = [(row["conceptUri"], row["broaderUri"]) for row in esco["broaderRelationsSkillPillar"]]
    assert len(set(links)) == len(links)


def test_every_occupation_has_one_parent_and_reaches_a_major_group(esco, occupations, isco_groups):
    relations = esco["broaderRelationsOccPillar"]
    parents = ways_up(relations, "conceptUri", "broaderUri")
    known = set(occupations) | set(isco_groups)
    assert {row[end] for row in relations for end in ("conceptUri", "broaderUri")} <= known
    assert all(len(above) == 1 for above in parents.values())
    majors = {uri for uri, row in isco_groups.items() if len(row["code"]) == 1}
    assert {isco_groups[uri]["code"] for uri in majors} == set("0123456789")
    assert all(tops_above(uri, parents) <= majors for uri in known)


def test_occupations_lie_below_occupations_down_to_depth_6(esco, occupations):
    relations = esco["broaderRelationsOccPillar"]
    parent = {row["conceptUri"]: row["broaderUri"] for row in relations}

    def depth(uri: str) -> int:
        return 1 + depth(parent[uri]) if uri in parent else 0

    depths = Counter(depth(uri) for uri in occupations)
    assert set(depths) == {4, 5, 6}
    codes = {row["code"]: row["conceptUri"] for row in occupations.values()}
    assert depth(codes["7411.1.1.1"]) == 6


def test_an_occupations_code_begins_with_its_isco_group(occupations, isco_groups):
    units = {row["code"] for row in isco_groups.values() if len(row["code"]) == 4}
    for row in occupations.values():
        assert row["code"][:4] == row["iscoGroup"]
        assert row["iscoGroup"] in units


def test_relations_name_occupations_and_skills_of_the_excerpt(esco, occupations, skills):
    types = Counter()
    for row in esco["occupationSkillRelations"]:
        assert row["occupationUri"] in occupations
        assert row["skillType"] == skills[row["skillUri"]]["skillType"]
        types[row["occupationUri"], row["relationType"]] += 1
    wanted = {(uri, kind) for uri in occupations for kind in ("essential", "optional")}
    assert set(types) == wanted


def test_skill_relations_are_of_both_types_and_between_skills_of_the_excerpt(esco, skills):
    for row in esco["skillSkillRelations"]:
        assert row["originalSkillUri"] in skills and row["relatedSkillUri"] in skills
        assert row["relatedSkillType"] == skills[row["relatedSkillUri"]]["skillType"]
    assert {row["relationType"] for row in esco["skillSkillRelations"]} == {"essential", "optional"}


def test_every_skill_reaches_a_pillar_by_every_way_up(esco, skills, skill_groups):
    relations = esco["broaderRelationsSkillPillar"]
    parents = ways_up(relations, "conceptUri", "broaderUri")
    known = set(skills) | set(skill_groups)
    assert {row[end] for row in relations for end in ("conceptUri", "broaderUri")} <= known
    for uri in known:
        assert {skill_groups[top]["code"] for top in tops_above(uri, parents)} <= PILLARS
    assert max(len(above) for above in parents.values()) == 5
    assert sum(len(above) > 1 for above in parents.values()) > 50


def test_hierarchy_rows_say_what_kind_of_concept_they_name(esco, skills, occupations):
    for row in esco["broaderRelationsSkillPillar"]:
        for uri, kind in (("conceptUri", "conceptType"), ("broaderUri", "broaderType")):
            is_skill = row[uri] in skills
            assert row[kind] == ("KnowledgeSkillCompetence" if is_skill else "SkillGroup")
    for row in esco["broaderRelationsOccPillar"]:
        for uri, kind in (("conceptUri", "conceptType"), ("broaderUri", "broaderType")):
            assert row[kind] == ("Occupation" if row[uri] in occupations else "ISCOGroup")


def test_the_skills_hierarchy_lists_every_skill_group_once(esco, skill_groups):
    lowest = []
    for row in esco["skillsHierarchy_en"]:
        path = [row[f"Level {level} URI"] for level in range(4) if row[f"Level {level} URI"]]
        assert set(path) <= set(skill_groups)
        lowest.append(path[-1])
    assert sorted(lowest) == sorted(skill_groups)


def test_collections_and_schemes_name_concepts_of_the_excerpt(
    esco, occupations, skills, skill_groups, isco_groups
):
    known = {**occupations, **skills, **skill_groups, **isco_groups}
    broader = ways_up(esco["broaderRelationsSkillPillar"], "conceptUri", "broaderUri")
    broader |= ways_up(esco["broaderRelationsOccPillar"], "conceptUri", "broaderUri")
    collections = (esco["digitalSkillsCollection_en"], esco["researchOccupationsCollection_en"])
    assert [len(rows) for rows in collections] == [12, 7]
    for row in [row for rows in collections for row in rows]:
        assert known[row["conceptUri"]]["preferredLabel"] == row["preferredLabel"]
        assert set(row["broaderConceptUri"].split(" | ")) == broader[row["conceptUri"]]
    schemes = {row["conceptSchemeUri"]: row for row in esco["conceptSchemes_en"]}
    for row in schemes.values():
        assert set(row["hasTopConcept"].split(",\n")) <= set(known)
    for row in known.values():
        assert set(row["inScheme"].replace(",", "").split("\n")) <= set(schemes)


# ESCO: what trips importers up


def test_a_skill_relation_does_not_know_the_type_of_its_first_skill(esco, skills):
    # ESCO repeats the related skill's type there: 5,655 of 5,899 rows of v1.1.1 are wrong.
    rows = esco["skillSkillRelations"]
    assert all(row["originalSkillType"] == row["relatedSkillType"] for row in rows)
    types = [skills[row["originalSkillUri"]]["skillType"] for row in rows]
    assert sum(row["originalSkillType"] != kind for row, kind in zip(rows, types, strict=True)) > 5


def test_codes_are_text(occupations):
    codes = {row["code"] for row in occupations.values()}
    assert {"0110.1", "0110.10"} <= codes
    assert float("0110.1") == float("0110.10")
    assert {row["iscoGroup"] for row in occupations.values()} >= {"0110", "0310"}


def test_labels_come_with_blanks_and_cells_with_no_label(skills):
    labels = {row["preferredLabel"] for row in skills.values()}
    assert "demonstrate awareness of health risks " in labels
    others = {row["preferredLabel"]: row["altLabels"].split("\n") for row in skills.values()}
    assert any(NO_BREAK_SPACE in label for label in others["explain accounting records"])
    assert (
        "follow work-place safety regulations " in others["demonstrate awareness of health risks "]
    )
    assert sum(row["altLabels"] == "" for row in skills.values()) >= 5
    assert sum(label in others[label] for label in others) > 20


def test_types_and_reuse_levels_of_every_kind_occur(skills):
    kinds = {(row["skillType"], row["reuseLevel"]) for row in skills.values()}
    assert {kind for kind, _ in kinds} == {"skill/competence", "knowledge", ""}
    assert {level for _, level in kinds} == {
        *("sector-specific", "cross-sector", "occupation-specific", "transversal", ""),
    }


def test_one_alternative_label_names_several_occupations(occupations):
    holders = defaultdict(set)
    for row in occupations.values():
        for label in {row["preferredLabel"], *row["altLabels"].split("\n")}:
            holders[label].add(row["code"])
    assert holders["chef de cuisine"] == {"3434.1", "3434.1.1"}
    assert holders["electrician"] == {"7411.1", "7411.1.1.1"}


# ESCO: what a gap shows


@pytest.mark.parametrize(
    ("source", "target", "essential", "optional", "shared"),
    [
        ("2113.1", "2511.4", 8, 7, 9),
        ("2511.4", "2113.1", 4, 6, 9),
        ("2512.4", "2513.5", 4, 0, 16),
        ("2513.5", "2512.4", 7, 0, 16),
        ("2120.5", "2511.4", 7, 6, 11),
        ("3434.1", "3434.1.1", 3, 2, 5),
        ("5120.1", "3434.1.1", 5, 3, 2),
        ("5321.1.1", "2221.2", 3, 1, 3),
        ("1120.3", "1221.3.2", 2, 15, 1),
        ("5141.1", "2513.5", 13, 7, 0),
    ],
)
def test_known_gaps(esco, occupations, source, target, essential, optional, shared):
    needs: dict[str, dict[str, str]] = defaultdict(dict)
    for row in esco["occupationSkillRelations"]:
        code = occupations[row["occupationUri"]]["code"]
        needs[code][row["skillUri"]] = row["relationType"]
    missing = Counter(kind for skill, kind in needs[target].items() if skill not in needs[source])
    assert (missing["essential"], missing["optional"]) == (essential, optional)
    assert len(needs[target].keys() & needs[source].keys()) == shared


# Whose words


def test_descriptions_of_esco_occupations_are_ours_and_all_other_prose_is_gone(esco, choices):
    ours = {code: entry["description"] for code, entry in choices["esco"]["occupations"].items()}
    by_label = {row["preferredLabel"]: ours[row["code"]] for row in esco["occupations_en"]}
    for name, rows in esco.items():
        for row in rows:
            for column in set(ESCO_PROSE) & row.keys():
                is_occupation = row.get("conceptType") == "Occupation" and column == "description"
                expected = by_label[row["preferredLabel"]] if is_occupation else ""
                assert row[column] == expected, (name, column)


def test_our_descriptions_are_short_and_hard_to_load(choices):
    texts = [entry["description"] for entry in choices["esco"]["occupations"].values()]
    assert len(set(texts)) == 32
    assert max(len(text) for text in texts) < 130
    for character in ("\n", '"', "\\"):
        assert any(character in text for text in texts)


def test_descriptions_of_tabiya_rows_are_ours(tabiya, choices):
    own = choices["tabiya"]
    ours = {entry["description"] for entry in choices["esco"]["occupations"].values()}
    ours |= {entry["description"] for entry in own["local_occupations"].values()}
    ours |= {entry["description"] for entry in own["local_groups"].values()}
    ours |= {own["model"]["DESCRIPTION"], ""}
    for name, rows in tabiya.items():
        for row in rows:
            assert {row[column] for column in set(TABIYA_PROSE) & row.keys()} <= ours, name
    assert all(row["DESCRIPTION"] for row in tabiya["occupations"])
    assert not any(row["DESCRIPTION"] for row in tabiya["skills"] + tabiya["skill_groups"])


def test_crosswalks_carry_no_prose():
    for row in rows_of("crosswalks", "esco_secretariat_onet_crosswalk_2022.csv"):
        assert row["O*NET Description"] == row["ESCO or ISCO Description"] == ""
    for row in rows_of("crosswalks", "nesta_esco_onet_crosswalk_2020.csv"):
        assert row["matching_job_titles"] == "na"


def test_the_readme_says_whose_the_samples_are():
    text = " ".join((HERE / "README.md").read_text(encoding="utf-8").split())
    for sentence in (
        "This service uses the ESCO classification of the European Commission.",
        "are a modified version of ESCO v1.1.1: an excerpt.",
        "written by the skillgap project and are not ESCO's",
        "No row is KeSCO's",
        "used under the CC BY 4.0 licence",
    ):
        assert sentence in text


# Tabiya


def test_every_object_has_an_id_and_a_history_of_its_own(tabiya):
    objects = [
        row
        for name in ("occupation_groups", "occupations", "skill_groups", "skills")
        for row in tabiya[name]
    ]
    ids = [row["ID"] for row in objects]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[0-9a-f]{24}", identity) for identity in ids)
    histories = [row["UUIDHISTORY"].split("\n") for row in objects]
    assert {len(history) for history in histories} == {1, 2, 3}
    uuids = [str(uuid.UUID(entry)) for history in histories for entry in history]
    assert len(set(uuids)) == len(uuids)


def test_tabiya_rows_name_objects_of_the_kind_they_say(tabiya):
    kinds = {row["ID"]: row["GROUPTYPE"] for row in tabiya["occupation_groups"]}
    kinds |= {row["ID"]: row["OCCUPATIONTYPE"] for row in tabiya["occupations"]}
    kinds |= {row["ID"]: "skillgroup" for row in tabiya["skill_groups"]}
    kinds |= {row["ID"]: "skill" for row in tabiya["skills"]}
    for row in tabiya["occupation_hierarchy"] + tabiya["skill_hierarchy"]:
        assert kinds[row["PARENTID"]] == row["PARENTOBJECTTYPE"]
        assert kinds[row["CHILDID"]] == row["CHILDOBJECTTYPE"]
    for row in tabiya["occupation_to_skill_relations"]:
        assert kinds[row["OCCUPATIONID"]] == row["OCCUPATIONTYPE"]
        assert kinds[row["SKILLID"]] == "skill"
    assert tabiya["skill_to_skill_relations"]
    for row in tabiya["skill_to_skill_relations"]:
        assert kinds[row["REQUIRINGID"]] == kinds[row["REQUIREDID"]] == "skill"


def test_tabiya_hierarchies_end_in_major_groups_local_roots_and_pillars(tabiya):
    codes = {row["ID"]: row["CODE"] for row in tabiya["occupation_groups"]}
    parents = ways_up(tabiya["occupation_hierarchy"], "CHILDID", "PARENTID")
    assert all(len(above) == 1 for above in parents.values())
    tops = set()
    for row in tabiya["occupations"] + tabiya["occupation_groups"]:
        tops |= {codes[top] for top in tops_above(row["ID"], parents)}
    assert tops == {"2", "3", "5", "I0"}
    groups = {row["ID"]: row["CODE"] for row in tabiya["skill_groups"]}
    parents = ways_up(tabiya["skill_hierarchy"], "CHILDID", "PARENTID")
    for row in tabiya["skills"] + tabiya["skill_groups"]:
        assert {groups[top] for top in tops_above(row["ID"], parents)} <= PILLARS


def test_esco_rows_of_tabiya_are_those_of_the_excerpt(tabiya, esco, occupations, skills):
    found = [row for row in tabiya["occupations"] if row["OCCUPATIONTYPE"] == "escooccupation"]
    assert len(found) == 8
    for row in found:
        original = occupations[row["ORIGINURI"]]
        assert row["CODE"] == original["code"]
        assert row["OCCUPATIONGROUPCODE"] == original["iscoGroup"]
        assert row["PREFERREDLABEL"] == original["preferredLabel"].strip()
    for row in tabiya["skills"]:
        original = skills[row["ORIGINURI"]]
        assert row["SKILLTYPE"] == original["skillType"]
        assert row["REUSELEVEL"] == original["reuseLevel"]
        assert row["PREFERREDLABEL"] == original["preferredLabel"].strip()
    uris = {row["ID"]: row["ORIGINURI"] for row in found + tabiya["skills"]}
    relations = {
        (row["occupationUri"], row["skillUri"], row["relationType"])
        for row in esco["occupationSkillRelations"]
    }
    kept = {
        (uris[row["OCCUPATIONID"]], uris[row["SKILLID"]], row["RELATIONTYPE"])
        for row in tabiya["occupation_to_skill_relations"]
        if row["OCCUPATIONTYPE"] == "escooccupation"
    }
    assert kept == {
        relation for relation in relations if {relation[0], relation[1]} <= set(uris.values())
    }


def test_local_occupations_have_blank_and_shared_uris_and_codes_of_their_own(tabiya):
    local = {
        row["CODE"]: row
        for row in tabiya["occupations"]
        if row["OCCUPATIONTYPE"] == "localoccupation"
    }
    assert set(local) == {"5120_1", "5223.7_1", "I01_0"}
    assert local["5120_1"]["ORIGINURI"] == ""
    assert local["5223.7_1"]["ORIGINURI"] == local["I01_0"]["ORIGINURI"] != ""
    assert local["I01_0"]["OCCUPATIONGROUPCODE"] == "I01"
    groups = {row["CODE"]: row["GROUPTYPE"] for row in tabiya["occupation_groups"]}
    assert (groups["I0"], groups["I01"], groups["5223"]) == (
        "localgroup",
        "localgroup",
        "iscogroup",
    )
    localized = [row["CODE"] for row in tabiya["occupations"] if row["ISLOCALIZED"] == "true"]
    assert localized == ["5223.7"]


def test_a_relation_has_a_type_or_a_signalling_value_and_only_local_ones_a_value(tabiya):
    signals = set()
    for row in tabiya["occupation_to_skill_relations"]:
        has_value = row["SIGNALLINGVALUE"] != ""
        assert has_value == (row["SIGNALLINGVALUELABEL"] != "") == (row["RELATIONTYPE"] == "")
        if has_value:
            assert row["OCCUPATIONTYPE"] == "localoccupation"
            signals.add((row["SIGNALLINGVALUELABEL"], "." in row["SIGNALLINGVALUE"]))
    assert {label for label, _ in signals} == {"low", "medium", "high"}
    assert {is_decimal for _, is_decimal in signals} == {True, False}
    local = [
        row["RELATIONTYPE"]
        for row in tabiya["occupation_to_skill_relations"]
        if row["OCCUPATIONTYPE"] == "localoccupation"
    ]
    assert Counter(local) == {"": 7, "essential": 1, "optional": 1}


def test_tabiya_labels_repeat_but_for_blanks_and_differ_by_an_accent(tabiya):
    labels = {row["CODE"]: row["ALTLABELS"].split("\n") for row in tabiya["occupations"]}
    cook = labels["5120_1"]
    folded = [" ".join(label.split()) for label in cook]
    assert len(cook) - len(set(folded)) == 2
    assert any(NO_BREAK_SPACE in label for label in cook)
    assert "café hand" in cook and "cafe hand" in labels["5223.7_1"]
    for row in tabiya["occupations"] + tabiya["skills"]:
        assert row["PREFERREDLABEL"] in row["ALTLABELS"].split("\n")


def test_the_model_has_a_name_a_version_and_a_history(tabiya):
    (model,) = tabiya["model_info"]
    assert (model["NAME"], model["VERSION"]) == ("Sample taxonomy", "0.0.1")
    assert "\n" in model["RELEASENOTES"]
    assert all(uuid.UUID(entry) for entry in model["UUIDHISTORY"].split("\n"))


# KeSCO


def test_kesco_rows_are_numbered_in_the_order_of_their_titles(kesco):
    assert [int(row["S/No"]) for row in kesco] == list(range(1, 47))
    titles = [row["Occupational Title"].casefold() for row in kesco]
    assert titles == sorted(titles)
    assert all(re.fullmatch(r"\d{4}-\d{2}", row["KeSCO Code"]) for row in kesco)


def test_kesco_has_one_code_twice_and_one_title_twice(kesco):
    codes = defaultdict(set)
    titles = defaultdict(set)
    for row in kesco:
        codes[row["KeSCO Code"]].add(row["Occupational Title"])
        titles[row["Occupational Title"]].add(row["KeSCO Code"])
    doubled = {code: held for code, held in codes.items() if len(held) > 1}
    assert doubled == {"4323-61": {"Matatu Timetable Clerk", "Parcel Shelf Clerk"}}
    repeated = {title: held for title, held in titles.items() if len(held) > 1}
    assert repeated == {"Water Kiosk Keeper": {"5223-62", "9621-61"}}
    assert sum("\n" in title for title in titles) == 1


def test_some_kesco_titles_are_esco_labels_and_some_once_turned_round(kesco, occupations):
    labels = {row["preferredLabel"].casefold() for row in occupations.values()}
    titles = [row["Occupational Title"].casefold() for row in kesco]
    turned = [" ".join(reversed(title.split(", "))) for title in titles if ", " in title]
    assert len(labels.intersection(titles)) == 7
    assert len(turned) == 10 and set(turned) <= labels


def test_the_first_four_digits_of_a_kesco_code_are_not_reliably_isco(kesco, occupations):
    esco_group = {row["preferredLabel"]: row["iscoGroup"] for row in occupations.values()}
    block = {row["Occupational Title"]: row["KeSCO Code"][:4] for row in kesco}
    assert (block["Civil Engineer"], esco_group["civil engineer"]) == ("2151", "2142")
    assert (block["Engineer, electrical"], esco_group["electrical engineer"]) == ("2161", "2151")
    assert block["Chemist"] == esco_group["chemist"]
    # Not in ISCO-08, whose group 111 begins with 1111, 213 with 2131, and 932 is 9321 and 9329.
    assert {"1110", "2130", "9322"} <= set(block.values())


# Crosswalks


def test_the_secretariats_rows_link_the_two_samples(occupations, isco_groups, onet_codes):
    rows = rows_of("crosswalks", "esco_secretariat_onet_crosswalk_2022.csv")
    assert {row["O*NET Id"] for row in rows} <= onet_codes
    assert Counter(row["Type of Match"] for row in rows) == {
        "exactMatch": 17,
        "broadMatch": 10,
        "closeMatch": 4,
        "narrowMatch": 2,
        "exactISCO": 3,
    }
    for row in rows:
        is_group = row["Type of Match"] == "exactISCO"
        assert row["ESCO or ISCO URI"] in (isco_groups if is_group else occupations)
    linked = Counter(row["ESCO or ISCO URI"] for row in rows)
    assert max(linked.values()) > 1  # one ESCO occupation, several of O*NET
    assert max(Counter(row["O*NET Id"] for row in rows).values()) > 1


def test_nestas_rows_lead_through_the_2010_codes_to_the_onet_sample(occupations, onet_codes):
    successors = defaultdict(set)
    for row in rows_of("crosswalks", "onet_soc2010_to_onet_soc2019.csv"):
        assert row["soc2019_code"] in onet_codes
        successors[row["soc2010_code"]].add(row["soc2019_code"])
    rows = rows_of("crosswalks", "nesta_esco_onet_crosswalk_2020.csv")
    assert len({row["concept_uri"] for row in rows}) == len(rows) == 18
    for row in rows:
        assert row["concept_uri"] in occupations
        assert successors[row["onet_code"]]
        assert Decimal(row["confidence"]) in {Decimal("0.5"), 1, 2}
    assert successors["15-1132.00"] == successors["15-1133.00"] == {"15-1252.00"}


def test_the_chain_from_isco_to_onet_never_breaks(isco_groups, onet_codes):
    groups = {row["code"] for row in isco_groups.values()}
    soc_2018 = defaultdict(set)
    for row in rows_of("crosswalks", "soc2010_soc2018.csv"):
        soc_2018[row["soc2010"]].add(row["soc2018"])
    structure = {row["code"]: row for row in rows_of("crosswalks", "soc2018_all.csv")}
    soc_of_onet = {code[:7] for code in onet_codes}
    assert set().union(*soc_2018.values()) == soc_of_onet
    for row in rows_of("crosswalks", "isco2008_soc2010.csv"):
        assert row["isco2008"] in groups
        assert soc_2018[row["soc2010"]] & soc_of_onet
    assert soc_of_onet <= set(structure)
    assert max(len(codes) for codes in soc_2018.values()) == 2


def test_every_soc_code_has_its_groups_up_to_its_major_group():
    structure = {row["code"]: row for row in rows_of("crosswalks", "soc2018_all.csv")}
    for row in structure.values():
        if row["parent"] == "NA":
            assert row["Hierarchical_structure"] == "Major"
        else:
            assert int(structure[row["parent"]]["Level"]) < int(row["Level"])
    assert Counter(row["Hierarchical_structure"] for row in structure.values())["Major"] == 23


# Labour market


def codes_of(taxonomy: str, occupations, kesco, onet_codes) -> set[str]:
    return {
        "onet": onet_codes,
        "esco": {row["code"] for row in occupations.values()},
        "kesco": {row["KeSCO Code"] for row in kesco},
    }[taxonomy]


@pytest.mark.parametrize("name", LABOUR_MARKET_HEADERS)
def test_labour_market_rows_name_occupations_of_the_samples(name, occupations, kesco, onet_codes):
    rows = rows_of("labour_market", name)
    assert {row["taxonomy"] for row in rows} == {"onet", "esco", "kesco"}
    for row in rows:
        known = codes_of(row["taxonomy"], occupations, kesco, onet_codes)
        cells = [row[column] for column in row if "occupation_code" in column]
        assert {code for cell in cells for code in cell.split("\n") if code} <= known


@pytest.mark.parametrize("name", LABOUR_MARKET_HEADERS)
def test_labour_market_rows_say_that_they_are_invented_and_when(name):
    rows = rows_of("labour_market", name)
    assert 8 <= len(rows) <= 10
    for row in rows:
        assert row["source"] == "invented for the sample"
        (date,) = (row[column] for column in row if column.endswith(("_at", "_date")))
        assert datetime.fromisoformat(date).year == 2026


def test_career_paths_name_skills_of_the_samples(skills):
    labels = {row["preferredLabel"] for row in skills.values()}
    elements = (HERE / "onet" / "Content Model Reference.txt").read_text(encoding="ascii")
    labels |= {line.split("\t")[1] for line in elements.splitlines()[1:]}
    rows = rows_of("labour_market", "career_paths.csv")
    named = [row["skills_to_acquire"].split("\n") for row in rows]
    assert {skill for cell in named for skill in cell if skill} <= labels
    assert max(len(cell) for cell in named) == 3
    for row in rows:
        assert 0 <= Decimal(row["transition_likelihood"] or 0) <= 1
        assert row["common_in_kenya"] in {"true", "false", ""}


def test_labour_demand_lies_within_its_scales_and_holds_zeros_and_blanks():
    rows = rows_of("labour_market", "labour_demand.csv")
    for row in rows:
        assert 0 <= Decimal(row["demand_score"]) <= 100
        assert 0 <= Decimal(row["unemployment_rate"] or 0) <= 100
        assert 0 <= Decimal(row["data_quality_score"]) <= 1
    assert {row["demand_category"] for row in rows} == {"low", "medium", "high", "very_high"}
    assert {row["region_type"] for row in rows} == {"county", "region", "national"}
    assert any(row["demand_score"] == row["estimated_job_openings"] == "0" for row in rows)
    assert any(row["unemployment_rate"] == "" for row in rows)


def test_insights_have_keys_of_their_own_and_one_names_no_occupation():
    rows = rows_of("labour_market", "labour_market_insights.csv")
    assert len({row["insight_id"] for row in rows}) == len(rows)
    assert [row["insight_id"] for row in rows if not row["occupation_codes"]] == ["sample-8"]
    assert any("\n" in row["occupation_codes"] for row in rows)


# The script, on a delivery that holds the sample's facts, other prose and rows that stay out


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """Return a folder with ``esco`` and ``crosswalks`` as the publishers might deliver them."""
    folder = tmp_path / "delivery"
    for name in ("esco", "crosswalks"):
        shutil.copytree(HERE / name, folder / name)
    for path in (folder / "esco").iterdir():
        table = read_table(path, Form())
        rows = [
            row | {column: "Words of the publisher." for column in ESCO_PROSE if column in row}
            for row in table.rows
        ]
        path.write_bytes(table.keeping(rows).encoded())
    occupation = "http://data.europa.eu/esco/occupation"
    skill = "http://data.europa.eu/esco/skill"
    chemist = next(r for r in rows_of("esco", "occupations_en.csv") if r["code"] == "2113.1")
    its_skill = rows_of("esco", "skills_en.csv")[0]["conceptUri"]
    add(folder, "esco/occupations_en.csv", conceptUri=f"{occupation}/other", code="2113.9")
    add(folder, "esco/skills_en.csv", conceptUri=f"{skill}/zzz", preferredLabel="stay out")
    relations = "esco/occupationSkillRelations.csv"
    add(folder, relations, occupationUri=f"{occupation}/gone", skillUri=its_skill)
    add(folder, relations, occupationUri=chemist["conceptUri"], skillUri=f"{skill}/zzz")
    hierarchy = "esco/broaderRelationsSkillPillar.csv"
    add(folder, hierarchy, conceptUri=its_skill, broaderUri=f"{skill}/gone")
    secretariat = folder / "crosswalks" / "esco_secretariat_onet_crosswalk_2022.csv"
    text = secretariat.read_bytes().replace(b"sample excerpt", b"1")
    secretariat.write_bytes(text + b"99-9999.00,Others,Words,,,Words,exactMatch\r\n")
    return folder


def add(folder: Path, name: str, **cells: str) -> None:
    table = read_table(folder / name, Form())
    table.rows.append(dict.fromkeys(table.header, "") | cells)
    (folder / name).write_bytes(table.encoded())


def made_from(delivery: Path, output: Path) -> dict[str, int]:
    return make_samples(delivery / "esco", delivery / "crosswalks", output)


def test_the_script_makes_the_committed_bytes_every_time(delivery, tmp_path):
    output = tmp_path / "samples"
    for _ in range(2):
        counts = made_from(delivery, output)
        for name in counts:
            assert (output / name).read_bytes() == (HERE / name).read_bytes(), name
    assert {path.relative_to(output).as_posix() for path in output.glob("*/*")} == set(counts)
    assert counts["esco/occupations_en.csv"] == 32
    assert counts["tabiya/occupations.csv"] == 11


def test_a_description_of_esco_is_never_passed_on(delivery, tmp_path):
    shutil.copy(HERE / "esco" / "occupations_en.csv", delivery / "esco")
    with pytest.raises(UnfitChoice, match="no description of ours"):
        made_from(delivery, tmp_path / "samples")
    assert not (tmp_path / "samples").exists()


@pytest.mark.parametrize(
    ("found", "replaced", "message", "names"),
    [
        ('occupations."9112.2"', 'occupations."9112.99"', "does not have", "9112.99"),
        ('occupations."3434.1"', 'occupations."2113.9"', "lacks the occupation above it", "3434.1"),
        ('"explain accounting records"', '"fly"', "not there to choose from", "fly"),
        ('label = "manage supplies"', 'label = "manage nothing"', "not there", "manage nothing"),
        ('parent = "5223.7"', 'parent = "5223.99"', "does not have", "5223.99"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_by_name(
    delivery, tmp_path, monkeypatch, found, replaced, message, names
):
    text = CHOICES.read_text(encoding="utf-8")
    assert found in text
    changed = tmp_path / "taxonomies.toml"
    changed.write_text(text.replace(found, replaced, 1), encoding="utf-8")
    monkeypatch.setattr(make_taxonomy_samples, "CHOICES", changed)
    with pytest.raises(UnfitChoice, match=message) as refusal:
        made_from(delivery, tmp_path / "samples")
    assert refusal.value.found == names
    assert not (tmp_path / "samples").exists()


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), (b"\xff\xfe", "cannot be read")]
)
def test_a_file_that_is_missing_or_not_utf_8_is_named(delivery, tmp_path, content, message):
    path = delivery / "crosswalks" / "soc2018_all.csv"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SkillgapError, match=message) as refusal:
        made_from(delivery, tmp_path / "samples")
    assert refusal.value.where == str(path)
    assert not (tmp_path / "samples").exists()


def test_a_file_without_a_header_is_named(delivery, tmp_path):
    path = delivery / "esco" / "skills_en.csv"
    path.write_bytes(b"")
    with pytest.raises(SkillgapError, match="has no header") as refusal:
        made_from(delivery, tmp_path / "samples")
    assert refusal.value.where == str(path)
