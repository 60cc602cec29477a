"""Whatever the schema allows, and much that it forbids: no 5xx, and every answer is as it says."""

from __future__ import annotations

import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROUTES = 18  # at least


def test_the_api_is_as_its_schema_says(api, key):
    schema = schemathesis.openapi.from_url(f"{api}/openapi.json")
    tried = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            cases = operation.as_strategy(generation_mode=mode)

            @hypothesis.settings(
                max_examples=15,
                derandomize=True,
                deadline=None,
                suppress_health_check=list(hypothesis.HealthCheck),
            )
            @hypothesis.given(case=cases)
            def holds(case: schemathesis.Case) -> None:
                answer = case.call(headers={"Authorization": f"Bearer {key}"}, timeout=30)
                case.validate_response(answer, checks=CHECKS)
                tried.add((case.operation.label, answer.status_code))

            try:
                holds()
            except hypothesis.errors.Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # a route without parameters
    assert len({label for label, _ in tried}) >= ROUTES
    assert {200, 404, 422} <= {status for _, status in tried}
