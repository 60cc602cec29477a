"""The figures of the links to ESCO are counted as their table says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks import check_kesco_links as check
from match.labels import OccupationLabel, Title
from match.occupations import LinkCandidate
from pipeline.console import Console

ESCO = "http://data.europa.eu/esco/occupation/"


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def first_candidate(title: str, occupation: str, confidence: float = 0.95) -> LinkCandidate:
    return LinkCandidate(title, occupation, "", "exact_label_same_group", confidence, 1)


def judged_row(code: str, title: str, uri: str, kind: str = "escooccupation") -> dict[str, str]:
    return {"kesco_code": code, "title": title, "esco_uri": uri, "occupation_type": kind}


def test_the_interval_is_wilsons():
    assert check.wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert check.wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_any_of_a_titles_judged_occupations_is_right_and_a_local_one_never(tmp_path):
    judged = check.judgements(
        write(
            tmp_path / "judged.csv",
            [
                judged_row("2655-11", "Actor", "a"),
                judged_row("2655-11", "Actor", "b"),
                judged_row("6111-11", "Farmer,\ncereal", "", "localoccupation"),
                judged_row("6111-12", "Farmer, maize", "a", "localoccupation"),
            ],
        )
    )
    links = [
        first_candidate(check.key("2655-11", "actor"), "b"),
        first_candidate(check.key("6111-11", "Farmer, cereal"), "a"),
        first_candidate(check.key("6111-12", "Farmer, maize"), "a"),
        first_candidate(check.key("9999-99", "Nobody judged"), "a"),
    ]
    assert check.counted(links, judged) == check.Count(linked=4, judged=3, right=1)


@pytest.mark.parametrize(
    ("whole", "held_out", "code"),
    [
        (check.Count(900, 300, 270), check.Count(900, 150, 135), 0),
        (check.Count(900, 299, 299), check.Count(900, 150, 150), 1),
        (check.Count(900, 300, 269), check.Count(900, 150, 150), 1),
        (check.Count(900, 300, 290), check.Count(900, 150, 134), 1),
        (check.Count(900, 300, 290), check.Count(900, 0, 0), 1),
    ],
)
def test_fewer_than_nine_in_ten_or_too_few_judged_fail(whole, held_out, code):
    assert check.verdict(Console(), whole, held_out) == code


def test_about_half_of_all_titles_is_held_out_and_a_title_always_alike():
    titles = [Title(str(number), f"Invented Title {number}") for number in range(1000)]
    assert 400 < sum(map(check.is_held_out, titles)) < 600
    assert check.is_held_out(Title("a", "FARMER,\ncereal")) == check.is_held_out(
        Title("b", "Farmer, cereal")
    )


def test_files_in_the_published_layouts_are_read_and_counted(tmp_path, capsys):
    labels = "weaver of rugs\nrug weaver\n"
    files = {
        "--esco": [
            {
                "conceptUri": f"{ESCO}{number}",
                "iscoGroup": group,
                "preferredLabel": preferred,
                "altLabels": others,
            }
            for number, (group, preferred, others) in enumerate(
                [("7318", "carpet weaver", labels), ("0110", "army general", "")]
            )
        ],
        "--kesco": [
            {"Occupational Title": "Weaver, rug", "KeSCO Code": "7318-11"},
            {"Occupational Title": "General", "KeSCO Code": "0110-11"},
        ],
        "--judged": [judged_row("7318-11", "Weaver, rug", f"{ESCO}0")],
    }
    arguments = []
    for option, rows in files.items():
        arguments += [option, str(write(tmp_path / f"{option}.csv", rows))]
    assert check.main(arguments) == 1  # one judged title is too few
    said = capsys.readouterr().out
    assert "2 titles against 4 labels" in said
    assert "turned_label_same_group" in said
    assert "NOT nine in ten" in said


def test_labels_are_the_preferred_one_and_each_line_of_the_others(tmp_path):
    row = {
        "conceptUri": f"{ESCO}0",
        "iscoGroup": "0110",
        "preferredLabel": "army general",
        "altLabels": "general\n\nmilitary general ",
    }
    assert check.esco_labels(write(tmp_path / "esco.csv", [row])) == [
        OccupationLabel(f"{ESCO}0", "0110", "army general", is_preferred=True),
        OccupationLabel(f"{ESCO}0", "0110", "general", is_preferred=False),
        OccupationLabel(f"{ESCO}0", "0110", "military general ", is_preferred=False),
    ]


def test_a_file_without_the_columns_is_named(tmp_path):
    path = write(tmp_path / "other.csv", [{"title": "x"}])
    with pytest.raises(SystemExit, match="KeSCO Code"):
        check.kesco_titles(path)
