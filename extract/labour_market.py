"""Recognise figures of the labour market: career paths, labour demand, insights, notes.

CSV files in the project's own form, so that a ministry's figures can be loaded beside others.
Fields follow the collections of the Compass project for Kenya (career_paths, labor_demand,
labor_market_insights, and the Kenya fields of occupations; notes of taxonomy ``custom`` bring
occupations that no taxonomy has); a list in a cell has one entry a line.
"""

from __future__ import annotations

from pathlib import Path

from extract.contract import EXTRA, Column, FileContract, Layout
from extract.delivery import Delivery, is_sample_folder
from extract.errors import Refuse, throw
from extract.tabular import fullest_files

SOURCE = "labour_market"
MODULE = "extract/labour_market.py"


def _columns(*names: str) -> tuple[Column, ...]:
    return (*(Column(name, name) for name in names), EXTRA)


CONTRACTS: tuple[FileContract, ...] = (
    FileContract(
        name="Career paths",
        source=SOURCE,
        table="labour_market_career_paths",
        columns=_columns(
            "taxonomy",
            "from_occupation_code",
            "to_occupation_code",
            "transition_likelihood",
            "typical_years_experience",
            "typical_conditions",
            "skills_to_acquire",
            "training_recommendations",
            "common_in_kenya",
            "kenya_specific_barriers",
            "source",
            "added_by",
            "updated_at",
        ),
        layouts=(
            Layout(
                ("career_paths*",),
                "the project's own form",
                optional=(
                    "typical_years_experience",
                    "typical_conditions",
                    "skills_to_acquire",
                    "training_recommendations",
                    "common_in_kenya",
                    "kenya_specific_barriers",
                    "added_by",
                    "updated_at",
                ),
            ),
        ),
        natural_key=("taxonomy", "from_occupation_code", "to_occupation_code", "source"),
        on_duplicate="reject",
    ),
    FileContract(
        name="Labour demand",
        source=SOURCE,
        table="labour_market_demand",
        columns=_columns(
            "taxonomy",
            "occupation_code",
            "region",
            "region_type",
            "demand_score",
            "demand_category",
            "estimated_job_openings",
            "employed_count",
            "unemployment_rate",
            "trend_direction",
            "year_over_year_change",
            "source",
            "source_url",
            "data_collection_period",
            "methodology_notes",
            "last_updated_at",
            "data_quality_score",
        ),
        layouts=(
            Layout(
                ("labour_demand*", "labor_demand*"),
                "the project's own form",
                optional=(
                    "demand_score",
                    "demand_category",
                    "estimated_job_openings",
                    "employed_count",
                    "unemployment_rate",
                    "trend_direction",
                    "year_over_year_change",
                    "source_url",
                    "methodology_notes",
                    "last_updated_at",
                    "data_quality_score",
                ),
            ),
        ),
        natural_key=("taxonomy", "occupation_code", "region", "data_collection_period", "source"),
        on_duplicate="reject",
    ),
    FileContract(
        name="Labour market insights",
        source=SOURCE,
        table="labour_market_insights",
        columns=_columns(
            "insight_id",
            "taxonomy",
            "occupation_codes",
            "sector",
            "region",
            "title",
            "summary",
            "full_content",
            "key_findings",
            "source",
            "author",
            "publication_date",
        ),
        layouts=(
            Layout(
                ("labour_market_insights*", "labor_market_insights*"),
                "the project's own form",
                optional=("sector", "region", "summary", "full_content", "key_findings", "author"),
            ),
        ),
        natural_key=("insight_id",),
        on_duplicate="reject",
    ),
    FileContract(
        name="Occupation notes",
        source=SOURCE,
        table="labour_market_occupation_notes",
        columns=_columns(
            "taxonomy",
            "occupation_code",
            "label",
            "group_code",
            "is_relevant_for_kenya",
            "is_informal_sector",
            "is_entrepreneurship",
            "kenya_specific_notes",
            "source",
        ),
        layouts=(
            Layout(
                ("occupation_notes*",),
                "the project's own form",
                optional=("label", "group_code", "kenya_specific_notes"),
            ),
        ),
        natural_key=("taxonomy", "occupation_code"),
        on_duplicate="reject",
    ),
)


def find_deliveries(place: Path, refuse: Refuse = throw) -> list[Delivery]:
    """Recognise the figures in a folder; the folder's name names the delivery.

    Several files of one kind, such as ``labour_demand_2025.csv`` and ``labour_demand_2026.csv``,
    are all taken.

    Args:
        place: the folder, or one file.
        refuse: told of each file that has another header, is empty, cut off or no UTF-8 text.

    Raises:
        MissingFile: there are none.
    """
    found = fullest_files(place, CONTRACTS, MODULE, refuse, part=lambda path: path.stem)
    if not found.files:
        return []
    folder = found.files[0].path.parent
    is_sample = is_sample_folder(folder)
    return [
        Delivery(
            source=SOURCE,
            release_name="sample" if is_sample else folder.resolve().name[:64],
            released_on=None,
            is_sample=is_sample,
            folder=folder,
            files=found.files,
            unknown=found.unknown,
            passed_over=found.passed_over,
            stands_alone=True,
        )
    ]
