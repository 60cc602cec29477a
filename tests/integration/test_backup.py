"""A backup brings back exactly what was there, or says why not and changes nothing."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from load.tables import (
    LANDING_TABLES,
    batches,
    deliveries,
    occupation_link_candidates,
    publications,
    quarantine,
    runs,
)
from pipeline import databases
from pipeline.backup import back_up, restore
from pipeline.backup_file import DamagedBackup, new_backup, open_backup
from pipeline.cli import Context
from pipeline.commands.backup import backup_command
from pipeline.console import Console
from pipeline.errors import SkillgapError, UsageError

QUIET = {"out": io.StringIO(), "err": io.StringIO()}

AWKWARD = """
create table `odd types` (
    id int unsigned not null auto_increment primary key,
    `a ``quoted`` %%s name` varchar(200) default 'x',
    price decimal(30, 10),
    exact double,
    rough float,
    at datetime(6),
    stamped timestamp(3) null,
    day date,
    clock time(6),
    flags bit(9),
    raw varbinary(300),
    picture longblob,
    answer json,
    story longtext,
    kind enum('a', 'b,c'),
    doubled decimal(32, 10) generated always as (price * 2) stored
) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin
"""
EVERY_BYTE = "".join(f"{n:02x}" for n in range(256))
ROWS = [
    "insert into `odd types` (id) values (7)",
    "insert into `odd types` (id, `a ``quoted`` %%s name`, price, exact, rough, at, stamped, day, "
    "clock, flags, raw, picture, answer, story, kind) values (8, '', "
    "12345678901234567890.0123456789, 0.1e0 + 0.2e0, 16777217.5, "
    "'2026-11-25 02:03:04.000001', '2026-11-25 02:03:04.5',"
    f" '1000-01-01', '-838:59:58.999999', b'100000001', x'{EVERY_BYTE}', x'{EVERY_BYTE}',"
    ' \'{"a": [1, null, "\\u00e9"]}\', '
    "concat('tab\\t nl\\n cr\\r bs\\\\ q'' dq\" %%s nul', char(0 using utf8mb4), "
    "' \U0001f680 \U00020bb7 \u2028 end '), 'b,c')",
]


@pytest.fixture
def loader(installation):
    return installation.server.engine("loader", installation.settings.databases.app)


@pytest.fixture
def landing(installation):
    return installation.server.engine("loader", installation.settings.databases.landing)


@pytest.fixture
def written(installation, loader, landing):
    """An installation with awkward rows in the app database and a little ledger."""
    with loader.begin() as connection:
        connection.exec_driver_sql(AWKWARD)
        connection.exec_driver_sql(
            "create table notes (note_id int primary key, odd_id int unsigned not null, "
            "foreign key (odd_id) references `odd types` (id)) engine=InnoDB"
        )
        connection.exec_driver_sql("create view looks_on as select id from `odd types`")
        for statement in ROWS:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("insert into notes values (1, 8)")
    with landing.begin() as connection:
        at = "2026-11-01 02:03:04.000005"
        a_run = {"command": "run", "started_at": at, "host": "h", "pid": 1}
        connection.execute(runs.insert(), [{**a_run, "run_id": 5, "status": "published"}])
        connection.execute(runs.insert(), [{**a_run, "run_id": 6, "status": "running"}])
        a_batch = {
            "run_id": 5,
            "source": "onet",
            "is_sample": False,
            "started_at": at,
            "checksum": "c" * 64,
        }
        for number, release, status in ((1, "30.2", "refused"), (2, "30.3", "loading")):
            connection.execute(
                batches.insert(),
                [{**a_batch, "batch_id": number, "release_name": release, "status": status}],
            )
        connection.execute(
            quarantine.insert(),
            [
                {
                    "batch_id": 1,
                    "source_file": "Skills.txt",
                    "source_line": 7,
                    "table_name": "onet_ratings",
                    "reason": "undecodable",
                    "detail": "byte 3",
                    "raw_line": "caf\\xE9\t\U0001f680",
                }
            ],
        )
        connection.execute(
            publications.insert(),
            [{"invocation_id": "i" * 36, "run_id": 5, "published_at": at, "views": '{"v": "s"}'}],
        )
    return installation


def contents(installation) -> dict[str, list]:
    """Return all that a backup is of, byte by byte."""
    found = {}
    with installation.server.engine("admin").connect() as connection:
        for schema in (
            installation.settings.databases.app,
            installation.settings.databases.landing,
        ):
            columns = connection.execute(
                text(
                    "select table_name, column_name, data_type from information_schema.columns "
                    "where table_schema = :schema and table_name not like 'onet%' "
                    "and table_name not in ('alembic_version', 'looks_on') "
                    "order by table_name, ordinal_position"
                ),
                {"schema": schema},
            ).all()
            for table in {row[0] for row in columns}:
                names = [
                    f"hex(`{n.replace('`', '``')}`)"
                    if kind in ("varchar", "longtext", "bit", "varbinary", "longblob", "json")
                    else f"`{n}` + 0e0"
                    if kind in ("float", "double")
                    else f"`{n}`"
                    for t, n, kind in columns
                    if t == table
                ]
                query = f"select {', '.join(names)} from `{schema}`.`{table}`".replace("%", "%%")
                rows = connection.exec_driver_sql(query).all()
                found[table] = sorted((tuple(row) for row in rows), key=repr)
    return found


def lose_everything(installation) -> None:
    """Drop all databases and make them anew, as on another server."""
    settings, server = installation.settings, installation.server
    with server.engine("admin", autocommit=True).connect() as connection:
        for name in settings.databases.all():
            connection.exec_driver_sql(f"drop database `{name}`")
    databases.create(server, settings)
    databases.migrate(server, settings)


def backed_up(installation, folder: Path) -> Path:
    path = folder / "backup.zip"
    back_up(path, installation.server, installation.settings, Console(**QUIET))
    return path


def restored(installation, path: Path, **options):
    return restore(path, installation.server, installation.settings, Console(**QUIET), **options)


def test_everything_comes_back_exactly_on_an_empty_server(written, tmp_path):
    path = backed_up(written, tmp_path)
    before = contents(written)
    assert len(before["odd types"]) == 2
    lose_everything(written)
    outcome = restored(written, path)
    after = contents(written)
    # what was at work when the backup was made is not at work here
    assert [(row[0], bytes.fromhex(row[4])) for row in after["runs"]] == [
        (5, b"published"),
        (6, b"killed"),
    ]
    assert [bytes.fromhex(row[6]) for row in after["batches"]] == [b"refused", b"refused"]
    for settled in ("runs", "batches"):
        del before[settled], after[settled]
    assert after == before
    assert outcome.rows == sum(len(rows) for rows in contents(written).values())


def test_keys_and_numbering_come_back_too(written, loader, tmp_path):
    path = backed_up(written, tmp_path)
    lose_everything(written)
    restored(written, path)
    with loader.begin() as connection:
        connection.exec_driver_sql("insert into `odd types` (price) values (1)")
        assert connection.exec_driver_sql("select max(id) from `odd types`").scalar() == 9
        definition = connection.exec_driver_sql("show create table notes").one()[1]
    assert "FOREIGN KEY (`odd_id`) REFERENCES `odd types` (`id`)" in definition


def test_the_file_is_for_its_owner_alone_and_nothing_lies_beside_it(written, tmp_path):
    path = backed_up(written, tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob("backup*")) == [path]


def test_a_backup_shows_all_tables_as_of_one_moment(written, loader, landing, tmp_path):
    """Rows that are written while it goes on are in no table of it."""

    class Meddler(Console):
        numbers = iter(range(100, 200))

        def say(self, message: str, **fields: object) -> None:
            number = next(self.numbers)
            with loader.begin() as connection:
                connection.exec_driver_sql(f"insert into `odd types` (id) values ({number})")
                connection.exec_driver_sql(f"insert into notes values ({number}, {number})")
            with landing.begin() as connection:
                connection.execute(
                    text(
                        "insert into runs (command, started_at, status, host, pid) "
                        "values ('run', utc_timestamp(6), 'running', 'h', 1)"
                    )
                )

    path = tmp_path / "backup.zip"
    manifest = back_up(path, written.server, written.settings, Meddler(**QUIET))
    counts = {entry.name: entry.rows for entry in manifest.tables}
    assert (counts["odd types"], counts["notes"], counts["runs"]) == (2, 1, 2)
    assert len(contents(written)["runs"]) > 2


def test_what_the_next_run_finds_again_is_not_backed_up(written, landing, tmp_path):
    with landing.begin() as connection:
        candidate = dict.fromkeys(("title_batch_id", "label_batch_id", "title_line"), 1)
        candidate |= {"candidate_rank": 1, "label_code": "2113.1", "label": "chemist"}
        candidate |= {"method": "m", "confidence": 0.5, "matcher_version": "1"}
        connection.execute(occupation_link_candidates.insert(), [candidate])
    with open_backup(backed_up(written, tmp_path)) as backup:
        names = {entry.name for entry in backup.manifest.tables}
    assert "batches" in names
    assert not names & {occupation_link_candidates.name, *LANDING_TABLES}


def test_a_target_that_is_not_empty_is_left_alone(written, tmp_path):
    path = backed_up(written, tmp_path)
    before = contents(written)
    with pytest.raises(UsageError, match="there is something already") as caught:
        restored(written, path)
    assert "odd types: 2 rows" in caught.value.found
    assert "--replace" in caught.value.advice
    assert contents(written) == before


def test_replace_takes_what_was_written_since_away(written, loader, tmp_path):
    path = backed_up(written, tmp_path)
    before = contents(written)
    with loader.begin() as connection:
        connection.exec_driver_sql("create table later (id int primary key)")
        connection.exec_driver_sql("insert into later values (1)")
        connection.exec_driver_sql("update `odd types` set price = 0")
    restored(written, path, replace=True)
    after = contents(written)
    assert after["odd types"] == before["odd types"]
    assert after["later"] == []


def rewritten(path: Path, change) -> Path:
    """Write the backup anew with ``change(name, bytes) -> bytes | None`` applied to each file."""
    other = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return other


def flipped(path: Path) -> Path:
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)
    return path


def cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-100])
    return path


DAMAGES = {
    "a flipped byte": flipped,
    "a file cut off": cut,
    "no zip": lambda path: (path.write_text("not a zip"), path)[1],
    "a row lost": lambda path: rewritten(
        path, lambda name, data: data.split(b"\n", 1)[1] if "odd" in name else data
    ),
    "a value changed": lambda path: rewritten(
        path, lambda name, data: data.replace(b"12345678901", b"12345678902")
    ),
    "a table lost": lambda path: rewritten(
        path, lambda name, data: None if "notes" in name else data
    ),
    "no manifest": lambda path: rewritten(
        path, lambda name, data: None if name == "manifest.json" else data
    ),
    "another form": lambda path: rewritten(path, lambda name, data: data.replace(b"form 1", b"9")),
    "a manifest of nonsense": lambda path: rewritten(
        path, lambda name, data: b"[1, 2]" if name == "manifest.json" else data
    ),
}


def test_a_damaged_backup_is_refused_before_anything_is_written(written, tmp_path):
    path = backed_up(written, tmp_path)
    whole = path.read_bytes()
    before = contents(written)
    states = {}
    for name, damage in DAMAGES.items():
        path.write_bytes(whole)
        with pytest.raises(DamagedBackup) as caught:
            restored(written, damage(path), replace=True)
        states[name] = caught.value.state
    assert states == dict.fromkeys(DAMAGES, "nothing was restored")
    assert contents(written) == before


@contextmanager
def a_backup_with(installation, path: Path, entries):
    """Write a backup by hand that is whole in form."""
    with new_backup(path) as backup:
        for database, name, columns, rows, create in entries:
            backup.add_table(database, name, columns, rows, create)
        backup.finish(installation.settings.prefix, "2026-11-25T00:00:00+00:00", "test", "0034")
    yield path


def test_a_row_that_the_server_refuses_leaves_all_as_it_was(written, tmp_path):
    """The tables were emptied and half filled by then, in the one transaction."""
    before = contents(written)
    entries = [
        ("app", "notes", ["note_id", "odd_id"], [["1", "8"], ["not a number", "8"]], None),
    ]
    with (
        a_backup_with(written, tmp_path / "b.zip", entries) as path,
        pytest.raises(SkillgapError, match="the server refused") as caught,
    ):
        restored(written, path, replace=True)
    assert "not a number" in caught.value.found
    assert contents(written) == before


def test_a_table_of_another_version_is_refused_by_name(written, tmp_path):
    before = contents(written)
    for entry, found in (
        (("landing", "runes", ["run_id"], [], None), "no such table"),
        (("elsewhere", "runs", ["run_id"], [], None), "no database 'elsewhere'"),
        (("app", "notes", ["note_id", "colour"], [], None), "columns unknown here: colour"),
        (("app", "notes", ["note_id"], [], None), "not in the backup: odd_id"),
    ):
        with (
            a_backup_with(written, tmp_path / "b.zip", [entry]) as path,
            pytest.raises(SkillgapError, match="does not fit this version") as caught,
        ):
            restored(written, path, replace=True)
        assert found in caught.value.found
    assert contents(written) == before


def test_a_backup_of_another_installation_is_refused(written, new_installation, tmp_path):
    path = backed_up(written, tmp_path)
    other = new_installation()
    with pytest.raises(UsageError, match="of another installation") as caught:
        restored(other, path)
    assert written.settings.prefix in caught.value.advice


def test_a_backup_that_fails_leaves_the_old_file_and_no_part(tmp_path):
    path = tmp_path / "backup.zip"
    path.write_text("the old one")
    with (
        pytest.raises(SkillgapError, match="could not be written") as caught,
        new_backup(path) as backup,
    ):
        backup.add_table("app", "notes", ["id"], [["1"]], None)
        raise OSError(28, "No space left on device")
    assert caught.value.found == "No space left on device"
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_names_the_file_by_time_and_writes_over_none(written, tmp_path, capsys):
    context = Context(written.settings, Console("json"))
    backup_command.main([str(tmp_path)], obj=context, standalone_mode=False)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    path = Path(told["file"])
    assert path.parent == tmp_path
    with open_backup(path) as backup:
        backup.check()
        assert backup.manifest.prefix == written.settings.prefix
    with pytest.raises(UsageError, match="a file of this name already"):
        backup_command.main([str(path)], obj=context, standalone_mode=False)
    backup_command.main([str(path), "--replace"], obj=context, standalone_mode=False)


def test_a_folder_that_is_not_there_is_a_wrong_call(written, tmp_path):
    with pytest.raises(UsageError, match="cannot be written there"):
        backed_up(written, tmp_path / "nowhere")
    with pytest.raises(UsageError, match="cannot be opened"):
        restored(written, tmp_path / "nowhere.zip")


def test_a_batch_of_the_same_number_and_another_checksum_is_not_taken_for_the_restored_one(
    written, landing, tmp_path
):
    """This server landed something else as batch 9 after the backup's history split off."""

    def add_batch(checksum: str) -> None:
        with landing.begin() as connection:
            connection.execute(
                batches.insert(),
                [
                    {
                        "batch_id": 9,
                        "run_id": 5,
                        "source": "onet",
                        "release_name": "30.3",
                        "is_sample": False,
                        "status": "ready",
                        "checksum": checksum,
                        "started_at": "2026-11-01",
                    }
                ],
            )
            connection.execute(
                deliveries.insert(),
                [
                    {
                        "batch_id": 9,
                        "source_file": "Job Titles.txt",
                        "table_name": "onet_job_titles",
                        "sha256": checksum,
                        "bytes": 1,
                        "rows_read": 1,
                        "rows_landed": 1,
                        "rows_quarantined": 0,
                        "seconds": 0.1,
                    }
                ],
            )

    add_batch("a" * 64)
    path = backed_up(written, tmp_path)
    with landing.begin() as connection:
        connection.exec_driver_sql("delete from deliveries where batch_id = 9")
        connection.exec_driver_sql("delete from batches where batch_id = 9")
    add_batch("b" * 64)
    with landing.begin() as connection:
        connection.exec_driver_sql(
            "insert into onet_job_titles (batch_id, source_file, source_line) "
            "values (9, 'Job Titles.txt', 2), (10, 'Job Titles.txt', 2)"
        )
    outcome = restored(written, path, replace=True)
    assert outcome.to_land_again == ("onet 30.3",)
    with landing.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from onet_job_titles").scalar() == 0
        [(status, message)] = connection.exec_driver_sql(
            "select status, message from batches where batch_id = 9"
        )
    assert status == "retired"
    assert "the next run lands the delivery again" in message
