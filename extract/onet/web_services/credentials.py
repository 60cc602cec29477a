"""Who we are to the O*NET Web Services; credentials decide which of their two forms is asked."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from pipeline.redaction import keep_secret

SENDABLE = re.compile("[!-~]+")
"""What a key may be made of: a header takes nothing else, and would be quoted in an error."""

LARGEST_PAGE = 2000
"""Rows that one page may hold, by what clients of v2 found."""


@dataclass(frozen=True)
class ApiKey:
    """The key of a project at the Web Services v2, sent in a header and nowhere else.

    It shows neither in a representation nor in a message.
    """

    key: str = field(repr=False)

    form = "v2"
    address = "https://api-v2.onetcenter.org/"

    def __post_init__(self) -> None:
        """Hide the key from whatever this process says."""
        keep_secret(self.key)
        if not SENDABLE.fullmatch(self.key):
            raise ValueError("the key cannot be sent in a header")  # it is not quoted

    def auth(self) -> AuthBase:
        """Return what puts the key into a request."""
        return _KeyHeader(self.key)


@dataclass(frozen=True)
class BasicAccount:
    """An account of the Web Services v1.9, which only existing customers have.

    Its password shows neither in a representation nor in a message.
    """

    user: str
    password: str = field(repr=False)

    form = "v1.9"
    address = "https://services.onetcenter.org/v1.9/ws/"

    def __post_init__(self) -> None:
        """Hide the password from whatever this process says, also as the header has it."""
        keep_secret(self.password)
        keep_secret(b64encode(f"{self.user}:{self.password}".encode()).decode())

    def auth(self) -> AuthBase:
        """Return what puts user and password into a request."""
        return HTTPBasicAuth(self.user.encode(), self.password.encode())


@dataclass(frozen=True)
class Access:
    """How the Web Services are reached and how much is asked of them.

    Args:
        credentials: who we are.
        address: where the service is, ending in ``/``; by default where O*NET has it.
        page_size: rows to ask for at once; the service may give fewer.
        budget: requests that one client may make, attempts that failed included.
    """

    credentials: ApiKey | BasicAccount
    address: str = ""
    page_size: int = LARGEST_PAGE
    budget: int = 5000

    def __post_init__(self) -> None:
        """Complete the address."""
        address = self.address or self.credentials.address
        object.__setattr__(self, "address", address.rstrip("/") + "/")


class _KeyHeader(AuthBase):
    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["X-API-Key"] = self._key
        return request
