"""An attacker who sees one plan tries to learn of another: by names, links, exports, forms, words and what was kept."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from small_library import HIDDEN, HOME, SHOWN, behind_a_proxy, small_planwatch
from starlette.testclient import TestClient

from plans.catalogue import SUPERSEDED
from plans.seams import Query

ANN = {"x-forwarded-user": "ann@example.org", "accept": "text/html"}
BEN = {"x-forwarded-user": "ben@example.org", "accept": "text/html"}
NO_SUCH = "westmere-2024"  # as long as the hidden one's id, so that nothing but the name can differ
TITLE, WORDS = "Eastvale Joint Plan", "community transport over the next two years"

NAMED = (
    "/plans/{id}",
    "/plans/{id}/search?q=transport",
    "/plans/{id}/original",
    "/answer?q=What+is+promised%3F&plan={id}",
    "/commitments?plan={id}",
    "/commitments?plan=area:{area}",
    "/commitments/totals?plan={id}",
    "/commitments/across?plan={id}&plan=" + SHOWN,
    "/commitments/delivery?plan={id}",
    "/commitments/delivery/none?plan={id}",
    "/commitments/delivery/{id}-o-9161567f0b55",
    "/commitments/progress?plan={id}",
    "/commitments/progress/html?plan={id}",
    "/commitments/editions?old={id}&new=" + SHOWN,
    "/commitments/download/csv?plan={id}",
    "/commitments/download/json?plan=area:{area}",
    "/commitments/{id}-c-97ea540c94b1",
    "/commitments/{id}-c-97ea540c94b1/pack",
    "/commitments/{id}-c-97ea540c94b1/outcomes",
    "/api/v1/plans/{id}",
    "/api/v1/search?query=transport&plan={id}",
    "/api/v1/search?query=transport&plan=area:{area}",
    "/api/v1/search?query=transport&plan=publisher:{area}",
    "/api/v1/ask?question=What+is+promised%3F&plan={id}",
    "/api/v1/commitments?plan={id}",
    "/api/v1/commitments/{id}-c-97ea540c94b1",
    "/api/v1/commitments/{id}-c-97ea540c94b1/history",
)


@pytest.fixture(scope="module")
def own(embedder: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_planwatch(tmp_path_factory.mktemp("escapes"), embedder)


@pytest.fixture(scope="module")
def client(own: Any) -> Iterator[TestClient]:
    with behind_a_proxy(own, f"ann@example.org = {SHOWN}; ben@example.org = all") as through_proxy:
        yield through_proxy


def named(way: str, plan_id: str, area: str) -> str:
    return way.replace("{id}", plan_id).replace("{area}", area)


@pytest.mark.parametrize("way", NAMED)
def test_a_hidden_plan_cannot_be_told_from_one_that_does_not_exist(client: TestClient, way: str) -> None:
    client.get(named(way, HIDDEN, "Eastvale"), headers=BEN)  # whoever may see it has just asked the same
    hidden = client.get(named(way, HIDDEN, "Eastvale"), headers=ANN)
    no_such = client.get(named(way, NO_SUCH, "Westmere"), headers=ANN)
    assert hidden.status_code == no_such.status_code
    told = hidden.text.replace(HIDDEN, NO_SUCH).replace("Eastvale", "Westmere").replace("eastvale", "westmere")
    assert _timeless(told) == _timeless(no_such.text)
    assert TITLE not in hidden.text
    assert WORDS not in hidden.text


def _timeless(text: str) -> str:
    """What a page says, without what is another for every request: tokens of forms and of answers, and times."""
    import re

    text = re.sub(r'name="form_token" value="[^"]*"|/answers/[0-9a-f]+|"(?:id|took_ms|asked_at)": ?"?[^",]*', "", text)
    return re.sub(r"\d+(?:\.\d+)?(?:e-\d+)?", "0", text)


def form_of(client: TestClient, page: str, headers: dict[str, str]) -> str:
    import re

    return re.findall(r'name="([^"]+)" value="([^"]{20,})"', client.get(page, headers=headers).text)[0]


@pytest.mark.parametrize("what", ["marks", "undo"])
def test_nothing_can_be_entered_about_what_is_hidden(client: TestClient, own: Any, what: str) -> None:
    shown, hidden = (own.register.commitments((plan,))[0].id for plan in (SHOWN, HIDDEN))
    name, token = form_of(client, f"/commitments/{shown}", ANN)
    given = {name: token, "kind": "note", "note": "looked", "seen": "0", "number": "1"}
    answers = [
        client.post(f"/commitments/{one}/{what}", data=given, headers={**ANN, "origin": HOME}, follow_redirects=False)
        for one in (hidden, f"{NO_SUCH}-c-97ea540c94b1")
    ]
    assert [answer.status_code for answer in answers] == [answers[1].status_code] * 2
    assert answers[0].status_code >= 400
    assert own.checks.history(hidden).entries == ()


def test_a_mark_by_the_interface_and_a_report_tell_nothing_of_what_is_hidden(client: TestClient, own: Any) -> None:
    hidden = own.register.commitments((HIDDEN,))[0].id
    origin = {**ANN, "origin": HOME, "sec-fetch-site": "same-origin", "accept": "application/json"}
    for one in (hidden, f"{NO_SUCH}-c-97ea540c94b1"):
        body = {"commitment_id": one, "kind": "note", "note": "looked", "seen": 0}
        answer = client.post("/api/v1/checks", json=body, headers=origin)
        assert answer.status_code >= 400
        assert WORDS not in answer.text
    assert own.checks.history(hidden).entries == ()
    report = {"question": f"What does {HIDDEN} say?", "wrong": "all of it", "right": "", "receipt": {"plan": HIDDEN}}
    answer = client.post("/api/v1/feedback", json=report, headers=origin)
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "sent_at"}


def test_a_follow_up_does_not_carry_a_hidden_plan_over(client: TestClient) -> None:
    turn = {"question": f"What does the {TITLE} say about buses?", "answer": f"{TITLE} [1] will invest £2.5 million."}
    headers = {**ANN, "origin": HOME, "sec-fetch-site": "same-origin", "accept": "application/json"}
    for question in ("And when?", "And what else does that plan promise?", "Who pays for it there?"):
        body = {"question": question, "history": [turn]}
        answer = client.post("/api/v1/ask", json=body, headers=headers)
        assert answer.status_code == 200
        told = answer.json()
        assert HIDDEN not in json.dumps({key: value for key, value in told.items() if key != "question"})
        assert WORDS not in answer.text


def test_words_that_only_a_hidden_plan_has_are_not_offered_for_misspelt_ones(client: TestClient) -> None:
    for written in ("eastvael", "estvale plan", "what about eastvalle"):
        told = client.get("/api/v1/search", params={"query": written}, headers=ANN).json()
        assert "eastvale" not in json.dumps({key: value for key, value in told.items() if key != "query"}).lower()
        whole = client.get("/api/v1/search", params={"query": written}, headers=BEN).json()
        assert "eastvale" in json.dumps({key: value for key, value in whole.items() if key != "query"}).lower()


def test_how_often_a_hidden_plan_uses_a_word_changes_no_score(own: Any) -> None:
    alone = own.limited_to((SHOWN,))
    search = alone._latest.get().search._search._search
    field = alone.library.keywords.text
    for stem in ("transport", "plan", "call"):
        assert search._rarity(stem) == pytest.approx(_rarity(own, stem)), stem
    assert field is own.library.keywords.text, "what is stored of words is held once for all who see some of it"


def _rarity(own: Any, stem: str) -> float:
    from math import log

    rows = own.library.rows(SHOWN)
    keywords = own.library.keywords
    count = max(
        sum(rows.start <= row < rows.stop for row in field.rows(stem).tolist())
        for field in (keywords.text, keywords.context)
    )
    size = rows.stop - rows.start
    return log(1 + (size - count + 0.5) / (count + 0.5))


def test_downloads_of_everything_hold_nothing_of_what_is_hidden(client: TestClient) -> None:
    for form in ("csv", "json", "html", "ics", "docx", "xlsx"):
        answer = client.get(f"/commitments/download/{form}", headers=ANN)
        assert answer.status_code == 200
        written = answer.content
        if form in ("docx", "xlsx"):
            with zipfile.ZipFile(io.BytesIO(written)) as opened:
                written = b"".join(opened.read(name) for name in opened.namelist())
        assert HIDDEN.encode() not in written
        assert WORDS.encode() not in written


@pytest.mark.parametrize(
    "question", ["How many ambulances will be bought?", "What is promised?", "Which plans mention transport?"]
)
def test_an_answer_about_all_plans_is_not_downloaded_by_who_sees_less(client: TestClient, question: str) -> None:
    """One that is made of no plan, because it was no question for them, may be."""
    page = client.get("/answer", params={"q": question}, headers=BEN).text
    (token, *_) = {part.split(".")[0] for part in page.split("/answers/")[1:]}
    for form in ("json", "txt", "md"):
        assert client.get(f"/answers/{token}.{form}", headers=BEN).status_code == 200
        told = client.get(f"/answers/{token}.{form}", headers=ANN)
        assert told.status_code == 404 or not [one for one in (HIDDEN, TITLE, WORDS) if one in told.text]


def test_a_plan_whose_other_edition_is_hidden_stands_alone(own: Any) -> None:
    whole = own.library
    plans = {plan.id: plan for plan in whole.plans()}
    older = replace(plans[SHOWN], entry=replace(plans[SHOWN].entry, status=SUPERSEDED))
    newer = replace(plans[HIDDEN], entry=replace(plans[HIDDEN].entry, supersedes=SHOWN))
    from index.generation import _alone

    assert [plan.entry.status for plan in _alone([older])] == [None]
    assert [plan.entry.supersedes for plan in _alone([newer])] == [None]
    assert _alone([newer, older]) == (newer, older)


def test_the_search_of_a_limited_library_gives_what_a_library_of_those_plans_would(own: Any) -> None:
    hits = own.limited_to((SHOWN,)).search.search(Query(text="calls to the single phone line"))
    assert {hit.passage.plan_id for hit in hits.hits} == {SHOWN}
    assert hits.examined == len(own.library.passages(SHOWN))
