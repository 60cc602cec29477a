"""What the levels of an element are like: the published anchors of scale LV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, text

from gaps.read import comma_list

_ELEMENTS = text(
    "select elements.element_id, elements.element_name, elements.domain, "
    "anchors.anchor_value, anchors.anchor_description from elements "
    "inner join level_anchors as anchors on elements.element_id = anchors.element_id "
    "and anchors.scale_id = 'LV' where find_in_set(elements.domain, :domains) "
    "order by elements.element_id, anchors.anchor_value"
)
_DESCRIPTION = text("select description from occupations where occupation_code = :code")


@dataclass(frozen=True)
class Anchor:
    """What a level, in points of scale LV from 0 to 7, is like."""

    level: Decimal
    description: str


@dataclass(frozen=True)
class AnchoredElement:
    """A skill or other element with its anchors, the lowest first."""

    element_id: str
    element_name: str
    domain: str
    anchors: tuple[Anchor, ...]


def anchored_elements(
    connection: Connection, domains: Sequence[str] = ("skill",)
) -> tuple[AnchoredElement, ...]:
    """Return the elements of some domains that have anchors, by their ids.

    Raises:
        UsageError: an unknown domain, or no domain.
    """
    rows = connection.execute(_ELEMENTS, {"domains": comma_list(domains)}).all()
    return tuple(
        AnchoredElement(
            *element,
            tuple(Anchor(value, said) for *of, value, said in rows if tuple(of) == element),
        )
        for element in dict.fromkeys(tuple(row[:3]) for row in rows)
    )


def description_of(connection: Connection, code: str) -> str | None:
    """Return what an occupation does, in the release's words; None if it is not published."""
    return connection.scalar(_DESCRIPTION, {"code": code})
