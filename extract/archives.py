"""Unpack a zip archive from the internet: every entry inside one folder, within limits, or none.

An archive is judged whole before its first byte is unpacked, and what comes out
is counted, for an archive may lie about its sizes.
"""

from __future__ import annotations

import os
import shutil
import stat
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from extract.errors import BrokenArchive, UnsafeArchive

CHUNK = 1024 * 1024
METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflated"}
ENCRYPTED = 0x1
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
LONGEST_NAME = 255


@dataclass(frozen=True)
class Limits:
    """The most an archive may hold.

    Args:
        entries: files and folders.
        total_bytes: bytes of all files, unpacked.
        ratio: unpacked bytes a packed byte, of one file.
    """

    entries: int
    total_bytes: int
    ratio: float


def unpack(archive: Path, folder: Path, limits: Limits) -> list[Path]:
    """Unpack ``archive`` into ``folder`` and return the files made.

    If all entries lie in one folder at the top, that folder is left out: its files
    are put into ``folder`` itself.

    Args:
        archive: a zip file.
        folder: made here; it is there whole afterwards, or not at all.
        limits: the most that may come out.

    Raises:
        UnsafeArchive: an entry would land outside ``folder``, is no plain file, collides with
            another, or the whole is beyond ``limits``.
        BrokenArchive: the file is no zip archive, is cut off, or its checksums are wrong.
        OSError: the disk took no more.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = _checked(archive, opened.infolist(), limits)
            folder.mkdir()
            try:
                return _extract(opened, entries, folder, archive, limits)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
    except DAMAGE as error:
        raise BrokenArchive(
            f"{archive.name} is cut off or damaged",
            where=str(archive),
            found=str(error) or type(error).__name__,
            expected="a whole zip archive",
            state="nothing was unpacked",
            advice="fetch it again",
        ) from error


def _checked(
    archive: Path, infos: list[zipfile.ZipInfo], limits: Limits
) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Return the files with the path each gets, or say why the archive is not unpacked."""
    if len(infos) > limits.entries:
        raise _unsafe(
            archive, "holds too many entries", f"{len(infos):,}", f"at most {limits.entries:,}"
        )
    total = sum(info.file_size for info in infos)
    if total > limits.total_bytes:
        raise _too_large(archive, f"{total:,} bytes", limits)
    size = archive.stat().st_size
    if any(not 0 <= info.header_offset < size for info in infos):
        raise zipfile.BadZipFile("an entry lies outside the file")
    taken: dict[str, str] = {}
    folders: set[str] = set()
    files = []
    for info in infos:
        path = _safe_path(archive, info)
        _check_kind(archive, info)
        _check_ratio(archive, info, limits)
        folders.update(_key(parent) for parent in path.parents)
        if info.is_dir():
            folders.add(_key(path))
            continue
        if (other := taken.get(_key(path))) is not None:
            raise _unsafe(
                archive,
                "holds two files of one name",
                f"{other!r} and {info.filename!r}",
                "names that differ in more than case",
            )
        taken[_key(path)] = info.filename
        files.append((info, path))
    if both := sorted(taken[key] for key in taken.keys() & folders):
        raise _unsafe(
            archive, "holds a file and a folder of one name", repr(both[0]), "one of the two"
        )
    return _without_top_folder(files)


def _safe_path(archive: Path, info: zipfile.ZipInfo) -> PurePosixPath:
    name = info.orig_filename
    path = PurePosixPath(name)
    parts = name.removesuffix("/").split("/")
    faults = {
        "an absolute path": name.startswith("/") or name[1:2] == ":",
        "a backslash": "\\" in name,
        "a path that leads upwards": ".." in parts,
        "an empty part": not name or "" in parts or "." in parts,
        "a control character": any(unicodedata.category(letter) == "Cc" for letter in name),
        "a name too long": any(len(part.encode()) > LONGEST_NAME for part in parts),
    }
    if fault := next((fault for fault, is_so in faults.items() if is_so), None):
        raise _unsafe(
            archive,
            f"holds an entry with {fault}",
            repr(name[:200]),
            "plain relative paths with / between their parts",
        )
    return path


def _check_kind(archive: Path, info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    plain = (0, stat.S_IFREG, stat.S_IFDIR) if info.is_dir() else (0, stat.S_IFREG)
    if kind not in plain:
        raise _unsafe(
            archive,
            "holds an entry that is no plain file",
            f"{info.filename!r} is {_kind_name(kind)}",
            "files and folders",
        )
    if info.flag_bits & ENCRYPTED:
        raise _unsafe(archive, "is encrypted", repr(info.filename), "no password")
    if info.compress_type not in METHODS:
        raise _unsafe(
            archive,
            "is packed in a way that is not read here",
            f"{info.filename!r}: method {info.compress_type}",
            " or ".join(METHODS.values()),
        )


def _kind_name(kind: int) -> str:
    names = {stat.S_IFLNK: "a symbolic link", stat.S_IFDIR: "a folder by its mode only"}
    return names.get(kind, "a device, pipe or socket")


def _check_ratio(archive: Path, info: zipfile.ZipInfo, limits: Limits) -> None:
    ratio = info.file_size / max(info.compress_size, 1)
    if ratio > limits.ratio:
        raise _unsafe(
            archive,
            "holds a file that swells too much",
            f"{info.filename!r}: {info.compress_size:,} bytes become {info.file_size:,}",
            f"at most {limits.ratio:g} times as much",
        )


def _key(path: PurePosixPath) -> str:
    """Return what two paths share that some file systems take for one."""
    return unicodedata.normalize("NFC", str(path)).casefold()


def _without_top_folder(
    files: list[tuple[zipfile.ZipInfo, PurePosixPath]],
) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    tops = {path.parts[0] for _, path in files}
    if len(tops) == 1 and all(len(path.parts) > 1 for _, path in files):
        return [(info, PurePosixPath(*path.parts[1:])) for info, path in files]
    return files


def _extract(
    opened: zipfile.ZipFile,
    entries: list[tuple[zipfile.ZipInfo, PurePosixPath]],
    folder: Path,
    archive: Path,
    limits: Limits,
) -> list[Path]:
    made, total = [], 0
    for info, path in entries:
        target = folder.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(info) as packed, target.open("xb") as unpacked:
            while chunk := packed.read(CHUNK):
                total += len(chunk)
                if total > limits.total_bytes:
                    raise _too_large(archive, f"more than {limits.total_bytes:,} bytes", limits)
                unpacked.write(chunk)
            unpacked.flush()
            os.fsync(unpacked.fileno())
        made.append(target)
    return made


def _too_large(archive: Path, found: str, limits: Limits) -> UnsafeArchive:
    return _unsafe(
        archive, "holds more than it may", found, f"at most {limits.total_bytes:,} bytes unpacked"
    )


def _unsafe(archive: Path, fault: str, found: str, expected: str) -> UnsafeArchive:
    return UnsafeArchive(
        f"{archive.name} {fault}",
        where=str(archive),
        found=found,
        expected=expected,
        state="nothing was unpacked",
        advice="do not use this archive; look where it came from",
    )
