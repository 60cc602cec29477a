"""Make the committed sample, ``data/sample/onet``, from a folder with O*NET 30.3.

Run from the project's root::

    python -m data.sample.make_sample FOLDER

The output has the format of O*NET's text files (tabs, CRLF, ASCII, nothing
quoted) and every row stands where it stands in the release. The same folder and
the same ``wording.toml`` give the same bytes. What goes in, and why:

- **Occupations** are those ``wording.toml`` lists, each with its reason. They
  come from all 23 major groups and show what a gap can meet: zero levels,
  suppressed and not relevant ratings, occupations without ratings of each kind.
- **Ratings**: every row of those occupations on the 35 skills, scales IM and LV.
  Other domains and files are left out for size.
- **Elements**: the six roots of the Content Model and the domains below them,
  and all that lies under 2.A and 2.B, so that every element has its parent.
- **Scales** and **job zones**: all of them. **Level anchors**: those of the skills.
- **Job titles**: up to 15 an occupation, in this order of preference: those its
  own title begins with (``Software Developer``), the five that most sources name,
  those that another chosen occupation has too (ambiguous titles must be met in
  the sample), four with a short title, the others that most sources name.
- **Prose** is never the release's: each description is replaced by the one in
  ``wording.toml``. A missing, a needless and a copied text are errors.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from extract.contract import FileContract
from extract.delivery import Delivery, SourceFile, SourceRow
from extract.onet.text_files import READ_ME, find_delivery, read_release
from pipeline.errors import SkillgapError, UsageError

RELEASE = "30.3"
HERE = Path(__file__).parent
WORDING = HERE / "wording.toml"
OUTPUT = HERE / "onet"

CONTRACTS = (
    "Occupation Data",
    "Skills",
    "Content Model Reference",
    "Scales Reference",
    "Level Scale Anchors",
    "Job Zones",
    "Job Zone Reference",
    "Job Titles",
)
TITLES_PER_OCCUPATION = 15
BEST_ATTESTED = 5
SHORT = 4
SKILL_DOMAINS = ("2.A", "2.B")

PROSE_COLUMNS = {
    "Occupation Data": ("description",),
    "Content Model Reference": ("description",),
    "Level Scale Anchors": ("anchor_description",),
    "Job Zone Reference": ("experience", "education", "job_training", "examples"),
}

Row = dict[str, str]
Prose = dict[tuple[str, ...], str]  # (contract, natural key ..., column) -> our text


class WrongRelease(UsageError):
    """The folder holds another release than the sample is made from."""


class UnusableWording(SkillgapError):
    """``wording.toml`` and the release do not fit together."""


def make_sample(release_folder: Path, output: Path) -> dict[str, int]:
    """Write the sample of the release in ``release_folder`` into ``output``.

    Nothing is written before the whole sample has been composed.

    Returns:
        The number of rows (or of lines, for ``Read Me.txt``) by file name.

    Raises:
        WrongRelease: the folder's ``Read Me.txt`` names another release.
        UnknownRelease, RefusedDelivery: it is not a whole release.
        UnusableWording: a text is missing, needless, copied from the release,
            or cannot be written to a file of this format.
    """
    release = _find_release(release_folder)
    wording = tomllib.loads(WORDING.read_text(encoding="utf-8"))
    prose = _prose(wording)
    lines = {READ_ME: wording["read_me"].splitlines()}
    for file, rows in _choose(release, set(wording["occupations"])):
        for row in rows:
            _reword(file.contract, row, prose)
        header = file.contract.header(file.layout)
        lines[file.name] = ["\t".join(fields) for fields in (header, *(r.values() for r in rows))]
    _check_all_used(prose, release)

    contents = {name: _encode(name, text) for name, text in lines.items()}
    output.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (output / name).write_bytes(content)
    return {name: len(text) - (name != READ_ME) for name, text in lines.items()}


def _find_release(folder: Path) -> Delivery:
    name, _ = read_release(folder)
    if name != RELEASE:
        raise WrongRelease(
            f"the sample is made from O*NET {RELEASE} and from nothing else",
            where=str(folder / READ_ME),
            found=f"O*NET {name}",
            expected=f"O*NET {RELEASE}",
            state="nothing was written",
        )
    return find_delivery(folder)


def _choose(release: Delivery, occupations: set[str]) -> list[tuple[SourceFile, list[Row]]]:
    """Return the files of the sample, each with the rows it keeps, still as released."""
    own_titles: dict[str, str] = {}
    chosen = []
    files = [file for file in release.files if file.contract.name in CONTRACTS]
    for file in sorted(files, key=lambda file: CONTRACTS.index(file.contract.name)):
        rows = [row for row in _rows(file) if row.get("onet_soc_code", "") in {"", *occupations}]
        match file.contract.name:
            case "Occupation Data":
                own_titles = {row["onet_soc_code"]: row["title"] for row in rows}
                occupations = set(own_titles)
            case "Content Model Reference":
                rows = [row for row in rows if _is_chosen_element(row["element_id"])]
            case "Level Scale Anchors":
                rows = [row for row in rows if row["element_id"].startswith(SKILL_DOMAINS)]
            case "Job Titles":
                rows = choose_titles(rows, own_titles)
        chosen.append((file, rows))
    return chosen


def _rows(file: SourceFile) -> list[Row]:
    names = [column.name for column in file.contract.columns]
    rows = []
    for record in file.records():
        if not isinstance(record, SourceRow):
            raise SkillgapError(
                f"{file.name} has a malformed line",
                where=f"{file.path}, line {record.line}",
                found=record.detail,
                state="nothing was written",
                advice="fetch the release again",
            )
        rows.append(dict(zip(names, record.fields, strict=True)))
    return rows


def _is_chosen_element(element_id: str) -> bool:
    is_root_or_domain = element_id.count(".") <= 1
    return is_root_or_domain or element_id.startswith(SKILL_DOMAINS)


def choose_titles(rows: list[Row], own_titles: dict[str, str]) -> list[Row]:
    """Return the job titles the sample keeps, in the order of ``rows``.

    Args:
        rows: all job titles of all chosen occupations.
        own_titles: the occupations' own titles by code.

    The module's docstring says which titles are kept.
    """
    holders = defaultdict(set)
    titles_of = defaultdict(list)
    for row in rows:
        holders[row["job_title"]].add(row["onet_soc_code"])
        titles_of[row["onet_soc_code"]].append(row)
    kept = []
    for code, titles in titles_of.items():
        best_attested = sorted(titles, key=lambda row: -len(row["sources"].split(",")))
        own = [row for row in titles if own_titles[code].startswith(row["job_title"])]
        shared = [row for row in best_attested if len(holders[row["job_title"]]) > 1]
        short = [row for row in best_attested if row["short_title"] != "n/a"]
        ranked = [*own, *best_attested[:BEST_ATTESTED], *shared, *short[:SHORT], *best_attested]
        picked = []
        for row in ranked:
            if row not in picked and len(picked) < TITLES_PER_OCCUPATION:
                picked.append(row)
        kept.extend(row for row in titles if row in picked)
    return kept


def _prose(wording: dict) -> Prose:
    prose: Prose = {}
    for code, entry in wording["occupations"].items():
        prose["Occupation Data", code, "description"] = entry["description"]
    for element_id, text in wording["elements"].items():
        prose["Content Model Reference", element_id, "description"] = text
    for element_id, anchors in wording["anchors"].items():
        for value, text in anchors.items():
            prose["Level Scale Anchors", element_id, "LV", value, "anchor_description"] = text
    for zone, texts in wording["job_zones"].items():
        for column, text in texts.items():
            prose["Job Zone Reference", zone, column] = text
    return prose


def _reword(contract: FileContract, row: Row, prose: Prose) -> None:
    """Put our text in place of the release's, and strike it off ``prose``."""
    key = tuple(row[column] for column in contract.natural_key)
    for column in PROSE_COLUMNS.get(contract.name, ()):
        place = (contract.name, *key, column)
        if place not in prose:
            raise UnusableWording(
                f"{WORDING.name} has no text for a row of the sample", where=", ".join(place)
            )
        text = prose.pop(place)
        if text == row[column]:
            raise UnusableWording(
                f"{WORDING.name} repeats the release's own text",
                where=", ".join(place),
                found=text,
                advice="say it in our own words",
            )
        if not text or text.startswith('"') or not text.isprintable():
            raise UnusableWording(
                f"{WORDING.name} has a text that O*NET's format cannot hold",
                where=", ".join(place),
                found=repr(text),
                expected="one line of printable text that does not start with a quote",
            )
        row[column] = text


