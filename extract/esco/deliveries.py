"""Recognise the models in a folder of ESCO files.

A folder holds one export. The Commission's carries its languages in the names of its files,
and each language is a model of its own; relations that name no language belong to all of
them. A model is named after what it is: ``ESCO 1.1.1 en``, or a Tabiya model's own name and
version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from extract.delivery import Delivery, SourceFile
from extract.errors import MissingFile, RefusedDelivery, UnknownRelease
from extract.esco.contracts import CONTRACTS, MODULE, SOURCE
from extract.tabular import SUFFIXES, recognise

SAMPLE_FOLDERS = ("sample",)
LONGEST_NAME = 64


def find_deliveries(folder: Path) -> list[Delivery]:
    """Recognise each model in ``folder``: one a language of an official export, or one of Tabiya's.

    Raises:
        UnknownRelease: nothing says which version of ESCO the folder holds.
        MissingFile: a file that a model cannot be without is not there.
        RefusedDelivery: a known file has another header, is empty, cut off or no UTF-8 text, or
            two files hold the same rows.
    """
    files, unknown = [], []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in SUFFIXES:
            file = recognise(path, CONTRACTS, MODULE)
            if file is None:
                unknown.append(path.name)
            else:
                files.append(file)
    languages = sorted({language for file in files if (language := _language(file))})
    deliveries = [
        _delivery(
            folder,
            _official_name(folder, language),
            [file for file in files if _language(file) in (language, "")],
            unknown,
        )
        for language in languages
    ]
    if languages:
        return deliveries
    return [_delivery(folder, _tabiya_name(folder, files), files, unknown)]


def _language(file: SourceFile) -> str:
    match = file.layout.takes(file.name)
    return (match and match.groupdict().get("language")) or ""


def _delivery(
    folder: Path, name: str, files: Iterable[SourceFile], unknown: Iterable[str]
) -> Delivery:
    files = tuple(files)
    _check_one_file_a_contract(folder, name, files)
    return Delivery(
        source=SOURCE,
        release_name=name,
        released_on=_last_change(files),
        is_sample=name.startswith("sample"),
        folder=folder,
        files=files,
        unknown=tuple(unknown),
        stands_alone=True,
    )


def _check_one_file_a_contract(folder: Path, name: str, files: tuple[SourceFile, ...]) -> None:
    for contract in CONTRACTS:
        found = [file.name for file in files if file.contract is contract]
        if len(found) > 1 and contract.table != "esco_collections":
            raise RefusedDelivery(
                f"two files hold what {contract.name!r} stands for",
                where=str(folder),
                found=", ".join(found),
                expected="one of them",
                advice="move the other out of the folder",
            )
        if not found and contract.is_required:
            raise MissingFile(
                f"{name} lacks a file that the model cannot be without",
                where=str(folder),
                found=", ".join(sorted(file.name for file in files)) or "no file of ESCO",
                expected=" or ".join(contract.file_names),
                advice="unpack the whole export, classification and relations, into one folder",
            )


def _official_name(folder: Path, language: str) -> str:
    """Return ``ESCO 1.1.1 en`` from the version that the folder's name holds."""
    if folder.parent.name in SAMPLE_FOLDERS:
        return f"sample {folder.name} {language}"
    version = re.search(r"(?<![\d.])v?(\d+\.\d+(?:\.\d+)?)(?![\d.])", folder.resolve().name)
    if version is None:
        raise UnknownRelease(
            "nothing says which version of ESCO the folder holds",
            where=str(folder),
            found=f"the name {folder.resolve().name!r}; the files themselves do not say",
            expected="the version in the folder's name, as the download has it: "
            "'ESCO dataset - v1.1.1 - classification - en - csv', or v1.1.1",
            advice="rename the folder",
        )
    return f"ESCO {version[1]} {language}"


def _tabiya_name(folder: Path, files: list[SourceFile]) -> str:
    """Return a model's name and version from ``model_info.csv``, else the folder's name."""
    if folder.parent.name in SAMPLE_FOLDERS:
        return f"sample {folder.name}"
    name = folder.resolve().name
    for file in files:
        if file.contract.table == "esco_model_info":
            row = next(file.records())
            values = dict(zip(file.column_names, row[1], strict=True))
            name = f"{values['name']} {values['version']}".strip()
    return " ".join(name.split())[:LONGEST_NAME]


def _last_change(files: Iterable[SourceFile]) -> date | None:
    """Return the day on which an occupation was last changed; None if the files do not say."""
    days = set()
    for file in files:
        if file.contract.table != "esco_occupations":
            continue
        names = file.column_names
        places = [names.index(name) for name in ("modified_date", "updated_at") if name in names]
        for record in file.records():
            if isinstance(record[1], list):
                days |= {record[1][place][:10] for place in places}
    real = {day for day in days if re.fullmatch(r"\d{4}-[01]\d-[0-3]\d", day)}
    return date.fromisoformat(max(real)) if real else None
