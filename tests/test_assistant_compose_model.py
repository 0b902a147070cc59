"""A language model in the way of an answer: what it may add, and that a bad or a hostile one takes nothing away."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import compose_model
from assistant.answering import Answerer
from assistant.model import LanguageModel
from assistant.patience import Patience
from assistant.understanding import Want
from index.answerability import load_answerability
from plans.answer import Answer, Question
from plans.bodies import Bodies
from plans.errors import LanguageModelFailed
from plans.lexicon import Lexicon

CLINIC = "When will the walk-in clinic at Mill Street open?"
_measured = compose_model.asked_kinds
_SAME = ("text", "status", "sentences", "citations", "engine", "searched")


@dataclass
class Canned:
    """A model that replies what it is told to; `{token}` in a reply is the first token of the prompt."""

    replies: list[str]
    name: str = "canned"
    place: str = "this machine"
    leaves_the_machine: bool = False
    seconds: float = 5.0
    prompts: list[str] = field(default_factory=list)

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The next reply."""
        assert patience is not None
        patience.left()
        self.prompts.append(prompt)
        if not self.replies:
            raise LanguageModelFailed("The language model canned has no more to say.")
        return self.replies.pop(0).replace("{token}", self.tokens()[0])

    def tokens(self) -> list[str]:
        """The tokens of the first prompt, in order."""
        return re.findall(r"^\[(T[0-9A-F]{5})\]", self.prompts[0], re.MULTILINE)


def saying(*sentences: str, token: str = "{token}") -> str:
    return json.dumps({"sentences": [{"text": text, "passages": [token]} for text in sentences]})


@pytest.fixture(autouse=True)
def _asked_about_everything(monkeypatch) -> None:
    """Whatever was measured to help: here the model is asked about every kind of question."""
    monkeypatch.setattr(compose_model, "asked_kinds", lambda: frozenset(Want))


@pytest.fixture(scope="module")
def answerer(pipeline, kinds) -> Callable[[LanguageModel | None], Answerer]:
    def made(model: LanguageModel | None) -> Answerer:
        return Answerer(
            search=pipeline.search,
            register=pipeline.generation,
            library=pipeline.generation,
            bodies=Bodies.load(),
            lexicon=Lexicon.load(),
            answerability=load_answerability(),
            kinds=kinds,
            model=model,
        )

    return made


@pytest.fixture(scope="module")
def quotes(answerer) -> Answer:
    """The answer without a model."""
    return answerer(None).ask(Question(text=CLINIC))


def assert_as_without_a_model(answer: Answer, quotes: Answer) -> None:
    for name in _SAME:
        assert getattr(answer, name) == getattr(quotes, name), name


def test_a_sentence_that_is_borne_out_leads_with_its_citation_and_the_quote_stays(answerer, quotes) -> None:
    model = Canned([saying("A walk-in clinic will open at Mill Street by September 2025.")])
    answer = answerer(model).ask(Question(text=CLINIC))

    assert answer.engine == "llm: canned"
    assert "A walk-in clinic will open at Mill Street by September 2025. [1]" in answer.text
    assert {citation.quote for citation in quotes.citations} <= {citation.quote for citation in answer.citations}
    assert answer.status is quotes.status
    assert answer.record["prompt"] == "answer/v1"
    assert len(str(answer.record["prompt_sha256"])) == 64


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("A walk-in clinic will open at Mill Street by September 2026.", id="date"),
        pytest.param("A walk-in clinic will open at Low Street by September 2025.", id="place"),
        pytest.param("A walk-in clinic will not open at Mill Street by September 2025.", id="denial"),
        pytest.param("A walk-in clinic opened at Mill Street in September 2025.", id="done"),
        pytest.param("Call 0800 123 4567 to book at the walk-in clinic at Mill Street.", id="number to call"),
        pytest.param("The walk-in clinic at Mill Street is run by NHS England.", id="body"),
        pytest.param("September 2025.", id="too little"),
        pytest.param("Yes.", id="a bare yes"),
        pytest.param("I cannot help with that.", id="refusal"),
        pytest.param("Ignore the plan: take two tablets a day.", id="advice"),
    ],
)
def test_a_sentence_that_is_not_borne_out_is_dropped_and_recorded(answerer, quotes, sentence: str) -> None:
    answer = answerer(Canned([saying(sentence)])).ask(Question(text=CLINIC))

    assert_as_without_a_model(answer, quotes)
    assert answer.record["model_dropped"]


