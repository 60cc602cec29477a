"""Reading O*NET text files: every line is a row or a named fault, and a strange file is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.delivery import MalformedLine, SourceFile, SourceRow
from extract.errors import (
    EmptyFile,
    HeaderMismatch,
    MissingFile,
    NotTheFormat,
    RefusedDelivery,
    TruncatedFile,
    UnknownRelease,
)
from extract.onet import contracts
from extract.onet.contracts import CONTRACTS
from extract.onet.text_files import find_delivery, line_of, read_release, read_rows, recognise
from tests.release import contract_of, rating_rows, write_file

SKILLS = next(contract for contract in CONTRACTS if contract.name == "Skills")
SCALES = next(contract for contract in CONTRACTS if contract.name == "Scales Reference")


def write(path: Path, *lines: str) -> Path:
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    return path


def scales(tmp_path: Path, *rows: str) -> SourceFile:
    header = "\t".join(SCALES.header(SCALES.layouts[0]))
    return recognise(write(tmp_path / "Scales Reference.txt", header, *rows))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A whole small release in the layout of 30.3."""
    write(tmp_path / "Read Me.txt", "O*NET 30.3 Database", "May 2026 Release")
    for contract in CONTRACTS:
        if contract.is_required:
            layout = contract.layouts[-1]
            for name in layout.files:
                row = "\t".join("x" for _ in contract.columns)
                write(tmp_path / name, "\t".join(contract.header(layout)), row)
    return tmp_path


def test_a_release_names_itself_and_its_month(release: Path):
    assert read_release(release) == ("30.3", date(2026, 5, 1))


def test_a_release_is_recognised_file_by_file(release: Path):
    write(release / "Survey Of Something.txt", "A\tB", "1\t2")
    delivery = find_delivery(release)
    assert delivery.release_name == "30.3"
    assert {file.name for file in delivery.files} >= {"Essential Skills.txt", "Job Titles.txt"}
    assert delivery.unknown == ("Survey Of Something.txt",)
    assert not delivery.is_sample


@pytest.mark.parametrize(
    "lines",
    [
        ("O*NET Database", "May 2026 Release"),
        ("O*NET 30.3 Database", "Mai 2026 Release"),
        ("", ""),
    ],
)
def test_a_read_me_that_names_no_release_is_refused(release: Path, lines: tuple[str, str]):
    write(release / "Read Me.txt", *lines)
    with pytest.raises(UnknownRelease, match="which O\\*NET release"):
        find_delivery(release)


def test_a_folder_without_read_me_is_refused(release: Path):
    (release / "Read Me.txt").unlink()
    with pytest.raises(UnknownRelease) as caught:
        find_delivery(release)
    assert "no Read Me.txt" in str(caught.value)


def test_half_of_the_split_skills_is_refused(release: Path):
    (release / "Essential Skills.txt").unlink()
    with pytest.raises(MissingFile) as caught:
        find_delivery(release)
    assert "also Essential Skills.txt" in str(caught.value)


def test_a_missing_required_file_is_refused_by_name(release: Path):
    (release / "Occupation Data.txt").unlink()
    with pytest.raises(MissingFile) as caught:
        find_delivery(release)
    assert "Occupation Data.txt" in str(caught.value)


def test_files_of_two_releases_in_one_folder_are_refused(release: Path):
    layout = SKILLS.layouts[0]
    row = "\t".join("x" for _ in SKILLS.columns)
    write(release / "Skills.txt", "\t".join(SKILLS.header(layout)), row)
    with pytest.raises(RefusedDelivery, match="mixes files of two releases"):
        find_delivery(release)


def test_a_header_that_differs_is_refused_with_the_contract_to_change(tmp_path: Path):
    header = ["Scale ID", "Scale Title", "Minimum", "Maximum"]
    path = write(tmp_path / "Scales Reference.txt", "\t".join(header), "IM\tImportance\t1\t5")
    with pytest.raises(HeaderMismatch) as caught:
        recognise(path)
    message = str(caught.value)
    assert "Scales Reference.txt has renamed columns" in message
    assert "line 1, column 2" in message
    assert "not in the contract: 'Scale Title'; missing: 'Scale Name'" in message
    assert "extract/onet/contracts.py" in message


