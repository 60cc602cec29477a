"""Recognise KeSCO, the Kenya Standard Classification of Occupations, as its office publishes it.

One table, as CSV or as a workbook: serial number (the row's place in the alphabet), title and
code. Two codes stand for two occupations each, so code and title together name a row.
"""

from __future__ import annotations

import re
from pathlib import Path

from extract.contract import EXTRA, Column, FileContract, Layout
from extract.delivery import Delivery, is_sample_folder
from extract.errors import Refuse, throw
from extract.tabular import fullest_files

SOURCE = "kesco"
MODULE = "extract/kesco.py"
EDITION = "2022"  # the only edition there is; the file itself names none

CONTRACTS: tuple[FileContract, ...] = (
    FileContract(
        name="KeSCO occupations",
        source=SOURCE,
        table="kesco_occupations",
        columns=(
            Column("serial_number", "S/No"),
            Column("title", "Occupational Title"),
            Column("code", "KeSCO Code"),
            EXTRA,
        ),
        layouts=(Layout(("*",), "KeSCO 2022", optional=("serial_number",)),),
        natural_key=("code", "title"),
        on_duplicate="reject",
        is_required=True,
        is_reference=True,
    ),
)


def find_deliveries(place: Path, refuse: Refuse = throw) -> list[Delivery]:
    """Recognise each edition of KeSCO in a folder, or the one in a file.

    The edition is the year in the file's or folder's name, else 2022.

    Args:
        place: the folder or file.
        refuse: told of each file that is empty, cut off, no UTF-8 text or no workbook.

    Raises:
        MissingFile: the folder holds no table with KeSCO's columns.
    """
    found = fullest_files(place, CONTRACTS, MODULE, refuse, part=_edition)
    return [
        Delivery(
            source=SOURCE,
            release_name="sample"
            if is_sample_folder(file.path.parent)
            else f"KeSCO {_edition(file.path)}",
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


def _edition(path: Path) -> str:
    year = re.search(r"(?<!\d)20\d\d(?!\d)", f"{path.stem} {path.parent.name}")
    return year[0] if year else EDITION
