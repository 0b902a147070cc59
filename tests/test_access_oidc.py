"""Sign-in by OpenID Connect, against a real provider on loopback that can be told to misbehave."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider
from sqlalchemy import update
from starlette.testclient import TestClient

from app.access import tables
from app.access.door import Door
from app.access.errors import SignInFailed
from app.access.policy import policy_of
from app.web.server import make_app
from plans.settings import Settings

HOME = "http://localhost:7860"
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def running() -> Iterator[OidcProvider]:
    with oidc_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: OidcProvider) -> OidcProvider:
    fresh = OidcProvider(issuer=running.issuer, key=running.key)
    vars(running).update(vars(fresh))
    return running


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, running: OidcProvider) -> Door:
    home = tmp_path_factory.mktemp("oidc")
    told = Settings(
        home=home, sign_in="oidc", public_url=HOME, oidc_issuer=running.issuer, oidc_client_id=CLIENT,
        oidc_client_secret=SECRET, markers="group:healthwatch", editors="ed@example.org", admins="root-1",
        asks_per_minute=1_000, asks_per_minute_by_address=1_000,
    )  # fmt: skip
    return Door(policy_of(told), home)


@pytest.fixture(scope="module")
def served(door: Door, planwatch: Any) -> Iterator[TestClient]:
    app = make_app(planwatch, door=door)
    with TestClient(app, base_url=HOME, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client(served: TestClient, provider: OidcProvider) -> TestClient:
    assert provider.alive
    served.cookies.clear()
    return served


def came_back(client: TestClient, next_path: str = "/plans") -> str:
    """The address at which the provider sends a browser back that was sent to sign in."""
    sent = client.get("/sign-in", params={"next": next_path})
    assert sent.status_code == 303
    answer = httpx.get(sent.headers["location"])
    assert answer.status_code == 302
    return urlsplit(answer.headers["location"])._replace(scheme="", netloc="").geturl()


def sign_in(client: TestClient, next_path: str = "/plans") -> Any:
    return client.get(came_back(client, next_path), headers=PAGE)


def test_nobody_reads_without_signing_in(client: TestClient) -> None:
    page = client.get("/plans?x=1", headers=PAGE)
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=%2Fplans%3Fx%3D1")
    assert client.get("/api/v1/plans").status_code == 401
    assert client.get("/config").status_code == 401
    assert client.post("/gradio_api/queue/join", json={}).status_code == 401
    assert client.get("/commitments/download/csv").status_code == 401


def test_somebody_signs_in_reads_and_signs_out(client: TestClient) -> None:
    back = sign_in(client)
    assert back.status_code == 200
    assert 'content="0;url=/plans"' in back.text
    cookie = next(line for line in back.headers.get_list("set-cookie") if "planwatch-session=" in line).lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    page = client.get("/plans", headers=PAGE)
    assert "Signed in as Ann Lee (reader)" in page.text
    token = page.text.split('name="form_token" value="')[1][:64]
    kept = client.cookies["planwatch-session"]
    out = client.post("/sign-out", data={"form_token": token}, headers={"origin": HOME})
    assert out.headers["location"] == "/signed-out"
    assert client.get("/signed-out").status_code == 200
    client.cookies.set("planwatch-session", kept)
    assert client.get("/plans", headers=PAGE).status_code == 303, "the session lives on after signing out"


def test_the_way_to_the_provider_carries_state_nonce_and_a_challenge(client: TestClient) -> None:
    asked = parse_qs(urlsplit(client.get("/sign-in").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == len(asked["code_challenge"][0]) == 43
    again = parse_qs(urlsplit(client.get("/sign-in").headers["location"]).query)
    assert asked["state"] != again["state"]


@pytest.mark.parametrize(
    "next_path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_host(client: TestClient, next_path: str) -> None:
    assert 'content="0;url=/"' in sign_in(client, next_path).text


def test_an_answer_is_good_once(client: TestClient) -> None:
    address = came_back(client)
    cookies = dict(client.cookies)
    assert client.get(address).status_code == 200
    client.cookies.clear()
    client.cookies.update(cookies)
    assert client.get(address).status_code == 403


def test_an_answer_that_was_begun_in_another_browser_signs_nobody_in(client: TestClient) -> None:
    address = came_back(client)
    client.cookies.clear()
    answer = client.get(address)
    assert answer.status_code == 403
    assert "not begun in this browser" in answer.text
    assert "planwatch-session" not in client.cookies


def test_an_answer_with_another_state_signs_nobody_in(client: TestClient) -> None:
    address = came_back(client)
    assert client.get(address.replace("state=", "state=x")).status_code == 403
    assert client.get("/sign-in/callback?error=access_denied&state=x").status_code == 403


@pytest.mark.parametrize(
    ("untrue", "why"),
    [
        ({"signed_by": "another key"}, "proven"),
        ({"signed_by": "nobody"}, "proven"),
        ({"signed_by": "its public key as a secret"}, "proven"),
        ({"claims": {"iss": "https://evil.example"}}, "proven"),
        ({"claims": {"aud": "another-client"}}, "proven"),
        ({"claims": {"aud": [CLIENT, "another-client"]}}, "proven|somebody else"),
        ({"claims": {"aud": [CLIENT, "another-client"], "azp": "another-client"}}, "proven"),
        ({"claims": {"exp": 1}}, "proven"),
        ({"claims": {"nonce": "another"}}, "proven"),
        ({"without": frozenset({"nonce"})}, "proven"),
        ({"without": frozenset({"exp"})}, "proven"),
        ({"without": frozenset({"sub"})}, "proven"),
        ({"claims": {"sub": ["ann-1"]}}, "proven|who you are"),
    ],
)
def test_an_untrue_id_token_signs_nobody_in(
    client: TestClient, provider: OidcProvider, untrue: dict[str, Any], why: str
) -> None:
    vars(provider).update(untrue)
    answer = sign_in(client)
    assert answer.status_code == 403
    assert any(words in answer.text for words in why.split("|"))
    assert "planwatch-session" not in client.cookies


def test_a_code_without_the_verifier_of_its_challenge_is_worth_nothing(door: Door, provider: OidcProvider) -> None:
    assert door.oidc is not None
    address, state = door.oidc.begin("/")
    with door.store.writing() as connection:
        connection.execute(
            update(tables.sign_ins).values(verifier="another-verifier-of-somebody-else-who-took-the-code")
        )
    sent_back = httpx.get(address).headers["location"]
    code = parse_qs(urlsplit(sent_back).query)["code"][0]
    with pytest.raises(SignInFailed, match="did not accept"):
        door.oidc.finish(state=state, cookie=state, code=code, issuer=provider.issuer)


def test_an_answer_of_another_provider_is_refused(door: Door) -> None:
    assert door.oidc is not None
    _, state = door.oidc.begin("/")
    with pytest.raises(SignInFailed, match="another provider"):
        door.oidc.finish(state=state, cookie=state, code="x", issuer="https://evil.example")


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        ({"sub": "b"}, "reader"),
        ({"sub": "b", "groups": ["healthwatch"]}, "marker, reader"),
        ({"sub": "b", "groups": "healthwatch"}, "marker, reader"),
        ({"sub": "b", "email": "ED@example.org", "email_verified": True}, "editor, marker, reader"),
        ({"sub": "b", "email": "ed@example.org"}, "reader"),
        ({"sub": "b", "email": "ed@example.org", "email_verified": "false"}, "reader"),
        ({"sub": "b", "aud": [CLIENT]}, "reader"),
        ({"sub": "root-1"}, "admin, editor, marker, reader, watcher"),
        ({"sub": "ed@example.org "}, "reader"),
    ],
)
def test_settings_and_claims_say_who_has_which_role(
    client: TestClient, provider: OidcProvider, person: dict[str, Any], roles: str
) -> None:
    provider.person = {"name": "B", **person}
    sign_in(client)
    assert f"Signed in as B ({roles})" in client.get("/plans", headers=PAGE).text


def test_the_page_about_the_user_is_believed_only_about_the_same_user(
    client: TestClient, provider: OidcProvider
) -> None:
    provider.userinfo = {"sub": "somebody-else", "groups": ["healthwatch"]}
    sign_in(client)
    assert "(reader)" in client.get("/plans", headers=PAGE).text


def test_a_provider_that_changed_its_key_is_asked_again(
    door: Door, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert door.oidc is not None
    address, state = door.oidc.begin("/")
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    monkeypatch.setattr(door.oidc._provider, "_now", lambda: time.time() + 60)
    code = parse_qs(urlsplit(httpx.get(address).headers["location"]).query)["code"][0]
    identity, _ = door.oidc.finish(state=state, cookie=state, code=code, issuer="")
    assert identity.subject == "ann-1"


def test_a_provider_that_is_gone_is_told_and_comes_back(client: TestClient, door: Door, provider: OidcProvider) -> None:
    provider.alive = False
    assert door.oidc is not None
    door.oidc._provider._held = None
    answer = client.get("/sign-in")
    assert (answer.status_code, "try again" in answer.text) == (503, True)
    provider.alive = True
    assert client.get("/sign-in").status_code == 303
