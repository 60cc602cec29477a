"""The committed sample is a sound, small O*NET release, and its script makes exactly it."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from data.sample.make_sample import (
    OUTPUT,
    PROSE_COLUMNS,
    UnusableWording,
    WrongRelease,
    choose_titles,
    make_sample,
)
from extract.onet.contracts import CONTRACTS
from extract.onet.text_files import find_delivery

SOC_MAJOR_GROUPS = {str(number) for number in range(11, 56, 2)}
SKILLS = ("2.A", "2.B")


def rows_of(name: str, folder: Path = OUTPUT) -> list[dict[str, str]]:
    with (folder / f"{name}.txt").open(encoding="ascii", newline="") as stream:
        reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        return list(reader)


@pytest.fixture(scope="module")
def ratings() -> list[dict[str, str]]:
    return rows_of("Essential Skills") + rows_of("Transferable Skills")


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    return {row["O*NET-SOC Code"]: row["Title"] for row in rows_of("Occupation Data")}


# The format


def test_it_is_recognised_as_the_sample_with_every_required_file():
    delivery = find_delivery(OUTPUT)
    assert (delivery.release_name, delivery.is_sample) == ("sample", True)
    assert str(delivery.released_on) == "2026-05-01"
    assert delivery.unknown == ()
    found = {file.contract.name for file in delivery.files}
    assert found == {contract.name for contract in CONTRACTS if contract.is_required}


def test_headers_are_those_of_the_30_3_layout():
    for file in find_delivery(OUTPUT).files:
        first_line = file.path.read_bytes().split(b"\r\n")[0].decode()
        assert tuple(first_line.split("\t")) == file.contract.header(file.layout)
        assert "30.3" in file.layout.releases


def test_tables_are_ascii_with_crlf_and_one_field_count():
    for file in find_delivery(OUTPUT).files:
        content = file.path.read_bytes()
        assert content.isascii() and content.endswith(b"\r\n"), file.name
        lines = content.removesuffix(b"\r\n").split(b"\r\n")
        assert not any(b"\n" in line or b"\r" in line for line in lines), file.name
        assert {line.count(b"\t") for line in lines} == {len(file.contract.columns) - 1}, file.name
        fields = [field for line in lines for field in line.split(b"\t")]
        assert all(field and field == field.strip() for field in fields), file.name
        assert not any(field.startswith(b'"') for field in fields), file.name


def test_a_quote_inside_a_field_is_there_to_be_met():
    assert any('"' in row["Anchor Description"] for row in rows_of("Level Scale Anchors"))


def test_it_is_small():
    assert sum(path.stat().st_size for path in OUTPUT.iterdir()) < 400_000


def test_natural_keys_are_unique():
    for contract in CONTRACTS:
        if contract.is_required:
            files = [file for file in find_delivery(OUTPUT).files if file.contract is contract]
            names = [column.name for column in contract.columns]
            places = [names.index(column) for column in contract.natural_key]
            keys = Counter(
                tuple(row.fields[place] for place in places)
                for file in files
                for row in file.records()
            )
            assert keys and max(keys.values()) == 1, contract.name


def test_rows_are_in_the_order_of_their_codes():
    for name in ("Occupation Data", "Job Zones", "Job Titles", "Essential Skills"):
        codes = [row["O*NET-SOC Code"] for row in rows_of(name)]
        assert codes == sorted(codes), name


def test_figures_carry_the_decimals_of_the_release(ratings):
    for row in ratings:
        assert re.fullmatch(r"\d\.\d\d", row["Data Value"])
        for column in ("Standard Error", "Lower CI Bound", "Upper CI Bound"):
            assert re.fullmatch(r"\d\.\d{4}", row[column])
        assert re.fullmatch(r"\d\d/\d{4}", row["Date"])


# What refers to what


def test_every_reference_resolves(ratings, titles):
    elements = {
        row["Element ID"]: row["Element Name"] for row in rows_of("Content Model Reference")
    }
    scales = {row["Scale ID"] for row in rows_of("Scales Reference")}
    zones = {row["Job Zone"] for row in rows_of("Job Zone Reference")}
    for row in [*ratings, *rows_of("Level Scale Anchors")]:
        assert elements[row["Element ID"]] == row["Element Name"]
        assert row["Scale ID"] in scales
    for row in [*ratings, *rows_of("Job Zones"), *rows_of("Job Titles")]:
        assert row["O*NET-SOC Code"] in titles
    assert {row["Job Zone"] for row in rows_of("Job Zones")} == zones == set("2345")


def test_every_element_has_its_parent():
    elements = {row["Element ID"] for row in rows_of("Content Model Reference")}
    assert {"1", "2", "3", "4", "5", "6"} <= elements
    for element in elements:
        if "." in element:
            assert element.rpartition(".")[0] in elements


def test_every_rated_occupation_has_35_skills_on_two_scales(ratings):
    rated = defaultdict(set)
    for row in ratings:
        rated[row["O*NET-SOC Code"]].add((row["Element ID"], row["Scale ID"]))
    skills = {element for element, _ in rated["19-2031.00"]}
    assert len(skills) == 35 and all(skill.startswith(SKILLS) for skill in skills)
    wanted = {(skill, scale) for skill in skills for scale in ("IM", "LV")}
    assert len(rated) == 37
    assert all(pairs == wanted for pairs in rated.values())


def test_ratings_lie_within_their_scales(ratings):
    bounds = {
        row["Scale ID"]: (Decimal(row["Minimum"]), Decimal(row["Maximum"]))
        for row in rows_of("Scales Reference")
    }
    assert len(bounds) == 32
    for row in ratings:
        low, high = bounds[row["Scale ID"]]
        assert low <= Decimal(row["Data Value"]) <= high


def test_every_skill_has_anchors_at_2_4_and_6(ratings):
    anchors = defaultdict(list)
    for row in rows_of("Level Scale Anchors"):
        assert row["Scale ID"] == "LV"
        anchors[row["Element ID"]].append(row["Anchor Value"])
    assert set(anchors) == {row["Element ID"] for row in ratings}
    assert all(values == ["2", "4", "6"] for values in anchors.values())
    texts = [row["Anchor Description"] for row in rows_of("Level Scale Anchors")]
    assert len(set(texts)) == 105


# The occupations and what they show


def test_all_major_groups_are_touched(titles):
    assert len(titles) == 41
    assert {code[:2] for code in titles} == SOC_MAJOR_GROUPS


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("11-1011.00", "Chief Executives"),
        ("11-2021.00", "Marketing Managers"),
        ("15-1251.00", "Computer Programmers"),
        ("15-1252.00", "Software Developers"),
        ("15-1254.00", "Web Developers"),
        ("15-2021.00", "Mathematicians"),
        ("19-2031.00", "Chemists"),
        ("27-2031.00", "Dancers"),
        ("29-1141.00", "Registered Nurses"),
        ("29-1171.00", "Nurse Practitioners"),
        ("35-1011.00", "Chefs and Head Cooks"),
        ("35-2014.00", "Cooks, Restaurant"),
        ("41-9012.00", "Models"),
        ("49-9071.00", "Maintenance and Repair Workers, General"),
    ],
)
def test_the_occupations_of_the_known_gaps_are_rated(titles, ratings, code, title):
    assert titles[code] == title
    assert sum(row["O*NET-SOC Code"] == code for row in ratings) == 70


def test_unrated_occupations_of_each_kind(titles, ratings):
    unrated = set(titles) - {row["O*NET-SOC Code"] for row in ratings}
    data_level = {row["O*NET-SOC Code"] for row in rows_of("Job Zones")}
    assert unrated == {"15-1299.00", "15-2051.00", "55-1019.00", "55-3016.00"}
    assert unrated & data_level == {"15-2051.00"}  # Data Scientists: not rated yet
    assert titles["15-1299.00"].endswith("All Other")
    assert titles["55-1019.00"].endswith("All Other")  # and military
    assert "All Other" not in titles["55-3016.00"]  # military only


def test_flags_occur_in_every_combination(ratings):
    levels = [row for row in ratings if row["Scale ID"] == "LV"]
    flags = {(row["Recommend Suppress"], row["Not Relevant"]) for row in levels}
    assert flags == {("N", "N"), ("N", "Y"), ("Y", "N"), ("Y", "Y")}
    suppressed = Counter(
        row["O*NET-SOC Code"] for row in levels if row["Recommend Suppress"] == "Y"
    )
    assert suppressed["15-1252.00"] == 6
    assert {row["Not Relevant"] for row in ratings if row["Scale ID"] == "IM"} == {"n/a"}


def test_zero_levels_and_levels_above_zero_that_are_not_relevant(ratings):
    levels = [row for row in ratings if row["Scale ID"] == "LV"]
    zeros = Counter(row["O*NET-SOC Code"] for row in levels if row["Data Value"] == "0.00")
    assert zeros["27-2031.00"] == zeros["41-9012.00"] == 11
    assert zeros["19-2031.00"] == 1
    assert zeros["49-9071.00"] == zeros["15-1252.00"] == 0
    for row in levels:
        assert row["Data Value"] != "0.00" or row["Not Relevant"] == "Y"
    assert any(row["Not Relevant"] == "Y" and row["Data Value"] != "0.00" for row in levels)


def test_the_known_gap_from_chief_executives_to_marketing_managers(ratings):
    level = {
        (row["O*NET-SOC Code"], row["Element ID"]): Decimal(row["Data Value"])
        for row in ratings
        if row["Scale ID"] == "LV"
    }
    skills = {element for _, element in level}
    gaps = {
        skill: level["11-2021.00", skill] - level["11-1011.00", skill]
        for skill in skills
        if level["11-2021.00", skill] > level["11-1011.00", skill]
    }
    assert gaps == {
        "2.A.1.f": Decimal("0.75"),
        "2.B.3.m": Decimal("0.26"),
        "2.B.3.e": Decimal("0.25"),
    }


def test_some_job_titles_name_more_than_one_occupation():
    holders = defaultdict(set)
    per_occupation = Counter()
    for row in rows_of("Job Titles"):
        holders[row["Job Title"]].add(row["O*NET-SOC Code"])
        per_occupation[row["O*NET-SOC Code"]] += 1
    assert holders["Cook"] == {"35-1011.00", "35-2014.00"}
    assert holders["Research Scientist"] == {"15-2021.00", "15-2051.00", "19-2031.00"}
    assert holders["Software Developer"] == {"15-1252.00"}
    assert len(per_occupation) == 41 and max(per_occupation.values()) == 15


def test_attribution_and_what_is_ours_are_told():
    read_me = (OUTPUT / "Read Me.txt").read_text(encoding="ascii")
    assert read_me.splitlines()[:2] == ["O*NET sample Database", "May 2026 Release"]
    text = " ".join(read_me.split())
    for sentence in (
        "includes information from the O*NET 30.3 Database by the U.S. Department of Labor, "
        "Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. "
        "O*NET(R) is a trademark of USDOL/ETA.",
        "The skillgap project has modified all or some of this information. USDOL/ETA has not "
        "approved, endorsed, or tested these modifications.",
        "Written by the skillgap project, not by O*NET: every description",
    ):
        assert sentence in text


# The script, on a release that holds the sample's facts, other prose and rows that stay out


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    shutil.copytree(OUTPUT, folder)
    write(folder, "Read Me.txt", "O*NET 30.3 Database\nMay 2026 Release\n")
    delivery = find_delivery(folder)
    for file in delivery.files:
        names = [column.name for column in file.contract.columns]
        prose = [names.index(name) for name in PROSE_COLUMNS.get(file.contract.name, ())]
        header, *lines = file.path.read_text(encoding="ascii").splitlines()
        changed = [header]
        for line in lines:
            fields = line.split("\t")
            for place in prose:
                fields[place] = f"Words of the release, {fields[0]}."
            changed.append("\t".join(fields))
        write(folder, file.name, "".join(f"{line}\r\n" for line in changed))
    add(folder, "Occupation Data.txt", "11-1021.00\tGeneral Managers\tWords.")
    add(folder, "Job Zones.txt", "11-1021.00\t4\t08/2023\tAnalyst")
    add(folder, "Job Titles.txt", "11-1021.00\tCook\tn/a\t08")
    add(folder, "Content Model Reference.txt", "1.A.1\tCognitive Abilities\tWords.")
    add(folder, "Level Scale Anchors.txt", "2.C.1.a\tAdministration\tLV\t1\tWords")
    rating = "11-1021.00\t2.A.1.a\tReading Comprehension\tIM\t4.12\t8\t0.1250\t3.8800\t4.3700"
    add(folder, "Essential Skills.txt", f"{rating}\tN\tn/a\t08/2023\tAnalyst")
    header = "Scale ID\tCategory\tCategory Description"
    write(folder, "Task Categories.txt", f"{header}\r\nFT\t1\tWords\r\n")
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_bytes(text.encode("ascii"))


def add(folder: Path, name: str, line: str) -> None:
    with (folder / name).open("ab") as stream:
        stream.write(f"{line}\r\n".encode("ascii"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_script_makes_the_committed_bytes_every_time(release, tmp_path):
    output = tmp_path / "sample"
    for _ in range(2):
        counts = make_sample(release, output)
        assert contents(output) == contents(OUTPUT)
    assert counts["Occupation Data.txt"] == 41
    assert counts["Transferable Skills.txt"] == 37 * 25 * 2


@pytest.mark.parametrize("name", ["29.2", "30.2", "sample"])
def test_another_release_is_refused(release, tmp_path, name):
    write(release, "Read Me.txt", f"O*NET {name} Database\nMay 2026 Release\n")
    with pytest.raises(WrongRelease, match=r"made from O\*NET 30\.3") as refusal:
        make_sample(release, tmp_path / "sample")
    assert refusal.value.found == f"O*NET {name}"
    assert not (tmp_path / "sample").exists()


def test_a_text_of_the_release_is_never_passed_on(release, tmp_path):
    shutil.copy(OUTPUT / "Level Scale Anchors.txt", release)
    with pytest.raises(UnusableWording, match="repeats the release's own text") as error:
        make_sample(release, tmp_path / "sample")
    assert error.value.where == "Level Scale Anchors, 2.A.1.a, LV, 2, anchor_description"
    assert not (tmp_path / "sample").exists()


def test_a_row_without_a_text_of_ours_is_refused(release, tmp_path):
    add(
        release,
        "Job Zone Reference.txt",
        "1\tJob Zone One\tWords\tWords\tWords\tWords\t(Below 4.0)",
    )
    with pytest.raises(UnusableWording, match="has no text for a row"):
        make_sample(release, tmp_path / "sample")


def test_a_text_without_a_row_is_refused(release, tmp_path):
    kept = [
        line
        for line in (release / "Occupation Data.txt").read_text().splitlines()
        if not line.startswith("19-2031.00")
    ]
    write(release, "Occupation Data.txt", "".join(f"{line}\r\n" for line in kept))
    with pytest.raises(UnusableWording, match="does not have") as error:
        make_sample(release, tmp_path / "sample")
    assert error.value.found == "Occupation Data, 19-2031.00, description"


def test_titles_are_kept_by_preference_and_stay_in_the_order_of_the_release():
    def row(title: str, sources: str = "08", short: str = "n/a", code: str = "A") -> dict[str, str]:
        return {
            "onet_soc_code": code,
            "job_title": title,
            "short_title": short,
            "sources": sources,
        }

    plain = [row(f"Plain {number:02}") for number in range(20)]
    attested = [row(f"Attested {number}", "02,04,08") for number in range(6)]
    short = [row(f"Short {number}", short=f"S{number}") for number in range(6)]
    rows = [*plain, *short, row("Both"), row("Cook"), *attested, row("Both", code="B")]
    kept = choose_titles(rows, {"A": "Cooks, Restaurant", "B": "Bakers"})
    assert [row["job_title"] for row in kept if row["onet_soc_code"] == "A"] == [
        *(f"Plain {number:02}" for number in range(3)),
        *(f"Short {number}" for number in range(4)),
        "Both",
        "Cook",
        *(f"Attested {number}" for number in range(6)),
    ]
    assert [row["job_title"] for row in kept if row["onet_soc_code"] == "B"] == ["Both"]
