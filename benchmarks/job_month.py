"""A made-up month of job boards, seeded: listings, and which of them are one posting.

``month`` gives cross-posts with noisy titles, other spellings of the employer or none, shortened,
shuffled and edited texts; reposts; and what only looks alike: one text in two towns, one template
for two posts, one text at two employers, two openings on one board. The rules of
``match.duplicates`` were written before it, and by the same hand: read the order of figures, not
their last digit.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from match.duplicates import Listing

BOARDS = ("brightermonday", "myjobmag", "jobwebkenya", "fuzu", "corporatestaffing", "careerjet")
TOWNS = (
    *(("Nairobi", "Nairobi"), ("Mombasa", "Mombasa"), ("Kisumu", "Kisumu"), ("Nakuru", "Nakuru")),
    *(("Eldoret", "Uasin Gishu"), ("Thika", "Kiambu"), ("Malindi", "Kilifi"), ("Nyeri", "Nyeri")),
)
ROLES = tuple(
    f"{field} {role}"
    for field in (
        *("Sales", "Accounts", "Finance", "Store", "Data", "Field", "Credit", "Network"),
        *("Marketing", "Project", "Quality", "Farm", "Payroll", "Security", "Clinical", "Legal"),
    )
    for role in (
        *("Officer", "Manager", "Clerk", "Analyst", "Engineer", "Coordinator", "Technician"),
        *("Executive", "Consultant", "Nurse"),
    )
)
LEVELS = ("", "", "", "", "Senior ", "Assistant ", "Junior ")
NAMES = (
    *("Acacia", "Baraka", "Chui", "Duma", "Elgon", "Faru", "Hekima", "Imara", "Jamii", "Kifaru"),
    *("Lulu", "Maisha", "Nuru", "Pwani", "Rafiki", "Simba", "Tausi", "Umoja", "Zawadi", "Mwanga"),
)
TRADES = (
    *("Logistics", "Hospital", "Foods", "Bank", "Insurance", "Academy", "Motors", "Energy"),
    *("Telecom", "Farms", "Hotels", "Textiles", "Pharma", "Builders", "Media", "Stores"),
)
VERBS = (
    *("prepare", "review", "maintain", "coordinate", "monitor", "install", "design", "update"),
    *("negotiate", "inspect", "train", "schedule", "report", "analyse", "audit", "deliver"),
)
THINGS = tuple(
    f"{kind} {thing}"
    for kind in ("weekly", "regional", "internal", "new", "supplier", "client", "field", "annual")
    for thing in (
        *("budgets", "stock lists", "reports", "contracts", "machines", "teams", "records"),
        *("routes", "campaigns", "payments", "samples", "visits", "systems", "accounts"),
    )
)
BOILERPLATE = (
    "Our client is an equal opportunity employer and does not ask applicants for any fee.",
    "Only shortlisted candidates will be contacted. Send a letter and your papers in one file.",
)
MONTH = date(2026, 10, 1)


@dataclass(frozen=True)
class Made:
    """A listing with the posting that it was made from, and the one that this one repeats."""

    listing: Listing
    posting: int
    repeats: int | None = None


def month(count: int, seed: int = 11) -> list[Made]:
    """Return ``count`` listings or a few more, shuffled; the same for the same seed."""
    chance = random.Random(seed)
    made: list[Made] = []
    posting = 0
    while len(made) < count:
        posting += 1
        original = _original(chance, posting)
        made.append(Made(original, posting))
        copies = chance.choices((0, 1, 2, 3), weights=(45, 30, 17, 8))[0]
        others = chance.sample([b for b in BOARDS if b != original.board], copies)
        made += [
            Made(_cross_post(chance, original, board, f"{posting}-{number}"), posting)
            for number, board in enumerate(others)
        ]
        kind = chance.random()
        if kind < 0.12:  # posted again
            posting += 1
            later = (original.posted_on or MONTH) + timedelta(days=chance.randint(31, 60))
            again = _seen(replace(original, external_id=str(posting), posted_on=later), later)
            made.append(Made(again, posting, repeats=posting - 1))
        elif kind < 0.32:  # looks alike, and is another one
            posting += 1
            made.append(Made(_look_alike(chance, original, str(posting)), posting))
    chance.shuffle(made)
    return made


def _original(chance: random.Random, posting: int) -> Listing:
    town, county = chance.choice(TOWNS)
    day = MONTH + timedelta(days=chance.randrange(30))
    employer = f"{chance.choice(NAMES)} {chance.choice(NAMES)} {chance.choice(TRADES)} Ltd"
    title = chance.choice(LEVELS) + chance.choice(ROLES)
    low = chance.randrange(20, 120) * 1000
    is_paid = chance.random() < 0.3
    listing = Listing(
        board=chance.choice(BOARDS[:-1]),
        external_id=str(posting),
        title=title,
        employer=employer,
        place=f"{town}, Kenya",
        town=town,
        county=county,
        posted_on=day,
        first_seen_at=datetime.min,
        last_seen_at=datetime.min,
        deadline_on=day + timedelta(days=chance.choice((14, 21, 30))),
        salary=(low, low * 1.4, "KES", "month") if is_paid else (None, None, None, None),
        text=_text(chance, title, employer, town),
    )
    return _seen(listing, day)


def _seen(listing: Listing, day: date) -> Listing:
    first = datetime(day.year, day.month, day.day, 2) + timedelta(days=1)
    return replace(listing, first_seen_at=first, last_seen_at=first + timedelta(days=5))


def _text(chance: random.Random, title: str, employer: str, town: str) -> str:
    duties = [
        f"You {chance.choice(VERBS)} {chance.choice(THINGS)} and {chance.choice(VERBS)} "
        f"{chance.choice(THINGS)} with {chance.choice(THINGS)}."
        for _ in range(chance.randint(6, 16))
    ]
    years = chance.randint(1, 9)
    return " ".join(
        [
            f"{employer} is looking for a {title} in {town}.",
            *duties,
            f"At least {years} years of experience with {chance.choice(THINGS)} are asked for.",
            *BOILERPLATE,
        ]
    )


def _cross_post(chance: random.Random, of: Listing, board: str, external_id: str) -> Listing:
    title, employer = of.title or "", of.employer or ""
    title = chance.choice(
        (
            title,
            title,
            title.upper(),
            f"{title} at {employer}",
            f"{title} - {of.town}",
            f"URGENT: {title} ({chance.randint(2, 9)} Posts)",
            f"{title} (Re-advertisement)",
            title.replace("Manager", "Mgr").replace("Assistant", "Asst"),
        )
    )
    name = chance.choice(
        (employer, employer, employer.removesuffix(" Ltd"), f"{employer[:-4]} Limited", None)
    )
    text = of.text or ""
    sentences = text.split(". ")
    edited = chance.random()
    if board == "careerjet" or edited < 0.25:
        text = text[:260]
    elif edited < 0.45:
        chance.shuffle(sentences)
        text = ". ".join(sentences)
    elif edited < 0.65:
        text = ". ".join(each for each in sentences if chance.random() > 0.2)
    day = (of.posted_on or MONTH) + timedelta(days=chance.randrange(8))
    knows_place = chance.random() < 0.85
    copy = replace(
        of,
        board=board,
        external_id=external_id,
        title=title,
        employer=name,
        place=of.place if knows_place else "Kenya",
        town=of.town if knows_place else None,
        county=of.county if knows_place else None,
        posted_on=day if chance.random() < 0.8 else None,
        deadline_on=of.deadline_on if chance.random() < 0.6 else None,
        salary=of.salary if chance.random() < 0.5 else (None, None, None, None),
        text=text,
    )
    return _seen(copy, day)


def _look_alike(chance: random.Random, of: Listing, external_id: str) -> Listing:
    other = replace(of, external_id=external_id)
    boards = [board for board in BOARDS[:-1] if board != of.board]
    match chance.randrange(5):
        case 0:  # another town
            town, county = chance.choice([each for each in TOWNS if each[0] != of.town])
            text = (of.text or "").replace(of.town or "", town)
            return replace(
                other,
                board=chance.choice(boards),
                place=town,
                town=town,
                county=county,
                text=text,
            )
        case 1:  # the template for another post
            title = chance.choice([role for role in ROLES if role not in (of.title or "")])
            text = (of.text or "").replace(of.title or "", title)
            return replace(other, board=chance.choice(boards), title=title, text=text)
        case 2:  # another employer
            employer = f"{chance.choice(NAMES)} {chance.choice(TRADES)} {chance.choice(NAMES)}"
            text = (of.text or "").replace(of.employer or "", employer)
            return replace(other, board=chance.choice(boards), employer=employer, text=text)
        case 3:  # another level
            title = f"Lead {chance.choice(ROLES)}"
            return replace(other, board=chance.choice(boards), title=title)
        case _:  # a second opening on the board
            return other
