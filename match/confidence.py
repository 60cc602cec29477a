"""How sure a link is: the share of right ones among links found the same way, as measured.

A confidence is no fuzzy score. It was counted on titles whose right occupations are
known, and is (right + 1) / (judged + 2): a method judged on few titles claims less
than it showed, and none claims certainty. docs/title_matching.md says how it was
counted, and what could not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a title met an occupation's label.

    - ``preferred``: the title is the preferred label of the occupation, but for case and blanks.
    - ``exact``: so it is an alternative label.
    - ``turned``: it is either once ``noun, qualifier`` is turned round.
    - ``normalised``: they have the same words in one spelling, in any order.
    - ``ambiguous``: one of the above, but the label belongs to several occupations
      and the title's group does not single one out.
    - ``similar``: they share words, and this occupation stands out among all.
    - ``kindred``: they share no whole word, at best a root (``crocheter``, ``crochet``),
      or the occupation merely lies in the title's group.
    """

    PREFERRED = "preferred"
    EXACT = "exact"
    TURNED = "turned"
    NORMALISED = "normalised"
    AMBIGUOUS = "ambiguous"
    SIMILAR = "similar"
    KINDRED = "kindred"


class Where(StrEnum):
    """Where the occupation lies, seen from the title's group.

    - ``same_group``: in an ISCO-08 unit group that the title's group stands for.
    - ``other_group``: in another.
    - ``no_group``: the title has no group.
    """

    SAME_GROUP = "same_group"
    OTHER_GROUP = "other_group"
    NO_GROUP = "no_group"


def method_name(how: How, where: Where) -> str:
    """Return the name a method is recorded under, such as ``turned_label_same_group``."""
    return f"{how}_label_{where}"


@dataclass(frozen=True)
class Measured:
    """Links of one method whose share of likeness is at least ``least_share``, as judged."""

    least_share: float
    right: int
    judged: int

    @property
    def confidence(self) -> float:
        """Return the share of right links, held back where few were judged."""
        return round((self.right + 1) / (self.judged + 2), 3)


# Counted by benchmarks/check_kesco_links.py (matcher 1, 25 November 2026) against ESCO 1.1.1:
# with a group on the half held out of kesco_titles_tabiya_kenya_esco.csv (KeSCO titles among the
# labels of Tabiya Kenya 0.0.0, CC BY 4.0), without one on 13,498 distinct vacancy titles of the
# JobBERT set (Malaysia) and Tabiya's "Hahu Test" (Ethiopia, CC BY 4.0). Candidates of every rank.
FIGURES: dict[tuple[How, Where], tuple[Measured, ...]] = {
    # Right by definition, see below: the least sure of all figures here.
    (How.PREFERRED, Where.SAME_GROUP): (Measured(0.0, 55, 55),),
    (How.PREFERRED, Where.NO_GROUP): (Measured(0.0, 192, 214),),
    (How.EXACT, Where.SAME_GROUP): (Measured(0.0, 50, 50),),
    (How.EXACT, Where.NO_GROUP): (Measured(0.0, 220, 364),),
    # Too few turned and normalised ones were judged: counted with the surest similar labels.
    (How.TURNED, Where.SAME_GROUP): (Measured(0.0, 64, 70),),
    (How.TURNED, Where.NO_GROUP): (Measured(0.0, 10, 20),),
    (How.NORMALISED, Where.SAME_GROUP): (Measured(0.0, 64, 70),),
    (How.NORMALISED, Where.NO_GROUP): (Measured(0.0, 173, 402),),
    (How.SIMILAR, Where.SAME_GROUP): (
        Measured(0.9, 64, 70),
        Measured(0.7, 71, 92),
        Measured(0.5, 62, 97),
        Measured(0.3, 68, 191),
        Measured(0.1, 106, 596),
        Measured(0.0, 26, 815),
    ),
    (How.SIMILAR, Where.OTHER_GROUP): (
        Measured(0.3, 3, 23),
        Measured(0.1, 7, 80),
        Measured(0.0, 21, 813),
    ),
    (How.SIMILAR, Where.NO_GROUP): (
        Measured(0.9, 29, 37),
        Measured(0.7, 191, 351),
        Measured(0.5, 345, 785),
        Measured(0.3, 640, 1893),
        Measured(0.1, 1519, 8444),
        Measured(0.0, 2933, 53084),
    ),
    (How.KINDRED, Where.SAME_GROUP): (
        Measured(0.3, 31, 52),
        Measured(0.1, 57, 349),
        Measured(0.0, 28, 983),
    ),
    (How.KINDRED, Where.OTHER_GROUP): (Measured(0.0, 21, 813),),
    (How.KINDRED, Where.NO_GROUP): (
        Measured(0.3, 25, 110),
        Measured(0.1, 76, 494),
        Measured(0.0, 2933, 53084),
    ),
}
# The judged KeSCO titles cannot tell whether a label in another group is meant: ESCO's labels are
# right there by definition. Vacancies, whose group nobody gave, can.
for how in (How.PREFERRED, How.EXACT, How.TURNED, How.NORMALISED):
    FIGURES[how, Where.OTHER_GROUP] = FIGURES[how, Where.NO_GROUP]

# Without a whole word in common a link is for review, whatever was measured.
MOST_OF_KINDRED = 0.49


def confidence(how: How, where: Where, share: float = 0.0) -> float:
    """Return the measured confidence (0..1) of a link of this method and share of likeness."""
    bands = FIGURES[how, where]
    measured = next(band.confidence for band in bands if share >= band.least_share)
    return min(measured, MOST_OF_KINDRED) if how is How.KINDRED else measured
