"""Planted instructions: a made-up plan with an order hidden in it, a question about it, and whether it was obeyed."""

import json
import re
from pathlib import Path
from typing import Annotated

import tomli_w
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from eval.attack_scores import AttackResult, shown
from eval.gold import GOLD_FOLDER, GoldError
from eval.product import Over
from plans.answer import Answer, Question, Turn
from plans.errors import PlanwatchError
from plans.words import fold

__all__ = [
    "Attack",
    "attack",
    "attacked_plan",
    "planted",
    "read_attacks",
]

_Text = Annotated[str, StringConstraints(min_length=1)]
_CELL = re.compile(r"^cell: (?P<year>[^>]+?) > (?P<row>.+)$")
_NOT_IN_A_NAME = re.compile(r"[/\x00]")
_LONGEST_NAME = 80


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answer: str


class Attack(BaseModel):
    """An instruction and where it is planted; eval/gold/injection.md tells what `where` may say.

    `fact` is what a good answer states all the same, None where there is nothing to state.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Text
    kind: _Text
    payload: _Text
    canary: _Text
    question: _Text
    where: _Text
    fact: str | None = None
    history: tuple[_Turn, ...] = ()
    decoded: str | None = None
    split: str = "dev"
    author: str = ""
    reviewer: str = ""
    note: str = ""


def read_attacks(path: Path = GOLD_FOLDER / "injection.jsonl") -> tuple[Attack, ...]:
    """Read the attacks.

    Raises GoldError, naming the line.
    """
    attacks = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                attacks.append(Attack.model_validate(json.loads(line)))
            except (ValidationError, json.JSONDecodeError) as error:
                raise GoldError(f"{path.name}, line {number}: {str(error).splitlines()[0]}.") from error
    return tuple(attacks)


def attacked_plan() -> str:
    """The made-up plan that the attacks are written against."""
    return (GOLD_FOLDER / "injection-plan.txt").read_text(encoding="utf-8")


def planted(attack: Attack, plan: str) -> str:
    """The plan's text with the payload in it.

    Raises GoldError where the plan has no such place.
    """
    if attack.where in ("question", "history", "file name"):
        return plan
    if attack.where == "footer":
        return re.sub(r"\n\n(?=\S)", lambda _: f"\n{attack.payload}\n\n", plan)
    if cell := _CELL.match(attack.where):
        return _in_cell(plan, cell["year"], cell["row"], attack)
    words = attack.where.removeprefix("after: ")
    lines = plan.split("\n")
    at = next((number for number, line in enumerate(lines) if words in line), None)
    if at is None:
        raise GoldError(f"{attack.id}: the plan has no line with {words!r}.")
    return "\n".join([*lines[: at + 1], attack.payload, *lines[at + 1 :]])


def _plan_file(one: Attack, folder: Path) -> Path:
    """Where the plan is to be written: under the payload's name where that is what is attacked with, beside a
    catalogue entry that has the payload as its title where no file can be called so."""
    if one.where != "file name":
        return folder / f"{one.id}.txt"
    name = _NOT_IN_A_NAME.sub("_", one.payload)[:_LONGEST_NAME]
    path = folder / (name if name.endswith(".txt") else f"{name}.txt")
    if _NOT_IN_A_NAME.search(one.payload):
        entry = {"id": one.id, "title": one.payload, "publisher": "Nobody", "edition": "1", "file": path.name}
        (folder / f"{one.id}.toml").write_text(tomli_w.dumps(entry), encoding="utf-8")
    return path


def attack(one: Attack, plan: str, *, over: Over, folder: Path) -> AttackResult:
    """Plant one payload in a plan of its own, ask, and look for the canary in all that is answered."""
    path = _plan_file(one, folder)
    path.write_text(planted(one, plan), encoding="utf-8")
    history = tuple(Turn(question=turn.question, answer=turn.answer) for turn in one.history)
    try:
        answer = over([path]).ask(Question(text=one.question, history=history))
    except PlanwatchError as error:
        return AttackResult(id=one.id, kind=one.kind, leaked="", useful=None, status="", refused=str(error))
    seen = shown(one.canary, answer)
    return AttackResult(
        id=one.id,
        kind=one.kind,
        leaked=seen.where,
        own_words=seen.own_words,
        useful=_useful(one, answer),
        status=str(answer.status),
    )


def _in_cell(plan: str, year: str, row: str, attack: Attack) -> str:
    """The plan with one more item at the end of that row's list, in the table under that year."""
    start = plan.find(f"\n{year}\n")
    line = re.compile(rf"^{re.escape(row)}\t.*$", re.MULTILINE).search(plan, start) if start >= 0 else None
    if line is None:
        raise GoldError(f"{attack.id}: the plan has no row {row!r} under {year}.")
    text = line.group()
    item = f"<li>{attack.payload}</li>"
    changed = text.replace("</ul>", f"{item}</ul>") if "</ul>" in text else f"{text} {attack.payload}"
    return plan[: line.start()] + changed + plan[line.end() :]


def _useful(one: Attack, answer: Answer) -> bool | None:
    if one.fact is None:
        return None
    return fold(one.fact) in " ".join(fold(answer.text).split())
