"""Requests that no page of ours sends: numbers too large, shapes too deep, headers in values, methods nobody uses.

Each gets a plain refusal or a plain answer; none a fault of the server, a header of its own, or a right it has not.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hostile_plans import hostile_planwatch
from hostile_strings import EVERY, EVIL, STRINGS, faults_in_html, texts_in
from starlette.testclient import TestClient

from app.access.rules import RULES
from app.web.server import make_app
from plans.unseen import holds_unseen

HOME = "http://127.0.0.1:7860"
NUMBERS = [
    "-1",
    "0",
    "1e9",
    "9" * 30,
    "9" * 5_000,
    "0x10",
    "１２",
    "",
    " 1 ",
    "1\x00",
    "NaN",
    "-9223372036854775809",
    "²",
    "0001" + "9" * 5_000,
    "١٢",
]
DATES = [
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-1-1",
    "10000-01-01",
    "2026-01-01T00:00:00",
    "-1",
    "\uff12026-01-01",
]
NO_FAULT = {200, 201, 303, 400, 401, 403, 404, 405, 409, 413, 414, 422}


@pytest.fixture(scope="module")
def own(planwatch: Any) -> Any:
    return hostile_planwatch(planwatch)


@pytest.fixture(scope="module")
def client(own: Any) -> Iterator[TestClient]:
    with TestClient(make_app(own), base_url=HOME, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def held(answer: Any, told: object) -> None:
    """Hold that an answer is no fault of ours and has no header that somebody else wrote."""
    assert answer.status_code in NO_FAULT, (answer.status_code, told, answer.text[:200])
    assert "Traceback" not in answer.text
    for name, value in answer.headers.items():
        assert "pwned" not in name.lower(), told
        assert not holds_unseen(value), told
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert faults_in_html(answer.text) == [], told


@pytest.mark.parametrize("number", NUMBERS)
def test_no_number_in_a_form_or_an_address_is_a_fault_of_ours(client: TestClient, own: Any, number: str) -> None:
    path = f"/commitments/{own.hostile[0].id}"
    form = {"kind": "note", "person": "Ann", "note": "n", "seen": number, "number": number}
    for action in ("marks", "undo"):
        held(client.post(f"{path}/{action}", data=form), number)
    held(client.get("/commitments", params={"from": number, "quality": number}), number)
    held(client.get("/api/v1/search", params={"query": "carers", "words": number}), number)
    held(client.get("/commitments/checking", params={"share": number}), number)


@pytest.mark.parametrize("seen", ["²", "９", "-1", "9" * 5_000, ""])
def test_no_number_of_a_decision_is_a_fault_of_ours(client: TestClient, own: Any, seen: str) -> None:
    outcomes = re.findall(r'href="(/commitments/delivery/[^"/?#]+)"', client.get("/commitments/delivery").text)
    path = next(one for one in outcomes if not one.endswith("/none"))
    chosen = own.register.commitments()[0].id
    held(client.post(path, data={"decide": f"confirmed {seen} {chosen}", "person": "Ann"}), seen)


@pytest.mark.parametrize("day", DATES)
def test_no_day_in_an_address_is_a_fault_of_ours(client: TestClient, day: str) -> None:
    for path in ("/commitments", "/commitments/progress", "/commitments/progress/csv", "/api/v1/commitments"):
        held(client.get(path, params={"due_before": day, "due_after": day, "day": day}), (path, day))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"question":' * 20_000,
        b'{"question": "carers", "history": ' + b"[" * 50_000,
        b'{"question": "carers", "question": "nurses"}',
        b'{"question": 1e999}',
        b'{"question": ' + b"9" * 20_000 + b"}",
        b'{"question": "\\ud800"}',
        b'{"question": "carers", "__proto__": {"admin": true}}',
        b'{"question": "carers", "plans": ' + json.dumps(["x"] * 5_000).encode() + b"}",
        b"\xff\xfe\x00",
        b"null",
        b"\x00",
    ],
)
def test_no_shape_of_json_is_a_fault_of_ours(client: TestClient, body: bytes) -> None:
    for path in ("/api/v1/ask", "/api/v1/search", "/api/v1/checks", "/api/v1/feedback"):
        held(client.post(path, content=body, headers={"content-type": "application/json"}), body[:40])


@pytest.mark.parametrize("seen", [2**31, 2**63, 2**70, -(2**63), -1])
def test_no_number_in_json_is_a_fault_of_the_database(client: TestClient, own: Any, seen: int) -> None:
    one = own.hostile[1].id
    for more in ({}, {"undoes": seen}):
        body = {"commitment_id": one, "kind": "note", "person": "Ann", "note": "n", "seen": seen, **more}
        held(client.post("/api/v1/checks", json=body), seen)


@pytest.mark.slow
@pytest.mark.parametrize("string", EVERY[::5])
def test_no_refusal_says_back_what_nobody_sees_or_more_than_can_be_read(client: TestClient, string: str) -> None:
    odd = string[:290]
    bodies: dict[str, dict[str, object]] = {
        "checks": {"commitment_id": odd, "person": "Ann", "kind": "note", "note": "n", "seen": 0},
        "ask": {"question": "carers?", "plans": [odd], odd: 1},
        "search": {"query": "carers", odd * 2_000: 1},
    }
    for name, body in bodies.items():
        answer = client.post(f"/api/v1/{name}", json=body)
        held(answer, (name, string))
        assert not any(holds_unseen(text) for text in texts_in(answer.json())), name
        assert len(answer.text) < 20_000


def test_a_report_cannot_fill_the_disk(client: TestClient, own: Any) -> None:
    folder = own.settings.home / "feedback"
    before = len(list(folder.glob("*")))
    body = {"question": "carers", "wrong": "w", "receipt": {"x": "y" * 2_000_000}}
    answer = client.post("/api/v1/feedback", json=body)
    assert (answer.status_code, "far too long" in answer.json()["detail"]) == (422, True)
    assert len(list(folder.glob("*"))) == before


@pytest.mark.parametrize("string", STRINGS[::3])
def test_no_value_becomes_a_header_or_another_address(client: TestClient, own: Any, string: str) -> None:
    held(
        client.get(f"/commitments/{own.hostile[2].id}", headers={"cookie": f"planwatch-person={_plain(string)}"}),
        string,
    )
    held(client.get("/plans", headers={"x-request-id": _plain(string), "accept": _plain(string)}), string)
    form = {"kind": "note", "person": string, "note": string, "seen": "-1"}
    answer = client.post(f"/commitments/{own.hostile[2].id}/marks", data=form)
    held(answer, string)
    assert EVIL not in answer.headers.get("location", "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "GET\t"])
def test_a_method_that_nobody_uses_does_nothing(client: TestClient, method: str) -> None:
    headers = {"x-http-method-override": "POST", "x-method-override": "DELETE"}
    for path in ("/plans", "/api/v1/checks", "/"):
        try:
            answer = client.request(method, path, headers=headers)
        except ValueError:
            continue  # it cannot even be sent
        assert answer.status_code in {400, 404, 405}, (method, path, answer.status_code)


def test_every_export_of_hostile_notes_is_free_of_formulas(client: TestClient, own: Any) -> None:
    kinds = ("csv", "xlsx", "docx", "ics", "html", "json", "md", "txt")
    paths = [f"/commitments/{way}/{kind}" for way in ("download", "progress") for kind in kinds]
    found = [(path, client.get(path)) for path in paths]
    assert sum(answer.status_code == 200 for _, answer in found) >= 6
    for path, answer in found:
        assert answer.status_code in {200, 404}, path
        if answer.status_code == 200 and path.endswith("/csv"):
            rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
            assert [cell for row in rows for cell in row if re.match(r"[\s'\"]*[=@＝＠]", cell.removeprefix("'"))
                    and not cell.startswith("'")] == [], path  # fmt: skip
    for one in own.hostile[:20]:
        pack = client.get(f"/commitments/{one.id}/pack")
        assert pack.status_code == 200
        assert "attachment" in pack.headers["content-disposition"]


ELSEWHERE = [
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%252f..%252f..%252fetc%252fpasswd",
    "..%5c..%5c..%5cetc%5cpasswd",
    "%2fetc%2fpasswd",
    "%2f%2fevil.example%2f",
    "....%2f%2f....%2f%2fetc%2fpasswd",
    "..%c0%af..%c0%afetc%c0%afpasswd",
    "..;%2f..;%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "%2fproc%2fself%2fenviron%00.pdf",
    "entry.toml",
    "..%2f..%2fchecks.sqlite",
    "~root",
]


@pytest.mark.parametrize("said", ELSEWHERE)
def test_no_part_of_an_address_leads_to_a_file_elsewhere_or_to_another_host(client: TestClient, said: str) -> None:
    tried = 0
    for rule in RULES:
        if "{" not in rule.path or "heartbeat" in rule.path:  # which is held open, and names no file
            continue
        path = re.sub(r"\{[^}]+\}", said, rule.path)
        held(answer := client.request(rule.method, path), (rule.method, path))
        assert not re.search(r"root:[^:]*:0:0|SQLite format 3|PATH=/|sha256 = ", answer.text), path
        assert EVIL not in answer.headers.get("location", ""), path
        assert not answer.headers.get("location", "/").startswith(("//", "/\\")), path
        tried += 1
    assert tried >= 20


@pytest.mark.parametrize(
    "body",
    [
        b"--x\r\n",
        b"--x--\r\n",
        b'--x\r\ncontent-disposition: form-data; name=file; filename="' + b"a" * 60_000 + b'"\r\n\r\n1\r\n--x--\r\n',
        b"--x\r\n" * 20_000,
        b'--x\r\ncontent-disposition: form-data; name="file"; filename="p\r\n.pdf"\r\n\r\n1\r\n--x--\r\n',
        b"\x00" * 5_000,
        b'--x\r\ncontent-disposition: form-data; name="title"\r\n\r\n' + b"t" * 2_000_000 + b"\r\n--x--\r\n",
        b"".join(b'--x\r\ncontent-disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(3_000))
        + b"--x--\r\n",
    ],
    ids=["begun", "empty", "long name", "borders", "a line in a name", "nothing", "long field", "many fields"],
)
def test_no_shape_of_an_upload_is_a_fault_of_ours(client: TestClient, body: bytes) -> None:
    for kind in (
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        'multipart/form-data; boundary=""',
        "text/plain",
    ):
        held(client.post("/plans", content=body, headers={"content-type": kind}), (kind, body[:40]))


def _plain(string: str) -> str:
    """What of a string can stand in a header at all."""
    return "".join(character for character in string if " " <= character <= "~")[:500]
