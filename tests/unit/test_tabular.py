"""Tables of other offices: found by header, every field as it stands, or refused by name."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.contract import EXTRA, MOST_BYTES_A_FIELD, Column, FileContract, Layout
from extract.delivery import MalformedLine, SourceFile, SourceRow
from extract.errors import (
    EmptyFile,
    HeaderMismatch,
    MissingFile,
    NotTheFormat,
    RefusedDelivery,
    TruncatedFile,
)
from extract.sources import SOURCES
from extract.tabular import added_columns, fullest_files, may_be_cut, recognise
from tests.taxonomy import write_csv
from tests.workbook import write_workbook

MODULE = "extract/towns.py"
HEADER = ("code", "name", "note")


def contract(
    columns: tuple[Column, ...] = (
        Column("code", "code", also=("Code No.",)),
        Column("name", "name"),
        Column("note", "note"),
        EXTRA,
    ),
    files: tuple[str, ...] = ("towns*",),
    optional: tuple[str, ...] = (),
    **more,
) -> FileContract:
    return FileContract(
        name="Towns",
        source="test",
        table="towns",
        columns=columns,
        layouts=(Layout(files, "all", optional=optional),),
        natural_key=("code",),
        **more,
    )


TOWNS = contract()


def read(path: Path, of: FileContract = TOWNS) -> SourceFile:
    file = recognise(path, [of], MODULE)
    assert file is not None
    return file


def written(folder: Path, content: str | bytes, name: str = "towns.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(file: SourceFile) -> list[tuple[int, list[str]]]:
    """Line and fields of each row; a malformed line fails the test."""
    found = list(file.records())
    assert [record for record in found if isinstance(record, MalformedLine)] == []
    return [(record.line, record.fields) for record in found]


def test_columns_are_found_by_their_headers_in_any_order(tmp_path):
    file = read(written(tmp_path, "note,code,name\nn1,0110,Nakuru\n"))
    assert file.column_names == ("code", "name", "note", "extra")
    assert rows(file) == [(2, ["0110", "Nakuru", "n1", ""])]


def test_blanks_and_line_ends_around_a_header_do_not_hide_it(tmp_path):
    file = read(written(tmp_path, '" code ","na\nme",note\n1,x,y\n'.replace("na\nme", "name\n")))
    assert rows(file) == [(3, ["1", "x", "y", ""])]


def test_a_file_of_another_name_is_none_of_ours(tmp_path):
    assert (
        recognise(written(tmp_path, "code,name,note\n1,x,y\n", "rivers.csv"), [TOWNS], "") is None
    )
    assert recognise(written(tmp_path, "code,name,note\n1,x,y\n", "towns.txt"), [TOWNS], "") is None


def test_a_header_may_stand_below_a_preamble_after_a_byte_order_mark(tmp_path):
    preamble = ["About,our towns,", "Version,1,", ",,", ""]
    path = write_csv(
        tmp_path / "towns.csv",
        HEADER,
        [("1", "x", "y")],
        preamble=preamble,
        encoding="utf-8-sig",
    )
    assert rows(read(path)) == [(6, ["1", "x", "y", ""])]


def test_a_byte_order_mark_is_no_part_of_the_first_header(tmp_path):
    path = write_csv(tmp_path / "towns.csv", HEADER, [("1", "x", "y")], encoding="utf-8-sig")
    assert rows(read(path)) == [(2, ["1", "x", "y", ""])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_fields_may_be_parted_by_comma_semicolon_or_tab(tmp_path, delimiter):
    row = ("1", "a,b;c\td", 'say "no"')
    path = write_csv(tmp_path / "towns.csv", HEADER, [row], delimiter=delimiter)
    assert rows(read(path)) == [(2, [*row, ""])]


def test_another_releases_header_for_a_column_is_known(tmp_path):
    assert rows(read(written(tmp_path, "Code No.,name,note\n01,x,y\n"))) == [
        (2, ["01", "x", "y", ""])
    ]


def test_of_both_headers_of_a_column_the_first_named_wins_and_the_other_is_kept(tmp_path):
    file = read(written(tmp_path, "Code No.,code,name,note\nold,new,x,y\n"))
    assert rows(file) == [(2, ["new", "x", "y", '{"Code No.": "old"}'])]


def test_a_column_that_some_files_lack_is_absent_there(tmp_path):
    of = contract(optional=("note",))
    file = read(written(tmp_path, "code,name\n1,x\n"), of)
    assert file.column_names == ("code", "name", "extra")
    assert rows(file) == [(2, ["1", "x", ""])]
    assert read(written(tmp_path, "code,name,note\n1,x,y\n"), of).column_names == (
        "code",
        "name",
        "note",
        "extra",
    )


def test_columns_that_the_contract_does_not_name_are_named_and_lose_nothing(tmp_path):
    file = read(
        written(tmp_path, 'new,code,name,other,note\n"é, ""1""",1,x,,y\n,2,x,,y\n,3,x,z,y\n')
    )
    assert added_columns(file) == ("new", "other")
    assert [json.loads(fields[-1] or "{}") for _, fields in rows(file)] == [
        {"new": 'é, "1"'},
        {},
        {"other": "z"},
    ]


