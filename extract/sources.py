"""Every source there is: its contracts, and how to recognise a delivery of files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from extract import crosswalks, kesco, labour_market, language_model, written
from extract.contract import FileContract
from extract.delivery import Delivery
from extract.errors import Refuse
from extract.esco import contracts as esco_contracts
from extract.esco import deliveries as esco
from extract.jobs import visit_files
from extract.onet import contracts as onet_contracts
from extract.onet import text_files as onet
from extract.onet.web_services import contracts as onet_api_contracts


@dataclass(frozen=True)
class Source:
    """A source of files.

    Args:
        name: how the ledger, ``--source`` and the folder below ``data`` call it.
        title: what messages call it.
        contracts: the shapes of its files.
        find_deliveries: recognises what a folder, or one file, holds; what it cannot use of it,
            it tells ``refuse``.
        expected: what a folder named for it should hold, for messages.
        samples: folders below ``data/sample`` that serve while there is nothing else.
        takes_files: one file alone may be named as well as a folder.
        is_history: each file is a delivery that adds to the others, so that they become many.
    """

    name: str
    title: str
    contracts: tuple[FileContract, ...]
    find_deliveries: Callable[[Path, Refuse], list[Delivery]]
    expected: str
    samples: tuple[str, ...]
    takes_files: bool = True
    is_history: bool = False


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            onet_contracts.SOURCE,
            "O*NET",
            onet_contracts.CONTRACTS,
            onet.find_deliveries,
            "a folder with the text files of an O*NET release",
            ("onet",),
            takes_files=False,
        ),
        Source(
            esco_contracts.SOURCE,
            "ESCO",
            esco_contracts.CONTRACTS,
            esco.find_deliveries,
            "a folder with the CSV files of ESCO, or of a model in Tabiya's layout",
            ("esco", "tabiya"),
            takes_files=False,
        ),
        Source(
            kesco.SOURCE,
            "KeSCO",
            kesco.CONTRACTS,
            kesco.find_deliveries,
            "a folder or file with KeSCO's titles and codes, CSV or workbook",
            ("kesco",),
        ),
        Source(
            crosswalks.SOURCE,
            "crosswalk",
            crosswalks.CONTRACTS,
            crosswalks.find_deliveries,
            "a folder of crosswalks, or one of them, CSV or workbook",
            ("crosswalks",),
        ),
        Source(
            labour_market.SOURCE,
            "labour market",
            labour_market.CONTRACTS,
            labour_market.find_deliveries,
            "a folder with career_paths.csv, labour_demand.csv or labour_market_insights.csv",
            ("labour_market",),
        ),
        Source(
            visit_files.SOURCE,
            "job boards",
            visit_files.CONTRACTS,
            visit_files.find_deliveries,
            "a folder of delivery files of job boards (*.jsonl), or one of them",
            (),
            is_history=True,
        ),
    )
}


CONTRACTS: tuple[FileContract, ...] = (
    *(contract for source in SOURCES.values() for contract in source.contracts),
    *onet_api_contracts.CONTRACTS,
    *written.CONTRACTS,
    *language_model.CONTRACTS,
)
"""The shapes of all that lands, from files, from services and from our own API."""

TITLES = {
    **{source.name: source.title for source in SOURCES.values()},
    onet_api_contracts.SOURCE: "O*NET Web Services",
    written.SOURCE: written.TITLE,
    language_model.SOURCE: "levels by a language model,",
}


def title_of(source: str, release_name: str) -> str:
    """Name a delivery for people: ``O*NET 30.3``, ``ESCO 1.1.1 en``, ``crosswalk BLS: ...``."""
    title = TITLES[source]
    return release_name if release_name.startswith(title) else f"{title} {release_name}"
