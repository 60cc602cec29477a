"""Count anew how often a link of each method is right; exit 1 where the models say otherwise.

    .venv/bin/python -m benchmarks.check_link_confidence \\
        --esco occupations_en.csv --isco-groups ISCOGroups_en.csv \\
        --onet "Occupation Data.txt" \\
        --secretariat esco_secretariat_onet_crosswalk_2022.csv \\
        --center onetcenter_ESCO_to_ONET-SOC_2019.xlsx \\
        --causeways nesta_esco_onet_crosswalk_2020.csv \\
        --editions onet_soc2010_to_onet_soc2019.csv \\
        --isco-soc isco2008_soc2010.csv --soc soc2010_soc2018.csv \\
        --kesco kesco_occupations.csv --judged kesco_titles_tabiya_kenya_esco.csv

``--esco``, ``--isco-groups``
                  occupations and ISCO-08 groups of the official export, ESCO v1.1.1
``--onet``        occupations of an O*NET release with O*NET-SOC 2019 codes
``--secretariat`` the ESCO Secretariat's crosswalk, which judges the pairs of ESCO and O*NET: a pair
                  of an occupation that it links at all is right if it is among the pairs it has
``--center``      the O*NET Center's crosswalk: an occupation is the one with the row's code and
                  label, else the only one with the label, else the one with the code
``--causeways``   the Career Causeways crosswalk; its codes of 2010 are carried to all codes of 2019
                  that ``--editions`` names
``--isco-soc``, ``--soc``
                  the chain from an ISCO-08 unit group over SOC 2010 and 2018 to all O*NET codes
``--kesco``, ``--judged``
                  KeSCO's titles, and those whose ESCO occupations are known: an ISCO-08 group of a
                  title is right if one of these occupations stands in it

A pair is counted once, with the surest grade that says it. What is counted here, from the files
and without a database, is compared with models/staging/crosswalks/stg_crosswalks__link_confidence.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd

from match.groups import KESCO_GROUPS
from match.titles import folded
from pipeline.console import Console

FIGURES = (
    Path(__file__).resolve().parents[1]
    / "models/staging/crosswalks/stg_crosswalks__link_confidence.sql"
)
OPTIONS = (
    *("esco", "isco_groups", "onet", "secretariat", "center", "causeways"),
    *("editions", "isco_soc", "soc", "kesco", "judged"),
)
CHAIN_GRADES = ((1, "1"), (3, "2-3"), (10, "4-10"))
CAUSEWAYS_GRADES = (2.0, 1.0, 0.5)  # the surest first
PREAMBLE = 40  # a header stands among the first rows
HALF_A_HUNDREDTH = 0.005 + 1e-9

Grade = tuple[str, str]  # method, grade
Pair = tuple[str, str]
Row = dict[str, str]


@dataclass(frozen=True)
class Count:
    """Pairs that could be checked, and those of them that are right."""

    checked: int
    right: int

    @classmethod
    def of(cls, pairs: Iterable[Pair], right: set[Pair]) -> Count:
        """Count those of ``pairs`` whose first part ``right`` knows."""
        known = {first for first, _ in right}
        checked = {pair for pair in pairs if pair[0] in known}
        return cls(len(checked), len(checked & right))

    def bears_out(self, said: Figure) -> bool:
        """Tell whether ``said`` has these numbers, and a confidence that is their share."""
        return (self.checked, self.right) == (said.checked, said.right) and abs(
            said.confidence - self.right / max(self.checked, 1)
        ) <= HALF_A_HUNDREDTH


@dataclass(frozen=True)
class Figure:
    """What the models say of a method: confidence, pairs checked, pairs right."""

    confidence: float
    checked: int
    right: int


def rows(path: Path, *columns: str) -> Iterator[Row]:
    """Yield the rows below the header, which has ``columns`` and may stand below a preamble."""
    table = _cells(path)
    for cells in islice(table, PREAMBLE):
        header = [cell.strip() for cell in cells]
        if set(columns) <= set(header):
            break
    else:
        sys.exit(f"{path}: there is no header with the columns {', '.join(columns)}")
    for cells in table:
        yield {name: cell.strip() for name, cell in zip(header, cells, strict=False)}


def _cells(path: Path) -> Iterator[list[str]]:
    if path.suffix in (".xlsx", ".xls"):
        sheet = pd.read_excel(path, header=None, dtype=str, engine="calamine").fillna("")
        yield from sheet.to_numpy().tolist()
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".txt":
            yield from (line.rstrip("\r\n").split("\t") for line in file)
            return
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        yield from csv.reader(file, delimiter=delimiter)


def figures(sql: str) -> dict[Grade, Figure]:
    """Return the measured figures of the model by method and grade."""
    grades = re.search(r"set grades = (\[.*?\]) -?%}", sql, re.DOTALL)
    if grades is None:
        sys.exit(f"{FIGURES}: there is no list of grades")
    return {
        (method, grade): Figure(confidence, checked, right)
        for method, grade, confidence, basis, checked, right in ast.literal_eval(grades[1])
        if basis == "measured"
    }


def esco_occupations(path: Path) -> dict[str, Row]:
    """Return ESCO's occupations by URI."""
    columns = ("conceptUri", "iscoGroup", "preferredLabel", "code")
    return {row["conceptUri"]: row for row in rows(path, *columns)}