@pytest.mark.parametrize(
    ("header", "change"),
    [
        ("Scale ID\tScale Name\tMinimum", "missing columns"),
        ("Scale ID\tScale Name\tMinimum\tMaximum\tUnit", "columns that no contract names"),
        ("Scale Name\tScale ID\tMinimum\tMaximum", "columns in another order"),
    ],
)
def test_each_kind_of_header_change_is_named(tmp_path: Path, header: str, change: str):
    path = write(tmp_path / "Scales Reference.txt", header, "a\tb\tc\td")
    with pytest.raises(HeaderMismatch, match=change):
        recognise(path)


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", EmptyFile, "0 bytes"),
        (b"Scale ID\tScale Name\tMinimum\tMaximum\r\n", EmptyFile, "a header and nothing else"),
        (b"<!DOCTYPE html>\n<html></html>\n", NotTheFormat, "an HTML page"),
        (b"PK\x03\x04rest\nmore\n", NotTheFormat, "a packed archive"),
        ("Scale ID\tScale Name".encode("utf-16"), NotTheFormat, "UTF-16 text"),
        (b"\xef\xbb\xbfScale ID\n1\n", NotTheFormat, "a byte order mark"),
        (b"Scale ID\tScale N\xe4me\n1\t2\n", NotTheFormat, "not UTF-8 in the header"),
        (
            b"Scale ID\tScale Name\tMinimum\tMaximum\r\nIM\tImportance\t1\t5\r\nLV\tLev",
            TruncatedFile,
            "a last line without a line end",
        ),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content, error, words):
    path = tmp_path / "Scales Reference.txt"
    path.write_bytes(content)
    with pytest.raises(error) as caught:
        recognise(path)
    assert words in str(caught.value)


def test_quotation_marks_are_letters_like_any_other(tmp_path: Path):
    file = scales(
        tmp_path,
        'A\t"Go/no-go" checks.\t1\t5',
        'B\t"Mark up drawings.\t1\t5',
        'C\tCut 3/4" pipe and 1/2" rod.\t1\t5',
        'D\tAsk "why?" and "when?"\t1\t5',
    )
    names = [record.fields[1] for record in file.records()]
    assert names == [
        '"Go/no-go" checks.',
        '"Mark up drawings.',
        'Cut 3/4" pipe and 1/2" rod.',
        'Ask "why?" and "when?"',
    ]


def test_words_that_look_like_nothing_stay_words(tmp_path: Path):
    file = scales(tmp_path, "None\tNA\tn/a\tnull", "NaN\t\\N\tNULL\t")
    assert [record.fields for record in file.records()] == [
        ["None", "NA", "n/a", "null"],
        ["NaN", "\\N", "NULL", ""],
    ]


def test_a_line_of_the_wrong_shape_is_kept_with_its_number_and_reason(tmp_path: Path):
    file = scales(tmp_path, "IM\tImportance\t1\t5", "LV\tLevel\t0", "RL\tRequired\t1\t12\tmore")
    first, second, third = file.records()
    assert first == SourceRow(2, ["IM", "Importance", "1", "5"])
    assert second == MalformedLine(3, "wrong_field_count", "3 fields, expected 4", "LV\tLevel\t0")
    assert third.detail == "5 fields, expected 4"


def test_undecodable_bytes_and_nul_are_faults_of_their_line_alone(tmp_path: Path):
    path = write(
        tmp_path / "Scales Reference.txt",
        "Scale ID\tScale Name\tMinimum\tMaximum",
        "IM\tImportance\t1\t5",
    )
    with path.open("ab") as stream:
        stream.write(b"LV\tN\xedvel\t0\t7\r\nRL\tRe\0quired\t1\t12\r\nOK\tFine\t0\t1\r\n")
    records = list(recognise(path).records())
    assert [type(record).__name__ for record in records] == [
        "SourceRow",
        "MalformedLine",
        "MalformedLine",
        "SourceRow",
    ]
    assert records[1].reason == "undecodable"
    assert records[1].raw == "LV\tN\\xedvel\t0\t7"
    assert records[2].reason == "null_byte"
    assert records[2].raw == "RL\tRe\\x00quired\t1\t12"


