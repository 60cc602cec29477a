"""Numbers and dates as the page writes them, each kind in one way."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

MINUS = "\N{MINUS SIGN}"
NOT_RATED = "not rated"
NOT_GIVEN = "not given"


def level(value: Decimal | None) -> str:
    """Return points of a scale with two digits, as O*NET gives them."""
    return NOT_RATED if value is None else f"{value:.2f}"


def margin(value: Decimal | None) -> str:
    """Return half the width of a 95% interval, in points of the scale."""
    return NOT_GIVEN if value is None else f"± {value:.2f}"


def signed(value: Decimal | int | None, digits: int = 0) -> str:
    """Return a difference with its sign; nothing to tell apart is 0 without one."""
    if value is None:
        return NOT_RATED
    size = f"{abs(value):.{digits}f}"
    if not float(size):
        return size
    return f"+{size}" if value > 0 else f"{MINUS}{size}"


def weight(value: Decimal | None) -> str:
    """Return a weighted gap, 0 to 1, with three digits."""
    return NOT_RATED if value is None else f"{value:.3f}"


def similarity(value: Decimal) -> str:
    """Return a likeness, 0 to 1, with two digits."""
    return f"{value:.2f}"


def day(value: date | None) -> str:
    """Return a day as ``27 November 2026``, whatever the language of the machine."""
    return NOT_GIVEN if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date | None) -> str:
    """Return a month as ``November 2026``."""
    return NOT_GIVEN if value is None else f"{_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """Return a moment as ``27 November 2026, 05:22 UTC``."""
    return NOT_GIVEN if value is None else f"{day(value)}, {value:%H:%M} UTC"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun, ``1 skill``, ``2 skills``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """Return ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
