"""Who is let in: proxies, tokens, forms of other sites, limits, and names that nobody can type."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_library import small_planwatch
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from app.access.door import Door, door_of
from app.access.gate import Gate
from app.access.people import Role
from app.access.policy import policy_of
from app.web.server import make_app
from plans.errors import WrongCall
from plans.settings import Settings

HOME = "https://plans.example.org"
PAGE = {"accept": "text/html"}
ANN = {"x-forwarded-user": "ann@example.org", "x-forwarded-preferred-username": "Ann Lee"}
BEN = {"x-forwarded-user": "ben@example.org", "x-forwarded-preferred-username": "Ben", "x-forwarded-groups": "staff,x"}
FROM_PROXY = ("10.1.2.3", 4711)


@pytest.fixture(scope="module")
def own(embedder: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_planwatch(tmp_path_factory.mktemp("gate"), embedder)


def settings(home: Path, **more: Any) -> Settings:
    given = {"proxy_addresses": "10.1.2.0/24, ::1", "markers": "ann@example.org", "editors": "group:staff",
             "asks_per_minute": 9_999, "asks_per_minute_by_address": 9_999, **more}  # fmt: skip
    return Settings(home=home, sign_in="proxy", public_url=HOME, **given)


@pytest.fixture(scope="module")
def door(own: Any) -> Door:
    return door_of(settings(own.settings.home))


@pytest.fixture(scope="module")
def app(own: Any, door: Door) -> Any:
    return make_app(own, door=door)


@pytest.fixture(scope="module")
def client(app: Any) -> Iterator[TestClient]:
    with through_proxy(app) as client:
        yield client


def through_proxy(app: Any, peer: tuple[str, int] = FROM_PROXY) -> TestClient:
    return TestClient(app, base_url=HOME, client=peer, raise_server_exceptions=False, follow_redirects=False)


def gated(door: Door, peer: tuple[str, int] = FROM_PROXY) -> TestClient:
    """A gate with that door, before an application that lets everything happen: what is refused, the gate refused."""

    async def done(scope: Any, receive: Any, send: Any) -> None:
        await JSONResponse({})(scope, receive, send)

    return through_proxy(Gate(done, door=door), peer)


def token_in(html: str) -> str:
    return re.findall(r'name="form_token" value="([0-9a-f]{64})"', html)[0]


MARK = {
    "kind": "first mark",
    "status": "no evidence found",
    "note": "the papers of May",
    "seen": "0",
    "person": "Mallory",
}


def mark(client: TestClient, path: str, who: dict[str, str], **more: str) -> Any:
    token = token_in(client.get(path, headers={**PAGE, **who}).text)
    return client.post(f"{path}/marks", data={**MARK, "form_token": token, **more}, headers={**who, "origin": HOME})


def test_the_proxys_person_is_let_in_with_the_role_that_the_settings_give(client: TestClient) -> None:
    assert "Signed in as Ann Lee (marker, reader)" in client.get("/plans", headers={**PAGE, **ANN}).text
    page = client.get("/plans", headers={**PAGE, **BEN}).text
    assert "Signed in as Ben (editor, marker, reader)" in page
    assert "Add the plan" in page
    assert "Add the plan" not in client.get("/plans", headers={**PAGE, **ANN}).text
    assert client.get("/plans", headers=PAGE).status_code == 401


@pytest.mark.parametrize("peer", ["10.1.3.3", "127.0.0.1", "192.0.2.1", "testclient", ""])
def test_a_person_named_by_anybody_else_than_the_proxy_is_refused(app: Any, peer: str) -> None:
    client = through_proxy(app, (peer, 1))
    for forwarded in ({}, {"x-forwarded-for": "10.1.2.3"}, {"x-real-ip": "10.1.2.3"}, {"forwarded": "for=10.1.2.3"}):
        assert client.get("/api/v1/plans", headers={**ANN, **forwarded}).status_code == 403


def test_the_secret_of_the_proxy_has_to_be_sent_where_there_is_one(tmp_path: Path) -> None:
    door = door_of(settings(tmp_path, proxy_secret="s3cret"))
    headers = {**ANN, "x-planwatch-proxy-secret": "s3cret"}
    assert door.visitor(headers, "10.1.2.3").person.name == "Ann Lee"
    client = gated(door)
    for wrong in ({}, {"x-planwatch-proxy-secret": "guess"}, {"x-planwatch-proxy-secret": ""}):
        assert client.get("/api/v1/plans", headers={**ANN, **wrong}).status_code == 403
    for _ in range(20):
        client.get("/api/v1/plans", headers=ANN)
    shut = client.get("/api/v1/plans", headers=ANN)
    assert (shut.status_code, int(shut.headers["retry-after"]) > 0) == (429, True)


def test_headers_of_a_proxy_mean_nothing_where_no_proxy_signs_people_in(own: Any) -> None:
    person = door_of(own.settings).visitor(ANN, "127.0.0.1").person
    assert not person.signed_in


def test_a_header_that_comes_twice_is_refused(client: TestClient) -> None:
    twice = [("x-forwarded-user", "ann@example.org"), ("x-forwarded-user", "ben@example.org")]
    assert client.get("/api/v1/plans", headers=twice).status_code == 403
    assert client.get("/api/v1/plans", headers=[*ANN.items(), ("cookie", "a=1"), ("cookie", "b=2")]).status_code == 400


def test_a_mark_carries_the_person_who_signed_in_and_not_the_name_that_was_typed(client: TestClient, own: Any) -> None:
    path = f"/commitments/{own.register.commitments()[0].id}"
    page = client.get(path, headers={**PAGE, **ANN}).text
    assert 'name="person"' not in page
    assert mark(client, path, ANN).status_code == 303
    entry = own.checks.history(path.rpartition("/")[2]).entries[-1]
    assert re.fullmatch(r"Ann Lee \[[0-9a-f]{10}\]", entry.mark.person)


def test_somebody_of_the_same_name_is_not_taken_for_the_first_marker(client: TestClient, own: Any) -> None:
    commitment = own.register.commitments()[1].id
    path = f"/commitments/{commitment}"
    assert mark(client, path, ANN).status_code == 303
    other = {**BEN, "x-forwarded-preferred-username": "Ann Lee"}
    assert "the papers of May" not in client.get(path, headers={**PAGE, **other}).text
    assert "the papers of May" in client.get(path, headers={**PAGE, **ANN}).text
    renamed = {**ANN, "x-forwarded-preferred-username": "Ann Lee-Smith"}
    assert "the papers of May" in client.get(path, headers={**PAGE, **renamed}).text
    second = {"kind": "second mark", "seen": "1"}
    assert mark(client, path, renamed, **second).status_code == 422
    assert mark(client, path, other, **second).status_code == 303


def test_the_interface_takes_the_person_from_the_sign_in_too(client: TestClient, door: Door, own: Any) -> None:
    token = door.tokens.add("Cy", [Role.READER, Role.MARKER], days=1)
    commitment = own.register.commitments()[2].id
    body = {**MARK, "commitment_id": commitment, "seen": 0}
    entered = client.post("/api/v1/checks", json=body, headers={"authorization": f"Bearer {token}"})
    assert entered.status_code == 201
    assert re.fullmatch(r"Cy \[[0-9a-f]{10}\]", entered.json()["person"])
    told = client.get(
        f"/api/v1/commitments/{commitment}/history", params={"person": entered.json()["person"]}, headers=BEN
    )
    assert told.json()["entries"][0]["status"] is None, "somebody else may not see a blind mark by naming its marker"


def test_a_form_that_another_site_sends_is_refused(client: TestClient, own: Any) -> None:
    path = f"/commitments/{own.register.commitments()[3].id}"
    token = token_in(client.get(path, headers={**PAGE, **ANN}).text)
    good = {**MARK, "form_token": token}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://plans.example.org"},
                    {"origin": "https://plans.example.org.evil.example"}, {"sec-fetch-site": "cross-site"},
                    {"sec-fetch-site": "same-site"}):  # fmt: skip
        assert client.post(f"{path}/marks", data=good, headers={**ANN, **headers}).status_code == 403
    assert own.checks.history(path.rpartition("/")[2]).entries == ()


def test_a_form_without_the_token_of_the_page_is_refused(client: TestClient, own: Any) -> None:
    path = f"/commitments/{own.register.commitments()[3].id}"
    anothers = token_in(client.get(path, headers={**PAGE, **BEN}).text)
    for token in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": anothers}):
        for headers in ({}, {"origin": HOME}, {"sec-fetch-site": "same-origin"}):
            sent = client.post(f"{path}/marks", data={**token, **MARK}, headers={**ANN, **headers})
            assert sent.status_code == 403
    for content in ("text/plain", "application/x-www-form-urlencoded", ""):
        sent = client.post(f"{path}/marks", content=b"{}", headers={**ANN, "origin": HOME, "content-type": content})
        assert sent.status_code == 403
    assert client.post("/plans", files={"file": ("x.txt", b"x")}, headers={**BEN, "origin": HOME}).status_code == 403
    assert own.checks.history(path.rpartition("/")[2]).entries == ()


def test_a_browser_without_sign_in_needs_the_token_too_and_a_script_on_the_machine_does_not(own: Any) -> None:
    with TestClient(make_app(own), base_url="http://127.0.0.1:7860", follow_redirects=False) as client:
        path = f"/commitments/{own.register.commitments()[4].id}"
        origin = {"origin": "http://127.0.0.1:7860"}
        form = {**MARK, "person": "Ann"}
        assert client.post(f"{path}/marks", data=form, headers=origin).status_code == 403
        token = token_in(client.get(path).text)
        assert client.post(f"{path}/marks", data={"form_token": token, **form}, headers=origin).status_code == 303
        assert client.post(f"{path}/marks", data={**form, "kind": "note", "status": "", "seen": "1"}).status_code == 303
        upload = {"file": ("x.exe", b"x", "text/plain")}
        assert client.post("/plans", files=upload, headers=origin).status_code == 403
        sent = client.post(
            "/plans", data={"form_token": token_in(client.get("/plans").text)}, files=upload, headers=origin
        )
        assert sent.status_code == 303


def test_a_form_outlives_a_restart_of_the_server(own: Any) -> None:
    first, second = door_of(own.settings), door_of(own.settings)
    assert second.forms.is_good(first.forms.token("somebody"), "somebody")
    assert not second.forms.is_good(first.forms.token("somebody"), "somebody else")


def test_what_a_script_of_our_page_sends_as_json_needs_our_origin(client: TestClient) -> None:
    asked = {"question": "What is planned for unpaid carers?"}
    assert client.post("/api/v1/ask", json=asked, headers={**ANN, "origin": HOME}).status_code == 200
    assert client.post("/api/v1/ask", json=asked, headers=ANN).status_code == 403
    assert client.post("/api/v1/ask", json=asked, headers={**ANN, "origin": "https://evil.example"}).status_code == 403


def test_a_token_that_is_unknown_revoked_or_over_opens_nothing(client: TestClient, door: Door) -> None:
    good = door.tokens.add("Dee", [Role.READER], days=None)
    ask = {"authorization": f"Bearer {good}"}
    assert client.get("/api/v1/plans", headers=ask).status_code == 200
    for wrong in (good[:-1], good + "A", good.replace("planwatch_", ""), "", "x" * 5_000, good[:23] + "_" + "A" * 43):
        assert client.get("/api/v1/plans", headers={**ANN, "authorization": f"Bearer {wrong}"}).status_code == 401
    door.tokens.revoke(good.split("_")[1])
    assert client.get("/api/v1/plans", headers=ask).status_code == 401
    over = door.tokens.add("Dee", [Role.READER], days=0)
    assert client.get("/api/v1/plans", headers={"authorization": f"Bearer {over}"}).status_code == 401


def test_an_address_that_tries_many_tokens_has_to_wait(tmp_path: Path) -> None:
    client = gated(door_of(settings(tmp_path)), ("192.0.2.7", 1))
    wrong = {"authorization": "Bearer planwatch_0123456789ab_" + "A" * 43}
    answers = [client.get("/api/v1/plans", headers=wrong) for _ in range(22)]
    assert [answer.status_code for answer in answers[:20]] == [401] * 20
    assert answers[-1].status_code == 429


def test_no_secret_lies_in_the_home_in_clear(door: Door) -> None:
    token = door.tokens.add("Eve", [Role.READER], days=1)
    secret = token.split("_", 2)[2].encode()
    for file in door.store.path.parent.glob("access.sqlite*"):
        assert secret not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0


def test_a_person_who_asks_too_much_is_told_when_to_come_back(tmp_path: Path) -> None:
    door = door_of(settings(tmp_path, asks_per_minute=3, asks_per_minute_by_address=5))
    client = gated(door)
    statuses = [client.get("/api/v1/search?query=carers", headers=ANN).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    told = client.get("/api/v1/search?query=carers", headers=ANN)
    assert 1 <= int(told.headers["retry-after"]) <= 60
    assert told.json()["detail"].startswith("That is too much")
    assert client.get("/about", headers={**PAGE, **ANN}).status_code == 200
    ben = [
        client.get("/api/v1/search?query=x", headers={**BEN, "x-forwarded-for": f"198.51.100.{n}"}) for n in range(4)
    ]
    assert [answer.status_code for answer in ben] == [200, 200, 200, 429], "another address is the same person"


def test_many_people_behind_one_address_share_its_limit(tmp_path: Path) -> None:
    door = door_of(settings(tmp_path, asks_per_minute=3, asks_per_minute_by_address=5))
    people = [{"x-forwarded-user": f"p{n}", "x-forwarded-for": "1.2.3.4, 203.0.113.5"} for n in range(7)]
    visitors = [door.visitor(headers, "10.1.2.3") for headers in people]
    assert {visitor.address for visitor in visitors} == {"203.0.113.5"}
    waits = [door.limits.wait(visitor.person, visitor.address, work=True) for visitor in visitors]
    assert [wait > 0 for wait in waits] == [False] * 5 + [True] * 2


def test_an_address_that_somebody_made_up_in_a_header_is_not_believed(door: Door) -> None:
    assert door.visitor({"x-forwarded-for": "127.0.0.1"}, "192.0.2.1").address == "192.0.2.1"
    assert door.visitor({"x-forwarded-for": "127.0.0.1, 203.0.113.5"}, "10.1.2.3").address == "203.0.113.5"


@pytest.mark.parametrize(
    "wrong",
    [
        {"proxy_addresses": ""},
        {"proxy_addresses": "everybody"},
        {"proxy_addresses": "0.0.0.0/0"},
        {"public_url": None},
        {"public_url": "http://plans.example.org"},
        {"public_url": "https://user:pass@plans.example.org"},
        {"anonymous_role": "editor"},
        {"sign_in": "oidc"},
        {"sign_in": "oidc", "oidc_issuer": "http://idp.example", "oidc_client_id": "x"},
    ],
)
def test_settings_that_would_let_the_wrong_people_in_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    given = {**settings(tmp_path).model_dump(), **wrong}
    with pytest.raises(WrongCall):
        policy_of(Settings.model_validate(given))


def test_the_one_at_the_machine_can_be_held_to_reading(own: Any) -> None:
    held = own.settings.model_copy(update={"anonymous_role": "reader"})
    with TestClient(make_app(own, door=door_of(held)), base_url="http://127.0.0.1:7860") as client:
        assert client.get("/plans").status_code == 200
        assert "Add the plan" not in client.get("/plans").text
        assert client.post("/commitments/x/marks", data=MARK).status_code == 403
        assert client.post("/plans", files={"file": ("x.txt", b"x")}).status_code == 403
