"""Print how many KeSCO titles are linked to ESCO, how surely, and how many links are right.

    .venv/bin/python -m benchmarks.check_kesco_links --kesco kesco_occupations.csv \\
        --esco occupations_en.csv --judged kesco_titles_tabiya_kenya_esco.csv

``--kesco``   the titles of KeSCO 2022 (columns "Occupational Title", "KeSCO Code")
``--esco``    occupations of the official ESCO export (conceptUri, iscoGroup, preferredLabel,
              altLabels); labels are the preferred and the alternative ones
``--judged``  KeSCO titles with the ESCO occupations they belong to (kesco_code, title, esco_uri);
              a title may have several, each is right; one without an ESCO occupation has none
``--vacancies`` titles of real vacancies with their ESCO occupation (title or vacancyTitle,
              conceptUri), may be given several times: measures links of titles without a group

A link is right if the first candidate is one of the judged occupations. The judged titles are
halved by a hash of the title: the weights were fitted on one half, the other is held out. The
exit code is 1 unless links that claim 0.9 or more are right nine times in ten, on at least 300
judged titles, and on the half held out as well.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from match.labels import OccupationLabel, Title
from match.occupations import MATCHER_VERSION, LinkCandidate, link
from match.titles import folded
from pipeline.console import Console

BANDS = ((0.9, 1.01), (0.7, 0.9), (0.5, 0.7), (0.0, 0.5))
LEAST_PRECISION = 0.9
LEAST_JUDGED = 300

Judgements = dict[str, set[str]]


@dataclass(frozen=True)
class Count:
    """Links of one kind: in the whole file, judged, and right."""

    linked: int
    judged: int
    right: int

    @property
    def precision(self) -> float | None:
        """Return the share of right links, or None if none was judged."""
        return self.right / self.judged if self.judged else None

    def cells(self) -> tuple[str, ...]:
        """Return the cells of a table: linked, judged, right, precision, interval."""
        if self.precision is None:
            return (f"{self.linked:,}", "0", "", "", "")
        low, high = wilson(self.right, self.judged)
        return (
            f"{self.linked:,}",
            f"{self.judged:,}",
            f"{self.right:,}",
            f"{self.precision:.3f}",
            f"{low:.3f}-{high:.3f}",
        )


def wilson(right: int, judged: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson."""
    share, square = right / judged, z * z
    middle = share + square / (2 * judged)
    half = z * math.sqrt(share * (1 - share) / judged + square / (4 * judged**2))
    return (middle - half) / (1 + square / judged), (middle + half) / (1 + square / judged)


