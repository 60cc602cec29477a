"""The confidences of links are counted from the files as their page says, and held to them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks import check_link_confidence as check
from benchmarks.check_link_confidence import Count, Figure
from pipeline.console import Console
from tests.workbook import write_workbook

URI = "http://data.europa.eu/esco/occupation/"
BAKER, BREWER, CARTER = URI + "baker", URI + "brewer", URI + "carter"


def write(path: Path, header: str, *lines: str, delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header.split())
        writer.writerows(line.split("|") for line in lines)
    return path


@pytest.fixture
def esco(tmp_path: Path) -> dict[str, check.Row]:
    return check.esco_occupations(
        write(
            tmp_path / "occupations_en.csv",
            "conceptUri iscoGroup preferredLabel code",
            f"{BAKER}|7512|baker|7512.1",
            f"{BREWER}|7514|brewer|7514.1",
            f"{CARTER}|9332|carter|9332.1",
        )
    )


def test_only_occupations_that_the_judge_knows_are_checked():
    pairs = [(BAKER, "51-3011.00"), (BAKER, "35-1011.00"), (CARTER, "53-7199.00")]
    assert Count.of(pairs, {(BAKER, "51-3011.00")}) == Count(checked=2, right=1)


def test_a_moved_code_is_found_by_its_label_and_a_changed_label_by_its_code(tmp_path, esco):
    center = write_workbook(
        tmp_path / "center.xlsx",
        {
            "Crosswalk": [
                ["ESCO to O*NET"],
                ["ESCO/ISCO Code", "ESCO/ISCO Title", "O*NET-SOC 2019 Code"],
                ["7512.1", "baker", "51-3011.00"],
                ["7512.1", "brewer", "51-9012.00"],
                ["9332.1", "driver of carts", "53-7199.00"],
                ["7512", "Bakers", "51-3011.00"],
            ]
        },
    )
    assert check.center_pairs(center, esco) == {
        (BAKER, "51-3011.00"),
        (BREWER, "51-9012.00"),
        (CARTER, "53-7199.00"),
    }


def test_a_code_of_2010_is_carried_to_all_of_2019_and_a_pair_counts_with_its_surest_grade(tmp_path):
    editions = write(
        tmp_path / "editions.csv",
        "soc2010_code soc2019_code",
        "51-3011.00|51-3011.00",
        "51-3012.00|51-3011.00",
        "51-3012.00|51-3099.00",
        delimiter=";",
    )
    causeways = write(
        tmp_path / "causeways.csv",
        "concept_uri onet_code confidence",
        f"{BAKER}|51-3011.00|2.0",
        f"{BAKER}|51-3012.00|0.5",
        f"{BREWER}|99-9999.00|1.0",
    )
    assert check.causeways_pairs(causeways, editions) == {
        "2": {(BAKER, "51-3011.00")},
        "1": set(),
        "0.5": {(BAKER, "51-3099.00")},
    }


def test_the_chain_is_graded_by_the_number_of_codes_that_it_leads_to(tmp_path, esco):
    onet = tmp_path / "Occupation Data.txt"
    codes = ["51-3011.00", "51-3011.01", *(f"51-9012.{number:02}" for number in range(11))]
    onet.write_text("O*NET-SOC Code\tTitle\n" + "".join(f"{code}\tx\n" for code in codes))
    isco_soc = write(
        tmp_path / "isco.csv",
        "isco2008 soc2010",
        "7512|51-3011",
        "7514|51-9012",
        "9332|53-7199",
    )
    soc = write(tmp_path / "soc.csv", "soc2010 soc2018", "51-3011|51-3011", "51-9012|51-9012")
    pairs = check.chain_pairs(esco, onet, isco_soc, soc)
    assert {grade: len(found) for grade, found in pairs.items() if found} == {
        "2-3": 2,
        "over 10": 11,
    }


def test_every_group_that_renumbered_digits_may_stand_for_is_a_claim_of_its_own(tmp_path, esco):
    groups = write(
        tmp_path / "ISCOGroups_en.csv", "code preferredLabel", "7512|Bakers", "7514|Brewers"
    )
    kesco = tmp_path / "kesco.csv"
    with kesco.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["S/No", "Occupational Title", "KeSCO Code"])
        writer.writerow([1, "Baker,\nbread", "7512-11"])
        writer.writerow([2, "Brewer", "7512-12"])
        writer.writerow([3, "Director", "1110-11"])  # may be 1111 or 1112
        writer.writerow([4, "Nobody judged this", "7514-11"])
    judged = write(
        tmp_path / "judged.csv",
        "kesco_code title esco_uri",
        f"7512-11|BAKER, bread|{BAKER}",
        f"7512-12|Brewer|{BREWER}",
        f"1110-11|Director|{CARTER}",
        "7514-11|Nobody judged this|",
    )
    assert check.kesco_counts(kesco, judged, groups, esco) == {
        "same_digits": Count(checked=2, right=1),
        "renumbered_block": Count(checked=2, right=0),
    }


def test_a_table_without_its_columns_is_named(tmp_path):
    with pytest.raises(SystemExit, match=r"other\.csv.*concept_uri, onet_code"):
        list(check.rows(write(tmp_path / "other.csv", "a b", "1|2"), "concept_uri", "onet_code"))


def test_the_models_figures_are_read_from_their_sql():
    said = check.figures(check.FIGURES.read_text(encoding="utf-8"))
    assert {method for method, _ in said} == {
        "onet_center",
        "career_causeways",
        "isco_chain",
        "same_digits",
        "renumbered_block",
    }
    assert all(Count(figure.checked, figure.right).bears_out(figure) for figure in said.values())


def test_the_page_for_analysts_repeats_every_figure():
    page = (check.FIGURES.parents[3] / "docs" / "taxonomies.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|")]
    for (method, grade), figure in check.figures(check.FIGURES.read_text("utf-8")).items():
        confidence = f"{figure.confidence:.2f} measured"
        count = f"{figure.right:,} of {figure.checked:,}"
        assert any(
            confidence in row and count in row and (f"`{method}`" in row or f"| {grade} |" in row)
            for row in rows
        ), (method, grade)


@pytest.mark.parametrize(
    ("said", "counted", "code"),
    [
        (Figure(0.6, 10, 6), Count(10, 6), 0),
        (Figure(0.6, 10, 6), Count(10, 5), 1),
        (Figure(0.6, 10, 6), Count(11, 6), 1),
        (Figure(0.7, 10, 6), Count(10, 6), 1),
    ],
)
def test_another_number_or_a_confidence_that_is_no_share_fails(said, counted, code):
    grade = ("onet_center", "")
    assert check.verdict(Console(), {grade: said}, {grade: counted}) == code


def test_a_method_that_only_one_side_knows_fails():
    grade = ("onet_center", "")
    assert check.verdict(Console(), {grade: Figure(0.6, 10, 6)}, {}) == 1
    assert check.verdict(Console(), {}, {grade: Count(10, 6)}) == 1
