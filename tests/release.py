"""Writes small O*NET releases for tests: true in form, a handful of rows, ours in content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from extract.contract import FileContract, Layout
from extract.onet.contracts import CONTRACTS

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample" / "onet"

ELEMENTS = (("2.A.1.a", "Reading Comprehension"), ("2.B.1.a", "Social Perceptiveness"))
OCCUPATIONS = (("11-1011.00", "Chief Executives"), ("19-2031.00", "Chemists"))

RATED_BY_ANALYSTS = ("8", "0.1250", "3.8800", "4.3700", "N")


def contract_of(file_name: str) -> tuple[FileContract, Layout]:
    """Return the contract and layout of an O*NET file name."""
    for contract in CONTRACTS:
        for layout in contract.layouts:
            if file_name in layout.files:
                return contract, layout
    raise ValueError(f"no contract names {file_name}")


def write_file(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    """Write one file in O*NET's format: its contract's header, TABs, CRLF."""
    contract, layout = contract_of(name)
    lines = [contract.header(layout), *rows]
    path = folder / name
    path.write_bytes("".join("\t".join(line) + "\r\n" for line in lines).encode())
    return path


def rating_rows(element_prefix: str) -> list[tuple[str, ...]]:
    """Ratings of every occupation on the elements below a prefix, on both scales."""
    rows = []
    for place, (code, _) in enumerate(OCCUPATIONS):
        for element_id, element_name in ELEMENTS:
            if element_id.startswith(element_prefix):
                key = (code, element_id, element_name)
                rows.append(
                    (*key, "IM", f"{3 + place}.00", *RATED_BY_ANALYSTS, "n/a", "08/2023", "Analyst")
                )
                rows.append(
                    (*key, "LV", f"{4 + place}.12", *RATED_BY_ANALYSTS, "N", "08/2023", "Analyst")
                )
    return rows


def release_files() -> dict[str, list[tuple[str, ...]]]:
    """The rows of each file of a whole small release in the layout of 30.3."""
    return {
        "Occupation Data.txt": [(code, title, "Words of ours.") for code, title in OCCUPATIONS],
        "Essential Skills.txt": rating_rows("2.A"),
        "Transferable Skills.txt": rating_rows("2.B"),
        "Content Model Reference.txt": [
            ("2", "Worker Requirements", "Words."),
            ("2.A", "Essential Skills", "Words."),
            ("2.A.1", "Foundational Areas", "Words."),
            ("2.A.1.a", "Reading Comprehension", "Words."),
            ("2.B", "Transferable Skills", "Words."),
            ("2.B.1", "Social Skills", "Words."),
            ("2.B.1.a", "Social Perceptiveness", "Words."),
        ],
        "Scales Reference.txt": [("IM", "Importance", "1", "5"), ("LV", "Level", "0", "7")],
        "Level Scale Anchors.txt": [
            (element_id, name, "LV", value, f"Do {name} at {value}")
            for element_id, name in ELEMENTS
            for value in ("2", "4", "6")
        ],
        "Job Zones.txt": [(code, "5", "08/2023", "Analyst") for code, _ in OCCUPATIONS],
        "Job Zone Reference.txt": [("5", "Job Zone Five", "w", "w", "w", "w", "(8.0 and above)")],
        "Job Titles.txt": [
            ("11-1011.00", "Chief Executive Officer", "CEO", "02,08"),
            ("19-2031.00", "Analytical Chemist", "n/a", "08"),
        ],
    }


def write_release(
    folder: Path,
    release_name: str = "30.3",
    month: str = "May 2026",
    changed: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> Path:
    """Write a whole small release; ``changed`` gives other rows for some of its files."""
    folder.mkdir(parents=True, exist_ok=True)
    read_me = f"O*NET {release_name} Database\r\n{month} Release\r\n"
    (folder / "Read Me.txt").write_text(read_me, encoding="utf-8")
    for name, rows in {**release_files(), **(changed or {})}.items():
        write_file(folder, name, rows)
    return folder


def copy_sample(
    folder: Path,
    release_name: str = "30.3",
    month: str = "May 2026",
    changed: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> Path:
    """Write the committed sample as a release of another name: 35 skills, so that it builds."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in SAMPLE.glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    read_me = f"O*NET {release_name} Database\r\n{month} Release\r\n"
    (folder / "Read Me.txt").write_text(read_me, encoding="utf-8")
    for name, rows in (changed or {}).items():
        write_file(folder, name, rows)
    return folder


def sample_rows(name: str) -> list[list[str]]:
    """Return the rows of a file of the committed sample."""
    lines = (SAMPLE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]
