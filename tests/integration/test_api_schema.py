"""Whatever the schema allows, and much that it forbids: no 5xx, and every answer is as it says."""

from __future__ import annotations

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="session")
def api_schema(api: str):
    """What the API says of itself."""
    return schemathesis.openapi.from_url(f"{api}/openapi.json")


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@hypothesis.settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_the_api_is_as_its_schema_says(case, key):
    case.headers["Authorization"] = f"Bearer {key}"
    case.call_and_validate(checks=CHECKS, timeout=30)
