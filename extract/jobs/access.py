"""What collecting job boards needs to know: who asks, which boards, how much, by what keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from extract.jobs.fetching import PATIENCE, Manners


@dataclass(frozen=True)
class JobsAccess:
    """The settings of all boards.

    Args:
        contact: where who runs a board can reach us; without it no board is asked.
        boards: names of the boards that are switched on.
        seconds_between: seconds from the start of a request to that of the next of a host.
        max_pages: pages of a listing, feed or API that a visit reads at most.
        max_details: pages of single jobs that a visit reads at most.
        detail_days: days after which the page of a known job is read again.
        browser: whether a page without jobs is shown in a browser before it counts as one.
        allow_loopback: whether boards on this machine may be asked; for tests.
        sites: addresses of boards by name, in place of their own; for tests and moves.
        careerjet_key: key of a publisher's account for Careerjet's API.
        careerjet_ip: the public address that the account is registered for.
        careerjet_referer: the web site that the account is registered for.
        careerjet_keywords: words to sweep over; none asks once for everything.
        relief_web_app: the name that ReliefWeb has approved for its API.
        greenhouse, lever: names of employers on these two.
    """

    contact: str = ""
    boards: tuple[str, ...] = ()
    seconds_between: float = 1.5
    max_pages: int = 50
    max_details: int = 300
    detail_days: int = 30
    browser: bool = False
    allow_loopback: bool = False
    sites: Mapping[str, str] = field(default_factory=dict)
    careerjet_key: str = field(default="", repr=False)
    careerjet_ip: str = ""
    careerjet_referer: str = ""
    careerjet_keywords: tuple[str, ...] = ()
    relief_web_app: str = ""
    greenhouse: tuple[str, ...] = ()
    lever: tuple[str, ...] = ()

    @property
    def manners(self) -> Manners:
        """How hosts are asked.

        Raises:
            UsageError: there is no contact, or none that can be written into a header.
        """
        return replace(
            Manners(self.contact, patience=PATIENCE),
            seconds_between=self.seconds_between,
            allow_loopback=self.allow_loopback,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may stand in no log and no file."""
        return tuple(filter(None, (self.careerjet_key,)))
