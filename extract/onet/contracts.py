"""The contracts of the O*NET text files.

File names, headers and keys follow the O*NET data dictionary; the keys were
verified on the full files of releases 29.2 and 30.3. A column is named after
its header (``Data Value`` -> ``data_value``).

To follow a new release: a renamed file or header is a new ``Layout``; a new
column is a new entry in ``columns`` and a migration for its landing table.
"""

from __future__ import annotations

from extract.contract import Column, Completeness, FileContract, Layout

SOURCE = "onet"

_SPECIAL_NAMES = {
    "O*NET-SOC Code": "onet_soc_code",
    "Source(s)": "sources",
}


def _columns(*headers: str) -> tuple[Column, ...]:
    return tuple(
        Column(_SPECIAL_NAMES.get(header, header.lower().replace(" ", "_")), header)
        for header in headers
    )


RATING = _columns(
    "O*NET-SOC Code",
    "Element ID",
    "Element Name",
    "Scale ID",
    "Data Value",
    "N",
    "Standard Error",
    "Lower CI Bound",
    "Upper CI Bound",
    "Recommend Suppress",
    "Not Relevant",
    "Date",
    "Domain Source",
)
RATING_KEY = ("onet_soc_code", "element_id", "scale_id")
ALL_ELEMENTS_RATED = Completeness(per="onet_soc_code", of=("element_id", "scale_id"))

ALL_RELEASES = "29.2, 30.3"

CONTRACTS: tuple[FileContract, ...] = (
    FileContract(
        name="Occupation Data",
        source=SOURCE,
        table="onet_occupation_data",
        columns=_columns("O*NET-SOC Code", "Title", "Description"),
        layouts=(Layout(("Occupation Data.txt",), ALL_RELEASES),),
        natural_key=("onet_soc_code",),
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="Skills",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(
            Layout(("Skills.txt",), "29.2"),
            Layout(("Essential Skills.txt", "Transferable Skills.txt"), "30.3"),
        ),
        natural_key=RATING_KEY,
        is_required=True,
        complete=ALL_ELEMENTS_RATED,
    ),
    FileContract(
        name="Knowledge",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(Layout(("Knowledge.txt",), ALL_RELEASES),),
        natural_key=RATING_KEY,
        complete=ALL_ELEMENTS_RATED,
    ),
    FileContract(
        name="Abilities",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(Layout(("Abilities.txt",), ALL_RELEASES),),
        natural_key=RATING_KEY,
        complete=ALL_ELEMENTS_RATED,
    ),
    FileContract(
        name="Work Activities",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(Layout(("Work Activities.txt",), ALL_RELEASES),),
        natural_key=RATING_KEY,
        complete=ALL_ELEMENTS_RATED,
    ),
    FileContract(
        name="Content Model Reference",
        source=SOURCE,
        table="onet_content_model_reference",
        columns=_columns("Element ID", "Element Name", "Description"),
        layouts=(Layout(("Content Model Reference.txt",), ALL_RELEASES),),
        natural_key=("element_id",),
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="Scales Reference",
        source=SOURCE,
        table="onet_scales_reference",
        columns=_columns("Scale ID", "Scale Name", "Minimum", "Maximum"),
        layouts=(Layout(("Scales Reference.txt",), ALL_RELEASES),),
        natural_key=("scale_id",),
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="Level Scale Anchors",
        source=SOURCE,
        table="onet_level_scale_anchors",
        columns=_columns(
            "Element ID", "Element Name", "Scale ID", "Anchor Value", "Anchor Description"
        ),
        layouts=(Layout(("Level Scale Anchors.txt",), ALL_RELEASES),),
        natural_key=("element_id", "scale_id", "anchor_value"),
        is_required=True,
        is_reference=True,
    ),
    FileContract(
        name="Job Zones",
        source=SOURCE,
        table="onet_job_zones",
        columns=_columns("O*NET-SOC Code", "Job Zone", "Date", "Domain Source"),
        layouts=(Layout(("Job Zones.txt",), ALL_RELEASES),),
        natural_key=("onet_soc_code",),
        is_required=True,
    ),
    FileContract(
        name="Job Zone Reference",
        source=SOURCE,
        table="onet_job_zone_reference",
        columns=_columns(
            "Job Zone", "Name", "Experience", "Education", "Job Training", "Examples", "SVP Range"
        ),
        layouts=(Layout(("Job Zone Reference.txt",), ALL_RELEASES),),
        natural_key=("job_zone",),
        is_required=True,
        is_reference=True,
        may_shrink=True,  # 30.3 merged zones 1 and 2
    ),
    FileContract(
        name="Job Titles",
        source=SOURCE,
        table="onet_job_titles",
        columns=_columns("O*NET-SOC Code", "Job Title", "Short Title", "Source(s)"),
        layouts=(
            Layout(("Alternate Titles.txt",), "29.2", renamed={"job_title": "Alternate Title"}),
            Layout(("Job Titles.txt",), "30.3"),
        ),
        natural_key=("onet_soc_code", "job_title", "short_title"),
        on_duplicate="reject",
        is_required=True,
    ),
)
