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

from extract.delivery import Delivery, SourceFile, SourceRow, is_sample_folder
from extract.errors import MissingFile, Refuse, RefusedDelivery, UnknownRelease, throw
from extract.esco.contracts import CONTRACTS, MODULE, SOURCE
from extract.tabular import recognise, tables_in

LONGEST_NAME = 64


def find_deliveries(folder: Path, refuse: Refuse = throw) -> list[Delivery]:
    """Recognise each model in ``folder``: one a language of an official export, or one of Tabiya's.

    Args:
        folder: the files of one export.
        refuse: told of each file that has another header, is empty, cut off or no UTF-8 text, and
            of each model that lacks a file it cannot be without or has two of the same rows. A
            file that names no language belongs to all models, and refuses them all.

    Raises:
        UnknownRelease: nothing says which version of ESCO the folder holds.
    """
    files: list[SourceFile] = []
    unknown: list[str] = []
    refused: set[str] = set()
    for path in tables_in(folder):
        try:
            file = recognise(path, CONTRACTS, MODULE)
        except RefusedDelivery as error:
            refuse(str(path), error)
            refused.add(_language(path.name))
            continue
        if file is None:
            unknown.append(path.name)
        else:
            files.append(file)
    languages = ({_language(file.name) for file in files} | refused) - {""}
    version = _version(folder) if languages else ""
    deliveries = []
    for language in sorted(languages) or [""]:
        if refused & {language, ""}:
            continue
        own = tuple(file for file in files if _language(file.name) in (language, ""))
        name = f"{version} {language}" if language else _tabiya_name(folder, own)
        try:
            _check_one_file_a_contract(folder, name, own)
        except RefusedDelivery as error:
            refuse(name, error)
        else:
            deliveries.append(_delivery(folder, name, own, unknown))
    return deliveries


def _language(file_name: str) -> str:
    """Return the language that a file's name says, or nothing."""
    for contract in CONTRACTS:
        for layout in contract.layouts:
            if (match := layout.takes(file_name)) and match.groupdict().get("language"):
                return match["language"].lower()
    return ""


def _delivery(
    folder: Path, name: str, files: tuple[SourceFile, ...], unknown: Iterable[str]
) -> Delivery:
    return Delivery(
        source=SOURCE,
        release_name=name,
        released_on=_last_change(files),
        is_sample=is_sample_folder(folder),
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


def _version(folder: Path) -> str:
    """Return ``ESCO 1.1.1`` from the version that the folder's name holds."""
    if is_sample_folder(folder):
        return f"sample {folder.name}"
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
    return f"ESCO {version[1]}"


def _tabiya_name(folder: Path, files: Iterable[SourceFile]) -> str:
    """Return a model's name and version from ``model_info.csv``, else the folder's name."""
    if is_sample_folder(folder):
        return f"sample {folder.name}"
    name = folder.resolve().name
    for file in files:
        if file.contract.table != "esco_model_info":
            continue
        if isinstance(first := next(file.records()), SourceRow):
            values = dict(zip(file.column_names, first.fields, strict=True))
            name = f"{values['name']} {values['version']}".strip()
    return " ".join(name.split())[:LONGEST_NAME]


def _last_change(files: Iterable[SourceFile]) -> date | None:
    """Return the day on which an occupation was last changed; None if the files do not say."""
    texts: set[str] = set()
    for file in files:
        if file.contract.table != "esco_occupations":
            continue
        names = file.column_names
        places = [names.index(name) for name in ("modified_date", "updated_at") if name in names]
        for record in file.records():
            if isinstance(record, SourceRow):
                texts |= {record.fields[place][:10] for place in places}
    return max((day for text in texts if (day := _day(text))), default=None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
