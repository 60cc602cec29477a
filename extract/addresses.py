"""Addresses as they may be shown: without a user's name, password or key."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit

HIDDEN = "***"


def shown_address(url: str) -> str:
    """Return ``url`` with its user information and its query hidden.

    Example: ``https://me:secret@example.org/a.zip?key=1`` gives
    ``https://***@example.org/a.zip?***``.
    """
    parts = urlsplit(url)
    _, has_user, host = parts.netloc.rpartition("@")
    return urlunsplit(
        (
            parts.scheme,
            f"{HIDDEN}@{host}" if has_user else host,
            parts.path,
            HIDDEN if parts.query else "",
            "",
        )
    )


def is_loopback(url: str) -> bool:
    """Tell whether ``url`` leads to this machine itself, where no proxy belongs in between."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
