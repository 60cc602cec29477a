"""Gaps made up for tests of what is said about them: two elements needed more, one less."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal

from gaps.read import ElementGap, Gap, GapHeader, Scale

PROGRAMMING, DESIGN, SCIENCE = "2.B.3.e", "2.B.3.b", "2.A.1.f"


def header(**values) -> GapHeader:
    """A header of a comparison of two rated occupations."""
    empty = dict.fromkeys((field.name for field in fields(GapHeader)), None)
    made = {
        "from_code": "19-2031.00",
        "from_title": "Chemists",
        "to_code": "15-1252.00",
        "to_title": "Software Developers",
        "domains": "skill",
        "status": "compared",
        "release_name": "30.3",
        "published_at": datetime(2026, 11, 25, 5, 22),
        "is_sample": False,
    }
    return GapHeader(**{**empty, **made, **values})


def element(element_id: str, name: str, held: str, needed: str, **values) -> ElementGap:
    """An element of a gap; levels as their text."""
    empty = dict.fromkeys((field.name for field in fields(ElementGap)), None)
    difference = Decimal(needed) - Decimal(held)
    made = {
        "element_id": element_id,
        "element_name": name,
        "domain": "skill",
        "from_level": Decimal(held),
        "to_level": Decimal(needed),
        "level_difference": difference,
        "level_gap": max(difference, Decimal(0)),
        "level_surplus": max(-difference, Decimal(0)),
        "is_beyond_error": False,
        "is_missing_skill": False,
        "is_low_precision": False,
        "importance_gap": Decimal(0),
    }
    return ElementGap(**{**empty, **made, **values})


def made_gap(scale: Scale = "LV", **of_header) -> Gap:
    """A gap in programming (beyond error) and design (within), and a surplus in science."""
    rows = (
        element(
            PROGRAMMING,
            "Programming",
            "1.88",
            "4.12",
            margin_of_error=Decimal("1.1634"),
            is_beyond_error=True,
            is_low_precision=True,
            from_importance=Decimal("2.12"),
            to_importance=Decimal("4.00"),
            importance_gap=Decimal("1.88"),
            importance_margin_of_error=Decimal("0.5"),
            is_importance_beyond_error=True,
            weighted_gap=Decimal("0.24000"),
            from_level_meaning="write a short macro",
            to_level_meaning="write a program that sorts 100 records",
        ),
        element(
            DESIGN,
            "Technology Design",
            "1.00",
            "3.62",
            margin_of_error=Decimal("2.7"),
            from_importance=Decimal("1.50"),
            to_importance=Decimal("3.38"),
            importance_gap=Decimal("1.88"),
            weighted_gap=Decimal("0.223"),
            from_level_meaning="adjust a tool",
            to_level_meaning="redesign a handle",
        ),
        element(SCIENCE, "Science", "4.75", "2.25", to_importance=Decimal("2.25")),
    )
    return Gap(scale, header(**of_header), rows)


def unrated_gap() -> Gap:
    """A gap to an occupation that nobody has rated: the other side's levels alone."""
    return replace(
        made_gap(
            to_code="15-2051.00",
            to_title="Data Scientists",
            status="to_not_rated",
            to_reason="not_yet_rated",
        ),
        rows=(),
    )