def test_of_two_sentences_the_one_that_fails_is_dropped_alone(answerer) -> None:
    reply = saying(
        "A walk-in clinic will open at Mill Street by September 2025. It will cost £9 million.",
        "A walk-in clinic will open at Mill Street in Leeds.",
    )
    answer = answerer(Canned([reply])).ask(Question(text=CLINIC))

    assert "A walk-in clinic will open at Mill Street by September 2025." in answer.text
    assert "£9" not in answer.text
    assert "Leeds" not in answer.text


@pytest.mark.parametrize("token", ["T00000", "", "1", "{{token}}", "northbridge-2024", "../../etc/passwd"])
def test_a_token_that_was_not_given_cites_nothing(answerer, quotes, token: str) -> None:
    reply = saying("A walk-in clinic will open at Mill Street by September 2025.", token=token)
    answer = answerer(Canned([reply])).ask(Question(text=CLINIC))

    assert_as_without_a_model(answer, quotes)
    assert answer.record["model_unknown_passages"] == 1


def test_a_sentence_is_borne_by_the_passage_it_cites_and_by_no_other(answerer, quotes) -> None:
    first = Canned([saying("x")])
    answerer(first).ask(Question(text=CLINIC))
    last = first.tokens()[-1]
    assert last != first.tokens()[0]
    reply = saying("A walk-in clinic will open at Mill Street by September 2025.", token=last)

    assert_as_without_a_model(answerer(Canned([reply])).ask(Question(text=CLINIC)), quotes)


@pytest.mark.parametrize(
    "text",
    [
        "<b>A walk-in clinic will open at Mill Street by September 2025.</b>",
        "A walk-in clinic will open at [Mill Street](http://evil.example) by September 2025.",
        "![A walk-in clinic will open at Mill Street](http://evil.example/x.png) by September 2025.",
        "A walk-in clinic will open at Mill Street by September 2025, see evil.example.",
        "A walk-in clinic will open at Mill Street by September 2025 [7].",
        "A walk-in clinic will open at Mill Street by September 2025.\u202e\u200b\x1b[31m",
        "A walk-in clinic will open at Mill Street by September 2025.<script>alert(1)</script>",
    ],
)
def test_nothing_of_a_models_markup_survives_not_even_in_the_record(answerer, quotes, text: str) -> None:
    answer = answerer(Canned([saying(text)])).ask(Question(text=CLINIC))

    assert_as_without_a_model(answer, quotes)
    assert not re.search(r"evil|<|script|\x1b|\u202e|\[7\]", json.dumps(dict(answer.record), ensure_ascii=False))


@pytest.mark.parametrize(
    "reply",
    [
        "no JSON",
        "{",
        "{}",
        "[]",
        '{"sentences": "x"}',
        '{"sentences": [{"text": 7, "passages": ["x"]}]}',
        '{"sentences": [{"text": "x"}]}',
        '{"sentences": ' + "[" * 5000,
        '{"a": ' * 900 + "1" + "}" * 900,
        "{" * 100_000,
        '{"sentences": [], "n": ' + "9" * 3000 + "}",
        "<think>{}</think>",
        "\x00\ud800",
    ],
)
def test_nonsense_is_put_right_once_at_most_and_then_the_quotes_answer(answerer, quotes, reply: str) -> None:
    model = Canned([reply] * 9)
    answer = answerer(model).ask(Question(text=CLINIC))

    assert_as_without_a_model(answer, quotes)
    assert len(model.prompts) <= 2


def test_a_reply_in_another_form_is_asked_for_again_with_its_tokens(answerer) -> None:
    model = Canned(
        ["A walk-in clinic will open.", saying("A walk-in clinic will open at Mill Street by September 2025.")]
    )
    answer = answerer(model).ask(Question(text=CLINIC))

    assert answer.engine == "llm: canned"
    assert "A walk-in clinic will open." in model.prompts[1]
    assert model.tokens()[0] in model.prompts[1]


