"""kill -9 at each step: readers see the last good set, and the next run recovers by itself."""

from __future__ import annotations

import time

import pytest

from tests.faults.site import FORBIDDEN, Site

# what is at work when the kill comes -> point, strike, count of calls
BEFORE_THE_SWAP = {
    "extract": ("extract.onet.text_files:find_delivery", "before", 1),
    "load, rows not committed": ("load.batches:land", "after", 1),
    "load, in the middle of a file": ("load.landing:encoded_blocks", "within", 1),
    "load, between two files": ("load.batches:_check_bad_lines", "after", 2),
    "load, the batch complete and not yet to be read": ("load.batches:_finish", "before", 1),
    "between two batches": ("pipeline.run:_land", "after", 1),
    "dbt, building models": ("dbt.task.run:ModelRunner.execute", "before", 4),
    "dbt, testing": ("dbt.task.test:TestRunner.execute", "before", 4),
    "compile of the analyses": ("pipeline.transform:compile_analyses", "before", 1),
    "before publish": ("pipeline.run:publish", "before", 1),
    "publish, the marker seen and the swap not sent": (
        "pipeline.publish:_stamp_releases",
        "after",
        1,
    ),
}
IN_THE_SWAP = {"publish, the swap sent": ("rename table", "sent", 1)}
AFTER_THE_SWAP = {
    "publish, the swap done and its answer unread": ("rename table", "answered", 1),
    "publish, between swap and views": ("pipeline.publish:_renew_views", "before", 1),
    "publish, views done": ("pipeline.compiled:show", "before", 1),
    "after publish, the batch still on trial": ("pipeline.run:make_ready", "before", 2),
    "after publish, before rows are discarded": ("pipeline.run:tidy", "before", 1),
    "after publish, the ledger not closed": ("pipeline.ledger:close_run", "before", 1),
}


def cases(points: dict[str, tuple]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("point", points.values(), ids=points.keys())


def recovers(site: Site, *deliveries) -> None:
    """Run as every night does, and look whether all is well."""
    summary = site.run(*deliveries)
    assert (summary.status, summary.exit_code) == ("published", 0)
    assert site.untidy() == {}
    assert site.titles() == site.answer_of_the_analysis()
    assert site.ledger("select status from runs order by run_id desc limit 2") == [
        ("published",),
        ("killed",),
    ]


@cases(BEFORE_THE_SWAP)
def test_a_kill_before_the_swap_leaves_the_old_set_and_the_next_run_publishes(site, point):
    other = site.delivery("Chemists of old", "29.2", "February 2025")
    delivery = site.delivery()
    before, titles = site.checksums(), site.titles()
    site.killed_run(*point, other, delivery)
    assert site.checksums() == before
    assert site.titles() == titles
    recovers(site, other, delivery)
    assert site.checksums() != before
    assert site.titles() != titles


@cases(IN_THE_SWAP | AFTER_THE_SWAP)
def test_a_kill_in_or_after_the_swap_leaves_one_whole_set_and_the_next_run_publishes(site, point):
    delivery = site.delivery()
    before, titles = site.checksums(), site.titles()
    site.killed_run(*point, delivery)
    wait_for_the_swap_to_end(site)
    changed = {name for name, found in site.checksums().items() if found != before[name]}
    assert changed in (set(), {"titles", "published_releases", "publication"})
    assert bool(changed) == (site.titles() != titles)
    if point in AFTER_THE_SWAP.values():
        assert changed
    recovers(site, delivery)
    assert site.titles() != titles


def wait_for_the_swap_to_end(site: Site) -> None:
    deadline = time.monotonic() + 20
    while site.admin(
        "select id from information_schema.processlist where info like '/* swap of %' "
        "and id <> connection_id()"
    ):
        assert time.monotonic() < deadline
        time.sleep(0.05)


REVISION = """
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("create table if not exists {revision} (number int primary key)")


def downgrade():
    op.execute("drop table if exists {revision}")
"""


def test_a_kill_between_a_migration_and_its_record_is_mended_by_the_next_run(new_site):
    site = new_site()
    versions = site.settings.root / "migrations" / "versions"
    [(newest,)] = site.ledger("select version_num from alembic_version")
    for revision, former in (("further", newest), ("furthest", "further")):
        text = REVISION.format(revision=revision, before=former)
        (versions / f"{revision}.py").write_text(text, encoding="utf-8")
    before = site.checksums()
    point = ("alembic.runtime.migration:HeadMaintainer.update_to_step", "before", 1)
    delivery = site.delivery()
    site.killed_run(*point, delivery)
    assert site.ledger("select version_num from alembic_version") == [(newest,)]
    assert site.ledger("select count(*) from further") == [(0,)], "it was made, and not recorded"
    assert site.checksums() == before
    assert site.run(delivery).status == "published"
    assert site.ledger("select version_num from alembic_version") == [("furthest",)]
    assert site.untidy() == {}


@pytest.mark.parametrize(
    "point",
    [
        ("pipeline.run:refuse_landed", "before", 1),
        ("load.batches:_delete_rows", "before", 1),
    ],
    ids=["before the refusal", "refused, rows still there"],
)
def test_a_kill_while_a_release_is_refused_leaves_its_predecessor_in_place(site, point):
    bad = site.delivery(FORBIDDEN)
    before = site.checksums()
    site.killed_run(*point, bad)
    assert site.checksums() == before
    assert site.run(bad).exit_code == 4
    assert site.checksums() == before
    titles = site.titles()
    assert site.run(site.delivery()).status == "published"
    assert site.untidy() == {}
    assert site.titles() != titles


def test_what_a_killed_run_had_published_serves_on_when_the_next_delivery_is_bad(site):
    """Its batch was not yet made ready; what readers see proves that its tests had passed."""
    published = site.delivery("Chemists of a run that was killed")
    site.killed_run("pipeline.run:make_ready", "before", 2, published)
    assert "Chemists of a run that was killed" in site.titles()
    assert site.run(site.delivery(FORBIDDEN)).exit_code == 4
    assert "Chemists of a run that was killed" in site.titles()
    assert site.untidy() == {}
