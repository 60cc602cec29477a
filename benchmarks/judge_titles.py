"""Print how many titles of a labelled file are matched to the right occupation, and how surely.

    .venv/bin/python -m benchmarks.judge_titles --esco occupations_en.csv FILE [FILE ...]

``FILE``      a CSV with a title a row (title or vacancyTitle) and its ESCO occupation
              (conceptUri or esco_uri); employer and place are used where there are any
``--esco``    occupations of the official ESCO export; labels are the preferred and alternative ones
``--part``    judge rows of this part alone, of files that have a column part
``--labels``  a file of the same form whose titles join the labels; never one that is judged
``--embedding``  compare meanings as well (requirements-embeddings.txt)

Top-1 and top-5: a right occupation is first, or among the first five. ISCO-4: the first one lies
in the unit group of a right one. Coverage and precision: how many titles are at least so sure,
and how many of these are right. Calibration error: the mean gap between what is claimed and what
is right, in ten bins of the claim (ECE). Nothing here is fitted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.labelled_titles import LabelledTitle, esco_matcher, labelled_titles
from match.vacancies.matcher import MATCHER_VERSION, Level, TitleMatch

THRESHOLDS = (0.3, 0.5, 0.6, 0.7)
BINS = 10


@dataclass(frozen=True)
class Verdict:
    """Whether the first candidate of a title is right, and how sure it claimed to be."""

    first: bool
    among_five: bool
    group: bool
    two_digit_group: bool
    claims: tuple[float, float, float]


def verdict(one: LabelledTitle, match: TitleMatch, groups: dict[str, str]) -> Verdict:
    """Return what is right of a match."""
    right_groups = {groups[uri] for uri in one.right if uri in groups}
    five = [candidate.occupation for candidate in match.candidates[:5]]
    group = match.candidates[0].group if match.candidates else ""
    return Verdict(
        first=bool(five) and five[0] in one.right,
        among_five=not one.right.isdisjoint(five),
        group=group in right_groups,
        two_digit_group=group[:2] in {each[:2] for each in right_groups},
        claims=tuple(match.sureness),
    )


def calibration_error(claims: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error: mean gap of claim and truth, ten equal bins."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for claim, is_right in zip(claims, right, strict=True):
        bins[min(int(claim * BINS), BINS - 1)].append((claim, is_right))
    gaps = (abs(sum(claim - is_right for claim, is_right in each)) for each in bins)
    return sum(gaps) / len(claims)


def report(path: Path, verdicts: Sequence[Verdict], matches: Sequence[TitleMatch]) -> list[str]:
    """Return the lines that say how a file came out."""

    def share(values: Sequence[bool]) -> str:
        return f"{100 * sum(values) / len(values):5.1f} %" if values else "     -"

    lines = [
        f"{path.name}: {len(verdicts):,} titles",
        f"  top-1 {share([each.first for each in verdicts])}"
        f"   top-5 {share([each.among_five for each in verdicts])}"
        f"   ISCO-4 {share([each.group for each in verdicts])}"
        f"   two digits {share([each.two_digit_group for each in verdicts])}",
    ]
    for place, (name, field) in enumerate(
        (("occupation", "first"), ("ISCO-4", "group"), ("two digits", "two_digit_group"))
    ):
        claims = [each.claims[place] for each in verdicts]
        right = [getattr(each, field) for each in verdicts]
        cells = []
        for threshold in THRESHOLDS:
            kept = [one for claim, one in zip(claims, right, strict=True) if claim >= threshold]
            coverage = f"{100 * len(kept) / len(right):5.1f} %"
            cells.append(f">= {threshold}: {coverage} at {share(kept)}")
        error = calibration_error(claims, right)
        lines.append(f"  {name:10} {'   '.join(cells)}   ECE {error:.3f}")
    levels = [match.level for match in matches]
    lines.append(
        "  answered with " + ", ".join(f"{level.value} {levels.count(level):,}" for level in Level)
    )
    return lines


def main() -> None:
    """Judge every file named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--esco", type=Path, required=True)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--part")
    parser.add_argument("--embedding", action="store_true")
    asked = parser.parse_args()
    if asked.labels in asked.files:
        parser.error("--labels: titles that are judged may not be labels")
    started = time.perf_counter()
    matcher, groups = esco_matcher(asked.esco, asked.labels, asked.embedding)
    print(f"matcher {MATCHER_VERSION}, index built in {time.perf_counter() - started:.1f} s")
    for path in asked.files:
        titles = labelled_titles(path, asked.part)
        started, used = time.perf_counter(), time.process_time()
        matches = list(matcher.match(one.listed for one in titles))
        passed, used = time.perf_counter() - started, time.process_time() - used
        verdicts = [verdict(one, match, groups) for one, match in zip(titles, matches, strict=True)]
        print("\n".join(report(path, verdicts, matches)))
        print(
            f"  {len(titles) / passed:,.0f} titles/s by the clock, "
            f"{1000 * used / len(titles):.2f} ms of processor time a title"
        )


if __name__ == "__main__":
    main()
