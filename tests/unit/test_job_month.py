"""The made-up month of job boards is the same for the same seed, and its postings are found."""

from __future__ import annotations

from benchmarks.job_duplicates import key_of, pairs, plain_key
from benchmarks.job_month import month
from match.duplicates import find_postings


def test_a_seed_gives_one_month():
    assert month(200, seed=3) == month(200, seed=3) != month(200, seed=4)


def test_most_pairs_are_found_and_few_that_are_none():
    made = month(1_500)
    assert len({key_of(each.listing) for each in made}) == len(made)
    truth = pairs(made, lambda each: each.posting)
    canonical = {m.key: m.canonical for m in find_postings(each.listing for each in made)}
    found = pairs(made, lambda each: canonical[key_of(each.listing)])
    by_key = pairs(made, lambda each: plain_key(each.listing))
    assert len(found & truth) / len(found) > 0.99
    assert len(found & truth) / len(truth) > 0.97
    assert len(by_key & truth) / len(truth) < 0.8
