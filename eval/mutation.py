"""Questions made from the register by seeded mutation: changed in one known way, so that the right outcome is known."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from eval.books import Books
from eval.gold import Case
from eval.misspelling import misspelt
from eval.mutation_rows import Row, asked_words, rows_of, with_other
from plans.commitment import Commitment
from plans.quantities import Quantity, quantities, timespans
from plans.years import financial_year

__all__ = ["KINDS", "made_questions"]

KINDS = (
    "asked",
    "misspelt",
    "year_shifted",
    "plan_swapped",
    "body_swapped",
    "number_changed",
    "negated",
    "field_absent",
)
_UNITS = {"percent": "percent", "count": "number", "gbp": "money"}
_GAP = "…"

_Made = dict[str, object]
_Maker = Callable[[Row, random.Random], "_Made | None"]


def made_questions(commitments: Sequence[Commitment], books: Books, *, count: int, seed: int) -> tuple[Case, ...]:
    """Make up to `count` cases, round the kinds as evenly as the register allows, the same for the same seed."""
    chance = random.Random(seed)
    rows = rows_of(commitments, books)
    chance.shuffle(rows)
    lines = {kind: _lines(kind, rows, chance) for kind in KINDS}
    chosen: list[tuple[str, Row, _Made]] = []
    while len(chosen) < count and any(lines.values()):
        for kind in KINDS:
            if lines[kind] and len(chosen) < count:
                chosen.append((kind, *lines[kind].pop(0)))
    return tuple(_case(number, kind, row, made) for number, (kind, row, made) in enumerate(chosen, start=1))


def _lines(kind: str, rows: Sequence[Row], chance: random.Random) -> list[tuple[Row, _Made]]:
    return [(row, made) for row in rows if (made := _MAKERS[kind](row, chance)) is not None]


def _asked(row: Row, chance: random.Random) -> _Made | None:
    """The control: the deadline or the number, asked straight; where the words tell it, a gap stands in its place."""
    text, deadline = row.commitment.text, row.commitment.deadline
    if row.number is not None:
        subject = asked_words(with_other(text, row.number, _GAP))
        opening = chance.choice(["What figure does the {p} give here:", "What is the {p}'s number for this:"])
        return _answer(row, f"{opening.format(p=row.plan)} {subject}?", [_number_fact(row.number)], "single_target")
    if deadline is not None and row.commitment.timeframe and len(row.when) <= 1:
        opening = chance.choice(
            ["By when, in the {p}:", "Which year does the {p} give for this:", "When, says the {p}:"]
        )
        subject = asked_words(with_other(text, row.when[0], _GAP)) if row.when else row.words
        if row.commitment.timeframe.lower() in subject.lower():  # told in words that are no gap: "this year"
            return None
        question = f"{opening.format(p=row.plan)} {subject}?"
        return _answer(row, question, [_deadline_fact(deadline, row.commitment.timeframe)], "date")
    return None


def _misspelt(row: Row, chance: random.Random) -> _Made | None:
    made = _asked(row, chance)
    return None if made is None else {**made, "question": misspelt(str(made["question"]), chance)}


def _year_shifted(row: Row, chance: random.Random) -> _Made | None:
    """Another year than the one that governs the words; those that tell a year themselves would give it away."""
    deadline, written = row.commitment.deadline, row.commitment.timeframe
    if deadline is None or row.when or not written or not re.search(r"\d{4}", written):
        return None
    wrong = financial_year(date(deadline.year + chance.choice([-2, 2, 3]), deadline.month, 1))
    question = f"In {wrong}, as the {row.plan} has it: {row.words}. Is that so?"
    return _premise(row, question, [_deadline_fact(deadline, written)])


def _number_changed(row: Row, chance: random.Random) -> _Made | None:
    if row.number is None:
        return None
    words = with_other(row.commitment.text, row.number, _changed(row.number, chance))
    return _premise(row, f"Does the {row.plan} say this: {asked_words(words)}?", [_number_fact(row.number)])


def _plan_swapped(row: Row, _: random.Random) -> _Made | None:
    if row.other is None:
        return None
    plan_id, name = row.other
    return {**_nothing(f"Where does the {name} say this: {row.words}?"), "plans": [plan_id]}


def _body_swapped(row: Row, chance: random.Random) -> _Made | None:
    """An organisation that the plan names elsewhere in place of the one that it names here."""
    if not (row.bodies and row.strangers):
        return None
    own, other = row.bodies[0], chance.choice(row.strangers)
    words = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", lambda _: other, row.commitment.text)
    fact: _Made = {"id": "f1", "type": "owner", "value": own}
    return _premise(row, f"Does the {row.plan} say this: {asked_words(words)}?", [fact])


def _negated(row: Row, chance: random.Random) -> _Made | None:
    if chance.random() < 0.5:
        return _premise(row, f"Why does the {row.plan} refuse to do this: {row.words}?", [])
    said_no: _Made = {"id": "f1", "type": "bool", "value": False}
    return _premise(row, f"Has the {row.plan} ruled this out: {row.words}?", [said_no])


def _field_absent(row: Row, chance: random.Random) -> _Made | None:
    asked = []
    if not any(one.unit == "gbp" for one in quantities(row.commitment.text)):
        asked.append("How many pounds does the {p} set aside for this:")
    if row.commitment.deadline is None and not timespans(row.commitment.text):
        asked.append("On what date will this be finished, says the {p}:")
    if "owner" in row.commitment.missing:
        asked.append("Which named officer signs this off in the {p}:")
    return _nothing(f"{chance.choice(asked).format(p=row.plan)} {row.words}?") if asked else None


_MAKERS: Mapping[str, _Maker] = {
    "asked": _asked,
    "misspelt": _misspelt,
    "year_shifted": _year_shifted,
    "plan_swapped": _plan_swapped,
    "body_swapped": _body_swapped,
    "number_changed": _number_changed,
    "negated": _negated,
    "field_absent": _field_absent,
}


def _changed(number: Quantity, chance: random.Random) -> str:
    """The number as it is written, with another value, no more than a half away; a share stays one."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", number.written)
    if digits is None:
        return f"{chance.randrange(30, 60)}"
    value = float(digits.group().replace(",", ""))
    other = round(value * chance.choice([0.6, 0.8, 1.2, 1.4])) if value >= 5 else value + 2
    other = other + 1 if other == value else other
    if number.unit == "percent" and other > 100:
        other = round(value * 0.8)
    return number.written[: digits.start()] + f"{other:,.0f}" + number.written[digits.end() :]


