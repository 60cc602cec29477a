"""Find the occupation that a code or a title names; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process, utils
from sqlalchemy import Connection, text

from gaps.errors import AmbiguousTitle, Candidate, Searched, UnknownOccupation

LONGEST_TITLE = 255
MOST_SUGGESTIONS = 5
LEAST_SCORE = 70

_CODE = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")
_MEANT_AS_CODE = re.compile(r"[0-9][0-9\s.,_/\u2010-\u2015-]*")

# On both servers; takes no notice of case and accents. Titles are compared whole: no LIKE.
_BY_TITLE = text(
    """
    select occupation_code, title
    from occupations
    where title collate utf8mb4_unicode_520_ci = :title
    order by occupation_code
    """
)
_BY_JOB_TITLE = text(
    """
    select occupation_code, title
    from occupations
    where occupation_code in (
        select occupation_code
        from job_titles
        where job_title collate utf8mb4_unicode_520_ci = :title
            or (short_title <> '' and short_title collate utf8mb4_unicode_520_ci = :title)
    )
    order by occupation_code
    """
)
_BY_CODE = text(
    "select occupation_code, title from occupations where occupation_code = :occupation_code"
)
_BY_SOC_CODE = text(
    "select occupation_code, title from occupations where soc_code = :soc_code "
    "order by occupation_code"
)
_ALL = text("select occupation_code, title from occupations order by occupation_code")
_SEARCHED = text(
    "select release_name, is_sample, (select count(*) from occupations) as occupations "
    "from published_releases where source = 'onet'"
)


@dataclass(frozen=True)
class Occupation:
    """An occupation of the published release.

    ``found_by`` says what the asked text was: the O*NET-SOC code, the title,
    or a job title (or its short form) that belongs to this occupation alone.
    """

    code: str
    title: str
    found_by: Literal["code", "title", "job_title"]


def find_occupation(connection: Connection, asked: str) -> Occupation:
    """Return the occupation that ``asked`` names.

    A code must have O*NET's form (``15-1252.00``). A title or job title must be
    equal to the asked text but for case, accents and runs of blanks.

    Args:
        connection: of an account that may read the published database, which
            is the connection's default database.
        asked: an O*NET-SOC code, an occupation's title, or a job title.

    Raises:
        UnknownOccupation: nothing has this code or title; carries the closest.
        AmbiguousTitle: a title belongs to several occupations; carries them all.
    """
    wanted = " ".join(asked.split())
    shown = shortened(wanted)
    if not wanted:
        raise UnknownOccupation(
            "no occupation is named: the text is empty",
            expected="an O*NET-SOC code such as 15-1252.00, or a title",
        )
    if code_in(wanted):
        return _of_code(connection, wanted)
    if _MEANT_AS_CODE.fullmatch(wanted):
        raise UnknownOccupation(
            f"{shown} is no O*NET-SOC code",
            _of_soc_code(connection, wanted),
            expected="two digits, a hyphen, four digits, a dot, two digits: 15-1252.00",
        )
    if not can_be_a_title(wanted):
        raise UnknownOccupation(
            f"no occupation has the title {shown}",
            expected=f"printable text of up to {LONGEST_TITLE} characters",
        )
    for found_by, question in (("title", _BY_TITLE), ("job_title", _BY_JOB_TITLE)):
        found = _candidates(connection, question, title=wanted)
        if len(found) == 1:
            return Occupation(found[0].code, found[0].title, found_by)
        if found:
            raise AmbiguousTitle(f"{shown} is a title of {len(found)} occupations", found)
    raise UnknownOccupation(
        f"no occupation has the title {shown}, and no job title is {shown}",
        closest_titles(wanted, _candidates(connection, _ALL)),
        searched=_searched(connection),
    )


def code_in(asked: str) -> str | None:
    """Return the O*NET-SOC code that ``asked`` is, None if it is something else."""
    wanted = " ".join(asked.split())
    return wanted if _CODE.fullmatch(wanted) else None


def closest_titles(wanted: str, occupations: Sequence[Candidate]) -> list[Candidate]:
    """Return up to five occupations whose titles are most like ``wanted``, the best first.

    Likeness is rapidfuzz's WRatio, which weighs whole, partial and word-by-word
    similarity; titles below 70 of 100 are left out.
    """
    matches = process.extract(
        wanted,
        [occupation.title for occupation in occupations],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=MOST_SUGGESTIONS,
        score_cutoff=LEAST_SCORE,
    )
    return [occupations[index] for _, _, index in matches]


def _of_code(connection: Connection, code: str) -> Occupation:
    found = _candidates(connection, _BY_CODE, occupation_code=code)
    if not found:
        raise UnknownOccupation(
            f"the published release has no occupation {code}",
            _of_soc_code(connection, code),
            searched=_searched(connection),
        )
    return Occupation(found[0].code, found[0].title, "code")


def _searched(connection: Connection) -> Searched | None:
    row = connection.execute(_SEARCHED).first()
    if row is None:
        return None
    name = f"O*NET {row.release_name}"
    return Searched(name, row.occupations, bool(row.is_sample), "./run_pipeline.sh run --onet NAME")


def _of_soc_code(connection: Connection, code: str) -> list[Candidate]:
    """Return the occupations of the SOC code that the first six digits of ``code`` spell."""
    digits = re.sub(r"[^0-9]", "", code)
    if len(digits) < 6:
        return []
    return _candidates(connection, _BY_SOC_CODE, soc_code=f"{digits[:2]}-{digits[2:6]}")


def _candidates(connection: Connection, question, **parameters: str) -> list[Candidate]:
    return [Candidate(code, title) for code, title in connection.execute(question, parameters)]


def can_be_a_title(wanted: str) -> bool:
    """Tell whether ``wanted`` is worth asking for.

    Text that cannot be printed is not: collations pass over control characters
    (``Chemists`` would be found with a NUL inside), and bytes that are no UTF-8
    could not even be sent.
    """
    return len(wanted) <= LONGEST_TITLE and wanted.isprintable()


def shortened(wanted: str) -> str:
    """Return ``wanted`` in quotes, cut to a line's length, control characters spelled out."""
    return repr(wanted[:59] + "…" if len(wanted) > 60 else wanted)
