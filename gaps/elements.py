"""Find the skill or other rated element that an id or a name means; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from gaps.errors import Candidate, UnknownElement, listed
from gaps.occupations import closest_titles, shortened
from pipeline.errors import UsageError

_RATED = text(
    "select element_id, element_name, domain from elements where is_rated order by element_id"
)


@dataclass(frozen=True)
class Element:
    """An element of the content model that the published release rates."""

    element_id: str
    name: str
    domain: str


def find_element(connection: Connection, asked: str, domains: Sequence[str]) -> Element:
    """Return the rated element of ``domains`` that ``asked`` names.

    Args:
        connection: of an account that may read the published database, which is the
            connection's default database.
        asked: an element id such as ``2.B.3.e``, or a name; case and runs of blanks do not count.
        domains: where to look.

    Raises:
        UnknownElement: none has this id or name; carries the closest.
        UsageError: the name is that of several, in several domains.
    """
    wanted = " ".join(asked.split())
    rated = [Element(*row) for row in connection.execute(_RATED) if row.domain in domains]
    found = [
        each
        for each in rated
        if wanted == each.element_id or wanted.casefold() == each.name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{shortened(wanted)} is the name of {len(found)} elements",
            found=listed([Candidate(each.element_id, each.name) for each in found]),
            expected="one element",
            advice="name the one you mean by its id, or ask for its domain alone",
        )
    raise UnknownElement(
        f"no rated element has the id or name {shortened(wanted)}",
        closest_titles(wanted, [Candidate(each.element_id, each.name) for each in rated]),
        searched=f"{len(rated)} elements of {', '.join(domains)}",
    )