def rows(path: Path, *columns: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file that must have ``columns``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(columns).difference(reader.fieldnames or ())
        if missing:
            sys.exit(f"{path}: there is no column {', '.join(sorted(missing))}")
        yield from reader


def esco_labels(path: Path) -> list[OccupationLabel]:
    """Return the preferred and alternative labels of ESCO's occupations."""
    labels = []
    for row in rows(path, "conceptUri", "iscoGroup", "preferredLabel", "altLabels"):
        for place, text in enumerate((row["preferredLabel"], *row["altLabels"].split("\n"))):
            if text.strip():
                labels.append(
                    OccupationLabel(
                        row["conceptUri"], row["iscoGroup"], text, is_preferred=not place
                    )
                )
    return labels


def kesco_titles(path: Path) -> list[Title]:
    """Return KeSCO's titles, known by code and text."""
    return [
        Title(
            key=key(row["KeSCO Code"], row["Occupational Title"]),
            text=row["Occupational Title"],
            group_code=row["KeSCO Code"][:4],
        )
        for row in rows(path, "KeSCO Code", "Occupational Title")
    ]


def judgements(path: Path) -> Judgements:
    """Return the ESCO occupations of each judged title; none for one that belongs elsewhere."""
    judged: Judgements = defaultdict(set)
    for row in rows(path, "kesco_code", "title", "esco_uri", "occupation_type"):
        right = judged[key(row["kesco_code"], row["title"])]
        if row["esco_uri"] and row["occupation_type"] == "escooccupation":
            right.add(row["esco_uri"])
    return judged


def vacancies(paths: Iterable[Path]) -> tuple[list[Title], Judgements]:
    """Return the distinct titles of vacancies, and their occupations."""
    judged: Judgements = defaultdict(set)
    for path in paths:
        for row in rows(path, "conceptUri"):
            judged[folded(row.get("title") or row["vacancyTitle"])].add(row["conceptUri"])
    return [Title(text, text) for text in judged], judged


def key(code: str, text: str) -> str:
    """Return what identifies a title of KeSCO."""
    return f"{code} {folded(text)}"


def is_held_out(title: Title) -> bool:
    """Return whether a title is in the half that the weights were not fitted on."""
    return hashlib.sha256(folded(title.text).encode()).digest()[1] % 2 == 1


def is_given(candidate: LinkCandidate) -> bool:
    """Return whether a title is a label of ESCO as it stands, which nobody had to judge."""
    return candidate.method.startswith(("preferred_", "exact_", "ambiguous_"))


def counted(links: Iterable[LinkCandidate], judged: Judgements) -> Count:
    """Return how many of ``links`` are judged and right."""
    every = list(links)
    known = [one for one in every if one.title_key in judged]
    right = sum(one.occupation_key in judged[one.title_key] for one in known)
    return Count(len(every), len(known), right)


def print_bands(
    console: Console, name: str, titles: int, first: list[LinkCandidate], judged: Judgements
) -> Count:
    """Print the links by confidence; return the surest band."""
    counts = [
        counted((one for one in first if low <= one.confidence < high), judged)
        for low, high in BANDS
    ]
    console.table(
        ("confidence", "linked", "judged", "right", "precision", "95 % interval", "coverage"),
        [
            (
                f"{low} and above" if not place else f"{low} to {high}",
                *count.cells(),
                f"{count.linked / titles:.1%}",
            )
            for place, ((low, high), count) in enumerate(zip(BANDS, counts, strict=True))
        ],
        title=name,
    )
    return counts[0]


def print_methods(
    console: Console, name: str, links: list[LinkCandidate], judged: Judgements
) -> None:
    """Print the links by method and claimed confidence."""
    kinds: dict[tuple[float, str], list[LinkCandidate]] = defaultdict(list)
    for one in links:
        # what ambiguous labels claim depends on how many occupations share them
        is_shared_out = one.method.startswith("ambiguous")
        kinds[-1.0 if is_shared_out else one.confidence, one.method].append(one)
    console.table(
        ("method", "claims", "linked", "judged", "right", "precision", "95 % interval"),
        [
            (method, "shared" if claim < 0 else f"{claim:.3f}", *counted(its, judged).cells())
            for (claim, method), its in sorted(kinds.items(), reverse=True)
        ],
        title=name,
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the tables and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for option in ("kesco", "esco", "judged"):
        parser.add_argument(f"--{option}", type=Path, required=True, metavar="CSV")
    parser.add_argument("--vacancies", type=Path, action="append", default=[], metavar="CSV")
    paths = parser.parse_args(arguments)
    console = Console()

    labels, titles, judged = (
        esco_labels(paths.esco),
        kesco_titles(paths.kesco),
        judgements(paths.judged),
    )
    started = time.perf_counter()
    links = link(titles, labels)
    seconds = time.perf_counter() - started
    console.say(
        f"matcher {MATCHER_VERSION}: {len(titles):,} titles against {len(labels):,} labels "
        f"in {seconds:.1f} s; {len(judged):,} titles judged"
    )

    held_out = {title.key for title in titles if is_held_out(title)}
    halves = {
        "all judged titles": judged,
        "half the weights were fitted on": {k: v for k, v in judged.items() if k not in held_out},
        "half held out": {k: v for k, v in judged.items() if k in held_out},
    }
    first = [one for one in links if one.rank == 1]
    surest = {
        name: print_bands(console, f"First candidates, {name}", len(titles), first, half)
        for name, half in halves.items()
    }
    print_methods(console, "First candidates by method, all judged titles", first, judged)
    print_methods(
        console, "Candidates of every rank by method, half held out", links, halves["half held out"]
    )
    if paths.vacancies:
        advertised, their_judgements = vacancies(paths.vacancies)
        found = link(advertised, labels)
        print_bands(
            console,
            "First candidates, vacancies",
            len(advertised),
            [one for one in found if one.rank == 1],
            their_judgements,
        )
        print_methods(
            console, "Candidates of every rank by method, vacancies", found, their_judgements
        )
    beyond = counted(
        (one for one in first if one.confidence >= LEAST_PRECISION and not is_given(one)), judged
    )
    console.say(
        f"links that claim {LEAST_PRECISION} or more, ESCO's own labels as they stand left out "
        f"(the judged file takes them for right): {beyond.right:,} of {beyond.judged:,} right"
    )
    return verdict(console, surest["all judged titles"], surest["half held out"])


def verdict(console: Console, whole: Count, held_out: Count) -> int:
    """Say whether the surest band keeps its promise; return the exit code."""
    kept = (
        whole.judged >= LEAST_JUDGED
        and whole.right >= LEAST_PRECISION * whole.judged
        and held_out.judged > 0
        and held_out.right >= LEAST_PRECISION * held_out.judged
    )
    console.say(
        f"links that claim {LEAST_PRECISION} or more: {whole.right:,} of {whole.judged:,} right, "
        f"{held_out.right:,} of {held_out.judged:,} in the half held out: "
        + ("as promised" if kept else f"NOT nine in ten on {LEAST_JUDGED} judged titles")
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
