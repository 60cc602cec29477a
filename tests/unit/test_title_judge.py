"""The judge of title matches counts what is right, and how far claims are from it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.judge_titles import calibration_error, main
from benchmarks.labelled_titles import labelled_titles

ESCO = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description")
OCCUPATIONS = [
    ("uri:accountant", "2411", "accountant", "certified accountant\npublic accountant", "Counts."),
    ("uri:electrician", "7411", "electrician", "electrical fitter", "Wires."),
    ("uri:driver", "8332", "truck driver", "lorry driver", "Drives."),
]


def written(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_the_judge_counts_titles_that_are_right(tmp_path, capsys, monkeypatch):
    esco = written(tmp_path / "occupations_en.csv", ESCO, *OCCUPATIONS)
    judged = written(
        tmp_path / "judged.csv",
        ("title", "conceptUri", "part"),
        ("Accountant", "uri:accountant", "test"),
        ("Fundi Umeme", "uri:electrician", "test"),
        ("Lorry driver (Mombasa)", "uri:accountant", "test"),  # labelled wrong
        ("Electrician", "uri:driver", "validation"),
    )
    asked = ["judge", "--esco", str(esco), "--part", "test", str(judged)]
    monkeypatch.setattr("sys.argv", asked)

    main()

    printed = capsys.readouterr().out
    assert "judged.csv: 3 titles" in printed
    assert "top-1  66.7 %   top-5  66.7 %   ISCO-4  66.7 %" in printed
    assert "titles/s" in printed


def test_a_judged_file_may_not_be_a_source_of_labels(tmp_path, monkeypatch, capsys):
    asked = ["judge", "--esco", "x", "--labels", "same.csv", "same.csv"]
    monkeypatch.setattr("sys.argv", asked)

    with pytest.raises(SystemExit):
        main()

    assert "may not be labels" in capsys.readouterr().err


def test_every_occupation_of_a_title_is_right_but_a_vacancy_has_its_own(tmp_path):
    pairs = (("Clerk", "uri:a"), ("clerk", "uri:b"))
    titles = written(tmp_path / "titles.csv", ("vacancyTitle", "conceptUri"), *pairs)
    vacancies = written(
        tmp_path / "vacancies.csv",
        ("id", "title", "conceptUri"),
        *((str(number), *pair) for number, pair in enumerate(pairs)),
    )

    assert [one.right for one in labelled_titles(titles, None)] == [{"uri:a", "uri:b"}] * 2
    assert [one.right for one in labelled_titles(vacancies, None)] == [{"uri:a"}, {"uri:b"}]


@pytest.mark.parametrize(
    ("claims", "right", "error"),
    [
        ([0.75, 0.75, 0.75, 0.75], [True, True, True, False], 0.0),
        ([0.9, 0.9], [False, False], 0.9),
        ([0.05, 0.95], [True, False], 0.95),
        ([1.0], [True], 0.0),
    ],
)
def test_the_calibration_error_is_the_mean_gap_of_claim_and_truth(claims, right, error):
    assert calibration_error(claims, right) == pytest.approx(error)
