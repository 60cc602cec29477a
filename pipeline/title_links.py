"""Link the titles of KeSCO to the occupations of each ESCO model in English.

SQL compares texts, it does not judge how alike two titles are; so the candidates are found here
(``match``), written to the landing table ``occupation_link_candidates``, and dbt takes it from
there. What was found by the same rules for the same deliveries is not looked for again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, delete, insert, select, tuple_

from extract.sources import title_of
from load.tables import LANDING_TABLES, occupation_link_candidates
from match.occupations import MATCHER_VERSION, OccupationLabel, Title, link
from pipeline.console import Console
from pipeline.ledger import ReadyBatch

ROWS_AN_INSERT = 5_000
VERSION = str(MATCHER_VERSION)


def link_titles(engine: Engine, batches: Iterable[ReadyBatch], console: Console) -> None:
    """Find the candidates of every pair of deliveries that has none, and drop those of others.

    Args:
        engine: of the loader on ``<prefix>_landing``.
        batches: what staging reads.
        console: says what was linked.
    """
    candidates = occupation_link_candidates.c
    wanted = _pairs(list(batches))
    with engine.begin() as connection:
        pair = tuple_(candidates.title_batch_id, candidates.label_batch_id)
        stale = candidates.matcher_version != VERSION
        if wanted:
            stale |= pair.not_in([(kesco.batch_id, esco.batch_id) for kesco, esco in wanted])
        connection.execute(delete(occupation_link_candidates).where(stale))
        found = select(candidates.title_batch_id, candidates.label_batch_id).distinct()
        known = {tuple(row) for row in connection.execute(found)}
    for kesco, esco in wanted:
        if (kesco.batch_id, esco.batch_id) in known:
            continue
        model = title_of(esco.source, esco.release_name)
        with console.progress(f"linking titles to {model}", unit="titles") as bar:
            with engine.begin() as connection:
                rows = list(_candidates(connection, kesco.batch_id, esco.batch_id))
                for start in range(0, len(rows), ROWS_AN_INSERT):
                    connection.execute(
                        insert(occupation_link_candidates), rows[start : start + ROWS_AN_INSERT]
                    )
            titles = len({row["title_line"] for row in rows})
            bar.advance(titles)
        console.say(
            f"linked {titles:,} titles of {title_of(kesco.source, kesco.release_name)} to {model}"
        )


def _pairs(batches: list[ReadyBatch]) -> list[tuple[ReadyBatch, ReadyBatch]]:
    """Return the deliveries that the marts compare: of KeSCO the newest, of ESCO all in English.

    Real deliveries come before samples, as in the model ``int_taxonomies__current_batches``.
    """
    kesco = _real_first([batch for batch in batches if batch.source == "kesco"])
    newest = sorted(kesco, key=lambda batch: (batch.release_name, batch.batch_id))[-1:]
    esco = _real_first([batch for batch in batches if batch.source == "esco"])
    return [(title, label) for title in newest for label in esco if _may_be_english(label)]


def _real_first(batches: list[ReadyBatch]) -> list[ReadyBatch]:
    return [batch for batch in batches if not batch.is_sample] or batches


def _may_be_english(batch: ReadyBatch) -> bool:
    """Tell by the model's name; one of Tabiya's does not end with a language."""
    language = re.search(r" ([a-z]{2})$", batch.release_name)
    return language is None or language[1] == "en"


def _candidates(
    connection: Connection, title_batch_id: int, label_batch_id: int
) -> Iterator[dict[str, object]]:
    titles = list(_titles(connection, title_batch_id))
    labels = list(_labels(connection, label_batch_id))
    for candidate in link(titles, labels):
        yield {
            "title_batch_id": title_batch_id,
            "label_batch_id": label_batch_id,
            "title_line": int(candidate.title_key),
            "candidate_rank": candidate.rank,
            "label_code": candidate.occupation_key,
            "label": candidate.label,
            "method": candidate.method,
            "confidence": candidate.confidence,
            "matcher_version": VERSION,
        }


def _titles(connection: Connection, batch_id: int) -> Iterator[Title]:
    landed = LANDING_TABLES["kesco_occupations"].c
    query = select(landed.source_line, landed.title, landed.code).where(landed.batch_id == batch_id)
    for line, title, code in connection.execute(query):
        yield Title(str(line), title, code.strip()[:4])


def _labels(connection: Connection, batch_id: int) -> Iterator[OccupationLabel]:
    """Yield each occupation's preferred label and each line of its alternative ones."""
    landed = LANDING_TABLES["esco_occupations"].c
    query = select(landed.code, landed.group_code, landed.preferred_label, landed.alt_labels).where(
        landed.batch_id == batch_id
    )
    for code, group_code, preferred, alternatives in connection.execute(query):
        key, group = code.strip(), group_code.strip()
        yield OccupationLabel(key, group, preferred.strip(), is_preferred=True)
        for line in (alternatives or "").split("\n"):
            if label := line.strip():
                yield OccupationLabel(key, group, label, is_preferred=False)
