"""Folders of taxonomies: each model, crosswalk and table is recognised, or refused by name."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest

from extract import crosswalks, kesco, labour_market
from extract.delivery import Delivery
from extract.errors import (
    EmptyFile,
    HeaderMismatch,
    MissingFile,
    NotTheFormat,
    RefusedDelivery,
    UnknownRelease,
)
from extract.esco.contracts import CONTRACTS
from extract.esco.deliveries import find_deliveries
from extract.tabular import added_columns
from tests.taxonomy import (
    CHANGED_ON,
    CROSSWALKS,
    ESSENTIAL_AND_OPTIONAL,
    ISCO_GROUPS,
    LOCAL_OCCUPATIONS,
    OCCUPATIONS,
    SIGNALS,
    SKILL_GROUPS,
    SKILLS,
    esco_files,
    further_esco_files,
    occupation,
    occupation_uri,
    older_tabiya_files,
    skill_uri,
    tabiya_files,
    tabiya_id,
    write_crosswalks,
    write_csv,
    write_esco,
    write_kesco,
    write_labour_market,
    write_tabiya,
)

OFFICIAL = "ESCO dataset - v1.1.1 - classification - en - csv"


def rows(delivery: Delivery, table: str) -> list[dict[str, str]]:
    """The rows of a landing table, each by the names of its columns."""
    return [
        dict(zip(file.column_names, record.fields, strict=True))
        for file in delivery.files
        if file.contract.table == table
        for record in file.records()
    ]


def names(delivery: Delivery) -> list[str]:
    return sorted(file.name for file in delivery.files)


# --- the official layout


def test_an_export_is_one_model_named_by_its_version_and_language(tmp_path):
    folder = write_esco(tmp_path / OFFICIAL, changed=further_esco_files())
    (folder / "LICENSE").write_text("words")
    write_csv(folder / "greenShareOcc_en.csv", ("conceptUri", "greenShare"), [("x", "1")])
    [model] = find_deliveries(folder)
    assert (model.source, model.release_name) == ("esco", "ESCO 1.1.1 en")
    assert model.released_on == date.fromisoformat(CHANGED_ON[:10])
    assert (model.is_sample, model.stands_alone) == (False, True)
    assert names(model) == sorted([*esco_files(), *further_esco_files()])
    assert model.unknown == ("greenShareOcc_en.csv",)


def test_every_row_of_an_export_lands_in_the_columns_of_its_table(tmp_path):
    [model] = find_deliveries(write_esco(tmp_path / "v1.1.1"))
    first = rows(model, "esco_occupations")[2]
    assert {
        "concept_uri": occupation_uri("2512.10"),
        "code": "2512.10",
        "group_code": "2512",
        "preferred_label": "mobile developer",
        "alt_labels": "app developer\nmobile programmer",
        "modified_date": CHANGED_ON,
        "extra": "",
    }.items() <= first.items()
    assert "model_id" not in first
    assert [row["code"] for row in rows(model, "esco_occupation_groups")] == [
        code for code, _ in ISCO_GROUPS
    ]
    assert len(rows(model, "esco_skills")) == len(SKILLS)
    assert [
        (row["occupation_ref"], row["skill_ref"], row["relation_type"])
        for row in rows(model, "esco_occupation_skill_relations")
    ] == [
        (occupation_uri(code), skill_uri(key), relation)
        for code, key, relation in ESSENTIAL_AND_OPTIONAL
    ]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("v1.1.1", "ESCO 1.1.1 en"),
        ("esco-1.2", "ESCO 1.2 en"),
        ("ESCO dataset - v1.2.0 - classification - en - csv", "ESCO 1.2.0 en"),
        ("ESCO_v1.0.9_2021", "ESCO 1.0.9 en"),
    ],
)
def test_the_folders_name_says_the_version(tmp_path, folder, name):
    assert [each.release_name for each in find_deliveries(write_esco(tmp_path / folder))] == [name]


def test_a_folder_without_a_version_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(UnknownRelease) as caught:
        find_deliveries(write_esco(tmp_path / "esco"))
    assert caught.value.summary == "nothing says which version of ESCO the folder holds"
    assert "'esco'" in caught.value.found
    assert "v1.1.1" in caught.value.expected
    assert caught.value.advice == "rename the folder"


def test_two_languages_in_a_folder_are_two_models_that_share_the_relations(tmp_path):
    english, french = find_deliveries(write_esco(tmp_path / "v1.1.1", languages=("fr", "en")))
    assert (english.release_name, french.release_name) == ("ESCO 1.1.1 en", "ESCO 1.1.1 fr")
    shared = {name for name in names(english) if name in names(french)}
    assert shared == {
        "broaderRelationsOccPillar.csv",
        "broaderRelationsSkillPillar.csv",
        "occupationSkillRelations.csv",
        "skillSkillRelations.csv",
    }
    assert rows(french, "esco_skills")[0]["preferred_label"] == "SQL (fr)"
    assert english.checksum != french.checksum


def test_a_language_in_capitals_is_the_same_language(tmp_path):
    folder = write_esco(tmp_path / "v1.1.1")
    for path in folder.glob("*_en.csv"):
        path.rename(path.with_name(path.name.replace("_en", "_EN")))
    assert [model.release_name for model in find_deliveries(folder)] == ["ESCO 1.1.1 en"]


def test_version_1_2_gives_relations_a_language_and_labels_and_occupations_a_nace_code(tmp_path):
    folder = write_esco(tmp_path / "v1.2.1", languages=("en", "nl"), layout="1.2")
    english, dutch = find_deliveries(folder)
    assert all(name.endswith("_nl.csv") for name in names(dutch))
    relations = next(f for f in english.files if f.name == "occupationSkillRelations_en.csv")
    assert added_columns(relations) == ("skillLabel",)
    assert json.loads(rows(english, "esco_occupation_skill_relations")[0]["extra"]) == {
        "skillLabel": "label"
    }
    hierarchy = next(f for f in english.files if f.name == "broaderRelationsOccPillar_en.csv")
    assert added_columns(hierarchy) == ("conceptLabel", "broaderLabel")
    assert {row["nace_code"] for row in rows(english, "esco_occupations")} != {""}
    assert not [name for f in english.files for name in added_columns(f) if name == "naceCode"]


def test_before_version_1_2_there_is_no_nace_code(tmp_path):
    [model] = find_deliveries(write_esco(tmp_path / "v1.1.1"))
    assert "nace_code" not in rows(model, "esco_occupations")[0]


def test_the_model_is_of_the_day_of_its_newest_change(tmp_path):
    dated = [
        occupation("2512.1", "first", modifiedDate="2016-07-05T13:58:41Z"),
        occupation("2512.2", "second", modifiedDate="2024-03-01T00:00:00.000Z"),
        occupation("2512.3", "third", modifiedDate=""),
        occupation("2512.4", "fourth", modifiedDate="2029-19-39, a typing error"),
    ]
    folder = write_esco(tmp_path / "v1.1.1", changed={"occupations_en.csv": dated})
    [model] = find_deliveries(folder)
    assert model.released_on == date(2024, 3, 1)


def test_collections_are_taken_whatever_they_collect(tmp_path):
    [row] = further_esco_files()["digitalSkillsCollection_en.csv"]
    untyped = {h: v for h, v in row.items() if h not in ("skillType", "reuseLevel")}
    untyped["description"] = "Words of ours."
    folder = write_esco(tmp_path / "v1.1.1", changed={"greenSkillsCollection_en.csv": [row]})
    path = folder / "researchOccupationsCollection_en.csv"
    write_csv(path, tuple(untyped), [tuple(untyped.values())])
    [model] = find_deliveries(folder)
    assert ["skill_type" in row for row in rows(model, "esco_collections")] == [True, False]


@pytest.mark.parametrize(
    "name",
    [
        "occupations_en.csv",
        "ISCOGroups_en.csv",
        "skills_en.csv",
        "skillGroups_en.csv",
        "broaderRelationsOccPillar.csv",
        "broaderRelationsSkillPillar.csv",
        "occupationSkillRelations.csv",
    ],
)
def test_a_file_that_a_model_cannot_be_without_is_missed_by_name(tmp_path, name):
    folder = write_esco(tmp_path / "v1.1.1", changed={name: None})
    with pytest.raises(MissingFile) as caught:
        find_deliveries(folder)
    assert caught.value.summary == "ESCO 1.1.1 en lacks a file that the model cannot be without"
    assert name.replace("_en", "_{language}") in caught.value.expected
    assert "unpack the whole export" in caught.value.advice


def test_a_model_may_be_without_skill_relations(tmp_path):
    folder = write_esco(tmp_path / "v1.1.1", changed={"skillSkillRelations.csv": None})
    assert len(find_deliveries(folder)) == 1


def test_two_files_for_one_contract_are_refused(tmp_path):
    relations = esco_files()["occupationSkillRelations.csv"]
    folder = write_esco(tmp_path / "v1.1.1", changed={"occupationSkillRelations_en.csv": relations})
    with pytest.raises(RefusedDelivery, match="two files hold") as caught:
        find_deliveries(folder)
    assert caught.value.found == "occupationSkillRelations.csv, occupationSkillRelations_en.csv"


def test_an_official_export_and_tabiyas_in_one_folder_are_refused(tmp_path):
    write_tabiya(tmp_path / "v1.1.1")
    with pytest.raises(RefusedDelivery, match="two files hold"):
        find_deliveries(write_esco(tmp_path / "v1.1.1"))


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        ("conceptType,conceptUri\nx,y\n", HeaderMismatch, "conceptType, conceptUri"),
        (b"", EmptyFile, "0 bytes"),
        (b"<html>login</html>", NotTheFormat, "an HTML page"),
        ("é".encode("latin-1"), NotTheFormat, "line 1, byte 1 (0xe9) read as UTF-8"),
    ],
)
def test_a_known_file_that_cannot_be_read_is_refused(tmp_path, content, error, words):
    folder = write_esco(tmp_path / "v1.1.1", changed={"skills_en.csv": content})
    with pytest.raises(error) as caught:
        find_deliveries(folder)
    assert "skills_en.csv" in str(caught.value)
    assert words in str(caught.value)


def test_a_language_that_cannot_be_read_leaves_the_others_be(tmp_path):
    latin = "conceptType,conceptUri\né,y\n".encode("latin-1")
    folder = write_esco(
        tmp_path / "v1.1.1", languages=("en", "fr", "nl"), changed={"skills_fr.csv": latin}
    )
    (folder / "occupations_nl.csv").unlink()
    refused: dict[str, RefusedDelivery] = {}
    assert [each.release_name for each in find_deliveries(folder, refused.__setitem__)] == [
        "ESCO 1.1.1 en"
    ]
    assert {name: type(error) for name, error in refused.items()} == {
        str(folder / "skills_fr.csv"): NotTheFormat,
        "ESCO 1.1.1 nl": MissingFile,
    }


def test_a_broken_file_that_all_languages_share_refuses_them_all_once(tmp_path):
    folder = write_esco(
        tmp_path / "v1.1.1", languages=("en", "fr"), changed={"occupationSkillRelations.csv": b""}
    )
    refused: dict[str, RefusedDelivery] = {}
    assert find_deliveries(folder, refused.__setitem__) == []
    assert [type(error) for error in refused.values()] == [EmptyFile]


# --- Tabiya's layout


def test_a_model_of_tabiyas_is_named_by_its_own_model_info(tmp_path):
    [model] = find_deliveries(write_tabiya(tmp_path / "download"))
    assert model.release_name == "Our model (ESCO 1.1.1) v2.0.1"
    assert model.released_on == date(2025, 8, 6)
    assert names(model) == sorted(tabiya_files())
    assert (model.unknown, model.is_sample) == ((), False)


def test_without_model_info_the_folder_names_the_model(tmp_path):
    folder = write_tabiya(tmp_path / "tabiya-sample", changed={"model_info.csv": None})
    assert [model.release_name for model in find_deliveries(folder)] == ["tabiya-sample"]


def test_ids_histories_and_origins_are_kept_blank_where_they_are_blank(tmp_path):
    [model] = find_deliveries(write_tabiya(tmp_path / "tabiya"))
    landed = {row["code"]: row for row in rows(model, "esco_occupations")}
    assert len(landed) == len(OCCUPATIONS) + len(LOCAL_OCCUPATIONS)
    kiosk = landed["5221_1"]
    assert (kiosk["concept_uri"], kiosk["concept_type"]) == ("", "localoccupation")
    assert kiosk["model_id"] == tabiya_id("5221_1")
    assert kiosk["uuid_history"] == "uuid-of-5221_1-now\nuuid-of-5221_1-first"
    assert landed["I31_1"]["group_code"] == "I31"


def test_blank_relation_types_and_signals_arrive_as_they_are(tmp_path):
    [model] = find_deliveries(write_tabiya(tmp_path / "tabiya"))
    relations = rows(model, "esco_occupation_skill_relations")
    signalled = [row for row in relations if row["occupation_type"] == "localoccupation"]
    assert [
        (row["relation_type"], row["signalling_value_label"], row["signalling_value"])
        for row in signalled
    ] == [("", label, value) for *_, label, value in SIGNALS]
    assert {row["relation_type"] for row in relations} == {"essential", "optional", ""}


def test_exports_differ_in_the_order_of_their_columns(tmp_path):
    [one] = find_deliveries(write_tabiya(tmp_path / "one"))
    turned = write_tabiya(tmp_path / "turned")
    for path in turned.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            header, *content = [list(reversed(row)) for row in csv.reader(stream)]
        write_csv(path, header, content, quote_all=True, line_end="\n")
    [other] = find_deliveries(turned)
    for table in ("esco_occupations", "esco_skills", "esco_occupation_hierarchy"):
        assert rows(one, table) == rows(other, table)


def test_older_exports_name_files_and_headers_otherwise(tmp_path):
    folder = write_tabiya(tmp_path / "tabiya-v1", files=older_tabiya_files())
    assert {"isco_groups.csv", "occupation_skill_relations.csv"} <= {
        path.name for path in folder.iterdir()
    }
    [model] = find_deliveries(folder)
    assert (model.release_name, model.released_on) == ("tabiya-v1", None)
    assert rows(model, "esco_occupations")[0]["group_code"] == "0110"
    assert "concept_type" not in rows(model, "esco_occupation_groups")[0]
    assert "created_at" not in rows(model, "esco_skills")[0]
    relation = rows(model, "esco_occupation_skill_relations")[0]
    assert (relation["occupation_ref"], relation["skill_ref"]) == (
        tabiya_id("0110.1"),
        tabiya_id("teamwork"),
    )


def test_a_model_info_whose_row_is_malformed_leaves_the_folders_name(tmp_path):
    """The load refuses the file; the message needs a name for the model."""
    folder = write_tabiya(
        tmp_path / "tabiya",
        changed={"model_info.csv": "NAME,LOCALE,DESCRIPTION,VERSION\nname,version\n"},
    )
    assert [model.release_name for model in find_deliveries(folder)] == ["tabiya"]


def test_a_folder_with_nothing_of_esco_is_refused(tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(MissingFile) as caught:
        find_deliveries(tmp_path)
    assert caught.value.found == "no file of ESCO"


# --- samples


def test_what_lies_below_data_sample_is_a_sample_and_nothing_else_is(tmp_path):
    sample = tmp_path / "data" / "sample"
    official, tabiya = sample / "esco", sample / "tabiya"
    assert [
        (model.release_name, model.is_sample)
        for folder in (write_esco(official), write_tabiya(tabiya))
        for model in find_deliveries(folder)
    ] == [("sample esco en", True), ("sample tabiya", True)]
    write_kesco(sample / "kesco" / "kesco.csv")
    write_crosswalks(sample / "crosswalks")
    write_labour_market(sample / "labour_market")
    found = [
        *kesco.find_deliveries(sample / "kesco"),
        *crosswalks.find_deliveries(sample / "crosswalks"),
        *labour_market.find_deliveries(sample / "labour_market"),
    ]
    assert {(each.is_sample, each.release_name.partition(":")[0]) for each in found} == {
        (True, "sample")
    }


def test_a_folder_or_model_of_yours_may_be_called_sample(tmp_path):
    info = [{**tabiya_files()["model_info.csv"][0], "NAME": "sample model"}]
    models = [
        *find_deliveries(write_tabiya(tmp_path / "a", changed={"model_info.csv": info})),
        *find_deliveries(write_esco(tmp_path / "sample" / "v1.1.1")),
        *kesco.find_deliveries(write_kesco(tmp_path / "sample" / "kesco" / "kesco.csv")),
    ]
    assert [(model.release_name, model.is_sample) for model in models] == [
        ("sample model v2.0.1", False),
        ("ESCO 1.1.1 en", False),
        ("KeSCO 2022", False),
    ]


# --- KeSCO


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_kesco_is_read_as_its_office_publishes_it(tmp_path, suffix):
    [found] = kesco.find_deliveries(write_kesco(tmp_path / f"kesco{suffix}"))
    assert (found.source, found.release_name, found.released_on) == ("kesco", "KeSCO 2022", None)
    assert [row["code"] for row in rows(found, "kesco_occupations")][1:3] == ["6111-11", "6111-11"]
    assert rows(found, "kesco_occupations")[4]["title"] == "Shopkeeper:\nsmall shop"


def test_of_the_table_and_the_workbook_in_kescos_folder_one_is_taken(tmp_path):
    write_kesco(tmp_path / "kesco_occupations.xlsx")
    write_kesco(tmp_path / "kesco_occupations.csv")
    [found] = kesco.find_deliveries(tmp_path)
    assert (names(found), found.passed_over) == (
        ["kesco_occupations.csv"],
        ("kesco_occupations.xlsx",),
    )


def test_whole_numbers_of_the_workbook_are_the_texts_of_the_table(tmp_path):
    numbered = [(int(number), title, code) for number, title, code in KESCO_NUMBERED]
    [book] = kesco.find_deliveries(write_kesco(tmp_path / "a" / "kesco.xlsx", numbered))
    [table] = kesco.find_deliveries(write_kesco(tmp_path / "b" / "kesco.csv", KESCO_NUMBERED))
    assert rows(book, "kesco_occupations") == rows(table, "kesco_occupations")


KESCO_NUMBERED = [("1", "Developer, mobile", "2513-11"), ("5917", "Weaver, example", "7318-13")]


def test_another_edition_of_kesco_stands_beside_the_first(tmp_path):
    [found] = kesco.find_deliveries(write_kesco(tmp_path / "KeSCO-2027.csv"))
    assert found.release_name == "KeSCO 2027"


def test_two_editions_of_kesco_in_a_folder_are_two_deliveries(tmp_path):
    write_kesco(tmp_path / "kesco_2022.csv")
    write_kesco(tmp_path / "kesco_2022.xlsx")
    write_kesco(tmp_path / "kesco_2027.csv")
    old, new = kesco.find_deliveries(tmp_path)
    assert (old.release_name, old.passed_over) == ("KeSCO 2022", ("kesco_2022.xlsx",))
    assert (new.release_name, names(new), new.passed_over) == (
        "KeSCO 2027",
        ["kesco_2027.csv"],
        (),
    )


def test_a_folder_without_kesco_is_refused_with_its_columns(tmp_path):
    with pytest.raises(MissingFile) as caught:
        kesco.find_deliveries(write_crosswalks(tmp_path))
    assert "Occupational Title, KeSCO Code" in caught.value.expected


# --- crosswalks


def test_each_crosswalk_of_a_folder_is_a_delivery_of_its_own(tmp_path):
    write_csv(tmp_path / "strange.csv", ("a", "b"), [("1", "2")])
    found = crosswalks.find_deliveries(write_crosswalks(tmp_path))
    assert [each.release_name for each in found] == [
        "ESCO Secretariat: O*NET-SOC 2019 to ESCO",
        "Career Causeways: ESCO to O*NET-SOC 2010",
        "BLS: ISCO-08 to SOC 2010",
        "BLS: SOC 2010 to SOC 2018",
        "O*NET Center: O*NET-SOC 2010 to 2019",
        "BLS: SOC 2018 structure",
    ]
    assert [len(each.files) for each in found] == [1] * len(CROSSWALKS)
    assert [each.unknown for each in found] == [("strange.csv",), (), (), (), (), ()]


def test_the_secretariats_header_stands_in_line_17_below_a_preamble(tmp_path):
    [found, *_] = crosswalks.find_deliveries(write_crosswalks(tmp_path))
    [file] = found.files
    assert file.path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [record.line for record in file.records()] == [18, 19, 20]
    landed = rows(found, "crosswalk_esco_onet")
    assert [(row["onet_soc_code"], row["match_type"]) for row in landed] == [
        ("15-1252.00", "closeMatch"),
        ("41-1011.00", "exactMatch"),
        ("55-1011.00", "exactISCO"),
    ]


def test_a_crosswalk_that_cannot_be_read_leaves_the_others_be(tmp_path):
    folder = write_crosswalks(
        tmp_path,
        {"isco_soc.csv": "isco2008,isco2008_title,soc2010,soc2010_title\né,,,\n".encode("latin-1")},
    )
    refused: dict[str, RefusedDelivery] = {}
    found = crosswalks.find_deliveries(folder, refused.__setitem__)
    assert len(found) == len(CROSSWALKS) - 1
    assert list(refused) == [str(tmp_path / "isco_soc.csv")]
    assert isinstance(refused[str(tmp_path / "isco_soc.csv")], NotTheFormat)
    with pytest.raises(NotTheFormat):
        crosswalks.find_deliveries(folder)


def test_one_crosswalk_may_be_named_by_its_file(tmp_path):
    folder = write_crosswalks(tmp_path)
    [found] = crosswalks.find_deliveries(folder / "isco_soc.csv")
    assert rows(found, "crosswalk_isco_soc")[0]["isco_code"] == "0110"


# --- the labour market


def test_figures_of_the_labour_market_are_one_delivery_named_by_their_folder(tmp_path):
    [found] = labour_market.find_deliveries(write_labour_market(tmp_path / "ministry 2026"))
    assert (found.release_name, len(found.files)) == ("ministry 2026", 3)
    path = rows(found, "labour_market_career_paths")[0]
    assert path["skills_to_acquire"] == "write code\ndebug software"
    assert "kenya_specific_barriers" not in path  # optional, and not in the file


def test_figures_of_several_years_are_all_taken(tmp_path):
    folder = write_labour_market(tmp_path / "figures")
    content = (folder / "labour_demand.csv").read_bytes()
    (folder / "labour_demand_2025.csv").write_bytes(content.replace(b"2026-Q1", b"2025-Q1"))
    [found] = labour_market.find_deliveries(folder)
    assert [row["data_collection_period"] for row in rows(found, "labour_market_demand")] == [
        "2026-Q1",
        "2025-Q1",
    ]
    assert found.passed_over == ()


def test_labor_is_labour(tmp_path):
    folder = write_labour_market(tmp_path / "figures")
    (folder / "labour_demand.csv").rename(folder / "labor_demand_2026.csv")
    [found] = labour_market.find_deliveries(folder)
    assert "labor_demand_2026.csv" in names(found)


def test_figures_with_a_header_of_their_own_are_refused_by_name(tmp_path):
    folder = write_labour_market(tmp_path / "figures", {"labour_demand.csv": "a,b\n1,2\n"})
    with pytest.raises(HeaderMismatch) as caught:
        labour_market.find_deliveries(folder)
    assert "labour_demand.csv" in str(caught.value)
    assert "occupation_code" in caught.value.expected


# --- the builder


@pytest.mark.parametrize("layout", ["official", "tabiya"])
def test_the_taxonomies_of_the_tests_are_closed(tmp_path, layout):
    """Every occupation reaches a major group or a local root, every skill one pillar at least."""
    folder = tmp_path / "v1.1.1"
    is_official = layout == "official"
    [model] = find_deliveries(write_esco(folder) if is_official else write_tabiya(folder))
    key = "concept_uri" if is_official else "model_id"
    for concepts, groups, hierarchy in (
        ("esco_occupations", "esco_occupation_groups", "esco_occupation_hierarchy"),
        ("esco_skills", "esco_skill_groups", "esco_skill_hierarchy"),
    ):
        known = {row[key]: row for table in (concepts, groups) for row in rows(model, table)}
        parents: dict[str, set[str]] = {}
        for row in rows(model, hierarchy):
            assert {row["concept_ref"], row["broader_ref"]} <= set(known)
            parents.setdefault(row["concept_ref"], set()).add(row["broader_ref"])
        roots = {known[concept]["code"] for concept in known if concept not in parents}
        assert roots == (
            ({"0", "2", "5"} | (set() if is_official else {"I3"}))
            if concepts == "esco_occupations"
            else {"K", "L", "S", "T"}
        )
    assert len(rows(model, "esco_skill_groups")) == len(SKILL_GROUPS)


def test_every_contract_of_esco_is_in_the_builders_files(tmp_path):
    [model] = find_deliveries(write_esco(tmp_path / "v1.1.1", changed=further_esco_files()))
    tables = {file.contract.table for file in model.files} | {"esco_model_info"}
    assert tables == {contract.table for contract in CONTRACTS}
