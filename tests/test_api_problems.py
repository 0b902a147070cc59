"""Whatever is wrong with a request, a program is told in the same form: problem details with a plain sentence."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web.server import make_app

HOME = "http://127.0.0.1:7860"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(planwatch: Any) -> Iterator[TestClient]:
    with TestClient(make_app(planwatch), base_url=HOME) as client:
        yield client


WRONG = [
    ("GET", "/nothing", {}, 404),
    ("GET", "/plans/none", {}, 404),
    ("GET", "/plans/a%00b", {}, 400),
    ("GET", "/commitments/none", {}, 404),
    ("GET", "/commitments/none/history", {}, 404),
    ("DELETE", "/plans", {}, 405),
    ("PUT", "/ask", {"json": {}}, 405),
    ("GET", "/feedback", {}, 405),
    ("GET", "/ask", {}, 422),
    ("GET", "/ask?question=%20%20", {}, 422),
    ("GET", "/ask?question=x&plan=none", {}, 404),
    ("GET", "/search?query=x&words=none", {}, 422),
    ("GET", "/search?query=x&words=0", {}, 422),
    ("GET", "/commitments?due_before=soon", {}, 422),
    ("GET", "/commitments?from=here", {}, 422),
    ("GET", "/ask?question=" + "x" * 20_000, {}, 414),
    ("POST", "/ask", {"content": b"{", "headers": JSON}, 422),
    ("POST", "/ask", {"content": b"\xff\xfe", "headers": JSON}, 422),
    ("POST", "/ask", {"content": b"[" * 100_000, "headers": JSON}, 400),
    ("POST", "/ask", {"content": b"question=x"}, 422),
    ("POST", "/ask", {"json": ["question"]}, 422),
    ("POST", "/ask", {"json": {"question": "x", "qestion": "y"}}, 422),
    ("POST", "/ask", {"json": {"question": "x" * 2_001}}, 422),
    ("POST", "/search", {"json": {"query": 7}}, 422),
    ("POST", "/checks", {"json": {}}, 422),
    ("POST", "/feedback", {"json": {"question": "x"}}, 422),
    ("POST", "/ask", {"json": {"question": "x"}, "headers": {"origin": "https://elsewhere.example"}}, 403),
]


@pytest.mark.parametrize(("method", "path", "given", "status"), WRONG, ids=lambda value: str(value)[:30])
def test_what_is_wrong_is_told_as_problem_details(
    client: TestClient, method: str, path: str, given: dict[str, Any], status: int
) -> None:
    answer = client.request(method, "/api/v1" + path, **given)
    told = answer.json()
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.status_code == told["status"] == status
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"].endswith(".")
    assert "Traceback" not in answer.text


def test_a_method_that_is_not_allowed_comes_with_those_that_are(client: TestClient) -> None:
    assert client.delete("/api/v1/ask").headers["allow"] == "GET, POST"


def test_the_description_is_served_with_its_page_and_reaches_for_no_other_host(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/v1/docs").text
    for path in described["paths"]:
        assert f"/api/v1{path}" in page
    assert "https://" not in page.replace("https://www.w3.org", "")
    assert "<script" not in page
