"""Addresses of jobs, without what only says how somebody came there."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urljoin, urlsplit, urlunsplit

TRACKING = re.compile(
    r"utm_\w*|mtm_\w*|pk_(campaign|kwd|source|medium|content)|_hs(enc|mi)|hsctatracking"
    r"|(fb|g|dc|tt|tw|y|ms)clid|msclkid|gbraid|wbraid|gad_source|gclsrc|igshid|li_fat_id"
    r"|mc_[ce]id|mkt_tok|_ga|_gl|trk|gh_src|lever-(source|origin)(\[\])?",
    re.IGNORECASE,
)
"""Names of parameters. ``gh_jid`` names a job and is none of them; ``ref`` and ``source`` may."""


def without_tracking(url: str) -> str:
    """Return an address without tracking parameters; all else stays as it is written.

    Example: ``https://x.org/jobs/7?utm_source=a&gh_jid=7`` gives ``https://x.org/jobs/7?gh_jid=7``.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url  # no address, so nothing in it is a parameter
    return urlunsplit(parts._replace(query=_kept(parts.query), fragment=_kept(parts.fragment)))


def joined(base: str, link: str | None) -> str:
    """Return where a link on a page leads, without tracking; empty if it is no address at all."""
    try:
        return without_tracking(urljoin(base, (link or "").strip()))
    except ValueError:
        return ""


def path_of(url: str | None) -> str:
    """Return the path of an address; empty if it has none, or is none."""
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""


def query_of(url: str | None) -> str:
    """Return the query of an address; empty if it has none, or is none."""
    try:
        return urlsplit(url or "").query
    except ValueError:
        return ""


def _kept(pairs: str) -> str:
    return "&".join(pair for pair in pairs.split("&") if not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name, _, _ = pair.partition("=")
    return TRACKING.fullmatch(unquote_plus(name)) is not None
