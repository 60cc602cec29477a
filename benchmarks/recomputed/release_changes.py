"""What changed between two O*NET releases, made anew from their folders.

For releases whose occupation codes are of one edition of O*NET-SOC: up to 25.0, or from 25.1 on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import sqrt

from benchmarks.recomputed.onet_files import OnetRelease, cell_text, flag, month, number, whole
from benchmarks.recomputed.onet_marts import Rating, domain_of, ratings, rounded
from benchmarks.recomputed.table import Expected, Row

FIRST_OF_EDITION_2019 = date(2020, 11, 1)
SCALES = ("IM", "LV")
PAIR = ("from_release_name", "to_release_name")
FIGURES = {
    "value": ("Data Value", number),
    "standard_error": ("Standard Error", number),
    "n": ("N", whole),
    "recommend_suppress": ("Recommend Suppress", flag),
    "not_relevant": ("Not Relevant", flag),
    "rated_on": ("Date", month),
    "domain_source": ("Domain Source", cell_text),
}
# what tells a rating from another, but for its date
TOLD_BY = (
    *("Data Value", "Standard Error", "N", "Lower CI Bound", "Upper CI Bound"),
    *("Recommend Suppress", "Not Relevant", "Domain Source"),
)

Key = tuple[str, str, str]
Rated = dict[tuple[str, str], dict[Key, Rating]]


def change_marts(older: OnetRelease, newer: OnetRelease) -> list[Expected]:
    """Return what the tables of changes must hold of two releases.

    Raises:
        ValueError: their codes are of two editions of O*NET-SOC.
    """
    editions = {release.released_on < FIRST_OF_EDITION_2019 for release in (older, newer)}
    if len(editions) > 1:
        raise ValueError(f"{older.name} and {newer.name} have codes of two editions of O*NET-SOC")
    pair = {"from_release_name": older.name, "to_release_name": newer.name}
    before, after = _rated(older), _rated(newer)
    changed = list(_rating_changes(older, newer, before, after))
    occupations = list(_occupation_changes(older, newer, before, after))
    elements = list(_element_changes(older, newer))
    counts = _counts(older, newer, before, after, changed, elements)
    compared = [
        {
            "kind": kind,
            "scale_id": scale,
            "verdict": verdict,
            "from_released_on": older.released_on,
            "to_released_on": newer.released_on,
            "n_from": n_from,
            "n_to": n_to,
        }
        for (kind, scale, verdict), (n_from, n_to) in counts.items()
    ]
    made = (
        ("rating_changes", ("occupation_code", "element_id", "scale_id"), changed),
        (
            "occupation_changes",
            ("verdict", "from_occupation_code", "to_occupation_code", "domain"),
            occupations,
        ),
        ("element_changes", ("verdict", "from_element_id", "to_element_id"), elements),
        ("release_comparison", ("kind", "scale_id", "verdict"), compared),
    )
    return [
        Expected(
            name,
            (*PAIR, *key),
            [{**pair, **row} for row in rows],
            not_compared=("recency",),
            only=pair,
        )
        for name, key, rows in made
    ]


def _rated(release: OnetRelease) -> Rated:
    """Return the ratings of level and importance: occupation and domain -> key -> rating."""
    found: Rated = defaultdict(dict)
    for rating in ratings(release):
        domain = domain_of(rating.element_id)
        if domain and rating.scale_id in SCALES:
            key = (rating.occupation_code, rating.element_id, rating.scale_id)
            found[rating.occupation_code, domain][key] = rating
    return dict(found)


def _words(release: OnetRelease, file: str, key: str, *columns: str) -> dict[str, tuple]:
    return {
        cells[key]: tuple(cell_text(cells[column]) for column in columns)
        for cells in release.named(file)
    }


def _occupations(release: OnetRelease) -> dict[str, tuple]:
    return _words(release, "Occupation Data", "O*NET-SOC Code", "Title", "Description")


def _elements(release: OnetRelease) -> dict[str, tuple]:
    return _words(release, "Content Model Reference", "Element ID", "Element Name", "Description")


def _told(rating: Rating) -> list[object]:
    """Return all that a rating says but its date; numbers as numbers."""
    texts = [cell_text(rating.cells.get(column)) for column in TOLD_BY]
    return [
        text if text is None or index > 4 else Decimal(text) for index, text in enumerate(texts)
    ]


def _rating_changes(
    older: OnetRelease, newer: OnetRelease, before: Rated, after: Rated
) -> Iterator[Row]:
    titles, names, old_names = _occupations(newer), _elements(newer), _elements(older)
    for code, domain in before.keys() & after.keys():
        if code not in titles:
            continue
        was, became = before[code, domain], after[code, domain]
        for key in was.keys() | became.keys():
            old, new = was.get(key), became.get(key)
            if old and new and _told(old) == _told(new):
                continue
            difference = new.value - old.value if old and new else None
            margin = _margin(old, new) if old and new else None
            if difference is None:
                verdict = "added" if new else "dropped"
            else:
                verdict = "changed" if difference else "same_value"
            is_beyond = difference is not None and margin is not None and abs(difference) > margin
            yield {
                "occupation_code": code,
                "element_id": key[1],
                "scale_id": key[2],
                "from_occupation_code": code,
                "occupation_title": titles[code][0],
                "element_name": (names if new else old_names)[key[1]][0],
                "domain": domain,
                "verdict": verdict,
                "difference": difference,
                "margin_of_error": margin,
                "is_beyond_error": None if margin is None else int(is_beyond),
                **_figures("from", old),
                **_figures("to", new),
            }


def _margin(old: Rating, new: Rating) -> Decimal | None:
    one, other = old.standard_error, new.standard_error
    if one is None or other is None:
        return None
    return rounded(Decimal(1.96 * sqrt(one * one + other * other)), 4)


def _figures(side: str, rating: Rating | None) -> Row:
    return {
        f"{side}_{name}": None if rating is None else read(rating.cells.get(column))
        for name, (column, read) in FIGURES.items()
    }


def _occupation_changes(
    older: OnetRelease, newer: OnetRelease, before: Rated, after: Rated
) -> Iterator[Row]:
    was, became = _occupations(older), _occupations(newer)

    def row(verdict: str, code: str, domain: str = "", n: int | None = None) -> Row:
        return {
            "verdict": verdict,
            "from_occupation_code": code if code in was else "",
            "to_occupation_code": code if code in became else "",
            "domain": domain,
            "from_title": was[code][0] if code in was else None,
            "to_title": became[code][0] if code in became else None,
            "n_ratings": n,
        }

    yield from (row("dropped", code) for code in was.keys() - became.keys())
    yield from (row("added", code) for code in became.keys() - was.keys())
    for code in was.keys() & became.keys():
        if was[code][0] != became[code][0]:
            yield row("renamed", code)
        if was[code][1] != became[code][1]:
            yield row("redescribed", code)
    both = {domain for _, domain in before} & {domain for _, domain in after}
    for verdict, one, other in (
        ("no_longer_rated", before, after),
        ("newly_rated", after, before),
    ):
        for code, domain in one.keys() - other.keys():
            if domain in both and code in was and code in became:
                yield row(verdict, code, domain, len(one[code, domain]))


def _element_changes(older: OnetRelease, newer: OnetRelease) -> Iterator[Row]:
    was, became = _elements(older), _elements(newer)
    gone = {element: was[element] for element in was.keys() - became.keys()}
    come = {element: became[element] for element in became.keys() - was.keys()}
    times_gone, times_come = Counter(gone.values()), Counter(come.values())
    places = {words: element for element, words in come.items()}
    moved = {
        element: places[words]
        for element, words in gone.items()
        if words[1] is not None and times_gone[words] == times_come[words] == 1
    }

    def row(verdict: str, old: str, new: str) -> Row:
        return {
            "verdict": verdict,
            "from_element_id": old,
            "to_element_id": new,
            "domain": domain_of(new or old),
            "from_element_name": was[old][0] if old else None,
            "to_element_name": became[new][0] if new else None,
            "from_description": was[old][1] if old else None,
            "to_description": became[new][1] if new else None,
        }

    yield from (row("moved", old, new) for old, new in moved.items())
    yield from (row("dropped", element, "") for element in gone.keys() - moved.keys())
    yield from (row("added", "", element) for element in come.keys() - set(moved.values()))
    for element in was.keys() & became.keys():
        if was[element][0] != became[element][0]:
            yield row("renamed", element, element)
        if was[element][1] != became[element][1]:
            yield row("redescribed", element, element)


def _counts(
    older: OnetRelease,
    newer: OnetRelease,
    before: Rated,
    after: Rated,
    changed: list[Row],
    elements: list[Row],
) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Return kind, scale and verdict -> how many of the older and of the newer release."""
    olds: Counter[tuple[str, str, str]] = Counter()
    news: Counter[tuple[str, str, str]] = Counter()
    was, became = _occupations(older).keys(), _occupations(newer).keys()
    kept = was & became
    olds["occupation", "", "kept"] = news["occupation", "", "kept"] = len(kept)
    olds["occupation", "", "dropped"] = len(was - became)
    news["occupation", "", "added"] = len(became - was)
    kept_elements = _elements(older).keys() & _elements(newer).keys()
    olds["element", "", "kept"] = news["element", "", "kept"] = len(kept_elements)
    for row in elements:
        if row["verdict"] in ("moved", "dropped", "added"):
            olds["element", "", row["verdict"]] += bool(row["from_element_id"])
            news["element", "", row["verdict"]] += bool(row["to_element_id"])
    verdicts = {
        (row["occupation_code"], row["element_id"], row["scale_id"]): _verdict(row)
        for row in changed
    }
    both = {domain for _, domain in before} & {domain for _, domain in after}
    for counter, one, other, alone in (
        (olds, before, after, "no_longer_rated"),
        (news, after, before, "newly_rated"),
    ):
        for (code, domain), found in one.items():
            for key, rating in found.items():
                if code not in kept:
                    verdict = "occupation_not_compared"
                elif domain not in both:
                    verdict = "domain_not_in_release"
                elif (code, domain) not in other:
                    verdict = alone
                elif key in verdicts:
                    verdict = verdicts[key]
                else:
                    twin = other[code, domain][key]
                    is_of_one_date = rating.cells["Date"] == twin.cells["Date"]
                    verdict = "same" if is_of_one_date else "same_but_date"
                counter[domain, key[2], verdict] += 1
    return {
        key: (olds[key], news[key]) for key in olds.keys() | news.keys() if olds[key] + news[key]
    }


def _verdict(row: Row) -> str:
    if row["verdict"] != "changed":
        return str(row["verdict"])
    known = {None: "error_unknown", 1: "beyond_error", 0: "within_error"}
    return f"changed_{known[row['is_beyond_error']]}"
