"""Levels that a language model judged, as deliveries that land like those of files.

A delivery holds what one model said to one version of the prompt; each of its files is the newest
usable answer about an occupation, whole: what cannot be used of it, staging rejects by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine, Row, func, select

from extract.contract import MOST_BYTES_A_FIELD
from extract.delivery import Delivery, MalformedLine, Record, SourceFile, SourceRow
from extract.language_model import LEVELS, SOURCE
from load.app_tables import model_requests as asked

_USABLE = (asked.c.purpose == "levels", asked.c.outcome == "explained")


@dataclass(frozen=True)
class KeptAnswer(SourceFile):
    """An answer as a file: its lines are the levels that it holds, from 1."""

    lines: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        """Bytes of the fields."""
        return sum(len(field.encode()) for line in self.lines for field in line)

    @property
    def sha256(self) -> str:
        """Checksum over the lines, in hexadecimal."""
        return hashlib.sha256(json.dumps(self.lines).encode()).hexdigest()


def model_level_deliveries(engine: Engine) -> list[Delivery]:
    """Return a delivery of each model and prompt version that has judged something.

    Args:
        engine: of an account that may read ``<prefix>_app``, which is its default database.
    """
    newest = (
        select(func.max(asked.c.request_id))
        .where(*_USABLE)
        .group_by(asked.c.model, asked.c.prompt_version, asked.c.subject)
    )
    query = (
        select(asked)
        .where(asked.c.request_id.in_(newest))
        .order_by(asked.c.model, asked.c.prompt_version, asked.c.subject)
    )
    with engine.connect() as connection:
        answers = connection.execute(query).all()
    return [
        Delivery(
            source=SOURCE,
            release_name=f"{model} {prompt_version}",
            released_on=None,
            is_sample=False,
            folder=Path(f"{engine.url.database}.model_requests"),
            files=tuple(_as_file(answer) for answer in of_release),
            stands_alone=True,
        )
        for (model, prompt_version), of_release in groupby(
            answers, key=lambda answer: (answer.model, answer.prompt_version)
        )
    ]


def _as_file(answer: Row) -> KeptAnswer:
    elements = json.loads(json.loads(answer.request)["data"])["elements"]
    wanted = {element["element_id"] for element in elements}
    lines = tuple(
        (
            answer.subject,
            level["element_id"],
            _shown(level["level"]),
            level["reason"],
            "Y" if level["element_id"] in wanted else "N",
            answer.model,
            answer.prompt_version,
            f"{answer.asked_at:%Y-%m-%d}",
        )
        for level in json.loads(answer.reply)["levels"]
    )
    return KeptAnswer(
        path=Path("language model", f"levels {answer.subject}"),
        contract=LEVELS,
        layout=LEVELS.layouts[0],
        read=_records,
        lines=lines,
    )


def _shown(level: float) -> str:
    """Return a level to two places, as it is judged; others stay as they came."""
    return str(round(Decimal(str(level)), 2)) if 0 <= level <= 7 else repr(level)


def _records(file: SourceFile) -> Iterator[Record]:
    assert isinstance(file, KeptAnswer)
    for number, fields in enumerate(file.lines, start=1):
        if any("\0" in field for field in fields):
            yield MalformedLine(number, "null_byte", "a field holds a null byte", str(fields))
        elif any(len(field.encode()) > MOST_BYTES_A_FIELD for field in fields):
            detail = f"a field of more than {MOST_BYTES_A_FIELD:,} bytes"
            yield MalformedLine(number, "too_long", detail, str(fields))
        else:
            yield SourceRow(number, list(fields))
