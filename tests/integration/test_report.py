"""``report`` writes one page that stands alone, says what is not known, and breaks nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from gaps.advised_move import MOST_NEAR, move
from gaps.analyses import CompiledAnalyses
from gaps.errors import UnknownOccupation
from gaps.read import gap
from pipeline import whole_file
from pipeline.commands import report
from pipeline.compiled import analyses_folder
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.settings import ROOT
from report.page import page
from tests.published import published_rows
from tests.web_page import Page

CHEMISTS, DEVELOPERS, DATA_SCIENTISTS = "19-2031.00", "15-1252.00", "15-2051.00"


@pytest.fixture
def ask(published, capsysbinary):
    """Call the command and return the page it wrote to standard output."""

    def call(*arguments: str) -> Page:
        capsysbinary.readouterr()
        context = SimpleNamespace(settings=published.settings, console=Console())
        report.command.main([*arguments, "--out", "-"], obj=context, standalone_mode=False)
        return Page(capsysbinary.readouterr().out.decode())

    return call


@pytest.fixture
def write(published, tmp_path, monkeypatch, capsys):
    """Call the command in a folder of its own and return what it said."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> str:
        context = SimpleNamespace(settings=published.settings, console=Console())
        report.command.main(list(arguments), obj=context, standalone_mode=False)
        return capsys.readouterr().out

    return call


@pytest.fixture
def a_move(published):
    """Read a move, to change something of it before it is drawn."""
    engine = published.server.engine("reader", published.settings.databases.published)
    analyses = CompiledAnalyses(analyses_folder(published.settings))
    with engine.connect() as connection:
        yield lambda *codes: move(connection, analyses, lambda: gap(connection, analyses, *codes))


def test_a_compared_pair_is_told_from_the_head_to_the_licence(ask):
    told = ask("chemists", "software developers")
    assert "From Chemists to Software Developers" in told.text
    assert re.search(r"skills needed more, of 35 compared 14 ", told.text)
    assert re.search(r"of these beyond the error of the ratings 7 ", told.text)
    assert "Beyond error: Programming, Technology Design, Negotiation, " in told.text
    assert "both in job zone 4: about the same preparation" in told.text
    assert "O*NET sample, the committed sample, released May 2026; published " in told.text
    assert "“Write the program behind a small online shop”" in told.text
    assert "the O*NET 30.3 Database by the U.S. Department of Labor" in told.text
    assert "used under the CC BY 4.0 licence. O*NET® is a trademark of USDOL/ETA." in told.text
    assert "are the skillgap project's own, not O*NET's" in told.text


def test_the_chart_reads_out_every_skill_the_weightiest_first(ask, published):
    labels = ask(CHEMISTS, DEVELOPERS).labels()
    assert labels[0] == (
        "Programming, low precision: Chemists 1.88 ± 0.58, Software Developers 4.12 ± 1.01; "
        "short by 2.24; beyond error"
    )
    rows = published_rows(
        published,
        "select element_name from skill_gaps "
        f"where from_code = '{CHEMISTS}' and to_code = '{DEVELOPERS}' and domain = 'skill' "
        "order by weighted_gap desc, to_importance desc, from_importance desc, element_id",
    )
    assert [re.split(r",|:", label)[0] for label in labels] == [name for (name,) in rows]
    assert sum("short by" in label for label in labels) == 14
    assert sum("beyond error" in label for label in labels) == 7
    assert labels[-1].endswith("1.75 to spare")


def test_its_intervals_are_those_that_o_net_gives(ask, published):
    (bounds,) = published_rows(
        published,
        "select value, ci_low, ci_high from occupation_element_ratings join elements "
        "using (element_id) where occupation_code = '19-2031.00' and scale_id = 'LV' "
        "and elements.element_name = 'Programming'",
    )
    value, low, high = map(float, bounds)
    lines = [float(each["x1"][:-1]) * 7 / 100 for each in ask(CHEMISTS, DEVELOPERS).all("line")
             if each.get("class") is None][:3]  # fmt: skip
    assert value == 1.88
    assert lines == pytest.approx([low, low, high], abs=0.01)


def test_low_precision_is_marked_and_explained(ask):
    told = ask(CHEMISTS, DEVELOPERS)
    assert "Programming *" in told.text.replace("\xa0", " ")
    assert "It is used here, and marked: Programming, " in told.text


def test_an_unrated_side_is_named_with_its_reason_and_the_other_stands_alone(ask):
    for pair in ((DEVELOPERS, DATA_SCIENTISTS), (DATA_SCIENTISTS, DEVELOPERS)):
        told = ask(*pair)
        assert "These two are not compared. Not rated is not zero." in told.text
        assert "Data Scientists: not rated by O*NET yet." in told.text
        assert "Skills of Software Developers alone" in told.text
        assert len(told.labels()) == 35
        assert told.labels()[0].endswith(
            "Programming, low precision: Software Developers 4.12 ± 1.01"
        )
        assert "needed more" not in told.text.partition("Nearest moves")[0]
        assert "Nearest to Data Scientists, by tasks and titles alone" in told.text


