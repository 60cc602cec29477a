"""Fit the confidence of title matches; write match/vacancies/confidence.json.

    .venv/bin/python -m benchmarks.fit_title_confidence --esco occupations_en.csv \\
        --part validation [--embedding] FILE

Fitted on titles of two words or more all of which some label has: what a board writes in other
languages, or as one word, says little of how sure the rest is. Fit on no title that is to be
judged afterwards. The calibration error that is written was found
on fifths of the titles that the other four fifths were fitted without.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from benchmarks.judge_titles import calibration_error
from benchmarks.labelled_titles import esco_matcher, labelled_titles
from match.titles import words
from match.vacancies.confidence import FILE, Facts, Sureness
from match.vacancies.index import LabelIndex
from match.vacancies.matcher import BATCH, MATCHER_VERSION

FOLDS = 5


def fitted(facts: np.ndarray, right: np.ndarray) -> dict[str, object]:
    """Return intercept and coefficients of one logistic model, and its calibration error."""
    model = LogisticRegression(C=1.0, max_iter=5_000)
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    claims = cross_val_predict(model, facts, right, cv=folds, method="predict_proba")[:, 1]
    model.fit(facts, right)
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        "coefficients": {
            name: round(float(weight), 4)
            for name, weight in zip(Facts._fields, model.coef_[0], strict=True)
        },
        "ece": round(calibration_error(claims.tolist(), right.tolist()), 4),
    }


def is_readable(its_words: Sequence[str], index: LabelIndex) -> bool:
    """Tell whether a title has several words and some label has each of them."""
    return len(its_words) > 1 and all(word in index.vocabulary for word in its_words)


def main() -> None:
    """Fit all three levels and write them into the committed file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--esco", type=Path, required=True)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--part", required=True)
    parser.add_argument("--embedding", action="store_true")
    asked = parser.parse_args()
    matcher, groups = esco_matcher(asked.esco, asked.labels, asked.embedding)
    titles = [
        one
        for one in labelled_titles(asked.file, asked.part)
        if is_readable(words(matcher.cleaned(one.listed).core), matcher.index)
    ]
    facts: list[Facts] = []
    right: list[tuple[bool, bool, bool]] = []
    for start in range(0, len(titles), BATCH):
        some = titles[start : start + BATCH]
        judged = matcher.judged([matcher.cleaned(one.listed) for one in some])
        for one, its in zip(some, judged, strict=True):
            if its.facts is None:
                continue
            first = its.candidates[0]
            its_groups = {groups[uri] for uri in one.right if uri in groups}
            facts.append(its.facts)
            right.append(
                (
                    first.occupation in one.right,
                    first.group in its_groups,
                    first.group[:2] in {group[:2] for group in its_groups},
                )
            )
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    kept["embedding" if asked.embedding else "lexical"] = {
        "fitted_on": f"{len(facts):,} titles of {asked.file.name}, part {asked.part}",
        "date": datetime.now(UTC).date().isoformat(),
        "matcher": MATCHER_VERSION,
        **{
            level: fitted(np.array(facts), np.array([each[place] for each in right]))
            for place, level in enumerate(Sureness._fields)
        },
    }
    FILE.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    for level in Sureness._fields:
        print(level, kept["embedding" if asked.embedding else "lexical"][level]["ece"])


if __name__ == "__main__":
    main()
