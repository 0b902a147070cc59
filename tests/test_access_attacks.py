"""What somebody tries at the door who knows how it is built: tokens of others, headers of the proxy, forms, limits."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider
from small_library import small_planwatch
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from app.access.door import Door, door_of
from app.access.errors import SignInFailed
from app.access.gate import Gate
from app.access.people import Role
from app.access.rules import RULES
from app.web.server import make_app
from plans.settings import Settings

HOME = "https://plans.example.org"
LOCAL = "http://localhost:7860"
PAGE = {"accept": "text/html"}
PROXY = ("10.1.2.3", 4711)
ANN = {"x-forwarded-user": "ann@example.org", "x-forwarded-groups": "readers"}


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    with oidc_provider() as made:
        yield made


@pytest.fixture(scope="module")
def oidc(provider: OidcProvider, tmp_path_factory: pytest.TempPathFactory) -> Door:
    home = tmp_path_factory.mktemp("attacked")
    return door_of(
        Settings(home=home, sign_in="oidc", public_url=LOCAL, oidc_issuer=provider.issuer, oidc_client_id=CLIENT,
                 oidc_client_secret=SECRET, readers="*")
    )  # fmt: skip


@pytest.fixture
def true_again(provider: OidcProvider) -> Iterator[OidcProvider]:
    fresh = {"claims": {}, "header": {}, "without": frozenset(), "signed_by": "its key"}
    yield provider
    vars(provider).update(fresh)


def finished(door: Door, provider: OidcProvider, **other: str) -> Any:
    """Sign in at the provider, and come back with what is given in place of what it sent."""
    assert door.oidc is not None
    address, state = door.oidc.begin("/")
    back = parse_qs(urlsplit(httpx.get(address).headers["location"]).query)
    given = {"state": state, "cookie": state, "code": back["code"][0], "issuer": provider.issuer, **other}
    return door.oidc.finish(**given)[0]


def test_a_true_answer_signs_in(oidc: Door, true_again: OidcProvider) -> None:
    assert finished(oidc, true_again).subject == "ann-1"


@pytest.mark.parametrize(
    "untrue",
    [
        {"signed_by": "a key that it brings along"},
        {"header": {"kid": "../../../etc/passwd"}},
        {"header": {"kid": "' UNION SELECT 1 --"}},
        {"header": {"crit": ["b64"], "b64": False}},
        {"claims": {"nbf": int(time.time()) + 3_600}},
        {"claims": {"iat": int(time.time()) + 3_600}},
        {"claims": {"exp": int(time.time()) - 3_600}},
        {"claims": {"exp": "never"}},
        {"claims": {"exp": True}},
        {"claims": {"aud": f"{CLIENT}-2"}},
        {"claims": {"aud": [f"{CLIENT} "]}},
        {"claims": {"aud": []}},
        {"claims": {"aud": {CLIENT: 1}}},
        {"claims": {"azp": "another-client"}},
        {"claims": {"nonce": ""}},
        {"claims": {"nonce": ["x"]}},
        {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
        {"claims": {"sub": ""}},
        {"claims": {"sub": 7}},
        {"claims": {"sub": None}},
        {"without": frozenset({"iat"})},
        {"without": frozenset({"aud"})},
        {"without": frozenset({"iss"})},
    ],
)
def test_no_untrue_token_signs_anybody_in(oidc: Door, true_again: OidcProvider, untrue: dict[str, Any]) -> None:
    vars(true_again).update(untrue)
    with pytest.raises(SignInFailed):
        finished(oidc, true_again)


def test_neither_a_state_nor_a_code_of_another_sign_in_is_of_any_use(oidc: Door, true_again: OidcProvider) -> None:
    assert oidc.oidc is not None
    hers, mine = oidc.oidc.begin("/")[1], oidc.oidc.begin("/")[1]
    for other in ({"state": hers, "cookie": mine}, {"state": "", "cookie": ""}, {"state": "\x00", "cookie": "\x00"}):
        with pytest.raises(SignInFailed):
            finished(oidc, true_again, **other)
    address, _ = oidc.oidc.begin("/")
    stolen = parse_qs(urlsplit(httpx.get(address).headers["location"]).query)["code"][0]
    with pytest.raises(SignInFailed, match="did not accept"):
        finished(oidc, true_again, code=stolen)
    with pytest.raises(SignInFailed):
        finished(oidc, true_again, issuer=f"{true_again.issuer}/")


def test_a_session_that_somebody_planted_is_not_the_one_that_is_signed_in(
    oidc: Door, true_again: OidcProvider, app: Any
) -> None:
    """Fixation: the name of a session is drawn when somebody has signed in, and the one before is over."""
    with TestClient(make_app(app, door=oidc), base_url=LOCAL, follow_redirects=False) as client:

        def sign_in() -> str:
            back = httpx.get(client.get("/sign-in").headers["location"]).headers["location"]
            answer = client.get(urlsplit(back)._replace(scheme="", netloc="").geturl())
            assert answer.status_code == 200
            given = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("planwatch-session="))
            return given.partition("=")[2].partition(";")[0]

        client.cookies.set("planwatch-session", "planted-by-somebody-who-knows-it")
        first = sign_in()
        assert first != "planted-by-somebody-who-knows-it"
        second = sign_in()
        assert oidc.sessions.identity(second) is not None
        assert oidc.sessions.identity(first) is None
        assert true_again.alive


@pytest.mark.parametrize(
    "next_path",
    ["/\t/evil.example", "/\n//evil.example", "\\\\evil.example", "/\\/evil.example", " //evil.example", "///evil",
     "/%5c%5cevil.example/..//", "http:evil.example", "/x\r\nSet-Cookie: a=b", "//evil.example/%2f..", "/\u2028//evil",
     "https:///evil.example", "data:text/html,x", "/<script>", "?next=//evil.example", "//[::1]@evil.example"],
)  # fmt: skip
def test_no_way_of_writing_an_address_leads_to_another_host_after_signing_in(oidc: Door, next_path: str) -> None:
    from urllib.parse import urljoin

    from app.web.markup import local

    led = local(next_path) or "/"
    assert urlsplit(urljoin(f"{HOME}/sign-in/callback", led)).netloc == "plans.example.org"
    assert led.isprintable()
    assert oidc.can_sign_in


@pytest.fixture(scope="module")
def app(embedder: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_planwatch(tmp_path_factory.mktemp("attacks"), embedder)


def behind_a_proxy(home: Path, **more: Any) -> Door:
    given = {"proxy_addresses": "10.1.2.3", "admins": "group:staff", "readers": "*", **more}
    return door_of(Settings(home=home, sign_in="proxy", public_url=HOME, **given))


def gated(door: Door, peer: tuple[str, int] = PROXY) -> TestClient:
    """A gate before an application that lets everything happen and says who it was."""

    async def done(scope: Any, receive: Any, send: Any) -> None:
        visitor = scope["state"]["visitor"]
        await JSONResponse({"name": visitor.person.name, "roles": sorted(visitor.person.roles)})(scope, receive, send)

    client = TestClient(Gate(done, door=door), base_url=HOME, client=peer, follow_redirects=False)
    assert client.base_url == HOME
    return client


@pytest.mark.parametrize("header", ["x-forwarded-user", "x-forwarded-preferred-username", "x-forwarded-groups"])
def test_a_header_that_the_visitor_adds_to_that_of_the_proxy_gives_no_right(tmp_path: Path, header: str) -> None:
    sent = [*ANN.items(), (header, "staff")]
    if header not in ANN:
        sent.append((header, "Ann"))
    answer = gated(behind_a_proxy(tmp_path)).get("/api/v1/plans", headers=sent)
    assert answer.status_code == 403
    assert "more than once" in answer.json()["detail"]


@pytest.mark.parametrize(
    "names",
    [{"x_forwarded_user": "root"}, {"x-forwarded_user": "root"}, {"remote-user": "root"}, {"x-remote-user": "root"},
     {"x-forwarded-email": "root"}, {"forwarded": "for=10.1.2.3;user=root"}, {"authorization": "Basic cm9vdDpyb290"}],
)  # fmt: skip
def test_headers_that_are_not_those_of_the_proxy_name_nobody(tmp_path: Path, names: dict[str, str]) -> None:
    assert gated(behind_a_proxy(tmp_path)).get("/api/v1/plans", headers=names).status_code == 401


def test_an_address_made_up_in_x_forwarded_for_does_not_escape_the_limit(tmp_path: Path) -> None:
    door = behind_a_proxy(tmp_path, anonymous_role="reader", asks_per_minute=4, asks_per_minute_by_address=4)
    client = gated(door)
    statuses = []
    for number in range(9):
        made_up = f"198.51.100.{number}, 10.1.2.3, 203.0.113.7"
        ways = ({"x-forwarded-for": made_up}, {"x-forwarded-for": f"{made_up}, 10.1.2.3"})
        more = {"x-real-ip": f"198.51.100.{number}", "true-client-ip": f"1.1.1.{number}", "via": str(number)}
        statuses.append(client.get("/api/v1/search?query=x", headers={**ways[number % 2], **more}).status_code)
    assert statuses == [200] * 4 + [429] * 5
    alone = gated(door, ("203.0.113.7", 1))
    assert alone.head("/api/v1/ask?question=x", headers={"x-forwarded-for": "192.0.2.99"}).status_code == 429


def test_every_address_that_changes_something_refuses_what_another_site_sends_for_a_person(tmp_path: Path) -> None:
    client = gated(behind_a_proxy(tmp_path, asks_per_minute=9_999, asks_per_minute_by_address=9_999))
    admin = {"x-forwarded-user": "root@example.org", "x-forwarded-groups": "staff"}
    kinds: tuple[tuple[str, bytes], ...] = (
        ("application/x-www-form-urlencoded", b"kind=note&note=x&seen=0&form_token=" + b"0" * 64),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n--b--\r\n',
        ),
        ("text/plain", b'{"note": "x"}'),
        ("text/plain; application/json", b"{}"),
        ("application/jsonp", b"{}"),
        ("", b""),
    )
    changing = [rule for rule in RULES if rule.method not in ("GET", "HEAD")]
    assert len(changing) >= 9
    for rule in changing:
        path = re.sub(r"\{[^}]+\}", "x", rule.path)
        for kind, body in kinds:
            answer = client.request(rule.method, path, content=body, headers={**admin, "content-type": kind})
            assert answer.status_code == 403, (path, kind)
        answer = client.request(rule.method, path, json={}, headers=admin)
        assert answer.status_code == 403, (path, "JSON without an origin")


@pytest.mark.parametrize("scope", list(Role))
def test_no_way_of_sending_a_token_gives_it_more_than_its_scope(tmp_path: Path, scope: Role) -> None:
    door = behind_a_proxy(tmp_path)
    token = door.tokens.add("Ann", [scope], days=1)
    client = gated(door)
    bearer = {"authorization": f"Bearer {token}"}
    for more in ({"x-forwarded-user": "root", "x-forwarded-groups": "staff"}, {"x-http-method-override": "POST"}):
        answer = client.get("/nothing-that-a-rule-names", headers={**bearer, **more})
        assert (answer.status_code == 200) is (scope is Role.ADMIN)
    for wrong in (f"Bearer {token}, Bearer {token}", f"bearer  {token}x", f"Basic {token}", token):
        answer = client.get("/api/v1/plans", headers={"authorization": wrong})
        assert answer.status_code == 401, wrong
    if scope is not Role.ADMIN:
        assert client.get("/api/v1/plans", params={"access_token": token}).status_code == 401


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:80@evil.example", "[::1]:7860@evil.example", "[::1]evil.example", "localhost:evil", "localhost:",
     "127.0.0.1.evil.example", "0177.0.0.1", "2130706433", "localhost\\.evil.example", "localhost#evil", "[::1]x"],
)  # fmt: skip
def test_a_host_that_only_looks_like_this_machine_is_not_answered_to(app: Any, host: str) -> None:
    client = TestClient(make_app(app), base_url="http://127.0.0.1:7860")
    assert client.get("/plans", headers={"host": host}).status_code == 421
