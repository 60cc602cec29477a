"""The contracts of the O*NET text files.

File names, headers and keys follow the O*NET data dictionary; the keys were
verified on the full files of releases 29.2 and 30.3. A column is named after
its header (``Data Value`` -> ``data_value``).

To follow a new release: a renamed file or header is a new ``Layout``; a new
column is a new entry in ``columns`` and a migration for its landing table.
"""

from __future__ import annotations

from extract.contract import Column, Completeness, FileContract, KnownException, Layout

SOURCE = "onet"

_SPECIAL_NAMES = {
    "O*NET-SOC Code": "onet_soc_code",
    "Related O*NET-SOC Code": "related_onet_soc_code",
    "Source(s)": "sources",
    "Index": "related_index",  # INDEX is a reserved word
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
CATEGORY_RATING = _columns(
    "O*NET-SOC Code",
    "Element ID",
    "Element Name",
    "Scale ID",
    "Category",
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
SCALE_CATEGORY = _columns(
    "Element ID", "Element Name", "Scale ID", "Category", "Category Description"
)
ELEMENT_LINK = _columns("From Element ID", "From Element Name", "To Element ID", "To Element Name")
WITHOUT_PRECISION = (
    "n",
    "standard_error",
    "lower_ci_bound",
    "upper_ci_bound",
    "recommend_suppress",
    "not_relevant",
)  # what files of machine-made or long settled ratings lack

RATING_KEY = ("onet_soc_code", "element_id", "scale_id")
CATEGORY_RATING_KEY = ("onet_soc_code", "element_id", "scale_id", "category")
SCALE_CATEGORY_KEY = ("element_id", "scale_id", "category")
ALL_ELEMENTS_RATED = Completeness(per="onet_soc_code", of=("element_id", "scale_id"))

ALL_RELEASES = "29.2, 30.3"


def _element_links(first: str, second: str, releases: str) -> FileContract:
    """Return the contract of a file that links elements of two domains by name."""
    name = f"{first} to {second}"
    return FileContract(
        name=name,
        source=SOURCE,
        table="onet_element_links",
        columns=ELEMENT_LINK,
        layouts=(
            Layout(
                (f"{name}.txt",),
                releases,
                renamed={
                    "from_element_id": f"{first} Element ID",
                    "from_element_name": f"{first} Element Name",
                    "to_element_id": f"{second} Element ID",
                    "to_element_name": f"{second} Element Name",
                },
            ),
        ),
        natural_key=("from_element_id", "to_element_id"),
    )


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
    FileContract(
        name="Work Styles",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(
            Layout(("Work Styles.txt",), "29.2", absent=("not_relevant",)),
            Layout(("Work Styles.txt",), "30.1 and later", absent=WITHOUT_PRECISION),
        ),
        natural_key=RATING_KEY,
        complete=ALL_ELEMENTS_RATED,
    ),
    FileContract(
        name="Career Interest Types",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(
            Layout(("Interests.txt",), "29.2", absent=WITHOUT_PRECISION),
            Layout(("Career Interest Types.txt",), "30.3", absent=WITHOUT_PRECISION),
        ),
        natural_key=RATING_KEY,
        complete=ALL_ELEMENTS_RATED,
    ),
    FileContract(
        name="Specific Interest Areas",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(Layout(("Specific Interest Areas.txt",), "30.3", absent=WITHOUT_PRECISION),),
        natural_key=RATING_KEY,
        complete=ALL_ELEMENTS_RATED,
    ),
    FileContract(
        name="Work Values",
        source=SOURCE,
        table="onet_ratings",
        columns=RATING,
        layouts=(Layout(("Work Values.txt",), "29.2", absent=WITHOUT_PRECISION),),
        natural_key=RATING_KEY,
        complete=ALL_ELEMENTS_RATED,
        known_exceptions=(
            KnownException("VH", "0.00", "no high point", "29.2", noted_on="2026-11-25"),
        ),
    ),
    FileContract(
        name="Education, Training, and Experience",
        source=SOURCE,
        table="onet_category_ratings",
        columns=CATEGORY_RATING,
        layouts=(
            Layout(("Education, Training, and Experience.txt",), "29.2", absent=("not_relevant",)),
            Layout(
                ("Education.txt", "Training and Experience.txt"), "30.3", absent=("not_relevant",)
            ),
        ),
        natural_key=CATEGORY_RATING_KEY,
    ),
    FileContract(
        name="Work Context",
        source=SOURCE,
        table="onet_category_ratings",
        columns=CATEGORY_RATING,
        layouts=(Layout(("Work Context.txt",), ALL_RELEASES),),
        natural_key=CATEGORY_RATING_KEY,
    ),
    FileContract(
        name="Education, Training, and Experience Categories",
        source=SOURCE,
        table="onet_scale_categories",
        columns=SCALE_CATEGORY,
        layouts=(
            Layout(("Education, Training, and Experience Categories.txt",), "29.2"),
            Layout(("Education Categories.txt", "Training and Experience Categories.txt"), "30.3"),
        ),
        natural_key=SCALE_CATEGORY_KEY,
        is_reference=True,
    ),
    FileContract(
        name="Work Context Categories",
        source=SOURCE,
        table="onet_scale_categories",
        columns=SCALE_CATEGORY,
        layouts=(Layout(("Work Context Categories.txt",), ALL_RELEASES),),
        natural_key=SCALE_CATEGORY_KEY,
        is_reference=True,
    ),
    FileContract(
        name="Task Categories",
        source=SOURCE,
        table="onet_scale_categories",
        columns=SCALE_CATEGORY,
        layouts=(
            Layout(("Task Categories.txt",), ALL_RELEASES, absent=("element_id", "element_name")),
        ),
        natural_key=("scale_id", "category"),
        is_reference=True,
    ),
    FileContract(
        name="Task Statements",
        source=SOURCE,
        table="onet_task_statements",
        columns=_columns(
            "O*NET-SOC Code",
            "Task ID",
            "Task",
            "Task Type",
            "Incumbents Responding",
            "Date",
            "Domain Source",
        ),
        layouts=(Layout(("Task Statements.txt",), ALL_RELEASES),),
        natural_key=("task_id",),
    ),
    FileContract(
        name="Task Ratings",
        source=SOURCE,
        table="onet_task_ratings",
        columns=_columns(
            "O*NET-SOC Code",
            "Task ID",
            "Scale ID",
            "Category",
            "Data Value",
            "N",
            "Standard Error",
            "Lower CI Bound",
            "Upper CI Bound",
            "Recommend Suppress",
            "Date",
            "Domain Source",
        ),
        layouts=(Layout(("Task Ratings.txt",), ALL_RELEASES),),
        natural_key=("task_id", "scale_id", "category"),
    ),
    FileContract(
        name="Emerging Tasks",
        source=SOURCE,
        table="onet_emerging_tasks",
        columns=_columns(
            "O*NET-SOC Code",
            "Task",
            "Category",
            "Original Task ID",
            "Original Task",
            "Date",
            "Domain Source",
        ),
        layouts=(Layout(("Emerging Tasks.txt",), ALL_RELEASES),),
        natural_key=("onet_soc_code", "task"),
        may_shrink=True,  # an emerging task that is taken over leaves the list
    ),
    FileContract(
        name="Intermediate Work Activities",
        source=SOURCE,
        table="onet_intermediate_work_activities",
        columns=_columns("GWA Element ID", "IWA Element ID", "IWA Element Name"),
        layouts=(
            Layout(
                ("IWA Reference.txt",),
                "29.2",
                renamed={
                    "gwa_element_id": "Element ID",
                    "iwa_element_id": "IWA ID",
                    "iwa_element_name": "IWA Title",
                },
            ),
            Layout(("GWAs to IWAs.txt",), "30.3"),
        ),
        natural_key=("iwa_element_id",),
        is_reference=True,
    ),
    FileContract(
        name="Detailed Work Activities",
        source=SOURCE,
        table="onet_detailed_work_activities",
        columns=_columns("GWA Element ID", "IWA Element ID", "DWA Element ID", "DWA Element Name"),
        layouts=(
            Layout(
                ("DWA Reference.txt",),
                "29.2",
                renamed={
                    "gwa_element_id": "Element ID",
                    "iwa_element_id": "IWA ID",
                    "dwa_element_id": "DWA ID",
                    "dwa_element_name": "DWA Title",
                },
            ),
            Layout(("GWAs to IWAs to DWAs.txt",), "30.3"),
        ),
        natural_key=("dwa_element_id",),
        is_reference=True,
    ),
    FileContract(
        name="Tasks to DWAs",
        source=SOURCE,
        table="onet_tasks_to_dwas",
        columns=_columns("O*NET-SOC Code", "Task ID", "DWA Element ID", "Date", "Domain Source"),
        layouts=(
            Layout(("Tasks to DWAs.txt",), "29.2", renamed={"dwa_element_id": "DWA ID"}),
            Layout(("Tasks to DWAs.txt",), "30.3"),
        ),
        natural_key=("task_id", "dwa_element_id"),
    ),
    FileContract(
        name="Technology Skills",
        source=SOURCE,
        table="onet_technology_skills",
        columns=_columns(
            "O*NET-SOC Code",
            "Example",
            "Category ID",
            "Category Name",
            "Hot Technology",
            "In Demand",
        ),
        layouts=(
            Layout(
                ("Technology Skills.txt",),
                "29.2",
                renamed={"category_id": "Commodity Code", "category_name": "Commodity Title"},
            ),
            Layout(
                ("Software Skills.txt",),
                "30.3",
                renamed={
                    "example": "Workplace Example",
                    "category_id": "Element ID",
                    "category_name": "Element Name",
                },
            ),
        ),
        natural_key=("onet_soc_code", "example"),
    ),
    FileContract(
        name="Tools Used",
        source=SOURCE,
        table="onet_tools_used",
        columns=_columns("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title"),
        layouts=(Layout(("Tools Used.txt",), "29.2"),),
        natural_key=("onet_soc_code", "example"),
    ),
    FileContract(
        name="UNSPSC Reference",
        source=SOURCE,
        table="onet_unspsc_reference",
        columns=_columns(
            "Commodity Code",
            "Commodity Title",
            "Class Code",
            "Class Title",
            "Family Code",
            "Family Title",
            "Segment Code",
            "Segment Title",
        ),
        layouts=(Layout(("UNSPSC Reference.txt",), "29.2"),),
        natural_key=("commodity_code",),
        is_reference=True,
    ),
    FileContract(
        name="Related Occupations",
        source=SOURCE,
        table="onet_related_occupations",
        columns=_columns("O*NET-SOC Code", "Related O*NET-SOC Code", "Relatedness Tier", "Index"),
        layouts=(Layout(("Related Occupations.txt",), ALL_RELEASES),),
        natural_key=("onet_soc_code", "related_onet_soc_code"),
        complete=Completeness(per="onet_soc_code", of=("related_index",)),
    ),
    FileContract(
        name="Occupation Level Metadata",
        source=SOURCE,
        table="onet_occupation_level_metadata",
        columns=_columns("O*NET-SOC Code", "Item", "Response", "N", "Percent", "Date"),
        layouts=(Layout(("Occupation Level Metadata.txt",), ALL_RELEASES),),
        natural_key=("onet_soc_code", "item", "response"),
    ),
    FileContract(
        name="Sample of Reported Titles",
        source=SOURCE,
        table="onet_reported_titles",
        columns=_columns("O*NET-SOC Code", "Reported Job Title", "Shown in My Next Move"),
        layouts=(Layout(("Sample of Reported Titles.txt",), ALL_RELEASES),),
        natural_key=("onet_soc_code", "reported_job_title"),
    ),
    FileContract(
        name="Career Interest Type Keywords",
        source=SOURCE,
        table="onet_interest_keywords",
        columns=_columns("Element ID", "Element Name", "Keyword", "Keyword Type"),
        layouts=(
            Layout(("RIASEC Keywords.txt",), "29.2"),
            Layout(("Career Interest Type Keywords.txt",), "30.3"),
        ),
        natural_key=("element_id", "keyword"),
    ),
    FileContract(
        name="Interests Illustrative Activities",
        source=SOURCE,
        table="onet_interest_activities",
        columns=_columns("Element ID", "Element Name", "Interest Type", "Activity"),
        layouts=(Layout(("Interests Illustrative Activities.txt",), ALL_RELEASES),),
        natural_key=("element_id", "activity"),
    ),
    FileContract(
        name="Interests Illustrative Occupations",
        source=SOURCE,
        table="onet_interest_occupations",
        columns=_columns("Element ID", "Element Name", "Interest Type", "O*NET-SOC Code"),
        layouts=(Layout(("Interests Illustrative Occupations.txt",), ALL_RELEASES),),
        natural_key=("element_id", "onet_soc_code"),
    ),
    FileContract(
        name="Survey Booklet Locations",
        source=SOURCE,
        table="onet_survey_booklet_locations",
        columns=_columns("Element ID", "Element Name", "Survey Item Number", "Scale ID"),
        layouts=(Layout(("Survey Booklet Locations.txt",), ALL_RELEASES),),
        natural_key=("survey_item_number",),
        may_shrink=True,  # 30.3 no longer asks about work styles
    ),
    _element_links("Abilities", "Work Activities", ALL_RELEASES),
    _element_links("Abilities", "Work Context", ALL_RELEASES),
    _element_links("Skills", "Work Activities", "29.2"),
    _element_links("Skills", "Work Context", "29.2"),
    _element_links("Essential Skills", "Work Activities", "30.3"),
    _element_links("Essential Skills", "Work Context", "30.3"),
    _element_links("Transferable Skills", "Work Activities", "30.3"),
    _element_links("Transferable Skills", "Work Context", "30.3"),
    _element_links("Work Styles", "Work Activities", "30.3"),
    _element_links("Work Styles", "Work Context", "30.3"),
    _element_links("Basic Interests", "RIASEC", "29.2"),
    _element_links("Specific Interest Areas", "Career Interest Types", "30.3"),
)
