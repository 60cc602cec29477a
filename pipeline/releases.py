"""What readers are looking at, source by source, as ``status`` and the page of runs tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, text

from extract.sources import SOURCES

_PUBLISHED = text(
    "select source, release_name, released_on, is_sample, batch_id, run_id, published_at "
    "from published_releases order by source, release_name"
)


@dataclass(frozen=True)
class PublishedRelease:
    """A row of ``published_releases``, or all deliveries of a source that become many.

    Args:
        source, release_name: which; ``1,204 deliveries`` where it stands for many.
        released_on: when it came out; of many the newest. None where it does not say.
        is_sample: whether it is the committed sample.
        batch_id, run_id, published_at: the delivery (of many the newest), the run, when (UTC).
    """

    source: str
    release_name: str
    released_on: date | None
    is_sample: bool
    batch_id: int
    run_id: int
    published_at: datetime


def published_releases(connection: Connection) -> list[PublishedRelease]:
    """Return what is published, the deliveries of a history as one.

    Args:
        connection: of an account that may read the published database.
    """
    return histories_as_one(PublishedRelease(*row) for row in connection.execute(_PUBLISHED))


def histories_as_one(releases: Iterable[PublishedRelease]) -> list[PublishedRelease]:
    """Return the releases in their order; of a source that is a history one stands for all."""
    shown: dict[tuple[str, str], list[PublishedRelease]] = {}
    for release in releases:
        source = SOURCES.get(release.source)
        name = "" if source is not None and source.is_history else release.release_name
        shown.setdefault((release.source, name), []).append(release)
    return [_as_one(same) for same in shown.values()]


def _as_one(same: list[PublishedRelease]) -> PublishedRelease:
    if len(same) == 1:
        return same[0]
    newest = max(same, key=lambda release: (release.released_on or date.min, release.batch_id))
    return replace(newest, release_name=f"{len(same):,} deliveries")
