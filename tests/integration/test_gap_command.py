"""``gap`` prints what a person, a spreadsheet and a program can each use, and ends as promised."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest

from gaps.errors import AmbiguousTitle, NothingPublished, UnknownOccupation
from pipeline.commands import asking, gap
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.server import find_or_start
from pipeline.settings import ROOT, Settings

SKILLS = 35


@dataclass(frozen=True)
class Said:
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.out.splitlines()]


@pytest.fixture
def ask(published, capsys):
    """Call the command and return what it said."""

    def call(*arguments: str, settings: Settings | None = None, log_format="text") -> Said:
        capsys.readouterr()
        context = SimpleNamespace(
            settings=settings or published.settings, console=Console(log_format)
        )
        gap.command.main(list(arguments), obj=context, standalone_mode=False)
        return Said(*capsys.readouterr())

    return call


def test_the_table_reads_from_the_question_to_the_count(ask):
    lines = ask("19-2031.00", "software developers").lines
    assert lines[0] == "from     19-2031.00  Chemists"
    assert lines[1] == "to       15-1252.00  Software Developers"
    assert re.fullmatch(
        r"release  O\*NET sample, the committed sample, published \d{4}-\d\d-\d\d \d\d:\d\d UTC",
        lines[2],
    )
    assert lines[3] == "status   compared by level, scale LV from 0 to 7"
    assert [" ".join(line.split()) for line in lines[5:8]] == [
        "held needed gap ± beyond error importance weighted gap",
        "Programming * 1.88 4.12 2.24 1.16 yes 4.00 0.240",
        "Technology Design 1.00 3.62 2.62 1.11 yes 3.38 0.223",
    ]
    assert lines[-1] == (
        "14 of 35 skills are needed more, 10.96 points in all; "
        "7 beyond error, 1 missing strictly, 2 of low precision (*)"
    )
    assert len(lines[6 : lines.index("", 6)]) == 14


def test_the_table_fits_into_a_hundred_columns(ask):
    lines = ask("19-2031.00", "15-1252.00", "--all").lines
    table = lines[5 : lines.index("", 5)]
    assert len(table) == SKILLS + 1
    assert max(map(len, table)) <= 100


def test_the_weightiest_levels_are_told_in_words(ask):
    lines = ask("19-2031.00", "15-1252.00").lines
    first = lines.index("  Programming")
    held, needed = lines[first + 1], lines[first + 2]
    assert re.fullmatch(r"    held    1\.88  below: \S.*", held)
    assert re.fullmatch(r"    needed  4\.12  (?!below)\S.*", needed)


def test_importance_is_compared_on_its_own_scale(ask):
    lines = ask("11-1011.00", "11-2021.00", "--scale", "im").lines
    assert lines[3] == "status   compared by importance, scale IM from 1 to 5"
    assert lines[6].split()[:5] == ["Operations", "Analysis", "3.12", "3.38", "0.26"]
    assert lines[-1].startswith("4 of 35 skills are needed more, 0.65 points in all;")


def test_no_gap_is_said_in_so_many_words(ask):
    assert ask("49-9071.00", "41-9012.00").lines[-1] == "0 of 35 skills are needed more"
    assert ask("19-2031.00", "19-2031.00").lines[-1] == "0 of 35 skills are needed more"


def test_an_unrated_target_is_named_with_the_reason(ask):
    said = ask("15-1252.00", "data scientists")
    assert "status   not compared, and not rated is not zero" in said.lines
    assert "         Data Scientists: not rated by O*NET yet" in said.lines
    assert "Software Developers alone, the most important first" in said.lines
    assert said.lines[-1] == "and 25 more: --all"
    assert "needed more" not in said.out
    assert len(ask("15-1252.00", "data scientists", "--all").lines) == len(said.lines) + 24


def test_an_unrated_origin_shows_what_the_target_needs(ask):
    said = ask("data scientists", "15-1252.00")
    assert "Software Developers alone, the most important first" in said.lines
    assert any(line.split()[:4] == ["Programming", "*", "4.00", "4.12"] for line in said.lines)


def test_two_unrated_occupations_are_both_named(ask):
    lines = ask("15-1299.00", "55-3016.00").lines
    assert lines[3:] == [
        "status   not compared, and not rated is not zero",
        '         Computer Occupations, All Other: an "All Other" group, which O*NET does not rate',
        "         Infantry: a military occupation, which O*NET does not rate",
    ]


def test_a_domain_that_is_not_in_the_release_is_named(ask):
    said = ask("19-2031.00", "15-1252.00", "--domain", "skill,knowledge")
    assert "         Chemists: not rated in knowledge" in said.lines
    assert "14 of 35 elements are needed more" in said.out
    alone = ask("19-2031.00", "15-1252.00", "--domain", "knowledge")
    assert "         Chemists: the published release holds no such ratings" in alone.lines


def test_json_holds_every_element_with_numbers_and_nulls(ask):
    answer = json.loads(ask("19-2031.00", "15-1252.00", "--format", "json").out)
    header, rows = answer["header"], answer["rows"]
    assert (header["from_code"], header["to_code"]) == ("19-2031.00", "15-1252.00")
    assert (header["status"], header["scale"], header["is_sample"]) == ("compared", "LV", True)
    assert header["from_reason"] is None
    assert len(rows) == SKILLS
    programming = rows[0]
    assert programming["element_name"] == "Programming"
    assert programming["level_gap"] == 2.24
    assert programming["is_beyond_error"] is True
    assert round(sum(row["level_gap"] for row in rows), 2) == 10.96


def test_json_of_an_unrated_pair_has_its_status_and_the_reasons(ask):
    answer = json.loads(ask("15-2051.00", "55-3016.00", "--format", "json").out)
    assert answer["rows"] == []
    assert answer["header"]["status"] == "both_not_rated"
    assert answer["header"]["from_reason"] == "not_yet_rated"
    assert answer["header"]["to_reason"] == "military"


def test_csv_keeps_codes_whole_and_says_the_status_on_every_line(ask):
    rows = list(csv.DictReader(io.StringIO(ask("19-2031.00", "15-1252.00", "--format", "csv").out)))
    assert len(rows) == SKILLS
    assert {(row["from_code"], row["to_code"]) for row in rows} == {("19-2031.00", "15-1252.00")}
    assert {row["status"] for row in rows} == {"compared"}
    assert (rows[0]["level_gap"], rows[0]["is_beyond_error"]) == ("2.24", "true")
    negative = [row["level_difference"] for row in rows if row["level_difference"][0] == "-"]
    assert negative and all(re.fullmatch(r"-\d\.\d\d", figure) for figure in negative)


def test_csv_of_an_unrated_pair_is_not_empty(ask):
    said = ask("15-2051.00", "55-3016.00", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(said.out))
    assert (row["status"], row["to_reason"], row["element_id"]) == (
        "both_not_rated",
        "military",
        "",
    )


@pytest.mark.parametrize("form", ["csv", "json"])
def test_what_is_said_on_the_way_does_not_mix_with_the_answer(ask, monkeypatch, form):
    def talkative(settings, console):
        console.say("starting the private server")
        return find_or_start(settings, console)

    monkeypatch.setattr(asking, "find_or_start", talkative)
    said = ask("19-2031.00", "15-1252.00", "--format", form)
    assert said.out.startswith({"csv": "from_code,", "json": "{"}[form])
    assert "starting the private server" in said.err


def test_the_log_format_json_prints_objects_only(ask):
    lines = ask("19-2031.00", "15-1252.00", log_format="json").lines
    records = [json.loads(line) for line in lines]
    assert {record["level"] for record in records} == {"info"}
    assert any(record.get("status") == "compared" for record in records)


def test_unknown_and_ambiguous_titles_are_refused(ask):
    with pytest.raises(UnknownOccupation, match="'Chemsits'") as unknown:
        ask("19-2031.00", "Chemsits")
    assert "19-2031.00  Chemists" in unknown.value.advice
    with pytest.raises(AmbiguousTitle, match="'Cook' is a title of 2 occupations"):
        ask("Cook", "19-2031.00")


def test_without_a_publish_the_advice_is_to_run(ask, installation):
    with pytest.raises(NothingPublished) as caught:
        ask("19-2031.00", "15-1252.00", settings=installation.settings)
    assert "./run_pipeline.sh" in caught.value.advice
    assert caught.value.where == str(analyses_folder(installation.settings))
    assert caught.value.exit_code == 1


def test_analyses_without_their_tables_are_told_as_nothing_published(ask, published, installation):
    shutil.copytree(analyses_folder(published.settings), analyses_folder(installation.settings))
    with pytest.raises(NothingPublished, match="nothing is published yet"):
        ask("19-2031.00", "15-1252.00", settings=installation.settings)


def test_a_missing_analysis_is_named(ask, published, tmp_path):
    settings = replace(published.settings, local=tmp_path)
    shutil.copytree(analyses_folder(published.settings), analyses_folder(settings))
    (analyses_folder(settings) / "skill_gap_header.sql").unlink()
    with pytest.raises(NothingPublished, match="skill_gap_header is missing"):
        ask("19-2031.00", "15-1252.00", settings=settings)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["19-2031.00", "15-1252.00", "--format", "json"], 0, ""),
        (["19-2031.00", "15-2051.00"], 0, ""),
        (["Cook", "15-1252.00"], 2, "name the one you mean by its code"),
        (["%", "15-1252.00"], 2, "no occupation has the title '%'"),
        (["15-1252", "19-2031.00"], 2, "is no O*NET-SOC code"),
        (["19-2031.00"], 2, "Missing argument"),
        (["19-2031.00", "15-1252.00", "--domain", "skil"], 2, "'skil' is not one of skill"),
        (["19-2031.00", "15-1252.00", "--domain", ""], 2, "'' is not one of skill"),
    ],
)
def test_the_process_ends_with_the_promised_code(published, arguments, exit_code, said):
    settings = published.settings
    reader = published.server.accounts["reader"]
    environment = {
        **os.environ,
        "MYSQL_SOCKET": str(published.server.endpoint.socket),
        "SKILLGAP_PREFIX": settings.prefix,
        "SKILLGAP_LOCAL": str(settings.local),
        "SKILLGAP_READER_USER": reader.user,
        "SKILLGAP_READER_PASSWORD": reader.password,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", "gap", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == exit_code, ended.stderr
    assert said in ended.stderr
    assert (ended.stderr == "") == (exit_code == 0)
    if "json" in arguments:
        assert len(json.loads(ended.stdout)["rows"]) == SKILLS
