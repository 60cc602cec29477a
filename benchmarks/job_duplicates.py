"""How many listings that are one posting are found, how many of those found are, and how fast.

    .venv/bin/python -m benchmarks.job_duplicates [LISTINGS]

Pairs of listings are counted, over a made-up month (``benchmarks.job_month``), against two plain
keys: title, employer and place as they stand, and the same without case, noise and legal forms.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations

from benchmarks.job_month import Made, month
from match.duplicates import Key, Listing, find_postings
from match.listing_words import employer_name, title_words

Pair = tuple[Key, Key]


def measure(count: int) -> None:
    """Print precision, recall, seconds and memory over ``count`` listings."""
    made = month(count)
    listings = [each.listing for each in made]
    truth = pairs(made, lambda each: each.posting)
    print(f"{len(listings):,} listings, {len({each.posting for each in made}):,} postings,")
    print(f"{len(truth):,} pairs of listings that are one posting\n")
    print(f"{'':44}{'precision':>10}{'recall':>8}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, key in (("title, employer, place", raw_key), ("the same, normalised", plain_key)):
        show(name, pairs(made, lambda each, key=key: key(each.listing)), truth)
    started = time.perf_counter()
    members = find_postings(listings)
    seconds = time.perf_counter() - started
    canonical = {member.key: member.canonical for member in members}
    found = pairs(made, lambda each: canonical[key_of(each.listing)])
    show("match.duplicates", found, truth)
    repeats = {key_of(each.listing): each for each in made if each.repeats is not None}
    postings = {key_of(each.listing): each.posting for each in made}
    told = {m.key: postings[m.repost_of] for m in members if m.repost_of is not None}
    right = sum(told.get(key) == each.repeats for key, each in repeats.items())
    print(f"\nreposts: {right:,} of {len(repeats):,} are linked to what they repeat,")
    print(f"{len(told) - right:,} further postings are linked to another one")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\n{seconds:.1f} s, {peak / 1024:,.0f} MiB at most, {before / 1024:,.0f} of it before")


def key_of(listing: Listing) -> Key:
    """Return board and id."""
    return listing.board, listing.external_id


def raw_key(listing: Listing) -> tuple:
    """Return title, employer and place as they stand."""
    return listing.title, listing.employer, listing.place


def plain_key(listing: Listing) -> tuple:
    """Return title, employer and place without case, noise and legal forms."""
    places = (listing.town, listing.county, listing.place)
    title = title_words(listing.title, employer=listing.employer, places=places)
    return title, employer_name(listing.employer), listing.town


def pairs(made: Iterable[Made], group: Callable[[Made], object]) -> set[Pair]:
    """Return the pairs of listings that stand in one group."""
    groups: dict[object, list[Key]] = defaultdict(list)
    for each in made:
        groups[group(each)].append(key_of(each.listing))
    return {pair for keys in groups.values() for pair in combinations(sorted(keys), 2)}


def show(name: str, found: set[Pair], truth: set[Pair]) -> None:
    """Print one line of the table."""
    right = len(found & truth)
    print(f"{name:44}{right / max(len(found), 1):>10.3f}{right / len(truth):>8.3f}")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
