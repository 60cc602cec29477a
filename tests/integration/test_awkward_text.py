"""Text that pipelines lose or cut lands whole, or is put aside with its size; nothing in between.

The inputs are like those that others reported as lost: pandas reading "None" as missing, a
quotation mark that swallows the rows after it, text cut at 65,535 bytes or at 1,024 characters.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from extract.contract import MOST_BYTES_A_FIELD
from extract.onet.text_files import find_delivery
from load.batches import load_batch
from pipeline import ledger
from tests.release import write_release

CHIEF = "11-1011.00"
LONG = MOST_BYTES_A_FIELD * "x"
MANY_TITLES = 120


@pytest.fixture
def land(installation, tmp_path):
    """Land a small release with some of its files changed; return a function that reads landing."""
    engine = installation.server.engine("loader", installation.settings.databases.landing)

    def read(query: str) -> list[tuple]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def load(changed):
        delivery = find_delivery(write_release(tmp_path, changed=changed))
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            load_batch(raw, ledger.open_run(engine, "test"), delivery)
        return read

    return load


def test_a_category_called_none_is_a_text(land):
    read = land(
        {
            "Education Categories.txt": [("2.D.1", "Required Level of Education", "RL", "1", "x")],
            "Training and Experience Categories.txt": [
                ("3.A.1", "Related Work Experience", "RW", "1", "None"),
                ("3.A.1", "Related Work Experience", "RW", "2", "Less than one month"),
                ("3.A.2", "On-Site or In-Plant Training", "PT", "1", "None"),
            ],
        }
    )
    descriptions = read(
        "select category_description from onet_scale_categories "
        "where source_file like 'Training%' order by source_line"
    )
    assert descriptions == [("None",), ("Less than one month",), ("None",)]
    assert read("select count(*) from quarantine") == [(0,)]


def test_a_quotation_mark_swallows_no_line(land):
    tasks = [
        '"Go/no-go" checks of parts before assembly.',
        '"Mark up drawings for the shop floor.',
        'Cut 3/4" pipe and 1/2" rod to length.',
        'Answer questions such as "why?" and "when?"',
        'A lone " within.',
    ]
    read = land(
        {
            "Task Statements.txt": [
                (CHIEF, f"{990001 + place}", task, "Core", "41", "08/2023", "Incumbent")
                for place, task in enumerate(tasks)
            ]
        }
    )
    assert read("select task_id, task from onet_task_statements order by source_line") == [
        (f"{990001 + place}", task) for place, task in enumerate(tasks)
    ]


def test_four_byte_characters_and_the_longest_text_land_whole(land):
    titles = [
        (CHIEF, "\U00020bb7野 Manager \U0001f469‍\U0001f52c", "n/a", "08"),
        (CHIEF, LONG, "n/a", "08"),
    ]
    read = land({"Job Titles.txt": titles})
    assert read("select job_title from onet_job_titles order by source_line") == [
        (title,) for _, title, *_ in titles
    ]


def test_a_longer_text_is_put_aside_with_its_size_and_the_limit(land):
    good = [(CHIEF, f"Title {number}", "n/a", "08") for number in range(200)]
    read = land({"Job Titles.txt": [*good, (CHIEF, f"{LONG}y", "n/a", "08")]})
    assert read("select count(*) from onet_job_titles") == [(200,)]
    assert read("select source_line, reason, detail, length(raw_line) from quarantine") == [
        (
            202,
            "too_long",
            "column job_title holds 65,536 bytes, at most 65,535 can land",
            len(f"{CHIEF}\t{LONG}y\tn/a\t08"),
        )
    ]


def test_all_titles_of_an_occupation_land(land):
    titles = [
        (CHIEF, f"Example Operations Manager, Region {number:03}", "n/a", "08")
        for number in range(1, MANY_TITLES + 1)
    ]
    read = land({"Job Titles.txt": titles})
    assert read("select count(*), max(job_title) from onet_job_titles") == [
        (MANY_TITLES, "Example Operations Manager, Region 120")
    ]