def test_added_columns_of_one_name_or_of_none_are_kept_too(tmp_path):
    file = read(written(tmp_path, "code,name,note,new,new,,\n1,x,y,first,second,unnamed,\n"))
    assert json.loads(rows(file)[0][1][-1]) == {
        "new": "first",
        "new (column 5)": "second",
        "(column 6)": "unnamed",
    }
    assert added_columns(file) == ("new", "new (column 5)")


def test_a_column_that_a_contract_names_twice_in_a_file_lands_once_and_is_kept_once(tmp_path):
    file = read(written(tmp_path, "code,name,note,code\n1,x,y,2\n"))
    assert rows(file) == [(2, ["1", "x", "y", '{"code (column 4)": "2"}'])]


def test_every_contract_of_a_table_has_a_place_for_added_columns():
    without = [
        one.name
        for source in SOURCES.values()
        for one in source.contracts
        if source.name != "onet" and EXTRA not in one.columns
    ]
    assert without == []


def test_a_row_is_known_by_the_line_its_first_field_stands_in(tmp_path):
    file = read(
        written(
            tmp_path,
            'code,name,note\r\n1,"two\nlines",a\r\n\r\n2,"a\r\nb\nc",b\r\n3,x,"\n"\r\n4,x,y',
        )
    )
    assert rows(file) == [
        (2, ["1", "two\nlines", "a", ""]),
        (5, ["2", "a\r\nb\nc", "b", ""]),
        (8, ["3", "x", "\n", ""]),
        (10, ["4", "x", "y", ""]),
    ]


def test_words_that_look_like_nothing_and_blanks_stay_as_they_are(tmp_path):
    strange = [("None", "NA", "n/a"), ("NULL", "\\N", "nan"), (" 007", "1.10 ", "\u00a0")]
    path = write_csv(tmp_path / "towns.csv", HEADER, strange)
    assert [tuple(fields[:3]) for _, fields in rows(read(path))] == strange


def test_a_row_may_leave_out_fields_at_its_end_only_where_its_contract_says_so(tmp_path):
    path = written(tmp_path, "code,name,note\n1\n2,x\n3,x,y\n")
    assert rows(read(path, contract(is_ragged=True))) == [
        (2, ["1", "", "", ""]),
        (3, ["2", "x", "", ""]),
        (4, ["3", "x", "y", ""]),
    ]
    first, second, third = read(path).records()
    assert first == MalformedLine(2, "wrong_field_count", "1 fields, expected 3", '"1"')
    assert second == MalformedLine(3, "wrong_field_count", "2 fields, expected 3", '"2","x"')
    assert third == SourceRow(4, ["3", "x", "y", ""])


def test_a_row_with_more_fields_is_put_aside_where_rows_may_be_short_too(tmp_path):
    path = written(tmp_path, 'code,name,note\n1,"a ""b""\nc",x,y\n')
    [line] = read(path, contract(is_ragged=True)).records()
    assert line == MalformedLine(
        2, "wrong_field_count", "4 fields, expected 3", '"1","a ""b""\nc","x","y"'
    )


@pytest.mark.parametrize("place", ["name", "new"])
def test_a_nul_byte_puts_its_row_aside_in_whatever_column(tmp_path, place):
    row = {"code": "1", "name": "x", "note": "y", "new": "z", place: "a\0b"}
    path = written(tmp_path, "code,name,note,new\n" + ",".join(row.values()) + "\n2,x,y,z\n")
    bad, good = read(path).records()
    assert (bad.line, bad.reason, bad.detail) == (2, "null_byte", "the row holds a NUL byte")
    assert '"a\\x00b"' in bad.raw
    assert good.fields == ["2", "x", "y", '{"new": "z"}']


