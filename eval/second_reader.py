"""Whether other authors, who did not see the gold, say the same.

`python -m eval.second_reader --draw 50 GOLD...` draws questions by seed and prints them, and nothing else of their
cases, for a reader who has the plans alone. `python -m eval.second_reader [--answers FILE] GOLD...` holds what each
such reader would answer against the gold. FILE has a JSON object a line: {"id": ..., "expect": ..., "answer": ...}.
"""

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.claims import registered_bodies
from eval.facts import states
from eval.gold import GOLD_FOLDER, Case, GoldError, read_cases
from eval.units import Unit, plain

__all__ = ["ANSWERS", "SecondAnswer", "Seconded", "drawn", "main", "read_seconds", "seconded"]

ANSWERS = (GOLD_FOLDER / "second-reader.jsonl", GOLD_FOLDER / "third-reader.jsonl")
_ENOUGH = 0.8
_GOLD = ("dev.jsonl", "test.jsonl")


class SecondAnswer(BaseModel):
    """What a second author expects and would answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    expect: Literal["answer", "partial", "abstain", "clarify", "correct_premise", "redirect"]
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconded:
    """Cohen's kappa over what is expected, and the cases in which the second author's answer misses a fact.

    `facts` counts the cases in which both expect the same and there are facts to state.
    """

    n: int
    kappa: float
    facts: int
    other_expectation: tuple[str, ...]
    other_facts: tuple[str, ...]


def read_seconds(path: Path) -> tuple[SecondAnswer, ...]:
    """Read a second author's answers.

    Raises GoldError.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        return tuple(SecondAnswer.model_validate(json.loads(line)) for line in lines if line.strip())
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValidationError, json.JSONDecodeError) as error:
        raise GoldError(f"{path.name} is not as its format has it: {str(error).splitlines()[0]}.") from error


def seconded(answers: Sequence[SecondAnswer], cases: Mapping[str, Case]) -> Seconded:
    """Hold a second author's answers against the gold; those to other cases are left out."""
    from sklearn.metrics import cohen_kappa_score

    known = [(one, cases[one.id]) for one in answers if one.id in cases]
    both = [(one, case) for one, case in known if one.expect == case.expect and _required(case)]
    told = [case.expect for _, case in known], [one.expect for one, _ in known]
    agree_by_nature = len({*told[0], *told[1]}) < 2
    return Seconded(
        n=len(known),
        kappa=1.0 if agree_by_nature else float(cohen_kappa_score(*told)),
        facts=len(both),
        other_expectation=tuple(one.id for one, case in known if one.expect != case.expect),
        other_facts=tuple(one.id for one, case in both if not _states_all(one, case)),
    )


def drawn(cases: Sequence[Case], count: int, seed: int) -> tuple[Case, ...]:
    """So many cases by seed, the same whatever order they come in."""
    pool = sorted(cases, key=lambda case: case.id)
    return tuple(random.Random(seed).sample(pool, min(count, len(pool))))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print questions, or the agreement; return 1 where kappa is below 0.8."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.second_reader", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "gold", nargs="*", type=Path, default=[GOLD_FOLDER / name for name in _GOLD], help="files of gold"
    )
    parser.add_argument(
        "--answers", action="append", type=Path, help="what another author answered; all that are kept by default"
    )
    parser.add_argument("--draw", type=int, metavar="N", help="print this many questions, without their gold")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same questions")
    options = parser.parse_args(arguments)
    cases = [case for path in options.gold for case in read_cases(path)]
    if options.draw:
        for case in drawn(cases, options.draw, options.seed):
            print(json.dumps({"id": case.id, "turns": [turn.text for turn in case.turns]}, ensure_ascii=False))
        return 0
    by_id = {case.id: case for case in cases}
    found = [(path.name, seconded(read_seconds(path), by_id)) for path in options.answers or ANSWERS]
    print("\n".join(_told(name, one) for name, one in found))
    return 0 if all(one.kappa >= _ENOUGH for _, one in found) else 1


def _told(name: str, found: Seconded) -> str:
    return (
        f"{name}: {found.n} cases answered twice: kappa {found.kappa:.3f} over what is expected\n"
        f"  another expectation: {', '.join(found.other_expectation) or 'none'}\n"
        f"  facts agree in {found.facts - len(found.other_facts)} of {found.facts};"
        f" others: {', '.join(found.other_facts) or 'none'}"
    )


def _required(case: Case) -> bool:
    return case.answerable and any(fact.required for fact in case.facts)


def _states_all(one: SecondAnswer, case: Case) -> bool:
    units = [Unit(plain(line)) for line in one.answer.splitlines() if line.strip()]
    required = [fact for fact in case.facts if fact.required]
    return all(states(fact, units, bodies_in=registered_bodies()) for fact in required)


if __name__ == "__main__":
    sys.exit(main())
