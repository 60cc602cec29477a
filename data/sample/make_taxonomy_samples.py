"""Make the committed samples ``esco``, ``tabiya`` and ``crosswalks`` of ``data/sample``.

Run from the project's root, with ESCO v1.1.1 (English, CSV) and the crosswalk tables::

    python -m data.sample.make_taxonomy_samples ESCO_FOLDER CROSSWALK_FOLDER

What goes in, and why, is said where it is chosen: ``esco_excerpt.py``,
``tabiya_sample.py``, ``crosswalk_excerpts.py``. The choices themselves, and every
sentence in the files, stand in ``taxonomies.toml``. The same folders and the same
``taxonomies.toml`` give the same bytes. The samples ``kesco`` and
``labour_market`` are invented and written by hand.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tomllib
from pathlib import Path

from data.sample import crosswalk_excerpts, esco_excerpt, tabiya_sample
from data.sample.csv_tables import Table
from pipeline.errors import SkillgapError

HERE = Path(__file__).parent
CHOICES = HERE / "taxonomies.toml"
ONET_OCCUPATIONS = HERE / "onet" / "Occupation Data.txt"


def make_samples(esco_folder: Path, crosswalk_folder: Path, output: Path) -> dict[str, int]:
    """Write the folders ``esco``, ``tabiya`` and ``crosswalks`` into ``output``.

    Nothing is written before all three have been composed.

    Returns:
        The number of rows by file, as ``folder/file``.

    Raises:
        UnfitChoice: ``taxonomies.toml`` and the delivered files do not fit together.
        SkillgapError: a file is missing or cannot be read.
    """
    choices = tomllib.loads(CHOICES.read_text(encoding="utf-8"))
    esco = esco_excerpt.make_excerpt(esco_excerpt.read_esco(esco_folder), choices["esco"])
    isco_groups = esco["ISCOGroups_en.csv"].rows
    linkable = [*esco["occupations_en.csv"].rows, *isco_groups]
    crosswalks = crosswalk_excerpts.make_excerpts(
        crosswalk_folder,
        onet=_onet_codes(),
        esco={row["conceptUri"] for row in linkable},
        isco={row["code"] for row in isco_groups},
    )
    tabiya = tabiya_sample.make_model(esco, choices["tabiya"])

    samples: dict[str, Table] = {}
    for folder, tables in (("esco", esco), ("tabiya", tabiya), ("crosswalks", crosswalks)):
        samples.update({f"{folder}/{name}": table for name, table in tables.items()})
    contents = {name: table.encoded() for name, table in samples.items()}
    for name, content in contents.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_bytes(content)
    return {name: len(table.rows) for name, table in samples.items()}


def _onet_codes() -> set[str]:
    with ONET_OCCUPATIONS.open(encoding="ascii", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["O*NET-SOC Code"] for row in rows}


def main() -> int:
    """Make the samples and say what they hold; return the exit code."""
    parser = argparse.ArgumentParser(
        description="Make the committed samples of ESCO, of Tabiya's layout and of the crosswalks."
    )
    parser.add_argument("esco_folder", type=Path, help="ESCO v1.1.1, English, the CSV files")
    parser.add_argument("crosswalk_folder", type=Path, help="the crosswalk tables, CSV")
    arguments = parser.parse_args()
    try:
        counts = make_samples(arguments.esco_folder, arguments.crosswalk_folder, HERE)
    except SkillgapError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for name, count in counts.items():
        print(f"{name:<52} {count:>6,} rows  {(HERE / name).stat().st_size:>8,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
