"""The moves of a swap, tried on a model of three databases."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mart_set import qualified
from pipeline.rotation import BLANK, INCOMING, OUTGOING, Contents, exchange, rotation
from pipeline.settings import Databases

DATABASES = Databases.of("skillgap")
NAMES = st.sets(st.sampled_from(["elements", "occupations", "publication", "scales", "skills"]))


def named(database: str, names) -> dict[str, str]:
    """Map quoted names to what they hold, told by where it was before the swap."""
    return {qualified(database, name): f"{database} {name}" for name in names}


def after(moves, relations: dict[str, str]) -> dict[str, str]:
    """Do ``moves`` one by one, as RENAME TABLE does."""
    relations = dict(relations)
    for source, target in moves:
        assert target not in relations, f"{source} to {target}: the name is taken"
        if relations[source].startswith("view"):
            assert source.split(".")[0] == target.split(".")[0], "views stay in their database"
        relations[target] = relations.pop(source)
    return relations


def held_by(relations: dict[str, str], database: str) -> dict[str, str]:
    pattern = re.compile(rf"`{database}`\.`(\w+)`")
    return {m[1]: held for name, held in relations.items() if (m := pattern.fullmatch(name))}


@given(tables=NAMES, live=NAMES, previous=NAMES, views=NAMES, live_views=NAMES)
def test_a_rotation_gives_readers_the_build_whole(tables, live, previous, views, live_views):
    views, live_views = views - tables, live_views - live
    build, published, before = DATABASES.build, DATABASES.published, DATABASES.previous
    now = Contents(frozenset(live), frozenset(live_views), frozenset(previous))
    relations = named(build, tables) | named(published, live) | named(before, previous)
    relations |= {qualified(build, name + BLANK): "blank" for name in tables - previous}
    relations |= {qualified(published, name): f"view {name}" for name in live_views}
    relations |= {qualified(published, name + INCOMING): "view new" for name in views & live}

    relations = after(rotation(tables, views, now, DATABASES), relations)

    shown = held_by(relations, published)
    assert {name: shown[name] for name in tables} == {name: f"{build} {name}" for name in tables}
    assert {name for name, held in shown.items() if held == "view new"} == views & live
    outgoing_views = {name + OUTGOING for name in live_views & tables}
    assert shown.keys() == tables | live_views | (views & live) | outgoing_views
    assert held_by(relations, before) == {name: f"{published} {name}" for name in live}
    kept = {name: f"{before} {name}" if name in previous else "blank" for name in tables}
    gone = {name + OUTGOING: f"{before} {name}" for name in previous - tables}
    assert held_by(relations, build) == kept | gone


@given(live=NAMES, previous=NAMES)
def test_an_exchange_done_twice_changes_nothing(live, previous):
    published, before = DATABASES.published, DATABASES.previous
    relations = named(published, live) | named(before, previous)

    once = after(
        exchange(Contents(frozenset(live), frozenset(), frozenset(previous)), DATABASES), relations
    )
    assert held_by(once, published) == {name: f"{before} {name}" for name in previous}
    assert held_by(once, before) == {name: f"{published} {name}" for name in live}

    back = Contents(frozenset(previous), frozenset(), frozenset(live))
    assert after(exchange(back, DATABASES), once) == relations


def test_an_exchange_leaves_the_build_alone():
    now = Contents(frozenset({"skills"}), frozenset({"gaps"}), frozenset({"skills", "gaps"}))
    moves = exchange(now, DATABASES)
    assert moves
    assert not [move for move in moves if DATABASES.build in "".join(move)]


def test_a_name_with_a_backtick_is_no_name():
    with pytest.raises(ValueError, match="not a name of ours"):
        qualified("skillgap", "skills`; drop table skills")
