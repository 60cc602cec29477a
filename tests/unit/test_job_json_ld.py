"""JobPosting in JSON-LD as boards write it: every posting is read, every ruin is named."""

from __future__ import annotations

import html
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.jobs.json_ld import Place, Posting, is_job_of_page, read_postings
from extract.jobs.markup import one_line, plain_text

CASES = Path(__file__).resolve().parents[1] / "cases"
SHAPES = (CASES / "json-ld-shapes" / "page.html").read_text(encoding="utf-8")
LONG = json.loads((CASES / "long-and-four-byte-text" / "listings.json").read_text("utf-8"))


def page(*scripts: object) -> str:
    texts = (text if isinstance(text, str) else json.dumps(text) for text in scripts)
    return "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)


def posting(**fields: object) -> Posting:
    (one,) = read_postings(page({"@type": "JobPosting", **fields})).postings
    return one


def test_the_case_gives_five_postings_and_one_unread_script():
    read = read_postings(SHAPES, "https://example.org/jobs")
    by_id = {one.identifier: one for one in read.postings}
    assert list(by_id) == ["A-1", "B-1", "C-1", "D-1", "F-1"]
    assert by_id["A-1"].employer == "Example Co"
    assert by_id["B-1"].title == "Events & Marketing Coordinator"
    assert by_id["B-1"].employer == "Smith & Daughters"
    assert by_id["B-1"].description == "Plan events & fairs."
    assert by_id["C-1"].description == "First line\nsecond line\tafter a raw tab"
    assert by_id["D-1"].skills == ("triage", "charting")
    assert by_id["F-1"].employer == "Plain Name Ltd"
    assert by_id["F-1"].places == (Place("Lyon", country="FR"), Place("Geneva"))
    salary = by_id["F-1"].salary
    assert (salary.amount_min, salary.amount_max) == (Decimal(10000), Decimal(10000))
    assert (salary.currency, salary.period) == ("EUR", None)
    (ruin,) = read.unread
    assert ruin.place == "https://example.org/jobs, script 5 of 6"
    assert "Unterminated string" in ruin.reason
    assert '"E-1"' in ruin.text


@pytest.mark.parametrize("listing", LONG, ids=lambda listing: listing["listing_id"])
def test_no_length_is_lost(listing):
    description = listing["description"]["repeat"] * listing["description"]["times"]
    read = posting(
        title=listing["title"],
        description=description,
        hiringOrganization={"name": listing["company"]},
    )
    assert read.description == description
    assert len(read.description) == 800_000
    assert read.title == listing["title"]
    assert len(read.title) == 26
    assert read.employer == listing["company"]


JOB = '"@type":"JobPosting","title":"Cook"'


@pytest.mark.parametrize(
    "script",
    [
        f"{{{JOB}}};",
        f"<!-- {{{JOB}}} -->",
        f"//<![CDATA[\n{{{JOB}}}\n//]]>",
        f"/* a */ {{{JOB},}}",
        f"{{{JOB}, /* a, }} */ // b\n}}",
        f"\ufeff{{{JOB},\n}}",
        f'{{"@type":"Thing","url":"https://example.org//a,}}"}}\n{{{JOB}}}',
        f'[{{"a":[1,2,],}},{{{JOB},}},]',
        f'{{"@graph":[{{{JOB}}}]}}',
        f'{{"@type":"WebPage","mainEntity":{{{JOB}}}}}',
        '{"@type":["Thing","http://schema.org/JobPosting"],"title":"Cook"}',
        html.escape(f"{{{JOB}}}"),
    ],
)
def test_what_can_be_mended_is_read(script):
    read = read_postings(page(script))
    assert ([one.title for one in read.postings], read.unread) == (["Cook"], ())


def test_what_cannot_be_read_takes_nothing_else_down():
    deep = "[" * 100_000
    read = read_postings(page("{oops", deep, "", {"@type": "JobPosting", "title": "Cook"}))
    assert [(one.number, one.of, one.text) for one in read.unread] == [
        (1, 4, "{oops"),
        (2, 4, deep),
    ]
    assert [one.title for one in read.postings] == ["Cook"]
    assert read.postings[0].script == 4


def test_references_are_looked_up_and_put_together_across_scripts():
    read = read_postings(
        page(
            {
                "@graph": [
                    {"@type": "WebPage", "mainEntity": {"@type": "JobPosting", "@id": "#job"}},
                    {
                        "@type": "JobPosting",
                        "@id": "#job",
                        "title": "Cook",
                        "hiringOrganization": {"@id": "#us"},
                        "jobLocation": {"@id": "#here", "address": {"addressLocality": "Thika"}},
                    },
                    {"@type": "JobPosting", "@id": "#elsewhere"},
                ]
            },
            {
                "@type": "Organization",
                "@id": "#us",
                "name": "Example Inn",
                "parent": {"@id": "#us"},
            },
            {"@type": "Place", "@id": "#here", "address": {"addressCountry": {"name": "Kenya"}}},
        )
    )
    (job,) = read.postings
    assert (job.title, job.employer) == ("Cook", "Example Inn")
    assert job.places == (Place("Thika", country="Kenya"),)


def test_every_field_may_be_missing():
    assert posting(title=None) == Posting(script=1)
    assert posting(jobLocation=[], baseSalary={}, skills="", identifier={}) == Posting(script=1)


