"""Scores the development questions with and without the language model that the settings name, by kind of question.

    PLANWATCH_LLM_GGUF=model.gguf .venv/bin/python benchmarks/measure_model.py 40 replies.json

Replies are kept in the file and not asked for again, so that the checks can be changed and scored anew.
"""

import json
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

from app.build import Planwatch, build, settings_from_environment
from assistant import compose_model
from assistant.answering import Answerer
from assistant.model import LanguageModel
from assistant.patience import Patience
from assistant.understanding import Want
from eval.gold import Case, load_dev
from eval.product import Product
from eval.quick import quick, quick_text
from plans.answer import Answer, Question
from plans.lexicon import Lexicon

_SECONDS = 3600.0


class Remembered:
    """A language model whose replies are kept in a file."""

    leaves_the_machine = False
    place = "this machine"
    seconds = _SECONDS

    def __init__(self, model: LanguageModel, path: Path) -> None:
        self.name = model.name
        self._model = model
        self._path = path
        self._replies: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def complete(self, prompt: str, *, patience: Patience | None = None) -> str:
        """The reply that was kept, or a new one, which is kept."""
        if prompt not in self._replies:
            self._replies[prompt] = self._model.complete(prompt, patience=patience)
            self._path.write_text(json.dumps(self._replies), encoding="utf-8")
        return self._replies[prompt]


def main(most: int, path: Path) -> None:
    """Ask up to `most` questions that a model is asked for, and print both tables and the count by kind."""
    planwatch = build(settings_from_environment())
    if planwatch.model is None:
        sys.exit("Name a language model: PLANWATCH_LLM_GGUF, or PLANWATCH_LLM_BASE_URL and PLANWATCH_LLM_MODEL.")
    setattr(compose_model, "asked_kinds", lambda: frozenset(Want))  # noqa: B010 - which kinds belong there is measured
    answerers = {name: _answerer(planwatch, model) for name, model in _models(planwatch.model, path).items()}
    cases = _asked(answerers["with"], most)
    answers: dict[str, Answer] = {}
    strict: dict[str, dict[str, bool]] = {}
    for name, answerer in answerers.items():

        def ask(question: Question, answerer: Answerer = answerer) -> Answer:
            answers[str(question.id)] = answerer.ask(question)
            return answers[str(question.id)]

        found = quick(cases, Product(ask=ask, search=planwatch.search.search, library=planwatch.library))
        strict[name] = {score.case: score.strict for score in found.scores}
        print(f"\n{name} the model\n{quick_text(found)}")
    _print_kinds(cases, answers, strict)


def _models(model: LanguageModel, path: Path) -> dict[str, LanguageModel | None]:
    return {"without": None, "with": Remembered(model, path)}


def _answerer(planwatch: Planwatch, model: LanguageModel | None) -> Answerer:
    return Answerer(
        search=planwatch.search,
        register=planwatch.register,
        library=planwatch.library,
        bodies=planwatch.bodies,
        lexicon=Lexicon.load(),
        answerability=planwatch.answerability,
        kinds=planwatch.kinds,
        model=model,
    )


def _asked(answerer: Answerer, most: int) -> list[Case]:
    """Questions for which the model is asked, category by category in turn, each in an order that stays the same."""
    categories: dict[str, list[Case]] = defaultdict(list)
    for case in load_dev():
        if len(case.turns) == 1:
            categories[case.category].append(case)
    for cases in categories.values():
        random.Random(11).shuffle(cases)
    asked: list[Case] = []
    while any(categories.values()) and len(asked) < most:
        for name in sorted(categories):
            if categories[name] and len(asked) < most:
                case = categories[name].pop()
                if "model" in answerer.ask(Question(text=case.question)).record:
                    asked.append(case)
                    print(f"{len(asked)} of {most} asked", file=sys.stderr)
    return asked


def _print_kinds(cases: list[Case], answers: dict[str, Answer], strict: dict[str, dict[str, bool]]) -> None:
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        record = answers[case.id].record
        row = rows[str(record["want"])]
        row["asked"] += 1
        row["kept"] += answers[case.id].engine != "quotes"
        row["dropped"] += len(list(record.get("model_dropped", ())))  # type: ignore[call-overload]  # a list, if there
        for name in strict:
            row[name] += strict[name][case.id]
    print("\n| kind | asked | answers with a sentence of it | sentences dropped | right without | right with |")
    print("| --- | --- | --- | --- | --- | --- |")
    for kind, row in sorted(rows.items()):
        cells = [row[name] for name in ("asked", "kept", "dropped", "without", "with")]
        print(f"| {kind} | {' | '.join(map(str, cells))} |")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
