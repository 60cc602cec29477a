"""Why the O*NET Web Services gave no answer that can be used."""

from __future__ import annotations

from pipeline.errors import SkillgapError


class WebServicesFailed(SkillgapError):
    """The service was not reached, or gave no whole answer, as often as it was asked."""


class CredentialsRefused(WebServicesFailed):
    """The service does not let us in (401, 403), so it is asked nothing more."""

    exit_code = 2


class BudgetSpent(WebServicesFailed):
    """The requests that one client may make are used up."""


class UnknownPath(WebServicesFailed):
    """The service has nothing at an address (404): it is another service, or another form of it."""


class Refused(WebServicesFailed):
    """The service does not answer this question (422); asking again would not help.

    ``message`` is what it said, None if it said nothing.
    """

    def __init__(self, where: str, message: str | None) -> None:
        super().__init__(
            "the O*NET Web Services refuse the request",
            where=where,
            found=f"422 {message or 'without a message'}",
            state="nothing of this answer was used",
            advice="compare table, columns and filters with what the service says it has",
        )
        self.message = message


class OrderRefused(WebServicesFailed):
    """The service does not sort a table as it was asked to."""


class UnknownTable(WebServicesFailed):
    """The release that the service holds has no table of this id."""


class UnknownColumn(WebServicesFailed):
    """A table has no such column, or none that can be filtered."""


class UnexpectedAnswer(WebServicesFailed):
    """An answer has not the shape that the service's documents describe."""


class BrokenPaging(WebServicesFailed):
    """The pages do not add up to what the service says there is."""


class ReleaseChanged(WebServicesFailed):
    """A release was published while a table was read, so that its pages may be of two."""
