"""One request to an address that was checked, with one deadline for all of its answer.

``requests`` would look the name up again after the check, and its time-outs begin anew with
each byte. So the socket is opened here, and ``http.client`` reads from it.
"""

from __future__ import annotations

import functools
import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message

import requests

from extract.jobs.reachable import Target

CHUNK = 16 * 1024


class NoAnswer(Exception):
    """No whole answer came; the text says why.

    ``is_worth_a_retry`` is False where another attempt would meet the same.
    """

    def __init__(self, why: str, *, is_worth_a_retry: bool = True) -> None:
        super().__init__(why)
        self.is_worth_a_retry = is_worth_a_retry


@dataclass(frozen=True)
class Limits:
    """What one answer may take.

    Args:
        connect_timeout: seconds for the connection, TLS included.
        read_timeout: seconds without a byte.
        whole_answer: seconds from the first byte of the request to the last of the answer.
        max_bytes: bytes of the body, as sent and as unpacked.
    """

    connect_timeout: float
    read_timeout: float
    whole_answer: float
    max_bytes: int


@dataclass(frozen=True)
class Answer:
    """What a server said.

    Args:
        status: the HTTP status.
        headers: the headers, whose names may be asked for in any case.
        body: the body, unpacked; its first ``max_bytes`` if there is more.
        is_whole: False if there is more than ``max_bytes``.
    """

    status: int
    headers: Message = field(default_factory=Message)
    body: bytes = b""
    is_whole: bool = True


def ask(to: Target, addresses: Sequence[str], headers: Mapping[str, str], limits: Limits) -> Answer:
    """Send a GET request to one of the ``addresses`` and read the answer.

    Raises:
        NoAnswer: no connection, none that is safe, silence, a deadline that passed, a body that
            breaks off or is packed in a way nobody asked for.
    """
    deadline = time.monotonic() + limits.whole_answer
    opened = _opened(to, addresses, limits, deadline)
    try:
        connection = http.client.HTTPConnection(to.host, to.port)
        connection.sock = _Deadlined(opened, deadline, limits)
        connection.putrequest("GET", to.resource, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": to.authority, **headers, "Connection": "close"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        with connection.getresponse() as response:
            return _read(response, limits.max_bytes)
    except TimeoutError as error:
        raise NoAnswer(str(error)) from error
    except http.client.IncompleteRead as error:
        raise NoAnswer("the answer broke off") from error
    except ConnectionError as error:
        raise NoAnswer("the server broke the connection") from error
    except http.client.HTTPException as error:
        raise NoAnswer(f"what came is no HTTP ({type(error).__name__})") from error
    except OSError as error:
        raise NoAnswer(f"the connection broke: {error.strerror or type(error).__name__}") from error
    finally:
        opened.close()


@functools.cache
def _trusted() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(requests.certs.where())
    return context


def _opened(to: Target, addresses: Sequence[str], limits: Limits, deadline: float) -> socket.socket:
    """Open a connection to the first address that takes one."""
    why = "there is no address to connect to"
    for address in addresses:
        seconds = min(limits.connect_timeout, deadline - time.monotonic())
        if seconds <= 0:
            break
        try:
            opened = socket.create_connection((address, to.port), timeout=seconds)
        except TimeoutError:
            why = f"no connection within {seconds:g} s"
            continue
        except OSError as error:
            why = f"no connection: {error.strerror or type(error).__name__}"
            continue
        if to.scheme == "http":
            return opened
        return _secured(opened, to.host)
    raise NoAnswer(why)


def _secured(opened: socket.socket, host: str) -> socket.socket:
    """Speak TLS; the certificate must be the host's, though the connection went to a number."""
    try:
        return _trusted().wrap_socket(opened, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        opened.close()
        raise NoAnswer(
            f"the certificate was not accepted: {error.verify_message}", is_worth_a_retry=False
        ) from error
    except TimeoutError as error:
        opened.close()
        raise NoAnswer("no safe connection in time") from error
    except OSError as error:
        opened.close()
        is_tls = isinstance(error, ssl.SSLError)
        raise NoAnswer("no safe connection: TLS failed", is_worth_a_retry=not is_tls) from error


class _Deadlined:
    """A socket as ``http.client`` uses one, each wait of which ends by the deadline."""

    def __init__(self, inner: socket.socket, deadline: float, limits: Limits) -> None:
        self._inner = inner
        self._deadline = deadline
        self._limits = limits

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return what the answer is read from."""
        assert mode == "rb"
        return io.BufferedReader(_Reader(self))

    def sendall(self, sent: bytes) -> None:
        """Send the request."""
        self._within(lambda: self._inner.sendall(sent))

    def receive(self, buffer: memoryview) -> int:
        """Take what has come, or wait for it; 0 is the end."""
        return self._within(lambda: self._inner.recv_into(buffer))

    def close(self) -> None:
        """Leave the socket open: its answer is still to be read, and ``ask`` closes it."""

    def _within(self, work: Callable[[], int | None]) -> int:
        left = self._deadline - time.monotonic()
        too_late = f"the answer took longer than {self._limits.whole_answer:g} s"
        if left <= 0:
            raise TimeoutError(too_late)
        is_last_wait = left < self._limits.read_timeout
        self._inner.settimeout(left if is_last_wait else self._limits.read_timeout)
        try:
            return work() or 0
        except TimeoutError:
            silence = f"no byte came for {self._limits.read_timeout:g} s"
            raise TimeoutError(too_late if is_last_wait else silence) from None


class _Reader(io.RawIOBase):
    def __init__(self, source: _Deadlined) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        return self._source.receive(buffer)


def _read(response: http.client.HTTPResponse, max_bytes: int) -> Answer:
    """Read a body up to its limit, which holds for what is sent and for what it unpacks to."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower() or "identity"
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise NoAnswer(f"the body is packed as {encoding[:40]}", is_worth_a_retry=False)
    parts = _received(response, max_bytes)
    if encoding != "identity":
        parts = _unpacked(parts, max_bytes)
    body, size = [], 0
    for part in parts:
        body.append(part)
        size += len(part)
        if size > max_bytes:
            break
    whole = b"".join(body)
    return Answer(response.status, response.headers, whole[:max_bytes], len(whole) <= max_bytes)


def _received(response: http.client.HTTPResponse, max_bytes: int) -> Iterator[bytes]:
    """Yield the body as sent, a little more than ``max_bytes`` at most."""
    size = 0
    while size <= max_bytes and (part := response.read1(CHUNK)):
        size += len(part)
        yield part
    if size <= max_bytes and response.length:  # read1 does not mind a body that ends too soon
        raise http.client.IncompleteRead(b"", response.length)


def _unpacked(parts: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    """Yield what gzip packed, a little more than ``max_bytes`` at most; members one by one."""
    member, size, is_begun = _member(), 0, False
    try:
        for part in parts:
            pending = part
            while pending and size <= max_bytes:
                is_begun = True
                plain = member.decompress(pending, CHUNK)
                size += len(plain)
                yield plain
                pending = member.unconsumed_tail
                if member.eof:
                    pending = member.unused_data
                    member, is_begun = _member(), False
                    if not pending.strip(b"\0"):  # padding
                        break
    except zlib.error:
        raise NoAnswer("the body says it is gzip and is not") from None
    if is_begun and size <= max_bytes:
        raise NoAnswer("the answer broke off")


def _member() -> zlib._Decompress:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
