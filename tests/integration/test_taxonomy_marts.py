"""The taxonomies' marts hold every concept, keep keys and words, and say how sure links are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from extract.sources import SOURCES
from match.groups import KESCO_GROUPS
from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import add_batch, add_files, add_run, land_deliveries, link_landed_titles
from tests.release import (
    FURTHER_ELEMENTS,
    FURTHER_SCALES,
    add_missing,
    further_files,
    release_files,
)
from tests.taxonomy import (
    ESCO,
    ESSENTIAL_AND_OPTIONAL,
    ISCO_GROUPS,
    KESCO_ROWS,
    LOCAL_GROUPS,
    LOCAL_OCCUPATIONS,
    OCCUPATIONS,
    SKILLS,
    broader,
    group_uri,
    occupation,
    occupation_uri,
    parent_of,
    skill_uri,
    tabiya_files,
    write_crosswalks,
    write_esco,
    write_kesco,
    write_labour_market,
    write_tabiya,
)

CASES = Path(__file__).parents[1] / "cases"

OFFICIAL, FRENCH, LATER = "ESCO 1.1.1 en", "ESCO 1.1.1 fr", "ESCO 1.2.1 en"
GROUPS_CASE, CODES_CASE = "ESCO 1.0.3 en", "ESCO 1.0.31 en"
LINES_CASE, LABELS_CASE = "ESCO 1.0.4 en", "ESCO 1.0.10 en"
TABIYA = "Our model (ESCO 1.1.1) v2.0.1"

CASE_CODES = {"0110.1": 1, "2512.1": 2, "2512.10": 3, "2512.2": 4}

KESCO = (
    *KESCO_ROWS,
    ("6", "Developer, blockchain", "2543-11"),
    ("7", "Shop keeper", "5221-13"),
)
NOTES = [
    {
        "taxonomy": taxonomy,
        "occupation_code": code,
        "label": label,
        "group_code": "",
        "is_relevant_for_kenya": relevant,
        "is_informal_sector": informal,
        "is_entrepreneurship": "",
        "kenya_specific_notes": notes,
        "source": "figures of ours",
    }
    for taxonomy, code, label, relevant, informal, notes in (
        ("custom", "K1", "Boda boda rider", "true", "true", "Rides."),
        ("kesco", "6111-11", "", "", "true", "On both."),
        ("kesco", "6111-11 Farmer, example", "", "false", "", "On one."),
        ("esco", "5221.1", "", "true", "true", "Shops."),
        ("onet", "15-1252.00", "", "true", "", ""),
    )
]
NAMED_BY_FIGURES = {
    ("kesco", "5221-13"): "5221-13 Shop keeper",
    ("kesco", "6111-11 Farmer, example"): "6111-11 Farmer, example",
    ("kesco", "6111-11"): None,  # two occupations have the code
    ("onet", "15-1252.00"): "15-1252.00",
    ("onet", "99-9999.00"): None,  # nobody has
}

REAL = {"ESCO 1.1.1 fr": "fr", "ESCO 1.2.1 fr": "fr", "ESCO 1.2.1 en": "en"}
KEYED_MARTS = (
    "esco_occupations",
    "esco_skills",
    "esco_skill_groups",
    "esco_occupation_skills",
    "esco_skill_relations",
    "skill_hierarchy",
    "occupation_hierarchy",
    "kesco_occupations",
)


@dataclass
class Built:
    """An installation whose taxonomies were built into ``<prefix>_dev``."""

    installation: Installation

    def read(self, query: str, **values: object) -> list[tuple]:
        database = self.installation.settings.databases.dev
        with self.installation.server.engine("admin", database).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def land(self, source: str, place: Path) -> None:
        """Land what a folder or file holds; nothing of it may be refused."""
        land_deliveries(self.installation, SOURCES[source].find_deliveries(place))

    def confidence(self, method: str, grade: str = "") -> float:
        """How sure a link of this method is said to be."""
        ((confidence,),) = self.read(
            "select confidence from stg_crosswalks__link_confidence "
            "where method = :method and grade = :grade",
            method=method,
            grade=grade,
        )
        return float(confidence)

    def build(self, *models: str, **variables: str) -> None:
        """Build models and what they are made from."""
        result = dbt(
            self.installation,
            "run",
            "--select",
            *(f"+{name}" for name in models),
            "--vars",
            json.dumps(variables),
        )
        failed = [name for name, status in outcomes(result).items() if status != "success"]
        assert failed == [], messages(result)[failed[0]]


def small_onet() -> dict[str, list[tuple[str, ...]]]:
    """The files of a small release with the occupations that the crosswalks name."""
    files = release_files() | further_files()
    add_missing(files["Content Model Reference.txt"], [(*e, "Words.") for e in FURTHER_ELEMENTS])
    add_missing(files["Scales Reference.txt"], FURTHER_SCALES)
    add_missing(
        files["Occupation Data.txt"],
        [
            ("15-1252.00", "Software Developers", "Words of ours."),
            ("41-1011.00", "Supervisors of Sales", "Words of ours."),
            ("55-1011.00", "Air Crew Officers", "Words of ours."),
        ],
    )
    return files


def cases(folder: Path) -> Iterator[Path]:
    """Write a model for each case: what the case does not say is as in any other."""
    groups = ("0", "01", "011", "0110", "1", "11", "111")
    case = CASES / "codes-are-text"
    yield write_esco(
        folder / "v1.0.3",
        changed={
            "ISCOGroups_en.csv": (case / "ISCOGroups_en.csv").read_bytes(),
            "occupations_en.csv": [occupation("0110.1", "example officer")],
            "broaderRelationsOccPillar.csv": [
                *(
                    broader("ISCOGroup", group_uri(code), "ISCOGroup", group_uri(parent_of(code)))
                    for code in groups
                    if parent_of(code)
                ),
                broader("Occupation", occupation_uri("0110.1"), "ISCOGroup", group_uri("0110")),
            ],
        },
    )
    yield write_esco(
        folder / "v1.0.31",
        changed={
            "occupations_en.csv": (case / "occupations_en.csv").read_bytes(),
            "broaderRelationsOccPillar.csv": lambda rows: [
                *(row for row in rows if row["conceptType"] == "ISCOGroup"),
                *(
                    broader(
                        *("Occupation", f"{ESCO}/occupation/case03-{number}"),
                        *("ISCOGroup", group_uri(code[:4])),
                    )
                    for code, number in CASE_CODES.items()
                ),
            ],
        },
    )
    for version, name in (("v1.0.4", "labels-of-several-lines"), ("v1.0.10", "labels-equal-by")):
        (skills,) = CASES.glob(f"{name}*/skills_en.csv")
        yield write_esco(folder / version, changed={"skills_en.csv": skills.read_bytes()})


def listed_twice(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Every occupation of 2024, and two of them also as they were before, above and below."""
    rows = [row | {"modifiedDate": "2024-05-15T10:00:00Z"} for row in rows]
    before = {"modifiedDate": "2023-01-01T10:00:00Z", "description": "As it was."}
    return [rows[0] | before, *rows, rows[-1] | before]


