"""What the page says of its figures: how they are read, what they lack, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from gaps.advised_move import Move, Side
from gaps.read import GapHeader
from gaps.words import NOUNS, REASONS, what_the_service_said
from report.figures import listed, moment, month

RELEASE_OF_THE_SAMPLE = "30.3"  # as data/sample/onet/Read Me.txt has it
OFFICE = "the U.S. Department of Labor, Employment and Training Administration (USDOL/ETA)"


@dataclass(frozen=True)
class Note:
    """Something that a reader of the page should know."""

    term: str
    text: str


def release_line(header: GapHeader) -> str:
    """Return which figures these are and since when they are published."""
    if header.release_name is None:
        return "Of no O*NET release that is published"
    sample = ", the committed sample" if header.is_sample else ""
    released = f", released {month(header.released_on)}" if header.released_on else ""
    return f"O*NET {header.release_name}{sample}{released}; published {moment(header.published_at)}"


def reasons(move: Move) -> list[str]:
    """Return, for each side that is to blame, why the two are not compared."""
    header = move.gap.header
    told = []
    for side, reason in ((move.origin, header.from_reason), (move.target, header.to_reason)):
        if reason:
            said = what_the_service_said(move.gap, side.occupation_code)
            told.append(f"{side.title}: {REASONS[reason]}{f'; {said}' if said else ''}")
    return told


def job_zone_words(move: Move) -> str:
    """Return what the step between the job zones means."""
    step, origin, target = move.job_zone_step, move.origin, move.target
    if step is None:
        unknown = [side.title for side in (origin, target) if side.job_zone is None]
        return f"O*NET gives {listed(list(dict.fromkeys(unknown)))} none"
    if step == 0:
        return f"both in job zone {target.job_zone}: about the same preparation"
    more = "more" if step > 0 else "less"
    return f"from {origin.job_zone} to {target.job_zone}: {more} preparation"


def notes(move: Move) -> list[Note]:
    """Return the notes that the figures of this move call for."""
    gap, header = move.gap, move.gap.header
    found = [
        Note(
            "What is compared",
            "Occupations, not persons: the levels that each occupation needs as a rule, as O*NET "
            "rates them. What somebody can do may be more or less than their occupation asks for.",
        ),
    ]
    if gap.rows:
        found += [
            Note(
                "Level and importance",
                "The level says how much of something is needed, from 0 to 7, where the words of "
                "the scale differ from one element to the next: compare one element between "
                "occupations, not two elements. The importance says how much it matters, from 1 "
                "(not important) to 5.",
            ),
            Note(
                "Error",
                "A rating is the mean of several people's. With ± it has its 95% error: 1.96 "
                "standard errors to either side. The error of a difference is the root of the sum "
                "of both squares, so two intervals may touch and the difference be beyond error "
                "all the same. A shortfall within error may be chance.",
            ),
        ]
    if header.status == "compared":
        found.append(
            Note(
                "Weighted gap",
                "The shortfall as a share of the scale, times the importance in the target as a "
                "share of its scale. It ranks what to learn first; it measures neither time nor "
                "effort.",
            )
        )
    if header.status == "compared" and gap.missing:
        found.append(
            Note("Missing", "The occupation moved from has level 0, and the target needs more.")
        )
    if flagged := [row.element_name for row in gap.rows if row.is_low_precision]:
        found.append(
            Note(
                "Low precision (*)",
                "O*NET recommends to suppress a rating whose 95% error reaches more than one "
                "point from the mean, or for which few answered. It is used here, and marked: "
                f"{listed(flagged)}.",
            )
        )
    lacking = [
        row.element_name
        for row in gap.rows
        if (row.from_level is not None and row.from_level_se is None)
        or (row.to_level is not None and row.to_level_se is None)
    ]
    if lacking:
        found.append(
            Note(
                "Error not given",
                f"O*NET gives no standard error for {listed(lacking)}. Whether such a difference "
                "is beyond error is not known.",
            )
        )
    found += _unrated_domains(move)
    found += [
        Note(f"Levels of {side.title}", text)
        for side, text in (
            (move.origin, _origin(header.from_origin, header.from_release_name, header, "from")),
            (move.target, _origin(header.to_origin, header.to_release_name, header, "to")),
        )
        if text
    ]
    if move.origin.job_zone or move.target.job_zone:
        found.append(
            Note(
                "Job zone",
                "How much preparation an occupation takes, from 1 (little or none) to 5 "
                "(extensive). " + " ".join(filter(None, map(_preparation, _both(move)))),
            )
        )
    return found


def sources(move: Move) -> list[str]:
    """Return whose figures these are and on what terms, as the licence of O*NET asks for."""
    header = move.gap.header
    origins = {
        o for each in (header.from_origin, header.to_origin) if each for o in each.split(",")
    }
    names = {
        name
        for each in (header.from_release_name, header.to_release_name, header.release_name)
        if each
        for name in each.split(",")
    }
    if header.is_sample:
        names = {RELEASE_OF_THE_SAMPLE if name == header.release_name else name for name in names}
    databases = listed([f"the O*NET {name} Database" for name in sorted(names)])
    told = [
        f"This page includes information from {databases or 'the O*NET Database'} by {OFFICE}, "
        "used under the CC BY 4.0 licence. O*NET® is a trademark of USDOL/ETA. The skillgap "
        "project has modified all or some of this information (differences, their errors, weights "
        "and similarities are computed from it); USDOL/ETA has not approved, endorsed, or tested "
        "these modifications."
    ]
    if "onet_api" in origins:
        told.append(
            f"It includes information from O*NET Web Services by {OFFICE}, on the same terms."
        )
    if header.is_sample:
        told.append(
            "The figures are those of the sample that comes with the project, a choice of "
            "occupations. Descriptions, the words of the levels and those of the job zones in it "
            "are the skillgap project's own, not O*NET's, and were not validated: use a full "
            "release for work that counts."
        )
    return told


def _both(move: Move) -> tuple[Side, ...]:
    return (move.origin, move.target) if move.origin != move.target else (move.origin,)


def _preparation(side: Side) -> str:
    if side.job_zone is None:
        return ""
    name = side.job_zone_name or f"Job Zone {side.job_zone}"
    text = f"{side.title}: {name}."
    return f"{text} {side.education}" if side.education else text


def _unrated_domains(move: Move) -> list[Note]:
    """Return what of an answer that compares something is not compared all the same."""
    header = move.gap.header
    if header.status != "compared":
        return []
    return [
        Note(
            f"{side.title}: not rated in all that was asked for",
            f"There are no ratings of {listed([NOUNS[each] for each in unrated.split(',')])}"
            + (f"; {said}" if said else "")
            + ". Not rated is not zero.",
        )
        for side, unrated, said in (
            (side, unrated, what_the_service_said(move.gap, side.occupation_code))
            for side, unrated in (
                (move.origin, header.from_unrated_domains),
                (move.target, header.to_unrated_domains),
            )
            if unrated
        )
    ]


def _origin(
    origin: str | None, release_name: str | None, header: GapHeader, side: str
) -> str | None:
    if origin is None:
        return None
    rated_on = header.from_rated_on if side == "from" else header.to_rated_on
    asked_at = header.from_asked_at if side == "from" else header.to_asked_at
    ways = []
    if "file" in origin.split(","):
        ways.append("O*NET's files")
    if "onet_api" in origin.split(","):
        asked = f", asked {moment(asked_at)}" if asked_at else ""
        ways.append(f"the O*NET Web Services{asked}")
    releases = [f"O*NET {name}" for name in (release_name or "").split(",") if name]
    of = f" ({listed(releases)})" if releases else ""
    newest = f"; the newest rating is of {month(rated_on)}" if rated_on else ""
    return f"From {listed(ways)}{of}{newest}."
