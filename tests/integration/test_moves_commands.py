"""``gap --to-many``, ``prevalent-gaps`` and ``unlocks`` answer people and programs alike."""

from __future__ import annotations

import csv
import io
import json
from types import SimpleNamespace

import click
import pytest

from gaps.errors import UnknownElement, UnknownOccupation
from pipeline.commands import gap, prevalent_gaps, unlocks
from pipeline.console import Console
from pipeline.errors import UsageError

SKILLS = 35
DATA_SCIENTISTS = "15-2051.00"


@pytest.fixture
def ask(published, capsys):
    """Call a command and return what it printed on stdout."""

    def call(module, *arguments: str) -> str:
        capsys.readouterr()
        context = SimpleNamespace(settings=published.settings, console=Console("text"))
        module.command.main(list(arguments), obj=context, standalone_mode=False)
        return capsys.readouterr().out

    return call


def lines(said: str) -> list[str]:
    return [" ".join(line.split()) for line in said.splitlines()]


def records(said: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said, newline="")))


MANY = ("--to-many", "chemists", "software developers", "registered nurses", "data scientists")


def test_many_targets_are_a_line_each_and_the_unrated_one_has_its_reason(ask):
    said = lines(ask(gap, *MANY))
    assert said[0] == "from 19-2031.00 Chemists"
    place = next(n for n, line in enumerate(said) if line.startswith("15-1252.00"))
    assert said[place].startswith("15-1252.00 Software Developers 0 14 7 2 0.86 0.79 Programming;")
    assert said[-1] == "15-2051.00 Data Scientists: not rated by O*NET yet"
    nurses = next(n for n, line in enumerate(said) if line.startswith("29-1141.00"))
    assert place < nurses


def test_many_targets_in_csv_and_json_hold_the_unrated_one(ask):
    rows = records(ask(gap, *MANY, "--format", "csv"))
    assert [row["to_code"] for row in rows] == ["15-1252.00", "29-1141.00", DATA_SCIENTISTS]
    assert {row["from_code"] for row in rows} == {"19-2031.00"}
    assert (rows[-1]["status"], rows[-1]["to_reason"]) == ("to_not_rated", "not_yet_rated")
    assert (rows[0]["gaps"], rows[-1]["gaps"]) == ("14", "")
    told = json.loads(ask(gap, *MANY, "--format", "json"))
    assert told["header"]["from_title"] == "Chemists"
    assert [row["gaps"] for row in told["rows"]] == [14, 12, None]


def test_without_targets_every_other_occupation_is_one(ask):
    rows = records(ask(gap, "--to-many", "chemists", "--format", "csv"))
    assert len(rows) == 40
    assert sum(row["status"] == "to_not_rated" for row in rows) == 4


def test_from_an_unrated_occupation_no_target_is_compared(ask):
    assert "Data Scientists: not rated by O*NET yet" in lines(
        ask(gap, "--to-many", "data scientists", "chemists")
    )
    (row,) = records(ask(gap, "--to-many", "data scientists", "chemists", "--format", "csv"))
    assert (row["status"], row["from_reason"]) == ("from_not_rated", "not_yet_rated")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("chemists", "software developers", "web developers"), "a gap has one TO"),
        (("--to-many", "chemists", "--scale", "IM"), "--to-many and --scale"),
        (("--to-many", "chemist", "--taxonomy", "esco"), "--to-many and --taxonomy"),
    ],
)
def test_what_cannot_be_asked_together_is_refused(ask, arguments, said):
    with pytest.raises(UsageError, match=said) as refused:
        ask(gap, *arguments)
    assert refused.value.exit_code == 2


def test_an_unknown_target_is_answered_with_the_closest(ask):
    with pytest.raises(UnknownOccupation) as unknown:
        ask(gap, "--to-many", "chemists", "software developers", "web develoopers")
    assert "Web Developers" in unknown.value.advice


