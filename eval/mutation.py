"""Questions made from the register by seeded mutation: changed in one known way, so that the right outcome is known."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import process
from rapidfuzz.fuzz import token_set_ratio

from eval.books import Books
from eval.gold import Case
from eval.misspelling import misspelt
from eval.trace import PlanText
from plans.commitment import Commitment
from plans.quantities import Quantity, quantities, timespans
from plans.words import fold
from plans.years import financial_year

__all__ = ["KINDS", "made_questions"]

KINDS = ("asked", "misspelt", "year_shifted", "plan_swapped", "number_changed", "negated", "field_absent")
_FEWEST, _MOST = 6, 32  # words of a commitment that still makes a question
_ELSEWHERE = 80  # a text this like another plan's words may well be in that plan too
_UNITS = {"percent": "percent", "count": "number", "gbp": "money"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A commitment that questions can be made of, with its plan's short name and another plan's."""

    commitment: Commitment
    plan: str
    other: str | None
    words: str
    number: Quantity | None


_Maker = Callable[[_Row, random.Random], "dict[str, object] | None"]


def made_questions(commitments: Sequence[Commitment], books: Books, *, count: int, seed: int) -> tuple[Case, ...]:
    """Make up to `count` cases, round the kinds as evenly as the register allows, the same for the same seed.

    Only commitments whose words stand once in their plan are used, so that year and place are beyond doubt.
    """
    chance = random.Random(seed)
    rows = [row for one in commitments if (row := _row(one, books)) is not None]
    chance.shuffle(rows)
    lines = {kind: _lines(kind, rows, chance) for kind in KINDS}
    chosen: list[tuple[str, _Row, dict[str, object]]] = []
    while len(chosen) < count and any(lines.values()):
        for kind in KINDS:
            if lines[kind] and len(chosen) < count:
                chosen.append((kind, *lines[kind].pop(0)))
    return tuple(_case(number, kind, row, made) for number, (kind, row, made) in enumerate(chosen, start=1))


def _lines(kind: str, rows: Sequence[_Row], chance: random.Random) -> list[tuple[_Row, dict[str, object]]]:
    return [(row, made) for row in rows if (made := _MAKERS[kind](row, chance)) is not None]


def _asked(row: _Row, chance: random.Random) -> dict[str, object] | None:
    """The control: the deadline or the number, asked straight."""
    if row.number is not None:
        subject = _without_number(row)
        opening = chance.choice(["What figure does the {p} give here:", "What is the {p}'s number for this:"])
        return _answer(row, f"{opening.format(p=row.plan)} {subject}?", [_number_fact(row.number)], "single_target")
    if row.commitment.deadline is not None and row.commitment.timeframe:
        opening = chance.choice(
            ["By when, in the {p}:", "Which year does the {p} give for this:", "When, says the {p}:"]
        )
        question = f"{opening.format(p=row.plan)} {row.words}?"
        return _answer(row, question, [_deadline_fact(row.commitment.deadline, row.commitment.timeframe)], "date")
    return None


def _misspelt(row: _Row, chance: random.Random) -> dict[str, object] | None:
    made = _asked(row, chance)
    return None if made is None else {**made, "question": misspelt(str(made["question"]), chance)}


def _year_shifted(row: _Row, chance: random.Random) -> dict[str, object] | None:
    deadline, written = row.commitment.deadline, row.commitment.timeframe
    if deadline is None or not written or not re.search(r"\d{4}", written):
        return None
    wrong = financial_year(date(deadline.year + chance.choice([-2, 2, 3]), deadline.month, 1))
    question = f"In {wrong}, as the {row.plan} has it: {row.words}. Is that so?"
    return _premise(row, question, [_deadline_fact(deadline, written)])


def _number_changed(row: _Row, chance: random.Random) -> dict[str, object] | None:
    if row.number is None:
        return None
    changed = _changed(row.number, chance)
    text = row.commitment.text
    words = text[: row.number.start] + changed + text[row.number.end :]
    return _premise(row, f"Does the {row.plan} say this: {_asked_words(words)}?", [_number_fact(row.number)])


def _plan_swapped(row: _Row, _: random.Random) -> dict[str, object] | None:
    if row.other is None:
        return None
    return _nothing(f"Where does the {row.other} say this: {row.words}?")


