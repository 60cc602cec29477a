"""The questions in ``sql/``, put together: ``{name}`` stands for a file, ``{app}`` for a name.

Values are bound, ``:name``; nothing that a user typed is ever part of a question.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sqlalchemy import TextClause, text

FOLDER = Path(__file__).parent / "sql"

_NAME = re.compile(r"\{([a-z_0-9]+)\}")
_COMMENT = re.compile(r"^--.*\n", re.MULTILINE)


@lru_cache(maxsize=256)
def question(name: str, app: str = "", **parts: str) -> TextClause:
    """Return the question ``sql/<name>.sql``.

    Args:
        name: of the file.
        app: name of the database that people write to, for a question that reads it; it follows
            the settings' prefix.
        parts: which file stands for a name that no file has, for example ``chosen``.
    """
    return text(_sql(name, app, parts))


def _sql(name: str, app: str, parts: dict[str, str]) -> str:
    sql = _COMMENT.sub("", (FOLDER / f"{name}.sql").read_text(encoding="utf-8")).strip()

    def named(found: re.Match[str]) -> str:
        if found[1] == "app":
            return f"`{app}`"
        return _sql(parts.get(found[1], found[1]), app, parts)

    return _NAME.sub(named, sql)
