"""The figures of the taxonomies are compared with what the tables of today say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from benchmarks import check_taxonomy_figures as check
from benchmarks.taxonomy_figures import ESCO, SECTIONS, Figure
from pipeline.errors import UsageError
from tests.published import published_rows

FIGURES = [
    pytest.param(section, figure, id=f"{section.title}: {figure.name}")
    for section in SECTIONS
    for figure in section.figures
]


@pytest.fixture(scope="module")
def builder(published) -> Iterator[Connection]:
    engine = published.server.engine("builder", published.settings.databases.build)
    with engine.connect() as connection:
        yield connection


def test_the_sample_is_not_compared_and_what_is_not_landed_is_named(builder):
    with pytest.raises(UsageError) as refused:
        check.check_landed(builder)
    assert "ESCO 1.1.1 en" in refused.value.found
    assert "KeSCO 2022" in refused.value.found


@pytest.mark.parametrize(("section", "figure"), FIGURES)
def test_every_figure_can_be_counted_on_todays_tables(published, builder, section, figure):
    value = check.found(builder, published.settings.databases, section, figure)
    assert value.isdecimal() or not figure.what.startswith("count(")


def test_the_figures_are_those_of_the_sections_model(published, builder):
    models = published_rows(
        published,
        "select model, count(*) from esco_occupations group by model order by model",
    )
    assert len(models) > 1
    for model, n in models:
        section = replace(ESCO, model=model)
        found = check.found(builder, published.settings.databases, section, ESCO.figures[0])
        assert int(found) == n


@pytest.mark.parametrize(
    ("figure", "found", "remark"),
    [
        (Figure("rows", 1_016, "t"), "1016", ""),
        (Figure("rows", 1_016, "t"), "1015", "DIFFERS"),
        (Figure("rows", 1_016, "t", ours=1_015, why="one is gone"), "1015", "one is gone"),
        (Figure("rows", 1_016, "t", ours=1_015, why="one is gone"), "1016", "DIFFERS"),
        (Figure("codes", "1113 2240", "t"), "1113", "DIFFERS"),
    ],
)
def test_a_figure_is_held_to_the_number_that_it_must_be(figure, found, remark):
    assert check.line(figure, found)[-1] == remark


def test_whoever_means_another_number_says_why():
    for section in SECTIONS:
        for figure in section.figures:
            assert (figure.ours is None) == (figure.why == ""), figure.name
