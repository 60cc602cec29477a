"""Match the titles of job listings that landed to each taxonomy, the new ones alone.

How alike two titles are is no task for SQL, so they are matched here (``match.vacancies``),
written to ``job_title_matches`` and ``job_title_candidates``, and dbt takes them from there. What
was matched to the same labels by the same rules is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, Engine, Row, delete, exists, insert, select

from extract.jobs.markup import one_line
from load.tables import (
    LANDING_TABLES,
    job_readings,
    job_title_candidates,
    job_title_matches,
)
from match.titles import words
from match.vacancies.index import LabelIndex
from match.vacancies.matcher import BATCH, MATCHER_VERSION, Matcher, TitleMatch
from match.vacancies.taxonomy import ListedTitle, Taxonomy
from pipeline.console import Console
from pipeline.job_labels import LabelDelivery, occupation_labels

_LONGEST_HINT = 64


def match_titles(engine: Engine, deliveries: Iterable[LabelDelivery], console: Console) -> None:
    """Match every title that has no match to a taxonomy, and drop the matches to other labels.

    Args:
        engine: of the loader on ``<prefix>_landing``.
        deliveries: the taxonomies, with what people decided of titles.
        console: says how many were matched.
    """
    current = {delivery.taxonomy: delivery for delivery in deliveries}
    with engine.begin() as connection:
        _drop_stale(connection, current)
    for taxonomy, delivery in current.items():
        with engine.connect() as connection:
            new = _new_cards(connection, taxonomy)
            labels = list(occupation_labels(connection, delivery)) if new else []
        if not new or not labels:
            continue
        with console.progress(f"matching titles to {taxonomy}", unit="titles") as bar:
            matcher = Matcher(LabelIndex(labels), rejected=delivery.rejected)
            cards = [card_hash for card_hash, _ in new]
            matches = zip(cards, matcher.match(listed for _, listed in new), strict=True)
            answered = 0
            while some := list(islice(matches, BATCH)):
                with engine.begin() as connection:  # a batch whole, or not at all
                    _keep(connection, delivery, some)
                answered += sum(match.level != "unmatched" for _, match in some)
                bar.advance(len(some))
        console.say(
            f"matched {answered:,} of {len(new):,} new titles of job listings to {taxonomy}"
        )


def _drop_stale(connection: Connection, current: dict[Taxonomy, LabelDelivery]) -> None:
    """Delete matches to labels of before, and of listings that have gone."""
    matches = job_title_matches
    is_read = exists().where(job_readings.c.card_hash == matches.c.card_hash)
    stale = ~is_read
    known = [str(taxonomy) for taxonomy in current]
    stale |= matches.c.taxonomy.not_in(known)
    for taxonomy, delivery in current.items():
        is_other = matches.c.labels_version != delivery.version
        stale |= (matches.c.taxonomy == str(taxonomy)) & is_other
    connection.execute(delete(matches).where(stale))
    candidates = job_title_candidates
    is_kept = exists().where(
        matches.c.taxonomy == candidates.c.taxonomy, matches.c.card_hash == candidates.c.card_hash
    )
    connection.execute(delete(candidates).where(~is_kept))


def _new_cards(connection: Connection, taxonomy: Taxonomy) -> list[tuple[str, ListedTitle]]:
    """Return title, employer and place of each card without a match, by its hash."""
    sightings = LANDING_TABLES["job_sightings"]
    is_matched = exists().where(
        job_title_matches.c.taxonomy == str(taxonomy),
        job_title_matches.c.card_hash == job_readings.c.card_hash,
    )
    query = (
        select(job_readings.c.card_hash, sightings.c.title, sightings.c.employer, sightings.c.place)
        .join(
            sightings,
            (sightings.c.batch_id == job_readings.c.batch_id)
            & (sightings.c.source_file == job_readings.c.source_file)
            & (sightings.c.source_line == job_readings.c.source_line),
        )
        .where(~is_matched)
    )
    cards = {row.card_hash: _listed(row) for row in connection.execute(query)}
    return sorted(cards.items(), key=lambda card: card[0])


def _listed(row: Row) -> ListedTitle:
    return ListedTitle(*(one_line(text) if text else None for text in row[1:]))


def _keep(
    connection: Connection, delivery: LabelDelivery, matches: Iterable[tuple[str, TitleMatch]]
) -> None:
    reviews = {review.title_key: review for review in delivery.reviews}
    rows, candidates = [], []
    for card_hash, match in matches:
        review = reviews.get(title_key(match.cleaned.core))
        rows.append(
            {
                "taxonomy": str(delivery.taxonomy),
                "card_hash": card_hash,
                "core_title": match.cleaned.core,
                "seniority": _joined(match.cleaned.seniority),
                "employment_hints": _joined(match.cleaned.employment),
                "removed": json.dumps(match.cleaned.removed, ensure_ascii=False),
                "match_level": str(match.level),
                "reason": match.reason and str(match.reason),
                "confidence": match.sureness.occupation,
                "group_confidence": match.sureness.group,
                "two_digit_confidence": match.sureness.two_digit_group,
                "review": review and review.decision,
                "review_agrees": review and review.agrees,
                "label_batch_id": delivery.batch.batch_id,
                "labels_version": delivery.version,
                "matcher_version": MATCHER_VERSION,
            }
        )
        candidates += _candidate_rows(delivery.taxonomy, card_hash, match)
    connection.execute(insert(job_title_matches), rows)
    if candidates:
        connection.execute(insert(job_title_candidates), candidates)


def _candidate_rows(
    taxonomy: Taxonomy, card_hash: str, match: TitleMatch
) -> Iterator[dict[str, object]]:
    for candidate in match.candidates:
        yield {
            "taxonomy": str(taxonomy),
            "card_hash": card_hash,
            "candidate_rank": candidate.rank,
            "occupation_code": candidate.occupation,
            "unit_group": candidate.group,
            "label": candidate.label,
            "method": str(candidate.method),
            "score": candidate.score,
        }


def title_key(core: str) -> str:
    """Return what titles of reviews are known by: the words of a title without its noise."""
    return " ".join(words(core))[:255]


def _joined(hints: Iterable[str]) -> str | None:
    return ", ".join(hints)[:_LONGEST_HINT] or None
