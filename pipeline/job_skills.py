"""Find the skills that the texts of job listings name, in each distinct text once.

Looked for are the labels of the primary ESCO model and a few licences and certificates
(``match.vacancies.skills``) in descriptions, and the names of skills that a listing lists. What
was looked through by the same rules for the same labels is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice

from sqlalchemy import Connection, Engine, delete, func, insert, select

from extract.jobs.markup import plain_text
from load.tables import LANDING_TABLES, job_text_skills, job_texts
from match.vacancies.credentials import CREDENTIALS
from match.vacancies.skills import SKILLS_VERSION, SkillIndex, SkillMention
from pipeline.console import Console
from pipeline.job_labels import primary_esco, skill_labels
from pipeline.ledger import ReadyBatch

VERSION = str(SKILLS_VERSION)
TEXTS_AT_ONCE = 256
_LONGEST_FIELD = 1_000

ESCO = "esco"
CREDENTIAL = "credential"


def find_skills(
    engine: Engine, batches: list[ReadyBatch], esco_model: str | None, console: Console
) -> None:
    """Look for skills in every text that was not looked through; drop what other rules found.

    Args:
        engine: of the loader on ``<prefix>_landing``.
        batches: what staging reads.
        esco_model: name of the primary ESCO model; None for the newest.
        console: says how many were found.
    """
    esco = primary_esco(batches, esco_model)
    label_batch_id = esco.batch_id if esco else 0
    visits = [batch.batch_id for batch in batches if batch.source == "jobs"]
    with engine.begin() as connection:
        stale = (job_texts.c.skills_version != VERSION) | (
            job_texts.c.label_batch_id != label_batch_id
        )
        connection.execute(delete(job_texts).where(stale))
        is_kept = select(job_texts.c.text_hash)
        connection.execute(
            delete(job_text_skills).where(job_text_skills.c.text_hash.not_in(is_kept))
        )
        new: dict[str, dict[str, Place]] = {}
        for kind in _READERS if visits else ():
            places = _new_texts(connection, kind, visits)
            taken = {text_hash for others in new.values() for text_hash in others}
            new[kind] = {name: place for name, place in places.items() if name not in taken}
    if not any(new.values()):
        return
    with engine.connect() as connection:
        index = SkillIndex(skill_labels(connection, esco) if esco else ())
    texts = mentions = 0
    with console.progress("looking for skills in job listings", unit="texts") as bar:
        for kind, places in new.items():
            remaining = iter(sorted(places.items()))
            while some := dict(islice(remaining, TEXTS_AT_ONCE)):
                with engine.begin() as connection:
                    mentions += _look_through(connection, index, kind, some, label_batch_id)
                texts += len(some)
                bar.advance(len(some))
    console.say(f"found {mentions:,} skills in {texts:,} new texts of job listings")


Place = tuple[int, str, int]


def _new_texts(connection: Connection, kind: str, visits: list[int]) -> dict[str, Place]:
    """Return where each text without an entry stands, by its hash."""
    landed = LANDING_TABLES["job_sightings"].c
    column = landed[kind]
    query = select(
        func.left(func.sha2(column, 256), 32),
        landed.batch_id,
        landed.source_file,
        landed.source_line,
    ).where(landed.batch_id.in_(visits), column.is_not(None), column != "")
    known = set(connection.scalars(select(job_texts.c.text_hash)))
    return {
        text_hash: (batch_id, source_file, source_line)
        for text_hash, batch_id, source_file, source_line in connection.execute(query)
        if text_hash not in known
    }


def _look_through(
    connection: Connection,
    index: SkillIndex,
    kind: str,
    places: dict[str, Place],
    label_batch_id: int,
) -> int:
    """Keep the skills of some texts, and that they were looked through; return how many."""
    table = LANDING_TABLES["job_sightings"]
    texts, found = [], []
    for text_hash, (batch_id, source_file, source_line) in places.items():
        text = connection.scalar(
            select(table.c[kind]).where(
                table.c.batch_id == batch_id,
                table.c.source_file == source_file,
                table.c.source_line == source_line,
            )
        )
        rows = list(_rows(text_hash, _READERS[kind](index, text)))
        found += rows
        texts.append(
            {
                "text_hash": text_hash,
                "kind": kind,
                "skills": len(rows),
                "label_batch_id": label_batch_id,
                "skills_version": VERSION,
            }
        )
    connection.execute(insert(job_texts), texts)
    if found:
        connection.execute(insert(job_text_skills), found)
    return len(found)


def _rows(text_hash: str, mentions: Iterator[SkillMention]) -> Iterator[dict[str, object]]:
    seen = set()
    for mention in mentions:
        taxonomy = CREDENTIAL if mention.skill in CREDENTIALS else ESCO
        if (taxonomy, mention.skill) not in seen:
            seen.add((taxonomy, mention.skill))
            yield {
                "text_hash": text_hash,
                "taxonomy": taxonomy,
                "skill_code": mention.skill,
                "label": mention.label,
                "method": str(mention.found),
                "written": mention.written[:_LONGEST_FIELD],
                "sentence": mention.sentence,
            }


def _of_description(index: SkillIndex, text: str) -> Iterator[SkillMention]:
    yield from index.find(plain_text(text))


def _of_list(index: SkillIndex, text: str) -> Iterator[SkillMention]:
    """Yield the skills that are named in a list of a listing, JSON as it landed."""
    try:
        names = json.loads(text)
    except ValueError:
        names = [text]
    for name in names if isinstance(names, list) else [names]:
        yield from index.named(plain_text(str(name)))


_READERS: dict[str, Callable[[SkillIndex, str], Iterator[SkillMention]]] = {
    "description": _of_description,
    "skills": _of_list,
}
