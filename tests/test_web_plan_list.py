"""The list of plans: a page of it at a time, narrowed on the server, and as quick with 5,000 plans as with two."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.web.plan_list import ON_A_PAGE, listed
from app.web.server import make_app
from plans.catalogue import Period, Plan, PlanEntry


def plan(number: int) -> Plan:
    first = 2020 + number % 5
    entry = PlanEntry(
        id=f"plan-{number:04d}",
        title=f"Health Plan of Ashford {number}",
        publisher=f"Órgano {number % 7}",
        edition="1",
        file="plan.txt",
        area=f"Ward {number % 150}",
        kind=("place plan", "joint forward plan")[number % 2],
        period=Period(written="", first=date(first, 4, 1), last=date(first + 1, 3, 31)),
    )
    return Plan(entry=entry, sha256="ab" * 32, pages=None, passages=3, commitments=2)


PLANS = [plan(number) for number in range(5_000)]


def test_every_plan_stands_on_one_page_and_only_one() -> None:
    met, first = [], 1
    while True:
        found = listed(PLANS, first=first)
        assert (found.first, found.fitting, found.held) == (first, 5_000, 5_000)
        met += [one.id for one in found.plans]
        if found.after is None:
            break
        first = found.last + 1
        assert f"first={first}" in found.after
    assert met == [one.id for one in PLANS]
    assert found.before is not None


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"words": "ASHFORD 4999"}, 1),
        ({"words": "órgano joint"}, 2_500),
        ({"words": "ward 149"}, 45),  # 33 of that ward, and twelve whose own number has it beside other wards
        ({"kind": "place plan"}, 2_500),
        ({"year": "2020"}, 1_000),
        ({"kind": "place plan", "year": "2021"}, 1_000),  # those of 2020 to 2021, and of 2021 to 2022
        ({"words": "nowhere at all"}, 0),
        ({"words": "  "}, 5_000),
        ({"first": -3}, 5_000),
        ({"first": 10**12}, 5_000),
    ],
)
def test_what_fits_is_counted_over_all_plans(asked: dict[str, Any], count: int) -> None:
    found = listed(PLANS, **asked)
    assert found.fitting == count
    assert len(found.plans) <= ON_A_PAGE
    assert bool(found.plans) == bool(count)


def test_the_page_is_small_and_can_be_gone_through_without_scripts(
    planwatch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [replace(one, entry=replace(one.entry, title=f"{one.entry.title} <b>")) for one in PLANS]
    client = TestClient(make_app(planwatch), base_url="http://127.0.0.1")
    monkeypatch.setattr(type(planwatch.library), "plans", lambda _: many)
    response = client.get("/plans?words=Ashford&kind=place+plan")
    assert response.status_code == 200
    assert len(response.content) < 120_000
    text = " ".join(re.sub(r"<[^>]+>", "", response.text).split())
    assert "1 to 50 of 2,500 plans" in text
    assert response.text.count("<h2><a href=") == ON_A_PAGE
    labels = set(re.findall(r'<label for="(\w+)">', response.text))
    assert {"words", "kind", "year"} <= labels
    following, again = re.findall(r'<a href="([^"]+)" rel="next">', response.text)
    assert following == again
    to_the_next = response.text.partition('rel="next"')[0]
    assert "<h2>" not in to_the_next  # a keyboard comes to the next page before the plans of this one
    assert len(re.findall(r"<(?:a|button|input|select)\b", to_the_next)) < 25
    after = client.get(unescape(following)).text
    assert re.findall(r"<h2><a href=[^>]+>(.*?)</a>", after)[0] == "Health Plan of Ashford 100 &lt;b&gt;"
    assert 'value="Ashford"' in after
