"""Whether a second author, who did not see the gold, says the same: `python -m eval.second_reader FILE [GOLD...]`.

FILE has a JSON object a line: {"id": ..., "expect": ..., "answer": "what the second author would answer"}.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.claims import registered_bodies
from eval.facts import states
from eval.gold import GOLD_FOLDER, Case, read_cases
from eval.units import Unit, plain

__all__ = ["SecondAnswer", "Seconded", "main", "seconded"]


class SecondAnswer(BaseModel):
    """What a second author expects and would answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    expect: Literal["answer", "partial", "abstain", "clarify", "correct_premise", "redirect"]
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconded:
    """Cohen's kappa over what is expected, and the cases in which the second author's answer misses a fact."""

    n: int
    kappa: float
    other_expectation: tuple[str, ...]
    other_facts: tuple[str, ...]


def seconded(answers: Sequence[SecondAnswer], cases: Mapping[str, Case]) -> Seconded:
    """Hold a second author's answers against the gold."""
    from sklearn.metrics import cohen_kappa_score

    known = [(one, cases[one.id]) for one in answers if one.id in cases]
    bodies_in = registered_bodies()
    missing = []
    for one, case in known:
        units = [Unit(plain(line)) for line in one.answer.splitlines() if line.strip()]
        required = [fact for fact in case.facts if fact.required and case.answerable]
        if one.expect == case.expect and not all(states(fact, units, bodies_in=bodies_in) for fact in required):
            missing.append(one.id)
    return Seconded(
        n=len(known),
        kappa=float(cohen_kappa_score([case.expect for _, case in known], [one.expect for one, _ in known])),
        other_expectation=tuple(one.id for one, case in known if one.expect != case.expect),
        other_facts=tuple(missing),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the agreement; return 1 where kappa is below 0.8."""
    parser = argparse.ArgumentParser(prog="python -m eval.second_reader", description=__doc__)
    parser.add_argument("answers", type=Path, help="the second author's answers")
    parser.add_argument("gold", nargs="*", type=Path, default=[GOLD_FOLDER / "dev.jsonl"], help="files of gold")
    options = parser.parse_args(arguments)
    lines = options.answers.read_text(encoding="utf-8").split("\n")
    answers = [SecondAnswer.model_validate(json.loads(line)) for line in lines if line.strip()]
    found = seconded(answers, {case.id: case for path in options.gold for case in read_cases(path)})
    print(f"{found.n} cases answered twice: kappa {found.kappa:.3f}")
    print("another expectation: " + (", ".join(found.other_expectation) or "none"))
    print("other facts: " + (", ".join(found.other_facts) or "none"))
    return 0 if found.kappa >= 0.8 else 1


if __name__ == "__main__":
    sys.exit(main())
