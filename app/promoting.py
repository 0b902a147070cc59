"""A report of a wrong answer as a candidate case of the evaluation, with evidence that stands in a plan."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from app.feedback import Feedback
from plans.errors import HomeNotWritable, WrongCall

if TYPE_CHECKING:
    from eval.gold import Case
    from eval.gold_parts import Evidence
    from plans.seams import Library

__all__ = ["EXPECTED", "Expected", "candidate", "keep_candidate"]

Expected = Literal["answer", "partial", "abstain", "clarify", "correct_premise", "redirect"]
EXPECTED: tuple[str, ...] = get_args(Expected)

_QUOTED = re.compile(r"[“\"]([^“”\"]{8,})[”\"]")
_SHORTEST_QUOTE = 8
_CATEGORIES = {
    "abstain": "near_miss",
    "clarify": "ambiguous",
    "correct_premise": "false_premise",
    "redirect": "out_of_scope",
}


def candidate(report: Feedback, library: "Library", *, expect: str | None = None, quotes: Sequence[str] = ()) -> "Case":
    """The case that a report asks for.

    Its evidence are `quotes`, or, where none is given, what the person says is right, if that stands in a plan.
    `expect` is what should come of the question: an answer where there is evidence and nothing else is said.

    Raises WrongCall where a quote stands in no plan, or where it is not known what should come of the question.
    """
    from eval.gold import Case

    found = _places(quotes, library) if quotes else _said(report.right, library)
    wanted = expect or ("answer" if found else None)
    if wanted not in EXPECTED:
        raise WrongCall(
            f"What the report {report.id} says is right stands in no plan word for word, so what should be answered is "
            f"not known; give the words with --quote, or what should come of it with --expect ({', '.join(EXPECTED)})."
        )
    if wanted in ("answer", "partial") and not found:
        raise WrongCall(f"To expect “{wanted}”, give the words of a plan that bear it, with --quote.")
    bears = () if wanted in ("abstain", "redirect") else (found,) if found else ()
    asked = (*report.earlier, report.question)
    return Case.model_validate(
        {
            "id": f"report-{report.id}",
            "split": "dev",
            "category": "follow_up" if report.earlier else _CATEGORIES.get(wanted, "in_plan"),
            "cluster": f"report-{report.id}",
            "turns": [{"role": "user", "text": text} for text in asked],
            "plans": sorted({one.doc for one in found}),
            "expect": wanted,
            "evidence": [list(alternative) for alternative in bears],
            "author": "a report",
            "note": f"wrong: {report.wrong or 'not said'}; right: {report.right or 'not said'}",
        }
    )


def keep_candidate(case: "Case", path: Path) -> None:
    """Add a case to a file of cases.

    Raises WrongCall where the file holds it already, GoldError where it is no file of cases, HomeNotWritable.
    """
    from eval.gold import ids_in

    if case.id in ids_in(path):
        raise WrongCall(f"The case {case.id} is in {path} already; change it there, or take it out first.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(case.model_dump_json(exclude_defaults=True) + "\n")
    except OSError as error:
        raise HomeNotWritable(f"The case could not be written to {path}: {error.strerror}.") from error


def _said(right: str, library: "Library") -> tuple["Evidence", ...]:
    """The words between quotation marks, or else all that the person wrote, where they stand in a plan."""
    marked = _QUOTED.findall(right)
    found = (_place(words, library) for words in marked or [right.strip()])
    return tuple(one for one in found if one is not None)


def _places(quotes: Sequence[str], library: "Library") -> tuple["Evidence", ...]:
    found = [_place(quote, library) for quote in quotes]
    missing = [quote for quote, place in zip(quotes, found, strict=True) if place is None]
    if missing:
        raise WrongCall(f"“{missing[0]}” stands in no plan of the library; copy the words from the plan's page.")
    return tuple(place for place in found if place is not None)


def _place(quote: str, library: "Library") -> "Evidence | None":
    """The words as the first plan that holds them writes them."""
    from eval.gold_parts import Evidence
    from eval.locate import squeeze

    if len(quote.strip()) < _SHORTEST_QUOTE:
        return None
    for plan in library.plans():
        text = library.document(plan.id).text
        spans = squeeze(text).find(quote)
        if spans:
            words = " ".join(text[spans[0].start : spans[0].end].split())
            return Evidence(doc=plan.id, quote=words)
    return None
