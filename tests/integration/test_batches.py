"""A delivery lands whole or not at all, and what is refused says why."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import text

from extract.contract import Column, FileContract, Layout
from extract.delivery import SourceFile, SourceRow
from extract.onet.text_files import find_delivery
from load.batches import (
    batch_of,
    discard_retired,
    discard_unfinished,
    files_gone,
    load_batch,
    make_ready,
    refuse_landed,
)
from load.errors import (
    DuplicateKey,
    IncompleteDelivery,
    LandingMismatch,
    ShrunkenDelivery,
    TooManyBadLines,
)
from load.landing import ROWS_A_BLOCK, land
from pipeline import ledger
from tests.release import rating_rows, release_files, write_file, write_release


@pytest.fixture
def loader(installation):
    return installation.server.engine("loader", installation.settings.databases.landing)


@pytest.fixture
def run_id(loader) -> int:
    return ledger.open_run(loader, "test")


@contextmanager
def raw(loader):
    with loader.connect() as connection:
        yield connection.connection.driver_connection


def rows(loader, query: str, **values):
    with loader.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def batch_states(loader):
    return rows(loader, "select batch_id, release_name, status from batches order by batch_id")


def test_a_delivery_lands_with_file_and_line_and_is_ready(loader, run_id, tmp_path):
    delivery = find_delivery(write_release(tmp_path))
    with raw(loader) as connection:
        batch = load_batch(connection, run_id, delivery)
        assert batch_of(connection, delivery) == batch
    assert rows(
        loader,
        "select batch_id, source_file, source_line, job_title, short_title from onet_job_titles "
        "order by source_line",
    ) == [
        (batch, "Job Titles.txt", 2, "Chief Executive Officer", "CEO"),
        (batch, "Job Titles.txt", 3, "Analytical Chemist", "n/a"),
    ]
    assert rows(
        loader,
        "select source_file, rows_read, rows_landed, rows_quarantined from deliveries "
        "where table_name = 'onet_ratings' order by source_file",
    ) == [("Essential Skills.txt", 4, 4, 0), ("Transferable Skills.txt", 4, 4, 0)]


def test_what_looks_missing_or_quoted_lands_as_it_stands(loader, run_id, tmp_path):
    """None, NA, n/a, NULL and \\N are text; quotes and backslashes are letters."""
    strange = [
        ("11-1011.00", "None", "n/a", "08"),
        ("11-1011.00", "NULL", "\\N", "08"),
        ("11-1011.00", '"Go" said the 3/4" pipe\\', "", "NA"),
        ("19-2031.00", "Chemist, \U0001f680 \U00020bb7 r\u00e9sum\u00e9", "NaN", "08"),
    ]
    delivery = find_delivery(write_release(tmp_path, changed={"Job Titles.txt": strange}))
    with raw(loader) as connection:
        load_batch(connection, run_id, delivery)
    assert (
        rows(
            loader,
            "select onet_soc_code, job_title, short_title, sources from onet_job_titles "
            "order by source_line",
        )
        == strange
    )


def test_multi_row_inserts_land_the_same_where_local_infile_is_off(
    loader, run_id, tmp_path, monkeypatch
):
    delivery = find_delivery(write_release(tmp_path))
    with raw(loader) as connection:
        first = load_batch(connection, run_id, delivery)
        monkeypatch.setattr("load.landing.takes_local_infile", lambda connection: False)
        second = load_batch(connection, run_id, delivery)
    columns = "source_file, source_line, onet_soc_code, element_id, data_value, not_relevant"
    query = f"select {columns} from onet_ratings where batch_id = :batch order by 1, 2"
    assert rows(loader, query, batch=first) == rows(loader, query, batch=second)
    assert len(rows(loader, query, batch=second)) == 8


def test_a_malformed_line_is_quarantined_and_the_rest_lands(loader, run_id, tmp_path):
    titles = [("11-1011.00", f"Title {number}", "n/a", "08") for number in range(200)]
    folder = write_release(tmp_path, changed={"Job Titles.txt": titles})
    with (folder / "Job Titles.txt").open("ab") as stream:
        stream.write(b"11-1011.00\tonly three\tfields\r\n")
    with raw(loader) as connection:
        batch = load_batch(connection, run_id, find_delivery(folder))
    assert rows(
        loader,
        "select batch_id, source_file, source_line, table_name, reason, detail, raw_line "
        "from quarantine",
    ) == [
        (
            batch,
            "Job Titles.txt",
            202,
            "onet_job_titles",
            "wrong_field_count",
            "3 fields, expected 4",
            "11-1011.00\tonly three\tfields",
        )
    ]
    assert rows(
        loader,
        "select rows_read, rows_landed, rows_quarantined from deliveries "
        "where source_file = 'Job Titles.txt'",
    ) == [(201, 200, 1)]


def test_more_than_one_bad_line_in_a_hundred_refuses_the_delivery(loader, run_id, tmp_path):
    folder = write_release(tmp_path)
    with (folder / "Job Titles.txt").open("ab") as stream:
        stream.write(b"11-1011.00\tonly three\tfields\r\n")
    with raw(loader) as connection, pytest.raises(TooManyBadLines) as caught:
        load_batch(connection, run_id, find_delivery(folder))
    assert "Job Titles.txt, line 4" in str(caught.value)
    assert "1 of 3 lines" in str(caught.value)
    assert [state for *_, state in batch_states(loader)] == ["refused"]
    assert rows(loader, "select count(*) from onet_job_titles") == [(0,)]
    assert rows(loader, "select count(*) from quarantine") == [(1,)]


def test_one_bad_line_refuses_a_reference_file(loader, run_id, tmp_path):
    occupations = [(f"11-{number:04}.00", f"Title {number}", "Words.") for number in range(500)]
    folder = write_release(tmp_path, changed={"Occupation Data.txt": occupations})
    with (folder / "Occupation Data.txt").open("ab") as stream:
        stream.write(b"11-9999.00\ttwo fields\r\n")
    with raw(loader) as connection, pytest.raises(TooManyBadLines, match="Occupation Data"):
        load_batch(connection, run_id, find_delivery(folder))


def test_a_duplicate_key_is_refused_with_its_line(loader, run_id, tmp_path):
    ratings = rating_rows("2.A")
    folder = write_release(tmp_path, changed={"Essential Skills.txt": [*ratings, ratings[0]]})
    with raw(loader) as connection, pytest.raises(DuplicateKey) as caught:
        load_batch(connection, run_id, find_delivery(folder))
    assert "onet_soc_code '11-1011.00', element_id '2.A.1.a', scale_id 'IM'" in str(caught.value)
    assert rows(loader, "select count(*) from onet_ratings") == [(0,)]


def test_a_file_cut_off_at_a_line_end_is_incomplete(loader, run_id, tmp_path):
    folder = write_release(tmp_path, changed={"Transferable Skills.txt": rating_rows("2.B")[:-1]})
    with raw(loader) as connection, pytest.raises(IncompleteDelivery) as caught:
        load_batch(connection, run_id, find_delivery(folder))
    assert "onet_soc_code 19-2031.00" in str(caught.value)
    assert "3 of 4 combinations" in str(caught.value)


def test_a_release_that_lost_rows_needs_consent(loader, run_id, tmp_path):
    titles = [("11-1011.00", f"Title {number}", "n/a", "08") for number in range(100)]
    whole = find_delivery(write_release(tmp_path / "a", changed={"Job Titles.txt": titles}))
    cut = find_delivery(write_release(tmp_path / "b", changed={"Job Titles.txt": titles[:94]}))
    with raw(loader) as connection:
        load_batch(connection, run_id, whole)
        with pytest.raises(ShrunkenDelivery) as caught:
            load_batch(connection, run_id, cut)
        assert "94 rows" in str(caught.value)
        assert "--accept-shrink" in str(caught.value)
        assert batch_of(connection, whole) is not None
        load_batch(connection, run_id, cut, accept_shrink=True)
    assert [state for *_, state in batch_states(loader)] == ["retired", "refused", "landed"]


def test_a_release_is_measured_by_what_was_published_and_not_by_what_a_killed_run_landed(
    loader, run_id, tmp_path
):
    """A file with rows too many may be on trial still; the whole one after it is no loss."""
    titles = [("11-1011.00", f"Title {number}", "n/a", "08") for number in range(50)]
    whole = find_delivery(write_release(tmp_path / "a", changed={"Job Titles.txt": titles}))
    spoilt = find_delivery(write_release(tmp_path / "b", changed={"Job Titles.txt": titles * 2}))
    again = find_delivery(
        write_release(tmp_path / "c", changed={"Job Titles.txt": [*titles[:-1], titles[0]]})
    )
    with raw(loader) as connection:
        load_batch(connection, run_id, whole)
        make_ready(connection, run_id)
        killed_run = ledger.open_run(loader, "test")
        load_batch(connection, killed_run, spoilt)
        load_batch(connection, ledger.open_run(loader, "test"), again)
    assert [state for *_, state in batch_states(loader)] == ["ready", "retired", "landed"]


def test_an_older_release_is_not_measured_against_a_newer_one(loader, run_id, tmp_path):
    titles = [("11-1011.00", f"Title {number}", "n/a", "08") for number in range(50)]
    newer = find_delivery(write_release(tmp_path / "new", changed={"Job Titles.txt": titles}))
    older = find_delivery(write_release(tmp_path / "old", "29.2", "February 2025"))
    with raw(loader) as connection:
        load_batch(connection, run_id, newer)
        load_batch(connection, run_id, older)
    assert [state for *_, state in batch_states(loader)] == ["landed", "landed"]


@pytest.fixture
def reissue(tmp_path):
    """A delivery, and two further ones of the same release."""
    return [
        find_delivery(
            write_release(tmp_path / title, changed={"Job Titles.txt": [(*CHEMIST, title, "08")]})
        )
        for title in ("First", "Second", "Third")
    ]


CHEMIST = ("19-2031.00", "Analytical Chemist")
TITLES = "select distinct batch_id from onet_job_titles order by batch_id"


def test_a_reissued_release_takes_its_predecessors_place_once_it_is_published(
    loader, run_id, reissue
):
    first, again, _ = reissue
    with raw(loader) as connection:
        old = load_batch(connection, run_id, first)
        assert make_ready(connection, run_id) == [old]
        new = load_batch(connection, run_id, again)
        assert batch_states(loader) == [(old, "30.3", "ready"), (new, "30.3", "landed")]
        assert [batch.batch_id for batch in ledger.ready_batches(loader)] == [new]
        assert batch_of(connection, first) is None
        assert batch_of(connection, again) == new
        assert discard_retired(connection) == 0
        assert make_ready(connection, run_id) == [new]
        assert discard_retired(connection) == 1
    assert batch_states(loader) == [(old, "30.3", "retired"), (new, "30.3", "ready")]
    assert rows(loader, TITLES) == [(new,)]


def test_a_reissued_release_that_is_refused_leaves_its_predecessor_in_place(
    loader, run_id, reissue
):
    first, again, _ = reissue
    with raw(loader) as connection:
        old = load_batch(connection, run_id, first)
        make_ready(connection, run_id)
        new = load_batch(connection, run_id, again)
        assert refuse_landed(connection, "a test failed") == [("onet", "30.3")]
        assert [batch.batch_id for batch in ledger.ready_batches(loader)] == [old]
        assert batch_of(connection, first) == old
    assert rows(loader, "select batch_id, status, message from batches order by batch_id") == [
        (old, "ready", None),
        (new, "refused", "a test failed"),
    ]
    assert rows(loader, TITLES) == [(old,)]


def test_a_delivery_on_trial_that_is_replaced_was_never_ready(loader, run_id, reissue):
    first, again, once_more = reissue
    with raw(loader) as connection:
        old = load_batch(connection, run_id, first)
        make_ready(connection, run_id)
        unproven = load_batch(connection, run_id, again)
        new = load_batch(connection, run_id, once_more)
        assert refuse_landed(connection, "a test failed") == [("onet", "30.3")]
        assert [batch.batch_id for batch in ledger.ready_batches(loader)] == [old]
        discard_retired(connection)
    assert [state for *_, state in batch_states(loader)] == ["ready", "retired", "refused"]
    assert old < unproven < new
    assert rows(loader, TITLES) == [(old,)]


def test_what_landed_after_a_build_is_not_made_ready_by_its_publish(loader, run_id, reissue):
    first, again, _ = reissue
    with raw(loader) as connection:
        old = load_batch(connection, run_id, first)
        new = load_batch(connection, ledger.open_run(loader, "test"), again)
        assert make_ready(connection, run_id) == []
    assert batch_states(loader) == [(old, "30.3", "retired"), (new, "30.3", "landed")]


def test_rows_that_a_cut_short_refusal_left_are_taken_out(loader, run_id, reissue):
    with raw(loader) as connection:
        load_batch(connection, run_id, reissue[0])
        with connection.cursor() as cursor:
            cursor.execute("update batches set status = 'refused'")
        connection.commit()
        assert discard_retired(connection) == 1
    assert rows(loader, TITLES) == []


def test_a_file_that_came_with_a_release_before_may_not_be_left_out(loader, run_id, tmp_path):
    knowledge = [("19-2031.00", "2.C.4.c", "Chemistry", *r[3:]) for r in rating_rows("2.A")[2:]]
    whole = find_delivery(write_release(tmp_path / "a", changed={"Knowledge.txt": knowledge}))
    without = find_delivery(write_release(tmp_path / "b"))
    with raw(loader) as connection:
        load_batch(connection, run_id, whole)
        with pytest.raises(
            ShrunkenDelivery, match=r"Knowledge\.txt came with onet 30\.3"
        ) as caught:
            load_batch(connection, run_id, without)
        assert "--accept-shrink" in str(caught.value)
        load_batch(connection, run_id, without, accept_shrink=True)
    assert [state for *_, state in batch_states(loader)] == ["retired", "refused", "landed"]


def test_a_file_that_the_next_release_lacks_is_named(loader, run_id, tmp_path):
    """Between releases files are dropped on purpose, so it is said and not refused."""
    knowledge = [("19-2031.00", "2.C.4.c", "Chemistry", *r[3:]) for r in rating_rows("2.A")[2:]]
    former = write_release(
        tmp_path / "a", "30.2", "February 2026", changed={"Knowledge.txt": knowledge}
    )
    later = write_release(tmp_path / "b")
    with raw(loader) as connection:
        load_batch(connection, run_id, find_delivery(former))
        batch_id = load_batch(connection, run_id, find_delivery(later))
        gone = files_gone(connection, batch_id, find_delivery(later))
        assert gone == ("30.2", ["Knowledge.txt"])
        assert files_gone(connection, batch_id - 1, find_delivery(former)) is None


def test_what_a_killed_load_left_is_invisible_and_taken_out(loader, run_id, tmp_path):
    delivery = find_delivery(write_release(tmp_path))

    def killed(outcome):
        raise KeyboardInterrupt

    with raw(loader) as connection:
        with pytest.raises(KeyboardInterrupt):
            load_batch(connection, run_id, delivery, report=killed)
        with connection.cursor() as cursor:  # as if the process had died before it could clean up
            cursor.execute("update batches set status = 'loading', message = null")
            cursor.execute(
                "insert into onet_job_titles (batch_id, source_file, source_line) "
                "select batch_id, 'Job Titles.txt', 2 from batches"
            )
        connection.commit()
        assert batch_of(connection, delivery) is None
        assert len(discard_unfinished(connection)) == 1
    assert [state for *_, state in batch_states(loader)] == ["refused"]
    assert rows(loader, "select count(*) from onet_job_titles") == [(0,)]


def test_an_error_while_reading_never_passes_for_the_end_of_the_file(loader, run_id, tmp_path):
    path = write_file(tmp_path, "Job Titles.txt", release_files()["Job Titles.txt"])
    from tests.release import contract_of

    contract, layout = contract_of("Job Titles.txt")

    def break_off(file):
        for number in range(ROWS_A_BLOCK * 2):
            yield SourceRow(number + 2, ["11-1011.00", f"Title {number}", "n/a", "08"])
        raise OSError("the disk went away")

    with raw(loader) as connection:
        with pytest.raises(OSError, match="the disk went away"):
            land(connection, SourceFile(path, contract, layout, break_off), 1)
        connection.rollback()
    assert rows(loader, "select count(*) from onet_job_titles") == [(0,)]


def test_a_value_that_the_server_would_change_is_an_error(loader, run_id, tmp_path):
    with loader.begin() as connection:
        connection.execute(text("alter table onet_job_titles modify job_title varchar(5)"))
    path = write_file(tmp_path, "Job Titles.txt", release_files()["Job Titles.txt"])
    from tests.release import contract_of

    contract, layout = contract_of("Job Titles.txt")
    from extract.onet.text_files import read_rows

    with raw(loader) as connection:
        with pytest.raises(LandingMismatch, match="changed values"):
            land(connection, SourceFile(path, contract, layout, read_rows), 1)
        connection.rollback()


CODES = FileContract(
    name="ISCO groups",
    source="test",
    table="isco_groups",
    columns=(Column("code", "code"), Column("label", "preferredLabel")),
    layouts=(Layout(("groups.csv",), "test"),),
    natural_key=("code",),
)


def land_rows(loader, contract: FileContract, tmp_path, values: list[list[str]]) -> None:
    """Land rows of a contract that is not O*NET's in a table derived from it."""
    from sqlalchemy import MetaData

    from load.tables import landing_tables

    metadata = MetaData()
    landing_tables([contract], metadata)
    metadata.create_all(loader)
    numbered = [SourceRow(line, value) for line, value in enumerate(values, start=2)]
    path = tmp_path / contract.file_names[0]
    path.touch()
    file = SourceFile(path, contract, contract.layouts[0], lambda file: iter(numbered))
    with raw(loader) as connection:
        landed = land(connection, file, 1)
        connection.commit()
    assert landed.rows_landed == len(values)


