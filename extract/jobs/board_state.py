"""What is kept of a board from one visit to the next, in ``state.json`` of its folder.

Without the file everything is read anew, as on a first visit; to remove it loses nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path

from extract.jobs.fetching import Validator

NAME = "state.json"
MOST_VALIDATORS = 5000  # the newest are kept
FORGOTTEN_AFTER = timedelta(days=365)


@dataclass
class BoardState:
    """What is known of a board.

    Args:
        usual: jobs on the first page of its listing when that was read at last.
        validators: what to ask for pages by that may not have changed.
        details: the day on which the page of a job was read at last, by external id.
        note: why there is nothing, where a file was there and could not be used.
    """

    usual: int | None = None
    validators: dict[str, Validator] = field(default_factory=dict)
    details: dict[str, date] = field(default_factory=dict)
    note: str | None = None

    def keep_details(self, external_ids: Iterable[str], today: date) -> None:
        """Note that pages of jobs were read today, and forget those of long ago."""
        self.details.update(dict.fromkeys(external_ids, today))
        oldest = today - FORGOTTEN_AFTER
        self.details = {each: day for each, day in self.details.items() if day >= oldest}

    def save(self, folder: Path) -> None:
        """Write the file whole."""
        newest = list(self.validators.items())[-MOST_VALIDATORS:]
        content = {
            "usual": self.usual,
            "validators": {url: asdict(validator) for url, validator in newest},
            "details": {each: day.isoformat() for each, day in self.details.items()},
        }
        part = folder / f".{NAME}.{os.getpid()}.part"
        part.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(folder / NAME)


def read_state(folder: Path) -> BoardState:
    """Read what was kept; a file that cannot be used counts as none, and ``note`` says so."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return BoardState(
            usual=content["usual"],
            validators={url: Validator(**each) for url, each in content["validators"].items()},
            details={each: date.fromisoformat(day) for each, day in content["details"].items()},
        )
    except FileNotFoundError:
        return BoardState()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        return BoardState(note=f"{path} cannot be used ({type(error).__name__}): all is read anew")
