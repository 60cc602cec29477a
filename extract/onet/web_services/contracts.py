"""The contracts of what is read from the O*NET Web Services: tables of the database service.

Columns are called as the service calls them (its ``column_id``, the column name of O*NET's MySQL
download); a null, and a column that was not sent, land as an empty text. A column that no
contract knows is kept in ``extra``, for a service is read as it is on the day.

Read are the tables that hold levels, and the list of occupations; all else comes with the files.
Ids of tables change with releases (``skills`` became two in 30.x), so the service is asked
which it has.
"""

from __future__ import annotations

from extract.contract import EXTRA, Column, FileContract, Layout

SOURCE = "onet_api"

KEY_OF_RATING = ("onetsoc_code", "element_id", "scale_id")

OCCUPATIONS = "occupation_data"
"""Id of the table of occupations."""

LEVEL_TABLES = {
    "skills": "Skills",
    "essential_skills": "Skills",
    "transferable_skills": "Skills",
    "knowledge": "Knowledge",
    "abilities": "Abilities",
    "work_activities": "Work Activities",
}
"""Ids of the tables with levels, and the contract of the text files that holds the same."""


def _columns(*names: str) -> tuple[Column, ...]:
    return (*(Column(name, name) for name in names), EXTRA)


def _layout(*table_ids: str) -> Layout:
    """Return the names under which reads land: the table, and an occupation if it is of one."""
    return Layout(tuple(f"{table_id}*" for table_id in table_ids), "30.3")


RATINGS = FileContract(
    name="O*NET Web Services ratings",
    source=SOURCE,
    table="onet_api_ratings",
    columns=_columns(
        "onetsoc_code",
        "title",
        "element_id",
        "element_name",
        "scale_id",
        "scale_name",
        "data_value",
        "n",
        "standard_error",
        "lower_ci_bound",
        "upper_ci_bound",
        "recommend_suppress",
        "not_relevant",
        "date_updated",
        "domain_source",
    ),
    layouts=(_layout(*LEVEL_TABLES),),
    natural_key=KEY_OF_RATING,
)
OCCUPATION_DATA = FileContract(
    name="O*NET Web Services occupations",
    source=SOURCE,
    table="onet_api_occupation_data",
    columns=_columns("onetsoc_code", "title", "description"),
    layouts=(_layout(OCCUPATIONS),),
    natural_key=("onetsoc_code",),
)

CONTRACTS = (RATINGS, OCCUPATION_DATA)


def contract_of(table_id: str) -> FileContract | None:
    """Return the contract of a table of the service, None if nothing of it is read."""
    if table_id == OCCUPATIONS:
        return OCCUPATION_DATA
    return RATINGS if table_id in LEVEL_TABLES else None
