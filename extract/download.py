"""Fetch one file over HTTP: streamed to disk, resumed after a break, never taken half.

While it grows, the file is called ``NAME.part``; ``NAME.part.json`` beside it
says which version of it the server was sending, so that the rest is taken only
from the same version. Whole, it gets its name, with a receipt in ``NAME.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Protocol, TypeVar

import requests

from extract.addresses import is_loopback, shown_address
from extract.errors import DownloadFailed, NotThere, WebPage
from extract.http_failures import HOPELESS, USER_AGENT, answered, reason, retry_after

CHUNK = 16 * 1024
WORTH_A_RETRY = frozenset({429, 500, 502, 503, 504})
NOT_THERE = frozenset({404, 410})

Record = TypeVar("Record")


class Bar(Protocol):
    """Shows how far a transfer has come."""

    def advance(self, steps: int = 1) -> None:
        """Report that ``steps`` more bytes are here."""


class Listener(Protocol):
    """Who is told how a download goes; the pipeline's console is one."""

    def say(self, text: str) -> None:
        """Take a line of news."""

    def warn(self, text: str) -> None:
        """Take a line that should not be overlooked."""

    def progress(
        self, label: str, total: int | None = None, unit: str = "rows"
    ) -> AbstractContextManager[Bar]:
        """Show the progress of what goes on in the block."""


@dataclass(frozen=True)
class Patience:
    """How long a download bears with a server.

    Args:
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds without a single byte after which an attempt has failed;
            a server that is slow but goes on is borne with.
        attempts: failed attempts in a row that brought the file no further.
        first_wait: seconds before the second attempt; each further wait is twice as long.
        longest_wait: seconds a server may ask us to wait (``Retry-After``).
        pause: waits that many seconds.
    """

    connect_timeout: float = 15.0
    read_timeout: float = 60.0
    attempts: int = 5
    first_wait: float = 2.0
    longest_wait: float = 600.0
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Wanted:
    """What to fetch and what it must be.

    Args:
        url: where it is; shown to nobody with its user information or query.
        name: what messages call it, for example ``O*NET 30.3``.
        kind: what it must be, for example ``a zip archive``.
        signature: the bytes that such a file begins with.
        max_bytes: more than this is refused.
        alternative: what the user may do if it cannot be fetched.
    """

    url: str
    name: str
    kind: str
    signature: bytes
    max_bytes: int
    alternative: str

    @property
    def shown_url(self) -> str:
        """The address without secrets."""
        return shown_address(self.url)


@dataclass(frozen=True)
class Receipt:
    """What was fetched: address (without secrets), bytes, checksum, version, time (UTC)."""

    url: str
    size: int
    sha256: str
    etag: str | None
    last_modified: str | None
    downloaded_at: str


@dataclass(frozen=True)
class _Version:
    """Which version of a file a server sends, by its own words; ``total`` is its bytes."""

    url: str
    etag: str | None
    last_modified: str | None
    total: int | None

    @property
    def validator(self) -> str | None:
        """What ``If-Range`` may carry: a strong ETag, else the date; None cannot be resumed."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified

    def is_of(self, other: _Version) -> bool:
        """Tell whether nothing that both say about the file differs."""
        pairs = (
            (self.etag, other.etag),
            (self.last_modified, other.last_modified),
            (self.total, other.total),
        )
        return all(mine == theirs for mine, theirs in pairs if mine and theirs)


class _Interrupted(Exception):
    """An attempt failed in a way that another one may not."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


def fetch(
    wanted: Wanted, target: Path, listener: Listener, patience: Patience | None = None
) -> Receipt:
    """Fetch a file into ``target``, going on where an earlier call was broken off.

    Args:
        wanted: what to fetch.
        target: the file to make; its folder exists. If it is there whole, it is not fetched.
        listener: told of progress and of attempts that failed.
        patience: how long to bear with the server.

    Raises:
        NotThere: the server has no such file.
        WebPage: the server sent a web page.
        DownloadFailed: the server could not be reached, broke off too often, or sent what
            was not asked for; or the disk took no more.
    """
    transfer = _Transfer(wanted, target, listener, patience or Patience())
    try:
        return transfer.finished() or transfer.run()
    except OSError as error:  # of the disk: the network's are DownloadFailed by now
        raise DownloadFailed(
            f"{wanted.name} could not be written to disk",
            where=str(target.parent),
            found=error.strerror or str(error),
            state="what came before is kept; the next call goes on from there",
            advice="make room or mend the folder's rights, then run again",
        ) from error


def discard(target: Path) -> None:
    """Remove a fetched file and whatever belongs to it, so that the next call starts anew."""
    for path in (target, _receipt_path(target), _part(target), _receipt_path(_part(target))):
        path.unlink(missing_ok=True)