def test_codes_are_text(loader, tmp_path):
    """ISCO 0110 is not 110, and 2512.1 is not 2512.10."""
    codes = ["0", "01", "011", "0110", "1", "11", "111", "2512.1", "2512.10", "2512.2"]
    land_rows(loader, CODES, tmp_path, [[code, f"Group {code}"] for code in codes])
    found = rows(loader, "select code, count(*) from isco_groups group by code")
    assert sorted(found) == sorted((code, 1) for code in codes)


def test_labels_that_differ_by_accent_case_or_emoji_stay_apart(loader, tmp_path):
    labels = [
        "r\u00e9sum\u00e9 writing",
        "resume writing",
        "M\u00fcller trade",
        "Muller trade",
        "Polish",
        "polish",
        "a\u00f1o planning",
        "ano planning",
        "\U0001f680 launch",
        "\U0001f9ea launch",
        "cook",
        "cook ",
    ]
    land_rows(loader, CODES, tmp_path, [[str(n), label] for n, label in enumerate(labels)])
    assert rows(loader, "select count(distinct trim(label)) from isco_groups") == [(11,)]
    assert rows(loader, "select count(*) from isco_groups where label = 'Polish'") == [(1,)]
    assert rows(loader, "select label from isco_groups where code = '11'") == [("cook ",)]
    searched = rows(
        loader,
        "select count(*) from isco_groups where label collate utf8mb4_unicode_ci like 'resume%'",
    )
    assert searched == [(2,)]
