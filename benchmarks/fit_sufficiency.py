"""Fit the weights that decide whether words answer a question, by their signs and by reading the two together.

    python benchmarks/fit_sufficiency.py            # what they are worth, by cross-validation
    python benchmarks/fit_sufficiency.py --write    # fit on all, and write [together] of assistant/sufficiency.toml

The questions are those of the practice over the sample plans that the cross-encoder was not trained on, and the single
questions of the development gold, in lay words too. An audit hook ends the run when anything opens a file of the test
part.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from benchmarks.answerability_pairs import kept_out_questions
from benchmarks.fit_search import refuse_test_part

WEIGHTS = Path(__file__).resolve().parents[1] / "assistant" / "sufficiency.toml"
READ = 3  # pieces of evidence of a question
FOLDS, STRENGTH = 5, 0.5  # folds by what is asked about; inverse of the ridge
FALSE = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
HELD = 0.6  # the share of a gold quote that a passage must hold to be what answers

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question with the signs of its first pieces of evidence, and which of them answer."""

    about: str
    source: str
    answerable: bool
    signs: Floats
    right: NDArray[np.bool_]


def main() -> None:
    """Gather, cross-validate, and write where that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write the weights to {WEIGHTS.name}")
    parser.add_argument("--threshold", type=float, default=0.0, help="instead of the one where most is decided right")
    options = parser.parse_args()
    sys.addaudithook(refuse_test_part)
    with tempfile.TemporaryDirectory() as folder:
        asked = list(_gathered(Path(folder)))
    chances = cross_validated(asked)
    report(asked, chances)
    threshold = options.threshold or best_threshold(asked, chances)
    print(f"threshold {threshold:.2f}: {outcome(asked, chances, threshold)}")
    if options.write:
        _write(asked, threshold)


def cross_validated(asked: Sequence[Asked]) -> list[Floats]:
    """The chance of an answer for each piece of evidence, by weights fitted without what its question is about."""
    folds = {about: at % FOLDS for at, about in enumerate(sorted({one.about for one in asked}))}
    fitted = [_fitted([one for one in asked if folds[one.about] != left_out]) for left_out in range(FOLDS)]
    return [_chances(one.signs, *fitted[folds[one.about]]) for one in asked]


def outcome(asked: Sequence[Asked], chances: Sequence[Floats], threshold: float) -> str:
    """Shares at a threshold: answered with what answers, refused although answered, answered although not."""
    told = [(one, chance) for one, chance in zip(asked, chances, strict=True)]
    yes = [(one.right[chance.argmax()], chance.max() >= threshold) for one, chance in told if one.answerable]
    no = [chance.max() >= threshold for one, chance in told if not one.answerable]
    right = np.mean([right and answered for right, answered in yes])
    refused = np.mean([not answered for _, answered in yes])
    return f"right {right:.3f}, refused {refused:.3f}, answered falsely {np.mean(no):.3f}"


def best_threshold(asked: Sequence[Asked], chances: Sequence[Floats]) -> float:
    """The threshold at which answers and refusals are right for most questions, one of each kind weighing the same."""
    tried = np.arange(0.05, 0.95, 0.01)

    def share(threshold: float) -> float:
        yes = [
            bool(one.right[c.argmax()]) and c.max() >= threshold
            for one, c in zip(asked, chances, strict=True)
            if one.answerable
        ]
        no = [c.max() < threshold for one, c in zip(asked, chances, strict=True) if not one.answerable]
        return float(np.mean(yes) + np.mean(no))

    return float(max(tried, key=share))


def report(asked: Sequence[Asked], chances: Sequence[Floats]) -> None:
    """Print what is right and refused at each share of false answers, for each source."""
    for source in (*sorted({one.source for one in asked}), ""):
        mine = [(one, c) for one, c in zip(asked, chances, strict=True) if source in ("", one.source)]
        no = [c.max() for one, c in mine if not one.answerable]
        print(f"{source or 'all'}: {len(mine) - len(no)} answerable, {len(no)} not")
        for false in FALSE:
            threshold = float(np.quantile(no, 1 - false))
            print(f"  at {threshold:.2f} {outcome([one for one, _ in mine], [c for _, c in mine], threshold)}")


def _gathered(home: Path) -> Iterator[Asked]:
    from app.build import build
    from assistant.asking import Parts
    from assistant.likely_kinds import LikelyKinds
    from assistant.vocabulary import Vocabulary
    from eval.books import gold_spans
    from eval.gold import load_dev
    from eval.product import books_in
    from index.answerability import load_answerability
    from index.search import HybridSearch
    from plans.bodies import Bodies
    from plans.lexicon import Lexicon
    from plans.settings import Settings

    planwatch = build(Settings(home=home))
    library: Any = planwatch.library
    parts = Parts(
        search=HybridSearch(library, planwatch.embedder),
        register=library,
        library=library,
        bodies=Bodies.load(),
        vocabulary=Vocabulary(library, Lexicon.load()),
        answerability=load_answerability(),
        kinds=LikelyKinds.load(planwatch.embedder.encode),
    )
    for one in kept_out_questions():
        right = {found["passage"] for found in one["found"] if found["answers"]}
        made = _asked(one["question"], parts, lambda passage, right=right: passage.id in right)
        if made is not None:
            yield Asked(one["about"], "practice", "answer" in one, *made)
    books = books_in(library)
    for case in load_dev():
        if len(case.turns) > 1 or case.expect not in ("answer", "partial", "correct_premise", "abstain"):
            continue
        quotes = [quote for alternative in gold_spans(case, books) for quote in alternative]
        lay = [variant.text for variant in case.variants if variant.kind == "lay"]
        for text, source in ((case.question, "gold"), *((text, "gold, in lay words") for text in lay)):
            made = _asked(text, parts, lambda passage, quotes=quotes: _holds(passage, quotes))
            if made is not None:
                yield Asked(case.cluster, source, case.expect != "abstain", *made)


def _asked(text: str, parts: Any, is_right: Any) -> tuple[Floats, NDArray[np.bool_]] | None:
    """The signs of the first pieces of evidence, and which answer; None where reading has no say."""
    from assistant.asking import look_up
    from assistant.understanding import understand
    from assistant.weighing import SIGNS
    from plans.answer import Question

    asked = understand(Question(text=text), plans=parts.library.plans(), bodies=parts.bodies)
    asking = look_up(asked, parts)
    if not asking.evidence or not asking.refutable:
        return None
    first = asking.evidence[:READ]
    told = [asking.signs(one, asking.met(one), asking.reading.of(one.quote)) for one in first]
    signs = np.array([[row[name] for name in SIGNS] for row in told])
    return signs, np.array([is_right(one.quote.passage) for one in first])


def _holds(passage: Any, quotes: Sequence[Any]) -> bool:
    """Whether a passage holds a good part of a gold quote."""
    places = [place for quote in quotes if quote.plan_id == passage.plan_id for place in quote.places]
    return any(
        min(passage.end, place.end) - max(passage.start, place.start) >= HELD * (place.end - place.start)
        for place in places
    )


def _fitted(asked: Sequence[Asked]) -> tuple[Floats, float]:
    """Weights of the signs as they come, and what is added to their sum."""
    from sklearn.linear_model import LogisticRegression

    signs = np.concatenate([one.signs for one in asked])
    spread = np.maximum(signs.std(axis=0), 1e-6)
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(signs / spread, np.concatenate([one.right for one in asked]))
    return model.coef_[0] / spread, float(model.intercept_[0])


def _chances(signs: Floats, weights: Floats, bias: float) -> Floats:
    made: Floats = 1 / (1 + np.exp(-(signs @ weights + bias)))
    return made


def _write(asked: Sequence[Asked], threshold: float) -> None:
    from assistant.weighing import SIGNS

    weights, bias = _fitted(asked)
    lines = [f"threshold = {threshold:.2f}", "", "[together.weights]", f"bias = {bias:.3f}"]
    lines += [f"{name} = {weight:.3f}" for name, weight in zip(SIGNS, weights, strict=True)]
    before = re.sub(r"\[together\].*\Z", "", WEIGHTS.read_text(encoding="utf-8"), flags=re.DOTALL)
    WEIGHTS.write_text(before + "[together]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS}")


if __name__ == "__main__":
    main()
