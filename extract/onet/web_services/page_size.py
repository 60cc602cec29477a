"""How many rows to ask for at once, where the service does not say how many it gives.

An ``end`` above the largest page, or above the last row, may be clipped or refused (422), and
so may an order. A question that was refused is never asked again as it was; it is asked without
what may have been the reason, and what that tells is remembered for the next question.
"""

from __future__ import annotations

from contextlib import suppress

from extract.onet.web_services.answers import Span, read_span
from extract.onet.web_services.errors import OrderRefused, Refused
from extract.onet.web_services.pages import Question
from extract.onet.web_services.transport import Transport

DEFAULT_PAGE = 20
"""Rows of a page where none are asked for; a page so small is not refused for its size."""


class PageAsker:
    """Asks for single pages.

    Args:
        transport: asks.
        size: rows to ask for at once, at most.
    """

    def __init__(self, transport: Transport, size: int) -> None:
        self._transport = transport
        self._size = size
        self._takes_any_end = False
        self._takes_an_order = False
        self._first_page_is_default = False

    def ask(self, question: Question, start: int, total: int | None) -> Span:
        """Return the page that begins at row ``start``, of ``total`` if that is known.

        Raises:
            Refused: the service refuses the question, whatever page of it is asked for.
            OrderRefused: it answers the question, but not in this order.
        """
        return self._first(question) if total is None else self._further(question, start, total)

    def _first(self, question: Question) -> Span:
        try:
            if self._first_page_is_default:
                return self._noted(self._get(question), question)
            span = self._get(question, 1, self._size)
        except Refused as refusal:
            return self._without_doubtful_parts(question, refusal)
        self._takes_any_end |= self._size > span.total
        return self._noted(span, question)

    def _without_doubtful_parts(self, question: Question, refusal: Refused) -> Span:
        """Return the first page of the size that the service chooses, if that is not refused."""
        if not (self._takes_any_end or self._first_page_is_default):
            with suppress(Refused):
                span = self._get(question)
                self._first_page_is_default = True
                return self._noted(span, question)
        if question.order and not self._takes_an_order:
            self._be_sure_that_it_is_not_the_order(question)
        raise refusal

    def _noted(self, span: Span, question: Question) -> Span:
        self._takes_an_order |= bool(question.order)
        return span

    def _be_sure_that_it_is_not_the_order(self, question: Question) -> None:
        try:
            self._get(question, ordered=False)
        except Refused:
            return
        raise OrderRefused(
            f"the O*NET Web Services do not sort {question.what} as asked",
            where=self._transport.where(question.path, question.query()),
            found="422 with the order, rows without it",
            expected="rows in the order of " + ", ".join(question.order),
            state="nothing of this answer was used",
            advice="without an order pages may overlap: use the text files, and report it",
        )

    def _further(self, question: Question, start: int, total: int) -> Span:
        while True:
            end = min(start + self._size - 1, total)
            try:
                return self._get(question, start, end)
            except Refused:
                rows = end - start + 1
                if rows <= DEFAULT_PAGE:
                    raise
                self._size = max(DEFAULT_PAGE, rows // 2)

    def _get(
        self,
        question: Question,
        start: int | None = None,
        end: int | None = None,
        *,
        ordered: bool = True,
    ) -> Span:
        query = question.query(ordered=ordered)
        if start is not None:
            query += [("start", str(start)), ("end", str(end))]
        document = self._transport.get(question.path, query)
        return read_span(document, question.envelope, self._transport.where(question.path, query))
