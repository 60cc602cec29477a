"""KeSCO's titles are linked to each English model once, and again when the rules or data change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from extract.sources import SOURCES
from pipeline import fingerprint, ledger, title_links
from pipeline.console import Console
from pipeline.title_links import link_titles
from tests.conftest import Installation
from tests.landed import land_deliveries
from tests.taxonomy import KESCO_ROWS, write_esco, write_kesco, write_tabiya

NEW = ("8", "Shop keeper", "5221-13")


@dataclass
class Titles:
    """Deliveries in landing, and the candidates that were found for them."""

    installation: Installation

    def land(self, source: str, place: Path) -> list[int]:
        return land_deliveries(self.installation, SOURCES[source].find_deliveries(place))

    @property
    def engine(self):
        landing = self.installation.settings.databases.landing
        return self.installation.server.engine("loader", landing)

    @property
    def batches(self) -> list[ledger.ReadyBatch]:
        return ledger.ready_batches(self.engine)

    def link(self) -> None:
        link_titles(self.engine, self.batches, Console())

    def read(self, query: str) -> list[tuple]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def candidates(self) -> list[tuple]:
        return self.read(
            "select * from occupation_link_candidates "
            "order by title_batch_id, label_batch_id, title_line, candidate_rank"
        )

    def pairs(self) -> list[tuple[int, int]]:
        return self.read(
            "select distinct title_batch_id, label_batch_id from occupation_link_candidates "
            "order by title_batch_id, label_batch_id"
        )


@pytest.fixture
def titles(installation, tmp_path) -> Titles:
    """A small KeSCO, an official model in two languages and one of Tabiya's."""
    made = Titles(installation)
    made.land("kesco", write_kesco(tmp_path / "kesco.csv"))
    made.land("esco", write_esco(tmp_path / "v1.1.1", languages=("en", "fr")))
    made.land("esco", write_tabiya(tmp_path / "tabiya"))
    return made


def numbers(titles: Titles) -> dict[str, int]:
    return {batch.release_name: batch.batch_id for batch in titles.batches}


def forbid_linking(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("titles were compared again")

    monkeypatch.setattr(title_links, "link", refuse)


def test_titles_are_linked_to_each_english_model_and_to_no_other_language(titles):
    titles.link()
    batch = numbers(titles)
    kesco = batch["KeSCO 2022"]
    assert titles.pairs() == [
        (kesco, batch["ESCO 1.1.1 en"]),
        (kesco, batch["Our model (ESCO 1.1.1) v2.0.1"]),
    ]
    assert titles.read(
        "select distinct landed.title, links.label_code, links.label "
        "from occupation_link_candidates as links inner join kesco_occupations as landed "
        "on landed.batch_id = links.title_batch_id and landed.source_line = links.title_line "
        "where links.candidate_rank = 1 and landed.title like 'Dev%'"
    ) == [("Developer, mobile", "2512.10", "mobile developer")]


def test_a_candidate_has_a_place_a_method_and_a_share_of_right_links(titles):
    titles.link()
    places: dict[tuple, list[int]] = {}
    for title, label, line, rank, *_, confidence, _ in titles.candidates():
        assert 0 < confidence < 1
        places.setdefault((title, label, line), []).append(rank)
    assert all(ranks == list(range(1, len(ranks) + 1)) for ranks in places.values())
    # a local occupation has a title of its own, which the official model lacks
    assert titles.read(
        "select distinct label_code from occupation_link_candidates where label = 'kiosk owner'"
    ) == [("5221_1",)]


def test_what_was_found_is_not_looked_for_again(titles, monkeypatch):
    titles.link()
    found = titles.candidates()
    forbid_linking(monkeypatch)
    titles.link()
    assert titles.candidates() == found
    assert len(found) > len(KESCO_ROWS)


def test_a_raised_version_replaces_what_older_rules_found(titles, monkeypatch):
    titles.link()
    before = titles.candidates()
    monkeypatch.setattr(title_links, "VERSION", "next")
    titles.link()
    assert [row[:-1] for row in titles.candidates()] == [row[:-1] for row in before]
    assert {row[-1] for row in titles.candidates()} == {"next"}


def test_a_new_delivery_of_titles_replaces_all_and_of_a_model_its_own(titles, tmp_path):
    titles.link()
    before = numbers(titles)
    titles.land("kesco", write_kesco(tmp_path / "new" / "kesco.csv", [*KESCO_ROWS, NEW]))
    titles.link()
    batch = numbers(titles)
    assert batch["KeSCO 2022"] > before["KeSCO 2022"]
    assert {title for title, _ in titles.pairs()} == {batch["KeSCO 2022"]}
    tabiya = f"where label_batch_id = {batch['Our model (ESCO 1.1.1) v2.0.1']}"
    kept = titles.read(f"select * from occupation_link_candidates {tabiya} order by 1, 2, 3, 4")
    titles.land(
        "esco",
        write_esco(
            tmp_path / "new" / "v1.1.1",
            changed={"occupations_en.csv": lambda rows: [*rows[:-1], rows[-1] | {"altLabels": ""}]},
        ),
    )
    titles.link()
    assert numbers(titles)["ESCO 1.1.1 en"] > batch["ESCO 1.1.1 en"]
    assert {label for _, label in titles.pairs()} == {
        numbers(titles)["ESCO 1.1.1 en"],
        batch["Our model (ESCO 1.1.1) v2.0.1"],
    }
    assert (
        titles.read(f"select * from occupation_link_candidates {tabiya} order by 1, 2, 3, 4")
        == kept
    )


def test_a_failure_leaves_no_pair_half_linked(titles, monkeypatch):
    found = title_links.link

    def break_off(*deliveries):
        yield from list(found(*deliveries))[:3]
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(title_links, "link", break_off)
        with pytest.raises(RuntimeError, match="the power went"):
            titles.link()
    assert titles.candidates() == []
    titles.link()
    assert len(titles.pairs()) == 2


def test_samples_are_linked_only_while_nothing_real_has_come(installation, tmp_path):
    made = Titles(installation)
    samples = SOURCES["esco"].samples
    root = installation.settings.root / "data" / "sample"
    for name in samples:
        made.land("esco", root / name)
    made.land("kesco", root / "kesco")
    made.link()
    models = sorted(batch.batch_id for batch in made.batches if batch.source == "esco")
    assert made.pairs() == [(numbers(made)["sample"], model) for model in models]
    assert len(models) == len(samples)
    made.land("kesco", write_kesco(tmp_path / "kesco.csv"))
    made.land("esco", write_esco(tmp_path / "v1.1.1"))
    made.link()
    batch = numbers(made)
    assert made.pairs() == [(batch["KeSCO 2022"], batch["ESCO 1.1.1 en"])]


def test_of_several_editions_the_newest_is_linked(titles, tmp_path):
    titles.land("kesco", write_kesco(tmp_path / "kesco 2031.csv"))
    titles.link()
    assert {title for title, _ in titles.pairs()} == {numbers(titles)["KeSCO 2031"]}


def test_a_raised_version_is_another_input(titles, monkeypatch):
    def told() -> str:
        return fingerprint.input_fingerprint(titles.installation.settings, titles.batches)

    before = told()
    assert told() == before
    monkeypatch.setattr(fingerprint, "MATCHER_VERSION", fingerprint.MATCHER_VERSION + 1)
    assert told() != before
