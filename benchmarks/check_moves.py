"""Make pairs of occupations and the nearest of each anew with NumPy; print what differs.

    .venv/bin/python -m benchmarks.check_moves

Works on the tables that are published. Levels and importances are those of ``occupation_levels``
(benchmarks.check_marts makes these anew), likeness in words is that of the landing table
``occupation_text_similarities``; all after that is computed here, by docs/gap_method.md. Exits
with 1 on any difference above 1e-9.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, text

from pipeline.console import Console
from pipeline.errors import SkillgapError
from pipeline.server import find_or_start
from pipeline.settings import read_settings

DOMAINS = ("skill", "knowledge", "ability", "work_activity")
TEXT_PARTS = ("tasks", "activities", "titles")
DISTANCES = ("skills", "skills_knowledge", "tasks_titles", "composite")
NEAREST = 20
IMPORTANT = 3
CLOSE = 1e-9

_LEVELS = text(
    "select occupation_code, element_id, level, level_se, importance "
    "from occupation_levels where domain = :domain"
)
_PAIRS = text("select * from occupation_pairs where domain = :domain")
_NEAR = text(
    "select occupation_code, similarity_rank, similar_occupation_code, similarity "
    "from similar_occupations where distance = :distance"
)
_TEXTS = text(
    "select occupation_code, other_code, tasks, activities, titles "
    "from occupation_text_similarities"
)


@dataclass(frozen=True)
class Check:
    """What was compared, how many rows of it, and how many of these differ."""

    what: str
    rows: int
    differing: int


@dataclass(frozen=True)
class Levels:
    """The figures of a domain, occupation by element; not a number where there is none."""

    codes: list[str]
    level: np.ndarray
    error: np.ndarray
    importance: np.ndarray


def read_levels(published: Connection, domain: str) -> Levels | None:
    """Return what the published tables rate in a domain, or None if nothing."""
    rows = published.execute(_LEVELS, {"domain": domain}).all()
    if not rows:
        return None
    codes = sorted({row.occupation_code for row in rows})
    elements = sorted({row.element_id for row in rows})
    place, column = ({key: n for n, key in enumerate(keys)} for keys in (codes, elements))
    figures = np.full((3, len(codes), len(elements)), np.nan)
    for row in rows:
        figures[:, place[row.occupation_code], column[row.element_id]] = [
            np.nan if figure is None else float(figure)
            for figure in (row.level, row.level_se, row.importance)
        ]
    return Levels(codes, *figures)


def check_pairs(published: Connection, domain: str, levels: Levels) -> Check:
    """Compare every row of ``occupation_pairs`` of a domain, and count the rows that lack."""
    place = {code: n for n, code in enumerate(levels.codes)}
    expected = {code: _sums(levels, held) for held, code in enumerate(levels.codes)}
    seen = differing = 0
    for row in published.execute(_PAIRS, {"domain": domain}).mappings():
        seen += 1
        sums = expected.get(row["from_code"])
        needed = place.get(row["to_code"])
        differing += (
            sums is None
            or needed is None
            or any(abs(row[name] - values[needed]) > CLOSE for name, values in sums.items())
        )
    wanted = len(levels.codes) * (len(levels.codes) - 1)
    return Check(f"pairs of {domain}", seen, differing + abs(wanted - seen))


def _sums(levels: Levels, held: int) -> dict[str, np.ndarray]:
    """Return column -> value for each target of the moves from one occupation."""
    difference = np.round(levels.level - levels.level[held], 2)
    margin = np.round(1.96 * np.sqrt(levels.error**2 + levels.error[held] ** 2), 4)
    gap = difference > 0
    beyond = gap & (difference > margin)
    weighted = (levels.importance - 1) / 4 * difference / 7
    return {
        "elements": np.count_nonzero(~np.isnan(difference), axis=1),
        "gaps": np.count_nonzero(gap, axis=1),
        "gaps_beyond_error": np.count_nonzero(beyond, axis=1),
        "important_gaps_beyond_error": np.count_nonzero(
            beyond & (levels.importance >= IMPORTANT), axis=1
        ),
        "gaps_without_error": np.count_nonzero(gap & np.isnan(margin), axis=1),
        "weighted_shortfall": np.nansum(np.where(gap, weighted, 0), axis=1),
        "weighted_surplus": np.nansum(np.where(difference < 0, -weighted, 0), axis=1),
    }


def similarities(
    skills: Levels, knowledge: Levels | None, landed: Connection
) -> dict[str, tuple[list[str], np.ndarray]]:
    """Return distance -> the occupations it compares, and how near each is to each."""
    needed = {"skills": _cosines(skills)}
    if knowledge is not None:
        needed["skills_knowledge"] = (needed["skills"] + _cosines(knowledge)) / 2
    found = {name: (skills.codes, values) for name, values in needed.items()}
    codes, parts = _text_parts(landed)
    work = [parts[name] for name in ("tasks", "activities") if name in parts]
    of_texts = [np.mean(work, axis=0)] if work else []
    of_texts += [parts["titles"]] if "titles" in parts else []
    if of_texts:
        found["tasks_titles"] = _compared(codes, np.mean(of_texts, axis=0))
        place = {code: n for n, code in enumerate(codes)}
        rated = [code for code in skills.codes if code in place]
        in_texts = np.ix_(*[[place[code] for code in rated]] * 2)
        in_skills = np.ix_(*[[skills.codes.index(code) for code in rated]] * 2)
        need = list(needed.values())[-1][in_skills]
        composite = np.mean([need, *(part[in_texts] for part in of_texts)], axis=0)
        found["composite"] = _compared(rated, composite)
    return found


def _cosines(levels: Levels) -> np.ndarray:
    lengths = np.sqrt(np.sum(levels.importance**2, axis=1, keepdims=True))
    directions = levels.importance / lengths
    return directions @ directions.T


def _text_parts(landed: Connection) -> tuple[list[str], dict[str, np.ndarray]]:
    """Return the occupations compared in words, and of each part that is held its cosines."""
    rows = landed.execute(_TEXTS).all()
    codes = sorted({code for row in rows for code in (row.occupation_code, row.other_code)})
    place = {code: n for n, code in enumerate(codes)}
    parts = np.full((len(TEXT_PARTS), len(codes), len(codes)), np.nan)
    for row in rows:
        one, other = place[row.occupation_code], place[row.other_code]
        values = [np.nan if value is None else value for value in row[2:]]
        parts[:, one, other] = parts[:, other, one] = values
    held = (not np.isnan(values).all() for values in parts)
    return codes, {
        name: values
        for name, values, is_held in zip(TEXT_PARTS, parts, held, strict=True)
        if is_held
    }


def _compared(codes: list[str], values: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Leave out the occupations that a distance compares with nobody."""
    np.fill_diagonal(values, np.nan)
    kept = ~np.isnan(values).all(axis=1)
    return [code for code, is_kept in zip(codes, kept, strict=True) if is_kept], values[kept][
        :, kept
    ]


