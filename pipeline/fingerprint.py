"""What the published set follows from, as one checksum: if it is the same, so is the set."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from extract.jobs.reading import READINGS_VERSION
from load.reviewed_titles import ReviewedTitle
from match.duplicates import DUPLICATES_VERSION
from match.occupation_texts import TEXTS_VERSION
from match.occupations import MATCHER_VERSION
from match.vacancies import matcher, skills
from pipeline.ledger import ReadyBatch
from pipeline.settings import Settings

MODEL_FOLDERS = ("models", "macros", "seeds", "analyses", "tests/dbt")
MODEL_FILES = ("dbt_project.yml", "profiles.yml", "requirements.txt")


def input_fingerprint(
    settings: Settings, batches: Iterable[ReadyBatch], reviews: Iterable[ReviewedTitle] = ()
) -> str:
    """Return the sha256 of all that the marts follow from.

    These are the ready batches, what people decided of titles, dbt's files and the settings.
    """
    digest = hashlib.sha256()
    digest.update(f"prefix {settings.prefix}\nonet {settings.onet_release or 'newest'}\n".encode())
    digest.update(f"esco {settings.esco_model or 'newest'}\n".encode())
    digest.update(f"matcher {MATCHER_VERSION} texts {TEXTS_VERSION}\n".encode())
    digest.update(f"readings {READINGS_VERSION} duplicates {DUPLICATES_VERSION}\n".encode())
    digest.update(f"titles {matcher.MATCHER_VERSION} skills {skills.SKILLS_VERSION}\n".encode())
    for review in reviews:
        digest.update(f"{review}\n".encode())
    for batch in batches:
        digest.update(f"batch {batch.batch_id} {batch.checksum}\n".encode())
    for path in _model_files(settings.root):
        digest.update(f"file {path.relative_to(settings.root)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _model_files(root: Path) -> Iterator[Path]:
    for folder in MODEL_FOLDERS:
        yield from sorted(
            path
            for path in (root / folder).rglob("*")
            if path.suffix in (".sql", ".yml", ".yaml", ".md", ".csv")
        )
    yield from (root / name for name in MODEL_FILES if (root / name).is_file())
