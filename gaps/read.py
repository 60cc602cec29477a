"""The gap between two occupations, read from the published marts.

The SQL that answers is in ``analyses/``; the formulas of its columns are in
docs/gap_method.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal, NamedTuple, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from gaps.analyses import CompiledAnalyses
from gaps.errors import NothingPublished
from gaps.pulled import Pulled, PullStatus, given_ratings
from gaps.typed_rows import typed_arrays
from pipeline.errors import SkillgapError, UsageError

Scale = Literal["LV", "IM"]
Status = Literal["compared", "from_not_rated", "to_not_rated", "both_not_rated"]

SCALES: tuple[Scale, ...] = ("LV", "IM")
DOMAINS = ("skill", "knowledge", "ability", "work_activity")
ASKED_AT_MOST = 3

_DATABASE_ACCESS_DENIED, _UNKNOWN_DATABASE, _NO_SUCH_TABLE = 1044, 1049, 1146

_PUBLICATION = text("select invocation_id from publication")

Answer = TypeVar("Answer")


class Pair(NamedTuple):
    """The O*NET-SOC codes of two occupations, in the order of the move."""

    from_code: str
    to_code: str


@dataclass(frozen=True)
class GapHeader:
    """Who is compared, whether they can be, and on which figures.

    Fields:
        status: ``compared``; or the side that no asked domain is rated for.
        from_reason, to_reason: where the status names that side: ``all_other``,
            ``military``, ``not_yet_rated``, ``not_in_release``, ``unknown_code``.
        domains: the asked domains, in alphabetical order, separated by commas.
        from_unrated_domains, to_unrated_domains: those the side has no ratings in.
        from_rated_on, to_rated_on: first day of the month of the newest rating.
        from_origin, to_origin: ``file``, ``onet_api`` or both: where the ratings come from.
        from_release_name, to_release_name: the release that they are of.
        published_at: UTC, without a time zone.
        invocation_id: marks the set of tables that the answer was read from.
        from_pull_status, to_pull_status: what the O*NET Web Services had, where they were asked
            for what is not published: a status of ``gaps.pulled``.
        from_asked_at, to_asked_at: when they were asked; UTC, without a time zone.
    """

    from_code: str
    from_title: str | None
    to_code: str
    to_title: str | None
    domains: str | None
    status: Status
    from_reason: str | None
    to_reason: str | None
    from_unrated_domains: str | None
    to_unrated_domains: str | None
    from_rated_on: date | None
    to_rated_on: date | None
    from_origin: str | None
    to_origin: str | None
    from_release_name: str | None
    to_release_name: str | None
    release_name: str | None
    released_on: date | None
    is_sample: bool | None
    published_at: datetime | None
    invocation_id: str | None
    from_pull_status: PullStatus | None = None
    to_pull_status: PullStatus | None = None
    from_asked_at: datetime | None = None
    to_asked_at: datetime | None = None


@dataclass(frozen=True)
class ElementGap:
    """What two occupations need of one skill or other element.

    Levels, with their differences and margin, are points of scale LV, 0 to 7;
    importances points of scale IM, 1 to 5; ``importance_weight`` and
    ``weighted_gap`` run from 0 to 1. ``…_se`` is the standard error of one side's level; margins
    are those of a 95% interval. What
    an unrated side or a missing standard error leaves open is None.
    """

    element_id: str
    element_name: str
    domain: str
    from_level: Decimal | None
    to_level: Decimal | None
    from_level_se: Decimal | None
    to_level_se: Decimal | None
    level_difference: Decimal | None
    level_gap: Decimal | None
    level_surplus: Decimal | None
    margin_of_error: Decimal | None
    is_beyond_error: bool | None
    is_missing_skill: bool | None
    from_importance: Decimal | None
    to_importance: Decimal | None
    importance_difference: Decimal | None
    importance_gap: Decimal | None
    importance_margin_of_error: Decimal | None
    is_importance_beyond_error: bool | None
    importance_weight: Decimal | None
    weighted_gap: Decimal | None
    from_level_meaning: str | None
    to_level_meaning: str | None
    is_low_precision: bool | None

    def gap_on(self, scale: Scale) -> Decimal | None:
        """Return the gap in points of ``scale``, 0 where the target needs no more."""
        return self.level_gap if scale == "LV" else self.importance_gap

    def is_beyond_error_on(self, scale: Scale) -> bool | None:
        """Tell whether the gap on ``scale`` exceeds its margin; None where an error is missing."""
        return self.is_beyond_error if scale == "LV" else self.is_importance_beyond_error


_HEADER_COLUMNS = tuple(each.name for each in fields(GapHeader) if each.default is MISSING)
_ROW_COLUMNS = tuple(each.name for each in fields(ElementGap))


@dataclass(frozen=True)
class Gap:
    """The answer: a header, and one row per element that either side is rated on.

    Rows are ordered by ``weighted_gap`` (scale LV) or ``importance_gap`` (IM),
    the largest first. With both sides unrated there are none; the header says why.
    ``pulled`` is what the O*NET Web Services had of what is not published.
    """

    scale: Scale
    header: GapHeader
    rows: tuple[ElementGap, ...]
    pulled: tuple[Pulled, ...] = ()

    @property
    def domains(self) -> tuple[str, ...]:
        """The asked domains, in alphabetical order."""
        return tuple(self.header.domains.split(",")) if self.header.domains else ()

    @cached_property
    def gaps(self) -> tuple[ElementGap, ...]:
        """The rows of which the target needs more than the occupation has."""
        return tuple(row for row in self.rows if row.gap_on(self.scale))

    @property
    def beyond_error(self) -> int:
        """How many gaps exceed their margin of error."""
        return sum(row.is_beyond_error_on(self.scale) is True for row in self.gaps)

    @property
    def without_error(self) -> int:
        """How many gaps have no margin, for a standard error is missing."""
        return sum(row.is_beyond_error_on(self.scale) is None for row in self.gaps)

    @property
    def missing(self) -> int:
        """How many elements are missing strictly: level 0 here, above 0 in the target."""
        return sum(row.is_missing_skill is True for row in self.rows)

    @property
    def low_precision(self) -> int:
        """How many gaps rest on a rating that O*NET recommends to suppress."""
        return sum(row.is_low_precision is True for row in self.gaps)

    @property
    def total(self) -> Decimal:
        """All gaps added up, in points of the scale."""
        return sum((row.gap_on(self.scale) for row in self.gaps), Decimal(0))


def gap(
    connection: Connection,
    analyses: CompiledAnalyses,
    from_code: str,
    to_code: str,
    scale: Scale = "LV",
    domains: Sequence[str] = ("skill",),
    pulled: Sequence[Pulled] = (),
) -> Gap:
    """Compare what ``to_code`` needs with what ``from_code`` needs.

    An occupation that is not rated is an answer too: the header's status and
    reason say so, and the rows hold the figures of the rated side.

    Args:
        connection: of an account that may read the published database, which
            is the connection's default database; in autocommit, for a
            transaction would not survive a publish.
        analyses: those the last publish compiled.
        from_code, to_code: O*NET-SOC codes, as ``find_occupation`` returns them.
        scale: ``LV`` (level) or ``IM`` (importance).
        domains: one or more of ``DOMAINS``.
        pulled: what the O*NET Web Services have of either side in domains that nothing is
            published of; where it is rated, it is compared as if it were.

    Raises:
        UsageError: an unknown scale or domain, or no domain.
        NothingPublished: the analyses have not been compiled.
        SkillgapError: each attempt met another publish.
    """
    pair = Pair(from_code, to_code)
    return _gaps(connection, analyses, [pair], scale, domains, pulled)[pair]


def gaps_of_pairs(
    connection: Connection,
    analyses: CompiledAnalyses,
    pairs: Collection[Pair],
    scale: Scale = "LV",
    domains: Sequence[str] = ("skill",),
    seen: str | None = None,
) -> dict[Pair, Gap]:
    """Compare each pair as :func:`gap` does, all of them by the same statements.

    Half of what a statement costs is the same for one pair and for many.

    Args:
        connection, analyses, scale, domains: as for :func:`gap`.
        pairs: one or more.
        seen: the ``invocation_id`` of the published set, if the caller has just read it.

    Raises:
        UsageError, NothingPublished, SkillgapError: as :func:`gap`.
    """
    return _gaps(connection, analyses, pairs, scale, domains, seen=seen)


def comma_list(domains: Sequence[str]) -> str:
    """Return the domains as the analyses take them.

    Raises:
        UsageError: an unknown domain, or no domain.
    """
    if not domains or set(domains) - set(DOMAINS):
        raise UsageError(
            "unknown domain" if domains else "no domain is named",
            found=", ".join(domains),
            expected="one or more of " + ", ".join(DOMAINS),
        )
    return ",".join(domains)


def answer_of_one_set(
    connection: Connection, ask: Callable[[], tuple[str | None, Answer]]
) -> Answer:
    """Ask until all statements of an answer were read from one set of tables.

    A publish between two statements would pair one night's header with another's rows.

    Args:
        connection: where ``ask`` asks.
        ask: returns the ``invocation_id`` that its first statement read, and the answer.

    Raises:
        SkillgapError: each attempt met another publish.
    """
    for _ in range(ASKED_AT_MOST):
        invocation_id, answer = ask()
        if connection.scalar(_PUBLICATION) == invocation_id:
            return answer
    raise SkillgapError(
        "the tables were published anew each time the gap was read",
        found=f"{ASKED_AT_MOST} attempts",
        advice="ask again in a minute",
    )


@contextmanager
def published_tables(database: str) -> Iterator[None]:
    """Turn the server's "no such database or table" into what it means here.

    Raises:
        NothingPublished: ``database`` holds no published marts yet.
    """
    try:
        yield
    except DBAPIError as error:
        code = error.orig.args[0] if error.orig and error.orig.args else None
        if code not in (_DATABASE_ACCESS_DENIED, _UNKNOWN_DATABASE, _NO_SUCH_TABLE):
            raise
        raise NothingPublished(
            "nothing is published yet",
            where=f"database {database}",
            found=str(error.orig.args[-1]),
            advice="./run_pipeline.sh    builds and publishes",
        ) from error


def _gaps(
    connection: Connection,
    analyses: CompiledAnalyses,
    pairs: Collection[Pair],
    scale: Scale,
    domains: Sequence[str],
    pulled: Sequence[Pulled] = (),  # of one pair
    seen: str | None = None,
) -> dict[Pair, Gap]:
    if scale not in SCALES:
        raise UsageError("unknown scale", found=repr(scale), expected=" or ".join(SCALES))
    asked = {"pairs": json.dumps([*pairs]), "domain": comma_list(domains)}

    sides = _by_side(*pairs, pulled) if pulled else {}

    def headers() -> dict[Pair, GapHeader]:
        return _headers(connection, analyses, asked, sides)

    def rows() -> Mapping[Pair, tuple[ElementGap, ...]]:
        return _rows(connection, analyses, {**asked, "scale": scale}, pulled)

    def paired(
        headers: Mapping[Pair, GapHeader], rows: Mapping[Pair, tuple[ElementGap, ...]]
    ) -> dict[Pair, Gap]:
        return {
            pair: Gap(scale, headers[pair], rows.get(pair, ()), tuple(pulled)) for pair in pairs
        }

    def ask() -> tuple[str | None, dict[Pair, Gap]]:
        first = headers()
        return _set_of(first), paired(first, rows())

    if seen is not None:  # rows between two looks at the set need no third one
        found, last = rows(), headers()
        if _set_of(last) == seen:
            return paired(last, found)
    return answer_of_one_set(connection, ask)


def _set_of(headers: Mapping[Pair, GapHeader]) -> str | None:
    """Return the ``invocation_id`` of headers that one statement read."""
    return next(iter(headers.values())).invocation_id


def _by_side(pair: Pair, pulled: Sequence[Pulled]) -> dict[str, Pulled]:
    """Return what was pulled by the side of the pair that it is of."""
    of_code = {each.code: each for each in pulled}
    sides = {"from": pair.from_code, "to": pair.to_code}
    return {side: of_code[code] for side, code in sides.items() if code in of_code}


def _headers(
    connection: Connection,
    analyses: CompiledAnalyses,
    asked: dict[str, str],
    pulled: Mapping[str, Pulled],
) -> dict[Pair, GapHeader]:
    given = {
        f"{side}_given": ",".join(domain.domain for domain in each.rated)
        for side, each in pulled.items()
    }
    arrays = analyses.arrays(connection, "skill_gap_header", _HEADER_COLUMNS, **asked, **given)
    headers = {}
    for header in typed_arrays(GapHeader, arrays):
        pair = Pair(header.from_code, header.to_code)
        for side, each in pulled.items():
            header = replace(header, **_as_pulled(header, side, each))
        headers[pair] = header
    return headers


def _as_pulled(header: GapHeader, side: str, pulled: Pulled) -> dict[str, Any]:
    """Return the fields of a header that change with what the service has of a side."""
    title, origin, release_name, rated_on = (
        getattr(header, f"{side}_{name}")
        for name in ("title", "origin", "release_name", "rated_on")
    )
    origins = {"onet_api"} if pulled.rated else set()
    origins |= set(filter(None, (origin or "").split(",")))
    releases = pulled.release_names | set(filter(None, (release_name or "").split(",")))
    days = [day for day in (rated_on, pulled.rated_on) if day]
    return {
        f"{side}_title": title or pulled.title,
        f"{side}_origin": ",".join(sorted(origins)) or None,
        f"{side}_release_name": ",".join(sorted(releases)) or None,
        f"{side}_rated_on": max(days, default=None),
        f"{side}_pull_status": pulled.status,
        f"{side}_asked_at": pulled.asked_at,
    }


def _rows(
    connection: Connection,
    analyses: CompiledAnalyses,
    asked: dict[str, str],
    pulled: Sequence[Pulled],
) -> dict[Pair, tuple[ElementGap, ...]]:
    name = "skill_gap_by_scale"
    if any(each.rated for each in pulled):
        name = "skill_gap_of_given_ratings"
        asked = {**asked, "given_ratings": given_ratings(pulled)}
    columns = (*Pair._fields, *_ROW_COLUMNS)
    arrays = analyses.arrays(connection, name, columns, **asked)
    return {
        Pair(*codes): typed_arrays(ElementGap, [row[len(codes) :] for row in rows])
        for codes, rows in groupby(arrays, key=itemgetter(slice(len(Pair._fields))))
    }
