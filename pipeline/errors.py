"""The one shape of every error a user of skillgap meets.

This module imports nothing of the project, so that every package may use it.
"""

from __future__ import annotations

INTERRUPTED = 130  # exit code after Ctrl-C, as shells have it


class SkillgapError(Exception):
    """An error told so that its reader knows what to do next.

    Args:
        summary: one sentence: what is wrong.
        where: file, line and column, table, or command it was found in.
        found: what was there.
        expected: what should have been there.
        state: what state things are in now.
        advice: what to do next; several lines are several steps.

    ``exit_code`` is what the command line ends with: 1 a failed run, 2 a wrong
    call or wrong settings, 3 another run holds the lock. (4 is no error's: the run
    came through without a delivery that failed.)
    """

    exit_code = 1

    def __init__(
        self,
        summary: str,
        *,
        where: str | None = None,
        found: str | None = None,
        expected: str | None = None,
        state: str | None = None,
        advice: str | None = None,
    ) -> None:
        super().__init__(summary)
        self.summary = summary
        self.where = where
        self.found = found
        self.expected = expected
        self.state = state
        self.advice = advice

    def details(self) -> dict[str, str]:
        """Return what is known besides the summary, by the name that messages give it."""
        details = {
            "where": self.where,
            "found": self.found,
            "expected": self.expected,
            "state": self.state,
            "try": self.advice,
        }
        return {label: text for label, text in details.items() if text}

    def __str__(self) -> str:
        """Return the whole message: summary, then one aligned line a known detail."""
        lines = [self.summary]
        for label, text in self.details().items():
            first, *rest = text.splitlines()
            lines.append(f"  {label:<9} {first}")
            lines.extend(f"  {'':<9} {line}" for line in rest)
        return "\n".join(lines)


class UsageError(SkillgapError):
    """A wrong call or wrong settings; nothing was started."""

    exit_code = 2


class LockHeldError(SkillgapError):
    """Another run of this pipeline is at work."""

    exit_code = 3
