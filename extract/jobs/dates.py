"""When a job was posted and until when it is open, from what a board says of it.

Words count from the moment of the fetch and in the board's time zone, never from the clock of
whoever reads. ``dateparser`` reads what has the shape of a date; it alone would take "8", "May" and
"2 weeks" for dates and "Posted: Dec 5, 2024" for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

import dateparser

NEWEST = timedelta(days=2)  # after the fetch; clocks and zones differ, a month is a mistake
OLDEST = timedelta(days=731)
LONGEST = 200  # letters; a longer text is no date
DAY, WEEK, MONTH, BOUND = "day", "week", "month", "bound"


@dataclass(frozen=True)
class StatedDate:
    """What a text says of a day.

    ``precision`` is ``day``, ``week`` (within 3 days), ``month`` (within 15), or ``bound``: then
    there is no day, and ``not_after`` is the latest that it can have been. Where there is no day
    ``reason`` says why.
    """

    text: str
    day: date | None = None
    precision: str | None = None
    reason: str | None = None
    not_after: date | None = None


_LABEL = re.compile(
    r"^\s*(?:date\s+posted|posted|published|posting\s+date|application\s+deadline|deadline|closing"
    r"(?:\s+date)?|closes|closed|expires|apply\s+(?:by|before)|valid\s+through)\b\s*(?:on|by)?\s*:?\s*",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"n/?a|none|-+|not\s+(?:specified|stated|available|applicable)|unspecified", re.IGNORECASE
)
_OPEN_END = re.compile(
    r"open(?:\s+until\s+filled)?|until\s+filled|ongoing|rolling(?:\s+basis)?", re.IGNORECASE
)
_THIS_MOMENT = re.compile(r"new|just\s+(?:now|posted)|now|moments?\s+ago", re.IGNORECASE)
_DAY_WORD = re.compile(r"today|yesterday|tomorrow", re.IGNORECASE)
_UNIT = (
    r"(?P<unit>minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mo|mths?|years?|yrs?|y)"
)
_AGO = re.compile(
    rf"(?P<least>over\s+|more\s+than\s+)?(?P<count>\d{{1,3}}|an?)\s*(?P<plus>\+)?\s*{_UNIT}(?P<more>\s*\+)?"
    r"\s+ago",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    rf"(?:in\s+(?P<count>\d{{1,3}}|an?)\s*{_UNIT}|(?P<left>\d{{1,3}})\s*(?P<left_unit>days?|weeks?)"
    r"\s+(?:left|to\s+go|remaining))",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_BETWEEN = r"[\s\-.,/]+"
_CLOCK = (
    r"(?:[\s,]+(?:at\s+)?(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\s*(?:am|pm)?"
    r"\s*(?P<zone>z|gmt|utc|eat|[+-]\d{2}:?\d{2})?)?"
)
_NAMED = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?"
    rf"(?:{_NTH}{_BETWEEN}(?:of\s+)?{_MONTH_NAME}|{_MONTH_NAME}{_BETWEEN}{_NTH})"
    rf"(?P<year>{_BETWEEN}'?(?:\d{{4}}|\d{{2}})(?!\d|:))?{_CLOCK}",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"(?:\d{1,2}([/.\-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([/.])\d{1,2}\2\d{1,2})" + _CLOCK,
    re.IGNORECASE,
)


def read_posted(text: str | None, *, fetched_at: datetime, time_zone: tzinfo) -> StatedDate:
    """Return the UTC day on which a posting that says ``text`` was posted.

    A time of day without an offset is the board's; a day without a time stays that day. A day
    more than two days after ``fetched_at`` (an aware datetime) or two years before is not believed.

    Raises:
        ValueError: ``fetched_at`` has no zone.
    """
    return _Reading(fetched_at, time_zone, "past").read(text)


def read_deadline(
    text: str | None, *, fetched_at: datetime, time_zone: tzinfo, posted: date | None = None
) -> StatedDate:
    """Return the day, on the board's calendar, until which applications are taken.

    A day without a year is the next one from ``posted`` on, from the fetch if that is not known.
    A deadline may have passed; one more than two years from the fetch is not believed.

    Raises:
        ValueError: ``fetched_at`` has no zone.
    """
    return _Reading(fetched_at, time_zone, "future", posted).read(text)


class _Reading:
    """One board's way to say days, at the moment of one fetch."""

    def __init__(
        self, fetched_at: datetime, zone: tzinfo, prefer: str, posted: date | None = None
    ) -> None:
        if fetched_at.tzinfo is None:
            raise ValueError("the moment of the fetch needs a zone")
        self._fetched = fetched_at.astimezone(UTC)
        self._local = fetched_at.astimezone(zone)
        self._zone = zone
        self._prefer = prefer
        self._posted = posted

    def read(self, text: str | None) -> StatedDate:
        text = text or ""
        if len(text) > LONGEST:
            return StatedDate(text, reason="wording not known")
        stated = " ".join(_LABEL.sub("", text, count=1).split()).rstrip(".")
        if not stated or _NOTHING.fullmatch(stated):
            return StatedDate(text, reason="nothing stated")
        if self._prefer == "future" and _OPEN_END.fullmatch(stated):
            return StatedDate(text, reason="open until filled")
        shapes: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], StatedDate]], ...] = (
            (_THIS_MOMENT, self._this_moment),
            (_DAY_WORD, self._day_word),
            (_AGO, self._ago),
            (_AHEAD, self._ahead),
            (_ISO, self._iso),
            (_EPOCH, self._epoch),
            (_NAMED, self._named),
            (_NUMERIC, self._numeric),
        )
        for shape, read in shapes:
            if match := shape.fullmatch(stated):
                try:
                    return self._believed(read(text, match))
                except (ValueError, OverflowError):
                    return StatedDate(text, reason="no such day")
        return StatedDate(text, reason="wording not known")

    def _believed(self, stated: StatedDate) -> StatedDate:
        day = stated.day or stated.not_after
        if day is None:
            return stated
        ahead = day - self._fetched.date()
        newest = NEWEST if self._prefer == "past" else OLDEST
        if ahead > newest:
            return StatedDate(stated.text, reason=f"{ahead.days} days in the future")
        if -ahead > OLDEST:
            return StatedDate(stated.text, reason=f"{-ahead.days} days in the past")
        return stated

    def _this_moment(self, text: str, _: re.Match[str]) -> StatedDate:
        return self._moment(text, self._fetched)

    def _day_word(self, text: str, match: re.Match[str]) -> StatedDate:
        days = {"yesterday": -1, "today": 0, "tomorrow": 1}[match.group().lower()]
        return StatedDate(text, self._local.date() + timedelta(days=days), DAY)

    def _ago(self, text: str, match: re.Match[str]) -> StatedDate:
        unit = match["unit"].lower()
        moment = self._counted(f"{match['count']} {_whole(unit)} ago")
        if match["least"] or match["plus"] or match["more"] or unit[0] == "y":
            # A year is counted when it is over, so that "1 year ago" may be nearly two.
            bound = moment.date()
            return StatedDate(text, None, BOUND, f"not after {bound}", bound)
        return self._moment(text, moment, _precision(unit))

    def _ahead(self, text: str, match: re.Match[str]) -> StatedDate:
        count = match["count"] or match["left"]
        unit = (match["unit"] or match["left_unit"]).lower()
        return self._moment(text, self._counted(f"in {count} {_whole(unit)}"), _precision(unit))

    def _iso(self, text: str, match: re.Match[str]) -> StatedDate:
        if len(match.group()) == len("2025-03-10"):
            return StatedDate(text, date.fromisoformat(match.group()), DAY)
        return self._moment(text, datetime.fromisoformat(match.group()))

    def _epoch(self, text: str, match: re.Match[str]) -> StatedDate:
        return self._moment(text, datetime.fromtimestamp(int(match.group()[:10]), UTC))

    def _named(self, text: str, match: re.Match[str]) -> StatedDate:
        return self._calendar(text, match, has_year=bool(match["year"]))

    def _numeric(self, text: str, match: re.Match[str]) -> StatedDate:
        return self._calendar(text, match, has_year=True)

    def _calendar(self, text: str, match: re.Match[str], *, has_year: bool) -> StatedDate:
        base = self._local.replace(tzinfo=None)
        if self._prefer == "future" and not has_year:
            # dateparser takes the day of its base for past already.
            start = self._posted or self._local.date()
            base = datetime.combine(start - timedelta(days=1), time(23))
        if has_year:  # nothing depends on the time of day, and a visit has few different days
            base = datetime.combine(base.date(), time(12))
        moment = _parsed(match.group(), base, self._prefer)
        if match["clock"]:
            return self._moment(text, moment)
        return StatedDate(text, moment.date(), DAY)

    def _counted(self, words: str) -> datetime:
        moment = _parsed(words, self._fetched.replace(tzinfo=None), self._prefer)
        return moment.replace(tzinfo=UTC)

    def _moment(self, text: str, moment: datetime, precision: str = DAY) -> StatedDate:
        """Return the day of a moment: in UTC for a posting, on the board for a deadline."""
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        zone = UTC if self._prefer == "past" else self._zone
        return StatedDate(text, moment.astimezone(zone).date(), precision)


@lru_cache(maxsize=4096)
def _parsed(words: str, base: datetime, prefer: str) -> datetime:
    """Return what dateparser makes of ``words``; ValueError where it is no day."""
    moment = dateparser.parse(
        words,
        languages=["en"],
        settings={
            "RELATIVE_BASE": base,
            "PREFER_DATES_FROM": prefer,
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    if moment is None:
        raise ValueError(words)
    return moment


def _whole(unit: str) -> str:
    """Return a unit written out, for dateparser."""
    if unit.startswith(("mo", "mth")):
        return "months"
    return {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", "y": "years"}[unit[0]]


def _precision(unit: str) -> str:
    return {"weeks": WEEK, "months": MONTH, "years": MONTH}.get(_whole(unit), DAY)
