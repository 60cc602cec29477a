"""A delivery file of a job board is read line by line; what is not as it should be is put aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.delivery import MalformedLine
from extract.errors import EmptyFile, MissingFile, NotTheFormat, TruncatedFile
from extract.jobs.visit_files import MOST_DESCRIPTION_BYTES, MOST_LINE_BYTES, find_deliveries
from tests.visits import listing, page, unread, visit_lines, write_lines, write_visit

AT = "2026-11-27T02:00:00Z"


@pytest.fixture
def delivered(tmp_path):
    """Write a visit and return its parts by kind, each with its records."""

    def write(*lines, **fields) -> dict[str, list]:
        path = write_visit(tmp_path, "brightjobs", AT, lines, **fields)
        return parts(path)

    return write


def parts(path: Path) -> dict[str, list]:
    (delivery,) = find_deliveries(path)
    return {file.kind: list(file.records()) for file in delivery.files}


def named(file_columns, row) -> dict[str, str]:
    return dict(zip(file_columns, row.fields, strict=True))


def test_each_line_goes_to_the_part_of_its_kind(delivered):
    found = delivered(
        page("https://brightjobs.example/jobs"),
        listing("7", title="Cook"),
        unread("https://brightjobs.example/jobs", "script 5 of 6", "no JSON", "{"),
    )
    assert {kind: [row.line for row in rows] for kind, rows in found.items()} == {
        "listing": [2],
        "page": [1],
        "unread": [3],
        "visit": [4],
    }


def test_a_visit_is_known_by_board_and_start_whatever_its_file_is_called(tmp_path):
    path = write_visit(tmp_path, "brightjobs", AT, [listing("7")])
    moved = path.rename(tmp_path / "copy.jsonl")
    (delivery,) = find_deliveries(moved)
    assert delivery.release_name == "brightjobs 2026-11-27T02:00:00Z"
    assert [file.name for file in delivery.files] == [
        f"copy.jsonl {kind}" for kind in ("listing", "page", "unread", "visit")
    ]


def test_texts_land_as_they_are_and_nothing_stands_for_null(delivered, tmp_path):
    title = '🚀 Chef de partie\t\\ "Ober" 𠮷野\nline'
    found = delivered(
        listing("7", title=title, skills=["a, b", "c"], is_closed=True, origins={"title": "css"})
    )
    (delivery,) = find_deliveries(tmp_path)
    row = named(delivery.files[0].column_names, found["listing"][0])
    assert row["title"] == title
    assert json.loads(row["skills"]) == ["a, b", "c"]
    assert (row["is_closed"], row["employer"], row["extra"]) == ("true", "", "")


def test_a_field_that_no_contract_names_is_kept(delivered, tmp_path):
    found = delivered({**listing("7"), "benefits": "Lunch"})
    (delivery,) = find_deliveries(tmp_path)
    row = named(delivery.files[0].column_names, found["listing"][0])
    assert json.loads(row["extra"]) == {"benefits": "Lunch"}


FAULTS = [
    ({**listing("7"), "title": 5}, "wrong_type", "title is int"),
    ({**listing("7"), "is_closed": "yes"}, "wrong_type", "is_closed is str"),
    ({**listing("7"), "skills": "triage"}, "wrong_type", "skills is str"),
    ({**listing("7"), "board": "another"}, "wrong_board", "'another' in a visit of 'brightjobs'"),
    ({**listing("7"), "kind": "job"}, "wrong_kind", "kind is 'job'"),
    (listing("7", title="a\0b"), "null_byte", "null byte"),
    (listing("7", title="x" * 1001), "too_long", "title holds 1,001 characters, at most 1,000"),
    (listing("7", salary="ü" * 32_768), "too_long", "salary holds 65,536 bytes, at most 65,535"),
    (
        listing("7", description="x" * (MOST_DESCRIPTION_BYTES + 1)),
        "too_long",
        "description holds 4,194,305 bytes, at most 4,194,304",
    ),
]


@pytest.mark.parametrize(("line", "reason", "detail"), FAULTS, ids=[f[2][:30] for f in FAULTS])
def test_a_line_at_fault_is_put_aside_with_its_reason_and_no_other(delivered, line, reason, detail):
    found = delivered(listing("1"), line, listing("2"))
    good, bad, other = found["listing"]
    assert (good.line, other.line) == (1, 3)
    assert isinstance(bad, MalformedLine)
    assert (bad.line, bad.reason) == (2, reason)
    assert detail in bad.detail


def test_a_field_that_is_missing_is_named(delivered):
    line = listing("7")
    del line["salary"]
    (bad,) = delivered(line)["listing"]
    assert (bad.reason, bad.detail) == ("wrong_field_count", "there is no field 'salary'")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"kind": "listing", ', "not_json"),
        (b"[1]", "not_json"),
        (b"\xff\xfe", "undecodable"),
        (b'{"kind": ["listing"]}', "wrong_kind"),
        (b"[" * 200_000, "not_json"),
    ],
)
def test_a_line_that_is_no_object_is_put_aside_whole(tmp_path, raw, reason):
    path = write_visit(tmp_path, "brightjobs", AT, [listing("1")])
    path.write_bytes(raw + b"\n" + path.read_bytes())
    bad, good = parts(path)["listing"]
    assert (bad.line, bad.reason, good.line) == (1, reason, 2)
    assert bad.raw == raw.decode(errors="backslashreplace")


def test_a_line_over_the_limit_is_put_aside_with_its_size(tmp_path):
    path = write_visit(tmp_path, "brightjobs", AT, [listing("1")])
    size = MOST_LINE_BYTES + 5
    path.write_bytes(b"x" * (size - 1) + b"\n" + path.read_bytes())
    bad, good = parts(path)["listing"]
    assert (bad.reason, good.line) == ("too_long", 2)
    assert bad.detail == f"a line of {size:,} bytes, at most {MOST_LINE_BYTES:,} can land"
    assert bad.raw == "x" * 4096 + f" … (a line of {size:,} bytes)"


def test_half_a_pair_of_characters_becomes_the_sign_of_one_that_is_lost(tmp_path):
    path = write_visit(tmp_path, "brightjobs", AT, [listing("1", title="TITLE")])
    path.write_bytes(path.read_bytes().replace(b"TITLE", rb"a\ud83db"))
    (delivery,) = find_deliveries(path)
    (row,) = delivery.files[0].records()
    assert named(delivery.files[0].column_names, row)["title"] == "a\ufffdb"


def test_a_visit_that_was_broken_off_is_refused_with_words_and_the_others_are_not(tmp_path):
    whole = write_visit(tmp_path, "brightjobs", AT, [listing("1")])
    broken = write_lines(
        tmp_path / "brightjobs" / "broken.jsonl", visit_lines("brightjobs", AT, [listing("1")])[:-1]
    )
    refused = []
    found = find_deliveries(tmp_path, lambda part, error: refused.append((part, error)))
    assert [delivery.files[0].path for delivery in found] == [whole]
    ((part, error),) = refused
    assert part == str(broken)
    assert isinstance(error, TruncatedFile)
    assert "line 1" in str(error)


def test_a_last_line_that_was_cut_is_a_visit_broken_off(tmp_path):
    path = write_visit(tmp_path, "brightjobs", AT, [listing("1")])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TruncatedFile):
        find_deliveries(path)


def test_blank_lines_at_the_end_do_no_harm(tmp_path):
    path = write_visit(tmp_path, "brightjobs", AT, [listing("1")])
    path.write_bytes(path.read_bytes() + b"\n \n")
    assert [row.line for row in parts(path)["visit"]] == [2]


def test_a_visit_line_amid_the_file_is_put_aside(tmp_path):
    lines = visit_lines("brightjobs", AT, [listing("1")])
    path = write_lines(tmp_path / "a.jsonl", [lines[1], *lines])
    found = parts(path)
    assert [row.line for row in found["visit"]] == [3]
    assert [(row.line, row.reason) for row in found["listing"][:1]] == [(1, "wrong_kind")]


@pytest.mark.parametrize("fields", [{"board": " "}, {"started_at": "yesterday"}, {"board": None}])
def test_a_visit_of_nobody_or_of_no_moment_is_refused(tmp_path, fields):
    (last,) = visit_lines("brightjobs", AT, [])
    path = write_lines(tmp_path / "a.jsonl", [last | fields])
    with pytest.raises(NotTheFormat):
        find_deliveries(path)


def test_an_empty_file_and_a_folder_without_files_are_named(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(MissingFile):
        find_deliveries(tmp_path)
    (tmp_path / "a.jsonl").write_bytes(b"\n")
    with pytest.raises(EmptyFile):
        find_deliveries(tmp_path)


def test_the_same_visit_twice_is_one_and_two_tales_of_it_are_told(tmp_path):
    first = write_visit(tmp_path / "a", "brightjobs", AT, [listing("1")])
    again = write_visit(tmp_path / "b", "brightjobs", AT, [listing("1")])
    refused: list = []
    found = find_deliveries(tmp_path, lambda part, error: refused.append(error))
    assert [delivery.files[0].path for delivery in found] == [first]
    assert refused == []
    write_visit(tmp_path / "b", "brightjobs", AT, [listing("2")])
    found = find_deliveries(tmp_path, lambda part, error: refused.append(error))
    assert [delivery.files[0].path for delivery in found] == [first]
    assert str(again) in str(refused[0])
