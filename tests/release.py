"""Writes small O*NET releases for tests: true in form, a handful of rows, ours in content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extract.contract import FileContract, Layout
from extract.onet.contracts import CONTRACTS

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample" / "onet"

ELEMENTS = (("2.A.1.a", "Reading Comprehension"), ("2.B.1.a", "Social Perceptiveness"))
OCCUPATIONS = (("11-1011.00", "Chief Executives"), ("19-2031.00", "Chemists"))

RATED_BY_ANALYSTS = ("8", "0.1250", "3.8800", "4.3700", "N")


def contract_of(file_name: str, width: int | None = None) -> tuple[FileContract, Layout]:
    """Return the contract and layout of an O*NET file name, of ``width`` columns if given."""
    for contract in CONTRACTS:
        for layout in contract.layouts:
            is_as_wide = width is None or len(contract.columns_of(layout)) == width
            if file_name in layout.files and is_as_wide:
                return contract, layout
    raise ValueError(f"no contract names {file_name}")


def write_file(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> Path:
    """Write one file in O*NET's format: its contract's header, TABs, CRLF."""
    contract, layout = contract_of(name, width=len(rows[0]) if rows else None)
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


FURTHER_ELEMENTS = (
    *(
        (element_id, f"Group {element_id}")
        for element_id in (
            "1",
            "1.B",
            "1.B.1",
            "1.B.2",
            "1.D",
            "1.D.1",
            "2",
            "2.D",
            "2.D.4",
            "2.E",
            "2.E.1",
            "4",
            "4.A",
            "4.A.1",
            "4.A.1.a",
            "4.C",
            "4.C.1",
            "4.C.1.a",
            "4.C.1.a.2",
        )
    ),
    ("1.B.1.a", "Realistic"),
    ("1.B.1.b", "Investigative"),
    ("1.B.1.g", "First Interest High-Point"),
    ("1.B.2.a", "Achievement"),
    ("1.B.2.g", "First Work Value High-Point"),
    ("1.D.1.a", "Innovation"),
    ("2.D.1", "Required Level of Education"),
    ("2.D.4.a", "Job-Related Professional Certification"),
    ("2.E.1.a", "Spreadsheet software"),
    ("4.A.1.a.1", "Getting Information"),
    ("4.C.1.a.2.h", "E-Mail"),
)
FURTHER_SCALES = (
    ("CXP", "Context (Categories 1-5)", "0", "100"),
    ("DR", "Distinctiveness Rank", "0", "10"),
    ("EX", "Extent", "1", "7"),
    ("FT", "Frequency of Task (Categories 1-7)", "0", "100"),
    ("IH", "Occupational Interest High-Point", "0", "6"),
    ("OI", "Occupational Interests", "1", "7"),
    ("RL", "Required Level Of Education (Categories 1-12)", "0", "100"),
    ("RT", "Relevance of Task", "0", "100"),
    ("VH", "Work Value High-Point", "1", "6"),
    ("WI", "Work Style Impact", "-3", "3"),
)


def further_files() -> dict[str, list[tuple[str, ...]]]:
    """The rows of the files no gap needs, for the occupations of ``release_files``.

    They point to ``FURTHER_ELEMENTS`` and ``FURTHER_SCALES``. The work values and the tools are
    of releases before 30.3.
    """
    chief, chemist = (code for code, _ in OCCUPATIONS)
    settled = ("02/2026", "Analyst")
    asked = ("20", "1.2395", "7.5705", "12.4295", "N", "08/2023", "Incumbent")
    return {
        "Work Styles.txt": [
            (chief, "1.D.1.a", "Innovation", "DR", "7.00", *settled),
            (chief, "1.D.1.a", "Innovation", "WI", "-1.42", *settled),
        ],
        "Career Interest Types.txt": [
            (chief, "1.B.1.a", "Realistic", "OI", "1.26", *settled),
            (chief, "1.B.1.b", "Investigative", "OI", "6.10", *settled),
            (chief, "1.B.1.g", "First Interest High-Point", "IH", "2.00", *settled),
        ],
        "Work Values.txt": [
            (chief, "1.B.2.a", "Achievement", "EX", "6.33", "06/2008", "Analyst"),
            (chief, "1.B.2.g", "First Work Value High-Point", "VH", "0.00", "06/2008", "Analyst"),
        ],
        "Education Categories.txt": [
            ("2.D.1", "Required Level of Education", "RL", "1", "None"),
            ("2.D.1", "Required Level of Education", "RL", "2", "A degree"),
        ],
        "Work Context Categories.txt": [("4.C.1.a.2.h", "E-Mail", "CXP", "1", "Never")],
        "Task Categories.txt": [("FT", "1", "Yearly or less"), ("FT", "2", "More than yearly")],
        "Education.txt": [
            (chief, "2.D.1", "Required Level of Education", "RL", "1", "10.00", *asked),
            (chief, "2.D.1", "Required Level of Education", "RL", "2", "90.00", *asked),
            (
                chemist,
                "2.D.4.a",
                "Certification",
                "IM",
                "n/a",
                "3.10",
                "20",
                *(["n/a"] * 4),
                "08/2023",
                "Incumbent",
            ),
        ],
        "Work Context.txt": [
            (
                chief,
                "4.C.1.a.2.h",
                "E-Mail",
                "CXP",
                "1",
                "100.00",
                *asked[:5],
                "n/a",
                "08/2023",
                "Incumbent",
            ),
        ],
        "Task Statements.txt": [
            (chief, "8823", "Direct the work.", "Core", "95", "08/2023", "Incumbent"),
            (chemist, "42", 'Analyze a "sample.', "n/a", "n/a", "08/2023", "Analyst"),
        ],
        "Task Ratings.txt": [
            (
                chief,
                "8823",
                "IM",
                "n/a",
                "4.50",
                *asked[:1],
                "0.1000",
                "4.3040",
                "4.6960",
                *asked[4:],
            ),
            (chief, "8823", "FT", "1", "10.00", *asked),
        ],
        "Emerging Tasks.txt": [
            (
                chief,
                "Direct the work anew.",
                "Revision",
                "8823",
                "Direct the work.",
                "08/2025",
                "Incumbent",
            ),
        ],
        "GWAs to IWAs.txt": [("4.A.1.a.1", "4.A.1.a.1.a", "Study details.")],
        "GWAs to IWAs to DWAs.txt": [
            ("4.A.1.a.1", "4.A.1.a.1.a", "4.A.1.a.1.a.1", "Review materials.")
        ],
        "Tasks to DWAs.txt": [(chief, "8823", "4.A.1.a.1.a.1", "07/2014", "Analyst")],
        "Software Skills.txt": [
            (chief, "Microsoft Excel", "2.E.1.a", "Spreadsheet software", "Y", "N")
        ],
        "Tools Used.txt": [(chief, 'Laser facsimile machines"', "44101809", "Desktop calculator")],
        "UNSPSC Reference.txt": [
            (
                "44101809",
                "Desktop calculator",
                "44101800",
                "Calculators",
                "44100000",
                "Office machines",
                "44000000",
                "Office equipment",
            )
        ],
        "Related Occupations.txt": [
            (chief, chemist, "Primary-Short", "1"),
            (chemist, chief, "Supplemental", "1"),
        ],
        "Occupation Level Metadata.txt": [
            (chief, "Data Collection Mode", "Paper", "95", "18.9", "08/2023"),
            (chief, "Total Completed Questionnaires", "n/a", "95", "n/a", "08/2023"),
        ],
        "Sample of Reported Titles.txt": [(chief, "CEO", "Y")],
        "Career Interest Type Keywords.txt": [("1.B.1.a", "Realistic", "Build", "Action")],
        "Interests Illustrative Activities.txt": [
            ("1.B.1.a", "Realistic", "Career Type", "Build a table.")
        ],
        "Interests Illustrative Occupations.txt": [
            ("1.B.1.a", "Realistic", "Career Type", chemist)
        ],
        "Survey Booklet Locations.txt": [("2.A.1.a", "Reading Comprehension", "SK01", "IM")],
        "Essential Skills to Work Activities.txt": [
            ("2.A.1.a", "Reading Comprehension", "4.A.1.a.1", "Getting Information")
        ],
    }


def add_missing(rows: list, wanted: Iterable[Sequence[str]]) -> None:
    """Add those of ``wanted`` to ``rows`` whose first column no row has."""
    there = {row[0] for row in rows}
    rows += [row for row in wanted if row[0] not in there]


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


def as_the_service_sends(row: Sequence[str]) -> dict[str, str]:
    """Return a line of ratings as the O*NET Web Services send it: JSON's numbers, full dates."""
    code, element_id, name, scale, *figures, suppress, relevant, month_and_year, source = row
    value, n, error, low, high = ("" if text == "n/a" else text for text in figures)
    month, _, year = month_and_year.partition("/")
    decimals = {
        "data_value": value,
        "standard_error": error,
        "lower_ci_bound": low,
        "upper_ci_bound": high,
    }
    return {
        "onetsoc_code": code,
        "element_id": element_id,
        "element_name": name,
        "scale_id": scale,
        "n": n,
        **{column: _as_json_number(text) for column, text in decimals.items()},
        "recommend_suppress": suppress.replace("n/a", ""),
        "not_relevant": relevant.replace("n/a", ""),
        "date_updated": f"{year}-{month}-01",
        "domain_source": source,
    }


def _as_json_number(text: str) -> str:
    return text.rstrip("0").removesuffix(".") if "." in text else text