def _check_all_used(prose: Prose, release: Delivery) -> None:
    if prose:
        raise UnusableWording(
            f"{WORDING.name} has texts for rows that the release does not have",
            where=str(release.folder),
            found="\n".join(", ".join(place) for place in prose),
        )


def _encode(name: str, lines: list[str]) -> bytes:
    """Return the bytes of a file; as in the releases, ``Read Me.txt`` alone ends lines with LF."""
    end = "\n" if name == READ_ME else "\r\n"
    try:
        return "".join(line + end for line in lines).encode("ascii")
    except UnicodeEncodeError as error:
        raise UnusableWording(
            f"{name} would not be ASCII",
            found=error.object[max(0, error.start - 40) : error.end],
            expected="ASCII, as in every file of a release",
        ) from error


def main() -> int:
    """Make the sample and say what it holds; return the exit code."""
    parser = argparse.ArgumentParser(
        description=f"Make the committed sample from a folder with O*NET {RELEASE}."
    )
    parser.add_argument("release_folder", type=Path, help=f"the text files of O*NET {RELEASE}")
    try:
        counts = make_sample(parser.parse_args().release_folder, OUTPUT)
    except SkillgapError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for name, count in counts.items():
        print(f"{name:<30} {count:>6,} {'lines' if name == READ_ME else 'rows'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
