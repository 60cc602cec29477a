"""An archive from the internet is unpacked whole inside its folder, or not at all."""

from __future__ import annotations

import resource
import stat
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.archives import Limits, unpack
from extract.errors import BrokenArchive, UnsafeArchive
from pipeline.errors import SkillgapError
from pipeline.settings import ROOT
from tests.archive_server import zipped

LIMITS = Limits(entries=50, total_bytes=1_000_000, ratio=100)


def archive_of(folder: Path, entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """Write an archive of entries as they are, fit or not."""
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile says that a name is there twice
        for name, content in entries:
            archive.writestr(name, content)
    return path


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3  # Unix
    info.external_attr = mode << 16
    return info


def raw_name(name: str) -> zipfile.ZipInfo:
    """An entry whose name zipfile has not put right."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    return info


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_come_out_as_they_went_in(tmp_path):
    files = {"a.txt": b"one\r\n", "sub/b.txt": b"", "c d.txt": "é".encode()}
    archive = archive_of(tmp_path, files.items())
    made = unpack(archive, tmp_path / "out", LIMITS)
    assert tree(tmp_path / "out") == files
    assert sorted(made) == sorted(tmp_path / "out" / name for name in files)


def test_a_single_folder_at_the_top_is_left_out(tmp_path):
    entries = [("db/", b""), ("db/a.txt", b"1"), ("db/sub/b.txt", b"2")]
    unpack(archive_of(tmp_path, entries), tmp_path / "out", LIMITS)
    assert tree(tmp_path / "out") == {"a.txt": b"1", "sub/b.txt": b"2"}


def test_two_folders_at_the_top_stay(tmp_path):
    unpack(archive_of(tmp_path, [("a/x", b"1"), ("b/x", b"2")]), tmp_path / "out", LIMITS)
    assert tree(tmp_path / "out") == {"a/x": b"1", "b/x": b"2"}


HOSTILE = {
    "upwards": ([("../evil.txt", b"x")], "a path that leads upwards"),
    "upwards within": ([("a/../../evil.txt", b"x")], "a path that leads upwards"),
    "absolute": ([("/etc/evil.txt", b"x")], "an absolute path"),
    "drive": ([("C:evil.txt", b"x")], "an absolute path"),
    "backslash": ([("a\\..\\evil.txt", b"x")], "a backslash"),
    "dot": ([("./evil.txt", b"x")], "an empty part"),
    "double slash": ([("a//evil.txt", b"x")], "an empty part"),
    "control": ([(raw_name("a\x1bevil.txt"), b"x")], "a control character"),
    "nul": ([(raw_name("a.txt\0.exe"), b"x")], "a control character"),
    "long": ([("a" * 300, b"x")], "a name too long"),
    "symbolic link": ([(entry("l", stat.S_IFLNK | 0o777), b"/etc/passwd")], "no plain file"),
    "device": ([(entry("d", stat.S_IFBLK | 0o600), b"")], "no plain file"),
    "pipe": ([(entry("p", stat.S_IFIFO | 0o600), b"")], "no plain file"),
    "folder by mode": ([(entry("f", stat.S_IFDIR | 0o700), b"x")], "no plain file"),
    "twice": ([("a.txt", b"1"), ("a.txt", b"2")], "two files of one name"),
    "by case": ([("a.txt", b"1"), ("A.TXT", b"2")], "two files of one name"),
    "by accents": ([("\u00e9.txt", b"1"), ("e\u0301.txt", b"2")], "two files of one name"),
    "file and folder": ([("a", b"1"), ("a/b", b"2")], "a file and a folder of one name"),
    "file and empty folder": ([("a", b"1"), ("A/", b"")], "a file and a folder of one name"),
    "swelling": ([("zeros.txt", bytes(500_000))], "swells too much"),
    "too large": ([(f"{n}.txt", bytes(range(250)) * 1000) for n in range(5)], "more than it may"),
    "too many": ([(f"{n}.txt", b"") for n in range(51)], "too many entries"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_not_unpacked(tmp_path, case):
    entries, complaint = HOSTILE[case]
    limits = Limits(50, 1_000_000, 10_000) if case == "too large" else LIMITS
    good = ("good.txt", b"good")
    archive = archive_of(tmp_path, [good, *entries])
    with pytest.raises(UnsafeArchive, match=complaint) as caught:
        unpack(archive, tmp_path / "out", limits)
    assert caught.value.state == "nothing was unpacked"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]
    assert not (tmp_path.parent / "evil.txt").exists()


def patched(archive: Path, marker: bytes, offset: int, value: bytes) -> Path:
    """Change bytes at an offset of the archive's last record that begins with ``marker``."""
    content = bytearray(archive.read_bytes())
    place = content.rindex(marker) + offset
    content[place : place + len(value)] = value
    archive.write_bytes(content)
    return archive


CENTRAL = b"PK\x01\x02"


def test_an_encrypted_archive_is_not_unpacked(tmp_path):
    archive = patched(archive_of(tmp_path, [("a", b"x")]), CENTRAL, 8, struct.pack("<H", 1))
    with pytest.raises(UnsafeArchive, match="is encrypted"):
        unpack(archive, tmp_path / "out", LIMITS)


def test_an_unusual_way_of_packing_is_not_unpacked(tmp_path):
    archive = patched(archive_of(tmp_path, [("a", b"x")]), CENTRAL, 10, struct.pack("<H", 14))
    with pytest.raises(UnsafeArchive, match="method 14"):
        unpack(archive, tmp_path / "out", LIMITS)


def test_an_archive_that_lies_about_its_size_is_not_unpacked(tmp_path):
    """A bomb that says it were small: its size is not what the limits would let through."""
    archive = archive_of(tmp_path, [("bomb", bytes(5_000_000))])
    patched(archive, CENTRAL, 24, struct.pack("<I", 1000))
    with pytest.raises(BrokenArchive):
        unpack(archive, tmp_path / "out", LIMITS)
    assert not (tmp_path / "out").exists()


def test_an_archive_whose_entries_lie_outside_of_it_is_not_unpacked(tmp_path):
    archive = archive_of(tmp_path, [("a", b"x")])
    start_of_list = struct.unpack("<I", archive.read_bytes()[-6:-2])[0]
    patched(archive, b"PK\x05\x06", 16, struct.pack("<I", start_of_list + 100))
    with pytest.raises(BrokenArchive):
        unpack(archive, tmp_path / "out", LIMITS)


def test_an_archive_that_says_it_is_too_large_is_refused_by_its_own_word(tmp_path):
    archive = archive_of(tmp_path, [(f"{n}.txt", bytes(range(250)) * 1000) for n in range(5)])
    with pytest.raises(UnsafeArchive) as caught:
        unpack(archive, tmp_path / "out", Limits(50, 1_000_000, 10_000))
    assert caught.value.found == "1,250,000 bytes"


def test_what_comes_out_is_counted(tmp_path, monkeypatch):
    """The limit holds while unpacking too, whatever the archive's list of contents says."""
    archive = archive_of(tmp_path, [(f"{n}.txt", bytes(range(250)) * 1000) for n in range(5)])
    monkeypatch.setattr("extract.archives.sum", lambda sizes: 0, raising=False)
    with pytest.raises(UnsafeArchive, match="more than it may") as caught:
        unpack(archive, tmp_path / "out", Limits(50, 1_000_000, 10_000))
    assert "more than 1,000,000 bytes" in caught.value.found
    assert not (tmp_path / "out").exists()


WHOLE = zipped({f"db/{n}.txt": bytes(range(256)) * 20 for n in range(4)})


@pytest.mark.parametrize(
    "content",
    [WHOLE[: len(WHOLE) // 2], WHOLE[:-1], WHOLE[:40] + b"\0" + WHOLE[41:], b"PK\x03\x04", b""],
    ids=["half", "last byte", "a byte changed", "magic only", "empty"],
)
def test_a_damaged_archive_is_named_and_leaves_nothing(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(BrokenArchive, match=r"a\.zip is cut off or damaged"):
        unpack(tmp_path / "a.zip", tmp_path / "out", LIMITS)
    assert not (tmp_path / "out").exists()


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6
    ),
    end=st.integers(0, len(WHOLE)),
)
def test_no_damage_at_all_gives_anything_but_the_files_or_a_named_error(
    tmp_path_factory, changes, end
):
    folder = tmp_path_factory.mktemp("fuzz")
    content = bytearray(WHOLE)
    for place, value in changes:
        content[place] = value
    (folder / "a.zip").write_bytes(content[:end] if end % 3 == 0 else content)
    try:
        unpack(folder / "a.zip", folder / "out", LIMITS)
    except SkillgapError:
        assert not (folder / "out").exists()
    assert {path.name for path in folder.iterdir()} <= {"a.zip", "out"}


def test_a_full_disk_leaves_no_half_folder(tmp_path):
    """The process may write no file beyond 100 kB, as on a disk that is full."""
    archive = archive_of(tmp_path, [("a.txt", b"1"), ("b.txt", bytes(200_000))])
    code = (
        "import sys; from pathlib import Path; from extract.archives import Limits, unpack\n"
        "try:\n"
        "    unpack(Path(sys.argv[1]), Path(sys.argv[2]), Limits(9, 10**9, 10**9))\n"
        "except OSError as error:\n"
        "    print(error.strerror)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(archive), str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert done.stdout == "File too large\n", done.stderr
    assert not (tmp_path / "out").exists()
