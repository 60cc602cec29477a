"""The O*NET releases a run asks for by name: their folders, downloaded where they are not there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extract.errors import DownloadFailed
from extract.onet.download import obtain
from extract.onet.newest import NEWEST, obtain_newest
from extract.onet.releases import find_unpacked
from pipeline.console import Console
from pipeline.file_locks import waiting_lock
from pipeline.settings import Settings

LONGEST_DOWNLOAD = 3600.0


def release_folders(
    settings: Settings, release_names: Iterable[str], console: Console
) -> list[Path]:
    """Return a folder a release, in the order of the names; what is there is not fetched.

    The name ``newest`` stands for whatever is the newest.

    Raises:
        DownloadFailed, RefusedDelivery: see ``extract.onet.download.obtain``.
    """
    return [_release_folder(settings, name, console) for name in dict.fromkeys(release_names)]


def _release_folder(settings: Settings, name: str, console: Console) -> Path:
    downloads = onet_downloads(settings)
    if name != NEWEST and (folder := find_unpacked(name, downloads)):
        console.say(f"O*NET {name}   is in {folder}; nothing is downloaded")
        return folder
    try:
        downloads.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadFailed(
            f"there is no folder to download O*NET {name} to",
            where=str(downloads),
            found=error.strerror,
            state="nothing was downloaded",
            advice="make the folder writable, or name another with SKILLGAP_DATA",
        ) from error
    # Two installations may share the folder, and a run's own lock is its installation's.
    with waiting_lock(downloads / "download.lock", LONGEST_DOWNLOAD, "downloading", console):
        if name == NEWEST:
            return obtain_newest(downloads, settings.onet_url, console)
        return obtain(name, downloads, settings.onet_url, console)


def onet_downloads(settings: Settings) -> Path:
    """Return the folder that holds one folder a downloaded release."""
    return settings.data / "onet"
