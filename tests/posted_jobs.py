"""A month on the job boards for the tests of the REST API and the pages: what visits brought."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.settings import ROOT
from tests.visits import listing, page, write_visit

CASE = ROOT / "tests" / "cases" / "long-and-four-byte-text" / "listings.json"
HOSTILE = '=HYPERLINK("x")<img src=x onerror=alert(49)>'
DEVELOPER = (
    "We build software for clinics in Nairobi.\n"
    "You will write services in Haskell, day by day. You provide technical documentation.\n"
    "Apply with a letter and two referees; the team meets in Westlands on Mondays."
)
CHEMIST = (
    "Test the water of the lake and of the wells around it, write down what is in it, keep the "
    "instruments clean, and warn the county where people should not drink."
)
COUNTIES = ("Mombasa", "Nakuru", "Kisumu", "Mombasa", "Nakuru", "Kisumu", "Mombasa")


def write_month(folder: Path) -> Path:
    """Write delivery files below ``folder``, and return it.

    Postings: a developer on two boards, seven cooks, a chemist who is gone, another whose richer
    listing has a title that is no occupation, an accountant whose page is closed, a title that is
    no occupation, one that attacks whoever shows it, and the long one of the case. Three boards do
    not answer as they should.
    """
    developer = listing(
        "1001",
        url="https://bright.example/listings/1001",
        title="Software Developer",
        employer="Savanna Labs",
        place="Westlands, Nairobi",
        posted="2026-11-09",
        deadline="2026-12-15",
        salary="KSh 120,000 - 150,000 per month",
        employment_type="Full time",
        skills=["Haskell"],
        description=DEVELOPER,
        origins={"title": "json_ld", "salary": "label", "posted": "json_ld"},
    )
    chemist = listing("1002", title="Chemist", employer="Rift Paints", place="Nakuru")
    accountant = listing("1003", title="Accountant", employer="Coast Tea", place="Mombasa")
    vague = listing(
        "1005",
        title="Chemistwork",
        employer="Ziwa Labs",
        description=f"{CHEMIST} Ask for Wanjiru at the gate of the works before noon.",
    )
    wizard = listing("1004", title="Zzyzx Qwxv Plorg", employer="Nobody & Sons")
    cooks = [
        listing(
            f"20{number:02}",
            title=("Cook", "Head Chef")[number % 2],
            employer=f"Hotel Number {number} {county}",
            place=county,
            posted=f"2026-11-{number + 1:02}",
            description=f"Hotel {number} in {county} needs somebody for its kitchen.",
        )
        for number, county in enumerate(COUNTIES, start=1)
    ]
    write_visit(
        folder,
        "brighter_monday",
        "2026-11-10T02:00:00Z",
        [
            page("https://bright.example/jobs"),
            developer,
            chemist,
            accountant,
            vague,
            wizard,
            *cooks,
        ],
    )
    closed = accountant | {"is_closed": True}
    write_visit(
        folder,
        "brighter_monday",
        "2026-11-17T02:00:00Z",
        [developer, closed, vague, wizard, *cooks],
    )
    write_visit(
        folder,
        "my_job_mag",
        "2026-11-11T02:00:00Z",
        [
            listing(
                "sd-77",
                url="https://mag.example/job/sd-77",
                title="Software Developer",
                employer="Savanna Labs Ltd",
                place="Westlands, Nairobi",
                posted="2026-11-10",
                description=DEVELOPER,
            ),
            listing("c-5", title="Chemist", employer="Ziwa Labs", description=CHEMIST),
            listing("bad", title=HOSTILE, employer=HOSTILE, url="javascript:alert(49)"),
            the_long_one(),
        ],
        is_complete=False,
    )
    write_visit(folder, "fuzu", "2026-11-11T03:00:00Z", [listing("f1", title="Nurse Assistant")])
    write_visit(
        folder,
        "fuzu",
        "2026-11-18T03:00:00Z",
        outcome="blocked",
        words="403, Just a moment",
        is_complete=False,
    )
    write_visit(
        folder,
        "careerjet",
        "2026-11-18T04:00:00Z",
        [listing("c1", title="Electrician", place="Eldoret")],
        outcome="degraded",
        words="1 of 20 usual jobs",
        is_complete=False,
    )
    write_visit(
        folder,
        "jobs_in_kenya",
        "2026-11-18T05:00:00Z",
        outcome="markup_changed",
        words="no job on a first page that does not say it is empty",
        is_complete=False,
    )
    return folder


def the_long_one() -> dict[str, object]:
    """Return the listing of the case of long and four-byte texts, its description expanded."""
    (told, *_) = json.loads(CASE.read_text(encoding="utf-8"))
    words = told["description"]
    return listing(
        told["listing_id"],
        title=told["title"],
        employer=told["company"],
        description=words["repeat"] * words["times"],
    )
