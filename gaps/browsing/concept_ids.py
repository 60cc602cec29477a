"""Ids of occupations and skills of every taxonomy: ``onet:15-1252.00``, ``esco:<uuid>``.

An id is the taxonomy, a colon and the key of the tables. ESCO's keys are URIs; their common
beginning is left out of an id, and may be in it.
"""

from __future__ import annotations

from typing import Literal

Taxonomy = Literal["onet", "esco", "kesco", "custom"]
ConceptKind = Literal["occupation", "skill"]

TAXONOMIES: tuple[Taxonomy, ...] = ("onet", "esco", "kesco", "custom")
ESCO_URI = "http://data.europa.eu/esco/"


def id_of(kind: ConceptKind, taxonomy: str, key: str) -> str:
    """Return the id of an occupation or skill."""
    return f"{taxonomy}:{key.removeprefix(f'{ESCO_URI}{kind}/') if taxonomy == 'esco' else key}"


def keys_of(kind: ConceptKind, concept_id: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the taxonomy that an id names and the keys it may stand for, the likelier first.

    None if it is no id.
    """
    taxonomy, colon, key = concept_id.partition(":")
    if not colon or not key or taxonomy not in TAXONOMIES:
        return None
    if taxonomy == "esco" and not key.startswith(ESCO_URI):
        return taxonomy, (f"{ESCO_URI}{kind}/{key}", key)
    return taxonomy, (key,)
