"""Read all that one sighting of a job says: texts as they were found, into typed values.

Nothing is guessed: what is not sure is None, with the reason beside it where there is one, and the
text stays in landing. ``READINGS_VERSION`` rises with every rule that changes what is read, and
the texts that landed long ago are read again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extract.jobs.dates import read_deadline, read_posted
from extract.jobs.employment import (
    education_level,
    employment_types,
    read_experience,
    read_place,
)
from extract.jobs.languages import language_of, stated_language
from extract.jobs.links import without_tracking
from extract.jobs.markup import one_line, plain_text
from extract.jobs.salaries import LARGEST, read_salary

READINGS_VERSION = 1

TIME_ZONE = "Africa/Nairobi"
"""The zone of a board whose visits name none."""

LONGEST_LINK = 2000  # characters; a longer address is kept as text alone
_MOMENT = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\dT([01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,6})?Z", re.ASCII
)


@dataclass(frozen=True)
class Reading:
    """What one sighting says, typed; None is what it does not say for certain.

    Args:
        board, external_id: which listing it is a sighting of.
        fetched_at: when it was seen; UTC, without a zone as MySQL keeps it.
        canonical_url: its address without tracking parameters, the host in lower case.
        posted_on, posted_precision, posted_not_after, posted_reason: see ``StatedDate``.
        deadline_on, deadline_reason: the last day for applications; None and why.
        deadline_is_stated: False where only JSON-LD has it, in which it is often invented.
        salary_min, salary_max, salary_currency, salary_period, salary_basis, salary_reason: see
            ``Salary``.
        town, county, is_remote: where the work is, see ``KenyanPlace``.
        employment_types: JSON, a list of keys of ``EMPLOYMENT_TYPES``; None where none is named.
        experience_years_min, experience_years_max: years asked for.
        education_level: a key of ``EDUCATION_LEVELS``.
        language: ISO 639-1, stated or clear from the description.
        is_closed: the board says that it takes no more applications.
        card_hash: over title, employer and place.
        description_hash: over the words of the description; None where there is none.
        content_hash: over all that an applicant reads, but for the day of posting.
    """

    board: str
    external_id: str
    fetched_at: datetime
    canonical_url: str | None
    posted_on: date | None
    posted_precision: str | None
    posted_not_after: date | None
    posted_reason: str | None
    deadline_on: date | None
    deadline_is_stated: bool
    deadline_reason: str | None
    salary_min: Decimal | None
    salary_max: Decimal | None
    salary_currency: str | None
    salary_period: str | None
    salary_basis: str | None
    salary_reason: str | None
    town: str | None
    county: str | None
    is_remote: bool
    employment_types: str | None
    experience_years_min: int | None
    experience_years_max: int | None
    education_level: str | None
    language: str | None
    is_closed: bool
    card_hash: str
    description_hash: str | None
    content_hash: str


def read_sighting(
    texts: Mapping[str, str | None], *, time_zone: str | None = None
) -> Reading | None:
    """Return what a landed row of ``job_sightings`` says.

    Args:
        texts: the row, by column; nothing stands for null.
        time_zone: name of the board's zone; ``TIME_ZONE`` where none is given or it is not known.

    Returns:
        None where the row does not name its listing, or the moment at which it was seen: staging
        rejects it.
    """
    board, external_id = _filled(texts.get("board")), _filled(texts.get("external_id"))
    fetched_at = _moment(texts.get("fetched_at"))
    if board is None or external_id is None or fetched_at is None:
        return None
    zone = _zone(time_zone)
    posted = read_posted(texts.get("posted"), fetched_at=fetched_at, time_zone=zone)
    deadline = read_deadline(
        texts.get("deadline"), fetched_at=fetched_at, time_zone=zone, posted=posted.day
    )
    salary = read_salary(texts.get("salary"))
    place = read_place(texts.get("place"))
    experience = read_experience(texts.get("experience"))
    kinds = employment_types(texts.get("employment_type"))
    description = _words(texts.get("description"))
    return Reading(
        board=board,
        external_id=external_id,
        fetched_at=fetched_at.astimezone(UTC).replace(tzinfo=None),
        canonical_url=canonical_url(texts.get("url")),
        posted_on=posted.day,
        posted_precision=posted.precision,
        posted_not_after=posted.not_after,
        posted_reason=posted.reason,
        deadline_on=deadline.day,
        deadline_is_stated=_origin(texts.get("origins"), "deadline") != "json_ld",
        deadline_reason=deadline.reason,
        salary_min=_storable(salary.amount_min),
        salary_max=_storable(salary.amount_max),
        salary_currency=salary.currency,
        salary_period=salary.period,
        salary_basis=salary.basis,
        salary_reason=salary.reason,
        town=place.town,
        county=place.county,
        is_remote=place.is_remote,
        employment_types=json.dumps(kinds) if kinds else None,
        experience_years_min=experience.years_min,
        experience_years_max=experience.years_max,
        education_level=education_level(texts.get("education")),
        language=stated_language(texts.get("language")) or language_of(description),
        is_closed=(texts.get("is_closed") or "").strip().lower() == "true",
        card_hash=_hash(one_line(texts.get(name) or "") for name in ("title", "employer", "place")),
        description_hash=_hash([description]) if description else None,
        content_hash=_hash(
            [*(_words(texts.get(name)) for name in _READ_BY_APPLICANTS), description]
        ),
    )


_READ_BY_APPLICANTS = (
    *("title", "employer", "place", "deadline", "employment_type", "salary", "experience"),
    *("education", "application_link", "skills", "industry", "is_closed"),
)


def canonical_url(url: str | None) -> str | None:
    """Return an address without what only says how somebody came there; None if it is none.

    Example: ``https://WWW.x.org/jobs/7?utm_source=a&gh_jid=7`` gives
    ``https://www.x.org/jobs/7?gh_jid=7``: ``gh_jid`` names the job.
    """
    url = (url or "").strip()
    try:
        parts = urlsplit(without_tracking(url))
        host = parts.hostname
    except ValueError:
        return None
    if not host or parts.scheme.lower() not in ("http", "https") or len(url) > LONGEST_LINK:
        return None
    default = {"http": ":80", "https": ":443"}[parts.scheme.lower()]
    authority = parts.netloc.rpartition("@")[2].lower().removesuffix(default)
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=authority))


def _filled(text: str | None) -> str | None:
    """Return a text without outer blanks; None where staging takes it for nothing."""
    bare = (text or "").strip(" ")
    return None if bare in ("", "n/a") else bare


def _moment(text: str | None) -> datetime | None:
    bare = (text or "").strip(" ")
    if not _MOMENT.fullmatch(bare):
        return None
    try:
        return datetime.fromisoformat(bare)
    except ValueError:
        return None


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo((name or "").strip() or TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(TIME_ZONE)


def _origin(origins: str | None, field: str) -> str | None:
    try:
        found = json.loads(origins or "{}")
    except ValueError:
        return None
    return found.get(field) if isinstance(found, dict) else None


def _storable(amount: Decimal | None) -> Decimal | None:
    """Return an amount as its column holds it, whole cents; pay has no smaller unit."""
    return amount.quantize(Decimal("0.01")) if amount is not None and amount <= LARGEST else None


def _words(text: str | None) -> str:
    return " ".join(plain_text(text or "").split())


def _hash(parts) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
