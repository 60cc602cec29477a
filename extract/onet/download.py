"""Get a release of O*NET from the O*NET Center: its text archive, fetched and unpacked.

``data/onet`` then holds ``db_30_3_text/`` with the files, and the receipt
``db_30_3_text.json`` (address, bytes, sha256, ETag, time). What is on its way
lies in ``data/onet/incoming``, so a folder of a release is always a whole one.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from extract.archives import Limits, unpack
from extract.download import Listener, Patience, Receipt, Wanted, discard, fetch
from extract.errors import (
    DownloadFailed,
    NoSuchRelease,
    NotThere,
    RefusedDelivery,
    WrongRelease,
)
from extract.onet.releases import ONET_CENTER, find_unpacked, folder_name, held_by
from extract.onet.text_files import READ_ME

SETTING = "SKILLGAP_ONET_URL"
INCOMING = "incoming"
# Release 30.3 is 26 MB in 41 files, packed to a ninth; its most repetitive file to a sixteenth.
LARGEST_ARCHIVE = 500_000_000
LIMITS = Limits(entries=1_000, total_bytes=2_000_000_000, ratio=200)


def obtain(
    release_name: str,
    downloads: Path,
    url_pattern: str,
    listener: Listener,
    patience: Patience | None = None,
) -> Path:
    """Return the folder of a release, fetching and unpacking its archive if it is not there.

    Args:
        release_name: for example ``30.3``.
        downloads: the folder that holds one folder a release; made if need be.
        url_pattern: address of the archives; ``{release}`` stands for ``30_3``.
        listener: told how it goes.
        patience: how long to bear with the server.

    Raises:
        NoSuchRelease: there is no archive at that address.
        DownloadFailed: it could not be fetched; what came is kept for the next call.
        UnsafeArchive, BrokenArchive: it was fetched and not unpacked; the next call fetches anew.
        WrongRelease: the archive, or the folder that is there, holds another release.
    """
    if folder := find_unpacked(release_name, downloads):
        return folder
    incoming = downloads / INCOMING
    folder = downloads / folder_name(release_name)
    archive = incoming / f"{folder.name}.zip"
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        receipt = _fetch(release_name, url_pattern, archive, listener, patience)
        unpacked = _unpack(release_name, archive, incoming / folder.name)
        _write_receipt(release_name, receipt, unpacked, folder)
        unpacked.replace(folder)
        discard(archive)
    except OSError as error:
        raise DownloadFailed(
            f"O*NET {release_name} could not be written to disk",
            where=str(error.filename or downloads),
            found=error.strerror or str(error),
            state="nothing was loaded; what was fetched whole is kept for the next call",
            advice="make room or mend the folder's rights, then run again",
        ) from error
    finally:
        with suppress(OSError):  # it holds what is kept for the next call
            incoming.rmdir()
    listener.say(
        f"O*NET {release_name}   {receipt.size / 1e6:.1f} MB fetched from {receipt.url}\n"
        f"sha256 {receipt.sha256}, unpacked into {folder}"
    )
    return folder


def _fetch(
    release_name: str,
    url_pattern: str,
    archive: Path,
    listener: Listener,
    patience: Patience | None,
) -> Receipt:
    wanted = Wanted(
        url=url_pattern.replace("{release}", release_name.replace(".", "_")),
        name=f"O*NET {release_name}",
        kind="a zip archive",
        signature=b"PK\x03\x04",
        max_bytes=LARGEST_ARCHIVE,
        alternative="or unpack the archive yourself and name its folder with --onet-dir",
    )
    try:
        return fetch(wanted, archive, listener, patience)
    except NotThere as error:
        raise NoSuchRelease(
            f"there is no archive of O*NET {release_name} where {SETTING} points",
            where=wanted.shown_url,
            found=error.found,
            expected="an archive of the release's text files, db_NN_N_text.zip",
            state=error.state,
            advice="check the name: https://www.onetcenter.org/db_releases.html lists the releases"
            f"\nif the archives have moved, set {SETTING} ({{release}} stands for "
            f"{release_name.replace('.', '_')}); its default is\n{ONET_CENTER}\n"
            f"{wanted.alternative}",
        ) from error


def _unpack(release_name: str, archive: Path, folder: Path) -> Path:
    """Unpack an archive beside its place; one that cannot be used is thrown away."""
    shutil.rmtree(folder, ignore_errors=True)  # a killed call's
    try:
        unpack(archive, folder, LIMITS)
        found = held_by(folder)
        if found != f"O*NET {release_name}":
            raise WrongRelease(
                f"the archive of O*NET {release_name} holds something else",
                where=f"{archive.name}, {READ_ME}",
                found=found,
                expected=f"O*NET {release_name}",
                state="nothing was loaded, and the archive was thrown away",
                advice=f"check {SETTING}: its {{release}} stands for "
                f"{release_name.replace('.', '_')}",
            )
    except RefusedDelivery:
        shutil.rmtree(folder, ignore_errors=True)
        discard(archive)
        raise
    return folder


def _write_receipt(release_name: str, receipt: Receipt, unpacked: Path, folder: Path) -> None:
    path = folder.with_name(f"{folder.name}.json")
    files = [file for file in unpacked.rglob("*") if file.is_file()]
    record = {
        "release": release_name,
        **asdict(receipt),
        "files": len(files),
        "unpacked_size": sum(file.stat().st_size for file in files),
    }
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
