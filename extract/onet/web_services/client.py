"""The O*NET Web Services as the rest of the project sees them.

    with WebServices(access, console) as service:
        key = ("onetsoc_code", "element_id", "scale_id")
        for page in service.rows("essential_skills", key=key):
            keep(page.release, page.rows)     # page.after is where to go on after a break

Only the database service has levels, so only its rows may feed a gap; of the occupation
services there are the list and the search. Documented are the filters ``eq`` and ``contains``,
on columns of text, joined by AND; what the service makes of others is not known, so no others
are offered, and a row that a filter should have left out is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from urllib.parse import quote

from extract.download import Listener, Patience
from extract.onet.web_services.answers import (
    Column,
    Release,
    Row,
    Span,
    Table,
    read_columns,
    read_release,
    read_row,
    read_tables,
)
from extract.onet.web_services.credentials import Access
from extract.onet.web_services.errors import (
    BrokenPaging,
    Refused,
    ReleaseChanged,
    UnknownColumn,
    UnknownPath,
    UnknownTable,
    WebServicesFailed,
)
from extract.onet.web_services.page_size import PageAsker
from extract.onet.web_services.pages import DESCENDING, Filter, Page, Place, Question
from extract.onet.web_services.paging import Keys, walk
from extract.onet.web_services.rate import PROCESS_RATE, Rate
from extract.onet.web_services.transport import Transport, utc_now


class WebServices:
    """A client of the form (v2 or v1.9) that the credentials belong to; close it after use.

    Besides what each method says, all raise what ``Transport.get`` raises, above all
    ``CredentialsRefused`` and ``BudgetSpent``. Each error is a ``WebServicesFailed``, and what
    was kept before it stays valid.

    Args:
        access: where and as whom, rows a page, requests in all.
        listener: told of progress and of attempts that failed.
        patience: timeouts, attempts and waits of each question.
        rate: spaces the requests; by default one rate for the whole process.
        now: the time of day.
    """

    def __init__(
        self,
        access: Access,
        listener: Listener,
        patience: Patience | None = None,
        rate: Rate = PROCESS_RATE,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._transport = Transport(access, listener, patience or Patience(), rate, now)
        self._asker = PageAsker(self._transport, access.page_size)
        self._address = access.address
        self._listener = listener
        self._columns: dict[str, list[Column]] = {}
        self._release: Release | None = None

    def __enter__(self) -> WebServices:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    @property
    def requests(self) -> int:
        """The requests made so far, attempts that failed included."""
        return self._transport.requests

    def release(self) -> Release:
        """Ask which release of the database the service holds now."""
        document, where = self._transport.get("about"), self._transport.where("about")
        release = read_release(document, where)
        if self._release and release != self._release:
            self._columns.clear()
        self._release = release
        return release

    def check_release(self, name: str) -> None:
        """Ask whether the service still holds a release, after reads that go together.

        Raises:
            ReleaseChanged: it holds another one.
        """
        found = self.release().name
        if found != name:
            raise ReleaseChanged(
                "another release came out while the O*NET Web Services were read",
                where=self._transport.where("about"),
                found=found,
                expected=name,
                state="what was read may be of both, so it is not used; "
                "what was kept before stays as it is",
                advice="run again: it reads the new release from the start",
            )

    def tables(self) -> list[Table]:
        """Ask for the tables of the database service; their ids change with releases."""
        return read_tables(self._transport.get("database"), self._transport.where("database"))

    def columns(self, table_id: str) -> list[Column]:
        """Return the columns of a table, asked for once.

        Raises:
            UnknownTable: the service has no such table.
        """
        if table_id not in self._columns:
            path = f"database/info/{quote(table_id, safe='')}"
            try:
                document = self._transport.get(path)
            except (Refused, UnknownPath) as refusal:
                self._be_sure_that_there_is_no_table(table_id, refusal)
                raise
            self._columns[table_id] = read_columns(document, self._transport.where(path))
        return self._columns[table_id]

    def rows(
        self,
        table_id: str,
        *,
        key: Sequence[str],
        filters: Sequence[Filter] = (),
        sort: Sequence[str] = (),
        start: Place | None = None,
    ) -> Iterator[Page]:
        """Read a table page by page, whole or filtered.

        The last page is yielded only when everything has been checked: who has it has the
        whole. A read of a whole table asks for the release before and after; a filtered read
        goes by the release that was asked for last, and ``check_release`` ends several of them.
        Where nothing is left by the filters, one page without rows comes.

        Args:
            table_id: one of ``tables()``.
            key: the columns that tell its rows apart.
            filters: what all rows have to fit.
            sort: columns, each with ``.descending`` behind it if need be; by default the key.
            start: where an earlier read of the same question stopped (``Page.after``). That no
                row comes twice is then checked among the rows of this read only.

        Raises:
            UnknownTable, UnknownColumn: the table has not what is asked for.
            BrokenPaging: pages are missing, repeated, or do not hold what they say.
            ReleaseChanged: another release came out in between, or since ``start``.
            OrderRefused: the service does not sort.
        """
        release = self._release_to_read(start, is_whole=not filters)
        columns = self.columns(table_id)
        order = tuple(sort) or tuple(key)
        wanted = [*key, *(name.removesuffix(DESCENDING) for name in order)]
        self._look_for(table_id, wanted, columns)
        texts = [column for column in columns if column.kind.casefold() == "text"]
        self._look_for(table_id, [each.column_id for each in filters], texts)
        question = Question(
            path=f"database/rows/{quote(table_id, safe='')}",
            what=f"table {table_id}",
            envelope="row",
            columns=tuple(column.column_id for column in columns),
            key=tuple(key),
            order=order,
            filters=tuple(filters),
        )
        yield from self._pages(question, release, start)

    def occupations(self) -> Iterator[Page]:
        """Read the list of all occupations: ``code`` and ``title``.

        Raises:
            BrokenPaging, ReleaseChanged: as ``rows``.
        """
        question = _of_occupations("online/occupations", "the list of occupations")
        yield from self._pages(question, self._release_to_read(is_whole=True))

    def search(self, keyword: str) -> Iterator[Page]:
        """Read the occupations that a word or a code finds, the best first: ``code``, ``title``.

        Raises:
            BrokenPaging: as ``rows``.
            Refused: the service takes no such keyword.
        """
        question = _of_occupations("online/search", "the search", keyword)
        yield from self._pages(question, self._release_to_read(is_whole=False))

    def _pages(
        self, question: Question, release: str, start: Place | None = None
    ) -> Iterator[Page]:
        if start and start.start > start.total:
            return
        where = self._transport.where(question.path, question.query())
        keys = Keys(question.key, question.what, where)
        first, total = (start.start, start.total) if start else (1, None)
        spans = walk(
            lambda row, known: self._asker.ask(question, row, known),
            address=self._address,
            what=question.what,
            where=where,
            start=first,
            total=total,
        )
        try:
            span = next(spans)
        except Refused as refusal:
            if not question.filters or start:
                raise
            # Table and columns are known, so it is the rows that are not there.
            yield Page(release, 1, 0, 0, (), refusal.message or "no data")
            return
        with self._listener.progress(f"reading {question.what}", total=span.total) as bar:
            bar.advance(first - 1)
            while True:
                page = Page(
                    release, span.start, span.end, span.total, _rows(span, question, keys, where)
                )
                bar.advance(len(page.rows))
                if page.is_last and question.is_whole:
                    self.check_release(release)
                yield page
                if page.is_last:
                    return
                span = next(spans)

    def _release_to_read(self, start: Place | None = None, *, is_whole: bool) -> str:
        """Return the release that pages will be of; a read of a whole asks for it anew."""
        if is_whole or self._release is None:
            self.release()
        assert self._release is not None
        if start and start.release != self._release.name:
            self.check_release(start.release)
        return self._release.name

    def _be_sure_that_there_is_no_table(self, table_id: str, refusal: WebServicesFailed) -> None:
        known = [table.table_id for table in self.tables()]
        if table_id in known:
            return
        raise UnknownTable(
            f"the O*NET Web Services have no table {table_id}",
            where=refusal.where,
            found=refusal.found,
            expected="one of " + ", ".join(known),
            state="nothing was read",
            advice="ids of tables change with releases: take one of those",
        ) from None

    def _look_for(self, table_id: str, names: Sequence[str], columns: Sequence[Column]) -> None:
        known = [column.column_id for column in columns]
        for name in names:
            if name not in known:
                raise UnknownColumn(
                    f"the table {table_id} of the O*NET Web Services has no such column",
                    where=self._transport.where(f"database/info/{table_id}"),
                    found=name,
                    expected="one of " + ", ".join(known) + " (a filter takes text only)",
                    state="nothing was read",
                    advice="columns change with releases: compare with what the service names",
                )


def _of_occupations(path: str, what: str, keyword: str | None = None) -> Question:
    return Question(path, what, "occupation", ("code", "title"), ("code",), keyword=keyword)


def _rows(span: Span, question: Question, keys: Keys, where: str) -> list[Row]:
    """Return the rows of a page, each looked at: it fits the filters and came once."""
    rows: list[Row] = []
    for fields in span.rows:
        if question.envelope == "occupation":  # what else it has is nested, and of no use here
            fields = {name: fields.get(name) for name in question.columns}
        row = read_row(fields, question.columns, where)
        for each in question.filters:
            if not each.fits(row):
                raise BrokenPaging(
                    f"the O*NET Web Services did not filter {question.what} as asked",
                    where=where,
                    found=f"a row with {each.column_id} {row.get(each.column_id)}",
                    expected=str(each),
                    state="nothing of this answer was used",
                    advice="read the whole table instead, and report it",
                )
        keys.take(row)
        rows.append(row)
    return rows
