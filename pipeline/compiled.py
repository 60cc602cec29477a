"""What a publish leaves on disk beside the tables: compiled analyses and a manifest to defer to.

``<local>/published/analyses`` holds each analysis as SQL that runs as it is
against the published database. ``<local>/published/state/manifest.json`` lets
an engineer's ``dbt build --select one_model`` read the published marts for
everything that was not selected.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.publish import MartSet
from pipeline.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


def analyses_folder(settings: Settings) -> Path:
    """Return the folder of the compiled analyses."""
    return settings.local / "published" / "analyses"


def state_folder(settings: Settings) -> Path:
    """Return the folder for dbt's ``--defer-state``."""
    return settings.local / "published" / "state"


def save_analyses(settings: Settings, compiled: Mapping[str, str]) -> None:
    """Replace the compiled analyses by ``compiled`` (file name -> SQL)."""
    folder = analyses_folder(settings)
    fresh = folder.with_name("analyses.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, sql in compiled.items():
        (fresh / name).write_text(sql.strip() + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def save_deferral_manifest(settings: Settings, manifest: Manifest, mart_set: MartSet) -> None:
    """Write the build's manifest with every mart pointing at the published database."""
    databases = settings.databases
    marts = {*mart_set.tables, *mart_set.views}
    before = {}
    for node in manifest.nodes.values():
        if node.resource_type == "model" and node.name in marts:
            before[node.unique_id] = (node.schema, node.relation_name)
            node.schema = databases.published
            node.relation_name = node.relation_name.replace(
                f"`{databases.build}`", f"`{databases.published}`"
            )
    folder = state_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        manifest.write(str(folder / "manifest.json"))
    finally:
        for unique_id, (schema, relation_name) in before.items():
            node = manifest.nodes[unique_id]
            node.schema, node.relation_name = schema, relation_name
