"""Follow-ups that hold the last question to another year: "and the year after?", "and in 2024/25?"."""

import re

from assistant.follow_up.leaning import mark, pointers
from assistant.follow_up.pointing import point_back
from assistant.follow_up.readings import Before, Plain, Reading, Said, again
from assistant.follow_up.subject import subject_of
from assistant.understanding import Want
from plans.catalogue import Period
from plans.quantities import timespans
from plans.years import financial_year

__all__ = ["another_year"]


def another_year(said: Said, before: Before) -> Reading | None:
    """ "And the year after?", "and in 2024/25?": the question held to another year."""
    year, shift = _year(said, before)
    if not year:
        return None
    rest = f"{said.text[: shift.start()]} {said.text[shift.end() :]}" if shift else said.text
    if not said.own and not pointers(rest) and not _asks_anew(said):
        return again(_held_to(_with_a_year(before), year, before), before.reading.topic)
    if shift is None:
        return None
    words = f"{said.text[: shift.start()]}in {year}{said.text[shift.end() :]}"
    moved = said.put(words, moved=True)
    if said.points or not said.own:
        return point_back(moved, before)
    own = Plain(question=words, plan=None if said.names else before.plan)
    return again(own, subject_of(words, said.parts.library.plans()))


def _with_a_year(before: Before) -> Plain:
    """The last question, or the one that it only asked on from where that alone named a year."""
    plain, earlier = before.reading.plain, before.reading.earlier
    return earlier if earlier is not None and timespans(earlier.question) and not timespans(plain.question) else plain


def _asks_anew(said: Said) -> bool:
    """Whether a turn without a subject asks for something else than the last: who, when, how much; not "what"."""
    return not said.part and said.asked.want in (Want.BODY, Want.MONEY, Want.REASON, Want.PLACE)


def _year(said: Said, before: Before) -> tuple[str, re.Match[str] | None]:
    for way, step in (("year_after", 1), ("year_before", -1)):
        shift = mark(way).search(said.text)
        if shift is not None and before.years:
            years = sorted(before.years)
            return _shifted(years[-1] if step > 0 else years[0], step), shift
    nth = mark("nth_year").search(said.text)
    if nth is not None and said.part and before.plan is not None and before.plan.entry.period is not None:
        return _nth_year(nth["nth"].lower(), before.plan.entry.period), nth
    if said.asked.years and not said.own and not said.points:
        return said.asked.years[0], None
    return "", None


def _nth_year(which: str, period: Period) -> str:
    if which in ("last", "final"):
        return financial_year(period.last)
    step = ("first", "second", "third", "fourth", "fifth").index(which)
    return _shifted(financial_year(period.first), step)


def _shifted(year: str, step: int) -> str:
    first = int(year[:4]) + step
    return f"{first}/{(first + 1) % 100:02d}"


def _held_to(plain: Plain, year: str, before: Before) -> Plain:
    """A question with the time it names exchanged for a year, or with the year added."""
    period = before.plan.entry.period if before.plan else None
    spans = [span for span in timespans(plain.question, period=period) if span.kind not in ("vague", "duration")]
    named = mark("nth_year").search(plain.question)
    if named:
        question = f"{plain.question[: named.start()]}in {year}{plain.question[named.end() :]}"
    elif spans:
        span = spans[-1]
        bound = re.search(r"\b(?:in|for|during|by|over)\s+(?:the\s+)?$", plain.question[: span.start])
        start = bound.start() if bound else span.start
        question = f"{plain.question[:start]}in {year}{plain.question[span.end :]}"
    else:
        question = f"{plain.question.rstrip(' ?.!')} in {year}?"
    return Plain(question=question, topic=plain.topic, plan=before.plan_for(plain))
