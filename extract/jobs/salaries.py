"""Pay as people type it: amounts, currency and period, as far as they are stated.

Nothing is converted and nothing is guessed: amounts stay in the stated currency and for the stated
period, and what cannot be read for certain has no amounts but a reason. A general parser of prices
reads "50K - 70K" as 50 and "Less than 15,000" as the currency "Le", hence the grammar here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

LARGEST = Decimal(10) ** 11  # more is a telephone number
MULTIPLIED_BELOW = 1000  # nobody writes 45,000k
STANDS_ALONE_FROM = 1000  # a smaller bare number is a grade, a count, an age
LONGEST = 1000  # letters; a longer text is a description, in which no amount is sure to be pay
PERIODS = ("hour", "day", "week", "month", "year")


@dataclass(frozen=True)
class Salary:
    """What a text says of pay.

    ``amount_min`` and ``amount_max`` are equal for one amount; one of them is None where the range
    is open. ``currency`` is a code of ISO 4217, ``period`` one of ``PERIODS``, ``basis`` ``gross``
    or ``net``. Where there is no amount ``reason`` says why.
    """

    text: str
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    currency: str | None = None
    period: str | None = None
    basis: str | None = None
    reason: str | None = None


CODES = (
    *("KES", "UGX", "TZS", "RWF", "BIF", "ETB", "SOS", "SSP", "NGN", "GHS", "ZAR", "ZMW", "EGP"),
    *("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "JPY", "CNY", "INR", "PKR", "AED", "SAR"),
    *("QAR", "SEK", "NOK", "DKK", "PLN"),
)
LOCAL = "local"  # shillings without a country
_WORDS = {
    "KES": r"k\.?\s?shs?\b\.?|kenyan? shillings?",
    "UGX": r"u\.?shs?\b\.?",
    "TZS": r"t\.?shs?\b\.?",
    "USD": r"us\s?\$|us dollars?|dollars?|\$",
    "CAD": r"(?:c|ca|cad)\s?\$",
    "AUD": r"(?:a|au|aud)\s?\$",
    "EUR": r"€|euros?",
    "GBP": r"£|pounds?(?: sterling)?",
    "NGN": r"₦|naira",
    "INR": r"₹",
    "JPY": r"¥",
    LOCAL: r"shs?\b\.?|shillings?|/=|/-",
}
_ANY_CURRENCY = "|".join([*(rf"{code}\b" for code in CODES), *_WORDS.values()])
_CURRENCY = rf"(?<![a-z])(?:{_ANY_CURRENCY})"

# Thousands in groups of three, by comma, blank, apostrophe or point; then cents.
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?"
    r"|\d{1,3}(?:[ \u00a0\u202f\u2009'\u2019]\d{3})+(?:[.,]\d{1,2})?"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?![.,]?\d)"
)
_FACTORS = {"k": 10**3, "m": 10**6, "million": 10**6, "lakh": 10**5, "lac": 10**5, "crore": 10**7}


def _amount(name: str) -> str:
    return (
        rf"(?:(?P<before_{name}>{_CURRENCY})\s*)?(?<![\w.,])(?P<number_{name}>{_NUMBER})"
        rf"(?:\s?(?P<factor_{name}>k|m|million|lakh|lac|crore)s?(?![a-z]))?"
        rf"(?:\s*(?P<after_{name}>(?:{_ANY_CURRENCY})(?![a-z])))?"
    )


_PAY = re.compile(
    r"(?P<bound>(?:less than|not more than|up to|upto|below|under|max(?:imum)?(?: of)?"
    r"|more than|from|at least|above|over|min(?:imum)?(?: of)?|starting (?:at|from))\b[\s:]*)?"
    + _amount("a")
    + r"(?P<open>\s*\+|\s+and (?:above|over|more)\b)?"
    + r"(?:\s*(?:[\-\u2010-\u2015\u2212~]|\bto\b|\band\b)\s*"
    + _amount("b")
    + ")?",
    re.IGNORECASE,
)
_AT_MOST = ("less", "not more", "up", "below", "under", "max")

# Numbers that stand beside pay and are none.
_EXPERIENCE = re.compile(
    r"\d+\s*(?:\+|(?:[\-\u2013]|to)\s*\d+)?\s*(?:years?|yrs?)\b(?:\s*(?:of\s+)?experience)?"
    r"|\d+(?:\.\d+)?\s*%|\d+\s*(?:hours?|hrs?|days?|months?)\s*(?:per|a|/|each)\s*(?:week|month|day)\b"
    r"|\d+\s*(?:-\s*)?(?:hours?|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r"\b(?:job\s+)?(?:group|grade|scale|band|level|step|notch)\s*[:.]?\s*[a-z]{0,3}[\s\-]?\d{1,2}\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"(?:\bper\s+|\ban?\s+|\beach\s+|\bevery\s+|/\s?|\bp\.?\s?(?=[hdwmya]\b))"
    r"(?P<unit>hour|hr|h|day|d|week|wk|w|month|mth|mo|m|year|yr|y|annum|a)\b"
    r"|\b(?P<adverb>hourly|daily|weekly|monthly|annual(?:ly)?|yearly|pcm)\b",
    re.IGNORECASE,
)
_PERIOD_OF = {"h": "hour", "d": "day", "w": "week", "m": "month", "p": "month"} | {
    "y": "year",
    "a": "year",
}
_NO_PAY = re.compile(
    r"confidential|negotiable|competitive|attractive|not (?:specified|stated|disclosed)|undisclosed"
    r"|unspecified|commensurate|to be (?:discussed|determined|agreed)|\bn/?a\b|volunt|unpaid",
    re.IGNORECASE,
)


def read_salary(text: str | None, *, shilling: str = "KES") -> Salary:
    """Return what ``text`` says of pay.

    Args:
        text: as it stands on the page, kept in the answer.
        shilling: the currency of ``Sh`` and ``/=`` where the board is read.

    A `k` on one end of a range counts for both ends where that brings the ends closer together:
    "120-150k" is 120,000 to 150,000, and "900 - 1.2k" is 900 to 1,200. Zero is no pay.
    """
    text = text or ""
    if not text.strip():
        return Salary(text, reason="nothing stated")
    if len(text) > LONGEST:
        return Salary(text, reason=f"longer than {LONGEST} letters")
    bare = _GRADE.sub(_blank, _EXPERIENCE.sub(_blank, text))
    found = [match for match in _PAY.finditer(bare) if _is_pay(match, bare)]
    if not found:
        return Salary(text, reason=_why_none(text, bare))
    readings = {_read(match, shilling) for match in found}
    if len(readings) > 1:
        return Salary(text, reason="several amounts")
    low, high, currencies = readings.pop()
    if len(currencies) > 1:
        return Salary(text, reason="two currencies")
    if any(end is not None and end > LARGEST for end in (low, high)):
        return Salary(text, reason="not plausible")
    if not low and not high:
        return Salary(text, reason="zero")
    return Salary(
        text,
        amount_min=low or None,
        amount_max=high or None,
        currency=next(iter(currencies), None),
        period=_period(bare, found[0]),
        basis=_basis(text),
    )


def currency_code(text: str | None, *, shilling: str = "KES") -> str | None:
    """Return the code of ISO 4217 for a code, a sign or a name, None where it is not known."""
    text = (text or "").strip()
    if text.upper() in CODES:
        return text.upper()
    for code, words in _WORDS.items():
        if re.fullmatch(words, text, re.IGNORECASE):
            return shilling if code == LOCAL else code
    return text.upper() if re.fullmatch("[A-Z]{3}", text) else None


def period_of(text: str | None) -> str | None:
    """Return the period that a unit of time means: HOUR, Monthly, per annum, /hr."""
    unit = (text or "").strip().lower()
    match = _PERIOD.search(unit) or _PERIOD.search(f"per {unit}")
    return _period_named(match) if match else None


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match.group())


def _is_pay(match: re.Match[str], text: str) -> bool:
    """Tell whether a number is pay: it has a currency, a factor or a period, or is large enough."""
    if any(match[f"{part}_{end}"] for part in ("before", "after", "factor") for end in "ab"):
        return True
    numbers = [match["number_a"], *([match["number_b"]] if match["number_b"] else [])]
    if any(re.match(r"0\d", number) for number in numbers):
        return False  # a telephone number
    if _PERIOD.match(text[match.end() :].lstrip()):
        return True
    if all(re.fullmatch(r"(?:19|20)\d\d", number) for number in numbers):
        return False  # a year
    return max(_number(number) for number in numbers) >= STANDS_ALONE_FROM


def _number(written: str) -> Decimal:
    cents = re.search(r"[.,](\d{1,2})$", written)
    whole = re.sub(r"\D", "", written[: cents.start()] if cents else written)
    return Decimal(f"{whole}.{cents[1]}" if cents else whole)


def _read(
    match: re.Match[str], shilling: str
) -> tuple[Decimal | None, Decimal | None, frozenset[str]]:
    """Return lower end, upper end and the currencies named."""
    named = (match[f"{part}_{end}"] for part in ("before", "after") for end in "ab")
    codes = (currency_code(name, shilling=shilling) for name in named if name)
    currencies = frozenset(code for code in codes if code)
    first, factor = _number(match["number_a"]), _factor(match["factor_a"])
    if match["number_b"]:
        second, other = _number(match["number_b"]), _factor(match["factor_b"])
        ends = _with_factors(first, factor, second, other)
        return min(ends), max(ends), currencies
    amount = first * (factor or 1)
    bound = (match["bound"] or "").lower()
    if bound.startswith(_AT_MOST):
        return None, amount, currencies
    if bound or match["open"]:
        return amount, None, currencies
    return amount, amount, currencies


def _factor(written: str | None) -> int | None:
    return _FACTORS[written.lower()] if written else None


def _with_factors(
    first: Decimal, factor: int | None, second: Decimal, other: int | None
) -> tuple[Decimal, Decimal]:
    apart = (first * (factor or 1), second * (other or 1))
    if bool(factor) == bool(other):
        return apart
    shared = factor or other or 1
    bare = first if factor is None else second
    if bare >= MULTIPLIED_BELOW:
        return apart
    together = (first * shared, second * shared)
    return min(together, apart, key=_distance)


def _distance(ends: tuple[Decimal, Decimal]) -> Decimal:
    low, high = sorted(ends)
    return high / low if low else Decimal(0)


def _period(text: str, pay: re.Match[str]) -> str | None:
    """Return the period stated after the amount, else the one before it."""
    match = _PERIOD.search(text, pay.end()) or _PERIOD.search(text[: pay.start()])
    return _period_named(match) if match else None


def _period_named(match: re.Match[str]) -> str:
    return _PERIOD_OF[(match["unit"] or match["adverb"])[0].lower()]


def _basis(text: str) -> str | None:
    stated = {word.lower() for word in re.findall(r"\b(gross|net)\b", text, re.IGNORECASE)}
    return stated.pop() if len(stated) == 1 else None


def _why_none(text: str, bare: str) -> str:
    if stated := _NO_PAY.search(text):
        return f"no amount: {stated.group().lower()}"
    if "\x00" in bare or re.fullmatch(r"\D*(?:19|20)\d\d\D*", bare):
        return "a year, a grade or a count, not pay"
    if re.search(r"\d", bare):
        return "a number that need not be pay"
    return "wording not known"
