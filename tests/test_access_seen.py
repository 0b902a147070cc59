"""Who sees which plans: nothing of a plan that somebody does not see comes to him, by whatever way he asks."""

import asyncio
import json
from collections.abc import Generator, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from small_library import HIDDEN, HOME, SHOWN, behind_a_proxy, small_planwatch
from starlette.testclient import TestClient

from app.access.door import door_of
from app.access.people import Role
from app.access.rules import RULES, rule_for
from app.access.sees import SEES, Sees, sees_in, sees_of, step_by_step
from app.delivery import Delivery
from plans.answer import Question
from plans.errors import UnknownPlan, WrongCall
from plans.seams import Query
from plans.settings import Settings

ANN = {"x-forwarded-user": "ann@example.org", "x-forwarded-email": "ann@example.org"}
BEN = {"x-forwarded-user": "ben@example.org", "x-forwarded-groups": "staff"}
EVE = {"x-forwarded-user": "eve@example.org"}
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def own(embedder: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_planwatch(tmp_path_factory.mktemp("seen"), embedder)


@pytest.fixture(scope="module")
def client(own: Any) -> Iterator[TestClient]:
    seen = f"ann@example.org = {SHOWN}, area:Nowhere; group:staff = all; token:Reader = area:Northbridge"
    with behind_a_proxy(own, seen) as through_proxy:
        yield through_proxy


@pytest.fixture(scope="module")
def hidden_ids(own: Any) -> tuple[str, str]:
    """A commitment and a passage of the plan that Ann does not see."""
    return own.register.commitments((HIDDEN,))[0].id, own.library.passages(HIDDEN)[2].id


@pytest.fixture(scope="module")
def ways(own: Any, hidden_ids: tuple[str, str]) -> list[str]:
    """Every address that gives something of plans, asked for all that there is and for what is hidden."""
    commitment, passage = hidden_ids
    everywhere = [
        "/",
        "/plans",
        "/transparency",
        "/about",
        "/readyz",
        "/answer?q=What+is+invested+in+community+transport%3F",
    ]
    owners = {owner.name for one in own.register.commitments((HIDDEN,)) for owner in one.owners}
    bodies = [f"/bodies/{quote(name)}" for name in sorted({"Eastvale Council", *owners})]
    pages = ["", "/totals", "/across", "/delivery", "/delivery/none", "/progress", "/editions", "/checking"]
    pages += ["/progress/csv"]
    named = [f"/commitments/{commitment}", f"/commitments/{commitment}/pack", f"/commitments/{commitment}/outcomes"]
    forms = [f"/commitments/download/{form}" for form in ("csv", "xlsx", "json", "jsonl", "docx", "ods")]
    asked = ["search?query=community+transport", "ask?question=What+does+the+Eastvale+plan+promise%3F", "commitments"]
    of_hidden = [
        "search?query=community+transport&plan=",
        "ask?question=What+is+promised%3F&plan=",
        "commitments?plan=",
    ]
    return [
        *everywhere,
        *bodies,
        *(f"/commitments{page}" for page in pages),
        *(f"/commitments?plan={HIDDEN}", "/commitments/across?q=transport", *named, *forms),
        *(f"/plans/{HIDDEN}", f"/plans/{HIDDEN}/search?q=transport", f"/plans/{HIDDEN}/original"),
        f"/plans/{HIDDEN}/passages/{passage}",
        *(f"/api/v1/{one}" for one in ("plans", "checks", *asked)),
        *(f"/api/v1/{one}{HIDDEN}" for one in of_hidden),
        *(f"/api/v1/plans/{HIDDEN}", f"/api/v1/commitments/{commitment}", f"/api/v1/commitments/{commitment}/history"),
    ]


def test_every_address_that_readers_may_open_is_one_of_those_ways(ways: list[str]) -> None:
    """So that a new address cannot be forgotten here: what is not a way says nothing of plans."""
    tried = {rule.path for way in ways if (rule := rule_for("GET", way.partition("?")[0])) is not None}
    told_apart = {"/answers/{name}.{form}", "/commitments/delivery/{outcome_id}"}
    told_apart |= {"/api/v1/docs", "/api/v1/openapi.json"}
    listed = {rule.path for rule in RULES if rule.method == "GET" and rule.role is Role.READER}
    gradio = {path for path in listed if path.startswith(("/gradio_api/", "/config", "/theme", "/assets", "/static"))}
    assert listed - tried - told_apart - gradio == set()


def test_nothing_of_a_plan_that_is_not_seen_comes_by_any_way(client: TestClient, own: Any, ways: list[str]) -> None:
    commitment = own.register.commitments((HIDDEN,))[0]
    own_words = {one.text for one in own.library.passages(SHOWN)}
    telling = {one.text for one in own.library.passages(HIDDEN) if len(one.text) > 30} - own_words
    leaks = []
    for way in ways:
        told = client.get(way, headers={**ANN, **PAGE})
        asked_for = HIDDEN in way or commitment.id in way
        body = told.text
        if any(text in body for text in telling) or (not asked_for and HIDDEN in body):
            leaks.append((way, told.status_code))
        if asked_for and told.status_code == 200 and HIDDEN in way.split("?")[0]:
            leaks.append((way, told.status_code))
    assert leaks == []


def own_token(own: Any, name: str) -> str:
    from app.access.people import Role
    from app.access.store import AccessStore
    from app.access.tokens import Tokens

    return Tokens(store=AccessStore(own.settings.home)).add(name, [Role.READER, Role.MARKER], days=1)


def plans_of(client: TestClient, headers: dict[str, str]) -> list[str]:
    return [plan["id"] for plan in client.get("/api/v1/plans", headers=headers).json()]


def test_each_sees_what_the_rules_give_and_nobody_more(client: TestClient, own: Any) -> None:
    assert plans_of(client, ANN) == [SHOWN]
    assert plans_of(client, BEN) == [HIDDEN, SHOWN]
    assert plans_of(client, EVE) == []
    reader, other = own_token(own, "Reader"), own_token(own, "Somebody")
    assert plans_of(client, {"authorization": f"Bearer {reader}"}) == [SHOWN]
    assert plans_of(client, {"authorization": f"Bearer {other}"}) == []
    assert client.get(f"/plans/{HIDDEN}", headers={**BEN, **PAGE}).status_code == 200
    assert client.get(f"/plans/{SHOWN}", headers={**ANN, **PAGE}).status_code == 200


def test_an_answer_that_cites_a_hidden_plan_cannot_be_downloaded(client: TestClient) -> None:
    page = client.get(
        "/answer?q=How+much+is+invested+in+community+transport%3F&plan=eastvale", headers={**BEN, **PAGE}
    ).text
    (token, *_) = {part.split(".")[0] for part in page.split("/answers/")[1:]}
    assert client.get(f"/answers/{token}.txt", headers=BEN).status_code == 200
    assert client.get(f"/answers/{token}.txt", headers=ANN).status_code == 404


def test_an_answer_that_found_nothing_in_a_hidden_plan_cannot_be_downloaded_for_its_near_words(
    client: TestClient,
) -> None:
    question = "How many helicopters for community transport will be bought?"
    page = client.get("/answer", params={"q": question, "plan": HIDDEN}, headers={**BEN, **PAGE}).text
    (token, *_) = {part.split(".")[0] for part in page.split("/answers/")[1:]}
    for form in ("txt", "md", "docx", "json"):
        assert client.get(f"/answers/{token}.{form}", headers=BEN).status_code == 200
        assert client.get(f"/answers/{token}.{form}", headers=ANN).status_code == 404


def test_what_was_worked_out_for_who_sees_everything_is_not_shown_to_who_does_not(client: TestClient, own: Any) -> None:
    """One generation is read by people who see different plans of it; nothing is kept by its name alone."""
    pages = ["/commitments/delivery", "/commitments/delivery/none", "/commitments/across", "/commitments/totals"]
    titles = {plan.id: plan.entry.title for plan in own.library.plans()}
    whole = [client.get(page, headers={**BEN, **PAGE}).text for page in pages]
    assert any(titles[HIDDEN] in page for page in whole)
    again = [client.get(page, headers={**ANN, **PAGE}).text for page in pages]
    assert [page for page, text in zip(pages, again, strict=True) if HIDDEN in text or titles[HIDDEN] in text] == []
    hidden = {one.id for one in Delivery(own).line([HIDDEN]).outcomes}
    assert hidden
    for outcome in hidden:
        assert client.get(f"/commitments/delivery/{outcome}", headers={**BEN, **PAGE}).status_code == 200
        assert client.get(f"/commitments/delivery/{outcome}", headers={**ANN, **PAGE}).status_code == 404


def test_what_is_entered_about_a_hidden_commitment_is_not_told(
    client: TestClient, own: Any, hidden_ids: tuple[str, str]
) -> None:
    from commitments.checks import EntryKind, Mark

    (commitment,) = (one for one in own.register.commitments((HIDDEN,)) if one.id == hidden_ids[0])
    mark = Mark(
        commitment_id=commitment.id, plan_id=HIDDEN, edition=commitment.edition, words=commitment.text,
        kind=EntryKind.NOTE, person="Ben", note="looked",
    )  # fmt: skip
    own.checks.enter(mark, seen=0)
    assert commitment.id in client.get("/api/v1/checks", headers=BEN).text
    assert commitment.id not in client.get("/api/v1/checks", headers=ANN).text
    assert client.get(f"/api/v1/commitments/{commitment.id}/history", headers=ANN).status_code == 404


def test_the_page_asks_for_the_visitor_who_sent_the_event(client: TestClient) -> None:
    config = client.get("/config", headers={**ANN, **PAGE}).json()
    assert HIDDEN not in json.dumps(config)
    (ask, *_) = [each["id"] for each in config["dependencies"] if each["api_name"] == "ask"]
    told = {}
    for name, who in (("ann", ANN), ("ben", BEN)):
        body = {"fn_index": ask, "data": ["How much is invested in community transport?", [], []], "session_hash": name}
        origin = {"origin": HOME, "sec-fetch-site": "same-origin"}
        joined = client.post("/gradio_api/queue/join", json=body, headers={**who, **origin})
        assert joined.status_code == 200, joined.text
        with client.stream("GET", f"/gradio_api/queue/data?session_hash={name}", headers=who) as events:
            told[name] = unescape("".join(_until_done(events.iter_lines())))
    assert HIDDEN in told["ben"]
    assert HIDDEN not in told["ann"]


def _until_done(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if "process_completed" in line or "close_stream" in line:
            return


def test_a_limited_planwatch_knows_no_word_of_the_others(own: Any) -> None:
    limited = own.limited_to((SHOWN,))
    (whole,) = (own.library,)
    mine = " ".join(f"{one.text} {one.context}" for one in own.library.passages(SHOWN)).lower()
    assert limited.library.keywords.words
    assert [word for word in limited.library.keywords.words if word not in mine] == []
    assert set(whole.keywords.words) - set(limited.library.keywords.words)
    with pytest.raises(UnknownPlan) as told:
        limited.answerer.ask(Question(text="What is promised?", plans=(HIDDEN,)))
    assert f"holds: {SHOWN}." in str(told.value)
    hits = limited.search.search(Query(text="community transport in Eastvale"))
    assert {hit.passage.plan_id for hit in hits.hits} == {SHOWN}
    assert hits.examined == len(own.library.passages(SHOWN))
    assert limited.library.passage(own.library.passages(HIDDEN)[0].id) is None
    assert {one.plan_id for one in limited.register.commitments()} == {SHOWN}


def test_the_same_tools_of_mcp_give_nothing_of_the_others(own: Any) -> None:
    mcp = pytest.importorskip("mcp")
    from app.mcp.server import make_server

    passage = own.library.passages(HIDDEN)[1].id

    async def told() -> str:
        async with mcp.Client(make_server(own.limited_to((SHOWN,)))) as client:
            calls = [
                ("search", {"query": "community transport"}),
                ("search", {"query": "community transport", "plans": ["eastvale"]}),
                ("ask", {"question": "What does the Eastvale plan promise?"}),
                ("read_passage", {"passage_id": passage}),
                ("list_commitments", {"words": "transport"}),
            ]
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
            return " ".join(str(result.content) for result in results).replace(passage, "")

    assert HIDDEN not in asyncio.run(told())


@pytest.mark.parametrize("written", ["group:a", "= area:Leeds", "ann =", "ann = ,"])
def test_rules_that_cannot_be_understood_are_refused(written: str) -> None:
    with pytest.raises(WrongCall, match="PLANWATCH_PLANS_SEEN"):
        sees_in(written)


def test_rules_need_a_way_to_sign_in(tmp_path: Any) -> None:
    with pytest.raises(WrongCall, match="sign in"):
        door_of(Settings(home=tmp_path, plans_seen="* = all"))


def test_what_is_seen_is_all_that_the_rules_of_any_of_ones_names_give() -> None:
    rules = sees_in("group:a = area:Leeds; group:b = area:York, x; role:admin = all")
    assert sees_of(rules, {"group:a", "group:b"}) == ("area:Leeds", "area:York", "x")
    assert sees_of(rules, {"group:a", "role:admin"}) is None
    assert sees_of(rules, {"nobody"}) == ()
    assert sees_of(None, set()) is None


def test_each_step_of_an_event_is_done_for_its_visitor() -> None:
    def steps() -> Generator[Sees, None, None]:
        yield SEES.get()
        yield SEES.get()

    one, other = step_by_step(("a",), steps()), step_by_step(None, steps())
    assert [next(one), next(other), next(one), next(other)] == [("a",), None, ("a",), None]
    assert SEES.get() == ()
