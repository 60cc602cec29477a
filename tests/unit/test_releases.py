"""What is published is told in lines that a person can read, however many nights there were."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pipeline.releases import PublishedRelease, histories_as_one

AT = datetime(2026, 11, 27, 3)
FIRST = date(2026, 1, 1)


def release(source: str, name: str, on: date | None = None, batch_id: int = 1) -> PublishedRelease:
    return PublishedRelease(source, name, on, False, batch_id, 7, AT)


def test_the_visits_of_a_year_are_one_line_that_tells_the_newest():
    nights = [
        release("jobs", f"fuzu {FIRST + timedelta(days=n)}T02:00:00Z", FIRST + timedelta(days=n), n)
        for n in range(365)
    ]

    shown = histories_as_one([release("esco", "1.1.1 en"), *reversed(nights)])

    assert [(each.source, each.release_name) for each in shown] == [
        ("esco", "1.1.1 en"),
        ("jobs", "365 deliveries"),
    ]
    assert (shown[1].released_on, shown[1].batch_id) == (date(2026, 12, 31), 364)


def test_releases_that_stand_side_by_side_and_a_single_visit_keep_their_names():
    releases = [release("esco", "1.1.1 en"), release("esco", "1.2 en"), release("jobs", "fuzu x")]

    assert histories_as_one(releases) == releases
