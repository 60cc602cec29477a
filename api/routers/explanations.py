"""Gaps in words, by the language model or by template."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import Response

from api.answers import as_json
from api.keys import Writer
from api.problems import responses
from api.schemas.explanations import ExplainedGapAnswer, ExplanationRequest
from api.service import Served
from explain.answer import explain_gap
from gaps.pull import find_published_or_pulled, gap_with_pull
from gaps.read import published_tables

router = APIRouter(tags=["gaps"])


@router.post(
    "/skill-gap/explanation",
    summary="What a gap means, in words",
    response_model=ExplainedGapAnswer,
    responses=responses(401, 403, 404, 409, 413),
)
def explanation(
    service: Served, writer: Writer, asked: Annotated[ExplanationRequest, Body()]
) -> Response:
    """Explain a gap by the language model, or by template where that gives no usable answer.

    The figures are delivered in any case, every element of them; `outcome` says what came of the
    model. Each element and number that the model names is held against them; `removed` counts what
    was not of the gap. An occupation without ratings has its status and reason, and no explanation.
    The same question is answered from the store. It needs a key, for a model costs; a new question
    can take a minute or more.
    """
    asking = service.pull if service.pull.can_ask else None
    with (
        published_tables(service.databases.published),
        service.marts.connect() as connection,
    ):
        codes = [
            find_published_or_pulled(connection, asking, name, asked.domain).code
            for name in (asked.from_, asked.to)
        ]
        gap = gap_with_pull(
            connection, service.analyses, service.pull, *codes, asked.scale, asked.domain
        )
    answer = explain_gap(gap, service.asker, language=asked.language, origin=asked.origin)
    method = "level" if gap.scale == "LV" else "scale"
    told = {name: getattr(answer, name) for name in type(answer).model_fields if name != "scale"}
    told["header"] = {"method": method, "scale": gap.scale, **asdict(gap.header)}
    return as_json(told)
