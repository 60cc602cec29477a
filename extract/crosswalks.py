"""Recognise crosswalks between taxonomies, each by its header.

Every crosswalk is a delivery of its own, so that one that fails leaves the others be. Which
taxonomies' versions it joins is part of its name.
"""

from __future__ import annotations

from pathlib import Path

from extract.contract import EXTRA, Column, FileContract, Layout
from extract.delivery import Delivery, is_sample_folder
from extract.errors import Refuse, throw
from extract.tabular import fullest_files

SOURCE = "crosswalks"
MODULE = "extract/crosswalks.py"

ESCO_ONET = (
    Column("onet_soc_code", "O*NET Id"),
    Column("onet_title", "O*NET Title"),
    Column("onet_description", "O*NET Description"),
    Column("esco_uri", "ESCO or ISCO URI"),
    Column("esco_code", "ESCO/ISCO Code"),
    Column("esco_title", "ESCO or ISCO Title"),
    Column("esco_description", "ESCO or ISCO Description"),
    Column("isco_code", "isco_code"),
    Column("match_type", "Type of Match"),
    Column("matching_job_titles", "matching_job_titles"),
    Column("semantic_similarity", "semantic_similarity"),
    Column("confidence", "confidence"),
    Column("row_id", "id"),
    EXTRA,
)

CONTRACTS: tuple[FileContract, ...] = (
    FileContract(
        name="ESCO Secretariat: O*NET-SOC 2019 to ESCO",
        source=SOURCE,
        table="crosswalk_esco_onet",
        columns=ESCO_ONET,
        layouts=(
            Layout(
                ("*",),
                "version 1, September 2022",
                absent=(
                    "esco_code",
                    "isco_code",
                    "matching_job_titles",
                    "semantic_similarity",
                    "confidence",
                    "row_id",
                ),
            ),
        ),
        natural_key=("onet_soc_code", "esco_uri"),
        on_duplicate="reject",
    ),
    FileContract(
        name="O*NET Center: ESCO to O*NET-SOC 2019",
        source=SOURCE,
        table="crosswalk_esco_onet",
        columns=ESCO_ONET,
        layouts=(
            Layout(
                ("*",),
                "ESCO v1.1.0",
                renamed={
                    "onet_soc_code": "O*NET-SOC 2019 Code",
                    "onet_title": "O*NET-SOC 2019 Title",
                    "esco_title": "ESCO/ISCO Title",
                },
                absent=(
                    "onet_description",
                    "esco_uri",
                    "esco_description",
                    "isco_code",
                    "match_type",
                    "matching_job_titles",
                    "semantic_similarity",
                    "confidence",
                    "row_id",
                ),
            ),
        ),
        natural_key=("onet_soc_code", "esco_code"),
        on_duplicate="reject",
    ),
    FileContract(
        name="Career Causeways: ESCO to O*NET-SOC 2010",
        source=SOURCE,
        table="crosswalk_esco_onet",
        columns=ESCO_ONET,
        layouts=(
            Layout(
                ("*",),
                "23 November 2020",
                renamed={
                    "onet_soc_code": "onet_code",
                    "onet_title": "onet_occupation",
                    "esco_uri": "concept_uri",
                    "esco_title": "esco_occupation",
                },
                absent=("onet_description", "esco_code", "esco_description", "match_type"),
            ),
        ),
        natural_key=("onet_soc_code", "esco_uri"),
        on_duplicate="reject",
    ),
    FileContract(
        name="BLS: ISCO-08 to SOC 2010",
        source=SOURCE,
        table="crosswalk_isco_soc",
        columns=(
            Column("isco_code", "ISCO-08 Code", also=("isco2008",)),
            Column("isco_title", "ISCO-08 Title EN", also=("isco2008_title",)),
            Column("part", "part"),
            Column("soc_code", "2010 SOC Code", also=("soc2010",)),
            Column("soc_title", "2010 SOC Title", also=("soc2010_title",)),
            Column("comment_text", "Comment 8/17/11"),
            EXTRA,
        ),
        layouts=(Layout(("*",), "June 2015", optional=("part", "comment_text")),),
        natural_key=("isco_code", "soc_code"),
        on_duplicate="reject",
    ),
    FileContract(
        name="BLS: SOC 2010 to SOC 2018",
        source=SOURCE,
        table="crosswalk_soc_2010_2018",
        columns=(
            Column("soc_2010_code", "2010 SOC Code", also=("soc2010",)),
            Column("soc_2010_title", "2010 SOC Title", also=("soc2010_title",)),
            Column("soc_2018_code", "2018 SOC Code", also=("soc2018",)),
            Column("soc_2018_title", "2018 SOC Title", also=("soc2018_title",)),
            EXTRA,
        ),
        layouts=(Layout(("*",), "November 2017"),),
        natural_key=("soc_2010_code", "soc_2018_code"),
        on_duplicate="reject",
    ),
    FileContract(
        name="O*NET Center: O*NET-SOC 2010 to 2019",
        source=SOURCE,
        table="crosswalk_onet_soc_2010_2019",
        columns=(
            Column("onet_soc_2010_code", "O*NET-SOC 2010 Code", also=("soc2010_code",)),
            Column("onet_soc_2010_title", "O*NET-SOC 2010 Title", also=("soc2010_title",)),
            Column("onet_soc_2019_code", "O*NET-SOC 2019 Code", also=("soc2019_code",)),
            Column("onet_soc_2019_title", "O*NET-SOC 2019 Title", also=("soc2019_title",)),
            EXTRA,
        ),
        layouts=(Layout(("*",), "2019"),),
        natural_key=("onet_soc_2010_code", "onet_soc_2019_code"),
        on_duplicate="reject",
    ),
    FileContract(
        name="BLS: SOC 2018 structure",
        source=SOURCE,
        table="crosswalk_soc_2018_structure",
        columns=(
            Column("major_group", "Major Group"),
            Column("minor_group", "Minor Group"),
            Column("broad_group", "Broad Group"),
            Column("detailed_occupation", "Detailed Occupation"),
            Column("code", "code"),
            Column("title", "title"),
            EXTRA,
        ),
        layouts=(
            Layout(  # the title stands in a column without a header
                ("*",), "November 2017", renamed={"title": ""}, absent=("code",)
            ),
            Layout(
                ("soc2018_all*",),
                "November 2017, as one column of codes",
                absent=("major_group", "minor_group", "broad_group", "detailed_occupation"),
            ),
        ),
        natural_key=("code", "title"),
        on_duplicate="reject",
        is_reference=True,
    ),
)


def find_deliveries(place: Path, refuse: Refuse = throw) -> list[Delivery]:
    """Recognise every crosswalk in a folder, or the one in a file; each is a delivery.

    Args:
        place: the folder or file.
        refuse: told of each file that is empty, cut off, no UTF-8 text or no workbook.

    Raises:
        MissingFile: there is none.
    """
    found = fullest_files(place, CONTRACTS, MODULE, refuse)
    return [
        Delivery(
            source=SOURCE,
            release_name=f"sample: {file.contract.name}"
            if is_sample_folder(file.path.parent)
            else file.contract.name,
            released_on=None,
            is_sample=is_sample_folder(file.path.parent),
            folder=file.path.parent,
            files=(file,),
            unknown=found.unknown if file is found.files[0] else (),
            passed_over=found.passed_over if file is found.files[0] else (),
            stands_alone=True,
        )
        for file in found.files
    ]
