"""What is read from a title, and what of it is a board's noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match.vacancies.cleaning import CleanTitle, clean

HEADS = frozenset({"assistant", "clerk", "manager", "officer"})


@pytest.mark.parametrize(
    ("title", "core"),
    [
        # what a page wrote around the letters
        ("Caf&eacute; Manager &amp; Barista", "cafe manager & barista"),
        ("ACCOUNTANT  \u2013  \U0001f525", "accountant"),
        ("D\u00e9veloppeur", "developpeur"),
        # counts, places, references, calls to apply
        ("Accountant - Nairobi (3 Posts)", "accountant"),
        ("URGENT: Accountant (Westlands)", "accountant"),
        ("Two (2) Posts of Cook", "cook"),
        ("Accountant x3", "accountant"),
        ("Nurse (Re-advertisement) Ref: HR/529/2025", "nurse"),
        ("We are hiring: Sales Executive - Apply now", "sales executive"),
        ("Sales Executive \u2013 Mombasa | Full Time", "sales executive"),
        ("Driver - 6 months contract", "driver"),
        ("Waiter Kshs 20,000 - 25,000 per month", "waiter"),
        ("Part-time Teacher", "teacher"),
        # grades, but not the grade that is taught
        ("Clerk, CSG 9", "clerk"),
        ("Accountant, Job Group K", "accountant"),
        ("Programme Officer (P-3)", "programme officer"),
        ("Tutor for grade 4 student", "tutor for grade 4 student"),
        # abbreviations
        ("Asst Mgr", "assistant manager"),
        ("HR Officer", "human resources officer"),
        ("M&E Officer", "monitoring and evaluation officer"),
        ("MEAL Coordinator", "monitoring and evaluation coordinator"),
        ("Meal Planner", "meal planner"),
        ("Sales Reps", "sales representatives"),
        # Swahili and French, phrases before words
        ("Fundi Umeme", "electrician"),
        ("Fundi", "craftsman"),
        ("Dereva wa lori", "truck driver"),
        ("Mwalimu", "teacher"),
        ("Ing\u00e9nieur civil", "civil engineer"),
        ("Comptable", "accountant"),
        ("Chef", "chef"),
        # turned round only where the left part is a noun that labels end with
        ("clerk, filing", "filing clerk"),
        ("Stores, Office Assistant", "stores, office assistant"),
        ("Peat, coal and gas", "peat, coal and gas"),
        # meaning that looks like noise
        ("SEO Manager (Search Engine Optimization Manager)",) * 2,
        ("Remote Sensing Officer",) * 2,
        ("Contract Manager",) * 2,
        ("Deck Officer at Sea",) * 2,
        ("Nairobi Branch Manager",) * 2,
        ("10 Wheeler Driver",) * 2,
        ("C++ Developer",) * 2,
        ("C# Developer",) * 2,
        (".NET Developer",) * 2,
        ("Head of Sales (East Africa)",) * 2,
    ],
)
def test_the_core_is_the_work_alone(title, core):
    assert clean(title, heads=HEADS).core == core.casefold()


@pytest.mark.parametrize("title", [None, "", "   ", "-", "...", "(3)", "&nbsp;", "\u200b", "2025"])
def test_a_title_without_letters_has_no_core(title):
    assert clean(title).core == ""


def test_what_was_taken_out_is_told():
    cleaned = clean("URGENT: Senior Sales Exec - Kisumu (2 Posts) | Full Time")

    assert cleaned == CleanTitle(
        core="sales executive",
        with_seniority="senior sales executive",
        seniority=("senior",),
        employment=("full time",),
        removed=("urgent", "2 posts", "kisumu", "full time"),
    )


@pytest.mark.parametrize(
    ("title", "seniority", "core"),
    [
        ("Snr. Accountant", ("senior",), "accountant"),
        ("Trainee Accountant", ("trainee",), "accountant"),
        ("Legal Officer II", ("ii",), "legal officer"),
        ("Graduate Trainee - Audit", ("trainee",), "audit"),
        ("Trainee", ("trainee",), "trainee"),
        ("Assistant Manager", (), "assistant manager"),
    ],
)
def test_seniority_is_kept_apart(title, seniority, core):
    cleaned = clean(title)

    assert (cleaned.seniority, cleaned.core) == (seniority, core)


@pytest.mark.parametrize(
    ("title", "employer", "place", "core"),
    [
        ("Safaricom PLC Sales Agent", "Safaricom PLC", None, "sales agent"),
        ("Sales Agent at Safaricom", "Safaricom PLC", None, "sales agent"),
        ("Nurse at Hekima Hospital", None, None, "nurse"),
        ("Nurse - Likoni", None, "Likoni, Mombasa", "nurse"),
        ("Nurse in Kampala", None, "Kampala, Uganda", "nurse"),
        ("Remote Sensing Officer", None, "Remote", "remote sensing officer"),
        ("Bank Teller", "Bank Teller", None, "bank teller"),
        ("Attendant at swimming pool", None, None, "attendant at swimming pool"),
        ("Cook Pwani", "Pwani Corporation", None, "cook"),
        ("Guard at Night", None, None, "guard at night"),
    ],
)
def test_the_employer_and_the_place_are_no_part_of_the_work(title, employer, place, core):
    assert clean(title, employer, place).core == core


@given(st.text(max_size=80), st.none() | st.text(max_size=20), st.none() | st.text(max_size=20))
def test_whatever_is_written_can_be_cleaned(title, employer, place):
    cleaned = clean(title, employer, place, HEADS)

    assert cleaned.core == " ".join(cleaned.core.split())
    assert bool(cleaned.core) == any(sign.isalpha() for sign in cleaned.core)
