"""The HTTP interface: what it gives, the faults it tells, and that it keeps to its own description."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from app.web.server import make_app
from commitments.checks import EntryKind, Mark, Status

HOME = "http://127.0.0.1:7860"
CONTRACTS = Path(__file__).parents[2] / "shared" / "contracts"


@pytest.fixture(scope="module")
def client(planwatch: Any) -> Iterator[TestClient]:
    with TestClient(make_app(planwatch), base_url=HOME, raise_server_exceptions=False) as client:
        yield client


def keeps_to(name: str, value: object) -> None:
    path = CONTRACTS / f"{name}.schema.json"
    if not path.exists():
        pytest.skip("the contracts are not beside this repository")
    jsonschema.validate(value, json.loads(path.read_text(encoding="utf-8")))


def test_plans_keep_to_the_contract(client: TestClient) -> None:
    plans = client.get("/api/v1/plans").json()
    assert [plan["id"] for plan in plans] == ["kirklees-hcp-2023", "wy-jfp-2024"]
    for plan in plans:
        keeps_to("plan", plan)


def test_an_answer_keeps_to_the_contract_and_quotes_the_plan(client: TestClient, planwatch: Any) -> None:
    answer = client.post("/api/v1/ask", json={"question": "What is planned for unpaid carers?"}).json()
    keeps_to("answer", answer)
    assert answer["citations"]
    for citation in answer["citations"]:
        text = planwatch.library.document(citation["plan_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_question_in_the_address_gets_the_same_answer(client: TestClient) -> None:
    asked = {"question": "What is planned for unpaid carers?"}
    posted, got = client.post("/api/v1/ask", json=asked).json(), client.get("/api/v1/ask", params=asked).json()
    assert posted["text"] == got["text"]


def test_a_search_keeps_to_the_contract_and_to_the_words_wanted(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"query": "dental access", "words": 100, "plan": "kirklees"}).json()
    keeps_to("search", found)
    assert sum(len(hit["text"].split()) for hit in found["hits"]) <= 100
    assert {hit["plan_id"] for hit in found["hits"]} == {"kirklees-hcp-2023"}


def test_commitments_keep_to_the_contract(client: TestClient) -> None:
    found = client.get("/api/v1/commitments", params={"type": "target", "due_before": "2025-01-01"}).json()
    assert found
    for one in found:
        keeps_to("commitment", one)
        assert one["type"] == "target"
        assert one["deadline"] < "2025-01-01"


def test_one_commitment_is_had_by_its_id(client: TestClient) -> None:
    one = client.get("/api/v1/commitments").json()[0]
    assert client.get(f"/api/v1/commitments/{one['id']}").json() == one


def test_a_check_is_entered_and_stands_in_the_history(client: TestClient) -> None:
    commitment = client.get("/api/v1/commitments").json()[1]
    check = {"commitment_id": commitment["id"], "person": "Ann", "kind": "first mark", "status": "no evidence found",
             "note": "the board papers of 2025", "seen": 0}  # fmt: skip
    entered = client.post("/api/v1/checks", json=check)
    assert entered.status_code == 201
    assert entered.json()["words"] == commitment["text"]
    history = client.get(f"/api/v1/commitments/{commitment['id']}/history", params={"person": "Ann"}).json()
    assert (history["standing"], history["awaits"]) == ("no evidence found", "second mark")
    assert client.post("/api/v1/checks", json=check).status_code == 409
    hidden = client.get(f"/api/v1/commitments/{commitment['id']}/history").json()
    assert hidden["entries"][0]["status"] is None


def test_checks_of_a_plan_that_was_removed_stay_and_are_marked(client: TestClient, planwatch: Any) -> None:
    words = {"commitment_id": "gone-1", "plan_id": "gone", "edition": "1", "words": "We will open a clinic."}
    mark = Mark(**words, kind=EntryKind.FIRST_MARK, person="Ann", status=Status.IN_PROGRESS)
    planwatch.checks.enter(mark, seen=0)
    history = client.get("/api/v1/commitments/gone-1/history", params={"person": "Ann"}).json()
    assert (history["in_register"], history["entries"][0]["words"]) == (False, "We will open a clinic.")
    held = {one["commitment_id"]: one["in_register"] for one in client.get("/api/v1/checks").json()}
    assert held.pop("gone-1") is False
    assert all(held.values())


def test_a_report_is_stored(client: TestClient) -> None:
    answer = client.post("/api/v1/feedback", json={"question": "q", "wrong": "the year"})
    assert answer.status_code == 201
    assert answer.json()["id"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/v1/nothing", None, 404),
        ("GET", "/api/v1/plans/none", None, 404),
        ("GET", "/api/v1/commitments/none", None, 404),
        ("GET", "/api/v1/commitments/none/history", None, 404),
        ("GET", "/api/v1/commitments?colour=red", None, 422),
        ("GET", "/api/v1/commitments?due_before=soon", None, 422),
        ("GET", "/api/v1/search", None, 422),
        ("GET", "/api/v1/search?query=x&plan=none", None, 404),
        ("POST", "/api/v1/ask", {}, 422),
        ("POST", "/api/v1/ask", {"question": ""}, 422),
        ("POST", "/api/v1/ask", {"question": "   "}, 422),
        ("POST", "/api/v1/ask", {"question": "a" * 10_000}, 422),
        ("POST", "/api/v1/ask", {"question": "x", "plans": ["none"]}, 404),
        ("POST", "/api/v1/ask", {"question": "x", "colour": "red"}, 422),
        ("POST", "/api/v1/ask", {"question": "x\x00y"}, 422),
        ("POST", "/api/v1/feedback", {"question": "q"}, 422),
        ("DELETE", "/api/v1/plans", None, 405),
    ],
)
def test_faults_are_problem_details(client: TestClient, method: str, path: str, body: Any, status: int) -> None:
    answer = client.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]


def test_a_body_that_is_no_json_is_told(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_the_server_says_that_it_lives_and_is_ready(client: TestClient, planwatch: Any) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["generation"] == planwatch.library.generation


def test_the_description_page_names_every_call_and_loads_nothing(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs").text
    for path in described["paths"]:
        assert f"/api/v1{path}" in page
    assert "<script" not in page
