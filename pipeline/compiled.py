"""What belongs to a published set on disk: compiled analyses and a manifest to defer to.

``<local>/publications/<invocation_id>`` is made before a set is published, and
``<local>/published`` is a link to that of the set that readers see. One rename swaps the
link, so whoever reads through it finds the files of one set, whole.

``published/analyses`` holds each analysis as SQL that runs as it is against the published
database. ``published/state/manifest.json`` lets an engineer's ``dbt build --select
one_model`` read the published marts for everything that was not selected.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.console import Console
from pipeline.publish import MartSet, Publication
from pipeline.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


def analyses_folder(settings: Settings) -> Path:
    """Return the folder of the compiled analyses."""
    return _link(settings) / "analyses"


def state_folder(settings: Settings) -> Path:
    """Return the folder for dbt's ``--defer-state``."""
    return _link(settings) / "state"


def prepare(
    settings: Settings, mart_set: MartSet, analyses: Mapping[str, str], manifest: Manifest
) -> None:
    """Write the files of a set that is to be published; readers of the files see no change.

    Args:
        settings: where.
        mart_set: the set, which names the folder.
        analyses: file name -> SQL over the published database.
        manifest: that of the build.
    """
    folder = _folder(settings, mart_set.invocation_id)
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "analyses").mkdir(parents=True)
    for name, sql in analyses.items():
        (fresh / "analyses" / name).write_text(sql.strip() + "\n", encoding="utf-8")
    _write_deferral_manifest(fresh / "state", settings, manifest, mart_set)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def show(settings: Settings, publication: Publication, console: Console) -> None:
    """Let ``<local>/published`` lead to the files of the set that readers now see.

    After a publish, the files of sets that are neither live nor previous are deleted.
    """
    folder = _folder(settings, publication.invocation_id)
    if not folder.is_dir():
        console.warn(
            "the compiled analyses on this machine are of another set than the published tables; "
            "the next run renews them"
        )
        return
    link = _link(settings)
    fresh = link.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.relative_to(link.parent))
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    fresh.replace(link)
    if publication.action == "published":
        for other in folder.parent.iterdir():
            if other.name not in (publication.invocation_id, publication.replaced):
                shutil.rmtree(other)


def shown(settings: Settings) -> str | None:
    """Return the ``invocation_id`` of the set whose files are shown, None if there are none."""
    link = _link(settings)
    return link.resolve().name if link.is_symlink() and link.is_dir() else None


def _link(settings: Settings) -> Path:
    return settings.local / "published"


def _folder(settings: Settings, invocation_id: str) -> Path:
    return settings.local / "publications" / invocation_id


def _write_deferral_manifest(
    folder: Path, settings: Settings, manifest: Manifest, mart_set: MartSet
) -> None:
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
    folder.mkdir()
    try:
        manifest.write(str(folder / "manifest.json"))
    finally:
        for unique_id, (schema, relation_name) in before.items():
            node = manifest.nodes[unique_id]
            node.schema, node.relation_name = schema, relation_name