def test_a_field_that_its_column_cannot_hold_is_put_aside_with_its_size(tmp_path):
    longest = "é" * (MOST_BYTES_A_FIELD // 2) + "x"
    path = write_csv(
        tmp_path / "towns.csv", HEADER, [("1", longest, "y"), ("2", f"{longest}x", "y")]
    )
    good, bad = read(path).records()
    assert good.fields[1] == longest
    assert (bad.line, bad.reason) == (3, "too_long")
    assert bad.detail == "column name holds 65,536 bytes, at most 65,535 can land"


def test_added_columns_that_are_too_long_together_are_put_aside(tmp_path):
    """JSON writes a control character as six, so that field by field they would have passed."""
    path = write_csv(tmp_path / "towns.csv", (*HEADER, "a"), [("1", "x", "y", "\x01" * 16_000)])
    [bad] = read(path).records()
    assert (bad.reason, bad.detail.split(" holds")[0]) == ("too_long", "column extra")


def test_a_long_column_may_hold_600_000_characters(tmp_path):
    of = contract(
        (
            Column("code", "code"),
            Column("name", "name"),
            Column("note", "note", is_long=True),
            EXTRA,
        )
    )
    path = write_csv(tmp_path / "towns.csv", HEADER, [("1", "x", "é" * 600_000)])
    assert rows(read(path, of)) == [(2, ["1", "x", "é" * 600_000, ""])]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            "code,name,note\n1,x,y\n2,Nairobi é,y\n".encode("latin-1"),
            "line 3, byte 11 (0xe9) read as UTF-8",
        ),
        ("code,name,note\n1,x,y\n".encode("utf-16"), "UTF-16 text"),
        ("code,name,note\n1,x,y\n".encode("utf-16-le"), "NUL bytes"),
        ("code,name,note\n1,x,y\n".encode("utf-16-be"), "NUL bytes"),
        (b"<!DOCTYPE html>\n<html>code,name,note</html>\n", "an HTML page"),
        (b"\xef\xbb\xbf \r\n\r\n\t        \r\n  <html><body>no</body></html>", "an HTML page"),
        (b"PK\x03\x04rest\n", "a packed archive or a spreadsheet"),
        (b"\x1f\x8brest\n", "a packed archive or a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest\n", "a packed archive or a spreadsheet"),
    ],
)
def test_another_encoding_or_format_is_refused_with_what_was_tried(tmp_path, content, found):
    with pytest.raises(NotTheFormat) as caught:
        read(written(tmp_path, content))
    assert caught.value.summary == "towns.csv is not CSV text in UTF-8"
    assert found in str(caught.value)
    assert "UTF-8" in str(caught.value)
    assert "towns.csv" in caught.value.where


def test_a_zip_that_is_named_csv_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "towns.csv", "w") as archive:
        archive.writestr("towns.csv", "code,name,note\n1,x,y\n")
    with pytest.raises(NotTheFormat, match="is not CSV text") as caught:
        read(tmp_path / "towns.csv")
    assert "archive" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "summary", "found"),
    [
        (b"", "towns.csv is empty", "0 bytes"),
        (b"\xef\xbb\xbf", "towns.csv is empty", "no record"),
        (b"\n\r\n\n", "towns.csv is empty", "no record"),
        (b"code,name,note\n", "towns.csv has no rows", "a header and nothing else"),
        (b"About,our,towns\ncode,name,note\n\n", "towns.csv has no rows", "a header and nothing"),
    ],
)
def test_a_file_without_rows_is_refused(tmp_path, content, summary, found):
    with pytest.raises(EmptyFile) as caught:
        read(written(tmp_path, content))
    assert caught.value.summary == summary
    assert found in caught.value.found


def test_a_file_that_is_cut_off_within_quotes_is_refused_with_the_line(tmp_path):
    file = read(written(tmp_path, 'code,name,note\n1,x,y\n2,x,"begins\nand never\n'))
    records = file.records()
    assert next(records) == SourceRow(2, ["1", "x", "y", ""])
    with pytest.raises(TruncatedFile) as caught:
        list(records)
    assert caught.value.summary == "towns.csv is cut off"
    assert caught.value.where.endswith("towns.csv, line 3")


