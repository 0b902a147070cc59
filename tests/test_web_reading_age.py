"""The words that the pages themselves say can be read at 11 to 14: no page is harder than that."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from app.web.markup import page
from app.web.server import make_app

_OLDEST = 14.0
_NAMES = re.compile(
    r"\b(?:Planwatch|JavaScript|Chromium|axe-core|algorithmic transparency record\w*|"
    r"Algorithmic Transparency Recording Standard|Web Content Accessibility Guidelines|WCAG|"
    r"accessib\w+|commitments?|evaluation)\b",
    re.IGNORECASE,
)
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """How many syllables a word has, near enough: groups of vowels, without a silent e at its end."""
    found = len(_VOWELS.findall(word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, found - silent)


def reading_age(text: str) -> float:
    """The age at which a text can be read: the Flesch-Kincaid grade (1975) and five years.

    Grade = 0.39 words a sentence + 11.8 syllables a word - 15.59.
    """
    sentences = [part for part in re.split(r"[.!?:;]\s|\n", text) if re.search(r"[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z’']+", text)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade + 5


def running_text(html: str) -> str:
    """The paragraphs and list items of a page, a line each, without names that have no other word."""
    blocks = LexborHTMLParser(html).css("main p, main li, main dd")
    lines = [" ".join(node.text().split()) for node in blocks]
    return _NAMES.sub("it", "\n".join(line for line in lines if len(line.split()) > 4))


@pytest.fixture(scope="module")
def client(planwatch: Any) -> Iterator[TestClient]:
    with TestClient(make_app(planwatch), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_the_age_is_what_the_formula_gives_by_hand() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 - 15.59 + 5
    assert reading_age("The cat sat on the mat.") == pytest.approx(3.55)
    assert [syllables(word) for word in ("care", "table", "service", "commitment")] == [1, 2, 2, 3]


@pytest.mark.parametrize("path", ["/about", "/privacy", "/accessibility", "/transparency"])
def test_a_page_about_the_service_can_be_read_at_14(client: TestClient, path: str) -> None:
    text = running_text(client.get(path).text)
    assert len(text.split()) > 60
    assert reading_age(text) <= _OLDEST


@pytest.mark.parametrize("template", sorted((Path("app") / "web" / "templates").glob("problem*.html"), key=str))
def test_what_is_told_where_something_is_not_there_can_be_read_at_14(template: Path) -> None:
    told = page(template.name, here="", title="This page is not here", text="There is nothing at this address.")
    assert reading_age(running_text(told)) <= _OLDEST
