"""What a run reads: what the call names, else the settings, else the data folder, else samples."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from extract.sources import SOURCES
from pipeline import cli
from pipeline.console import Console
from pipeline.errors import UsageError
from pipeline.run import Request, Summary, inputs
from pipeline.settings import Settings
from tests.taxonomy import write_esco, write_kesco, write_labour_market, write_tabiya
from tests.visits import write_visit


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation in a folder of its own, without a sample and without data."""
    return Settings(root=tmp_path / "root", data=tmp_path / "data")


def places(settings: Settings, **asked) -> dict[str, list[Path]]:
    found, _ = inputs(settings, Request(**asked))
    return found


def test_every_source_is_asked_for_and_nothing_is_there(settings):
    assert places(settings) == {source: [] for source in SOURCES}


def test_without_anything_else_the_samples_serve(settings, tmp_path):
    for name in ("onet", "esco", "tabiya", "kesco"):
        (settings.root / "data" / "sample" / name).mkdir(parents=True)
    sample = settings.root / "data" / "sample"
    assert places(settings) == {
        "onet": [sample / "onet"],
        "esco": [sample / "esco", sample / "tabiya"],
        "kesco": [sample / "kesco"],
        "crosswalks": [],
        "labour_market": [],
        "jobs": [],
    }


def test_folders_below_data_win_over_the_samples_source_by_source(settings):
    (settings.root / "data" / "sample" / "esco").mkdir(parents=True)
    (settings.root / "data" / "sample" / "kesco").mkdir(parents=True)
    official = write_esco(settings.data / "esco" / "v1.1.1")
    tabiya = write_tabiya(settings.data / "esco" / "tabiya")
    (settings.data / "esco" / "empty").mkdir()
    (settings.data / "esco" / ".cache").mkdir()
    (settings.data / "esco" / ".cache" / "x").touch()
    found = places(settings)
    assert found["esco"] == [tabiya, official]
    assert found["kesco"] == [settings.root / "data" / "sample" / "kesco"]


def test_newest_stands_for_a_release_whose_name_is_not_known_yet(settings):
    places, names = inputs(settings, Request(onet_downloads=("newest",)))
    assert (places["onet"], names) == ([], ["newest"])
    with pytest.raises(UsageError, match="this is not the name of an O"):
        inputs(settings, Request(onet_downloads=("latest",)))


def test_tables_that_lie_in_the_sources_folder_itself_hide_no_folder_below_it(settings):
    write_kesco(settings.data / "kesco" / "kesco.csv")
    folder = write_labour_market(settings.data / "labour_market")
    later = write_labour_market(settings.data / "labour_market" / "2027")
    found = places(settings)
    assert found["kesco"] == [settings.data / "kesco"]
    assert found["labour_market"] == [folder, later]


def test_what_visits_of_boards_keep_for_the_next_is_no_delivery(settings):
    (settings.data / "jobs" / "fuzu").mkdir(parents=True)
    (settings.data / "jobs" / ".collecting.lock").touch()
    (settings.data / "jobs" / "fuzu" / "state.json").write_text("{}")
    (settings.data / "jobs" / "fuzu" / ".2026-11-27T020000Z.jsonl.77.part").touch()
    assert places(settings)["jobs"] == []  # the files whose visits landed were moved away
    write_visit(settings.data / "jobs", "fuzu", "2026-11-27T02:00:00Z")
    assert places(settings)["jobs"] == [settings.data / "jobs"]


def test_settings_win_over_data_and_the_call_over_settings(settings, tmp_path):
    write_esco(settings.data / "esco" / "v1.1.1")
    kesco = write_kesco(tmp_path / "kesco.xlsx")
    other_kesco = write_kesco(tmp_path / "other.csv")
    set_esco, named_esco = (write_esco(tmp_path / name / "v1.2.1") for name in ("set", "named"))
    settings = Settings(
        root=settings.root,
        data=settings.data,
        source_places={"esco": (set_esco,), "kesco": (kesco,)},
    )
    assert places(settings)["esco"] == [set_esco]
    named = places(settings, source_places={"esco": (named_esco,)})
    assert (named["esco"], named["kesco"]) == ([named_esco], [kesco])
    assert places(settings, source_places={"kesco": (other_kesco,)})["esco"] == [set_esco]


@pytest.mark.parametrize("source", sorted(set(SOURCES) - {"onet"}))
def test_a_place_that_is_not_there_is_a_wrong_call(settings, tmp_path, source):
    with pytest.raises(UsageError, match="there is no such folder") as caught:
        places(settings, source_places={source: (tmp_path / "nowhere",)})
    assert caught.value.where == str(tmp_path / "nowhere")
    assert caught.value.expected == SOURCES[source].expected


def test_a_file_serves_where_one_file_is_the_whole(settings, tmp_path):
    path = write_kesco(tmp_path / "kesco.csv")
    assert places(settings, source_places={"kesco": (path,)})["kesco"] == [path]
    with pytest.raises(UsageError, match="there is no such folder"):
        places(settings, source_places={"esco": (path,)})
    with pytest.raises(UsageError, match="there is no such folder"):
        places(settings, onet_folders=(path,))


@pytest.fixture
def asked(monkeypatch) -> list[tuple[Settings, Request]]:
    """What the command asks of a run, which is not done."""
    seen: list[tuple[Settings, Request]] = []

    def noted(settings: Settings, request: Request, console: Console) -> Summary:
        seen.append((settings, request))
        return Summary(1, "unchanged")

    monkeypatch.setattr(sys.modules["pipeline.commands.run"], "run", noted)
    return seen


@pytest.mark.parametrize("words", [["--source", "esco"], ["--path", "somewhere"]])
def test_a_source_and_its_path_go_together(asked, words, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["run", *words])
    assert caught.value.code == 2
    assert "--source and --path go together" in "".join(capsys.readouterr())
    assert asked == []


def test_the_command_passes_places_and_the_primary_model_on(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(
            [
                "run",
                "--source",
                "esco",
                "--path",
                "a",
                "--path",
                "b",
                "--esco-model",
                "ESCO 1.1.1 en",
            ]
        )
    assert ended.value.code == 0
    [(_, request)] = asked
    assert request.source_places == {"esco": (tmp_path / "a", tmp_path / "b")}
    assert request.esco_model == "ESCO 1.1.1 en"


def test_no_command_at_all_asks_for_what_run_asks_for(asked):
    for words in ([], ["run"], ["--log-format", "json"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        assert ended.value.code == 0
    assert [request for _, request in asked] == [Request()] * 3