@pytest.mark.parametrize("content", ['code,name,note\n1,x,"y\n', 'code,name,"note\n1,x,y\n'])
def test_a_file_that_is_cut_off_in_its_header_or_first_row_is_refused(tmp_path, content):
    with pytest.raises(TruncatedFile, match="cut off"):
        read(written(tmp_path, content))


def test_a_quotation_mark_in_the_wrong_place_is_refused_with_the_line(tmp_path):
    file = read(written(tmp_path, 'code,name,note\n1,x,y\n2,"a" b,y\n'))
    with pytest.raises(NotTheFormat) as caught:
        list(file.records())
    assert caught.value.where.endswith("towns.csv, line 3")
    assert "a record that cannot be read" in str(caught.value)


def test_a_header_that_no_contract_knows_is_refused_with_what_is_missing_and_where_to_look(
    tmp_path,
):
    with pytest.raises(HeaderMismatch) as caught:
        read(written(tmp_path, "code,title,note\n1,x,y\n"))
    message = str(caught.value)
    assert "columns: code, title, note" in message
    assert "code, name, note" in message
    assert "the contract 'Towns' in extract/towns.py" in message


# --- workbooks


def test_a_workbook_is_read_as_its_sheet_shows_it(tmp_path):
    path = write_workbook(
        tmp_path / "towns.xlsx",
        {
            "About": [["words of ours"]],
            "Towns": [
                ["Our towns"],
                [],
                ["name", "code", "note", "new"],
                ["Nakuru", "0110", 5917, 2.5],
                [],
                ["Kisumu", 2512, "two\nlines ", None],
            ],
        },
    )
    file = read(path)
    assert added_columns(file) == ("new",)
    assert rows(file) == [
        (4, ["0110", "Nakuru", "5917", '{"new": "2.5"}']),
        (6, ["2512", "Kisumu", "two\nlines ", ""]),
    ]


def test_an_empty_cell_is_an_empty_text_and_words_for_nothing_stay_words(tmp_path):
    path = write_workbook(
        tmp_path / "towns.xlsx", {"Towns": [HEADER, ["1", None, "NA"], ["None", "nan", None]]}
    )
    assert rows(read(path)) == [(2, ["1", "", "NA", ""]), (3, ["None", "nan", "", ""])]


OLD_WORKBOOK = (
    Path(__file__).parents[1] / "cases" / "towns.xls"
)  # Excel 97, for nothing of ours writes it


def test_an_old_workbook_is_read_too():
    assert rows(read(OLD_WORKBOOK)) == [
        (3, ["0110", "Nakuru", "5917", ""]),
        (4, ["2512", "Kisumu", "x", ""]),
    ]


@pytest.mark.parametrize("content", [b"code,name,note\n1,x,y\n", b"<html></html>", b"PK\x03\x04"])
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_workbook_that_is_none_is_refused(tmp_path, content, suffix):
    with pytest.raises(NotTheFormat) as caught:
        read(written(tmp_path, content, f"towns{suffix}"))
    assert caught.value.summary == f"towns{suffix} is not a spreadsheet"


def test_a_workbook_with_a_broken_sheet_is_refused(tmp_path):
    whole = write_workbook(tmp_path / "whole.xlsx", {"Towns": [HEADER, ["1", "x", "y"]]})
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(tmp_path / "towns.xlsx", "w") as broken:
        for name in book.namelist():
            content = book.read(name)
            broken.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)
    with pytest.raises(NotTheFormat, match="is not a spreadsheet"):
        read(tmp_path / "towns.xlsx")


def test_an_empty_workbook_or_one_without_rows_is_refused(tmp_path):
    with pytest.raises(EmptyFile, match="is empty"):
        read(write_workbook(tmp_path / "towns.xlsx", {"Towns": []}))
    with pytest.raises(EmptyFile, match="has no rows"):
        read(write_workbook(tmp_path / "towns.xlsx", {"Towns": [HEADER]}))


# --- folders

ANY = contract(files=("*",), optional=("note",))
RIVERS = FileContract(
    name="Rivers",
    source="test",
    table="rivers",
    columns=(Column("river", "river"), EXTRA),
    layouts=(Layout(("*",), "all"),),
    natural_key=("river",),
)


def test_of_a_table_and_a_workbook_that_hold_the_same_one_is_taken_and_the_other_named(tmp_path):
    write_workbook(tmp_path / "a.xlsx", {"Towns": [HEADER, ["1", "x", "y"]]})
    written(tmp_path, "code,name,note\n1,x,y\n", "z.csv")
    found = fullest_files(tmp_path, [ANY, RIVERS], MODULE)
    assert [file.name for file in found.files] == ["z.csv"]
    assert found.passed_over == ("a.xlsx",)