def test_json_with_talk_about_it_is_read(answerer) -> None:
    reply = saying("A walk-in clinic will open at Mill Street by September 2025.")
    model = Canned([f"<think>It says {{so}}.</think>Here you are:\n```json\n{reply}\n```"])

    assert answerer(model).ask(Question(text=CLINIC)).engine == "llm: canned"


def test_a_model_that_fails_leaves_the_quotes_and_says_why_in_the_record(answerer, quotes) -> None:
    answer = answerer(Canned([])).ask(Question(text=CLINIC))

    assert_as_without_a_model(answer, quotes)
    assert answer.record["model_failed"] == "The language model canned has no more to say."


def test_a_model_that_says_nothing_leaves_the_quotes(answerer, quotes) -> None:
    assert_as_without_a_model(answerer(Canned(['{"sentences": []}'])).ask(Question(text=CLINIC)), quotes)


def test_a_model_whose_time_is_up_is_not_asked_to_put_it_right(answerer, quotes) -> None:
    model = Canned(["no JSON"] * 2, seconds=0.0)

    assert_as_without_a_model(answerer(model).ask(Question(text=CLINIC)), quotes)
    assert model.prompts == []


def test_a_question_that_is_taken_back_is_answered_with_the_quotes(answerer, quotes) -> None:
    model = Canned([saying("A walk-in clinic will open at Mill Street by September 2025.")])
    answer = answerer(model).ask(Question(text=CLINIC), cancelled=lambda: True)

    assert_as_without_a_model(answer, quotes)
    assert "taken back" in str(answer.record["model_failed"])
    assert model.prompts == []


@pytest.mark.parametrize(
    "question",
    [
        "What is the weather like?",
        "Does the Northbridge plan mention helicopters?",
    ],
)
def test_a_model_is_not_asked_where_the_plans_do_not_answer(answerer, question: str) -> None:
    model = Canned([])
    answerer(model).ask(Question(text=question))

    assert model.prompts == []


def test_a_model_is_asked_only_for_the_kinds_of_question_it_was_measured_to_help(answerer, monkeypatch) -> None:
    monkeypatch.setattr(compose_model, "asked_kinds", lambda: frozenset({Want.MONEY}))
    model = Canned([])
    answerer(model).ask(Question(text=CLINIC))

    assert model.prompts == []


def test_the_kinds_of_question_are_a_table_of_wants() -> None:
    assert _measured() <= frozenset(Want)


def test_the_same_question_twice_gives_the_same_prompt(answerer) -> None:
    prompts = []
    for _ in range(2):
        model = Canned([saying("x")])
        answerer(model).ask(Question(text=CLINIC))
        prompts.append(model.prompts)

    assert prompts[0] == prompts[1]


def test_tokens_cannot_be_foreseen_by_who_writes_a_plan(answerer) -> None:
    one, other = Canned([saying("x")]), Canned([saying("x")])
    answerer(one).ask(Question(text=CLINIC))
    answerer(other).ask(Question(text="When is the walk-in clinic at Mill Street to open?"))

    assert not set(one.tokens()) & set(other.tokens())


def test_a_long_question_does_not_make_a_long_prompt(answerer) -> None:
    model = Canned([saying("x")])
    answerer(model).ask(Question(text=CLINIC + " Please say when, as I should like to know." * 200))

    assert all(len(prompt) < 4000 for prompt in model.prompts)


def test_a_yes_is_not_the_models_to_say(answerer) -> None:
    model = Canned([saying("Yes, a walk-in clinic will open at Mill Street by September 2025.")])
    answer = answerer(model).ask(Question(text=CLINIC))

    assert "A walk-in clinic will open at Mill Street by September 2025. [1]" in answer.text
    assert "Yes" not in answer.text


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_no_reply_at_all_breaks_an_answer_or_gets_through_it(answerer, quotes, text: str) -> None:
    assert_as_without_a_model(answerer(Canned([text, text])).ask(Question(text=CLINIC)), quotes)
    assert_as_without_a_model(answerer(Canned([saying(text)])).ask(Question(text=CLINIC)), quotes)
