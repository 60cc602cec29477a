"""The script of random damage and kills works, and sees what it looks for."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.chaos import Chaos
from tests.faults.damage import DAMAGES, damage_a_file
from tests.faults.site import Site
from tests.release import write_release

SENTENCE = "error: Job Zones.txt is empty\n  where     Job Zones.txt\n"


@pytest.fixture(scope="module")
def chaos(new_site: Callable[[], Site]) -> Chaos:
    """A published installation of the small project that no other test sees."""
    return Chaos(new_site(), whole=False)


def test_a_step_of_damage_and_kills_ends_in_recovery(chaos):
    chaos.step(1, random.Random("chaos"))
    assert chaos.violations == []
    assert chaos.seen["recovered"] == 1
    assert chaos.seen["files reconciled"] > 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update titles set title = 'Alchemists' limit 1", "the set is that of before, but not"),
        ("update publication set invocation_id = 'x'", "half a set"),
    ],
    ids=["a value changed", "half swapped"],
)
def test_a_set_that_is_not_the_one_of_before_nor_a_new_one_is_a_violation(
    new_site, statement, said
):
    chaos = Chaos(new_site(), whole=False)
    delivered = chaos.delivery()
    before = chaos.site.checksums()
    chaos.site.admin(statement, chaos.site.settings.databases.published)
    chaos.look("here", 0, "", before, delivered)
    assert said in chaos.violations[0]


def test_a_line_that_is_lost_between_landing_and_ledger_is_a_violation(new_site):
    chaos = Chaos(new_site(), whole=False)
    chaos.site.admin("delete from onet_job_titles limit 1", chaos.site.settings.databases.landing)
    chaos.look_at_lines("here")
    assert "Job Titles.txt: 2 lines, 2 read, 2 + 0 noted, 1 + 0 there" in chaos.violations[0]


@pytest.mark.parametrize(
    ("code", "said", "violation"),
    [
        (4, SENTENCE, None),
        (0, "run 1 published", None),
        (1, "Traceback (most recent call last):\n" + SENTENCE, "a traceback"),
        (1, "it went wrong", "no sentence says what is wrong"),
        (4, "error: bad\n", "an error without where or advice"),
        (2, SENTENCE, "an exit code that nobody documents"),
        (-6, SENTENCE, "an exit code that nobody documents"),
    ],
)
def test_a_refusal_that_is_no_sentence_is_a_violation(chaos, code, said, violation):
    looking = replace(chaos, violations=[], seen=Counter())
    looking.look_at_words("here", code, said)
    assert [violation in each for each in looking.violations] == ([True] if violation else [])


def test_damage_is_the_same_for_the_same_chance_and_every_kind_damages(tmp_path: Path):
    def damaged(name: str, seed: int) -> tuple[str, dict[str, bytes]]:
        folder = write_release(tmp_path / f"{name}-{seed}")
        what = damage_a_file(random.Random(seed), [folder])
        return what, {path.name: path.read_bytes() for path in folder.iterdir()}

    whole = {path.name: path.read_bytes() for path in write_release(tmp_path / "whole").iterdir()}
    kinds, changed = set(), 0
    for seed in range(200):
        what, files = damaged("one", seed)
        assert (what, files) == damaged("other", seed)
        assert sum(files.get(name) != content for name, content in whole.items()) <= 1
        changed += files != whole
        kinds.add(what.split(" ")[0])
    assert kinds == {damage.__name__ for damage in DAMAGES} | {"deleted"}
    assert changed > 150
