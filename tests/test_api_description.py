"""The HTTP interface keeps to its own OpenAPI description, whatever it is sent."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.web.server import make_app

# An empty report or a control character is refused though a schema cannot say so, and an address can be too long.
_NOT_SAID_BY_A_SCHEMA = [positive_data_acceptance, negative_data_rejection]
_CALLS = {
    "GET /plans", "GET /plans/{plan_id}", "GET /search", "POST /search", "GET /ask", "POST /ask", "GET /commitments",
    "GET /commitments/{commitment_id}", "GET /commitments/{commitment_id}/history", "GET /checks", "POST /checks",
    "POST /feedback",
}  # fmt: skip
_HOST = {"Host": "127.0.0.1"}  # the server answers for its own address alone
_TAKES_NO_VALUES = {"GET /plans", "GET /plans/{plan_id}", "GET /commitments/{commitment_id}"}


@pytest.fixture(scope="module")
def operations(planwatch: Any) -> dict[str, Any]:
    app = make_app(planwatch)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=_HOST)
    return {operation.label: operation for operation in (result.ok() for result in schema.get_all_operations())}


def test_every_call_is_described(operations: dict[str, Any]) -> None:
    assert operations.keys() == _CALLS


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("call", sorted(_CALLS))
def test_a_call_keeps_to_its_description(operations: dict[str, Any], call: str, mode: GenerationMode) -> None:
    _send_many(operations, call, mode, examples=10)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("call", sorted(_CALLS))
def test_a_call_keeps_to_its_description_however_often(
    operations: dict[str, Any], call: str, mode: GenerationMode
) -> None:
    _send_many(operations, call, mode, examples=200)


def _send_many(operations: dict[str, Any], call: str, mode: GenerationMode, *, examples: int) -> None:
    sent = 0

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operations[call].as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        nonlocal sent
        sent += 1
        case.call_and_validate(headers=_HOST, excluded_checks=_NOT_SAID_BY_A_SCHEMA)

    if mode is GenerationMode.NEGATIVE and call in _TAKES_NO_VALUES:
        pytest.skip("takes nothing that could be wrong")
    send()
    assert sent