class _Transfer:
    def __init__(
        self, wanted: Wanted, target: Path, listener: Listener, patience: Patience
    ) -> None:
        self.wanted = wanted
        self.target = target
        self.part = _part(target)
        self.listener = listener
        self.patience = patience

    def finished(self) -> Receipt | None:
        """Return the receipt of a file that an earlier call fetched whole."""
        if not self.target.is_file():
            return None
        receipt = _read_json(_receipt_path(self.target), Receipt)
        if receipt and receipt.sha256 == _sha256(self.target):
            self.listener.say(f"{self.wanted.name}   fetched already at {receipt.downloaded_at}")
            return receipt
        discard(self.target)
        return None

    def run(self) -> Receipt:
        failures, furthest = 0, self._bytes_here()
        while True:
            try:
                return self._attempt()
            except _Interrupted as interruption:
                reached = self._bytes_here()
                failures = 1 if reached > furthest else failures + 1
                furthest = max(furthest, reached)
                self._wait(interruption, failures)

    def _wait(self, interruption: _Interrupted, failures: int) -> None:
        patience = self.patience
        wait = interruption.retry_after
        if wait is None:
            wait = patience.first_wait * 2 ** (failures - 1)
        if failures >= patience.attempts or wait > patience.longest_wait:
            asked = f"; the server asks to wait {wait:,.0f} s" if interruption.retry_after else ""
            raise self._failed(
                f"{self.wanted.name} could not be downloaded",
                found=f"{interruption.reason}{asked}, after {failures} attempts in a row "
                "that came no further",
                advice="look whether the network and the server are up, then run again",
            )
        self.listener.warn(
            f"{self.wanted.name}: {interruption.reason}; trying again in {wait:,.0f} s"
        )
        patience.pause(wait)

    def _attempt(self) -> Receipt:
        version = _read_json(_receipt_path(self.part), _Version)
        have = self._bytes_here()
        if version is None or version.url != self.wanted.shown_url or not version.validator:
            version, have = None, 0
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        if version and have:
            headers |= {"Range": f"bytes={have}-", "If-Range": version.validator}
        timeouts = (self.patience.connect_timeout, self.patience.read_timeout)
        try:
            with requests.Session() as session:
                session.trust_env = not is_loopback(self.wanted.url)  # no proxy, no .netrc
                with session.get(
                    self.wanted.url, headers=headers, stream=True, timeout=timeouts
                ) as response:
                    self._check(response)
                    return self._receive(response, version, have)
        except HOPELESS as error:
            raise self._failed(
                f"{self.wanted.name} could not be downloaded",
                found=self._reason(error),
                advice="check the address in the settings",
            ) from None  # the library's own message shows the whole address
        except requests.RequestException as error:
            raise _Interrupted(self._reason(error)) from None

    def _check(self, response: requests.Response) -> None:
        """Raise unless the answer holds the file or a part of it."""
        status = response.status_code
        answer = answered(status)
        if status in NOT_THERE:
            raise self._failed("there is no file at this address", found=answer, kind=NotThere)
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self._forget()
            raise _Interrupted("the server does not know the part that is missing")
        if status in WORTH_A_RETRY:
            raise _Interrupted(
                f"the server answered {answer}", retry_after(response, datetime.now(UTC))
            )
        if status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            raise self._failed(
                f"the server did not give {self.wanted.name}",
                found=answer,
                advice="check the address in the settings, and whether it wants a login",
            )
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding != "identity":
            raise self._failed(
                f"the server packed {self.wanted.name} once more",
                found=f"Content-Encoding: {encoding[:40]}",
                expected="the file as it is, as was asked for (Accept-Encoding: identity)",
            )
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type in ("text/html", "application/xhtml+xml"):
            raise self._web_page(f"Content-Type: {media_type}")

    def _receive(self, response: requests.Response, version: _Version | None, have: int) -> Receipt:
        sent, start = self._version_and_start(response)
        if start == 0:
            if have:
                self.listener.say(f"{self.wanted.name}: the server sends it from the start again")
        elif version is None or start != have or not sent.is_of(version):
            self._forget()
            raise _Interrupted("the file has changed on the server")
        chunks = response.iter_content(CHUNK)
        if sent.total and sent.total > self.wanted.max_bytes:
            raise self._too_large(f"{sent.total:,} bytes")
        if start == 0:
            chunks = self._checked_chunks(chunks)
            self._forget()
            _write_json(_receipt_path(self.part), sent)
        self._write(chunks, sent.total, start)
        size = self._bytes_here()
        if sent.total is not None and size != sent.total:
            raise _Interrupted(f"cut off after {size:,} of {sent.total:,} bytes")
        return self._finish(sent, size)

    def _version_and_start(self, response: requests.Response) -> tuple[_Version, int]:
        """Return which version is being sent, and from which byte on."""
        headers = response.headers
        total, start = headers.get("Content-Length", ""), 0
        if response.status_code == HTTPStatus.PARTIAL_CONTENT:
            span = re.fullmatch(
                r"bytes (\d+)-\d+/(\d+|\*)", headers.get("Content-Range", "").strip()
            )
            if span is None:
                self._forget()
                raise _Interrupted("the server sent a part and did not say which")
            start, total = int(span[1]), span[2]
        version = _Version(
            url=self.wanted.shown_url,
            etag=headers.get("ETag"),
            last_modified=headers.get("Last-Modified"),
            total=int(total) if total.isdecimal() else None,
        )
        return version, start

    def _checked_chunks(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Look at the first bytes before anything is written; return all chunks."""
        first = next(chunks, b"")
        if not first:
            raise _Interrupted("the server sent no bytes")
        if not first.startswith(self.wanted.signature):
            if first.lstrip()[:1] == b"<":
                raise self._web_page(f"it begins {first.lstrip()[:40]!r}")
            raise self._failed(
                f"{self.wanted.name} is not {self.wanted.kind}",
                found=f"it begins {first[:16]!r}",
                expected=f"{self.wanted.kind}: it begins {self.wanted.signature!r}",
                advice="check the address in the settings",
            )

        def all_chunks() -> Iterator[bytes]:
            yield first
            yield from chunks

        return all_chunks()

    def _write(self, chunks: Iterator[bytes], total: int | None, start: int) -> None:
        written = start
        label = f"downloading {self.wanted.name}"
        with (
            self.part.open("ab") as stream,
            self.listener.progress(label, total=total, unit="bytes") as bar,
        ):
            bar.advance(start)
            for chunk in chunks:
                written += len(chunk)
                if written > self.wanted.max_bytes:
                    self._forget()
                    raise self._too_large(f"more than {self.wanted.max_bytes:,} bytes")
                stream.write(chunk)
                stream.flush()  # what is here survives a kill
                bar.advance(len(chunk))
            os.fsync(stream.fileno())

    def _finish(self, sent: _Version, size: int) -> Receipt:
        receipt = Receipt(
            url=self.wanted.shown_url,
            size=size,
            sha256=_sha256(self.part),
            etag=sent.etag,
            last_modified=sent.last_modified,
            downloaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        _write_json(_receipt_path(self.target), receipt)
        self.part.replace(self.target)
        _receipt_path(self.part).unlink(missing_ok=True)
        return receipt

    def _reason(self, error: requests.RequestException) -> str:
        patience = self.patience
        return reason(
            error, connect_timeout=patience.connect_timeout, read_timeout=patience.read_timeout
        )

    def _bytes_here(self) -> int:
        return self.part.stat().st_size if self.part.is_file() else 0

    def _forget(self) -> None:
        """Remove the part, so that the next attempt starts at the first byte."""
        self.part.unlink(missing_ok=True)
        _receipt_path(self.part).unlink(missing_ok=True)

    def _web_page(self, found: str) -> DownloadFailed:
        return self._failed(
            f"got a web page instead of {self.wanted.kind}",
            found=found,
            expected=self.wanted.kind,
            advice="open the address in a browser: a login page, a proxy's notice or a moved\n"
            "file looks like this; then correct the address in the settings",
            kind=WebPage,
        )

    def _too_large(self, found: str) -> DownloadFailed:
        return self._failed(
            f"{self.wanted.name} is larger than it may be",
            found=found,
            expected=f"at most {self.wanted.max_bytes:,} bytes",
            advice="check the address in the settings",
        )

    def _failed(
        self,
        summary: str,
        *,
        found: str,
        expected: str | None = None,
        advice: str | None = None,
        kind: type[DownloadFailed] = DownloadFailed,
    ) -> DownloadFailed:
        here = self._bytes_here()
        return kind(
            summary,
            where=self.wanted.shown_url,
            found=found,
            expected=expected,
            state="nothing was loaded"
            + (f"; the {here:,} bytes that came are kept for the next call" if here else ""),
            advice="\n".join(part for part in (advice, self.wanted.alternative) if part),
        )


def _part(target: Path) -> Path:
    return target.with_name(f"{target.name}.part")


def _receipt_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_json(path: Path, record: Receipt | _Version) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")
    beside.replace(path)


def _read_json(path: Path, kind: type[Record]) -> Record | None:
    try:
        return kind(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # not there, or not whole: as if it had never been written
