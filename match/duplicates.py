"""Find the listings that are one posting: the same job on several boards, or posted again.

Pairs that may be one are found by blocks (employer; title within 30 days; rare runs of words), each
is judged by the rules of ``compare``, and groups form around one listing that stands for all: each
member matches that one, so that no chain of small likenesses joins what is far apart. The result
does not depend on the order of the listings. ``DUPLICATES_VERSION`` rises with every rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from rapidfuzz import fuzz, process

from match.listing_words import (
    containment,
    employer_in_title,
    employer_name,
    levels,
    place_words,
    shingles,
    title_words,
)

DUPLICATES_VERSION = 2

DAYS_APART = 30  # more is posted again, not the same posting
DEADLINES_APART = 3  # days; so are deadlines that lie farther apart
SAME_EMPLOYER = 85
SAME_TITLE, LIKE_TITLE, EQUAL_TITLE = 90, 75, 97
TEXT_OF_SAME_TITLE, TEXT_OF_UNKNOWN_EMPLOYER, TEXT_OF_LIKE_TITLE = 0.35, 0.6, 0.85

ONE_IN = 8  # of the runs of words are indexed, chosen by their hash
MOST_WITH_RARE = 12  # listings that share a run which still is rare
FEWEST_RARE = 3
ROWS_AT_ONCE = 1_000

EMPLOYERS_OWN = ("greenhouse", "lever", "ashby", "smartrecruiters", "workable")
RELISTING = ("careerjet", "jooble", "adzuna")

Key = tuple[str, str]


@dataclass(frozen=True)
class Listing:
    """What is compared of a listing; None where it is not known.

    Args:
        board, external_id: its key. Two ids of one board are two openings, whatever they say.
        title, employer, place: as found.
        town, county: the place, where it is one of Kenya's.
        posted_on: the day of posting, if it is known within a few days.
        first_seen_at, last_seen_at: UTC.
        deadline_on: the last day for applications, as the page shows it.
        salary: least, most, currency and period.
        text: its description, without markup.
    """

    board: str
    external_id: str
    title: str | None
    employer: str | None
    place: str | None
    town: str | None
    county: str | None
    posted_on: date | None
    first_seen_at: datetime
    last_seen_at: datetime
    deadline_on: date | None
    salary: tuple[float | None, float | None, str | None, str | None]
    text: str | None


@dataclass(frozen=True)
class Member:
    """The posting that a listing belongs to.

    Args:
        key: the listing.
        canonical: the listing that stands for the posting.
        score: how sure it is, 0 to 1; 1 for the canonical one.
        reasons: what agreed.
        repost_of: a listing of the posting that this one repeats; of the canonical one alone.
        repost_score, repost_reasons: how sure that is, and why.
    """

    key: Key
    canonical: Key
    score: float
    reasons: tuple[str, ...]
    repost_of: Key | None = None
    repost_score: float | None = None
    repost_reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """Two listings of one job: one posting, or (``is_repost``) one posted again."""

    is_repost: bool
    score: float
    reasons: tuple[str, ...]


class _Prepared:
    """A listing as it is compared: its words and days, without its text."""

    __slots__ = (
        *("key", "board", "title", "levels", "employer", "town", "county", "place", "day"),
        *("first_seen", "last_seen", "deadline", "salary", "shingles", "rank"),
    )

    def __init__(self, listing: Listing) -> None:
        self.key = (listing.board, listing.external_id)
        self.board = listing.board
        places = (listing.town, listing.county, listing.place)
        is_named = bool(employer_name(listing.employer))
        employer = listing.employer if is_named else employer_in_title(listing.title)
        title = title_words(listing.title, employer=employer, places=places)
        self.title = " ".join(sorted(title))
        self.levels = levels(title)
        self.employer = employer_name(employer)
        self.town, self.county = listing.town, listing.county
        self.place = place_words(listing.place)
        self.day = (listing.posted_on or listing.first_seen_at.date()).toordinal()
        self.first_seen, self.last_seen = listing.first_seen_at, listing.last_seen_at
        self.deadline = listing.deadline_on.toordinal() if listing.deadline_on else None
        self.salary = listing.salary
        self.shingles = shingles(listing.text)
        known = (self.town or self.county, self.deadline, any(self.salary[:2]), listing.posted_on)
        self.rank = (
            _distance_from_employer(listing.board),
            not self.employer,
            -len(self.shingles),
            -sum(bool(each) for each in known),
            self.first_seen,
            self.key,
        )


def find_postings(listings: Iterable[Listing]) -> list[Member]:
    """Return the posting of each listing, by board and id.

    Texts are dropped as they are read, so ``listings`` may be a stream.
    """
    prepared = sorted((_Prepared(listing) for listing in listings), key=lambda each: each.key)
    duplicates: dict[int, dict[int, Match]] = defaultdict(dict)
    reposts: dict[int, dict[int, Match]] = defaultdict(dict)
    for one, other in _candidates(prepared):
        match = _compared(prepared[one], prepared[other])
        if match is not None:
            kept = reposts if match.is_repost else duplicates
            kept[one][other] = kept[other][one] = match
    canonical = _grouped(prepared, duplicates)
    repeated = _repeated(prepared, canonical, reposts)
    return [_member(prepared, at, canonical, duplicates, repeated) for at in range(len(prepared))]


def compare(one: Listing, other: Listing) -> Match | None:
    """Tell whether two listings are one posting, or one posted again; None if neither.

    Rules: titles of one level; employers alike, or one unknown; no two towns or counties; no pay
    that contradicts; text of the one in the other, the more of it the less else agrees. Ids of
    one board are different openings; seen one after the other they may be one posted again.
    """
    return _compared(_Prepared(one), _Prepared(other))


def _compared(one: _Prepared, other: _Prepared) -> Match | None:
    if one.levels != other.levels:
        return None
    title = fuzz.ratio(one.title, other.title, score_cutoff=LIKE_TITLE)
    if not title:
        return None
    employers_known = bool(one.employer and other.employer)
    employer = fuzz.token_sort_ratio(one.employer, other.employer) if employers_known else None
    if employer is not None and employer < SAME_EMPLOYER:
        return None
    if _in_other_places(one, other) or _paid_otherwise(one, other):
        return None
    have_texts = len(one.shingles) > 0 and len(other.shingles) > 0
    text = containment(one.shingles, other.shingles) if have_texts else None
    same_place = _same_place(one, other)
    if text is None:
        is_one = title >= EQUAL_TITLE and employers_known and same_place is not None
    elif employers_known:
        is_one = (title >= SAME_TITLE and text >= TEXT_OF_SAME_TITLE) or text >= TEXT_OF_LIKE_TITLE
    else:
        is_one = title >= SAME_TITLE and text >= TEXT_OF_UNKNOWN_EMPLOYER
    if not is_one:
        return None
    days = abs(one.day - other.day)
    deadlines = (
        abs(one.deadline - other.deadline)
        if one.deadline is not None and other.deadline is not None
        else None
    )
    earlier, later = (one, other) if one.first_seen <= other.first_seen else (other, one)
    if one.board == other.board:
        if later.first_seen <= earlier.last_seen:
            return None  # both stood there at once: two openings
        is_repost = True
    else:
        is_repost = days > DAYS_APART or (deadlines or 0) > DEADLINES_APART
    reasons = (
        f"title {title:.0f}",
        f"employer {employer:.0f}" if employer is not None else "one employer is not named",
        f"text {text:.2f}" if text is not None else "no texts to compare",
        *([f"place {same_place}"] if same_place else []),
        f"{days} days apart",
        *([f"deadlines {deadlines} days apart"] if deadlines else []),
        *(["one board, one after the other"] if one.board == other.board else []),
    )
    score = (
        0.45 * title / 100
        + 0.2 * (employer / 100 if employer is not None else 0.5)
        + 0.35 * (text if text is not None else 0.5)
    )
    return Match(is_repost, round(score, 4), reasons)


def _in_other_places(one: _Prepared, other: _Prepared) -> bool:
    if one.county and other.county:
        if one.county != other.county:
            return True
        return bool(one.town and other.town and one.town != other.town)
    if one.county or other.county:
        return False  # "Nairobi" and "Industrial Area": nobody can say
    return bool(one.place and other.place and not one.place & other.place)


def _same_place(one: _Prepared, other: _Prepared) -> str | None:
    """Return the place that both name."""
    if one.county and one.county == other.county:
        return one.town if one.town and one.town == other.town else one.county
    return " ".join(sorted(one.place & other.place)) or None


def _paid_otherwise(one: _Prepared, other: _Prepared) -> bool:
    """Tell whether both state their pay alike, and the ranges have nothing in common."""
    (low, high, *unit), (other_low, other_high, *other_unit) = one.salary, other.salary
    if None in (*unit, *other_unit) or unit != other_unit:
        return False
    apart = high is not None and other_low is not None and high < other_low
    return apart or (other_high is not None and low is not None and other_high < low)


def _distance_from_employer(board: str) -> int:
    """Rank where a listing comes from: the employer's own page, a board, one that lists others'."""
    name = board.casefold()
    if name.startswith(EMPLOYERS_OWN):
        return 0
    return 2 if name.startswith(RELISTING) else 1


def _candidates(prepared: Sequence[_Prepared]) -> Iterator[tuple[int, int]]:
    """Yield each pair that may be one posting once, the smaller number first."""
    count = len(prepared)
    if count < 2:
        return
    found = [
        *_of_one_employer(prepared),
        *_of_one_title(prepared),
        _with_rare_runs(prepared),
    ]
    pairs = np.unique(np.concatenate(found))
    for packed in pairs.tolist():
        yield divmod(packed, count)


def _packed(one: np.ndarray, other: np.ndarray, count: int) -> np.ndarray:
    low, high = np.minimum(one, other), np.maximum(one, other)
    return low.astype(np.int64) * count + high


def _blocks(values: Iterable[str]) -> Iterator[np.ndarray]:
    """Yield the places of each value that stands more than once."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(values):
        if value:
            places[value].append(place)
    for each in places.values():
        if len(each) > 1:
            yield np.array(each)