def test_fields_of_other_forms_are_read():
    job = posting(
        identifier={"@type": "PropertyValue", "name": "Example Co", "value": 1234567},
        jobLocationType="TELECOMMUTE",
        employmentType=["FULL_TIME", "CONTRACTOR, Full Time"],
        skills=[{"@type": "DefinedTerm", "name": "SQL"}, "dbt; Python"],
        jobLocation={"address": {"addressLocality": ["Nairobi", "Thika"], "addressCountry": "KE"}},
        datePosted="2025-12-05",
        validThrough="2026-01-05T00:00",
        hiringOrganization=[{"legalName": "Example Co"}],
    )
    assert (job.identifier, job.is_remote, job.employer) == ("1234567", True, "Example Co")
    assert job.employment_types == ("FULL_TIME", "CONTRACTOR", "Full Time")
    assert job.skills == ("SQL", "dbt", "Python")
    assert job.places == (Place("Nairobi", country="KE"), Place("Thika", country="KE"))
    assert (job.posted, job.valid_through) == ("2025-12-05", "2026-01-05T00:00")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (50000, (50000, 50000, None, None, None)),
        ("KSh 45,000 - 60,000 per month", (45000, 60000, "KES", "month", None)),
        ({"currency": "KES", "value": 0}, (None, None, None, None, "zero")),
        (
            {"currency": "ksh", "value": {"minValue": 0, "maxValue": "9.5", "unitText": "HOUR"}},
            (None, Decimal("9.5"), "KES", "hour", None),
        ),
        (
            {"currency": "USD", "value": {"minValue": 9, "maxValue": 7, "unitText": "DAY"}},
            (7, 9, "USD", "day", None),
        ),
        (
            {"currency": "KES", "value": {"value": "Confidential"}},
            (None, None, "KES", None, "no amount: confidential"),
        ),
        (
            {"currency": "KES", "value": {"minValue": "45,000", "maxValue": "60,000"}},
            (45000, 60000, "KES", None, None),
        ),
        ({"currency": "KES", "value": -5}, (None, None, None, None, "not plausible")),
        ({"currency": "KES", "value": {}}, (None, None, None, None, "nothing stated")),
    ],
)
def test_pay_is_read_as_stated(stated, expected):
    salary = posting(baseSalary=stated).salary
    amounts = (salary.amount_min, salary.amount_max)
    assert (*amounts, salary.currency, salary.period, salary.reason) == expected


@pytest.mark.parametrize(
    ("title", "heading", "same"),
    [
        ("Data Engineer", "Data Engineers", True),
        ("Data Engineer", "Data Engineer at Example Co", True),
        ("Data Engineer (Nairobi)", "Data engineer | On Site at Example Co", True),
        ("Engineer, Data", "Data Engineer", True),
        ("Accountant", "Senior Accountant", False),
        ("Finance Manager", "Finance Officer", False),
        ("Cook", None, True),
    ],
)
def test_a_similar_job_is_told_from_the_pages_own(title, heading, same):
    assert is_job_of_page(title, heading) is same


def test_the_heading_comes_with_the_page():
    assert read_postings("<h1> Data <b>Engineer</b>\n</h1>").heading == "Data Engineer"
    assert read_postings("<p>none</p>").heading is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ul><li>one <b>bold</b></li><li>two&nbsp;blanks</li></ul>", "one bold\n\ntwo\xa0blanks"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<style>p {}</style>a<!-- b --><script>c</script>", "a"),
        ("<5 years, vector<int>, R&D, ?a=1&copy=2", "<5 years, vector<int>, R&D, ?a=1&copy=2"),
        ("a <!-- left open", "a <!-- left open"),
        ("&amp;lt;p&amp;gt;", "&lt;p&gt;"),
        ("half \ud83d", "half \ufffd"),
    ],
)
def test_text_is_what_a_reader_sees(markup, text):
    if markup.startswith("&amp;lt;"):
        text = ""  # escaped twice, it is a tag
    assert plain_text(markup) == text


written = st.text(st.characters(exclude_characters="&<>", exclude_categories=["Cs"]))


@given(written, st.integers(min_value=0, max_value=2))
def test_text_escaped_at_most_twice_is_whole_and_stays_so(text, times):
    marked = text
    for _ in range(times):
        marked = html.escape(marked)
    assert plain_text(marked) == text
    assert plain_text(plain_text(marked)) == text


@given(st.lists(written.filter(str.strip), min_size=1), st.sampled_from(["p", "li", "b"]))
def test_cleaning_twice_is_cleaning_once(texts, tag):
    once = plain_text("".join(f"<{tag}>{text}</{tag}>" for text in texts))
    assert plain_text(once) == once
    assert one_line(one_line(once)) == one_line(once)


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["name", "value", "@id"]), inner)
    ),
)
FIELDS = ("@id", "identifier", "title", "description", "hiringOrganization", "jobLocation")
MORE = ("baseSalary", "skills", "employmentType", "datePosted", "jobLocationType", "url")


@given(st.dictionaries(st.sampled_from([*FIELDS, *MORE]), values))
def test_no_posting_stops_the_page(fields):
    read = read_postings(page({"@type": "JobPosting", **fields}, {"@type": "JobPosting"}))
    assert len(read.postings) + len(read.unread) <= 2


@given(st.text())
def test_no_page_stops_the_board(text):
    read_postings(text)
    read_postings(page(text))
