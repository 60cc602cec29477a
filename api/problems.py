"""Every error that a client can meet, as ``application/problem+json`` (RFC 9457).

A client's mistake is never answered with 5xx: 401 and 403 for keys, 404, 405, 409, 413, 422, 429.
A database that does not answer is 503 with ``Retry-After``, and asking again is all there is to
do. What is left, 500, is a fault of ours; its ``instance`` finds it in the log.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gaps.errors import AmbiguousTitle, Candidate, NothingPublished, UnknownElement
from gaps.errors import UnknownOccupation as UnknownOccupationTitle
from pipeline.errors import SkillgapError, UsageError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5  # seconds
TOOK_TOO_LONG = (1969, 3024)  # MariaDB, MySQL: the time limit of a statement
NO_SUCH_COLUMN = 1054
NOT_STORABLE = (1366, 1406, 3988)  # text that the column or character set cannot hold

log = logging.getLogger("skillgap.api")


class FieldError(BaseModel):
    """One field of a request, and what is wrong with it."""

    field: str = Field(description="Where it stands: its name, after `query`, `path` or `body`.")
    message: str = Field(description="What is wrong, and what is allowed.")


class CandidateBody(BaseModel):
    """Something that a text may have meant."""

    code: str = Field(examples=["15-1252.00"])
    title: str = Field(examples=["Software Developers"])


class ProblemBody(BaseModel):
    """An error (RFC 9457); `type` is stable and for programs, `title` and `detail` for people."""

    type: str = Field(examples=["urn:skillgap:problem:unknown-occupation"])
    title: str = Field(examples=["no occupation has the title 'chemst'"])
    status: int = Field(examples=[404])
    detail: str | None = Field(
        default=None, description="What was found, expected, and what to do."
    )
    instance: str | None = Field(default=None, description="Finds the error in the server's log.")
    errors: list[FieldError] = Field(default=[], description="The fields that are wrong.")
    candidates: list[CandidateBody] = Field(
        default=[], description="The closest that there are, the best first; none is assumed."
    )


class Problem(Exception):
    """An error that is answered as it stands.

    Args:
        status: of HTTP.
        kind: the last part of ``type``, for example ``unknown-occupation``.
        title: one sentence: what is wrong.
        detail: what was found, expected, and what to do.
        errors: the fields that are wrong, as (field, message).
        candidates: what may have been meant.
        headers: of the answer.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str | None = None,
        *,
        errors: Sequence[tuple[str, str]] = (),
        candidates: Sequence[Candidate] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.candidates = tuple(candidates)
        self.headers = dict(headers or {})

    def response(self, instance: str | None = None) -> Response:
        """Return the answer."""
        body = ProblemBody(
            type=f"urn:skillgap:problem:{self.kind}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            instance=instance,
            errors=[FieldError(field=field, message=message) for field, message in self.errors],
            candidates=[
                CandidateBody(code=each.code, title=each.title) for each in self.candidates
            ],
        )
        return Response(
            orjson.dumps(body.model_dump()),
            status_code=self.status,
            media_type=MEDIA_TYPE,
            headers={"Cache-Control": "no-store", **self.headers},
        )


def bad_field(field: str, message: str) -> Problem:
    """Return what is answered where one field of a request cannot be used."""
    return Problem(
        422, "bad-request", "a field of the request cannot be used", errors=[(field, message)]
    )


def responses(*statuses: int, csv: bool = False) -> dict[int | str, dict[str, object]]:
    """Return the errors of a route for OpenAPI, with those that every route has: 422, 429, 503.

    Args:
        statuses: of further errors.
        csv: the route gives its rows as CSV, too.
    """
    told: dict[int | str, dict[str, object]] = {
        status: {"model": ProblemBody, "description": HTTPStatus(status).phrase}
        for status in sorted({*statuses, 422, 429, 503})
    }
    if csv:
        rows = {"schema": {"type": "string"}, "example": "id,label\nonet:15-1252.00,Software ..."}
        told[200] = {"description": "The rows.", "content": {"text/csv": rows}}
    return told


