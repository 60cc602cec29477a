"""What the O*NET Web Services have of an occupation, domain by domain, each outcome by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

PullStatus = Literal[
    "rated",
    "not_rated",
    "incomplete",
    "unknown_code",
    "not_in_release",
    "not_configured",
    "unreachable",
    "credentials_refused",
    "no_usable_answer",
]

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class PulledDomain:
    """What the service has of an occupation in one domain.

    Args:
        domain: one of ``gaps.read.DOMAINS``.
        status: ``rated``; ``not_rated``: the service has nothing; ``incomplete``: it has less
            than the published release rates, so it is not used; ``unknown_code``: it has no such
            occupation; ``not_in_release``: the published release rates nobody there, so the
            service was not asked; ``not_configured``: there are no credentials;
            ``unreachable``: it gave no answer; ``credentials_refused``; ``no_usable_answer``: it
            gave one that cannot be used.
        release_name: the release that answered, for example ``30.3``.
        asked_at: when it was asked, in UTC, without a time zone.
        rated_on: first day of the month of the newest rating.
        detail: what was found, as a person may read it.
        title: the occupation's title, where the service said it.
        rows: the ratings as they came, where they are complete.
    """

    domain: str
    status: PullStatus
    release_name: str | None = None
    asked_at: datetime | None = None
    rated_on: date | None = None
    detail: str | None = None
    title: str | None = None
    rows: tuple[Row, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Pulled:
    """What the service has of an occupation in the domains that were asked for.

    Args:
        code: its O*NET-SOC code.
        title: as published, else as the service has it; None if neither knows it.
    """

    code: str
    title: str | None
    domains: tuple[PulledDomain, ...]

    @property
    def rated(self) -> tuple[PulledDomain, ...]:
        """The domains with ratings that can be used."""
        return tuple(each for each in self.domains if each.status == "rated")

    @property
    def status(self) -> PullStatus | None:
        """``rated`` if any domain is, else what the first domain says that was asked for."""
        if self.rated:
            return "rated"
        return self.domains[0].status if self.domains else None

    @property
    def rated_on(self) -> date | None:
        """First day of the month of the newest rating."""
        return max((each.rated_on for each in self.rated if each.rated_on), default=None)

    @property
    def asked_at(self) -> datetime | None:
        """When the service was asked for what is shown, the earliest moment; UTC."""
        shown = self.rated or self.domains
        return min((each.asked_at for each in shown if each.asked_at), default=None)

    @property
    def release_names(self) -> set[str]:
        """The releases that its ratings are of."""
        return {each.release_name for each in self.rated if each.release_name}


def given_ratings(pulled: Iterable[Pulled]) -> str:
    """Return the ratings of what is rated as the analyses take them, ``@given_ratings``."""
    return as_given(row for each in pulled for domain in each.rated for row in domain.rows)


def as_given(rows: Iterable[Row]) -> str:
    """Return rows as a JSON array."""
    return json.dumps([dict(row) for row in rows], ensure_ascii=False)


def release_order(release_name: str) -> tuple[int, ...]:
    """Return a release's place in time: 29.2 comes before 30.3, what is no number before both."""
    is_number = re.fullmatch(r"\d{1,4}(\.\d{1,4}){0,2}", release_name, re.ASCII)
    return tuple(int(part) for part in release_name.split(".")) if is_number else ()
