"""A project of few models, so that a run of the whole pipeline takes seconds.

What a fault does to a run does not depend on how many models there are: the pipeline, dbt,
the macros, the migrations, the ledger's models and the server are the real ones.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from pipeline.settings import ROOT

REAL_FILES = ("profiles.yml", "dbt_project.yml", "requirements.txt")
REAL_FOLDERS = ("macros", "migrations", "models/docs", "models/staging/ledger", "tests/dbt/generic")
REAL_MODELS = (
    "int_onet__candidate_batches",
    "int_onet__current_batch",
    "int_taxonomies__current_batches",
    "published_releases",
)

TITLES = """\
select
    cast(landed.onet_soc_code as char(10)) as occupation_code,
    cast(landed.title as char(150)) as title
from {{ source('landing_onet', 'onet_occupation_data') }} as landed
inner join {{ ref('int_onet__current_batch') }} as current_batch
    on landed.batch_id = current_batch.batch_id
"""
RELEASED_TITLES = """\
{{ config(materialized='view', contract={'enforced': false}) }}
select titles.title, published_releases.release_name
from {{ ref('titles') }} as titles cross join {{ ref('published_releases') }} as published_releases
where published_releases.source = 'onet'
"""
PUBLICATION = """\
-- depends_on: {{ ref('titles') }}
-- depends_on: {{ ref('released_titles') }}
-- depends_on: {{ ref('published_releases') }}
select '{{ invocation_id }}' as invocation_id, utc_timestamp(6) as built_at
"""
NO_FORBIDDEN_TITLE = "select * from {{ ref('titles') }} where title = 'Forbidden'\n"
ALL_TITLES = "select title from {{ ref('titles') }} order by title\n"


def write_small_project(root: Path) -> Path:
    """Write the project into ``root``: marts ``titles``, ``released_titles`` and the marker."""
    for name in REAL_FOLDERS:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in REAL_FILES:
        shutil.copy(ROOT / name, root / name)
    for path in (ROOT / "models").rglob("*.sql"):
        if path.stem in REAL_MODELS:
            _write(root / path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    for path in (ROOT / "models").rglob("*.yml"):
        _write_entries(path, root / path.relative_to(ROOT))
    marts = root / "models" / "marts"
    _write(marts / "titles.sql", "{{ config(contract={'enforced': false}) }}\n" + TITLES)
    _write(marts / "released_titles.sql", RELEASED_TITLES)
    _write(marts / "publication.sql", "{{ config(contract={'enforced': false}) }}\n" + PUBLICATION)
    _write(root / "tests" / "dbt" / "no_forbidden_title.sql", NO_FORBIDDEN_TITLE)
    _write(root / "analyses" / "all_titles.sql", ALL_TITLES)
    return root


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def _write_entries(path: Path, target: Path) -> None:
    """Copy what a real YAML file says of sources and of the models that are taken over."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    models = [entry for entry in content.get("models", []) if entry["name"] in REAL_MODELS]
    if not target.exists() and (models or "sources" in content):
        _write(target, yaml.safe_dump({**content, "models": models}, sort_keys=False))
