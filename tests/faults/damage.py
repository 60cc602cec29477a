"""Damages files as lines, disks and people do: by chance, and the same for the same chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

READ_ME = "Read Me.txt"  # names the release: a digit of it changed is another release, no damage

Damage = Callable[[random.Random, bytes], bytes]


def bad_bytes(chance: random.Random, content: bytes) -> bytes:
    """Put other bytes in the place of a few."""
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 3, 20))):
        damaged[chance.randrange(len(damaged))] = chance.choice(
            (chance.randrange(256), *b'\0\t\r\n"\\,; 0-\xff\xe9')
        )
    return bytes(damaged)


def cut(chance: random.Random, content: bytes) -> bytes:
    """Lose the end."""
    return content[: chance.randrange(len(content))]


def cut_at_a_line_end(chance: random.Random, content: bytes) -> bytes:
    """Lose whole lines at the end."""
    lines = content.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(1, len(lines) + 1)])


def swapped_lines(chance: random.Random, content: bytes) -> bytes:
    """Exchange two lines, the header among them."""
    lines = content.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def doubled_line(chance: random.Random, content: bytes) -> bytes:
    """Write a line twice, anywhere."""
    lines = content.splitlines(keepends=True)
    lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(lines))
    return b"".join(lines)


def lost_line(chance: random.Random, content: bytes) -> bytes:
    """Lose a line in the middle."""
    lines = content.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def hole(chance: random.Random, content: bytes) -> bytes:
    """Have NUL bytes in the place of a block, as a file system leaves them after a crash."""
    start = chance.randrange(len(content))
    end = min(len(content), start + chance.choice((1, 16, 512, 4096)))
    return content[:start] + bytes(end - start) + content[end:]


def spliced(chance: random.Random, content: bytes) -> bytes:
    """Repeat a part, as a download does that is resumed at the wrong place."""
    one, other = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:other] + content[one:]


def emptied(chance: random.Random, content: bytes) -> bytes:
    """Have nothing in it."""
    return b""


DAMAGES: tuple[Damage, ...] = (
    bad_bytes,
    bad_bytes,
    bad_bytes,
    cut,
    cut_at_a_line_end,
    swapped_lines,
    doubled_line,
    lost_line,
    hole,
    spliced,
    emptied,
)


def damage_a_file(chance: random.Random, folders: list[Path]) -> str:
    """Damage one file below ``folders``, or delete it; say which, and how."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    path = chance.choice([path for path in paths if path.name != READ_ME])
    if chance.random() < 0.05:
        path.unlink()
        return f"deleted {path.name}"
    damage = chance.choice(DAMAGES)
    content = path.read_bytes()
    path.write_bytes(damage(chance, content))
    return f"{damage.__name__} in {path.name}"