def secretariat_pairs(path: Path) -> set[Pair]:
    """Return the pairs of ESCO occupation and O*NET code that the Secretariat links."""
    return {
        (row["ESCO or ISCO URI"], row["O*NET Id"])
        for row in rows(path, "O*NET Id", "ESCO or ISCO URI", "Type of Match")
        if "/occupation/" in row["ESCO or ISCO URI"]
    }


def center_pairs(path: Path, esco: Mapping[str, Row]) -> set[Pair]:
    """Return the pairs of the O*NET Center, whose codes are those of another version of ESCO."""
    by_code, by_label = {}, defaultdict(list)
    for uri, row in esco.items():
        by_code[row["code"]] = uri
        by_label[row["preferredLabel"]].append(uri)
    pairs = set()
    for row in rows(path, "ESCO/ISCO Code", "ESCO/ISCO Title", "O*NET-SOC 2019 Code"):
        code, same_label = row["ESCO/ISCO Code"], by_label[row["ESCO/ISCO Title"]]
        uri = by_code.get(code)
        if uri not in same_label and len(same_label) == 1:
            uri = same_label[0]
        if uri:
            pairs.add((uri, row["O*NET-SOC 2019 Code"]))
    return pairs


def causeways_pairs(path: Path, editions: Path) -> dict[str, set[Pair]]:
    """Return the pairs of Career Causeways by the confidence that it states."""
    codes_of_2019 = defaultdict(set)
    for row in rows(editions, "soc2010_code", "soc2019_code"):
        codes_of_2019[row["soc2010_code"]].add(row["soc2019_code"])
    stated = list(rows(path, "concept_uri", "onet_code", "confidence"))
    pairs: dict[str, set[Pair]] = {}
    seen: set[Pair] = set()
    for confidence in CAUSEWAYS_GRADES:
        found = {
            (row["concept_uri"], code)
            for row in stated
            if float(row["confidence"]) == confidence
            for code in codes_of_2019[row["onet_code"]]
        }
        pairs[f"{confidence:g}"] = found - seen
        seen |= found
    return pairs