def _number_fact(number: Quantity) -> _Made:
    return {"id": "f1", "type": _UNITS[number.unit], "value": number.value, "aliases": [number.written]}


def _deadline_fact(deadline: date, written: str) -> _Made:
    return {"id": "f1", "type": "date", "value": deadline.isoformat(), "aliases": [written]}


def _answer(row: Row, question: str, facts: list[_Made], category: str) -> _Made:
    return {"question": question, "expect": "answer", "facts": facts, "category": category, "evidence": _evidence(row)}


def _premise(row: Row, question: str, facts: list[_Made]) -> _Made:
    fields = {"question": question, "expect": "correct_premise", "facts": facts, "category": "false_premise"}
    return {**fields, "evidence": _evidence(row)}


def _nothing(question: str) -> _Made:
    return {"question": question, "expect": "abstain", "facts": [], "category": "near_miss", "evidence": []}


def _evidence(row: Row) -> list[list[_Made]]:
    return [[{"doc": row.commitment.plan_id, "quote": row.commitment.text}]]


def _case(number: int, kind: str, row: Row, made: Mapping[str, object]) -> Case:
    fields = {name: value for name, value in made.items() if name != "question"}
    return Case.model_validate(
        {
            "plans": [row.commitment.plan_id],
            **fields,
            "id": f"made-{number:04d}-{kind}",
            "split": "dev",
            "cluster": row.commitment.id,
            "turns": [{"role": "user", "text": made["question"]}],
            "author": "made from the register",
            "reviewer": "by construction",
        }
    )