def test_two_unrated_sides_have_their_reasons_and_no_chart(ask):
    told = ask("15-1299.00", "55-3016.00")
    assert 'an "All Other" group, which O*NET does not rate' in told.text
    assert "Infantry: a military occupation" in told.text
    assert told.labels() == []
    assert "The figures" not in told.text.partition("Nearest moves")[0]


def test_a_domain_that_is_not_rated_is_said(ask):
    told = ask(CHEMISTS, DEVELOPERS, "--domain", "skill,knowledge")
    assert "Knowledge: neither side is rated, so there is nothing to show." in told.text
    assert "There are no ratings of knowledge elements. Not rated is not zero." in told.text
    assert len(told.labels()) == 35


def test_each_domain_has_its_own_chart_and_table(a_move):
    found = a_move(CHEMISTS, DEVELOPERS)
    first, *others = found.gap.rows
    known = replace(first, domain="knowledge", element_name="Chemistry")
    header = replace(found.gap.header, domains="knowledge,skill")
    told = Page(page(replace(found, gap=replace(found.gap, rows=(known, *others), header=header))))
    assert [each["id"] for each in told.all("caption")][:2] == ["table-skill", "table-knowledge"]
    assert "elements needed more, of 35 compared" in told.text
    assert told.labels()[-1].startswith("Chemistry")


def test_a_missing_error_is_said_and_draws_no_interval(a_move):
    found = a_move(CHEMISTS, DEVELOPERS)
    first, *others = found.gap.rows
    open_row = replace(first, to_level_se=None, margin_of_error=None, is_beyond_error=None)
    told = Page(page(replace(found, gap=replace(found.gap, rows=(open_row, *others)))))
    assert (
        "Software Developers 4.12 (no error given); short by 2.24; error not given"
        in (told.labels()[0])
    )
    assert "O*NET gives no standard error for Programming." in told.text
    assert "of these beyond the error of the ratings 6 " in told.text
    assert "4.12 not given +2.24 not given not known" in told.text


def test_nearest_moves_are_those_of_the_mart_told_from_the_origin(ask, published):
    rows = published_rows(
        published,
        "select near.similar_title, pairs.gaps, pairs.gaps_beyond_error "
        "from similar_occupations as near "
        f"join occupation_pairs as pairs on pairs.from_code = '{CHEMISTS}' "
        "and pairs.domain = 'skill' and pairs.to_code = near.similar_occupation_code "
        f"where near.occupation_code = '{DEVELOPERS}' and near.distance = 'composite' "
        f"and near.similarity_rank <= {MOST_NEAR} order by near.similarity_rank",
    )
    told = ask(CHEMISTS, DEVELOPERS).text.partition("Nearest to Software Developers")[2]
    assert len(rows) > 3
    for title, gaps, beyond_error in rows:
        assert re.search(rf"{re.escape(title)}\S* \S*.*? {gaps} {beyond_error} ", told), title
    places = [told.index(title) for title, _, _ in rows]
    assert places == sorted(places)


def test_whatever_comes_from_the_database_is_escaped(a_move):
    awkward = "<script>alert(1)</script> & \"double\" 'single' --> </title></style>"
    found = a_move(CHEMISTS, DEVELOPERS)
    row = replace(found.gap.rows[0], element_name=awkward, from_level_meaning=awkward)
    near = replace(found.near_target[0], title=awkward)
    told = Page(
        page(
            replace(
                found,
                gap=replace(found.gap, rows=(row, *found.gap.rows[1:])),
                origin=replace(found.origin, title=awkward, description=awkward),
                near_target=(near, *found.near_target[1:]),
            )
        )
    )
    assert told.all("script") == []
    assert told.text.count(awkward) > 8
    assert told.labels()[0].startswith(awkward)