def chain_pairs(
    esco: Mapping[str, Row], onet: Path, isco_soc: Path, soc: Path
) -> dict[str, set[Pair]]:
    """Return the pairs that the ISCO-08 group of an occupation leads to, by their number."""
    of_2018, onet_codes, candidates = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in rows(soc, "soc2010", "soc2018"):
        of_2018[row["soc2010"]].add(row["soc2018"])
    for row in rows(onet, "O*NET-SOC Code"):
        onet_codes[row["O*NET-SOC Code"][:7]].add(row["O*NET-SOC Code"])
    for row in rows(isco_soc, "isco2008", "soc2010"):
        for code in of_2018[row["soc2010"]]:
            candidates[row["isco2008"]] |= onet_codes[code]
    pairs = defaultdict(set)
    for uri, row in esco.items():
        found = candidates[row["iscoGroup"]]
        grade = next((name for most, name in CHAIN_GRADES if len(found) <= most), "over 10")
        pairs[grade] |= {(uri, code) for code in found}
    return pairs


def kesco_counts(
    kesco: Path, judged: Path, isco_groups: Path, esco: Mapping[str, Row]
) -> dict[str, Count]:
    """Count the ISCO-08 groups that a title's digits lead to, as they stand and renumbered."""
    right = {
        (f"{row['kesco_code']} {folded(row['title'])}", esco[row["esco_uri"]]["iscoGroup"])
        for row in rows(judged, "kesco_code", "title", "esco_uri")
        if row["esco_uri"] in esco
    }
    known_groups = {row["code"] for row in rows(isco_groups, "code", "preferredLabel")}
    pairs: dict[str, set[Pair]] = {"same_digits": set(), "renumbered_block": set()}
    for row in rows(kesco, "KeSCO Code", "Occupational Title"):
        key = f"{row['KeSCO Code']} {folded(row['Occupational Title'])}"
        group = row["KeSCO Code"][:4]
        if group in KESCO_GROUPS:
            pairs["renumbered_block"] |= {(key, code) for code in KESCO_GROUPS[group]}
        elif group in known_groups:
            pairs["same_digits"].add((key, group))
    return {method: Count.of(found, right) for method, found in pairs.items()}


def counts(paths: argparse.Namespace) -> dict[Grade, Count]:
    """Count every method whose confidence is measured."""
    esco = esco_occupations(paths.esco)
    right = secretariat_pairs(paths.secretariat)
    pairs: dict[Grade, set[Pair]] = {("onet_center", ""): center_pairs(paths.center, esco)}
    for grade, found in causeways_pairs(paths.causeways, paths.editions).items():
        pairs["career_causeways", grade] = found
    for grade, found in chain_pairs(esco, paths.onet, paths.isco_soc, paths.soc).items():
        pairs["isco_chain", grade] = found
    counted = {grade: Count.of(found, right) for grade, found in pairs.items()}
    of_kesco = kesco_counts(paths.kesco, paths.judged, paths.isco_groups, esco)
    return counted | {(method, ""): count for method, count in of_kesco.items()}


def verdict(console: Console, said: Mapping[Grade, Figure], found: Mapping[Grade, Count]) -> int:
    """Print both, and return 1 if they differ anywhere, else 0."""
    lines, different = [], 0
    for grade in sorted({*said, *found}):
        figure, count = said.get(grade, Figure(0, 0, 0)), found.get(grade, Count(0, 0))
        is_same = grade in said and grade in found and count.bears_out(figure)
        different += not is_same
        lines.append(
            (
                *grade,
                f"{figure.right:,} of {figure.checked:,}",
                f"{figure.confidence:.2f}",
                f"{count.right:,} of {count.checked:,}",
                f"{count.right / max(count.checked, 1):.3f}",
                "" if is_same else "DIFFERS",
            )
        )
    console.table(
        ("method", "grade", "models say", "confidence", "counted", "share", ""),
        lines,
        title="How often a link is right",
    )
    console.say(f"{len(lines) - different} of {len(lines)} figures as counted")
    return 1 if different else 0


def main(arguments: list[str] | None = None) -> int:
    """Print the comparison and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for option in OPTIONS:
        parser.add_argument(
            f"--{option.replace('_', '-')}", type=Path, required=True, metavar="FILE"
        )
    paths = parser.parse_args(arguments)
    return verdict(Console(), figures(FIGURES.read_text(encoding="utf-8")), counts(paths))


if __name__ == "__main__":
    sys.exit(main())
