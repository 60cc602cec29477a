"""The taxonomies that job listings are matched to: which delivery, and its labels."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from load.reviewed_titles import ReviewedTitle
from load.tables import LANDING_TABLES
from match.vacancies.matcher import MATCHER_VERSION
from match.vacancies.skills import SkillLabel
from match.vacancies.taxonomy import REVIEW, Label, Taxonomy
from pipeline.ledger import ReadyBatch
from pipeline.text_similarities import current_release

_SOC = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")
_MOST_LABEL_LETTERS = 255


@dataclass(frozen=True)
class LabelDelivery:
    """A taxonomy, the delivery that its labels come from, and what people decided of titles."""

    taxonomy: Taxonomy
    batch: ReadyBatch
    reviews: tuple[ReviewedTitle, ...]

    @property
    def version(self) -> str:
        """Return the sha256 of all that a match follows from, apart from the title."""
        digest = hashlib.sha256()
        digest.update(f"{self.taxonomy} {self.batch.batch_id} {self.batch.checksum}\n".encode())
        digest.update(f"matcher {MATCHER_VERSION}\n".encode())
        for review in self.reviews:
            digest.update(f"{review}\n".encode())
        return digest.hexdigest()

    @property
    def rejected(self) -> list[str]:
        """Return the titles that no occupation of the taxonomy fits."""
        return [review.title for review in self.reviews if review.occupation_code is None]


def label_deliveries(
    batches: Iterable[ReadyBatch],
    release: str | None,
    esco_model: str | None,
    reviews: Iterable[ReviewedTitle],
) -> list[LabelDelivery]:
    """Return the delivery of each taxonomy that the marts are built of, as far as it landed.

    Args:
        batches: what staging reads.
        release: name of the O*NET release to publish; None for the newest.
        esco_model: name of the primary ESCO model; None for the newest, in English.
        reviews: what people decided, of any taxonomy.
    """
    ready = list(batches)
    current = {
        Taxonomy.ESCO: primary_esco(ready, esco_model),
        Taxonomy.KESCO: max(
            _real_first(ready, "kesco"),
            key=lambda batch: (batch.release_name, batch.batch_id),
            default=None,
        ),
        Taxonomy.ONET: current_release(ready, release),
    }
    every = sorted(reviews)
    return [
        LabelDelivery(taxonomy, batch, tuple(one for one in every if one.taxonomy == taxonomy))
        for taxonomy, batch in current.items()
        if batch is not None
    ]


def primary_esco(batches: Iterable[ReadyBatch], model: str | None) -> ReadyBatch | None:
    """Return the primary ESCO model, as the model ``int_esco__models`` does; None if none is.

    The named model, else the newest, of several languages English.
    """
    candidates = sorted(_real_first(batches, "esco"), key=lambda batch: batch.release_name)
    return max(
        candidates,
        key=lambda batch: (
            batch.release_name == model,
            batch.released_on or date.min,
            not re.search(r" (?!en$)[a-z]{2}$", batch.release_name),
        ),
        default=None,
    )


def _real_first(batches: Iterable[ReadyBatch], source: str) -> list[ReadyBatch]:
    found = [batch for batch in batches if batch.source == source]
    return [batch for batch in found if not batch.is_sample] or found


def occupation_labels(connection: Connection, delivery: LabelDelivery) -> Iterator[Label]:
    """Yield the labels of a taxonomy as they landed, and the titles that people linked.

    An accepted title of an occupation that the delivery has no longer is left out.
    """
    read = {
        Taxonomy.ESCO: _esco_labels,
        Taxonomy.KESCO: _kesco_labels,
        Taxonomy.ONET: _onet_labels,
    }[delivery.taxonomy]
    groups: dict[str, str] = {}
    for label in read(connection, delivery.batch.batch_id):
        groups[label.occupation] = label.group
        yield label
    for review in delivery.reviews:
        code = review.occupation_code
        if code is not None and code in groups:
            yield Label(code, groups[code], review.title, source=REVIEW)


def _esco_labels(connection: Connection, batch_id: int) -> Iterator[Label]:
    landed = LANDING_TABLES["esco_occupations"].c
    query = select(landed.code, landed.group_code, landed.preferred_label, landed.alt_labels).where(
        landed.batch_id == batch_id
    )
    for code, group, preferred, alternatives in connection.execute(query):
        key, its_group = (code or "").strip(), (group or "").strip()
        for place, text in enumerate((preferred or "", *(alternatives or "").split("\n"))):
            if key and text.strip():
                yield Label(key, its_group, text.strip(), is_preferred=not place)


def _kesco_labels(connection: Connection, batch_id: int) -> Iterator[Label]:
    """Yield each title; two codes stand for two occupations, so the key is code and title."""
    landed = LANDING_TABLES["kesco_occupations"].c
    query = select(landed.code, landed.title).where(landed.batch_id == batch_id)
    for code, title in connection.execute(query):
        text = " ".join((title or "").split())
        if text and code and code.strip():
            yield Label(f"{code.strip()} {text}", code.strip()[:4], text, is_preferred=True)


def _onet_labels(connection: Connection, batch_id: int) -> Iterator[Label]:
    for table, column in (("onet_occupation_data", "title"), ("onet_job_titles", "job_title")):
        landed = LANDING_TABLES[table].c
        query = select(landed.onet_soc_code, landed[column]).where(landed.batch_id == batch_id)
        for code, title in connection.execute(query):
            key, text = code.strip(), title.strip()
            if _SOC.fullmatch(key) and text not in ("", "n/a"):
                is_preferred = table == "onet_occupation_data"
                yield Label(key, key[:7], text[:_MOST_LABEL_LETTERS], is_preferred)


def skill_labels(connection: Connection, batch: ReadyBatch) -> Iterator[SkillLabel]:
    """Yield the labels of an ESCO model's skills, by the key that its relations use."""
    landed = LANDING_TABLES["esco_skills"].c
    query = select(
        landed.model_id, landed.concept_uri, landed.preferred_label, landed.alt_labels
    ).where(landed.batch_id == batch.batch_id)
    for model_id, uri, preferred, alternatives in connection.execute(query):
        key = (model_id or "").strip() or (uri or "").strip()
        for place, text in enumerate((preferred or "", *(alternatives or "").split("\n"))):
            if key and text.strip():
                yield SkillLabel(key, text.strip(), is_preferred=not place)