def test_the_fuller_of_two_files_is_taken(tmp_path):
    write_workbook(tmp_path / "a.xlsx", {"Towns": [HEADER, ["1", "x", "y"]]})
    written(tmp_path, "code,name\n1,x\n", "z.csv")
    found = fullest_files(tmp_path, [ANY], MODULE)
    assert ([file.name for file in found.files], found.passed_over) == (["a.xlsx"], ("z.csv",))


def test_of_two_files_with_the_same_columns_the_longer_is_taken(tmp_path):
    """So that a table that was cut off at a line end does not stand for the whole workbook."""
    write_workbook(tmp_path / "a.xlsx", {"Towns": [HEADER[:2], *([str(n), "x"] for n in range(9))]})
    written(tmp_path, "code,name\n1,x\n", "b.csv")
    found = fullest_files(tmp_path, [ANY], MODULE)
    assert ([file.name for file in found.files], found.passed_over) == (["a.xlsx"], ("b.csv",))


def test_of_two_files_one_that_is_cut_off_does_not_stand_for_the_other(tmp_path):
    write_workbook(tmp_path / "a.xlsx", {"Towns": [HEADER, ["1", "x", "y"]]})
    written(tmp_path, 'code,name,note\n1,x,y\n2,x,"y', "b.csv")
    refused: dict[str, RefusedDelivery] = {}
    found = fullest_files(tmp_path, [ANY], MODULE, refused.__setitem__)
    assert ([file.name for file in found.files], found.passed_over) == (["a.xlsx"], ())
    assert [type(error) for error in refused.values()] == [TruncatedFile]


def test_files_that_hold_different_parts_are_all_taken(tmp_path):
    for name in ("towns_2025", "towns_2026"):
        written(tmp_path, "code,name\n1,x\n", f"{name}.csv")
    write_workbook(tmp_path / "towns_2026.xlsx", {"Towns": [HEADER[:2], ["1", "x"]]})
    found = fullest_files(tmp_path, [ANY], MODULE, part=lambda path: path.stem)
    assert [file.name for file in found.files] == ["towns_2025.csv", "towns_2026.csv"]
    assert found.passed_over == ("towns_2026.xlsx",)


def test_a_folder_is_told_apart_by_headers_and_strangers_are_named(tmp_path):
    written(tmp_path, "code,name\n1,x\n", "a.csv")
    written(tmp_path, "river\nTana\n", "b.csv")
    written(tmp_path, "lake\nTurkana\n", "c.csv")
    written(tmp_path, "words", "LICENSE")
    found = fullest_files(tmp_path, [RIVERS, ANY], MODULE)
    assert [file.contract.name for file in found.files] == ["Rivers", "Towns"]
    assert found.unknown == ("c.csv",)


def test_a_folder_with_nothing_of_ours_is_refused_with_what_was_looked_for(tmp_path):
    written(tmp_path, "lake\nTurkana\n", "c.csv")
    with pytest.raises(MissingFile) as caught:
        fullest_files(tmp_path, [RIVERS, ANY], MODULE)
    assert "c.csv" in caught.value.found
    assert caught.value.expected == "Rivers: river; Towns: code, name"


def test_a_file_that_was_named_itself_is_refused_by_its_header(tmp_path):
    path = written(tmp_path, "lake\nTurkana\n", "c.csv")
    with pytest.raises(HeaderMismatch, match=r"c\.csv"):
        fullest_files(path, [RIVERS, ANY], MODULE)


def test_what_programs_leave_beside_tables_and_folders_of_their_name_are_passed_by(tmp_path):
    written(tmp_path, "code,name\n1,x\n", "a.csv")
    written(tmp_path, b"\0\5\x16\7", "._a.csv")  # macOS
    written(tmp_path, b"\0", "~$a.xlsx")  # an open workbook
    (tmp_path / "folder.csv").mkdir()
    found = fullest_files(tmp_path, [ANY], MODULE)
    assert [file.name for file in found.files] == ["a.csv"]
    assert found.unknown == ()