@pytest.mark.parametrize("pair", [(CHEMISTS, DEVELOPERS), (DEVELOPERS, DATA_SCIENTISTS)])
def test_the_page_loads_nothing_and_runs_nothing(ask, pair):
    told = ask(*pair)
    names = {tag for tag, _ in told.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    attributes = {name for _, each in told.tags for name in each}
    assert not {name for name in attributes if name.startswith("on")} | attributes & {
        "src",
        "style",
    }
    assert re.search(r"url\(|@import", told.html) is None
    assert {each["href"].split("/")[2] for each in told.all("a")} <= {
        *("www.onetonline.org", "www.onetcenter.org", "creativecommons.org"),
    }
    policy = next(each for each in told.all("meta") if "http-equiv" in each)["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


@pytest.mark.parametrize("pair", [(CHEMISTS, DEVELOPERS), (DEVELOPERS, DATA_SCIENTISTS)])
def test_the_page_can_be_read_by_who_does_not_see_it(ask, pair):
    told = ask(*pair)
    assert told.all("html") == [{"lang": "en"}]
    assert len(told.all("h1")) == len(told.all("main")) == len(told.all("title")) == 1
    assert len(told.all("caption")) == len(told.all("table")) > 0
    assert {each.get("scope") for each in told.all("th")} == {"col", "row"}
    ids = [each["id"] for _, each in told.tags if "id" in each]
    assert len(ids) == len(set(ids))
    assert {each["aria-labelledby"] for _, each in told.tags if "aria-labelledby" in each} <= {*ids}
    unnamed = [each for each in told.all("svg") if each.get("role") != "img"]
    assert all("aria-hidden" in each or each.get("class") == "place" or "x" not in each
               for each in unnamed)  # fmt: skip


def test_the_colours_of_letters_stand_out_from_white(ask):
    style = ask(CHEMISTS, DEVELOPERS).html.partition("<style>")[2].partition("</style>")[0]
    letters = [*re.findall(r"--(?:ink|soft|held|needed): (#\w+)", style), "#0b4a8f"]
    assert len(letters) == 5
    assert min(map(contrast_with_white, letters)) >= 4.5  # WCAG 2.2, 1.4.3, level AA


def contrast_with_white(colour: str) -> float:
    """Contrast ratio by WCAG 2.2's relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)


def test_the_same_figures_give_the_same_bytes(ask):
    assert ask(CHEMISTS, DEVELOPERS).html == ask(CHEMISTS, DEVELOPERS).html


def test_the_file_is_named_by_the_codes_and_stands_alone_in_its_folder(write, tmp_path):
    said = write("chemists", DEVELOPERS)
    (file,) = tmp_path.iterdir()
    assert file.name == "move_19-2031.00_15-1252.00.html"
    assert said == (f"Chemists to Software Developers, 14 needed more, 7 beyond error: {file}\n")
    assert file.stat().st_mode & 0o777 == 0o666 & ~umask()


def test_an_older_file_is_replaced_and_what_a_link_leads_to_is_written(write, tmp_path):
    (tmp_path / "old.html").write_text("old")
    (tmp_path / "link.html").symlink_to("old.html")
    write(CHEMISTS, DEVELOPERS, "--out", "link.html")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "old.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_an_unknown_title_writes_nothing_and_leaves_the_old_file(write, tmp_path):
    (tmp_path / "old.html").write_text("old")
    with pytest.raises(UnknownOccupation) as unknown:
        write("Chemsits", DEVELOPERS, "--out", "old.html")
    assert "19-2031.00  Chemists" in unknown.value.advice
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("old.html", "old")]


def test_a_disk_that_fails_leaves_the_old_file_and_no_part(write, tmp_path, monkeypatch):
    (tmp_path / "old.html").write_text("old")

    def fails(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file.os, "fsync", fails)
    with pytest.raises(SkillgapError, match="the file could not be written") as full:
        write(CHEMISTS, DEVELOPERS, "--out", "old.html")
    assert full.value.found == "No space left on device"
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("old.html", "old")]


@pytest.mark.parametrize(
    ("out", "said"),
    [("nowhere/page.html", "there is no such folder"), (".", "no file"), ("/dev/null", "no file")],
)
def test_a_place_that_takes_no_file_is_refused_before_anything_is_read(write, out, said):
    with pytest.raises(UsageError, match=said):
        write("whatever", "whoever", "--out", out)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        ([CHEMISTS, DEVELOPERS, "--out", "-"], 0, ""),
        ([DEVELOPERS, DATA_SCIENTISTS, "--out", "-"], 0, ""),
        (["Chemsits", DEVELOPERS, "--out", "-"], 2, "19-2031.00  Chemists"),
        ([CHEMISTS], 2, "Missing argument"),
        ([CHEMISTS, DEVELOPERS, "--domain", "skil"], 2, "'skil' is not one of skill"),
    ],
)
def test_the_process_ends_with_the_promised_code(published, tmp_path, arguments, exit_code, said):
    reader = published.server.accounts["reader"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MYSQL_SOCKET": str(published.server.endpoint.socket),
        "SKILLGAP_PREFIX": published.settings.prefix,
        "SKILLGAP_LOCAL": str(published.settings.local),
        "SKILLGAP_READER_USER": reader.user,
        "SKILLGAP_READER_PASSWORD": reader.password,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", "report", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == exit_code, ended.stderr
    assert said in ended.stderr
    assert ended.stdout.startswith("<!DOCTYPE html>") == (exit_code == 0)
    assert list(tmp_path.iterdir()) == []


def umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