def check_nearest(
    published: Connection, distance: str, codes: list[str], values: np.ndarray
) -> Check:
    """Compare the nearest occupations by a distance: each similarity, and that they are nearest."""
    place = {code: n for n, code in enumerate(codes)}
    values = values.copy()
    np.fill_diagonal(values, -1)
    best = -np.sort(-np.nan_to_num(values, nan=-1), axis=1)[:, :NEAREST]
    best = best[:, : max(len(codes) - 1, 0)]
    seen = differing = 0
    for row in published.execute(_NEAR, {"distance": distance}):
        seen += 1
        own, near = place.get(row.occupation_code), place.get(row.similar_occupation_code)
        differing += (
            own is None
            or near is None
            or not abs(row.similarity - values[own, near]) <= CLOSE
            or not abs(row.similarity - best[own, row.similarity_rank - 1]) <= CLOSE
        )
    wanted = np.count_nonzero(best >= 0)
    return Check(f"nearest by {distance}", seen, int(differing + abs(wanted - seen)))


def checks(published: Connection, landed: Connection) -> Iterator[Check]:
    """Yield what was compared, domain by domain and distance by distance.

    Args:
        published: a connection to the published tables.
        landed: a connection to the landing tables.
    """
    levels = {domain: read_levels(published, domain) for domain in DOMAINS}
    for domain, rated in levels.items():
        if rated is not None:
            yield check_pairs(published, domain, rated)
    expected = similarities(levels["skill"], levels["knowledge"], landed)
    for distance in DISTANCES:
        yield check_nearest(published, distance, *expected.get(distance, ([], np.empty((0, 0)))))


def main() -> int:
    """Print a line for each comparison and return the exit code."""
    settings, console = read_settings(), Console()
    server = find_or_start(settings, console)
    with (
        server.engine("reader", settings.databases.published).connect() as published,
        server.engine("loader", settings.databases.landing).connect() as landed,
    ):
        found = list(checks(published, landed))
    console.table(
        ("compared", "rows", "differing"),
        [(each.what, each.rows, each.differing) for each in found],
    )
    return 1 if any(each.differing for each in found) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