def _negated(row: _Row, chance: random.Random) -> dict[str, object] | None:
    opening = chance.choice(["Has the {p} ruled this out:", "Why does the {p} refuse to do this:"])
    return _premise(row, f"{opening.format(p=row.plan)} {row.words}?", [])


def _field_absent(row: _Row, chance: random.Random) -> dict[str, object] | None:
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
    "number_changed": _number_changed,
    "negated": _negated,
    "field_absent": _field_absent,
}


def _row(one: Commitment, books: Books) -> _Row | None:
    book = books.get(one.plan_id)
    words = _asked_words(one.text)
    if book is None or not _FEWEST <= len(words.split()) <= _MOST or len(book.squeezed.find(one.text)) != 1:
        return None
    elsewhere = [other.plan for other in books.values() if other.plan.plan_id != one.plan_id]
    others = [plan for plan in elsewhere if not _says(plan, one.text)]
    numbers = [quantity for quantity in quantities(one.text) if quantity.unit in _UNITS and quantity.high is None]
    return _Row(
        commitment=one,
        plan=_name(book.plan),
        other=_name(others[0]) if others else None,
        words=words,
        number=numbers[0] if len(numbers) == 1 and not timespans(one.text) else None,
    )


def _name(plan: PlanText) -> str:
    return next((name for name in plan.names if "plan" in name.lower()), plan.title)


def _says(plan: PlanText, text: str) -> bool:
    """Whether a passage of a plan says nearly what the text does."""
    passages = [fold(plan.text[one.start : one.end]) for one in plan.sections]
    longer = [passage for passage in passages if len(passage.split()) >= _FEWEST - 1]
    return process.extractOne(fold(text), longer, scorer=token_set_ratio, score_cutoff=_ELSEWHERE) is not None


def _asked_words(text: str) -> str:
    """A commitment's words as part of a question: on one line, no full stop, no capital at the head of a word."""
    words = " ".join(text.split()).rstrip(".;: ")
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _without_number(row: _Row) -> str:
    """The words with a gap where the number was."""
    number, text = row.number, row.commitment.text
    if number is None:
        return row.words
    return _asked_words(f"{text[: number.start]} … {text[number.end :]}")


def _changed(number: Quantity, chance: random.Random) -> str:
    """The number as it is written, with another value, no more than a half away."""
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", number.written)
    if digits is None:
        return f"{chance.randrange(30, 60)}"
    value = float(digits.group().replace(",", ""))
    other = round(value * chance.choice([0.6, 0.8, 1.2, 1.4])) if value >= 5 else value + 2
    other = other + 1 if other == value else other
    return number.written[: digits.start()] + f"{other:,.0f}" + number.written[digits.end() :]


def _number_fact(number: Quantity) -> dict[str, object]:
    return {"id": "f1", "type": _UNITS[number.unit], "value": number.value, "aliases": [number.written]}


def _deadline_fact(deadline: date, written: str) -> dict[str, object]:
    return {"id": "f1", "type": "date", "value": deadline.isoformat(), "aliases": [written]}


def _answer(row: _Row, question: str, facts: list[dict[str, object]], category: str) -> dict[str, object]:
    return {"question": question, "expect": "answer", "facts": facts, "category": category, "evidence": _evidence(row)}


def _premise(row: _Row, question: str, facts: list[dict[str, object]]) -> dict[str, object]:
    fields = {"question": question, "expect": "correct_premise", "facts": facts, "category": "false_premise"}
    return {**fields, "evidence": _evidence(row)}


def _nothing(question: str) -> dict[str, object]:
    return {"question": question, "expect": "abstain", "facts": [], "category": "near_miss", "evidence": []}


def _evidence(row: _Row) -> list[list[dict[str, object]]]:
    return [[{"doc": row.commitment.plan_id, "quote": row.commitment.text}]]


def _case(number: int, kind: str, row: _Row, made: Mapping[str, object]) -> Case:
    fields = {name: value for name, value in made.items() if name != "question"}
    return Case.model_validate(
        {
            **fields,
            "id": f"made-{number:04d}-{kind}",
            "split": "dev",
            "cluster": row.commitment.id,
            "plans": [row.commitment.plan_id],
            "turns": [{"role": "user", "text": made["question"]}],
            "author": "made from the register",
            "reviewer": "by construction",
        }
    )
