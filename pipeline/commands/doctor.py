"""``doctor``: what of the set-up is right, and what to do about the rest."""

from __future__ import annotations

import click

from pipeline.check_up import Finding, check_up


@click.command("doctor")
@click.pass_obj
def command(context) -> int:
    """Check Python, the server, its settings, databases, rights and disk.

    Ends with 1 if something must be mended; "note" lines are advice.
    """
    findings = check_up(context.settings, context.console)
    context.console.table(("check", "state", "found", "what to do"), [_row(f) for f in findings])
    broken = sum(finding.state == "mend" for finding in findings)
    context.console.say(
        f"{broken} of {len(findings)} checks ask for mending" if broken else "nothing to mend",
        broken=broken,
    )
    return 1 if broken else 0


def _row(finding: Finding) -> tuple[str, str, str, str]:
    return finding.check, finding.state, finding.found, finding.advice
