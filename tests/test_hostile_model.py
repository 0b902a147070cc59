"""A compromised language model replies with hostile strings: none reaches the answer, the page or a file."""

import json
import re
from typing import Any

import pytest
from hostile_strings import CLASSES, EVIL, faults_in_html, unseen_in_json

from app.web.downloads import as_markdown, as_text
from app.web.markup import fragment
from app.web.views import CAVEAT, pages_of, view_of
from app.wire import answer_json, dumps
from assistant import compose_model
from assistant.answering import Answerer
from assistant.patience import Patience
from assistant.understanding import Want
from index.answerability import load_answerability
from plans.answer import Answer, Question
from plans.bodies import Bodies
from plans.lexicon import Lexicon
from plans.unseen import holds_unseen

CLINIC = "When will the walk-in clinic at Mill Street open?"


class Hostile:
    """A model that answers with three strings, each as a sentence of its own."""

    name, place = "hostile", "this machine"
    leaves_the_machine, seconds = False, 5.0

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.asked = 0
        self.token = ""

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The strings, citing the first passage that was given."""
        assert patience is not None
        self.asked += 1
        found = re.findall(r"^\[(T[0-9A-F]{5})\]", prompt, re.MULTILINE)
        self.token = found[0] if found else self.token
        return json.dumps({"sentences": [{"text": text, "passages": [self.token]} for text in self.strings]})


@pytest.fixture(scope="module")
def model() -> Hostile:
    return Hostile()


@pytest.fixture(scope="module")
def answerer(pipeline: Any, kinds: Any, model: Hostile) -> Answerer:
    return Answerer(
        search=pipeline.search, register=pipeline.generation, library=pipeline.generation, bodies=Bodies.load(),
        lexicon=Lexicon.load(), answerability=load_answerability(), kinds=kinds, model=model,
    )  # fmt: skip


@pytest.mark.parametrize("name", CLASSES)
def test_nothing_that_a_hostile_model_replies_is_said_or_comes_alive(
    pipeline: Any, answerer: Answerer, model: Hostile, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compose_model, "asked_kinds", lambda: frozenset(Want))
    strings = [string[:900] for string in CLASSES[name]]
    for texts in (strings, [f"The walk-in clinic at Mill Street will open. {one}" for one in strings]):
        for first in range(0, len(texts), 3):
            model.strings = texts[first : first + 3]
            before = model.asked
            answer = answerer.ask(Question(text=CLINIC))
            assert model.asked > before
            held_back(answer, strings)
            inert(answer, pipeline.generation)


def held_back(answer: Answer, strings: list[str]) -> None:
    """Hold that nothing of the strings is in the answer."""
    assert EVIL not in answer.text
    assert "pwned" not in answer.text
    assert not holds_unseen(answer.text)
    assert not any(len(string.strip()) > 3 and string.strip() in answer.text for string in strings)


def inert(answer: Answer, library: Any) -> None:
    """Hold that nothing of an answer and its record comes alive on the page or in a file."""
    view = view_of(answer, library=library, token="t", link="/?q=x")
    assert faults_in_html(fragment("answer.html", views=(view,), caveat=CAVEAT, pages_of=pages_of)) == []
    assert unseen_in_json(dumps(answer_json(answer))) == []
    for written in (as_text(answer, base="http://localhost"), as_markdown(answer, base="http://localhost")):
        assert not holds_unseen(written)
        assert EVIL not in written
