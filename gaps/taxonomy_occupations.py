"""Find the occupation of ESCO or KeSCO that a key, a code or a label names; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from gaps.errors import AmbiguousTitle, Candidate, Searched, UnknownOccupation
from gaps.occupations import can_be_a_title, closest_titles, shortened

# Labels are compared whole, and without regard to case and accents, on both servers.
_BY_KEY = text(
    "select occupation_key, code, label from taxonomy_occupations "
    "where taxonomy = :taxonomy and occupation_key = :asked"
)
_BY_CODE = text(
    "select occupation_key, code, label from taxonomy_occupations "
    "where taxonomy = :taxonomy and code = :asked order by occupation_key"
)
_BY_LABEL = text(
    "select occupation_key, code, label from taxonomy_occupations "
    "where taxonomy = :taxonomy and label collate utf8mb4_unicode_520_ci = :asked "
    "order by occupation_key"
)
_BY_ALTERNATIVE = text(
    "select distinct occupations.occupation_key, occupations.code, occupations.label "
    "from taxonomy_occupations as occupations "
    "inner join esco_models as models on models.is_primary "
    "inner join alternative_labels as labels on labels.model = models.model "
    "and labels.concept_kind = 'occupation' "
    "and labels.concept_key = occupations.occupation_key "
    "where occupations.taxonomy = :taxonomy and :taxonomy = 'esco' "
    "and labels.label collate utf8mb4_unicode_520_ci = :asked "
    "order by occupations.occupation_key"
)
_HAS_MORE_THAN_THE_SAMPLE = text(
    "select count(*) from published_releases where source = :taxonomy and not is_sample"
)
_ALL = text("select code, label from taxonomy_occupations where taxonomy = :taxonomy order by code")


@dataclass(frozen=True)
class TaxonomyOccupation:
    """An occupation of ESCO's primary model or of KeSCO, as ``taxonomy_occupations`` has it."""

    taxonomy: str
    occupation_key: str
    code: str
    label: str


def find_taxonomy_occupation(
    connection: Connection, taxonomy: str, asked: str
) -> TaxonomyOccupation:
    """Return the occupation of ``taxonomy`` that ``asked`` names.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database.
        taxonomy: ``esco`` or ``kesco``.
        asked: a key, a code, a label, or (ESCO) an alternative label; labels must be equal but
            for case, accents and runs of blanks.

    Raises:
        UnknownOccupation: nothing is named so; carries the closest labels.
        AmbiguousTitle: a code or label belongs to several occupations; carries them all.
    """
    wanted = " ".join(asked.split())
    shown = shortened(wanted)
    if not wanted or not can_be_a_title(wanted):
        raise UnknownOccupation(
            f"no occupation of {taxonomy} is named {shown}",
            expected="a code or a label, printable text of up to 255 characters",
        )
    for question in (_BY_KEY, _BY_CODE, _BY_LABEL, _BY_ALTERNATIVE):
        found = connection.execute(question, {"taxonomy": taxonomy, "asked": wanted}).all()
        if len(found) == 1:
            return TaxonomyOccupation(taxonomy, *found[0])
        if found:
            raise AmbiguousTitle(
                f"{shown} names {len(found)} occupations of {taxonomy}",
                [
                    Candidate(key if taxonomy == "kesco" else code, label)
                    for key, code, label in found
                ],
            )
    known = [
        Candidate(code, label) for code, label in connection.execute(_ALL, {"taxonomy": taxonomy})
    ]
    real = connection.execute(_HAS_MORE_THAN_THE_SAMPLE, {"taxonomy": taxonomy}).scalar_one()
    raise UnknownOccupation(
        f"no occupation of {taxonomy} is named {shown}",
        closest_titles(wanted, known),
        searched=Searched(
            taxonomy,
            len(known),
            is_sample=not real,
            whole=f"./run_pipeline.sh run --source {taxonomy} --path PLACE",
        ),
    )
