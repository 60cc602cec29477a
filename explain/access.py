"""How Gemini is reached, and how much may be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.redaction import keep_secret

ADDRESS = "https://generativelanguage.googleapis.com/"
MODEL = "gemini-2.5-flash"

_PRICED_TOKENS = 1_000_000


@dataclass(frozen=True)
class GeminiAccess:
    """Where Gemini is and as whom it is asked; the key shows in no representation or message.

    Args:
        key: of the Gemini API.
        model: the model that is asked.
        address: where the API is.
        timeout: seconds for one request, from the first byte sent to the last received.
        tries: requests that one question may take, those that failed included.
        longest_wait: seconds between two tries at most; who asks for more is not asked again.
        daily_requests: requests a day (UTC) of the whole installation.
        daily_cost: money a day (UTC), in the currency of the prices; None for no bound.
        price_in, price_out: money per million tokens of the question and of the answer; None
            where nobody has said it, and then no cost is known.
    """

    key: str = field(repr=False)
    model: str = MODEL
    address: str = ADDRESS
    timeout: float = 60.0
    tries: int = 3
    longest_wait: float = 60.0
    daily_requests: int = 200
    daily_cost: Decimal | None = None
    price_in: Decimal | None = None
    price_out: Decimal | None = None

    def __post_init__(self) -> None:
        """Hide the key from whatever this process says."""
        keep_secret(self.key)

    def cost(self, tokens_in: int | None, tokens_out: int | None) -> Decimal | None:
        """Return what so many tokens cost, to six places; None where a price is not set."""
        if None in (self.price_in, self.price_out, tokens_in, tokens_out):
            return None
        total = tokens_in * self.price_in + tokens_out * self.price_out
        return round(total / _PRICED_TOKENS, 6)