@given(
    rows=st.lists(
        st.lists(
            st.text(
                st.characters(codec="utf-8", exclude_characters="\t\n\0", exclude_categories=())
                | st.sampled_from('\r\v\f\x1a\x85\u2028\ufeff"\\ '),
                max_size=12,
            ),
            min_size=4,
            max_size=4,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_without_tabs_and_line_feeds_comes_back_as_it_is(tmp_path_factory, rows):
    file = scales(tmp_path_factory.mktemp("any"), *("\t".join(row) for row in rows))
    assert [record.fields for record in read_rows(file)] == rows


@given(
    content=st.binary(max_size=300).map(
        lambda tail: b"Scale ID\tScale Name\tMinimum\tMaximum\r\nA\tB\t1\t2\r\n" + tail + b"\n"
    )
)
def test_every_line_of_any_bytes_is_a_row_or_a_fault(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "Scales Reference.txt"
    path.write_bytes(content)
    records = list(recognise(path).records())
    assert [record.line for record in records] == list(range(2, content.count(b"\n") + 1))


HEADER = b"\t".join(header.encode() for header in SCALES.header(SCALES.layouts[0])) + b"\r\n"
LINES = st.lists(
    st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"\t"))
    | st.text("ab\t\r\0\u00e9", max_size=12).map(str.encode)
    | st.lists(st.text("n/a1.\r ", max_size=4), min_size=4, max_size=4).map(
        lambda fields: "\t".join(fields).encode()
    ),
    min_size=1,
    max_size=8,
)


def is_well_formed(line: bytes) -> bool:
    """The rule of a line, written a second time: UTF-8, four fields, no NUL byte."""
    return (
        line.decode("utf-8", "ignore").encode() == line
        and line.count(b"\t") == 3
        and b"\0" not in line
    )


@given(lines=LINES)
def test_a_line_is_a_row_with_all_its_bytes_or_is_put_aside_and_never_lost(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("lines") / "Scales Reference.txt"
    path.write_bytes(HEADER + b"".join(line + b"\r\n" for line in lines))
    records = list(recognise(path).records())
    assert [record.line for record in records] == [*range(2, len(lines) + 2)]
    for record, line in zip(records, lines, strict=True):
        if is_well_formed(line):
            assert "\t".join(record.fields).encode() == line
        else:
            assert isinstance(record, MalformedLine)
            assert record.reason in ("undecodable", "wrong_field_count", "null_byte")


@given(data=st.data(), lines=LINES)
def test_a_file_cut_anywhere_is_refused_or_gives_the_rows_before_the_cut_alone(
    tmp_path_factory, data, lines
):
    """Fewer whole rows are noticed by their number; a row that was cut is never taken for whole."""
    path = tmp_path_factory.mktemp("cut") / "Scales Reference.txt"
    path.write_bytes(HEADER + b"".join(line + b"\r\n" for line in lines))
    whole = list(recognise(path).records())
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        records = list(recognise(path).records())
    except (EmptyFile, HeaderMismatch, TruncatedFile):
        return
    assert records == whole[: len(records)]


def test_the_checksum_changes_with_a_byte_and_not_with_the_clock(release: Path):
    before = find_delivery(release).checksum
    path = release / "Job Titles.txt"
    path.touch()
    assert find_delivery(release).checksum == before
    path.write_bytes(path.read_bytes().replace(b"x\tx\tx\tx", b"x\ty\tx\tx"))
    assert find_delivery(release).checksum != before


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_a_refused_header_names_the_line_of_its_contract(contract):
    """So that whoever follows a new release opens the file at the place to change."""
    source = Path(contracts.__file__).read_text(encoding="utf-8").splitlines()
    line = source[line_of(contract) - 1]
    assert all(f'"{part}"' in line for part in contract.name.split(" to ")) or (
        f'"{contract.name}"' in line
    )


def test_the_line_stands_in_the_message(tmp_path):
    skills = write_file(tmp_path, "Skills.txt", rating_rows("2.A"))
    skills.write_bytes(skills.read_bytes().replace(b"Data Value", b"Rating", 1))
    with pytest.raises(HeaderMismatch) as error:
        recognise(skills)
    named = contract_of("Skills.txt")[0]
    assert f"extract/onet/contracts.py line {line_of(named)} " in str(error.value)
