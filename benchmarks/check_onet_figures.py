"""Print figures of the published O*NET tables beside the expected ones; exit 1 on any difference.

    ./run_pipeline.sh run --onet-dir DIR
    .venv/bin/python -m benchmarks.check_onet_figures

The expected figures were counted on the source files of each release,
independently of this project's code. They exist for releases 29.2 and 30.3 as
this project's authors had them (29.2 with Knowledge, 30.3 without). Where both
are landed and 30.3 is published, what changed between them is compared too.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, text

from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.server import find_or_start
from pipeline.settings import read_settings

RELEASES = ("29.2", "30.3")


@dataclass(frozen=True)
class Figure:
    """A number, what it must be in each of ``RELEASES``, and the query that gives it."""

    name: str
    in_29_2: str
    in_30_3: str
    query: str

    def expected(self, release: str) -> Decimal:
        """Return what the figure must be in ``release``."""
        return Decimal({"29.2": self.in_29_2, "30.3": self.in_30_3}[release])


FIGURES: tuple[Figure, ...] = (
    Figure("occupations", "1016", "1016", "select count(*) from occupations"),
    Figure(
        "data-level occupations",
        "923",
        "923",
        "select count(*) from occupations where is_data_level",
    ),
    Figure(
        "rated occupations",
        "879",
        "894",
        "select count(*) from occupations where skill_status = 'rated'",
    ),
    Figure(
        "unrated: military",
        "19",
        "19",
        "select count(*) from occupations where not_rated_reason = 'military'",
    ),
    Figure(
        "unrated: All Other",
        "74",
        "74",
        "select count(*) from occupations where not_rated_reason = 'all_other'",
    ),
    Figure(
        "unrated: not yet rated",
        "44",
        "29",
        "select count(*) from occupations where not_rated_reason = 'not_yet_rated'",
    ),
    Figure(
        "unrated data-level occupations",
        "44",
        "29",
        ("select count(*) from occupations where skill_status = 'not_rated' and is_data_level"),
    ),
    Figure("skills", "35", "35", "select count(*) from skills"),
    Figure(
        "skill ratings",
        "61530",
        "62580",
        "select count(*) from occupation_element_ratings where domain = 'skill'",
    ),
    Figure(
        "sum of importance",
        "79763.02",
        "81143.73",
        (
            "select sum(value) from occupation_element_ratings where domain = 'skill' and "
            "scale_id = 'IM'"
        ),
    ),
    Figure(
        "sum of levels",
        "73107.82",
        "74340.18",
        (
            "select sum(value) from occupation_element_ratings where domain = 'skill' and "
            "scale_id = 'LV'"
        ),
    ),
    Figure(
        "zero levels",
        "2295",
        "2339",
        "select count(*) from occupation_levels where domain = 'skill' and level = 0",
    ),
    Figure(
        "importance of exactly 1",
        "2295",
        "2339",
        "select count(*) from occupation_levels where domain = 'skill' and importance = 1",
    ),
    Figure(
        "not relevant",
        "3302",
        "3383",
        ("select count(*) from occupation_levels where domain = 'skill' and is_not_relevant"),
    ),
    Figure(
        "not relevant with a level above 0",
        "1007",
        "1044",
        (
            "select count(*) from occupation_levels where domain = 'skill' and "
            "is_not_relevant and level > 0"
        ),
    ),
    Figure(
        "suppressed (low precision)",
        "124",
        "147",
        ("select count(*) from occupation_levels where domain = 'skill' and is_low_precision"),
    ),
    Figure(
        "occupations with a suppressed level",
        "66",
        "71",
        (
            "select count(distinct occupation_code) from occupation_levels where domain = "
            "'skill' and is_low_precision"
        ),
    ),
    Figure(
        "levels with standard error 0",
        "6394",
        "6629",
        "select count(*) from occupation_levels where domain = 'skill' and level_se = 0",
    ),
    Figure(
        "highest level",
        "6.00",
        "6.00",
        "select max(level) from occupation_levels where domain = 'skill'",
    ),
    Figure(
        "lowest level above 0",
        "0.12",
        "0.12",
        "select min(level) from occupation_levels where domain = 'skill' and level > 0",
    ),
    Figure(
        "knowledge ratings",
        "58014",
        "0",
        "select count(*) from occupation_element_ratings where domain = 'knowledge'",
    ),
    Figure(
        "ordered pairs of rated occupations",
        "771762",
        "798342",
        "select count(*) * (count(*) - 1) from occupations where skill_status = 'rated'",
    ),
    Figure(
        "ordered pairs with a strict gap",
        "449360",
        "463982",
        """
        with numbered as (
            select element_id, row_number() over (order by element_id) - 1 as place from skills
        ),
        masks as (
            select
                levels.occupation_code,
                bit_or(case when levels.level = 0 then 1 << numbered.place else 0 end) as zeros,
                bit_or(case when levels.level > 0 then 1 << numbered.place else 0 end) as held
            from occupation_levels as levels
            inner join numbered on levels.element_id = numbered.element_id
            group by levels.occupation_code
        )
        select count(*) from masks as source
        inner join masks as target on source.occupation_code <> target.occupation_code
        where (source.zeros & target.held) <> 0
    """,
    ),
    Figure("level anchors", "483", "483", "select count(*) from level_anchors"),
    Figure("job titles", "56560", "57543", "select count(*) from job_titles"),
    Figure(
        "strict gap 41-9012.00 to 49-9071.00",
        "11",
        "11",
        (
            "select count(*) from skill_gaps where from_code = '41-9012.00' and to_code = "
            "'49-9071.00' and domain = 'skill' and is_missing_skill"
        ),
    ),
    Figure(
        "level gaps 41-9012.00 to 49-9071.00",
        "34",
        "34",
        (
            "select count(*) from skill_gaps where from_code = '41-9012.00' and to_code = "
            "'49-9071.00' and domain = 'skill' and level_gap > 0"
        ),
    ),
    Figure(
        "sum of level gaps 41-9012.00 to 49-9071.00",
        "59.14",
        "59.14",
        (
            "select sum(level_gap) from skill_gaps where from_code = '41-9012.00' and to_code "
            "= '49-9071.00' and domain = 'skill'"
        ),
    ),
    Figure(
        "importance gaps 35-2014.00 to 35-1011.00",
        "32",
        "34",
        (
            "select count(*) from skill_gaps where from_code = '35-2014.00' and to_code = "
            "'35-1011.00' and domain = 'skill' and importance_gap > 0"
        ),
    ),
    Figure(
        "sum of importance gaps 35-2014.00 to 35-1011.00",
        "23.60",
        "30.84",
        (
            "select sum(importance_gap) from skill_gaps where from_code = '35-2014.00' and "
            "to_code = '35-1011.00' and domain = 'skill'"
        ),
    ),
)

# what changed from 29.2 to 30.3: figure, expected, table, condition on its rows, what is counted
_CHANGED = "domain = 'skill' and verdict = 'changed'"
CHANGES: tuple[tuple[str, str, str, str, str], ...] = (
    *(
        (f"changed {words}", expected, "rating_changes", condition, "count(*)")
        for words, expected, condition in (
            ("skill ratings, but for dates", "3187", "domain = 'skill'"),
            ("importances", "1453", f"{_CHANGED} and scale_id = 'IM'"),
            ("levels", "1501", f"{_CHANGED} and scale_id = 'LV'"),
            ("levels from 0", "18", f"{_CHANGED} and scale_id = 'LV' and from_value = 0"),
            ("levels to 0", "30", f"{_CHANGED} and scale_id = 'LV' and to_value = 0"),
            ("skill ratings beyond error", "185", f"{_CHANGED} and is_beyond_error"),
            ("ratings with the same date", "0", "from_rated_on = to_rated_on"),
        )
    ),
    *(
        (f"{words} change of a {scale}", expected, "rating_changes", _CHANGED, what)
        for words, scale, expected, what in (
            ("least", "level", "-1.00", "min(case scale_id when 'LV' then difference end)"),
            ("greatest", "level", "2.26", "max(case scale_id when 'LV' then difference end)"),
            ("least", "importance", "-0.63", "min(case scale_id when 'IM' then difference end)"),
            ("greatest", "importance", "1.38", "max(case scale_id when 'IM' then difference end)"),
        )
    ),
    (
        *("skill ratings of another date alone", "1223", "release_comparison"),
        *("verdict = 'same_but_date'", "sum(n_to)"),
    ),
    (
        *("re-rated occupations", "63", "rating_changes"),
        *("domain = 'skill'", "count(distinct occupation_code)"),
    ),
    (
        *("newly rated occupations", "15", "occupation_changes"),
        *("verdict = 'newly_rated'", "count(*)"),
    ),
    (
        *("their skill ratings", "1050", "occupation_changes"),
        *("verdict = 'newly_rated'", "sum(n_ratings)"),
    ),
    (
        *("other changes of occupations", "0", "occupation_changes"),
        *("verdict <> 'newly_rated'", "count(*)"),
    ),
    *(
        (f"elements {verdict}", expected, "element_changes", f"verdict = '{verdict}'", "count(*)")
        for verdict, expected in (
            ("added", "2597"),
            ("dropped", "218"),
            ("renamed", "12"),
            ("redescribed", "31"),
            ("moved", "0"),
        )
    ),
)


def compare_changes(connection: Connection) -> list[tuple[str, Decimal, Decimal]]:
    """Return ``(figure, found, expected)`` of what changed; none where 29.2 is not compared."""
    there = "select count(*) from release_comparison where from_release_name = '29.2'"
    if not connection.execute(text(f"{there} and to_release_name = '30.3'")).scalar():
        return []
    pair = "from_release_name = '29.2' and to_release_name = '30.3'"
    return [
        (
            f"29.2 to 30.3: {name}",
            Decimal(
                connection.execute(
                    text(f"select {what} from {table} where {pair} and {condition}")  # noqa: S608
                ).scalar()
                or 0
            ),
            Decimal(expected),
        )
        for name, expected, table, condition, what in CHANGES
    ]


def compare(connection: Connection) -> tuple[str, list[tuple[str, Decimal, Decimal]]]:
    """Return the published release and ``(figure, found, expected)`` for each query.

    Raises:
        UsageError: there are no expected figures for the published release.
    """
    release = connection.execute(
        text("select release_name from published_releases where source = 'onet'")
    ).scalar_one()
    if release not in RELEASES:
        raise UsageError(
            f"there are no expected figures for O*NET {release}",
            expected="release " + " or ".join(RELEASES),
            advice="publish one of these first: ./run_pipeline.sh run --onet-dir DIR",
        )
    return release, [
        (
            figure.name,
            Decimal(connection.execute(text(figure.query)).scalar() or 0),
            figure.expected(release),
        )
        for figure in FIGURES
    ]


def main() -> int:
    """Print the comparison and return the exit code."""
    settings, console = read_settings(), Console()
    server = find_or_start(settings, console)
    with server.engine("reader", settings.databases.published).connect() as connection:
        release, figures = compare(connection)
        figures += compare_changes(connection)
    console.table(
        ("figure", "found", "expected", ""),
        [
            (name, f"{found:,}", f"{expected:,}", "" if found == expected else "DIFFERS")
            for name, found, expected in figures
        ],
        title=f"O*NET {release}",
    )
    different = sum(found != expected for _, found, expected in figures)
    console.say(f"{len(figures) - different} of {len(figures)} figures as expected")
    return 1 if different else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