def _of_one_employer(prepared: Sequence[_Prepared]) -> Iterator[np.ndarray]:
    for block in _blocks(each.employer for each in prepared):
        titles = [prepared[place].title for place in block]
        for start in range(0, len(block), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            alike = process.cdist(
                titles[rows], titles, scorer=fuzz.ratio, score_cutoff=LIKE_TITLE, dtype=np.uint8
            )
            one, other = np.nonzero(alike)
            one = one + start
            ahead = one < other
            yield _packed(block[one[ahead]], block[other[ahead]], len(prepared))


def _of_one_title(prepared: Sequence[_Prepared]) -> Iterator[np.ndarray]:
    days = np.array([each.day for each in prepared])
    for places in _blocks(each.title for each in prepared):
        block = places[np.argsort(days[places], kind="stable")]
        when = days[block]
        employers = [prepared[place].employer for place in block]
        unknown = np.array([not name for name in employers])
        for start in range(0, len(block), ROWS_AT_ONCE):
            end = min(start + ROWS_AT_ONCE, len(block))
            until = int(np.searchsorted(when, when[end - 1] + DAYS_APART, side="right"))
            alike = process.cdist(
                employers[start:end],
                employers[start:until],
                scorer=fuzz.token_sort_ratio,
                score_cutoff=SAME_EMPLOYER,
                dtype=np.uint8,
            )
            may_be = (alike > 0) | unknown[start:end, np.newaxis] | unknown[np.newaxis, start:until]
            one, other = np.nonzero(may_be)
            ahead = (one < other) & (when[start + other] - when[start + one] <= DAYS_APART)
            one, other = block[start + one[ahead]], block[start + other[ahead]]
            yield _packed(one, other, len(prepared))


def _with_rare_runs(prepared: Sequence[_Prepared]) -> np.ndarray:
    """Return the pairs that share runs of words which few listings have.

    They find what neither employer nor title does: a job under another title, by nobody.
    """
    chosen = [each.shingles[each.shingles % np.uint64(ONE_IN) == 0] for each in prepared]
    runs = np.concatenate(chosen)
    owners = np.repeat(np.arange(len(prepared)), [len(each) for each in chosen])
    order = np.lexsort((owners, runs))
    runs, owners = runs[order], owners[order]
    starts = np.flatnonzero(np.r_[True, runs[1:] != runs[:-1]]) if len(runs) else np.empty(0, int)
    sizes = np.diff(np.r_[starts, len(runs)])
    found = [np.empty(0, np.int64)]
    for size in range(2, MOST_WITH_RARE + 1):
        groups = owners[starts[sizes == size][:, np.newaxis] + np.arange(size)]
        for one in range(size - 1):
            for other in range(one + 1, size):
                found.append(_packed(groups[:, one], groups[:, other], len(prepared)))
    pairs, shared = np.unique(np.concatenate(found), return_counts=True)
    return pairs[shared >= FEWEST_RARE]


def _grouped(
    prepared: Sequence[_Prepared], duplicates: dict[int, dict[int, Match]]
) -> dict[int, int]:
    """Return for each listing the one that stands for its posting.

    The best record of all comes first and stands for itself; each next one joins the one among
    those that it matches best, unless that has a listing of its board already.
    """
    canonical: dict[int, int] = {}
    boards: dict[int, set[str]] = {}
    order = {
        place: rank
        for rank, place in enumerate(sorted(range(len(prepared)), key=lambda p: prepared[p].rank))
    }
    for place in order:
        board = prepared[place].board
        open_to_it = [
            other
            for other in duplicates.get(place, ())
            if canonical.get(other) == other and board not in boards[other]
        ]
        best = min(
            open_to_it,
            key=lambda other: (-duplicates[place][other].score, order[other]),
            default=place,
        )
        canonical[place] = best
        boards.setdefault(best, set()).add(board)
    return canonical


def _repeated(
    prepared: Sequence[_Prepared],
    canonical: dict[int, int],
    reposts: dict[int, dict[int, Match]],
) -> dict[int, tuple[int, Match]]:
    """Return for each posting the listing of the latest earlier one that it repeats."""
    begun: dict[int, tuple[int, datetime, Key]] = {}
    for place, stands in canonical.items():
        each = prepared[place]
        when = (each.day, each.first_seen, prepared[stands].key)
        begun[stands] = min(begun.get(stands, when), when)
    found: dict[int, list[tuple[int, Match]]] = defaultdict(list)
    for place, others in reposts.items():
        stands = canonical[place]
        found[stands] += [
            (other, match)
            for other, match in others.items()
            if begun[canonical[other]] < begun[stands]
        ]
    return {
        stands: max(
            matches,
            key=lambda each: (begun[canonical[each[0]]], each[1].score, prepared[each[0]].key),
        )
        for stands, matches in found.items()
        if matches
    }


def _member(
    prepared: Sequence[_Prepared],
    place: int,
    canonical: dict[int, int],
    duplicates: dict[int, dict[int, Match]],
    repeated: dict[int, tuple[int, Match]],
) -> Member:
    key, stands = prepared[place].key, canonical[place]
    if stands != place:
        match = duplicates[place][stands]
        return Member(key, prepared[stands].key, match.score, match.reasons)
    if place not in repeated:
        return Member(key, key, 1.0, ())
    other, match = repeated[place]
    return Member(key, key, 1.0, (), prepared[other].key, match.score, match.reasons)
