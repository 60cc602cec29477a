"""Which machine an address leads to, and whether it is one that may be asked.

A board, or somebody who writes on one, must not be able to send us to this machine, to its
neighbours or to the metadata service of a cloud. A name is resolved once; the addresses that
came are checked, and the connection is made to one of them and not to the name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import requests

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host name; raises OSError if it has none."""

DEFAULT_PORTS = {"http": 80, "https": 443}
METADATA = frozenset(
    ipaddress.ip_address(text)
    for text in (
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "100.100.100.200",
        "fd00:ec2::254",
    )
)
"""Metadata services of clouds; two of them have addresses like any other machine's."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(ValueError):
    """An address that is not asked; the text says why."""


@dataclass(frozen=True)
class Target:
    """A web address in parts, ready to be asked.

    Args:
        url: the whole address, quoted, without fragment.
        scheme: http or https.
        host: the name in ASCII, lower case.
        port: the port, also where the address names none.
        resource: path and query.
    """

    url: str
    scheme: str
    host: str
    port: int
    resource: str

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own: what the header Host says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt holds for."""
        return f"{self.scheme}://{self.authority}"


def target(url: str) -> Target:
    """Take an address apart.

    Raises:
        AddressRefused: no http or https, no host, a user's name in it, or no address at all.
    """
    try:
        parts = urlsplit(requests.utils.requote_uri(url.strip()))
        host = _ascii_host(parts)
        port = parts.port
    except (ValueError, requests.exceptions.InvalidURL):
        raise AddressRefused("it is no web address") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefused(f"it is of the kind {parts.scheme[:20] or 'none'}, not http or https")
    if not host:
        raise AddressRefused("it names no host")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("it holds a user's name")
    resource = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    bare = Target("", parts.scheme, host, port, resource)
    return Target(bare.origin + resource, parts.scheme, host, port, resource)


def _ascii_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    return host.encode("idna").decode("ascii").lower() if host else ""


def system_addresses(host: str, port: int) -> list[str]:
    """Ask the system's resolver; the addresses in its order, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_addresses(to: Target, resolve: Resolve, *, allow_loopback: bool) -> list[str]:
    """Return the IP addresses of a target, all of which may be asked.

    Args:
        to: what is to be asked.
        resolve: finds the addresses of a name; called once.
        allow_loopback: whether this machine itself may be asked, as tests do.

    Raises:
        AddressRefused: one of the addresses is not of the public internet.
        OSError: the name has no address, or could not be looked up.
    """
    addresses = list(resolve(to.host, to.port))
    if not addresses:
        raise OSError("the name has no address")
    for text in addresses:
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            raise AddressRefused("it leads to what is no IP address") from None
        why = _why_not(address)
        if why and not (allow_loopback and address.is_loopback):
            raise AddressRefused(f"{to.host} leads to {address}: {why}")
    return addresses


def refuse_private_number(to: Target, *, allow_loopback: bool) -> None:
    """Raise ``AddressRefused`` if a target names an IP address that may not be asked."""
    try:
        ipaddress.ip_address(to.host)
    except ValueError:
        return  # a name, which is looked up when it is asked
    checked_addresses(to, lambda host, port: [host], allow_loopback=allow_loopback)


def _why_not(address: IPAddress) -> str | None:
    """Say what is wrong with an address, None if it is of the public internet."""
    for inner in (address, *_inside(address)):
        if inner in METADATA:
            return "the metadata service of a cloud"
        if inner.is_loopback or inner.is_unspecified:
            return "this machine itself"
        if inner.is_link_local:
            return "a link-local address"
        if inner.is_multicast or inner.is_reserved or not inner.is_global:
            return "not an address of the public internet"
    return None


def _inside(address: IPAddress) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that an IPv6 address stands for."""
    if address.version == 4:
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]