def test_prevalent_gaps_say_how_many_moves_are_compared(ask):
    asked = ("--from", "chemists", "--from", "web developers")
    asked += ("--to", "software developers", "--to", "data scientists")
    said = lines(ask(prevalent_gaps, *asked))
    assert said[1] == "moves 2 of 4 are compared; not rated: 2 to"
    assert said[-1] == "15-2051.00 Data Scientists: not rated by O*NET yet"
    assert any(line.startswith("Technology Design 100%") for line in said)
    rows = records(ask(prevalent_gaps, *asked, "--format", "csv"))
    assert len(rows) == SKILLS
    assert {(row["moves"], row["compared"], row["to_not_rated"]) for row in rows} == {
        ("4", "2", "2")
    }
    told = json.loads(ask(prevalent_gaps, *asked, "--format", "json"))
    assert [side["title"] for side in told["not_compared"]] == ["Data Scientists"]
    assert len(told["rows"]) == SKILLS


def test_moves_of_which_none_is_compared_are_no_empty_answer(ask):
    asked = ("--from", "chemists", "--to", "data scientists")
    (row,) = records(ask(prevalent_gaps, *asked, "--format", "csv"))
    assert (row["moves"], row["compared"], row["to_not_rated"]) == ("1", "0", "1")
    assert lines(ask(prevalent_gaps, *asked))[1] == "moves 0 of 1 are compared; not rated: 1 to"


def test_a_release_without_related_occupations_is_named(ask):
    """As the sample is."""
    assert lines(ask(prevalent_gaps, "--from", "chemists"))[1] == (
        "moves none: the release names no related occupations of these"
    )


def test_a_tier_beside_targets_is_refused(ask):
    with pytest.raises(UsageError, match="--tier and --to"):
        ask(prevalent_gaps, "--to", "chemists", "--tier", "Primary-Short")


def test_unlocks_list_the_skills_and_what_each_brings(ask):
    said = ask(unlocks, "chemists")
    told = json.loads(ask(unlocks, "chemists", "--format", "json"))
    rows = records(ask(unlocks, "chemists", "--format", "csv"))
    assert len(told["skills"]) == len(rows) == SKILLS
    counts = [row["occupations_unlocked"] for row in told["skills"]]
    assert counts == sorted(counts, reverse=True) == [int(r["occupations_unlocked"]) for r in rows]
    assert sum(counts) == sum(row["status"] == "unlocked" for row in told["rows"]) > 0
    best = told["skills"][0]
    assert any(line.startswith(best["element_name"]) for line in lines(said))
    assert "15-2051.00 Data Scientists: not rated by O*NET yet" in lines(said)


def test_unlocks_of_a_skill_list_the_occupations(ask):
    told = json.loads(ask(unlocks, "chemists", "--format", "json"))
    best = told["skills"][0]
    name, element_id = best["element_name"], best["element_id"]
    by_name, by_id = (
        records(ask(unlocks, "chemists", "--skill", skill, "--format", "csv"))
        for skill in (name.upper(), element_id)
    )
    assert by_name == by_id
    unlocked = [row for row in by_name if row["status"] == "unlocked"]
    assert len(unlocked) == best["occupations_unlocked"]
    assert {row["reason"] for row in by_name if row["status"] == "to_not_rated"} == {
        "all_other",
        "military",
        "not_yet_rated",
    }
    said = lines(ask(unlocks, "chemists", "--skill", name))
    assert f"{len(unlocked)} occupations come within reach" in said
    low = lines(ask(unlocks, "chemists", "--skill", name, "--level", "0"))
    assert "which is no raise: that much is held already" in low
    assert "0 occupations come within reach" in low


def test_unlocks_of_an_unrated_occupation_say_why(ask):
    assert lines(ask(unlocks, "data scientists"))[-1] == ("Data Scientists: not rated by O*NET yet")
    (row,) = records(ask(unlocks, "data scientists", "--format", "csv"))
    assert (row["from_status"], row["from_reason"]) == ("not_rated", "not_yet_rated")


def test_an_unknown_skill_is_answered_with_the_closest(ask):
    with pytest.raises(UnknownElement, match="'Programing'") as unknown:
        ask(unlocks, "chemists", "--skill", "Programing")
    assert "2.B.3.e  Programming" in unknown.value.advice
    assert unknown.value.exit_code == 2


@pytest.mark.parametrize("option", [("--level", "8"), ("--gaps-allowed", "-1")])
def test_what_is_off_the_scale_is_refused(ask, option):
    with pytest.raises(click.BadParameter) as refused:
        ask(unlocks, "chemists", *option)
    assert refused.value.exit_code == 2
