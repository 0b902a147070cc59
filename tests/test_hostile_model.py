"""A compromised language model replies with hostile strings: none reaches the answer, the page or a file."""

import json
import re
from typing import Any

import pytest
from hostile_strings import CLASSES, EVIL, faults_in_html, unseen_in_json

from app.web.downloads import as_markdown, as_text
from app.web.kept import KeptAnswer
from app.web.markup import fragment
from app.web.views import CAVEAT, pages_of, view_of
from app.wire import answer_json, dumps
from assistant import compose_model
from assistant.answering import Answerer
from assistant.patience import Patience
from assistant.understanding import Want
from plans.answer import Answer, Question
from plans.bodies import Bodies
from plans.lexicon import Lexicon
from plans.unseen import holds_unseen

CLINIC = "When will the walk-in clinic at Mill Street open?"


class Hostile:
    """A model that answers with strings, each as a sentence of its own and behind words that the plan does say."""

    name, place = "hostile <img src=x onerror=pwned> \x1b[31m", "this machine"
    leaves_the_machine, seconds = False, 5.0

    def __init__(self, strings: list[str]) -> None:
        self.strings = strings
        self.asked = 0

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The strings, citing the first passage that was given."""
        assert patience is not None
        self.asked += 1
        token = re.findall(r"^\[(T[0-9A-F]{5})\]", prompt, re.MULTILINE)[0]
        texts = [*self.strings, *(f"The walk-in clinic at Mill Street will open. {one}" for one in self.strings)]
        return json.dumps({"sentences": [{"text": text, "passages": [token]} for text in texts]})


@pytest.fixture(params=sorted(CLASSES))
def strings(request: pytest.FixtureRequest) -> list[str]:
    return CLASSES[request.param]


@pytest.fixture
def answer(pipeline: Any, strings: list[str], monkeypatch: pytest.MonkeyPatch) -> Answer:
    monkeypatch.setattr(compose_model, "asked_kinds", lambda: frozenset(Want))
    model = Hostile(strings)
    answerer = Answerer(
        search=pipeline.search, register=pipeline.generation, library=pipeline.generation, bodies=Bodies.load(),
        lexicon=Lexicon.load(), model=model,
    )  # fmt: skip
    given = answerer.ask(Question(text=CLINIC))
    assert model.asked
    return given


def test_nothing_of_it_is_said(answer: Answer, strings: list[str]) -> None:
    assert EVIL not in answer.text
    assert "pwned" not in answer.text
    assert not holds_unseen(answer.text)
    assert not any(string.strip() and string.strip() in answer.text for string in strings)


def test_nothing_of_it_comes_alive_on_the_page_or_in_a_file(answer: Answer) -> None:
    kept = KeptAnswer(token="t", question=Question(text=CLINIC), answer=answer, generation="g", kept_at=0)
    view = view_of(kept.answer, plans=(), token="t", link="/?q=x")
    html = fragment("answer.html", views=(view,), caveat=CAVEAT, pages_of=pages_of)
    assert faults_in_html(html) == []
    assert unseen_in_json(dumps(answer_json(answer))) == []
    for written in (as_text(answer, base="http://localhost"), as_markdown(answer, base="http://localhost")):
        assert not holds_unseen(written)
        assert f"]({'https://'}{EVIL}" not in written
