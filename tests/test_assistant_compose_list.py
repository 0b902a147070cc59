"""Lists told by their number or their headings, and terms told by the sentence that says what they are."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from made_up_plan import _indexed, entry

from assistant.answering import Answerer
from assistant.likely_kinds import LikelyKinds
from index.answerability import load_answerability
from index.embed import Embedder
from index.generations import Generations
from index.search import HybridSearch
from plans.answer import Answer, Question, Status
from plans.bodies import Bodies
from plans.lexicon import Lexicon

_PLAN = """# Westmere Plan 2024-2027

## Village Anchors

Village Anchors are rooted in the places they serve and will:

- Lend rooms and tools
- Keep a list of neighbours who need a visit

## Who a link worker is for

Link workers help people who:

- have had a fall
- are lonely
- look after somebody

## Our growth areas

With our partners we have named three growth areas for the next five years. These are:

### 1. Warm homes

Homes will be made warm before winter.

### 2. Good food

Food will be grown near to where people live.

### 3. Safe roads

Roads will be made safe for walking.

## Helping people choose

“Ready Together” is a long-term campaign to keep people well in winter. The desk has PRISM (a pilot for young people
who were hurt).
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Callable[[str], Answer]:
    home: Path = tmp_path_factory.mktemp("westmere")
    one = replace(entry("westmere-2024", "Westmere Plan 2024-2027", "Westmere"), file="westmere.md")
    generation = Generations(home).write([_indexed(one, _PLAN, home)], embedder=embedder)
    answerer = Answerer(
        search=HybridSearch(generation, embedder),
        register=generation,
        library=generation,
        bodies=Bodies.load(),
        lexicon=Lexicon.load(),
        answerability=load_answerability(),
        kinds=LikelyKinds.load(embedder.encode),
    )
    return lambda text: answerer.ask(Question(text=text))


def items(answer: Answer) -> list[str]:
    return re.findall(r"^- (.*?) \[\d+\]$", answer.text, re.MULTILINE)


def test_the_headings_that_words_introduce_are_given_with_them(ask: Callable[[str], Answer]) -> None:
    answer = ask("What three growth areas have been named for the next five years?")

    assert [item[:2] for item in items(answer)] == ["1.", "2.", "3."]
    assert "Warm homes" in answer.text


def test_a_list_of_as_many_as_the_question_says_is_given_whole(ask: Callable[[str], Answer]) -> None:
    answer = ask("List all three kinds of people link workers help")

    assert items(answer) == ["have had a fall", "are lonely", "look after somebody"]


def test_a_term_is_told_by_the_sentence_that_says_what_it_is_with_its_list(ask: Callable[[str], Answer]) -> None:
    answer = ask("What's a Village Anchor when it's at home?")

    assert answer.text.startswith("“Village Anchors are rooted in the places they serve and will:”")
    assert len(items(answer)) == 2


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What's this Ready Together thing on the buses?", "a long-term campaign"),
        ("What is PRISM that the desk is supposed to have?", "a pilot for young people"),
    ],
)
def test_a_name_of_common_words_and_one_in_capitals_are_told(
    ask: Callable[[str], Answer], question: str, told: str
) -> None:
    assert told in ask(question).text


def test_a_term_that_nothing_says_the_meaning_of_is_not_defined(ask: Callable[[str], Answer]) -> None:
    assert ask("What is a Tool Library?").status is Status.NOT_IN_PLANS
