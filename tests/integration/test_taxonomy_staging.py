"""Staging of the taxonomies keeps what is good and names what is wrong with the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pytest
from sqlalchemy import text

from extract.sources import SOURCES
from pipeline.settings import ROOT
from tests.conftest import Installation
from tests.dbt_calls import dbt, messages, outcomes
from tests.landed import land_deliveries
from tests.taxonomy import (
    CROSSWALKS,
    KESCO_HEADER,
    KESCO_ROWS,
    esco_files,
    further_esco_files,
    group_uri,
    labour_market_files,
    occupation_uri,
    skill_uri,
    tabiya_files,
    tabiya_id,
    write_crosswalks,
    write_esco,
    write_kesco,
    write_labour_market,
    write_tabiya,
)

Row = dict[str, str]

NOTES = [
    {
        "taxonomy": "custom",
        "occupation_code": "K1",
        "label": "Boda boda rider",
        "group_code": "8321",
        "is_relevant_for_kenya": "TRUE",
        "is_informal_sector": "true",
        "is_entrepreneurship": "false",
        "kenya_specific_notes": "Words of ours.",
        "source": "figures of ours",
    }
]
COMPLETE_FIGURES = {
    "labour_demand.csv": {
        "estimated_job_openings": "120",
        "employed_count": "3400",
        "unemployment_rate": "7.25",
        "trend_direction": "rising",
        "year_over_year_change": "-2.5",
        "data_quality_score": "0.75",
        "last_updated_at": "2026-04-01T10:00:00Z",
    },
    "career_paths.csv": {
        "typical_years_experience": "2.5",
        "common_in_kenya": "true",
        "added_by": "the ministry",
        "updated_at": "2026-04-02",
    },
    "labour_market_insights.csv": {"sector": "Retail", "region": "Nairobi", "author": "A. Writer"},
}
LOWER_CASE = "greenskillscollection_EN.CSV"
HEADINGS = "skillsHierarchy_en.csv"

# files of one model: its name, and reason -> what is wrong in copies of the file's first row.
# A reason that stands twice is a habit of one layout alone.
FAULTS: dict[str, tuple[str, list[tuple[str, list[Row]]]]] = {
    "occupations_en.csv": (
        "esco__occupations",
        [
            (
                "missing_value",
                [
                    {"code": ""},
                    {"iscoGroup": " "},
                    {"preferredLabel": "n/a"},
                    {"conceptType": ""},
                    {"conceptUri": ""},
                ],
            ),
            (
                "bad_code_form",
                [
                    {"code": "110.1"},
                    {"code": "0110"},
                    {"code": "0110.1x"},
                    {"code": "0110.1."},
                    {"code": "2512.1"},
                    {"code": "0110" + ".1" * 15},
                ],
            ),
            ("unknown_value", [{"conceptType": "Job"}]),
            ("unknown_group", [{"code": "9999.1", "iscoGroup": "9999"}]),
            (
                "too_long",
                [
                    {"preferredLabel": "x" * 256},
                    {"conceptUri": "u" * 121},
                    {"status": "s" * 33},
                ],
            ),
            ("duplicate_key", [{}, {"code": "0110.2"}]),
        ],
    ),
    "occupations.csv": (
        "esco__occupations",
        [
            ("missing_value", [{"ID": "", "ORIGINURI": ""}, {"OCCUPATIONTYPE": ""}]),
            ("bad_code_form", [{"CODE": "0110-1"}]),
            ("unknown_value", [{"OCCUPATIONTYPE": "occupation of ours"}]),
            ("too_long", [{"UUIDHISTORY": "now\n" + "u" * 65}, {"ORIGINURI": "u" * 201}]),
            ("duplicate_key", [{"ID": "another", "UUIDHISTORY": "x\nuuid-of-0110.1-first"}]),
        ],
    ),
    "ISCOGroups_en.csv": (
        "esco__occupation_groups",
        [
            ("missing_value", [{"code": ""}, {"preferredLabel": ""}, {"conceptUri": ""}]),
            ("bad_code_form", [{"code": "01105"}, {"code": "i3"}, {"code": "0" * 17}]),
            ("unknown_value", [{"conceptType": "Group"}]),
            (
                "too_long",
                [
                    {"code": "99", "preferredLabel": "x" * 256},
                    {"code": "99", "conceptUri": "u" * 121},
                    {"code": "99", "status": "s" * 33},
                ],
            ),
            ("duplicate_key", [{}]),
        ],
    ),
    "occupation_groups.csv": (
        "esco__occupation_groups",
        [
            ("missing_value", [{"ID": "", "ORIGINURI": ""}]),
            ("unknown_value", [{"GROUPTYPE": "occupationgroup of ours", "CODE": "99"}]),
            ("too_long", [{"CODE": "98", "UUIDHISTORY": "u" * 65}]),
        ],
    ),
    "skills_en.csv": (
        "esco__skills",
        [
            ("missing_value", [{"preferredLabel": ""}, {"conceptUri": ""}]),
            (
                "unknown_value",
                [{"skillType": "skill"}, {"skillType": "Knowledge"}, {"reuseLevel": "cross"}],
            ),
            (
                "too_long",
                [
                    {"preferredLabel": "x" * 256},
                    {"conceptUri": "u" * 121},
                    {"status": "s" * 33},
                ],
            ),
            ("duplicate_key", [{}]),
        ],
    ),
    "skills.csv": (
        "esco__skills",
        [
            ("missing_value", [{"ID": "", "ORIGINURI": ""}]),
            ("too_long", [{"UUIDHISTORY": "u" * 65}]),
            ("duplicate_key", [{"ID": "another"}]),
        ],
    ),
    "skillGroups_en.csv": (
        "esco__skill_groups",
        [
            ("missing_value", [{"preferredLabel": ""}, {"conceptUri": ""}]),
            (
                "too_long",
                [
                    {"preferredLabel": "x" * 256},
                    {"code": "S" * 33},
                    {"conceptUri": "u" * 121},
                    {"status": "s" * 33},
                ],
            ),
            ("duplicate_key", [{}]),
        ],
    ),
    "broaderRelationsOccPillar.csv": (
        "esco__occupation_hierarchy",
        [
            ("missing_value", [{"conceptUri": ""}, {"broaderUri": ""}]),
            ("too_long", [{"conceptUri": "u" * 121}, {"broaderUri": "u" * 121}]),
            (
                "unknown_concept",
                [{"conceptUri": group_uri("99")}, {"broaderUri": skill_uri("sql")}],
            ),
            ("own_parent", [{"broaderUri": group_uri("01"), "conceptUri": group_uri("01")}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "broaderRelationsSkillPillar.csv": (
        "esco__skill_hierarchy",
        [
            ("missing_value", [{"conceptUri": ""}, {"broaderUri": ""}]),
            ("too_long", [{"conceptUri": "u" * 121}, {"broaderUri": "u" * 121}]),
            (
                "unknown_concept",
                [{"conceptUri": skill_uri("none")}, {"broaderUri": group_uri("01")}],
            ),
            ("own_parent", [{"broaderUri": skill_uri("sql"), "conceptUri": skill_uri("sql")}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "occupationSkillRelations.csv": (
        "esco__occupation_skill_relations",
        [
            ("missing_value", [{"occupationUri": ""}, {"skillUri": ""}, {"relationType": ""}]),
            ("unknown_occupation", [{"occupationUri": occupation_uri("2269.8.3")}]),
            ("unknown_skill", [{"skillUri": skill_uri("none")}]),
            ("unknown_value", [{"relationType": "required"}, {"relationType": "Essential"}]),
            ("duplicate_key", [{"relationType": "optional"}]),
        ],
    ),
    "occupation_to_skill_relations.csv": (
        "esco__occupation_skill_relations",
        [
            (
                "missing_value",
                [
                    {"RELATIONTYPE": "", "SIGNALLINGVALUELABEL": "high", "SIGNALLINGVALUE": "1"},
                    {"RELATIONTYPE": "", "OCCUPATIONID": tabiya_id("5221_1")},
                ],
            ),
            (
                "unknown_value",
                [
                    {
                        "RELATIONTYPE": "",
                        "OCCUPATIONID": tabiya_id("5221_1"),
                        "SIGNALLINGVALUELABEL": "huge",
                    }
                ],
            ),
            (
                "not_a_number",
                [
                    {
                        "RELATIONTYPE": "",
                        "OCCUPATIONID": tabiya_id("5221_1"),
                        "SIGNALLINGVALUELABEL": "high",
                        "SIGNALLINGVALUE": "much",
                    }
                ],
            ),
        ],
    ),
    "skillSkillRelations.csv": (
        "esco__skill_relations",
        [
            (
                "missing_value",
                [{"originalSkillUri": ""}, {"relatedSkillUri": ""}, {"relationType": ""}],
            ),
            (
                "unknown_skill",
                [{"originalSkillUri": skill_uri("none")}, {"relatedSkillUri": skill_uri("none")}],
            ),
            ("unknown_value", [{"relationType": "required"}]),
            ("duplicate_key", [{"relationType": "optional"}]),
        ],
    ),
    HEADINGS: (
        "esco__skills_by_level",
        [
            ("missing_value", [{"Level 0 URI": ""}, {"Level 0 preferred term": ""}]),
            (
                "too_long",
                [
                    {"Level 0 URI": "u" * 121},
                    {"Level 1 URI": "u" * 121, "Level 1 preferred term": "languages"},
                    {"Level 1 URI": skill_uri("skill/l1"), "Level 1 preferred term": "x" * 256},
                    {"Level 1 URI": skill_uri("skill/l1"), "Level 1 code": "S" * 33},
                ],
            ),
            ("unknown_group", [{"Level 1 URI": skill_uri("skill/none")}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "conceptSchemes_en.csv": (
        "esco__concept_schemes",
        [
            ("missing_value", [{"conceptSchemeUri": ""}]),
            (
                "too_long",
                [
                    {"conceptSchemeUri": "u" * 201},
                    {"preferredLabel": "x" * 256},
                    {"title": "x" * 256},
                    {"status": "s" * 33},
                ],
            ),
            ("duplicate_key", [{}]),
        ],
    ),
    "digitalSkillsCollection_en.csv": (
        "esco__collections",
        [
            ("missing_value", [{"conceptUri": ""}]),
            ("unknown_concept", [{"conceptUri": skill_uri("none")}, {"conceptUri": "u" * 121}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "model_info.csv": (
        "esco__model_info",
        [
            ("missing_value", [{"NAME": ""}, {"VERSION": ""}]),
            (
                "too_long",
                [
                    {"NAME": "x" * 256},
                    {"VERSION": "v" * 65},
                    {"VERSION": "v3", "LOCALE": "x" * 17},
                    {"VERSION": "v4", "UUIDHISTORY": "u" * 65},
                ],
            ),
            ("duplicate_key", [{"VERSION": "v5"}]),
        ],
    ),
    "kesco.csv": (
        "kesco__occupations",
        [
            ("missing_value", [{"KeSCO Code": ""}, {"Occupational Title": " \n"}]),
            (
                "bad_code_form",
                [{"KeSCO Code": "2513"}, {"KeSCO Code": "2513-111"}, {"KeSCO Code": "2513.11"}],
            ),
            ("not_a_number", [{"S/No": "one", "Occupational Title": "Developer, desk"}]),
            ("too_long", [{"Occupational Title": "x" * 113}]),
            ("duplicate_key", [{"S/No": "9", "Occupational Title": " Developer,\nmobile"}]),
        ],
    ),
    "esco_onet_2022.csv": (
        "crosswalks__esco_onet",
        [
            ("missing_value", [{"O*NET Id": ""}, {"ESCO or ISCO URI": ""}]),
            ("bad_code_form", [{"O*NET Id": "15-1252"}, {"O*NET Id": "15-1252.000"}]),
            ("unknown_value", [{"Type of Match": "relatedMatch"}]),
            ("too_long", [{"ESCO or ISCO URI": "u" * 121}, {"ESCO or ISCO Title": "x" * 256}]),
            ("duplicate_key", [{"Type of Match": "broadMatch"}]),
        ],
    ),
    "esco_onet_causeways.csv": (
        "crosswalks__esco_onet",
        [("not_a_number", [{"confidence": "sure"}, {"semantic_similarity": "1.2"}])],
    ),
    "isco_soc.csv": (
        "crosswalks__isco_soc",
        [
            ("missing_value", [{"isco2008": ""}, {"soc2010": ""}]),
            (
                "bad_code_form",
                [{"isco2008": "01"}, {"isco2008": "01105"}, {"soc2010": "55-1011.00"}],
            ),
            ("too_long", [{"isco2008_title": "x" * 256}, {"soc2010_title": "x" * 256}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "soc2010_soc2018.csv": (
        "crosswalks__soc_2010_2018",
        [
            ("missing_value", [{"soc2010": ""}, {"soc2018": ""}]),
            ("bad_code_form", [{"soc2010": "151132"}, {"soc2018": "15-1252.00"}]),
            ("too_long", [{"soc2010_title": "x" * 256}, {"soc2018_title": "x" * 256}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "onet_soc_2010_2019.csv": (
        "crosswalks__onet_soc_2010_2019",
        [
            ("missing_value", [{"soc2010_code": ""}, {"soc2019_code": ""}]),
            ("bad_code_form", [{"soc2010_code": "15-1132"}, {"soc2019_code": "15-1252"}]),
            ("too_long", [{"soc2010_title": "x" * 256}, {"soc2019_title": "x" * 256}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "soc2018_all.csv": (
        "crosswalks__soc_2018_structure",
        [
            ("missing_value", [{"title": ""}, {"code": ""}]),
            ("bad_code_form", [{"code": "150000"}, {"code": "15-0000.00"}]),
            ("too_long", [{"title": "x" * 256}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "career_paths.csv": (
        "labour_market__career_paths",
        [
            ("missing_value", [{"taxonomy": ""}, {"source": ""}, {"to_occupation_code": ""}]),
            ("unknown_value", [{"taxonomy": "isco"}, {"taxonomy": "custom"}]),
            (
                "not_a_number",
                [{"transition_likelihood": "often"}, {"typical_years_experience": "two"}],
            ),
            ("out_of_scale_range", [{"transition_likelihood": "1.000001"}]),
            ("bad_flag", [{"common_in_kenya": "maybe"}]),
            ("bad_date", [{"updated_at": "01/02/2026"}]),
            ("too_long", [{"from_occupation_code": "5" * 121}, {"added_by": "x" * 129}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "labour_demand.csv": (
        "labour_market__demand",
        [
            ("missing_value", [{"occupation_code": ""}, {"region": ""}]),
            (
                "unknown_value",
                [{"taxonomy": "isco"}, {"region_type": "town"}, {"demand_category": "some"}],
            ),
            (
                "not_a_number",
                [
                    {"demand_score": "much"},
                    {"estimated_job_openings": "-1"},
                    {"employed_count": "1.5"},
                    {"unemployment_rate": "7 %"},
                    {"year_over_year_change": "up"},
                    {"data_quality_score": "good"},
                ],
            ),
            ("out_of_scale_range", [{"demand_score": "100.1"}, {"unemployment_rate": "100.1"}]),
            ("bad_date", [{"last_updated_at": "April 2026"}]),
            ("too_long", [{"region": "x" * 129}, {"trend_direction": "x" * 17}]),
            ("duplicate_key", [{}]),
        ],
    ),
    "labour_market_insights.csv": (
        "labour_market__insights",
        [
            ("missing_value", [{"insight_id": ""}, {"title": ""}]),
            ("unknown_value", [{"taxonomy": "isco"}]),
            ("bad_date", [{"publication_date": "2026"}]),
            (
                "too_long",
                [
                    {"insight_id": "1" * 65},
                    {"sector": "x" * 129},
                    {"region": "x" * 129},
                    {"author": "x" * 256},
                ],
            ),
            ("duplicate_key", [{}]),
        ],
    ),
    "occupation_notes.csv": (
        "labour_market__occupation_notes",
        [
            ("missing_value", [{"occupation_code": ""}, {"label": ""}, {"source": ""}]),
            ("unknown_value", [{"taxonomy": "isco"}, {"taxonomy": "custom occupations"}]),
            (
                "bad_flag",
                [
                    {"is_relevant_for_kenya": "yes"},
                    {"is_informal_sector": "1"},
                    {"is_entrepreneurship": "no"},
                ],
            ),
            (
                "too_long",
                [
                    {"occupation_code": "K" * 121},
                    {"label": "x" * 256},
                    {"group_code": "8" * 17},
                ],
            ),
            ("duplicate_key", [{}]),
        ],
    ),
}
FAULTY = [(name, reason) for name, (_, faults) in FAULTS.items() for reason, _ in faults]


def good_files() -> Iterator[tuple[str, list[Row]]]:
    """The rows of every file of the small set, each with a good first row."""
    yield from esco_files().items()
    yield from further_esco_files().items()
    yield LOWER_CASE, further_esco_files()["digitalSkillsCollection_en.csv"]
    yield from tabiya_files().items()
    yield "kesco.csv", [dict(zip(KESCO_HEADER, row, strict=True)) for row in KESCO_ROWS]
    for name, (header, rows) in CROSSWALKS.items():
        yield name, [dict(zip(header, row, strict=True)) for row in rows]
    for name, rows in labour_market_files().items():
        yield name, [row | COMPLETE_FIGURES[name] for row in rows]
    yield "occupation_notes.csv", NOTES


def faulty_rows(name: str, first: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
    """Reason and row of each fault of a file, in the order of ``FAULTS``."""
    for reason, all_changes in FAULTS[name][1]:
        for changes in all_changes:
            yield reason, {**first, **changes}


@dataclass
class Staged:
    """Every source with faulty rows after its good ones, its staging built into ``_dev``."""

    installation: Installation
    expected: dict[tuple[str, int], str | None]  # file and line -> reason, or None if good

    def read(self, query: str) -> list[tuple]:
        database = self.installation.settings.databases.dev
        with self.installation.server.engine("admin", database).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    @cached_property
    def rejected(self) -> dict[tuple[str, int], str]:
        """File and line -> reason, of all tables."""
        lines = " union all ".join(
            f"select source_file, source_line, rejection_reason from stg_{model}_rejected"
            for model in sorted({model for model, _ in FAULTS.values()})
        )
        return {(file, line): reason for file, line, reason in self.read(lines)}


def _landed_lines(installation: Installation) -> dict[str, list[int]]:
    """File -> the lines on which its rows begin, in order."""
    lines: dict[str, list[int]] = {}
    landing = installation.server.engine("admin", installation.settings.databases.landing)
    tables = [
        contract.table
        for source in SOURCES.values()
        if source.name != "onet"
        for contract in source.contracts
    ]
    with landing.connect() as connection:
        for table in dict.fromkeys(tables):
            rows = connection.execute(
                text(f"select source_file, source_line from {table} order by batch_id, source_line")
            )
            for file, line in rows:
                lines.setdefault(file, []).append(line)
    return lines


@pytest.fixture(scope="module")
def staged(new_installation, tmp_path_factory) -> Staged:
    folder = tmp_path_factory.mktemp("taxonomies")
    changed: dict[str, Sequence[Row]] = {}
    reasons: dict[str, list[str | None]] = {}
    for name, rows in good_files():
        faults = list(faulty_rows(name, rows[0])) if name in FAULTS else []
        changed[name] = [*rows, *(row for _, row in faults)]
        reasons[name] = [*(None for _ in rows), *(reason for reason, _ in faults)]

    def changes(names) -> dict[str, Sequence[Row]]:
        return {name: changed[name] for name in names}

    kesco = [[row[header] for header in KESCO_HEADER] for row in changed["kesco.csv"]]
    official = [*esco_files(), *further_esco_files(), LOWER_CASE]
    figures = [*labour_market_files(), "occupation_notes.csv"]
    places = {
        "esco": write_esco(folder / "v1.1.1", changed=changes(official)),
        "kesco": write_kesco(folder / "kesco.csv", kesco),
        "crosswalks": write_crosswalks(folder / "crosswalks", changes(CROSSWALKS)),
        "labour_market": write_labour_market(folder / "figures", changes(figures)),
    }
    tabiya = write_tabiya(folder / "tabiya", changes(tabiya_files()))
    made = new_installation()
    for source, place in [*places.items(), ("esco", tabiya)]:
        land_deliveries(made, SOURCES[source].find_deliveries(place, _refuse))
    expected: dict[tuple[str, int], str | None] = {}
    for name, lines in _landed_lines(made).items():
        for line, reason in zip(lines, reasons[name], strict=True):
            expected[name, line] = reason
    folders = [f"path:models/staging/{name}" for name in ("ledger", *places)]
    result = dbt(made, "run", "--select", *folders)
    failed = [name for name, status in outcomes(result).items() if status != "success"]
    assert failed == [], messages(result)[failed[0]]
    return Staged(made, expected)


def _refuse(part: str, error: Exception) -> None:
    raise AssertionError(part) from error


@pytest.mark.parametrize(("file_name", "reason"), FAULTY, ids=str)
def test_a_faulty_row_is_rejected_with_its_reason(
    staged: Staged, file_name: str, reason: str
) -> None:
    places = [
        place for place, why in staged.expected.items() if (place[0], why) == (file_name, reason)
    ]
    assert {place: staged.rejected.get(place) for place in places} == dict.fromkeys(places, reason)
    assert places


def test_no_other_row_is_rejected(staged: Staged) -> None:
    assert set(staged.rejected) == {
        place for place, why in staged.expected.items() if why is not None
    }


def test_every_good_row_is_staged_and_no_other(staged: Staged) -> None:
    rows = " union all ".join(
        f"select source_file, source_line from stg_{model}"
        for model in sorted({model for model, _ in FAULTS.values()})
    )
    good = sorted(place for place, why in staged.expected.items() if why is None)
    assert sorted(staged.read(rows)) == good


def _base_models() -> list[Path]:
    folders = ("esco", "kesco", "crosswalks", "labour_market")
    return sorted(
        path for name in folders for path in (ROOT / "models/staging" / name).glob("base/*.sql")
    )


@pytest.mark.parametrize("path", _base_models(), ids=lambda path: path.stem)
def test_each_reason_that_a_model_can_give_is_shown_here(path: Path) -> None:
    given = set(re.findall(r"\bthen '([a-z_]+)'", path.read_text().rpartition("cast(case")[2]))
    shown = {
        reason
        for model, faults in FAULTS.values()
        if f"base_{model}" == path.stem
        for reason, _ in faults
    }
    assert given == shown
    described = (ROOT / "models/docs/rejection.md").read_text()
    assert [reason for reason in given if f"`{reason}`" not in described] == []


def test_a_rejected_row_is_shown_as_it_arrived(staged: Staged) -> None:
    assert staged.read(
        "select code, title from stg_kesco__occupations_rejected "
        "where rejection_reason = 'duplicate_key'"
    ) == [("2513-11", " Developer,\nmobile")]


def test_an_occupation_has_its_key_type_code_and_day(staged: Staged) -> None:
    columns = (
        "occupation_key, concept_ref, origin_uri, occupation_type, code, group_code, "
        "is_localised, changed_on"
    )
    query = f"select {columns} from stg_esco__occupations where code = :code order by batch_id"
    first, second = staged.read(query.replace(":code", "'2512.10'"))
    uri = occupation_uri("2512.10")
    assert first == (
        *(uri, uri, uri, "escooccupation", "2512.10", "2512"),
        *(None, date(2022, 7, 27)),
    )
    assert second == (
        *("uuid-of-2512.10-first", "key_2512.10", uri, "escooccupation", "2512.10", "2512"),
        *(0, date(2025, 8, 6)),
    )
    (local,) = staged.read(query.replace(":code", "'I31_1'"))
    assert local == (
        *("uuid-of-I31_1-first", "key_I31_1", None, "localoccupation", "I31_1", "I31"),
        *(0, date(2025, 8, 6)),
    )


def test_skill_types_and_reuse_levels_arrive_unchanged(staged: Staged) -> None:
    assert sorted(
        staged.read("select distinct skill_type, reuse_level from stg_esco__skills")
    ) == sorted({(row["skillType"], row["reuseLevel"]) for row in esco_files()["skills_en.csv"]})


def test_a_relation_without_a_type_keeps_its_signal_and_gets_no_type(staged: Staged) -> None:
    assert staged.read(
        "select occupation_key, skill_key, relation_type, signalling_value_label, "
        "signalling_value from stg_esco__occupation_skill_relations where relation_type is null "
        "order by source_line"
    ) == [
        ("uuid-of-5221_1-first", "uuid-of-customers-first", None, "high", Decimal("0.9")),
        ("uuid-of-I31_1-first", "uuid-of-teamwork-first", None, "medium", Decimal("5")),
    ]


def test_a_parent_is_a_group_or_an_occupation(staged: Staged) -> None:
    assert staged.read(
        "select concept_kind, broader_kind, broader_key from stg_esco__occupation_hierarchy "
        f"where concept_key in ('{occupation_uri('2512.10')}', '{occupation_uri('2512.10.1')}') "
        "order by source_line"
    ) == [
        ("occupation", "group", group_uri("2512")),
        ("occupation", "occupation", occupation_uri("2512.10")),
    ]


def test_a_heading_stands_at_its_own_level(staged: Staged) -> None:
    assert staged.read(
        "select concept_uri, depth, code, label from stg_esco__skills_by_level "
        "where source_line in (2, 8) order by source_line"
    ) == [
        (skill_uri("skill/pillar-k"), 0, "S", "pillar"),
        (skill_uri("skill/s1"), 1, "S1", "communication, collaboration and creativity"),
    ]


def test_a_collection_says_what_its_concept_is(staged: Staged) -> None:
    assert staged.read(
        "select collection_name, concept_kind, concept_key from stg_esco__collections "
        "order by collection_name"
    ) == [(name, "skill", skill_uri("sql")) for name in ("digitalSkills", "greenskills")]


def test_a_model_says_its_version_and_language(staged: Staged) -> None:
    assert staged.read(
        "select model_uuid, model_name, locale, version, is_released from stg_esco__model_info"
    ) == [("uuid-of-model-first", "Our model (ESCO 1.1.1)", "XX-en", "v2.0.1", 1)]


def test_a_title_of_two_lines_is_one_and_two_titles_under_a_code_are_two(staged: Staged) -> None:
    assert staged.read(
        "select kesco_key, kesco_code, title, serial_number from stg_kesco__occupations "
        "where kesco_code in ('6111-11', '5221-11') order by serial_number"
    ) == [
        ("6111-11 Farmer, example", "6111-11", "Farmer, example", 2),
        ("6111-11 Keeper of example trees", "6111-11", "Keeper of example trees", 3),
        ("5221-11 Shopkeeper: small shop", "5221-11", "Shopkeeper: small shop", 5),
    ]


def test_a_crosswalk_s_target_is_an_occupation_or_an_isco_group(staged: Staged) -> None:
    assert staged.read(
        "select onet_soc_code, target, target_code, is_isco_group, match_type, "
        "semantic_similarity, stated_confidence from stg_crosswalks__esco_onet "
        "order by source_file, source_line"
    ) == [
        ("15-1252.00", occupation_uri("2512.10"), None, 0, "closeMatch", None, None),
        ("41-1011.00", occupation_uri("5221.1"), None, 0, "exactMatch", None, None),
        ("55-1011.00", group_uri("0110"), "0110", 1, "exactISCO", None, None),
        ("41-1011.00", occupation_uri("5221.1"), None, 0, None, 0.81, Decimal("1.00")),
    ]
    assert staged.read("select isco_code, is_partial from stg_crosswalks__isco_soc limit 1") == [
        ("0110", None)
    ]


def test_figures_of_the_labour_market_are_numbers_days_and_flags(staged: Staged) -> None:
    assert staged.read(
        "select demand_score, estimated_job_openings, employed_count, unemployment_rate, "
        "trend_direction, year_over_year_change, data_quality_score, updated_on "
        "from stg_labour_market__demand"
    ) == [
        (
            *(Decimal("62.5"), 120, 3400, Decimal("7.25"), "rising", Decimal("-2.5")),
            *(Decimal("0.75"), date(2026, 4, 1)),
        )
    ]
    assert staged.read(
        "select transition_likelihood, typical_years_experience, is_common_in_kenya, "
        "skills_to_acquire, updated_on from stg_labour_market__career_paths"
    ) == [(Decimal("0.1"), Decimal("2.5"), 1, "write code\ndebug software", date(2026, 4, 2))]
    assert staged.read("select published_on, sector from stg_labour_market__insights") == [
        (date(2026, 3, 1), "Retail")
    ]
    assert staged.read(
        "select taxonomy, occupation_code, label, is_relevant_for_kenya, is_informal_sector, "
        "is_entrepreneurship from stg_labour_market__occupation_notes"
    ) == [("custom", "K1", "Boda boda rider", 1, 1, 0)]
