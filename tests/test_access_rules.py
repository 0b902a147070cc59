"""The one table of who may do what names every address of the server, and is what is enforced."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_library import small_planwatch
from starlette.routing import BaseRoute, Mount
from starlette.testclient import TestClient

from app.access.door import Door
from app.access.people import Role, roles_up_to
from app.access.policy import policy_of
from app.access.rules import READING_EVENTS, RULES, rule_for
from app.access.tokens import Tokens
from app.web.security import OnlyNeeded
from app.web.server import make_app
from plans.settings import Settings

HOME = "http://localhost:7860"
# A value for each variable part of an address, so that requests meet something that is there or a plain 404.
_IN_PLACE = {"form": "csv", "name": "nobody"}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    home = tmp_path_factory.mktemp("rules")
    told = Settings(home=home, sign_in="proxy", proxy_addresses="10.0.0.9", public_url=HOME, asks_per_minute=9_999,
                    asks_per_minute_by_address=9_999)  # fmt: skip
    return Door(policy_of(told), home)


@pytest.fixture(scope="module")
def app(embedder: Any, door: Door, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return make_app(small_planwatch(tmp_path_factory.mktemp("small"), embedder), door=door)


@pytest.fixture(scope="module")
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app, base_url=HOME, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def routes_of(routes: Iterable[BaseRoute], above: str = "") -> Iterator[tuple[str, str]]:
    """Every method and address that some route of the application answers, mounted applications included."""
    for route in _all(routes):
        path = above + getattr(route, "path", "")
        if isinstance(route, Mount):
            inner = _unwrapped(route.app)
            if hasattr(inner, "routes"):
                yield from routes_of(inner.routes, path)
            else:
                yield "GET", f"{path}/{{path:path}}"
            continue
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            yield method, path


def _all(routes: Iterable[BaseRoute]) -> Iterator[Any]:
    """The routes, with those of routers that were included, however deep."""
    for route in routes:
        inner = getattr(route, "effective_candidates", None)
        if inner is None:
            yield route
        else:
            yield from _all(inner())


def _unwrapped(app: Any) -> Any:
    while not hasattr(app, "routes") and hasattr(app, "_app"):
        app = app._app
    return app


def needed(method: str, path: str) -> bool:
    """Whether an address of Gradio is let through to it at all."""
    return method in {"GET", "POST"} and (path == "/" or path.startswith(OnlyNeeded.lets_through))


def own_and_gradios(app: Any) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    mounts = [route for route in app.routes if isinstance(route, Mount)]
    gradio = set(routes_of(_unwrapped(mounts[-1].app).routes))
    own = set(routes_of([route for route in app.routes if route is not mounts[-1]])) - {("GET", "")}
    return own, {(method, path) for method, path in gradio if needed(method, path)}


def test_every_address_of_ours_stands_in_the_table(app: Any) -> None:
    own, _ = own_and_gradios(app)
    assert len(own) > 30
    listed = {(rule.method, rule.path) for rule in RULES}
    missing = {(method, path) for method, path in own if method not in {"HEAD", "OPTIONS"}} - listed
    assert missing == set(), "give each a role in app/access/rules.py; until then only an admin may call it"


def test_every_address_of_gradio_that_is_let_through_stands_in_the_table_or_is_shut(app: Any) -> None:
    _, gradio = own_and_gradios(app)
    assert ("POST", "/gradio_api/queue/join") in gradio
    used = {("GET", "/config"), ("GET", "/theme.css"), ("GET", "/gradio_api/queue/data"), ("GET", "/"),
            ("POST", "/gradio_api/queue/join")}  # fmt: skip
    assert used <= gradio
    for method, path in used:
        assert rule_for(method, re.sub(r"\{[^}]+\}", "x", path)) is not None


def test_the_table_names_nothing_that_is_not_there(app: Any) -> None:
    own, gradio = own_and_gradios(app)
    there = {re.sub(r"\{[^}]+\}", "{}", path) for _, path in own | gradio}
    named = {re.sub(r"\{[^}]+\}", "{}", rule.path) for rule in RULES}
    assert named - there == set()


def test_no_address_stands_in_the_table_twice() -> None:
    pairs = [(rule.method, rule.path) for rule in RULES]
    assert len(pairs) == len(set(pairs))


def test_every_event_of_gradios_page_is_one_that_reads(app: Any) -> None:
    mount = [route for route in app.routes if isinstance(route, Mount)][-1]
    blocks = _unwrapped(mount.app).get_blocks()
    events = {one.name for one in blocks.fns.values()}
    assert events <= READING_EVENTS, "an event that changes something needs a role of its own: use a route"


def test_somebody_without_any_role_gets_nothing_but_what_is_for_everybody(client: TestClient) -> None:
    for method, path, rule in _calls():
        status = client.request(method, path, headers={"accept": "text/html"}).status_code
        if rule.role is None:
            assert status not in {401, 403}, path
        else:
            assert status == 401, (method, path, status)


@pytest.mark.parametrize("role", list(Role))
def test_a_token_of_one_scope_opens_that_and_nothing_else(client: TestClient, door: Door, role: Role) -> None:
    token = Tokens(store=door.store).add("Ann", [role], days=1)
    for method, path, rule in _calls():
        status = client.request(method, path, headers={"authorization": f"Bearer {token}"}).status_code
        if rule.role in (None, role):
            assert status not in {401, 403}, (method, path, status)
        else:
            assert status == 403, (method, path, status)


def test_the_counts_of_the_server_are_for_watchers_and_admins_and_a_watcher_gets_nothing_else(
    client: TestClient, door: Door
) -> None:
    """A program that collects counts needs no right to read plans or to enter marks, nor a reader to see the counts."""
    for role, allowed in ((Role.READER, False), (Role.EDITOR, False), (Role.WATCHER, True)):
        token = Tokens(store=door.store).add("Prometheus", [role], days=1)
        answered = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
        assert (answered.status_code == 200) is allowed
        assert ("planwatch_requests" in answered.text) is allowed
    assert client.get("/metrics").status_code == 401
    assert roles_up_to(Role.WATCHER) == {Role.WATCHER}
    assert Role.WATCHER in roles_up_to(Role.ADMIN)
    assert Role.WATCHER not in roles_up_to(Role.EDITOR)


def test_an_address_that_no_rule_names_is_an_admins(client: TestClient, door: Door) -> None:
    reader = Tokens(store=door.store).add("Ann", [Role.READER, Role.MARKER, Role.EDITOR], days=1)
    for method, path in [("GET", "/nothing"), ("DELETE", "/plans"), ("PUT", "/api/v1/plans")]:
        assert client.request(method, path, headers={"authorization": f"Bearer {reader}"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/commitments/x%2Fmarks", "/Commitments/x/marks", "/commitments/x/marks/", "/commitments//marks", "/./plans",
     "/plans/../plans", "/api/v1/../../plans", "/plans;x", "/plans%20"],
)  # fmt: skip
def test_an_address_written_in_another_way_opens_nothing(client: TestClient, path: str) -> None:
    for method in ("GET", "POST"):
        assert client.request(method, path).status_code in {401, 404}, (method, path)


def _calls() -> Iterator[tuple[str, str, Any]]:
    for rule in RULES:
        path = re.sub(r"\{(\w+)[^}]*\}", lambda match: _IN_PLACE.get(match[1], "none"), rule.path)
        if "/queue/data" not in path and "heartbeat" not in path:  # answers that go on until the visitor leaves
            yield rule.method, path, rule


def test_the_table_and_the_docs_agree() -> None:
    page = (Path(__file__).parents[1] / "docs" / "access.md").read_text(encoding="utf-8")
    for role in Role:
        assert f"| {role} |" in page