def test_a_broken_file_in_a_folder_is_refused_alone_where_its_caller_wants_the_others(tmp_path):
    written(tmp_path, "code,name\n1,x\n", "a.csv")
    written(tmp_path, "river\nTan\xe4\n".encode("latin-1"), "b.csv")
    written(tmp_path, b"", "c.csv")
    refused: dict[str, RefusedDelivery] = {}
    found = fullest_files(tmp_path, [RIVERS, ANY], MODULE, refused.__setitem__)
    assert [file.name for file in found.files] == ["a.csv"]
    assert [type(error) for error in refused.values()] == [NotTheFormat, EmptyFile]
    with pytest.raises(NotTheFormat):
        fullest_files(tmp_path, [RIVERS, ANY], MODULE)


def test_the_fault_of_a_folder_with_a_broken_file_alone_is_that_files(tmp_path):
    written(tmp_path, b"", "c.csv")
    refused: dict[str, RefusedDelivery] = {}
    found = fullest_files(tmp_path, [RIVERS, ANY], MODULE, refused.__setitem__)
    assert found.files == ()
    assert [type(error) for error in refused.values()] == [EmptyFile]


# --- any table

FIELD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
AWKWARD = st.one_of(FIELD, st.text('",;\t\r\n\\ \u00a0\ufeffa', max_size=6))
TABLES = st.lists(st.lists(AWKWARD, min_size=3, max_size=3), min_size=1, max_size=8)


def line_of_each(text: str, table: list[list[str]], writer_arguments: dict) -> list[int]:
    """Return the line in which each row begins, counted in what each row alone is written as."""
    lines, line = [], 2  # below the header
    for fields in table:
        lines.append(line)
        alone = io.StringIO(newline="")
        csv.writer(alone, **writer_arguments).writerow(fields)
        line += len(alone.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
    return lines


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
@given(table=TABLES)
def test_any_table_comes_back_field_by_field_with_the_line_of_each_row(
    tmp_path_factory, table, quoting, line_end
):
    if line_end == "\n" and quoting == csv.QUOTE_MINIMAL:  # csv.writer leaves a lone CR unquoted
        table = [[field.replace("\r", "") for field in fields] for fields in table]
    arguments = {"quoting": quoting, "lineterminator": line_end}
    text = io.StringIO(newline="")
    csv.writer(text, **arguments).writerows([HEADER, *table])
    path = written(tmp_path_factory.mktemp("any"), text.getvalue())
    assert rows(read(path)) == [
        (line, [*fields, ""])
        for line, fields in zip(line_of_each(text.getvalue(), table, arguments), table, strict=True)
    ]


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
@given(data=st.data(), table=TABLES)
def test_a_table_cut_anywhere_is_refused_or_at_most_its_last_row_is_in_doubt_and_known_to_be(
    tmp_path_factory, data, table, quoting, line_end
):
    """Fewer whole rows are noticed by their number, a row with less in it by its missing end."""
    if line_end == "\n" and quoting == csv.QUOTE_MINIMAL:  # as above
        table = [[field.replace("\r", "") for field in fields] for fields in table]
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=line_end).writerows([HEADER, *table])
    folder = tmp_path_factory.mktemp("cut")
    whole = rows(read(written(folder, text.getvalue())))
    content = text.getvalue().encode()
    cut = content[: data.draw(st.integers(0, len(content)))]
    try:
        file = read(written(folder, cut))
        records = list(file.records())
    except (EmptyFile, HeaderMismatch, NotTheFormat, TruncatedFile):
        return
    found = [(each.line, each.fields) for each in records if isinstance(each, SourceRow)]
    assert len(records) - len(found) <= may_be_cut(file)
    if may_be_cut(file):
        found = found[:-1]
    assert found == whole[: len(found)]


@pytest.mark.parametrize(
    ("content", "is_in_doubt"),
    [
        ("code,name,note\n1,Nakuru,old\n", False),
        ("code,name,note\r\n1,Nakuru,old\r\n", False),
        ("code,name,note\n1,Nakuru,old", True),
        ('code,name,note\n1,Nakuru,"old"', True),
    ],
)
def test_a_last_row_without_a_line_end_is_in_doubt(tmp_path, content, is_in_doubt):
    file = read(written(tmp_path, content))
    assert may_be_cut(file) == is_in_doubt
    assert len(rows(file)) == 1


def test_a_workbook_has_no_line_ends_to_miss(tmp_path):
    path = write_workbook(tmp_path / "towns.xlsx", {"Towns": [HEADER, ("1", "x", "y")]})
    assert not may_be_cut(read(path))
