"""Print the rows of every O*NET file, landed and staged, beside the expected ones.

The exit code is 1 on any difference.

    ./run_pipeline.sh run --onet-dir DIR_29_2 --onet-dir DIR_30_3
    .venv/bin/python -m benchmarks.check_onet_rows

The expected numbers were counted on the source files, independently of this
project's code, as its authors had them: of 29.2, 36 of 40 tables; of 30.3, 39 of 45.
Below the files stand what does not fit together: rows rejected for each reason,
values outside their scale, and parts that nothing points to.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from sqlalchemy import Connection, text

from extract.onet.contracts import CONTRACTS
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError
from pipeline.server import find_or_start
from pipeline.settings import Databases, read_settings

ROWS: dict[str, dict[str, int]] = {
    "29.2": {
        "Abilities to Work Activities": 381,
        "Abilities to Work Context": 139,
        "Alternate Titles": 56_560,
        "Basic Interests to RIASEC": 53,
        "Content Model Reference": 627,
        "DWA Reference": 2_087,
        "Education, Training, and Experience Categories": 41,
        "Education, Training, and Experience": 36_209,
        "Emerging Tasks": 240,
        "IWA Reference": 332,
        "Interests Illustrative Activities": 188,
        "Interests Illustrative Occupations": 186,
        "Interests": 8_307,
        "Job Zone Reference": 5,
        "Job Zones": 923,
        "Knowledge": 58_014,
        "Level Scale Anchors": 483,
        "Occupation Data": 1_016,
        "Occupation Level Metadata": 31_776,
        "RIASEC Keywords": 75,
        "Related Occupations": 18_460,
        "Sample of Reported Titles": 7_796,
        "Scales Reference": 29,
        "Skills to Work Activities": 232,
        "Skills to Work Context": 96,
        "Skills": 61_530,
        "Survey Booklet Locations": 227,
        "Task Categories": 7,
        "Task Statements": 18_796,
        "Tasks to DWAs": 23_233,
        "Technology Skills": 32_627,
        "Tools Used": 41_662,
        "UNSPSC Reference": 4_262,
        "Work Context Categories": 281,
        "Work Styles": 14_064,
        "Work Values": 7_866,
    },
    "30.3": {
        "Abilities to Work Activities": 381,
        "Abilities to Work Context": 139,
        "Career Interest Type Keywords": 75,
        "Career Interest Types": 8_307,
        "Content Model Reference": 3_006,
        "Education Categories": 12,
        "Education": 11_100,
        "Emerging Tasks": 328,
        "Essential Skills to Work Activities": 110,
        "Essential Skills to Work Context": 39,
        "Essential Skills": 17_880,
        "GWAs to IWAs to DWAs": 2_087,
        "GWAs to IWAs": 332,
        "Interests Illustrative Activities": 188,
        "Interests Illustrative Occupations": 186,
        "Job Titles": 57_543,
        "Job Zone Reference": 4,
        "Job Zones": 923,
        "Level Scale Anchors": 483,
        "Occupation Data": 1_016,
        "Occupation Level Metadata": 32_202,
        "Related Occupations": 18_460,
        "Sample of Reported Titles": 7_953,
        "Scales Reference": 32,
        "Software Skills": 31_821,
        "Specific Interest Areas to Career Interest Types": 53,
        "Survey Booklet Locations": 211,
        "Task Categories": 7,
        "Task Statements": 18_796,
        "Tasks to DWAs": 23_850,
        "Training and Experience Categories": 29,
        "Training and Experience": 26_025,
        "Transferable Skills to Work Activities": 122,
        "Transferable Skills to Work Context": 57,
        "Transferable Skills": 44_700,
        "Work Context Categories": 281,
        "Work Styles to Work Activities": 303,
        "Work Styles to Work Context": 266,
        "Work Styles": 37_422,
    },
}


@dataclass(frozen=True)
class Misfit:
    """Something that does not fit together, and how often each release has it."""

    name: str
    expected: dict[str, int]
    query: str


MISFITS = (
    Misfit(
        "ratings outside their scale",
        {"29.2": 1, "30.3": 0},
        "select count(*) from stg_onet__ratings as ratings inner join stg_onet__scales_reference "
        "as scales on ratings.batch_id = scales.batch_id and ratings.scale_id = scales.scale_id "
        "where ratings.batch_id = :batch and (ratings.value < scales.minimum "
        "or ratings.value > scales.maximum)",
    ),
    Misfit(
        "... of these the known one: 35-3023.00, 1.B.2.i, VH = 0.00",
        {"29.2": 1, "30.3": 0},
        "select count(*) from stg_onet__ratings where batch_id = :batch and "
        "occupation_code = '35-3023.00' and element_id = '1.B.2.i' and scale_id = 'VH' "
        "and value = 0",
    ),
    Misfit(
        "tasks without a detailed work activity",
        {"29.2": 301, "30.3": 0},
        "select count(*) from stg_onet__task_statements where batch_id = :batch and task_id not in "
        "(select task_id from stg_onet__tasks_to_dwas where batch_id = :batch)",
    ),
    Misfit(
        "detailed work activities without a task",
        {"29.2": 5, "30.3": 4},
        "select count(*) from stg_onet__detailed_work_activities where batch_id = :batch and "
        "dwa_id not in (select dwa_id from stg_onet__tasks_to_dwas where batch_id = :batch)",
    ),
    Misfit(
        "intermediate work activities without a detailed one",
        {"29.2": 0, "30.3": 0},
        "select count(*) from stg_onet__intermediate_work_activities where batch_id = :batch and "
        "iwa_id not in (select iwa_id from stg_onet__detailed_work_activities "
        "where batch_id = :batch)",
    ),
    Misfit(
        "commodities that no tool and no technology names",
        {"29.2": 0, "30.3": 0},
        "select count(*) from stg_onet__unspsc_reference where batch_id = :batch and "
        "commodity_code not in (select commodity_code from stg_onet__tools_used "
        "where batch_id = :batch) and commodity_code not in (select category_id from "
        "stg_onet__technology_skills where batch_id = :batch)",
    ),
    Misfit(
        "elements without a description",
        {"29.2": 0, "30.3": 2_419},
        "select count(*) from stg_onet__content_model_reference where batch_id = :batch "
        "and description is null",
    ),
)

Line = tuple[str, int, int, int]  # name, expected, landed, staged


def ready_batch_of(connection: Connection, databases: Databases, release: str) -> int:
    """Return the ready batch of an O*NET release.

    Raises:
        UsageError: the release is not landed.
    """
    batch = connection.execute(
        text(
            f"select batch_id from `{databases.landing}`.batches "  # noqa: S608
            "where source = 'onet' and release_name = :release and status = 'ready'"
        ),
        {"release": release},
    ).scalar()
    if batch is None:
        raise UsageError(
            f"O*NET {release} is not landed",
            expected="both full releases, side by side",
            advice="./run_pipeline.sh run --onet-dir DIR_29_2 --onet-dir DIR_30_3",
        )
    return batch


def counts(connection: Connection, database: str, prefix: str, batch: int) -> dict[str, int]:
    """Return the rows by source file of all tables or models ``<prefix><landing table>``."""
    found: dict[str, int] = {}
    for table in sorted({contract.table for contract in CONTRACTS}):
        name = prefix + table.removeprefix("onet_")
        rows = connection.execute(
            text(
                f"select source_file, count(*) from `{database}`.`{name}` "  # noqa: S608
                "where batch_id = :batch group by source_file"
            ),
            {"batch": batch},
        )
        found |= {file.removesuffix(".txt"): n for file, n in rows}
    return found


def compare(connection: Connection, databases: Databases, release: str) -> list[Line]:
    """Return expected, landed and staged rows of every file, and the misfits of a release."""
    batch = ready_batch_of(connection, databases, release)
    landed = counts(connection, databases.landing, "onet_", batch)
    staged = counts(connection, databases.build, "stg_onet__", batch)
    lines = [
        (file, ROWS[release].get(file, 0), landed.get(file, 0), staged.get(file, 0))
        for file in sorted({*ROWS[release], *landed, *staged})
    ]
    for misfit in MISFITS:
        found = connection.execute(text(misfit.query), {"batch": batch}).scalar_one()
        lines.append((misfit.name, misfit.expected[release], found, found))
    return lines


def main() -> int:
    """Print both comparisons and return the exit code."""
    settings, console = read_settings(), Console()
    server = find_or_start(settings, console)
    different = total = 0
    with server.engine("builder", settings.databases.build).connect() as connection:
        for release in ROWS:
            lines = compare(connection, settings.databases, release)
            console.table(
                ("file", "expected", "landed", "staged", ""),
                [
                    (name, f"{e:,}", f"{n:,}", f"{s:,}", "" if e == n == s else "DIFFERS")
                    for name, e, n, s in lines
                ],
                title=f"O*NET {release}",
            )
            different += sum(not e == n == s for _, e, n, s in lines)
            total += len(lines)
    console.say(f"{total - different} of {total} counts as expected")
    return 1 if different else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SkillgapError as error:
        Console().error(error)
        sys.exit(error.exit_code)
