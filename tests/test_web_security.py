"""What the server says to browsers, and whom it turns away."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web.addresses import host_name, is_loopback
from app.web.server import make_app, run
from plans.errors import WrongCall

HOME = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client(planwatch: Any) -> Iterator[TestClient]:
    with TestClient(make_app(planwatch), base_url=HOME) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/plans", "/about", "/api/v1/plans", "/nothing", "/site/planwatch.css"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_nonce_is_never_used_twice(client: TestClient) -> None:
    policies = {client.get("/").headers["content-security-policy"] for _ in range(3)}
    assert len(policies) == 3


def test_every_script_of_the_page_to_ask_on_carries_the_nonce(client: TestClient) -> None:
    answer = client.get("/")
    nonce = answer.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
    assert answer.text.count("<script") == answer.text.count(f'<script nonce="{nonce}"') > 2


def test_the_page_names_no_other_host(client: TestClient) -> None:
    text = client.get("/").text
    for host in ("fonts.googleapis", "fonts.gstatic", "cdnjs", "githubusercontent", "unpkg", "jsdelivr"):
        assert host not in text
    assert "huggingface.co" not in text.split("window.gradio_config")[0]


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=http://example.com",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=https://example.com",
        "/gradio_api/info",
        "/gradio_api/runs",
        "/gradio_api/upload",
        "/monitoring",
        "/login",
        "/svelte/x",
        "/docs",
        "/openapi.json",
    ],
)
def test_what_the_page_does_not_need_of_gradio_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {404, 405}


def test_another_name_for_this_machine_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/", "/config", "/plans", "/api/v1/plans", "/commitments/download/csv", "/about"])
def test_no_header_tells_a_page_that_it_is_elsewhere(client: TestClient, path: str) -> None:
    names = ["host", "server", "prefix", "path", "uri", "scheme", "proto", "port"]
    made_up = {f"x-forwarded-{name}": "evil.example" for name in names}
    others = ["x-original-host", "x-original-url", "x-rewrite-url", "x-script-name", "x-host"]
    made_up |= dict.fromkeys(others, "//evil.example") | {"forwarded": "host=evil.example;proto=https"}
    answer = client.get(path, headers=made_up)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text
    assert "evil.example" not in str(answer.headers)


def test_a_request_that_names_no_host_is_refused(client: TestClient) -> None:
    assert client.get("/plans", headers={"host": ""}).status_code == 400


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_of_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/v1/ask", json={"question": "x"}, headers=headers)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_other_origin_may_read_answers(client: TestClient) -> None:
    headers = client.get("/api/v1/plans", headers={"origin": "http://evil.example"}).headers
    assert "access-control-allow-origin" not in headers
    gradio = client.get("/config", headers={"origin": "http://evil.example"}).headers
    assert "access-control-allow-origin" not in gradio


def test_a_request_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", content=b"x", headers={"content-length": "999999999"})
    assert answer.status_code == 413


def test_an_address_that_is_too_long_is_refused(client: TestClient) -> None:
    assert client.get("/plans?q=" + "a" * 20_000).status_code == 414


@pytest.mark.parametrize("path", ["/plans/a%0Ab", "/api/v1/plans/%0D%0Ax", "/plans/%E2%80%AEx"])
def test_an_address_with_unseen_characters_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_questions_stay_out_of_the_browsers_run_history(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["run_history"] is False
    assert config["show_error"] is False
    assert config["analytics_enabled"] is False


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_a_host_that_others_can_reach_is_refused_without_sign_in(planwatch: Any, host: str) -> None:
    with pytest.raises(WrongCall, match="no sign-in"):
        run(planwatch, host, 7860)


def test_a_port_in_use_is_told_in_one_sentence(planwatch: Any) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WrongCall, match="choose another with --port"):
            run(planwatch, "127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "name"), [("[::1]:80", "::1"), ("localhost:80", "localhost"), ("127.0.0.1", "127.0.0.1")]
)
def test_the_name_in_a_host_header_is_found(host: str, name: str) -> None:
    assert host_name(host) == name
    assert is_loopback(name)


@pytest.mark.parametrize("name", ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"])
def test_other_names_are_not_loopback(name: str) -> None:
    assert not is_loopback(name)