def more_figures(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Figures of occupations that are named in each of the ways a delivery may name them."""
    return [
        *rows,
        *(rows[0] | {"taxonomy": t, "occupation_code": name} for t, name in NAMED_BY_FIGURES),
    ]


@pytest.fixture(scope="module")
def built(new_installation, tmp_path_factory) -> Built:
    """Seven models of ESCO, KeSCO, crosswalks, figures and a small O*NET. Read, do not change."""
    folder = tmp_path_factory.mktemp("taxonomies")
    made = Built(new_installation())
    landing = made.installation.settings.databases.landing
    with made.installation.server.engine("loader", landing).begin() as connection:
        batch_id = add_batch(connection, add_run(connection), "30.3", date(2026, 5, 1))
        add_files(connection, batch_id, small_onet())
    made.land("esco", write_esco(folder / "v1.1.1", languages=("en", "fr")))
    made.land(
        "esco",
        write_esco(folder / "v1.2.1", layout="1.2", changed={"occupations_en.csv": listed_twice}),
    )
    for case in cases(folder):
        made.land("esco", case)
    made.land("esco", write_tabiya(folder / "tabiya"))
    made.land("kesco", write_kesco(folder / "kesco.csv", KESCO))
    officers = {
        "soc2010": "55-1011",
        "soc2010_title": "Air Crew Officers",
        "soc2018": "55-1011",
        "soc2018_title": "Air Crew Officers",
    }
    made.land(
        "crosswalks",
        write_crosswalks(
            folder / "crosswalks", {"soc2010_soc2018.csv": lambda rows: [*rows, officers]}
        ),
    )
    made.land(
        "labour_market",
        write_labour_market(
            folder / "figures", {"occupation_notes.csv": NOTES, "labour_demand.csv": more_figures}
        ),
    )
    link_landed_titles(made.installation)
    made.build(
        "path:models/marts/taxonomies",
        "path:models/marts/labour_market",
        "stg_esco__occupations_rejected",
    )
    return made


def test_codes_are_text_from_the_file_to_the_path(built: Built) -> None:
    assert sorted(
        built.read("select code, level from isco_groups where model = :model", model=GROUPS_CASE)
    ) == [("0", 1), ("01", 2), ("011", 3), ("0110", 4), ("1", 1), ("11", 2), ("111", 3)]
    assert sorted(
        built.read("select code from esco_occupations where model = :model", model=CODES_CASE)
    ) == [(code,) for code in CASE_CODES]
    path = "select path, top_code, depth from occupation_hierarchy where model = :m and code = :c"
    for model in (GROUPS_CASE, CODES_CASE):
        assert built.read(path, m=model, c="0110.1") == [("0 > 01 > 011 > 0110 > 0110.1", "0", 4)]
    assert built.read(path, m=OFFICIAL, c="2512.10.1") == [
        ("2 > 25 > 251 > 2512 > 2512.10 > 2512.10.1", "2", 5)
    ]


def test_a_crosswalk_by_isco_code_gives_each_occupation_of_the_group_a_row(built: Built) -> None:
    only_one = built.confidence("isco_chain", grade="1")
    assert sorted(
        built.read(
            "select from_code, to_code, method, confidence from occupation_crosswalk "
            "where model = :model and method = 'isco_chain'",
            model=CODES_CASE,
        )
    ) == [
        ("0110.1", "55-1011.00", "isco_chain", only_one),
        *((code, "15-1252.00", "isco_chain", only_one) for code in list(CASE_CODES)[1:]),
    ]


def test_labels_of_several_lines_are_one_row_each_and_what_is_dropped_is_counted(
    built: Built,
) -> None:
    lines = "from {} where model = :model and concept_key like '%/case04-%'"
    assert built.read(
        "select right(concept_key, 1), label "
        + lines.format("alternative_labels")
        + " order by concept_key, position",
        model=LINES_CASE,
    ) == [
        ("1", "run databases"),
        ("1", "administer databases"),
        ("3", 'say "no" politely, firmly'),
        ("3", "take calls"),
    ]
    assert built.read(
        "select position, dropped_reason "
        + lines.format("int_esco__label_lines")
        + " and dropped_reason is not null order by position",
        model=LINES_CASE,
    ) == [(2, "repeat"), (3, "empty"), (5, "preferred_label")]
    assert built.read("select description from esco_skills where skill_key like '%/case04-1'") == [
        ("Keep data, users\nand backups in order.",)
    ]
    assert built.read(
        "select count(*) from esco_skills where model = :model", model=LINES_CASE
    ) == [(3,)]


def test_labels_that_a_collation_takes_for_equal_are_of_twelve_skills(built: Built) -> None:
    skills = "from esco_skills where model = :model"
    assert built.read(
        f"select count(*), count(distinct preferred_label) {skills}", model=LABELS_CASE
    ) == [(12, 11)]
    assert built.read(
        f"select preferred_label, count(*) {skills} "
        "and preferred_label in ('Polish', 'polish', 'cook') group by preferred_label "
        "order by preferred_label",
        model=LABELS_CASE,
    ) == [("Polish", 1), ("cook", 2), ("polish", 1)]
    assert built.read(
        f"select preferred_label {skills} and preferred_label = 'resume writing'",
        model=LABELS_CASE,
    ) == [("resume writing",)]


def test_of_an_occupation_that_is_listed_twice_the_row_changed_last_stays(built: Built) -> None:
    occupations = "from esco_occupations where model = :model"
    assert built.read(
        f"select code, changed_on, description = 'As it was.' {occupations}", model=LATER
    ) == [(code, date(2024, 5, 15), 0) for code, *_ in OCCUPATIONS]
    assert built.read(
        "select code, description, rejection_reason from stg_esco__occupations_rejected "
        "order by source_line"
    ) == [(code, "As it was.", "duplicate_key") for code in (OCCUPATIONS[0][0], OCCUPATIONS[-1][0])]


def test_models_and_languages_stand_side_by_side(built: Built) -> None:
    assert built.read("select model, language, is_primary from esco_models order by model") == [
        (LABELS_CASE, "en", 0),
        (GROUPS_CASE, "en", 0),
        (CODES_CASE, "en", 0),
        (LINES_CASE, "en", 0),
        (OFFICIAL, "en", 0),
        (FRENCH, "fr", 0),
        (LATER, "en", 0),
        (TABIYA, "en", 1),
    ]
    assert built.read(
        "select model, preferred_label from esco_skills where skill_key = :key order by model",
        key=skill_uri("teamwork"),
    ) == [
        (GROUPS_CASE, "work in teams"),
        (CODES_CASE, "work in teams"),
        (OFFICIAL, "work in teams"),
        (FRENCH, "work in teams (fr)"),
        (LATER, "work in teams"),
    ]
    assert built.read(
        "select model, label from alternative_labels where language = 'fr' "
        "and concept_key = :key order by position",
        key=skill_uri("code"),
    ) == [(FRENCH, "code (fr)"), (FRENCH, "program (fr)")]


def test_a_relation_without_a_type_gets_none_and_types_and_levels_stay(built: Built) -> None:
    assert built.read(
        "select relation_type, signalling_value_label, count(*) from esco_occupation_skills "
        "where model = :model group by relation_type, signalling_value_label order by 1, 2",
        model=TABIYA,
    ) == [
        (None, "high", 1),
        (None, "medium", 1),
        *(
            (kind, None, sum(relation == kind for _, _, relation in ESSENTIAL_AND_OPTIONAL))
            for kind in ("essential", "optional")
        ),
    ]
    for model in (OFFICIAL, TABIYA):
        assert sorted(
            built.read(
                "select preferred_label, skill_type, reuse_level from esco_skills "
                "where model = :model",
                model=model,
            )
        ) == sorted((label, kind, reuse) for _, kind, reuse, label, *_ in SKILLS)


def test_a_local_occupation_stands_under_its_group_or_a_local_root(built: Built) -> None:
    assert sorted(
        built.read(
            "select code, path, is_local from occupation_hierarchy "
            "where model = :model and is_local",
            model=TABIYA,
        )
    ) == [
        ("5221_1", "5 > 52 > 522 > 5221 > 5221_1", 1),
        ("I3", "I3", 1),
        ("I31", "I3 > I31", 1),
        ("I31_1", "I3 > I31 > I31_1", 1),
    ]
    assert built.read(
        "select count(*) from occupation_hierarchy where model = :model", model=TABIYA
    ) == [(len((*ISCO_GROUPS, *LOCAL_GROUPS, *OCCUPATIONS, *LOCAL_OCCUPATIONS)),)]


def test_a_skill_may_have_several_parents(built: Built) -> None:
    assert sorted(
        built.read(
            "select broader_kind, broader_key from skill_hierarchy "
            "where model = :model and concept_key = :key",
            model=OFFICIAL,
            key=skill_uri("debug"),
        )
    ) == [("skill", skill_uri("code")), ("skill_group", skill_uri("skill/s5"))]


def test_the_shares_of_a_crosswalk_add_up_on_both_sides(built: Built) -> None:
    chain = "from occupation_crosswalk where model = :model and method = 'isco_chain'"
    assert built.read(
        f"select from_code, from_share, to_share {chain} and to_code = '15-1252.00' "
        "order by from_code",
        model=CODES_CASE,
    ) == [(code, 1.0, pytest.approx(1 / 3)) for code in ("2512.1", "2512.10", "2512.2")]
    assert built.read(
        "select from_taxonomy, from_key, to_code, grade, confidence, basis, from_share, to_share "
        "from occupation_crosswalk where model in ('', :model) and method in "
        "('esco_secretariat', 'career_causeways', 'onet_editions') order by method, from_code",
        model=OFFICIAL,
    ) == [
        (
            *("esco", occupation_uri("2512.10"), "15-1252.00", "closeMatch", 0.8),
            *("declared", 1, 1),
        ),
        (
            *("esco", occupation_uri("5221.1"), "41-1011.00", "exactMatch", 1.0),
            *("declared", 1, 1),
        ),
        ("onet_soc_2010", "15-1132.00", "15-1252.00", "", 1.0, "declared", 1, 1),
    ]


def test_one_list_holds_four_taxonomies_with_what_is_said_of_kenya(built: Built) -> None:
    assert dict(
        built.read("select taxonomy, count(*) from taxonomy_occupations group by taxonomy")
    ) == {"custom": 1, "esco": 7, "kesco": len(KESCO), "onet": 5}
    kenya = "is_relevant_for_kenya, is_informal_sector, is_entrepreneurship, kenya_notes"
    query = f"select label, is_localised, {kenya} from taxonomy_occupations where code = :code"
    assert sorted(built.read(query, code="6111-11")) == [
        ("Farmer, example", 1, 0, 1, None, "On one."),
        ("Keeper of example trees", 1, 1, 1, None, "On both."),
    ]
    assert built.read(query, code="K1") == [("Boda boda rider", 1, 1, 1, None, "Rides.")]
    assert built.read(query, code="5221.1") == [("shopkeeper", 0, 1, 1, None, "Shops.")]
    assert built.read(query, code="5221_1") == [("kiosk owner", 1, None, None, None, None)]
    assert built.read(query, code="15-1252.00") == [("Software Developers", 0, 1, None, None, None)]


def test_a_group_of_kesco_is_a_candidate_found_by_a_method(built: Built) -> None:
    renumbered, same = built.confidence("renumbered_block"), built.confidence("same_digits")
    assert 0 < renumbered < same < 1
    assert sorted(
        built.read(
            "select kesco_key, isco_code, method, confidence from kesco_isco_candidates "
            "where method <> 'esco_link'"
        )
    ) == [
        ("2543-11 Developer, blockchain", "2512", "renumbered_block", renumbered),
        ("5221-11 Shopkeeper: small shop", "5221", "same_digits", same),
        ("5221-12 Kiosk owner", "5221", "same_digits", same),
        ("5221-13 Shop keeper", "5221", "same_digits", same),
    ]
    links = built.read(
        "select kesco_key, isco_code, confidence from kesco_isco_candidates "
        "where method = 'esco_link'"
    )
    assert ("2543-11 Developer, blockchain", "2512") in {link[:2] for link in links}
    assert all(confidence >= 0.9 for _, _, confidence in links)


def test_the_renumbered_groups_are_those_that_titles_are_compared_with(built: Built) -> None:
    assert sorted(
        built.read("select kesco_group, isco_code from stg_kesco__renumbered_groups")
    ) == sorted((group, code) for group, codes in KESCO_GROUPS.items() for code in codes)


def test_an_inherited_skill_says_through_which_link_and_how_sure(built: Built) -> None:
    links = {
        key: row
        for key, *row in built.read(
            "select kesco_key, occupation_key, method, confidence, is_link "
            "from kesco_esco_candidates where model = :model and candidate_rank = 1",
            model=TABIYA,
        )
    }
    inherited = built.read(
        "select kesco_key, skill_key, relation_type, occupation_key, method, confidence, is_link, "
        "model from kesco_occupation_skills"
    )
    assert {tuple(row[3:7]) for row in inherited} <= {tuple(link) for link in links.values()}
    assert {row[-1] for row in inherited} == {TABIYA}
    blockchain = [row for row in inherited if row[0] == "2543-11 Developer, blockchain"]
    assert sorted(row[1:5] for row in blockchain) == [
        (
            *("uuid-of-code-first", "essential"),
            *("uuid-of-2512.1-first", "turned_label_same_group"),
        ),
        (
            *("uuid-of-sql-first", "optional"),
            *("uuid-of-2512.1-first", "turned_label_same_group"),
        ),
    ]
    assert built.read(
        "select esco_key, esco_link_method, esco_link_confidence from taxonomy_occupations "
        "where occupation_key = '2543-11 Developer, blockchain'"
    ) == [tuple(links["2543-11 Developer, blockchain"][:3])]


def test_figures_of_the_labour_market_name_their_delivery(built: Built) -> None:
    for mart in ("career_paths", "labour_demand", "labour_market_insights"):
        found = dict(
            built.read(f"select taxonomy, count(distinct delivery) from {mart} group by taxonomy")
        )
        assert found["esco"] == 1
        assert set(found.values()) == {1}


def test_figures_lead_to_the_occupation_that_they_name_or_to_none(built: Built) -> None:
    keys = dict(
        built.read("select code, occupation_key from taxonomy_occupations where taxonomy = 'esco'")
    )
    assert built.read("select from_occupation_key, to_occupation_key from career_paths") == [
        (keys["5221.1"], keys["2512.10"])
    ]
    demand = built.read("select taxonomy, delivered_code, occupation_key from labour_demand")
    assert {(taxonomy, code): key for taxonomy, code, key in demand} == {
        **NAMED_BY_FIGURES,
        ("esco", "5221.1"): keys["5221.1"],
    }


def as_exported_again(files: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """A later export of the same model: all IDs new, one more UUID in front of each history."""
    ids = ("ID", "PARENTID", "CHILDID", "OCCUPATIONID", "SKILLID", "REQUIRINGID", "REQUIREDID")

    def again(row: dict[str, str]) -> dict[str, str]:
        return row | {
            name: f"again-{row[name]}" if name in ids else f"uuid-later\n{row[name]}"
            for name in row
            if name in ids or name == "UUIDHISTORY"
        }

    return {name: [again(row) for row in rows] for name, rows in files.items()}


def test_keys_survive_an_import_of_a_new_export(new_installation, tmp_path: Path) -> None:
    def keys() -> dict[str, list[tuple]]:
        return {
            mart: sorted(map(repr, made.read(f"select {columns} from {mart}")))
            for mart, columns in (
                ("esco_occupations", "occupation_key, code"),
                ("esco_skills", "skill_key, preferred_label"),
                ("esco_skill_groups", "skill_group_key, preferred_label"),
                ("esco_occupation_skills", "occupation_key, skill_key, relation_type"),
                ("esco_skill_relations", "requiring_key, required_key, relation_type"),
                ("skill_hierarchy", "concept_key, broader_key"),
                ("occupation_hierarchy", "concept_key, broader_key, path"),
                ("kesco_occupations", "kesco_key, kesco_code, title"),
            )
        }

    made = Built(new_installation())
    made.land("esco", write_tabiya(tmp_path / "first"))
    made.land("kesco", write_kesco(tmp_path / "first" / "kesco.csv"))
    made.build(*KEYED_MARTS)
    first, ids = keys(), made.read("select origin_id from esco_occupations")
    renumbered = [(str(int(number) + 7), *row) for number, *row in reversed(KESCO_ROWS)]
    made.land("esco", write_tabiya(tmp_path / "again", files=as_exported_again(tabiya_files())))
    made.land("kesco", write_kesco(tmp_path / "again" / "kesco.csv", renumbered))
    made.build(*KEYED_MARTS)
    assert keys() == first
    assert set(made.read("select origin_id from esco_occupations")).isdisjoint(ids)
    assert made.read("select count(*) from kesco_occupations where kesco_code = '6111-11'") == [
        (2,)
    ]
    assert made.read("select min(serial_number) from kesco_occupations") == [(8,)]


@pytest.fixture(scope="module")
def choose(new_installation) -> Callable[..., tuple[list[str], str, dict[str, str | None]]]:
    """Build the list of models and tell: the primary ones, how the test ends, all's languages."""
    made = Built(new_installation())
    landing = made.installation.settings.databases.landing
    engine = made.installation.server.engine("admin", landing)
    with engine.begin() as connection:
        run_id = add_run(connection)
        file_names = {name: f"occupations_{name[-2:]}.csv" for name in REAL} | {
            "ESCO 1.2.1 en": "Occupations_EN.CSV"
        }
        for name, day, is_sample in (
            ("sample esco", date(2026, 11, 1), True),
            ("ESCO 1.1.1 fr", date(2022, 7, 27), False),
            ("ESCO 1.2.1 fr", date(2024, 5, 15), False),
            ("ESCO 1.2.1 en", date(2024, 5, 15), False),
        ):
            batch = add_batch(connection, run_id, name, day, is_sample=is_sample, source="esco")
            if not is_sample:
                connection.execute(
                    text(
                        "insert into esco_occupation_groups (batch_id, source_file, source_line, "
                        "concept_uri, code, preferred_label) values (:b, 'g', 2, 'g', '2512', 'G')"
                    ),
                    {"b": batch},
                )
                connection.execute(
                    text(
                        "insert into esco_occupations (batch_id, source_file, source_line, "
                        "concept_type, concept_uri, code, group_code, preferred_label) values "
                        "(:b, :file, 2, 'Occupation', 'o', '2512.1', '2512', 'O')"
                    ),
                    {"b": batch, "file": file_names[name]},
                )

    def build(
        wanted: str, retired: Iterable[str] = ()
    ) -> tuple[list[str], str, dict[str, str | None]]:
        change = text("update batches set status = :status where release_name = :name")
        test = "assert_one_esco_model_is_primary"
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in retired:
                connection.execute(change, {"status": "retired", "name": name})
            made.build("int_esco__models", esco_model=wanted)
            result = dbt(
                made.installation,
                "test",
                "--select",
                test,
                "--vars",
                json.dumps({"esco_model": wanted}),
            )
            for name in retired:
                connection.execute(change, {"status": "ready", "name": name})
        models = made.read("select model, is_primary, language from int_esco__models")
        primary = [model for model, is_primary, _ in models if is_primary]
        return primary, outcomes(result)[test], {model: lang for model, _, lang in models}

    return build


@pytest.mark.parametrize(
    ("wanted", "retired", "primary", "outcome", "models"),
    [
        ("", (), ["ESCO 1.2.1 en"], "pass", REAL),
        ("ESCO 1.1.1 fr", (), ["ESCO 1.1.1 fr"], "pass", REAL),
        ("ESCO 9 en", (), ["ESCO 1.2.1 en"], "fail", REAL),
        ("it's", REAL, ["sample esco"], "fail", {"sample esco": None}),
        ("", REAL, ["sample esco"], "pass", {"sample esco": None}),
    ],
)
def test_the_primary_model_is_the_one_asked_for_or_the_newest_and_a_sample_only_alone(
    choose, wanted, retired, primary, outcome, models
) -> None:
    assert choose(wanted, retired) == (primary, outcome, models)