def name_media_types(schema: dict[str, object]) -> dict[str, object]:
    """Return an OpenAPI schema whose errors have the media type that they are sent with."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                told = content.get("application/json", {}).get("schema", {})
                if told.get("$ref", "").endswith("/ProblemBody"):
                    answer["content"] = {MEDIA_TYPE: content["application/json"]}
    return schema


def answer_errors(app: FastAPI) -> None:
    """Let ``app`` answer every error as a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SkillgapError, _ours)
    app.add_exception_handler(NoConnectionFree, _busy)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(Exception, _unforeseen)


def problem_of(error: SkillgapError) -> Problem:
    """Return what is answered where an answer of ``gaps`` raised ``error``."""
    detail = "\n".join(f"{label}: {words}" for label, words in error.details().items()) or None
    if isinstance(error, UnknownOccupationTitle):
        return Problem(
            404, "unknown-occupation", error.summary, detail, candidates=error.candidates
        )
    if isinstance(error, AmbiguousTitle):
        return Problem(409, "ambiguous-title", error.summary, detail, candidates=error.candidates)
    if isinstance(error, UnknownElement):
        return Problem(404, "unknown-skill", error.summary, detail, candidates=error.candidates)
    if isinstance(error, NothingPublished):
        return _unavailable("nothing-published", error.summary, detail)
    if isinstance(error, UsageError):
        return Problem(422, "bad-request", error.summary, detail)
    return _unavailable("not-now", error.summary, detail)


def _unavailable(kind: str, title: str, detail: str | None = None) -> Problem:
    return Problem(503, kind, title, detail, headers={"Retry-After": str(RETRY_AFTER)})


def _problem(request: Request, error: Problem) -> Response:
    return error.response()


def _validation(request: Request, error: RequestValidationError) -> Response:
    errors = [
        (".".join(str(part) for part in each["loc"]), _without_our_names(each["msg"]))
        for each in error.errors()
    ]
    return Problem(
        422, "bad-request", "a field of the request cannot be used", errors=errors
    ).response()


def _without_our_names(message: str) -> str:
    if message == "Extra inputs are not permitted":
        return "there is no such parameter"
    return message.removeprefix("Value error, ")


def _http(request: Request, error: HTTPException) -> Response:
    status = error.status_code
    if status == 400:
        return bad_field("body", "it cannot be read as JSON").response()
    kind = {404: "no-such-address", 405: "method-not-allowed"}.get(status, f"http-{status}")
    title = {
        404: "there is nothing at this address; /docs lists what there is",
        405: f"{request.method} is not possible here",
    }.get(status, str(error.detail))
    return Problem(status, kind, title, headers=error.headers).response()


def _ours(request: Request, error: SkillgapError) -> Response:
    return problem_of(error).response()


def _busy(request: Request, error: NoConnectionFree) -> Response:
    return _unavailable("busy", "every connection to the database is at work").response()


def _database(request: Request, error: DBAPIError) -> Response:
    code = error.orig.args[0] if error.orig is not None and error.orig.args else None
    if code in TOOK_TOO_LONG:
        return _unavailable(
            "took-too-long",
            "the question took longer than is allowed",
            "ask for less: a smaller limit, one domain, a longer search text",
        ).response()
    if code in NOT_STORABLE:
        return Problem(422, "bad-request", "a text cannot be stored or compared").response()
    if code == NO_SUCH_COLUMN:
        log.warning("the published tables are older than this program: %s", error.orig)
        return _unavailable(
            "older-tables",
            "the published tables are of an older version",
            "./run_pipeline.sh    builds and publishes them anew",
        ).response()
    is_gone = error.connection_invalidated or isinstance(error, OperationalError)
    if is_gone or code in (1049, 1146, 1412):  # no database, no table, changed since
        log.warning("the database does not answer: %s", code)
        return _unavailable("database-unavailable", "the database does not answer").response()
    return _unforeseen(request, error)


def _unforeseen(request: Request, error: Exception) -> Response:
    instance = f"urn:uuid:{uuid.uuid4()}"
    log.error("%s %s %s", instance, request.method, request.url.path, exc_info=error)
    return Problem(
        500, "fault", "this should not have happened", "the log knows more, under its instance"
    ).response(instance)
